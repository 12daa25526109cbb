"""Which pages axe has looked at, in which looks, and which addresses of ours are pages at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import APIResponse

from garant.ledger import framework
from tests.journeys import walk
from tests.journeys.site import COLOURS, RULES, Visitor

LINKS = """() => [...document.querySelectorAll("a[href], link[href], form[action], button[formaction]")]
    .map(e => e.href || e.getAttribute("formaction") || e.action)"""
STATUS = '() => performance.getEntriesByType("navigation")[0].responseStatus'
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


@dataclass(slots=True)
class Seen:
    """What was looked at. `links`: where the pages lead."""

    found: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    statuses: set[int] = field(default_factory=set)
    links: set[str] = field(default_factory=set)

    def eyes(self, who: Visitor) -> walk.Look:
        """A look at a page: axe on a wide and a narrow window, light and dark, and nothing spills out of either."""

        def look(name: str) -> None:
            self.paths.add(urlsplit(who.page.url).path)
            self.statuses.add(who.page.evaluate(STATUS))
            self.links |= {urlsplit(link).path for link in who.page.evaluate(LINKS) if link}
            for width, scheme in LOOKS:
                who.page.set_viewport_size({"width": width, "height": 900})
                who.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                rules = COLOURS if scheme == "dark" else RULES
                self.found.extend(f"{name} {width} {scheme} {barrier}" for barrier in who.barriers(rules))
                if who.spills():
                    self.found.append(f"{name} {width}: wider than the window")
            who.page.set_viewport_size({"width": 1280, "height": 900})
            who.page.emulate_media(color_scheme="light")

        return look

    def missed(self, owner: Visitor) -> list[str]:
        """Addresses that answer a GET with a page, and were not looked at; and those of which nobody can tell.

        `owner` asks: who may see every page of the office, and needs nothing but its link for one of the portal.
        """
        framework.prepare()
        looked = {route_of(path) for path in self.paths}
        ways = {route_of(path): path for path in self.links if path.startswith("/")}
        missed = []
        for route in sorted(set(routes()) - looked):
            path = ways.get(route, f"/{route}" if "<" not in route else "")
            if not path:
                missed.append(f"{route}: no page that was looked at leads there")
            elif _is_page(owner.context.request.get(owner.site.base + path, max_redirects=0)):
                missed.append(f"{route}: a page that nobody looked at")
        return missed


def routes() -> Iterator[str]:
    """Every address pattern of portal, office and demo, as Django knows them."""
    return _routes("", get_resolver())


def _routes(before: str, resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from _routes(route, entry)


def route_of(path: str) -> str:
    """The pattern that answers a path; empty for one that none answers."""
    try:
        return resolve(path).route
    except Resolver404:
        return ""


def _is_page(response: APIResponse) -> bool:
    """A deed answers 405, a file is no page, another address sends on: anything else is for somebody to look at."""
    if response.status == 405 or 300 <= response.status < 400:
        return False
    file = "attachment" in response.headers.get("content-disposition", "")
    return not file and response.headers.get("content-type", "").startswith("text/html")
