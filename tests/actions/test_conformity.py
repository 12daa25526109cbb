"""Julie asks for the conformity reports of what she declares: now, as of a day, if she may read the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.actions import access, conformity, register
from garant.actions.access import Actor
from garant.errors import NotFound, Refused
from tests.actions.conftest import World
from tests.rules.publisher import TEXT

LONGER = TEXT.replace("durations: [{years: 1, clock: last-contact}]", "durations: [{years: 3, clock: last-contact}]")


def julie(world: World) -> Actor:
    return access.by_command(world.house, "Julie")


@pytest.fixture
def declared(world: World) -> World:
    register.apply(world.house, julie(world), TEXT, "publisher.yaml")
    return world


def answers(world: World, on: date | None = None) -> dict[str, str]:
    (report,) = conformity.reports(world.house, julie(world), "prospection", on)
    return {line.point.code: line.answer for line in report.lines}


def test_a_report_rests_on_what_was_declared_on_its_day(declared: World) -> None:
    first = declared.house.today()
    assert answers(declared)["DUREE-PROSPECT"] == "met"
    declared.clock.pass_days(10)
    register.apply(declared.house, julie(declared), LONGER, "publisher.yaml")
    assert answers(declared)["DUREE-PROSPECT"] == "not-met"
    assert answers(declared, first)["DUREE-PROSPECT"] == "met"
    (now,) = conformity.reports(declared.house, julie(declared), "prospection")
    (then,) = conformity.reports(declared.house, julie(declared), "prospection", first)
    assert (now.number, then.number) == (2, 1)


def test_an_activity_that_names_no_rule_set_is_held_against_the_standard_one(declared: World) -> None:
    bare = TEXT.replace("    follows: [fr-ns48-2005]\n", "")
    register.apply(declared.house, julie(declared), bare, "publisher.yaml")
    found = conformity.reports(declared.house, julie(declared))
    assert [(r.activity, r.ruleset.id) for r in found] == [("clients", "fr-2021-131"), ("prospection", "fr-2021-131")]


def test_whoever_may_not_read_the_register_gets_no_report(declared: World) -> None:
    program = replace(julie(declared), kind="person")
    with pytest.raises(Refused):
        conformity.reports(declared.house, program)
    auditor = replace(julie(declared), role="auditor")
    assert len(conformity.reports(declared.house, auditor)) == 3


def test_a_rule_set_named_nowhere_is_refused_and_the_known_ones_are_told(declared: World) -> None:
    with pytest.raises(NotFound, match=r"fr-ns49: No pack has this rule set\. Known: .*fr-ns48-2005"):
        conformity.reports(declared.house, julie(declared), "clients", rulesets=["fr-ns49"])


def test_the_document_bears_the_house_and_the_version_of_the_activity(declared: World) -> None:
    (report,) = conformity.reports(declared.house, julie(declared), "clients")
    page = conformity.as_page(declared.house, report, "fr")
    assert "version 1 de l’activité" in page
    assert "Établi par Garant pour " in page
    assert conformity.as_pdf(declared.house, report, "en").startswith(b"%PDF-")
