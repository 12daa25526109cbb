"""The register in the form of an authority: given out as a spreadsheet, and brought back in."""

from __future__ import annotations

from dataclasses import dataclass

from garant.actions import access, declared, register
from garant.actions.access import Actor
from garant.actions.applying import Applied
from garant.actions.instance import Instance
from garant.errors import FormError
from garant.law.findings import read_measures
from garant.law.forms import read_form
from garant.law.phrases import read_phrases
from garant.law.provisions import Law
from garant.law.transfers import read_transfers
from garant.press import ods
from garant.rules import record_form
from garant.rules.processing import Duration
from garant.rules.record_form import Texts
from garant.rules.registers import read_register, write_register
from garant.rules.registers.differences import Difference, lost
from garant.rules.registers.views import duration_words


@dataclass(frozen=True, slots=True)
class Brought:
    """What a form that was handed in would change. `text`: the register that would stand, as a file to apply; `lost`:
    what would go from what is declared."""

    name: str
    text: str
    differences: tuple[Difference, ...]

    @property
    def lost(self) -> tuple[Difference, ...]:
        return lost(self.differences)


def give_out(house: Instance, actor: Actor) -> bytes:
    """The activities as controller, as an ODS file in the shape of the form."""
    access.require(house, actor, "read-register")
    form = read_form()
    held = record_form.hold(house.declared(), form, _texts(house.law(), form.language))
    return ods.write(
        record_form.sheets(held, form),
        lists=record_form.lists(form),
        title=form.name[form.language],
        language=form.language,
    )


def bring_in(house: Instance, actor: Actor, data: bytes, name: str) -> Brought:
    """What a filled form would change, to be looked at; nothing is changed yet. Raises FormError."""
    access.require(house, actor, "register")
    form, law, before = read_form(), house.law(), house.declared()

    def say(code: str) -> str:
        return law.say(code, form.language)

    held = record_form.hold(before, form, _texts(law, form.language))
    found = record_form.read(ods.read(data, name), form, name)
    after = read_register(record_form.merge(write_register(before), held, found, form, say))
    text = declared.to_yaml(after)
    return Brought(name, text, register.difference(house, actor, text, name))


def keep(house: Instance, actor: Actor, brought: Brought, *, remove: bool = False) -> Applied:
    """Declare what was shown. What would go from the register goes only where that is said (`remove`)."""
    if brought.lost and not remove:
        named = [f"{d.kind} {d.entry}: {'.'.join(c.path)}" for d in brought.lost for c in d.changes]
        lines = "\n  ".join(named)
        raise FormError(
            f"This form would take out of the register ({len(named)}):\n  {lines}",
            place=brought.name,
            remedy="If that is meant, apply it with --remove; else put the cells back. Nothing was changed.",
        )
    return register.apply(house, actor, brought.text, brought.name, remove=remove)


def _texts(law: Law, language: str) -> Texts:
    phrases, measures, transfers = read_phrases(), read_measures(), read_transfers()

    def duration(of: Duration) -> str:
        words = duration_words(of, law, phrases)
        return words.get(language) or words["fr"]

    def measure(key: str) -> str:
        return measures[key].name[language] if key in measures else key

    return Texts(
        say=lambda code: law.say(code, language),
        duration=duration,
        measure=measure,
        outside=lambda country: bool(country) and not transfers.inside(country),
    )
