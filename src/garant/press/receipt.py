"""A receipt to print: what was recorded of a request and when, with the drawing of its seal. It verifies nothing."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from garant.press.frame import facts, page, table
from garant.press.markup import Content, Markup, join, tag
from garant.press.sentences import Sentences, sentences
from garant.rules import seal_drawing


def receipt_page(receipt: bytes, *, language: str, zone: str) -> str:
    """The page of a receipt file, as `rules.receipts` writes it. `zone`: the time zone its instants are shown in.

    The seal is drawn from the SHA-256 of the file, so that the page and the file can be told to belong together.
    """
    words = sentences(language)
    body: dict[str, Any] = json.loads(receipt)
    digest = hashlib.sha256(receipt).hexdigest()
    reference, house = body["request"]["reference"], body["organisation"]["name"]
    title = words.say("receipt-title", reference=reference)
    main = join(
        tag("h1", title),
        tag("p", words.say("receipt-lead"), class_="lead"),
        _deed(body, digest, words),
        tag("section", tag("h2", words.say("receipt-events")), _records(body, words, ZoneInfo(zone))),
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


def _records(body: dict[str, Any], words: Sentences, zone: ZoneInfo) -> Markup:
    head = tuple(words.say(key) for key in ("receipt-event", "receipt-at", "receipt-place"))
    rows = tuple(
        (_event(record["leaf"]["type"], words), _instant(record["leaf"]["at"], words, zone), str(record["index"]))
        for record in body["records"]
    )
    return table(words.say("receipt-events"), head, rows)


def _event(kind: str, words: Sentences) -> Content:
    """The sentence of an event; its code, where a later Garant wrote one that this one does not know."""
    key = f"event-{kind}"
    return words.say(key) if words.knows(key) else tag("code", kind)


def _instant(at: str, words: Sentences, zone: ZoneInfo) -> Markup:
    local = datetime.fromisoformat(at).astimezone(zone)
    text = words.say("receipt-instant", day=words.short_day(local.date()), time=local.strftime("%H:%M"))
    return tag("time", text, datetime=at)
