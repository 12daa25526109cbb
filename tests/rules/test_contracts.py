"""What Boutique Lormel's suppliers signed and how they protect its data; what is still to be had from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.rules import contracts
from garant.rules.contracts import Assessment, Gap, ReviewState
from garant.rules.processing import Contract, Organisation, Review, ThirdParty
from tests.rules.sharing import (
    BAILIFF,
    CARRIER,
    COLLECTOR,
    LAST_YEAR,
    PARTNER,
    TAX_OFFICE,
    TERMS,
    TODAY,
    TRANSFERS,
    register,
    with_measures,
    without,
)


def gaps(third: ThirdParty, *measures: str) -> list[tuple[str, str]]:
    declared = register(third, measures=with_measures(*measures))
    found = contracts.gaps(TERMS, TRANSFERS, declared, third, TODAY)
    return [(gap.code, gap.detail) for gap in found]


def lines(third: ThirdParty, place: str = "FR") -> dict[str, bool]:
    declared = register(third)
    declared = replace(declared, organisation=replace(declared.organisation, place=place))
    return {line.clause.id: line.present for line in contracts.clause_lines(TERMS, TRANSFERS, declared, third, TODAY)}


def test_everybody_who_receives_data_is_listed_once_with_what_they_receive() -> None:
    """S0-67: given two recipients in the table of data, when the list of third parties is made, then both appear once,
    with the items that they receive."""
    shop = ThirdParty("atelier", "Atelier Noël", "processor", "company")
    declared = register(shop, CARRIER)
    clients = declared.activities["clients"]
    items = {**clients.items, "courriel": replace(clients.items["courriel"], shared_with=("atelier", "transporteur"))}
    activities = {**declared.activities, "clients": replace(clients, items=items)}
    declared = replace(declared, activities=activities)

    listed = contracts.third_parties(TERMS, TRANSFERS, declared, TODAY)

    assert [(one.third.name, [item for _, item in one.items]) for one in listed] == [
        ("Atelier Noël", ["courriel"]),
        ("Vélo Colis", ["nom", "adresse", "courriel"]),
    ]


def test_with_nobody_the_list_says_so_in_good_french() -> None:
    """S0-68: given the locale fr and no third party, when the list is shown, then its exact text is "Aucun tiers"."""
    assert contracts.third_parties(TERMS, TRANSFERS, register(), TODAY) == ()
    assert TERMS.say("third-parties.none", "fr") == "Aucun tiers"
    assert TERMS.say("third-parties.none", "en") == "No third party"


def test_who_only_gives_us_data_is_not_in_the_list() -> None:
    broker = ThirdParty("courtier", "Fichiers & Cie", "controller")
    declared = register(broker)
    clients = declared.activities["clients"]
    bought = {"courriel": replace(clients.items["courriel"], sources=("third-party",), given_by=("courtier",))}
    declared = replace(declared, activities={"clients": replace(clients, items=bought)})
    assert contracts.third_parties(TERMS, TRANSFERS, declared, TODAY) == ()


@pytest.mark.parametrize(
    ("reviews", "state", "words"),
    [
        ((), "never", "à évaluer"),
        ((Review(LAST_YEAR, "good", date(2026, 11, 23)),), "due", "à revoir"),
        ((Review(LAST_YEAR, "good", date(2026, 11, 24)),), "current", "évalué"),
    ],
)
def test_a_supplier_that_nobody_looked_at_is_to_be_reviewed(
    reviews: tuple[Review, ...], state: ReviewState, words: str
) -> None:
    """S0-69: given a vendor never reviewed, when the list is looked at, then it says "à évaluer"; with a review, its
    score and the date of the next one are kept."""
    supplier = replace(CARRIER, reviews=reviews)
    assert contracts.review_state(TERMS, supplier, TODAY) == state
    assert TERMS.say(f"review.{state}", "fr") == words
    found = [code for code, _ in gaps(supplier)]
    assert found == {"never": ["to-review"], "due": ["review-due"], "current": []}[state]


def test_nobody_reviews_an_authority() -> None:
    assert contracts.review_state(TERMS, TAX_OFFICE, TODAY) == ""
    assert gaps(TAX_OFFICE) == []
    assert gaps(replace(TAX_OFFICE, level="")) == [("authority-unplaced", "")]


@pytest.mark.parametrize(
    ("missing", "clause"), [("protection", "C1"), ("audit", "C2"), ("purpose", "C3"), ("forwarding", "C4")]
)
def test_a_contract_without_one_of_the_four_clauses_has_a_gap(missing: str, clause: str) -> None:
    """S0-71: given a contract without C1, when its clauses are looked at, then the gap is listed; and so for the other
    three."""
    covering = [c.id for c in TERMS.clauses.values() if c.covers == missing]
    partner = replace(PARTNER, contract=Contract("C-20", LAST_YEAR, purposes=("contact",), clauses=CARRIER_FOUR))
    assert TERMS.clauses[missing].number == clause
    assert ("clause", missing) not in gaps(partner)
    assert ("clause", missing) in gaps(without(partner, missing, *covering))


CARRIER_FOUR = dict.fromkeys(("protection", "audit", "purpose", "forwarding"), LAST_YEAR)


def test_the_clauses_of_article_28_stand_for_the_four_where_they_say_as_much() -> None:
    """E.6: security is C1, information and audits C2, rights C4; subject and instructions are C3 only together."""
    processor = without(CARRIER, "protection", "audit", "purpose", "forwarding")
    assert all(lines(processor).values())
    assert lines(without(processor, "instructions"))["purpose"] is False
    assert lines(without(processor, "rights"))["forwarding"] is False
    assert gaps(without(processor, "instructions")) == [("clause", "purpose"), ("clause", "instructions")]


def test_a_processor_in_the_union_answers_thirteen_lines_and_one_in_morocco_four() -> None:
    assert len(lines(CARRIER)) == 13
    assert list(lines(CARRIER, place="MA")) == ["protection", "audit", "purpose", "forwarding"]
    assert list(lines(PARTNER)) == ["protection", "audit", "purpose", "forwarding"]
    assert lines(BAILIFF) == {}


def test_with_the_right_to_audit_the_next_one_has_a_date_and_the_last_one_a_result() -> None:
    """S0-72: given clause C2 present, when an audit is planned, then its date is kept, and its results are stored."""
    declared = register(CARRIER)
    (listed,) = contracts.third_parties(TERMS, TRANSFERS, declared, TODAY)
    last = contracts.latest(CARRIER)
    assert last is not None
    assert (lines(CARRIER)["audit"], listed.next) == (True, date(2027, 11, 3))
    assert (last.done, last.result) == (LAST_YEAR, "good")

    assert CARRIER.contract is not None
    planned = replace(CARRIER, contract=replace(CARRIER.contract, audit=date(2026, 12, 7)))
    assert contracts.next_look(planned) == date(2026, 12, 7)
    assert contracts.may_audit(TERMS, planned, TODAY)
    assert not contracts.may_audit(TERMS, without(planned, "audit", "information"), TODAY)

    past = replace(CARRIER, contract=replace(CARRIER.contract, audit=date(2026, 11, 20)))
    assert contracts.review_state(TERMS, past, TODAY) == "due"  # planned, and not done

    audited = replace(planned, reviews=(Review(date(2026, 12, 8), "gaps"),))
    assert contracts.next_look(audited) is None  # it was done


def test_a_company_without_its_confidentiality_undertaking_has_a_gap() -> None:
    """S1-52: given an outside company, when its undertaking of strict confidentiality is missing, then it is a gap."""
    unsigned = without(replace(CARRIER, undertakings={}), "confidentiality")
    assert ("undertaking", "confidentiality") in gaps(unsigned)
    assert ("undertaking", "confidentiality") in gaps(replace(COLLECTOR, undertakings={}))
    assert gaps(replace(CARRIER, undertakings={})) == []  # the clause of art. 28(3)(b) says the same


def test_a_partner_without_our_second_factor_has_a_gap() -> None:
    """S3-28: given a measure that we ask of ourselves (a second factor), when a partner lacks it, then it is a gap."""
    assert gaps(CARRIER, "passwords", "second-factor") == []
    reviewed = replace(CARRIER, reviews=(Review(LAST_YEAR, "gaps", date(2027, 11, 3), ("passwords",)),))
    assert gaps(reviewed, "passwords", "second-factor") == [("measure-missing", "second-factor")]
    assert gaps(reviewed, "passwords") == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (("passwords", "second-factor", "firewall"), Assessment(23, "good", ())),
        (("passwords", "second-factor"), Assessment(15, "gaps", ("firewall",))),
        (("passwords",), Assessment(8, "bad", ("second-factor", "firewall"))),
        ((), Assessment(0, "bad", ("passwords", "second-factor", "firewall"))),
    ],
)
def test_answers_are_held_against_our_own_measures(shown: tuple[str, ...], expected: Assessment) -> None:
    declared = register(measures=with_measures("firewall", "passwords", "second-factor", "locked-cabinet"))
    assert contracts.assess(TERMS, declared, shown) == expected


def test_a_payment_provider_shows_its_certification_and_joint_controllers_their_arrangement() -> None:
    provider = replace(CARRIER, kind="payment-provider")
    assert gaps(provider) == [("certification", "")]
    assert gaps(replace(provider, certification="PCI DSS 4.0")) == []
    joint = ThirdParty("jumeau", "Lormel Belgique", "joint-controller", "company")
    assert ("joint-arrangement", "") in gaps(joint)


def test_a_kind_that_nobody_knows_is_told_and_judged_by_its_role() -> None:
    strange = replace(PARTNER, kind="oracle", contract=None)
    assert gaps(strange) == [("kind-unknown", "oracle"), ("contract-missing", ""), ("to-review", "")]


def test_a_gap_bears_what_it_rests_on() -> None:
    third = without(CARRIER, "sub-processors")
    found = contracts.gaps(TERMS, TRANSFERS, register(third), third, TODAY)
    assert found == (Gap("transporteur", "clause", "gdpr/28/3/d", "sub-processors"),)


def test_a_moroccan_shop_knows_no_transfer_out_of_the_union() -> None:
    """The packs of its place have no such rule, and none is guessed."""
    declared = replace(register(CARRIER), organisation=Organisation("Racines", "dpo@racines.example", "MA"))
    abroad = replace(CARRIER, country="MA")
    assert [g.code for g in contracts.gaps(TERMS, TRANSFERS, declared, abroad, TODAY)] == []
