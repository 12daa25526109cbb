"""Names and counts say what a column holds, with a confidence; what they do not say is left to the owner."""

from collections.abc import Sequence

import pytest

from garant.law.reading import read_yaml
from garant.law.vocabulary import read_lexicon
from garant.rules.guessing import best, category, role, words
from garant.rules.maps import read_map
from garant.rules.patterns import patterns
from garant.rules.pointers import ENDING, KEYED, borne_out, candidates
from garant.rules.profile import ColumnKind, ColumnProfile, Pointer, Profile, TableProfile
from garant.rules.propose import propose, write
from garant.rules.register import Link

LEXICON = read_lexicon()


def column(name: str, kind: ColumnKind = "text", filled: int = 100, **met: int) -> ColumnProfile:
    return ColumnProfile(name, kind, filled=filled, distinct=filled, patterns=met)


def table(name: str, key: str, *columns: ColumnProfile, pointers: Sequence[Pointer] = ()) -> TableProfile:
    whole = {key: column(key, "integer"), **{c.name: c for c in columns}}
    return TableProfile(name, whole, key=(key,) if key else (), pointers=tuple(pointers), sampled=100)


def points(child: str, by: str, parent: str) -> Pointer:
    return Pointer(child, (by,), parent, ("id",))


CLIENT = table("clients", "id", column("nom"), column("courriel", email=100), column("telephone", phone=90))


@pytest.mark.parametrize(
    ("value", "met"),
    [
        ("Alice@courrier.example", {"email"}),
        ("alice at courrier.example", set()),
        ("+33 6 39 98 12 34", {"phone"}),
        ("01.99.00.12.34", {"phone"}),
        ("FR76 3000 6000 0112 3456 7890 189", {"iban"}),
        ("FR76 3000 6000 0112 3456 7890 188", set()),
        ("1 84 12 76 451 089 46", {"nir"}),
        ("2 55 08 2A 123 456 " + f"{97 - int('2550819123456') % 97:02d}", {"nir"}),
        ("1 84 12 76 451 089 47", {"phone"}),
        ("4111 1111 1111 1111", {"card"}),
        ("4111 1111 1111 1112", set()),
        ("192.0.2.17", {"ip"}),
        ("2001:db8::1", {"ip"}),
        ("192.0.2.256", {"phone"}),
        ("2026-11-23 10:00:00", {"date"}),
        ("2026-02-30", {"phone"}),
        ("https://garant.example/", {"url"}),
        ("Bonjour, mon colis est chez ma voisine Zeynep.", {"sentence"}),
        ("", set()),
    ],
)
def test_a_value_is_known_by_its_form_and_its_check_digits(value: str, met: set[str]) -> None:
    assert patterns(value) == met


def test_names_are_read_word_by_word_without_accents_in_the_singular() -> None:
    assert words("BillingPostalCode") == ("billing", "postal", "code")
    assert words("prénoms_clients") == ("prenom", "client")
    assert words("IPAddress2") == ("ip", "address", "2")
    assert best(("date", "naissance"), LEXICON.categories) == ("identity.birth-date", 1.0)
    assert [role(name, LEXICON) for name in ("InvoiceLine", "public.staff", "newsletter", "film", "x42")] == [
        "accounting", "staff", "subscriber", "reference", "",
    ]  # fmt: skip


def test_values_confirm_a_name_or_speak_against_it() -> None:
    sure = category(column("Email", email=100), LEXICON)
    assert (sure.category, sure.confidence, sure.why) == ("contact.email", 0.98, ("name", "values"))

    against = category(column("email", email=2), LEXICON)
    assert (against.category, against.review, against.doubt) == ("contact.email", True, "values-differ")

    by_values = category(column("zone_3", iban=97), LEXICON)
    assert (by_values.category, by_values.why, by_values.review) == ("transaction.bank-account", ("values",), False)

    text = category(column("zone_4", sentence=80), LEXICON)
    assert text.category == "note.text"


def test_the_day_on_which_a_customer_came_in_is_no_choice_of_theirs() -> None:
    """Inscrit le: in a list of customers, when the file was begun; in the letter's own list, that they want it."""
    mail, since = column("courriel", email=100), column("inscrit_le", date=100)
    for name, kind in (("clients", "date.created"), ("newsletter", "preference.newsletter")):
        text = write(
            propose(
                "boutique",
                Profile("sqlite", {"clients": CLIENT} | {name: table(name, "id", column("nom"), mail, since)}),
            )
        )
        assert f"inscrit_le: {{category: {kind}" in text or f"inscrit_le: {kind}" in text, text


def test_what_nobody_can_tell_is_left_to_the_owner() -> None:
    unknown = category(column("zone_5"), LEXICON)
    assert (unknown.category, unknown.review, unknown.doubt) == ("none", True, "unknown")
    assert category(column("zone_6", filled=0), LEXICON).doubt == "empty"
    assert category(column("zone_7", "date"), LEXICON).category == "date"
    assert category(column("nom", "date"), LEXICON).category == "date", "a date is no name"
    assert category(column("note", "integer"), LEXICON).category == "preference.interest", "a mark is no text"


def test_an_undeclared_key_is_tried_only_where_its_name_fits_and_its_target_is_unique() -> None:
    orders = table("commandes", "id", column("client_id", "integer"), column("quantite", "integer"))
    loyalty = table("fidelite", "client_id")
    twins = TableProfile("adherents", {"id": column("id", "integer")}, key=("id", "annee"))
    tables = {t.name: t for t in (CLIENT, orders, loyalty, twins)}

    tried = {(p.table, p.columns, p.target) for p, _ in candidates(tables, LEXICON)}

    assert tried == {("commandes", ("client_id",), "clients"), ("fidelite", ("client_id",), "clients")}


@pytest.mark.parametrize(
    ("people", "key"), [("Clients 2026", "Code"), ("Feuil1", "N° client"), ("Fichier", "n°client")]
)
def test_a_column_is_tried_whatever_the_year_in_the_name_of_the_sheet_and_by_the_name_of_its_key(
    people: str, key: str
) -> None:
    """Claire's sheet is called “Clients 2026”, Paul's “Feuil1”: the orders name “N° client” all the same."""
    persons = TableProfile(people, {key: column(key, "text")}, key=(key,), uniques=((key,),))
    orders = table("Commandes", "N° facture", column("N° client", "text"))

    tried = candidates({t.name: t for t in (persons, orders)}, LEXICON)

    assert [(p.columns, p.target, p.target_columns) for p, _ in tried] == [(("N° client",), people, (key,))]


def test_an_undeclared_key_needs_nearly_all_of_enough_values() -> None:
    orders = table("commandes", "id", column("client_id", "integer"))
    (named,) = candidates({t.name: t for t in (CLIENT, orders)}, LEXICON)

    assert borne_out(named, 0.98, 50, whole=False)
    assert not borne_out(named, 0.979, 2000, whole=False)
    assert not borne_out(named, 1.0, 49, whole=False)
    assert borne_out(named, 1.0, 7, whole=True), "the whole table was read, and the name leaves no doubt"
    assert not borne_out((named[0], ENDING), 1.0, 49, whole=True)
    assert borne_out((named[0], KEYED), 1.0, 7, whole=True), "it bears the name of the key itself"
    assert not borne_out(named, 0.0, 0, whole=True)


def test_a_doubtful_column_is_marked_and_a_supplier_left_to_be_decided() -> None:
    odd = table("clients", "id", column("nom"), column("courriel", email=100), column("zone_5"))
    firms = table("fournisseurs", "id", column("raison_sociale"), column("courriel", email=100))
    text = write(propose("boutique", Profile("sqlite", {t.name: t for t in (odd, firms)})))
    map = read_map(read_yaml(text, "proposal.yaml").data)

    assert map.undecided == (("fournisseurs", ""), ("clients", "zone_5"))
    assert "zone_5: {category: none, review: true}  # on ne sait pas ce que c’est" in text


def test_a_row_hangs_by_the_shortest_way_and_staff_is_left_out() -> None:
    orders = table(
        "commandes", "id", column("client_id", "integer"), pointers=[points("commandes", "client_id", "clients")]
    )
    payments = table(
        "paiements", "id", column("client_id", "integer"), column("commande_id", "integer"),
        pointers=[points("paiements", "commande_id", "commandes"), points("paiements", "client_id", "clients")],
    )  # fmt: skip
    staff = table(
        "employes",
        "id",
        column("nom"),
        column("client_id", "integer"),
        pointers=[points("employes", "client_id", "clients")],
    )
    draft = propose("boutique", Profile("sqlite", {t.name: t for t in (CLIENT, orders, payments, staff)}))

    links = {t.name: t.link for t in draft.tables}
    assert links == {
        "clients": None,
        "commandes": Link("child", "clients", ("client_id",), ()),
        "paiements": Link("child", "clients", ("client_id",), ()),
    }
    assert [(left.table, left.why) for left in draft.left_out] == [("employes", "staff")]


def test_names_that_yaml_would_misread_come_back_as_they_are() -> None:
    strange = table("client: 1 #", "id", column("nom"), column("courriel", email=100), column("yes"), column("2019"))
    text = write(propose("l'été", Profile("sqlite", {strange.name: strange})), "en")
    map = read_map(read_yaml(text, "proposal.yaml").data)

    assert map.store == "l'été"
    assert set(map.tables["client: 1 #"].columns) == {"id", "nom", "courriel", "yes", "2019"}
