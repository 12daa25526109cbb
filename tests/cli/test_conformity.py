"""Nadia asks at the terminal whether her activities meet the texts that they follow."""

from __future__ import annotations

import argparse
import json

import pytest

from garant.cli import law
from tests.cli.commands import Terminal, refusal, refused
from tests.rules.publisher import TEXT


@pytest.fixture
def marchal(garant: Terminal) -> Terminal:
    """Julie's register is applied."""
    (garant.folder / "register.yaml").write_text(TEXT, encoding="utf-8")
    garant.well("register", "apply", "register.yaml")
    return garant


def test_what_is_not_met_is_told_with_its_remedy_and_status_1(marchal: Terminal) -> None:
    said = marchal("register", "conformity", "clients")
    assert said.status == 1
    assert said.out.startswith("clients · Norme simplifiée n° 48 (2005): Des points ne sont pas respectés.\n")
    assert "aucune norme simplifiée n’a plus de valeur juridique" in said.out
    assert "Non respecté · SEC-CARTE" in said.out
    assert "Déclarez votre prestataire de paiement" in said.out


def test_every_activity_and_rule_set_as_json(marchal: Terminal) -> None:
    found = json.loads(marchal("register", "conformity", "--json").out)
    assert [(each["activity"], each["ruleset"]) for each in found] == [
        ("clients", "fr-ns48-2005"), ("prospection", "fr-ns48-2005"), ("visites", "fr-ns48-2005"),
    ]  # fmt: skip
    clients = found[0]
    assert (clients["verdict"], clients["force"], clients["version"]) == ("gaps", "replaced", 1)
    assert clients["proposes"] == ["fr-2021-131", "fr-2021-130"]
    gaps = [point["code"] for point in clients["points"] if point["answer"] == "not-met"]
    assert gaps == ["SEC-CARTE"]


def test_an_activity_is_held_against_several_rule_sets_at_once(marchal: Terminal) -> None:
    words = ("register", "conformity", "prospection", "--ruleset", "fr-2021-131", "--ruleset", "fr-ns48-2005", "--json")
    assert [each["ruleset"] for each in json.loads(marchal(*words).out)] == ["fr-2021-131", "fr-ns48-2005"]


@pytest.mark.parametrize(("name", "start"), [("report.pdf", b"%PDF-"), ("report.html", b"<!doctype html>")])
def test_a_report_is_written_as_a_document(marchal: Terminal, name: str, start: bytes) -> None:
    marchal("register", "conformity", "clients", "--out", name)
    assert (marchal.folder / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "cause", "status"),
    [
        (("nobody",), "No activity of that name is declared.", 1),
        (("clients", "--ruleset", "fr-9"), "No pack has this rule set.", 1),
        (("--out", "all.pdf"), "A document holds one report; there are 3.", 2),
        (("clients", "--out", "report.doc"), "This kind of file is not written.", 2),
        (("--on", "2020-01-01"), "Nothing was declared yet on that day.", 1),
    ],
)
def test_what_cannot_be_reported_is_told_in_one_message(
    marchal: Terminal, words: tuple[str, ...], cause: str, status: int
) -> None:
    assert refused(marchal, "register", "conformity", *words, status=status)["cause"] == cause


def test_a_rule_set_that_no_pack_knows_is_not_passed_over(marchal: Terminal) -> None:
    text = TEXT.replace("follows: [fr-ns48-2005]", "follows: [fr-ns99]", 1)
    (marchal.folder / "register.yaml").write_text(text, encoding="utf-8")
    marchal.well("register", "apply", "register.yaml")
    assert refusal(marchal("register", "conformity", "clients")).startswith("fr-ns99: No pack has this rule set.")


# ── garant law rulesets ────────────────────────────────────────────────────────────────────────────────────────────


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser(prog="garant law")
    law.add_arguments(parser)
    return law.run(parser.parse_args(arguments))


def test_the_rule_sets_on_a_theme_are_listed_by_its_code_or_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    listed = []
    for theme in ("customer-relations", "Relation client"):
        assert run("rulesets", "--theme", theme, "--on", "2026-11-23", "--json") == 0
        listed.append([each["id"] for each in json.loads(capsys.readouterr().out)["rulesets"]])
    assert listed[0] == listed[1]
    assert listed[0][:4] == ["fr-ns11", "fr-ns17", "fr-ns25", "fr-ns48-2005"]


def test_one_rule_set_is_shown_with_its_force_on_a_day_and_every_point(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rulesets", "fr-ns48-2016", "--on", "2018-05-25") == 0
    said = capsys.readouterr().out
    assert said.startswith("fr-ns48-2016  Norme simplifiée n° 48 (2016) · Bonne pratique · 2016-09-14 → 2022-04-11\n")
    assert "→ fr-2021-131" in said
    assert "DUREE-CLIENT-PROSPECTION" in said
    assert run("rulesets", "fr-2021-131", "--on", "2021-01-01", "--language", "en") == 0
    assert "Not yet in force" in capsys.readouterr().out
