"""The registers of docs/examples are declared by command; the checks say all that is known of them, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.commands import Terminal

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
OF_THE_HOUSE = ("store.none", "mail.none", "address.local", "place.unsearched")
"""What is said of an instance that has neither store nor mail server, whatever it declares: its places are in none."""


def declared(garant: Terminal, example: str, place: str) -> Terminal:
    register = (EXAMPLES / example / "register.yaml").read_text(encoding="utf-8")
    organisation = yaml.safe_load(register)["organisation"]
    garant.well("init", example, "--organisation", organisation["name"], "--contact", "x@y.example", "--place", place)
    (garant.folder / "register.yaml").write_text(register, encoding="utf-8")
    garant.well("register", "apply", "register.yaml", "--instance", example)
    return garant


def expected(example: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((EXAMPLES / example / "findings.yaml").read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize(
    ("example", "place", "seen"),
    [
        ("publisher", "FR", {"L-05", "L-06", "L-07", "L-08", "L-09", "L-10", "L-11"}),
        ("it-services", "BE", {"L-12", "L-13", "L-14", "L-15", "L-16", "L-17", "L-18"}),
    ],
)
def test_the_checks_say_of_an_example_all_that_is_known_of_it(
    garant: Terminal, example: str, place: str, seen: set[str]
) -> None:
    said = declared(garant, example, place)("check", "--instance", example, "--json")
    assert said.status == 1
    found = sorted((f["rule"], f["place"]) for f in said.json if f["rule"] not in OF_THE_HOUSE)
    known = expected(example)["findings"]
    assert found == sorted((f["rule"], f["place"]) for f in known)
    assert {f["seen"] for f in known} == seen
    missing = {f["place"]: f["missing"] for f in known if "missing" in f}
    told = {f["place"]: f["text"] for f in said.json if f["rule"] == "notice.items"}
    assert {place: _listed(text) for place, text in told.items()} == missing


def _listed(text: str) -> list[str]:
    """What a finding lists in brackets as missing."""
    return text[text.index("(manquent\u00a0: ") + len("(manquent\u00a0: ") : text.rindex(")")].split(", ")


def test_the_publisher_holds_its_activities_to_ns_48_and_is_told_what_it_lacks(garant: Terminal) -> None:
    """Given activities bound to NS-48, when they are reported on, then each rule is met, not met, or asks nothing."""
    said = declared(garant, "publisher", "FR")("register", "conformity", "--instance", "publisher", "--json")
    reports = {report["activity"]: report for report in said.json if report["ruleset"] == "fr-ns48-2005"}
    for activity, wanted in expected("publisher")["conformity"].items():
        answers = {point["code"]: point["answer"] for point in reports[activity]["points"]}
        assert set(answers.values()) <= {"met", "not-met", "not-applicable", "unknown"}
        assert sorted(code for code, answer in answers.items() if answer == "not-met") == sorted(wanted["not-met"])
        assert sorted(code for code, answer in answers.items() if answer == "unknown") == sorted(wanted["unknown"])


def test_no_french_rule_set_is_proposed_to_a_belgian_company_and_the_reason_is_true(garant: Terminal) -> None:
    """It declares four activities: it is the packs that hold no rule set for Belgium."""
    company = declared(garant, "it-services", "BE")
    said = company("register", "conformity", "--instance", "it-services", "--language", "fr")
    told = said.out.replace("\u00a0", " ")
    assert told.startswith("Garant ne tient aucun référentiel pour ce lieu (Belgique) : les activités déclarées ne ")
    english = company("register", "conformity", "--instance", "it-services", "--language", "en")
    assert english.out.startswith("Garant holds no rule set for this place (Belgium)")
