"""Rule sets as data: what a jurist writes is read strictly, bears its marks, and is never edited in place."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from garant.errors import LawError
from garant.law.cases import check_packs
from garant.law.conformity_words import read_conformity_words
from garant.law.packs import BUILTIN, read_law
from garant.law.rulesets import SECTIONS, Point, successors, with_theme
from garant.rules.cases import judge
from garant.rules.conformity import check
from tests.rules.publisher import PUBLISHER, activity

TODAY = date(2026, 11, 23)
LAW = read_law("FR", TODAY)
POINTS = [(name, point) for name, ruleset in LAW.rulesets.items() for point in ruleset.points]

PUBLISHED = {
    "fr-2021-130": "8086df2075dc04f9",
    "fr-2021-131": "e739ac2c3e30c41f",
    "fr-ns11": "4f53cda18c2baa0c",
    "fr-ns17": "4f53cda18c2baa0c",
    "fr-ns25": "4f53cda18c2baa0c",
    "fr-ns48-2005": "9813d359eec5a45b",
    "fr-ns48-2012": "2fb80d77e8449bb9",
    "fr-ns48-2016": "618ab726dff493e3",
}
"""The digest of the rules of each, as they were published. A rule that changes makes a new rule set with its own id."""


def test_a_published_rule_set_is_never_edited_in_place() -> None:
    """A word may be put right; what is tested, its force and what it proposes may not change under the same id."""
    assert {name: ruleset.digest for name, ruleset in LAW.rulesets.items()} == PUBLISHED


def test_ns_48_has_the_purposes_data_and_recipients_that_the_seed_quotes() -> None:
    found = {point.code for point in LAW.rulesets["fr-ns48-2005"].points}
    assert found >= {"CLI-CONTRAT", "CLI-COMMANDE", "CLI-LIVRAISON", "CLI-FACTURE", "CLI-COMPTA", "CLI-FIDELITE"}
    assert found >= {
        "PRO-FICHIER",
        "PRO-SELECTION",
        "PRO-CESSION",
        "PRO-LOCATION",
        "PRO-ECHANGE",
        "PRO-STATS",
        "PRO-ENVOI",
    }
    assert found >= {"D1", "D2", "D3", "D4", "D5", "D6", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "X1", "X2"}
    assert found >= {"N1", "N2", "N3", "N4", "N5", "N6", "WEB-STATS", "NIR", "CODE"}


def test_the_chain_goes_from_the_norms_of_1980_to_the_reference_of_2022() -> None:
    for norm in ("fr-ns11", "fr-ns17", "fr-ns25"):
        assert [r.id for r in successors(norm, LAW.rulesets)] == [
            "fr-ns48-2005", "fr-ns48-2012", "fr-ns48-2016", "fr-2021-131",
        ]  # fmt: skip
    assert successors("fr-2021-131", LAW.rulesets) == ()


def test_the_theme_customer_relations_lists_ns_48_and_its_successors() -> None:
    """S1-84. Given the theme filter "relation client", then NS-48 and its successors are listed."""
    listed = [ruleset.id for ruleset in with_theme("customer-relations", LAW.rulesets)]
    assert listed[:3] == ["fr-ns11", "fr-ns17", "fr-ns25"]
    assert listed[3:6] == ["fr-ns48-2005", "fr-ns48-2012", "fr-ns48-2016"]
    assert set(listed[6:]) == {"fr-2021-130", "fr-2021-131"}
    assert [r.id for r in with_theme("unpaid-debts", LAW.rulesets)] == ["fr-2021-130"]


def test_what_a_version_takes_over_unread_is_marked_as_not_checked() -> None:
    """E11. A point carried over from an older version bears the mark K and the name of that version."""
    newer = {point.code: point for point in LAW.rulesets["fr-ns48-2016"].points}
    assert (newer["D1"].mark, newer["D1"].carried) == ("K", "fr-ns48-2005")
    assert (newer["DUREE-CLIENT-PROSPECTION"].mark, newer["DUREE-CLIENT-PROSPECTION"].carried) == ("P", "")
    assert "2016" in newer["D1"].source["fr"]
    assert {point.mark for _, point in POINTS} == {"P", "2", "K", "SEED"}
    assert "X2" not in {point.code for point in LAW.rulesets["fr-ns48-2012"].points}


def test_a_point_that_quotes_a_law_binds_within_a_text_that_does_not() -> None:
    reference = LAW.rulesets["fr-2021-131"]
    forces = {point.code: reference.force_of(point, TODAY) for point in reference.points}
    assert (forces["DUREE-COMPTABLE"], forces["DUREE-PROSPECT"], forces["HORS-UE"]) == ("law", "recommendation", "law")


@pytest.mark.parametrize(("name", "point"), POINTS, ids=[f"{name} {point.code}" for name, point in POINTS])
def test_a_point_is_a_short_sentence_in_both_languages(name: str, point: Point) -> None:
    for language in ("fr", "en"):
        assert point.words[language].endswith("."), point.code
        assert len(point.words[language]) <= 240
        assert not point.remedy or point.remedy[language].endswith((".", ")."))
    for text in (point.words["fr"], point.source["fr"], point.remedy.get("fr", "")):
        assert not re.search(r"'|[^\u00a0\d][;?!»]| :", text), text


def test_every_code_of_a_point_has_words() -> None:
    known = read_conformity_words()
    for _, point in POINTS:
        assert f"part.{point.part}" in known
        assert {f"mark.{point.mark}"} <= set(known)
        for use in point.test.uses:
            assert f"use.{use}" in known
        for clock in point.test.clocks:
            assert f"clock.{clock}" in known
        for sector in point.test.sectors:
            assert f"sector.{sector}" in known
        for step in point.proposes:
            assert step in LAW.rulesets or f"step.{step}" in known
    assert all(f"part.{section}" in known for section in SECTIONS)
    assert all(f"theme.{theme}" in known for ruleset in LAW.rulesets.values() for theme in ruleset.themes)


# ── a rule set is a file ───────────────────────────────────────────────────────────────────────────────────────────

RULES = """
garant: ruleset/1
ruleset: fr-imprimeurs-2026
name: {fr: Charte des imprimeurs, en: Printers’ charter}
place: FR
authority: federation
instrument: {fr: "charte du 1er mars 2026", en: "charter of 1 March 2026"}
themes: [printing]
mark: P
stages:
  - {since: 2026-03-01, force: law, mark: P, words: {fr: Étendue par arrêté., en: Extended by decree.}}
points:
  - code: METIER
    part: scope
    closes: true
    words: {fr: L’organisme n’est pas une banque., en: The organisation is not a bank.}
    remedy: {fr: Suivez un autre texte., en: Follow another text.}
    test: {kind: organisation, sectors: [banking]}
  - code: SIX-MOIS
    part: durations
    words: {fr: Les prospects sont gardés six mois., en: Prospects are kept six months.}
    remedy: {fr: Ramenez la durée à six mois., en: Bring the period down to six months.}
    test: {kind: duration, purposes: [prospecting], at_most: {months: 6}, clocks: [last-contact]}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in BUILTIN:
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


def folders(copy: Path) -> tuple[Path, ...]:
    return tuple(copy / folder.name for folder in BUILTIN)


def written(copy: Path, text: str) -> tuple[Path, ...]:
    (copy / "fr" / "rulesets" / "imprimeurs.yaml").write_text(text, encoding="utf-8")
    return folders(copy)


def test_a_rule_set_added_as_a_file_gives_a_report_with_no_change_in_python(copy: Path) -> None:
    """A sector and a duration, written by a jurist in one file, and Julie's prospecting held against them."""
    law = read_law("FR", TODAY, folders=written(copy, RULES))
    report = check(activity("prospection"), PUBLISHER, law.rulesets["fr-imprimeurs-2026"], law, TODAY)
    assert [(line.point.code, line.answer, line.force) for line in report.lines] == [
        ("METIER", "met", "law"),
        ("SIX-MOIS", "not-met", "law"),
    ]
    assert [e.note for e in report.line("SIX-MOIS").evidence] == ["longer-bound", "longer-bound"]
    assert [r.id for r in with_theme("printing", law.rulesets)] == ["fr-imprimeurs-2026"]


HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "add-a-rule-set.md"
BLOCK = re.compile(r"^```yaml\n# (maison/[\w/.-]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_an_owner_keeps_rule_sets_for_france_in_a_pack_of_their_own(copy: Path) -> None:
    """The how-to, followed to the letter: its files are read, its case holds, and it is there for all of France."""
    for name, text in BLOCK.findall(HOWTO.read_text(encoding="utf-8")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    known = (*folders(copy), copy / "maison")
    (result,) = [r for r in check_packs(judge, folders=known) if r.case.where.startswith("maison/")]
    assert result.wrong == {}
    for place in ("FR", "FR-974"):
        assert "fr-imprimeurs-2026" in read_law(place, TODAY, folders=known).rulesets
    assert "fr-imprimeurs-2026" not in read_law("BE", TODAY, folders=known).rulesets


def test_a_pack_of_ones_own_builds_on_a_rule_set_that_comes_with_garant(copy: Path) -> None:
    text = RULES.replace("themes: [printing]", "themes: [printing]\nbased_on: fr-ns48-2016\nwithout: [X1]")
    law = read_law("FR", TODAY, folders=written(copy, text))
    codes = {point.code for point in law.rulesets["fr-imprimeurs-2026"].points}
    assert {"METIER", "SIX-MOIS", "D1", "X1"} - codes == {"X1"}


SLIPS = [
    ("themes: [printing]\n", "thems: [printing]\n", "The key “thems” is not known here."),
    ("mark: P\nstages", "mark: X\nstages", "“mark” should be one of: P, 2, K, SEED."),
    ("force: law, mark: P", "force: soft, mark: P", "“force” should be one of: law, recommendation,"),
    ("kind: organisation", "kind: astrology", "“kind” should be one of:"),
    ("kind: organisation, ", "", "This test lacks “kind”."),
    ("sectors: [banking]", "sector: [banking]", "The key “sector” is not known here."),
    ("at_most: {months: 6}, ", "", "A duration has a limit."),
    ("at_most: {months: 6}", "at_most: {weeks: 6}", "The key “weeks” is not known here."),
    ("purposes: [prospecting]", "purposes: [divining]", "No purpose of the catalogue is “divining”."),
    ("kind: organisation, sectors: [banking]", "kind: no-data, categories: [aura]", "the category “aura”"),
    ("code: SIX-MOIS", "code: METIER", "The point “METIER” is there twice."),
    ("ruleset: fr-imprimeurs-2026", "ruleset: fr-2021-131", "There are two rule sets “fr-2021-131”."),
    ("themes: [printing]", "themes: [printing]\nsupersedes: [fr-nobody]", "There is no rule set “fr-nobody” here."),
    ("themes: [printing]", "themes: [printing]\nbased_on: fr-nobody", "There is no rule set “fr-nobody” to build on."),
    ("    closes: true\n", "    closes: true\n    proposes: [prayer]\n", "There is no rule set “prayer” here."),
    ("    remedy: {fr: Suivez un autre texte., en: Follow another text.}\n", "", "This point lacks “remedy”."),
    ("sectors: [banking]", "sectors: [sorcery]", "“sorcery” is not known here."),
    ("clocks: [last-contact]", "clocks: [full-moon]", "“full-moon” is not known here."),
    ("kind: organisation, sectors: [banking]", "kind: recipient, needs: [certificate]", "is no need of a recipient."),
    ("kind: organisation, sectors: [banking]", "kind: recipient, needs: ['data:aura']", "is no need of a recipient."),
    ("kind: organisation, sectors: [banking]", "kind: recipient, kinds: [oracle]", "should be one of"),
    ("kind: organisation, sectors: [banking]", "kind: measures, measures: [amulet]", "should be one of"),
    ("part: durations", "part: horoscope", "“part” should be one of:"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "cause"), SLIPS, ids=[slip[2][:40] for slip in SLIPS])
def test_a_slip_in_a_rule_set_refuses_the_pack_with_file_and_line(copy: Path, old: str, new: str, cause: str) -> None:
    assert RULES.count(old) == 1
    with pytest.raises(LawError) as refused:
        read_law("FR", TODAY, folders=written(copy, RULES.replace(old, new)))
    assert cause in refused.value.cause
    assert re.fullmatch(r"fr/rulesets/[\w-]+\.yaml:\d+", refused.value.place)


def test_a_rule_set_based_on_another_cannot_leave_out_what_is_not_there(copy: Path) -> None:
    text = RULES.replace("themes: [printing]", "themes: [printing]\nbased_on: fr-ns48-2005\nwithout: [D9]")
    with pytest.raises(LawError, match="“fr-ns48-2005” has no point “D9”"):
        read_law("FR", TODAY, folders=written(copy, text))
