"""What must be looked at again when a pack is updated, and a rule shown through time."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from garant.errors import LawError
from garant.law.changes import Change, changed, compared, concerning, prints
from garant.law.history import history
from garant.law.packs import BUILTIN, packs_at, read_packs

TODAY = date(2026, 11, 23)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The packs as a later version may bring them."""
    for folder in BUILTIN:
        shutil.copytree(folder, tmp_path / folder.name)
    return tmp_path


def folders(newer: Path) -> tuple[Path, ...]:
    return tuple(sorted(newer.iterdir()))


def write(newer: Path, file: str, old: str, new: str) -> None:
    path = newer / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


PROSPECTS = """    period: {years: 3}
    phase: active
    then: ask-once
"""


def test_an_updated_pack_lists_the_changed_rule_and_what_rested_on_it(newer: Path) -> None:
    """S2-51. Given: version 2 of a pack is installed, in which prospects are kept two years instead of three. Then: the
    changed rule is listed, and the objects that rest on it (Bruno's prospect activity, not his accounts) are those to
    look at again."""
    write(newer, "fr/retention.yaml", PROSPECTS, PROSPECTS.replace("years: 3", "years: 2"))
    found = changed(read_packs(BUILTIN), read_packs(folders(newer)))
    assert found == (Change("fr", "retention", "RET-02", date(2022, 4, 11), "changed", ("period",)),)

    rests_on = {"prospects": {"retention/RET-02", "rights/access"}, "accounts": {"duties/accounting", "rights/access"}}
    ours = {pack.id for pack in packs_at("FR", TODAY)}
    again = {name for name, rules in rests_on.items() if concerning(found, packs=ours, rules=rules)}
    assert again == {"prospects"}


def test_a_change_abroad_concerns_nobody_here(newer: Path) -> None:
    write(newer, "ca/clocks.yaml", "    days: 30\n", "    days: 20\n")
    found = changed(read_packs(BUILTIN), read_packs(folders(newer)))
    assert [(c.pack, c.rule, c.keys) for c in found] == [("ca", "clocks/request", ("days",))]
    france = {pack.id for pack in packs_at("FR", TODAY)}
    canada = {pack.id for pack in packs_at("CA-ON", TODAY)}
    assert concerning(found, packs=france, rules={"clocks/"}) == ()
    assert concerning(found, packs=canada, rules={"clocks/"}) == found


def test_an_ended_rule_its_successor_and_a_checked_source_are_told_apart(newer: Path) -> None:
    """A rule that ends gets a last day, its successor is added, and a source that was read at last loses its mark."""
    write(newer, "be/register.yaml", "source: be/child, years: 13}", "until: 2026-12-31, source: be/child, years: 13}\n"
          "  - {id: online-consent, since: 2027-01-01, source: be/child, years: 14}")  # fmt: skip
    write(newer, "be/sources.yaml", 'since: 2018-09-05, binding: law, mark: K}\n  - {id: be/loi-2017',
          'since: 2018-09-05, binding: law, mark: P}\n  - {id: be/loi-2017')  # fmt: skip
    found = changed(read_packs(BUILTIN), read_packs(folders(newer)))
    assert [(c.rule, c.since, c.what, c.keys) for c in found] == [
        ("ages/online-consent", date(2018, 9, 5), "changed", ("until",)),
        ("ages/online-consent", date(2027, 1, 1), "added", ()),
        ("sources/be/loi-2018-07-30", date(2018, 9, 5), "changed", ("mark",)),
    ]


def test_a_pack_that_is_no_longer_there_is_removed_rule_by_rule() -> None:
    without = tuple(folder for folder in BUILTIN if folder.name != "ca-qc")
    found = changed(read_packs(BUILTIN), read_packs(without))
    assert {(c.pack, c.what) for c in found} == {("ca-qc", "removed")}
    assert "clocks/request" in {c.rule for c in found}


def test_what_is_kept_of_an_older_version_is_enough_to_compare(newer: Path) -> None:
    """The older packs are gone after an update: their prints, kept as JSON, tell what changed, not what they said."""
    kept = json.loads(json.dumps(prints(read_packs(BUILTIN))))
    assert "trois ans" not in json.dumps(kept)
    assert compared(kept, prints(read_packs(BUILTIN))) == ()
    write(newer, "fr/retention.yaml", PROSPECTS, PROSPECTS.replace("years: 3", "years: 2"))
    assert [c.rule for c in compared(kept, prints(read_packs(folders(newer))))] == ["retention/RET-02"]


def test_a_changed_rule_set_names_its_points(newer: Path) -> None:
    """A rule set is superseded rather than edited; if its words are set right all the same, the point is named."""
    write(newer, "fr/rulesets/ns48-2005.yaml", "Les numéros de carte passent par", "Tout numéro de carte passe par")
    found = changed(read_packs(BUILTIN), read_packs(folders(newer)))
    assert [(c.rule, c.what, c.keys) for c in found] == [
        (f"rulesets/fr-ns48-{year}", "changed", ("SEC-CARTE",))
        for year in (2005, 2012, 2016)  # the later ones carry it
    ]


# ── a rule through time ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rule_is_shown_as_it_stood_with_what_came_after_and_its_cases() -> None:
    """On the eve of the law of 2025 a call was free unless the person stood on a list; the next day it was not."""
    eve = history("FR", "consents/prospecting.phone", date(2026, 8, 10))
    assert eve.now is not None
    assert eve.now.value.admits == ("opt-out-list",)
    assert [(r.since, r.value.admits) for r in eve.after] == [(date(2026, 8, 11), ("express",))]
    assert [case.name for case in eve.cases] == [
        "Téléphoner à un consommateur, la veille de la nouvelle loi",
        "Téléphoner à un consommateur, le jour de la nouvelle loi",
    ]
    today = history("FR", "prospecting.phone", TODAY)
    assert [(r.until, r.value.admits) for r in today.before] == [(date(2026, 8, 10), ("opt-out-list",))]


def test_a_countrys_answer_shows_in_whose_place_it_stands() -> None:
    found = history("FR", "clocks/request", TODAY)
    assert found.now is not None
    assert found.now.place.startswith("fr/clocks.yaml:")
    assert [r.place.partition(":")[0] for r in found.under] == ["eu/clocks.yaml"]
    assert {source.id for source in found.sources} >= {"gdpr/12/3", "fr/decret-2019-536/77", "garant/ask-within"}


def test_a_rule_that_is_over_has_no_answer_today_but_a_past() -> None:
    found = history("FR", "RET-01", TODAY)
    assert found.now is None
    assert [(r.since, r.until) for r in found.before] == [(date(2005, 6, 7), date(2012, 7, 12))]


@pytest.mark.parametrize(
    ("place", "rule", "remedy"),
    [
        (
            "MA",
            "clocks/request",
            "Near it: clocks/request.access, clocks/request.erasure, clocks/request.rectification.",
        ),
        ("FR", "duties/acc", "Near it: duties/accounting."),
        ("FR", "RET-99", "`garant law show` lists every rule."),
        ("FR", "FR", "Say which: authorities/FR, territories/FR."),
    ],
)
def test_a_rule_that_is_not_there_or_not_clear_is_refused_with_those_near_it(
    place: str, rule: str, remedy: str
) -> None:
    with pytest.raises(LawError) as refused:
        history(place, rule, TODAY)
    assert refused.value.remedy == remedy
