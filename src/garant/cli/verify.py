"""`garant verify FILE`: checks a receipt with no instance, no network and no Django (B3)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from garant.cli import tell
from garant.errors import EvidenceBroken, UsageError
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


def run(args: argparse.Namespace) -> int:
    """Print the verdict. Raises EvidenceBroken if the receipt does not hold, UsageError if there is no such file."""
    data, key = _content(args.file), _key(args.key)
    try:
        verdict = verify(data, key)
    except EvidenceBroken as broken:
        place = f"{args.file}, {broken.place}" if broken.place else args.file
        raise EvidenceBroken(broken.cause, place=place, remedy=broken.remedy) from None
    tell(args, asdict(verdict), _told(verdict))
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


_LEVELS = {
    "sealed": "sealed: the records stand in the log, and the key named below signed it.",
    "anchored": "anchored: the records stand in the log, and the key that you gave signed it.",
}


def _told(verdict: Verdict) -> str:
    readings = [at for at, what in verdict.records if what == "data.read"]
    lines = [
        f"{verdict.organisation}: request {verdict.reference}",
        *(f"  {at[:19].replace('T', ' ')} UTC  {what}" for at, what in verdict.records if what != "data.read"),
        *[f"  {len(readings)} readings of its file, the last on {at[:10]} (all with --json)" for at in readings[-1:]],
        f"Fingerprint of what was decided and done: {verdict.deeds}",
        _LEVELS[verdict.level],
        f"Log {verdict.log}, {verdict.size} records. Key {verdict.fingerprint}",
    ]
    if verdict.level == "sealed":
        lines.append(f"Whether this is the organisation's key: compare it with {verdict.published}, then use --key.")
    return "\n".join(lines)
