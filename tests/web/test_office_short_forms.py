"""The short forms of recipients and of what protects data: Nadia fills them in, and a finding opens the right field."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import cast, get_args, get_origin, get_type_hints

import pytest

from garant.actions import findings, register
from garant.rules.processing import Register
from garant.rules.registers.document import SECTIONS, SINGLE
from garant.web.office.sheets import SHEETS
from tests.web.office import Office, text
from tests.web.test_office_entries import Answer, declare, form, send

SHARED = """
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR, languages: [fr]}
roles: {caisse: {fr: La caisse}}
places: {armoire: {name: Armoire du bureau, kind: paper}, nuage: {name: Sauvegarde en ligne, kind: cloud}}
recipients:
  sabran: {name: Messageries Sabran, role: processor, kind: carrier, country: FR}
  boreal: {name: Boréal Mail, role: processor, kind: mailing, country: CA}
activities:
  clients:
    name: {fr: Fichier des clients}
    purposes:
      livrer: {name: {fr: Livrer}, kind: sale.delivery, basis: contract}
    items:
      nom: {category: identity.name, used_by: [caisse], shared_with: [sabran]}
devices: {portable: {name: Le portable, kind: laptop}}
"""
IDENTITY = ("id",)
"""What is never asked: an id is made of the name, or chosen."""


def test_everything_that_the_register_can_hold_has_a_field_in_some_form() -> None:
    """Of each kind of entry and each part of it, every fact is asked somewhere: nothing is left for the file alone."""
    kinds = {**{kind: value for kind, (_, value) in SECTIONS.items()}, **SINGLE}
    without = [place for kind, value in kinds.items() for place in _unasked((kind,), value)]
    assert without == []


def _unasked(way: tuple[str, ...], kind: type) -> list[str]:
    if way not in SHEETS:
        return [" › ".join(way)]
    asked, hints, found = {f.at for f in SHEETS[way].fields}, get_type_hints(kind), []
    for slot in fields(cast(type[Register], kind)):
        if slot.name in (*IDENTITY, *asked):
            continue
        inside = [t for t in (hints[slot.name], *get_args(hints[slot.name])) if hasattr(t, "__dataclass_fields__")]
        many = ("*",) if get_origin(hints[slot.name]) is not None and len(get_args(hints[slot.name])) == 2 else ()
        optional = many and type(None) in get_args(hints[slot.name])
        further = (*way, slot.name, *(() if optional else many))
        found += _unasked(further, inside[0]) if inside else [" › ".join((*way, slot.name))]
    return found


def test_nadia_adds_a_recipient_with_what_the_law_asks_of_it(office: Office) -> None:
    """A mailing company in the United States: its country by name, its safeguard and proof, what it needs."""
    declare(office, SHARED)
    nadia = office.client("nadia")
    assert "Ajouter un destinataire" in text(nadia.get("/office/recipients"))
    sent = {"name": "Pigeon & fils", "role": "processor", "kind": "mailing", "country": "États-Unis"}
    sent |= {"countries": "Irlande\nInde\nBhoutan", "safeguard": "scc", "document": "Classeur 4"}
    done = send(nadia, "/office/register/recipient/+", **sent, need=["identity.name"])
    assert done["Location"] == "/office/recipients/pigeon-fils?done=kept"
    kept = office.world.house.declared().recipients["pigeon-fils"]
    assert (kept.country, kept.countries, kept.safeguard, kept.document) == (
        "US",
        ("IE", "IN", "Bhoutan"),
        "scc",
        "Classeur 4",
    )
    assert kept.need == ("identity.name",)
    page = text(nadia.get("/office/recipients/pigeon-fils?done=kept"))
    assert "États-Unis" in page
    assert "Ajouter le contrat" in page
    assert "Pays de" not in page


def test_the_contract_is_entered_clause_by_clause(office: Office) -> None:
    """Nadia reads her carrier's contract: two clauses are in it, one with its own day; it says what for."""
    declare(office, SHARED)
    nadia = office.client("nadia")
    path = "/office/register/recipient/sabran/edit/contract"
    sent = {"reference": "C-12", "signed": "2025-11-03", "clauses-security": "on", "clauses-audit-on": "2026-02-01"}
    done = send(nadia, path, **sent, purposes=["sale.delivery"])
    assert done["Location"] == "/office/recipients/sabran?done=kept#contract"
    contract = office.world.house.declared().recipients["sabran"].contract
    assert contract is not None
    assert (contract.reference, contract.signed, contract.purposes) == ("C-12", date(2025, 11, 3), ("sale.delivery",))
    assert contract.clauses == {"security": None, "audit": date(2026, 2, 1)}
    assert form(nadia.get(path))["clauses-security"] == ["on"]
    told = text(nadia.get("/office/register/recipient/sabran/history"))
    assert "Référence : C-12 ; Signé le : 3 novembre 2025 ; Pour quoi permet-il d’utiliser les données ? Livrer" in told
    nadia.post(path.replace("/edit/", "/remove/"), {"version": "2"})
    assert office.world.house.declared().recipients["sabran"].contract is None


def test_an_undertaking_is_the_day_on_which_it_was_signed(office: Office) -> None:
    declare(office, SHARED)
    nadia = office.client("nadia")
    path = "/office/register/recipient/sabran/edit"
    send(nadia, path, **{"undertakings-confidentiality-on": "2026-03-04"})
    assert office.world.house.declared().recipients["sabran"].undertakings == {"confidentiality": date(2026, 3, 4)}
    assert "signé le 4 mars 2026" in text(nadia.get("/office/recipients/sabran"))
    refused = send(nadia, path, **{"undertakings-confidentiality-on": "hier", "name": "Sabran et Cie"})
    assert refused.status_code == 422
    assert 'value="hier"' in refused.content.decode()
    assert "Sabran et Cie" in refused.content.decode()


def test_a_measure_is_chosen_from_the_catalogue_and_only_another_one_is_named(office: Office) -> None:
    """The cabinet keeps the id of the catalogue, and is not offered twice; a camera is named by Nadia; neither chosen
    nor named is told beside the field."""
    declare(office, SHARED)
    nadia = office.client("nadia")
    page = nadia.get("/office/register/measure/+?id=locked-cabinet")
    assert form(page)["id"] == ["locked-cabinet"]
    send(nadia, "/office/register/measure/+?id=locked-cabinet", state="planned", due="2027-01-15", owner="caisse")
    kept = office.world.house.declared().measures["locked-cabinet"]
    assert (kept.state, kept.due, kept.owner) == ("planned", date(2027, 1, 15), "caisse")
    assert 'value="locked-cabinet"' not in nadia.get("/office/register/measure/+").content.decode()
    send(nadia, "/office/register/measure/+", note="Une caméra à l’entrée")
    assert office.world.house.declared().measures["une-camera-a-lentree"].note == "Une caméra à l’entrée"
    said = text(nadia.get("/office/security"))
    assert "Une caméra à l’entrée En place" in said
    nothing = send(nadia, "/office/register/measure/+", state="done")
    assert nothing.status_code == 422
    assert "Choisissez dans la liste ci-dessus, ou nommez-la ici." in text(nothing)


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        (
            "device",
            {"name": "Téléphone de Nadia", "kind": "phone", "password": "yes", "encrypted": "no"},
            "chiffrement : non",
        ),
        ("backup", {"of": ["armoire"], "location": "Coffre", "days": "30"}, "la plus ancienne copie vit 30 jours"),
        ("place", {"name": "Serveur", "kind": "server", "country": "Irlande"}, "Irlande"),
    ],
)
def test_what_protects_data_is_added_and_stands_on_the_page_of_security(
    office: Office, kind: str, sent: dict[str, object], says: str
) -> None:
    declare(office, SHARED)
    nadia = office.client("nadia")
    assert send(nadia, f"/office/register/{kind}/+", **sent).status_code == 302
    assert says in text(nadia.get("/office/security"))
    assert "Ajouter" not in text(office.client("denise").get("/office/security"))


def test_yes_no_and_not_said_are_three_choices(office: Office) -> None:
    """Of the laptop nobody has said whether it is encrypted; Nadia says no, then takes it back."""
    declare(office, SHARED)
    nadia, path = office.client("nadia"), "/office/register/device/portable/edit"
    body = nadia.get(path).content.decode()
    assert body.count('type="radio" name="encrypted"') == 3
    send(nadia, path, encrypted="no")
    assert office.world.house.declared().devices["portable"].encrypted is False
    nadia.post(path, {**form(nadia.get(path)), "encrypted": ""})
    assert office.world.house.declared().devices["portable"].encrypted is None


def test_the_rule_for_passwords_is_one_and_can_be_taken_out(office: Office) -> None:
    declare(office, SHARED)
    nadia, path = office.client("nadia"), "/office/register/passwords/-/edit"
    assert send(nadia, path, length="14")["Location"] == "/office/security?done=kept#passwords"
    assert "14 signes au moins" in text(nadia.get("/office/security"))
    assert nadia.post("/office/register/passwords/-/remove", {"version": "1"})["Location"].startswith(
        "/office/security"
    )
    assert office.world.house.declared().passwords is None


def test_two_people_at_one_contract_are_told(office: Office) -> None:
    """Nadia opens the contract in two windows; the second to save reads both, and nothing is lost."""
    declare(office, SHARED)
    nadia, path = office.client("nadia"), "/office/register/recipient/sabran/edit/contract"
    late = form(nadia.get(path))
    send(nadia, path, reference="C-12")
    told = cast(Answer, nadia.post(path, {**late, "reference": ["C-13"]}))
    assert told.status_code == 409
    assert "C-12" in text(told)
    assert "C-13" in text(told)


def test_only_whoever_answers_for_the_register_sees_the_forms(office: Office) -> None:
    declare(office, SHARED)
    for other in ("bruno", "denise", "yves"):
        client = office.client(other)
        assert client.get("/office/register/recipient/+").status_code == 403
        assert client.get("/office/register/passwords/-/edit").status_code == 403
        assert "Ajouter" not in text(client.get("/office/recipients"))
        assert "Changer" not in text(client.get("/office/recipients/sabran"))


# ── from a finding to its field ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "place", "leads", "field"),
    [
        ("recipient.without-contract", "recipients.sabran", "recipient/sabran/edit/contract", "signed"),
        ("measure.paper", "measures.locked-cabinet", "measure/+", "state"),
        ("device.incomplete", "devices.portable", "device/portable/edit", "owner"),
        ("item.without-purpose", "activities.clients.items.nom", "activity/clients/edit/items/nom", "purposes"),
        ("duration.missing", "activities.clients.purposes.livrer", "edit/purposes/livrer/durations/+", "years"),
        ("activity.without-owner", "activities.clients", "activity/clients/edit", "owner"),
        ("role.untrained", "roles.caisse", "role/caisse/edit", "trained"),
        ("place.without-country", "places.nuage", "place/nuage/edit", "country"),
    ],
)
def test_a_finding_opens_the_very_field_that_mends_it(
    office: Office, rule: str, place: str, leads: str, field: str
) -> None:
    """Nadia follows “Mend it here”: the form says what it is about, the field has the focus, and saving brings back."""
    declare(office, SHARED)
    standing = {(s.told.rule, s.told.place): s for s in findings.run(office.world.house, office.actor("nadia"))}
    task = standing[rule, place].task
    nadia = office.client("nadia")
    page = nadia.get(f"/office/findings/{task.id}").content.decode()
    link = page.split('<a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert leads in link
    assert f"field={field}" in link
    opened = nadia.get(link)
    assert opened.status_code == 200
    assert " ".join(standing[rule, place].told.text.split("«")[0].split()) in text(opened)
    assert opened.content.decode().count(" autofocus") == 1
    assert "Corriger ici" not in text(office.client("bruno").get(f"/office/findings/{task.id}"))


def test_a_mended_finding_leads_back_and_is_gone_after_the_next_check(office: Office) -> None:
    declare(office, SHARED)
    house, nadia = office.world.house, office.client("nadia")
    standing = {(s.told.rule, s.told.place): s for s in findings.run(house, office.actor("nadia"))}
    task = standing["role.untrained", "roles.caisse"].task
    path = f"/office/register/role/caisse/edit?field=trained&mend={task.id}"
    done = send(nadia, path, trained="2026-09-01")
    assert done["Location"] == f"/office/findings/{task.id}?done=mended"
    assert "La prochaine vérification dira si c’est corrigé." in text(nadia.get(done["Location"]))
    findings.run(house, office.actor("nadia"))
    assert "Disparu" in text(nadia.get(f"/office/findings/{task.id}"))
    assert register.history(house, office.actor("nadia"), "role", "caisse")[0].number == 2


def test_an_address_that_names_no_finding_opens_the_form_all_the_same(office: Office) -> None:
    declare(office, SHARED)
    assert office.client("nadia").get("/office/register/role/caisse/edit?mend=zz&field=nothing").status_code == 200
