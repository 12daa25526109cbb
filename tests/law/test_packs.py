"""A jurist's slip in a pack refuses it, with file and line; a country's pack answers in place of the Union's."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from garant.actions.law import law_in_force
from garant.errors import LawError
from garant.law.cases import check_packs, refuse_failing
from garant.law.packs import BUILTIN, places, read_law
from garant.rules.cases import judge

TODAY = date(2026, 11, 23)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Every pack, to be spoilt."""
    for folder in BUILTIN:
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


def folders(copy: Path) -> tuple[Path, ...]:
    return tuple(sorted(copy.iterdir(), reverse=True))  # in the wrong order on purpose: `over` orders them


def spoil(copy: Path, file: str, old: str, new: str) -> int:
    """Replace a text that stands once in a file; the line on which it stands, from 1."""
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} × {old!r} in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


SLIPS = [
    # an unknown key
    ("eu/clocks.yaml", "    rolls: true ", "    rols: true ", 0, "The key “rols” is not known here."),
    ("eu/rights/access.yaml", "  - id: access\n", "  - id: access\n    because: x\n", 1, "The key “because” is"),
    ("fr/duties.yaml", "duties:\n", "dutys:\n", 0, "The key “dutys” is not known here."),
    ("eu/pack.yaml", "garant: law/1\n", "garant: law/1\nauthor: x\n", 1, "The key “author” is not known here."),
    ("fr/territories.yaml", 'subdivision: "57"', 'region: "57"', 0, "The key “region” is not known here."),
    # a missing date
    ("eu/rights/erasure.yaml", "    since: 2018-05-25\n", "", -1, "“rights” lacks “since”."),
    ("fr/duties.yaml", "    since: 2003-01-04\n", "", -1, "“duties” lacks “since”."),
    ("fr/sources.yaml", "since: 2019-06-01, binding: law, mark: K}", "binding: law, mark: K}", 0, "lacks “since”."),
    # a missing source
    ("eu/clocks.yaml", "    source: gdpr/12/3\n", "", -2, "“clocks” lacks “source”."),
    ("eu/rights/access.yaml", "      source: cnil/guide-dev/15\n", "", -1, "“bases” lacks “source”."),
    ("eu/rights/erasure.yaml", "        source: gdpr/17/1/b\n", "", -1, "“grounds” lacks “source”."),
    ("fr/duties.yaml", "source: fr/c-com/L123-22", "source: fr/c-com/L999", 0, "There is no source “fr/c-com/L999”"),
    # a missing or unknown force or mark
    ("fr/sources.yaml", "since: 2019-06-01, binding: law, mark: K}", "since: 2019-06-01, mark: K}", 0,
     "lacks “binding”."),
    ("fr/sources.yaml", "since: 2019-06-01, binding: law, mark: K}", "since: 2019-06-01, binding: law}", 0,
     "lacks “mark”."),
    ("fr/sources.yaml", "since: 2019-06-01, binding: law, mark: K}", "since: 2019-06-01, binding: law, mark: Q}", 0,
     "“mark” should be one of: P, 2, K."),
    ("fr/sources.yaml", "since: 2019-06-01, binding: law, mark: K}", "since: 2019-06-01, binding: soft, mark: K}", 0,
     "“binding” should be one of: law, recommendation, practice, convention."),
    # dates that cannot be
    ("fr/duties.yaml", "    since: 2003-01-04\n", "    since: 1999-01-01\n", 0,
     "This holds since 1999-01-01, but its source only since 2003-01-04."),
    ("fr/duties.yaml", "    since: 2003-01-04\n", "    since: 2003-01-04\n    until: 2002-12-31\n", 1,
     "“until” lies before “since”."),
    ("fr/duties.yaml", "    since: 2003-01-04\n", "    since: soon\n", 0, "“since” should be a date"),
    # two answers for one date
    ("common/durations.yaml", "durations:\n",
     "durations:\n  - {id: case, since: 2020-01-01, source: garant/case, days: 9}\n", 2,
     "“case” has two answers for 2020-01-01: here and at common/durations.yaml:3."),
    ("fr/sources.yaml", "id: fr/c-civ/2224", "id: gdpr/17", 0, "The source “gdpr/17” is given twice."),
    # values of the wrong kind
    ("eu/clocks.yaml", "    months: 1\n", "    months: one\n", 0, "“months” should be a whole number."),
    ("eu/clocks.yaml", "    months: 1\n", "    months: 0\n", 0, "“months” should be a whole number from 1 to 120."),
    ("eu/clocks.yaml", "    months: 1\n", "    months: true\n", 0, "“months” should be a whole number from 1 to 120."),
    ("eu/clocks.yaml", "    months: 1\n", "    months: 1\n    days: 30\n", -3,
     "A clock counts either “months” or “days”."),
    ("fr/duties.yaml", "starts: financial-year-end", "starts: birthday", 0, "“starts” should be one of:"),
    ("fr/territories.yaml", "zone: Indian/Reunion", "zone: Indian/Atlantis", 0, "There is no such time zone."),
    ("eu/rights/erasure.yaml", "      public-interest: false\n", "      public-interest: no\n", 0,
     "“public-interest” should be true or false."),
    ("eu/rights/erasure.yaml", "[no-longer-needed, unlawful, law-requires]", "[no-longer-needed, whim]", 0,
     "“legal-obligation” should be one of:"),
    ("eu/rights/erasure.yaml", "      vital-interests: true\n", "", -6, "“bases” lacks “vital-interests”."),
    ("eu/rights/access.yaml", "    name: {fr: Droit d’accès, en: Right of access}\n", "    name: {fr: Droit d’accès}\n",
     0,      "“name” lacks “en”."),
    ("eu/rights/access.yaml", "en: Right of access}", "en: ''}", 0, "“en” is empty."),
    ("common/durations.yaml", "days: 90}", "days: 0}", 0, "“days” should be a whole number from 1 to 40000."),
    # words that one language lacks
    ("common/words/en.yaml", "claims: They are needed", "claim: They are needed", None,
     "“claims” has no words in words/en.yaml."),
    # packs that do not fit together
    ("fr/pack.yaml", "over: eu\n", "over: oecd\n", 0, "The pack “fr” is laid over “oecd”, which is not here."),
    ("fr/pack.yaml", "pack: fr\n", "pack: eu\n", 0, "There are two packs “eu”."),
    ("eu/pack.yaml", "garant: law/1\n", "garant: law/2\n", 0, "“garant” should be one of: law/1."),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "down", "cause"), SLIPS, ids=[f"{s[0]}: {s[4][:50]}" for s in SLIPS])
def test_a_slip_refuses_the_pack_with_file_and_line(
    copy: Path, file: str, old: str, new: str, down: int | None, cause: str
) -> None:
    line = spoil(copy, file, old, new)
    with pytest.raises(LawError) as refused:
        read_law("FR", TODAY, folders=folders(copy))
    assert cause in refused.value.cause
    if "pack.yaml" in file and "law/" not in new:
        assert refused.value.place.split(":")[0] == file
    elif down is not None:
        assert refused.value.place == f"{file}:{line + down}"
    else:
        assert refused.value.place.startswith("common/words/fr.yaml:")


def test_a_failing_case_refuses_the_packs_with_file_and_line(copy: Path) -> None:
    """Somebody makes the accounting duty nine years; the case that says ten names itself and its line."""
    spoil(copy, "fr/duties.yaml", "years: 10", "years: 9")
    results = check_packs(judge, folders=folders(copy))
    with pytest.raises(LawError) as refused:
        refuse_failing(results)
    assert refused.value.place == "fr/cases/accounting.yaml:3"
    assert "until should be 2026-12-31 and is 2025-12-31" in refused.value.cause


def test_no_action_uses_a_pack_that_fails_a_case(copy: Path) -> None:
    """The well-formed pack with nine years would answer; an action that asks for the law is refused instead."""
    spoil(copy, "fr/duties.yaml", "years: 10", "years: 9")
    assert read_law("FR", TODAY, folders=folders(copy)).duties["accounting"].years == 9
    with pytest.raises(LawError, match=r"^fr/cases/accounting\.yaml:3: "):
        law_in_force("FR", TODAY, folders=folders(copy))


def test_the_packs_as_they_come_are_used() -> None:
    assert law_in_force("FR", TODAY) == read_law("FR", TODAY)


@pytest.mark.parametrize(
    ("old", "new", "down", "cause"),
    [
        ("then: {until: 2027-06-30, kept: true}", "then: {util: 2027-06-30}", 0, "The key “util” is not known here."),
        ("year_end: 06-30, row: 2016-07-01}", "row: 2016-07-01}", 0, "“duty” lacks “year_end”."),
        ("year_end: 06-30, row: 2016-07-01}", "year_end: 06-31, row: 2016-07-01}", 0, "A year end is month-day."),
        ("year_end: 06-30, row: 2016-07-01}", "year_end: 06-30, row: 2016-07-01}\n    authority: {}", -3,
         "A case is about one thing."),
        ("tombe dans l’exercice suivant\n    place: FR\n", "tombe ailleurs\n    place: FR-99\n", 0,
         "is set at “FR-99”, which the packs do not know on 2026-11-23."),
        ("{id: accounting, year_end: 06-30, row: 2016-07-01}", "{id: taxes, year_end: 06-30, row: 2016-07-01}", -3,
         "names 'taxes', which the law does not have there on 2026-11-23."),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_or_judged_refuses_the_packs(
    copy: Path, old: str, new: str, down: int, cause: str
) -> None:
    line = spoil(copy, "fr/cases/accounting.yaml", old, new)
    with pytest.raises(LawError) as refused:
        check_packs(judge, folders=folders(copy))
    assert cause in refused.value.cause
    assert refused.value.place == f"fr/cases/accounting.yaml:{line + down}"


# ── layers, dates, places ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_whose_dates_are_out_of_order_is_refused_at_its_place(copy: Path) -> None:
    line = spoil(copy, "fr/cases/deadlines.yaml", "asked: 2026-11-09, answered: 2026-11-19", "asked: 2026-11-01")
    with pytest.raises(LawError) as refused:
        check_packs(judge, folders=folders(copy))
    assert refused.value.place == f"fr/cases/deadlines.yaml:{line - 3}"


def test_france_answers_in_place_of_the_union_where_it_has_an_answer(copy: Path) -> None:
    law = read_law("FR", TODAY, folders=folders(copy))
    assert law.clocks["request"].sources["suspend"].pack == "fr"
    assert law.clocks["request"].sources["roll"].pack == "eu"
    assert law.clocks["request"].sources["ask-within"].pack == "common"
    assert law.durations["package"] == 30
    assert law.duration_sources["access-log"].id == "cnil/guide-dev/14"


def test_a_value_holds_from_its_first_day_to_its_last(copy: Path) -> None:
    spoil(copy, "fr/duties.yaml", "    since: 2003-01-04\n", "    since: 2019-01-01\n    until: 2026-11-23\n")
    days = [date(2018, 12, 31), date(2019, 1, 1), TODAY, date(2026, 11, 24)]
    assert ["accounting" in read_law("FR", day, folders=folders(copy)).duties for day in days] == [
        False, True, True, False,
    ]  # fmt: skip


def test_two_answers_for_two_times_stand_side_by_side(copy: Path) -> None:
    """Before the decree of 2019 the Union's clock held in France; both are read from the same packs."""
    before = read_law("FR", date(2019, 5, 31), folders=folders(copy))
    after = read_law("FR", date(2019, 6, 1), folders=folders(copy))
    assert before.clocks["request"].sources["suspend"].id == "edpb/01-2022/159"
    assert after.clocks["request"].sources["suspend"].id == "fr/decret-2019-536/77"


def test_before_the_regulation_there_is_no_right(copy: Path) -> None:
    assert set(read_law("FR", date(2018, 5, 24), folders=folders(copy)).rights) == set()
    assert set(read_law("FR", date(2018, 5, 25), folders=folders(copy)).rights) == {
        "access", "rectification", "erasure", "restriction", "portability", "objection", "withdrawal",
    }  # fmt: skip


def test_an_unknown_place_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LawError) as refused:
        read_law("FR-99", TODAY)
    assert refused.value.remedy == f"Known places: {', '.join(places(TODAY))}."
    assert {"FR", "FR-6AE", "FR-57", "FR-974"} <= set(places(TODAY))


def test_a_territory_that_adds_an_unknown_pack_is_refused(copy: Path) -> None:
    file = copy / "fr/territories.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("packs: [eu, fr]", "packs: [eu, gaul]", 1), encoding="utf-8"
    )
    with pytest.raises(LawError, match="There is no pack “gaul”"):
        read_law("FR", TODAY, folders=folders(copy))


def test_a_pack_without_its_words_is_refused(copy: Path) -> None:
    (copy / "fr/words/en.yaml").unlink()
    with pytest.raises(LawError) as refused:
        read_law("FR", TODAY, folders=folders(copy))
    assert refused.value.place == "fr/words/en.yaml"


def test_the_version_names_the_packs_and_changes_with_a_single_letter(copy: Path) -> None:
    version = read_law("FR", TODAY).version
    assert version.startswith("eu+fr 2026.11 ")
    spoil(copy, "common/words/fr.yaml", "claims: Elles sont", "claims: Elle sont")
    spoilt = read_law("FR", TODAY, folders=folders(copy)).version
    assert spoilt.startswith("eu+fr 2026.11 ")
    assert spoilt != version


def test_the_version_does_not_depend_on_the_machines_line_ends(copy: Path) -> None:
    for file in copy.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert read_law("FR", TODAY, folders=folders(copy)).version == read_law("FR", TODAY).version
