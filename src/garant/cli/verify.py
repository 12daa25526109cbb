"""`garant verify FILE`: checks a receipt with no instance, no network and no Django (B3)."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

from garant.cli import tell
from garant.errors import EvidenceBroken, UsageError
from garant.press import told
from garant.press.sentences import LANGUAGES, sentences
from garant.rules.receipts import Verdict, verify

LARGEST = 16 * 1024 * 1024
"""Bytes. A receipt has a few kilobytes; something larger is none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --key and --json."""
    parser.add_argument("file", metavar="FILE", help="the receipt, as the organisation gave it")
    parser.add_argument(
        "--key",
        metavar="K",
        help="the organisation's log key, obtained elsewhere: its fingerprint, the key itself, or a file that holds it",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", choices=LANGUAGES, default=_spoken(), help="of what is told (default: yours)")


def run(args: argparse.Namespace) -> int:
    """Print the verdict. Raises EvidenceBroken if the receipt does not hold, UsageError if there is no such file."""
    data, key = _content(args.file), _key(args.key)
    try:
        verdict = verify(data, key)
    except EvidenceBroken as broken:
        place = f"{args.file}, {broken.place}" if broken.place else args.file
        raise EvidenceBroken(broken.cause, place=place, remedy=broken.remedy) from None
    tell(args, asdict(verdict), _told(verdict, json.loads(data)["records"], args.language))
    return 0


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror})", place=name, remedy="Check its path and its rights."
        ) from None
    if len(data) > LARGEST:
        raise UsageError(
            "this file is too large to be a receipt", place=name, remedy="Name the file that the organisation gave you."
        )
    return data


def _key(stated: str | None) -> str | None:
    if stated is None:
        return None
    path = Path(stated)
    try:
        return path.read_text(encoding="ascii").strip() if path.is_file() else stated
    except (OSError, UnicodeDecodeError):
        raise UsageError("this file holds no key", place=stated, remedy="Give the key or its fingerprint.") from None


def _spoken() -> str:
    """French where the terminal is, else English."""
    return "fr" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("fr") else "en"


def _told(verdict: Verdict, records: list[dict[str, Any]], language: str) -> str:
    words = sentences(language)
    lines = [
        words.say("told-title", organisation=verdict.organisation, reference=verdict.reference),
        *(f"  {line.at:%Y-%m-%d %H:%M:%S} UTC  {line.text}" for line in told.lines(records, words, UTC)),
        words.say("told-deeds", deeds=verdict.deeds),
        words.say(f"told-{verdict.level}"),
        words.say("told-log", log=verdict.log, size=str(verdict.size), fingerprint=verdict.fingerprint),
    ]
    if verdict.level == "sealed":
        lines.append(words.say("told-compare", published=verdict.published))
    return "\n".join(lines)
