"""Julie publishes guides by herself and follows the simplified standard 48, as the policy of seed 001 does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from garant.law.packs import read_law
from garant.law.reading import read_yaml
from garant.law.rulesets import RuleSet
from garant.rules.conformity import Report, check
from garant.rules.processing import Item, Processing, Purpose, Register
from garant.rules.registers import read_register

THEN = date(2010, 1, 1)
"""A day on which the 2005 text holds."""
TODAY = date(2026, 11, 23)
LAW = read_law("FR", TODAY)

TEXT = """
garant: register/1
organisation:
  name: Éditions Marchal
  contact: julie@marchal.example
  place: FR
  nature: private
  sector: publishing
  sites: [{domain: marchal.example, trackers: refusal}]
services:
  guides: {name: {fr: Guides pratiques}}
activities:
  clients:
    name: {fr: Gestion des clients}
    persons: [customers]
    follows: [fr-ns48-2005]
    services: [guides]
    without: [uses, decisions]
    recipients: [poste]
    durations:
      - {criterion: Tant que dure la relation, clock: relationship-end}
      - {years: 10, clock: financial-year-end, phase: archive}
    purposes:
      contrats: {name: Contrats, kind: sale.contract, basis: contract}
      commandes: {name: Commandes, kind: sale.order, basis: contract}
      livraisons: {name: Livraisons, kind: sale.delivery, basis: contract}
      factures: {name: Factures, kind: sale.invoice, basis: contract}
      comptes: {name: Comptes clients, kind: sale.account, basis: contract}
      fidelite: {name: Fidélité, kind: loyalty, basis: contract}
    items:
      nom: {category: identity.name, used_by: [ventes], purposes: [commandes]}
      courriel: {category: contact.email, used_by: [ventes], purposes: [commandes]}
      code: {category: identity.code, used_by: [ventes], purposes: [comptes], transferable: false}
      carte: {category: transaction.card.number, used_by: [ventes], purposes: [factures]}
      enfants: {category: family.children-number, used_by: [ventes], purposes: [fidelite]}
      achats: {category: relation.purchase-history, used_by: [ventes], purposes: [commandes]}
      impayes: {category: settlement.unpaid, used_by: [chef], purposes: [comptes]}
  prospection:
    name: {fr: Prospection}
    persons: [prospects]
    follows: [fr-ns48-2005]
    without: [uses, recipients, decisions]
    durations: [{years: 1, clock: last-contact}]
    purposes:
      fichier: {name: Fichier de prospects, kind: prospecting.file, basis: legitimate-interest}
      envoi: {name: Lettre, kind: prospecting.send, basis: consent}
    items:
      courriel: {category: contact.email, used_by: [ventes], purposes: [fichier, envoi]}
  visites:
    name: {fr: Fréquentation du site}
    persons: [visitors]
    follows: [fr-ns48-2005]
    without: [uses, recipients, decisions]
    durations: [{months: 25, clock: collection}]
    purposes: {mesure: {name: Mesure, kind: statistics.audience, basis: legitimate-interest}}
    items:
      ip: {category: behaviour.ip, purposes: [mesure]}
      pages: {category: behaviour.page, purposes: [mesure]}
recipients:
  poste:
    {name: Messagerie du Dauphiné, role: processor, kind: carrier, country: FR,
     undertakings: {confidentiality: 2009-01-01}, contract: {reference: C-1, signed: 2009-01-01}}
roles:
  ventes: {name: {fr: Les ventes}, kind: staff}
  chef: {name: {fr: La direction}, kind: manager}
measures: {passwords: done, protected-backups: done, updates: done}
forms:
  commande: {name: {fr: Bon de commande}, kind: web, activity: clients, objection: true}
  inscription: {name: {fr: Inscription}, kind: web, activity: prospection, objection: true}
notices:
  politique:
    name: {fr: Politique}
    forms: [commande, inscription]
    says: [controller, purposes, required, consequences, recipients, access, rectification, objection]
"""


def publisher(text: str = TEXT) -> Register:
    return read_register(read_yaml(text, "publisher.yaml").data)


PUBLISHER = publisher()


def ruleset(name: str = "fr-ns48-2005") -> RuleSet:
    return LAW.rulesets[name]


def reported(
    activity: Processing | str, name: str = "fr-ns48-2005", on: date = THEN, register: Register = PUBLISHER
) -> Report:
    """The report of one of Julie's activities, or of a changed one."""
    found = register.activities[activity] if isinstance(activity, str) else activity
    return check(found, register, ruleset(name), LAW, on)


def activity(name: str, **changes: Any) -> Processing:
    return replace(PUBLISHER.activities[name], **changes)


def with_item(name: str, **values: Any) -> Processing:
    """One of Julie's activities with one datum more, called "autre"."""
    found = PUBLISHER.activities[name]
    return replace(found, items={**found.items, "autre": Item("autre", **values)})


def with_purpose(name: str, kind: str, **values: Any) -> Processing:
    """One of Julie's activities with one purpose more, called "autre"."""
    found = PUBLISHER.activities[name]
    return replace(found, purposes={**found.purposes, "autre": Purpose("autre", {"fr": "Autre"}, kind, **values)})


def seen(report: Report, code: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The answer to a point, and (entry, id, note) of what it rests on."""
    line = report.line(code)
    return line.answer, [(e.entry, e.id, e.note) for e in line.evidence]
