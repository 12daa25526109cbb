"""The demo's mailbox: letters that were written to a folder instead of being sent. There is no such page elsewhere."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import escape, mark_safe
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from garant.web.house import house_of
from garant.web.pages import page

LINK = re.compile(r"https?://[^\s<>]+")
SEPARATOR = "-" * 79
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter of the folder. `name` is its file's, and its place in it."""

    name: str
    at: datetime
    to: str
    subject: str
    body: str
    attachments: tuple[str, ...]

    @property
    def linked(self) -> SafeString:
        """The body, its addresses made links."""
        text = escape(self.body)
        return mark_safe(LINK.sub(lambda m: f'<a href="{m[0]}">{m[0]}</a>', text))  # noqa: S308 - escaped above


def _folder(request: HttpRequest) -> Path:
    folder = house_of(request).settings.mail_folder
    if folder is None:
        raise Http404
    return folder


def _read(path: Path) -> list[Shown]:
    """The letters of one file: Django writes several into one when they leave together."""
    parts = path.read_text(encoding="utf-8", errors="replace").split(SEPARATOR)
    found = []
    for n, text in enumerate(p for p in parts if p.strip()):
        message = cast("EmailMessage", email.message_from_string(text.lstrip("\n"), policy=email.policy.default))
        body = message.get_body(("plain",))
        date = message["Date"]
        found.append(
            Shown(
                f"{path.stem}.{n}",
                date.datetime if date else datetime.fromtimestamp(path.stat().st_mtime).astimezone(),
                str(message["To"]),
                str(message["Subject"]),
                body.get_content() if body else "",
                tuple(a.get_filename() or "" for a in message.iter_attachments()),
            )
        )
    return found


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
