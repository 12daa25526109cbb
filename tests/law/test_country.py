"""A country is added by following docs/howto/add-a-country.md: in YAML, with no change in Python."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from garant.actions.law import law_in_force
from garant.cli import main
from garant.errors import LawError
from garant.law.cases import check_packs
from garant.law.holidays import days_off, easter_sunday
from garant.law.packs import BUILTIN, read_law
from garant.law.provisions import Law, NoRule
from garant.rules.cases import judge
from garant.rules.deadlines import deadline_for
from garant.rules.register_duty import owed
from garant.rules.retention import Happened, end_of

HOWTO = Path(__file__).parents[2] / "docs/howto/add-a-country.md"
BLOCK = re.compile(r"^```yaml\n# (xv/\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TODAY = date(2026, 11, 23)


@pytest.fixture
def valdoria(tmp_path: Path) -> Path:
    """The folder that a jurist makes who copies each block of the page into the file it names."""
    for file, text in BLOCK.findall(HOWTO.read_text(encoding="utf-8")):
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "xv"


def law_of(valdoria: Path) -> Law:
    return law_in_force("XV", TODAY, folders=(*BUILTIN, valdoria))


def test_the_page_gives_every_file_and_its_cases_hold(valdoria: Path) -> None:
    assert {file.relative_to(valdoria).as_posix() for file in valdoria.rglob("*.yaml")} == {
        "pack.yaml", "sources.yaml", "place.yaml", "rights.yaml", "words/fr.yaml", "words/en.yaml",
        "cases/valdoria.yaml",
    }  # fmt: skip
    results = check_packs(judge, folders=(*BUILTIN, valdoria))
    assert [(r.case.name, r.wrong) for r in results if not r.passed] == []
    assert sum(r.case.place == "XV" for r in results) == 8


def test_its_own_clock_counts_with_its_own_weekend_and_holidays(valdoria: Path) -> None:
    """Received on 1 March 2027, twenty days end on Sunday 21 March, the feast of the Val, so on Monday."""
    law = law_of(valdoria)
    found = deadline_for(date(2027, 3, 1), "access", law, is_off=days_off(law.territory))
    assert (found.raw, found.due) == (date(2027, 3, 21), date(2027, 3, 22))
    assert [step.off for step in found.steps if step.off] == ["holiday.Fête du Val"]
    extended = deadline_for(date(2027, 3, 1), "access", law, is_off=days_off(law.territory), extended=True)
    assert (extended.due, extended.notice_by) == (date(2027, 3, 31), date(2027, 3, 22))


def test_its_authority_rights_consents_ages_categories_and_durations_answer(valdoria: Path) -> None:
    law = law_of(valdoria)
    assert (law.authority.called("en"), law.authority.complain_at) == (
        "Council of Persons",
        "https://conseil.example/plaintes",
    )
    assert set(law.rights) == {"access", "erasure"}
    consents = [law.consent_for(f"prospecting.{how}") for how in ("email.consumer", "post")]
    assert [c.admits for c in consents if not isinstance(c, NoRule)] == [("express",), ("opt-out",)]
    age, health = law.age_for("online-consent"), law.category("special.health")
    assert not isinstance(age, NoRule)
    assert age.years == 12
    assert not isinstance(health, NoRule)
    assert health.sensitivity == "special"
    assert [duty.form for duty in owed(law, staff=3, facts=())] == ["declaration"]
    end = end_of(law.standards.retention["XV-1"], [Happened("click", date(2024, 11, 23))])
    assert (end.until, end.over(TODAY)) == (TODAY, False)


def test_what_it_does_not_say_is_no_rule_known(valdoria: Path) -> None:
    law = law_of(valdoria)
    assert law.breach_to("authority") == NoRule("breach.authority", "XV")
    assert law.consent_for("trackers") == NoRule("consent.trackers", "XV")


def test_reasons_given_by_european_articles_are_given_by_its_own_law(valdoria: Path) -> None:
    assert law_of(valdoria).cite("gdpr/17/1/a", "en") == "Valdorian law 1/2020"


def test_people_of_valdoria_who_buy_in_france_have_the_french_authority(valdoria: Path) -> None:
    """Another law holds where they live (E6); a person of France who buys in Valdoria has the Council."""
    france = read_law("FR", TODAY, folders=(*BUILTIN, valdoria))
    assert france.country_of("valdorien") == "XV"
    assert france.authority_for("Valdoria").id == "cnil"
    assert law_of(valdoria).authority_for("France").id == "council"


def test_a_state_of_the_union_laid_over_its_law_shares_its_authorities(valdoria: Path) -> None:
    """With `over: eu` and `packs: [eu, xv]`, Valdoria has the Union's rights, and its people their own authority."""
    for file, old, new in (("pack.yaml", "over: common", "over: eu"), ("place.yaml", "packs: [xv]", "packs: [eu, xv]")):
        path = valdoria / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    law = read_law("XV", TODAY, folders=(*BUILTIN, valdoria))  # its case on breaches would fail: the Union has a rule
    assert {"portability", "rectification"} < set(law.rights)
    assert read_law("FR", TODAY, folders=(*BUILTIN, valdoria)).authority_for("Valdorie").id == "council"


def test_the_commands_of_the_page_do_what_it_says(valdoria: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "cases", "--packs", str(valdoria)]) == 0
    assert capsys.readouterr().out.endswith(" cases, 0 failed\n")
    assert main(["law", "show", "--packs", str(valdoria), "--place", "XV", "--on", "2026-11-23"]) == 0
    assert "Droit de savoir" in capsys.readouterr().out
    assert main(["law", "show", "clocks/request", "--packs", str(valdoria), "--place", "XV", "--on", "2026-11-23"]) == 0
    assert "case: Vingt jours après la réception  xv/cases/valdoria.yaml:" in capsys.readouterr().out


def _with_packs(named: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from garant.cli import main; sys.exit(main(sys.argv[1:]))"
    environ = {**os.environ, "GARANT_PACKS": str(named)}
    command = [sys.executable, "-c", code, *asked]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def test_the_variable_names_packs_of_ones_own(valdoria: Path) -> None:
    ran = _with_packs(valdoria.parent, "deadline", "--received", "2026-11-23", "--place", "XV", "--language", "en")
    assert ran.returncode == 0
    assert "Legal date    2026-12-13  Sunday 13 December 2026" in ran.stdout.replace("\u00a0", " ")
    assert "Valdorian law 1/2020, art. 4" in ran.stdout


@pytest.mark.parametrize("there", [False, True])
def test_a_variable_that_names_no_packs_is_told_and_not_passed_over(tmp_path: Path, there: bool) -> None:
    named = tmp_path / "packs"
    if there:
        named.mkdir()
    ran = _with_packs(named, "deadline", "--received", "2026-11-23")
    what = "holds no law pack" if there else "is not there"
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"garant: GARANT_PACKS: It names a folder that {what}. "
        "Name the folder in which each of your packs is a folder with its pack.yaml, or unset the variable.\n"
    )


def test_a_variable_that_names_the_pack_itself_is_understood(valdoria: Path) -> None:
    ran = _with_packs(valdoria, "deadline", "--received", "2026-11-23", "--place", "XV", "--language", "en")
    assert "Valdorian law 1/2020, art. 4" in ran.stdout


# ── a slip of the pen ──────────────────────────────────────────────────────────────────────────────────────────────

SLIPS = [
    ("place.yaml", "weekend: [5, 6]", "weekends: [5, 6]", "The key “weekends” is not known here."),
    ("place.yaml", "weekend: [5, 6]", "weekend: [5, 8]", "should be a whole number from 1 to 7"),
    ("place.yaml", "{id: Fête du Val, day: 03-21}", "{id: Fête du Val}", "A holiday has either “day” or “easter”."),
    ("place.yaml", "day: 03-21", "day: 02-30", "A holiday is month-day, or a date."),
    ("place.yaml", "easter: 1}", "easter: soon}", "“easter” should be a whole number from -100 to 100."),
    ("place.yaml", "easter: 1}", "easter: 1, day: 04-01}", "A holiday has either “day” or “easter”."),
    ("place.yaml", "    source: xv/council\n", "", "This item of “authorities” lacks “source”."),
    ("place.yaml", "extension_days: 10", "extension_days: 0", "“extension_days” should be a whole number from 1"),
    ("rights.yaml", "admits: [express]", "admits: [perhaps]", "should be one of: explicit, express, implied"),
    ("rights.yaml", "admits: [express]", "admits: []", "“admits” is empty."),
    ("rights.yaml", "years: 12", "years: 0", "“years” should be a whole number from 1 to 30."),
    ("rights.yaml", "sensitivity: special", "sensitivity: high", "“sensitivity” should be one of: no, potential"),
    ("rights.yaml", "form: declaration", "form: letter", "“form” should be one of: record, declaration"),
    ("rights.yaml", "period: {years: 2}", "period: {years: 2, months: 1}", "A period counts “years”, “months” or"),
    ("rights.yaml", "applies: {person: [prospects]}", "applies: {persons: [prospects]}", "The key “persons” is not"),
    ("rights.yaml", "then: delete", "then: forget", "“then” should be one of: delete, archive"),
    ("rights.yaml", "phase: active", "phase: sleeping", "“phase” should be one of: active, archive."),
    ("rights.yaml", "source: xv/law/9, years", "source: xv/law/99, years", "There is no source “xv/law/99”"),
    ("rights.yaml", "  - {id: prospecting.post,", "  - {id: prospecting,", "“prospecting” has two answers for"),
    ("sources.yaml", "answers: [gdpr]", "answers: gdpr", "“answers” should be a list"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "cause"), SLIPS, ids=[f"{s[2][:30]}" for s in SLIPS])
def test_a_slip_in_a_new_country_is_told_with_file_and_line(
    valdoria: Path, file: str, old: str, new: str, cause: str
) -> None:
    path = valdoria / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LawError) as refused:
        law_of(valdoria)
    assert cause in refused.value.cause
    assert re.fullmatch(rf"xv/{file}:\d+", refused.value.place)


def test_easter_is_where_the_church_has_it() -> None:
    """Dates that anybody can look up, the earliest and the latest among them."""
    known = [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)]
    assert [easter_sunday(year) for year, _, _ in known] == [date(*day) for day in known]
