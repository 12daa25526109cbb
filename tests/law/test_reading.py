"""A map or a pack that somebody wrote by hand is read to the letter, or refused with file and line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.errors import GarantError, LawError, MapError
from garant.law.reading import MAX_BYTES, MAX_DEPTH, read_yaml

SHOP = """\
store: shop
tables:
  Customer:
    columns:
      FirstName: {category: identity.name}
      Email:
        category: contact.email
  Invoice:
    links: [Customer, Address]
    date: 2026-11-23
"""


def test_a_file_reads_as_plain_data() -> None:
    assert read_yaml(SHOP, "map.yaml").data == {
        "store": "shop",
        "tables": {
            "Customer": {
                "columns": {"FirstName": {"category": "identity.name"}, "Email": {"category": "contact.email"}}
            },
            "Invoice": {"links": ["Customer", "Address"], "date": date(2026, 11, 23)},
        },
    }


def test_every_key_and_item_knows_its_line() -> None:
    document = read_yaml(SHOP, "map.yaml")
    assert document.line_of(()) == 1
    assert document.line_of(("tables", "Customer", "columns", "FirstName", "category")) == 5
    assert document.line_of(("tables", "Customer", "columns", "Email")) == 6
    assert document.line_of(("tables", "Customer", "columns", "Email", "category")) == 7
    assert document.line_of(("tables", "Invoice", "links", 1)) == 9


def test_what_is_not_there_is_placed_at_what_it_is_missing_from() -> None:
    document = read_yaml(SHOP, "map.yaml")
    assert document.place(("tables", "Invoice", "activity")) == "map.yaml:8"
    assert document.place(("nothing", "of", "this")) == "map.yaml:1"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("01000", "01000"),  # a postcode
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12345678901234567890", "12345678901234567890"),
        ("1.5", 1.5),
        ("1e3", "1e3"),
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("NO", "NO"),  # Norway
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
        ("'7'", "7"),
        ("'2026-11-23'", "2026-11-23"),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026-11-23 10:00:00", "2026-11-23 10:00:00"),
        ("12:30", "12:30"),
        ("Müller", "Müller"),
    ],
)
def test_a_plain_value_is_what_a_person_would_take_it_for(written: str, read: Any) -> None:
    found = read_yaml(f"value: {written}\n", "map.yaml").data["value"]
    assert (found, type(found)) == (read, type(read))


def test_every_key_is_text() -> None:
    assert read_yaml("1: a\nno: b\nnull: c\n2026-11-23: d\n", "map.yaml").data == {
        "1": "a",
        "no": "b",
        "null": "c",
        "2026-11-23": "d",
    }


def test_an_empty_file_is_none() -> None:
    assert read_yaml("", "map.yaml").data is None
    assert read_yaml("# nothing yet\n", "map.yaml").data is None


BAD = [
    ("a: 1\nb: 2\na: 3\n", 3, "The key “a” stands here and on line 1."),
    ("t:\n  x: 1\n  y: 2\n  x: 3\n", 4, "The key “x” stands here and on line 2."),
    ("a: &all [1]\n", 1, "Anchors (&) and aliases (*) are not read here."),
    ("a: 1\nb: *all\n", 2, "Anchors (&) and aliases (*) are not read here."),
    ("a: !!python/object/apply:os.system [id]\n", 1, "A tag (!) is not read here."),
    ("a: 1\nb: !!str 2\n", 2, "A tag (!) is not read here."),
    ("a: !mine 2\n", 1, "A tag (!) is not read here."),
    ("a: 1\n---\nb: 2\n", 2, "There is a second document in this file."),
    ("a: 1\n[b]: 2\n", 2, "A key is a list or a mapping."),
    ("? {a: 1}\n: 2\n", 1, "A key is a list or a mapping."),
    ("a: 1\nb: 2026-02-30\n", 2, "This date is not in the calendar."),
    ("a: [1, 2\nb: 3\n", 2, "This is not readable YAML: did not find expected ',' or ']'."),
    ("a:\n\tb: 1\n", 2, "This is not readable YAML: found character that cannot start any token."),
    ("a: b: c\n", 1, "This is not readable YAML: mapping values are not allowed in this context."),
    ("a: 1\nb: 'open\n", 3, "This is not readable YAML: found unexpected end of stream."),
    ("a: \x01\n", 1, "This is not readable YAML: it holds a sign that YAML does not allow."),
    (b"a: 1\nb: \xff\n", 2, "This file is not UTF-8 text."),
    ("[" * 5_000, 1, f"More than {MAX_DEPTH} levels stand within each other."),
    ("{a: " * 5_000, 1, f"More than {MAX_DEPTH} levels stand within each other."),
]


@pytest.mark.parametrize(("text", "line", "cause"), BAD)
def test_a_bad_file_is_refused_with_its_line(text: str | bytes, line: int, cause: str) -> None:
    with pytest.raises(LawError) as refused:
        read_yaml(text, "eu/clocks.yaml")
    assert (refused.value.cause, refused.value.place) == (cause, f"eu/clocks.yaml:{line}")
    assert refused.value.remedy


def test_a_bomb_of_aliases_is_refused_before_it_unfolds() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(LawError, match="Anchors"):
        read_yaml(bomb, "map.yaml")


def test_a_file_of_more_than_a_megabyte_is_refused_unread() -> None:
    with pytest.raises(MapError, match="more than 1 megabyte"):
        read_yaml("a" * (MAX_BYTES + 1), "map.yaml", MapError)


def test_the_caller_names_the_error() -> None:
    """A map is refused as a map, a pack as a pack; the place is the same."""
    with pytest.raises(MapError) as refused:
        read_yaml("a: 1\na: 2\n", "shop.yaml", MapError)
    assert str(refused.value) == "shop.yaml:2: The key “a” stands here and on line 1. Keep one of them."
    document = read_yaml("a: 1\n", "shop.yaml", MapError)
    assert isinstance(document.refuse(("a",), "Wrong."), MapError)


def test_a_refusal_does_not_quote_the_value() -> None:
    """Alice's address stands in a broken line; the message that is printed and logged does not repeat it."""
    with pytest.raises(LawError) as refused:
        read_yaml("email: alice@example.org\n  phone: 0612345678: x\n", "map.yaml")
    assert "alice" not in str(refused.value)
    assert "06123" not in str(refused.value)


@given(st.text(max_size=300) | st.text(alphabet="ab:-[]{}&*!#|>'\",? \n\t%@`~1", max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        document = read_yaml(text, "map.yaml")
    except GarantError as refused:
        name, _, line = refused.place.rpartition(":")
        assert name == "map.yaml"
        assert 1 <= int(line) <= text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + 2
    else:
        assert document.name == "map.yaml"


_PLAIN = st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(alphabet="abcé #:-01", max_size=12)
_DATA = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
)


@given(_DATA)
def test_what_json_can_say_is_read_as_json_says_it(data: Any) -> None:
    assert read_yaml(json.dumps(data, ensure_ascii=False), "map.yaml").data == data
