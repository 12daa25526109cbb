"""The look's small drawings that letters and packages use: never colour alone, a sign says the same."""

from __future__ import annotations

from garant.press.markup import Markup, tag

_PATHS = {
    "erase": '<path d="M4 5h12M4 10h12M4 15h12"/><path d="M3.5 17.5l13-15"/>',
    "mask": '<path d="M3 4.5h9M3 15.5h9"/><rect class="solid" x="3" y="7.5" width="14" height="5" rx="1"/>',
    "keep": '<path d="M3 3.5h14v4H3zM4.5 7.5v9h11v-9M8 11h4"/>',
    "met": '<path d="M3.5 10.5l4.5 4.5 8.5-10"/>',
    "unmet": '<path d="M5 5l10 10M15 5L5 15"/>',
    "undecided": '<circle cx="10" cy="10" r="7"/><path d="M8 8a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1v.6M10 14v.1"/>',
}


def fate_icon(kind: str) -> Markup:
    """The sign of a fate: struck lines, a bar over lines, a box, a question; of a finding: a tick, a cross."""
    return tag("svg", Markup(_PATHS[kind]), class_="ic", viewBox="0 0 20 20", aria_hidden="true")
