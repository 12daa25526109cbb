"""The work that is measured, through the same actions as the pages and commands: access, and erasures in batches."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from garant.actions import start
from scripts.bench import floor
from scripts.bench.report import Figures

WARM, ROUNDS, EACH = 5, 8, 5
"""Accesses to warm up; then rounds of so many by Garant and as many by the plain driver, in turn."""
PLAIN_ERASURES = 40
BATCHES = (1, 10, 1000)
"""Persons in one batch. Each size runs once to warm up but the last, which is long enough."""
MAP = Path(__file__).with_name("shop.yaml")


@dataclass(slots=True)
class Spent:
    """Seconds of wall and of this process's CPU."""

    wall: float
    cpu: float


class Clock:
    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), _cpu()

    def spent(self) -> Spent:
        return Spent(time.perf_counter() - self.wall, _cpu() - self.cpu)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Bench:
    """An instance with the shop as its only store, and the next customer who has not asked yet."""

    def __init__(self, instance: Path, dsn: str) -> None:
        from garant.actions import access, founding, register, stores
        from garant.rules.plan import Limits

        self.house = founding.found(instance, organisation="Banc d’essai", contact="dpo@banc.example", place="FR")
        self.actor = access.by_command(self.house, "bench")
        url = dsn.replace("postgresql://", "postgresql+psycopg://", 1)
        stores.add(self.house, self.actor, "shop", url, limits=Limits(rows=10**6, share=1.0))
        register.apply(self.house, self.actor, MAP.read_text(encoding="utf-8"), MAP.name)
        self.next = 20_000

    def people(self, count: int) -> range:
        self.next += count
        return range(self.next - count, self.next)

    def run(self, right: str, people: Sequence[int]) -> tuple[Spent, Spent, Spent]:
        """Ask, identify, plan, agree, run to the end. Spent: on planning and agreeing; on running; of that until a
        signed package is closed."""
        from garant.actions import agreement, plans, requests, runner
        from garant.ledger.values import Contact, Step

        asked = []
        for number in people:
            contact = Contact(name=f"Customer {number}", email=f"customer{number}@example.com")
            filed = requests.file(self.house, self.actor, rights=[right], contact=contact, channel="email")
            request = requests.identify(
                self.house, self.actor, filed.request, method="contact-on-file", by="bench", reason="bench"
            )
            asked.append(request)
        clock = Clock()
        shown = plans.draw(self.house, self.actor, asked)
        asked = [requests.by_id(self.house, r.id) for r in asked]
        record = agreement.agree(self.house, self.actor, asked, shown.fingerprint, confirm_limits=True)
        planned, clock = clock.spent(), Clock()
        packed: list[Spent] = []

        def note(step: Step) -> None:
            if step.kind == "package":
                packed.append(clock.spent())

        state = runner.run(self.house, record.id, on_step=note).state
        if state != "done":
            raise RuntimeError(f"the plan is {state}, not done")
        run = clock.spent()
        return planned, run, packed[0] if packed else run

    def close(self) -> None:
        self.house.close()


def prepare(instance: Path, dsn: str) -> Bench:
    start.prepare(instance, language="fr", mail_folder="mail", read_answers=False)
    return Bench(instance, dsn)


def access(bench: Bench, figures: Figures, dsn: str) -> None:
    """One person at a time, in a process that has done it before. Turn by turn with the plain driver, so that what
    else the machine does weighs on both."""
    for number in bench.people(WARM):
        bench.run("access", [number])
    spent, plain = [], []
    for _ in range(ROUNDS):
        spent += [bench.run("access", [number]) for number in bench.people(EACH)]
        # The floor erases as many persons after those it reads: neither are asked for again.
        plain.append(floor.measure(dsn, bench.people(2 * EACH)[0], EACH)["access"]["median_ms"] / 1000)
    packed = statistics.median(p.wall for _, _, p in spent)
    figures.access(packed, statistics.median(r.wall for _, r, _ in spent), statistics.median(plain))


def erasures(bench: Bench, figures: Figures, dsn: str) -> None:
    for size in BATCHES:
        if size < BATCHES[-1]:
            bench.run("erasure", bench.people(size))
        planned, run, _ = bench.run("erasure", bench.people(size))
        figures.erasure(size, planned.wall, run.wall, (planned.cpu + run.cpu) / size)
    plain = floor.measure(dsn, bench.people(2 * PLAIN_ERASURES)[0], PLAIN_ERASURES)["erase"]
    figures.plain_erasure(plain["median_ms"] / 1000, plain["cpu_ms_each"] / 1000)
