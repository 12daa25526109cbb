"""The register of Boutique Lormel, as the tests of sharing apply it, and the people of its office."""

from __future__ import annotations

from datetime import date

from garant.actions import access, register, staff
from garant.actions.access import Actor
from garant.ledger.values import Role, Staff
from tests.actions.conftest import World

REGISTER = """
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR, promises: [disclosure]}
activities:
  clients:
    name: Clients
    persons: [customers]
    purposes:
      commandes: {name: Commandes, kind: sale.order, basis: contract}
    items:
      nom: {category: identity.name, used_by: [ventes], shared_with: [transporteur, recouvrement]}
      adresse: {category: contact.address, used_by: [ventes], shared_with: [transporteur]}
      impaye: {category: settlement.unpaid, used_by: [ventes], shared_with: [recouvrement]}
recipients:
  transporteur:
    name: Vélo Colis
    role: processor
    kind: carrier
    country: FR
    contract: {reference: C-12, signed: 2025-11-03, purposes: [sale.delivery], clauses: {security: 2025-11-03}}
  recouvrement:
    name: Créances & Cie
    role: processor
    kind: debt-collector
    contact: dossiers@creances.example
    country: FR
    contract: {reference: C-31, signed: 2025-11-03, purposes: [debt]}
    undertakings: {confidentiality: 2025-11-03}
  huissier: {name: Étude Caron, role: processor, kind: court-officer, country: FR, need: [identity.name],
    contract: {reference: C-32, signed: 2025-11-03, purposes: [debt]}}
  police: {name: Police judiciaire, role: authority, kind: police, level: national, nature: judicial}
roles:
  ventes: {name: Ventes, trained: 2026-09-01}
  atelier: {name: Atelier, trained: 2026-09-01}
  direction: {name: Direction, kind: manager, manages: [ventes], trained: 2026-09-01}
  commissaire: {name: Commissaire aux comptes, kind: control, trained: 2026-09-01, until: 2026-11-30}
"""
TRAINING = "measures: {staff-training: done, passwords: done, second-factor: done}\n"
NOBODY = "garant: register/1\norganisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR}\n"


def nadia(world: World) -> Actor:
    """Nadia owns the shop, at the command line."""
    return access.by_command(world.house, "Nadia")


def declare(world: World, text: str = REGISTER) -> World:
    """Nadia applies this register."""
    register.apply(world.house, nadia(world), text, "register.yaml")
    return world


def account(world: World, name: str, role: Role = "clerk", function: str = "", trained: date | None = None) -> Staff:
    """An account of the office."""
    email = f"{name.lower()}@lormel.example"
    return staff.add(world.house, nadia(world), email=email, name=name, role=role, function=function, trained=trained)
