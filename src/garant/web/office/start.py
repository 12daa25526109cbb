"""First steps: what is done, what comes next, each a short form. Nothing works by halves: a step says what it lacks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from garant.actions import mail
from garant.errors import MailError
from garant.web.office import words
from garant.web.office.desk import DEED, Desk, Trouble, at_desk
from garant.web.office.forms import MailForm

PLACE = "start"


@at_desk("settings")
def start(desk: Desk) -> HttpResponse:
    return _page(desk, MailForm())


@at_desk("settings", methods=DEED)
def test_mail(desk: Desk) -> HttpResponse:
    form = MailForm(desk.request.POST)
    if not form.is_valid():
        return _page(desk, form, status=422)
    try:
        mail.test(desk.house, form.cleaned_data["to"])
    except MailError as error:
        return _page(desk, form, trouble=Trouble.of(error), status=503)
    return desk.go("start", done="mail")


def _page(desk: Desk, form: MailForm, *, trouble: Trouble | None = None, status: int = 200) -> HttpResponse:
    records, maps = desk.house.records(), desk.house.register().maps
    unmapped = [r for r in records if r.name not in maps]
    mailing = desk.house.settings.mail is not None or desk.house.settings.mail_folder is not None
    steps = [
        _organisation(desk),
        _store(bool(records)),
        _map(bool(records), unmapped[0].name if unmapped else ""),
        _mail(desk, mailing, form),
        _address(desk),
        _register(desk),
    ]
    for step in steps:
        step["tag"] = words.Tag("done", "check", _("Done")) if step["done"] else words.Tag("near", "open", _("To do"))
    left = [s for s in steps if not s["done"]]
    if left:
        left[0]["now"] = True
    values = {
        "headline": _("Garant is ready to answer") if not left else _("What is still missing before the first answer"),
        "lead": _("Requests can come in from now on.")
        if not left
        else _("A request can be received already. To answer it, Garant must know where to look."),
        "steps": steps,
        "trouble": trouble,
    }
    return desk.page("start/start.html", values, place=PLACE, status=status)


def _organisation(desk: Desk) -> dict[str, Any]:
    house = desk.house.organisation
    month, day = house.year_end
    facts = [
        (_("Name"), house.name),
        (_("Contact"), house.contact),
        (_("Place"), desk.house.law().territory.name.get(desk.language) or house.place),
        (_("Authority"), desk.house.law().authority.name),
        (_("Financial year ends"), f"{day:02d}/{month:02d}"),
    ]
    return {
        "title": _("The organisation"),
        "words": _("Whose requests these are, which law and which authority answer for them."),
        "done": True,
        "facts": facts,
    }


def _store(declared: bool) -> dict[str, Any]:
    return {
        "title": _("A store"),
        "words": _("Where people’s data stand: a database, or a paper file that somebody looks into."),
        "done": declared,
        "url": reverse("office:stores" if declared else "office:add_store"),
        "button": _("See the stores") if declared else _("Declare a store"),
    }


def _map(declared: bool, unmapped: str) -> dict[str, Any]:
    step: dict[str, Any] = {
        "title": _("Its map"),
        "words": _(
            "Which table is the person, what hangs on it, for which activity, how long. Garant proposes; you decide."
        ),
        "done": declared and not unmapped,
    }
    if unmapped:
        step |= {"url": reverse("office:map", args=[unmapped]), "button": _("Draw the map")}
    return step


def _mail(desk: Desk, mailing: bool, form: MailForm) -> dict[str, Any]:
    kept_here = desk.house.settings.mail is None and mailing
    step: dict[str, Any] = {
        "title": _("Letters"),
        "words": _("Letters are written to a folder and reach nobody: mail_folder stands in garant.toml.")
        if kept_here
        else _("Acknowledgements and answers leave by your mail server, named in garant.toml under [mail]."),
        "done": mailing and (not kept_here or desk.house.settings.demo),
    }
    if mailing:
        step |= {"form": form, "url": reverse("office:test_mail"), "button": _("Send a test letter")}
    return step


def _address(desk: Desk) -> dict[str, Any]:
    settings = desk.house.settings
    return {
        "title": _("The address"),
        "words": _(
            "Every letter carries the address of your portal: base_url in garant.toml. Others must be able to open it."
        ),
        "done": not settings.local or settings.demo,
        "facts": [(_("Address"), settings.base_url)],
    }


def _register(desk: Desk) -> dict[str, Any]:
    begun = bool(desk.house.declared().activities)
    return {
        "title": _("The register"),
        "words": _("What your data are for, on which basis, how long. Answers and notices take their words from it."),
        "done": begun,
        "url": reverse("office:record" if begun else "office:record_start"),
        "button": _("See the register") if begun else _("Start the register"),
    }
