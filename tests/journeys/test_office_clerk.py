"""Bruno the clerk at his desk, by keyboard: a letter logged and answered, and an address that two people share."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys import walk
from tests.journeys.site import Site, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

BRUNO = ("bruno@auvrene.example", "montrez-moi")


def test_bruno_answers_a_letter_and_tells_two_people_apart(browser: Browser, site: Site) -> None:
    """By keyboard alone he logs an erasure received by letter, identifies, plans, agrees and closes its tasks; then he
    chooses among two customers with one address, reads the free text and hands the copy over. axe finds nothing."""
    found: list[str] = []
    with visiting(browser, site, script=True) as bruno:
        look = both_ways(bruno, found)
        walk.sign_in(bruno, look, BRUNO)
        erase_by_letter(bruno, look)
        access_of_two(bruno, look)
        roles(bruno, look)
        assert bruno.elsewhere == []
    assert not found, "\n".join(found)


def both_ways(who: Visitor, found: list[str]) -> walk.Look:
    """axe on a wide light page and on a narrow dark one; neither is wider than its window."""

    def look(name: str) -> None:
        for width, scheme in ((390, "dark"), (1280, "light")):
            who.page.set_viewport_size({"width": width, "height": 900})
            who.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found.extend(f"{name} {width} {scheme} {barrier}" for barrier in who.barriers())
            if who.spills():
                found.append(f"{name} {width}: wider than the window")

    return look


def erase_by_letter(who: Visitor, look: walk.Look) -> None:
    """Alice Fontanel wrote a letter ten days ago."""
    who.go("/office/")
    who.follow(who.link("Inscrire une demande reçue autrement"))
    look("clerk-new")
    who.follow(who.button("Inscrire la demande"))
    look("clerk-new-errors")
    who.press(who.page.locator("input[name=rights][value=erasure]"), "Space")
    who.page.locator("#id_channel").select_option("letter")
    who.write(who.page.locator("#id_name"), walk.ALICE[0])
    who.write(who.page.locator("#id_email"), walk.ALICE[1])
    who.follow(who.button("Inscrire la demande"))
    look("clerk-logged")
    reference = re.search(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", who.page.url)
    assert reference, who.page.url
    who.follow(who.link("Vérifier l’identité"))
    look("clerk-identity")
    who.press(who.page.locator("#id_method_0"), "Space")
    who.write(who.page.locator("#id_reason"), "Réponse depuis l’adresse de sa fiche.")
    who.follow(who.button("L’identité est vérifiée"))
    look("clerk-identified")
    for fact in ("running-contract", "unpaid-bill", "open-dispute"):
        who.press(who.page.locator(f"#id_{fact}_0"), "Space")
    who.follow(who.button("Noter ces faits et dresser le plan"))
    look("clerk-plan")
    walk.agree(who)
    settle(who, f"/office/requests/{reference[0]}/progress")
    look("clerk-progress")
    sent = walk.Sent(reference[0], "")
    walk.tasks(who, look, sent)
    walk.in_part(who, look, sent)
    walk.send(who, look, sent)
    look("clerk-answer")
    assert "Fait en partie" in inner(who, f"/office/requests/{reference[0]}")


def access_of_two(who: Visitor, look: walk.Look) -> None:
    """Paolo and Giulia share an address; only Bruno can say who asks."""
    who.go("/office/")
    who.follow(who.link("Paolo Marchetti"))
    who.follow(who.link("Dresser le plan"))
    who.follow(who.button("Chercher et dresser le plan"))
    look("clerk-matches")
    who.press(who.page.locator("label", has_text="Paolo").locator("input"), "Space")
    who.follow(who.button("Celles-ci sont à cette personne"))
    look("clerk-access-plan")
    who.follow(who.page.get_by_role("link", name=re.compile("Lire ces lignes")).first)
    look("clerk-rows")
    who.follow(who.link("Revenir au plan"))
    who.follow(who.button("Je les ai lus : les remettre"))
    assert "Quelqu’un les a lus : ils sont remis." in who.page.inner_text("main").replace("\u00a0", " ")
    walk.agree(who)
    reference = re.search(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", who.page.url)
    assert reference
    wait_for(who, f"/office/requests/{reference[0]}/answer", "main .letter")
    look("clerk-access-answer")


def roles(who: Visitor, look: walk.Look) -> None:
    """What is not his is not offered, and says so when he goes there all the same."""
    assert who.link("Équipe").count() == 0
    who.go("/office/staff")
    look("clerk-refused")
    assert "Cet acte n’entre pas dans votre rôle" in who.page.inner_text("main")


def settle(who: Visitor, path: str) -> None:
    """Until the worker rests."""
    for _ in range(60):
        response = who.page.goto(who.site.base + path)
        if response is not None and "refresh" not in response.headers:
            return
        who.page.wait_for_timeout(500)
    raise AssertionError("the run does not come to rest")


def wait_for(who: Visitor, path: str, sign: str) -> None:
    for _ in range(60):
        who.go(path)
        if who.page.locator(sign).count():
            return
        who.page.wait_for_timeout(500)
    raise AssertionError(f"{path} never shows {sign}")


def inner(who: Visitor, path: str) -> str:
    who.go(path)
    return who.page.inner_text("main")
