"""Databases that no one here wrote, in the browser: a first map proposed and applied, then a customer's two rights."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from tests.conftest import SHARED
from tests.journeys import walk
from tests.journeys.site import GARANT, Site, Visitor, free_port, serving, visiting
from tests.journeys.test_office_clerk import settle, wait_for
from tests.servers import database

pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.timeout(600)]

OWNER = ("nadia@lormel.example", "un-mot-de-passe-long")
Prepare = Callable[[str, str], Site]


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[Prepare]:
    """An instance for one store: its map proposed, read by nobody, applied unchanged; Nadia owns it; it is served."""
    folder = tmp_path / "instance"
    opened = []

    def prepare(store: str, url: str) -> Site:
        garant(
            "init", str(folder), "--organisation", "Disques Lormel", "--contact", "d@lormel.example", "--place", "FR"
        )
        garant("store", "add", store, "--url-env", "STORE_URL", url=url)
        (tmp_path / "map.yaml").write_text(garant("store", "propose", store), encoding="utf-8")
        garant("register", "apply", str(tmp_path / "map.yaml"))
        garant("user", "add", OWNER[0], "--name", "Nadia", "--role", "owner", said=OWNER[1] + "\n")
        up = serving(folder, free_port())
        opened.append(up)
        return up.__enter__()

    def garant(*words: str, url: str = "", said: str = "") -> str:
        environ = {**os.environ, "GARANT_INSTANCE": str(folder), "STORE_URL": url}
        done = subprocess.run([*GARANT, *words], env=environ, input=said, capture_output=True, text=True, check=True)
        return done.stdout

    yield prepare
    for up in opened:
        up.__exit__(None, None, None)


def answer(who: Visitor, name: str, email: str) -> str:
    """A letter asks for access and erasure; Nadia logs it, identifies, states the facts, agrees. Returns the answer."""
    who.go("/office/")
    who.follow(who.link("Inscrire une demande reçue autrement"))
    for right in ("access", "erasure"):
        who.page.locator(f"input[name=rights][value={right}]").check()
    who.page.locator("#id_channel").select_option("letter")
    who.page.locator("#id_name").fill(name)
    who.page.locator("#id_email").fill(email)
    who.follow(who.button("Inscrire la demande"))
    reference = re.search(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", who.page.url)
    assert reference, who.page.url
    who.follow(who.link("Vérifier l’identité"))
    who.page.locator("#id_method_0").check()
    who.page.locator("#id_reason").fill("Réponse depuis l’adresse de sa fiche.")
    who.follow(who.button("L’identité est vérifiée"))
    for fact in ("running-contract", "unpaid-bill", "open-dispute"):
        who.page.locator(f"#id_{fact}_0").check()
    who.follow(who.button("Noter ces faits et dresser le plan"))
    walk.agree(who)
    settle(who, f"/office/requests/{reference[0]}/progress")
    wait_for(who, f"/office/requests/{reference[0]}/answer", "main .letter")
    return " ".join(who.page.inner_text("main").split())


def test_chinooks_customer_in_the_browser(browser: Browser, prepared: Prepare, tmp_path: Path) -> None:
    """Given Chinook as its makers left it, when Luís asks for access and erasure and Nadia handles it in the office,
    then e-mail, phone and fax are gone, name and invoices stay with their reason, and nobody else is touched.
    """
    shop = tmp_path / "chinook.sqlite"
    shutil.copy(SHARED / "data" / "chinook.sqlite", shop)
    shop.chmod(0o600)
    before = rows(f"sqlite:///{shop}", "SELECT * FROM Customer WHERE CustomerId <> 1 ORDER BY CustomerId")
    with visiting(browser, prepared("chinook", f"sqlite:///{shop}"), script=True) as nadia:
        walk.sign_in(nadia, lambda _name: None, OWNER)
        said = answer(nadia, "Luís Gonçalves", "luisg@embraer.com.br")
        assert nadia.elsewhere == []
    assert "C. com., art. L123-22" in said
    gone = "SELECT FirstName, LastName, City, Phone, Fax FROM Customer WHERE CustomerId = 1"
    assert rows(f"sqlite:///{shop}", gone) == [("Luís", "Gonçalves", "São José dos Campos", None, None)]
    assert rows(f"sqlite:///{shop}", "SELECT count(*) FROM Customer WHERE Email LIKE '%luisg%'") == [(0,)]
    assert rows(f"sqlite:///{shop}", "SELECT count(*) FROM Invoice WHERE CustomerId = 1") == [(7,)]
    assert rows(f"sqlite:///{shop}", "SELECT * FROM Customer WHERE CustomerId <> 1 ORDER BY CustomerId") == before


@pytest.mark.postgresql
def test_pagilas_customer_in_the_browser(browser: Browser, prepared: Prepare, postgresql_server: sa.URL) -> None:
    """The same for pagila on PostgreSQL: Mary Smith's e-mail and the phone at her address go, her payments stay."""
    with database(postgresql_server) as url:
        plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        dump = str(SHARED / "data" / "pagila.sql")
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, plain], check=True, capture_output=True)
        others = "SELECT * FROM customer WHERE customer_id <> 1 ORDER BY customer_id"
        before = rows(url, others)
        with visiting(browser, prepared("pagila", plain), script=True) as nadia:
            walk.sign_in(nadia, lambda _name: None, OWNER)
            said = answer(nadia, "Mary Smith", "mary.smith@sakilacustomer.org")
        assert "C. com., art. L123-22" in said
        assert rows(url, "SELECT first_name, last_name, email FROM customer WHERE customer_id = 1") == [
            ("MARY", "SMITH", None)
        ]
        assert rows(url, "SELECT address, phone FROM address WHERE address_id = 5")[0][0] == "1913 Hanoi Way"
        assert rows(url, "SELECT count(*) FROM address WHERE phone = '28303384290'") == [(0,)]
        assert rows(url, "SELECT count(*) FROM payment WHERE customer_id = 1") == [(32,)]
        assert rows(url, others) == before


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [tuple(r) for r in connection.execute(sa.text(query))]
    engine.dispose()
    return found
