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
    return [text["fr"].replace("\u00a0", " ") for line in entry.lines if line.code == code for text in line.texts]


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
    assert [line.article for line in payroll.lines if line.article] == ["30(2)(a)", "30(2)(b)", "30(2)(c)", "30(2)(d)"]


def test_a_processor_s_record_says_for_each_controller_what_is_done_and_under_which_contract() -> None:
    """E.2, art. 30(2). Given two customers of a payroll office, then each stands with its representative and its
    officer, with what is done for it, its contract, the other processors that it let be used, and what becomes of the
    data.
    """
    names = {"paie": "Établir la paie", "declarations": "Déclarer les salaires"}
    simon = {
        "name": "Boulangerie Simon",
        "email": "simon@pain.example",
        "address": "2 place du Four\n4000 Liège",
        "dpo": {"name": "Claire Estève", "email": "claire@conseil.example"},
        "purposes": ["paie"],
        "contract": "Convention 2025-12",
        "signed": date(2025, 1, 1),
        "until": date(2027, 12, 31),
        "sub_processors": ["hote"],
        "authorisation": "general",
        "at_end": "return",
    }
    swiss = {"name": "Laiterie Morel SA", "representative": {"name": "Morel Europe", "phone": "04 00 00 00 00"}}
    plain = {
        "garant": "register/1",
        "organisation": {"name": "ANM", "contact": "x@anm.example", "place": "BE"},
        "activities": {
            "paie": {
                "name": {"fr": "Paie de nos clients", "en": "Our customers’ payroll"},
                "role": "processor",
                "on_behalf_of": [simon, {**swiss, "sub_processors": ["hote"], "at_end": "choice"}],
                "purposes": {code: {"name": {"fr": name, "en": name}, "kind": "other"} for code, name in names.items()},
            }
        },
        "recipients": {"hote": {"name": "Nuage du Rhône", "role": "processor", "country": "FR"}},
    }
    (payroll,) = entries(read_register(plain))
    assert said(payroll, "on-behalf-of") == [
        "Boulangerie Simon, 2 place du Four, 4000 Liège, simon@pain.example",
        "Boulangerie Simon, délégué à la protection des données : Claire Estève, claire@conseil.example",
        "Laiterie Morel SA",
        "Laiterie Morel SA, représentant dans l’Union : Morel Europe, 04 00 00 00 00",
    ]
    assert said(payroll, "processing") == [
        "Boulangerie Simon : Établir la paie",
        "Laiterie Morel SA : Établir la paie, Déclarer les salaires",
    ]
    assert said(payroll, "contracts") == [
        "Boulangerie Simon : Convention 2025-12, signé le 1er janvier 2025",
        "Boulangerie Simon : jusqu’au 31 décembre 2027",
    ]
    assert said(payroll, "sub-processors") == [
        "Boulangerie Simon : Nuage du Rhône, autorisation générale",
        "Laiterie Morel SA : Nuage du Rhône, sans autorisation déclarée",
    ]
    assert said(payroll, "at-end") == [
        "Boulangerie Simon : les données sont rendues",
        "Laiterie Morel SA : les données sont rendues ou effacées, à son choix",
    ]
    page = record_page(letter(read_register(plain)))
    assert "Catégories de traitements" in page
    assert "RGPD, art. 30(2)(b)" in page.replace("\u00a0", " ")
    assert letter_pdf(letter(read_register(plain), "en")).startswith(b"%PDF-")


def test_when_an_activity_was_reviewed_is_a_date_in_words() -> None:
    services, _ = entries(company())
    assert said(services, "updated") == ["10 février 2026"]


def test_on_paper_and_as_a_page_in_both_languages() -> None:
    assert letter_pdf(letter(company())).startswith(b"%PDF-")
    french = letter(company()).text.replace("\u00a0", " ")
    assert "Pour toute question : vieprivee@anm.example." in french.split("Nos activités")[0].replace("\n", " ")
    assert "RGPD, art. 30(1)(b)" in letter(company()).html.replace("\u00a0", " ")
    english = record_page(letter(company(), "en"))
    assert "Record of processing activities" in english
    assert "<script" not in english
