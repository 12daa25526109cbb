"""No sentence mixes two languages: packs, letters, catalogue and templates are read for words of the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.messages import CATALOGUE, entries

SOURCE = Path(__file__).parents[2] / "src" / "garant"
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|which|with|without|from|this|these|that|those|has|have|had|been|they|their|"
    r"there|your|our|you|who|what|when|where|will|would|should|could|must|not|nothing|nobody|for|by|it|its|to)\b"
)
FRENCH = re.compile(
    r"\b(le|la|les|une|des|du|est|sont|était|qui|que|dont|avec|sans|cette|ces|vous|nous|votre|vos|notre|nos|leur|"
    r"leurs|pour|dans|sur|aux|ne|pas|mais|où|rien|aucun|aucune|doit|faut|elle|ils)\b"
)
"""Words that hold sentences together, and are no word of the other language."""
QUOTED = re.compile(
    r"\{[^{}]*\}|%\([^)]*\)s|`[^`]*`|« garant [^»]*»|https?://\S+|\b\w+(?:[._/]\w+)+\b|“[^”]*”|«[^»]*»|<[^>]*>"
)
"""Values, commands, addresses, codes and what is quoted as it stands."""
NAMES = re.compile(
    r"La Réunion|Office of the|Code des|loi I&L|Les Patios|l’Union|Autorité|Commission nationale[^,;]*|Loi|"
    r"Signal Conso|Ne m’appelez plus|de la|du \d|Plan comptable|Registre national|"
    r"\bnos\. \d|Commission d.accès à l.information du Québec"
)


def bare(text: str) -> str:
    return NAMES.sub(" ", QUOTED.sub(" ", text.replace("\u00a0", " ").replace("’", "'")))


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    """(language, text) of every text that is given in French and in English."""
    if isinstance(value, dict):
        if set(value) == {"fr", "en"} and all(isinstance(text, str) for text in value.values()):
            yield from value.items()
            return
        for each in value.values():
            yield from pairs(each)
    elif isinstance(value, list):
        for each in value:
            yield from pairs(each)


def written() -> Iterator[tuple[str, str, str]]:
    """(where, language, text) of all that packs, lexicons and letters say."""
    for file in sorted((*SOURCE.glob("law/**/*.yaml"), *SOURCE.glob("press/words/*.yaml"))):
        where = str(file.relative_to(SOURCE))
        read = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        if file.parent.name == "words":
            texts = read.get("sentences", read) if isinstance(read, dict) else {}
            yield from ((where, file.stem, text) for text in texts.values() if isinstance(text, str))
        else:
            yield from ((where, language, text) for language, text in pairs(read))


def test_what_packs_and_letters_say_is_in_one_language() -> None:
    others = {"fr": ENGLISH, "en": FRENCH}
    mixed = [
        (where, language, found, text)
        for where, language, text in written()
        if (found := others[language].findall(bare(text)))
    ]
    assert mixed == []


def test_the_catalogue_of_the_pages_is_english_on_one_side_and_french_on_the_other() -> None:
    mixed = []
    for entry in entries(CATALOGUE.read_text(encoding="utf-8")):
        if found := FRENCH.findall(bare(entry.id)):
            mixed.append((found, entry.id))
        for form in entry.forms.values():
            if found := ENGLISH.findall(bare(form)):
                mixed.append((found, form))
    assert mixed == []


TEMPLATES = sorted(SOURCE.glob("web/templates/**/*.html"))
CODE = re.compile(
    r"\{%\s*block (?:face|width)\s*%\}.*?endblock|"
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style|code|pre)\b.*?</\1>|<!--.*?-->",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>|&\w+;")


@pytest.mark.parametrize("template", TEMPLATES, ids=[str(t.relative_to(SOURCE / "web/templates")) for t in TEMPLATES])
def test_every_word_of_a_page_comes_from_the_catalogue(template: Path) -> None:
    left = TAG.sub(" ", CODE.sub(" ", template.read_text(encoding="utf-8")))
    words = set(re.findall(r"[^\W\d_]{2,}", left))
    assert words <= {"Garant", "PDF", "JSON", "ODS", "CSV", "YAML", "HTML", "SHA"}, words
