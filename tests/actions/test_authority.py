"""To whom a person may complain: the authority of where they live, where the same law holds, by post and online."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from garant.actions import access, answers, founding, register, requests, stores
from garant.actions.requests import refusal
from garant.errors import WrongState
from garant.ledger import packages
from garant.ledger.values import Contact, Request
from tests.actions import shop
from tests.actions.conftest import Clock, World
from tests.ledgers import Templates, switch

APD = "Autorité de protection des données (APD), Rue de la Presse 35, 1000 Bruxelles, Belgique [2]"
CNIL = (
    "Commission nationale de l’informatique et des libertés (CNIL), "
    "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07"
)


def refused(world: World, request: Request) -> str:
    """Bruno refuses Alice's access as excessive; the words of her letter."""
    reason = "Cinquième demande en un mois."
    refusal.refuse(world.house, world.bruno, request, "access", ground="excessive", reason=reason)
    return world.letter(request)


def with_country(world: World, country: str) -> None:
    """The shop notes a country for each customer, and its map says so; Alice's is this one."""
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE customer ADD COLUMN country VARCHAR(40)"))
        connection.execute(sa.text("UPDATE customer SET country = :c WHERE id = :i"), {"c": country, "i": shop.ALICE})
    engine.dispose()
    map = shop.MAP.replace(
        "      phone: contact.phone\n", "      phone: contact.phone\n      country: contact.country\n"
    )
    register.apply(world.house, access.by_command(world.house, "owner"), map, "shop.yaml")


def test_a_belgian_customer_of_a_french_shop_is_told_of_the_apd(world: World) -> None:
    """S4-28. Given a customer who lives in Belgium asks a French shop, when the shop refuses, then the APD is shown."""
    said = refused(world, world.identified("access", country="Belgique"))
    assert APD in said
    assert "CNIL" not in said
    assert "Celle du lieu où vous habitez ou travaillez convient aussi" in said


def test_a_refusal_prints_the_authoritys_page_and_its_postal_address(world: World) -> None:
    """S4-29. Given a refusal letter, then the authority’s online platform and postal address are both printed."""
    said = refused(world, world.identified("access"))
    assert f"{CNIL} (https://www.cnil.fr/fr/plaintes [K])." in said
    assert "75334 Paris Cedex 07" in said


@pytest.mark.parametrize(("held", "authority"), [("Belgium", APD), ("BE", APD), ("France", CNIL), ("Maroc", CNIL)])
def test_the_country_that_the_shop_holds_decides_where_alice_said_none(world: World, held: str, authority: str) -> None:
    """The plan looks where Alice lives. Under Moroccan law the CNDP could do nothing about a French shop."""
    with_country(world, held)
    request = world.run(world.identified("erasure"))
    assert authority in world.letter(request)


def test_what_alice_said_goes_before_what_the_shop_holds(world: World) -> None:
    with_country(world, "Belgique")
    request = world.run(world.identified("erasure", country="France"))
    assert CNIL in world.letter(request)


def test_the_copy_names_the_same_authority_as_the_letter(world: World) -> None:
    with_country(world, "Belgique")
    request = world.run(world.identified("access"), release=True)
    kept = next(p for p in packages.of_request(request) if p.kind == "access")
    with zipfile.ZipFile(io.BytesIO(packages.open(world.house.keyring, kept))) as opened:
        page = opened.read("index.html").decode()
    assert "Rue de la Presse 35" in page
    assert "Rue de la Presse 35" in world.letter(request)


def test_the_country_stays_sealed(world: World) -> None:
    """Where Alice lives is kept with her contact under her case key, and stands in no event."""
    with_country(world, "Belgique")
    request = world.run(world.identified("erasure"))
    file = requests.request_file(world.house, access.by_command(world.house, "owner"), request)
    assert file.contact.country == "BE"
    assert "BE" not in json.dumps([dict(event.public) for event in file.trail])


# ── where another law holds ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def casablanca(tmp_path: Path, templates: Templates) -> World:
    """A shop in Casablanca, whose answers leave by themselves."""
    settings = templates.sqlite(tmp_path / "instance", read_answers="false")
    switch(settings)
    clock = Clock()
    house = founding.found(
        settings.instance, organisation="Zellige", contact="donnees@zellige.example", place="MA", clock=clock
    )
    return World(house, "", clock, tmp_path)


def test_in_morocco_a_right_without_a_figure_is_received_with_a_prudent_date(casablanca: World) -> None:
    """Given access, for which Moroccan law has no figure, and erasure, which has ten clear days: both are received,
    each with its own date, the letter cites no European article, and the office is told that no rule is known."""
    request = casablanca.ask("access", "erasure")
    assert [(r.right, r.raw, r.due) for r in request.rights] == [
        ("access", date(2026, 12, 23), date(2026, 12, 23)),
        ("erasure", date(2026, 12, 3), date(2026, 12, 4)),
    ]
    only = casablanca.ask("access")
    assert requests.clock_of(casablanca.house, only).warnings == ("no-rule",)
    assert requests.clock_of(casablanca.house, request).warnings == ()


def test_in_morocco_no_extension_is_known(casablanca: World) -> None:
    with pytest.raises(WrongState, match="knows no extension"):
        requests.extend(casablanca.house, casablanca.bruno, casablanca.ask("erasure"), reason="Beaucoup de demandes.")


def test_in_morocco_a_letter_names_the_cndp_and_no_european_law(casablanca: World) -> None:
    request = casablanca.filed(Contact(name="Alice Moreau", email="alice@courriel.example", country="France"), "access")
    said = requests.close_unidentified(casablanca.house, casablanca.bruno, request, reason="Personne inconnue.")
    letter = answers.letter(casablanca.house, said)
    assert letter is not None
    words = letter.text.replace("\u00a0", " ")
    assert "(CNDP), Angle boulevard Annakhil" in words
    assert "RGPD" not in words
    assert "Celle du lieu" not in words


def test_in_morocco_a_whole_answer_rests_on_moroccan_law(casablanca: World) -> None:
    """Given a shop there with Alice's invoices, when her data are erased, then the letter keeps the invoices under the
    Moroccan codes, each with its mark, and names neither the Union's regulation nor an article that nobody knows."""
    casablanca.url = f"sqlite:///{casablanca.folder / 'shop.sqlite'}"
    shop.build(casablanca.url)
    owner = access.by_command(casablanca.house, "owner")
    stores.add(casablanca.house, owner, "shop", casablanca.url)
    register.apply(casablanca.house, owner, shop.MAP, "shop.yaml")
    request = casablanca.run(casablanca.identified("access", "erasure"), release=True)
    words = casablanca.letter(request)
    assert (
        "(code de commerce marocain, art. 22 [K] ; CGI marocain, art. 211 [K] ; loi marocaine 09-08, art. 8 [K])"
        in words
    )
    assert "RGPD" not in words
    assert "aucune règle connue" not in words
    assert [row["id"] for row in casablanca.rows("invoice", "customer_id = 1")] == [11]
