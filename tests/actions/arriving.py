"""The register of Boutique Lormel with the forms by which data come in, and people whose data do."""

from __future__ import annotations

from datetime import date
from typing import Any

from garant.actions import collected
from garant.actions.collected import Arrival
from garant.ledger.collected import Entry
from tests.actions.conftest import World
from tests.actions.sharing import declare

ALICE, MARK = "alice.moreau@courriel.example", "zygopetalum"
REGISTER = """
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR}
activities:
  clients:
    name: {fr: Clients, en: Customers}
    persons: [customers]
    without: [recipients]
    durations: [{years: 3, clock: relationship-end}]
    purposes:
      commandes: {name: {fr: Commandes, en: Orders}, kind: sale.order, basis: contract}
    items:
      nom: {category: identity.name, sources: [phone, form, third-party], forms: [appel, contrat], required: true}
      telephone: {category: contact.phone, sources: [phone], forms: [appel], required: false}
  parrainage:
    name: {fr: Parrainage, en: Referrals}
    purposes:
      inviter: {name: {fr: Inviter vos proches, en: Inviting your friends}, kind: prospecting.send}
recipients:
  courtier: {name: Fichiers du Midi, role: controller, kind: data-broker, country: FR}
forms:
  appel: {name: {fr: Commande par téléphone, en: Order by phone}, kind: phone, activity: clients}
  contrat: {name: {fr: Contrat d’entretien, en: Maintenance contract}, kind: agreement, activity: clients}
  inscription: {name: {fr: Inscription, en: Sign-up}, kind: web, activity: clients}
"""


def receiving(world: World) -> World:
    """Nadia has declared by which forms data come in."""
    return declare(world, REGISTER)


def arrival(entry: str, **more: Any) -> Arrival:
    """Alice's data came in today, by this source."""
    told: dict[str, Any] = {"kind": "email", "value": ALICE, "entry": entry, "collected": date(2026, 11, 23)}
    told |= {"activity": "clients"} if not more.get("form") else {}
    return Arrival(**(told | more))


def entered(world: World, entry: str, **more: Any) -> Entry:
    """Bruno enters it."""
    return collected.record(world.house, world.bruno, arrival(entry, **more))
