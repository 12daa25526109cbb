"""Ways into the register and through its time: from a trade, from a file, by plain questions, as it stood on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from garant.actions import register
from garant.press import ods
from garant.rules.grids import Cell, Sheet
from tests.web.office import Office, text
from tests.web.test_office_entries import REGISTER, activity, declare, form

START, FILES, PAST = "/office/register/start", "/office/register/files", "/office/register/history"


def proposed(client: Client, sector: str) -> dict[str, list[str]]:
    """What the page of a trade would send back untouched."""
    return {**form(client.get(f"{START}?sector={sector}")), "step": ["look"]}


# ── from a trade ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_register_leads_to_three_beginnings(office: Office) -> None:
    """Nothing is declared: Nadia may begin from her trade, her stores or a blank page; Bruno reads who fills it in."""
    page = text(office.client("nadia").get("/office/register"))
    for way in ("Partir de votre métier", "Partir de vos systèmes", "Partir d’une page blanche"):
        assert way in page
    assert "Le responsable de ce Garant le remplit." in text(office.client("bruno").get("/office/register"))


def test_a_trade_is_read_line_by_line_looked_at_and_kept(office: Office) -> None:
    """Nadia keeps a shop without a loyalty programme, names her accountant, looks, agrees: that is declared."""
    client = office.client("nadia")
    sent = proposed(client, "shop")
    sent["line"] = [line for line in sent["line"] if not line.startswith("fidelite")]
    shown = client.post(START, sent | {"ask-comptable": ["Cabinet Astérion"]})
    assert "Cabinet Astérion" in text(shown)
    assert "Programme de fidélité" not in text(shown)
    assert office.world.house.declared().activities == {}
    done = client.post(START, form(shown) | {"step": ["keep"]})
    assert done["Location"] == "/office/register?done=started"
    kept = office.world.house.declared()
    assert {"customers", "accounting"} <= set(kept.activities)  # as the map of the shop names them: one of each
    assert not {"clients", "comptabilite"} & set(kept.activities)
    again = client.get(f"{START}?sector=shop")
    said = text(again).replace("\u00a0", " ")
    assert said.count("Déjà déclarée : elle reste telle quelle.") == 5  # all of the trade but the loyalty
    assert "fidelite" not in kept.activities
    assert [r.name for r in kept.recipients.values()] == ["Cabinet Astérion"]
    assert kept.activities["accounting"].recipients == ("comptable",)


def test_a_line_that_was_crossed_out_is_not_declared(office: Office) -> None:
    """The phone number of customers is not what this shop holds."""
    client = office.client("nadia")
    sent = proposed(client, "shop")
    sent["line"].remove("clients.items.telephone")
    client.post(START, sent | {"step": ["keep"]})
    assert "telephone" not in office.world.house.declared().activities["customers"].items


def test_what_is_declared_already_is_not_touched_by_a_trade(office: Office) -> None:
    """Her own "clients" stays word for word."""
    declare(office)
    before = office.world.house.declared().activities["clients"]
    client = office.client("nadia")
    client.post(START, proposed(client, "shop") | {"step": ["keep"]})
    assert office.world.house.declared().activities["clients"] == before


@pytest.mark.parametrize(
    ("size", "nature", "asked"),
    [("solo", "private", False), ("small", "private", False), ("solo", "public", True), ("medium", "private", True)],
)
def test_a_person_alone_meets_no_step_of_a_dpo(office: Office, size: str, nature: str, asked: bool) -> None:
    """Given the solo mode, then there is no step of a data protection officer unless something triggers it (S3-12)."""
    declare(office, REGISTER.replace("size: small", f"size: {size}, nature: {nature}"))
    page = text(office.client("nadia").get("/office/register/organisation"))
    assert ("Le délégué à la protection des données Il vous est demandé d’en nommer un" in page) is asked


# ── the basis ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_plain_questions_lead_to_consent_for_a_newsletter_to_strangers(office: Office) -> None:
    """Nadia writes by e-mail to people who bought nothing: two times no, and consent is proposed with its article."""
    declare(office)
    client, path = office.client("nadia"), "/office/register/activity/clients/basis/lettre"
    assert "Écrivez-vous seulement à vos clients" in text(client.get(path))
    page = client.get(path + "?already-customer=no&on-paper=no")
    assert "Base proposée : consentement" in text(page)
    assert "RGPD, art. 6(1)(a)" in text(page)
    done = client.post(path, form(page))
    assert done["Location"] == "/office/register/activity/clients?done=based"
    assert office.world.house.declared().activities["clients"].purposes["lettre"].basis == "consent"
    assert "Consentement RGPD, art. 6(1)(a)" in activity(office)


def test_a_legitimate_interest_is_weighed_before_it_is_kept(office: Office) -> None:
    """By post to her customers: an interest, but only once it is weighed; if children are concerned it fails."""
    declare(office)
    client, path = office.client("nadia"), "/office/register/activity/clients/basis/lettre?already-customer=yes"
    assert "Enregistrer cette base" not in text(client.get(path))
    good = "&necessary=yes&expected=yes&harmful=no&refusal=yes&children="
    assert "Il ne l’emporte pas" in text(client.get(f"{path}{good}yes"))
    page = client.get(f"{path}{good}no")
    client.post(path, form(page) | {"interest": ["Faire connaître nos nouveautés"]})
    kept = office.world.house.declared().activities["clients"].purposes["lettre"]
    assert (kept.basis, kept.interest["fr"]) == ("legitimate-interest", "Faire connaître nos nouveautés")


# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_shown_line_by_line_before_it_is_applied(office: Office) -> None:
    """Nadia brings in a register with another phone number and one team less: both are shown; the team stays."""
    declare(office)
    client = office.client("nadia")
    changed = REGISTER.replace("place: FR,", "place: FR, phone: 04 65 71 00 14,").replace(
        "  comptes: {fr: La comptabilité}\n", ""
    )
    shown = client.post(FILES, {"file": SimpleUploadedFile("registre.yaml", changed.encode())})
    assert "Modifié L’organisation" in text(shown)
    assert "Téléphone 04 65 71 00 14" in text(shown)
    assert "Une fiche n’est pas dans le fichier" in text(shown)
    assert office.world.house.declared().organisation.phone == ""
    assert client.post(FILES, form(shown))["Location"] == "/office/register?done=brought"
    kept = office.world.house.declared()
    assert (kept.organisation.phone, "comptes" in kept.roles) == ("04 65 71 00 14", True)
    again = client.post(FILES, {"text": changed})
    client.post(FILES, form(again) | {"remove": ["yes"]})
    assert "comptes" not in office.world.house.declared().roles


def test_the_form_of_the_cnil_goes_out_and_comes_back_unchanged(office: Office) -> None:
    """Given out as a spreadsheet and brought in as it is, nothing would change."""
    declare(office)
    client = office.client("nadia")
    sheet = client.get("/office/register/form.ods")
    assert sheet["Content-Disposition"] == 'attachment; filename="register-2026-11-23.ods"'
    page = client.post(FILES, {"file": SimpleUploadedFile("form.ods", sheet.content)})
    assert "Rien : ce qu’il dit est déjà déclaré." in text(page)


def sheets(data: bytes, change: Callable[[list[str]], list[str]]) -> SimpleUploadedFile:
    """A form with every row of every sheet changed."""
    found = ods.read(data, "form.ods")
    made = [Sheet(g.name, [[Cell(text) for text in change(list(row))] for row in g.rows]) for g in found]
    return SimpleUploadedFile("form.ods", ods.write(made, lists={}, title="", language="fr"))


def test_what_a_form_would_take_away_is_shown_apart_and_goes_only_when_ticked(office: Office) -> None:
    """Nadia's sheet lacks a row: the page says what would go; agreeing without the tick keeps all of it."""
    declare(office)
    client, before = office.client("nadia"), office.world.house.declared()
    form_sheet = client.get("/office/register/form.ods").content
    lost = before.activities["clients"].purposes["lettre"].name["fr"]
    shown = client.post(FILES, {"file": sheets(form_sheet, lambda row: [] if lost in row else row)})
    assert "Ce qui s’en irait" in text(shown)
    assert lost in text(shown)
    again = client.post(FILES, form(shown))
    assert (again.status_code, office.world.house.declared() is before) == (422, True)
    assert "Cochez que cela peut s’en aller, ou laissez le fichier." in text(again)
    assert client.post(FILES, form(again) | {"lost": ["yes"]})["Location"] == "/office/register?done=brought"
    assert "lettre" not in office.world.house.declared().activities["clients"].purposes


def test_a_form_whose_columns_shifted_is_refused_with_its_place_on_the_page(office: Office) -> None:
    declare(office)
    client, before = office.client("nadia"), office.world.house.declared()
    data = client.get("/office/register/form.ods").content
    page = client.post(FILES, {"file": sheets(data, lambda row: ["", *row])})
    assert page.status_code == 422
    assert "sheet “Fiche 1 clients”, cell A1: the labels of the form stand in column B" in text(page)
    assert office.world.house.declared() is before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00"),
        ("cassé.ods", b"PK\x03\x04 no archive"),
        ("bombe.yaml", b"a: &a [x]\nb: [*a, *a]\n"),
        ("autre.yaml", b"garant: register/1\norganisation: {nom: Lormel}\n"),
    ],
)
def test_a_bad_file_is_told_in_one_message_and_changes_nothing(office: Office, name: str, data: bytes) -> None:
    """Cause and remedy on the page; the register is what it was."""
    declare(office)
    before = office.world.house.declared()
    page = office.client("nadia").post(FILES, {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 422
    assert page.content.decode().count('role="alert"') == 1
    assert office.world.house.declared() is before


def test_the_register_leaves_as_yaml_pdf_and_json(office: Office) -> None:
    """Denise takes it out; what left as YAML can be read again."""
    declare(office)
    client = office.client("denise")
    assert b"garant: register/1" in client.get("/office/register/register.yaml").content
    assert client.get("/office/register/record.pdf").content.startswith(b"%PDF")
    assert b"Fichier des clients" in client.get("/office/register/record.json").content


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_register_is_read_back_and_compared(office: Office) -> None:
    """On Monday a phone number is added; Sunday's register is empty, and the comparison says before and after."""
    declare(office)
    office.world.clock.pass_days(2)
    changed = REGISTER.replace("Traiter les commandes", "Prendre les commandes")
    register.apply(office.world.house, office.actor("nadia"), changed, "register.yaml")
    client = office.client("yves")
    assert "Traiter les commandes (contrat)" in text(client.get(f"{PAST}?on={date(2026, 11, 24)}"))
    page = text(client.get(f"{PAST}?since=2026-11-23"))
    assert "Une fiche diffère." in page
    assert "Traiter les commandes devient → Prendre les commandes" in page
    assert "Rien n’était encore déclaré ce jour-là" in text(client.get(f"{PAST}?on=2020-01-01"))
    assert client.get(f"{PAST}?since=2026-11-25&until=2026-11-23").status_code == 422
    history = text(client.get("/office/register/activity/clients/history"))
    assert "Version 2 · Nadia Ferrand" in history
