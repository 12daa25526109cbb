"""What a person types wrongly: one clear message with cause, place and remedy, the right exit status, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.actions import shop
from tests.cli.commands import Said, Terminal, refusal

ALICE = "alice.moreau@courriel.example"
FILE = ("request", "file", "--email", ALICE, "--channel", "form")
UNKNOWN = "R-2026-7KQ4-M2XD"


def refused(garant: Terminal, *words: object, status: int, **how: Any) -> dict[str, str]:
    """The error of a command as --json gives it: cause, place and remedy are all told, on standard error alone."""
    said = garant(*words, "--json", **how)
    assert (said.status, said.out) == (status, ""), said
    told: dict[str, str] = json.loads(said.err)
    assert [part for part in ("error", "cause", "place", "remedy") if not told[part]] == [], told
    assert "alice" not in said.err.lower()
    return told


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of the instance and the shop."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "said" not in p.parts and not p.name.endswith(("-shm", "-wal"))
    }


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

WRONG_USE = {
    "a command that there is not": (("forget",), "invalid choice"),
    "no channel": (("request", "file", "--right", "access"), "--channel"),
    "a right that there is not": ((*FILE, "--right", "acess"), "rights"),
    "a date that there is not": ((*FILE, "--right", "access", "--received", "2026-13-01"), "2026-13-01"),
    "a date to come": ((*FILE, "--right", "access", "--received", "2099-01-01"), "future"),
    "nobody": (("request", "file", "--right", "access", "--channel", "form"), "find the person"),
    "a change without a value": ((*FILE, "--right", "rectification", "--change", "contact.email"), "NAME=VALUE"),
    "a change to nothing": ((*FILE, "--right", "rectification", "--change", "contact.email=x=>"), "new value"),
    "a change of no known field": ((*FILE, "--right", "rectification", "--change", "adress=9"), "category"),
    "an identity without its kind": ((*FILE, "--right", "access", "--identity", ALICE), "NAME=VALUE"),
    "an option that there is not": ((*FILE, "--right", "access", "--emial", ALICE), "--emial"),
    "one word too many": (("request", "list", ALICE), "1 more word"),
    "a map file that is not there": (("register", "apply", "nowhere.yaml"), "No such file"),
    "a map file that is no text": (("register", "apply", "shop.sqlite"), "UTF-8"),
    "a checkpoint that is not there": (("evidence", "verify", "--checkpoint", "nowhere"), "No such file"),
    "a receipt that is not there": (("verify", "nowhere.json"), "No such file"),
    "a store of that name": (("store", "add", "shop", "sqlite:///shop.sqlite"), "already"),
    "a store's name in two words": (("store", "add", "my shop", "sqlite:///shop.sqlite"), "one word"),
    "a store without address": (("store", "add", "till"), "Where is the store"),
    "a variable that is not set": (("store", "add", "till", "--url-env", "NOWHERE"), "not set"),
    "an option of a store without value": (
        ("store", "add", "t", "sqlite:///shop.sqlite", "--option", "x"),
        "NAME=VALUE",
    ),
    "an account without address": (("user", "add", "bruno", "--name", "Bruno", "--role", "clerk"), "e-mail"),
    "a role that there is not": (("user", "add", "b@lormel.example", "--name", "Bruno", "--role", "boss"), "owner"),
    "a place that the packs do not know": (("deadline", "--received", "2026-11-23", "--place", "XX"), "place"),
    "a day before the law": (("deadline", "--received", "1789-07-14"), "place"),
    "a day after all days": (("deadline", "--received", "9999-12-31"), "reckoned"),
    "no instance": (("check", "--instance", "/nowhere"), "no instance"),
}


def test_wrong_use_is_told_in_one_message_and_changes_nothing(garant: Terminal) -> None:
    """Given the shop's instance, when a command is typed wrongly in any of these ways, then it exits with 2, names
    cause, place and remedy, repeats nothing of the person, and no file differs.
    """
    before = snapshot(garant.folder)
    for why, (words, part) in WRONG_USE.items():
        told = refused(garant, *words, status=2)
        assert part in " ".join(told.values()), (why, told)
    assert snapshot(garant.folder) == before


NOT_THERE = {
    "a store that is not declared": (("store", "grants", "till"), "shop"),
    "a store that is not declared, proposed": (("store", "propose", "till"), "shop"),
    "a request that is not there": (("request", "show", UNKNOWN), UNKNOWN),
    "a word that is no reference": (("request", "show", ALICE), "request list"),
    "a receipt of no request": (("evidence", "receipt", UNKNOWN, "--out", "receipt.json"), UNKNOWN),
    "a package of no request": (("request", "package", UNKNOWN, "--out", "alice.zip"), UNKNOWN),
    "a database file that is not there": (("store", "add", "till", "sqlite:///till.sqlite"), "never created"),
    "a file that is no database": (("store", "add", "till", "sqlite:///shop.yaml"), "NOTADB"),
    "an engine that there is not": (("store", "add", "till", "oracle://till"), "postgresql"),
    "an address that is none": (("store", "add", "till", "till"), "postgresql"),
}


def test_what_is_not_there_is_told_in_one_message_and_nothing_is_made(garant: Terminal) -> None:
    """An unknown store, request or database. Given the shop's instance, when it is asked for, then the command exits
    with 1, says what there is instead, and neither file nor store is made.
    """
    before = snapshot(garant.folder)
    for why, (words, part) in NOT_THERE.items():
        told = refused(garant, *words, status=1)
        assert part in " ".join(told.values()), (why, told)
    assert snapshot(garant.folder) == before


def test_an_error_reads_as_one_line_for_people(garant: Terminal) -> None:
    """The same error without --json: place, cause and remedy as sentences, on standard error alone."""
    said = garant("store", "grants", "till")
    assert refusal(said) == "till: there is no store of this name. Declared stores: shop."
    assert said.out == ""


def test_a_defect_of_ours_shows_no_traceback_and_no_value(garant: Terminal) -> None:
    """Given a ledger whose rows Garant cannot understand (a time zone that there is not), when a command meets it,
    then it says so in one message with the lines of code, and quotes nothing.
    """
    import sqlite3

    with sqlite3.connect(garant.folder / "inst" / "ledger.sqlite") as ledger:
        ledger.execute("UPDATE organisation SET zone = 'alice/moreau'")
    told = refused(garant, *FILE, "--right", "access", status=1)
    assert "ZoneInfoNotFoundError" in told["cause"]
    assert ".py:" in told["place"]
    assert "moreau" not in str(told)


# ── a new instance ──────────────────────────────────────────────────────────────────────────────────────────────────

INIT = ("init", "inst", "--organisation", "Boutique Lormel", "--contact", "donnees@lormel.example")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((*INIT, "--place", "XX"), "FR-6AE"),
        ((*INIT, "--place", "FR", "--year-end", "13-31"), "12-31"),
        ((*INIT[:3], " ", *INIT[4:], "--place", "FR"), "name"),
        ((*INIT[:-1], "nobody", "--place", "FR"), "contact"),
    ],
)
def test_an_instance_is_made_whole_or_not_at_all(empty: Terminal, words: tuple[str, ...], part: str) -> None:
    """Given an empty folder, when `init` is refused, then nothing is left that would stand in the way of the next."""
    assert part in " ".join(refused(empty, *words, status=2).values())
    assert [p.name for p in empty.folder.iterdir()] == ["said"]


def test_a_disk_that_fills_while_an_instance_is_made_leaves_none(empty: Terminal) -> None:
    """Given room for 40 kB, when `init` cannot write the ledger, then it says so; once there is room, it succeeds."""
    told = refused(empty, *INIT, "--place", "FR", status=1, largest=40_000)
    assert "disk" in told["remedy"]
    assert not (empty.folder / "inst").exists()
    empty.well(*INIT, "--place", "FR")


def test_a_folder_that_is_an_instance_already_is_not_written_over(garant: Terminal) -> None:
    """Given an instance, when `init` names its folder again, then it is refused and every key is as before."""
    before = snapshot(garant.folder)
    assert "already" in refused(garant, *INIT, "--place", "FR", status=2)["cause"]
    assert snapshot(garant.folder) == before


def test_a_setting_that_there_is_not_is_named_with_the_known_ones(garant: Terminal) -> None:
    settings = garant.folder / "inst" / "garant.toml"
    settings.write_text(settings.read_text() + 'langage = "fr"\n')
    told = refused(garant, "check", status=2)
    assert "langage" in told["cause"]
    assert "language" in told["remedy"]
    settings.write_text("language = \n")
    assert "line 1" in refused(garant, "check", status=2)["cause"]


# ── the master key ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_or_another_master_key_is_named_with_its_remedy(garant: Terminal) -> None:
    """Given the instance's key file gone, cut short, or that of another instance, when any command opens the instance,
    then it says which key is missing and where to put it back; with the right key nothing is lost.
    """
    file = garant.folder / "inst" / "keys" / "master.key"
    right = file.read_text()
    filed = garant.well(*FILE, "--right", "access", "--json").json["id"]
    garant.well("init", "other", *INIT[2:], "--place", "FR")
    other = (garant.folder / "other" / "keys" / "master.key").read_text()
    for wrong, cause in ((None, "not there"), (right[:20], "not a master key"), (other, "sealed with")):
        file.unlink()
        if wrong is not None:
            file.write_text(wrong)
        else:
            file.symlink_to("nowhere")
        told = refused(garant, "request", "show", filed, status=1)
        assert cause in told["cause"]
        assert told["error"] == "KeyLost"
        assert "Put back" in told["remedy"]
    file.write_text(right)
    assert garant.well("request", "show", filed, "--json").json["id"] == filed


# ── maps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def map_with(old: str, new: str) -> str:
    assert old in shop.MAP
    return shop.MAP.replace(old, new, 1)


BAD_MAPS = {
    "YAML that does not close": (map_with("{email: email, phone: phone}", "{email: email"), ":9"),
    "an unknown key": (map_with("    activity: customers\n", "    activty: customers\n"), "activty"),
    "another form": (map_with("map/1", "map/9"), "map/1"),
    "a column that there is not": (map_with("score:", "skore:"), "skore"),
    "a table that there is not": (map_with("  ticket:", "  tickets:"), "tickets"),
    "a link to no table": (map_with("of: invoice via invoice_id", "of: facture via invoice_id"), "facture"),
    "a link by no column": (map_with("of: invoice via invoice_id", "of: invoice via bill"), "bill"),
    "a link without its column": (map_with("of: invoice via invoice_id", "of: invoice"), "via"),
    "a circle of links": (
        map_with("of: customer via customer_id\n    activity: acc", "of: invoice_line via id\n    activity: acc"),
        "invoice",
    ),
    "an activity that nobody declares": (map_with("activity: letter", "activity: news"), "news"),
    "an activity declared twice": (shop.MAP + "  letter: {name: x}\n", "letter"),
    "a category that there is not": (map_with("contact.phone", "contact.fone"), "contact.fone"),
    "a basis that there is not": (map_with("basis: consent", "basis: because"), "because"),
    "a store that there is not": (map_with("store: shop", "store: till"), "till"),
    "nothing": ("", "map/1"),
}


@pytest.mark.parametrize("why", BAD_MAPS)
def test_a_malformed_map_is_refused_by_file_and_line(garant: Terminal, why: str) -> None:
    """Given the shop's map in force, when a wrong one is applied, then the message names the file (and the line where
    the text itself is wrong), what is wrong and what to write, and the map in force stays.
    """
    text, part = BAD_MAPS[why]
    (garant.folder / "new.yaml").write_text(text, encoding="utf-8")
    told = refused(garant, "register", "apply", "new.yaml", status=1)
    assert part in " ".join(told.values()), told
    if why != "a store that there is not":
        assert "new.yaml" in told["place"]
    export = garant.well("register", "export").out
    assert "skore" not in export
    assert export.count("garant: map/1") == 1


# ── a person who is not there, and two who are one address ──────────────────────────────────────────────────────────


def filed(garant: Terminal, rights: str, email: str = ALICE, **more: str) -> str:
    """The reference of a new request, identified."""
    extra = [word for name, value in more.items() for word in (f"--{name}", value)]
    words = ("request", "file", "--right", rights, "--email", email, "--channel", "email", *extra)
    reference = garant.well(*words).out.strip()
    garant.well(
        "request", "identify", reference, "--method", "contact-on-file", "--by", "Bruno", "--reason", "Réponse reçue."
    )
    return reference


def plan(garant: Terminal, *references: str) -> dict[str, Any]:
    shown: dict[str, Any] = garant.well("request", "plan", *references, "--json").json
    return shown


def run(garant: Terminal, *references: str) -> Said:
    return garant("request", "run", *references, "--agree", plan(garant, *references)["fingerprint"], "--json")


def rows(garant: Terminal) -> dict[str, list[dict[str, Any]]]:
    return {t.name: shop.rows(f"sqlite:///{garant.folder / 'shop.sqlite'}", t.name) for t in shop.META.sorted_tables}


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
    import sqlalchemy as sa

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
    assert run(garant, reference).status == 0
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
    import sqlalchemy as sa

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
    """S4-19. Given a receipt, when one of its bytes is changed, then `garant verify` exits with 1 and names what is
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
    import sqlite3

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
