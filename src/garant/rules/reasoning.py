"""Puts dates and the reckoning behind them into sentences, whose words and order are the packs'."""

from __future__ import annotations

from datetime import date

from garant.law.provisions import Law
from garant.rules.deadlines import Deadline, Step


def long_date(law: Law, day: date, language: str) -> str:
    """ "mardi 7 avril 2026", "Tuesday 7 April 2026", with blanks that do not break inside the date."""
    return _date(law, day, language, "day.long")


def plain_date(law: Law, day: date, language: str) -> str:
    """ "7 avril 2026", "7 April 2026": a date inside a sentence."""
    return _date(law, day, language, "day.plain")


def _date(law: Law, day: date, language: str, form: str) -> str:
    return law.say(form, language).format(
        weekday=law.say(f"weekday.{day.isoweekday()}", language),
        day=law.say("day.first", language) if day.day == 1 else str(day.day),
        month=law.say(f"month.{day.month}", language),
        year=day.year,
    )


def tell(law: Law, found: Deadline, language: str) -> tuple[str, ...]:
    """The printed reasoning: one sentence a step, each with what it rests on."""
    return tuple(tell_step(law, step, language) for step in found.steps)


def tell_step(law: Law, step: Step, language: str) -> str:
    """One step as a sentence, with its citation in brackets."""
    sentence = law.say(_template(law, step), language).format(
        day=long_date(law, step.day, language),
        until=long_date(law, step.until, language) if step.until else "",
        months=step.months,
        days=step.days,
        hours=step.hours,
        off=law.say(step.off, language) if step.off else "",
    )
    if not step.source:
        return law.say("deadline.bare", language).format(sentence=sentence)
    return law.say("deadline.sourced", language).format(sentence=sentence, source=law.cite(step.source, language))


def _template(law: Law, step: Step) -> str:
    """The code of the sentence; one and none have their own, since languages inflect them differently."""
    code = "deadline.weekend" if step.off.startswith("weekday.") else f"deadline.{step.code}"
    counted = step.months or step.days
    variants = {0: f"{code}.none", 1: f"{code}.one"}
    variant = variants.get(counted, code)
    return variant if variant in law.words else code
