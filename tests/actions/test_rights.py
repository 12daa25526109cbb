"""The four rights handled here, one by one, as `requirements.md` asks of them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
import sqlalchemy as sa
from django.db import DatabaseError, connection

from garant.actions import access, agreement, evidence, plans, requests, runner, staff
from garant.errors import UsageError, WrongState
from garant.ledger import packages, tombstones
from garant.ledger.values import Contact, Identity, Request
from tests.actions import shop
from tests.actions.conftest import World


def files(world: World, request: Request, kind: str) -> dict[str, bytes]:
    """The files of a request's package."""
    kept = [p for p in packages.of_request(request) if p.kind == kind]
    with zipfile.ZipFile(io.BytesIO(packages.open(world.house.keyring, kept[-1]))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# ── receiving ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_and_an_address_are_enough(world: World) -> None:
    """S2-36. Given a request with only a name and an e-mail, when it is filed, then it is accepted and acknowledged."""
    request = world.filed(Contact(name="Alice Moreau", email="alice.moreau@courriel.example"), "access")
    trail = requests.request_file(world.house, access.by_person(world.house), request).trail
    assert [e.type for e in trail] == ["request.received", "request.acknowledged"]
    assert request.due == date(2026, 12, 23)


def test_three_rights_make_three_tasks_and_one_date(world: World) -> None:
    """S3-09. Given three rights ticked, when the form is sent, then there are three tasks and one deadline."""
    request = world.ask("erasure", "access", "portability")
    assert [(r.right, r.due) for r in request.rights] == [
        ("access", date(2026, 12, 23)),
        ("portability", date(2026, 12, 23)),
        ("erasure", date(2026, 12, 23)),
    ]
    assert request.due == date(2026, 12, 23)


def test_access_and_rectification_stand_in_one_request(world: World) -> None:
    """S2-32. Given access and rectification both chosen, when they are filed at once, then they are two linked
    tasks.
    """
    request = world.ask("rectification", "access")
    assert [(r.right, r.state) for r in request.rights] == [("access", "open"), ("rectification", "open")]


@pytest.mark.parametrize(
    ("rights", "received", "told"),
    [
        ((), None, "which rights"),
        (("forgetting",), None, "which rights"),
        (("access",), date(2026, 11, 24), "future"),
    ],
)
def test_a_wrong_form_is_told_in_one_sentence(
    world: World, rights: tuple[str, ...], received: date | None, told: str
) -> None:
    """Given no right, an unknown right, or a receipt tomorrow, then nothing is filed and the cause is said."""
    with pytest.raises(UsageError, match=told):
        world.filed(Contact(name="A", email="a@b.example"), *rights, received=received)
    assert requests.listed(world.house, access.by_command(world.house, "owner")) == []


# ── identity ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reply_from_the_known_address_identifies_without_a_document(world: World) -> None:
    """S2-37. Given a check by reply from the known e-mail, when Bruno records it, then the request is identified, with
    method, date and author, and no copy of a document is kept.
    """
    request = world.confirm(world.ask("access"))
    assert (request.state, request.method) == ("identified", "contact-on-file")
    event = requests.request_file(world.house, access.by_person(world.house), request).trail[-1]
    assert event.sealed == {"by": "Bruno", "reason": "Réponse depuis l’adresse connue."}
    assert dict(event.public) == {"method": "contact-on-file"}


def test_the_link_in_the_acknowledgement_identifies_the_contact(world: World) -> None:
    """Given Alice's link, when she opens it twice, then she is identified once, by the contact that she holds."""
    contact = Contact(name="Alice Moreau", email="alice.moreau@courriel.example")
    person = access.by_person(world.house)
    filed = requests.file(world.house, person, rights=["access"], contact=contact, channel="form")
    first = requests.confirm_contact(world.house, filed.token)
    again = requests.confirm_contact(world.house, filed.token)
    assert (first.state, first.method) == ("identified", "contact-confirmed")
    assert again == first


def test_identity_asked_at_once_stops_the_clock_and_asked_late_does_not(world: World) -> None:
    """E7. Given identity asked on the day and answered twelve days later, then the date moves by twelve days; given it
    asked on the twentieth day, then the date stays.
    """
    quick = world.ask("access")
    late = world.ask("access")
    requests.ask_identity(world.house, world.bruno, quick, reason="Votre numéro de client.")
    world.clock.pass_days(12)
    quick = world.confirm(world.again(quick))
    world.clock.pass_days(8)
    requests.ask_identity(world.house, world.bruno, late, reason="Votre numéro de client.")
    late = world.confirm(world.again(late))
    assert quick.due == date(2027, 1, 4)
    assert late.due == date(2026, 12, 23)


def test_an_extension_needs_reasons_and_comes_within_the_month(world: World) -> None:
    """Art. 12(3). Given a request a week old, when Bruno extends it with reasons, then it is due two months later and
    Alice is told; without reasons, twice, or after the month, he is refused.
    """
    request = world.identified("access")
    with pytest.raises(UsageError, match="reasons"):
        requests.extend(world.house, world.bruno, request, reason=" ")
    extended = requests.extend(world.house, world.bruno, request, reason="Six boutiques à interroger.")
    assert extended.due == date(2027, 2, 23)
    with pytest.raises(WrongState, match="already"):
        requests.extend(world.house, world.bruno, extended, reason="Encore.")
    other = world.identified("access")
    world.clock.pass_days(40)
    with pytest.raises(WrongState, match="too late"):
        requests.extend(world.house, world.bruno, other, reason="Six boutiques.")


# ── access ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_access_covers_every_store_that_knows_alice(two_stores: World) -> None:
    """S4-06. Given Alice in the shop, in the letter's list and in the till, when her access runs, then the report
    covers
    all of them, found by the one value that is hers alone.
    """
    world = two_stores
    request = world.run(world.identified("access"))
    names = set(files(world, request, "access"))
    assert {"data/shop/customer.json", "data/shop/newsletter.json", "data/till/card.json"} <= names
    card = json.loads(files(world, request, "access")["data/till/card.json"])
    assert "A. Moreau" in json.dumps(card, ensure_ascii=False)
    assert "E. Garnier" not in json.dumps(card, ensure_ascii=False)


def test_every_field_of_the_answer_leads_to_a_correction(world: World) -> None:
    """S4-08. Given a field shown in the access answer, then an action to report an error stands beside it."""
    page = files(world, world.run(world.identified("access")), "access")["index.html"].decode()
    assert "right=rectification" in page
    assert "field=shop.customer.phone" in page
    assert "06 39 98 12 34" not in page.split("field=shop.customer.phone")[0].rsplit("href=", 1)[1]


def test_the_package_bears_art_15_in_the_persons_language(world: World) -> None:
    """Art. 15(1). Purposes, categories, duration, source, rights and authority stand on the first page."""
    page = " ".join(files(world, world.run(world.identified("access")), "access")["index.html"].decode().split())
    for said in ("Vendre et livrer.", "Trois ans après le dernier achat.", "CNIL", "Dix ans."):
        assert said in page


def test_a_second_copy_may_cost_a_justified_fee_and_the_first_never_does(world: World) -> None:
    """S4-07. Given a first access, then no fee can be asked; given a second copy, then a reasonable fee with its
    justification can, and Alice is told by letter.
    """
    first = world.identified("access")
    with pytest.raises(WrongState, match="first copy is free"):
        requests.ask_fee(world.house, world.bruno, first, amount="4 €", reason="Impression de 40 pages.")
    world.run(first)
    second = world.identified("access")
    with pytest.raises(UsageError, match="justification"):
        requests.ask_fee(world.house, world.bruno, second, amount="4 €", reason="")
    requests.ask_fee(world.house, world.bruno, second, amount="4 €", reason="Impression de 40 pages.")
    kinds = [letter.kind for letter in requests.request_file(world.house, world.bruno, second).letters]
    assert kinds == ["acknowledgement", "copy-fee"]


# ── portability ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_portability_gives_json_and_csv_with_their_schema(world: World) -> None:
    """S4-18, S3-07. Given Alice's portability request, when it runs, then JSON and CSV leave with a schema."""
    found = files(world, world.run(world.identified("portability")), "portability")
    names = set(found)
    assert {"data.json", "schema.json"} <= names
    assert any(n.endswith(".csv") for n in names)
    data = found["data.json"].decode()
    assert "Alice.Moreau@courriel.example" in data


def test_portability_leaves_out_what_was_inferred_and_says_so(world: World) -> None:
    """S4-19. Given a field flagged inferred and invoices held by duty, when the file is made, then both are left out
    and
    stated with their reason.
    """
    found = files(world, world.run(world.identified("portability")), "portability")
    data = json.loads(found["data.json"])
    text = json.dumps(data, ensure_ascii=False)
    assert '"score"' not in text
    assert "Chaise" not in text
    readme = next(v.decode() for k, v in found.items() if k.endswith(".html"))
    assert "invoice" in readme or "Factures" in readme


# ── rectification ──────────────────────────────────────────────────────────────────────────────────────────────────


def phone(new: str, old: str = "") -> dict[str, str]:
    return {"field": "contact.phone", "old": old, "new": new}


def test_a_rectification_by_mail_needs_no_form(each: World) -> None:
    """S2-34, S3-04. Given a request by e-mail with the old and the new value, when identity is checked and the plan
    runs,
    then the value is the new one, wherever it stood, and the answer shows both.
    """
    request = each.identified("rectification", changes=(phone("06 39 98 00 01", "06 39 98 12 34"),))
    request = each.run(request)
    assert each.outcome(request, "rectification") == "done"
    assert each.rows("customer", "id = 1")[0]["phone"] == "06 39 98 00 01"
    assert each.rows("customer", "id = 2")[0]["phone"] == "06 39 98 55 55"
    said = each.letter(request)
    assert "06 39 98 12 34" in said
    assert "06 39 98 00 01" in said


def test_issued_invoices_are_never_rewritten(each: World) -> None:
    """E1. Given a name that also stands on invoices, when it is rectified, then the customer record changes, the issued
    invoices do not, and the answer says so.
    """
    change = {"field": "identity.name", "old": "Moreau", "new": "Moreau-Lenoir"}
    request = each.run(each.identified("rectification", changes=(change,)))
    assert each.rows("customer", "id = 1")[0]["last_name"] == "Moreau-Lenoir"
    assert {i["billed_to"] for i in each.rows("invoice", "customer_id = 1")} == {"Alice Moreau"}
    assert "facture" in each.letter(request).lower()


def test_a_supplementary_statement_is_kept_as_the_persons(world: World) -> None:
    """S4-10. Given incomplete data, when Alice adds a statement, then it is stored with the request, as hers."""
    change = {**phone("06 39 98 00 01"), "statement": "Je suis joignable le soir."}
    request = world.run(world.identified("rectification", changes=(change,)))
    assert "Je suis joignable le soir." in world.letter(request)
    told = requests.request_file(world.house, access.by_person(world.house), request).messages
    assert [(m.text, m.from_person) for m in told] == [("Je suis joignable le soir.", True)]


# ── erasure ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_erasure_can_be_limited_to_chosen_activities(each: World) -> None:
    """S3-03. Given erasure asked for the letter only, when it runs, then the subscription goes and the rest stays."""
    request = each.run(each.identified("erasure", scope=("letter",)))
    assert [n["email"] for n in each.rows("newsletter")] == ["chloe@courriel.example"]
    assert each.rows("customer", "id = 1")[0]["phone"] == "06 39 98 12 34"
    assert each.outcome(request, "erasure") == "partly"


def test_the_decision_follows_the_facts_that_bruno_states(world: World) -> None:
    """S4-13. Given an erasure request, when a bill is unpaid, then what is needed for the claim stays with 17(3)(e),
    and what rests on consent goes all the same.
    """
    request = world.identified("erasure")
    requests.set_facts(world.house, world.bruno, request, {"unpaid-bill": True})
    request = world.run(world.again(request))
    assert world.rows("customer", "id = 1")[0]["phone"] == "06 39 98 12 34"
    assert [n["email"] for n in world.rows("newsletter")] == ["chloe@courriel.example"]
    assert "17(3)(e)" in world.letter(request)


def test_a_refusal_always_bears_its_reason_the_authority_and_the_court(world: World) -> None:
    """S4-15. Given a request with no ground, when Bruno refuses it, then a motivated letter leaves, with the authority
    and the judge; without a reason he cannot refuse.
    """
    request = world.identified("erasure")
    with pytest.raises(UsageError, match="reasons"):
        requests.refuse(world.house, world.bruno, request, "erasure", ground="duty", reason="")
    law = world.house.law()
    ground = law.rights["erasure"].refusals[0].code
    request = requests.refuse(
        world.house, world.bruno, request, "erasure", ground=ground, reason="Votre dossier est au tribunal."
    )
    assert (request.state, request.rights[0].outcome) == ("closed", "refused")
    said = world.letter(request)
    for wanted in ("Votre dossier est au tribunal.", "CNIL", "juge"):
        assert wanted in said


def test_erased_stays_on_record_as_a_keyed_mark_only(world: World) -> None:
    """Promise 5. Given an erasure done, then a mark recognises the address if it comes back, and nothing in the
    ledger's
    files bears the address itself in clear.
    """
    world.run(world.identified("erasure"))
    hits = tombstones.match(world.house.keyring, "shop", [("email", "alice.moreau@courriel.example")])
    assert len(hits) == 1
    written = b"".join(p.read_bytes() for p in world.house.settings.instance.rglob("*") if p.is_file())
    assert b"alice.moreau" not in written.lower()


# ── reading is an event ────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_a_persons_request_leaves_an_entry_that_cannot_be_edited(world: World) -> None:
    """S0-61. Given Nadia opening Alice's request, then an entry with user, time, record and capacity exists,
    readable by
    person and by staff, and no statement can change it.
    """
    owner = access.by_command(world.house, "owner")
    nadia = staff.add(world.house, owner, email="nadia@lormel.example", name="Nadia", role="owner", password="x" * 12)
    request = world.ask("access")
    requests.request_file(world.house, access.by_staff(nadia), request)
    (entry,) = evidence.readings(world.house, owner, request=request.id)
    assert (entry.actor, entry.at, entry.request) == (f"staff:{nadia.id}", world.clock.now, request.id)
    assert dict(entry.public) == {"what": "request", "capacity": "owner"}
    assert evidence.readings(world.house, owner, staff=nadia.id) == (entry,)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE event SET actor = 'nobody'")


def test_a_phone_alone_finds_the_person_however_it_is_written(world: World) -> None:
    """Given a number stored as 06 39 98 12 34, when a caller gives +33639981234, then it is the same person."""
    contact = Contact(name="Alice", phone="+33639981234", identities=(Identity("customer-number", "unknown"),))
    request = world.confirm(world.filed(contact, "access"))
    assert world.outcome(world.run(request), "access") == "partly"


def test_a_key_given_away_again_is_not_taken_for_alice(each: World) -> None:
    """Databases give keys away again. Given a plan for Alice's row 1, when she leaves and Éva signs up as row 1 before
    it runs, then Éva loses nothing and nothing of hers is read.
    """
    request = each.identified("access", "erasure")
    shown = plans.draw(each.house, each.bruno, [request])
    engine = sa.create_engine(each.url)
    with engine.begin() as c:
        for table in (shop.TICKET, shop.LINE, shop.INVOICE):
            c.execute(table.delete())
        c.execute(shop.CUSTOMER.delete().where(shop.CUSTOMER.c.id == 1))
        c.execute(shop.CUSTOMER.insert(), {"id": 1, "last_name": "Éva Petit", "email": "eva@courriel.example"})
    engine.dispose()
    record = agreement.agree(each.house, each.bruno, [each.again(request)], shown.fingerprint)
    runner.run(each.house, record.id)
    assert each.rows("customer", "id = 1")[0]["email"] == "eva@courriel.example"
    packed = [p for p in packages.of_request(request) if p.kind == "access"]
    assert all(b"eva@courriel" not in packages.open(each.house.keyring, p) for p in packed)
    assert "data/shop/customer.json" not in files(each, request, "access")


def test_a_column_that_the_map_does_not_name_makes_the_copy_partial_and_is_told(world: World) -> None:
    """A copy is whole only if every column was looked at. Given a column that came after the map, when Alice asks for
    access, then it is not handed over, the copy says that it exists, and the outcome is partly; for somebody who has no
    row there, it changes nothing.
    """
    engine = sa.create_engine(world.url)
    with engine.begin() as c:
        c.exec_driver_sql("ALTER TABLE customer ADD COLUMN nickname VARCHAR(40)")
        c.exec_driver_sql("UPDATE customer SET nickname = 'Lili' WHERE id = 1")
    engine.dispose()
    world.house.close()
    request = world.run(world.identified("access"), release=True)
    assert world.outcome(request, "access") == "partly"
    found = files(world, request, "access")
    assert "customer · nickname" in found["index.html"].decode()
    assert all(b"Lili" not in content for content in found.values())
    other = world.run(world.identified("access", email="chloe@courriel.example"))
    assert world.outcome(other, "access") == "done"
