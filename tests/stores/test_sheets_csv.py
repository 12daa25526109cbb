"""CSV files as they are met in France: what is read of them, and that nothing but the touched lines changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from garant.errors import Blind, MapError, StoreError
from garant.plugins import open_store
from garant.rules.plan import Always, Case, Change, Subject, Why
from garant.rules.register import Column, Person, StoreMap, Table
from garant.stores.port import Scope, Store, Wanted

GOES = (Case(Always(), "delete", Why("no-longer-needed")),)
CUSTOMER = Person("customer", "clients", ("N°",), {"email": ("Courriel",), "phone": ("Tél",)})
COLUMNS = ("Nom", "Courriel", "Tél", "Né le", "Total", "Notes")
MAP = StoreMap(
    "fichier",
    {"customer": CUSTOMER},
    {"clients": Table("clients", "customers", {name: Column(name, "identity.name") for name in COLUMNS}, key=("N°",))},
    {},
    {},
)
HEADER = "N°;Nom;Courriel;Tél;Né le;Total;Notes"
ALICE = "1;Moreau;alice@exemple.fr;06 12 34 56 78;01/02/1980;12,50;Été"
ELOI = '2;Garnier;eloi@exemple.fr;;03/04/1975;1 200,00;"Dit ""Lolo"";\r\nne pas appeler"'


def written(folder: Path, raw: bytes) -> Store:
    (folder / "clients.csv").write_bytes(raw)
    return open_store("fichier", f"csv://{folder}/clients.csv")


def lines(*given: str, end: str = "\r\n") -> str:
    return "".join(line + end for line in given)


def erasing(key: int) -> Scope:
    return Scope(MAP, (Subject(0, "customer", (key,)),), {"clients": GOES}, mask="erased-7c1f")


def row(store: Store, key: int) -> dict[str, object]:
    (found,) = store.read(Scope(MAP, (Subject(0, "customer", (key,)),)))
    return dict(found.values)


# ── encodings, separators, line ends ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_erasing_alice_takes_her_line_and_changes_no_other_byte(tmp_path: Path, encoding: str, end: str) -> None:
    """Given a file in any encoding met in France, when Alice is erased, then it is what it was without her line."""
    above = ["Boutique Lormel", "", HEADER]
    store = written(tmp_path, lines(*above, ALICE, ELOI, end=end).encode(encoding))
    assert row(store, 1)["Notes"] == "Été"
    assert row(store, 2)["Notes"] == 'Dit "Lolo";\r\nne pas appeler'
    scope = erasing(1)
    touched = store.capture(scope)
    assert store.erase(scope, touched).rows == {"clients": 1}
    assert (tmp_path / "clients.csv").read_bytes() == lines(*above, ELOI, end=end).encode(encoding)
    assert store.verify(scope, touched, [Wanted(0, "email", "alice@exemple.fr")]).left == ()


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_what_separates_the_fields_is_found_and_kept(tmp_path: Path, sign: str) -> None:
    header, alice = (line.replace("12,50", "12.50").replace(";", sign) for line in (HEADER, ALICE))
    store = written(tmp_path, lines(header, alice).encode())
    scope = Scope(MAP, (Subject(0, "customer", (1,)),))
    assert store.rectify(scope, [Change("clients", (1,), "Nom", "Moreau", "Durand")]).done == {0}
    assert (tmp_path / "clients.csv").read_bytes() == lines(header, alice.replace("Moreau", "Durand")).encode()


def test_a_line_that_tells_excel_the_separator_is_obeyed_and_kept(tmp_path: Path) -> None:
    store = written(tmp_path, lines("sep=;", HEADER, ALICE).encode())
    assert row(store, 1)["Courriel"] == "alice@exemple.fr"
    scope = erasing(1)
    store.erase(scope, store.capture(scope))
    assert (tmp_path / "clients.csv").read_bytes() == lines("sep=;", HEADER).encode()


def test_a_line_that_is_changed_keeps_the_quotes_of_its_other_fields(tmp_path: Path) -> None:
    quoted = '"1";Moreau;"alice@exemple.fr";06 12 34 56 78;01/02/1980;12,50;"a; b"'
    store = written(tmp_path, lines(HEADER, quoted, ELOI).encode())
    scope = Scope(MAP, (Subject(0, "customer", (1,)),))
    changes = [
        Change("clients", (1,), "Courriel", "alice@exemple.fr", "alice.m@exemple.fr"),
        Change("clients", (1,), "Nom", "Moreau", "de; Moreau"),
        Change("clients", (1,), "Né le", "1980-02-01", "1981-03-05"),
        Change("clients", (1,), "Total", "12.50", "13.75"),
    ]
    assert store.rectify(scope, changes).done == {0}
    new = '"1";"de; Moreau";"alice.m@exemple.fr";06 12 34 56 78;05/03/1981;13,75;"a; b"'
    assert (tmp_path / "clients.csv").read_bytes() == lines(HEADER, new, ELOI).encode()
    assert store.rectify(scope, changes).already == {0}


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_dates_and_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    short = ALICE.replace("01/02/1980", "01/02/80").replace("12,50", "1\u202f212,50")
    store = written(tmp_path, lines(HEADER, short, ELOI).encode())
    assert {name: info.type for name, info in store.describe().tables["clients"].columns.items()} == {
        "N°": "integer",
        "Nom": "text",
        "Courriel": "text",
        "Tél": "text",
        "Né le": "date",
        "Total": "number",
        "Notes": "text",
    }
    assert (row(store, 1)["Né le"], row(store, 1)["Total"]) == ("1980-02-01", "1212.50")


def test_a_customer_number_with_a_leading_zero_is_a_name(tmp_path: Path) -> None:
    store = written(tmp_path, lines(HEADER, ALICE.replace("1;", "001;", 1), ELOI).encode())
    assert [match.key for match in store.find([CUSTOMER], [Wanted(0, "email", "alice@exemple.fr")])] == [("001",)]
    assert [match.key for match in store.find([CUSTOMER], [Wanted(0, "phone", "+33612345678")])] == [("001",)]


def test_lines_that_are_short_are_filled_up_and_empty_ones_are_none(tmp_path: Path) -> None:
    store = written(tmp_path, lines(HEADER, "1;Moreau;alice@exemple.fr", "", ";;;;;;", ELOI, end="\n").encode())
    assert store.describe().tables["clients"].rows == 2
    assert row(store, 1)["Tél"] is None
    scope = Scope(MAP, (Subject(0, "customer", (1,)),))
    assert store.rectify(scope, [Change("clients", (1,), "Tél", None, "+33 6 11 22 33 44")]).done == {0}
    text = (tmp_path / "clients.csv").read_text()
    assert text.splitlines()[1] == "1;Moreau;alice@exemple.fr;+33 6 11 22 33 44"


def test_a_date_of_the_row_dates_it(tmp_path: Path) -> None:
    store = written(tmp_path, lines(HEADER, ALICE).encode())
    dated = replace(MAP, tables={"clients": replace(MAP.tables["clients"], date="Né le")})
    (touched,) = store.capture(Scope(dated, (Subject(0, "customer", (1,)),)))
    assert touched.day == date(1980, 2, 1)
    assert [one.day for one in store.present(dated)] == [date(1980, 2, 1)]


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (lines("N°;Nom;Nom;Courriel", "1;a;b;c@d.fr"), "columns B and C have the same name"),
        (lines("N°;Nom;;Courriel", "1;Moreau;Alice;c@d.fr"), "values stand in column C, which has no name"),
        (lines("N°;Nom;Courriel", "1;Moreau;c@d.fr;de trop"), "line 2 has 4 values under 3 names"),
        (lines("N°;Nom;Courriel", '1;"Moreau;c@d.fr', "2;b;e@f.fr"), "line 2: its quotation marks do not close"),
        (lines("1;Moreau;alice@exemple.fr", "2;Garnier;eloi@exemple.fr"), "no row holds the names of the columns"),
    ],
)
def test_a_file_that_is_no_table_is_told_with_its_place_and_never_worked_on(
    tmp_path: Path, text: str, told: str
) -> None:
    store = written(tmp_path, text.encode())
    with pytest.raises(Blind) as refused:
        store.check(MAP)
    assert told in refused.value.cause
    assert "clients" in refused.value.cause
    assert refused.value.remedy
    with pytest.raises(StoreError):
        store.capture(erasing(1))
    assert (tmp_path / "clients.csv").read_bytes() == text.encode()


def test_a_file_in_two_encodings_is_refused_with_the_line_of_each(tmp_path: Path) -> None:
    raw = lines(HEADER, ALICE).encode() + lines(ELOI.replace("Garnier", "Lefèvre")).encode("cp1252")
    with pytest.raises(StoreError, match="line 1 is UTF-8, line 3 is not") as told:
        written(tmp_path, raw).describe()
    assert "Lef" not in str(told.value)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([ALICE, ELOI.replace("2;", "1;", 1)], "the key N° is not unique: rows 2 and 3"),
        ([ALICE, ELOI.replace("2;", ";", 1)], "rows without a value in the key N°: 3"),
    ],
)
def test_rows_that_cannot_be_told_apart_are_refused_by_their_numbers(
    tmp_path: Path, rows: list[str], told: str
) -> None:
    store = written(tmp_path, lines(HEADER, *rows).encode())
    assert store.check(MAP) == (f"clients: {told}",)
    with pytest.raises(StoreError, match=r"rows? (2 and 3|3)"):
        _captured(store)


def _captured(store: Store) -> None:
    found = store.find([CUSTOMER], [Wanted(0, "email", "eloi@exemple.fr")])
    store.capture(Scope(MAP, tuple(Subject(0, "customer", match.key) for match in found)))


def test_a_total_below_the_rows_is_nobody(tmp_path: Path) -> None:
    store = written(tmp_path, lines(HEADER, ALICE, ELOI, ";;;;;1 212,50;").encode())
    assert store.check(MAP) == ()


def test_a_map_without_a_key_is_refused_and_says_what_to_write(tmp_path: Path) -> None:
    store = written(tmp_path, lines(HEADER, ALICE).encode())
    person = Person("customer", "clients", (), CUSTOMER.identities)
    bare = StoreMap("fichier", {"customer": person}, {"clients": Table("clients", "customers", {})}, {}, {})
    (told,) = store.check(bare)
    assert "its rows cannot be told apart" in told
    assert "`key:` in the map" in told
    with pytest.raises(MapError, match="nothing tells its rows apart"):
        store.find([person], [Wanted(0, "email", "alice@exemple.fr")])


@pytest.mark.parametrize("value", ["=HYPERLINK(A1)", "@SUM(A1)", "+cmd|' /C'!A0", "-2+3+cmd"])
def test_a_value_that_would_run_when_excel_opens_the_file_is_not_written(tmp_path: Path, value: str) -> None:
    store = written(tmp_path, lines(HEADER, ALICE).encode())
    with pytest.raises(StoreError, match="would run as a formula") as told:
        store.rectify(Scope(MAP, (Subject(0, "customer", (1,)),)), [Change("clients", (1,), "Nom", "Moreau", value)])
    assert told.value.place == "clients.csv, Nom"
    assert value not in str(told.value)
    assert (tmp_path / "clients.csv").read_bytes() == lines(HEADER, ALICE).encode()


def test_a_letter_that_the_files_encoding_lacks_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    raw = lines(HEADER, ALICE).encode("cp1252")
    store = written(tmp_path, raw)
    with pytest.raises(StoreError, match=r"a letter that the file's encoding \(cp1252\) lacks"):
        store.rectify(Scope(MAP, (Subject(0, "customer", (1,)),)), [Change("clients", (1,), "Nom", "Moreau", "Čapek")])
    assert [path.name for path in tmp_path.iterdir()] == ["clients.csv"]
    assert (tmp_path / "clients.csv").read_bytes() == raw


def test_what_stands_above_the_names_is_searched_too(tmp_path: Path) -> None:
    store = written(tmp_path, lines("Liste demandée par alice@exemple.fr", "", HEADER, ELOI).encode())
    seen = store.verify(Scope(MAP, ()), (), [Wanted(0, "email", "alice@exemple.fr")])
    assert [(left.table, left.mapped) for left in seen.left] == [("clients.csv, above the data", False)]
