"""The press's own words: complete in both languages, typeset as French and English want."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from string import Formatter
from typing import Any

import pytest
import yaml

from garant.law.packs import read_law
from garant.law.transfers import leaves
from garant.press.sentences import sentences, typeset


def words(language: str) -> dict[str, Any]:
    text = resources.files("garant.press").joinpath("words", f"{language}.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_french_and_english_have_the_same_sentences_with_the_same_blanks() -> None:
    french, english = words("fr")["sentences"], words("en")["sentences"]
    assert french.keys() == english.keys()
    assert {key: blanks(text) for key, text in french.items()} == {key: blanks(text) for key, text in english.items()}


def test_every_sentence_is_used() -> None:
    sources = "".join(
        file.read_text(encoding="utf-8")
        for room in ("garant.press", "garant.actions")
        for file in resources.files(room).iterdir()
        if file.name.endswith(".py")
    )
    patterns = [re.escape(key) for key in re.findall(r'"([a-z][a-z-]*)"', sources)]
    made = re.findall(r'f"([a-z][^" ]*)"', sources) + re.findall(r"f'([a-z][^' ]*)'", sources)
    made += re.findall(r'f"(\{\w+\}-[a-z-]+)"', sources)
    patterns += [re.sub(r"\\\{[^}]*\}", "[a-z.-]+", re.escape(key)) for key in made]
    used = re.compile("|".join(patterns))
    assert [key for key in words("fr")["sentences"] if not used.fullmatch(key)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_shouts_and_apostrophes_are_typographic(language: str) -> None:
    for key, text in words(language)["sentences"].items():
        assert "!" not in text, key
        assert "'" not in text, key


def test_french_signs_keep_their_space_and_english_ones_have_none() -> None:
    said = sentences("fr")
    for key, written in words("fr")["sentences"].items():
        text = said.say(key, **dict.fromkeys(blanks(written), "x"))
        assert not re.search(r" [:;?!»]|« ", text), key
        assert not re.search(r"[^\s\u00a0][;?!»]|[^\s\u00a0:/]:(?![/\w])", text), key
    for key, text in words("en")["sentences"].items():
        assert not re.search(r"[ \u00a0][:;?!]", text), key


def test_what_alice_typed_is_never_typeset() -> None:
    assert sentences("fr").say("labelled", label="Nom", value="a : b ?") == "Nom\u00a0: a : b ?"


def test_citations_keep_article_and_number_together() -> None:
    assert (
        typeset("RGPD, art. 12(3) ; articles 15 et 16", "fr") == "RGPD, art.\u00a012(3)\u00a0; articles\u00a015 et 16"
    )


@pytest.mark.parametrize(
    ("language", "day", "words_of_it"),
    [
        ("fr", date(2026, 12, 22), "mardi 22\u00a0décembre 2026"),
        ("fr", date(2027, 2, 1), "lundi 1er\u00a0février 2027"),
        ("en", date(2026, 12, 22), "Tuesday 22\u00a0December 2026"),
        ("en", date(2027, 8, 1), "Sunday 1\u00a0August 2027"),
        ("de", date(2026, 12, 22), "mardi 22\u00a0décembre 2026"),
    ],
)
def test_dates_are_said_in_the_words_of_the_case(language: str, day: date, words_of_it: str) -> None:
    assert sentences(language).day(day) == words_of_it


def test_norway_is_no_transfer_and_canada_is() -> None:
    paris = read_law("FR", date(2026, 11, 23))
    for country in ("NO", "norvège", "France", "FR-974"):
        assert not leaves(paris, country), country
    for country in ("CA", "Canada", "CH"):
        assert leaves(paris, country), country


@pytest.mark.parametrize(("place", "home"), [("MA", "Maroc"), ("CA", "Canada"), ("CA-QC", "CA"), ("BE", "France")])
def test_each_law_counts_from_its_own_country_or_from_the_union(place: str, home: str) -> None:
    law = read_law(place, date(2026, 11, 23))
    assert not leaves(law, home)
    assert leaves(law, "FR") is (place != "BE")
    assert leaves(law, "US")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_another_law_holds_no_sentence_cites_the_unions_regulation(language: str) -> None:
    said = sentences(language, union=False)
    for key, written in words(language)["sentences"].items():
        text = said.say(key, **dict.fromkeys(blanks(written), "x"))
        assert not re.search(r"RGPD|GDPR|\b(Union|EU|UE)\b|\( ?\)|\s[.,]", text), key
    due = {"fr": "Nous vous répondons au plus tard le x.", "en": "We will answer by x at the latest."}
    assert said.say("ack-due", due="x") == due[language]
    assert blanks(words(language)["sentences"]["complain"]) == {"authority", "address", "page"}
