"""What erasures left standing, by end and reason; and the list of its rows, for the software that must honour it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import due, requests
from garant.actions.due import Due
from garant.actions.leaving import Guard, leave
from garant.press.tabular import csv_bytes, json_bytes
from garant.web import tags
from garant.web.office import words
from garant.web.office.desk import FORM, Desk, at_desk
from garant.web.office.plans import folded
from garant.web.office.taking import Taken, taking

FIELDS = ("store", "table", "key_columns", "key", "columns", "until", "reason", "articles", "request")
FORMAT = "garant: kept/1"


@at_desk("check")
def page(desk: Desk) -> HttpResponse:
    found = due.kept(desk.house, desk.actor)
    named = requests.references(desk.house, {r for d in found for r in d.requests})
    wanted = desk.request.GET.get("request", "").strip()
    if wanted:
        found = tuple(d for d in found if wanted in (named.get(r) for r in d.requests))
    today = desk.house.today()
    values = {
        "headline": _headline(desk, found, wanted),
        "wanted": wanted,
        "lead": _lead(sum(d.rows for d in found)),
        "groups": [
            _until(desk, until, list(of), named)
            for until, of in groupby(sorted(found, key=_end_first), key=lambda d: d.until)
        ],
        "over": any(d.over(today) for d in found),
    }
    return desk.page("retention/retention.html", values, place="retention")


def _end_first(d: Due) -> tuple[Any, ...]:
    return d.until or date.max, *_reason_and_place(d)


def _headline(desk: Desk, found: Sequence[Due], wanted: str) -> str:
    if not found:
        return _("Nothing is kept of this request.") if wanted else _("No erasure has left anything standing.")
    over = sum(d.rows for d in found if d.over(desk.house.today()))
    if not over:
        return _("Everything that is kept is within its date.")
    text = ngettext("%(n)s row has passed its date.", "%(n)s rows have passed their date.", over)
    return text % {"n": tags.number(over)}


def _lead(rows: int) -> str:
    text = ngettext(
        "%(n)s row stayed when its person was erased, for a reason and, where the law gives one, until a date. "
        "It serves that reason and has no other use: no letter, no offer, no figure.",
        "%(n)s rows stayed when their person was erased, each for a reason and, where the law gives one, until a "
        "date. They serve that reason and have no other use: no letter, no offer, no figure.",
        rows,
    )
    return text % {"n": tags.number(rows)}


def _until(desk: Desk, until: date | None, found: Sequence[Due], named: Mapping[UUID, str]) -> dict[str, Any]:
    """What shares an end, each table with its reason."""
    tag = words.Tag("wait", "keep", _("Kept"))
    if found[0].over(desk.house.today()):
        tag = words.Tag("late", "clock", _("Past its date: erase it"))
    lines = [_line(desk, list(of), named) for _key, of in groupby(found, key=_reason_and_place)]
    return {"until": until, "tag": tag, "lines": lines}


def _reason_and_place(d: Due) -> tuple[str, tuple[str, ...], str, str, tuple[str, ...]]:
    return d.why.code, d.why.articles, d.store, d.table, d.columns


def _line(desk: Desk, found: Sequence[Due], named: Mapping[UUID, str]) -> dict[str, Any]:
    """Rows of one table: several plans may have kept some."""
    law, first = desk.house.law(), found[0]
    map = desk.house.register().maps.get(first.store)
    table = map.tables.get(first.table) if map else None
    asked = sorted({named[r] for d in found for r in d.requests if r in named})
    return {
        "store": first.store,
        "table": first.table,
        "words": table.words.get(desk.language, "") if table else "",
        "rows": tags.number(sum(d.rows for d in found)),
        "columns": first.columns,
        "many": folded(first.columns),
        "why": law.say(first.why.code, desk.language),
        "article": " · ".join(law.cite_all(first.why.articles, desk.language)),
        "requests": asked,
    }


# ── the rows, for the software that must leave them alone ────────────────────────────────────────────────────────────


@at_desk("check", methods=FORM)
def as_csv(desk: Desk) -> HttpResponse:
    def made(guard: Guard) -> tuple[str, bytes]:
        rows = [
            {k: ";".join(map(str, v)) if isinstance(v, list) else v for k, v in row.items()} for row in _rows(desk)[0]
        ]
        return _leaves(desk, guard, "csv", csv_bytes(FIELDS, rows))

    return taking(desk, _taken(), made, "text/csv; charset=utf-8")


@at_desk("check", methods=FORM)
def as_json(desk: Desk) -> HttpResponse:
    def made(guard: Guard) -> tuple[str, bytes]:
        rows, closed = _rows(desk)
        body = {"format": FORMAT, "made": desk.house.today().isoformat(), "closed": closed, "rows": rows}
        return _leaves(desk, guard, "json", json_bytes(body))

    return taking(desk, _taken(), made, "application/json")


def _taken() -> Taken:
    return Taken(_("The list of the rows that are kept"), "retention", reverse("office:retention"))


def _leaves(desk: Desk, guard: Guard, ending: str, body: bytes) -> tuple[str, bytes]:
    return leave(desk.house, desk.actor.label, "kept-rows", (f"kept-rows.{ending}", body), guard)


def _rows(desk: Desk) -> tuple[list[dict[str, Any]], int]:
    """Each row with its key and its reason, and how many erasures can no longer be named."""
    read = due.rows(desk.house, desk.actor)
    rows = [
        {
            "store": row.store,
            "table": row.table,
            "key_columns": list(row.key_columns),
            "key": list(row.key),
            "columns": list(row.columns),
            "until": row.until.isoformat() if row.until else None,
            "reason": row.why.code,
            "articles": list(row.why.articles),
            "request": row.reference,
        }
        for row in read.rows
    ]
    return rows, read.closed
