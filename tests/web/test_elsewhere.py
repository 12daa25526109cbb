"""The pages of an organisation in Casablanca: the rights of Moroccan law, and what that law leaves open said so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from garant.actions import access, check, founding, register, requests
from garant.errors import UsageError
from garant.ledger import outbox
from garant.web.house import serve
from tests.actions.conftest import Clock, World
from tests.ledgers import Templates, switch
from tests.web.conftest import words_of
from tests.web.office import Office, text


@pytest.fixture
def place() -> str:
    return "MA"


@pytest.fixture
def world(tmp_path: Path, templates: Templates, place: str) -> Iterator[World]:
    """Zellige, a shop in Casablanca, whose customers are in no database yet."""
    settings = templates.sqlite(tmp_path / "instance")
    switch(settings)
    clock = Clock()
    house = founding.found(
        settings.instance, organisation="Zellige", contact="donnees@zellige.example", place=place, clock=clock
    )
    serve(house)
    yield World(house, "", clock, tmp_path)
    house.close()


def test_the_portal_offers_the_rights_that_the_law_there_knows(stranger: Client) -> None:
    page = stranger.get("/").content.decode()
    offered = [r for r in ("access", "rectification", "erasure", "portability") if f'name="rights" value="{r}"' in page]
    assert offered == ["access", "rectification", "erasure"]
    assert "loi marocaine 09-08, art. 7" in page


def test_alice_asks_and_is_told_a_date_and_the_authority_there(stranger: Client) -> None:
    alice = {"name": "Alice Moreau", "email": "alice.moreau@courriel.example"}
    check = stranger.post("/", {"go": "next", "step": "2", "rights": ["access"], **alice})
    assert "23 décembre 2026" in words_of(check).replace("\u00a0", " ")
    sent = stranger.post("/", {"go": "send", "step": "3", "rights": ["access"], **alice})
    assert (sent.status_code, sent["Location"]) == (302, "/sent")


def test_the_office_is_told_that_no_rule_is_known(world: World, office: Office) -> None:
    request = world.ask("access", "erasure")
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}")).replace("\u00a0", " ")
    assert page.count("Aucune règle connue : convenez d’une date avec votre conseil.") == 1  # not for erasure
    assert "4 décembre 2026" in page
    assert "Prolonger" not in page  # no extension is known there
    assert "Sans délai, à intervalles raisonnables : la loi ne donne pas de chiffre." in page
    assert "loi marocaine 09-08, art. 7 [K]" in page


def test_a_right_that_the_law_there_does_not_know_is_not_taken_as_one(world: World, office: Office) -> None:
    """C.1: no portability is known under law 09-08. Nobody is promised an answer under a right that is not there."""
    with pytest.raises(UsageError) as refused:
        world.ask("access", "portability")
    assert refused.value.place == "portability"
    bruno = office.client("bruno")
    page = bruno.get("/office/requests/new")
    said = text(page).replace("\u00a0", " ")
    assert "Aucune règle n’est connue ici pour : portabilité." in said
    assert 'value="portability"' not in page.content.decode()
    assert "loi marocaine 09-08, art. 7 [K]" in said


DECLARED = """
garant: register/1
organisation: {name: Zellige, contact: donnees@zellige.example, place: PLACE}
activities:
  clients:
    name: Clients
    persons: [customers]
    purposes:
      commandes: {name: Commandes, kind: sale.order, basis: contract}
      envois: {name: Envois, kind: prospecting.send, basis: consent}
    items:
      nom: {category: identity.name, used_by: [ventes], shared_with: [transporteur]}
      sante: {category: special.health}
  paie: {name: Paie, role: processor, persons: [customers], purposes: {paie: {name: Paie, kind: sale.order}}}
recipients:
  transporteur: {name: Vélo Colis, role: processor, kind: carrier, country: FR, countries: [US]}
  police: {name: Police judiciaire, role: authority, kind: police}
roles:
  ventes: {name: Ventes}
measures: {passwords: done}
places: {nuage: {name: Nuage, kind: cloud, country: US}}
devices: {portable: {name: Portable, kind: laptop}}
forms: {commande: {name: Commande, kind: web, activity: clients}}
"""
PAGES = (
    "", "requests/new", "requests/closed", "letters", "stores", "stores/new", "findings", "findings/gone", "register",
    "register/start", "register/history", "register/files", "register/organisation", "register/organisation/-/edit",
    "register/organisation/-/edit/dpo", "register/organisation/-/edit/representative", "register/activity/+",
    "register/activity/clients", "register/activity/clients/edit", "register/activity/clients/edit/decisions/+",
    "register/activity/clients/edit/items/nom", "register/activity/clients/basis/commandes",
    "register/activity/clients/basis/commandes?agreed=yes", "register/activity/paie/edit/on_behalf_of/+",
    "register/activity/paie", "register/recipient/+", "register/recipient/transporteur/edit",
    "register/recipient/transporteur/edit/contract", "register/measure/+", "register/device/+", "register/backup/+",
    "register/role/+", "register/place/+", "register/form/+", "register/notice/+", "register/passwords/-/edit",
    "register/service/+", "register/role", "recipients", "recipients/transporteur", "recipients/transporteur/review",
    "disclosures", "disclosures/new", "collection", "collection/new", "collection/new?source=phone", "security",
    "security/functions", "conformity", "retention", "evidence", "readings", "staff", "staff/new", "start",
)  # fmt: skip
"""Pages of the office; "law" shows the authorities of every country, each with the text that names it."""
OF_A_REQUEST = (
    "", "/identity", "/plan", "/progress", "/answer", "/tasks", "/withdraw", "/extend", "/refuse/access",
    "/identity/close", "/receipt",
)  # fmt: skip


@pytest.mark.parametrize("place", ["MA", "CA"])
def test_no_page_of_the_office_cites_the_union_to_a_house_under_another_law(world: World, office: Office) -> None:
    """Given a house in Morocco, or in Canada, that declares all kinds of things and has a request, when its owner reads
    the pages of the office in either language, then no page cites an article of the European regulation, and what the
    law there says instead is cited where it stands in the place of one."""
    who = access.by_command(world.house, "Nadia")
    here = world.house.organisation.place
    register.apply(world.house, who, DECLARED.replace("PLACE", here), "register.yaml")
    check.run(world.house, who)
    found = [f"findings/{line.task.id}" for line in check.all(world.house, who)]
    request = world.ask("access", "rectification", "erasure")
    nadia = office.client("nadia")
    pages = [*PAGES, *(f"requests/{request.reference}{leaf}" for leaf in OF_A_REQUEST)]
    read = []
    for page in [*pages, *found]:
        for language in ("fr", "en"):
            sign = "&" if "?" in page else "?"
            response = nadia.get(f"/office/{page}{sign}language={language}", follow=True)
            assert response.status_code in (200, 404, 409), page
            said = text(response).replace("\u00a0", " ")
            read.append(page) if response.status_code == 200 else None
            assert not re.findall(r".{0,80}(?:RGPD|GDPR|art\. 30\(|articles? \d).{0,40}", said), (page, language)
    assert len(read) > 1.8 * len(pages)
    rights = text(nadia.get("/office/requests/new?language=fr", follow=True)).replace("\u00a0", " ")
    assert ("loi marocaine 09-08, art. 8 [K]" if here == "MA" else "LPRPDE, ann. 1, art. 4.5.3") in rights


@pytest.mark.parametrize("place", ["CA"])
def test_in_canada_letters_say_what_follows_from_silence_and_by_when_to_complain(world: World, office: Office) -> None:
    """C.1: silence is a deemed refusal, a complaint has six months, more time has its conditions."""
    request = world.ask("access")
    (received,) = outbox.of_request(request.id)
    said = outbox.opened(world.house.keyring, received.id).body.replace("\u00a0", " ")
    assert "Sans réponse dans ce délai, la demande est réputée refusée (LPRPDE, art. 8)." in said
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}/extend")).replace("\u00a0", " ")
    assert "trente jours de plus au plus" in page
    assert "LPRPDE, art. 8(4)" in page
    assert "deux mois" not in page
    closed = requests.close_unidentified(world.house, world.bruno, request, reason="Personne inconnue.")
    assert "dans les six mois (LPRPDE, art. 8(8) et 11(3))." in world.letter(closed)


@pytest.mark.parametrize("place", ["CA-QC"])
def test_the_law_page_shows_what_is_known_of_quebec_in_words(world: World, office: Office) -> None:
    nadia = office.client("nadia")
    rule = text(nadia.get("/office/law/rules/clocks/request")).replace("\u00a0", " ")
    assert "Sans réponse à temps" in rule
    assert "la demande est réputée refusée (loi P-39.1 (Québec), art. 32 [2])" in rule
    page = text(nadia.get("/office/law")).replace("\u00a0", " ")
    assert {n for n in ("Droit à la désindexation", "Décision automatisée", "Personne responsable") if n in page} == {
        "Droit à la désindexation", "Décision automatisée", "Personne responsable",
    }  # fmt: skip


def test_what_is_announced_is_shown_as_not_in_force_with_its_date_and_mark(world: World, office: Office) -> None:
    """C.3. Given the reform of law 09-08, announced and not checked, when the law page is read, then it stands there as
    information, and nothing applies it."""
    nadia = office.client("nadia")
    page = text(nadia.get("/office/law")).replace("\u00a0", " ")
    assert "Annoncé, pas en vigueur" in page
    assert "Réforme de la loi 09-08" in page
    rule = text(nadia.get("/office/law/rules/pending/reform")).replace("\u00a0", " ")
    assert "Pas en vigueur, pas appliqué" in rule
    assert "réforme annoncée de la loi 09-08, non vérifiée [K]" in rule


def test_the_conformity_page_says_that_no_rule_set_of_the_place_is_held(world: World, office: Office) -> None:
    who, nadia = access.by_command(world.house, "Nadia"), office.client("nadia")
    empty = text(nadia.get("/office/conformity")).replace("\u00a0", " ")
    assert "Aucune activité n’est déclarée : il n’y a rien à comparer." in empty
    register.apply(world.house, who, DECLARED.replace("PLACE", "MA"), "register.yaml")
    page = text(nadia.get("/office/conformity")).replace("\u00a0", " ")
    assert "Garant ne tient aucun référentiel pour ce lieu (Maroc)" in page
