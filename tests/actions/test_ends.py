"""Everything of our own has an end and meets it; and erased stays erased, whatever backup is put back (A7, C6, E10)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from django.db import connections

from garant.actions import access, answers, check, evidence, packages, register, requests, runner
from garant.actions.instance import open_instance
from garant.actions.leaving import Guard
from garant.errors import KeyLost, NotFound
from garant.ledger import keys, outbox, tombstones
from garant.ledger import requests as rows
from garant.ledger.tables import (
    ConfirmationRow,
    DataKeyRow,
    LetterRow,
    MessageRow,
    PackageRow,
)
from garant.press.sentences import sentences
from garant.rules import receipts
from tests.actions import shop
from tests.actions.conftest import World
from tests.ledgers import switch

CASE, PACKAGE, OUTBOX, TOMBSTONE, LOG = 1826, 30, 30, 90, 365
"""Days, as the packs say (law/common/durations.yaml)."""


def owner(world: World) -> access.Actor:
    return access.by_command(world.house, "owner")


def a_worker_passes(world: World, days: int) -> None:
    world.clock.pass_days(days)
    runner.work_once(world.house)


def test_after_a_cases_end_nothing_of_the_person_is_readable_and_the_proof_holds(world: World) -> None:
    """A7, C5. Given Alice's access and erasure, closed, when five years have passed since, then a worker destroys the
    case's key: contact, letters, answer, package and plan open no more, the trail keeps its dates, the log still
    verifies, and so do the receipt she was given and one that is written now.
    """
    request = world.identified("access", "erasure")
    requests.message(world.house, access.by_person(world.house), request, "Je suis Alice Moreau, votre cliente.")
    request = world.run(request)
    receipt = evidence.receipt(world.house, request)
    a_worker_passes(world, CASE - 1)
    assert rows.contact(world.house.keyring, request).name == "Alice Moreau"  # the last day is still hers

    a_worker_passes(world, 1)
    house = world.house
    assert not DataKeyRow.objects.get(id=request.key).wrapped
    with pytest.raises(KeyLost):
        rows.contact(house.keyring, request)
    with pytest.raises((KeyLost, NotFound)):
        answers.letter(house, request)
    for table in (LetterRow, PackageRow, MessageRow):
        assert set(table.objects.filter(request_id=request.id).values_list("key", flat=True)) == {request.key}
    file = requests.request_file(house, owner(world), world.again(request))
    assert "Alice" not in repr(file)
    assert "alice" not in repr(file).lower()
    assert [e.type for e in file.trail][:2] == ["request.received", "request.acknowledged"]
    report = evidence.verify(house, owner(world))
    assert report.problems == ()
    assert receipts.verify(receipt).level == "sealed"
    assert receipts.verify(evidence.receipt(house, request)).reference == request.reference


def test_a_case_lasts_from_its_closing_however_it_closes(world: World) -> None:
    """Given requests received on one day, when one is run, one withdrawn and one refused ten days later, then each key
    ends five years after that day.
    """
    ran, gone, refused = world.identified("access"), world.ask("access"), world.identified("erasure")
    world.clock.pass_days(10)
    world.run(ran)
    requests.withdraw(world.house, access.by_person(world.house), gone)
    ground = world.house.law().rights["erasure"].refusals[0].code
    requests.refuse(world.house, world.bruno, refused, "erasure", ground=ground, reason="Un contrat court encore.")
    until = world.house.today() + timedelta(days=CASE)
    assert {DataKeyRow.objects.get(id=r.key).ends for r in (ran, gone, refused)} == {until}


def test_a_package_goes_after_thirty_days_and_its_digest_stays(world: World) -> None:
    """S4-20. Given Alice's package, when its thirty days are over, then its bytes are gone, its link says so, and its
    name, size and digest remain.
    """
    request = world.run(world.identified("access"))
    world.clock.pass_days(PACKAGE - 1)
    runner.work_once(world.house)
    assert packages.by_command(world.house, request, "program", Guard(why="software"))[1][:2] == b"PK"
    a_worker_passes(world, 1)
    with pytest.raises(NotFound, match="no longer"):
        packages.by_command(world.house, request, "program", Guard(why="software"))
    kept = next(p for p in packages.of_request(request) if p.kind == "access")
    assert len(kept.digest) == 64
    assert PackageRow.objects.get(id=kept.id).sealed is None


def test_a_letter_that_never_left_goes_after_thirty_days(world: World) -> None:
    """Given no mail server, when the outbox's thirty days are over, then the letter's words are gone."""
    request = world.ask("access")
    a_worker_passes(world, OUTBOX)
    assert [x.state for x in outbox.of_request(request.id)] == ["waiting"]
    a_worker_passes(world, 1)
    assert [x.state for x in outbox.of_request(request.id)] == ["failed"]
    assert not LetterRow.objects.exclude(sealed=None).exists()


def test_codes_are_forgotten_and_the_worker_does_it_once_a_day(world: World) -> None:
    """Given a code that was sent yesterday, then today's worker lets go of it; one that expires after it passed waits
    for the next day.
    """
    request = world.run(world.identified("access"))
    token = rows.contact(world.house.keyring, request).token
    packages.send_code(world.house, request, token)
    runner.work_once(world.house)
    world.clock.now += timedelta(hours=1)
    runner.work_once(world.house)
    assert ConfirmationRow.objects.count() >= 1
    a_worker_passes(world, 1)
    assert ConfirmationRow.objects.count() == 0


def test_tombstones_go_with_the_oldest_backup_from_the_journal_too(world: World) -> None:
    """E10. Given Alice's erasure, when ninety days have passed, then no tombstone of hers is left, in the ledger or in
    the journal beside it.
    """
    world.run(world.identified("erasure"))
    journal = world.house.settings.journal
    assert len(tombstones.all(world.house.organisation.id)) > 0
    assert "tombstone" in journal.read_text(encoding="utf-8")
    a_worker_passes(world, TOMBSTONE + 1)
    assert tombstones.all(world.house.organisation.id) == []
    assert "tombstone" not in journal.read_text(encoding="utf-8")


BACKUP = """\
places: {base: {name: Base de la boutique, kind: server, store: shop}}
backups: {yearly: {of: base, encrypted: true, days: 400}}
"""


def test_a_tombstone_lives_as_long_as_the_oldest_backup_and_a_person_is_told_the_day_that_the_register_says(
    world: World,
) -> None:
    """E10. Given no backup that is declared, then Alice is promised no day; given a yearly copy of the shop that lives
    400 days, then Éloi's answer names that day, and our trace of him stays as long.
    """
    alice = world.run(world.identified("erasure"))
    assert "sauvegardes" not in world.letter(alice)

    text = register.export(world.house, owner(world)).partition("---\n")[0]
    register.apply(world.house, owner(world), text + BACKUP, "lormel.yaml")
    eloi = world.run(world.identified("erasure", email="eloi.garnier@courriel.example"))

    day = world.house.today() + timedelta(days=400)
    assert f"au plus tard jusqu’au {' '.join(sentences('fr').day(day).split())}" in world.letter(eloi)
    assert max(t.until for t in tombstones.all(world.house.organisation.id)) == day


def test_the_access_log_shows_its_year_and_no_more(world: World) -> None:
    """A6. Given Bruno who opened Alice's request, when a year has passed, then the access log no longer tells it,
    while the evidence of the request stays whole.
    """
    request = world.ask("access")
    requests.request_file(world.house, world.bruno, request)
    assert [e.public["what"] for e in evidence.readings(world.house, owner(world))] == ["request"]
    world.clock.pass_days(LOG + 1)
    assert evidence.readings(world.house, owner(world)) == ()
    assert evidence.verify(world.house, owner(world)).problems == ()


# ── erased stays erased ─────────────────────────────────────────────────────────────────────────────────────────────


def findings(world: World) -> dict[str, tuple[str, str]]:
    """Place → rule and text of what `check` says of persons who are back."""
    found = [standing.told for standing in check.run(world.house, owner(world))]
    assert all(f.remedy for f in found)
    return {f.place: (f.rule, f.text) for f in found if f.rule.startswith("erased.")}


@pytest.fixture
def backup(world: World) -> Path:
    """The shop as it was on the first day."""
    copy = world.folder / "backup.sqlite"
    shutil.copy(world.folder / "shop.sqlite", copy)
    return copy


def test_who_comes_back_with_a_restored_backup_is_reported_and_not_erased(world: World, backup: Path) -> None:
    """Given Alice erased, and a map that dates subscriptions, when last month's backup of the shop is put back, then
    `check` reports her subscription as older than her erasure, and her customer's row as one that no date settles; it
    names nobody and writes nothing. Chloé and Éloi, never erased, are not reported.
    """
    dated = shop.MAP.replace(
        "  newsletter:\n    activity: letter\n", "  newsletter:\n    activity: letter\n    date: since\n"
    )
    assert dated != shop.MAP
    register.apply(world.house, owner(world), dated, "shop.yaml")
    world.run(world.identified("erasure"))
    assert findings(world) == {}

    world.house.close()
    shutil.copy(backup, world.folder / "shop.sqlite")
    before = {t: world.rows(t) for t in ("customer", "newsletter")}
    found = findings(world)
    assert {place: rule for place, (rule, _) in found.items()} == {
        "shop.newsletter": "erased.back",
        "shop.customer": "erased.perhaps-back",
    }
    assert found["shop.newsletter"][1] == (
        "1\u00a0ligne d’une personne effacée est revenue\u00a0; elle date d’avant son effacement."
    )
    assert "alice" not in str(found).lower()
    assert {t: world.rows(t) for t in ("customer", "newsletter")} == before


NUMBERED = shop.MAP.replace(
    "identities: {email: email, phone: phone}",
    "identities: {email: email, phone: phone, customer-number: id}\n    unique: [email, customer-number]",
).replace("      first_name:", "      id: {category: identity.code, also: accounting}\n      first_name:", 1)
"""The shop's map, whose customers bear a number that stands on invoices."""


def traces(world: World) -> set[str]:
    """The kinds of what we remember of those who were erased from the shop."""
    return {t.kind for t in tombstones.all(world.house.organisation.id)}


def test_a_number_that_a_kept_row_bears_by_law_is_not_back(each: World) -> None:
    """Promise 5, E10, D2. Given Alice and Éloi erased in one batch, whose rows stay masked with their customer numbers
    for their invoices, then no trace of the numbers is kept and `check` reports nobody, on each engine and with a
    ledger that still remembers the numbers.
    """
    register.apply(each.house, owner(each), NUMBERED, "shop.yaml")
    asked = [each.identified("erasure"), each.identified("erasure", email="eloi.garnier@courriel.example")]
    each.execute(asked, beyond=True)
    assert [r["id"] for r in each.rows("customer")] == [shop.ALICE, shop.OTHER]
    assert traces(each) == {"email"}
    assert findings(each) == {}

    now = each.house.clock()
    old = [("shop", "customer-number", str(n), now, now.date() + timedelta(days=90)) for n in (shop.ALICE, shop.OTHER)]
    tombstones.add(each.house.keyring, old, now)
    assert findings(each) == {}


def test_the_e_mail_of_a_kept_row_that_comes_back_is_found(world: World, backup: Path) -> None:
    """Given Alice's row, kept without her e-mail, when the backup puts the e-mail back on it, then it is reported,
    though the row itself never went.
    """
    register.apply(world.house, owner(world), NUMBERED, "shop.yaml")
    world.run(world.identified("erasure"))
    world.house.close()
    shutil.copy(backup, world.folder / "shop.sqlite")
    rule, text = findings(world)["shop.customer"]
    assert rule == "erased.perhaps-back"
    assert text.startswith(
        "1\u00a0ligne d’une personne effacée est revenue\u00a0; aucune date ne dit si cette personne "
    )


def test_who_signed_up_again_is_left_alone(world: World) -> None:
    """E10. Given Alice erased, when she signs up for the letter again the week after, then she is not reported."""
    dated = shop.MAP.replace(
        "  newsletter:\n    activity: letter\n", "  newsletter:\n    activity: letter\n    date: since\n"
    )
    register.apply(world.house, owner(world), dated, "shop.yaml")
    world.run(world.identified("erasure"))
    world.clock.pass_days(7)
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        again = {"id": 9, "email": "alice.moreau@courriel.example", "since": world.house.today()}
        connection.execute(shop.LETTER.insert(), [again])
    engine.dispose()
    assert findings(world) == {}


def test_who_is_back_erased_anew_is_no_longer_reported(world: World, backup: Path) -> None:
    """Given Alice back with a backup, when an erasure is received and run for her anew, then `check` is silent."""
    world.run(world.identified("erasure"))
    world.house.close()
    shutil.copy(backup, world.folder / "shop.sqlite")
    assert set(findings(world)) == {"shop.customer", "shop.newsletter"}
    world.clock.pass_days(1)
    world.run(world.identified("erasure"))
    assert findings(world) == {}


def test_the_ledgers_own_backup_brings_back_neither_key_nor_forgetting(world: World) -> None:
    """C6. Given a copy of the ledger from before Alice's erasure, when it is put back after the case's key was
    destroyed and the tombstones written, then opening the instance replays the journal: the key stays destroyed and
    every tombstone stands again.
    """
    settings = world.house.settings
    first = world.run(world.identified("access"))
    connections.close_all()
    copy = world.folder / "ledger-before"
    shutil.copy(settings.sqlite_file, copy)

    world.run(world.identified("erasure"))
    world.house.keyring.destroy([first.key], world.clock(), "the person withdrew")
    known = {(t.store, t.kind, t.hash) for t in tombstones.all(world.house.organisation.id)}
    assert known

    world.house.close()
    connections.close_all()
    for file in settings.instance.glob("ledger.sqlite*"):
        file.unlink()
    shutil.copy(copy, settings.sqlite_file)
    keys._rings.clear()
    switch(replace(settings))
    world.house = open_instance(settings.instance, clock=world.clock)
    assert {(t.store, t.kind, t.hash) for t in tombstones.all(world.house.organisation.id)} == known
    assert not world.house.keyring.alive(first.key)
    with pytest.raises(KeyLost):
        rows.contact(world.house.keyring, first)


def test_on_every_engine_who_is_present_is_told_by_what_is_theirs_alone(each: World) -> None:
    """Given the shop on each engine, and a subscription dated, then everybody is told by e-mail, dated where the map
    says how, with no phone: two persons may share one.
    """
    dated = shop.MAP.replace("    activity: letter\n", "    activity: letter\n    date: since\n", 1)
    register.apply(each.house, owner(each), dated, "shop.yaml")
    found = sorted(each.house.store("shop").present(each.house.map("shop")), key=lambda p: (p.kind, p.identities))
    assert [(p.kind, p.key, p.identities, p.day) for p in found] == [
        ("customer", (1,), (("email", "Alice.Moreau@courriel.example"),), None),
        ("customer", (2,), (("email", "eloi.garnier@courriel.example"),), None),
        ("subscriber", (1,), (("email", "alice.moreau@courriel.example"),), date(2021, 1, 2)),
        ("subscriber", (2,), (("email", "chloe@courriel.example"),), date(2022, 1, 2)),
    ]
