"""A deed on files is whole or not done: killed at any point, met by others, kept sealed until it is verified."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from garant.errors import Interrupted, StoreError
from garant.plugins import open_store
from garant.rules.plan import Change
from garant.stores.port import KeepsCopies, Store
from garant.stores.sheets.files import COPY, locked, recover
from tests.stores.ground import Ground
from tests.stores.people import ALICE, BRUNO, subscriber
from tests.stores.people import customer as person
from tests.stores.sheet_grounds import EXCEL, CsvGround, XlsxGround

ROOT = Path(__file__).resolve().parents[2]
DIES = 86


class Key:
    """A key that a test holds."""

    def __init__(self, secret: bytes = b"") -> None:
        self._fernet = Fernet(secret or Fernet.generate_key())

    def seal(self, data: bytes) -> bytes:
        return self._fernet.encrypt(data)

    def unseal(self, data: bytes) -> bytes:
        return self._fernet.decrypt(data)


@pytest.fixture(params=["csv", "xlsx"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    folder = tmp_path / "shop"
    folder.mkdir()
    return CsvGround(folder, EXCEL) if request.param == "csv" else XlsxGround(folder)


@pytest.fixture
def folder(tmp_path: Path, ground: Ground) -> Path:
    return tmp_path / "shop"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# ── sealed copies ──────────────────────────────────────────────────────────────────────────────────────────────────


def sealed(store: Store) -> Key:
    key = Key()
    assert isinstance(store, KeepsCopies)
    store.seal_with(key)
    return key


def test_a_sealed_copy_stays_beside_until_the_verification_has_passed(ground: Ground, folder: Path) -> None:
    """Given an erasure, when it is written, then what was there before lies beside it, readable with the key alone and
    by the owner alone; when it is verified, then it goes.
    """
    store, before = ground.open(), files(folder)
    key = sealed(store)
    scope = ground.erasing(person(0, ALICE))
    touched = store.capture(scope)
    store.erase(scope, touched)
    after = files(folder)
    changed = {name for name in before if before[name] != after[name]}
    copies = {name: folder / f".{name}{COPY}" for name in changed}
    assert beside(folder) == sorted(path.name for path in copies.values())
    for name, path in copies.items():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"alice" not in path.read_bytes().lower()
        assert key.unseal(path.read_bytes()) == before[name]
    store.verify(scope, touched, [])
    assert beside(folder) == []


def test_a_copy_stays_when_the_verification_does_not_pass_and_can_be_put_back(ground: Ground, folder: Path) -> None:
    """Given an erasure after which somebody put the address back, when it is verified, then the copy stays; when it is
    put back, then the files are what they were.
    """
    store, before = ground.open(), files(folder)
    sealed(store)
    assert isinstance(store, KeepsCopies)
    scope = ground.erasing(person(0, ALICE))
    touched = store.capture(scope)
    store.erase(scope, touched)
    ground.change("customer", (ALICE,), "email", "alice.martin@example.fr")
    assert store.verify(scope, touched, []).left != ()
    assert store.copies() != ()
    assert any("a sealed copy from before an earlier deed" in text for text in store.preview(scope))
    store.put_back()
    assert files(folder) == before
    assert beside(folder) == []


def test_without_a_key_no_copy_is_kept(ground: Ground, folder: Path) -> None:
    store = ground.open()
    scope = ground.erasing(person(0, ALICE))
    store.erase(scope, store.capture(scope))
    assert beside(folder) == []


# ── others at the same files ───────────────────────────────────────────────────────────────────────────────────────


def target(folder: Path) -> Path:
    return next(path for path in sorted(folder.iterdir()) if path.stem in {"customer", "boutique"})


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_a_file_that_somebody_has_open_is_left_alone(ground: Ground, folder: Path, lock: str) -> None:
    store, before = ground.open(), files(folder)
    scope = ground.erasing(person(0, ALICE))
    touched = store.capture(scope)
    held = folder / lock.format(target(folder).name)
    held.write_bytes(b"Bruno")
    with pytest.raises(Interrupted, match=r"is open in (Excel|LibreOffice)") as told:
        store.erase(scope, touched)
    assert held.name in told.value.remedy
    held.unlink()
    assert files(folder) == before
    assert store.erase(scope, touched).done == {0}


def test_a_file_that_changes_while_the_deed_is_written_is_left_alone(ground: Ground, folder: Path) -> None:
    """Given somebody who saves the file between reading and renaming, when the deed would commit, then it stops, what
    was saved stays, and running it again does it on what is there then.
    """
    store = ground.open()
    scope = ground.erasing(person(0, ALICE))
    touched = store.capture(scope)
    with pytest.raises(Interrupted, match="was changed by somebody else meanwhile; nothing was written"):
        store.erase(scope, touched, before_commit=lambda: ground.change("customer", (BRUNO,), "last_name", "Grand"))
    assert beside(folder) == []
    assert ground.rows("customer", "email", "last_name")[:2] == [
        ("Alice.Martin@Example.fr", "Martin"),
        ("bruno@example.fr", "Grand"),
    ]
    assert store.erase(scope, touched).done == {0}
    assert ground.rows("customer", "last_name")[1] == ("Grand",)


def test_two_processes_write_one_after_the_other(ground: Ground, folder: Path) -> None:
    """Given another process in the middle of a deed, when a second begins, then it waits, and both are there."""
    store, done = ground.open(), threading.Event()
    scope = ground.showing(person(0, ALICE))

    def rectify() -> None:
        store.rectify(scope, [Change("customer", (ALICE,), "last_name", "Martin", "Durand")])
        done.set()

    with locked(folder):
        waiting = threading.Thread(target=rectify)
        waiting.start()
        assert not done.wait(0.3)
        ground.change("customer", (BRUNO,), "last_name", "Grand")
    waiting.join(20)
    assert done.is_set()
    assert ground.rows("customer", "last_name")[:2] == [("Durand",), ("Grand",)]


def test_the_owners_rights_on_the_file_stay(ground: Ground, folder: Path) -> None:
    path = target(folder)
    path.chmod(0o664)
    store = ground.open()
    scope = ground.erasing(person(0, ALICE))
    store.erase(scope, store.capture(scope))
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


# ── death ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CHILD = """
import os, pickle, sys
from pathlib import Path
from garant.plugins import open_store

url, point, order = sys.argv[1], sys.argv[2], pickle.loads(Path(sys.argv[3]).read_bytes())
seen = {"sync": 0, "rename": 0}

def counting(name, call):
    def counted(*given, **named):
        found = call(*given, **named)
        seen[name] += 1
        if f"{name}-{seen[name]}" == point:
            os._exit(86)
        return found
    return counted

os.fsync, os.replace = counting("sync", os.fsync), counting("rename", os.replace)
Path.replace = lambda self, to: os.replace(self, to)
store = open_store("shop", url)
if len(sys.argv) > 4:
    from tests.stores.test_sheets_deeds import Key
    store.seal_with(Key(sys.argv[4].encode()))
die = (lambda: os._exit(86)) if point == "before" else (lambda: None)
store.erase(order["scope"], order["touched"], before_commit=die)
os._exit(86 if point == "after" else 0)
"""
POINTS = ("before", *(f"sync-{n}" for n in range(1, 9)), *(f"rename-{n}" for n in range(1, 9)), "after")


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_anywhere_has_done_all_or_nothing(
    ground: Ground, folder: Path, tmp_path: Path, point: str
) -> None:
    """Given a process that dies at this point of an erasure over several files, when another looks, then the files are
    those of before or those of after, never a mixture; when it runs the step again, then it is done once and verifies.
    """
    store, before = ground.open(), files(folder)
    scope = ground.erasing(person(0, ALICE), person(1, BRUNO), subscriber(0, 1))
    touched = store.capture(scope)
    (tmp_path / "order").write_bytes(pickle.dumps({"scope": scope, "touched": touched}))
    shutil.copytree(folder, tmp_path / "undisturbed")
    calm = open_store("calm", ground.url.replace(str(folder), str(tmp_path / "undisturbed")))
    assert calm.erase(scope, touched).done == {0, 1}
    after = files(tmp_path / "undisturbed")

    child = [sys.executable, "-c", CHILD, ground.url, point, str(tmp_path / "order")]
    ended = subprocess.run(child, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src:."}, check=False).returncode
    assert ended in {0, DIES}, "a child ends well where its deed has fewer points"
    store.describe()  # whoever looks carries a decided deed to its end
    seen = files(folder)
    assert seen in (before, after)
    written = store.erase(scope, touched)
    assert (set(written.done), set(written.already)) == (({0, 1}, set()) if seen == before else (set(), {0, 1}))
    assert (files(folder), beside(folder)) == (after, [])
    told = store.verify(scope, touched, [])
    assert (told.left, told.gone["customer"]) == ((), 1)


@pytest.mark.parametrize("point", POINTS)
def test_a_sealed_copy_is_whole_or_not_there_wherever_a_process_dies(
    ground: Ground, folder: Path, tmp_path: Path, point: str
) -> None:
    """Given a process that dies at this point of an erasure that keeps copies, when another looks, then each copy opens
    and is what was there before, and no half of one lies beside; put back, the files are those of before; run again
    and verified, nothing is left beside.
    """
    store, before = ground.open(), files(folder)
    scope = ground.erasing(person(0, ALICE), person(1, BRUNO), subscriber(0, 1))
    touched = store.capture(scope)
    (tmp_path / "order").write_bytes(pickle.dumps({"scope": scope, "touched": touched}))
    secret = Fernet.generate_key()
    child = [sys.executable, "-c", CHILD, ground.url, point, str(tmp_path / "order"), secret.decode()]
    ended = subprocess.run(child, cwd=ROOT, env={**os.environ, "PYTHONPATH": "src:."}, check=False).returncode
    assert ended in {0, DIES}
    assert isinstance(store, KeepsCopies)
    store.seal_with(Key(secret))
    store.close()
    store.capture(scope)  # whoever looks under lock clears what was never decided
    with locked(folder):
        recover(folder)
    copied = {copy.file: (folder / f".{copy.file}{COPY}").read_bytes() for copy in store.copies()}
    assert {name: Key(secret).unseal(data) for name, data in copied.items()} == {n: before[n] for n in copied}
    assert beside(folder) == sorted(f".{name}{COPY}" for name in copied)
    assert {name for name, data in files(folder).items() if data != before[name]} <= set(copied)
    store.put_back()
    assert (files(folder), beside(folder)) == (before, [])
    assert store.erase(scope, touched).done == {0, 1}
    assert store.verify(scope, touched, []).left == ()
    assert beside(folder) == []


def test_copies_go_by_their_age(ground: Ground, folder: Path) -> None:
    """Given copies of a deed that was never verified, when those older than an instant are let go, then older ones go,
    younger ones stay, and the files are as the deed left them.
    """
    store = ground.open()
    sealed(store)
    assert isinstance(store, KeepsCopies)
    scope = ground.erasing(person(0, ALICE))
    store.erase(scope, store.capture(scope))
    after, made = files(folder), min(copy.made for copy in store.copies())
    assert store.let_go(made - timedelta(seconds=1)) == ()
    several = {copy.file for copy in store.copies()}
    assert set(store.let_go(made + timedelta(minutes=1))) == several
    assert (store.copies(), beside(folder), files(folder)) == ((), [], after)


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no such file or folder"):
        open_store("shop", f"csv://{tmp_path}/nothing.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match="there is no file of this kind"):
        open_store("shop", f"csv://{tmp_path}/empty").describe()


def test_a_file_that_vanished_is_told(ground: Ground, folder: Path) -> None:
    store = ground.open()
    scope = ground.erasing(person(0, ALICE))
    touched = store.capture(scope)
    shutil.rmtree(folder)
    for deed in (store.describe, lambda: store.erase(scope, touched)):
        with pytest.raises(StoreError, match="No such file") as told:
            deed()
        assert told.value.remedy
        assert str(folder) not in str(told.value)
