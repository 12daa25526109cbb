"""What the packs of the Union and of France say: complete, in both languages, and no more sure than their sources."""

from __future__ import annotations

import os
import re
import string
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import garant
from garant.law.cases import CaseResult, check_packs, read_cases
from garant.law.holidays import days_off
from garant.law.packs import BUILTIN, places, read_law, read_packs
from garant.law.phrases import read_phrases
from garant.rules.cases import judge

TODAY = date(2026, 11, 23)
LAW = read_law("FR", TODAY)
RESULTS = check_packs(judge)

SOURCE_ID = re.compile(r'"((?:gdpr|reg1182|edpb|cnil|fr|eu)/[\w/-]+)"')
REASON = re.compile(r'(?:Why|_all_stay)\(\s*"([a-z-]+)"')
REASONS = (
    "no-longer-needed", "consent-withdrawn", "objected", "unlawful", "duty", "with-its-document", "named-on-documents",
    "needed-by-kept-rows",
    "needed-by-undecided-rows", "shared-with-others", "running-contract", "claims", "basis-excludes", "undecided",
    "not-provided", "not-on-consent-or-contract", "accounting-never-rewritten", "free-text-withheld",
)  # fmt: skip


@pytest.mark.parametrize("result", RESULTS, ids=[result.case.where for result in RESULTS])
def test_a_case_of_the_packs_holds(result: CaseResult) -> None:
    """Each case is a sentence that a jurist agrees to, worked out by the rules."""
    assert result.wrong == {}, result.case.name


def test_every_kind_of_case_is_there_and_no_two_bear_the_same_name_at_one_place() -> None:
    cases = read_cases()
    assert {case.kind for case in cases} == {
        "deadline", "duty", "right", "holds", "authority", "citation", "holiday", "category", "consent",
        "register_duty", "breach", "age", "replaced", "retention", "retained", "ruleset", "conformity", "informing",
    }  # fmt: skip
    assert {case.where.partition("/")[0] for case in cases} >= {"eu", "fr", "be", "ma", "ca", "ca-qc"}
    names = [(case.name, case.place) for case in cases]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_of_a_plan_is_one_short_sentence(code: str, language: str) -> None:
    sentence = LAW.say(code, language)
    assert sentence != code
    assert sentence.endswith(".")
    assert len(sentence) <= 125


def test_every_article_that_the_code_names_stands_in_a_pack() -> None:
    named = {
        source: file.name
        for file in Path(garant.__file__).parent.rglob("*.py")
        for source in SOURCE_ID.findall(file.read_text(encoding="utf-8"))
    }
    assert len(named) >= 10
    assert {source: file for source, file in named.items() if source not in LAW.sources} == {}


def test_every_reason_that_the_rules_give_has_words() -> None:
    given = {
        code
        for file in (Path(garant.__file__).parent / "rules").rglob("*.py")
        for code in REASON.findall(file.read_text(encoding="utf-8"))
    }
    assert "undecided" in given
    assert given - set(LAW.words) == set()


def test_every_ground_and_refusal_has_the_words_of_its_code_and_its_question() -> None:
    for right in LAW.rights.values():
        for ground in (*right.grounds, *right.refusals):
            assert ground.code in LAW.words, ground.code
            if ground.asks:
                assert LAW.say(f"fact.{ground.asks}", "fr").endswith("\u00a0?"), ground.asks
                assert LAW.say(f"fact.{ground.asks}", "en").endswith("?"), ground.asks


def test_erasure_has_the_six_grounds_and_five_refusals_of_article_17() -> None:
    """Article 17(1)(a) to (f) and 17(3)(a) to (e), each under its article; facts are asked, never assumed (E2)."""
    erasure = LAW.rights["erasure"]
    assert [ground.source.id for ground in erasure.grounds] == [f"gdpr/17/1/{letter}" for letter in "abcdef"]
    assert {ground.source.id for ground in erasure.refusals} >= {f"gdpr/17/3/{letter}" for letter in "abcde"}
    assert {"running-contract", "unpaid-bill", "open-dispute"} <= {ground.asks for ground in erasure.refusals}


def test_every_right_has_an_answer_for_every_basis() -> None:
    bases = {"consent", "contract", "legal-obligation", "vital-interests", "public-interest", "legitimate-interest"}
    assert {right.id: set(right.bases) for right in LAW.rights.values()} == dict.fromkeys(LAW.rights, bases)


def test_a_code_without_words_is_shown_as_itself() -> None:
    assert LAW.say("no-such-code", "fr") == "no-such-code"
    assert LAW.say("claims", "nl") == LAW.say("claims", "fr")
    assert LAW.cite("no/such/source", "fr") == "aucune règle connue ici"


def test_both_languages_fill_the_same_blanks() -> None:
    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for code, words in LAW.words.items():
        assert blanks(words["fr"]) == blanks(words["en"]), code


def french(value: object) -> list[str]:
    """The French texts in a record."""
    if isinstance(value, dict):
        own = [value["fr"]] if set(value) == {"fr", "en"} else []
        return own + [text for item in value.values() for text in french(item)]
    return [text for item in value for text in french(item)] if isinstance(value, list) else []


def test_every_code_of_a_record_has_words_and_a_clock_its_phrase() -> None:
    """What packs say in codes is told to people in words, in every country."""
    for place in ("FR", "BE", "MA", "CA", "CA-QC"):
        law = read_law(place, TODAY)
        known = law.standards
        codes = {f"group.{group}" for group in known.groups.values()}
        codes |= {f"sensitivity.{c.sensitivity}" for c in known.categories.values()}
        codes |= {f"needs.{c.needs}" for c in known.categories.values() if c.needs}
        codes |= {f"consent.{kind}" for c in known.consents.values() for kind in c.admits}
        codes |= {f"register-form.{duty.form}" for duty in known.register_duties.values()}
        codes |= {f"register-fact.{f}" for duty in known.register_duties.values() for f in (*duty.when, *duty.unless)}
        codes |= {f"pace.{b.pace}" for b in known.breaches.values()}
        codes |= {f"condition.{b.condition}" for b in known.breaches.values()}
        codes |= {f"{part}" for r in known.retention.values() for part in (f"then.{r.then}", f"phase.{r.phase}")}
        assert {code for code in codes if code not in law.words} == set(), place
        assert {r.clock for r in known.retention.values() if f"clock.{r.clock}" not in read_phrases().words} == set()


def test_every_category_and_holds_of_a_record_is_in_the_vocabulary() -> None:
    for pack in read_packs(BUILTIN).values():
        for record in pack.records:
            named = {record.id} - {"any"} if record.kind in ("categories", "groups") else set()
            named |= set(record.value.holds) if record.kind == "duties" else set()
            named |= set(record.value.categories) if record.kind == "retention" else set()
            assert {code for code in named if code not in LAW.words} == set(), record.place


def test_french_words_are_set_as_french_is() -> None:
    """No straight apostrophe, and a blank that does not break before : ; ? ! and »."""
    for pack in read_packs(BUILTIN).values():
        texts = [words["fr"] for words in pack.words.values()]
        texts += [source.text["fr"] for source in pack.sources.values()]
        for record in pack.records:
            texts += french(record.plain)
    for text in texts:
        assert "'" not in text, text
        assert not re.search(r"[^\u00a0\d][;?!»]| :", text), text


def test_own_conventions_are_marked_as_such() -> None:
    """The seven days within which identity is asked stand in no law; a page that rests on them says so (E7, E11)."""
    source = LAW.clocks["request"].sources["ask-within"]
    assert (LAW.clocks["request"].asks_within_days, source.binding) == (7, "convention")
    assert LAW.cite(source.id, "en") == "Garant’s convention: identity asked within 7 days [K]"
    assert LAW.duration_sources["tombstone"].binding == "convention"


def test_our_own_files_have_an_end() -> None:
    """Cases, packages, outbox, logs and tombstones have a duration from the first day (A7)."""
    assert LAW.durations == {
        "case": 1826, "package": 30, "copy": 30, "outbox": 30, "access-log": 365, "staff-log": 365, "tombstone": 90,
        "collection": 1826,
    }  # fmt: skip


def test_the_authority_follows_the_place() -> None:
    """The CNIL for every part of France, the APD for Belgium, and so on; a province has its country's (E6)."""
    found: dict[str, set[str]] = {}
    for place in places(TODAY):
        found.setdefault(read_law(place, TODAY).authority.id, set()).add(place)
    assert set(found) == {"cnil", "apd-gba", "cndp", "opc", "cai"}
    assert found["cnil"] == {place for place in places(TODAY) if place.startswith("FR")}
    assert found["cai"] == {"CA-QC"}
    assert {"CA", "CA-ON", "CA-NL"} < found["opc"]
    assert LAW.authorities["BE"].id == "apd-gba"
    assert "résidence" in LAW.say("authority.of-residence", "fr")


# ── holidays ───────────────────────────────────────────────────────────────────────────────────────────────────────


def holidays_of(place: str, year: int) -> dict[date, str]:
    is_off = days_off(read_law(place, TODAY).territory)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    found = {day: is_off(day) for day in days if day.year == year}
    return {day: why for day, why in found.items() if why is not None and why.startswith("holiday.")}


def test_every_holiday_of_every_territory_has_words() -> None:
    for place in places(TODAY):
        words = read_law(place, TODAY).words
        for year in range(2024, 2036):
            for why in holidays_of(place, year).values():
                assert why in words, (place, why)


def test_metropolitan_france_has_the_eleven_holidays_of_the_labour_code() -> None:
    assert len(holidays_of("FR", 2026)) == 11


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ("FR-6AE", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("FR-57", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("FR-971", {date(2026, 5, 27)}),
        ("FR-972", {date(2026, 5, 22)}),
        ("FR-973", {date(2026, 6, 10)}),
        ("FR-974", {date(2026, 12, 20)}),
        ("FR-976", {date(2026, 4, 27)}),
    ],
)
def test_a_territory_has_its_own_holidays_and_none_by_custom_alone(place: str, own: set[date]) -> None:
    """Labour Code L3134-13 and L3422-2: the library also names Mi-Carême, Good Friday and 21 July overseas."""
    assert set(holidays_of(place, 2026)) - set(holidays_of("FR", 2026)) == own


def test_weekends_are_days_off_and_a_holiday_on_one_is_named_as_the_holiday() -> None:
    is_off = days_off(LAW.territory)
    assert is_off(date(2026, 11, 21)) == "weekday.6"
    assert is_off(date(2026, 11, 22)) == "weekday.7"
    assert is_off(date(2026, 11, 23)) is None
    assert is_off(date(2026, 11, 1)) == "holiday.Toussaint"


def test_a_day_with_two_names_is_one_holiday() -> None:
    """Ascension falls on 22 May 2031, the day of the abolition of slavery in Martinique."""
    martinique = days_off(read_law("FR-972", TODAY).territory)
    assert LAW.say(martinique(date(2031, 5, 22)) or "", "en") == "Abolition of slavery"


def test_the_names_of_holidays_do_not_depend_on_the_machines_language() -> None:
    """The library speaks the machine's language unless told otherwise, and a stored code must not."""
    code = (
        "from datetime import date; from garant.law.packs import read_law; from garant.law.holidays import days_off;"
        "print(days_off(read_law('FR', date(2026, 11, 23)).territory)(date(2026, 12, 25)).encode())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "LANG": language, "LANGUAGE": language, "LC_ALL": language},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for language in ("C", "en_US.UTF-8", "fr_FR.UTF-8", "th_TH.UTF-8")
    }
    assert said == {f"{'holiday.Noël'.encode()!r}\n"}


def test_every_word_under_a_kind_of_data_is_a_kind_of_data() -> None:
    """The menu of categories once offered “{weekday} {day} {month} {year}”."""
    for code, words in LAW.words.items():
        if code.partition(".")[0] in {"identity", "contact", "transaction", "date", "behaviour", "preference", "note"}:
            assert not any("{" in text for text in words.values()), code
    assert "date.first" not in LAW.words
