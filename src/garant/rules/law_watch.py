"""What rests on which rules of the law, so that a changed rule lists what must be looked at again (S2-51)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from garant.law.changes import Change, concerning
from garant.law.provisions import Law
from garant.law.purposes import within
from garant.law.standards import Retention
from garant.rules.conformity import followed
from garant.rules.findings import Finding
from garant.rules.processing import Notice, Processing, Register

About = tuple[str, str]
"""(kind, id): ("activity", "clients"), ("notice", "politique"), ("letters", ""), ("request", "R-2026-…")."""


@dataclass(frozen=True, slots=True)
class Use:
    """A use of data for which the law may ask consent: `consent` begins the ids of its rules. `data`: by which it is
    known that an activity can be about it; none: by its purposes alone."""

    consent: str
    purposes: tuple[str, ...]
    data: tuple[str, ...] = ()


_EMAIL, _PHONE = ("contact.email", "identity.email"), ("contact.phone", "identity.phone")
USES = (
    Use("prospecting.email", ("prospecting",), _EMAIL),
    Use("prospecting.sms", ("prospecting",), _PHONE),
    Use("prospecting.phone", ("prospecting",), _PHONE),
    Use("prospecting.automated-call", ("prospecting",), _PHONE),
    Use("prospecting.fax", ("prospecting",), ("contact.fax",)),
    Use("prospecting.post", ("prospecting",), ("contact.address",)),
    Use("transfer", ("prospecting.cession", "prospecting.rental", "prospecting.exchange")),
    Use("trackers", ("statistics.audience",)),
    Use("trackers.pixel", ("prospecting",), _EMAIL),
)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that is not answered yet: its reference and the rights that it asks for."""

    reference: str
    rights: tuple[str, ...]


def resting(register: Register, requests: Iterable[OpenRequest], laws: Sequence[Law]) -> Mapping[About, frozenset[str]]:
    """Whatever is decided or told by rules → the rules, as `Change.rule` names them; "rights/" is any right, and
    "consents/prospecting.email." any consent to an e-mail.

    `laws`: the law of the place today, and on each day to come on which a rule changes.
    """
    found: dict[About, frozenset[str]] = {
        ("activity", key): frozenset(_of_activity(activity, laws)) for key, activity in register.activities.items()
    }
    for key, notice in register.notices.items():
        found["notice", key] = frozenset({"rights/", "authorities/", "replaced/", *_announced(register, notice, laws)})
    found["letters", ""] = frozenset({"rights/", "clocks/", "authorities/"})
    for request in requests:
        rights = (rule for right in request.rights for rule in (f"rights/{right}", f"clocks/{right}"))
        found["request", request.reference] = frozenset({"clocks/request", *rights})
    return found


def findings(changes: Iterable[Change], packs: Iterable[str], rests: Mapping[About, frozenset[str]]) -> list[Finding]:
    """One finding for each thing and each changed rule that it rests on. `packs`: those of the organisation's place."""
    ours, known = set(packs), list(changes)
    return [
        Finding(
            "law.changed",
            f"{_place(about)}:{change.pack}:{change.rule}",
            about if about[0] in ("activity", "notice") else None,
            {"rule": f"{change.pack}/{change.rule}", "since": change.since, "what": about[1] or about[0]},
        )
        for about, rules in rests.items()
        for change in _once(concerning(known, packs=ours, rules=rules))
    ]


def _once(changes: Iterable[Change]) -> Iterator[Change]:
    """A rule that changed gets a second record beside the one that it ends: told once, by its newest date."""
    newest: dict[tuple[str, str], Change] = {}
    for change in changes:
        key = (change.pack, change.rule)
        if key not in newest or change.since > newest[key].since:
            newest[key] = change
    yield from newest.values()


def _place(about: About) -> str:
    sections = {"activity": "activities", "notice": "notices", "request": "requests", "letters": "letters"}
    return ".".join(part for part in (sections[about[0]], about[1]) if part)


def _of_activity(activity: Processing, laws: Sequence[Law]) -> Iterator[str]:
    yield "register_duties/"
    for purpose in activity.purposes.values():
        if purpose.duty:
            yield f"duties/{purpose.duty}"
        if purpose.basis == "consent":
            yield from ("consents/general", "consents/special-data", "ages/")
    yield from _consents(activity)
    yield from _retention(activity, laws)
    yield from _rulesets(activity, laws)
    for item in activity.items.values():
        parts = item.category.split(".")
        yield from (f"categories/{'.'.join(parts[: n + 1])}" for n in range(len(parts)))


def _consents(activity: Processing) -> Iterator[str]:
    """Which consents the law may ask for, whatever the basis that is declared: a law that asks for one changes that."""
    kinds = [purpose.kind for purpose in activity.purposes.values()]
    held = [item.category for item in activity.items.values()]
    for use in USES:
        by_purpose = any(within(kind, *use.purposes) for kind in kinds)
        by_data = not use.data or not held or any(within(category, *use.data) for category in held)
        if by_purpose and by_data:
            yield from (f"consents/{use.consent}", f"consents/{use.consent}.")


def _retention(activity: Processing, laws: Sequence[Law]) -> Iterator[str]:
    """The rules that it names, and those that are for such persons, purposes or data."""
    durations = (*activity.durations, *(d for p in activity.purposes.values() for d in p.durations))
    yield from (f"retention/{duration.rule}" for duration in durations if duration.rule)
    for law in laws:
        yield from (f"retention/{rule.id}" for rule in law.standards.retention.values() if _is_for(rule, activity))


def _is_for(rule: Retention, activity: Processing) -> bool:
    if rule.documents or rule.ruleset:
        return rule.ruleset in activity.follows and not rule.documents
    if rule.purposes and not any(within(p.kind, *rule.purposes) for p in activity.purposes.values()):
        return False
    if rule.categories and not any(within(item.category, *rule.categories) for item in activity.items.values()):
        return False
    if rule.persons:
        return bool(set(rule.persons) & set(activity.persons)) if activity.persons else bool(rule.purposes)
    return bool(rule.purposes or rule.categories)


def _rulesets(activity: Processing, laws: Sequence[Law]) -> Iterator[str]:
    """The rule sets that it is held against: those that it names, or else the standard ones for its purposes (E5)."""
    yield from (f"rulesets/{name}" for name in activity.follows)
    yield from (f"rulesets/{ruleset.id}" for law in laws for ruleset in followed(activity, law.rulesets, law.on))


def _announced(register: Register, notice: Notice, laws: Sequence[Law]) -> Iterator[str]:
    """What a notice says of the activities that it is about: how long, and what their rule sets want told."""
    forms = [register.forms[form].activity for form in notice.forms if form in register.forms]
    for activity in register.activities.values():
        if notice.forms and activity.id not in forms:
            continue
        yield from _rulesets(activity, laws)
        if "duration" in notice.says:
            yield from _retention(activity, laws)
