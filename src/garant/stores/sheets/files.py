"""The files of a store: found, read whole, and put in the place of the old ones in one go.

A deed is written beside (same folder, the owner's rights), synced, and renamed. Several files are one deed: a list of
renames, itself written first, is carried to its end by whoever comes next. A sealed copy of what was there before
stays beside until the verification has passed. Nobody but Garant is kept out by its lock, so what changed or was
opened meanwhile stops the deed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from garant.errors import Interrupted, StoreError
from garant.stores.port import Sealer

ENDINGS: Mapping[str, tuple[str, ...]] = {"csv": (".csv", ".tsv", ".txt"), "xlsx": (".xlsx", ".xlsm")}
LARGEST = 512 * 1024 * 1024
NEW, COPY, JOURNAL = ".garant-new", ".garant-copy", ".garant-renames"
CLOSE = "Close it there, then run the step again. If nobody has it open, remove the file {lock} beside it."


Stamp = tuple[int, int, int]
"""A file's inode, size and time of its last change: another, and it is read again."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its bytes, and by what to know that they are still the same."""

    path: Path
    raw: bytes
    stamp: Stamp
    digest: bytes


def located(scheme: str, url: str, name: str) -> Path:
    """The path of a store's URL: csv:///folder/clients.csv, csv:///folder, xlsx:///folder/clients.xlsx."""
    rest = url.partition(":")[2].partition("?")[0]
    text = "/" + rest.lstrip("/") if rest.startswith("/") else rest
    for path in (Path(text), Path(unquote(text))):
        if path.exists():
            return path.resolve()
    raise StoreError(
        "there is no such file or folder.", place=name, remedy=f"Write {scheme}:/// and the whole path of the file."
    )


def listed(root: Path, scheme: str) -> list[Path]:
    """The files of a store, in the order of their names; hidden ones and others' lock files are none."""
    if root.is_file():
        return [root]
    found = [path for path in root.iterdir() if path.suffix.lower() in ENDINGS[scheme] and path.is_file()]
    return sorted(path for path in found if not path.name.startswith((".", "~$")))


def stamp(path: Path) -> Stamp:
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def read(path: Path, place: str) -> Read:
    try:
        before = stamp(path)
        if before[1] > LARGEST:
            told = f"{path.name} is larger than {LARGEST // 2**20} MB."
            raise StoreError(told, place=place, remedy="Keep such a file in a database.")
        raw = path.read_bytes()
        after = stamp(path)
    except OSError as error:
        told, remedy = f"{path.name} cannot be read ({error.strerror}).", "`garant store grants` says which rights."
    else:
        if before == after:
            return Read(path, raw, before, digest(raw))
        told, remedy = f"{path.name} changes while it is read.", "Try again when nobody works on it."
    raise StoreError(told, place=place, remedy=remedy)


def digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=32).digest()


def opened_in(path: Path) -> tuple[str, str] | None:
    """The program that has a file open, by the lock file that it lays beside it, and that file's name."""
    for program, lock in (
        ("Excel", f"~${path.name}"),
        ("Excel", f"~${path.name[2:]}"),
        ("LibreOffice", f".~lock.{path.name}#"),
    ):
        if (path.parent / lock).exists():
            return program, lock
    return None


def writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)


@contextlib.contextmanager
def locked(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Holds off every other process of Garant. The folder itself is locked, so that no lock file is left lying."""
    held = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError) if shared else contextlib.nullcontext():  # a share without locks may be read
            fcntl.flock(held, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


class Replacement:
    """New contents for some files of one folder, which all take their places or none. Used under `locked`."""

    def __init__(self, folder: Path, place: str, sealer: Sealer | None) -> None:
        self.folder = folder
        self.place = place
        self.sealer = sealer
        self.files: list[Read] = []

    def __enter__(self) -> Replacement:
        recover(self.folder)
        return self

    def __exit__(self, *failed: object) -> None:
        if not (self.folder / JOURNAL).exists():
            for file in self.files:
                for ending in (NEW, COPY + NEW):
                    _beside(file.path, ending).unlink(missing_ok=True)

    def add(self, file: Read, write: Callable[[BinaryIO], None]) -> None:
        """Writes the new content beside the file, with its rights, and the sealed copy of the old one."""
        self.files.append(file)
        owner = file.path.stat()
        with _new(_beside(file.path, NEW)) as out:
            write(out)
            os.fchmod(out.fileno(), owner.st_mode & 0o7777)
            with contextlib.suppress(OSError, AttributeError):  # rights beyond the mode, where there are such
                for name in os.listxattr(file.path):
                    os.setxattr(out.fileno(), name, os.getxattr(file.path, name))
            with contextlib.suppress(PermissionError):  # only root gives files away
                os.fchown(out.fileno(), owner.st_uid, owner.st_gid)
            _sync(out)
        if self.sealer is not None and not _beside(file.path, COPY).exists():  # the oldest one is what was verified
            draft = _beside(file.path, COPY + NEW)  # so that a copy is whole or not there
            with _new(draft) as out:
                out.write(self.sealer.seal(file.raw))
                _sync(out)
            draft.replace(_beside(file.path, COPY))

    def commit(self, before_commit: Callable[[], None]) -> None:
        """Renames, if every file is still the one that was read and nobody has it open."""
        before_commit()
        for file in self.files:
            self._unchanged(file)
        names = [file.path.name for file in self.files]
        if len(names) > 1:
            journal = self.folder / f"{JOURNAL}{NEW}"
            with _new(journal) as out:
                out.write(json.dumps(names).encode())
                _sync(out)
            journal.replace(self.folder / JOURNAL)
            _sync_folder(self.folder)
        finish(self.folder, names)

    def _unchanged(self, file: Read) -> None:
        closed(file.path, self.place)
        if not file.path.exists() or digest(file.path.read_bytes()) != file.digest:
            raise Interrupted(
                f"{file.path.name} was changed by somebody else meanwhile; nothing was written.",
                place=self.place,
                remedy="Run the step again.",
            )


def closed(path: Path, place: str) -> None:
    """Raises where somebody has the file open: their program would write the old rows over ours."""
    opened = opened_in(path)
    if opened is not None:
        program, lock = opened
        raise Interrupted(f"{path.name} is open in {program}.", place=place, remedy=CLOSE.format(lock=lock))


def recover(folder: Path) -> None:
    """Carries a broken-off deed to its end, or forgets one that was never decided. Used under `locked`."""
    journal = folder / JOURNAL
    if journal.exists():
        finish(folder, json.loads(journal.read_bytes()))
    for path in folder.glob(f".*{NEW}"):
        path.unlink(missing_ok=True)


def broken_off(folder: Path) -> bool:
    return (folder / JOURNAL).exists()


def finish(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        new = _beside(folder / name, NEW)
        if new.exists():
            new.replace(folder / name)
    _sync_folder(folder)
    (folder / JOURNAL).unlink(missing_ok=True)


# ── sealed copies ──────────────────────────────────────────────────────────────────────────────────────────────────


def copies(paths: Sequence[Path]) -> list[Path]:
    """The files of which a sealed copy lies beside them."""
    return [path for path in paths if _beside(path, COPY).exists()]


def made_at(path: Path) -> datetime:
    """When the sealed copy of this file was made."""
    return datetime.fromtimestamp(_beside(path, COPY).stat().st_mtime, UTC)


def forget_copies(paths: Sequence[Path]) -> None:
    for path in paths:
        _beside(path, COPY).unlink(missing_ok=True)


def sealed_copy(path: Path) -> bytes:
    return _beside(path, COPY).read_bytes()


def _beside(path: Path, ending: str) -> Path:
    return path.parent / f".{path.name}{ending}"


def _new(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
