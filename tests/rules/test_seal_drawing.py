"""The rosette of a seal: the same for the same fingerprint, another for any other."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree

import pytest

from garant.rules.seal_drawing import groups, rosette

ALICE = hashlib.sha256(b"receipt of Alice").hexdigest()
BRUNO = hashlib.sha256(b"receipt of Bruno").hexdigest()


def test_the_same_fingerprint_gives_the_same_drawing_and_another_gives_another() -> None:
    assert rosette(ALICE, title="Sceau") == rosette(ALICE, title="Sceau")
    assert rosette(ALICE, title="Sceau") != rosette(BRUNO, title="Sceau")


@pytest.mark.parametrize("byte", range(8))
def test_each_of_the_first_eight_bytes_is_drawn(byte: int) -> None:
    changed = bytearray.fromhex(ALICE)
    changed[byte] ^= 1
    lines = [re.sub(r"seal-\w+", "seal", rosette(mark, title="")) for mark in (ALICE, changed.hex())]
    drawn = [re.findall(r'd="[^"]*"|rotate\([^)]*\)', line) for line in lines]
    assert drawn[0] != drawn[1]


def test_it_is_one_well_formed_picture_without_style_or_script_and_stays_in_its_frame() -> None:
    drawing = rosette(ALICE, title='Sceau "de" <Alice>')
    picture = ElementTree.fromstring(drawing)
    assert picture.attrib["aria-label"] == 'Sceau "de" <Alice>'
    assert "style" not in drawing
    assert "script" not in drawing
    numbers = [float(n) for line in re.findall(r'd="M([^"]*)Z"', drawing) for n in re.split("[ L]", line)]
    assert min(numbers) > 0
    assert max(numbers) < 120
    assert picture.find("text") is not None
    assert f">{ALICE[:4]}<" in drawing


def test_two_seals_on_one_page_do_not_share_names() -> None:
    ids = re.findall(r'id="([^"]*)"', rosette(ALICE, title="") + rosette(BRUNO, title=""))
    assert len(ids) == len(set(ids)) == 4


def test_the_first_sixteen_digits_are_read_in_groups_of_four() -> None:
    assert groups("02a6984f8732ef97" + "0" * 48) == "02a6 984f 8732 ef97"


def test_what_is_no_sha256_is_refused() -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        rosette("02a6", title="")
