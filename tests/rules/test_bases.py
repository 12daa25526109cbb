"""Nadia answers plain questions and each purpose gets one basis; consent is where they end, not where they begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.law.bases import Call, Question, Weight, Wrong, read_assistant
from garant.law.packs import read_law
from garant.law.provisions import Law
from garant.law.purposes import read_purposes
from garant.rules import bases
from garant.rules.bases import Proposal
from garant.rules.processing import Duration, Item, Processing, Purpose, Register
from tests.rules.declared import lormel

ASSISTANT = read_assistant()
KINDS = read_purposes()


def proposed(kind: str, **answers: bool) -> Proposal:
    return bases.propose(KINDS[kind], {name.replace("_", "-"): said for name, said in answers.items()}, ASSISTANT)


def law(place: str = "FR") -> Law:
    return read_law(place, date(2026, 11, 23))


def sale(kind: str, *, register: Register | None = None, **said: object) -> tuple[Register, Processing, Purpose]:
    """Lormel's customers, with one more purpose of this kind that their address serves."""
    read = register or lormel()
    purpose = Purpose("p", {"fr": "But"}, kind, **said)  # type: ignore[arg-type]  # fields of Purpose
    activity = read.activities["customers"]
    items = {"address": Item("address", "contact.address", sources=("form",), purposes=("p",))}
    return read, replace(activity, purposes={"p": purpose}, items=items), purpose


def open_asks(register: Register, activity: Processing, purpose: Purpose) -> dict[str, bool | None]:
    return {ask.id: ask.closed for ask in bases.asks(register, activity, purpose, ASSISTANT)}


# ── the basis ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_invoicing_rests_on_the_contract_or_on_the_law_and_never_on_consent() -> None:
    """S3-20: given the purpose "facturation", then a contract or a legal duty is proposed, not consent.
    S2-24: given invoicing, then the basis is the contract.
    """
    assert proposed("sale.invoice").basis == "contract"
    assert proposed("sale.invoice", only_because_law=False) == Proposal("contract", True, "gdpr/6/1/b")
    assert proposed("sale.invoice", only_because_law=True).basis == "legal-obligation"
    wrong = Purpose("p", {"fr": "Facturer"}, "sale.invoice", basis="consent")
    (objection,) = bases.objections(wrong, ASSISTANT)
    assert objection.source == "gdpr/7/4"
    assert "contrat" in objection.text["fr"]
    assert bases.objections(replace(wrong, basis="contract"), ASSISTANT) == ()


def test_accounts_rest_on_the_law_without_a_question() -> None:
    """S2-25: given statutory accounting, then its basis is the legal obligation."""
    assert proposed("accounting") == Proposal("legal-obligation", True, "gdpr/6/1/c")


def test_offers_by_mail_rest_on_consent_unless_to_customers_about_the_like() -> None:
    assert proposed("prospecting.send").basis == "consent"
    assert proposed("prospecting.send", already_customer=False, on_paper=False) == Proposal(
        "consent", True, "gdpr/6/1/a"
    )
    customers = proposed("prospecting.send", already_customer=True)
    assert (customers.basis, customers.source) == ("legitimate-interest", "fr/cpce/L34-5")


def test_statistics_rest_on_a_legitimate_interest_that_is_weighed() -> None:
    found = proposed("statistics.sales", law_orders=False)

    assert (found.basis, found.sure) == ("legitimate-interest", True)
    assert [weight.id for weight in found.balance] == ["necessary", "expected", "harmful", "children", "refusal"]
    fair = {"necessary": True, "expected": True, "harmful": False, "children": False, "refusal": True}
    assert bases.weigh(fair, ASSISTANT) == "holds"
    assert bases.weigh(fair | {"harmful": True}, ASSISTANT) == "fails"
    assert bases.weigh({"necessary": True}, ASSISTANT) == "open"


def test_audience_measurement_is_its_own_purpose_with_its_exemption_test() -> None:
    """S1-26: given an analytics tool, then the test of its exemption (13 and 25 months, nothing combined) is asked, and
    without it consent is needed.
    """
    asked = proposed("statistics.audience")
    (question,) = asked.asks

    assert asked.basis == "consent"
    assert "13 mois" in question.text["fr"]
    assert "25 mois" in question.text["fr"]
    assert proposed("statistics.audience", exempt_tracker=True).basis == "legitimate-interest"
    assert proposed("statistics.audience", exempt_tracker=False).basis == "consent"
    assert open_asks(*sale("statistics.audience"))["exempt-audience"] is False


def test_what_a_sale_needs_is_never_made_to_rest_on_consent_whatever_is_answered() -> None:
    for kind in KINDS.values():
        said: dict[str, bool] = {}
        while (found := bases.propose(kind, said, ASSISTANT)).asks:
            said[found.asks[0].id] = False
        purpose = Purpose("p", kind.name, kind.id, basis=found.basis)
        assert bases.objections(purpose, ASSISTANT) == (), kind.id


def test_a_public_body_is_asked_for_its_mission() -> None:
    said = {"contract-needs": False, "law-orders": False}

    assert "public-mission" not in {q.id for q in bases.propose(KINDS["members"], {}, ASSISTANT, "private").asks}
    found = bases.propose(KINDS["members"], said | {"public-mission": True}, ASSISTANT, "public")
    assert (found.basis, found.source) == ("public-interest", "gdpr/6/1/e")


def test_every_text_of_the_assistant_is_in_both_languages_and_its_sources_are_known() -> None:
    sources = law().sources
    told: list[Question | Weight | Wrong | Call] = [
        *ASSISTANT.questions.values(),
        *ASSISTANT.balance.values(),
        *ASSISTANT.wrong,
        *ASSISTANT.calls,
    ]

    assert [t for t in told if set(t.text) != {"fr", "en"}] == []
    assert sorted({t.source for t in told} - set(sources)) == []
    plain = [t.text["fr"] for t in told]
    assert [t for t in plain if any(f" {sign}" in t for sign in ":;?!»")] == [], "French signs take a no-break space"
    assert all(any(way.scope.holds(kind) for way in ASSISTANT.ways) for kind in KINDS)


# ── what a purpose calls for ────────────────────────────────────────────────────────────────────────────────────────


def test_a_sale_lets_consent_follow_only_for_what_it_needs() -> None:
    """S0-27: given a datum of a sale, then the branch "implied consent, or contract" is asked for, datum by datum."""
    assert open_asks(*sale("sale.order"))["implied"] is False
    assert open_asks(*sale("sale.order", necessary={"address": True}))["implied"] is True


def test_a_credit_check_still_asks_for_express_consent_before_disclosure() -> None:
    """S0-28: given a credit check, then express consent for the disclosure is still asked for."""
    found = open_asks(*sale("sale.credit-check"))
    assert "credit-disclosure" in found
    assert "implied" not in found


def test_a_special_order_asks_for_its_supplier_as_a_recipient() -> None:
    """S0-29: given a special order, then the supplier becomes a possible recipient."""
    assert open_asks(*sale("sale.special-order"))["supplier"] is False


def test_a_delivery_asks_for_its_carrier_until_one_is_listed() -> None:
    """S0-30: given a delivery, then the carrier is prompted for among the third parties."""
    register, activity, purpose = sale("sale.delivery")
    assert open_asks(register, activity, purpose)["carrier"] is False
    assert open_asks(register, replace(activity, recipients=("mistral",)), purpose)["carrier"] is True


def test_a_return_is_kept_for_the_after_sales_period() -> None:
    """S0-31: given a return, then its retention is linked to the after-sales period."""
    register, activity, purpose = sale("sale.return")
    (ask,) = [a for a in bases.asks(register, activity, purpose, ASSISTANT) if a.id == "after-sales"]

    assert ask.closed is False
    suggested = Duration(**ask.call.suggests)  # type: ignore[arg-type]  # fields of Duration
    assert suggested == Duration(years=2, clock="delivery", rule="RET-09")
    kept = replace(purpose, durations=(suggested,))
    assert open_asks(register, activity, kept)["after-sales"] is True


def test_what_a_purpose_does_not_need_is_optional_and_asked_for() -> None:
    """S0-32: given the date of birth for a delivery, when the answer is "not necessary", then it moves to opt-in."""
    _, _, purpose = sale("sale.delivery", necessary={"birth": False, "address": True})

    assert bases.standing(purpose, "birth") == "opt-in"
    assert bases.standing(purpose, "address") == "carried"
    assert bases.standing(purpose, "phone") == "unsaid"


def test_marketing_asks_for_each_channel_what_it_needs() -> None:
    """S0-36: given marketing, then an opt-in or opt-out requirement is created for each channel."""
    assert "channels" in open_asks(*sale("prospecting.send"))
    assert {c.channel: c.mode for c in bases.channels(law())} == {
        "email": "opt-in",
        "sms": "opt-in",
        "phone": "opt-in",
        "post": "opt-out",
    }


def test_a_loyalty_programme_is_of_one_company() -> None:
    """S0-37: given a loyalty programme, then it is asked whether it is of a single company."""
    assert "single-company" in open_asks(*sale("loyalty"))


def test_following_a_relationship_can_be_objected_to() -> None:
    """S0-38: given customer relations, then objection is possible, and noted for each person."""
    found = [a for a in bases.asks(*sale("relations"), ASSISTANT) if a.id == "objection"]
    assert found[0].call.source == "gdpr/21/1"
    assert "notée" in found[0].call.text["fr"]


def test_a_message_can_be_refused_by_its_class() -> None:
    """S2-26: given contact and information, then the rule of objection goes by the class of message."""
    assert "message-classes" in open_asks(*sale("contact"))
    assert "message-classes" not in open_asks(*sale("sale.order"))


def test_a_transfer_of_a_domain_asks_for_its_registrar() -> None:
    """S2-16: given the transfer of a domain to another registrar, then the registrar is a recipient to list and log."""
    assert open_asks(*sale("hosting.transfer"))["registrar"] is False


def test_enrichment_says_its_source_and_owes_the_notice_of_art_14() -> None:
    """S1-20: given data got from others, then the source is noted and each person is told within a month."""
    register, activity, purpose = sale("prospecting.enrich")
    bought = Item("address", "contact.address", sources=("third-party",), purposes=("p",))
    told = replace(bought, given_by=("mistral",), informed=date(2026, 11, 2))

    (ask,) = [
        a
        for a in bases.asks(register, replace(activity, items={"address": bought}), purpose, ASSISTANT)
        if a.id == "source-notice"
    ]
    assert (ask.closed, ask.call.source) == (False, "gdpr/14/3")
    assert open_asks(register, replace(activity, items={"address": told}), purpose)["source-notice"] is True


def test_a_datum_that_does_not_say_what_it_is_needed_for_is_in_the_minimisation_report() -> None:
    """S2-50: given an item without a statement of necessity, then it is listed in the minimisation report."""
    assert bases.unexplained(lormel()) == (("customers", "name"), ("letter", "email"))


@pytest.mark.parametrize("place", ["FR", "BE", "MA", "CA"])
def test_channels_are_never_guessed(place: str) -> None:
    for channel in bases.channels(law(place)):
        assert (channel.mode == "unknown") == (channel.consent is None)
