"""`garant deadline` on the command line: what Bruno reads, what a program reads, and what it does without."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

RUN = """
import sys
from garant.cli import main
code = main(["deadline", *sys.argv[1:]])
for heavy in ("django", "sqlalchemy", "typst", "phonenumbers"):
    assert heavy not in sys.modules, heavy
sys.exit(code)
"""


def garant_deadline(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, which fails if Django or another heavy library was loaded (B3, B6)."""
    return subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, timeout=60)


def as_json(*arguments: str) -> dict[str, Any]:
    done = garant_deadline(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_bruno_reads_two_dates_and_the_reasoning_in_french() -> None:
    """S3-24: given a request received on 2026-01-31, when Bruno asks for its deadline, then he reads 2026-02-28 and,
    moved, Monday 2026-03-02, with the articles."""
    done = garant_deadline("--received", "2026-01-31")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.replace("\u00a0", " ").splitlines() == [
        "Date de travail  2026-02-28  samedi 28 février 2026",
        "Date légale      2026-03-02  lundi 2 mars 2026",
        "",
        "Raisonnement",
        "  1. Reçue le samedi 31 janvier 2026 ; ce jour ne compte pas (règlement 1182/71, art. 3(1)).",
        (
            "  2. Un mois après la réception ; ce quantième n’existe pas dans le mois d’arrivée : "
            "jusqu’à son dernier jour, le samedi 28 février 2026 inclus (règlement 1182/71, art. 3(2)(c))."
        ),
        "  3. Le samedi 28 février 2026 ne compte pas comme dernier jour (règlement 1182/71, art. 3(4)).",
        "  4. Le dimanche 1er mars 2026 ne compte pas comme dernier jour (règlement 1182/71, art. 3(4)).",
        "  5. Répondre au plus tard le lundi 2 mars 2026, jusqu’à minuit.",
    ]


def test_english_is_an_option() -> None:
    done = garant_deadline("--received", "2026-03-05", "--extended", "--language", "en")
    assert done.stdout.replace("\u00a0", " ").splitlines()[:3] == [
        "Working date                             2026-06-05  Friday 5 June 2026",
        "Legal date                               2026-06-05  Friday 5 June 2026",
        "Extension to be announced by the end of  2026-04-07  Tuesday 7 April 2026",
    ]


def test_a_program_reads_json() -> None:
    found = as_json("--received", "2026-03-03", "--place", "FR-6AE")
    steps = found.pop("steps")
    assert found.pop("law").startswith("eu+fr 2026.11 ")
    assert found == {
        "received": "2026-03-03",
        "place": "FR-6AE",
        "clock": "request",
        "raw": "2026-04-03",
        "due": "2026-04-07",
        "suspended_days": 0,
        "suspended": False,
        "notice_raw": None,
        "notice_by": None,
        "earlier": None,
        "not_before": None,
        "warnings": [],
    }
    assert steps[2] == {
        "code": "off",
        "day": "2026-04-03",
        "off": "holiday.Vendredi saint",
        "source": "reg1182/3/4",
        "text": "Le vendredi 3\u00a0avril\u00a02026 ne compte pas comme dernier jour\u00a0: Vendredi saint "
        "(règlement 1182/71, art. 3(4)).",
    }


def test_identity_asked_and_confirmed_moves_both_dates() -> None:
    found = as_json("--received", "2026-04-15", "--asked", "2026-04-16", "--answered", "2026-04-24")
    assert (found["raw"], found["due"], found["suspended_days"]) == ("2026-05-23", "2026-05-26", 8)


def test_an_open_question_is_said_before_the_reasoning() -> None:
    done = garant_deadline("--received", "2026-11-02", "--asked", "2026-11-03")
    assert done.stdout.splitlines()[2] == "Le délai est suspendu."


def test_a_health_record_has_its_own_clock() -> None:
    found = as_json("--received", "2026-11-16", "--clock", "health")
    assert (found["due"], found["not_before"]) == ("2026-11-24", "2026-11-18")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--received", "2026-11-02", "--place", "FR-99"],
            "--place FR-99: The packs do not know this place on 2026-11-02.",
        ),
        (["--received", "2026-11-02", "--clock", "lunar"], "In force then: request, health, health-old."),
        (["--received", "2017-11-02"], "In force then: none."),
        (["--received", "tomorrow"], "write a date as year-month-day"),
        (["--received", "2026-02-30"], "write a date as year-month-day"),
        ([], "--received"),
        (["--received", "2026-11-02", "--answered", "2026-11-03"], "Identity cannot be confirmed before it was asked."),
        (["--received", "2026-11-02", "--clock", "health", "--extended"], "This period cannot be extended."),
        (["--received", "1800-01-01"], "Known then: none."),
    ],
)
def test_wrong_use_is_told_in_one_message_and_exits_with_2(arguments: list[str], message: str) -> None:
    done = garant_deadline(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
