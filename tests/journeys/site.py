"""A Garant that is really served, and a browser that really looks at it. Shared by the journeys and `scripts/shots`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, sync_playwright

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer a dark scheme can change."""
PATIENCE = 30.0
GARANT = [sys.executable, "-m", "garant"]


@dataclass(frozen=True, slots=True)
class Site:
    """A served instance: its address, and its folder."""

    base: str
    folder: Path


@contextmanager
def served(folder: Path, *, customers: int = 300) -> Iterator[Site]:
    """The demo shop, built in `folder` and served as `garant serve` does."""
    port = free_port()
    make = ["demo", "--dir", str(folder), "--customers", str(customers), "--port", port, "--build-only"]
    subprocess.run([*GARANT, *make], check=True, stdout=subprocess.DEVNULL)
    with serving(folder, port) as site:
        yield site


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@contextmanager
def serving(folder: Path, port: str) -> Iterator[Site]:
    """An instance that is there already, served as `garant serve` does."""
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [*GARANT, "serve", "--instance", str(folder), "--port", port]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ)
    try:
        site = Site(f"http://localhost:{port}", folder)
        _await(site.base + "/healthz", process)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer; see serve.log in its folder")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@dataclass(slots=True)
class Visitor:
    """Somebody at a browser. `elsewhere` holds what the pages asked of other hosts: it stays empty."""

    site: Site
    context: BrowserContext
    page: Page
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.site.base + path)

    # ── by keyboard only ───────────────────────────────────────────────────────────────────────────────────────────

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus, once round the page at most."""
        assert target.count() == 1, f"{target} is there {target.count()} times"
        for _ in range(120):
            self.page.keyboard.press("Tab")
            if target.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"{target} is not reached by keyboard")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.reach(target)
        self.page.keyboard.press(key)

    def follow(self, target: Locator) -> None:
        """Press a link or a button that leads to another page."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.insert_text(text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    # ── what a page is held to ─────────────────────────────────────────────────────────────────────────────────────

    def barriers(self, rules: list[str] = RULES) -> list[str]:
        """What axe finds on the page as it stands, rule by rule, with the place. `rules`: tags or names of rules."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run({runOnly: rules})", rules)
        return [f"{v['id']}: {n['html'][:200]}" for v in found["violations"] for n in v["nodes"]]

    def spills(self) -> bool:
        """Whether the page is wider than the window."""
        wide: bool = self.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
        return wide


@contextmanager
def visiting(
    browser: Browser, site: Site, *, width: int = 1280, scheme: str = "light", script: bool = False
) -> Iterator[Visitor]:
    """A fresh visitor, without cookies. `script` is for axe, which needs timers: our pages have none to run."""
    context = browser.new_context(
        java_script_enabled=script,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="fr-FR",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    visitor = Visitor(site, context, page)
    here = urlsplit(site.base).netloc

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).netloc == here:
            route.continue_()
        else:
            visitor.elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    try:
        yield visitor
    finally:
        context.close()
