"""The law as Garant holds it, for a jurist to read: texts and their force, a rule as it stood on a day, authorities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.actions.law import law_in_force
from garant.errors import LawError, NotFound
from garant.law.history import History, history
from garant.law.packs import packs_at
from garant.law.phrases import read_phrases, read_rule_phrases
from garant.law.provisions import Law
from garant.law.records import Record
from garant.law.rulesets import SECTIONS, Point, RuleSet, successors, with_theme
from garant.law.terms import Source
from garant.press.conformity_words import Sayer
from garant.rules.rule_words import RuleWords
from garant.web.office import words
from garant.web.office.desk import Desk, at_desk

PLACE = "law"
KINDS: dict[str, words.Text] = {
    "rights": gettext_lazy("Rights"),
    "clocks": gettext_lazy("Periods to answer"),
    "duties": gettext_lazy("Duties to keep"),
    "authorities": gettext_lazy("Authorities"),
    "territories": gettext_lazy("Territories and holidays"),
    "categories": gettext_lazy("Categories of data"),
    "groups": gettext_lazy("Groups of categories"),
    "consents": gettext_lazy("Kinds of consent"),
    "retention": gettext_lazy("Retention"),
    "register_duties": gettext_lazy("Duty to keep a register"),
    "breaches": gettext_lazy("Data breaches"),
    "informing": gettext_lazy("When people are informed"),
    "ages": gettext_lazy("Ages"),
    "replaced": gettext_lazy("Replaced texts"),
    "pending": gettext_lazy("Announced, not in force"),
    "durations": gettext_lazy("What Garant keeps itself"),
}


@at_desk("read-register")
def page(desk: Desk) -> HttpResponse:
    law, on = _asked(desk)
    sayer = Sayer(desk.language, law)
    themes = sorted({theme for ruleset in law.rulesets.values() for theme in ruleset.themes})
    theme = desk.request.GET.get("theme", "")
    shown = with_theme(theme, law.rulesets) if theme in themes else law.rulesets.values()
    held = [r for pack in packs_at(law.place, on) for r in pack.records if r.holds(on)]
    held.sort(key=lambda r: (list(KINDS).index(r.kind) if r.kind in KINDS else len(KINDS), r.id))
    teller = RuleWords(law, read_rule_phrases(), read_phrases(), desk.language)
    names = _places(law, desk.language)
    values = {
        "law": law,
        "on": on,
        "query": f"?on={on.isoformat()}&place={law.place}",
        "place_name": names.get(law.place, law.place),
        "places": [*names.items()],
        "themes": [(t, sayer.code(f"theme.{t}")) for t in themes],
        "theme": theme,
        "rulesets": [_summary(r, law, on, sayer) for r in sorted(shown, key=lambda r: (r.stages[0].since, r.id))],
        "kinds": [
            {
                "id": kind,
                "title": KINDS.get(kind, kind),
                "rules": list({r.id: teller.name(r.kind, r.id, r.plain) for r in of}.items()),
            }
            for kind, of in groupby(held, key=lambda r: r.kind)
        ],
        "authorities": [
            {
                "authority": a,
                "name": a.called(desk.language),
                "source": _cited(a.source, desk.language),
                **{part: a.marked(part) for part in ("address", "email", "phone", "complain_at")},
            }
            for a in law.authorities.values()
        ],
    }
    return desk.page("law/law.html", values, place=PLACE)


def _cited(source: Source, language: str) -> str:
    """A source of any pack, those of other places too, with its mark of doubt (E11)."""
    text = source.text.get(language) or source.text["fr"]
    return text if source.mark == "P" else f"{text} [{source.mark}]"


def _asked(desk: Desk) -> tuple[Law, date]:
    """The law of the place and the day that the address names; else of the house, today."""
    try:
        on = date.fromisoformat(desk.request.GET.get("on", ""))
    except ValueError:
        on = desk.house.today()
    place = desk.request.GET.get("place", "") or desk.house.organisation.place
    try:
        return law_in_force(place, on), on
    except LawError as error:
        raise NotFound(error.cause, place=error.place, remedy=error.remedy) from None


def _places(law: Law, language: str) -> dict[str, str]:
    return {id_: t.name.get(language) or t.name["fr"] for id_, t in law.territories.items()}


def _summary(ruleset: RuleSet, law: Law, on: date, sayer: Sayer) -> dict[str, Any]:
    stage = ruleset.stage(on)
    stands = ruleset.stands(on)
    return {
        "id": ruleset.id,
        "name": sayer.pick(ruleset.name),
        "instrument": f"{sayer.pick(ruleset.instrument)} [{ruleset.mark}]",
        "since": ruleset.stages[0].since,
        "tag": words.Tag("done" if stands else "", "page", sayer.say(f"force.{stage.force if stage else 'none'}")),
        "said": sayer.pick(stage.words) if stage else sayer.say("report.not-yet"),
        "later": [(r.id, sayer.pick(r.name)) for r in successors(ruleset.id, law.rulesets)],
    }


@at_desk("read-register")
def ruleset(desk: Desk, name: str) -> HttpResponse:
    """One text: those before and after it, its force over time, its points."""
    law, on = _asked(desk)
    sayer, found = Sayer(desk.language, law), law.rulesets.get(name)
    if found is None:
        raise NotFound("No pack has this rule set at this place.", place=name)
    values = {
        **_summary(found, law, on, sayer),
        "earlier": [(id_, sayer.ruleset(id_)) for id_ in found.supersedes],
        "link": found.link,
        "digest": found.digest,
        "stages": [(s.since, sayer.say(f"force.{s.force}"), f"{sayer.pick(s.words)} [{s.mark}]") for s in found.stages],
        "parts": [
            {"id": part, "title": sayer.say(f"part.{part}"), "points": [_point(p, found, on, sayer) for p in of]}
            for part in SECTIONS
            if (of := [p for p in found.points if p.part == part])
        ],
    }
    return desk.page("law/ruleset.html", values, place=PLACE)


def _point(point: Point, of: RuleSet, on: date, sayer: Sayer) -> dict[str, str]:
    force = sayer.say(f"force.{of.force_of(point, on)}")
    source = f"{sayer.pick(point.source)} [{point.mark}] · {force}"
    return {"code": point.code, "asks": sayer.pick(point.words), "source": source, "remedy": sayer.pick(point.remedy)}


# ── one rule through time ──────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def rule(desk: Desk, kind: str, name: str) -> HttpResponse:
    """A rule as it stood on a day: what `garant law show` prints."""
    law, on = _asked(desk)
    try:
        found = history(law.place, f"{kind}/{name}", on)
    except LawError as error:
        raise NotFound(error.cause, place=error.place, remedy=error.remedy) from None
    teller = RuleWords(law, read_rule_phrases(), read_phrases(), desk.language)
    values = {
        "kind": KINDS.get(kind, kind),
        "title": teller.name(found.kind, found.id, (found.now or (*found.before, *found.after)[-1]).plain),
        "rule": found,
        "place_name": _places(law, desk.language).get(law.place, law.place),
        "on": on,
        "said": list(teller.lines(found.now.plain)) if found.now else [],
        "sources": [(s, law.cite(s.id, desk.language)) for s in found.sources],
        "doubted": any(s.mark != "P" for s in found.sources),
        "ended": max((r.until for r in found.before if r.until), default=None) if found.now is None else None,
        "others": list(_others(found, teller)),
    }
    return desk.page("law/rule.html", values, place=PLACE)


def _others(found: History, teller: RuleWords) -> Iterator[dict[str, Any]]:
    """What it was, will be, or says below: only what differs."""
    for title, records in ((_("Before"), found.before), (_("After"), found.after), (_("In place of"), found.under)):
        for record in records:
            yield {"title": title, "record": record, "said": list(teller.lines(_differing(record, found.now)))}


def _differing(record: Record, now: Record | None) -> Mapping[str, Any]:
    return {k: v for k, v in record.plain.items() if now is None or now.plain.get(k) != v}
