"""What to put beside a form of the register: its notice and its boxes, written from what is declared."""

from __future__ import annotations

from html import escape

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound
from garant.law.phrases import read_phrases
from garant.rules.collection import Collection, collection
from garant.rules.register import Words


def of_form(house: Instance, actor: Actor, form: str) -> Collection:
    """The notice and the boxes of a declared form. Raises NotFound."""
    access.require(house, actor, "read")
    register = house.declared()
    if form not in register.forms:
        known = ", ".join(register.forms) or "none"
        raise NotFound("No form of that name is declared.", place=form, remedy=f"Declared: {known}.")
    return collection(register, register.forms[form], house.law(), read_phrases())


def as_text(collected: Collection, language: str) -> str:
    """For paper, or to be said: lines, then boxes."""
    lines = [_in(words, language) for words in collected.notice]
    if collected.spoken:
        lines.insert(0, _in(read_phrases().say("collection.script"), language))
    return "\n".join([*lines, *(f"☐ {_in(box.words, language)}" for box in collected.boxes)])


def as_html(collected: Collection, language: str) -> str:
    """For a web page: paragraphs, then boxes that are not ticked; names stay free of style for the site's own."""
    notice = "".join(f"<p>{escape(_in(words, language))}</p>\n" for words in collected.notice)
    boxes = "".join(
        f'<p><label><input type="checkbox" name="{escape(box.purpose)}.{box.kind}" value="yes"> '
        f"{escape(_in(box.words, language))}</label></p>\n"
        for box in collected.boxes
    )
    return f'<div class="garant-notice" lang="{language}">\n{notice}{boxes}</div>\n'


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["fr"]
