"""Bruno enters how Alice's data came in: she is told, her copy says so, and her erasure takes the note."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest

from garant.actions import access, collected, mail, packages, runner
from garant.actions.access import Actor
from garant.actions.collected import Arrival
from garant.actions.leaving import Guard
from garant.errors import GarantError, KeyLost, NotFound, Refused, UsageError, WrongState
from garant.ledger import collected as rows
from garant.ledger import events
from garant.ledger.collected import Waiting
from garant.ledger.tables import CollectedRow, DataKeyRow, EventRow
from tests.actions.arriving import ALICE, MARK, arrival, entered, receiving
from tests.actions.conftest import World
from tests.actions.test_mail import PostOffice, open_post_office, part, through
from tests.press.reading import Page

TODAY = date(2026, 11, 23)


@pytest.fixture
def shop(world: World) -> World:
    return receiving(world)


def public(world: World, kind: str) -> list[dict[str, object]]:
    return [json.loads(row.public) for row in EventRow.objects.filter(type=kind).order_by("id")]


def copy(world: World) -> dict[str, str]:
    """The terms of the page in Alice's copy, each blank a plain one."""
    closed = world.run(world.identified("access"))
    _, data = packages.by_command(world.house, closed, "staff:test", Guard(why="in-hand"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        terms = dict(Page(package.read("index.html").decode()).terms)
    return {term: text.replace("\u00a0", " ") for term, text in terms.items()}


# ── the sources ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_signed_agreement_is_kept_as_its_source_with_its_date(shop: World) -> None:
    """S2-03. Given a contract record, then source = C2 with date."""
    entry = entered(shop, "agreement", form="contrat", reference="C-2026-12", collected=date(2026, 3, 3))
    assert (entry.entry, entry.collected, entry.form, entry.activity) == (
        "agreement", date(2026, 3, 3), "contrat", "clients",
    )  # fmt: skip
    assert entry.person is not None
    assert entry.person.reference == "C-2026-12"
    collected.told(shop.house, shop.bruno, entry, "in-writing", on=date(2026, 3, 3))
    assert copy(shop)["Comment elles nous sont parvenues"] == (
        "Convention signée le 3 mars 2026, référence C-2026-12. "
        "L’information vous a été remise par écrit le 3 mars 2026."
    )


def test_data_from_an_e_mail_owe_a_notice_which_is_mailed(shop: World) -> None:
    """S2-04. Given data added from an e-mail, then source = C3, notice due: it leaves by mail, in her language, and
    she counts as told once it has left."""
    entry = entered(shop, "email", language="en", name="Alice Moreau")
    assert (entry.entry, entry.due, entry.told) == ("email", TODAY, None)
    assert collected.count(shop.house) == Waiting(open=1, late=0)
    sent = collected.send(shop.house, shop.bruno, entry)
    assert (sent.told, sent.letter is not None) == (None, True)
    post = PostOffice()
    with open_post_office(post) as port:
        through(shop, port)
        assert mail.send_waiting(shop.house) == 1
    (message,) = post.taken
    text = " ".join(part(message, "plain").split())
    assert (message["To"], message["Subject"]) == (ALICE, "Boutique Lormel: how we use your data")
    assert "Dear Alice Moreau," in text
    assert "Received by e-mail on 23 November 2026." in text
    assert "Boutique Lormel uses these data for: Orders (Contract)." in text
    after = collected.by_id(shop.house, shop.bruno, entry.id)
    assert (after.told, after.way, after.told_by) == (TODAY, "by-email", "system")
    assert collected.count(shop.house) == Waiting(0, 0)
    assert copy(shop)["Comment elles nous sont parvenues"] == (
        "Reçues par courrier électronique le 23 novembre 2026. "
        "L’information vous a été envoyée par e-mail le 23 novembre 2026."
    )


def test_a_call_shows_its_script_and_keeps_that_she_was_informed_orally(shop: World) -> None:
    """S2-05. Given a call entry, then the script is shown and "informé oralement" stored."""
    entry = entered(shop, "phone", form="appel")
    script = collected.notice(shop.house, entry)
    assert script.spoken
    assert script.lacks == ()
    assert [line["fr"] for line in script.notice][:3] == [
        "Boutique Lormel utilise ces données pour : Commandes (Contrat).",
        "Obligatoire : Nom et prénom.",
        "Facultatif : Téléphone.",
    ]
    after = collected.told(shop.house, shop.bruno, entry, "orally")
    assert (after.told, after.way) == (TODAY, "orally")
    assert after.told_by == shop.bruno.label
    assert public(shop, "collection.told") == [{"entry": str(entry.id), "how": "orally", "on": "2026-11-23"}]
    assert copy(shop)["Comment elles nous sont parvenues"] == (
        "Recueillies par téléphone le 23 novembre 2026. L’information vous a été donnée oralement le 23 novembre 2026."
    )


def test_data_from_a_broker_are_told_within_the_month_with_their_giver(shop: World) -> None:
    """Art. 14(3)(a) and 14(2)(f); on the day after, it is late."""
    entry = entered(shop, "third-party", giver="courtier")
    assert entry.due == date(2026, 12, 23)
    lines = [line["fr"] for line in collected.notice(shop.house, entry).notice]
    assert "Elles ne viennent pas de vous : Fichiers du Midi nous les a données." in lines
    shop.clock.pass_days(30)
    assert collected.count(shop.house) == Waiting(1, 0)
    shop.clock.pass_days(1)
    assert collected.count(shop.house) == Waiting(1, 1)


def test_who_is_to_be_told_first_stands_first(shop: World) -> None:
    broker = entered(shop, "third-party")
    call = entered(shop, "phone")
    told = entered(shop, "counter")
    collected.told(shop.house, shop.bruno, told, "in-writing")
    assert [e.id for e in collected.waiting(shop.house, shop.bruno)] == [call.id, broker.id]
    assert [e.id for e in collected.latest(shop.house, shop.bruno)] == [told.id]


def test_what_was_noted_first_stands(shop: World) -> None:
    entry = entered(shop, "phone", collected=date(2026, 11, 20))
    collected.told(shop.house, shop.bruno, entry, "orally", on=date(2026, 11, 20))
    again = collected.told(shop.house, shop.bruno, entry, "in-writing")
    assert (again.told, again.way) == (date(2026, 11, 20), "orally")
    assert len(public(shop, "collection.told")) == 1


def test_a_program_of_the_shop_may_enter_and_an_auditor_may_not(shop: World) -> None:
    program = Actor("program", shop.house.organisation.id, "till", role="program")
    entry = collected.record(shop.house, program, arrival("counter"))
    assert entry.by == "program"
    auditor = Actor("staff", shop.house.organisation.id, "Yves", role="auditor")
    with pytest.raises(Refused):
        collected.record(shop.house, auditor, arrival("counter"))
    with pytest.raises(Refused):
        collected.told(shop.house, auditor, entry, "orally")
    with pytest.raises(Refused):
        collected.send(shop.house, auditor, entry)


# ── what cannot be ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ({"value": "  "}, "Somebody has to be named, by an e-mail address or another identity."),
        ({"value": MARK}, "This is no e-mail address."),
        ({"collected": date(2026, 11, 24)}, "This day has not come yet."),
        ({"form": "contrat"}, "This form is of another kind than the source."),
        ({"giver": "courtier"}, "Only a third party gives data."),
        ({"language": "de"}, "Notices are written in fr or en."),
        ({"reference": "C-12"}, "Only an agreement has a reference."),
        ({"entry": "observed"}, "A source is one of: form, agreement, email, phone, counter, third-party."),
        ({"entry": "third-party", "form": "appel"}, "Data from a third party come by no form of ours."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(shop: World, wrong: dict[str, object], cause: str) -> None:
    told = {"entry": "phone", **wrong}
    with pytest.raises(UsageError) as refused:
        entered(shop, str(told.pop("entry")), **told)
    assert refused.value.cause == cause
    assert MARK not in str(refused.value)
    assert CollectedRow.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "place"),
    [({"form": "devis"}, "devis"), ({"activity": "jeux"}, "jeux"), ({"entry": "third-party", "giver": "x"}, "x")],
)
def test_what_the_register_does_not_declare_is_named(shop: World, wrong: dict[str, object], place: str) -> None:
    told = {"entry": "phone", **wrong}
    with pytest.raises(NotFound) as refused:
        entered(shop, str(told.pop("entry")), **told)
    assert refused.value.place == place


def test_a_notice_that_lacks_something_is_not_mailed(shop: World) -> None:
    entry = entered(shop, "email", activity="parrainage")
    with pytest.raises(WrongState) as refused:
        collected.send(shop.house, shop.bruno, entry)
    assert refused.value.place == "parrainage"
    assert collected.by_id(shop.house, shop.bruno, entry.id).letter is None


def test_nobody_is_mailed_whose_address_is_not_known_nor_told_before_the_data_came(shop: World) -> None:
    entry = entered(shop, "phone", kind="phone", value="06 39 98 12 34")
    with pytest.raises(WrongState):
        collected.send(shop.house, shop.bruno, entry)
    for day in (date(2026, 11, 22), date(2026, 11, 24)):
        with pytest.raises(UsageError):
            collected.told(shop.house, shop.bruno, entry, "orally", on=day)


# ── her request ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_she_is_found_however_her_number_was_written(shop: World) -> None:
    entered(shop, "phone", kind="phone", value="+33 6 39 98 12 34")
    found = collected.of_persons(shop.house, {0: [("phone", "0639981234")], 1: [("email", ALICE)]})
    assert {number: len(entries) for number, entries in found.items()} == {0: 1}


def test_a_copy_without_any_note_says_nothing_of_it(shop: World) -> None:
    assert "Comment elles nous sont parvenues" not in copy(shop)


def test_her_erasure_takes_the_note_and_the_answer_says_so(shop: World) -> None:
    entry = entered(shop, "phone", form="appel", name=MARK)
    request = shop.run(shop.identified("erasure"))
    assert "Comment vos données nous sont parvenues" in shop.letter(request)
    assert "Elle est effacée : rien n’y désigne plus personne." in shop.letter(request).replace("\u00a0", " ")
    after = rows.by_id(shop.house.keyring, entry.id)
    assert (after.person, after.entry, after.open) == (None, "phone", False)
    assert not DataKeyRow.objects.get(id=entry.key).wrapped
    assert collected.of_persons(shop.house, {0: [("email", ALICE)]}) == {}
    assert public(shop, "collection.erased") == [{"entry": str(entry.id), "why": "erasure"}]
    assert collected.count(shop.house) == Waiting(0, 0)


def test_an_access_request_of_somebody_in_no_store_is_still_told_where_we_noted_them(shop: World) -> None:
    entered(shop, "third-party", value="nemo@ailleurs.example")
    request = shop.run(shop.identified("access", email="nemo@ailleurs.example"))
    letter = shop.letter(request).replace("\u00a0", " ")
    assert "Nous en gardons la note, à part de nos fichiers, pour pouvoir vous le dire :" in letter
    assert "Reçues d’un tiers le 23 novembre 2026." in letter
    assert collected.count(shop.house).open == 1, "an access erases nothing"


def test_an_erasure_limited_to_another_activity_leaves_the_note(shop: World) -> None:
    entered(shop, "phone")
    request = shop.run(shop.identified("erasure", scope=("accounting",)))
    assert "Comment vos données" not in shop.letter(request)
    assert len(collected.of_persons(shop.house, {0: [("email", ALICE)]})) == 1


# ── privacy, ends ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_of_her_stands_in_clear_in_the_ledger(shop: World) -> None:
    value = f"{MARK}@courriel.example"
    entry = entered(shop, "agreement", value=value, name=MARK, reference=MARK)
    collected.send(shop.house, shop.bruno, entry)
    collected.told(shop.house, shop.bruno, entry, "in-writing")
    lies = b"".join(path.read_bytes() for path in (shop.folder / "instance").rglob("*") if path.is_file())
    assert MARK.encode() not in lies
    assert MARK not in repr(public(shop, "collection.recorded"))


def test_a_letter_whose_person_was_erased_meanwhile_is_not_sent(shop: World) -> None:
    entry = collected.send(shop.house, shop.bruno, entered(shop, "email"))
    rows.erase(shop.house.keyring, [entry], shop.clock(), "erasure")
    post = PostOffice()
    with open_post_office(post) as port:
        through(shop, port)
        assert mail.send_waiting(shop.house) == 0
    assert post.taken == []


def test_a_note_ends_after_five_years_with_its_key_and_the_log_still_verifies(shop: World) -> None:
    """A7. `collection`: 1,826 days from the day the data came in."""
    entry = entered(shop, "phone")
    shop.clock.now += timedelta(days=1825)
    runner.work_once(shop.house)
    assert rows.by_id(shop.house.keyring, entry.id).person is not None
    shop.clock.pass_days(1)
    runner.work_once(shop.house)
    with pytest.raises(NotFound):
        rows.by_id(shop.house.keyring, entry.id)
    with pytest.raises(KeyLost):
        shop.house.keyring.seal(entry.key, "x", entry.id, "x", b"")
    assert events.latest(shop.house.keyring, "collection.recorded") is not None


def test_a_library_call_needs_no_page(shop: World) -> None:
    """A program enters what its own till collected, with a customer number and nothing else."""
    new = Arrival("customer-number", "A-17", "counter", TODAY, activity="clients")
    entry = collected.record(shop.house, access.by_command(shop.house, "till"), new)
    assert entry.due == TODAY
    with pytest.raises(GarantError):
        collected.send(shop.house, shop.bruno, entry)
