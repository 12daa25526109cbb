"""The demo's mailbox: letters that were written to a folder instead of being sent. There is no such page elsewhere."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from garant.web.house import house_of
from garant.web.pages import page

LINK = re.compile(r"https?://[^\s<>]+")
SEPARATOR = b"-" * 79 + b"\n"
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter of the folder. `name` is its file's, and its place in it."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str

    @property
    def body(self) -> SafeString:
        """As a mail program shows it: the press's own HTML, which escapes what people wrote, else the text."""
        if self.html:
            return mark_safe(self.html)  # noqa: S308 - a letter of ours; no page of ours runs scripts
        linked = LINK.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', escape(self.text))
        return format_html('<div class="letter mail">{}</div>', mark_safe(linked))  # noqa: S308 - escaped above


def _folder(request: HttpRequest) -> Path:
    settings = house_of(request).settings
    if not settings.demo or settings.mail_folder is None:  # letters hold the secrets of links
        raise Http404
    return settings.mail_folder


def _read(path: Path) -> list[Shown]:
    """The letters of one file: Django writes several into one when they leave together."""
    parts = path.read_bytes().split(SEPARATOR)
    return [_shown(f"{path.stem}.{n}", part.lstrip(b"\n")) for n, part in enumerate(parts) if part.strip()]


def _shown(name: str, data: bytes) -> Shown:
    message = email.message_from_bytes(data, policy=email.policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    at = message["Date"].datetime
    return Shown(
        name,
        at.replace(tzinfo=at.tzinfo or UTC),  # "-0000" is read as a time without a zone; it is UTC (RFC 5322, 3.3)
        str(message["To"]),
        str(message["Subject"]),
        text.get_content() if text else "",
        html.get_content() if html else "",
    )


def _letters(folder: Path) -> list[Shown]:
    paths = sorted(folder.glob("*.log"), key=lambda p: p.stat().st_mtime_ns, reverse=True)[:SHOWN]
    return [shown for path in paths for shown in reversed(_read(path))]


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    folder = _folder(request)
    return page(request, "demo/letters.html", {"letters": _letters(folder), "place": "mail"})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    found = next((x for x in _letters(_folder(request)) if x.name == name), None)
    if found is None:
        raise Http404
    return page(request, "demo/letter.html", {"letter": found, "place": "mail"})
