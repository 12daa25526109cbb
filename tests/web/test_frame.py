"""What holds for every page: its headers, its language, its files, its refusals."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from garant import errors as e
from garant.web import errors
from tests.actions.conftest import World
from tests.web.conftest import words_of

PUBLIC = ["/", "/sent", "/follow", "/office/sign-in", "/office/password", "/nowhere"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_may_run_a_script_or_be_framed_or_kept(stranger: Client, path: str) -> None:
    response = stranger.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_holds_a_script_a_style_or_an_address_of_another_host(stranger: Client, path: str) -> None:
    body = stranger.get(path).content.decode()
    assert "<script" not in body
    assert "<style" not in body
    assert not re.search(r"\sstyle=|\son\w+=", body)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", body)


def test_a_page_speaks_french_until_english_is_chosen_and_then_keeps_to_it(stranger: Client) -> None:
    assert '<html lang="fr">' in stranger.get("/").content.decode()
    chosen = stranger.get("/?language=en")
    assert (chosen.status_code, chosen["Location"]) == (302, "/")
    assert "What do you want to do with your data?" in words_of(stranger.get("/"))
    assert '<html lang="en">' in stranger.get("/follow").content.decode()
    stranger.get("/follow?language=fr")
    assert '<html lang="fr">' in stranger.get("/").content.decode()


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("en-GB,en;q=0.8,fr;q=0.5", "en"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("oc, en;q=0.4", "en"),
        ("oc", "fr"),
        ("*", "fr"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/follow", "/office/sign-in", "/nowhere"])
def test_a_first_visit_speaks_what_the_browser_prefers_and_keeps_nothing_of_it(
    stranger: Client, path: str, preferred: str, language: str
) -> None:
    """A4. Given a browser that prefers English, when somebody comes for the first time, then the page is in English
    without a cookie; what we do not speak is French, as the house is.
    """
    response = stranger.get(path, HTTP_ACCEPT_LANGUAGE=preferred)
    assert f'<html lang="{language}">' in response.content.decode()
    assert response["Content-Language"] == language
    assert "garant_language" not in response.cookies


def test_a_chosen_language_goes_before_the_browser_s(stranger: Client) -> None:
    stranger.get("/?language=fr", HTTP_ACCEPT_LANGUAGE="en")
    assert '<html lang="fr">' in stranger.get("/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_an_unknown_language_is_not_chosen(stranger: Client) -> None:
    response = stranger.get("/?language=xx")
    assert response.status_code == 200
    assert "garant_language" not in response.cookies


def test_the_sheet_is_kept_for_ever_under_a_name_that_bears_its_content(stranger: Client) -> None:
    found = re.search(r'href="(/static/garant\.[0-9a-f]{12}\.css)"', stranger.get("/").content.decode())
    assert found
    sheet = stranger.get(found[1])
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert stranger.get("/static/garant.000000000000.css").status_code == 404


def test_a_form_without_its_secret_is_refused_with_a_page_that_says_what_to_do(world: World) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    response = strict.post("/", {"step": "1", "go": "2", "rights": "access"})
    assert response.status_code == 403
    assert "Ce formulaire a expiré." in words_of(response)


def test_a_host_that_is_not_ours_gets_no_page(world: World) -> None:
    response = Client(SERVER_NAME="elsewhere.example").get("/")
    assert response.status_code == 400
    assert "Ceci ne se comprend pas." in words_of(response)


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (e.NotFound("x"), 404, "Il n’y a rien ici."),
        (e.Refused("x"), 403, "Vous ne pouvez pas faire cela."),
        (e.PlanChanged("x"), 409, "Le plan n’est plus celui que vous avez lu."),
        (e.Interrupted("x"), 503, "Une base a interrompu le travail."),
        (e.StoreError("x"), 503, "Une base ne répond pas, ou refuse."),
        (e.KeyLost("x"), 500, "Une clé manque, ou n’est pas la bonne."),
        (e.GarantError("x"), 500, "Quelque chose a échoué de notre côté."),
    ],
)
def test_an_error_of_ours_has_its_status_and_its_words(
    world: World, error: e.GarantError, status: int, title: str
) -> None:
    from django.test import RequestFactory
    from django.utils import translation

    with translation.override("fr"):
        response = errors.of(RequestFactory().get("/"), error)
    assert response.status_code == status
    assert title in words_of(response)


def test_staff_read_the_error_s_own_words_and_a_person_does_not(world: World) -> None:
    from django.test import RequestFactory

    error = e.StoreError("connection refused", place="boutique", remedy="Start it.")
    assert "connection refused" in words_of(errors.of(RequestFactory().get("/office/stores"), error))
    assert "connection refused" not in words_of(errors.of(RequestFactory().get("/follow/x"), error))


def test_health_is_answered_without_a_host_a_session_or_the_ledger(world: World) -> None:
    from garant.web.wsgi import application

    said: list[str] = []
    body = application(world.house)({"PATH_INFO": "/healthz"}, lambda status, headers: said.append(status))  # type: ignore[arg-type]  # a server's callable
    assert (said, b"".join(body)) == (["200 OK"], b"ok\n")


def test_the_demo_s_mailbox_is_no_page_of_a_real_house(stranger: Client, world: World, tmp_path: Path) -> None:
    """Claire writes her letters to a folder: they hold the secrets of links, and no stranger reads them."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "one.log").write_text(
        "Subject: Votre demande\nTo: alice@boite.example\nDate: Sun, 29 Nov 2026 03:00:00 -0000\n\nx"
    )
    assert stranger.get("/demo/mail").status_code == 404
    world.house.settings = replace(world.house.settings, mail_folder=folder)
    assert stranger.get("/demo/mail").status_code == 404
    assert stranger.get("/demo/mail/one.0").status_code == 404
    assert b"demo" not in stranger.get("/").content
    world.house.settings = replace(world.house.settings, demo=True)
    assert stranger.get("/demo/mail/one.0").status_code == 200


def test_dates_are_said_as_each_language_says_them() -> None:
    from django.utils import translation

    from garant.web import tags

    first = date(2026, 12, 1)
    with translation.override("fr"):
        assert tags.day(first) == "mardi 1er\u00a0décembre\u00a02026"
        assert tags.short_day(date(2027, 1, 4), first) == "lun. 4\u00a0jan. 2027"
        assert tags.number(1649017) == "1\u202f649\u202f017"
        assert tags.size(2_400_000) == "2,4\u00a0Mo"
    with translation.override("en"):
        assert tags.day(first) == "Tuesday 1\u00a0December\u00a02026"
        assert tags.number(1649017) == "1,649,017"
