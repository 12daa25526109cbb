"""`garant law`: the jurist runs the cases, and reads what each value in force rests on."""

from __future__ import annotations

import argparse
import json

import pytest

from garant.cli import law


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
