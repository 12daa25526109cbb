"""Bruno is asked for customers' data: each answer is kept before anything goes, and taken back when a case is over."""

from __future__ import annotations

from datetime import date

import pytest

from garant.actions import access, paper, register, requests, sharing, staff
from garant.actions.sharing import Asked
from garant.errors import NotFound, Refused, UsageError, WrongState
from garant.law.sharing import read_sharing
from garant.ledger import outbox
from garant.ledger.events import readings
from garant.ledger.tables import EventRow, LetterRow
from garant.press.letter import Letter
from tests.actions.conftest import World
from tests.actions.sharing import NOBODY, REGISTER, TRAINING, account, declare, nadia

CHECKED = frozenset(read_sharing().checklist)
DELIVERY = Asked("transporteur", "sale.delivery", ("identity.name", "identity.code"), "contract", persons=1)
DEBT = Asked("recouvrement", "debt.recovery", ("identity.name",), "contract", case="F-2026-0118", unpaid=True)


def told(type_: str) -> list[str]:
    """The public part of every event of a type."""
    return list(EventRow.objects.filter(type=type_).order_by("id").values_list("public", flat=True))


def test_what_the_carrier_gets_is_kept_with_what_it_does_not(world: World) -> None:
    declare(world)
    shared = sharing.share(world.house, world.bruno, DELIVERY)

    assert shared.decision.allowed
    kept = shared.disclosure.said
    assert (kept.recipient, kept.categories, kept.removed) == (
        "transporteur",
        ("identity.name",),
        {"identity.code": "not-needed"},
    )
    assert (kept.why, kept.persons, kept.register > 0) == ("contract", 1, True)
    assert sharing.log(world.house, world.bruno) == (shared.disclosure,)
    (event,) = told("disclosure.allowed")
    assert '"recipient":"transporteur"' in event


def test_a_refusal_is_kept_as_such(world: World) -> None:
    declare(world)
    asked = Asked("transporteur", "prospecting.send", ("identity.name",), "contract")
    shared = sharing.share(world.house, world.bruno, asked)

    assert not shared.decision.allowed
    assert shared.disclosure.said.refusals == (("purpose-not-in-contract", "prospecting.send"),)
    assert shared.disclosure.said.categories == ()
    assert (len(told("disclosure.refused")), told("disclosure.allowed")) == (1, [])

    explained = sharing.explain(world.house, shared.decision.refusals[0], "fr")
    assert (explained.text, explained.about) == (
        "Cette finalité ne figure pas au contrat.",
        "Envoyer des sollicitations",
    )
    assert explained.article.startswith("RGPD, art. 5(1)(b)")


def test_an_authority_disclosure_keeps_its_level_and_its_nature(world: World) -> None:
    """S2-12: given a disclosure to a public authority, when it is recorded, then both its level (local, national…) and
    its nature (judicial, administrative) are stored."""
    declare(world)
    asked = Asked(
        "police",
        "security",
        ("identity.name", "contact.address"),
        "legal-duty",
        "CPP, art. 60-1",
        persons=1,
        mode="indirect",
        case="PV 2026/118",
        criminal=True,
        checked=CHECKED,
    )
    said = sharing.share(world.house, world.bruno, asked).disclosure.said
    assert (said.allowed, said.level, said.nature, said.mode) == (True, "national", "judicial", "indirect")
    assert said.references == {"reference": "CPP, art. 60-1", "case": "PV 2026/118"}
    (event,) = told("disclosure.allowed")
    assert '"level":"national"' in event
    assert "2026/118" not in event  # what was quoted stays sealed


def test_a_settled_bill_is_taken_back_from_whoever_was_to_recover_it(world: World) -> None:
    """S1-58: given a debt that is settled, when it would be given to a debt collector, then it is blocked, and the
    earlier recipient is asked to erase."""
    declare(world)
    first = sharing.share(world.house, world.bruno, DEBT)
    assert first.decision.allowed

    world.clock.pass_days(10)
    again = Asked("recouvrement", "debt.recovery", ("identity.name",), "contract", case="F-2026-0118", unpaid=False)
    shared = sharing.share(world.house, world.bruno, again)

    assert [r.code for r in shared.decision.refusals] == ["no-debt"]
    assert shared.asked_to_erase == (first.disclosure.id,)
    (letter,) = LetterRow.objects.filter(kind="recipient")
    opened = outbox.opened(world.house.keyring, letter.id)
    assert opened.to == "dossiers@creances.example"
    text = " ".join(Letter.of_json(opened.body).text.split())
    assert "lundi 23 novembre 2026" in text
    assert "F-2026-0118" in text
    assert "Effacez-les de tous vos systèmes" in text
    assert len(told("disclosure.settled")) == 1

    assert sharing.share(world.house, world.bruno, again).asked_to_erase == ()  # asked once


def test_bruno_settles_a_bill_and_each_recipient_is_asked(world: World) -> None:
    declare(world)
    sharing.share(world.house, world.bruno, DEBT)
    bailiff = Asked("huissier", "debt.recovery", ("identity.name",), "contract", case="f-2026-0118 ", unpaid=True)
    sharing.share(world.house, world.bruno, bailiff)
    world.clock.pass_days(3)

    settled = sharing.settle(world.house, world.bruno, "F-2026-0118", on=date(2026, 11, 25))

    assert [(d.said.recipient, d.settled) for d in settled] == [
        ("recouvrement", date(2026, 11, 25)),
        ("huissier", date(2026, 11, 25)),
    ]
    (by_post,) = paper.waiting(world.house, world.bruno)  # nobody knows an address of the bailiff's
    text = " ".join(paper.opened(world.house, world.bruno, by_post.id).text.split())
    assert "Ce dossier est réglé depuis le mercredi 25 novembre 2026" in text
    assert text.startswith("Le 26 novembre 2026 · dossier f-2026-0118 Bonjour,")
    assert sharing.settle(world.house, world.bruno, "F-2026-0118") == ()


def test_a_case_of_which_nobody_was_told_cannot_be_settled(world: World) -> None:
    declare(world)
    with pytest.raises(NotFound, match="Nothing was given to anybody"):
        sharing.settle(world.house, world.bruno, "F-2026-0999")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (Asked("voisin", "sale.delivery", ("identity.name",), "contract"), NotFound),
        (Asked("transporteur", "sale.deliveries", ("identity.name",), "contract"), UsageError),
        (Asked("transporteur", "sale.delivery", ("identity.nam",), "contract"), UsageError),
        (Asked("transporteur", "sale.delivery", ("identity.name",), "agreement", "alice@x.example"), UsageError),
    ],
)
def test_what_no_rule_could_judge_is_no_question(world: World, asked: Asked, error: type[Exception]) -> None:
    declare(world)
    with pytest.raises(error):
        sharing.share(world.house, world.bruno, asked)
    assert sharing.log(world.house, world.bruno) == ()


def test_the_dpo_advises_and_gives_nothing_away(world: World) -> None:
    declare(world)
    dpo = access.by_staff(account(world, "Dora", "dpo"))
    with pytest.raises(Refused):
        sharing.share(world.house, dpo, DELIVERY)
    assert sharing.third_parties(world.house, dpo)


def test_the_list_names_each_third_party_with_what_is_missing(world: World) -> None:
    declare(world)
    listed = {one.third.id: one for one in sharing.third_parties(world.house, world.bruno)}
    assert list(listed) == ["recouvrement", "police", "transporteur", "huissier"]  # by name
    carrier = listed["transporteur"]
    assert carrier.items == (("clients", "nom"), ("clients", "adresse"))
    assert carrier.review == "never"
    missing = [gap.detail for gap in carrier.gaps if gap.code == "clause"]
    assert "protection" not in missing  # the clause of security says as much
    assert missing[:3] == ["audit", "purpose", "forwarding"]
    assert declare(world, NOBODY) is world
    register.apply(world.house, nadia(world), NOBODY, "register.yaml", remove=True)
    assert sharing.third_parties(world.house, world.bruno) == ()


def test_a_review_is_kept_in_the_register_with_its_result_and_the_next_date(world: World) -> None:
    declare(world)
    declare(world, TRAINING_ADDED)
    assessment = sharing.review(
        world.house, nadia(world), "transporteur", ["passwords"], following=date(2027, 11, 23), note="Visite du dépôt."
    )

    assert (assessment.result, assessment.missing) == ("bad", ("second-factor", "staff-training"))
    (kept,) = world.house.declared().recipients["transporteur"].reviews
    assert (kept.done, kept.result, kept.next, kept.measures) == (
        date(2026, 11, 23),
        "bad",
        date(2027, 11, 23),
        ("passwords",),
    )
    listed = {one.third.id: one for one in sharing.third_parties(world.house, world.bruno)}["transporteur"]
    assert (listed.review, listed.next) == ("current", date(2027, 11, 23))
    assert [g.detail for g in listed.gaps if g.code == "measure-missing"] == ["second-factor", "staff-training"]

    with pytest.raises(UsageError, match="No supplier is asked"):
        sharing.review(world.house, nadia(world), "transporteur", ["moat"], following=date(2027, 11, 23))
    with pytest.raises(UsageError, match="lies in the past"):
        sharing.review(world.house, nadia(world), "transporteur", [], following=date(2026, 11, 23))


def test_an_audit_is_planned_where_the_contract_gives_the_right_to_it(world: World) -> None:
    """S0-72: given clause C2 present, when an audit is planned, then its date is kept, and its result is stored after
    it; without that clause there is nothing to plan."""
    declare(world)
    with pytest.raises(WrongState, match="no right to audit"):
        sharing.plan_audit(world.house, nadia(world), "transporteur", date(2026, 12, 7))

    clause = REGISTER.replace("clauses: {security: 2025-11-03}", "clauses: {security: 2025-11-03, audit: 2025-11-03}")
    declare(world, clause)
    with pytest.raises(UsageError, match="This day is past"):
        sharing.plan_audit(world.house, nadia(world), "transporteur", date(2026, 11, 23))
    sharing.plan_audit(world.house, nadia(world), "transporteur", date(2026, 12, 7))

    def carrier() -> sharing.Listed:
        return next(one for one in sharing.third_parties(world.house, world.bruno) if one.third.id == "transporteur")

    assert (carrier().review, carrier().next) == ("never", date(2026, 12, 7))
    world.clock.pass_days(15)
    sharing.review(world.house, nadia(world), "transporteur", [], following=date(2027, 12, 8))
    assert (carrier().review, carrier().next) == ("current", date(2027, 12, 8))
    assert [review.result for review in carrier().third.reviews] == ["bad"]


TRAINING_ADDED = NOBODY + TRAINING


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_lawyer_gets_the_four_clauses_those_of_article_28_and_the_notice(world: World, form: str) -> None:
    """S0-70: given the clause pack, when it is exported for the lawyer, then it holds C1 to C4 and the notice that it
    is no legal advice."""
    declare(world)
    pack = sharing.clause_pack(world.house, world.bruno, form=form)
    for clause in ("C1", "C2", "C3", "C4", "28(3)(a)", "28(3)(h)"):
        assert f"{clause} – " in pack
    assert "À faire relire par votre conseil" in pack
    assert "pas un avis juridique" in pack
    assert "Annexe à remplir" in pack


def test_for_one_supplier_the_pack_holds_what_its_contract_lacks(world: World) -> None:
    declare(world)
    pack = sharing.clause_pack(world.house, world.bruno, form="md", recipient="transporteur", language="en")
    assert "C2 – Right to audit" in pack
    assert "28(3)(c)" not in pack
    assert "not legal advice" in pack
    with pytest.raises(NotFound):
        sharing.clause_pack(world.house, world.bruno, recipient="voisin")


def test_what_is_declared_against_a_promise_is_told(world: World) -> None:
    declare(world)
    assert sharing.promises_broken(world.house, world.bruno) == ()
    selling = "cession: {name: Céder le fichier, kind: prospecting.cession, basis: consent}"
    text = f"activities: {{prospects: {{name: Prospects, purposes: {{{selling}}}}}}}\n"
    head = NOBODY.replace("place: FR", "place: FR, promises: [commercial-disclosure]")
    declare(world, head + text)
    (broken,) = sharing.promises_broken(world.house, world.bruno)
    assert (broken.place, broken.promise) == ("prospects.cession", "commercial-disclosure")


def test_the_workshop_opens_no_customers_request_and_the_attempt_is_noted(world: World) -> None:
    """S1-53: given a user outside the sales and administrative staff, when they open a client's record, then it is
    denied and logged."""
    declare(world)
    request = world.ask("access")
    sven = access.by_staff(account(world, "Sven", function="atelier", trained=date(2026, 9, 1)))
    bruno = access.by_staff(account(world, "Bruno", function="ventes", trained=date(2026, 9, 1)))

    with pytest.raises(Refused, match="Your function has no data"):
        requests.request_file(world.house, sven, request)
    assert readings(world.house.keyring) == []
    (noted,) = told("access.refused")
    assert '"why":"outside"' in noted
    assert EventRow.objects.get(type="access.refused").actor == f"staff:{sven.id}"

    requests.request_file(world.house, bruno, request)
    assert [reading.actor for reading in readings(world.house.keyring)] == [f"staff:{bruno.id}"]


def test_once_staff_is_trained_bruno_waits_for_his_date(world: World) -> None:
    """And what he may not do meanwhile is noted with its reason; the owner enters the date, and it is noted too."""
    declare(world)
    declare(world, TRAINING_ADDED)
    request = world.ask("access")
    added = account(world, "Bruno", function="ventes")
    with pytest.raises(Refused, match="no training date"):
        requests.request_file(world.house, access.by_staff(added), request)
    assert '"why":"untrained"' in told("access.refused")[0]

    placed = staff.place(world.house, nadia(world), added.id, function="ventes", trained=date(2026, 11, 20), until=None)
    requests.request_file(world.house, access.by_staff(placed), request)
    assert '"trained":"2026-11-20"' in told("staff.placed")[0]


def test_the_matrix_says_who_reads_what(world: World) -> None:
    declare(world)
    lines = {each.role.id: each for each in staff.matrix(world.house, nadia(world))}
    assert {name: (line.activities, line.state) for name, line in lines.items()} == {
        "ventes": ({"clients": "use"}, "granted"),
        "atelier": ({}, "outside"),
        "direction": ({"clients": "read"}, "granted"),
        "commissaire": ({"clients": "read"}, "granted"),
    }
    later = {each.role.id: each.state for each in staff.matrix(world.house, nadia(world), date(2026, 12, 1))}
    assert later["commissaire"] == "ended"


@pytest.mark.parametrize(("function", "trained"), [("cuisine", None), ("ventes", date(2026, 11, 24))])
def test_an_account_has_a_function_of_the_register_and_a_training_that_was(
    world: World, function: str, trained: date | None
) -> None:
    declare(world)
    added = account(world, "Bruno")
    with pytest.raises(UsageError):
        staff.place(world.house, nadia(world), added.id, function=function, trained=trained, until=None)
    with pytest.raises(UsageError):
        account(world, "Chloé", function=function, trained=trained)
    assert told("staff.placed") == []
