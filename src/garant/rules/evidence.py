"""Canonical bytes, the Merkle tree of RFC 6962, checkpoints and signed notes of C2SP.

Pure: it reads and writes nothing. The formats are told on docs/reference/evidence-format.md, with test vectors.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from garant.errors import EvidenceBroken

LARGEST = 2**53 - 1
"""Whole numbers up to here are the same for every reader of JSON (RFC 8785 appendix D)."""
_ED25519 = b"\x01"

Subtree = Callable[[int, int], bytes]
"""(start, end) → the hash of the tree over those leaves. Asked only for the ranges that RFC 6962 splits into."""


# ── canonical bytes ─────────────────────────────────────────────────────────────────────────────────────────────────


def canonical(value: object) -> bytes:
    """The one way to write a value as bytes (RFC 8785): strings, whole numbers, booleans, null, lists, objects.

    Raises EvidenceBroken for anything else: a float is written differently by different readers.
    """
    try:
        text = _SORTING.encode(value) if _is_in_plain_order(value) else _KEEPING.encode(_ordered(value))
        return text.encode()
    except UnicodeEncodeError:
        raise EvidenceBroken("half of a surrogate pair is no text", remedy="Correct the text.") from None


_SORTING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
_KEEPING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _is_in_plain_order(value: object) -> bool:
    """Check a value; True if the encoder's order of names, by code point, is also RFC 8785's, by UTF-16 unit."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise EvidenceBroken("a number is too large to be the same everywhere", remedy="Write it as text.")
        return True
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise EvidenceBroken("a name in an object is not text", remedy="Name fields by text.")
        inner = [_is_in_plain_order(item) for item in value.values()]  # a list: every item is checked, none skipped
        return kind is dict and all(inner) and "".join(value).isascii()
    if isinstance(value, list | tuple):
        inner = [_is_in_plain_order(item) for item in value]
        return all(inner)
    if isinstance(value, str):
        return True
    raise EvidenceBroken(f"a {kind.__name__} has no canonical form", remedy="Write it as text.")


def _ordered(value: object) -> object:
    """The checked value with its names in the order of RFC 8785, which the encoder then keeps."""
    if isinstance(value, Mapping):
        return {name: _ordered(value[name]) for name in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    return value


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


# ── the tree (RFC 6962, 2.1) ────────────────────────────────────────────────────────────────────────────────────────

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf. The byte 0 keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than `size`, where RFC 6962 parts a tree."""
    return 1 << (size - 1).bit_length() - 1


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """The hashes of ranges over these leaf hashes, worked out when asked."""

    def subtree(start: int, end: int) -> bytes:
        frontier = Frontier()
        frontier.extend(leaves[start:end])
        return frontier.root

    return subtree


class Frontier:
    """The right edge of a tree: the roots of its full subtrees, the largest first. Appending is O(log n)."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if len(edge) != size.bit_count():
            raise EvidenceBroken("a frontier does not have the length its size asks for")
        self.size = size
        self.edge = list(edge)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        full, size = leaf, self.size
        while size & 1:
            full = node_hash(self.edge.pop(), full)
            size >>= 1
        self.edge.append(full)
        self.size += 1

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes in their order."""
        for leaf in leaves:
            self.append(leaf)

    def tail(self, leaves: int) -> Frontier:
        """The frontier of the last, unfinished block of `leaves` leaves (a power of two)."""
        size = self.size % leaves
        return Frontier(size, self.edge[len(self.edge) - size.bit_count() :])

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        if not self.edge:
            return EMPTY_ROOT
        *rest, root = self.edge
        for full in reversed(rest):
            root = node_hash(full, root)
        return root


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """What leads from leaf `index` to the root of a tree of `size` leaves, from the bottom up."""
    if not 0 <= index < size:
        raise EvidenceBroken("a record outside the log has no proof")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(start, middle))
            start = middle
    return proof[::-1]


def root_by_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a leaf hash and its proof lead to (RFC 9162, 2.1.3.2). The caller compares it."""
    if not 0 <= index < size:
        raise EvidenceBroken("a record's index lies outside the log")
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise EvidenceBroken("a proof is longer than its tree is high")
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, sibling)
        node >>= 1
        last >>= 1
    if last:
        raise EvidenceBroken("a proof is shorter than its tree is high")
    return found


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """What shows that a tree of `new` leaves begins with the tree of its first `old` leaves."""
    if not 0 < old <= new:
        raise EvidenceBroken("only a log of at least one record can be a beginning")
    proof: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            proof.append(subtree(middle, end))
            end = middle
        else:
            proof.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(subtree(start, end))
    return proof[::-1]


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not proof
    if not 0 < old < new or not proof:
        return False
    path = [old_root, *proof] if old & old - 1 == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    from_old = from_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            from_new = node_hash(from_new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and from_old == old_root and from_new == new_root


# ── checkpoints and signed notes (C2SP) ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint read from a note whose signature was verified."""

    origin: str
    size: int
    root: bytes


def fingerprint(public: bytes) -> str:
    """By which people compare a log's key: SHA-256 of its 32 bytes, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()


def verifier_key(name: str, public: bytes) -> str:
    """The key as C2SP writes it for verifiers: name, key id, algorithm and key."""
    return f"{name}+{_key_id(name, public).hex()}+{_b64(_ED25519 + public)}"


def write_checkpoint(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """A checkpoint as a signed note: log, size, root, and the log's signature over them."""
    text = f"{origin}\n{size}\n{_b64(root)}\n"
    signature = _key_id(origin, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n— {origin} {_b64(signature)}\n"


def read_checkpoint(note: str, origin: str, public: bytes) -> Signed:
    """The checkpoint in a note signed by this log's key. Raises EvidenceBroken for any other."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    start = f"— {origin} "
    wanted = _key_id(origin, public)
    for line in signatures.splitlines():
        if line.startswith(start):
            signature = _unb64(line[len(start) :])
            if signature[:4] == wanted and is_signed(signature[4:], text.encode(), public):
                return _checkpoint(text, origin)
    raise EvidenceBroken(
        "the checkpoint is not signed by this log's key",
        remedy="Compare the key with the one its organisation publishes.",
    )


def is_signed(signature: bytes, data: bytes, public: bytes) -> bool:
    """Whether this is the key's Ed25519 signature of the data."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _checkpoint(text: str, origin: str) -> Signed:
    lines = text.split("\n")
    if len(lines) < 4 or lines[0] != origin or not lines[1].isdecimal() or str(int(lines[1])) != lines[1]:
        raise EvidenceBroken("the checkpoint is not of the form that C2SP gives it")
    root = _unb64(lines[2])
    if len(root) != 32:
        raise EvidenceBroken("the checkpoint's root has not 32 bytes")
    return Signed(origin, int(lines[1]), root)


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EvidenceBroken("a value is not base64") from None
