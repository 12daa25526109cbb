"""From a trade to a register that says everything, by keyboard alone and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys import walk
from tests.journeys.site import Site, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_nadia_adds_a_trade_s_activities_and_completes_one(browser: Browser, site: Site) -> None:
    """Nadia, who mends teapots too, begins from the craftsman's profile: she crosses a line out, names her accountant,
    reads what would be declared, agrees; then she says where a datum is kept, and for one purpose on which basis.
    """
    with visiting(browser, site) as nadia:
        walk.sign_in(nadia, lambda _name: None)
        nadia.follow(nadia.link("Registre"))
        nadia.follow(nadia.link("Ajouter depuis un métier ou vos cartes"))
        nadia.press(
            nadia.page.locator("#t-shop"), "ArrowUp"
        )  # round to the last: the trades are one stop of the Tab key
        nadia.go("/office/register/start?sector=craftsman")
        nadia.press(nadia.page.locator("input[value='chantiers.items.telephone']"), "Space")
        nadia.write(nadia.page.locator("#ask-comptable"), "Cabinet Astérion")
        nadia.follow(nadia.button("Voir ce qui serait déclaré"))
        assert "Devis et chantiers" in nadia.page.inner_text("main")
        nadia.follow(nadia.button("Déclarer cela"))
        assert "C’est déclaré." in nadia.page.inner_text("main")
        nadia.follow(nadia.link("Devis et chantiers"))
        assert "Téléphone" not in nadia.page.inner_text("table.seven")
        nadia.follow(nadia.page.locator("table.seven").get_by_role("link", name="Adresse postale"))
        nadia.press(nadia.page.get_by_label("Base de la boutique"), "Space")
        nadia.follow(nadia.button("Enregistrer"))
        assert "Base de la boutique" in nadia.page.inner_text("table.seven")
        nadia.follow(nadia.page.get_by_role("link", name="Vérifier la base : Faire les travaux"))
        while nadia.button("Non").count():
            nadia.follow(nadia.button("Oui"))
        assert "Base proposée" in nadia.page.inner_text("main")
        nadia.follow(nadia.button("Enregistrer cette base"))
        assert "La base est enregistrée." in nadia.page.inner_text("main")
        assert nadia.elsewhere == []
