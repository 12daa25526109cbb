"""Starting a register: a trade's usual activities and what the maps say, line by line, looked at, then agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from garant.actions import completeness, register, starting
from garant.errors import GarantError, NotFound
from garant.law.profiles import Profiles
from garant.rules.register_depth import asks_for_dpo
from garant.rules.starting import Line, lines
from garant.web.office import catalogues, told
from garant.web.office.desk import FORM, Desk, Trouble, at_desk
from garant.web.office.entries import shelf
from garant.web.office.entry_pages import laid
from garant.web.office.fields import Shelf

MAPS = "maps"
"""The choice that takes no trade, only what the maps say."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: the paths of the lines that are kept, and the names that were given."""

    sector: str
    kept: frozenset[str] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    maps: bool = True


@at_desk("register", methods=FORM)
def start(desk: Desk) -> HttpResponse:
    known, here = starting.profiles(), shelf(desk)
    if desk.request.method == "POST":
        return _answered(desk, known, here)
    sector = desk.request.GET.get("sector", "")
    if sector == MAPS:
        return _shown(desk, here, known, Choice(MAPS))
    if not sector:
        return _trades(desk, known, here)
    every = frozenset(line.path for line in _lines(known, sector))
    return _choosing(desk, known, here, Choice(sector, every))


def _lines(known: Profiles, sector: str) -> list[Line]:
    if sector not in known.sectors:
        raise NotFound("There is no profile of this name.", place=sector)
    return list(lines(known, sector))


def _answered(desk: Desk, known: Profiles, here: Shelf) -> HttpResponse:
    sent = desk.request.POST
    names = {ask: sent.get(f"ask-{ask}", "").strip() for ask in known.asks}
    choice = Choice(sent.get("sector", ""), frozenset(sent.getlist("line")), names, "maps" in sent)
    if sent.get("step") == "change":
        return _choosing(desk, known, here, choice)
    if sent.get("step") != "keep":
        return _shown(desk, here, known, choice)
    try:
        register.apply(desk.house, desk.actor, _draft(desk, known, choice), _("The proposal"))
    except GarantError as error:
        return _shown(desk, here, known, choice, Trouble.of(error))
    return desk.go("record", done="started")


def _draft(desk: Desk, known: Profiles, choice: Choice) -> str:
    if choice.sector == MAPS:
        return starting.draft(desk.house, desk.actor)
    left = {line.path for line in _lines(known, choice.sector)} - choice.kept
    return starting.draft(desk.house, desk.actor, choice.sector, without=left, names=choice.names, maps=choice.maps)


# ── its three pages ─────────────────────────────────────────────────────────────────────────────────────────────────


def _trades(desk: Desk, known: Profiles, here: Shelf) -> HttpResponse:
    trades = [
        {
            "id": s.id,
            "name": here.say(s.name),
            "words": ", ".join(here.say(known.activities[a]["name"]) for a in s.activities),
        }
        for s in known.sectors.values()
    ]
    mapped = bool(completeness.columns(desk.house))
    return laid(desk, "record/trades.html", {"trades": trades, "mapped": mapped})


def _choosing(desk: Desk, known: Profiles, here: Shelf, choice: Choice) -> HttpResponse:
    activities: list[dict[str, Any]] = []

    def declared(activity: str) -> bool:
        return starting.is_declared(desk.house, activity, known.activities[activity])

    for line in _lines(known, choice.sector):
        words = {"path": line.path, "words": here.say(line.words), "kept": line.path in choice.kept}
        if line.kind == "activity":
            activities.append({**words, "declared": declared(line.path), "purposes": [], "data": []})
        elif line.kind == "purpose":
            activities[-1]["purposes"].append({**words, "basis": catalogues.BASES[line.basis]})
        else:
            activities[-1]["data"].append({**words, "category": catalogues.category(here, line.category)})
    sector = known.sectors[choice.sector]
    values = {
        "sector": choice.sector,
        "title": here.say(sector.name),
        "activities": activities,
        "asks": [
            {"id": a, "text": here.say(known.asks[a].question), "value": choice.names.get(a, "")} for a in sector.asks
        ],
        "mapped": bool(completeness.columns(desk.house)),
        "maps": choice.maps,
    }
    return laid(desk, "record/choosing.html", values)


def _shown(desk: Desk, here: Shelf, known: Profiles, choice: Choice, trouble: Trouble | None = None) -> HttpResponse:
    """What would be declared, before anything is."""
    found: list[told.Told] = []
    after = here.register
    try:
        preview = register.preview(desk.house, desk.actor, _draft(desk, known, choice), _("The proposal"))
        after = preview.after
        found = told.differences(preview.differences, here, replace(here, register=after))
    except GarantError as error:
        trouble = trouble or Trouble.of(error)
    sent = [("line", path) for path in sorted(choice.kept)]
    sent += [(f"ask-{ask}", name) for ask, name in choice.names.items() if name]
    sent += [("maps", "yes")] if choice.maps else []
    values = {
        "found": found,
        "sector": choice.sector,
        "back": choice.sector != MAPS,
        "sent": sent,
        "dpo": asks_for_dpo(after) and after.organisation.dpo is None,
        "trouble": trouble,
    }
    return laid(desk, "record/shown.html", values, status=422 if trouble else 200)
