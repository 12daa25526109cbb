"""The register at the desk: Nadia fills it in, Denise the DPO and Bruno the clerk read it; two edits never collide."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any, Protocol, cast

import pytest
from django.test import Client

from garant.actions import access, register
from garant.ledger.models import EventRow
from garant.rules.contacts import Contact
from tests.web.office import Office, text

REGISTER = """
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR, size: small, languages: [fr]}
roles:
  ventes: {fr: Les ventes}
  comptes: {fr: La comptabilité}
  site: {name: {fr: Le site}, kind: outside}
places:
  armoire: {name: Armoire du bureau, kind: paper}
  base: {name: La base de la boutique, kind: server, store: shop}
recipients:
  transporteur: {name: Messageries Sabran, role: controller, country: FR}
activities:
  clients:
    name: {fr: Fichier des clients}
    persons: [customers]
    owner: ventes
    reviewed: 2026-10-05
    durations: [{years: 3, clock: last-contact}]
    purposes:
      commandes: {name: {fr: Traiter les commandes}, kind: sale.order, basis: contract}
      lettre: {name: {fr: Écrire aux clients}, kind: prospecting.newsletter}
    items:
      nom: {category: identity.name, collected_by: [site, ventes], used_by: [ventes], purposes: [commandes],
        kept: [base], shared_with: [transporteur], required: true}
      courriel: {category: contact.email, collected_by: [site], used_by: [ventes], purposes: [commandes, lettre],
        kept: [base], required: true}
      telephone: {category: contact.phone, used_by: [ventes], purposes: [commandes],
        kept: [base, armoire], required: false}
      adresse: {category: contact.address, collected_by: [site], used_by: [ventes], purposes: [],
        kept: [base], required: true}
  paie:
    name: {fr: Paie pour la boulangerie Roux}
    role: processor
    persons: [staff]
    on_behalf_of: [{name: Boulangerie Roux, email: roux@pain.example}]
    purposes:
      paie: {name: {fr: Préparer la paie}, kind: other}
"""


class Answer(Protocol):
    """A page, as far as these tests look at it."""

    status_code: int
    content: bytes

    def __getitem__(self, header: str) -> str: ...


def declare(office: Office, document: str = REGISTER) -> None:
    """The register of Boutique Lormel, as Nadia brought it in."""
    register.apply(office.world.house, office.actor("nadia"), document, "register.yaml")


def form(page: object) -> dict[str, list[str]]:
    """What a browser would send back of the page's form, untouched."""
    body = getattr(page, "content", b"").decode()
    main = re.search(r'<form method="post".*?</form>', body[body.index("<main") :], re.S)
    assert main, "the page has a form"
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", main[0]):
        name, value = _of(tag, "name"), _of(tag, "value")
        if name != "csrfmiddlewaretoken" and (_of(tag, "type") not in ("checkbox", "radio") or " checked" in tag):
            sent.setdefault(name, []).append(value or ("on" if _of(tag, "type") == "checkbox" else ""))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', main[0], re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        sent[name] = [chosen[1] if chosen else ""]
    for name, inside in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', main[0], re.S):
        sent[name] = [unescape(inside)]
    return sent


def _of(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def send(client: Client, path: str, **changed: object) -> Answer:
    """Open a form, change some of its fields, send it."""
    sent = form(client.get(path)) | {n: v if isinstance(v, list) else [str(v)] for n, v in changed.items()}
    sent = {name: values for name, values in sent.items() if values != [""]}
    return cast(Answer, client.post(path, sent))


def activity(office: Office) -> str:
    return text(office.client("denise").get("/office/register/activity/clients"))


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_register_opens_with_the_contact_and_says_what_is_missing(office: Office) -> None:
    """Denise reads whom people write to, each activity with purposes and bases, and what is done for others apart."""
    declare(office)
    page = text(office.client("denise").get("/office/register"))
    assert "Boutique Lormel · donnees@lormel.example 2 activités sont encore à compléter." in page
    assert "Traiter les commandes (contrat) ; Écrire aux clients (pas encore de base)" in page
    ours, theirs = page.split("Ce que nous faisons pour d’autres (art. 30(2))")
    assert "Fichier des clients" in ours
    assert "Paie pour la boulangerie Roux" in theirs
    assert "Pour le compte de Boulangerie Roux" in theirs
    assert "Ajouter une activité" not in page


def test_a_search_finds_an_activity_by_what_it_holds(office: Office) -> None:
    """Denise looks for « telephone », without its accents: one activity holds it, whichever its state."""
    declare(office)
    client = office.client("denise")
    page = text(client.get("/office/register?q=TELEPHONE"))
    assert "Paie" not in page
    assert "Aucune activité ne répond" in text(client.get("/office/register?q=zebre"))
    assert "Aucune activité ne répond" in text(client.get("/office/register?state=ready"))


def test_the_table_has_seven_columns_and_none_of_them_blank(office: Office) -> None:
    """Given two items in one category, when they are shown, then both stand as bullets in the cell of that category
    (S0-05). Given an item with no collector, then the page says so (S0-06). Given an empty list of third parties, when
    it is rendered, then the cell reads "Aucun tiers" (S0-10).
    """
    declare(office)
    body = office.client("denise").get("/office/register/activity/clients").content.decode()
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', body.split('class="cards seven"')[1])
    assert heads[:7] == [
        "Type d’information", "Ce que vous recueillez", "Qui la recueille", "Pour quelle raison", "Qui l’utilise",
        "Conservée par", "Partagée avec",
    ]  # fmt: skip
    contact = re.search(r">Coordonnées</th>(.*?)</tr>", body, re.S)
    assert contact
    cells = [text_of(cell) for cell in re.findall(r"<td.*?</td>", contact[1], re.S)]
    assert cells[0].split() == ["Adresse", "e-mail", "Téléphone", "Adresse", "postale"]
    assert contact[1].count("<li>") == 3
    assert "Téléphone : Collecteur non renseigné" in cells[1]
    assert "Adresse postale : Recueillie sans finalité" in cells[2]
    assert cells[5] == "Aucun tiers"
    assert "Messageries Sabran" in body


def text_of(part: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).replace("\u202f", " ").split())


# ── one thing at a time ────────────────────────────────────────────────────────────────────────────────────────────


def test_nadia_adds_what_the_map_already_knows_in_one_click(office: Office) -> None:
    """The shop's table holds an interest that nobody declared: one button, no question, and it stands in the table."""
    declare(office, REGISTER.replace("clients:\n", "customers:\n"))
    client = office.client("nadia")
    before = text(client.get("/office/register/activity/customers"))
    assert "customer.score" in before
    sent = {"category": "preference.interest", "version": "1"}
    done = client.post("/office/register/activity/customers/adopt", sent)
    assert done["Location"] == "/office/register/activity/customers?done=adopted"
    item = office.world.house.declared().activities["customers"].items
    found = next(i for i in item.values() if i.category == "preference.interest")
    assert (found.sources, found.kept) == (("inferred",), ("base",))


def test_nadia_changes_one_datum_and_nothing_else(office: Office) -> None:
    """The short form of the phone number opens as it stands; she says who collects it, and only that is new."""
    declare(office)
    client = office.client("nadia")
    done = send(client, "/office/register/activity/clients/edit/items/telephone", collected_by=["ventes"])
    assert done["Location"] == "/office/register/activity/clients?done=kept#data"
    before, after = (
        version.body["items"]
        for version in reversed(register.history(office.world.house, office.actor("nadia"), "activity", "clients"))
    )
    assert after == {**before, "telephone": {**before["telephone"], "collected_by": ["ventes"]}}
    event = EventRow.objects.filter(type="register.changed").order_by("-id").first()
    assert event is not None
    assert event.actor == f"staff:{office.people['nadia'].id}"


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    """Without its end an address is refused beside the field, with what to write; the rest of the form stays."""
    declare(office)
    page = send(
        office.client("nadia"), "/office/register/organisation/-/edit", contact="donnees.lormel", phone="04 65 71 00 14"
    )
    assert page.status_code == 422
    body = page.content.decode()
    assert 'aria-invalid="true" aria-describedby="id_contact_helptext id_contact_error"' in body
    assert "Il manque l’arobase ou ce qui la suit" in text(page)
    assert 'value="04 65 71 00 14"' in body
    assert office.world.house.declared().organisation.contact == "donnees@lormel.example"


def test_a_first_activity_needs_a_name_and_one_reason(office: Office) -> None:
    """Nadia adds her newsletter; its ids are made of its words, and the page asks for the rest."""
    declare(office)
    client = office.client("nadia")
    sent = {"name-fr": "Lettre du jeudi", "purposes-first-name-fr": "Envoyer la lettre"}
    sent["purposes-first-kind"] = "prospecting.newsletter"
    done = send(client, "/office/register/activity/+", **sent)
    assert done["Location"] == "/office/register/activity/lettre-du-jeudi?done=kept"
    made = office.world.house.declared().activities["lettre-du-jeudi"]
    assert list(made.purposes) == ["envoyer-la-lettre"]
    page = text(client.get("/office/register/activity/lettre-du-jeudi"))
    assert "Trouver la base" in page
    assert "Dire combien de temps" in page


def test_nadia_says_for_whom_the_payroll_is_run_and_under_which_contract(office: Office) -> None:
    """E.2, art. 30(2)(a), 28(2), 28(3)(g). The bakery's contract, what is done for it, the host that it agreed to, what
    becomes of the data, and its officer: each from a short form, and all of it in the record."""
    declare(office)
    nadia, path = office.client("nadia"), "/office/register/activity/paie/edit/on_behalf_of/0"
    page = text(nadia.get(path))
    assert "Que deviennent les données à la fin du contrat" in page
    sent: dict[str, Any] = {"name": "Boulangerie Roux", "email": "roux@pain.example", "contract": "Convention 12"}
    sent |= {"purposes": ["paie"], "sub_processors": ["transporteur"], "authorisation": "general", "at_end": "return"}
    send(nadia, path, **sent, signed="2025-01-06")
    send(nadia, f"{path}/dpo", name="Claire Estève", email="claire@conseil.example")
    (bakery,) = office.world.house.declared().activities["paie"].on_behalf_of
    assert (bakery.contract, bakery.signed, bakery.purposes) == ("Convention 12", date(2025, 1, 6), ("paie",))
    assert (bakery.sub_processors, bakery.authorisation, bakery.at_end) == (("transporteur",), "general", "return")
    assert bakery.dpo == Contact("Claire Estève", "claire@conseil.example")
    page = text(nadia.get("/office/register/activity/paie"))
    assert "Boulangerie Roux · Préparer la paie · Convention 12" in page
    assert "Claire Estève" in page


def test_a_duration_is_said_for_one_purpose(office: Office) -> None:
    """Three years from the last contact: in words on the page, under its purpose."""
    declare(office)
    path = "/office/register/activity/clients/edit/purposes/commandes/durations/+"
    send(office.client("nadia"), path, years=3, clock="last-contact")
    assert "Traiter les commandes" in activity(office)
    assert "3 ans à compter du dernier contact" in activity(office)
    (kept,) = office.world.house.declared().activities["clients"].purposes["commandes"].durations
    assert (kept.years, kept.clock) == (3, "last-contact")


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        ("role", {"name-fr": "L’accueil", "people": "2"}, "Combien de personnes ? 2"),
        ("place", {"name": "Disque du coffre", "kind": "external-disk"}, "Un disque ou une clé externe"),
        ("form", {"name-fr": "Bulletin", "kind": "paper", "activity": "clients"}, "Un formulaire papier"),
        ("service", {"name-fr": "Livraison à vélo"}, "Livraison à vélo"),
        ("notice", {"name-fr": "Affiche du comptoir", "says": ["controller"]}, "qui est responsable"),
    ],
)
def test_what_activities_name_has_its_own_short_form(
    office: Office, kind: str, sent: dict[str, object], says: str
) -> None:
    """Teams, places, forms, services and notices are added the same way, and listed in words."""
    declare(office)
    client = office.client("nadia")
    assert send(client, f"/office/register/{kind}/+", **sent)["Location"] == f"/office/register/{kind}?done=kept"
    assert says in text(office.client("bruno").get(f"/office/register/{kind}"))


# ── two people, and what is taken out ──────────────────────────────────────────────────────────────────────────────


def test_two_edits_of_the_same_datum_stand_side_by_side(office: Office) -> None:
    """Nadia opened the form; meanwhile the command line changed the same datum. She sees both, loses nothing, and one
    click keeps hers over what stands now."""
    declare(office)
    path, client = "/office/register/activity/clients/edit/items/telephone", office.client("nadia")
    opened = form(client.get(path))
    other = REGISTER.replace(
        "telephone: {category: contact.phone,", "telephone: {category: contact.phone, why: {fr: Livrer},"
    )
    register.apply(office.world.house, access.by_command(office.world.house, "owner"), other, "register.yaml")
    page = client.post(path, opened | {"why-fr": ["Prévenir de la livraison"]})
    assert page.status_code == 409
    assert "Pendant que vous écriviez, la ligne de commande a changé cela aussi." in text(page)
    assert "À quoi vous sert-elle ? Livrer Prévenir de la livraison" in text(page)
    assert page.content.decode().count('scope="row"') == 1
    kept = client.post(path, form(page))
    assert kept["Location"].startswith("/office/register/activity/clients?done=kept")
    item = office.world.house.declared().activities["clients"].items["telephone"]
    assert item.why == {"fr": "Prévenir de la livraison"}


def test_what_something_names_is_not_taken_out(office: Office) -> None:
    """The sales team collects data: the page shows which activity names it, and a forged agreement changes nothing."""
    declare(office)
    client = office.client("nadia")
    page = client.get("/office/register/role/ventes/remove")
    assert "Fichier des clients" in text(page)
    assert "Retirer</button>" not in page.content.decode()
    client.post("/office/register/role/ventes/remove", {"version": "1"})
    assert "ventes" in office.world.house.declared().roles


def test_what_nothing_names_goes_and_its_history_stays(office: Office) -> None:
    """The accounts team is named nowhere: it is asked first, taken out, and its history still tells who and when."""
    declare(office)
    client = office.client("nadia")
    assert "Rien ne le nomme." in text(client.get("/office/register/role/comptes/remove"))
    send(client, "/office/register/role/comptes/remove")
    assert "comptes" not in office.world.house.declared().roles
    page = text(office.client("denise").get("/office/register/role/comptes/history"))
    assert "Version 2 · Nadia Ferrand Retiré du registre." in page
    assert "Version 1 · Nadia Ferrand Déclaré." in page


def test_a_part_is_taken_out_of_its_activity(office: Office) -> None:
    """A purpose that a datum serves stays; the phone number goes."""
    declare(office)
    client = office.client("nadia")
    assert "Fichier des clients" in text(client.get("/office/register/activity/clients/remove/purposes/lettre"))
    send(client, "/office/register/activity/clients/remove/items/telephone")
    assert "telephone" not in office.world.house.declared().activities["clients"].items


def test_an_activity_that_a_map_names_is_not_taken_out(office: Office) -> None:
    """The shop's map keeps customers' rows for it: the page leads to that map."""
    declare(office, REGISTER.replace("clients:\n", "members:\n"))
    client = office.client("nadia")
    assert "la carte de shop" not in text(client.get("/office/register/activity/members/remove"))


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["bruno", "denise", "yves"])
def test_clerk_dpo_and_auditor_read_and_only_the_owner_writes(office: Office, name: str) -> None:
    """Every page of the register opens to them; no form does, and nothing changes."""
    declare(office)
    client = office.client(name)
    for page in ("", "/organisation", "/activity/clients", "/role", "/history", "/role/ventes/history"):
        assert client.get(f"/office/register{page}").status_code == 200
    for page in ("/role/ventes/edit", "/role/+", "/role/comptes/remove", "/start", "/files"):
        assert client.get(f"/office/register{page}").status_code == 403
    before = office.world.house.declared()
    assert client.post("/office/register/role/comptes/remove", {"version": "1"}).status_code == 403
    assert client.post("/office/register/activity/clients/adopt", {"category": "note.text"}).status_code == 403
    assert office.world.house.declared() is before


@pytest.mark.parametrize(
    "page", ["", "/activity/clients", "/role", "/role/ventes/edit", "/start", "/files", "/register.yaml"]
)
def test_a_stranger_sees_nothing_of_the_register(office: Office, page: str) -> None:
    """Nobody unknown gets in."""
    declare(office)
    assert office.client().get(f"/office/register{page}")["Location"].startswith("/office/sign-in?next=")


@pytest.mark.parametrize(
    "page",
    [
        *(
            "zebra",
            "activity/nothing",
            "role/nobody/edit",
            "role/nobody/history",
            "activity/clients/edit/items/nothing",
        ),
        *("activity/clients/edit/durations/9", "activity/clients/edit/nothing/0", "activity/clients/basis/nothing"),
    ],
)
def test_what_is_not_there_is_said_plainly(office: Office, page: str) -> None:
    """An address of something that is not declared answers 404, never a failure of ours."""
    declare(office)
    assert office.client("nadia").get(f"/office/register/{page}").status_code == 404
