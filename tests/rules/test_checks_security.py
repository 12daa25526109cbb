"""Protection: what is declared of measures, devices, backups, passwords, training and forms, and what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from garant.rules.checks.security import sections, stored
from tests.rules.faults import PRIDE, at
from tests.rules.lormel import ELECTRONIC, PAPER, SHOP, SITE, Data, facts, looked, names, said, words

CLIENTS = "activities.clients"


# ── sensitive data ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sensitive_datum_on_consent_waits_for_express_consent_and_two_protections() -> None:
    """S0-65. Given a sensitive item with one measure, then the plan is not complete: an error stands until two
    different measures are in place.
    """

    def health(data: Data, *measures: str, consent: str = "") -> None:
        clients = data["activities"]["clients"]
        clients["purposes"]["soin"] = {"name": words("Soin"), "kind": "support", "basis": "consent"}
        item = {**PRIDE, "category": "special.health", "purposes": ["soin"]}
        item |= {"express_consent": consent} if consent else {}
        clients["items"]["sante"] = item
        clients["measures"] = list(measures)

    place = f"{CLIENTS}.items.sante"
    found = looked(lambda data: health(data, "file-encryption"))
    assert sorted(names(found)) == [("item.protection", place), ("item.without-consent", place)]
    assert "(en place : 1)" in said(next(f for f in found if f.rule == "item.protection")).text
    assert looked(lambda data: health(data, "file-encryption", "access-control", consent="written")) == ()

    def planned(data: Data) -> None:
        health(data, "file-encryption", "alarm", consent="written")
        data["measures"]["alarm"] = "planned"

    assert names(looked(planned)) == [("item.protection", place)]


# ── measures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _paper(data: Data) -> None:
    data["places"]["armoire"] = {"name": "Armoire", "kind": "paper", "country": "FR", "store": "salle"}
    data["activities"]["clients"]["items"]["nom"]["kept"] = ["shop", "armoire"]


@pytest.mark.parametrize(("measure", "number"), [("locked-cabinet", "P1"), ("restricted-area", "P2"), ("alarm", "P3")])
def test_paper_without_a_cabinet_a_restricted_area_or_an_alarm_is_an_open_task(measure: str, number: str) -> None:
    """S0-53, S0-54, S0-55. Given data on paper and P1 (P2, P3) not ticked, then a task is open, with priority."""

    def but_one(data: Data) -> None:
        _paper(data)
        data["measures"] |= {m: "done" for m in PAPER if m != measure}

    (found,) = looked(but_one)
    assert (found.rule, found.place, said(found).severity) == ("measure.paper", f"measures.{measure}", "error")
    proposed = {p.kind.number: p.done for p in sections(facts(but_one))["paper"]}
    assert proposed == {"P1": number != "P1", "P2": number != "P2", "P3": number != "P3"}


def test_electronic_files_open_the_electronic_section_of_measures() -> None:
    """S0-15. Given data kept in electronic files, then measures E1 to E7 are proposed; without any, none is."""
    opened = sections(facts(at("measures", {})))
    assert [p.kind.number for p in opened["electronic"]] == ["E1", "E2", "E3", "E4", "E5", "E6", "E7"]
    assert not any(p.done for p in opened["electronic"])

    def on_paper_only(data: Data) -> None:
        _paper(data)
        for item in data["activities"]["clients"]["items"].values():
            item["kept"] = ["armoire"]

    manual = replace(SHOP, tables={}, persons={}, instructions=words("Ouvrir l’armoire."))
    assert "electronic" not in sections(facts(on_paper_only, map=manual))


def test_the_list_of_what_is_kept_in_electronic_files() -> None:
    """S0-56. Given the name kept on paper and in a file, and the phone on paper only, then the electronic list holds
    the name alone.
    """

    def kept(data: Data) -> None:
        _paper(data)
        items = data["activities"]["clients"]["items"]
        items["telephone"] = {**PRIDE, "category": "contact.phone", "kept": ["armoire"]}
        del items["courriel"]

    assert stored(facts(kept), "electronic") == (("clients", "nom"),)
    assert stored(facts(kept), "paper") == (("clients", "nom"), ("clients", "telephone"))


@pytest.mark.parametrize("measure", ELECTRONIC)
def test_an_electronic_measure_that_is_not_in_place_is_a_task(measure: str) -> None:
    """S0-57, S0-58. Given E1 (passwords), E2 (firewall) or another electronic measure absent, then a task says
    what to do.
    """
    (found,) = looked(at(f"measures.{measure}", "-"))
    assert (found.rule, found.place) == ("measure.electronic", f"measures.{measure}")
    assert found.about == ("measure", measure)
    assert said(found).remedy


def test_a_public_site_opens_the_hardening_checklist() -> None:
    """S1-77. Given a public site declared, then the checklist section opens; without a site there is none."""
    opened = sections(facts())
    assert {p.kind.id for p in opened["site"]} == {*SITE, "passwords", "transit-encryption"}
    assert "site" not in sections(facts(at("organisation.sites", [])))
    assert names(looked(at("measures.intrusion-test", "missing"))) == [("measure.site", "measures.intrusion-test")]


def test_each_of_the_three_risks_has_a_measure() -> None:
    """S1-76. Given measures that guard against none of loss or damage, then the risk is named."""

    def confidential_only(data: Data) -> None:
        data["measures"] = {"second-factor": "done", "audit-trail": "done", "file-encryption": "done"}

    assert [p for r, p in names(looked(confidential_only)) if r == "measure.risk"] == ["measures.availability"]


# ── devices, backups, passwords, training, forms ───────────────────────────────────────────────────────────────────


def test_a_usb_key_needs_an_owner_and_an_encryption_status() -> None:
    """S0-63. Given a USB key declared, then it asks for an owner and whether it is encrypted."""
    key = {"name": "Clé USB", "kind": "usb-key", "password": True}
    (found,) = looked(at("devices.cle", key))
    assert (found.rule, found.place) == ("device.incomplete", "devices.cle")
    assert said(found).text == "De l’appareil « Clé USB », il n’est pas dit qui en répond, s’il est chiffré."
    assert looked(at("devices.cle", {**key, "owner": "ventes", "encrypted": True})) == ()


def test_a_laptop_without_a_password_is_critical() -> None:
    """S0-64. Given a laptop without a password, then it is a critical finding."""
    (found,) = looked(at("devices.portable.password", False))
    assert said(found).severity == "critical"


def test_a_backup_whose_place_nobody_noted_is_a_warning() -> None:
    """S0-62. Given a backup medium without a location, then it is a warning."""
    (found,) = looked(at("backups.nuit.location", "-"))
    assert (found.rule, said(found).severity) == ("backup.without-place", "warning")


def test_a_device_without_antivirus_status_is_an_open_task() -> None:
    """S3-31. Given a computer of which nobody said whether it has an antivirus, then a task is open."""
    desk = {"name": "Caisse", "kind": "computer", "owner": "ventes", "password": True, "encrypted": True}
    assert names(looked(at("devices.caisse", desk))) == [("device.antivirus", "devices.caisse")]


def test_who_uses_data_without_a_training_date_is_named() -> None:
    """S2-06. Given a user's role without a training record, then it is said, and that access is not to be given."""
    (found,) = looked(at("roles.ventes.trained", "-"))
    assert (found.rule, found.place) == ("role.untrained", "roles.ventes")
    assert "ne lui ouvrez pas l’accès" in said(found).remedy


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.lormel.example/contact", []),
        ("https://lormel.example", []),
        ("http://www.lormel.example/contact", ["form.http"]),
        ("https://concours-lormel.example/jeu", ["form.uncovered"]),
        ("http://lormel.example.pirate.example", ["form.http", "form.uncovered"]),
        ("www.cadeaux.example:8080/x", []),
        ("", []),
    ],
)
def test_a_form_is_served_over_https_on_a_site_of_the_list(url: str, expected: list[str]) -> None:
    """S0-60, S1-01, S2-02. Given three sites, when a form is on a fourth, then "site non couvert"; given an http://
    address in the register of forms, then it is an error, and the form is not accepted as secure.
    """
    found = looked(at("forms.commande.url", url or "-"))
    assert [f.rule for f in found] == expected
    for each in found:
        assert said(each).severity == ("error" if each.rule == "form.http" else "warning")
        assert each.rule != "form.uncovered" or "site non couvert" in said(each).text
