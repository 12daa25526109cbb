"""Whether everything that a register names is declared: recipients, roles, purposes, items, places, categories, kinds.

It reads no file: the codes that law packs and the catalogue of purposes know are handed to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from garant.rules.parts import Path
from garant.rules.processing import Form, Item, Processing, Purpose, Register, ThirdParty


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something named that is declared nowhere, or that names itself. `path`: where it stands in the document."""

    path: Path
    name: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Known:
    """Codes from outside the register. None: not known here, so not compared.

    `kinds`: of purposes (the catalogue). `categories`: of data (law packs). `stores`: declared stores.
    """

    kinds: Collection[str] | None = None
    categories: Collection[str] | None = None
    stores: Collection[str] = ()


NOTHING_KNOWN = Known()


def unresolved(register: Register, known: Known = NOTHING_KNOWN) -> tuple[Unresolved, ...]:
    """Every reference that leads nowhere, in the order of the document."""
    return tuple(_References(register, known).all())


class _References:
    def __init__(self, register: Register, known: Known) -> None:
        self.register = register
        self.known = known
        self.roles = register.roles
        self.hands = {*register.roles, *register.recipients}  # who may collect or use: a team, or somebody outside
        self.kept = {*register.places, *known.stores}

    def all(self) -> Iterator[Unresolved]:
        for activity in self.register.activities.values():
            yield from self.activity(activity, ("activities", activity.id))
        for recipient in self.register.recipients.values():
            yield from self.recipient(recipient, ("recipients", recipient.id))
        for form in self.register.forms.values():
            yield from self.form(form, ("forms", form.id))
        for notice in self.register.notices.values():
            yield from self.each("form", notice.forms, self.register.forms, ("notices", notice.id, "forms"))
        yield from self.people()
        yield from self.things()

    def activity(self, activity: Processing, at: Path) -> Iterator[Unresolved]:
        register = self.register
        yield from self.each("recipient", activity.recipients, register.recipients, (*at, "recipients"))
        yield from self.each("recipient", activity.joint_with, register.recipients, (*at, "joint_with"))
        yield from self.each("service", activity.services, register.services, (*at, "services"))
        yield from self.each("measure", activity.measures, register.measures, (*at, "measures"))
        yield from self.owner(activity.owner, (*at, "owner"))
        for n, client in enumerate(activity.on_behalf_of):
            where = (*at, "on_behalf_of", n)
            yield from self.each("purpose", client.purposes, activity.purposes, (*where, "purposes"))
            yield from self.each("recipient", client.sub_processors, register.recipients, (*where, "sub_processors"))
        for decision in activity.decisions:
            yield from self.owner(decision.human, (*at, "decisions"))
        for purpose in activity.purposes.values():
            yield from self.purpose(activity, purpose, (*at, "purposes", purpose.id))
        for item in activity.items.values():
            yield from self.item(activity, item, (*at, "items", item.id))

    def purpose(self, activity: Processing, purpose: Purpose, at: Path) -> Iterator[Unresolved]:
        if self.known.kinds is not None:
            yield from self.each("kind of purpose", [purpose.kind], self.known.kinds, (*at, "kind"))
        yield from self.each("service", purpose.services, self.register.services, (*at, "services"))
        yield from self.each("item", purpose.necessary, activity.items, (*at, "necessary"))

    def item(self, activity: Processing, item: Item, at: Path) -> Iterator[Unresolved]:
        register = self.register
        if self.known.categories is not None:
            yield from self.each("category", [item.category], self.known.categories, (*at, "category"))
        for key in ("given_by", "shared_with"):
            yield from self.each("recipient", getattr(item, key), register.recipients, (*at, key))
        for key in ("collected_by", "used_by"):
            yield from self.each("role", getattr(item, key), self.hands, (*at, key))
        yield from self.each("form", item.forms, register.forms, (*at, "forms"))
        yield from self.each("purpose", item.purposes, activity.purposes, (*at, "purposes"))
        yield from self.each("place", item.kept, self.kept, (*at, "kept"))
        if self.known.kinds is not None:
            yield from self.each("kind of purpose", item.only_for, self.known.kinds, (*at, "only_for"))

    def recipient(self, recipient: ThirdParty, at: Path) -> Iterator[Unresolved]:
        if _same_name(recipient.name, self.register.organisation.name):
            yield Unresolved(
                at,
                recipient.id,
                f"“{recipient.id}” is the organisation itself: nobody is their own supplier or recipient.",
                "Name whoever really receives the data, or declare a role.",
            )
        if self.known.kinds is not None and recipient.contract is not None:
            path = (*at, "contract", "purposes")
            yield from self.each("kind of purpose", recipient.contract.purposes, self.known.kinds, path)

    def form(self, form: Form, at: Path) -> Iterator[Unresolved]:
        yield from self.each("activity", [form.activity], self.register.activities, (*at, "activity"))
        if form.activity in self.register.activities:
            purposes = self.register.activities[form.activity].purposes
            yield from self.each("purpose", form.purposes, purposes, (*at, "purposes"))

    def people(self) -> Iterator[Unresolved]:
        for role in self.roles.values():
            path = ("roles", role.id, "manages")
            yield from self.each("role", role.manages, self.roles, path)
            if role.id in role.manages:
                yield Unresolved(path, role.id, f"The role “{role.id}” manages itself.", "Leave it out.")
        for measure in self.register.measures.values():
            yield from self.owner(measure.owner, ("measures", measure.id, "owner"))
        for device in self.register.devices.values():
            yield from self.owner(device.owner, ("devices", device.id, "owner"))

    def things(self) -> Iterator[Unresolved]:
        register = self.register
        for place in register.places.values():
            at = ("places", place.id)
            named = [place.recipient] if place.recipient else []
            yield from self.each("recipient", named, register.recipients, (*at, "recipient"))
            yield from self.each("measure", place.measures, register.measures, (*at, "measures"))
            store = [place.store] if place.store else []
            yield from self.each("store", store, self.known.stores, (*at, "store"))
        for backup in register.backups.values():
            yield from self.each("place", backup.of, self.kept, ("backups", backup.id, "of"))

    def owner(self, name: str, at: Path) -> Iterator[Unresolved]:
        return self.each("role", [name] if name else [], self.roles, at)

    def each(self, what: str, names: Iterable[str], known: Collection[str], at: Path) -> Iterator[Unresolved]:
        for name in names:
            if name and name not in known:
                near = get_close_matches(name, list(known), 1)
                remedy = f"Did you mean “{near[0]}”?" if near else _DECLARE.get(what, "Declare it, or leave it out.")
                yield Unresolved(at, name[:60], f"Nothing declares the {what} “{name[:60]}”.", remedy)


_DECLARE = {
    "category": "docs/reference/register.md says where the categories stand.",
    "kind of purpose": "docs/reference/register.md lists the kinds of purpose.",
    "store": "Declare it: `garant store add NAME URL`.",
    "purpose": "Declare it under the activity’s “purposes”.",
}


def _same_name(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
