"""Reads the records of a pack that belong to places: authorities, and territories with their holidays and time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from garant.law.provisions import Authority, OwnDay, Territory
from garant.law.shape import Part
from garant.law.sourcing import Kind, Sources, source_of, sources_of

REACHED = ("address", "page", "complaint", "email", "phone")


def _authority(part: Part, sources: Sources) -> Authority:
    return Authority(
        id=part["authority"].text(),
        place=part["id"].text(),
        names=part["name"].words(),
        address=part["address"].text(),
        page=part["page"].text(),
        source=source_of(part["source"], sources),
        complaint=part.maybe("complaint", Part.text, ""),
        email=part.maybe("email", Part.text, ""),
        phone=part.maybe("phone", Part.text, ""),
        sources=sources_of(part["sources"], REACHED, sources) if part.has("sources") else {},
        also=part.maybe("also", Part.texts, ()),
    )


def _territory(part: Part, sources: Sources) -> Territory:
    own = part["calendar"].has("days")
    calendar = (
        part["calendar"].only(("days",)) if own else part["calendar"].only(("country",), ("subdivision", "language"))
    )
    zone = part["zone"].text()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise part["zone"].refuse("There is no such time zone.", "Give its IANA name: Europe/Paris.") from None
    return Territory(
        id=part["id"].text(),
        name=part["name"].words(),
        calendar=("", None) if own else (calendar["country"].text(), calendar.maybe("subdivision", Part.text, None)),
        zone=zone,
        adds=part["packs"].texts(),
        not_holidays=part.maybe("not_holidays", Part.texts, ()),
        source=source_of(part["source"], sources),
        language="" if own else calendar.maybe("language", Part.text, ""),
        own_days=tuple(_own_day(item) for item in calendar["days"].items()) if own else (),
        weekend=part.maybe("weekend", lambda p: tuple(item.number(1, 7) for item in p.items()), (6, 7)),
        also=part.maybe("also", Part.texts, ()),
    )


def _own_day(part: Part) -> OwnDay:
    """`day`: a date of one year, or month-day of every year; or `easter`: days from Easter Sunday."""
    part.only(("id",), ("day", "easter"))
    if part.has("day") == part.has("easter"):
        raise part.refuse("A holiday has either “day” or “easter”.", "Give exactly one of the two.")
    if part.has("easter"):
        low, high = -100, 100
        offset = part["easter"].value
        if not isinstance(offset, int) or isinstance(offset, bool) or not low <= offset <= high:
            raise part["easter"].refuse(f"“easter” should be a whole number from {low} to {high}.")
        return OwnDay(part["id"].text(), easter=offset)
    given = part["day"].value
    return OwnDay(part["id"].text(), given if isinstance(given, date) else _month_day(part["day"]))


def _month_day(part: Part) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{part.text()}")
    except ValueError:
        raise part.refuse("A holiday is month-day, or a date.", "Write 07-30, or 2027-03-10.") from None
    return day.month, day.day


KINDS: Mapping[str, Kind] = {
    "authorities": (
        _authority,
        ("authority", "name", "address", "page"),
        ("complaint", "email", "phone", "also", "sources"),
    ),
    "territories": (_territory, ("name", "calendar", "zone", "packs"), ("not_holidays", "weekend", "also")),
}
