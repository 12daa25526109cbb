"""Boutique Lormel's register as the tests of sharing begin with it: whom it gives data to, who works there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from garant.law.sharing import read_sharing
from garant.law.transfers import read_transfers
from garant.rules.processing import (
    Contract,
    Item,
    Measure,
    Organisation,
    Processing,
    Purpose,
    Register,
    Review,
    Role,
    ThirdParty,
)
from garant.rules.sharing import Asked, Decision, may_share

TODAY = date(2026, 11, 23)
LAST_YEAR = date(2025, 11, 3)
TERMS = read_sharing()
TRANSFERS = read_transfers()
ALL_CLAUSES = dict.fromkeys(TERMS.clauses, LAST_YEAR)

CARRIER = ThirdParty(
    "transporteur",
    "Vélo Colis",
    "processor",
    "carrier",
    country="FR",
    contract=Contract("C-12", LAST_YEAR, purposes=("sale.delivery",), clauses=ALL_CLAUSES),
    undertakings={"confidentiality": LAST_YEAR},
    reviews=(Review(LAST_YEAR, "good", date(2027, 11, 3), ("passwords", "second-factor")),),
)
PARTNER = ThirdParty(
    "salon",
    "Le Salon du Jardin",
    "controller",
    "partner",
    country="FR",
    contract=Contract("C-20", LAST_YEAR, purposes=("prospecting", "contact")),
    undertakings={"commercial-only": LAST_YEAR},
    need=("identity", "contact", "family", "work", "transaction.item"),
)
TAX_OFFICE = ThirdParty(
    "impots", "Direction des impôts", "authority", "public-body", level="national", nature="administrative"
)
POLICE = ThirdParty("police", "Police judiciaire", "authority", "police", level="national", nature="judicial")
BAILIFF = ThirdParty(
    "huissier", "Étude Caron", "controller", "court-officer", country="FR", need=("identity", "contact")
)
COLLECTOR = ThirdParty(
    "recouvrement",
    "Créances & Cie",
    "controller",
    "debt-collector",
    country="FR",
    contract=Contract("C-31", LAST_YEAR, purposes=("debt",)),
    need=("identity.name", "contact.address", "settlement.unpaid"),
)
MEDIATOR = ThirdParty(
    "mediateur", "Médiateur du commerce", "controller", "dispute-body", country="FR", need=("identity", "relation")
)

CUSTOMERS = Processing(
    "clients",
    {"fr": "Clients", "en": "Customers"},
    purposes={
        "commandes": Purpose("commandes", {"fr": "Commandes"}, "sale.order", "contract"),
    },
    items={
        "nom": Item("nom", "identity.name", used_by=("ventes",), shared_with=("transporteur",)),
        "adresse": Item("adresse", "contact.address", used_by=("ventes",), shared_with=("transporteur",)),
        "courriel": Item("courriel", "contact.email", collected_by=("ventes",)),
        "code": Item("code", "identity.code", used_by=("ventes",), transferable=False),
        "achats": Item("achats", "transaction.item", used_by=("ventes",), sensitivity="indirect"),
        "pieces": Item("pieces", "content.document", used_by=("ventes",), confidential=True),
    },
    persons=("customers",),
)
ACCOUNTS = Processing(
    "comptabilite",
    {"fr": "Comptabilité", "en": "Accounts"},
    items={"montant": Item("montant", "transaction.amount", used_by=("compta",))},
    persons=("customers",),
)


def register(*thirds: ThirdParty, promises: tuple[str, ...] = (), **more: Any) -> Register:
    """The register of Boutique Lormel with these third parties."""
    return Register(
        Organisation("Boutique Lormel", "donnees@lormel.example", "FR", promises=promises),
        activities={"clients": CUSTOMERS, "comptabilite": ACCOUNTS},
        recipients={third.id: third for third in thirds},
        **more,
    )


def decide(third: ThirdParty, purpose: str, *categories: str, promises: tuple[str, ...] = (), **facts: Any) -> Decision:
    """May these categories be given to this one, today?"""
    asked = Asked(third.id, purpose, categories, **facts)
    return may_share(TERMS, TRANSFERS, register(third, promises=promises), asked, TODAY)


def codes(decision: Decision) -> list[str]:
    """Why not, as codes."""
    return [reason.code for reason in decision.refusals]


def left_out(decision: Decision) -> dict[str, str]:
    """Category → why it does not go along."""
    return {reason.detail: reason.code for reason in decision.removed}


def with_measures(*ids: str) -> dict[str, Measure]:
    return {id_: Measure(id_) for id_ in ids}


STAFF = {
    "ventes": Role("ventes", {"fr": "Ventes", "en": "Sales"}, trained=LAST_YEAR),
    "compta": Role("compta", {"fr": "Comptabilité", "en": "Accounts"}, trained=LAST_YEAR),
    "atelier": Role("atelier", {"fr": "Atelier", "en": "Workshop"}, trained=LAST_YEAR),
    "direction": Role("direction", {"fr": "Direction", "en": "Management"}, "manager", ("ventes",), trained=LAST_YEAR),
    "commissaire": Role(
        "commissaire", {"fr": "Commissaire aux comptes"}, "control", trained=LAST_YEAR, until=date(2026, 11, 30)
    ),
}


def without(third: ThirdParty, *clauses: str) -> ThirdParty:
    """The same, with these clauses missing from its contract."""
    assert third.contract is not None
    left = {c: since for c, since in third.contract.clauses.items() if c not in clauses}
    return replace(third, contract=replace(third.contract, clauses=left))
