"""Each fault in what Boutique Lormel declares is found, at its place, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from garant.law.findings import read_findings
from garant.law.packs import read_law
from garant.rules.checks import state
from garant.rules.findings import from_plain, tell, to_plain
from garant.rules.register import Column, Link, Table
from tests.rules.faults import PRIDE, Change, at, both, faults, like
from tests.rules.lormel import SHOP, TODAY, Data, looked, names, said, sampled, with_column, words


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert looked() == ()


CLIENTS = "activities.clients"
NAME = f"{CLIENTS}.items.nom"
FAULTS = faults("clients", "shop")


@pytest.mark.parametrize(("change", "rule", "place"), FAULTS, ids=[rule for _, rule, _ in FAULTS])
def test_one_fault_is_one_finding_with_article_and_remedy_in_both_languages(
    change: Change, rule: str, place: str
) -> None:
    """Issue 3: each finding has rule id, article, place, remedy, effort."""

    def also_promised(data: Data) -> None:
        data["organisation"]["promises"] = ["cession"]
        change(data)

    (found,) = looked(also_promised)
    assert (found.rule, found.place) == (rule, place)
    assert from_plain(to_plain(found.values)) == dict(found.values)
    french, english = said(found), said(found, "en")
    assert french.article.startswith(("RGPD", "loi ", "CNIL"))
    assert french.text != english.text
    assert french.remedy
    assert "{" not in french.text + french.remedy + english.text + english.remedy


def test_a_rule_that_is_over_says_since_when_and_one_that_never_was_says_so() -> None:
    """RET-01 is the one year of 2005, replaced in July 2012; no law of Morocco ever had it, nor France a RET-99."""
    ruled = at(f"{CLIENTS}.durations", [{"years": 1, "clock": "last-contact", "rule": "RET-01"}])
    (ended,) = looked(ruled)
    assert (
        said(ended)
        .text.replace("\u00a0", " ")
        .endswith("suit la règle RET-01, dont le dernier jour était le 12 juillet 2012.")
    )
    (never,) = looked(at(f"{CLIENTS}.durations", [{"years": 1, "clock": "last-contact", "rule": "RET-99"}]))
    assert said(never).text.endswith("suit la règle RET-99, que le droit de ce lieu n’a pas.")
    assert dict(read_law("FR", TODAY).ended)["RET-01"] == date(2012, 7, 12)
    assert "RET-01" not in read_law("MA", TODAY).ended
    assert read_law("FR", date(2010, 1, 1)).ended == {}


# ── the register held against the maps ─────────────────────────────────────────────────────────────────────────────


def test_a_personal_column_that_no_datum_declares_is_named_with_its_activity() -> None:
    """Issue 3: personal column without activity. A column more general or more precise than a datum is no fault."""
    (found,) = looked(map=with_column(Column("born", "identity.birth-date")))
    assert (found.rule, found.place, found.about) == (
        "column.without-activity",
        "shop.customer.born",
        ("activity", "clients"),
    )
    assert said(found).text == (
        "La colonne born contient « Date de naissance », qu’aucune donnée de l’activité « Clients » ne déclare."
    )
    broad = at(f"{CLIENTS}.items.identite", {**PRIDE, "category": "identity"})
    assert looked(broad, map=with_column(Column("born", "identity.birth-date"))) == ()
    assert looked(map=with_column(Column("number", "none"))) == ()


def test_a_table_whose_activity_nobody_declared_is_found() -> None:
    for activity in ("loyalty", "clients.fidelite"):
        table = replace(SHOP.tables["customer"], activity=activity)
        found = looked(map=replace(SHOP, tables={"customer": table}))
        assert ("activity.undeclared", "shop.customer") in names(found)
    by_purpose = replace(SHOP.tables["customer"], activity="clients.commandes")
    assert looked(map=replace(SHOP, tables={"customer": by_purpose})) == ()


def test_a_table_with_addresses_that_no_map_knows_is_found_and_the_staffs_is_not() -> None:
    assert names(looked(profile=sampled("mail", "salon_2019", email=97))) == [
        ("table.unmapped", "shop.salon_2019.mail")
    ]
    assert looked(profile=sampled("mail", "employee", email=97)) == ()
    assert looked(profile=sampled("note", "salon_2019", email=20)) == ()


def test_a_table_that_names_known_persons_and_that_no_map_knows_is_found() -> None:
    """Claire maps her customers and leaves out the sheet of orders: an erasure would pass it by."""
    orders = Table("orders", "clients", {}, Link("child", "customer", ("n_client",), ()))
    map = replace(SHOP, tables={**SHOP.tables, "orders": orders})

    (found,) = looked(map=map, profile=sampled("N° client", "Commandes 2025"))

    assert (found.rule, found.place) == ("table.names-persons", "shop.Commandes 2025.N° client")
    assert looked(map=map, profile=sampled("id", "Commandes 2025")) == (), "an id alone may be anything's"
    assert looked(profile=sampled("n_client", "orders"), map=map) == (), "it is mapped"


# ── samples: counts only ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_nir_in_a_column_or_inside_a_note_is_found_by_its_key_and_no_value_is_told() -> None:
    """S1-41. Given a column in which a valid NIR was counted, then it is a critical finding; with a wrong key it is
    only suspect; a column declared as a national number is no surprise.
    """
    note = with_column(Column("note", "note.text", free_text=True))
    known = at(f"{CLIENTS}.items.note", {**PRIDE, "category": "note.text"})
    one = looked(known, map=note, profile=sampled("note", holds_nir=1, holds_15_digits=1))
    assert names(one) == [("number.nir", "shop.customer.note")]
    assert dict(one[0].values) == {"column": "note", "count": 1}
    assert said(one[0]).severity == "critical"
    assert names(looked(known, map=note, profile=sampled("note", holds_nir_suspect=2, holds_15_digits=2))) == [
        ("number.nir-suspect", "shop.customer.note")
    ]
    many = looked(known, map=note, profile=sampled("note", holds_nir=1, holds_15_digits=99))
    assert many == ()  # of a hundred numbers of that length, one passes by chance
    owned = with_column(Column("secu", "identity.national-id.nir"))
    kept = at(f"{CLIENTS}.items.secu", {**PRIDE, "category": "identity.national-id", "kept": ["shop"]})
    found = looked(kept, map=owned, profile=sampled("secu", holds_nir=100, holds_15_digits=100))
    assert [f for f in found if f.rule.startswith(("number", "code"))] == []


def test_an_internal_code_that_is_a_nir_is_an_error() -> None:
    """S1-42. Given a customer code that matches the pattern and key of the NIR, then it is an error."""
    found = looked(_code, map=_coded(), profile=sampled("number", holds_nir=40, holds_15_digits=40))
    assert names(found) == [("code.nir", "shop.customer.number")]
    assert "NIR" not in said(found[0]).text
    assert "numéro de sécurité sociale" in said(found[0]).text


def test_an_internal_code_that_is_a_card_number_is_an_error() -> None:
    """S1-43. Given a customer code of sixteen digits that Luhn's key admits, then it is an error; order numbers of
    sixteen digits, one in ten of which passes by chance, are not.
    """
    found = looked(_code, map=_coded(), profile=sampled("number", holds_card=40, holds_card_form=40))
    assert names(found) == [("code.card", "shop.customer.number")]
    assert looked(_code, map=_coded(), profile=sampled("number", holds_card=10, holds_card_form=100)) == ()


def test_a_card_number_typed_in_a_note_is_found_and_its_masking_proposed() -> None:
    """S1-78. Given a card number typed in a free-text note, then it is detected, and the remedy is to mask it."""
    note = with_column(Column("note", "note.text", free_text=True))
    known = at(f"{CLIENTS}.items.note", {**PRIDE, "category": "note.text"})
    (found,) = looked(known, map=note, profile=sampled("note", holds_card=1, holds_card_form=1))
    assert (found.rule, found.place) == ("number.card", "shop.customer.note")
    assert "quatre derniers chiffres" in said(found).remedy


def test_a_sensitive_word_in_a_note_contradicts_the_promise_to_hold_none() -> None:
    """S2-28. Given the note "diabétique" in a customer's record, then an alert contradicts the declaration that no
    sensitive data are held; without the promise it is still told, less gravely; outside notes it is not looked for.
    """
    note = with_column(Column("note", "note.text", free_text=True))
    profile = sampled("note", says="special.health")
    known = at(f"{CLIENTS}.items.note", {**PRIDE, "category": "note.text"})

    def promised(data: Data) -> None:
        known(data)
        data["organisation"]["promises"] = ["sensitive-data"]

    (alert,) = looked(promised, map=note, profile=profile)
    assert (alert.rule, said(alert).severity) == ("note.against-promise", "error")
    assert alert.place == "shop.customer.note.special.health"
    (told,) = looked(known, map=note, profile=profile)
    assert (told.rule, said(told).severity) == ("note.sensitive", "warning")
    assert looked(profile=sampled("name", says="special.belief")) == ()


def _code(data: Data) -> None:
    at(f"{CLIENTS}.items.code", {**PRIDE, "category": "identity.code"})(data)


def _coded() -> Any:
    return with_column(Column("number", "identity.code"))


# ── durations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_activity_without_a_duration_or_without_an_end_may_not_be_published() -> None:
    """S2-29, S3-25. Given an activity whose duration is missing, or open-ended, then its state is red; "as long as the
    relationship lasts" is a criterion that ends.
    """
    rules = read_findings().rules
    for durations in ([], [{"indefinite": True}], [{"criterion": words("Sans limite de temps")}]):
        found = looked(at(f"{CLIENTS}.durations", durations))
        assert {f.about for f in found} == {("activity", "clients")}
        assert state(rules[f.rule] for f in found) == "red"
    lasting = [{"criterion": words("Le temps de la relation commerciale"), "clock": "relationship-end"}]
    assert state(rules[f.rule] for f in looked(at(f"{CLIENTS}.durations", lasting))) == "green"


def test_longer_than_a_recommendation_needs_a_written_reason_and_longer_than_the_law_is_an_error() -> None:
    """E5. RET-02 recommends three years, RET-06 rests on the law."""
    years = {"years": 5, "clock": "last-contact", "rule": "RET-02"}
    reasoned = {**years, "reason": words("Nos clients rachètent tous les cinq ans.")}
    assert names(looked(at(f"{CLIENTS}.durations", [years]))) == [("duration.beyond-advice", f"{CLIENTS}.durations.0")]
    assert looked(at(f"{CLIENTS}.durations", [reasoned])) == ()
    books = {"years": 11, "clock": "financial-year-end", "phase": "archive", "rule": "RET-06"}
    (found,) = looked(at(f"{CLIENTS}.durations", [{**books, "reason": words("Par prudence.")}]))
    assert (found.rule, said(found).severity) == ("duration.beyond-law", "error")


def test_a_rule_that_is_not_named_is_found_by_persons_and_purpose_whatever_the_event() -> None:
    """E5. RET-02 lets prospects be kept for three years from their last contact: ten years are longer, from whatever
    event, or from none that is said; three years from another event may be less, and nothing is told.
    """
    prospects = {
        "name": words("Prospects"),
        "persons": ["prospects"],
        "owner": "direction",
        "reviewed": date(2026, 5, 4),
        "purposes": {
            "envoi": {"name": words("Envoi"), "kind": "prospecting.send", "basis": "consent"},
        },
        "durations": [{"years": 3, "clock": "last-contact"}],
    }
    assert looked(at("activities.prospects", prospects)) == ()
    prospects["durations"] = [{"years": 3, "days": 1, "clock": "last-contact"}]
    assert names(looked(at("activities.prospects", prospects))) == [
        ("duration.beyond-advice", "activities.prospects.durations.0")
    ]
    beyond = ("duration.beyond-advice", "activities.prospects.durations.0")
    prospects["durations"] = [{"years": 10, "clock": "relationship-end"}]
    assert names(looked(at("activities.prospects", prospects))) == [beyond]
    prospects["durations"] = [{"years": 10}]
    bare = ("duration.without-start", "activities.prospects.durations.0")
    assert names(looked(at("activities.prospects", prospects))) == [bare, beyond]
    prospects["persons"] = []
    assert names(looked(at("activities.prospects", prospects))) == [bare, beyond]
    prospects["durations"] = [{"years": 3, "clock": "relationship-end"}]
    assert looked(at("activities.prospects", prospects)) == ()


def test_a_rule_whose_text_was_replaced_is_cited_by_the_one_that_stands() -> None:
    """E5, RET-03: that customers are solicited for three years after the relationship was said by NS-48 in 2016, which
    has no value any more; the reference of 2022 says it today.
    """
    solicited = at(f"{CLIENTS}.purposes.commandes.kind", "prospecting.send")
    (found,) = looked(both(solicited, at(f"{CLIENTS}.durations", [{"years": 5, "clock": "relationship-end"}])))
    assert said(found).text == (
        "Une durée de « Clients » dépasse la recommandation RET-03 (CNIL, référentiel 2021-131 [2]), "
        "sans raison écrite."
    )


def test_data_with_a_rule_of_their_own_are_held_to_that_one() -> None:
    """RET-11: a list of refusals is kept three years at least, whatever the rule for prospects; RET-23: connection logs
    are kept a year at most.
    """
    general = {"years": 3, "clock": "last-contact"}

    def kept(category: str, years: int, clock: str) -> Change:
        own = {"years": years, "clock": clock, "categories": [category]}
        return both(at(f"{CLIENTS}.purposes.commandes.kind", "prospecting"), at(f"{CLIENTS}.durations", [own, general]))

    assert looked(kept("preference.refusal", 6, "objection")) == ()
    assert names(looked(kept("behaviour.log", 2, "event"))) == [("duration.beyond-advice", f"{CLIENTS}.durations.0")]
    assert looked(kept("behaviour.log", 1, "event")) == ()


def test_data_that_every_duration_leaves_out_have_no_end() -> None:
    """S2-29, S3-25. Given a duration for the addresses only, then the names have no end, and the activity is red."""
    addresses = {"years": 3, "clock": "relationship-end", "categories": ["contact.email"]}
    (found,) = looked(at(f"{CLIENTS}.durations", [addresses]))
    assert (found.rule, found.place) == ("duration.partial", f"{CLIENTS}.purposes.commandes")
    assert "durée de conservation : Nom et prénom." in said(found).text
    assert state([read_findings().rules[found.rule]]) == "red"
    names_too = {"criterion": words("Tant que la facture est due"), "categories": ["identity"]}
    assert looked(at(f"{CLIENTS}.durations", [addresses, names_too])) == ()


# ── transfers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cloud_outside_the_union_is_a_transfer() -> None:
    """S3-29. Given data in a cloud outside the Union, then the rule on transfers applies: a safeguard with its
    document, or an adequate country.
    """
    cloud = {"name": "Nuage", "kind": "cloud", "country": "US"}
    assert names(looked(at("places.nuage", cloud))) == [("place.outside", "places.nuage")]
    assert names(looked(at("places.nuage", {"name": "Nuage", "kind": "cloud"}))) == [
        ("place.without-country", "places.nuage")
    ]
    assert looked(at("places.nuage", {**cloud, "country": "CH"})) == ()

    def under_clauses(data: Data) -> None:
        data["places"]["nuage"] = {**cloud, "recipient": "routeur"}
        data["recipients"]["routeur"] |= {"country": "US", "safeguard": "scc", "document": "Annexe 3"}

    assert looked(under_clauses) == ()


def test_a_transfer_needs_a_safeguard_and_its_document() -> None:
    def clauses(data: Data) -> None:
        data["recipients"]["routeur"] |= {"country": "MA", "safeguard": "scc"}

    assert names(looked(clauses)) == [("transfer.document", "recipients.routeur")] or names(looked(clauses)) == [
        ("transfer.document", "recipients.routeur.MA")
    ]


def test_a_law_outside_the_union_is_not_asked_what_only_the_union_asks() -> None:
    """A rule of the Union's law is told where the packs of the place know it; protection is asked of everybody."""

    def morocco(data: Data) -> None:
        data["organisation"]["place"] = "MA"
        data["recipients"]["routeur"]["country"] = "MA"
        data["activities"]["clients"]["purposes"]["commandes"]["basis"] = None
        data["devices"]["portable"]["password"] = False

    found = {f.rule for f in looked(morocco)}
    assert "device.password" in found
    assert not {"transfer.without-safeguard", "purpose.without-basis"} & found


def test_an_activity_in_morocco_without_a_number_is_told_to_be_declared_or_authorised() -> None:
    """C.1: prior declaration; authorisation where data are sensitive or leave the country; the number is shown."""
    french = read_law("MA", TODAY)

    def here(data: Data) -> None:
        data["organisation"]["place"] = "MA"
        data["recipients"]["routeur"]["country"] = "MA"
        data["places"]["serveur"]["country"] = "MA"

    def told(*changes: Change) -> list[str]:
        found = [f for f in looked(both(here, *changes)) if f.rule == "activity.unfiled"]
        assert {f.place for f in found} <= {f"{CLIENTS}.declaration"}
        said = [tell(f, read_findings(), french, "fr") for f in found]
        assert {t.article for t in said} <= {
            "loi marocaine 09-08 et décret 2-09-165, déclaration et autorisation préalables [K]"
        }
        assert all("(CNDP)" in t.remedy for t in said)
        return [t.text.replace("\u00a0", " ").rpartition(" : ")[2] for t in said]

    both_owed = "Déclaration préalable, Autorisation préalable."
    assert told() == ["Déclaration préalable."]
    assert told(at(f"{CLIENTS}.items.sante", {**PRIDE, "category": "special.health"})) == [both_owed]
    assert told(at("recipients.routeur.country", "FR")) == [both_owed]  # the data leave Morocco
    assert told(at(f"{CLIENTS}.declaration", "D-W-123/2026")) == []
    assert not [f for f in looked() if f.rule == "activity.unfiled"]  # in France no number is owed
    assert not [f for f in looked(at("organisation.place", "CA")) if f.rule == "activity.unfiled"]


def test_canada_wants_somebody_in_charge_and_quebec_an_assessment_of_what_leaves() -> None:
    """C.1: PIPEDA cl. 4.1; Québec ss. 3.1 and 17. Given Lormel in either, without an officer, its data given to France,
    then each is asked for under its article, and no longer once it is there."""

    def told(place: str, *changes: Change) -> dict[str, str]:
        found = looked(both(at("organisation.place", place), *changes))
        said = [tell(f, read_findings(), read_law(place, TODAY), "en") for f in found]
        return {t.rule: t.article for t in said if t.rule in ("organisation.without-officer", "activity.unassessed")}

    assert told("CA") == {"organisation.without-officer": "PIPEDA, sch. 1, cl. 4.1"}
    assert told("CA-QC") == {
        "organisation.without-officer": "Act P-39.1 (Québec), s. 3.1 [K]",
        "activity.unassessed": "Act P-39.1 (Québec), ss. 3.3 and 17 [2]",
    }
    named = at("organisation.dpo", {"name": "Claire Estève", "email": "dpo@lormel.example"})
    assert told("CA-QC", named, at(f"{CLIENTS}.impact", "done")) == {}
    assert told("FR") == {}


# ── texts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_old_declaration_number_is_an_archive_in_its_field_and_obsolete_in_a_text() -> None:
    """S1-11. Given a policy text with a CNIL declaration number, then: obsolete mention, replace it by the register;
    the number kept as archive metadata of an activity is no fault.
    """
    assert looked(at(f"{CLIENTS}.declaration", "déclaration CNIL n° 1560087")) == ()
    told = at(f"{CLIENTS}.source", words("Déclaration faite à la CNIL sous le n°1560087."))
    found = looked(told)
    assert {f.place for f in found} == {
        f"{CLIENTS}.source.fr:fr/cnil-declaration",
        f"{CLIENTS}.source.en:fr/cnil-declaration",
    }
    assert "registre" in said(found[0]).remedy


def test_a_repealed_law_is_found_in_the_words_of_a_map_too() -> None:
    table = replace(SHOP.tables["customer"], words={"fr": "Selon la norme simplifiée n° 48", "en": "Customers"})
    assert names(looked(map=replace(SHOP, tables={"customer": table}))) == [
        ("text.replaced", "shop.customer.words.fr:fr/ns-48")
    ]


# ── rule sets and sites ────────────────────────────────────────────────────────────────────────────────────────────


def test_data_that_the_followed_rule_set_does_not_admit_are_named() -> None:
    """Issue 3: category not allowed by the rule set. NS-48 of 2005 has ended and knows no photographs."""
    followed = at(f"{CLIENTS}.follows", ["fr-ns48-2005"])
    photo = at(f"{CLIENTS}.items.photo", PRIDE)
    assert sorted(names(looked(both(followed, photo)))) == [
        ("item.not-allowed", f"{CLIENTS}.items.photo:fr-ns48-2005"),
        ("ruleset.ended", f"{CLIENTS}.follows.fr-ns48-2005"),
    ]


def test_pages_that_bring_in_others_content_have_recipients() -> None:
    """L-11. Given advertising and share buttons on the site, when no recipient is an advertising network or a social
    network, then these third parties are undeclared, whatever carrier or mailing house is; each is asked for.
    """
    site = at("organisation.sites", [{"domain": "lormel.example", "embeds": ["advertising", "share-buttons"]}])
    (found,) = looked(site)
    assert (found.rule, found.place) == ("site.embeds", "organisation.sites.lormel.example")
    assert said(found).text.endswith("ne fournit : publicité, boutons de partage.")
    network = like("regie", name="Régie du Rhône", role="controller", kind="advertiser")
    (found,) = looked(both(site, network))
    assert said(found).text.endswith("ne fournit : boutons de partage.")
    friends = like("amis", name="Amis & Co", role="controller", kind="social-network")
    assert looked(both(site, network, friends)) == ()


def test_handing_a_file_over_breaks_a_promise_of_no_commercial_disclosure() -> None:
    """S2-20. Given the promise never to pass data on for commercial ends and a purpose "cession", then it is a
    contradiction, an error; so it is for a contract that lets the file be rented out.
    """
    promised = at("organisation.promises", ["commercial-disclosure"])
    sold = {"name": words("Cession"), "kind": "prospecting.cession", "basis": "consent"}
    (found,) = looked(both(promised, at(f"{CLIENTS}.purposes.cession", sold)))
    assert (found.rule, found.place, said(found).severity) == (
        "promise.contradicted",
        f"{CLIENTS}.purposes.cession",
        "error",
    )
    assert said(found).text == (
        "L’activité « Clients » a pour finalité « Cession », et vous promettez le contraire : "
        "ne pas communiquer les données à des fins commerciales."
    )
    rented = at("recipients.routeur.contract.purposes", ["sale", "prospecting.rental"])
    assert names(looked(both(promised, rented))) == [("promise.contract", "recipients.routeur")]


def test_a_repealed_law_is_replaced_with_its_date_in_words_and_its_doubt() -> None:
    """L-13, E11. The Belgian law of 2018 stands in the packs as known and not checked: the remedy says so."""
    told = at(f"{CLIENTS}.source", {"fr": "Conforme à la loi du 8 décembre 1992."})
    (found,) = looked(both(told, at("organisation.place", "BE")))
    remedy = tell(found, read_findings(), read_law("BE", TODAY), "fr").remedy.replace("\u00a0", " ")
    assert remedy == (
        "Remplacez par : loi du 30 juillet 2018 et RGPD, depuis le 5 septembre 2018 "
        "(loi belge du 30 juillet 2018 et RGPD [K])."
    )


def test_a_place_that_no_store_covers_is_told_and_one_where_nothing_is_kept_is_not() -> None:
    """Art. 15(1), D16. Given invoices kept in binders too, when no store stands for the binders, then a request would
    not look there: that is a finding. Given binders with a manual store, or in which nothing is kept, it is none.
    """

    def binders(data: Data, **more: str) -> None:
        data["places"]["classeurs"] = {"name": "Classeurs", "kind": "paper", "country": "FR"} | more

    def kept(data: Data) -> None:
        binders(data)
        data["activities"]["clients"]["items"]["nom"]["kept"] = ["classeurs"]

    (found,) = [f for f in looked(kept) if f.rule == "place.unsearched"]
    assert (found.place, found.about) == ("places.classeurs", ("place", "classeurs"))
    assert said(found).text.startswith("Des données sont gardées dans « Classeurs »")
    assert [f for f in looked(binders) if f.rule == "place.unsearched"] == []

    def by_hand(data: Data) -> None:
        kept(data)
        binders(data, store="salle")

    assert [f for f in looked(by_hand) if f.rule == "place.unsearched"] == []
