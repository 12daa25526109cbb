"""A receipt to print: what was recorded of a request and when, with the drawing of its seal. It verifies nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from garant.press import told
from garant.press.frame import facts, page, table
from garant.press.markup import Content, Markup, join, tag
from garant.press.sentences import Sentences, sentences
from garant.rules import seal_drawing
from garant.rules.receipts import deeds, is_reading


def receipt_page(receipt: bytes, *, language: str, zone: str) -> str:
    """The page of a receipt file, as `rules.receipts` writes it. `zone`: the time zone its instants are shown in.

    The seal is drawn from the fingerprint of what was decided and done: two receipts of a request bear the same one
    until something more is done, whoever opened its file meanwhile.
    """
    words = sentences(language)
    body: dict[str, Any] = json.loads(receipt)
    digest = deeds(body)
    reference, house = body["request"]["reference"], body["organisation"]["name"]
    title = words.say("receipt-title", reference=reference)
    done = [r for r in body["records"] if not is_reading(r)]
    read = [r for r in body["records"] if is_reading(r)]
    main = join(
        tag("h1", title),
        tag("p", words.say("receipt-lead"), class_="lead"),
        _deed(body, digest, words),
        tag("section", tag("h2", words.say("receipt-events")), _records("receipt-events", done, words, ZoneInfo(zone))),
        _readings(read, words, ZoneInfo(zone)),
        tag("p", words.say("receipt-drawing"), class_="prose quiet small"),
        tag("p", words.say("receipt-verify"), class_="prose quiet small"),
    )
    return page(words, title=title, house=house, main=main, foot=body["organisation"]["contact"])


def _deed(body: dict[str, Any], digest: str, words: Sentences) -> Markup:
    groups = seal_drawing.groups(digest)
    drawing = Markup(seal_drawing.rosette(digest, title=words.say("receipt-seal", groups=groups)))
    log = body["log"]
    known: list[tuple[str, Content]] = [
        (words.say("receipt-from"), body["organisation"]["name"]),
        (words.say("receipt-reference"), body["request"]["reference"]),
        (words.say("receipt-hash"), tag("code", digest)),
        (words.say("receipt-key"), tag("code", log["fingerprint"])),
        (words.say("receipt-published"), log["published"]),
    ]
    return tag(
        "div",
        tag("div", drawing, tag("p", groups), class_="seal"),
        tag("div", facts(known)),
        class_="deed",
    )


def _readings(records: list[dict[str, Any]], words: Sentences, zone: ZoneInfo) -> Markup | None:
    """Who opened the file of the request, apart: it changes nothing of what was done."""
    if not records:
        return None
    title = words.say("receipt-readings")
    return tag(
        "section",
        tag("h2", title),
        tag("p", words.say("receipt-readings-why"), class_="prose quiet small"),
        _records("receipt-readings", records, words, zone),
    )


def _records(caption: str, records: list[dict[str, Any]], words: Sentences, zone: ZoneInfo) -> Markup:
    head = tuple(words.say(key) for key in ("receipt-event", "receipt-at", "receipt-place"))
    rows = tuple(
        (line.text if line.known else tag("code", line.text), _instant(line.at, words), _places(line.places))
        for line in told.lines(records, words, zone)
    )
    return table(words.say(caption), head, rows)


def _places(places: Sequence[int]) -> str:
    """Where records stand in the log: the first and the last of several."""
    return str(places[0]) if len(places) == 1 else f"{places[0]}–{places[-1]}"


def _instant(at: datetime, words: Sentences) -> Markup:
    text = words.say("receipt-instant", day=words.short_day(at.date()), time=at.strftime("%H:%M"))
    return tag("time", text, datetime=at.isoformat())
