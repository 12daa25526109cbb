"""What an authority's form holds of a register: texts, line by line. The same value is written, read and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from garant.law.forms import Line, RecordForm
from garant.law.purposes import within
from garant.rules.contacts import Contact
from garant.rules.processing import Duration, Item, Organisation, Processing, Register, ThirdParty
from garant.rules.register import Words

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """How codes are said in the form's language. `outside`: whether a transfer to a country needs a safeguard."""

    say: Callable[[str], str]
    duration: Callable[[Duration], str]
    measure: Callable[[str], str]
    outside: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Card:
    """One activity in the form. `data`: line → (what it holds, how long); `transfers`: recipient, country, safeguard,
    document. `whole`: it has a sheet; else only the list speaks of it."""

    name: str
    created: date | None = None
    updated: date | None = None
    software: str = ""
    joint: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    data: Mapping[str, Pair] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    recipients: tuple[Pair, ...] = ()
    security: tuple[Pair, ...] = ()
    transfers: tuple[tuple[str, str, str, str], ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """The form, filled in. The actors' fields are those of `RecordForm.list.fields`; cards stand by reference."""

    actors: Mapping[str, Mapping[str, str]]
    cards: Mapping[str, Card]


def hold(register: Register, form: RecordForm, texts: Texts) -> Held:
    """What the form holds of the activities as controller; those as processor are a record of their own (30(2))."""
    ours = {ref: a for ref, a in register.activities.items() if a.role != "processor"}
    actors = {
        "controller": controller(register.organisation),
        "representative": contact(register.organisation.representative),
        "dpo": contact(register.organisation.dpo),
    }
    return Held(
        {actor: {k: v for k, v in said.items() if v} for actor, said in actors.items()},
        {ref: _card(register, activity, form, texts) for ref, activity in ours.items()},
    )


def controller(organisation: Organisation) -> dict[str, str]:
    of = Contact(organisation.name, organisation.contact, organisation.phone, organisation.address)
    return contact(of)


def contact(of: Contact | None) -> dict[str, str]:
    if of is None:
        return {}
    address, postcode, town = split_address(of.address)
    said = {"name": of.name, "company": of.company, "address": address, "postcode": postcode}
    return {**said, "town": town, "phone": of.phone, "email": of.email}


def split_address(address: str) -> tuple[str, str, str]:
    """An address as the form asks for it. What has no postcode at the start of its last line stays whole."""
    street, _, last = address.rpartition("\n")
    found = re.fullmatch(r"(\d{4,5})\s+(\S.*)", last.strip())
    return (street, found[1], found[2]) if found and street else (address, "", "")


def french(words: Words, otherwise: str) -> str:
    return words.get("fr") or next(iter(words.values()), otherwise)


def line_of(category: str, form: RecordForm) -> str:
    """The line of the form that a category stands in: the one that names it most exactly; else the first."""
    lines = {**form.data, **form.sensitive}
    fitting = [(len(prefix), code) for code, line in lines.items() for prefix in line.holds if within(category, prefix)]
    return max(fitting)[1] if fitting else next(iter(form.data))


def item_name(item: Item, texts: Texts) -> str:
    return french(item.name, "") or texts.say(item.category)


def durations(activity: Processing, items: list[Item]) -> list[Duration]:
    """Those that speak of these items' categories; else those of the whole activity; else those of their purposes."""
    categories = [item.category for item in items]
    exact = [d for d in activity.durations if any(within(c, p) for p in d.categories for c in categories)]
    general = [d for d in activity.durations if not d.categories]
    used = {purpose for item in items for purpose in item.purposes}
    of_purposes = [d for key, p in activity.purposes.items() if key in used for d in p.durations]
    return exact or general or of_purposes


def security_line(measure: str, form: RecordForm) -> Line:
    return next((line for line in form.security.values() if measure in line.holds), form.security["other"])


def recipient_kind(recipient: ThirdParty, form: RecordForm) -> str:
    kind = {"processor": "processor", "authority": "other"}.get(recipient.role, "partner")
    return form.recipients[kind]


def recipients_of(activity: Processing) -> tuple[str, ...]:
    given = (other for item in activity.items.values() for other in item.shared_with)
    return tuple(dict.fromkeys((*activity.recipients, *given)))


def _card(register: Register, activity: Processing, form: RecordForm, texts: Texts) -> Card:
    outward = [register.recipients[r] for r in recipients_of(activity) if r in register.recipients]
    inside = dict.fromkeys(role for item in activity.items.values() for role in item.used_by if role in register.roles)
    return Card(
        name=french(activity.name, activity.id),
        created=activity.created,
        updated=activity.reviewed,
        software=activity.software,
        joint=tuple(register.recipients[r].name for r in activity.joint_with if r in register.recipients),
        purposes=tuple(french(purpose.name, purpose.id) for purpose in activity.purposes.values()),
        data=dict(_data(activity, form, texts)),
        persons=tuple(texts.say(f"person.{kind}").removeprefix("person.") for kind in activity.persons),
        recipients=(
            *((form.recipients["internal"], french(register.roles[role].name, role)) for role in inside),
            *((recipient_kind(recipient, form), recipient.name) for recipient in outward),
        ),
        security=tuple(
            (security_line(m, form).label, register.measures[m].note or texts.measure(m))
            for m in measures_of(register, activity)
        ),
        transfers=tuple(
            (r.name, r.country, form.safeguards.get(r.safeguard, r.safeguard), r.document)
            for r in outward
            if _leaves(r, texts)
        ),
    )


def _leaves(recipient: ThirdParty, texts: Texts) -> bool:
    """Whether data leave the Union with it; a safeguard stands for a country that nobody has said."""
    countries = [country for country in (recipient.country, *recipient.countries) if country]
    return any(map(texts.outside, countries)) or bool(not countries and (recipient.safeguard or recipient.document))


def measures_of(register: Register, activity: Processing) -> Iterator[str]:
    """The organisation's measures that are in place, then the activity's own."""
    own = {measure for a in register.activities.values() for measure in a.measures}
    yield from (key for key, m in register.measures.items() if m.state == "done" and key not in own)
    yield from (key for key in activity.measures if key in register.measures)


def _data(activity: Processing, form: RecordForm, texts: Texts) -> Iterator[tuple[str, Pair]]:
    for code in (*form.data, *form.sensitive):
        items = [item for item in activity.items.values() if line_of(item.category, form) == code]
        if items:
            names = "\n".join(dict.fromkeys(item_name(item, texts) for item in items))
            lasting = "\n".join(dict.fromkeys(texts.duration(d) for d in durations(activity, items)))
            yield code, (names, lasting)
