"""axe on every page that there is. Django says which: a new page that nobody visits here fails."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys import walk
from tests.journeys.seen import Seen
from tests.journeys.site import Site, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OFFICE = [
    "/office/requests/new",
    "/office/requests/closed",
    "/office/findings",
    "/office/findings/gone",
    "/office/recipients",
    "/office/recipients/transporteur",
    "/office/recipients/transporteur/review",
    "/office/disclosures",
    "/office/disclosures/new",
    "/office/collection",
    "/office/collection/new",
    "/office/collection/new?source=pigeon",
    "/office/collection/new?source=phone&place=form:telephone",
    "/office/collection/new?source=third-party&place=activity:clients",
    "/office/security",
    "/office/security/functions",
    "/office/law",
    "/office/law/texts/fr-2021-131",
    "/office/law/rules/retention/RET-02",
    "/office/conformity",
    "/office/conformity/clients/fr-2021-131",
    "/office/retention",
    "/office/retention/rows.csv",
    "/office/retention/rows.json",
    "/office/stores",
    "/office/stores/new",
    "/office/stores/boutique",
    "/office/stores/boutique/map",
    "/office/stores/boutique/map/1",
    "/office/stores/boutique/map/tables/clients",
    "/office/stores/boutique/remove",
    "/office/stores/boutique/restore",
    "/office/stores/boutique/let-go",
    "/office/evidence",
    "/office/readings",
    "/office/staff",
    "/office/staff/new",
    "/office/start",
]
"""Pages of the office that need nothing but their address."""
REGISTER = [
    "",
    "?q=zebre",
    "/organisation",
    "/activity/clients",
    "/activity/clients/history",
    "/activity/clients/edit",
    "/activity/clients/edit/items/nom",
    "/activity/clients/edit/purposes/commandes/durations/0",
    "/activity/clients/basis/relation",
    "/activity/clients/basis/relation?fair-interest=yes",
    "/activity/clients/remove/items/nom",
    "/activity/clients/remove",
    "/activity/+",
    "/activity/clients/edit/purposes/commandes",
    "/recipient/+",
    "/recipient/transporteur/edit",
    "/recipient/transporteur/edit/contract",
    "/measure/+",
    "/device/+",
    "/backup/+",
    "/passwords/-/edit",
    "/role",
    "/role/ventes/remove",
    "/start",
    "/history",
    "/history?on=2020-01-01",
    "/history?since=2099-01-01&until=2098-01-01",
    "/files",
]
"""Pages of the register of the demo shop."""
LEAVES = ("", "identity", "plan", "progress", "answer")
ERRORS = {400, 403, 404, 409, 429, 500}


def test_axe_finds_nothing_on_any_page(browser: Browser, site: Site) -> None:
    """Given each page of portal, office and demo, its errors included, when axe looks at it wide and narrow, light and
    dark, then it finds nothing; and there is no page that it did not look at.
    """
    seen = Seen()
    with visiting(browser, site, script=True) as alice, visiting(browser, site, script=True) as nadia:
        look, at_desk = seen.eyes(alice), seen.eyes(nadia)
        sent = walk.ask(alice, look, "access", "rectification", "erasure")
        visit(alice, seen, f"{sent.follow}/complete", f"{sent.follow}/withdraw")
        walk.sign_in(nadia, at_desk)
        walk.handle(nadia, at_desk, sent)
        visit(nadia, seen, *OFFICE, *(f"/office/requests/{sent.reference}/{leaf}" for leaf in LEAVES))
        the_register(nadia, seen)
        to_mend(nadia, seen)
        data_come_in(nadia, seen)
        somebody_s_request(nadia, seen)
        work_that_stops(nadia, seen)
        on_paper(nadia, seen)
        walk.fetch(alice, look, sent)
        walk.receipt(alice, look, sent)
        what_is_disputed(alice, nadia, seen, sent)
        what_is_late(nadia, seen)
        a_new_address(alice, nadia, seen)
        a_store_without_a_map(nadia, seen)
        visit(alice, seen, "/follow", "/demo/mail")
        new_password(browser, site, seen)
        what_went_wrong(browser, site, seen, alice, nadia)
        assert (alice.elsewhere, nadia.elsewhere) == ([], [])
        missed = seen.missed(nadia)
    assert not missed, "add a visit in this file: " + "; ".join(missed)
    assert seen.statuses >= ERRORS
    assert not seen.found, "\n".join(seen.found)


def visit(who: Visitor, seen: Seen, *paths: str) -> None:
    for path in paths:
        who.go(path.rstrip("/") or "/")
        seen.eyes(who)(path)


def leading(who: Visitor, pattern: str) -> Iterator[str]:
    """The links of the page as it stands that lead to such an address, each once."""
    links: list[str] = who.page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.pathname)")
    return iter(dict.fromkeys(link for link in links if re.fullmatch(pattern, link)))


def data_come_in(nadia: Visitor, seen: Seen) -> None:
    """A call that is noted; one who is still to be told, on a wrong day and then by mail."""
    nadia.go("/office/collection/new?source=phone&place=form:telephone")
    nadia.page.locator("#id_value").fill("nobody")
    nadia.follow(nadia.button("Enregistrer"))
    seen.eyes(nadia)("collection-refused")
    nadia.page.locator("#id_value").fill("rosa.lopez@boite.example")
    nadia.follow(nadia.button("Enregistrer"))
    seen.eyes(nadia)("collection-told")
    nadia.go("/office/collection")
    nadia.follow(nadia.page.locator(".finds a").first)
    seen.eyes(nadia)("collection-to-tell")
    nadia.page.locator("#id_on").fill("2020-01-01")
    nadia.follow(nadia.button("La personne a été informée"))
    seen.eyes(nadia)("collection-wrong-day")
    nadia.follow(nadia.button("L’envoyer par e-mail"))
    seen.eyes(nadia)("collection-mailed")


def the_register(nadia: Visitor, seen: Seen) -> None:
    """Every page of the register; a form that was refused, two edits at once, a trade that is looked through."""
    visit(nadia, seen, *(f"/office/register{path}" for path in REGISTER))
    nadia.go("/office/register/organisation/-/edit")
    nadia.page.locator("#id_contact").fill("no address")
    nadia.follow(nadia.button("Enregistrer"))
    seen.eyes(nadia)("register-refused")
    opened = nadia.context.new_page()
    opened.goto(f"{nadia.site.base}/office/register/role/ventes/edit")
    nadia.go("/office/register/role/ventes/edit")
    for page, people in ((nadia.page, "7"), (opened, "8")):
        page.locator("#id_people").fill(people)
        page.get_by_role("button", name="Enregistrer").click()
        page.wait_for_load_state()
    tab = Visitor(nadia.site, nadia.context, opened)
    seen.eyes(tab)("register-both")
    opened.close()
    nadia.go("/office/register/activity/clients/remove/items/segment")
    nadia.follow(nadia.button("Retirer"))
    seen.eyes(nadia)("register-undeclared")  # the store holds it still
    nadia.follow(nadia.page.get_by_role("button", name="Ajouter au registre").first)
    seen.eyes(nadia)("register-adopted")
    nadia.go("/office/register/start")
    nadia.page.locator("#t-craftsman").check()
    nadia.follow(nadia.button("Voir ce qui est proposé"))
    seen.eyes(nadia)("register-choosing")
    nadia.follow(nadia.button("Voir ce qui serait déclaré"))
    seen.eyes(nadia)("register-shown")
    nadia.go("/office/register/files")
    nadia.page.locator("#id_text").fill("garant: register/1")
    nadia.follow(nadia.button("Voir ce qu’il changerait"))
    seen.eyes(nadia)("register-bad-file")


def to_mend(nadia: Visitor, seen: Seen) -> None:
    """The check waits while somebody else holds the shop; then it finds the export that nobody declared: its page, and
    the form that mends something."""
    with closing(sqlite3.connect(nadia.site.folder / "boutique.sqlite")) as shop:
        shop.execute("BEGIN EXCLUSIVE")
        nadia.go("/office/findings")
        nadia.follow(nadia.page.locator("main form[method=post] button").first)
        nadia.go("/office/findings/progress?still")
        seen.eyes(nadia)("office-checking")
        shop.rollback()
    walk.checked(nadia)
    walk.check(nadia)
    seen.eyes(nadia)("office-findings")
    visit(nadia, seen, next(leading(nadia, "/office/findings/[0-9a-f-]{36}")))
    visit(nadia, seen, "/office/staff")
    visit(nadia, seen, next(leading(nadia, "/office/staff/[0-9a-f-]{36}")))


def somebody_s_request(nadia: Visitor, seen: Seen) -> None:
    """Mehdi phoned: every act that is open for him. Inès’s plan: some of her rows."""
    of(nadia, "Mehdi Roux")
    mehdi = re.escape(nadia.page.url.removeprefix(nadia.site.base))
    visit(nadia, seen, *leading(nadia, f"{mehdi}/(withdraw|extend|refuse/.*)"), f"{path_of(nadia)}/identity")
    visit(nadia, seen, *leading(nadia, f"{mehdi}/identity/close"))
    of(nadia, "Inès Kaddour")
    nadia.follow(nadia.page.locator(".tabs").get_by_role("link", name="Plan et accord"))
    visit(nadia, seen, next(leading(nadia, ".*/plan/rows/.*")))


def work_that_stops(nadia: Visitor, seen: Seen) -> None:
    """Paolo shares his address with Giulia: she chooses. Then the customers’ table is away, and the work stops."""
    of(nadia, "Paolo Marchetti")
    paolo = path_of(nadia)
    nadia.go(f"{paolo}/plan")
    nadia.follow(nadia.button("Chercher et dresser le plan"))
    seen.eyes(nadia)("office-matches")
    nadia.page.locator("label", has_text="Paolo").locator("input").check()
    nadia.follow(nadia.button("Celles-ci sont à cette personne"))
    with closing(sqlite3.connect(nadia.site.folder / "boutique.sqlite")) as shop:
        shop.execute("ALTER TABLE clients RENAME TO partis")
        nadia.follow(nadia.button("Donner mon accord et exécuter"))
        for _ in range(60):
            nadia.go(f"{paolo}/progress")
            if nadia.page.locator("#failed").count():
                break
            nadia.page.wait_for_timeout(500)
        seen.eyes(nadia)("office-failed")
        shop.execute("ALTER TABLE partis RENAME TO clients")
    assert nadia.button("Planifier à nouveau").count() == 1


def of(nadia: Visitor, name: str) -> None:
    """The request of somebody, from the inbox."""
    nadia.go("/office/")
    nadia.follow(nadia.link(name))


def path_of(who: Visitor) -> str:
    return urlsplit(who.page.url).path


def on_paper(nadia: Visitor, seen: Seen) -> None:
    """Odile Serre has no e-mail address: her letters are printed."""
    nadia.go("/office/requests/new")
    nadia.page.locator("input[name=rights][value=access]").check()
    nadia.page.locator("#id_channel").select_option("letter")
    nadia.page.locator("#id_name").fill("Odile Serre")
    nadia.page.locator("#id_phone").fill("04 71 00 00 12")
    nadia.follow(nadia.button("Inscrire la demande"))
    visit(nadia, seen, "/office/letters")
    visit(nadia, seen, next(leading(nadia, "/office/letters/.*")))


def what_is_disputed(alice: Visitor, nadia: Visitor, seen: Seen, sent: walk.Sent) -> None:
    """Alice disputes her answer; Nadia finds it in the inbox and on the closed request, where a new one can begin."""
    visit(alice, seen, f"{sent.follow}/dispute")
    alice.page.locator("main textarea").first.fill("Ma carte de fidélité manque.")
    alice.follow(alice.page.locator("main form button").first)
    seen.eyes(alice)("portal-disputed")
    visit(nadia, seen, "/office/", f"/office/requests/{sent.reference}")


def what_is_late(nadia: Visitor, seen: Seen) -> None:
    """Jeanne’s letter has passed its month: the request says what to do, and why it is late can be written."""
    of(nadia, "Jeanne Vidal")
    visit(nadia, seen, path_of(nadia), f"{path_of(nadia)}/delay")


def a_new_address(alice: Visitor, nadia: Visitor, seen: Seen) -> None:
    """Somebody with a customer’s phone and an address that nobody knows: the plan waits for a proof (D12)."""
    with closing(sqlite3.connect(nadia.site.folder / "boutique.sqlite")) as shop:
        (phone,) = shop.execute("SELECT telephone FROM clients WHERE telephone IS NOT NULL AND id > 50").fetchone()
    alice.go("/")
    alice.page.locator("#right-access").check()
    alice.follow(alice.button("Continuer"))
    for field, text in (("name", "Nadine Neuve"), ("email", "nadine@neuve.example"), ("phone", phone)):
        alice.page.locator(f"#id_{field}").fill(text)
    alice.follow(alice.button("Continuer"))
    alice.follow(alice.button("Envoyer ma demande"))
    reference = re.search(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", alice.page.inner_text("main"))
    assert reference
    walk.confirm(alice, lambda _name: None, reference[0])
    nadia.go(f"/office/requests/{reference[0]}/plan")
    nadia.follow(nadia.button("Chercher et dresser le plan"))
    seen.eyes(nadia)("office-unproved")


def a_store_without_a_map(nadia: Visitor, seen: Seen) -> None:
    """A second store: its first map is offered by a button. Then it is taken out again."""
    nadia.go("/office/stores/new")
    nadia.page.locator("#id_name").fill("copie")
    nadia.page.locator("#id_url").fill(f"sqlite:///{nadia.site.folder / 'boutique.sqlite'}")
    nadia.follow(nadia.page.locator("main form button").last)
    visit(nadia, seen, "/office/stores/copie/map")
    nadia.go("/office/stores/copie/remove")
    nadia.follow(nadia.page.locator("main form button").first)


def new_password(browser: Browser, site: Site, seen: Seen) -> None:
    """Bruno forgot his password."""
    with visiting(browser, site, script=True) as bruno:
        visit(bruno, seen, "/office/password")
        bruno.page.locator("input[type=email]").fill("bruno@auvrene.example")
        bruno.follow(bruno.page.locator("main button"))
        seen.eyes(bruno)("office-password-sent")
        walk.letter(bruno, "mot de passe")
        seen.eyes(bruno)("demo-password")
        bruno.follow(bruno.page.locator("main a[href*='/office/password/']"))
        seen.eyes(bruno)("office-password-choose")
        for field in bruno.page.locator("input[type=password]").all():
            field.fill("une phrase assez longue")
        bruno.follow(bruno.page.locator("main button"))
        seen.eyes(bruno)("office-password-changed")


def what_went_wrong(browser: Browser, site: Site, seen: Seen, alice: Visitor, nadia: Visitor) -> None:
    """Each page that says that something went wrong, on the side of the person and of the office."""
    visit(alice, seen, "/nowhere", "/?" + "a&" * 1001)  # 404; 400, more fields than any form of ours has
    of(nadia, "Odile Serre")  # of whom nobody knows yet who asks
    visit(nadia, seen, "/office/nowhere", f"{path_of(nadia)}/answer.pdf")  # 404, 409
    broken = next(p for p in site.folder.rglob("*.log") if p.name != "serve.log").with_name("broken.log")
    broken.write_bytes(b"no letter")
    visit(alice, seen, "/demo/mail")  # 500: what nobody foresaw
    broken.unlink()
    with visiting(browser, site, script=True) as hugo:
        walk.sign_in(hugo, seen.eyes(hugo), ("audit@auvrene.example", "montrez-moi"))
        visit(hugo, seen, "/office/staff")  # 403: not in his role
        hugo.go("/")
        hugo.page.locator("#right-access").check()
        hugo.context.clear_cookies()
        hugo.follow(hugo.button("Continuer"))
        seen.eyes(hugo)("error-403")  # a form without its secret
        for _ in range(6):
            hugo.go("/office/sign-in")
            hugo.page.locator("#id_username").fill("nobody@auvrene.example")
            hugo.page.locator("#id_password").fill("not this one")
            hugo.follow(hugo.button("Se connecter"))
        seen.eyes(hugo)("error-429")
