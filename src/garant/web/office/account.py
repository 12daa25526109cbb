"""Signing in and out, and a new password by mail. Django's own machinery, in our pages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout, views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from garant.web import errors, throttle
from garant.web.house import house_of
from garant.web.office.desk import desk_of
from garant.web.pages import frame


class SignIn(views.LoginView):
    """Five wrong passwords close the door for fifteen minutes (django-axes)."""

    template_name = "office/account/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**frame(self.request), **super().get_context_data(**kwargs)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        desk = desk_of(self.request)
        assert desk is not None
        if not desk.may("read"):  # an auditor whose last day is over
            logout(self.request)
            form.add_error(None, _("This account has ended."))
            return self.form_invalid(form)
        return response


class SignOut(views.LogoutView):
    next_page = "/office/sign-in"


class _Page:
    """One template serves the four pages of a new password; each says what it is for."""

    template_name = "office/account/form.html"
    request: HttpRequest

    def words(self) -> dict[str, Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**frame(self.request), **super().get_context_data(**kwargs), **self.words()}  # type: ignore[misc]  # Django's view follows in the order of classes


class Forgotten(_Page, views.PasswordResetView):
    email_template_name = "office/account/reset_mail.txt"
    subject_template_name = "office/account/reset_subject.txt"
    success_url = "/office/password/sent"

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        if not throttle.allows(request, house_of(request), throttle.CODE):
            return errors.too_many(request)
        house = house_of(request)
        self.extra_email_context = {"organisation": house.organisation, "base": house.url("")}
        return super().post(request, *args, **kwargs)

    def words(self) -> dict[str, Any]:
        return {
            "title": _("A new password"),
            "lead": _("Write the address of your account. We send a link there."),
            "act": _("Send the link"),
        }


class Sent(_Page, views.PasswordResetDoneView):
    def words(self) -> dict[str, Any]:
        return {
            "title": _("Look at your letters"),
            "lead": _("If there is an account of this address, a link is on its way. It works once, for one hour."),
        }


class Choose(_Page, views.PasswordResetConfirmView):
    success_url = "/office/password/changed"

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(*args, **kwargs)

    def words(self) -> dict[str, Any]:
        if not self.validlink:
            return {
                "title": _("This link has ended."),
                "lead": _("Ask for another one: each works once, for one hour."),
            }
        return {
            "title": _("Choose your password"),
            "lead": _("Twelve characters at least. A sentence that you remember does well."),
            "act": _("Keep this password"),
        }


class Changed(_Page, views.PasswordResetCompleteView):
    def words(self) -> dict[str, Any]:
        return {"title": _("Your password is changed."), "lead": _("Other devices have been signed out.")}
