"""Alice Moreau, customer of Maison Aubrac: what the shop, the till and the newsletter hold about her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from garant.press.documents import (
    AccessDocument,
    ActivityAnswer,
    AuthorityAnswer,
    ColumnAnswer,
    Party,
    RecipientAnswer,
    RightAnswer,
    TableAnswer,
    Withheld,
)
from garant.press.letters import Case
from garant.press.package import Signer

AUBRAC = Party("Maison Aubrac", "donnees@maison-aubrac.example", "12 rue du Foirail, 12210 Laguiole")
CNIL = AuthorityAnswer(
    "Commission nationale de l’informatique et des libertés (CNIL)",
    "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07",
    "https://www.cnil.fr/fr/plaintes",
)
REFERENCE = "R-2026-7KQ4-M2XD"
RECEIVED, MADE = date(2026, 10, 22), date(2026, 11, 22)
RECTIFY = "https://donnees.maison-aubrac.example/demande/corriger"
FOLLOW = "https://donnees.maison-aubrac.example/suivi/q7Zx0e"

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Signer("maison-aubrac.example/journal", KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def case(language: str = "fr", person: str = "Alice Moreau") -> Case:
    return Case(AUBRAC, CNIL, REFERENCE, language, RECEIVED, MADE, person, "Nadia Ferrand")


@dataclass(frozen=True)
class Row:
    """A row as a store reads it."""

    table: str
    values: Mapping[str, Any]


CUSTOMER = TableAnswer(
    "boutique",
    "customer",
    "Votre fiche client",
    "customers",
    (
        ColumnAnswer("id", "Numéro de client", "", "provided", meaning="Numéro qui relie cette ligne aux autres."),
        ColumnAnswer("first_name", "Prénom", "Nom et prénom", "provided"),
        ColumnAnswer("email", "Adresse e-mail", "Adresse e-mail", "provided"),
        ColumnAnswer("phone", "Téléphone", "Téléphone", "provided"),
        ColumnAnswer(
            "status", "État du compte", "Usage de nos services", "observed", codes={"A": "actif", "F": "fermé"}
        ),
        ColumnAnswer(
            "segment", "Profil d’achat", "Centres d’intérêt", "inferred", meaning="Calculé d’après vos achats."
        ),
        ColumnAnswer("note", "Note du vendeur", "Texte libre", "third-party", free_text=True),
        ColumnAnswer("created", "Compte ouvert le", "Date de création", "observed"),
    ),
    (
        {
            "id": 41,
            "first_name": "Alice",
            "email": "alice.moreau@courriel.example",
            "phone": "+33 5 65 00 00 41",
            "status": "A",
            "segment": "couteaux de table",
            "note": "Préfère être livrée le samedi.",
            "created": "2019-03-12",
        },
    ),
)
INVOICES = TableAnswer(
    "boutique",
    "invoice",
    "Vos factures",
    "accounting",
    (
        ColumnAnswer("id", "Numéro de facture", "Numéro de facture ou de commande", "observed"),
        ColumnAnswer("issued", "Date", "Date d’achat", "observed"),
        ColumnAnswer("address", "Adresse de facturation", "Adresse postale", "provided"),
        ColumnAnswer("total", "Montant", "Montant", "observed"),
        ColumnAnswer("paid", "Payée", "Moyen de paiement", "observed"),
    ),
    tuple(
        {
            "id": 9000 + n,
            "issued": f"202{n}-04-0{n}",
            "address": "3 rue du Pont, Espalion",
            "total": 40 * n,
            "paid": n != 4,
        }
        for n in range(1, 5)
    ),
)
VISITS = TableAnswer(
    "caisse",
    "passage",
    "Vos passages en caisse",
    "customers",
    (
        ColumnAnswer("quand", "Date", "Date d’achat", "observed"),
        ColumnAnswer("magasin", "Magasin", "Usage de nos services", "observed"),
    ),
    ({"quand": "2025-12-24", "magasin": "Laguiole"}, {"quand": "2026-07-14", "magasin": None}),
)
NEWSLETTER = TableAnswer(
    "lettre",
    "abonne",
    "Votre abonnement",
    "newsletter",
    (ColumnAnswer("courriel", "Adresse e-mail", "Adresse e-mail", "provided"),),
    ({"courriel": "alice.moreau@courriel.example"},),
)
CUSTOMERS = ActivityAnswer(
    "customers",
    "Vendre, livrer, revenir",
    "Préparer vos commandes, les livrer et répondre à vos questions.",
    ("Contrat",),
    ("Nom et prénom", "Adresse e-mail", "Téléphone", "Usage de nos services", "Centres d’intérêt", "Texte libre"),
    (
        RecipientAnswer("Colis Lozère", "organisme qui en décide lui-même", "France"),
        RecipientAnswer(
            "Plume Post",
            "prestataire qui travaille pour nous",
            "Canada",
            True,
            "décision d’adéquation du 20 décembre 2001",
        ),
    ),
    "Trois ans après votre dernier achat.",
    "De vous, sauf la note : le vendeur l’a écrite.",
    date(2019, 3, 12),
    "Le profil d’achat est calculé par une machine ; il choisit les couteaux que la lettre montre, rien d’autre.",
)
ACCOUNTING = ActivityAnswer(
    "accounting",
    "Tenir les comptes",
    "Garder les pièces que la loi demande à un commerçant.",
    ("Obligation légale",),
    ("Adresse postale", "Montant"),
    (RecipientAnswer("Cabinet Cayla", "prestataire qui travaille pour nous", "France"),),
    "Dix ans après la clôture de l’exercice.",
    "De vos achats.",
    date(2021, 4, 1),
)
NEWS = ActivityAnswer(
    "newsletter",
    "Écrire la lettre",
    "Vous envoyer la lettre, quatre fois par an.",
    ("Consentement",),
    ("Adresse e-mail",),
    (),
    "Jusqu’à ce que vous retiriez votre accord.",
    "De vous.",
)
RIGHTS = (
    RightAnswer("Droit de rectification", "Vous nous dites ce qui est faux, et nous le corrigeons.", "RGPD, art. 16"),
    RightAnswer("Droit à l’effacement", "Nous effaçons ce que la loi ne nous fait pas garder.", "RGPD, art. 17"),
    RightAnswer("Droit à la limitation", "Nous gelons vos données le temps d’une question.", "RGPD, art. 18"),
    RightAnswer("Droit d’opposition", "Vous refusez un usage ; la publicité s’arrête sans motif.", "RGPD, art. 21"),
)


def access(language: str = "fr") -> AccessDocument:
    return AccessDocument(
        kind="access",
        organisation=AUBRAC,
        reference=REFERENCE,
        language=language,
        received=RECEIVED,
        made=MADE,
        person="Alice Moreau",
        authority=CNIL,
        rectify_link=RECTIFY,
        searched=("boutique", "caisse", "lettre", "papiers"),
        identities=(("Adresse e-mail", "alice.moreau@courriel.example"), ("Numéro de client", "41")),
        activities=(CUSTOMERS, ACCOUNTING, NEWS),
        rights=RIGHTS,
        tables=(CUSTOMER, INVOICES, VISITS, NEWSLETTER),
        withheld=(
            Withheld(
                "boutique",
                "support_ticket",
                "Échanges avec l’assistance · Texte",
                "Ce texte libre peut nommer d’autres personnes ; il n’est pas remis.",
                "RGPD, art. 15(4)",
                "body",
            ),
        ),
        undecided=(Withheld("caisse", "passage", "Vos passages en caisse · zone_3", "", "", "zone_3"),),
    )
