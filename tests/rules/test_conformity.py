"""Julie's activities held against the simplified standard 48 and what came after it; nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from garant.law.rulesets import Length, Point, RuleSet, Stage
from garant.law.rulesets import Test as Asked
from garant.rules.conformity import check_all, covered, followed, weigh
from garant.rules.processing import Duration, Processing, Register
from tests.rules.publisher import (
    LAW,
    PUBLISHER,
    THEN,
    TODAY,
    activity,
    reported,
    ruleset,
    seen,
    with_purpose,
)

# ── the report as a whole ──────────────────────────────────────────────────────────────────────────────────────────


def test_julies_report_answers_every_point_and_names_what_it_rests_on() -> None:
    """S1-12. Given an activity bound to NS-48, then the report lists each rule as met, not met or not applicable."""
    report = reported("clients")
    assert [line.point for line in report.lines] == list(ruleset().points)
    assert {line.answer for line in report.lines} == {"met", "not-met", "not-applicable", "unknown"}
    assert seen(report, "CLI-LIVRAISON") == ("met", [("purpose", "livraisons", "")])
    assert seen(report, "SEC-CARTE") == ("not-met", [("organisation", "", "recipient-missing")])
    assert seen(report, "PRO-ENVOI") == ("not-applicable", [])
    assert (report.verdict, [line.point.code for line in report.gaps]) == ("gaps", ["SEC-CARTE"])


def test_what_only_a_look_can_tell_stays_unknown() -> None:
    report = reported("prospection")
    assert seen(report, "DUREE-SILENCE") == ("unknown", [("question", "ask", "look")])
    assert report.verdict == "open"


def test_a_report_names_the_version_of_the_entry_that_it_rests_on() -> None:
    kept = replace(PUBLISHER, numbers={("activity", "clients"): 7})
    assert reported("clients", register=kept).number == 7
    assert reported("clients").number == 0


# ── which text, with what force, on which day ──────────────────────────────────────────────────────────────────────


def test_a_text_that_is_over_says_so_and_proposes_what_stands_in_its_place() -> None:
    """S1-13. Given rule set 11 selected, then the platform proposes NS-48 and then the 2022 reference."""
    report = reported(activity("clients", follows=("fr-ns11",)), "fr-ns11", TODAY)
    assert [one.id for one in report.successors] == ["fr-ns48-2005", "fr-ns48-2012", "fr-ns48-2016", "fr-2021-131"]
    assert (report.stands, report.stage and report.stage.force) == (False, "replaced")
    assert report.proposals[0] == "fr-2021-131"


def test_ns_48_has_no_legal_value_since_25_may_2018() -> None:
    """E5. Every version of it says so; the 2022 reference is the standard one."""
    for name in ("fr-ns48-2005", "fr-ns48-2012", "fr-ns48-2016"):
        last = ruleset(name).stage(TODAY)
        assert last is not None
        assert "25\u00a0mai\u00a02018" in last.words["fr"].replace(" ", "\u00a0"), name
        assert not ruleset(name).stands(TODAY), name
    assert [r.id for r in LAW.rulesets.values() if r.standard] == ["fr-2021-131"]


def test_before_its_first_day_a_text_has_no_force() -> None:
    report = reported("clients", "fr-2021-131", date(2022, 4, 10))
    assert (report.stage, report.stands) == (None, False)
    assert {line.force for line in report.lines} == {"replaced"}


def test_an_activity_that_names_no_text_is_held_against_the_standard_one_that_covers_it() -> None:
    sets = LAW.rulesets
    assert [r.id for r in followed(activity("clients", follows=()), sets, TODAY)] == ["fr-2021-131"]
    assert followed(activity("visites", follows=()), sets, TODAY) == ()  # audience has texts of its own
    assert followed(activity("clients", follows=()), sets, THEN) == ()
    assert [r.id for r in followed(activity("clients"), sets, TODAY)] == ["fr-ns48-2005"]
    assert "sale.order" in covered(ruleset("fr-2021-131"))


# ── who may follow it ──────────────────────────────────────────────────────────────────────────────────────────────


def house(**changes: Any) -> Register:
    return replace(PUBLISHER, organisation=replace(PUBLISHER.organisation, **changes))


@pytest.mark.parametrize("sector", ["health", "education", "banking", "insurance", "insurance.broker"])
def test_an_insurer_cannot_follow_ns_48_and_reads_why(sector: str) -> None:
    """S1-15. Given sector = insurance, when NS-48 is chosen, then it is refused with the reason."""
    report = reported("clients", register=house(sector=sector))
    assert report.verdict == "outside"
    assert [line.point.code for line in report.refusals] == ["SECTEUR"]
    assert [e.note for e in report.refusals[0].evidence] == ["sector-excluded"]


@pytest.mark.parametrize(("sector", "note"), [("", "sector-unsaid"), ("assurance", "sector-unknown")])
def test_a_sector_unsaid_or_unheard_of_proves_nothing(sector: str, note: str) -> None:
    assert seen(reported("clients", register=house(sector=sector)), "SECTEUR") == (
        "unknown", [("organisation", "", note)],
    )  # fmt: skip


def test_the_nature_of_the_organisation_decides_on_the_publicity_of_its_register() -> None:
    """S1-14. Given a public body, then the rule on the publicity of the register changes: public access."""
    public, private = (
        reported("clients", "fr-2021-131", TODAY, house(nature=nature)) for nature in ("public", "private")
    )
    assert seen(private, "REGISTRE-PUBLIC")[0] == "not-applicable"
    assert seen(public, "REGISTRE-PUBLIC")[0] == "unknown"  # it concerns Julie now: she is asked how she gives access
    assert "à qui le demande" in public.line("REGISTRE-PUBLIC").point.words["fr"]
    assert seen(reported("clients", register=house(nature=None)), "NATURE")[0] == "unknown"


def test_a_blacklist_is_outside_ns_48_and_needs_an_impact_assessment() -> None:
    """S1-27. Given the purpose "liste noire", then NS-48 is refused and an impact assessment is required."""
    report = reported(with_purpose("clients", "exclusion"))
    assert (report.verdict, [line.point.code for line in report.refusals]) == ("outside", ["X1"])
    assert report.proposals == ("impact-assessment",)
    by_use = reported(activity("clients", uses=("exclusion-from-right",)))
    assert seen(by_use, "X1") == ("not-met", [("use", "exclusion-from-right", "use")])


def test_a_loyalty_programme_of_two_companies_is_excluded_and_a_joint_file_is_proposed() -> None:
    """S1-28. Given loyalty with two controllers, then the result is "exclu" and a joint-controller file is proposed.

    S1-17. Given loyalty shared by two companies, then it is outside the norm and an impact assessment is screened for.
    """
    report = reported(activity("clients", role="joint-controller", joint_with=("librairie",)))
    assert report.verdict == "outside"
    assert seen(report, "X2") == ("not-met", [("purpose", "fidelite", "several-controllers")])
    assert report.proposals == ("joint-controllers", "impact-assessment")
    assert seen(reported("clients"), "X2")[0] == "met"
    alone = reported(activity("prospection", role="joint-controller", joint_with=("librairie",)))
    assert seen(alone, "X2")[0] == "met"  # what they share is no loyalty programme


# ── durations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def kept(**values: Any) -> Processing:
    return activity("prospection", durations=(Duration(**values),))


def test_longer_than_a_recommendation_needs_a_written_reason() -> None:
    """E5. Three years under the text of 2005, which recommends one."""
    long = kept(years=3, clock="last-contact")
    assert seen(reported(long), "DUREE-PROSPECT") == (
        "not-met", [("purpose", "fichier", "longer"), ("purpose", "envoi", "longer")],
    )  # fmt: skip
    reason = kept(years=3, clock="last-contact", reason={"fr": "On rachète un guide tous les trois ans"})
    line = reported(reason).line("DUREE-PROSPECT")
    assert (line.answer, line.justified) == ("met", True)
    assert seen(reported(long, "fr-2021-131", TODAY), "DUREE-PROSPECT")[0] == "met"


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"months": 12, "clock": "last-contact"}, "met"),
        ({"days": 365, "clock": "last-contact"}, "met"),
        ({"days": 366, "clock": "last-contact"}, "not-met"),
        ({"months": 13, "clock": "last-contact"}, "not-met"),
        ({"years": 1, "clock": "delivery"}, "unknown"),  # counted from another event: nobody can say
        ({"indefinite": True}, "not-met"),
        ({"criterion": {"fr": "Tant que c’est utile"}}, "unknown"),
    ],
)
def test_lengths_in_years_months_and_days_are_compared_as_they_run(values: Mapping[str, Any], answer: str) -> None:
    assert reported(kept(**values)).line("DUREE-PROSPECT").answer == answer


def test_a_duration_that_names_a_rule_of_the_packs_is_as_long_as_that_rule() -> None:
    ruled = kept(rule="RET-02")
    assert reported(ruled, "fr-2021-131", TODAY).line("DUREE-PROSPECT").answer == "met"
    assert reported(kept(rule="RET-99"), "fr-2021-131", TODAY).line("DUREE-PROSPECT").answer == "unknown"


def made(name: str, force: Any, **limit: int) -> RuleSet:
    """A rule set of one point, on how long prospects are kept."""
    words = {"fr": name, "en": name}
    asked = Asked(kind="duration", purposes=("prospecting",), at_most=Length(**limit), clocks=("last-contact",))
    point = Point("D", "durations", words, words, words, "P", asked)
    stage = Stage(date(2000, 1, 1), force, words, "P")
    return RuleSet(name, words, "FR", "x", words, ("t",), "P", (stage,), (point,))


def test_longer_than_a_binding_rule_is_refused_whatever_the_reason() -> None:
    reason = kept(years=3, clock="last-contact", reason={"fr": "Une raison"})
    (report,) = check_all(reason, PUBLISHER, [made("loi", "law", years=2)], LAW, TODAY)
    assert seen(report, "D")[1][0] == ("purpose", "fichier", "longer-bound")


def test_of_several_the_strictest_binding_rule_wins_and_a_stricter_recommendation_is_advice() -> None:
    """B.1. Two laws (5 and 3 years), a recommendation of one year, a looser one of four."""
    sets = [
        made("loi-5", "law", years=5),
        made("loi-3", "law", years=3),
        made("avis-1", "recommendation", years=1),
        made("avis-4", "recommendation", years=4),
    ]
    loose, strict, advised, looser = check_all(kept(years=2, clock="last-contact"), PUBLISHER, sets, LAW, TODAY)
    assert (loose.line("D").ruled_by, strict.line("D").ruled_by) == (("loi-3", "D"), None)
    assert looser.line("D").ruled_by == ("loi-3", "D")
    assert (advised.line("D").answer, advised.line("D").advice, advised.verdict) == ("not-met", True, "conform")
    assert advised.gaps == ()
    too_long = check_all(kept(years=4, clock="last-contact"), PUBLISHER, sets, LAW, TODAY)
    assert [report.verdict for report in too_long] == ["conform", "gaps", "gaps", "conform"]


def test_a_recommendation_alone_is_no_mere_advice() -> None:
    (report,) = weigh([reported(kept(years=3, clock="last-contact"))])
    assert not report.line("DUREE-PROSPECT").advice
