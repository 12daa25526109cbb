"""The template tags of Garant's pages: drawings, dates in words, numbers. Loaded into every template."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from garant.rules import seal_drawing
from garant.web import assets, icons
from garant.web.citing import cited, under

register = template.Library()
NO_BREAK = "\u00a0"
THIN = "\u202f"


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(icons.drawing(name))  # noqa: S308 - our own constant drawings


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


def _french() -> bool:
    return (translation.get_language() or "fr").startswith("fr")


def _number(day: date) -> str:
    return "1er" if _french() and day.day == 1 else str(day.day)


@register.simple_tag(takes_context=True)
def art(context: template.Context, *sources: str) -> SafeString:
    """What a sentence rests on, by ids of the law packs' sources: as the law of the place has it, or nothing."""
    text = cited(context["law_here"], sources, context["language"])
    return format_html('<span class="art">{}</span>', text) if text else SafeString("")


@register.simple_tag(takes_context=True)
def here(context: template.Context, text: object) -> str:
    """Words of ours without the articles of the Union that they name in brackets, where another law holds."""
    return under(context["law_here"], text)


@register.filter
def day(value: date) -> str:
    """ "lundi 23 novembre 2026": the weekday is said where somebody has to keep the date."""
    return f"{date_format(value, 'l')} {calendar_day(value)}"


@register.filter
def calendar_day(value: date) -> str:
    return f"{_number(value)}{NO_BREAK}{date_format(value, 'F')}{NO_BREAK}{value.year}"


@register.filter
def day_of_month(value: date) -> str:
    """ "23 novembre"."""
    return f"{_number(value)}{NO_BREAK}{date_format(value, 'F')}"


@register.filter
def short_day(value: date, today: date | None = None) -> str:
    """ "lun. 23 nov.", with its year when that is not the one of `today`."""
    stop = "." if _french() else ""
    text = f"{date_format(value, 'D')}{stop} {_number(value)}{NO_BREAK}{date_format(value, 'N' if _french() else 'M')}"
    return f"{text} {value.year}" if today is not None and today.year != value.year else text


@register.filter
def moment(value: datetime, zone: str = "") -> str:
    """ "22 octobre 2026, 14 h 07", on the clock of the organisation."""
    local = timezone.localtime(value, _zone(zone))
    hour = f"{local.hour}{NO_BREAK}h{NO_BREAK}{local:%M}" if _french() else f"{local:%H:%M}"
    return f"{calendar_day(local.date())}, {hour}"


@register.filter
def clock_time(value: datetime, zone: str = "") -> str:
    """ "09:31:02": for what happens within a minute."""
    return f"{timezone.localtime(value, _zone(zone)):%H:%M:%S}"


def _zone(name: str) -> tzinfo | None:
    return ZoneInfo(name) if name else None


@register.filter
def number(value: int) -> str:
    """1649017 → "1 649 017" in French, "1,649,017" in English."""
    return f"{value:,}".replace(",", THIN if _french() else ",")


@register.filter
def size(value: int) -> str:
    """A file's size in words, to one figure."""
    if value < 1_000_000:
        text = _("%(n)s KB") % {"n": number(max(round(value / 1000), 1))}
    else:
        text = _("%(n)s MB") % {"n": f"{value / 1_000_000:.1f}".replace(".", "," if _french() else ".")}
    return text.replace(" ", NO_BREAK)


FATE_ICONS = {"erase": "erase", "mask": "mask", "keep": "keep", "undecided": "undecided"}


@register.simple_tag
def fate(name: str) -> SafeString:
    """The word of a fate with its sign: never the colour alone."""
    words = {"erase": _("Erase"), "mask": _("Mask"), "keep": _("Keep"), "undecided": _("Not decided")}
    return mark_safe(f'<span class="fate {name}">{icons.drawing(FATE_ICONS[name])}{words[name]}</span>')  # noqa: S308 - our own words


@register.simple_tag
def seal(fingerprint: str, title: str) -> SafeString:
    """The drawing of a SHA-256 fingerprint, in hexadecimal."""
    return mark_safe(seal_drawing.rosette(fingerprint, title=title))  # noqa: S308 - it escapes the title


@register.filter
def groups(fingerprint: str) -> str:
    """The first four groups of a fingerprint, as they stand under its seal: "7c1f 90ab 41ab 0cf4"."""
    return " ".join(fingerprint[n : n + 4] for n in (0, 4, 8, 12))
