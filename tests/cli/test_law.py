"""`garant law`: the jurist runs the cases, and reads what each value in force rests on."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from garant.cli import law
from garant.errors import UsageError
from garant.law.packs import BUILTIN
from tests.cli.commands import Terminal


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser(prog="garant law")
    law.add_arguments(parser)
    return law.run(parser.parse_args(arguments))


def test_all_cases_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("cases") == 0
    assert capsys.readouterr().out.endswith(" cases, 0 failed\n")
    assert run("cases", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["failed"] == []
    assert found["cases"] >= 44


def test_every_value_in_force_is_shown_with_its_source_force_and_mark(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "--on", "2026-11-23", "--json") == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert {"value": "clock request: ask-within", "source": "garant/ask-within", "binding": "convention", "mark": "K",
            "text": "convention de Garant\u00a0: identité demandée sous 7 jours [K]"} in values  # fmt: skip
    assert {value["mark"] for value in values} == {"P", "2", "K"}
    assert run("show", "--on", "2026-11-23", "--language", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Right to erasure" in lines[5]
    assert lines[5].endswith("law             GDPR, art. 17")


def test_a_rule_is_shown_with_its_text_its_source_and_its_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "RET-05", "--on", "2026-11-23") == 0
    said = capsys.readouterr().out
    first, second = said.splitlines()[:2]
    assert first == "Preuve d’un contrat\u00a0: cinq ans depuis sa fin  (retention/RET-05, FR, 2026-11-23)"
    assert second.startswith("  2008-06-19 –  fr/retention.yaml:")
    assert "    Durée: 5\u00a0ans\n" in said
    assert "  fr/c-civ/2224: C. civ., art. 2224, law, P\n" in said
    assert "  case: Une preuve de contrat se garde cinq ans  fr/cases/retention.yaml:" in said


def test_a_rule_of_another_day_says_what_came_after(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "consents/prospecting.phone", "--on", "2026-08-10", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["now"]["says"]["admits"] == ["opt-out-list"]
    assert [(after["since"], after["says"]["admits"]) for after in found["after"]] == [("2026-08-11", ["express"])]


def test_what_no_pack_answers_on_a_day_is_said_to_be_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "RET-01", "--on", "2026-11-23") == 0
    said = capsys.readouterr().out
    assert "  Aucune règle connue\u00a0: demandez à votre conseil.\n" in said
    assert "  before: 2005-06-07 – 2012-07-12  fr/retention.yaml:" in said


def test_without_a_day_today_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "--place", "MA") == 0
    said = capsys.readouterr().out
    assert said.startswith("ma 2026.11 ")
    assert "adresse publiée par la CNDP [2]" in said


def test_what_is_only_announced_is_shown_as_not_in_force(capsys: pytest.CaptureFixture[str]) -> None:
    """C.3: the Digital Omnibus is a proposal; 72 hours stay."""
    assert run("show", "--place", "FR", "--on", "2026-11-23", "--language", "en") == 0
    said = capsys.readouterr().out
    assert "not in force, not applied: Digital Omnibus: breaches, trackers. A proposal, not adopted as of" in said
    assert "proposal COM(2025) 837 of 19 November 2025 [2]" in said
    assert "(72 h)" in said
    assert run("show", "--place", "CA", "--language", "en") == 0
    said = capsys.readouterr().out
    assert "clock request, silence: Without an answer within that time, the request is deemed refused." in said
    assert "access, cost: A cost is asked only if its approximate amount was announced" in said


def test_two_states_of_the_packs_are_compared(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    same, older = tmp_path / "same", tmp_path / "older"
    for folder in BUILTIN:
        shutil.copytree(folder, same / folder.name)
        shutil.copytree(folder, older / folder.name)
    assert run("diff", str(same)) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"
    clocks = older / "ca" / "clocks.yaml"
    clocks.write_text(clocks.read_text(encoding="utf-8").replace("days: 30\n", "days: 45\n", 1), encoding="utf-8")
    assert run("diff", str(older)) == 1
    assert capsys.readouterr().out == "ca  clocks/request  since 2004-01-01  changed: days\n"
    assert run("diff", str(older), str(older), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"changes": []}


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There are no packs in this folder"):
        run("diff", str(tmp_path))


def test_nothing_is_served_while_the_packs_that_were_named_are_not_there(garant: Terminal) -> None:
    environ = {**os.environ, **garant.env, "GARANT_PACKS": str(garant.folder / "packs")}
    words = [sys.executable, "-m", "garant", "serve"]
    told = subprocess.run(
        words, env=environ, cwd=garant.folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("garant: GARANT_PACKS: It names a folder that is not there.")
