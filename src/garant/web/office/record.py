"""The register itself: its first page, what it says of the organisation, and its ways out as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import completeness, record, record_form, register
from garant.law.findings import plainly
from garant.law.phrases import read_phrases
from garant.law.provisions import Law
from garant.rules.processing import Organisation, Processing
from garant.rules.register_depth import asks_for_dpo
from garant.rules.registers.views import duration_words
from garant.web.office import catalogues, house_sheets, told, words
from garant.web.office.desk import Desk, at_desk
from garant.web.office.entries import Sheet, shelf
from garant.web.office.entry_pages import laid
from garant.web.office.fields import Shelf

MIMES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Line:
    """One activity in the list. `lacks`: how much is still to be said of it."""

    url: str
    name: str
    purposes: str
    persons: str
    durations: str
    columns: int
    lacks: int
    tag: words.Tag
    clients: str


# ── the first page ──────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def overview(desk: Desk) -> HttpResponse:
    here = shelf(desk)
    register_, asked = here.register, desk.request.GET
    organisation = register_.organisation
    values: dict[str, Any] = {"who": organisation, "who_line": _who(organisation, here)}
    if not register_.activities:
        return laid(desk, "record/first.html", {**values, "mapped": bool(completeness.columns(desk.house))})
    lacking = completeness.lacking(desk.house, desk.actor)
    held = completeness.columns(desk.house)
    query, state = asked.get("q", "").strip(), asked.get("state", "")
    found = [
        _line(a, here, len(held.get(a.id, ())), lacking.get(a.id, 0))
        for a in register_.activities.values()
        if _answers(a, here, query) and state in ("", "lacking" if lacking.get(a.id) else "ready")
    ]
    ours = {a.id: a.role for a in register_.activities.values()}
    parts = [("controller", [x for x in found if not x.clients]), ("processor", [x for x in found if x.clients])]
    values |= {
        "headline": _headline(len(ours), sum(1 for a in ours if lacking.get(a))),
        "parts": [
            {"code": code, "title": _title(code, desk.house.law()), "lines": lines} for code, lines in parts if lines
        ],
        "query": query,
        "state": state,
        "filtered": bool(query or state),
        "found": len(found),
        "many": len(ours) > FEW,
    }
    return laid(desk, "record/overview.html", values)


FEW = 6
"""Up to so many activities nobody needs to search."""


def _headline(total: int, open_: int) -> str:
    if open_:
        text = ngettext(
            "%(n)s activity is still to be completed.", "%(n)s activities are still to be completed.", open_
        )
        return text % {"n": open_}
    return ngettext("%(n)s activity, complete.", "%(n)s activities, all complete.", total) % {"n": total}


def _title(code: str, law: Law) -> str:
    if law.source_of("gdpr/30") is None:
        return _("What we do for others") if code == "processor" else _("What we do ourselves")
    return _("What we do for others (art. 30(2))") if code == "processor" else _("What we do ourselves (art. 30(1))")


def _answers(activity: Processing, here: Shelf, query: str) -> bool:
    """Whether an activity holds all the words that were searched, whatever their accents."""
    if not query:
        return True
    said = [*activity.name.values(), activity.id, activity.software]
    said += [t for p in activity.purposes.values() for t in p.name.values()]
    said += [catalogues.category(here, i.category) for i in activity.items.values()]
    text = plainly(" ".join(said))
    return all(word in text for word in plainly(query).split())


def _line(activity: Processing, here: Shelf, columns: int, lacks: int) -> Line:
    return Line(
        url=reverse("office:activity", args=[activity.id]),
        name=here.say(activity.name, activity.id),
        purposes=" ; ".join(purpose_words(activity, here)),
        persons=", ".join(str(catalogues.PERSONS.get(p, p)) for p in activity.persons),
        durations=durations(activity, here),
        columns=columns,
        lacks=lacks,
        tag=state_tag(lacks),
        clients=", ".join(c.name for c in activity.on_behalf_of) if activity.role == "processor" else "",
    )


def purpose_words(activity: Processing, here: Shelf) -> Iterable[str]:
    for purpose in activity.purposes.values():
        basis = catalogues.BASES.get(purpose.basis or "", _("no basis yet"))
        yield f"{here.say(purpose.name, purpose.id)} ({basis})"


def durations(activity: Processing, here: Shelf) -> str:
    """Each duration of an activity in words, once."""
    phrases = read_phrases()
    every = [*activity.durations, *(d for p in activity.purposes.values() for d in p.durations)]
    return " ; ".join(dict.fromkeys(here.say(duration_words(d, here.law, phrases)) for d in every))


def state_tag(lacks: int) -> words.Tag:
    if not lacks:
        return words.Tag("done", "check", _("Complete"))
    text = ngettext("%(n)s thing to complete", "%(n)s things to complete", lacks)
    return words.Tag("near", "undecided", text % {"n": lacks})


def _who(organisation: Organisation, here: Shelf) -> str:
    facts = [
        organisation.address.replace("\n", ", "),
        organisation.phone,
        str(catalogues.SIZES.get(organisation.size or "", "")),
        organisation.dpo and _("data protection officer: %(name)s") % {"name": organisation.dpo.name},
    ]
    return " · ".join(fact for fact in facts if fact)


# ── the organisation ────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def organisation(desk: Desk) -> HttpResponse:
    here = shelf(desk)
    who = here.register.organisation
    facts = told.facts(house_sheets.ORGANISATION, "organisation", who, here)
    needs_dpo = asks_for_dpo(here.register)
    values = {
        "who": who,
        "facts": facts,
        "persons": [
            _somebody("dpo", house_sheets.DPO, who.dpo, needed=needs_dpo),
            _somebody("representative", house_sheets.REPRESENTATIVE, who.representative, needed=False),
        ],
        "sites": [{"n": str(n), "name": s.domain} for n, s in enumerate(who.sites)],
        "establishments": [
            {"n": str(n), "name": e.name, "address": e.address} for n, e in enumerate(who.establishments)
        ],
        "needs_dpo": needs_dpo,
    }
    return laid(desk, "record/organisation.html", values, here="organisation")


def _somebody(code: str, sheet: Sheet, who: Any, *, needed: bool) -> dict[str, Any]:
    said = [getattr(who, f) for f in ("name", "company", "email", "phone", "address")] if who else []
    return {"code": code, "title": sheet.title, "said": [s for s in said if s], "needed": needed}


# ── ways out ────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def as_yaml(desk: Desk) -> HttpResponse:
    on = day_of(desk.request.GET.get("on", ""))
    text = register.export(desk.house, desk.actor, on)
    return _file(text.encode(), "application/yaml", "register", on or desk.house.today(), "yaml")


@at_desk("read-register")
def as_ods(desk: Desk) -> HttpResponse:
    data = record_form.give_out(desk.house, desk.actor)
    return _file(data, "application/vnd.oasis.opendocument.spreadsheet", "register", desk.house.today(), "ods")


@at_desk("read-register")
def as_record(desk: Desk, form: str) -> HttpResponse:
    """The record of art. 30 for an authority: PDF, a page of one file, JSON."""
    data = record.give_out(desk.house, desk.actor, form, desk.language)
    return _file(data, MIMES.get(form, ""), "record", desk.house.today(), form)


def _file(data: bytes, mime: str, name: str, day: date, ending: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y-%m-%d}.{ending}"'
    return response


def day_of(text: str) -> date | None:
    """A day of an address; None for none, or for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
