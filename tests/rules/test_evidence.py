"""Canonical bytes, the tree, proofs and signed notes, against slow definitions and published vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.errors import EvidenceBroken
from garant.rules.evidence import (
    EMPTY_ROOT,
    LARGEST,
    Frontier,
    canonical,
    consistency_proof,
    fingerprint,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    read_checkpoint,
    root_by_proof,
    subtree_of,
    verifier_key,
    write_checkpoint,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = KEY.public_key().public_bytes_raw()
LOG = "garant/01a206fd-6700-735c-a116-5eb7b3647bfe"

# The tree of Certificate Transparency's reference code: eight leaves and the root of each size.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_root(data: Sequence[bytes]) -> bytes:
    """RFC 6962 2.1, word for word."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    k = 1
    while k * 2 < len(data):
        k *= 2
    return hashlib.sha256(b"\x01" + slow_root(data[:k]) + slow_root(data[k:])).digest()


def grown(data: Sequence[bytes]) -> Frontier:
    frontier = Frontier()
    frontier.extend([leaf_hash(item) for item in data])
    return frontier


# ── canonical bytes ─────────────────────────────────────────────────────────────────────────────────────────────────

VECTORS = [
    ({"b": 1, "a": [True, False, None, "é"]}, '{"a":[true,false,null,"é"],"b":1}'),
    (
        {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7},
        '{"\\r":2,"1":4,"\x80":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
    ),
    ({"text": '€$\x0f\nA\'B"\\\\"/'}, '{"text":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
    ({"control": "\x00\x08\x09\x0a\x0c\x0d\x1f\x7f"}, '{"control":"\\u0000\\b\\t\\n\\f\\r\\u001f\x7f"}'),
    ({"n": [0, -1, LARGEST, -LARGEST]}, '{"n":[0,-1,9007199254740991,-9007199254740991]}'),
    ({"empty": {}, "list": []}, '{"empty":{},"list":[]}'),
    ("Alice", '"Alice"'),
]


@pytest.mark.parametrize(("value", "text"), VECTORS)
def test_the_vectors_of_the_format_page_come_out(value: object, text: str) -> None:
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), {"at": 0.5}, {1: "x"}, b"bytes", {"set": {1}}, "\ud800", LARGEST + 1, [object()]]
)
def test_what_readers_of_json_would_write_differently_is_refused(value: object) -> None:
    with pytest.raises(EvidenceBroken):
        canonical(value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_canonical_bytes_read_back_to_the_same_value_and_to_the_same_bytes(value: object) -> None:
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 9), min_size=2, max_size=6))
def test_the_order_in_which_fields_were_written_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_known_tree_of_certificate_transparency_comes_out() -> None:
    assert slow_root([]) == EMPTY_ROOT
    for size, root in enumerate(CT_ROOTS, start=1):
        assert grown(CT_LEAVES[:size]).root.hex() == root


def test_roots_and_all_proofs_of_all_sizes_up_to_seventy_hold() -> None:
    data = [f"record {n}".encode() for n in range(70)]
    leaves = [leaf_hash(item) for item in data]
    for size in range(1, 71):
        root = slow_root(data[:size])
        assert grown(data[:size]).root == root
        subtree = subtree_of(leaves[:size])
        for index in range(size):
            assert root_by_proof(leaves[index], index, size, inclusion_proof(index, size, subtree)) == root
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, subtree)
            assert is_consistent(old, slow_root(data[:old]), size, root, proof)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_a_proof_of_one_record_proves_no_other(data: list[bytes], draw: st.DataObject) -> None:
    size, leaves = len(data), [leaf_hash(item) for item in data]
    index = draw.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, subtree_of(leaves))
    other = leaf_hash(b"never in the log")
    assert root_by_proof(other, index, size, proof) != slow_root(data)
    if proof:
        bent = list(proof)
        at = draw.draw(st.integers(0, len(proof) - 1))
        bent[at] = bytes([bent[at][0] ^ 1]) + bent[at][1:]
        assert root_by_proof(leaves[index], index, size, bent) != slow_root(data)
        with pytest.raises(EvidenceBroken):
            root_by_proof(leaves[index], index, size, proof[:-1])
    with pytest.raises(EvidenceBroken):
        root_by_proof(leaves[index], index, size, [*proof, other])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.binary(max_size=8), min_size=2, max_size=70), st.data())
def test_a_rewritten_past_is_not_consistent(data: list[bytes], draw: st.DataObject) -> None:
    old = draw.draw(st.integers(1, len(data) - 1))
    changed = draw.draw(st.integers(0, old - 1))
    now = [*data]
    now[changed] += b" changed"
    proof = consistency_proof(old, len(now), subtree_of([leaf_hash(item) for item in now]))
    assert not is_consistent(old, slow_root(data[:old]), len(now), slow_root(now), proof)
    honest = consistency_proof(old, len(data), subtree_of([leaf_hash(item) for item in data]))
    assert is_consistent(old, slow_root(data[:old]), len(data), slow_root(data), honest)
    assert not is_consistent(old, slow_root(data[:old]), len(data), slow_root(data), honest[:-1])
    assert not is_consistent(old, slow_root(data[:old]), len(data), slow_root(data), [*honest, b"\0" * 32])


@given(st.lists(st.binary(max_size=4), max_size=60), st.lists(st.binary(max_size=4), max_size=60))
def test_a_frontier_kept_and_opened_again_grows_as_if_never_closed(first: list[bytes], then: list[bytes]) -> None:
    kept = grown(first)
    opened = Frontier(kept.size, kept.edge)
    opened.extend([leaf_hash(item) for item in then])
    assert opened.root == slow_root([*first, *then])


def test_the_last_unfinished_block_is_the_right_end_of_the_edge() -> None:
    data = [bytes([n]) for n in range(13)]
    assert grown(data).tail(8).root == slow_root(data[8:])
    assert grown(data[:8]).tail(8).size == 0


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_record_outside_the_log_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(EvidenceBroken):
        inclusion_proof(index, size, subtree_of([]))
    with pytest.raises(EvidenceBroken):
        root_by_proof(b"", index, size, [])


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(EvidenceBroken):
        Frontier(5, [b"\0" * 32])


# ── checkpoints ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_checkpoint_is_written_as_c2sp_says_and_read_back() -> None:
    root = slow_root([b"a"])
    note = write_checkpoint(LOG, 1, root, KEY)
    lines = note.split("\n")
    assert lines[:4] == [LOG, "1", "Aippeebat6pa5MPl5F9+l3ESp+Y1k4INvsHsc4ok+Tw=", ""]
    assert lines[4].startswith(f"— {LOG} ")
    assert lines[5:] == [""]
    signed = read_checkpoint(note, LOG, PUBLIC)
    assert (signed.origin, signed.size, signed.root) == (LOG, 1, root)


def test_a_further_signature_of_a_witness_does_not_disturb() -> None:
    note = write_checkpoint(LOG, 7, b"\x01" * 32, KEY)
    witness = "— witness.example dGhpcyBpcyBub3Qgb3Vycw==\n"
    assert read_checkpoint(note + witness, LOG, PUBLIC).size == 7


def test_a_checkpoint_signed_by_another_key_or_for_another_log_is_refused() -> None:
    for note in (write_checkpoint(LOG, 7, b"\x01" * 32, OTHER), write_checkpoint("garant/else", 7, b"\x01" * 32, KEY)):
        with pytest.raises(EvidenceBroken):
            read_checkpoint(note, LOG, PUBLIC)


def test_no_byte_of_a_checkpoint_can_be_changed_unnoticed() -> None:
    note = write_checkpoint(LOG, 7, bytes(range(32)), KEY)
    for at in range(len(note.rstrip("\n")) - 3):  # the last base64 sign before "=" carries two bits that say nothing
        changed = note[:at] + ("B" if note[at] != "B" else "C") + note[at + 1 :]
        with pytest.raises(EvidenceBroken):
            read_checkpoint(changed, LOG, PUBLIC)


def test_the_key_is_written_for_verifiers_as_c2sp_says() -> None:
    """name + key id + base64 of the algorithm byte and the key."""
    key_id = hashlib.sha256(LOG.encode() + b"\n\x01" + PUBLIC).digest()[:4]
    name, stated, key = verifier_key(LOG, PUBLIC).split("+", 2)
    assert (name, stated) == (LOG, key_id.hex())
    assert base64.b64decode(key) == b"\x01" + PUBLIC
    assert fingerprint(PUBLIC) == hashlib.sha256(PUBLIC).hexdigest()
