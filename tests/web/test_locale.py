"""Every sentence of the pages has its French, and what is compiled is what was written. Needs no gettext tools."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import template as django_template

from scripts.messages import CATALOGUE, WEB, Entry, entries

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TEXT = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
SAID = re.compile(r"\b(?:gettext\(|_\(|pgettext\('[^']*', )" + TEXT)


def catalogue() -> list[Entry]:
    return list(entries(CATALOGUE.read_text(encoding="utf-8")))


def test_every_sentence_has_its_french() -> None:
    assert [e.id for e in catalogue() if not e.complete] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        said = gettext.GNUTranslations(compiled)
    for entry in catalogue():
        if entry.context is not None:
            assert said.pgettext(entry.context, entry.id) == entry.forms[0]
        elif entry.plural:
            assert [said.ngettext(entry.id, entry.plural, n) for n in (1, 2)] == [entry.forms[0], entry.forms[1]]
        else:
            assert said.gettext(entry.id) == entry.forms[0], entry.id


def test_every_sentence_of_the_pages_is_in_the_catalogue() -> None:
    known = {e.id for e in catalogue()}
    missing = {(path.name, text) for path, text in said_in_pages() if text and text not in known}
    assert missing == set()


def test_french_is_typeset_as_french() -> None:
    """A blank that does not break stands before : ; ? ! and », and an apostrophe is curved."""
    wrong = [
        text
        for entry in catalogue()
        for text in entry.forms.values()
        if re.search(r" [:;?!»]|« |\w'\w", re.sub(r"<[^>]*>", "", text))
    ]
    assert wrong == []


def test_a_translation_fills_in_the_same_values() -> None:
    for entry in catalogue():
        one, many = _values(entry.id), _values(entry.plural or entry.id)
        for text in entry.forms.values():
            assert one & many <= _values(text) <= one | many, entry.id


def _values(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def said_in_pages() -> Iterator[tuple[Path, str]]:
    for path in sorted(WEB.rglob("*.py")):
        yield from ((path, text) for text in _calls(path.read_text(encoding="utf-8")))
    for path in sorted((*WEB.rglob("*.html"), *WEB.rglob("*.txt"))):
        code = django_template.templatize(path.read_text(encoding="utf-8"), origin=path.name)
        for found in SAID.finditer(code):
            yield path, str(ast.literal_eval(found[1]))


def _calls(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
            first = node.args[1 if node.func.id.startswith("pgettext") else 0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
