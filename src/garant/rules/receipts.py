"""The receipt that a person gets: the records of their request with proofs, checked with no instance and no network.

Pure. It proves that these records stand in the organisation's signed log; it holds no personal data to prove more.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from garant.errors import EvidenceBroken
from garant.rules.evidence import (
    Signed,
    canonical,
    fingerprint,
    is_signed,
    leaf_hash,
    read_checkpoint,
    root_by_proof,
    verifier_key,
)

FORM = "receipt/1"
Level = Literal["sealed", "anchored"]
"""sealed: the records lead to the root that the named key signed. anchored: and that key came from elsewhere, as the
organisation publishes it. (What is only consistent, unsigned or wrongly signed, is refused.)"""

_SIGNED_WITH = b"garant receipt/1\n"
_REMEDY = "Ask the organisation for the receipt again, and keep the file as it comes."
_FIELDS = {"garant", "organisation", "request", "log", "checkpoint", "records", "signature"}


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the log with the proof that it stands there."""

    index: int
    leaf: Mapping[str, Any]
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a receipt was found to be."""

    level: Level
    organisation: str
    reference: str
    log: str
    fingerprint: str
    """Of the key that signed it: SHA-256, hexadecimal."""
    published: str
    """Where the organisation says that it publishes its key."""
    size: int
    records: tuple[tuple[str, str], ...]
    """(instant, type) of each record, in the order of the log."""
    deeds: str
    """The fingerprint of what was decided and done (`deeds`)."""


def write(
    *,
    organisation: Mapping[str, str],
    request: Mapping[str, str],
    published: str,
    checkpoint: str,
    name: str,
    records: Sequence[Record],
    key: Ed25519PrivateKey,
) -> dict[str, Any]:
    """The receipt document, signed. `organisation`: id, name, contact; `request`: id, reference."""
    public = key.public_key().public_bytes_raw()
    document: dict[str, Any] = {
        "garant": FORM,
        "organisation": dict(organisation),
        "request": dict(request),
        "log": {
            "name": name,
            "key": base64.b64encode(public).decode(),
            "fingerprint": fingerprint(public),
            "published": published,
        },
        "checkpoint": checkpoint,
        "records": [
            {"index": r.index, "leaf": dict(r.leaf), "proof": [base64.b64encode(h).decode() for h in r.proof]}
            for r in records
        ],
    }
    return document | {"signature": key.sign(_SIGNED_WITH + canonical(document)).hex()}


def is_reading(record: Mapping[str, Any]) -> bool:
    """Whether a record only says that somebody opened the file of the request (A6)."""
    return bool(record["leaf"]["type"] == "data.read")


def deeds(document: Mapping[str, Any]) -> str:
    """The fingerprint of what was decided and done: SHA-256 over those records, in the order of the log. It is the same
    in every receipt of a request until something more is done; who only looks does not change it."""
    digest = hashlib.sha256()
    for record in document["records"]:
        if not is_reading(record):
            digest.update(leaf_hash(canonical(record["leaf"])))
    return digest.hexdigest()


def verify(data: bytes, key: str | None = None) -> Verdict:
    """Check a receipt. `key`: the organisation's log key obtained elsewhere, as verifier key, base64 or fingerprint.

    Raises EvidenceBroken, which says what does not hold. With a key it is strict: signed by another one, it fails (C4).
    """
    document = _read(data)
    log, name = document["log"], document["log"]["name"]
    public = _bytes(log["key"])
    if fingerprint(public) != log["fingerprint"]:
        raise EvidenceBroken("the key in the receipt is not the one it names", place="log.key", remedy=_REMEDY)
    if key is not None and not _is_key(key, name, public):
        raise EvidenceBroken(
            "this receipt was signed by another key than the one you gave",
            place="log.key",
            remedy=f"The key that signed it is {log['fingerprint']}; ask the organisation which is its own.",
        )
    body = {field: value for field, value in document.items() if field != "signature"}
    if not is_signed(_hex(document["signature"]), _SIGNED_WITH + canonical(body), public):
        raise EvidenceBroken("something in the receipt was changed after it was signed", remedy=_REMEDY)
    signed = read_checkpoint(document["checkpoint"], name, public)
    _check_records(document, signed)
    return Verdict(
        level="sealed" if key is None else "anchored",
        organisation=document["organisation"]["name"],
        reference=document["request"]["reference"],
        log=name,
        fingerprint=log["fingerprint"],
        published=log["published"],
        size=signed.size,
        records=tuple((r["leaf"]["at"], r["leaf"]["type"]) for r in document["records"]),
        deeds=deeds(document),
    )


def _read(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError):
        raise EvidenceBroken("this is not a receipt: it is not JSON", remedy=_REMEDY) from None
    if not isinstance(document, dict) or document.get("garant") != FORM:
        raise EvidenceBroken("this is not a receipt of a form that this Garant knows", remedy=_REMEDY)
    if set(document) != _FIELDS or not _is_formed(document):
        raise EvidenceBroken("the receipt is not complete, or holds more than a receipt does", remedy=_REMEDY)
    return document


def _is_formed(document: Mapping[str, Any]) -> bool:
    texts = {
        "organisation": {"id", "name", "contact"},
        "request": {"id", "reference"},
        "log": {"name", "key", "fingerprint", "published"},
    }
    return (
        all(_are_texts(document[part], fields) for part, fields in texts.items())
        and isinstance(document["checkpoint"], str)
        and isinstance(document["signature"], str)
        and isinstance(document["records"], list)
        and len(document["records"]) > 0
        and all(map(_is_record, document["records"]))
    )


def _is_record(record: object) -> bool:
    if not isinstance(record, dict) or set(record) != {"index", "leaf", "proof"}:
        return False
    leaf, proof = record["leaf"], record["proof"]
    return (
        type(record["index"]) is int
        and isinstance(leaf, dict)
        and all(isinstance(leaf.get(field), str) for field in ("at", "type", "organisation", "request"))
        and isinstance(proof, list)
        and all(isinstance(step, str) for step in proof)
    )


def _are_texts(part: object, fields: set[str]) -> bool:
    return isinstance(part, dict) and set(part) == fields and all(isinstance(v, str) for v in part.values())


def _check_records(document: Mapping[str, Any], signed: Signed) -> None:
    organisation, request = document["organisation"]["id"], document["request"]["id"]
    if not document["log"]["name"].endswith(organisation):
        raise EvidenceBroken("the log is not the one of this organisation", place="log.name", remedy=_REMEDY)
    before = -1
    for number, record in enumerate(document["records"]):
        place, leaf = f"records[{number}]", record["leaf"]
        if leaf["organisation"] != organisation or leaf["request"] != request:
            raise EvidenceBroken("the record belongs to another request", place=place, remedy=_REMEDY)
        if record["index"] <= before:
            raise EvidenceBroken("the records are not in the order of the log", place=place, remedy=_REMEDY)
        before = record["index"]
        proof = [_bytes(step) for step in record["proof"]]
        if root_by_proof(leaf_hash(canonical(leaf)), before, signed.size, proof) != signed.root:
            raise EvidenceBroken("the record is not the one that the log holds", place=place, remedy=_REMEDY)


def _is_key(stated: str, name: str, public: bytes) -> bool:
    text = stated.strip()
    if text.replace(":", "").lower() == fingerprint(public):
        return True
    return text in {verifier_key(name, public), base64.b64encode(public).decode()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_float(_: str) -> object:
    raise ValueError("a receipt holds whole numbers only")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EvidenceBroken("a value is not base64", remedy=_REMEDY) from None


def _hex(text: str) -> bytes:
    if text != text.lower():
        raise EvidenceBroken("the signature is not written in small hexadecimal digits", remedy=_REMEDY)
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise EvidenceBroken("the signature is not hexadecimal", remedy=_REMEDY) from None
