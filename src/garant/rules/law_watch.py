"""What rests on which rules of the law, so that a changed rule lists what must be looked at again (S2-51)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from garant.law.changes import Change, concerning
from garant.rules.findings import Finding
from garant.rules.processing import Duration, Processing, Register

About = tuple[str, str]
"""(kind, id): ("activity", "clients"), ("notice", "politique"), ("letters", ""), ("request", "R-2026-…")."""


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that is not answered yet: its reference and the rights that it asks for."""

    reference: str
    rights: tuple[str, ...]


def resting(register: Register, requests: Iterable[OpenRequest]) -> Mapping[About, frozenset[str]]:
    """Whatever is decided or told by rules → the rules, as `Change.rule` names them; "rights/" is any right."""
    found: dict[About, frozenset[str]] = {
        ("activity", key): frozenset(_of_activity(activity)) for key, activity in register.activities.items()
    }
    for key in register.notices:
        found["notice", key] = frozenset({"rights/", "authorities/", "replaced/"})
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


def _of_activity(activity: Processing) -> Iterator[str]:
    yield "register_duties/"
    for purpose in activity.purposes.values():
        yield from _durations(purpose.durations)
        if purpose.duty:
            yield f"duties/{purpose.duty}"
        if purpose.basis == "consent":
            yield from ("consents/", "ages/")
    yield from _durations(activity.durations)
    yield from (f"rulesets/{name}" for name in activity.follows)
    for item in activity.items.values():
        parts = item.category.split(".")
        yield from (f"categories/{'.'.join(parts[: n + 1])}" for n in range(len(parts)))


def _durations(durations: Iterable[Duration]) -> Iterator[str]:
    yield from (f"retention/{duration.rule}" for duration in durations if duration.rule)
