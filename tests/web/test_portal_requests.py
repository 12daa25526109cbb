"""Alice makes a request on the portal, in three steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from garant.actions import access, requests
from garant.ledger import outbox
from garant.ledger.values import Contact, Request
from garant.web import throttle
from tests.actions.conftest import World
from tests.web.conftest import words_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

ALICE = {"name": "Alice Moreau", "email": "alice.moreau@courriel.example"}


def send(browser: Client, *rights: str, **fields: str) -> Page:
    """The last button of the form, with everything that the page carries."""
    return browser.post("/", {"go": "send", "step": "3", "rights": list(rights), **ALICE, **fields})


def requests_of(world: World) -> list[Request]:
    return requests.listed(world.house, access.by_command(world.house, "test"))


def contact_of(world: World) -> Contact:
    (request,) = requests_of(world)
    return requests.request_file(world.house, access.by_person(world.house), request).contact


def test_the_portal_is_the_organisation_s_own_page_and_asks_for_no_account(stranger: Client, world: World) -> None:
    """S3-01. Given an organisation, when somebody opens its portal, then it bears its name and needs no account."""
    page = stranger.get("/")
    assert page.status_code == 200
    assert '<a class="house" href="/">Boutique Lormel</a>' in page.content.decode()
    assert "Vous n’avez pas de compte à créer" in page.content.decode()


@pytest.mark.parametrize("right", ["access", "rectification", "erasure", "portability"])
def test_each_right_can_be_chosen(stranger: Client, right: str) -> None:
    """S3-02, S3-03, S3-07. Given the form, when a right is looked for, then it can be chosen."""
    assert f'id="right-{right}" name="rights" value="{right}"' in stranger.get("/").content.decode()


def test_a_name_and_an_address_are_enough(stranger: Client, world: World) -> None:
    """S2-36. Given a request with only a name and an e-mail address, then it is accepted and acknowledged."""
    response = send(stranger, "access")
    assert (response.status_code, response["Location"]) == (302, "/sent")
    (request,) = requests_of(world)
    (letter,) = outbox.of_request(request.id)
    assert (request.state, letter.kind) == ("received", "acknowledgement")


def test_three_rights_in_one_request_have_one_date(stranger: Client, world: World) -> None:
    """S3-09. Given three rights ticked, then there are three tasks and one deadline."""
    send(stranger, "access", "erasure", "portability")
    (request,) = requests_of(world)
    assert [r.right for r in request.rights] == ["access", "portability", "erasure"]
    assert {r.due.isoformat() for r in request.rights} == {"2026-12-23"}


def test_access_and_rectification_are_chosen_together(stranger: Client, world: World) -> None:
    """S2-32. Given both types ticked in one request, then there are two linked tasks."""
    change = {"field1": "contact.address", "old1": "3 rue Basse", "new1": "8 rue Haute"}
    send(stranger, "access", "rectification", **change)
    (request,) = requests_of(world)
    assert [r.right for r in request.rights] == ["access", "rectification"]


def test_a_correction_states_what_is_held_and_what_it_should_be(stranger: Client, world: World) -> None:
    """S3-04. Given a rectification, then the person can state the old and the new value."""
    send(stranger, "rectification", field1="contact.address", old1="3 rue Basse", new1="8 rue Haute")
    (change,) = contact_of(world).changes
    assert dict(change) == {"field": "contact.address", "old": "3 rue Basse", "new": "8 rue Haute", "statement": ""}


def test_an_erasure_may_be_limited_to_chosen_activities(stranger: Client, world: World) -> None:
    """S3-03. Given an erasure, then it is selectable for all data or for chosen activities."""
    send(stranger, "erasure", everything="some", scope="letter")
    assert contact_of(world).scope == ("letter",)


def test_everything_is_erased_when_nothing_is_chosen(stranger: Client, world: World) -> None:
    send(stranger, "erasure", everything="all")
    assert contact_of(world).scope == ()


def test_no_right_chosen_is_told_on_the_first_step(stranger: Client) -> None:
    page = stranger.post("/", {"go": "2", "step": "1"})
    assert "Étape 1 sur 3" in words_of(page)
    assert "Choisissez au moins une demande." in words_of(page)


def test_the_second_step_starts_empty_and_accuses_nobody(stranger: Client) -> None:
    page = stranger.post("/", {"go": "2", "step": "1", "rights": ["access"]})
    assert "Étape 2 sur 3" in words_of(page)
    assert 'aria-invalid="true"' not in page.content.decode()


def test_a_missing_address_is_told_on_top_and_beside_its_field(stranger: Client) -> None:
    page = stranger.post(
        "/", {"go": "3", "step": "2", "rights": ["access"], "name": "Alice", "email": "alice@courriel"}
    )
    body = page.content.decode()
    assert "Un champ est à revoir." in words_of(page)
    assert '<a href="#id_email">' in body
    assert 'aria-invalid="true" aria-describedby="id_email_helptext id_email_error"' in body
    assert "Cette adresse n’est pas complète" in words_of(page)


def test_what_was_written_comes_along_from_step_to_step_and_back(stranger: Client) -> None:
    filled = {"step": "2", "rights": ["access", "erasure"], **ALICE, "message": "Je pars."}
    third = stranger.post("/", {**filled, "go": "3"}).content.decode()
    assert '<input type="hidden" name="message" value="Je pars.">' in third
    back = stranger.post("/", {**filled, "go": "2", "step": "3"}).content.decode()
    assert 'value="Alice Moreau"' in back
    first = stranger.post("/", {**filled, "go": "1"}).content.decode()
    assert first.count(" checked") == 2
    assert '<input type="hidden" name="email" value="alice.moreau@courriel.example">' in first


def test_the_third_step_reads_everything_over_with_the_date(stranger: Client) -> None:
    page = words_of(stranger.post("/", {"go": "3", "step": "2", "rights": ["erasure"], **ALICE, "everything": "all"}))
    assert "Effacer mes données" in page
    assert "alice.moreau@courriel.example" in page
    assert "au plus tard le mercredi 23 décembre 2026." in page.replace("\u00a0", " ")


def test_nothing_is_kept_before_it_is_sent(stranger: Client, world: World) -> None:
    stranger.post("/", {"go": "3", "step": "2", "rights": ["access"], **ALICE})
    assert requests_of(world) == []
    assert "sessionid" not in stranger.cookies


def test_the_page_after_sending_gives_the_reference_and_the_date(stranger: Client, world: World) -> None:
    send(stranger, "access")
    page = words_of(stranger.get("/sent"))
    assert requests_of(world)[0].reference in page
    assert "mercredi 23 décembre 2026" in page.replace("\u00a0", " ")


def test_the_page_is_the_same_whether_or_not_the_address_is_known(world: World) -> None:
    """E9. A customer and somebody unknown see the same page, but for the reference."""
    seen = []
    for email in ("alice.moreau@courriel.example", "inconnue@ailleurs.example"):
        browser = Client(SERVER_NAME="localhost")
        send(browser, "access", email=email)
        seen.append(words_of(browser.get("/sent")))
    known, unknown = (page.replace(r.reference, "R") for page, r in zip(seen, _in_order_of(world, seen), strict=True))
    assert known == unknown


def _in_order_of(world: World, pages: list[str]) -> list[Request]:
    return [next(r for r in requests_of(world) if r.reference in page) for page in pages]


def test_a_program_that_fills_every_field_is_told_so_and_files_nothing(stranger: Client, world: World) -> None:
    page = send(stranger, "access", website="https://spam.example")
    assert page.status_code == 200
    assert "c’est un piège pour les programmes" in words_of(page)
    assert requests_of(world) == []


def test_a_form_posted_a_thousand_times_is_stopped_and_loses_nothing(stranger: Client, world: World) -> None:
    """Bad input. The first ones are kept, then a page says to wait; another day it goes on."""
    statuses = [send(stranger, "access", email=f"a{n}@courriel.example").status_code for n in range(1000)]
    assert statuses.count(302) == throttle.FORM.limit
    assert statuses.count(429) == 1000 - throttle.FORM.limit
    assert len(requests_of(world)) == throttle.FORM.limit
    world.clock.pass_days(1)
    assert send(stranger, "access").status_code == 302


def test_nobody_s_mailbox_is_filled_with_our_letters(world: World) -> None:
    statuses = []
    for n in range(8):
        browser = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"192.0.2.{n}")
        statuses.append(send(browser, "access").status_code)
    assert statuses.count(302) == throttle.FORM_TO_ADDRESS.limit


def test_an_access_package_links_to_the_correction_of_a_field(stranger: Client) -> None:
    """S4-08. Given a field shown, then it has an action to report a mistake in it."""
    first = stranger.get("/?right=rectification&field=shop.customer.address").content.decode()
    assert 'id="right-rectification" name="rights" value="rectification" checked' in first
    second = stranger.post(
        "/", {"go": "2", "step": "1", "rights": ["rectification"], "about": "shop.customer.address"}
    ).content.decode()
    assert '<option value="contact.address" selected>' in second


def test_a_request_made_in_english_remembers_its_language(stranger: Client, world: World) -> None:
    """A4. The case remembers its language: letters and the follow-up page speak it."""
    stranger.get("/?language=en")
    send(stranger, "access")
    assert requests_of(world)[0].language == "en"


def test_a_request_made_in_a_browser_that_prefers_english_is_answered_in_english(world: World) -> None:
    """A4. Given a browser that prefers English and chose nothing, then the case remembers English."""
    send(Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="en-IE,en;q=0.9"), "access")
    assert requests_of(world)[0].language == "en"


def test_only_what_finds_somebody_is_asked(stranger: Client) -> None:
    """Art. 5(1)(c): no map here is searched by a customer number, so none is asked."""
    page = stranger.post("/", {"go": "2", "step": "1", "rights": ["access"]}).content.decode()
    assert 'name="number"' not in page


def test_the_language_can_be_changed_at_every_step_and_nothing_typed_is_lost(stranger: Client) -> None:
    """Given Alice who has typed her name in French, when she chooses English on the second or the third step, then the
    same step is shown in English with what she typed, and the next page is in English too.
    """
    typed = {"rights": ["erasure"], "name": "Alice Moreau", "email": "alice.moreau@courriel.example"}
    second = stranger.post("/", {"go": "2", "step": "1", "rights": ["erasure"]}).content.decode()
    assert 'form="asking" name="go" value="2" formaction="/?language=en"' in second
    english = stranger.post("/?language=en", {**typed, "go": "2", "step": "2"})
    assert english["Content-Language"] == "en"
    assert 'value="Alice Moreau"' in english.content.decode()
    third = stranger.post("/", {**typed, "go": "3", "step": "2"}).content.decode()
    assert "Read over, then send." in third
    assert "To erase: everything that you hold about me" in third
    french = stranger.post("/?language=fr", {**typed, "go": "3", "step": "3"}).content.decode()
    assert "À effacer\u00a0: tout ce que vous avez sur moi" in french
