"""Alice follows her request by its secret link: where it stands, her messages, the answer, her file, her receipt."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from garant.actions import access, packages, requests
from garant.ledger import events, outbox
from garant.ledger.values import Contact, Request
from garant.press.letter import Letter
from garant.rules.receipts import deeds
from tests.actions.conftest import World
from tests.press.unlocking import unlocked
from tests.web.conftest import words_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

EMAIL = "alice.moreau@courriel.example"


@dataclass(slots=True)
class Alice:
    """Alice with her link, in a browser of her own."""

    world: World
    browser: Client
    token: str
    request: Request

    @property
    def path(self) -> str:
        return f"/follow/{self.token}"

    def open(self, leaf: str = "") -> Page:
        return self.browser.get(self.path + leaf)

    def confirm(self) -> Page:
        return self.browser.post(f"/confirm/{self.token}")

    @property
    def now(self) -> Request:
        return self.world.again(self.request)

    def answered(self) -> None:
        """Bruno plans, agrees, and it runs to its end."""
        self.confirm()
        self.world.run(self.now)

    def letter(self, kind: str) -> str:
        """The newest letter of that kind, as it would be sent to her."""
        found = [x for x in outbox.of_request(self.request.id) if x.kind == kind][-1]
        return Letter.of_json(outbox.opened(self.world.house.keyring, found.id).body).text


def alice(world: World, *rights: str, language: str = "fr") -> Alice:
    contact = Contact(name="Alice Moreau", email=EMAIL)
    actor = access.by_person(world.house)
    filed = requests.file(world.house, actor, rights=rights, contact=contact, channel="form", language=language)
    return Alice(world, Client(SERVER_NAME="localhost"), filed.token, filed.request)


# ── the link ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("leaf", ["", "/answer", "/proofs", "/receipt.json", "/complete", "/withdraw"])
def test_a_link_that_we_did_not_give_opens_nothing(stranger: Client, leaf: str) -> None:
    assert stranger.get(f"/follow/{'x' * 43}{leaf}").status_code == 404


def test_a_reference_is_not_a_link(world: World) -> None:
    her = alice(world, "access")
    assert her.browser.get(f"/follow/{her.request.reference}").status_code == 404


def test_the_link_of_another_organisation_opens_nothing_here(world: World) -> None:
    """A1. A request of one organisation is not shown on the portal of another."""
    from garant.actions.instance import Instance
    from garant.ledger import organisations
    from garant.ledger.keys import Keyring
    from garant.web.house import serve

    her = alice(world, "access")
    here = world.house
    other = organisations.create(
        "Autre maison", "dpo@autre.example", "FR", "Europe/Paris", "fr", (12, 31), here.clock(), "ailleurs"
    )
    serve(Instance(here.settings, other, Keyring.open(here.settings, other.id), here.clock))
    for leaf in ("", "/answer", "/proofs", "/receipt.json", "/withdraw"):
        assert her.open(leaf).status_code == 404
    assert her.confirm().status_code == 404
    assert her.browser.post(her.path + "/message", {"text": "x"}).status_code == 404


def test_opening_the_letter_s_link_proves_nothing_and_pressing_its_button_does(world: World) -> None:
    """Programs that read mail open links; only the button confirms."""
    her = alice(world, "access")
    page = her.browser.get(f"/confirm/{her.token}")
    assert "Confirmez que cette adresse est la vôtre" in words_of(page)
    assert her.now.state == "received"
    assert her.confirm()["Location"] == her.path
    assert (her.now.state, her.now.method) == ("identified", "contact-confirmed")


def test_identity_is_checked_by_the_known_address_without_a_document(world: World) -> None:
    """S2-37. Given a check by reply from the known e-mail, then the state is "verified" and no copy of an ID exists."""
    her = alice(world, "access")
    her.confirm()
    assert her.now.identified_at is not None
    assert "Aucune pièce d’identité n’a été demandée." in words_of(her.open())
    assert packages.of_request(her.now) == ()


def test_before_the_address_is_confirmed_the_page_says_what_is_missing(world: World) -> None:
    her = alice(world, "access")
    page = her.open()
    assert "confirmez que l’adresse est la vôtre" in words_of(page)
    assert f'href="/confirm/{her.token}"' in page.content.decode()
    assert "/answer" not in page.content.decode()


def test_the_page_speaks_the_language_of_the_case_unless_the_reader_chose(world: World) -> None:
    her = alice(world, "access", language="en")
    assert "One thing is missing" in words_of(her.open())
    assert "One thing is missing" in words_of(her.browser.get(her.path, HTTP_ACCEPT_LANGUAGE="fr"))
    her.browser.get("/?language=fr")
    assert "Il manque une chose" in words_of(her.open())


def test_the_address_is_shown_only_so_far_that_she_knows_it_again(world: World) -> None:
    page = words_of(alice(world, "access").open())
    assert "a…u@courriel.example" in page
    assert EMAIL not in page


# ── where it stands ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ruler_says_in_a_sentence_how_much_time_is_left(world: World) -> None:
    her = alice(world, "access")
    world.clock.pass_days(10)
    body = her.open().content.decode().replace("\u00a0", " ")
    assert "Du lundi 23 novembre 2026, jour de réception, au mercredi 23 décembre 2026, date limite." in body
    assert "il reste 20 jours." in body


def test_a_date_that_has_passed_is_said_first_with_the_way_to_complain(world: World) -> None:
    her = alice(world, "access")
    world.clock.pass_days(32)
    page = words_of(her.open()).replace("\u00a0", " ")
    assert "Notre réponse a 2 jours de retard. Elle était due le mercredi 23 décembre 2026." in page
    assert "La date est passée sans réponse" in page
    assert "CNIL" in page


def test_she_writes_to_the_office_and_reads_what_she_wrote(world: World) -> None:
    her = alice(world, "access")
    response = her.browser.post(her.path + "/message", {"text": "J’ai déménagé."})
    assert response["Location"] == her.path + "?arrived=message#messages"
    assert "J’ai déménagé." in words_of(her.open())


def test_an_empty_message_is_told_beside_its_field(world: World) -> None:
    her = alice(world, "access")
    page = her.browser.post(her.path + "/message", {"text": " "})
    assert page.status_code == 422
    assert "Écrivez ce que vous voulez nous dire." in words_of(page)


def test_she_answers_a_question_about_who_she_is(world: World) -> None:
    """Asked back, she adds what helps to find her; it is not believed before the office has checked it."""
    her = alice(world, "access")
    requests.ask_identity(world.house, world.bruno, her.now, reason="Il nous manque votre téléphone.")
    assert f'href="{her.path}/complete"' in her.open().content.decode()
    assert "Fill in" not in words_of(her.open("/complete"))
    assert her.browser.post(her.path + "/complete", {"phone": "", "text": ""}).status_code == 422
    her.browser.post(her.path + "/complete", {"phone": "06 39 98 11 22", "text": "Voici."})
    contact = requests.request_file(world.house, access.by_person(world.house), her.now).contact
    assert [(i.kind, i.value, i.verified) for i in contact.identities][-1] == ("phone", "06 39 98 11 22", False)
    assert "Voici." in words_of(her.open())


def test_she_takes_her_request_back_after_a_page_that_says_what_it_means(world: World) -> None:
    her = alice(world, "erasure")
    assert "Retirer votre demande ?" in words_of(her.open("/withdraw")).replace("\u00a0", " ")
    assert her.now.state == "received"
    her.browser.post(her.path + "/withdraw")
    assert (her.now.state, her.now.rights[0].outcome) == ("closed", "withdrawn")
    assert "Vous avez retiré cette demande." in words_of(her.open())


def test_a_request_that_runs_can_no_longer_be_taken_back(world: World) -> None:
    her = alice(world, "access")
    her.answered()
    assert her.browser.post(her.path + "/withdraw").status_code == 409


# ── what she takes away ────────────────────────────────────────────────────────────────────────────────────────────


def test_she_reads_the_answer_as_it_was_written(world: World) -> None:
    her = alice(world, "access")
    assert "Notre réponse n’est pas encore écrite." in words_of(her.open("/answer"))
    her.answered()
    page = her.open("/answer")
    assert "Alice Moreau" in words_of(page)
    assert "Savoir ce que vous avez sur moi : Fait" in words_of(page).replace("\u00a0", " ")
    assert '<div class="letter" lang="fr">' in page.content.decode()


def file_of(her: Alice) -> str:
    """The first file of her answer’s page; the last is the answer itself, on paper."""
    return files_of(her)[0]


def files_of(her: Alice) -> list[str]:
    return re.findall(r'href="(/follow/[^"]+/files/[^"]+)"', her.open("/answer").content.decode())


def test_a_file_is_handed_over_for_the_code_sent_to_her_address(world: World) -> None:
    """S4-20. Given a link, then it asks for one identity check, and it expires."""
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    assert "nous envoyons d’abord un code à votre adresse" in words_of(her.browser.get(path))
    assert her.browser.post(path, {"do": "send"})["Location"] == path + "?sent"
    code = re.search(r"\b\d{6}\b", her.letter("code"))
    assert code
    response = her.browser.post(path, {"do": "fetch", "code": code[0]})
    assert response["Content-Disposition"].startswith('attachment; filename="R-2026-')
    assert EMAIL not in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as package:
        assert "index.html" in package.namelist()


@pytest.mark.parametrize("do", ["locked", "fetch"])
def test_a_file_leaves_with_a_password_where_others_use_the_device(world: World, do: str) -> None:
    """S0-59. Given Alice at a device that others use, when she takes the file with the password on the page, then it
    opens with it and with nothing else; without one she has pressed a button that says so; the log keeps which.
    """
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    her.browser.post(path, {"do": "send"})
    code = re.search(r"\b\d{6}\b", her.letter("code"))
    assert code
    page = her.browser.get(path + "?sent").content.decode()
    (password,) = re.findall(r'name="password" value="([^"]+)"', page)
    assert her.browser.post(path, {"do": "locked", "code": code[0], "password": "azerty"}).status_code == 200
    response = her.browser.post(path, {"do": do, "code": code[0], "password": password})
    data = unlocked(response.content, password)[0][1] if do == "locked" else response.content
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "index.html" in package.namelist()
    left = [e.public for e in events.of_request(world.house.keyring, her.request.id) if e.type == "file.left"]
    assert [(one["protection"], one["why"]) for one in left] == [
        ("aes-256", "") if do == "locked" else ("clear", "asked")
    ]


def test_a_code_works_once(world: World) -> None:
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    her.browser.post(path, {"do": "send"})
    code = re.search(r"\b\d{6}\b", her.letter("code"))
    assert code
    assert her.browser.post(path, {"do": "fetch", "code": code[0]}).status_code == 200
    again = her.browser.post(path, {"do": "fetch", "code": code[0]})
    assert again.status_code == 422
    assert "Ce code est faux ou trop ancien." in words_of(again)


def test_without_the_code_nothing_leaves(world: World) -> None:
    """S2-38. Given somebody with the link only, then the file is not handed over."""
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    for wrong in ("", "000000", "1234567"):
        response = her.browser.post(path, {"do": "fetch", "code": wrong})
        assert response.status_code == 422
        assert response["Content-Type"].startswith("text/html")


def test_codes_are_not_sent_or_tried_without_end(world: World) -> None:
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    assert [her.browser.post(path, {"do": "send"}).status_code for _ in range(12)].count(429) == 2
    tried = [her.browser.post(path, {"do": "fetch", "code": f"{n:06d}"}).status_code for n in range(40)]
    assert tried.count(429) == 10


def test_a_file_that_has_expired_is_gone(world: World) -> None:
    her = alice(world, "access")
    her.answered()
    path = file_of(her)
    world.clock.pass_days(world.house.law().durations["package"] + 1)
    assert her.browser.get(path).status_code == 404
    assert path not in files_of(her)


def test_the_answer_on_paper_leaves_for_the_code_like_any_file(world: World) -> None:
    """S2-38, S4-20. Given the answer, when Alice wants it as a PDF, then a code goes to her address first, and what
    she gets for it bears her reference and no more in its name; without it, nothing leaves.
    """
    her = alice(world, "access")
    her.answered()
    paper = files_of(her)[-1]
    assert "Notre réponse, à garder ou à imprimer" in words_of(her.browser.get(paper))
    assert her.browser.post(paper, {"do": "fetch", "code": "000000"}).status_code == 422
    her.browser.post(paper, {"do": "send"})
    code = re.search(r"\b\d{6}\b", her.letter("code"))
    assert code
    response = her.browser.post(paper, {"do": "fetch", "code": code[0]})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{her.request.reference}-reponse.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert "Le fichier a été téléchargé" in words_of(her.open())


def test_the_receipt_comes_as_a_page_to_print_with_the_seal_of_its_file(world: World) -> None:
    her = alice(world, "access")
    her.confirm()
    assert f'href="{her.path}/receipt.html"' in her.open("/proofs").content.decode()
    digest = deeds(json.loads(her.open("/receipt.json").content))
    requests.request_file(world.house, world.bruno, her.now)  # Bruno opens her file: that changes no fingerprint
    assert digest[:4] + " " + digest[4:8] in words_of(her.open("/proofs"))
    response = her.open("/receipt.html")
    assert response["Content-Disposition"] == f'attachment; filename="{her.request.reference}-receipt.html"'
    assert digest in response.content.decode()
    assert b"Alice" not in response.content
    her.browser.get("/?language=en")
    assert '<html lang="en">' in her.open("/receipt.html").content.decode()


def test_the_receipt_is_hers_to_keep_and_names_nobody(world: World) -> None:
    her = alice(world, "access")
    her.confirm()
    page = her.open("/proofs")
    assert "Sceau dessiné d’après l’empreinte du reçu" in page.content.decode()
    response = her.open("/receipt.json")
    assert response["Content-Disposition"] == f'attachment; filename="{her.request.reference}-receipt.json"'
    assert json.loads(response.content)
    assert b"Alice" not in response.content
    assert EMAIL.encode() not in response.content
