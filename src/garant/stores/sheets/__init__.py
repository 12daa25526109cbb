"""People's data in spreadsheets: one store on a CSV file, a folder of them, or an Excel workbook.

Each file is read whole, changed in memory and put back in one go; what a deed does not touch stays as it is, byte for
byte in a CSV file, part for part in a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from garant.errors import StoreError
from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Change, Touched
from garant.rules.profile import Profile
from garant.rules.register import Person, StoreMap
from garant.stores.port import Capabilities, Copy, Match, Present, Row, Schema, Scope, Sealer, Verified, Wanted, Written
from garant.stores.sheets.capture import AT, capture
from garant.stores.sheets.catalogue import Book, Catalogue, catalogue
from garant.stores.sheets.check import check, preview
from garant.stores.sheets.csv_file import CsvFile
from garant.stores.sheets.dealings import dealings, tally
from garant.stores.sheets.deeds import Due, erasing, rectifying
from garant.stores.sheets.files import (
    Read,
    Replacement,
    Stamp,
    broken_off,
    closed,
    copies,
    forget_copies,
    listed,
    located,
    locked,
    made_at,
    read,
    recover,
    sealed_copy,
    stamp,
    writable,
)
from garant.stores.sheets.find import find, present
from garant.stores.sheets.grants import grants
from garant.stores.sheets.needles import Needles
from garant.stores.sheets.profile import profile, scan
from garant.stores.sheets.values import shown
from garant.stores.sheets.verify import verify
from garant.stores.sheets.walk import Walk, walk
from garant.stores.sheets.xlsx.book import Workbook

DEFAULT_REGION = "FR"


def nothing() -> None:
    """What happens before a commit, outside of tests."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files as they were read at one moment. Never changed, so that threads may share it."""

    files: Mapping[Path, Read]
    catalogue: Catalogue

    def is_of(self, now: Mapping[Path, Stamp]) -> bool:
        return {path: file.stamp for path, file in self.files.items()} == now


class SheetStore:
    """Option: `region` (ISO 3166, for phone numbers)."""

    capabilities = Capabilities(transactional=True, batch="none")

    def __init__(self, name: str, url: str, options: Mapping[str, str]) -> None:
        self.name = name
        self.scheme = url.partition(":")[0].casefold()
        self.root = located(self.scheme, url, name)
        self.region = options.get("region", DEFAULT_REGION)
        self.sealer: Sealer | None = None
        self._shelf: Shelf | None = None

    def seal_with(self, sealer: Sealer) -> None:
        """From here on a sealed copy of each file stays beside it until its deed is verified."""
        self.sealer = sealer

    # ── the port ───────────────────────────────────────────────────────────────────────────────────────────────────

    def describe(self) -> Schema:
        return self._known().schema

    def check(self, map: StoreMap) -> tuple[str, ...]:
        return check(map, self._known())

    def profile(self) -> Profile:
        return profile(self._known())

    def scan(self) -> Profile:
        return scan(self._known())

    def find(self, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
        return find(self._known(), self.region, persons, wanted)

    def present(self, map: StoreMap) -> Iterator[Present]:
        return iter(list(present(self._known(), map)))

    def dealings(self, scope: Scope) -> tuple[Dealings, ...]:
        return dealings(self._walk(scope), scope.subjects)

    def tally(self, map: StoreMap) -> tuple[Tally, ...]:
        return tally(walk(map, self._known()))

    def capture(self, scope: Scope) -> tuple[Touched, ...]:
        return capture(self._walk(scope), scope).touched

    def read(self, scope: Scope, tables: Sequence[str] | None = None) -> Iterator[Row]:
        rows = list(_rows(self._walk(scope), scope, tables))
        self.close()  # nobody's data stay in memory for the next request
        return iter(rows)

    def preview(self, scope: Scope) -> tuple[str, ...]:
        return preview(self._walk(scope), scope)

    def erase(
        self, scope: Scope, touched: Sequence[Touched], *, before_commit: Callable[[], None] = nothing
    ) -> Written:
        return self._write(scope, before_commit, lambda walk: erasing(walk, scope, touched))

    def rectify(
        self, scope: Scope, changes: Sequence[Change], *, before_commit: Callable[[], None] = nothing
    ) -> Written:
        return self._write(scope, before_commit, lambda walk: rectifying(walk, scope, changes))

    def verify(self, scope: Scope, touched: Sequence[Touched], values: Sequence[Wanted]) -> Verified:
        self.close()  # from the disk, not from what we remember of it (D9)
        whole = self._walk(scope)
        seen = verify(whole, scope, touched, Needles.of(values, self.region))
        if not any(left.mapped and not left.expected for left in seen.left):
            forget_copies([book.path for book in whole.catalogue.files])
        self.close()
        return seen

    def grants(self, map: StoreMap | None, user: str) -> str:
        return grants(self.root, [book.path for book in self._known().files], user, reads_only=map is None)

    def close(self) -> None:
        """Forgets what was read."""
        self._shelf = None

    # ── sealed copies ──────────────────────────────────────────────────────────────────────────────────────────────

    def copies(self) -> tuple[Copy, ...]:
        """The files of which a sealed copy from before an unverified deed lies beside them."""
        return tuple(Copy(path.name, made_at(path)) for path in copies(listed(self.root, self.scheme)))

    def let_go(self, before: datetime | None = None) -> tuple[str, ...]:
        """Nothing can be put back any more of what was changed then."""
        with locked(self._folder):
            found = copies(listed(self.root, self.scheme))
            over = [path for path in found if before is None or made_at(path) < before]
            forget_copies(over)
        return tuple(path.name for path in over)

    def put_back(self) -> tuple[str, ...]:
        """Puts every sealed copy in the place of its file; returns their names."""
        if self.sealer is None:
            raise StoreError("the key of the sealed copies is not known.", place=self.name, remedy="Open it by name.")
        with locked(self._folder):
            paths = copies(listed(self.root, self.scheme))
            with Replacement(self._folder, self.name, None) as new:
                for path in paths:
                    new.add(read(path, self.name), partial(_put, self.sealer.unseal(sealed_copy(path))))
                new.commit(nothing)
            forget_copies(paths)
        self.close()
        return tuple(path.name for path in paths)

    # ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _folder(self) -> Path:
        return self.root.parent if self.root.is_file() else self.root

    def _known(self) -> Catalogue:
        """The files as they are now: read again when one of them is another than before."""
        try:
            if broken_off(self._folder):
                with locked(self._folder):
                    recover(self._folder)
            with locked(self._folder, shared=True):
                return self._read_again().catalogue
        except OSError as error:  # its message would quote a path
            told = f"its file or folder cannot be read ({error.strerror})."
        raise StoreError(
            told, place=self.name, remedy="Put it back, give the right to read it, or `garant store move`."
        )

    def _read_again(self) -> Shelf:
        paths = listed(self.root, self.scheme)
        if not paths:
            raise StoreError("there is no file of this kind.", place=self.name, remedy="Name a folder that holds some.")
        now = {path: stamp(path) for path in paths}
        shelf = self._shelf
        if shelf is None or not shelf.is_of(now):
            self.close()
            files = {path: read(path, self.name) for path in paths}
            books = [self._book(file) for file in files.values()]
            may = {path: writable(path) for path in paths}
            self._shelf = shelf = Shelf(files, catalogue(books, self.scheme, may, self.name))
        return shelf

    def _book(self, file: Read) -> Book:
        return CsvFile(file.path, file.raw) if self.scheme == "csv" else Workbook(file.path, file.raw)

    def _walk(self, scope: Scope) -> Walk:
        return walk(scope.map, self._known())

    def _write(self, scope: Scope, before_commit: Callable[[], None], reckon: Callable[[Walk], Due]) -> Written:
        """One deed on all files it touches: reckoned, written beside and put in place under one lock."""
        try:
            return self._written(scope, before_commit, reckon)
        except OSError as error:  # a full disk, a share without locks; its message would quote a path
            told = f"the file system refuses ({error.strerror}); nothing was written."
        finally:
            self.close()
        raise StoreError(told, place=self.name, remedy="Make room or mend the share, then run the step again.")

    def _written(self, scope: Scope, before_commit: Callable[[], None], reckon: Callable[[Walk], Due]) -> Written:
        with locked(self._folder), Replacement(self._folder, self.name, self.sealer) as new:
            shelf = self._read_again()
            due = reckon(walk(scope.map, shelf.catalogue))
            for book in shelf.catalogue.files:
                edits = {
                    grid.name: tuple(due.edits[grid.name].values()) for grid in book.grids if grid.name in due.edits
                }
                if edits:
                    self._may_write(book)
                    new.add(shelf.files[book.path], partial(book.write, edits=edits))
            new.commit(before_commit)
        return due.written

    def _may_write(self, book: Book) -> None:
        refusal = book.refusal()
        if refusal:
            raise StoreError(f"{book.path.name}: {refusal}.", place=self.name, remedy="Do it by hand in its program.")
        if not writable(book.path):
            raise StoreError(
                f"the right to write {book.path.name} or its folder is missing.",
                place=self.name,
                remedy="`garant store grants NAME` says which rights.",
            )
        closed(book.path, self.name)


def _put(raw: bytes, out: BinaryIO) -> None:
    out.write(raw)


def _rows(walk: Walk, scope: Scope, tables: Sequence[str] | None) -> Iterator[Row]:
    """Every mapped column of the persons' rows, keys included, as plain JSON can carry them (art. 15, 20)."""
    for held in capture(walk, scope).rows:
        if tables is None or held.table in tables:
            mapped = walk.tables[held.table]
            record = mapped.grid.record(held.values[AT])
            names = {name: name for name in mapped.key if name not in mapped.columns.values()} | dict(mapped.columns)
            values = {
                name: shown(record[mapped.place(real)], mapped.info.columns[real].type) for name, real in names.items()
            }
            yield Row(held.table, held.number, held.key, values)


def open_store(name: str, url: str, options: Mapping[str, str]) -> SheetStore:
    """The entry point of `garant.plugins`."""
    return SheetStore(name, url, options)
