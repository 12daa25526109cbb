"""`garant register purposes`: each purpose's basis, what it calls for, what it serves."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict

from garant.actions import purposes
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.purposes import Look, Looks
from garant.cli import tell
from garant.law.provisions import Law

TIES = {"untied": "no service of the catalogue needs it", "ended": "its services are over: look at its data again"}


def show(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    looks, language = purposes.look(house, who), args.language or house.organisation.language
    tell(args, asdict(looks), "\n".join(_lines(looks, house.law(), language)))


def _lines(looks: Looks, law: Law, language: str) -> Iterator[str]:
    for each in looks.purposes:
        yield f"{each.activity}.{each.purpose} ({each.kind}): {each.basis or f'no basis yet; usually {each.proposed}'}"
        yield from _notes(each, language)
    if looks.unexplained:
        yield f"\nNot said what for{_cited(law, language, 'gdpr/5/1/c')}: " + ", ".join(
            map(".".join, looks.unexplained)
        )
    yield "\nPer channel: " + ", ".join(f"{c.channel} {c.mode}" for c in looks.channels)
    for standing in looks.standings:
        if standing.exempt:
            yield f"{standing.activity}: need not stand in a record{_cited(law, language, 'gdpr/30/5')}"


def _cited(law: Law, language: str, source: str) -> str:
    """The article in brackets, where the law of the place has one."""
    return f" ({law.cite(source, language)})" if law.source_of(source) is not None else ""


def _notes(each: Look, language: str) -> Iterator[str]:
    for said in each.wrong:
        yield f"  ! {said.text[language]} ({said.source[language]})"
    for said in each.asks:
        sign = {True: "✓", False: "○", None: "?"}[said.closed]
        yield f"  {sign} {said.text[language]} ({said.source[language]})"
    if each.opt_in:
        yield f"  not needed, so optional: {', '.join(each.opt_in)}"
    if each.unsaid:
        yield f"  not said whether needed: {', '.join(each.unsaid)}"
    if each.tie in TIES:
        yield f"  ! {TIES[each.tie]}"
