"""Where the data are: first steps, stores, their maps with every mistake named by its line; and the proof."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings

from garant.actions import access, evidence, proposals, register, stores
from garant.rules.plan import Always, Case, Subject, Why
from garant.stores.port import Scope
from tests.actions import shop
from tests.web.office import Office, text


def empty(office: Office) -> None:
    """The house as `garant init` leaves it: no store."""
    stores.remove(office.world.house, access.by_command(office.world.house, "owner"), "shop")


# ── first steps ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_owner_begins_where_something_is_missing(office: Office) -> None:
    """Nothing is declared: the inbox leads Nadia to the first steps, and says to Bruno that nothing is open."""
    empty(office)
    assert office.client("nadia").get("/office/")["Location"] == "/office/start"
    assert "Aucune demande n’est ouverte." in text(office.client("bruno").get("/office/"))
    page = text(office.client("nadia").get("/office/start"))
    assert "Ce qui manque encore avant la première réponse" in page
    assert "1 L’organisation Fait" not in page
    assert "Commission nationale de l’informatique et des libertés" in page
    assert "Déclarer un système" in page


def test_from_nothing_to_a_map_in_the_browser(office: Office, tmp_path: Path) -> None:
    """Nadia declares the shop, lets Garant propose its map, and applies it unchanged (D13)."""
    empty(office)
    client = office.client("nadia")
    sent = {"name": "boutique", "url": office.world.url}
    assert client.post("/office/stores/new", sent)["Location"] == "/office/stores/boutique?done=store"
    assert "1 système n’a pas de carte : aucune recherche ne serait complète." in text(client.get("/office/stores"))
    draft = client.get("/office/stores/boutique/map?draft=1").content.decode()
    proposal = re.search(r'<textarea name="text"[^>]*>\s*(.*?)</textarea>', draft, re.S)
    assert proposal
    applied = client.post("/office/stores/boutique/map", {"text": unescape(proposal[1])})
    assert applied["Location"] == "/office/stores/boutique/map?done=map"
    assert "customer" in text(client.get("/office/stores"))


def test_the_mail_is_tried_before_it_is_needed(office: Office) -> None:
    """A test letter leaves to the address that Nadia gives; without a mail server the step says what is missing."""
    client = office.client("nadia")
    assert "nommé dans garant.toml sous [mail]" in text(client.get("/office/start"))
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        assert client.post("/office/start/mail", {"to": "nadia"}).status_code == 422
        assert client.post("/office/start/mail", {"to": "nadia@lormel.example"})["Location"] == (
            "/office/start?done=mail"
        )
        assert [m.to for m in mail.outbox] == [["nadia@lormel.example"]]


# ── stores ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "url", "status"),
    [
        ("shop", "sqlite:///{folder}/shop.sqlite", 422),  # there is one of this name
        ("caisse", "sqlite:///{folder}/nowhere/till.sqlite", 422),
        ("caisse", "postgresql://nadia:secret-word@127.0.0.1:1/till", 422),
        ("a name", "sqlite:///{folder}/shop.sqlite", 422),
    ],
)
def test_a_store_that_cannot_be_reached_is_not_declared(office: Office, name: str, url: str, status: int) -> None:
    """The page says cause and remedy, and shows neither address nor password again."""
    client = office.client("nadia")
    sent = {"name": name, "url": url.format(folder=office.world.folder)}
    response = client.post("/office/stores/new", sent)
    assert response.status_code == status
    assert "secret-word" not in response.content.decode()
    assert [r.name for r in office.world.house.records()] == ["shop"]


def test_a_store_is_tried_and_shows_its_least_privileges(office: Office) -> None:
    """The test reads the structure; the statements are for the owner, and the address is shown nowhere."""
    client = office.client("nadia")
    page = client.post("/office/stores/shop/test")
    assert "Le système répond, et sa carte va avec ce qu’il contient aujourd’hui." in text(page)
    assert "Les droits qui suffisent à Garant" in text(page)
    assert office.world.url not in page.content.decode()
    assert client.get("/office/stores/nulle-part").status_code == 404


def test_the_copies_of_a_deed_that_was_never_verified_stand_on_the_page_of_the_store(office: Office) -> None:
    """A7. Given a spreadsheet with a sealed copy beside it, when Nadia opens its page, then she reads since when and
    until when, and puts the file back, or destroys the copy; Denise the DPO sees it and may do neither.
    """
    world, folder = office.world, office.world.folder / "fichiers"
    folder.mkdir()
    head, chloe, luc = "N°;Nom;Courriel\n", "1;Petit;chloe@exemple.example\n", "2;Roy;luc@exemple.example\n"
    file, before = folder / "clients.csv", head + chloe + luc
    nadia, denise = office.client("nadia"), office.client("denise")
    for way, after in (("restore", before), ("let-go", head + luc)):
        file.write_text(before, "utf-8", newline="")
        if way == "restore":
            stores.add(world.house, office.actor("nadia"), "fichier", f"csv://{folder}")
            text_ = proposals.propose(world.house, office.actor("nadia"), "fichier")
            register.apply(world.house, office.actor("nadia"), text_, "fichier.yaml")
        assert "n’a jamais été vérifiée" not in text(nadia.get("/office/stores/fichier"))
        gone = {"clients": (Case(Always(), "delete", Why("no-longer-needed")),)}
        scope = Scope(world.house.map("fichier"), (Subject(0, "customer", (1,)),), gone)
        store = world.house.store("fichier")
        assert store.erase(scope, store.capture(scope)).done == {0}
        page = text(denise.get("/office/stores/fichier"))
        assert "Une opération sur ces fichiers n’a jamais été vérifiée" in page
        assert "clients.csv" in page
        assert "Détruire les copies" not in page
        assert denise.post(f"/office/stores/fichier/{way}").status_code == 403
        assert f"/office/stores/fichier/{way}" in nadia.get("/office/stores/fichier").content.decode()
        assert nadia.get(f"/office/stores/fichier/{way}").status_code == 200
        assert nadia.post(f"/office/stores/fichier/{way}").status_code == 302
        assert file.read_text("utf-8") == after
        assert "n’a jamais été vérifiée" not in text(nadia.get("/office/stores/fichier"))
    assert nadia.post("/office/stores/fichier/restore").status_code == 409


# ── maps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_mistake_in_a_map_is_named_by_its_line(office: Office) -> None:
    """The text stays in the form, the error names file and line, and the version in force stays."""
    wrong = shop.MAP.replace("    table: newsletter", "    tabel: newsletter").replace(
        "subscriber: {table:", "subscriber: {tabel:"
    )
    client = office.client("nadia")
    response = client.post(
        "/office/stores/shop/map", {"file": SimpleUploadedFile("shop.yaml", wrong.encode()), "text": ""}
    )
    assert response.status_code == 422
    assert "shop.yaml:9: The key “tabel” is not known here. Did you mean “table”?" in text(response)
    assert [v.number for v in register.versions(office.world.house, "shop")] == [1]


def test_each_applied_version_is_kept_with_its_author(office: Office) -> None:
    """Nadia applies a new version: both are listed, each can be read with numbered lines."""
    client = office.client("nadia")
    client.post("/office/stores/shop/map", {"text": shop.MAP + "\n# relue par Nadia\n"})
    page = text(client.get("/office/stores/shop/map"))
    assert "2 23 novembre 2026, 10 h 30 Nadia Ferrand" in page
    assert "1 23 novembre 2026, 10 h 30 la ligne de commande" in page
    assert "relue par Nadia" in page
    first = client.get("/office/stores/shop/map/1")
    assert "# relue par Nadia" not in text(first).split("Versions")[0].split("Version 1, appliquée")[1]
    assert '<li id="L2"><code>garant: map/1</code></li>' in first.content.decode()
    assert client.get("/office/stores/shop/map/9").status_code == 404


def test_a_map_meant_for_another_store_is_not_applied_here(office: Office) -> None:
    """On the page of the shop, a map that says `store: till` is refused."""
    client = office.client("nadia")
    response = client.post("/office/stores/shop/map", {"text": shop.MAP.replace("store: shop", "store: till")})
    assert response.status_code == 422
    assert [v.number for v in register.versions(office.world.house, "shop")] == [1]


def test_the_picture_and_the_table_say_the_same(office: Office) -> None:
    """Each declared table stands in the picture and in the table, with its activity and basis."""
    page = office.client("bruno").get("/office/stores")
    for table in ("customer", "invoice", "invoice_line", "newsletter", "ticket"):
        assert f">{table}</text>" in page.content.decode()
        assert f"<code>{table}</code>" in page.content.decode()
    assert "newsletter shop Envoyer la lettre consentement" in text(page)


# ── proof ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_evidence_verifies_and_its_checkpoint_can_be_kept_elsewhere(office: Office) -> None:
    """After a request, every record verifies; with the checkpoint kept elsewhere the level is anchored."""
    office.world.run(office.world.identified("erasure"))
    client = office.client("denise")
    kept = client.get("/office/evidence/checkpoint")
    assert kept["Content-Disposition"].startswith('attachment; filename="checkpoint-')
    page = text(client.post("/office/evidence", {"kept": kept.content.decode()}))
    assert "Toutes les écritures se vérifient." in page
    assert "ancré : les écritures s’accordent avec un point de contrôle gardé ailleurs" in page


def test_a_checkpoint_of_somewhere_else_is_told(office: Office) -> None:
    """Words that are no checkpoint of ours do not verify, and nothing breaks."""
    office.world.run(office.world.identified("erasure"))
    response = office.client("denise").post("/office/evidence", {"kept": "garant/elsewhere\n12\nAAAA\n"})
    assert response.status_code in (200, 409)
    assert "Toutes les écritures se vérifient." not in text(response)


def test_before_anything_is_sealed_there_is_nothing_to_download(office: Office) -> None:
    """No checkpoint yet: the page says so and the file is not there."""
    assert evidence.checkpoint(office.world.house) is None
    client = office.client("denise")
    assert "Rien n’est encore scellé." in text(client.get("/office/evidence"))
    assert client.get("/office/evidence/checkpoint").status_code == 404
