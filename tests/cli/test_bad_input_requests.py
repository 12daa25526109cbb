"""A request at the wrong moment, a person who is nobody or two, a proof that was touched: each told, nothing lost."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from tests.actions import shop
from tests.cli.commands import ALICE, UNKNOWN, Terminal, filed, plan, refused, rows, run

FILE = ("request", "file", "--email", ALICE, "--channel", "form")


# ── a person who is not there, and two who are one address ──────────────────────────────────────────────────────────


def test_an_unknown_person_is_an_answer_and_no_error(garant: Terminal) -> None:
    """Given an address that no store knows, when its access and erasure run, then the command exits with 0, both
    rights end as nothing-found, and no row differs.
    """
    before = rows(garant)
    reference = filed(garant, "access,erasure", "nemo@ailleurs.example")
    assert plan(garant, reference)["found"] == 0
    said = run(garant, reference)
    assert said.status == 0
    assert [r["outcome"] for r in said.json["requests"][0]["rights"]] == ["nothing-found", "nothing-found"]
    assert rows(garant) == before


def test_two_persons_with_one_address_wait_for_a_choice(garant: Terminal) -> None:
    """Given Alice and her daughter with one e-mail address, when a plan is drawn, then it exits with 1 and says how to
    choose; with the choice made, one of them is erased and the other keeps every value.
    """
    engine = sa.create_engine(f"sqlite:///{garant.folder / 'shop.sqlite'}")
    twin = shop.ROWS[shop.CUSTOMER][0] | {"id": 3, "first_name": "Zoé", "phone": "06 39 98 00 00"}
    with engine.begin() as connection:
        connection.execute(shop.CUSTOMER.insert(), [twin])
    engine.dispose()
    reference = filed(garant, "erasure")
    told = refused(garant, "request", "plan", reference, status=1)
    choices = told["remedy"].split("`")[1].split()
    assert choices[:4] == ["garant", "request", "choose", reference]
    assert len(choices) == 6
    outcomes = []
    for choice in choices[4:]:
        garant.well("request", "choose", reference, choice)
        outcomes.append([c["table"] for c in plan(garant, reference)["counts"]])
    with_invoices = next(c for c, tables in zip(choices[4:], outcomes, strict=True) if "invoice" not in tables)
    garant.well("request", "choose", reference, with_invoices)
    assert run(garant, reference).status == 1  # her address is found again: somebody has to say that it is her mother's
    left = {r["id"]: r for r in rows(garant)["customer"]}
    assert 3 not in left
    assert left[1] == shop.ROWS[shop.CUSTOMER][0]


# ── the wrong moment ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_at_the_wrong_moment_is_refused_and_says_what_comes_next(garant: Terminal) -> None:
    """S2-38. Given a request that nobody identified, when it is planned, run or handed over, then each is refused;
    given a request that is closed, when any step is taken again, then nothing changes.
    """
    received = garant.well(*FILE, "--right", "access").out.strip()
    assert "identify" in refused(garant, "request", "plan", received, status=1)["remedy"]
    refused(garant, "request", "run", received, "--agree", "00000000", status=1)
    refused(garant, "request", "package", received, "--out", "a.zip", status=1)
    assert not (garant.folder / "a.zip").exists()

    closed = filed(garant, "erasure")
    assert run(garant, closed).status == 0
    before, shown = rows(garant), garant.well("request", "show", closed, "--json").json
    identify = ("--method", "in-person", "--by", "Bruno", "--reason", "Vu.")
    refused(garant, "request", "identify", closed, *identify, status=1)
    refused(garant, "request", "plan", closed, status=1)
    refused(garant, "request", "plan", closed, "--fact", "open-dispute=yes", status=1)
    refused(garant, "request", "choose", closed, "0" * 16, status=1)
    assert rows(garant) == before
    assert garant.well("request", "show", closed, "--json").json == shown


def test_facts_are_those_of_the_law(garant: Terminal) -> None:
    reference = filed(garant, "erasure")
    for wrong in ("open-dispute", "open-dispute=perhaps", "unpaid=yes"):
        assert "fact" in refused(garant, "request", "plan", reference, "--fact", wrong, status=2)["place"]
    shown = garant.well("request", "plan", reference, "--fact", "open-dispute=yes", "--json").json
    assert shown["rests_on_no"] == ["running-contract", "unpaid-bill"]


def test_only_the_plan_that_was_shown_can_be_agreed(garant: Terminal) -> None:
    """A changed plan. Given a plan that was shown, when another fingerprint is agreed, or the first of two plans, or
    half of one, then it is refused with the fingerprint that holds now, and no row differs.
    """
    before = rows(garant)
    reference = filed(garant, "erasure")
    first = plan(garant, reference)["fingerprint"]
    second = garant.well("request", "plan", reference, "--fact", "open-dispute=yes", "--json").json["fingerprint"]
    assert first != second
    for wrong in (first, "00000000", second[:4], ""):
        told = refused(garant, "request", "run", reference, "--agree", wrong, status=1)
        assert (told["error"], told["place"]) == ("PlanChanged", reference)
        assert second in told["cause"]
    assert rows(garant) == before


def test_a_person_whose_data_changed_since_the_plan_is_planned_again(garant: Terminal) -> None:
    """Given a plan that was shown, when Alice buys once more before it runs, then nothing of hers is written, the
    command exits with 1, and the request waits to be planned again (D5).
    """
    reference = filed(garant, "erasure")
    agreed = plan(garant, reference)["fingerprint"]
    engine = sa.create_engine(f"sqlite:///{garant.folder / 'shop.sqlite'}")
    with engine.begin() as connection:
        connection.execute(shop.TICKET.insert(), [{"id": 9, "customer_id": 1, "body": "Encore une question."}])
    engine.dispose()
    before = rows(garant)
    said = garant("request", "run", reference, "--agree", agreed, "--json")
    assert said.status == 1
    assert said.json["requests"][0]["state"] == "identified"
    assert rows(garant) == before
    assert run(garant, reference).json["requests"][0]["state"] == "closed"


# ── proof ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_receipt_with_one_byte_changed_does_not_verify(garant: Terminal) -> None:
    """Given a receipt, when one of its bytes is changed, then `garant verify` exits with 1 and names what is
    wrong and where; unchanged, it verifies.
    """
    reference = filed(garant, "access")
    assert run(garant, reference).status == 0
    garant.well("evidence", "receipt", reference, "--out", "receipt.json")
    file = garant.folder / "receipt.json"
    right = file.read_bytes()
    garant.well("verify", "receipt.json", "--json")
    for old, new in (
        (b"request.closed", b"request.clased"),
        (b'"email"', b'"phone"'),
        (reference.encode(), UNKNOWN.encode()),
    ):
        assert old in right
        file.write_bytes(right.replace(old, new, 1))
        told = refused(garant, "verify", "receipt.json", status=1)
        assert told["error"] == "EvidenceBroken"
        assert told["place"].startswith("receipt.json")
    middle = len(right) // 2
    file.write_bytes(right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1 :])
    refused(garant, "verify", "receipt.json", status=1)


def test_a_record_changed_in_the_ledger_is_named(garant: Terminal) -> None:
    """Given a sealed log, when one record is changed in the database behind our back, then `evidence verify` exits
    with 1 and names the first bad record; and a checkpoint that is of no log is refused the same way.
    """
    reference = filed(garant, "access")
    garant.well("evidence", "receipt", reference, "--out", "receipt.json")
    assert garant.well("evidence", "verify", "--json").json["problems"] == []
    with sqlite3.connect(garant.folder / "inst" / "ledger.sqlite") as ledger:
        for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            ledger.execute(f'DROP TRIGGER "{name}"')
        ledger.execute("UPDATE event SET actor = 'mallory' WHERE log_index = 1")
    said = garant("evidence", "verify", "--json")
    assert said.status == 1
    assert said.json["problems"][0]["index"] == 1
    assert "record 1" in garant("evidence", "verify").out
