"""Alice's receipt: it holds as it was given, and in no other way. The command that checks it needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from garant.cli import main
from garant.errors import EvidenceBroken
from garant.rules import receipts
from garant.rules.evidence import (
    Frontier,
    canonical,
    fingerprint,
    inclusion_proof,
    leaf_hash,
    subtree_of,
    verifier_key,
    write_checkpoint,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = KEY.public_key().public_bytes_raw()
ORGANISATION = "01a206fd-6700-735c-a116-5eb7b3647bfe"
ALICE, BOB = "01a206fd-6700-7b31-8964-af3035ada9c4", "01a206fd-6700-7b31-8964-af3035ada9c5"
LOG = f"garant/{ORGANISATION}"


def leaf(number: int, request: str) -> dict[str, Any]:
    return {
        "v": 1,
        "id": f"01a206fd-6700-7000-8000-{number:012x}",
        "organisation": ORGANISATION,
        "type": "request.received" if number < 3 else "request.closed",
        "version": 1,
        "at": f"2026-11-23T09:3{number}:00.000000Z",
        "actor": "person",
        "reason": "",
        "request": request,
        "public": {"rights": ["access"]},
        "commitment": f"{number:064x}",
    }


LEAVES = [leaf(n, ALICE if n % 2 else BOB) for n in range(7)]


def a_receipt(key: Ed25519PrivateKey = KEY, leaves: list[dict[str, Any]] = LEAVES, **changed: Any) -> dict[str, Any]:
    """Alice's receipt: records 1, 3 and 5 of a log of seven."""
    hashes = [leaf_hash(canonical(leaf)) for leaf in leaves]
    frontier = Frontier()
    frontier.extend(hashes)
    told: dict[str, Any] = {
        "organisation": {"id": ORGANISATION, "name": "Boutique", "contact": "dpo@boutique.example"},
        "request": {"id": ALICE, "reference": "R-2026-VDHZ-4KVF"},
        "published": "https://boutique.example/.well-known/garant-log-key",
        "checkpoint": write_checkpoint(LOG, len(leaves), frontier.root, key),
        "name": LOG,
        "records": [
            receipts.Record(n, leaves[n], inclusion_proof(n, len(leaves), subtree_of(hashes))) for n in (1, 3, 5)
        ],
    }
    return receipts.write(**(told | changed), key=key)


def written(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def signed_again(document: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """As a forger writes it who has a key of their own, or has stolen this one."""
    body = {field: value for field, value in document.items() if field != "signature"}
    return written(body | {"signature": key.sign(b"garant receipt/1\n" + canonical(body)).hex()})


def test_alices_receipt_holds_and_says_what_it_proves() -> None:
    verdict = receipts.verify(written(a_receipt()))
    assert verdict == receipts.Verdict(
        level="sealed",
        organisation="Boutique",
        reference="R-2026-VDHZ-4KVF",
        log=LOG,
        fingerprint=fingerprint(PUBLIC),
        published="https://boutique.example/.well-known/garant-log-key",
        size=7,
        records=(
            ("2026-11-23T09:31:00.000000Z", "request.received"),
            ("2026-11-23T09:33:00.000000Z", "request.closed"),
            ("2026-11-23T09:35:00.000000Z", "request.closed"),
        ),
        deeds=hashlib.sha256(b"".join(leaf_hash(canonical(LEAVES[n])) for n in (1, 3, 5))).hexdigest(),
    )


def test_the_fingerprint_of_what_was_done_stays_when_somebody_only_looks() -> None:
    """Given two receipts of one request, when only its file was opened in between, then the fingerprint is the same;
    when something more was done, it is another one.
    """
    before = a_receipt()
    looked = [*LEAVES[:5], LEAVES[5] | {"type": "data.read"}, LEAVES[6]]
    assert receipts.deeds(a_receipt(leaves=looked)) != receipts.deeds(before), "a closing less"
    seen = {**before, "records": [*before["records"], {"leaf": leaf(7, ALICE) | {"type": "data.read"}}]}
    assert receipts.deeds(seen) == receipts.deeds(before)
    done = {**before, "records": [*before["records"], {"leaf": leaf(7, ALICE)}]}
    assert receipts.deeds(done) != receipts.deeds(before)


@pytest.mark.parametrize(
    "key",
    [
        fingerprint(PUBLIC),
        fingerprint(PUBLIC).upper(),
        ":".join(fingerprint(PUBLIC)[i : i + 2] for i in range(0, 64, 2)),
        base64.b64encode(PUBLIC).decode(),
        verifier_key(LOG, PUBLIC) + "\n",
    ],
)
def test_with_the_organisations_key_from_elsewhere_it_is_anchored(key: str) -> None:
    assert receipts.verify(written(a_receipt()), key).level == "anchored"


def test_a_receipt_signed_by_another_key_does_not_pass_for_this_organisations() -> None:
    """C4: everything in it is right, but a forger's key signed receipt and checkpoint."""
    forged = written(a_receipt(OTHER))
    assert receipts.verify(forged).fingerprint != fingerprint(PUBLIC)
    with pytest.raises(EvidenceBroken, match="another key"):
        receipts.verify(forged, fingerprint(PUBLIC))


@pytest.mark.parametrize("key", ["", "0" * 64, fingerprint(PUBLIC)[:-1], verifier_key("garant/else", PUBLIC)])
def test_a_key_that_is_not_the_one_fails(key: str) -> None:
    with pytest.raises(EvidenceBroken, match="another key"):
        receipts.verify(written(a_receipt()), key)


def test_no_byte_of_the_receipt_can_be_changed_unnoticed() -> None:
    """Every byte, in turn, becomes another; only blanks between the fields may differ."""
    data = written(a_receipt())
    right = json.loads(data)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            same = json.loads(changed) == right
        except ValueError:
            same = False
        if same:
            continue
        with pytest.raises(EvidenceBroken):
            receipts.verify(changed)


def every_place(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [path, *(p for k, v in value.items() for p in every_place(v, (*path, k)))]
    if isinstance(value, list):
        return [path, *(p for k, v in enumerate(value) for p in every_place(v, (*path, k)))]
    return [path]


def test_a_field_of_another_form_is_refused_with_one_message() -> None:
    for path in every_place(a_receipt())[1:]:
        others: list[object] = [None, 7, "other", [], {}]
        for other in others:
            document = deepcopy(a_receipt())
            at: Any = document
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = deepcopy(other)
            with pytest.raises(EvidenceBroken):
                receipts.verify(written(document))


def test_even_its_own_key_cannot_sign_what_the_log_does_not_hold() -> None:
    """Signed by the right key, but a record is invented, of somebody else, twice, or in another order."""
    right = a_receipt()

    def changed(what: str) -> dict[str, Any]:
        document = deepcopy(right)
        records = document["records"]
        if what == "invented":
            records[0]["leaf"]["public"] = {"rights": ["erasure"]}
        elif what == "twice":
            records.insert(0, records[0])
        elif what == "order":
            records.reverse()
        elif what == "none":
            records.clear()
        elif what == "index":
            records[2]["index"] = 6
        else:
            document["request"]["id"] = BOB
        return document

    for what, said in {
        "invented": "not the one that the log holds",
        "twice": "not in the order",
        "order": "not in the order",
        "none": "not complete",
        "index": r"proof|log holds",
        "other": "another request",
    }.items():
        with pytest.raises(EvidenceBroken, match=said):
            receipts.verify(signed_again(changed(what), KEY))


def test_the_checkpoint_of_another_log_or_key_is_refused() -> None:
    right = a_receipt()
    foreign = deepcopy(right)
    foreign["checkpoint"] = write_checkpoint(LOG, 7, b"\x01" * 32, OTHER)
    with pytest.raises(EvidenceBroken, match="not signed by this log's key"):
        receipts.verify(signed_again(foreign, KEY))
    elsewhere = a_receipt(name="garant/01a206fd-6700-735c-a116-000000000000")
    note = write_checkpoint(elsewhere["log"]["name"], 7, b"\x01" * 32, KEY)
    with pytest.raises(EvidenceBroken, match="not the one of this organisation"):
        receipts.verify(signed_again(elsewhere | {"checkpoint": note}, KEY))
    named = deepcopy(right)
    named["log"]["fingerprint"] = fingerprint(OTHER.public_key().public_bytes_raw())
    with pytest.raises(EvidenceBroken, match="not the one it names"):
        receipts.verify(signed_again(named, KEY))


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"garant": "receipt/2"}', b'{"garant": 1.5}', b"null"],
)
def test_what_is_no_receipt_is_told(data: bytes) -> None:
    with pytest.raises(EvidenceBroken, match="not a receipt"):
        receipts.verify(data)


def test_a_name_that_stands_twice_is_refused() -> None:
    """Readers of JSON differ on which of the two counts."""
    data = written(a_receipt()).replace(b'"garant": "receipt/1"', b'"garant": "receipt/0", "garant": "receipt/1"', 1)
    with pytest.raises(EvidenceBroken, match="not a receipt"):
        receipts.verify(data)


# ── garant verify ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_alice_checks_her_receipt_with_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(written(a_receipt()))
    assert main(["verify", str(file)]) == 0
    told = capsys.readouterr().out
    assert "Boutique: request R-2026-VDHZ-4KVF" in told
    assert "2026-11-23 09:31:00 UTC  Request received." in told
    assert "sealed:" in told
    assert "https://boutique.example/.well-known/garant-log-key" in told


def test_a_key_is_given_as_text_or_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, key = tmp_path / "receipt.json", tmp_path / "log.key"
    file.write_bytes(written(a_receipt()))
    key.write_text(verifier_key(LOG, PUBLIC) + "\n")
    for stated in (str(key), fingerprint(PUBLIC)):
        assert main(["verify", str(file), "--key", stated, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["level"] == "anchored"


def test_a_receipt_that_does_not_hold_ends_with_one_and_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "receipt.json"
    file.write_bytes(written(a_receipt()).replace(b"09:31", b"09:32"))
    assert main(["verify", str(file)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "changed after it was signed" in told.err
    assert main(["verify", str(file), "--json"]) == 1
    assert "changed" in json.loads(capsys.readouterr().err)["cause"]


def test_wrong_use_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large, binary = tmp_path / "large", tmp_path / "binary"
    large.write_bytes(b" " * (16 * 1024 * 1024 + 1))
    binary.write_bytes(b"\xff\xfe")
    assert main(["verify", str(tmp_path / "nothing.json")]) == 2
    assert main(["verify", str(large)]) == 2
    assert main(["verify", str(large), "--key", str(binary)]) == 2
    assert capsys.readouterr().err.count("garant:") == 3


def test_the_command_needs_no_instance_no_network_and_no_django(tmp_path: Path) -> None:
    """B3: in an empty folder, with sockets taken away."""
    file = tmp_path / "receipt.json"
    file.write_bytes(written(a_receipt()))
    code = (
        "import socket, sys\n"
        "del socket.socket\n"
        "from garant.cli import main\n"
        "status = main(['verify', sys.argv[1]])\n"
        "assert not {'django', 'sqlalchemy', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], cwd=tmp_path, env={}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
