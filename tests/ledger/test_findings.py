"""A finding is one task from the day its fact is met: it closes by itself, and is the same one if the fact returns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from garant.errors import NotFound
from garant.ledger import findings, ids
from garant.ledger.findings import Turned
from garant.ledger.values import NewFinding
from tests.ledgers import NOW, House, new_house

OLD = ("passwords.short", "passwords")
NIR = ("number.nir", "shop.customer.note")
SHORT = NewFinding(*OLD, ("passwords", ""), {"length": 8, "floor": 12})
NOTE = NewFinding(*NIR, said={"column": "note", "count": 1})
LATER = NOW + timedelta(days=1)


def test_a_finding_opens_closes_by_itself_and_comes_back_as_the_same_one(house: House) -> None:
    """Given a NIR in a note, when it is gone at the next check, then its task is closed; when another note holds one
    again, then it is the same task, which came twice, with the owner that it had.
    """
    keyring = house.keyring
    assert findings.keep(keyring, [SHORT, NOTE], [], NOW) == Turned(opened=(OLD, NIR))
    nadia = ids.uuid7(NOW)
    findings.assign(keyring, *NIR, nadia, date(2026, 12, 1), "Demander à Hugo d’où vient ce numéro.")
    assert findings.keep(keyring, [SHORT], [NIR], LATER) == Turned(closed=(NIR,))
    assert [f.rule for f in findings.all(keyring)] == ["passwords.short"]
    assert findings.keep(keyring, [SHORT, NOTE], [], LATER) == Turned(again=(NIR,))
    back = findings.by_name(keyring, *NIR)
    assert (back.opened, back.closed, back.times, back.owner, back.due) == (NOW, None, 2, nadia, date(2026, 12, 1))
    assert back.note == "Demander à Hugo d’où vient ce numéro."
    assert (back.about, back.said) == (None, {"column": "note", "count": 1})
    two = NewFinding(*NIR, said={"column": "note", "count": 2})
    assert findings.keep(keyring, [SHORT, two], [], LATER) == Turned()
    assert findings.by_name(keyring, *NIR).said["count"] == 2
    assert findings.by_name(keyring, *OLD).about == ("passwords", "")


def test_an_exception_has_a_reason_and_an_end_and_can_be_taken_back(house: House) -> None:
    keyring = house.keyring
    findings.keep(keyring, [SHORT], [], NOW)
    accepted = findings.accept(keyring, *OLD, "La caisse sera changée en janvier.", date(2027, 1, 31))
    assert (accepted.reason, accepted.accepted) == ("La caisse sera changée en janvier.", date(2027, 1, 31))
    assert accepted.excepted(date(2027, 1, 31))
    assert not accepted.excepted(date(2027, 2, 1))
    again = findings.accept(keyring, *OLD, "", None)
    assert (again.reason, again.accepted) == ("", None)


def test_what_people_write_about_a_finding_lies_sealed(house: House) -> None:
    keyring = house.keyring
    findings.keep(keyring, [NOTE], [], NOW)
    findings.assign(keyring, *NIR, None, None, "Alice Moreau a dicté son numéro.")
    findings.accept(keyring, *NIR, "Alice Moreau rappelle demain.", date(2026, 12, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, reason FROM finding")
        note, reason = (bytes(value) for value in cursor.fetchone())
    assert b"Alice" not in note + reason
    assert findings.by_name(keyring, *NIR).note == "Alice Moreau a dicté son numéro."


def test_one_organisation_knows_nothing_of_anothers_findings(house: House) -> None:
    """A1."""
    other = new_house(house.settings, "Autre")
    findings.keep(house.keyring, [SHORT], [], NOW)
    assert findings.all(other.keyring) == []
    with pytest.raises(NotFound):
        findings.assign(other.keyring, *OLD, None, None, "")
    assert findings.keep(other.keyring, [SHORT], [], NOW) == Turned(opened=(OLD,))
    assert findings.keep(other.keyring, [], [OLD], LATER) == Turned(closed=(OLD,))
    assert len(findings.all(house.keyring)) == 1
