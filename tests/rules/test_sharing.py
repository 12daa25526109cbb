"""Boutique Lormel is asked for its customers' data. What may go, to whom, and what it answers otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from garant.rules.processing import Contract, Processing, Purpose, ThirdParty
from garant.rules.sharing import Asked, Reason, contradictions, may_share
from tests.rules.sharing import (
    BAILIFF,
    CARRIER,
    COLLECTOR,
    LAST_YEAR,
    MEDIATOR,
    PARTNER,
    POLICE,
    TAX_OFFICE,
    TERMS,
    TODAY,
    TRANSFERS,
    codes,
    decide,
    left_out,
    register,
)

CHECKED = frozenset(TERMS.checklist)


def test_the_carrier_gets_what_its_contract_and_its_work_ask_for() -> None:
    decision = decide(CARRIER, "sale.delivery", "identity.name", "contact.address", reason="contract")

    assert decision.allowed
    assert decision.categories == ("identity.name", "contact.address")
    assert decision.sources == ("gdpr/28/3", "ns48/recipients")


def test_a_new_third_party_gets_nothing_until_a_purpose_and_a_contract_are_there() -> None:
    """S2-07: given a new third party, when data would be shared with it, then nothing goes until a purpose and a
    contract exist."""
    new = ThirdParty("neuf", "Imprimerie Neuve", "processor", need=("identity.name",))
    signed = replace(new, contract=Contract("C-40", LAST_YEAR))
    named = replace(new, contract=Contract("C-40", LAST_YEAR, purposes=("sale.invoice",)))

    assert codes(decide(new, "sale.invoice", "identity.name", reason="contract")) == ["contract-missing"]
    assert codes(decide(signed, "sale.invoice", "identity.name", reason="contract")) == ["contract-without-purpose"]
    assert decide(named, "sale.invoice", "identity.name", reason="contract").allowed
    unknown = may_share(TERMS, TRANSFERS, register(), Asked("neuf", "sale.invoice", ("identity.name",)), TODAY)
    assert codes(unknown) == ["recipient-unknown"]


def test_a_company_without_a_contract_is_refused() -> None:
    """S1-51: given an outside company that is to perform a contract, when it has none with us, then it is refused."""
    company = ThirdParty("atelier", "Atelier Noël", "controller", "company", need=("identity.name",))
    over = replace(company, contract=Contract("C-1", LAST_YEAR, date(2026, 11, 22), ("sale",)))

    assert codes(decide(company, "sale.order", "identity.name", reason="contract")) == ["contract-missing"]
    assert codes(decide(over, "sale.order", "identity.name", reason="contract")) == ["contract-over"]


def test_a_purpose_that_the_contract_does_not_name_is_blocked() -> None:
    """S0-73: given clause C3, when data would be shared for a purpose that is not in the contract, then it is
    blocked."""
    decision = decide(CARRIER, "prospecting.send", "identity.name", "contact.address", reason="contract")

    assert not decision.allowed
    assert decision.refusals == (Reason("purpose-not-in-contract", "prospecting.send"),)
    assert decision.categories == ()


@pytest.mark.parametrize("reason", ["", "because"])
def test_without_a_reason_code_nothing_is_disclosed(reason: str) -> None:
    """S3-27: given data that persons gave us, when they would be disclosed without a reason code (agreement, contract,
    legal duty), then it is blocked."""
    assert codes(decide(CARRIER, "sale.delivery", "identity.name", reason=reason)) == ["reason-missing"]


def test_an_agreement_has_its_proof_and_is_no_reason_for_the_police() -> None:
    missing = decide(PARTNER, "contact", "contact.email", reason="agreement")
    assert codes(missing) == ["reference-missing"]

    unfit = decide(POLICE, "security", "identity.name", reason="agreement", reference="A-1", mode="indirect")
    assert Reason("reason-unfit", "legal-duty") in unfit.refusals, "it names the reasons that hold"


@pytest.mark.parametrize(
    ("promise", "purpose"),
    [
        ("cession", "prospecting.cession"),
        ("rental", "prospecting.rental"),
        ("exchange", "prospecting.exchange"),
        ("disclosure", "contact"),
    ],
)
def test_a_promise_holds_unless_a_law_asks_otherwise(promise: str, purpose: str) -> None:
    """S1-09: given the promise that data are neither sold, rented out, exchanged nor disclosed, when an export to a
    partner is attempted, then it is blocked unless a legal duty is referred to."""
    facts: dict[str, Any] = {"persons": 10, "until": date(2027, 1, 31)}
    before = decide(PARTNER, purpose, "contact.email", reason="agreement", reference="A-7", **facts)
    assert before.allowed

    decision = decide(
        PARTNER, purpose, "contact.email", promises=(promise,), reason="agreement", reference="A-7", **facts
    )
    assert decision.refusals == (Reason("promise", promise),)

    unnamed = decide(PARTNER, purpose, "contact.email", promises=(promise,), reason="legal-duty", **facts)
    assert "legal-text" in codes(unnamed)
    law = decide(
        PARTNER, purpose, "contact.email", promises=(promise,), reason="legal-duty", reference="C. com. L. 1", **facts
    )
    assert law.allowed


def test_a_processor_is_no_third_party_to_whom_one_would_disclose() -> None:
    decision = decide(CARRIER, "sale.delivery", "identity.name", promises=("disclosure",), reason="contract")
    assert decision.allowed


def test_the_commercial_promise_knows_no_exception_and_is_held_against_what_is_declared() -> None:
    """S2-20: given the promise that nothing is passed on for commercial ends, when a purpose "cession" is declared,
    then it is a contradiction; and no such disclosure is allowed."""
    promises = ("commercial-disclosure",)
    law = decide(
        PARTNER, "prospecting.send", "contact.email", promises=promises, reason="legal-duty", reference="C. com. L. 1"
    )
    assert codes(law) == ["promise-commercial"]

    selling = Purpose("vente-fichier", {"fr": "Céder le fichier"}, "prospecting.cession", "consent")
    prospects = Processing("prospects", {"fr": "Prospects"}, purposes={"vente-fichier": selling})
    declared = replace(register(promises=promises), activities={"prospects": prospects})
    found = contradictions(TERMS, declared)
    assert [(c.place, c.promise) for c in found] == [("prospects.vente-fichier", "commercial-disclosure")]
    assert contradictions(TERMS, register(PARTNER, CARRIER, promises=promises)) == ()


def test_a_file_that_is_sold_holds_identity_without_the_internal_code_and_family() -> None:
    """S1-37: given a file to be sold, when it is made up, then its columns are limited to identity without the internal
    customer code, and to the family and economic situation."""
    asked = (
        *("identity.name", "identity.code", "contact.email", "family.children-number", "work.profession"),
        *("transaction.bank-account", "behaviour.ip", "settlement.unpaid"),
    )
    seller = replace(PARTNER, need=("identity", "contact", "family", "work", "transaction", "behaviour", "settlement"))
    decision = decide(seller, "prospecting.cession", *asked, reason="agreement", reference="A-7")

    assert decision.allowed
    assert decision.categories == ("identity.name", "contact.email", "family.children-number", "work.profession")
    assert left_out(decision) == {
        "identity.code": "internal-code",
        "transaction.bank-account": "not-transferable",
        "behaviour.ip": "not-transferable",
        "settlement.unpaid": "not-transferable",
    }


@pytest.mark.parametrize("operation", ["cession", "rental", "exchange"])
def test_without_the_signed_undertaking_no_file_is_handed_over(operation: str) -> None:
    """S1-38: given a recipient that has not undertaken to write to the persons only and for commercial ends only, when
    the file would be sold, rented out or exchanged, then it is blocked."""
    unsigned = replace(PARTNER, undertakings={})
    facts: dict[str, Any] = {"reason": "agreement", "reference": "A-7", "persons": 10, "until": date(2027, 1, 31)}
    decision = decide(unsigned, f"prospecting.{operation}", "contact.email", **facts)

    assert decision.refusals == (Reason("undertaking", "commercial-only"),)
    assert decide(PARTNER, f"prospecting.{operation}", "contact.email", **facts).allowed


def test_a_rental_has_a_number_of_persons_and_an_end() -> None:
    decision = decide(PARTNER, "prospecting.rental", "contact.email", reason="agreement", reference="A-7")
    assert [r.detail for r in decision.refusals if r.code == "rental-terms"] == ["persons", "until"]


def test_of_what_may_be_guessed_only_those_who_consented_go() -> None:
    facts: dict[str, Any] = {"reason": "agreement", "reference": "A-7", "persons": 10}
    none = decide(PARTNER, "prospecting.cession", "contact.email", "transaction.item", **facts)
    assert (left_out(none), none.persons) == ({"transaction.item": "express-consent"}, 10)

    three = decide(PARTNER, "prospecting.cession", "contact.email", "transaction.item", consents=3, **facts)
    assert (three.categories, three.persons) == (("contact.email", "transaction.item"), 3)


def test_a_partner_gets_the_contact_data_it_needs() -> None:
    partner = replace(PARTNER, need=("contact.email", "transaction.amount"))
    decision = decide(
        partner,
        "contact",
        *("contact.email", "contact.phone", "transaction.amount"),
        reason="agreement",
        reference="A-7",
    )
    assert decision.categories == ("contact.email",)
    assert left_out(decision) == {"contact.phone": "not-needed", "transaction.amount": "contact-only"}


def test_the_tax_office_quotes_its_text_or_nothing_is_recorded() -> None:
    """S1-56: given a public body, when a disclosure to it has no legal text, then it cannot be recorded."""
    facts: dict[str, Any] = {"reason": "legal-duty", "mode": "indirect", "checked": CHECKED}
    assert codes(decide(TAX_OFFICE, "accounting", "transaction.amount", **facts)) == ["legal-text"]

    decision = decide(TAX_OFFICE, "accounting", "transaction.amount", reference="LPF, art. L81", **facts)
    assert decision.allowed
    assert decision.sources == ("gdpr/6/1/c", "cnil/qa/649")


def test_a_request_for_the_whole_file_fails_the_checklist() -> None:
    facts: dict[str, Any] = {"reason": "legal-duty", "reference": "LPF, art. L81", "mode": "indirect"}
    decision = decide(TAX_OFFICE, "accounting", "identity", checked=CHECKED - {"named", "one-off"}, **facts)
    assert codes(decision) == ["checklist.named", "checklist.one-off"]


def test_the_police_gives_a_case_reference_and_a_legal_basis() -> None:
    """S2-11: given a request of the police, when it is about no criminal investigation, has no case reference or no
    legal basis, then it is refused."""
    facts: dict[str, Any] = {"mode": "indirect", "checked": CHECKED, "reason": "legal-duty"}
    bare = decide(POLICE, "security", "identity.name", **facts)
    assert codes(bare) == ["legal-text", "case-missing", "not-criminal"]

    civil = decide(POLICE, "security", "identity.name", reference="CPP, art. 60-1", case="PV 2026/118", **facts)
    assert codes(civil) == ["not-criminal"]
    complete = decide(
        POLICE, "security", "identity.name", reference="CPP, art. 60-1", case="PV 2026/118", criminal=True, **facts
    )
    assert complete.allowed


@pytest.mark.parametrize("missing", ["level", "nature"])
def test_an_authority_is_placed_before_it_is_given_anything(missing: str) -> None:
    facts: dict[str, Any] = {"reason": "legal-duty", "reference": "LPF, art. L81", "mode": "direct", "checked": CHECKED}
    unplaced = replace(TAX_OFFICE, level="") if missing == "level" else replace(TAX_OFFICE, nature="")
    assert codes(decide(unplaced, "accounting", "transaction.amount", **facts)) == ["authority-unplaced"]
    facts["mode"] = ""
    assert codes(decide(TAX_OFFICE, "accounting", "transaction.amount", **facts)) == ["mode-missing"]


def test_the_mediator_gets_data_when_there_is_a_dispute() -> None:
    """S2-13: given the body that settles disputes, when no dispute is open, then sharing is blocked."""
    facts: dict[str, Any] = {"reason": "agreement", "reference": "A-9"}
    assert codes(decide(MEDIATOR, "dispute", "relation.complaint", **facts)) == ["no-dispute"]
    assert decide(MEDIATOR, "dispute", "relation.complaint", case="L-2026-4", **facts).allowed


def test_the_bailiff_gets_data_only_while_a_bill_is_unpaid_and_only_to_recover_it() -> None:
    """S1-57: given a court officer, when there is no unpaid debt, then it is blocked; and debt recovery is the only
    purpose."""
    facts: dict[str, Any] = {"reason": "legal-duty", "reference": "titre exécutoire 26/77"}
    assert codes(decide(BAILIFF, "debt.recovery", "identity.name", **facts)) == ["debt-unsaid"]
    assert codes(decide(BAILIFF, "debt.recovery", "identity.name", unpaid=False, **facts)) == ["no-debt"]
    assert codes(decide(BAILIFF, "prospecting.send", "identity.name", unpaid=True, **facts)) == ["purpose-unfit"]
    assert decide(BAILIFF, "debt.recovery", "identity.name", unpaid=True, **facts).allowed


def test_a_settled_debt_is_given_to_no_collector_who_is_asked_to_erase() -> None:
    unpaid = decide(COLLECTOR, "debt.recovery", "identity.name", "settlement.unpaid", reason="contract", unpaid=True)
    assert (unpaid.allowed, unpaid.erase) == (True, False)

    settled = decide(COLLECTOR, "debt.recovery", "identity.name", reason="contract", unpaid=False)
    assert (codes(settled), settled.erase) == (["no-debt"], True)


@pytest.mark.parametrize("category", ["content.document", "content"])
def test_confidential_files_go_to_nobody_without_a_consent_on_record(category: str) -> None:
    """S2-49: given documents, images or sound of the class "confidential", when they would be shared, then it is
    refused without a record of consent."""
    partner = ThirdParty(
        "presse",
        "Le Courrier",
        "controller",
        "company",
        contract=Contract("C-50", LAST_YEAR, purposes=("publishing",)),
        need=("content",),
    )
    refused = decide(partner, "publishing", category, reason="contract")
    assert refused.refusals == (Reason("confidential", category),)
    assert decide(partner, "publishing", category, reason="contract", consent="CS-2026-3").allowed


@pytest.mark.parametrize(
    ("country", "safeguard", "document", "refused"),
    [
        ("CH", "", "", []),
        ("MA", "", "", ["transfer"]),
        ("MA", "adequacy", "avis.pdf", ["transfer"]),
        ("MA", "scc", "", ["transfer-document"]),
        ("MA", "scc", "clauses-2026.pdf", []),
        ("US", "", "", ["transfer"]),
        ("US", "adequacy", "", ["transfer-document"]),
        ("US", "adequacy", "dpf-vélo-colis.pdf", []),
        ("Belgique", "", "", []),
    ],
)
def test_data_leave_the_union_for_an_adequate_country_or_under_a_safeguard(
    country: str, safeguard: str, document: str, refused: list[str]
) -> None:
    abroad = replace(CARRIER, country=country, safeguard=safeguard, document=document)
    assert codes(decide(abroad, "sale.delivery", "identity.name", reason="contract")) == refused


def test_every_refusal_has_words_a_remedy_and_an_article() -> None:
    """What the rules can answer stands in the lexicon, in both languages."""
    for code, told in TERMS.findings.items():
        for language in ("fr", "en"):
            assert told.text[language].endswith("."), code
            assert told.remedy[language].endswith("."), code
            assert TERMS.cite(told.source.id, language), code
