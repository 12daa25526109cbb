"""HTML by construction: text is escaped unless it is `Markup`, so what a person typed can never become a tag."""

from __future__ import annotations

from html import escape

VOID = frozenset({"meta", "br", "link", "col"})


class Markup(str):
    """HTML that was built here, and may stand as it is."""

    __slots__ = ()


Content = str | Markup | None


def safe(content: Content) -> str:
    """The HTML of a piece of content; None is nothing."""
    if content is None:
        return ""
    return content if isinstance(content, Markup) else escape(content, quote=True)


def join(*parts: Content) -> Markup:
    return Markup("".join(safe(part) for part in parts))


def tag(name: str, /, *parts: Content, **attributes: str | None) -> Markup:
    """One element. `class_` and `for_` lose their underscore, others turn it into a dash; None leaves one out."""
    bits = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value, quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{bits}>")
    return Markup(f"<{name}{bits}>{''.join(safe(part) for part in parts)}</{name}>")
