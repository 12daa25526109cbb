"""A value as people read it: a date, a time, an amount, a country. The files beside the page keep the exact value."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from garant.law.transfers import read_transfers
from garant.press.documents import ColumnAnswer
from garant.press.markup import Content, tag
from garant.press.sentences import NO_BREAK, Sentences

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
"""Currencies that people read by a sign; the others keep their code."""
_UNIT = re.compile(r"([A-Z]{3})(/100)?")


def value_in_words(value: Any, column: ColumnAnswer, words: Sentences) -> Content:
    """A value as one reads it; a code keeps its form beside its meaning, so that both can be found again."""
    text = "" if value is None else str(value)
    if text in column.codes:
        return words.say("package-coded", code=text, meaning=column.codes[text])
    if value is None or not text:
        return tag("span", words.say("package-empty"), class_="quiet")
    if column.unit:
        return money(text, column.unit, words)
    if isinstance(value, bool):
        return words.say("package-yes" if value else "package-no")
    if column.country:
        return read_transfers().name(text)[words.language]
    if isinstance(value, str) and (moment := _moment_of(text)) is not None:
        return tag("time", _said(moment, words), datetime=text)
    return text


def money(text: str, unit: str, words: Sentences) -> str:
    """An amount with its currency, "13,50 €"; `unit` is "EUR", or "EUR/100" where the store counts cents."""
    found = _UNIT.fullmatch(unit)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    if found is None or not amount.is_finite():
        return text
    code, cents = found.groups()
    number = f"{amount / 100 if cents else amount:,.2f}"
    sign = SIGNS.get(code, code)
    if words.language == "fr":
        return number.replace(",", "\u202f").replace(".", ",") + NO_BREAK + sign
    return f"{sign}{number}" if code in SIGNS else f"{sign}{NO_BREAK}{number}"


def _moment_of(text: str) -> date | datetime | None:
    """The day, or the day and the time, where the value is nothing more; a midnight that a store adds says nothing."""
    whole = text.removesuffix("T00:00:00").removesuffix(" 00:00:00")
    try:
        if len(whole) == len("2026-11-22"):
            return date.fromisoformat(whole)
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", whole):
            return datetime.fromisoformat(whole)
    except ValueError:
        return None
    return None


def _said(moment: date | datetime, words: Sentences) -> str:
    day = words.short_day(moment)
    return words.say("package-moment", day=day, time=f"{moment:%H:%M}") if isinstance(moment, datetime) else day
