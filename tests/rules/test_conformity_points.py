"""What Julie holds, gives, tells and protects, held against the simplified standard 48 and the reference of 2022."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from garant.law.rulesets import Length
from garant.rules.conformity import Report, locked_for, transferable
from garant.rules.contacts import Contact
from garant.rules.processing import Duration, Item, Measure, Processing, Purpose, Service, ThirdParty
from garant.rules.sensitivity import sensitivity
from tests.rules.publisher import PUBLISHER, TODAY, activity, reported, ruleset, seen, with_item, with_purpose

# ── data ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def outside(category: str, **values: Any) -> tuple[str, list[tuple[str, str, str]]]:
    return seen(reported(with_item("clients", category=category, **values)), "DONNEES")


def test_a_passport_number_is_outside_identity_as_the_norm_lists_it() -> None:
    """S1-29. Given a field "numéro de passeport" in D1, then it is reported as outside the norm."""
    assert outside("identity.national-id.passport") == ("not-met", [("item", "autre", "outside")])
    assert seen(reported("clients"), "D1") == ("met", [("item", "nom", ""), ("item", "courriel", "")])


def test_the_first_names_of_children_are_outside_the_norm_and_their_number_is_not() -> None:
    """S1-32. Given a field "prénom des enfants", then it is outside the norm."""
    assert outside("family.child-name") == ("not-met", [("item", "autre", "outside")])
    assert seen(reported("clients"), "D3") == ("met", [("item", "enfants", "")])


def test_an_orders_fields_are_data_of_the_commercial_relationship() -> None:
    """S1-33. Given an order import, then its fields map to D4 items."""
    for category in (
        "transaction.item", "transaction.service", "transaction.quantity", "transaction.amount",
        "transaction.periodicity", "contact.delivery-address", "relation.purchase-history", "relation.return",
        "relation.sale-origin", "relation.documentation-request", "relation.trial-request", "relation.correspondence",
    ):  # fmt: skip
        answer, evidence = seen(reported(with_item("clients", category=category)), "D4")
        assert (answer, ("item", "autre", "") in evidence) == ("met", True), category


def test_a_category_too_broad_to_judge_is_unknown() -> None:
    assert outside("identity") == ("unknown", [("item", "autre", "broad")])
    assert seen(reported(with_item("clients", category="identity.national-id")), "NIR") == (
        "unknown", [("item", "autre", "broad")],
    )  # fmt: skip


def test_the_reference_takes_a_written_need_where_the_norm_takes_none() -> None:
    photo: dict[str, Any] = {"category": "identity.photo", "why": {"fr": "La carte de fidélité la porte"}}
    assert outside(**photo)[0] == "not-met"
    report = reported(with_item("clients", **photo), "fr-2021-131", TODAY)
    assert seen(report, "DONNEES") == ("met", [("item", "autre", "needed")])


def test_a_card_number_brings_the_rules_on_payment_with_it() -> None:
    """S1-31. Given a card number field, then the extra rules on card numbers are applied.

    S1-79. Given remote payment and no declared provider, then it is a gap; one without certification is a gap too.
    """
    without = {name: item for name, item in PUBLISHER.activities["clients"].items.items() if name != "carte"}
    assert seen(reported(activity("clients", items=without)), "SEC-CARTE")[0] == "not-applicable"
    assert seen(reported("clients"), "D2") == ("met", [("item", "carte", "")])
    assert seen(reported("clients"), "SEC-CARTE") == ("not-met", [("organisation", "", "recipient-missing")])
    bare, certified = (
        ThirdParty("caisse", "Caisse en ligne", "controller", "payment-provider", certification=shown)
        for shown in ("", "PCI DSS 4.0")
    )
    paid = with_recipient("clients", bare)
    assert seen(paid, "SEC-CARTE") == ("not-met", [("recipient", "caisse", "lacks-certification")])
    assert seen(with_recipient("clients", certified), "SEC-CARTE")[0] == "met"


def test_an_unpaid_bill_proposes_the_rule_set_on_unpaid_debts() -> None:
    """S1-34. Given a field "impayé", then the unpaid-debt rule set (2021-130) is proposed."""
    today = reported("clients", "fr-2021-131", TODAY)
    assert seen(today, "IMPAYES") == ("not-met", [("ruleset", "fr-2021-130", "not-followed")])
    assert "fr-2021-130" in today.proposals
    assert reported("clients", on=TODAY).proposals == ("fr-2021-131", "fr-2021-130")
    following = activity("clients", follows=("fr-2021-131", "fr-2021-130"))
    assert seen(reported(following, "fr-2021-131", TODAY), "IMPAYES")[0] == "met"


def test_connection_data_have_a_length_of_their_own() -> None:
    """S1-35. Given a log source declared, then D6 is recognised and has its own duration."""
    assert seen(reported("visites"), "D6") == ("met", [("item", "ip", ""), ("item", "pages", "")])
    kept = replace(PUBLISHER.activities["visites"], durations=(Duration(years=3, clock="collection"),))
    line = reported(kept, "fr-2021-131", TODAY).line("DUREE-AUDIENCE")
    assert (line.answer, line.evidence[0].values["limit"]) == ("not-met", Length(months=25))
    assert seen(reported("visites", "fr-2021-131", TODAY), "DUREE-AUDIENCE")[0] == "met"


def test_pages_seen_may_not_choose_whom_to_write_to() -> None:
    """S1-36. Given a segment built on page visits for e-mail marketing, then it is blocked."""
    sold = with_purpose("visites", "prospecting.send")
    pages = replace(sold.items["pages"], purposes=("mesure", "autre"))
    report = reported(replace(sold, items={**sold.items, "pages": pages}))
    assert seen(report, "D6-STATS") == ("not-met", [("item", "pages", "unlocked")])
    found = locked_for("behaviour.page", "prospecting.send", [ruleset()])
    assert found is not None
    assert found[1].code == "D6-STATS"
    assert locked_for("behaviour.page", "statistics.audience", [ruleset()]) is None
    assert locked_for("contact.email", "prospecting.send", [ruleset()]) is None
    assert seen(reported("visites"), "D6-STATS")[0] == "met"


def test_the_internal_code_leaves_with_no_file() -> None:
    """S1-30. Given an export to a third party, then the column of the internal code is removed."""
    found = PUBLISHER.activities["clients"].items
    assert [i.id for i in transferable(found.values(), ruleset())] == ["nom", "courriel", "enfants", "achats"]
    marked = replace(found["nom"], transferable=False)
    assert transferable([marked], ruleset()) == ()


def partner(**values: Any) -> ThirdParty:
    return ThirdParty("partenaire", "Loueur de fichiers", "controller", "partner", **values)


def with_recipient(name: str, recipient: ThirdParty, *items: str, **changes: Any) -> Report:
    """A report of one of Julie's activities that also gives these data to somebody."""
    found = PUBLISHER.activities[name]
    given = {name: replace(found.items[name], shared_with=(recipient.id,), **changes) for name in items}
    changed = replace(found, items={**found.items, **given}, recipients=(*found.recipients, recipient.id))
    register = replace(PUBLISHER, recipients={**PUBLISHER.recipients, recipient.id: recipient})
    return reported(changed, register=register)


def test_a_file_that_is_ceded_holds_no_code_and_no_unpaid_bill() -> None:
    report = with_recipient("clients", partner(), "nom", "code", "impayes")
    assert seen(report, "CESSION-DONNEES") == ("not-met", [("item", "code", "given"), ("item", "impayes", "given")])
    assert seen(with_recipient("clients", partner(), "nom"), "CESSION-DONNEES")[0] == "met"


def test_a_book_on_faith_makes_its_purchases_indirectly_sensitive() -> None:
    """S1-39. Given a product tagged "religion", then purchases inherit "indirectement sensible"."""
    tagged = Service("guides", {"fr": "Guides de prière"}, reveals=("special.belief",))
    register = replace(PUBLISHER, services={"guides": tagged})
    found = register.activities["clients"]
    sensed = sensitivity(found.items["achats"], found, register)
    assert (sensed.sensitivity, sensed.reveals, sensed.through) == ("indirect", ("special.belief",), ("guides",))
    assert sensitivity(found.items["nom"], found, register).sensitivity == "no"
    assert sensitivity(found.items["achats"], found, PUBLISHER).sensitivity == "no"


def test_such_purchases_are_given_with_express_consent_only() -> None:
    assert seen(with_recipient("clients", partner(), "achats", sensitivity="indirect"), "CESSION-ACCORD") == (
        "not-met", [("item", "achats", "lacks-consent")],
    )  # fmt: skip
    agreed = with_recipient("clients", partner(), "achats", sensitivity="indirect", express_consent="written")
    assert seen(agreed, "CESSION-ACCORD")[0] == "met"


# ── recipients ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_outside_company_has_a_contract_that_is_running() -> None:
    """S1-51. Given a recipient without contract, then it is refused."""
    assert seen(reported("clients"), "R1") == ("met", [("recipient", "poste", "")])
    unsigned = replace(PUBLISHER.recipients["poste"], contract=None)
    assert seen(with_recipient("clients", unsigned), "R1") == ("not-met", [("recipient", "poste", "lacks-contract")])
    contract = PUBLISHER.recipients["poste"].contract
    assert contract is not None
    over = replace(PUBLISHER.recipients["poste"], contract=replace(contract, until=date(2009, 12, 31)))
    assert seen(with_recipient("clients", over), "R1")[0] == "not-met"


def test_an_outside_company_undertakes_confidentiality_by_itself_or_in_its_contract() -> None:
    """S1-52. Given a missing undertaking, then it is a gap."""
    found = PUBLISHER.recipients["poste"]
    assert seen(with_recipient("clients", replace(found, undertakings={})), "R1-SECRET") == (
        "not-met", [("recipient", "poste", "lacks-undertaking")],
    )  # fmt: skip
    contract = found.contract
    assert contract is not None
    clause = replace(contract, clauses={"confidentiality": date(2009, 1, 1)})
    assert seen(with_recipient("clients", replace(found, undertakings={}, contract=clause)), "R1-SECRET")[0] == "met"


def test_staff_and_their_managers_are_recipients_that_the_norm_names() -> None:
    assert seen(reported("clients"), "R2") == ("met", [("role", "ventes", "")])
    assert seen(reported("clients"), "R3") == ("met", [("role", "chef", "")])


def test_a_control_access_without_an_end_is_a_gap() -> None:
    roles = {**PUBLISHER.roles, "chef": replace(PUBLISHER.roles["chef"], kind="control")}
    register = replace(PUBLISHER, roles=roles)
    assert seen(reported("clients", register=register), "R4") == ("not-met", [("role", "chef", "lacks-end")])
    roles["chef"] = replace(roles["chef"], until=date(2010, 6, 30))
    assert seen(reported("clients", register=replace(PUBLISHER, roles=roles)), "R4")[0] == "met"


def test_somebody_else_is_a_recipient_that_the_norm_does_not_name() -> None:
    stranger = ThirdParty("club", "Club du quartier", "controller", "club")
    assert seen(with_recipient("clients", stranger), "DESTINATAIRES") == (
        "not-met", [("recipient", "club", "outside")],
    )  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), [("R6", "court-officer"), ("R7", "debt-collector")])
def test_whoever_recovers_a_debt_gets_data_while_something_is_unpaid(code: str, kind: str) -> None:
    """The rule's text for R6 and R7; giving the data is judged in rules/sharing.py."""
    recovery = ThirdParty("recouvrement", "Recouvrement", "controller", kind)
    assert seen(with_recipient("clients", recovery), code)[0] == "met"
    assert seen(with_recipient("prospection", recovery), code) == (
        "not-met", [("recipient", "recouvrement", "lacks-data")],
    )  # fmt: skip


# ── telling, offering, protecting, transferring ────────────────────────────────────────────────────────────────────


def test_a_form_that_no_notice_covers_and_an_item_left_out_are_seen() -> None:
    notice = PUBLISHER.notices["politique"]
    silent = replace(PUBLISHER, notices={"politique": replace(notice, says=("controller",))})
    assert seen(reported("clients", register=silent), "N2") == ("not-met", [("form", "commande", "untold")])
    apart = replace(PUBLISHER, notices={"politique": replace(notice, forms=("inscription",))})
    assert seen(reported("clients", register=apart), "N1") == ("not-met", [("form", "commande", "form-without-notice")])
    assert seen(reported("clients", register=replace(PUBLISHER, notices={})), "N1")[0] == "unknown"


def test_a_form_where_prospecting_cannot_be_refused() -> None:
    forms = {**PUBLISHER.forms, "inscription": replace(PUBLISHER.forms["inscription"], objection=False)}
    report = reported("prospection", register=replace(PUBLISHER, forms=forms))
    assert seen(report, "REFUS") == ("not-met", [("form", "inscription", "no-objection")])


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        ("passwords", "SEC-CONFIDENTIALITE"),
        ("protected-backups", "SEC-DISPONIBILITE"),
        ("updates", "SEC-INTEGRITE"),
    ],
)
def test_each_of_the_three_risks_has_a_measure_or_is_a_gap(gone: str, code: str) -> None:
    """S1-76. Given the list of measures, then each of the three risks has at least one measure."""
    assert seen(reported("clients"), code)[0] == "met"
    alone = {"passwords": "shredding", "protected-backups": "passwords", "updates": "locked-cabinet"}[gone]
    register = replace(PUBLISHER, measures={alone: Measure(alone)})
    assert seen(reported("clients", register=register), code) == ("not-met", [("measure", "", "none-of-these")])
    planned = replace(PUBLISHER, measures={gone: Measure(gone, state="planned")})
    assert seen(reported("clients", register=planned), code) == ("not-met", [("measure", gone, "planned")])
    assert seen(reported("clients", register=replace(PUBLISHER, measures={})), code)[0] == "unknown"


def test_a_transfer_without_a_country_is_incomplete() -> None:
    """S1-80. Given transfer yes, when there is no country, then the register is incomplete."""
    report = reported(activity("clients", transfers=True))
    assert seen(report, "HORS-UE") == ("not-met", [("organisation", "", "country-unsaid")])
    nowhere = replace(PUBLISHER.recipients["poste"], country="")
    assert seen(with_recipient("clients", nowhere), "HORS-UE") == (
        "unknown",
        [("recipient", "poste", "country-unknown")],
    )


@pytest.mark.parametrize(
    ("values", "answer", "note"),
    [
        ({"country": "MA"}, "not-met", "abroad-bare"),
        ({"country": "MA", "safeguard": "adequacy"}, "not-met", "abroad-bare"),
        ({"country": "MA", "safeguard": "scc"}, "not-met", "abroad-unproved"),
        ({"country": "MA", "safeguard": "scc", "document": "Clauses du 3 mars"}, "met", "abroad-covered"),
        ({"country": "MA", "safeguard": "bcr", "document": "BCR 12"}, "met", "abroad-covered"),
        ({"country": "MA", "safeguard": "derogation", "document": "Note du 4 mai"}, "met", "abroad-covered"),
        ({"country": "CH"}, "met", "abroad-adequate"),
        ({"country": "US", "safeguard": "adequacy", "document": "Liste du DPF"}, "met", "abroad-contested"),
        ({"country": "US", "document": "Liste du DPF", "fallback": "scc"}, "met", "abroad-adequate"),
        ({"country": "CA"}, "unknown", "abroad-partly"),  # adequate for commercial organisations only
        ({"country": "BE"}, "met", "inside"),
        ({"country": "FR", "countries": ("MA",)}, "not-met", "abroad-bare"),  # its own processor
    ],
)
def test_outside_the_union_a_country_is_adequate_or_a_safeguard_has_its_proof(
    values: dict[str, Any], answer: str, note: str
) -> None:
    """S1-81. Given a country without adequacy and no safeguard, then the transfer is blocked."""
    register = replace(PUBLISHER, recipients={"hote": ThirdParty("hote", "Hébergeur", "processor", **values)})
    line = reported(activity("prospection", recipients=("hote",)), "fr-2021-131", TODAY, register).line("HORS-UE")
    assert (line.answer, line.evidence[-1].note) == (answer, note)
    assert (line.force, line.point.source["fr"]) == ("law", "RGPD, art. 44 à 49")


def test_an_authority_receives_what_a_legal_duty_requires_and_not_what_the_accounts_do() -> None:
    """S1-56, R5. Given the police among the recipients of customers' data, then that the accounts rest on the law does
    not justify it: part of it is to be looked at; where no duty leads to the data there is a gap; where one leads to
    all of them there is none.
    """
    police = ThirdParty("police", "Police nationale", "authority", "police")
    register = replace(PUBLISHER, recipients={**PUBLISHER.recipients, "police": police})
    books = Purpose("livres", {"fr": "Tenir les livres"}, "accounting", "legal-obligation")
    orders = Purpose("commandes", {"fr": "Commandes"}, "sale.order", "contract")
    name = replace(PUBLISHER.activities["clients"].items["nom"], purposes=("commandes",))
    bill = replace(name, id="facture", category="transaction.amount", purposes=("livres",))

    def asked(rules: str, code: str, items: dict[str, Item], **given: Any) -> tuple[str, list[tuple[str, str, str]]]:
        purposes = {"livres": books, "commandes": orders}
        held = activity("clients", purposes=purposes, items=items, **given)
        return seen(reported(held, rules, TODAY, register), code)

    for rules, code in (("fr-2021-131", "AUTORITES"), ("fr-ns48-2005", "R5")):
        whole = asked(rules, code, {"nom": name, "facture": bill}, recipients=("police",))
        assert whole == ("unknown", [("recipient", "police", "perhaps-duty")])
        shared = replace(name, shared_with=("police",))
        alone = asked(rules, code, {"nom": shared, "facture": bill}, recipients=())
        assert alone == ("not-met", [("recipient", "police", "lacks-duty")])
        due = replace(bill, shared_with=("police",))
        lawful = asked(rules, code, {"nom": name, "facture": due}, recipients=())
        assert lawful == ("met", [("recipient", "police", "")])


def test_a_purpose_that_one_point_takes_whole_is_not_too_broad_for_another() -> None:
    """The reference takes "following the customer relationship" as a whole under SUIVI; that contests, a part of it,
    belong to prospecting leaves nothing to judge there.
    """
    purposes = {"suivi": Purpose("suivi", {"fr": "Suivre la relation"}, "relations", "legitimate-interest")}
    report = reported(activity("clients", purposes=purposes), "fr-2021-131", TODAY)
    assert seen(report, "SUIVI") == ("met", [("purpose", "suivi", "basis")])
    assert seen(report, "PROSPECTION") == ("not-applicable", [])
    broad = {"tout": Purpose("tout", {"fr": "Vendre"}, "sale", "contract")}
    report = reported(activity("clients", purposes=broad), "fr-2021-131", TODAY)
    assert seen(report, "CONTRATS") == ("unknown", [("purpose", "tout", "broad")])


def test_a_notice_names_the_officer_whom_the_organisation_has() -> None:
    """I2, art. 13(1)(b). Given an officer, then a notice that does not say how to reach them is a gap; without one
    there is nothing to say. I17 is marked as known and not checked.
    """
    assert seen(reported("clients", "fr-2021-131", TODAY), "I2") == ("not-applicable", [])
    claire = Contact("Claire Estève", "claire@conseil.example")
    organisation = replace(PUBLISHER.organisation, dpo=claire)
    report = reported("clients", "fr-2021-131", TODAY, replace(PUBLISHER, organisation=organisation))
    assert report.line("I2").answer == "not-met"
    assert {e.values["item"] for e in report.line("I2").evidence} == {"notice.dpo"}
    assert (report.line("I17").point.mark, report.line("I17").answer) == ("K", "not-met")


# ── silence proves nothing ─────────────────────────────────────────────────────────────────────────────────────────


def silent(name: str, **changes: Any) -> Processing:
    """One of Julie's activities of which she has not yet said what there is none of."""
    return activity(name, without=(), **changes)


def test_uses_that_nobody_spoke_of_are_not_held_for_absent() -> None:
    """An excluded use is unknown until somebody says which there are, or that there is none."""
    assert seen(reported(silent("clients")), "X1") == ("unknown", [("activity", "clients", "uses-unsaid")])
    assert seen(reported(silent("clients")), "X2") == ("unknown", [("activity", "clients", "uses-unsaid")])
    assert seen(reported(silent("clients", uses=("scoring",))), "X1")[0] == "met"  # somebody has looked
    assert seen(reported("clients"), "X1")[0] == "met"
    assert seen(reported(silent("prospection")), "X2")[0] == "met"  # no purpose of loyalty: none that could be shared


def test_a_purpose_too_broad_to_judge_is_no_proof_that_it_is_not_excluded() -> None:
    broad = activity("clients", purposes={"tout": Purpose("tout", {"fr": "Vendre"}, "sale")})
    assert seen(reported(broad, "fr-2021-130", TODAY), "RISQUE") == ("unknown", [("purpose", "tout", "broad")])


def test_transfers_of_which_nobody_spoke_are_unknown() -> None:
    alone = silent("prospection")
    assert seen(reported(alone), "HORS-UE") == ("unknown", [("activity", "prospection", "transfers-unsaid")])
    assert seen(reported(replace(alone, transfers=False)), "HORS-UE") == ("met", [])
    assert seen(reported(replace(alone, without=("recipients",))), "HORS-UE")[0] == "not-applicable"
    assert seen(reported("clients"), "HORS-UE") == ("met", [("recipient", "poste", "inside")])


def test_recipients_that_nobody_spoke_of_are_unknown_and_those_it_is_run_with_count() -> None:
    nobody = reported(silent("prospection"))
    for code in ("R1", "R6", "CESSION-DONNEES", "DESTINATAIRES"):
        assert seen(nobody, code) == ("unknown", [("activity", "prospection", "recipients-unsaid")]), code
        assert seen(reported("prospection"), code)[0] in ("not-applicable", "met"), code
    sister = ThirdParty("soeur", "Éditions Sœur", "joint-controller", country="US")
    register = replace(PUBLISHER, recipients={**PUBLISHER.recipients, "soeur": sister})
    shared = silent("prospection", role="joint-controller", joint_with=("soeur",))
    report = reported(shared, register=register)
    assert seen(report, "HORS-UE") == ("not-met", [("recipient", "soeur", "abroad-bare")])


def test_a_taker_whose_data_nobody_named_is_not_passed_over() -> None:
    assert seen(with_recipient("clients", partner()), "CESSION-DONNEES") == (
        "unknown", [("recipient", "partenaire", "data-unsaid")],
    )  # fmt: skip


def test_an_activity_without_data_or_persons_or_staff_is_asked_for_them() -> None:
    bare = reported(activity("clients", items={}, persons=()))
    for code in ("D1", "D6-STATS", "NIR", "DONNEES"):
        assert seen(bare, code) == ("unknown", [("activity", "clients", "data-unsaid")]), code
    assert seen(bare, "R2") == ("unknown", [("activity", "clients", "staff-unsaid")])
    assert seen(bare, "SEC-CARTE")[0] == "unknown"  # a card may be among the data
    whose = reported(activity("prospection", persons=()))
    assert seen(whose, "DUREE-PROSPECT") == ("unknown", [("activity", "prospection", "persons-unsaid")])


def test_a_house_that_names_no_site_is_asked_whether_it_has_one() -> None:
    house = replace(PUBLISHER.organisation, sites=())
    unsaid = replace(PUBLISHER, organisation=house)
    none = replace(PUBLISHER, organisation=replace(house, without=("sites",)))
    answers = [seen(reported("visites", register=each), "TRACEURS")[0] for each in (PUBLISHER, unsaid, none)]
    assert answers == ["met", "unknown", "not-applicable"]


def test_an_end_that_nobody_declared_is_unknown_in_the_archive_too() -> None:
    endless = activity("clients", durations=())
    assert {line.answer for line in reported(endless).lines if line.point.test.kind == "duration"} <= {
        "unknown", "not-applicable",
    }  # fmt: skip
    assert all(
        line.answer == "unknown"
        for line in reported(endless).lines
        if line.point.test.phase == "archive" and line.evidence
    )
