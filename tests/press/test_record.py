"""The record of processing says of each activity what art. 30 lists, and says where nothing is declared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from garant.law.findings import read_measures
from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.law.sharing import read_sharing
from garant.press.documents import Party
from garant.press.letter import Letter
from garant.press.pdf import letter_pdf
from garant.press.record import record_letter, record_page
from garant.rules.article30 import Entry, Known, record
from garant.rules.processing import Register
from garant.rules.registers import read_register

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
TODAY = date(2026, 11, 23)


def company() -> Register:
    return read_register(yaml.safe_load((EXAMPLES / "it-services" / "register.yaml").read_text(encoding="utf-8")))


def entries(register: Register) -> tuple[Entry, ...]:
    law = read_law("BE", TODAY)
    return record(register, Known(law, read_phrases(), read_measures(), read_sharing().safeguards))


def said(entry: Entry, code: str) -> list[str]:
    return [text["fr"] for line in entry.lines if line.code == code for text in line.texts]


def letter(register: Register, language: str = "fr") -> Letter:
    house = Party(register.organisation.name, register.organisation.contact)
    return record_letter(entries(register), register.organisation, house, read_phrases(), language, TODAY)


def test_the_company_s_record_says_what_article_30_asks() -> None:
    services, letters = entries(company())
    assert [line.article for line in services.lines if line.article] == [
        "30(1)(b)", "30(1)(c)", "30(1)(c)", "30(1)(d)", "30(1)(e)", "30(1)(f)", "30(1)(g)",
    ]  # fmt: skip
    assert said(services, "purposes")[0] == "Développer le logiciel et les services (Contrat)"
    assert said(services, "transfers") == ["Suite bureautique en ligne, États-Unis : Décision d’adéquation"]
    assert said(services, "durations") == ["Aucune fin n’est prévue"]
    assert said(letters, "recipients") == ["Aucun tiers"]
    assert said(letters, "transfers") == ["Aucun"]


def test_what_is_not_declared_says_so_and_a_processor_s_record_is_another() -> None:
    plain = {
        "garant": "register/1",
        "organisation": {"name": "ANM", "contact": "x@anm.example", "place": "BE"},
        "activities": {
            "paie": {
                "name": {"fr": "Paie de nos clients", "en": "Our customers’ payroll"},
                "role": "processor",
                "on_behalf_of": [{"name": "Boulangerie Simon", "email": "simon@pain.example"}],
                "purposes": {"paie": {"name": {"fr": "Établir la paie", "en": "Drawing up pay"}, "kind": "other"}},
            },
            "clients": {
                "name": {"fr": "Clients", "en": "Customers"},
                "transfers": True,
                "purposes": {"vente": {"name": {"fr": "Vendre", "en": "Selling"}, "kind": "sale"}},
                "items": {"sante": {"category": "special.health", "purposes": ["vente"]}},
            },
        },
    }
    clients, payroll = entries(read_register(plain))
    assert (clients.part, payroll.part) == ("controller", "processor")
    assert said(clients, "purposes") == ["Vendre (base non déclarée)"]
    assert said(clients, "data") == ["Santé (sensible)"]
    assert said(clients, "transfers") == ["Oui, sans que le pays soit déclaré"]
    assert said(clients, "durations") == ["Non déclaré"]
    assert said(payroll, "on-behalf-of") == ["Boulangerie Simon, simon@pain.example"]
    assert [line.article for line in payroll.lines] == ["30(2)(a)", "30(2)(b)", "30(2)(c)", "30(2)(d)"]


def test_on_paper_and_as_a_page_in_both_languages() -> None:
    assert letter_pdf(letter(company())).startswith(b"%PDF-")
    french = letter(company()).text.replace("\u00a0", " ")
    assert "Pour toute question : vieprivee@anm.example." in french.split("Nos activités")[0].replace("\n", " ")
    assert "RGPD, art. 30(1)(b)" in letter(company()).html.replace("\u00a0", " ")
    english = record_page(letter(company(), "en"))
    assert "Record of processing activities" in english
    assert "<script" not in english
