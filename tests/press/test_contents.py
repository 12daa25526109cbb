"""What a package holds: the maps of Maison Aubrac, the rows of Alice, and what the law says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.law.packs import read_law
from garant.press import contents
from garant.press.documents import Withheld
from garant.rules.register import Activity, Basis, Column, Link, Person, Recipient, StoreMap, Table
from tests.press.alice import Row

LAW = read_law("FR", date(2026, 11, 22))
COLIS = Recipient("colis", "Colis Lozère", "controller", country="FR")
PLUME = Recipient("plume", "Plume Post", "processor", country="CA", safeguard="Décision d’adéquation")
SELLING = Activity(
    "customers",
    {"fr": "Vendre et livrer", "en": "Sell and deliver"},
    {"fr": "Préparer vos commandes : les livrer.", "en": "Prepare and deliver your orders."},
    ("contract",),
    ("colis", "plume"),
    {"fr": "Trois ans après votre dernier achat."},
    {"fr": "De vous."},
)
ACCOUNTS = Activity("accounting", {"fr": "Tenir les comptes"}, {"fr": "Garder les pièces."}, ("legal-obligation",))


def columns(*several: Column) -> dict[str, Column]:
    return {column.name: column for column in several}


SHOP = StoreMap(
    store="boutique",
    persons={"customer": Person("customer", "client", ("id",), {"email": ("courriel",)})},
    tables={
        "client": Table(
            "client",
            "customers",
            columns(
                Column("id", "none"),
                Column("prenom", "identity.name", words={"fr": "Prénom"}),
                Column("nom", "identity.name"),
                Column("courriel", "contact.email"),
                Column("vendeur", "none"),
                Column("profil", "preference.interest", origin="inferred"),
                Column("note", "note.text", origin="third-party", free_text=True),
                Column("zone_3", "contact.zone", review=True),
            ),
            key=("id",),
            words={"fr": "Votre fiche client"},
        ),
        "facture": Table(
            "facture",
            "accounting",
            columns(
                Column("numero", "transaction.document", origin="observed"),
                Column("client_id", "none"),
                Column("emise", "transaction.date", origin="observed"),
                Column("adresse", "contact.address"),
            ),
            link=Link("child", "client", ("client_id",), ("id",)),
            date="emise",
        ),
        "inconnue": Table("inconnue", "customers", columns(Column("x", "contact.email")), review=True),
    },
    activities={"customers": SELLING, "accounting": ACCOUNTS},
    recipients={"colis": COLIS, "plume": PLUME},
)
ALICE = {
    "id": 41,
    "prenom": "Alice",
    "nom": "Moreau",
    "courriel": "alice.moreau@courriel.example",
    "vendeur": 3,
    "profil": "couteaux",
    "note": "Vient avec Bruno.",
    "zone_3": "?",
}
ROWS = [
    ("boutique", Row("client", ALICE)),
    ("boutique", Row("facture", {"numero": 2, "client_id": 41, "emise": "2024-05-06T10:00:00", "adresse": "Espalion"})),
    ("boutique", Row("facture", {"numero": 1, "client_id": 41, "emise": "2021-04-01T09:00:00", "adresse": "Espalion"})),
    ("boutique", Row("inconnue", {"x": "y"})),
]
NOTE = ("boutique", "client", "note")


def access(withhold: tuple[contents.Place, ...] = ()) -> contents.Found:
    return contents.found({"boutique": SHOP}, ROWS, LAW, "fr", kind="access", withhold=withhold)


def portable(withhold: tuple[contents.Place, ...] = ()) -> contents.Found:
    return contents.found({"boutique": SHOP}, ROWS, LAW, "fr", kind="portability", withhold=withhold)


def names(found: contents.Found) -> dict[str, list[str]]:
    return {table.table: [column.name for column in table.columns] for table in found.tables}


def test_alices_copy_holds_her_columns_and_the_keys_that_tie_rows_and_nothing_about_others() -> None:
    assert names(access()) == {
        "client": ["id", "prenom", "nom", "courriel", "profil", "note"],
        "facture": ["numero", "client_id", "emise", "adresse"],
    }
    client = access().tables[0]
    assert client.rows == ({k: v for k, v in ALICE.items() if k not in ("vendeur", "zone_3")},)


def test_titles_come_from_the_map_else_from_the_category() -> None:
    client, invoices = access().tables
    assert [column.title for column in client.columns] == [
        "Numéro (id)",
        "Prénom",
        "Nom et prénom (nom)",
        "Adresse e-mail",
        "Centres d’intérêt",
        "Texte libre",
    ]
    assert (client.title, invoices.title) == ("Votre fiche client", "facture")
    assert client.columns[0].meaning == "Numéro qui relie cette ligne aux autres."


def test_a_key_that_the_map_does_not_spell_out_is_known_by_its_name_on_the_other_side() -> None:
    lines = Table(
        "ligne",
        "accounting",
        columns(Column("numero", "none"), Column("montant", "transaction.amount")),
        link=Link("child", "facture", ("numero",), ()),
    )
    invoices = replace(
        SHOP.tables["facture"], columns={**SHOP.tables["facture"].columns, "numero": Column("numero", "none")}
    )
    shop = replace(SHOP, tables={**SHOP.tables, "facture": invoices, "ligne": lines})
    rows = [*ROWS, ("boutique", Row("ligne", {"numero": 2, "montant": 12}))]
    found = contents.found({"boutique": shop}, rows, LAW, "fr", kind="access")
    assert names(found)["facture"][0] == "numero"
    assert names(found)["ligne"] == ["numero", "montant"]


def test_an_activity_is_told_in_words_with_its_named_recipients_and_its_oldest_row() -> None:
    selling, accounts = access().activities
    assert selling.purpose == "Préparer vos commandes\u00a0: les livrer."
    assert selling.bases == ("Contrat",)
    assert selling.categories == ("Nom et prénom", "Adresse e-mail", "Centres d’intérêt", "Texte libre")
    assert [(one.name, one.abroad, one.safeguard) for one in selling.recipients] == [
        ("Colis Lozère", False, ""),
        ("Plume Post", True, "Décision d’adéquation"),
    ]
    assert accounts.since == date(2021, 4, 1)
    assert selling.since is None


def test_a_note_that_the_clerk_did_not_release_is_held_back_and_told() -> None:
    found = access((NOTE,))
    assert "note" not in names(found)["client"]
    assert found.withheld == (
        Withheld(
            "boutique",
            "client",
            "Votre fiche client · Texte libre",
            "Ce texte libre peut nommer d’autres personnes\u00a0; il n’est pas remis.",
            "RGPD, art.\u00a015(4)",
            "note",
        ),
    )


def test_what_nobody_has_sorted_is_never_handed_over_and_always_told() -> None:
    assert [(one.table, one.column) for one in access().undecided] == [("client", "zone_3"), ("inconnue", "")]


def test_portability_holds_what_alice_provided_on_a_contract_and_says_what_else_there_is() -> None:
    """S4-19. Given a field flagged "inférée", then it is excluded and stated."""
    found = portable()
    assert names(found) == {"client": ["id", "prenom", "nom", "courriel"]}
    assert [(one.table, one.column, one.reason, one.article) for one in found.withheld] == [
        ("client", "profil", "Elles ne viennent pas de vous.", "RGPD, art.\u00a020(1)"),
        ("client", "note", "Elles ne viennent pas de vous.", "RGPD, art.\u00a020(1)"),
        (
            "facture",
            "",
            "Leur usage ne repose ni sur votre consentement ni sur un contrat.",
            "RGPD, art.\u00a020(1)",
        ),
    ]
    assert [activity.id for activity in found.activities] == ["customers"]


def test_two_stores_that_declare_an_activity_differently_are_told_as_two() -> None:
    other = StoreMap(
        "lettre",
        {"reader": Person("reader", "abonne", ("courriel",), {"email": ("courriel",)})},
        {"abonne": Table("abonne", "customers", columns(Column("courriel", "contact.email")))},
        {"customers": Activity("customers", {"fr": "Écrire la lettre"}, {"fr": "Vous écrire."}, ("consent",))},
        {},
    )
    rows = [*ROWS, ("lettre", Row("abonne", {"courriel": "alice.moreau@courriel.example"}))]
    found = contents.found({"boutique": SHOP, "lettre": other}, rows, LAW, "fr", kind="access")
    assert [activity.id for activity in found.activities] == ["customers", "accounting", "lettre.customers"]
    assert [table.activity for table in found.tables] == ["customers", "accounting", "lettre.customers"]
    assert found.activities[2].bases == ("Consentement",)


@pytest.mark.parametrize(
    ("bases", "absent"),
    [
        (("contract",), {"Retrait du consentement"}),
        (("legitimate-interest",), {"Retrait du consentement", "Droit à la portabilité"}),
        (("consent", "legitimate-interest"), set()),
    ],
)
def test_alice_is_told_of_the_rights_that_her_data_are_open_to(bases: tuple[Basis, ...], absent: set[str]) -> None:
    """Art. 15(1)(e): the right to object stands there wherever it can be used, of offers even beside a contract."""
    every = {right.name["fr"] for right in LAW.rights.values()}

    assert {one.name for one in contents.rights(LAW, "fr", bases)} == every - absent


def test_the_rights_are_those_of_the_law_in_force_with_their_articles() -> None:
    told = contents.rights(LAW, "fr")
    assert [one.article for one in told][:2] == ["RGPD, art.\u00a015", "RGPD, art.\u00a017"]
    assert all(one.name and one.text for one in told)
    assert {"Droit d’opposition", "Retrait du consentement"} < {one.name for one in told}
    assert contents.authority(LAW).name == "Commission nationale de l’informatique et des libertés (CNIL)"
