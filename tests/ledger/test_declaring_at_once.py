"""Two people declare at once: whatever order they come in, nothing names what is no longer declared."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from garant.actions import access, applying, founding, register
from garant.actions.instance import Instance
from garant.config import Settings
from garant.errors import RegisterError
from garant.ledger import setup
from tests.ledger.declarer import activity, declare

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, PACE, OPENING = 10, 0.4, 8.0
HOUSE = "garant: register/1\norganisation: {name: Boutique, contact: d@boutique.example, place: FR}\nrecipients:\n"


@pytest.fixture
def house(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """Boutique, which declares the recipients r0, r1, …"""
    if settings.database != "sqlite":
        monkeypatch.setenv("GARANT_DATABASE", settings.database)
    made = founding.found(settings.instance, organisation="Boutique", contact="d@boutique.example", place="FR")
    text = HOUSE + "".join(f"  r{n}: {{name: Colis {n}, role: controller}}\n" for n in range(ROUNDS))
    register.apply(made, access.by_command(made, "Alice"), text, "register.yaml")
    return made


def test_what_was_checked_is_checked_again_on_what_stands_when_it_is_kept(house: Instance) -> None:
    """Given an activity that names a recipient, and was checked, when Alice takes that one out first, it is refused."""
    bruno = access.by_command(house, "Bruno")
    his = applying.of_entry(house, ("activity", "a0"), activity(0), 0)
    applying.check(house, his)
    declare(house, "takes", 0)
    with pytest.raises(RegisterError, match="r0"):
        applying.keep(house, bruno, his)
    assert "a0" not in house.declared().activities

    hers = applying.of_entry(house, ("recipient", "r1"), None, house.declared().numbers["recipient", "r1"])
    declare(house, "names", 1)
    with pytest.raises(RegisterError, match="r1"):
        applying.keep(house, bruno, hers)
    assert "r1" in house.declared().recipients


def test_edits_to_different_things_do_not_stand_in_each_others_way(house: Instance) -> None:
    his = applying.of_entry(house, ("activity", "a0"), activity(0), 0)
    declare(house, "names", 2)
    applying.keep(house, access.by_command(house, "Bruno"), his)
    assert set(house.declared().activities) == {"a0", "a2"}


def test_two_processes_at_once_leave_no_name_dangling(house: Instance) -> None:
    folder = str(house.settings.instance)
    setup.close()
    start = time.time() + OPENING
    words = [sys.executable, "-m", "tests.ledger.declarer", folder]
    both = [
        subprocess.Popen(
            [*words, who, str(ROUNDS), str(start), str(PACE)],
            cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who in ("names", "takes")
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    named, taken = ({int(n) for n in out.split()} for out, _ in said)
    assert named | taken == set(range(ROUNDS))  # in each round one was refused
    assert named & taken == set()
    declared = house.declared()
    assert {a.id for a in declared.activities.values()} == {f"a{n}" for n in range(ROUNDS) if n not in named}
    assert set(declared.recipients) == {f"r{n}" for n in range(ROUNDS) if n in taken}
