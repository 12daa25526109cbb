"""A process may die before or after any commit: whoever goes on loses nothing and does nothing twice (B7)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from garant.actions import access, founding, register, runner, steps, stores
from garant.actions.commits import DIES, LEDGER_COMMITS, POINTS, STORE_COMMITS
from garant.ledger import setup
from tests.actions import shop
from tests.actions.conftest import ENGINES, NOW
from tests.ledgers import Templates, switch
from tests.servers import database

MAIL_LEASE = 121
"""Seconds after which a letter is tried again that a process took up before it died."""
ROOT = Path(__file__).resolve().parents[2]
RECIPIENTS = """
recipients:
  mailer: {name: Facteur SAS, role: processor, contact: donnees@facteur.example}
  carrier: {name: Colis SARL, role: controller, contact: donnees@colis.example}
"""
MAP = shop.MAP.replace("    basis: contract\n", "    basis: contract\n    recipients: [mailer, carrier]\n") + RECIPIENTS
TOLD = "Colis SARL\N{NO-BREAK SPACE}: prévenu le 23\N{NO-BREAK SPACE}novembre 2026."
BEING_TOLD = "Colis SARL\N{NO-BREAK SPACE}: avis en cours d’envoi."
PAPERS = "garant: map/1\nstore: papers\nmanual: {fr: Ouvrir l’armoire., en: Open the cupboard.}\n"


@dataclass(slots=True)
class Yard:
    """An instance to copy, its shop on one engine, and the process that forks those that die."""

    template: Path
    folder: Path
    url: str
    forks: subprocess.Popen[str]
    copies: int = 0

    def fresh(self) -> Case:
        """A new copy of the instance, where nobody has asked for anything; the shop as it was on the first day."""
        self.copies += 1
        made = self.folder / f"case-{self.copies}"
        shutil.copytree(self.template, made)
        shop.rebuild(self.url)
        return Case(self, made)


@dataclass(slots=True)
class Case:
    """One copy of the instance, on which processes work one after the other, or at once."""

    yard: Yard
    folder: Path
    database: str = ""
    """The ledger's, if it is no file of the instance."""
    ahead: int = 0
    """Seconds by which the clock has moved on."""

    @property
    def log(self) -> Path:
        """The points that processes passed, and what the databases themselves committed."""
        return self.folder / "points.log"

    def start(self, act: str, *, die: str = "", listen: bool = False, later: int = 0) -> int:
        """Start a process; returns its number. `later`: seconds by which its clock is ahead of the others'."""
        environment = {"GARANT_MAIL_FOLDER": str(self.folder / "mail"), "GARANT_FAILPOINT": die}
        if listen:
            environment["GARANT_FAILPOINT_LOG"] = str(self.log)
        if self.database:
            environment["GARANT_DATABASE"] = self.database
        order = {
            "act": act,
            "instance": str(self.folder),
            "environment": environment,
            "now": NOW.isoformat(),
            "later": self.ahead + later,
        }
        return self._tell(order | {"out": str(self.folder / f"{act}.out")})

    def wait(self, process: int) -> int:
        """The exit status of a process, once it has ended."""
        return self._tell({"wait": process})

    def run(self, act: str, *, die: str = "", listen: bool = False, later: int = 0) -> int:
        return self.wait(self.start(act, die=die, listen=listen, later=later))

    def out(self, act: str) -> str:
        return (self.folder / f"{act}.out").read_text(encoding="utf-8")

    def end(self) -> End:
        """What the ledger, the shop and the mailbox hold now."""
        assert self.run("end", later=MAIL_LEASE) == 0
        rows = {t.name: shop.rows(self.yard.url, t.name) for t in shop.META.sorted_tables}
        written = re.sub(r"erased-[0-9a-f]{8}", "erased-PLAN", json.dumps(rows, default=str, ensure_ascii=False))
        letters = [f.read_text(encoding="utf-8") for f in sorted((self.folder / "mail").glob("*"))]
        to = Counter(m for text in letters for m in re.findall(r"^To: (.+)$", text, re.MULTILINE))
        return End(json.loads(self.out("end")), json.loads(written), to)

    def _tell(self, order: dict[str, Any]) -> int:
        pipe = self.yard.forks
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        pipe.stdin.write(json.dumps(order) + "\n")
        pipe.stdin.flush()
        return int(pipe.stdout.readline())


@dataclass(frozen=True, slots=True)
class End:
    """How it ended: what the ledger holds, every row of the shop, how many letters each address received."""

    ledger: dict[str, Any]
    shop: dict[str, Any]
    mail: Counter[str]


@pytest.fixture(scope="module")
def forks() -> Iterator[subprocess.Popen[str]]:
    """The process that forks those that die."""
    command = [sys.executable, "-m", "tests.actions.killed"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.fixture(scope="module", params=ENGINES)
def yard(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    templates: Templates,
    forks: subprocess.Popen[str],
) -> Iterator[Yard]:
    """A yard with its shop on each engine in turn."""
    folder = tmp_path_factory.mktemp("yard")
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{folder / 'shop.sqlite'}"
        else:
            url = stack.enter_context(database(request.getfixturevalue(f"{request.param}_server")))
        shop.build(url)
        settings = templates.sqlite(folder / "template")
        switch(settings)
        declare(settings.instance, url)
        setup.close()
        yield Yard(settings.instance, folder, url, forks)


def declare(instance: Path, url: str) -> None:
    """Boutique Lormel with its shop, and a cupboard of papers that a person opens."""
    house = founding.found(
        instance, organisation="Boutique Lormel", contact="donnees@lormel.example", place="FR", clock=lambda: NOW
    )
    actor = access.by_command(house, "owner")
    stores.add(house, actor, "shop", url)
    stores.add(house, actor, "papers", "manual:")
    register.apply(house, actor, MAP, "shop.yaml")
    register.apply(house, actor, PAPERS, "papers.yaml")
    house.close()


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """How Alice's request ends when nothing dies, and what was committed on the way."""

    end: End
    log: list[str]

    @property
    def points(self) -> list[str]:
        return [line for line in self.log if line in POINTS]


@pytest.fixture(scope="module")
def undisturbed(yard: Yard) -> Undisturbed:
    case = yard.fresh()
    assert case.run("journey", listen=True) == 0
    log = case.log.read_text(encoding="ascii").splitlines()
    return Undisturbed(case.end(), log)


# ── the list of points is whole ─────────────────────────────────────────────────────────────────────────────────────


def test_every_point_is_on_the_way_of_a_request(undisturbed: Undisturbed) -> None:
    """Given the points that the code announces, when a request with every right runs undisturbed, then each is passed:
    one that nothing passes would be tested in name only.
    """
    assert sorted(set(undisturbed.points)) == sorted(POINTS)


def test_every_kind_of_step_ends_in_a_commit_with_its_points() -> None:
    """A new kind of step without a failpoint fails here."""
    commits = {name.removeprefix("step.") for name in LEDGER_COMMITS if name.startswith("step.")}
    assert commits == {*steps.HANDLERS, "claim"}


def test_every_commit_of_ledger_and_shop_stands_between_its_two_points(undisturbed: Undisturbed) -> None:
    """Given what the databases themselves committed, then each commit that wrote stands between a point before and the
    same point after, and nothing was written outside: a new commit without a failpoint fails here.
    """
    pairs = {f"{name}.before-commit": ("ledger", f"{name}.after-commit") for name in LEDGER_COMMITS}
    pairs |= {f"store.{n}.before-commit": ("store", f"store.{n}.after-commit") for n in STORE_COMMITS}
    bare, wrote = [], False
    lines = iter(undisturbed.log)
    for line in lines:
        if line == "ledger wrote":
            wrote = True
        elif line in pairs:
            where, after = pairs[line]
            assert [next(lines), next(lines)] == [f"{where} COMMIT", after]
            wrote = wrote and where == "store"
        elif line != "ledger COMMIT" or wrote:
            bare.append(line)
    assert bare == []


# ── death ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_there_loses_nothing_and_nothing_is_done_twice(
    yard: Yard, undisturbed: Undisturbed, point: str
) -> None:
    """Given a process that dies at this point of Alice's request, when another goes on with what did not return, then
    shop, events, packages, letters, tasks and tombstones are those of a request that nothing disturbed.
    """
    case = yard.fresh()
    assert case.run("journey", die=point) == DIES
    assert case.run("journey") == 0
    end = case.end()
    wanted = dict(undisturbed.end.ledger)
    if point in ("letter.claim.after-commit", "letter.sent.before-commit"):  # not known to be sent, so not claimed
        assert wanted["answer"].count(TOLD) == 2
        wanted["answer"] = wanted["answer"].replace(TOLD, BEING_TOLD)
    assert end.ledger == wanted
    assert end.shop == undisturbed.end.shop
    if point == "letter.sent.before-commit":  # handed to the mail server, and not yet known to be: sent once more
        assert set(end.mail) == set(undisturbed.end.mail)
        assert all(n <= end.mail[to] <= 2 * n for to, n in undisturbed.end.mail.items())
    else:
        assert end.mail == undisturbed.end.mail


def test_a_machine_that_dies_at_every_point_in_turn_still_comes_to_the_same_end(
    yard: Yard, undisturbed: Undisturbed
) -> None:
    """Given a machine that dies at each point, one after the other, in one and the same request, when it is started
    again each time, then the end is the same.
    """
    case = yard.fresh()
    for point in dict.fromkeys(undisturbed.points):
        case.ahead += MAIL_LEASE
        assert (point, case.run("journey", die=point)) == (point, DIES)
    case.ahead += MAIL_LEASE
    assert case.run("journey") == 0
    end = case.end()
    assert (end.ledger, end.shop) == (undisturbed.end.ledger, undisturbed.end.shop)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "point",
    [
        "request.file.after-commit",
        "plan.agree.before-commit",
        "step.claim.after-commit",
        "step.erase.before-commit",
        "step.close.before-commit",
        "log.seal.before-commit",
    ],
)
def test_a_ledger_on_postgresql_survives_as_well(
    point: str,
    tmp_path: Path,
    templates: Templates,
    postgresql_server: sa.URL,
    forks: subprocess.Popen[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Given the ledger on PostgreSQL, when a process dies and another goes on, then each event is there once, the log
    verifies, and Alice is erased.
    """
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    shop.build(url)
    settings = templates.postgresql(tmp_path / "instance", postgresql_server)
    switch(settings)
    monkeypatch.setenv("GARANT_DATABASE", settings.database)
    declare(settings.instance, url)
    setup.close()
    case = Case(Yard(settings.instance, tmp_path, url, forks), settings.instance, settings.database)
    assert case.run("journey", die=point) == DIES
    assert case.run("journey") == 0
    end = case.end()
    assert end.ledger["request"][0] == "closed"
    assert end.ledger["log"] == [[], 0, "sealed"]
    assert [name for name, n in end.ledger["events"] if n != 1 and not name.startswith(("task", "data"))] == []
    assert (end.ledger["packages"], end.ledger["case keys"]) == (["access", "answer", "portability"], 1)
    assert [c["phone"] for c in end.shop["customer"]] == [None, "06 39 98 55 55"]


# ── two at once ─────────────────────────────────────────────────────────────────────────────────────────────────────


def agreed(yard: Yard) -> Case:
    """Alice's plan is agreed to, and nobody has begun."""
    case = yard.fresh()
    assert case.run("journey", die="plan.agree.after-commit") == DIES
    return case


def waits_at(case: Case, times: int) -> None:
    """Until `times` processes have claimed the step that writes, and wait for the shop."""
    for _ in range(200):
        text = case.log.read_text(encoding="ascii") if case.log.exists() else ""
        _, _, after = text.partition("step.package.after-commit")
        if after.count("step.claim.after-commit") >= times:
            break
        time.sleep(0.05)
    else:
        pytest.fail("no process came so far")
    time.sleep(0.3)


def test_two_processes_at_once_do_every_step_once(yard: Yard, undisturbed: Undisturbed) -> None:
    """Given two processes told to run the same plan, when both come to the step that writes, then one does it, the
    other waits for it, and both return with the plan where it waits for a person.
    """
    case = agreed(yard)
    with shop.busy(yard.url):
        both = [case.start("run", listen=True), case.start("run", listen=True)]
        waits_at(case, 2)
    assert [case.wait(p) for p in both] == [0, 0]
    assert case.out("run") == "waiting"
    assert case.run("journey") == 0
    end = case.end()
    assert (end.ledger, end.shop, end.mail) == (undisturbed.end.ledger, undisturbed.end.shop, undisturbed.end.mail)


def test_a_step_taken_over_from_a_process_that_still_lives_is_done_once(yard: Yard, undisturbed: Undisturbed) -> None:
    """Given a process that hangs in the middle of a step until its lease is over, when another takes the step over and
    both then go on, then the first one's results are refused, and every event and every row is there once.
    """
    case = agreed(yard)
    with shop.busy(yard.url):
        first = case.start("run", listen=True)
        waits_at(case, 1)
        second = case.start("work", listen=True, later=runner.LEASE + 1)
        waits_at(case, 2)
    assert (case.wait(first), case.wait(second)) == (1, 0)
    assert case.out("run") == "WrongState: rectify: another process has taken this step over. It finishes there."
    assert case.run("journey") == 0
    end = case.end()
    assert (end.ledger, end.shop, end.mail) == (undisturbed.end.ledger, undisturbed.end.shop, undisturbed.end.mail)
