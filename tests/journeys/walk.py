"""The ways of the people in the story, by keyboard. At each page `look` is called with its name: a test looks for
barriers there, `scripts/shots` takes its picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys.site import Visitor

Look = Callable[[str], None]
ALICE = ("Alice Fontanel", "alice.fontanel@boite.example")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was just sent: its reference, and the link of its follow-up page once the letter is there."""

    reference: str
    follow: str


def ask(who: Visitor, look: Look, *rights: str, message: str = "") -> Sent:
    """Alice asks: three steps, the letter, her confirmation."""
    who.go("/")
    look("portal-rights")
    for right in rights:
        who.press(who.page.locator(f"#right-{right}"), "Space")
    who.follow(who.button("Continuer"))
    look("portal-you")
    who.follow(who.button("Continuer"))
    look("portal-you-errors")
    who.write(who.page.locator("#id_name"), ALICE[0])
    who.write(who.page.locator("#id_email"), ALICE[1])
    if message:
        who.write(who.page.locator("#id_message"), message)
    if "rectification" in rights:
        who.page.locator("#id_field1").select_option("contact.address")
        who.write(who.page.locator("#id_new1"), "8 rue des Tanneurs, 15000 Auvrène")
    who.follow(who.button("Continuer"))
    look("portal-check")
    who.follow(who.button("Envoyer ma demande"))
    look("portal-sent")
    reference = re.search(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", who.page.inner_text("main"))
    assert reference, "the page names the reference"
    return Sent(reference[0], confirm(who, look, reference[0]))


def letter(who: Visitor, subject: str) -> None:
    """Wait for a letter in the demo's mailbox, and open it."""
    found = who.page.locator("ol.list li a", has_text=subject)
    for _ in range(60):
        who.go("/demo/mail")
        if found.count():
            break
        who.page.wait_for_timeout(500)
    with who.page.expect_navigation():
        found.first.click()


def confirm(who: Visitor, look: Look, reference: str) -> str:
    """She opens the letter, then its link, and says that the address is hers. Returns the follow-up page's path."""
    letter(who, reference)
    look("demo-letter")
    who.follow(who.page.locator("a[href*='/confirm/']"))
    look("portal-confirm")
    who.follow(who.button("Oui, c’est mon adresse et ma demande"))
    look("portal-follow")
    return who.page.url.removeprefix(who.site.base)


def fetch(who: Visitor, look: Look, sent: Sent) -> tuple[str, bytes]:
    """She reads the answer, asks for the code, and takes her file away: its name and its bytes."""
    who.go(sent.follow)
    look("portal-follow-answered")
    who.follow(who.page.locator(".index").get_by_role("link", name="La réponse"))
    look("portal-answer")
    who.follow(who.page.locator("a[href*='/files/']").first)
    look("portal-file")
    who.follow(who.button("M’envoyer le code"))
    look("portal-code")
    who.write(who.page.locator("#id_code"), _code(who, sent.reference))
    who.reach(who.button("Télécharger sans mot de passe"))
    with who.page.expect_download() as waiting:
        who.page.keyboard.press("Enter")
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def receipt(who: Visitor, look: Look, sent: Sent) -> bytes:
    """Her receipt, as it is downloaded."""
    who.go(f"{sent.follow}/proofs")
    look("portal-proofs")
    who.reach(who.link("Télécharger le reçu"))
    with who.page.expect_download() as waiting:
        who.page.keyboard.press("Enter")
    return waiting.value.path().read_bytes()


def _code(who: Visitor, reference: str) -> str:
    """The code is in a letter, which she opens beside the page."""
    tab = who.context.new_page()
    letter(Visitor(who.site, who.context, tab), f"{reference} : votre code")
    code = re.search(r"\b\d{6}\b", tab.inner_text("main .letter"))
    assert code, "the letter holds a code"
    tab.close()
    return code[0]


# ── the office ─────────────────────────────────────────────────────────────────────────────────────────────────────

NADIA = ("gerante@auvrene.example", "montrez-moi")


def sign_in(who: Visitor, look: Look, account: tuple[str, str] = NADIA) -> None:
    """Nadia, who runs the shop, comes to her desk."""
    who.go("/office/")
    look("office-sign-in")
    who.write(who.page.locator("#id_username"), account[0])
    who.write(who.page.locator("#id_password"), account[1])
    who.follow(who.button("Se connecter"))
    look("office-inbox")


def check(who: Visitor) -> None:
    """Nadia has everything checked, and waits for what is found."""
    who.go("/office/findings")
    who.follow(who.page.locator("main form[method=post] button").first)
    checked(who)


def checked(who: Visitor) -> None:
    for _ in range(120):
        who.go("/office/findings/progress?still")
        if who.page.url.endswith("/office/findings?done=checked"):
            return
        who.page.wait_for_timeout(500)
    raise AssertionError("the check does not end")


def handle(who: Visitor, look: Look, sent: Sent) -> None:
    """Nadia opens Alice's request, states what no table says, reads the plan, agrees, and sees it done."""
    who.follow(who.page.locator(f"a[href$='{sent.reference}']").first)
    look("office-request")
    who.follow(who.page.locator(".tabs").get_by_role("link", name="Plan et accord"))
    look("office-facts")
    for fact in ("running-contract", "unpaid-bill", "open-dispute"):
        who.press(who.page.locator(f"#id_{fact}_0"), "Space")
    who.follow(who.button("Noter ces faits et dresser le plan"))
    look("office-plan")
    agree(who)
    who.go(f"/office/requests/{sent.reference}/progress?still")
    look("office-progress")
    _settle(who, f"/office/requests/{sent.reference}/progress")
    look("office-done")
    tasks(who, look, sent)
    in_part(who, look, sent)
    send(who, look, sent)
    look("office-answer")


def _await(who: Visitor, path: str, sign: str) -> None:
    """The worker goes on with what waited for a person; it looks about once a second."""
    for _ in range(60):
        who.go(path)
        if who.page.locator(sign).count():
            return
        who.page.wait_for_timeout(500)
    raise AssertionError(f"{path} never shows {sign}")


def _settle(who: Visitor, path: str) -> None:
    """The page of a run asks for itself again, without script, until the run rests."""
    for _ in range(60):
        response = who.page.goto(who.site.base + path)
        if response is not None and "refresh" not in response.headers:
            return
        who.page.wait_for_timeout(500)
    raise AssertionError("the run does not come to rest")


PROOF = "textarea[name$=proof]"
"""Where a task is told as done; what was found elsewhere has other ways to end."""


def tasks(who: Visitor, look: Look, sent: Sent) -> None:
    """What a person must do: each is done with its proof."""
    path = f"/office/requests/{sent.reference}/tasks"
    who.go(path)
    if not who.page.locator(PROOF).count():
        return
    look("office-tasks")
    while who.page.locator(PROOF).count():
        who.page.locator(PROOF).first.focus()
        who.page.keyboard.insert_text("Confirmé par écrit le 23 novembre par leur service, courriel gardé au dossier.")
        who.page.keyboard.press("Tab")
        with who.page.expect_navigation():
            who.page.keyboard.press("Enter")
        who.go(path)


def in_part(who: Visitor, look: Look, sent: Sent) -> None:
    """Something is left in a place that no plan named: she answers in part, and sees to it herself."""
    who.go(f"/office/requests/{sent.reference}/tasks")
    if who.button("Répondre en partie").count():
        look("office-rest")
        who.follow(who.button("Répondre en partie"))


def send(who: Visitor, look: Look, sent: Sent) -> None:
    """She reads the answer as it would leave, and sends it; the worker then writes it and closes the request."""
    path = f"/office/requests/{sent.reference}/answer"
    who.go(path)
    look("office-answer-to-read")
    who.follow(who.button("Envoyer cette réponse"))
    _await(who, path, "main a[href$='/receipt']")


def agree(who: Visitor) -> None:
    """She copies the number of rows that go, which shows that she has read the plan."""
    rows = who.page.locator("#id_rows")
    if rows.count():
        who.write(rows, who.page.locator(".fates .erase b").inner_text())
    who.follow(who.button("Donner mon accord et exécuter"))
