"""`garant register form`: what stands beside a form is written from the register, or told to be missing."""

from __future__ import annotations

from tests.cli.commands import Terminal, refused
from tests.cli.test_examples import declared


def alone(garant: Terminal) -> Terminal:
    """The publisher, who says that nobody outside receives the file of prospects."""
    house = declared(garant, "publisher", "FR")
    text = (house.folder / "register.yaml").read_text(encoding="utf-8")
    nobody = text.replace("without: [uses, decisions]", "without: [uses, decisions, recipients]")
    (house.folder / "register.yaml").write_text(nobody, encoding="utf-8")
    house.well("register", "apply", "register.yaml", "--instance", "publisher")
    return house


def test_the_notice_and_the_boxes_of_a_form_are_written_from_the_register(garant: Terminal) -> None:
    """S0-14. Given the purpose of an application form, in the form register, then the notice and the consent boxes of
    that form can be generated.
    """
    house = alone(garant)
    said = house.well("register", "form", "inscription", "--instance", "publisher")
    lines = said.out.replace("\u00a0", " ").splitlines()
    assert lines[0] == (
        "Éditions du Tilleul utilise ces données pour : Envoi de la lettre (Consentement) ; "
        "Sélection de clients (Intérêt légitime)."
    )
    assert "Obligatoire : Adresse e-mail." in lines
    assert "Facultatif : Nom et prénom, Demandes de documentation." in lines
    assert "Personne en dehors de nos équipes ne les reçoit." in lines
    assert "Vous pouvez refuser la prospection à tout moment, sans frais et sans motif." in lines
    assert any(line.startswith("Réclamation : ") and "cnil.fr" in line for line in lines)
    assert lines[-2:] == [
        "☐ J’accepte que ces données servent à Éditions du Tilleul pour : Envoi de la lettre.",
        "☐ Je ne souhaite pas que ces données servent à : Sélection de clients.",
    ]


def test_on_a_web_page_no_box_is_ticked_and_in_english_too(garant: Terminal) -> None:
    house = alone(garant)
    html = house.well("register", "form", "inscription", "--html", "--language", "en", "--instance", "publisher").out
    assert html.count('<input type="checkbox"') == 2
    assert "checked" not in html
    assert 'name="envoi.opt-in"' in html
    assert "You may refuse prospecting at any time" in html


def test_what_the_register_does_not_say_is_told_as_missing(garant: Terminal) -> None:
    house = declared(garant, "publisher", "FR")
    text = (
        (house.folder / "register.yaml")
        .read_text(encoding="utf-8")
        .replace("kind: prospecting.send, basis: consent", "kind: prospecting.send")
    )
    (house.folder / "less.yaml").write_text(text, encoding="utf-8")
    house.well("register", "apply", "less.yaml", "--instance", "publisher")
    said = house("register", "form", "inscription", "--instance", "publisher", "--json")
    assert said.status == 1
    assert said.json["lacks"] == [
        "la base de « Envoi de la lettre »",
        "à qui « Prospection » donne des données, ou à personne",
    ]
    assert "Personne en dehors de nos équipes" not in said.json["text"]  # nobody has said so
    assert "☐ J’accepte" not in said.json["text"]


def test_a_form_that_is_not_declared_is_refused_with_those_that_are(garant: Terminal) -> None:
    house = declared(garant, "publisher", "FR")
    told = refused(house, "register", "form", "devis", "--instance", "publisher", status=1)
    assert (told["place"], told["remedy"]) == ("devis", "Declared: inscription, commande.")
