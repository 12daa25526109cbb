"""The page of formats tells the truth: whoever writes a verifier from it gets the same bytes."""

from __future__ import annotations

import hmac
import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from garant.ledger import sealed
from garant.rules.evidence import canonical, fingerprint, leaf_hash, verifier_key, write_checkpoint
from garant.rules.receipts import _FIELDS

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference" / "evidence-format.md"
SECRET = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SECRET)


@pytest.fixture(scope="module")
def page() -> str:
    """The page as it is written."""
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def vectors(page: str) -> dict[str, Any]:
    """The test vectors of the page."""
    found = re.search(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found.group(1))
    return told


def test_the_canonical_bytes(vectors: dict[str, Any]) -> None:
    assert canonical(vectors["value"]).hex() == vectors["canonical"]


def test_the_commitment_and_the_leaf_of_an_event(vectors: dict[str, Any]) -> None:
    event = vectors["event"]
    key = sealed.derive(SECRET, b"event" + UUID(event["id"]).bytes)
    commitment = hmac.digest(key, canonical(event | {"sealed": None}), "sha256").hex()
    assert (key.hex(), commitment) == (vectors["event_key"], vectors["commitment"])
    assert leaf_hash(canonical(event | {"commitment": commitment})).hex() == vectors["leaf_hash"]


def test_the_checkpoint_over_that_one_leaf(vectors: dict[str, Any]) -> None:
    public = KEY.public_key().public_bytes_raw()
    note = write_checkpoint(vectors["log"], 1, bytes.fromhex(vectors["leaf_hash"]), KEY)
    assert note == vectors["checkpoint"]
    assert fingerprint(public) == vectors["fingerprint"]
    assert verifier_key(vectors["log"], public) == vectors["verifier_key"]


def test_the_place_to_which_a_sealed_value_is_bound(vectors: dict[str, Any]) -> None:
    assert sealed.place(*(part.encode() for part in vectors["place_of"])).hex() == vectors["place"]


def test_the_fields_of_a_receipt(page: str) -> None:
    section = page.split("## The receipt")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == _FIELDS
