"""What a person types wrongly: one clear message with cause, place and remedy, the right exit status, nothing lost."""

from __future__ import annotations

import pytest

from tests.actions import shop
from tests.cli.commands import ALICE, UNKNOWN, Terminal, refusal, refused, snapshot

FILE = ("request", "file", "--email", ALICE, "--channel", "form")


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
    "a short password": (("user", "add", "b@lormel.example", "--name", "Bruno", "--role", "clerk"), "12 characters"),
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
        told = refused(garant, *words, status=2, stdin="court\n" if "password" in why else "")
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


def test_a_ledger_that_is_not_there_or_is_none_is_told_and_none_is_made(garant: Terminal) -> None:
    """Given the ledger's file gone, or overwritten by something else, or a ledger on a server that does not answer,
    when any command opens the instance, then it says so with its remedy, quotes no password, and makes no empty ledger
    in its place.
    """
    file = garant.folder / "inst" / "ledger.sqlite"
    whole = file.read_bytes()
    for beside in file.parent.glob("ledger.sqlite-*"):
        beside.unlink()
    file.unlink()
    assert "backup" in refused(garant, "request", "list", status=1)["remedy"]
    assert not file.exists()
    file.write_bytes(b"not a database, " * 300)
    assert "NOTADB" in refused(garant, "request", "list", status=1)["cause"]
    away = {"GARANT_DATABASE": "postgresql://garant:secret@127.0.0.1:1/ledger"}
    told = refused(garant, "request", "list", status=1, env=away)
    assert (told["error"], "secret" in str(told)) == ("LedgerError", False)
    file.write_bytes(whole)
    assert garant.well("request", "list", "--json").json == []


def test_a_journal_that_was_touched_is_named_by_its_line(garant: Terminal) -> None:
    """C6. Given a line in the journal that no earlier one leads to, when the instance is opened, then it is refused
    with the line, as a restored backup could bring somebody back.
    """
    journal = garant.folder / "inst" / "journal" / "journal.jsonl"
    journal.parent.mkdir(exist_ok=True)
    journal.write_text('{"what":"tombstone"}\n{"what":"tombstone"}\n', encoding="utf-8")
    told = refused(garant, "request", "list", status=1)
    assert (told["error"], "line 1" in told["cause"]) == ("EvidenceBroken", True)


def test_the_demo_does_not_take_over_another_instance(garant: Terminal) -> None:
    """Given Lormel's instance, when the demo is built in its folder, then it is refused, as another one."""
    assert "another instance" in refusal(garant("demo", "--dir", "inst", "--build-only"), status=2)


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


def test_what_is_exported_can_be_applied_again(garant: Terminal) -> None:
    """Given two stores with their maps, when they are exported and applied again, then each is in force, and applying
    them once more makes no new version.
    """
    shop.build_till(f"sqlite:///{garant.folder / 'till.sqlite'}")
    garant.well("store", "add", "till", "sqlite:///till.sqlite")
    (garant.folder / "till.yaml").write_text(shop.CARD_MAP, encoding="utf-8")
    garant.well("register", "apply", "till.yaml")
    (garant.folder / "all.yaml").write_text(garant.well("register", "export").out, encoding="utf-8")
    applied = garant.well("register", "apply", "all.yaml", "--json").json
    assert (applied["register"], [v["store"] for v in applied["maps"]]) == ([], ["shop", "till"])
    assert garant.well("register", "apply", "all.yaml", "--json").json == applied
    broken = (garant.folder / "all.yaml").read_text(encoding="utf-8").replace("garant: map/1", "garant: map/9")
    (garant.folder / "all.yaml").write_text(broken, encoding="utf-8")
    line = broken.splitlines().index("garant: map/9") + 1
    assert refused(garant, "register", "apply", "all.yaml", status=1)["place"] == f"all.yaml:{line}"
