"""`garant collection …`: a program of the shop enters how data came in; somebody at a terminal notes who was told."""

from __future__ import annotations

import pytest

from tests.actions.arriving import REGISTER
from tests.cli.commands import ALICE, Terminal, refused

RECORD = ("collection", "record", "--source")


@pytest.fixture
def shop(garant: Terminal) -> Terminal:
    (garant.folder / "register.yaml").write_text(REGISTER, encoding="utf-8")
    garant.well("register", "apply", "register.yaml")
    return garant


def test_a_call_prints_its_script_and_informed_orally_is_stored(shop: Terminal) -> None:
    """S2-05. Given a call entry, then the script is shown and "informé oralement" stored."""
    said = shop.well(*RECORD, "phone", "--form", "appel", "--email", ALICE)
    first, *script = said.out.replace("\u00a0", " ").splitlines()
    assert "phone appel" in first
    assert "(RGPD, art. 13(1))" in first
    assert script[:2] == [
        "À dire avant de recueillir quoi que ce soit, puis noter le jour :",
        "Boutique Lormel utilise ces données pour : Commandes (Contrat).",
    ]
    assert ALICE not in said.out
    entry = first.split()[0]
    told = shop.well("collection", "told", entry, "--how", "orally", "--json").json
    assert (told["how"], told["notice"]) == ("orally", "")
    assert shop.well("collection", "due").out == "Everybody has been told.\n"


def test_an_agreement_and_an_e_mail_bear_their_source_and_what_is_due(shop: Terminal) -> None:
    """S2-03, S2-04. Given a contract record, then source = C2 with date; given data added from an e-mail, then source
    = C3, notice due."""
    signed = shop.well(
        *(*RECORD, "agreement", "--form", "contrat", "--email", ALICE, "--on", "2026-03-03", "--reference", "C-12"),
        "--json",
    ).json
    assert (signed["source"], signed["collected"], signed["form"]) == ("agreement", "2026-03-03", "contrat")
    mailed = shop.well(*RECORD, "email", "--activity", "clients", "--email", ALICE, "--language", "en", "--json").json
    assert (mailed["source"], mailed["due"], mailed["told"]) == ("email", mailed["collected"], None)
    due = shop("collection", "due", "--json")
    assert [e["source"] for e in due.json] == ["agreement", "email"]
    assert due.status == 1, "the agreement of March is late"
    assert shop.well("collection", "send", mailed["id"], "--json").json["mailed"] is True
    assert "its notice is on its way" in shop("collection", "due").out


def test_what_cannot_be_is_told_and_names_nobody(shop: Terminal) -> None:
    wrong = refused(shop, *RECORD, "phone", "--form", "contrat", "--email", ALICE, status=2)
    assert wrong["cause"] == "This form is of another kind than the source."
    assert ALICE not in str(wrong)
    none = refused(shop, "collection", "show", "0190a3c0-0000-7000-8000-000000000001", status=1)
    assert none["cause"] == "there is no such entry"
    assert refused(shop, "collection", "show", "alice", status=2)["cause"] == "This is no id of an entry."
