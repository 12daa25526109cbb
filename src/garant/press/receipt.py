"""A receipt to print: what was recorded of a request and when, with the drawing of its seal. It verifies nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

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
        (_event(record["leaf"]["type"], words), _instant(record["leaf"]["at"], words, zone), str(record["index"]))
        for record in records
    )
    return table(words.say(caption), head, rows)


def _event(kind: str, words: Sentences) -> Content:
    """The sentence of an event; its code, where a later Garant wrote one that this one does not know."""
    key = f"event-{kind}"
    return words.say(key) if words.knows(key) else tag("code", kind)


def _instant(at: str, words: Sentences, zone: ZoneInfo) -> Markup:
    local = datetime.fromisoformat(at).astimezone(zone)
    text = words.say("receipt-instant", day=words.short_day(local.date()), time=local.strftime("%H:%M"))
    return tag("time", text, datetime=at)
