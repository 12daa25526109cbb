"""What Boutique Lormel declares, with nothing to find; a test changes one thing of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from garant.law.findings import read_findings, read_measures
from garant.law.packs import read_law
from garant.law.sharing import read_sharing
from garant.law.transfers import read_transfers
from garant.law.vocabulary import read_lexicon
from garant.rules.checks import Facts, run
from garant.rules.findings import Finding, Told, tell
from garant.rules.processing import Register
from garant.rules.profile import ColumnProfile, Profile, TableProfile
from garant.rules.register import Column, Person, StoreMap, Table
from garant.rules.registers import read_register

TODAY = date(2026, 11, 23)
Data = dict[str, Any]

ELECTRONIC = (
    "passwords", "firewall", "file-encryption", "transit-encryption", "audit-trail", "protected-backups", "antivirus",
)  # fmt: skip
SITE = ("updates", "second-factor", "access-control", "intrusion-test")
PAPER = ("locked-cabinet", "restricted-area", "alarm")

SAID = (
    "controller", "contact", "purposes", "basis", "recipients", "duration", "access", "rectification", "erasure",
    "restriction", "objection", "complaint", "portability", "withdrawal", "interest", "transfers", "required",
    "consequences", "decisions",
)  # fmt: skip
"""All that art. 13 may ask of a notice."""


def words(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


LORMEL: Data = {
    "garant": "register/1",
    "organisation": {
        "name": "Boutique Lormel",
        "contact": "donnees@lormel.example",
        "place": "FR",
        "sites": [{"domain": "lormel.example"}, {"domain": "lormel-pro.example"}, {"domain": "cadeaux.example"}],
    },
    "roles": {
        "ventes": {"name": words("Ventes"), "trained": date(2026, 3, 2)},
        "direction": {
            "name": words("Direction"),
            "kind": "manager",
            "manages": ["ventes"],
            "trained": date(2026, 3, 2),
        },
    },
    "activities": {
        "clients": {
            "name": words("Clients"),
            "persons": ["customers"],
            "owner": "direction",
            "reviewed": date(2026, 5, 4),
            "recipients": ["routeur"],
            "purposes": {"commandes": {"name": words("Commandes"), "kind": "sale.order", "basis": "contract"}},
            "durations": [{"years": 3, "clock": "relationship-end"}],
            "items": {
                "nom": {
                    "category": "identity.name",
                    "collected_by": ["ventes"],
                    "used_by": ["ventes"],
                    "purposes": ["commandes"],
                    "kept": ["shop"],
                    "required": True,
                },
                "courriel": {
                    "category": "contact.email",
                    "collected_by": ["ventes"],
                    "used_by": ["ventes"],
                    "purposes": ["commandes"],
                    "kept": ["shop"],
                    "required": False,
                },
            },
        }
    },
    "recipients": {
        "routeur": {
            "name": "Plume & Pli",
            "role": "processor",
            "country": "FR",
            "contract": {"signed": date(2025, 1, 6), "purposes": ["sale"], "clauses": {}},
            "undertakings": {"confidentiality": date(2025, 1, 6)},
            "reviews": [{"done": date(2026, 1, 12), "result": "good", "next": date(2027, 1, 12)}],
        }
    },
    "measures": dict.fromkeys((*ELECTRONIC, *SITE), "done"),
    "places": {"serveur": {"name": "Serveur", "kind": "server", "country": "FR"}},
    "backups": {"nuit": {"of": ["serveur"], "location": "Coffre", "locked": True}},
    "devices": {
        "portable": {
            "name": "Portable de Bruno",
            "kind": "laptop",
            "owner": "ventes",
            "password": True,
            "encrypted": True,
            "remote_wipe": True,
            "antivirus": True,
        }
    },
    "forms": {
        "commande": {
            "name": words("Commande"),
            "kind": "web",
            "activity": "clients",
            "url": "https://www.lormel.example/commande",
        }
    },
    "notices": {"mention": {"name": words("Mention"), "forms": ["commande"], "says": [*SAID]}},
    "passwords": {"length": 14},
}
CLAUSES = [c.id for c in read_sharing().clauses.values()]
LORMEL["recipients"]["routeur"]["contract"]["clauses"] = dict.fromkeys(CLAUSES, date(2025, 1, 6))

BY_HAND = StoreMap("salle", {}, {}, {}, {}, {"fr": "Chercher sur le serveur.", "en": "Look on the server."})
SHOP = StoreMap(
    "shop",
    {"customer": Person("customer", "customer", ("id",), {"email": ("email",)})},
    {
        "customer": Table(
            "customer",
            "clients",
            {
                "code": Column("code", "none"),
                "name": Column("name", "identity.name"),
                "email": Column("email", "contact.email"),
                "made": Column("made", "date.created"),
            },
        )
    },
    {},
    {},
)


def with_column(column: Column) -> StoreMap:
    """The shop's map with one more column of the customer."""
    table = SHOP.tables["customer"]
    declared = {**table.columns, column.name: column}
    return StoreMap("shop", SHOP.persons, {"customer": Table("customer", "clients", declared)}, {}, {})


def sampled(column: str, table: str = "customer", *, filled: int = 100, says: str = "", **patterns: int) -> Profile:
    """A sample of the shop in which one column met these patterns ("_" stands for "-"), or a word of a category."""
    met = {name.replace("_", "-"): count for name, count in patterns.items()} | ({f"says:{says}": 3} if says else {})
    columns = {column: ColumnProfile(column, "text", filled=filled, distinct=filled, patterns=met)}
    return Profile("sqlite", {table: TableProfile(table, columns, sampled=filled)})


def declared(change: Callable[[Data], None] = lambda data: None) -> Register:
    """The register of Boutique Lormel, with one change."""
    data = copy.deepcopy(LORMEL)
    change(data)
    return read_register(data)


def looked(
    change: Callable[[Data], None] = lambda data: None,
    *,
    map: StoreMap = SHOP,
    profile: Profile | None = None,
    today: date = TODAY,
) -> tuple[Finding, ...]:
    """Everything that the checks find."""
    return run(facts(change, map=map, profile=profile, today=today), read_lexicon())


def facts(
    change: Callable[[Data], None] = lambda data: None,
    *,
    map: StoreMap = SHOP,
    profile: Profile | None = None,
    today: date = TODAY,
) -> Facts:
    register = declared(change)
    if server := register.places.get("serveur"):  # somebody looks there for each request
        register = replace(register, places={**register.places, "serveur": replace(server, store="salle")})
    profiles: Mapping[str, Profile] = {} if profile is None else {"shop": profile}
    law = read_law(register.organisation.place, today)
    maps = {"shop": map, "salle": BY_HAND}
    return Facts(register, maps, law, today, read_measures(), read_sharing(), read_transfers(), profiles)


def names(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.place) for finding in found]


def said(found: Finding, language: str = "fr") -> Told:
    """A finding in words, as Boutique Lormel reads it, each blank a plain one."""
    told = tell(found, read_findings(), read_law("FR", TODAY), language)
    return replace(told, text=told.text.replace("\u00a0", " "), remedy=told.remedy.replace("\u00a0", " "))
