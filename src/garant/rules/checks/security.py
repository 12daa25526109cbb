"""Protection (art. 32): measures that kinds of file ask for, devices, backups, passwords, trained hands, web forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garant.law.findings import MeasureKind, Section
from garant.rules.checks.facts import Facts, called
from garant.rules.findings import Code, Finding
from garant.rules.functions import STAFF
from garant.rules.processing import Device, Measure

ELECTRONIC = ("computer", "server", "cloud", "external-disk")
SECTIONS: tuple[Section, ...] = ("paper", "electronic", "site")
LOSABLE = ("laptop", "phone", "tablet", "usb-key", "external-disk")
WIPED_FROM_AFAR = ("laptop", "phone", "tablet")
RUNS_SOFTWARE = ("computer", "laptop")
NO_PASSWORD_OF_ITS_OWN = ("external-disk", "wireless")
"""What protects them is encryption."""
ADDRESS = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/@]*@)?(?P<host>[^/:?#]*)", re.IGNORECASE)
"""The beginning of a web address, with or without its scheme."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A measure of the catalogue that an open section asks for, and what was declared of it; None: nothing yet."""

    kind: MeasureKind
    declared: Measure | None

    @property
    def done(self) -> bool:
        return self.declared is not None and self.declared.state == "done"


def sections(facts: Facts) -> dict[Section, tuple[Proposed, ...]]:
    """The parts of the security plan that are open: paper, electronic files, a public site (S0-15, S1-77)."""
    if facts.register is None:
        return {}
    declared = facts.register.measures
    return {
        section: tuple(Proposed(k, declared.get(k.id)) for k in facts.measures.values() if section in k.sections)
        for section in SECTIONS
        if section in _open(facts)
    }


def stored(facts: Facts, section: Section) -> tuple[tuple[str, str], ...]:
    """(activity, item) of every datum that is kept on paper, or in electronic files (S0-56)."""
    if facts.register is None:
        return ()
    places = facts.register.places
    found = []
    for activity, item in facts.items():
        kinds = {places[place].kind for place in item.kept if place in places}
        electronic = bool(kinds & set(ELECTRONIC)) or any(facts.reached(place) for place in item.kept)
        if ("paper" in kinds) if section == "paper" else electronic:
            found.append((activity.id, item.id))
    return tuple(found)


def measures(facts: Facts) -> Iterator[Finding]:
    """Each measure that an open section asks for is in place, and every risk of art. 32(1) has one (S1-76)."""
    found = sections(facts)
    asked: set[str] = set()
    for section, proposed in found.items():
        for each in proposed:
            if not each.done and each.kind.id not in asked:
                values = {"measure": each.kind.name, "how": each.kind.how}
                yield Finding(f"measure.{section}", f"measures.{each.kind.id}", ("measure", each.kind.id), values)
            asked.add(each.kind.id)
    if facts.register is None or not found:
        return
    done = [
        facts.measures[m.id] for m in facts.register.measures.values() if m.state == "done" and m.id in facts.measures
    ]
    for risk in ("integrity", "availability", "confidentiality"):
        if not any(risk in kind.risks for kind in done):
            yield Finding("measure.risk", f"measures.{risk}", values={"risk": Code(f"risk.{risk}")})


def devices(facts: Facts) -> Iterator[Finding]:
    """What may be lost has an owner, a password, encryption; what runs software, an antivirus (S0-63, S0-64, S3-31)."""
    for device in facts.register.devices.values() if facts.register else ():
        place, about, values = f"devices.{device.id}", ("device", device.id), {"device": device.name}
        if lacks := _lacks(device):
            yield Finding("device.incomplete", place, about, {**values, "lacks": tuple(map(Code, lacks))})
        if device.password is False:
            yield Finding("device.password", place, about, values)
        if device.encrypted is False and device.kind in LOSABLE:
            yield Finding("device.unencrypted", place, about, values)
        if not device.remote_wipe and device.kind in WIPED_FROM_AFAR:
            yield Finding("device.remote-wipe", place, about, values)
        if not device.antivirus and device.kind in RUNS_SOFTWARE:
            yield Finding("device.antivirus", place, about, values)


def backups(facts: Facts) -> Iterator[Finding]:
    """A backup has a place, and is locked away or encrypted (S0-62)."""
    for backup in facts.register.backups.values() if facts.register else ():
        place, about, values = f"backups.{backup.id}", ("backup", backup.id), {"backup": backup.id}
        if not backup.location:
            yield Finding("backup.without-place", place, about, values)
        if backup.locked is False and not backup.encrypted:
            yield Finding("backup.unlocked", place, about, values)


def passwords(facts: Facts) -> Iterator[Finding]:
    """The organisation's own rule is no weaker than the one that Garant holds its staff to (S3-30)."""
    rule = facts.register.passwords if facts.register else None
    if rule is not None and rule.length < facts.floor:
        values = {"length": rule.length, "floor": facts.floor}
        yield Finding("passwords.short", "passwords", ("passwords", ""), values)


def hands(facts: Facts) -> Iterator[Finding]:
    """Whoever collects or uses data was trained (art. 32(4), S2-06)."""
    if facts.register is None:
        return
    busy = {r for _, item in facts.items() for r in (*item.collected_by, *item.used_by)}
    for role in facts.register.roles.values():
        if role.id in busy and role.kind in STAFF and role.trained is None:
            values = {"role": called(role.name, role.id)}
            yield Finding("role.untrained", f"roles.{role.id}", ("role", role.id), values)


def forms(facts: Facts) -> Iterator[Finding]:
    """A web form stands on a site of the list (S1-01) and is served over https (S0-60)."""
    if facts.register is None:
        return
    sites = [site.domain.casefold().removeprefix("www.") for site in facts.register.organisation.sites]
    for form in facts.register.forms.values():
        if not form.url:
            continue
        address = ADDRESS.match(form.url)
        assert address is not None  # each of its parts may be empty
        host = address["host"].casefold()
        about, values = ("form", form.id), {"form": called(form.name, form.id)}
        if (address["scheme"] or "").casefold() == "http":
            yield Finding("form.http", f"forms.{form.id}", about, values)
        if sites and not any(host == site or host.endswith(f".{site}") for site in sites):
            yield Finding("form.uncovered", f"forms.{form.id}", about, {**values, "host": host})


def _open(facts: Facts) -> set[Section]:
    register = facts.register
    assert register is not None  # `sections` saw to it
    kept = {place for _, item in facts.items() for place in item.kept}
    kinds = {place.kind for place in register.places.values() if place.id in kept or not kept}
    opened: set[Section] = {"paper"} if "paper" in kinds else set()
    stored = any(facts.reached(place) for place in kept) or (register.activities and facts.categories)
    if kinds & set(ELECTRONIC) or stored:
        opened.add("electronic")
    if register.organisation.sites:
        opened.add("site")
    return opened


def _lacks(device: Device) -> list[str]:
    lacks = [] if device.owner else ["lacks.owner"]
    if device.password is None and device.kind not in NO_PASSWORD_OF_ITS_OWN:
        lacks.append("lacks.password")
    if device.encrypted is None:
        lacks.append("lacks.encrypted")
    return lacks
