"""Takes a picture of every page, through both journeys, into docs/images: `make shots`. Needs Debian's chromium.

French on a wide window; some pages also in English, on a phone, in the dark. `sheet.png` shows them together.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, FloatRect

from tests.journeys import walk
from tests.journeys.site import Site, Visitor, chromium, served, visiting

ROOT = Path(__file__).resolve().parent.parent.parent
IMAGES = ROOT / "docs" / "images"
PHONE, WIDE = 390, 1280
TALL = 2000
"""A picture ends here: below it nobody would see anything in it."""
OTHER_LOOKS = {
    "portal-rights": ("phone", "dark"),
    "portal-you-errors": ("phone",),
    "portal-follow": ("phone",),
    "portal-answer": ("phone",),
    "portal-proofs": ("dark",),
    "office-inbox": ("phone", "dark"),
    "office-request": ("phone", "dark"),
    "office-register": ("phone",),
    "office-activity": ("phone", "dark"),
    "office-findings": ("phone",),
    "office-recipient": ("phone",),
    "office-contract": ("phone",),
    "office-security": ("phone",),
}
"""Page → the looks in which it is shown besides the first."""

OFFICE = {
    "office-log": "/office/requests/new",
    "office-stores": "/office/stores",
    "office-store": "/office/stores/boutique",
    "office-map": "/office/stores/boutique/map",
    "office-register": "/office/register",
    "office-activity": "/office/register/activity/clients",
    "office-datum": "/office/register/activity/clients/edit/items/nom",
    "office-basis": "/office/register/activity/clients/basis/relation",
    "office-organisation": "/office/register/organisation",
    "office-teams": "/office/register/role",
    "office-trade": "/office/register/start?sector=craftsman",
    "office-past": "/office/register/history",
    "office-files": "/office/register/files",
    "office-recipients": "/office/recipients",
    "office-recipient": "/office/recipients/transporteur",
    "office-recipient-form": "/office/register/recipient/+",
    "office-contract": "/office/register/recipient/transporteur/edit/contract",
    "office-review": "/office/recipients/transporteur/review",
    "office-share": "/office/disclosures/new?to=transporteur",
    "office-collection": "/office/collection",
    "office-call": "/office/collection/new?source=phone&place=form:telephone",
    "office-security": "/office/security",
    "office-measure": "/office/register/measure/+",
    "office-device": "/office/register/device/+",
    "office-functions": "/office/security/functions",
    "office-conformity": "/office/conformity",
    "office-conformity-report": "/office/conformity/clients/fr-2021-131",
    "office-law": "/office/law",
    "office-ruleset": "/office/law/texts/fr-2021-131",
    "office-rule": "/office/law/rules/retention/RET-02",
    "office-retention": "/office/retention",
    "office-evidence": "/office/evidence",
    "office-readings": "/office/readings",
    "office-staff": "/office/staff",
    "office-start": "/office/start",
}
ENGLISH = {
    "portal-rights": "/",
    "office-inbox": "/office/",
    "office-register": "/office/register",
    "office-findings": "/office/findings",
    "office-recipient": "/office/recipients/transporteur",
    "office-contract": "/office/register/recipient/transporteur/edit/contract",
    "office-conformity": "/office/conformity",
}


def camera(who: Visitor) -> walk.Look:
    def look(name: str) -> None:
        take(who, name, "fr")
        for way in OTHER_LOOKS.get(name, ()):
            who.page.set_viewport_size({"width": PHONE if way == "phone" else WIDE, "height": 844})
            who.page.emulate_media(color_scheme="dark" if way == "dark" else "light")
            take(who, name, f"fr-{way}")
        who.page.set_viewport_size({"width": WIDE, "height": 900})
        who.page.emulate_media(color_scheme="light")

    return look


def take(who: Visitor, name: str, way: str) -> None:
    who.page.wait_for_load_state()
    who.page.evaluate("() => window.scrollTo(0, 0)")  # a field with the focus may have moved the page
    size = who.page.evaluate("() => [window.innerWidth, document.documentElement.scrollHeight]")
    clip: FloatRect = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], TALL)}
    who.page.screenshot(path=str(IMAGES / f"{name}-{way}.png"), full_page=True, clip=clip)


def both_sides(browser: Browser, site: Site) -> None:
    with visiting(browser, site) as alice, visiting(browser, site) as nadia:
        sent = walk.ask(
            alice, camera(alice), "access", "erasure", message="Je n’habite plus la région. Merci d’effacer mon compte."
        )
        alice.go(f"{sent.follow}/complete")
        camera(alice)("portal-complete")
        walk.sign_in(nadia, camera(nadia))
        by_post(nadia)
        nadia.go("/office/")
        walk.handle(nadia, named(camera(nadia), {"office-request": "office-overview"}), sent)
        to_mend(nadia)
        for name, path in OFFICE.items():
            nadia.go(path)
            camera(nadia)(name)
        account(nadia)
        agreed(nadia)
        walk.fetch(alice, camera(alice), sent)
        walk.receipt(alice, camera(alice), sent)
        for who, pages in ((alice, {"portal-how": "/follow", "error-404": "/nowhere", "demo-mail": "/demo/mail"}),):
            for name, path in pages.items():
                who.go(path)
                camera(who)(name)
        in_english(alice, nadia)


def to_mend(nadia: Visitor) -> None:
    """The date of a training is lost; the check waits for the shop, finds it, and leads to the very field."""
    trained(nadia, "")
    with closing(sqlite3.connect(nadia.site.folder / "boutique.sqlite")) as shop:
        shop.execute("BEGIN EXCLUSIVE")
        nadia.go("/office/findings")
        nadia.follow(nadia.page.locator("main form[method=post] button").first)
        nadia.page.wait_for_timeout(1500)
        nadia.go("/office/findings/progress?still")
        camera(nadia)("office-checking")
        shop.rollback()
    walk.checked(nadia)
    walk.check(nadia)
    camera(nadia)("office-findings")
    nadia.follow(nadia.page.locator("h3 a", has_text="Ventes").first)
    camera(nadia)("office-finding")
    nadia.follow(nadia.link("Corriger ici"))
    camera(nadia)("office-mend")
    nadia.page.locator("#id_trained").fill("2026-09-14")
    nadia.follow(nadia.button("Enregistrer"))


def trained(nadia: Visitor, day: str) -> None:
    nadia.go("/office/register/role/ventes/edit")
    nadia.page.locator("#id_trained").fill(day)
    nadia.follow(nadia.button("Enregistrer"))


def account(nadia: Visitor) -> None:
    nadia.go("/office/staff")
    nadia.follow(nadia.page.locator("main table a").first)
    camera(nadia)("office-account")


def agreed(nadia: Visitor) -> None:
    """What may be given to the carrier, as it is answered."""
    nadia.go("/office/disclosures/new?to=transporteur")
    nadia.page.locator("#id_purpose").select_option("sale.delivery")
    for category in ("identity.name", "contact.address", "transaction.amount"):
        nadia.page.locator(f"[name=categories][value='{category}']").check()
    nadia.page.locator("#id_reason").select_option("contract")
    nadia.page.locator("#id_persons").fill("1")
    nadia.follow(nadia.button("Voir la réponse"))
    camera(nadia)("office-share-answer")


def by_post(nadia: Visitor) -> None:
    """The picture of the README: a customer of one order wrote by post, and the plan waits for its agreement."""
    name, email = customer_of_one_order(nadia.site)
    page = nadia.page
    nadia.go("/office/requests/new")
    page.locator("input[name=rights][value=erasure]").check()
    page.locator("#id_channel").select_option("letter")
    page.locator("#id_received").fill((date.today() - timedelta(days=24)).isoformat())  # noqa: DTZ011, TID251 - a picture is of today
    page.locator("#id_name").fill(name)
    page.locator("#id_email").fill(email)
    page.locator("main form button.btn").first.click()
    page.wait_for_load_state()
    request = page.url.split("?")[0]
    page.goto(f"{request}/identity")
    page.locator("[name=method][value=known-facts]").check()
    page.locator("main #id_reason").first.fill("Numéro de commande et date donnés dans sa lettre, comparés à la fiche.")
    page.locator("main form button.btn").first.click()
    page.wait_for_load_state()
    page.goto(f"{request}/plan")
    for fact in ("running-contract", "unpaid-bill", "open-dispute"):
        page.locator(f"#id_{fact}_0").check()
    page.locator("main form button.btn").first.click()
    page.wait_for_load_state()
    camera(nadia)("office-request")


def customer_of_one_order(site: Site) -> tuple[str, str]:
    with closing(sqlite3.connect(site.folder / "boutique.sqlite")) as shop:
        found: tuple[str, str] = shop.execute(
            "SELECT prenom || ' ' || nom, courriel FROM clients JOIN commandes ON client_id = clients.id"
            " JOIN newsletter USING (courriel)"
            " GROUP BY clients.id HAVING count(*) = 1 AND max(passee_le) > date('now', '-3 years')"
            " ORDER BY clients.id LIMIT 1"
        ).fetchone()
    return found


def named(look: walk.Look, names: dict[str, str]) -> walk.Look:
    return lambda name: look(names.get(name, name))


def in_english(alice: Visitor, nadia: Visitor) -> None:
    for name, path in ENGLISH.items():
        who = nadia if name.startswith("office") else alice
        who.go(f"{path}?language=en")
        take(who, name, "en")


def sheet(browser: Browser) -> None:
    """All pictures on one page, each at a fifth of its size."""
    figures = "".join(
        f'<figure><img src="{path.as_uri()}"><figcaption>{path.stem}</figcaption></figure>' for path in pictures()
    )
    style = (
        "body{margin:24px;background:#cfd6cf;font:13px sans-serif;columns:7;column-gap:16px}"
        "figure{margin:0 0 16px;break-inside:avoid}"
        "img{width:100%;max-height:420px;object-fit:cover;object-position:top}"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.html"
        file.write_text(f"<!doctype html><style>{style}</style>{figures}", encoding="utf-8")
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.goto(file.as_uri())
        page.wait_for_load_state("networkidle")
        page.screenshot(path=str(IMAGES / "sheet.png"), full_page=True)
        page.close()


def pictures() -> Iterator[Path]:
    yield from (p for p in sorted(IMAGES.glob("*.png")) if p.name != "sheet.png")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in pictures():
        if old.stem.partition("-")[0] in ("portal", "office", "demo", "error"):  # others are of other examples
            old.unlink()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with served(Path(folder) / "demo", customers=2000) as site:
            both_sides(browser, site)
        sheet(browser)
    print(f"{sum(1 for _ in pictures())} pictures in {IMAGES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
