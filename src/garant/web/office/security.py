"""How data are protected: measures, devices, places, backups, passwords as declared; and which function reads what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import staff
from garant.law.findings import read_findings, read_measures
from garant.law.sharing import read_sharing
from garant.rules.functions import FunctionAccess
from garant.rules.processing import Measure
from garant.web.office import words
from garant.web.office.catalogues import DEVICES, PLACES
from garant.web.office.catalogues import STATES as STATE_WORDS
from garant.web.office.desk import Desk, at_desk
from garant.web.office.keyed_fields import country_name

PLACE = "security"
SECTIONS = ("paper", "electronic", "site", "")
STATES: dict[str, tuple[str, str]] = {"done": ("done", "check"), "planned": ("wait", "clock"), "missing": ("", "open")}
ACCESS: dict[str, tuple[str, str]] = {"granted": ("done", "check"), "outside": ("", "open")}


@at_desk("check")
def page(desk: Desk) -> HttpResponse:
    register = desk.house.declared()
    done = sum(m.state == "done" for m in register.measures.values())
    text = ngettext("%(n)s measure is in place.", "%(n)s measures are in place.", done)
    values = {
        "headline": text % {"n": done} if register.measures else _("No measure is declared yet."),
        "sections": [s for section in SECTIONS if (s := _section(desk, section))["lines"]],
        "devices": [
            {
                "device": d,
                "kind": DEVICES[d.kind],
                "owner": _function(desk, d.owner),
                "facts": _facts(
                    {
                        _("password"): d.password,
                        _("encrypted"): d.encrypted,
                        _("can be wiped from afar"): d.remote_wipe,
                        _("antivirus"): d.antivirus,
                    }
                ),
                "holds": ", ".join(desk.house.law().say(c, desk.language) for c in d.holds),
            }
            for d in register.devices.values()
        ],
        "places": [
            {
                "place": p,
                "kind": PLACES[p.kind],
                "country": country_name(p.country),
                "measures": ", ".join(_measure_name(desk, m) for m in p.measures),
            }
            for p in register.places.values()
        ],
        "backups": [
            {
                "backup": b,
                "of": ", ".join(register.places[p].name if p in register.places else p for p in b.of),
                "facts": _facts({_("locked away"): b.locked, _("encrypted"): b.encrypted}),
            }
            for b in register.backups.values()
        ],
        "passwords": register.passwords,
    }
    return desk.page("security/security.html", values, place=PLACE)


def _section(desk: Desk, section: str) -> dict[str, Any]:
    """Measures under the first section that asks for them; those that are the house's own come last."""
    known, declared = read_measures(), desk.house.declared().measures
    title = read_findings().words.get(f"section.{section}", {}).get(desk.language) or _("Other measures")
    asked = [id_ for id_, kind in known.items() if (kind.sections[0] if kind.sections else "") == section]
    own = [id_ for id_ in declared if id_ not in known] if not section else []
    shown = [id_ for id_ in (*asked, *own) if section or id_ in declared]
    return {"id": section or "other", "title": title, "lines": [_line(desk, id_, declared) for id_ in shown]}


def _line(desk: Desk, id_: str, declared: Mapping[str, Measure]) -> dict[str, Any]:
    found, kind = declared.get(id_), read_measures().get(id_)
    state = found.state if found else "missing"
    return {
        "name": _measure_name(desk, id_),
        "number": kind.number if kind else "",
        "how": kind.how[desk.language] if kind and (found is None or found.state != "done") else "",
        "tag": words.Tag(*STATES[state], STATE_WORDS[state]),
        "edit": reverse("office:edit_entry", args=["measure", id_])
        if found
        else reverse("office:new_entry", args=["measure"]) + f"?id={id_}",
        "owner": _function(desk, found.owner) if found else "",
        "since": found.since if found else None,
        "due": found.due if found and found.state != "done" else None,
        "note": found.note if found and kind else "",
    }


def _measure_name(desk: Desk, id_: str) -> str:
    kind, own = read_measures().get(id_), desk.house.declared().measures.get(id_)
    return kind.name[desk.language] if kind else (own and own.note) or id_


def _function(desk: Desk, id_: str) -> str:
    role = desk.house.declared().roles.get(id_)
    return (role.name.get(desk.language) or role.name.get("fr", id_)) if role else id_


def _facts(facts: Mapping[str, bool | None]) -> list[str]:
    said = {True: _("%(what)s: yes"), False: _("%(what)s: no"), None: _("%(what)s: nobody has said")}
    return [said[value] % {"what": what} for what, value in facts.items()]


# ── who reads what ─────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("check")
def functions(desk: Desk) -> HttpResponse:
    """Function × data (S1-53 to S1-55)."""
    found = staff.matrix(desk.house, desk.actor)
    register = desk.house.declared()
    activities = [(a.id, a.name.get(desk.language) or a.name.get("fr", a.id)) for a in register.activities.values()]
    shut = sum(f.state in ("untrained", "ended") for f in found)
    text = ngettext(
        "The access of %(n)s function is not granted.", "The access of %(n)s functions is not granted.", shut
    )
    values = {
        "headline": text % {"n": shut} if shut else _("Who inside reads what"),
        "activities": [name for _id, name in activities],
        "lines": [_reads(desk, f, [id_ for id_, _name in activities]) for f in found],
    }
    return desk.page("security/functions.html", values, place=PLACE)


def _reads(desk: Desk, found: FunctionAccess, activities: list[str]) -> dict[str, Any]:
    terms, role = read_sharing(), found.role
    tone, icon = ACCESS.get(found.state, ("near", "warn"))
    cells = [found.activities.get(a) for a in activities]
    return {
        "id": role.id,
        "name": role.name.get(desk.language) or role.name.get("fr", role.id),
        "kind": terms.inside[role.kind].name[desk.language] if role.kind in terms.inside else _("Outside"),
        "tag": words.Tag(tone, icon, terms.say(f"access.{found.state}", desk.language)),
        "trained": role.trained,
        "until": role.until,
        "cells": [terms.say(f"access.{cell}", desk.language) if cell else "–" for cell in cells],
    }
