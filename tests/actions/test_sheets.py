"""A shopkeeper's spreadsheets beside the shop's database: declared, proposed, searched, rectified, erased, verified."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from garant.actions import access, agreement, ends, evidence, plans, proposals, register, runner, stores
from garant.actions.commits import DIES
from garant.errors import Interrupted, NotFound, Refused, StoreError
from garant.ledger import events, packages, setup
from garant.press import package
from garant.rules.plan import Always, Case, Subject, Why
from garant.stores.port import Scope, Wanted
from garant.stores.sheets.files import COPY
from tests.actions import sheets
from tests.actions.conftest import World
from tests.stores import workbooks

KINDS = ("xlsx", "csv")


@pytest.fixture(params=KINDS)
def both(world: World, request: pytest.FixtureRequest) -> World:
    """The shop's database, and the shopkeeper's spreadsheets with the map that Garant proposes for them."""
    declare(world, request.param)
    return world


def place(world: World, kind: str) -> Path:
    return world.folder / ("boutique.xlsx" if kind == "xlsx" else "fichiers")


def declare(world: World, kind: str) -> None:
    path, actor = place(world, kind), access.by_command(world.house, "owner")
    (sheets.build_xlsx if kind == "xlsx" else sheets.build_csv)(path)
    stores.add(world.house, actor, "fichier", f"{kind}://{path}")
    register.apply(world.house, actor, proposals.propose(world.house, actor, "fichier"), "fichier.yaml")


def everything(world: World) -> str:
    """All that the spreadsheets hold, whatever the part."""
    if place(world, "xlsx").exists():
        return workbooks.everything(place(world, "xlsx"))
    return "\n".join(file.read_text("cp1252") for file in sorted(place(world, "csv").glob("*.csv")))


def test_alice_is_found_in_the_database_and_in_the_spreadsheet(both: World) -> None:
    """Given Alice in the shop's database and in the shopkeeper's spreadsheet, when her access request runs, then one
    package holds the rows of both, her invoices in another sheet too, and the files are as they were.
    """
    before = everything(both)
    request = both.run(both.identified("access"), release=True)
    kept = next(p for p in packages.of_request(request) if p.kind == "access")
    data = packages.open(both.house.keyring, kept)
    assert package.verify(data, both.house.keyring.log_public()) == ()
    (both.folder / "alice.zip").write_bytes(data)
    with zipfile.ZipFile(both.folder / "alice.zip") as opened:
        told = "\n".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
    for value in ("3 rue des Lilas", "2011-03-04", "F-2012-7", "F-2024-3", "Préfère le soir", "Lampe"):
        assert value in told
    assert "F-2024-4" not in told
    assert everything(both) == before


def test_alice_is_erased_from_both_and_her_invoices_keep_what_the_law_asks(both: World) -> None:
    """Given Alice's invoices of 2012 and of 2024 in another sheet, when her erasure runs, then the old invoice goes,
    the new one and the names on it stay, her address, her phone number, the link and the comment on them go, and what
    is Éloi's is as it was.
    """
    request = both.run(both.identified("erasure"), release=True)
    left = everything(both).casefold()
    for value in ("alice.moreau@courriel.example", "06 39 98 12 34", "rappelle le soir", "préfère le soir", "f-2012-7"):
        assert value not in left
    for value in ("moreau", "3 rue des lilas", "f-2024-3", "alice moreau"):
        assert value in left, "an invoice names its buyer"
    for value in ("eloi.garnier@courriel.example", "8 quai du port", "06 39 98 55 55", "f-2024-4", "chloé"):
        assert value in left
    assert both.outcome(request, "erasure") == "partly", "what invoices must name stays"
    assert both.rows("customer", "id = 1")[0]["phone"] is None, "and in the database"
    assert not list(both.folder.rglob(f".*{COPY}")), "the sealed copies go when the verification has passed"


def test_chloe_has_no_invoice_and_leaves_nothing(both: World) -> None:
    """Given Chloé, who never bought, when her erasure runs, then no word of hers is left in any part of the files."""
    request = both.run(both.identified("erasure", email="chloe.petit@courriel.example"))
    left = everything(both).casefold()
    for value in ("chloe.petit", "chloé", "06 39 98 77 77", "place du marché", "c003"):
        assert value not in left
    assert both.outcome(request, "erasure") == "done"


def test_an_address_is_rectified_in_both(both: World) -> None:
    """Given Alice's address in the spreadsheet, when she says that she moved, then her row says so, her invoices are
    not rewritten, and nothing else changes.
    """
    changes = ({"field": "contact.address", "old": "3 rue des Lilas", "new": "9 rue des Roses"},)
    request = both.run(both.identified("rectification", changes=changes))
    assert both.outcome(request, "rectification") == "done"
    left = everything(both)
    assert "9 rue des Roses" in left
    assert "3 rue des Lilas" not in left
    assert "8 quai du Port" in left
    assert not list(both.folder.rglob(f".*{COPY}"))


def test_a_file_that_is_open_in_excel_stops_the_plan_until_it_is_closed(world: World) -> None:
    """Given an agreed erasure and the workbook open in Excel, when it runs, then it stops with one message and nothing
    is written; closed again, it runs to its end.
    """
    declare(world, "xlsx")
    lock = world.folder / "~$boutique.xlsx"
    request = world.identified("erasure", email="chloe.petit@courriel.example")
    lock.write_bytes(b"Bruno")
    shown = plans.draw(world.house, world.bruno, [request])
    assert any("boutique.xlsx is open in Excel now" in note for note in shown.notes)
    before = place(world, "xlsx").read_bytes()
    with pytest.raises(Interrupted, match="is open in Excel"):
        world.run(world.again(request))
    assert place(world, "xlsx").read_bytes() == before
    lock.unlink()
    assert world.outcome(world.run(world.again(request)), "erasure") == "done"


def test_the_rights_to_set_are_printed(both: World) -> None:
    """Given the spreadsheets, when their grants are asked for, then the commands name the folder and each file."""
    text = stores.grants(both.house, access.by_command(both.house, "owner"), "fichier", "garant")
    assert "setfacl -m u:garant:rwx" in text
    assert ("boutique.xlsx" in text) or ("clients.csv" in text and "factures.csv" in text)


def test_what_is_no_spreadsheet_is_not_declared(world: World) -> None:
    """Given a letter called .xlsx, when it is to be declared, then one message says what it is not."""
    (world.folder / "lettre.xlsx").write_text("Chère Alice,")
    with pytest.raises(StoreError, match="no Excel workbook"):
        stores.add(world.house, access.by_command(world.house, "owner"), "lettre", f"xlsx://{world.folder}/lettre.xlsx")
    assert [record.name for record in world.house.records()] == ["shop"]


def test_what_was_done_is_proven(both: World) -> None:
    """Given Alice's erasure in a spreadsheet, when the log is verified, then every step of it is there and holds."""
    both.run(both.identified("erasure"), release=True)
    assert evidence.verify(both.house, access.by_command(both.house, "owner")).problems == ()


def test_what_was_never_verified_can_be_put_back(both: World) -> None:
    """Given an erasure that broke off before it was verified, when the owner restores the store, then the files are
    what they were, it stands in the log, and nothing is left to restore.
    """
    before, actor = everything(both), access.by_command(both.house, "owner")
    store, map = both.house.store("fichier"), both.house.map("fichier")
    (match,) = store.find(list(map.persons.values()), [Wanted(0, "email", "chloe.petit@courriel.example")])
    gone = {table: (Case(Always(), "delete", Why("no-longer-needed")),) for table in map.tables}
    scope = Scope(map, (Subject(0, match.kind, match.key),), gone)
    store.erase(scope, store.capture(scope))
    assert "chloe.petit" not in everything(both)
    (file,) = stores.put_back(both.house, actor, "fichier")
    assert file in {"boutique.xlsx", "clients.csv"}
    assert everything(both) == before
    with pytest.raises(NotFound, match="No sealed copy"):
        stores.put_back(both.house, actor, "fichier")
    with pytest.raises(NotFound, match="No sealed copy"):
        stores.put_back(both.house, actor, "shop")


def unverified(world: World) -> str:
    """Chloé's erasure, by a process that died once it was written: the name of the file with a copy."""
    store, map = world.house.store("fichier"), world.house.map("fichier")
    (match,) = store.find(list(map.persons.values()), [Wanted(0, "email", "chloe.petit@courriel.example")])
    gone = {table: (Case(Always(), "delete", Why("no-longer-needed")),) for table in map.tables}
    scope = Scope(map, (Subject(0, match.kind, match.key),), gone)
    touched = store.capture(scope)
    child = os.fork()
    if child == 0:
        try:
            store.erase(scope, touched)
        finally:
            os._exit(DIES)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIES
    made = world.clock.now.timestamp()
    (copied,) = world.folder.rglob(f".*{COPY}")
    os.utime(copied, (made, made))
    return copied.name.removeprefix(".").removesuffix(COPY)


def test_a_copy_whose_deed_is_never_verified_has_an_end_of_its_own(both: World) -> None:
    """A7. Given a process that died before the verification, and nobody who takes it up, when the days of the packs are
    over, then the worker destroys the sealed copy and the log says that it was its end; a day before, it is there.
    """
    owner = access.by_command(both.house, "owner")
    name, days = unverified(both), both.house.law().durations["copy"]
    (kept,) = stores.copies(both.house, owner, "fichier")
    assert (kept.file, kept.until) == (name, both.house.today() + timedelta(days=days))
    assert stores.copies(both.house, owner, "shop") == ()
    both.clock.now += timedelta(days=days - 1)
    assert stores.end_copies(both.house) == 0
    both.clock.now += timedelta(days=1, seconds=1)
    after = everything(both)
    assert ends.carry_out(both.house)["copies"] == 1
    assert stores.copies(both.house, owner, "fichier") == ()
    assert everything(both) == after
    ended = events.latest(both.house.keyring, "store.copies-ended")
    assert ended is not None
    assert ended.public == {"store": "fichier", "files": 1, "why": "expired"}
    with pytest.raises(NotFound, match="No sealed copy"):
        stores.put_back(both.house, owner, "fichier")


def test_the_owner_lets_a_copy_go_and_a_clerk_may_not(both: World) -> None:
    """Given a copy of a deed that was never verified, when Bruno the clerk wants it destroyed, then he is refused; when
    the owner does, then it is gone and the log says who decided.
    """
    owner = access.by_command(both.house, "owner")
    name = unverified(both)
    with pytest.raises(Refused):
        stores.let_go(both.house, both.bruno, "fichier")
    assert stores.let_go(both.house, owner, "fichier") == (name,)
    ended = events.latest(both.house.keyring, "store.copies-ended")
    assert ended is not None
    assert (ended.public["why"], ended.actor) == ("decided", owner.label)
    with pytest.raises(NotFound):
        stores.let_go(both.house, owner, "fichier")


def test_the_copies_of_a_store_that_is_away_wait_until_it_is_back(both: World) -> None:
    unverified(both)
    here = next(path for kind in KINDS if (path := place(both, kind)).exists())
    folder = here if here.is_dir() else here.parent / "fichiers"
    both.clock.now += timedelta(days=99)
    moved = here.rename(both.folder / "ailleurs")
    assert stores.end_copies(both.house) == 0
    moved.rename(here)
    assert stores.end_copies(both.house) == 1
    assert not list(folder.rglob(f".*{COPY}"))


@pytest.mark.parametrize(
    "point",
    [
        "store.erase.before-commit",
        "store.erase.after-commit",
        "step.erase.before-commit",
        "step.erase.after-commit",
        "step.verify.before-commit",
        "step.verify.after-commit",
    ],
)
def test_a_process_that_dies_in_the_middle_is_resumed_and_nothing_is_done_twice(both: World, point: str) -> None:
    """Given a process that dies at this point of Chloé's erasure, when another goes on, then she is erased once, what
    is read again shows it, and neither a copy nor a half-written file is left beside.
    """
    request = both.identified("erasure", email="chloe.petit@courriel.example")
    shown = plans.draw(both.house, both.bruno, [request])
    record = agreement.agree(both.house, both.bruno, [both.again(request)], shown.fingerprint)
    setup.close()
    child = os.fork()
    if child == 0:
        os.environ["GARANT_FAILPOINT"] = point
        try:
            runner.run(both.house, record.id)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIES
    both.clock.now += timedelta(seconds=runner.LEASE + 1)
    assert runner.run(both.house, record.id).state == "done"
    assert both.outcome(request, "erasure") == "done"
    assert "chloe.petit" not in everything(both)
    assert "eloi.garnier" in everything(both)
    assert not list(both.folder.rglob(".*.garant-*"))
    kinds = Counter(e.type for e in events.of_request(both.house.keyring, request.id))
    assert (kinds["tombstone.added"], kinds["data.verified"]) == (1, 2), "verified once in each of the two stores"
