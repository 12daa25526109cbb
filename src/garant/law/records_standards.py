"""Reads the records of a pack that declarations, durations and notices are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from garant.law.shape import Part
from garant.law.sourcing import Kind, Sources, more_sources, remark, source_of
from garant.law.standards import (
    Age,
    AtEnd,
    Breach,
    CategoryRule,
    Consent,
    ConsentKind,
    Informing,
    Pending,
    Period,
    Phase,
    RegisterDuty,
    RegisterForm,
    Replaced,
    Retention,
    Sensitivity,
)


def _category(part: Part, sources: Sources) -> CategoryRule:
    return CategoryRule(
        part["id"].text(),
        part["sensitivity"].one_of(get_args(Sensitivity)),
        source_of(part["source"], sources),
        part.maybe("needs", Part.text, ""),
    )


def _group(part: Part, sources: Sources) -> str:
    source_of(part["source"], sources)
    return part["group"].text()


def _consent(part: Part, sources: Sources) -> Consent:
    admits = tuple(item.one_of(get_args(ConsentKind)) for item in part["admits"].items())
    if not admits:
        raise part["admits"].refuse("“admits” is empty.", "Say “none” where no consent is asked.")
    return Consent(
        part["id"].text(),
        admits,
        source_of(part["source"], sources),
        part.maybe("conditions", Part.words, {}),
        {event: months.number(1, 1200) for event, months in part["within"].pairs()} if part.has("within") else {},
    )


def _register_duty(part: Part, sources: Sources) -> RegisterDuty:
    return RegisterDuty(
        part["id"].text(),
        part["form"].one_of(get_args(RegisterForm)),
        source_of(part["source"], sources),
        part.maybe("when", Part.texts, ()),
        part.maybe("below_staff", lambda p: p.number(1, 1_000_000), None),
        part.maybe("unless", Part.texts, ()),
        part.maybe("communicable", Part.texts, ()),
        part.maybe("note", Part.words, {}),
    )


def _breach(part: Part, sources: Sources) -> Breach:
    return Breach(
        part["id"].text(("authority", "persons", "register")),
        part["pace"].text(),
        part["condition"].text(),
        source_of(part["source"], sources),
        part.maybe("hours", lambda p: p.number(1, 8760), None),
        part.maybe("how", lambda p: remark(p, sources), None),
    )


def _informing(part: Part, sources: Sources) -> Informing:
    if part.has("months") == part.has("days"):
        raise part.refuse("A period counts “months” or “days”.", "Give exactly one of the two; nought days is at once.")
    return Informing(
        part["id"].text(("direct", "indirect")),
        source_of(part["source"], sources),
        part.maybe("months", lambda p: p.number(1, 120), 0),
        part.maybe("days", lambda p: p.number(0, 3660), 0),
        part.maybe("first", lambda p: tuple(i.text(("communication", "disclosure")) for i in p.items()), ()),
    )


def _pending(part: Part, sources: Sources) -> Pending:
    return Pending(part["id"].text(), part["name"].words(), part["state"].words(), source_of(part["source"], sources))


def _age(part: Part, sources: Sources) -> Age:
    return Age(part["id"].text(), part["years"].number(1, 30), source_of(part["source"], sources))


def _replaced(part: Part, sources: Sources) -> Replaced:
    terms = part["terms"].texts()
    if not terms:
        raise part["terms"].refuse("“terms” is empty.", "Give the words by which the old text is cited.")
    return Replaced(
        part["id"].text(), terms, part["by"].words(), part["since"].day(), source_of(part["source"], sources)
    )


def _retention(part: Part, sources: Sources) -> Retention:
    applies = part["applies"].only((), ("person", "purpose", "category", "document", "from_cents", "ruleset"))
    return Retention(
        id=part["id"].text(),
        name=part["name"].words(),
        clock=part["clock"].text(),
        counts=part.maybe("counts", Part.texts, ()),
        phase=part["phase"].one_of(get_args(Phase)),
        then=part["then"].one_of(get_args(AtEnd)),
        source=source_of(part["source"], sources),
        otherwise=part.maybe("otherwise", Part.text, ""),
        period=part.maybe("period", _period, None),
        at_most=part.maybe("at_most", _period, None),
        unanswered=part.maybe("unanswered", lambda p: p.number(1, 100), None),
        persons=applies.maybe("person", Part.texts, ()),
        purposes=applies.maybe("purpose", Part.texts, ()),
        categories=applies.maybe("category", Part.texts, ()),
        documents=applies.maybe("document", Part.texts, ()),
        from_cents=applies.maybe("from_cents", lambda p: p.number(0, 10**12), None),
        ruleset=applies.maybe("ruleset", Part.text, ""),
        sources=more_sources(part, sources),
    )


def _period(part: Part) -> Period:
    """Exactly one of `years`, `months`, `days`; nought days is "at once"."""
    part.only((), ("years", "months", "days"))
    given = [(unit, value) for unit, value in part.pairs()]
    if len(given) != 1:
        raise part.refuse("A period counts “years”, “months” or “days”.", "Give exactly one of the three.")
    unit, value = given[0]
    number = value.number(0 if unit == "days" else 1, 40_000 if unit == "days" else 1200)
    return Period(days=number) if unit == "days" else Period(months=number * (12 if unit == "years" else 1))


KINDS: Mapping[str, Kind] = {
    "categories": (_category, ("sensitivity",), ("needs",)),
    "groups": (_group, ("group",), ()),
    "consents": (_consent, ("admits",), ("conditions", "within")),
    "register_duties": (_register_duty, ("form",), ("when", "below_staff", "unless", "communicable", "note")),
    "breaches": (_breach, ("pace", "condition"), ("hours", "how")),
    "informing": (_informing, (), ("months", "days", "first")),
    "ages": (_age, ("years",), ()),
    "replaced": (_replaced, ("terms", "by"), ()),
    "pending": (_pending, ("name", "state"), ()),
    "retention": (
        _retention,
        ("name", "applies", "clock", "phase", "then"),
        ("counts", "otherwise", "period", "at_most", "unanswered", "sources"),
    ),
}
