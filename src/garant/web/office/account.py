"""Signing in and out, and a password chosen by a link sent by mail. Django's own machinery, in our pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model, logout, views
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from garant.actions import staff
from garant.actions.instance import Instance
from garant.errors import NotFound
from garant.rules.passwords import SHORTEST, shortest
from garant.web import errors, throttle
from garant.web.house import house_of
from garant.web.office.desk import desk_of
from garant.web.pages import frame

FORM = "office/account/form.html"
MAIL = "office/account/reset_mail.txt"
SUBJECT = "office/account/reset_subject.txt"


class SignInForm(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.error_messages = self.error_messages | {
            "invalid_login": _("This address and this password do not go together. Capital letters count.")
        }


class SignIn(views.LoginView):
    """Five wrong passwords close the door for fifteen minutes (django-axes)."""

    template_name = "office/account/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True
    next_page = "/office/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**frame(self.request), **super().get_context_data(**kwargs)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        if not self._may_stay():
            logout(self.request)
            form.add_error(None, _("This account has ended."))
            return self.form_invalid(form)
        return response

    def _may_stay(self) -> bool:
        """Not somebody of another organisation (A1), nor an auditor whose last day is over."""
        try:
            desk = desk_of(self.request)
        except NotFound:
            return False
        if desk is None or not desk.open:
            return False
        staff.signed_in(desk.house, desk.actor)
        return True


class SignOut(views.LogoutView):
    next_page = "/office/sign-in"


class LinkForm(PasswordResetForm):
    """Sends the link to every open account of the address: also to one that has no password yet."""

    def get_users(self, email: str) -> Iterable[Any]:
        return get_user_model()._default_manager.filter(email__iexact=email, is_active=True)


def send_link(request: HttpRequest, email: str) -> None:
    """A link to choose a password, for an account just opened."""
    form = LinkForm({"email": email})
    if form.is_valid():
        house = house_of(request)
        form.save(
            subject_template_name=SUBJECT,
            email_template_name=MAIL,
            from_email=sender(request),
            request=request,
            extra_email_context=mail_words(house),
        )


def mail_words(house: Instance) -> dict[str, Any]:
    return {"organisation": house.organisation, "base": house.url("")}


def sender(request: HttpRequest) -> str:
    house = house_of(request)
    return (house.settings.mail.sender if house.settings.mail else "") or house.organisation.contact


class Forgotten(views.PasswordResetView):
    form_class = LinkForm
    template_name = FORM
    email_template_name = MAIL
    subject_template_name = SUBJECT
    success_url = reverse_lazy("office:password_sent")

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        house = house_of(request)
        if not throttle.allows(request, house, throttle.CODE):
            return errors.too_many(request)
        self.from_email = sender(request)
        self.extra_email_context = mail_words(house)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("A new password"),
            "lead": _("Write the address of your account. We send a link there."),
            "act": _("Send the link"),
        }
        return {**frame(self.request), **super().get_context_data(**kwargs), **words}


class Sent(views.PasswordResetDoneView):
    template_name = FORM

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("Look at your letters"),
            "lead": _("If there is an account of this address, a link is on its way. It works once, for one hour."),
        }
        return {**frame(self.request), **super().get_context_data(**kwargs), **words}


def _asked(house: Instance) -> str:
    """How long a password has to be, in our words or, where the register asks for more, in Django's (S3-30)."""
    rule = house.declared().passwords
    length = shortest(rule.length if rule else None)
    if length == SHORTEST:
        return _("Twelve characters at least. A sentence that you remember does well.")
    return str(MinimumLengthValidator(length).get_help_text())


class Choose(views.PasswordResetConfirmView):
    template_name = FORM
    success_url = reverse_lazy("office:password_changed")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("Choose your password"),
            "lead": _asked(house_of(self.request)),
            "act": _("Keep this password"),
        }
        if not self.validlink:
            words = {
                "title": _("This link has ended."),
                "lead": _("Ask for another one: each works once, for one hour."),
            }
        return {**frame(self.request), **super().get_context_data(**kwargs), **words}


class Changed(views.PasswordResetCompleteView):
    template_name = FORM

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Your password is changed."), "lead": _("Other devices have been signed out.")}
        return {**frame(self.request), **super().get_context_data(**kwargs), **words}
