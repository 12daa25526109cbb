"""`garant check` at a terminal: what it prints, its exit status, and what is done about a finding."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from garant.actions import clock
from tests.cli.commands import Terminal, filed, refused, run
from tests.press.unlocking import unlocked

SECRET = "une-phrase-de-vingt-six-signes"


def test_check_prints_words_for_people_and_ids_for_programs_until_nothing_is_left(garant: Terminal) -> None:
    """Given mail that is not set up, an address that only we can open and a column that appeared, when `check` looks,
    then it says all three in the house's language with article and remedy and exits 1; with --store only what is of
    the store, with --rule only that rule.
    """
    with sqlite3.connect(garant.folder / "shop.sqlite") as connection:
        connection.execute("ALTER TABLE customer ADD COLUMN nickname TEXT")
    said = garant("check")
    assert said.status == 1
    assert "shop.customer.nickname: Cette colonne est apparue depuis que la carte a été écrite." in said.out
    assert "[column.new]" in said.out
    assert {f["rule"] for f in garant("check", "--json").json} == {"column.new", "mail.none", "address.local"}
    (of_shop,) = garant("check", "--json", "--store", "shop").json
    assert (of_shop["rule"], of_shop["severity"], of_shop["article"]) == ("column.new", "warning", "RGPD, art. 30(1)")
    (of_mail,) = garant("check", "--json", "--rule", "mail").json
    assert (of_mail["rule"], of_mail["article"]) == ("mail.none", "")
    assert "no such rule" in refused(garant, "check", "--rule", "weather", status=1)["cause"]
    with sqlite3.connect(garant.folder / "shop.sqlite") as connection:
        connection.execute("ALTER TABLE customer DROP COLUMN nickname")
    assert garant.well("check", "--store", "shop").out == "Tout concorde.\n"


def test_a_finding_is_given_to_somebody_or_excepted_with_a_reason(garant: Terminal) -> None:
    """S3-33. Given a finding, when Nadia gives it to Bruno until a day, then it bears both; when she writes why it may
    stand until a day, then `check` exits 0 and still shows it; without a reason, or for somebody unknown, nothing is
    kept.
    """
    garant.well("user", "add", "bruno@lormel.example", "--name", "Bruno", "--role", "clerk", stdin=SECRET + "\n")
    garant.env["GARANT_BASE_URL"] = "https://donnees.lormel.example"
    assert garant("check").status == 1
    name = ("mail.none", "garant.toml")
    garant.well("check", "assign", *name, "--to", "bruno@lormel.example", "--due", "2099-01-31", "--note", "Vite.")
    (found,) = garant("check", "--json").json
    assert (found["rule"], found["due"]) == ("mail.none", "2099-01-31")
    assert "signs in" in refused(garant, "check", "assign", *name, "--to", "eve@ailleurs.example", status=1)["cause"]
    assert "needs a reason" in refused(garant, "check", "accept", *name, "--until", _soon(), status=2)["cause"]
    assert garant("check").status == 1
    garant.well("check", "accept", *name, "--until", _soon(), "--reason", "Le courrier part par la poste.")
    (kept,) = garant.well("check", "--json").json
    assert kept["accepted"] == _soon()
    garant.well("check", "accept", *name)
    assert garant("check").status == 1
    assert "no such finding" in refused(garant, "check", "assign", "mail.none", "elsewhere", status=1)["cause"]


def test_a_password_is_as_long_as_the_register_says_and_never_shorter_than_our_floor(garant: Terminal) -> None:
    """S3-30. Given a policy of sixteen characters in the register, then an account with a password of fourteen is
    refused; given a policy of eight, then `check` says so, and twelve are asked all the same.
    """
    fourteen, user = "quatorze-signe", ("user", "add", "bruno@lormel.example", "--name", "Bruno", "--role", "clerk")
    _policy(garant, 16)
    told = refused(garant, *user, stdin=fourteen + "\n", status=2)
    assert "16 characters" in told["remedy"]
    _policy(garant, 8)
    found = garant("check", "--json", "--rule", "passwords").json
    assert [(f["rule"], f["severity"]) for f in found] == [("passwords.short", "error")]
    assert "12 characters" in refused(garant, *user, stdin="onze-signes\n", status=2)["remedy"]
    garant.well(*user, stdin=fourteen + "\n")


def test_a_package_is_written_encrypted_or_in_clear_for_a_reason_that_the_log_keeps(garant: Terminal) -> None:
    """S0-59. Given Alice's package, when Bruno writes it out, then it is encrypted and its password is shown once; in
    clear it leaves for a reason only, and the log keeps that, and nothing of Alice.
    """
    reference = filed(garant, "access")
    assert run(garant, reference).status == 0
    told = garant.well("request", "package", reference, "--out", "copy.zip", "--json").json
    ((inner, data),) = unlocked((garant.folder / "copy.zip").read_bytes(), told["password"])
    assert (inner.startswith(reference), data[:2]) == (True, b"PK")
    shown = garant.well("request", "package", reference, "--out", "again.zip").out.splitlines()
    assert shown[1].startswith("Password, shown this once: ")
    assert shown[1].rpartition(" ")[2] != told["password"]
    refused(garant, "request", "package", reference, "--out", "clear.zip", "--in-clear", status=2)
    refused(garant, "request", "package", reference, "--out", "clear.zip", "--in-clear", "pressé", status=2)
    assert not (garant.folder / "clear.zip").exists()
    garant.well("request", "package", reference, "--out", "clear.zip", "--in-clear", "in-hand")
    assert (garant.folder / "clear.zip").read_bytes() == data
    with sqlite3.connect(garant.folder / "inst" / "ledger.sqlite") as ledger:
        events = [json.loads(p) for (p,) in ledger.execute("SELECT public FROM event WHERE type = 'file.left'")]
    size = (garant.folder / "copy.zip").stat().st_size
    assert events[0] == {"what": "access", "protection": "aes-256", "why": "", "size": size}
    assert [(e["protection"], e["why"]) for e in events] == [("aes-256", ""), ("aes-256", ""), ("clear", "in-hand")]


def _policy(garant: Terminal, length: int) -> None:
    exported = garant.well("register", "export").out.partition("\n---\n")[0]
    text = "".join(line + "\n" for line in exported.splitlines() if not line.startswith(("passwords:", "version:")))
    Path(garant.folder / "policy.yaml").write_text(f"{text}passwords: {{length: {length}}}\n", encoding="utf-8")
    garant.well("register", "apply", "policy.yaml")


def _soon() -> str:
    return (clock.system().date() + timedelta(days=90)).isoformat()
