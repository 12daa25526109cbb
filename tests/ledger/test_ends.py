"""Everything of our own that has an end meets it, and nothing before (A7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from garant.ledger import (
    collected,
    confirmations,
    disclosures,
    ends,
    findings,
    ids,
    outbox,
    packages,
    throttle,
    tombstones,
)
from garant.ledger.values import NewFinding, NewLetter
from tests.ledgers import NOW, House

MONTH = timedelta(days=30)
DAY = timedelta(days=1)


def swept(house: House, now: datetime) -> dict[str, int]:
    return ends.let_go(house.keyring, now, now.date(), sign_ins_before=now - MONTH)


def test_each_thing_goes_on_its_day(house: House) -> None:
    alice = house.request("Alice")
    house.keyring.set_end([alice.key], (NOW + MONTH).date())
    later = NOW + MONTH
    packages.put(house.keyring, alice, "access", "acces.zip", b"data", NOW, later)
    outbox.put(house.keyring, NewLetter(alice.id, alice.key, "x", "a@x.example", "x", "x"), NOW, (later - DAY).date())
    given = disclosures.NewDisclosure("huissier", 1, "debt", "contract", True, (later - DAY).date())
    disclosures.add(house.keyring, given, NOW, "staff")
    confirmations.add_code(alice, "package", ids.token_hash("1"), later)
    throttle.allow(b"key", 1, 3600, later - timedelta(hours=2))
    tombstones.add(house.keyring, [("shop", "email", "a@x.example", NOW, (later - DAY).date())], NOW)
    call = collected.NewEntry(
        *(collected.Person("email", "a@x.example"), ("email", "a@x.example"), "phone", "", "clients", "fr"),
        *(NOW.date(), NOW.date(), later.date()),
    )
    collected.add(house.keyring, call, NOW, "staff")
    findings.keep(house.keyring, [NewFinding("number.nir", "shop.customer.note")], [], NOW - DAY)
    findings.keep(house.keyring, [], [("number.nir", "shop.customer.note")], NOW - timedelta(seconds=1))
    Session.objects.create(session_key="s", session_data="", expire_date=later - timedelta(seconds=1))
    AccessAttempt.objects.create(username="bruno", ip_address="192.0.2.1", failures_since_start=1)
    AccessAttempt.objects.update(attempt_time=NOW - timedelta(seconds=1))
    everything = dict.fromkeys(
        (
            *("packages", "letters", "disclosures", "codes", "windows", "findings", "sign-ins", "sessions"),
            *("tombstones", "collected"),
        ),
        1,
    ) | {"keys": 2}

    assert swept(house, NOW) == dict.fromkeys(everything, 0)
    assert swept(house, later) == everything
    assert not house.keyring.alive(alice.key)
    assert swept(house, later) == dict.fromkeys(everything, 0)


def test_more_cases_than_one_batch_end_together(house: House) -> None:
    house.keyring.new_many(2300, "case", NOW, date(2026, 1, 1))
    assert swept(house, NOW)["keys"] == 2300
