"""Figures with the bounds that were accepted, as a table to print and as a page to keep."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `met` None: there is no bound for it."""

    what: str
    garant: str
    floor: str = ""
    accepted: str = ""
    goal: str = ""
    met: bool | None = None


@dataclass(slots=True)
class Figures:
    lines: list[Line] = field(default_factory=list)
    engine: str = ""
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    """How busy the machine was already; read before anything is measured."""
    _cpu: list[float] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        return all(line.met is not False for line in self.lines)

    def _add(self, line: Line) -> None:
        """Print as it comes: a run takes minutes."""
        print(f"{line.what}: {' '.join(filter(None, (line.garant, line.floor, _mark(line))))}", flush=True)
        self.lines.append(line)

    def access(self, packed: float, closed: float, plain: float) -> None:
        self._add(
            Line(
                "Access, one person, warm: agreed plan → signed package",
                f"{1000 * packed:.0f} ms (×{packed / plain:.1f})",
                f"{1000 * plain:.1f} ms",
                "≤ 5 × floor",
                "40 ms",
                packed <= 5 * plain,
            )
        )
        self._add(Line("… → answer written, request closed, log sealed", f"{1000 * closed:.0f} ms"))

    def erasure(self, size: int, planned: float, run: float, cpu: float) -> None:
        total = planned + run
        each = f"{1000 * total / size:.1f} ms each" if size > 1 else f"{1000 * total:.0f} ms"
        falls = not self._cpu or cpu < self._cpu[-1]
        self._cpu.append(cpu)
        what = f"Erasure, batch of {size:,}: plan, erase, verify, evidence, answer"
        if size == 1000:
            rate = 60 * size / total
            text = f"{each}, {rate:,.0f} a minute"
            self._add(Line(what, text, "", "≥ 5,000 a minute", "6,000", rate >= 5000))
        else:
            self._add(Line(what, each))
        self._add(Line("… CPU of Garant, per request", f"{1000 * cpu:.1f} ms", "", "falls", "", falls))

    def plain_erasure(self, plain: float, cpu: float) -> None:
        text = "no plan, no proof, no reading again"
        self._add(Line("Erasure by the plain driver, one at a time", text, f"{1000 * plain:.1f} ms"))
        self._add(Line("… its CPU", "", f"{1000 * cpu:.1f} ms"))

    def sheet(self, kind: str, deed: str, got: Mapping[str, float], floor: Mapping[str, float]) -> None:
        """One request on a spreadsheet of 100,000 rows and 20 columns. CPU seconds say how loaded the machine was."""
        seconds, megabytes = got["seconds"], got["megabytes"]
        what = {"access": "find, capture, read", "erasure": "find, capture, erase, read again"}[deed]
        self._add(
            Line(
                f"{kind.upper()} of 100,000 × 20, one request: {what}",
                f"{seconds:.1f} s ({got['cpu']:.1f} s CPU), {megabytes:.0f} MB",
                f"{floor['seconds']:.1f} s ({floor['cpu']:.1f} s CPU)",
                "≤ 5 s, 300 MB",
                "",
                seconds <= 5 and megabytes <= 300,
            )
        )

    def rest(self, first: float, held: int, processes: int) -> None:
        self._add(Line("`garant serve` → first page", f"{first:.1f} s", "", "≤ 2 s", "", first <= 2))
        held_mb = held / 1e6
        what = f"At rest, all {processes} processes together (PSS)"
        self._add(Line(what, f"{held_mb:.0f} MB", "", "≤ 180 MB", "120 MB", held_mb <= 180))

    def checks(self, activities: int, columns: int, found: int, taken: float, plain: float) -> None:
        what = f"`garant check`, rules alone: {activities} activities, {columns:,} columns, {found:,} findings"
        self._add(Line(what, f"{1000 * taken:.0f} ms", f"{1000 * plain:.1f} ms", "≤ 5 s", "", taken <= 5))

    def whole(self, activities: int, columns: int, got: Mapping[str, float], floor: Mapping[str, float]) -> None:
        """The whole command, cold, on a real store; then two pages of the office."""
        seconds, found = got["seconds"], int(got["findings"])
        self._add(
            Line(
                f"`garant check`, all of it: {activities} activities, {columns:,} columns, {found:,} findings",
                f"{seconds:.1f} s ({got['cpu']:.1f} s CPU), {got['megabytes']:.0f} MB",
                f"{floor['seconds']:.1f} s ({floor['cpu']:.1f} s CPU)",
                "≤ 5 s",
                "3 s",
                seconds <= 5,
            )
        )
        for name, what in (("register", "the register"), ("to-mend", "what is to be mended")):
            text = f"{1000 * got[name]:.0f} ms"
            self._add(Line(f"… its page of the office: {what}", text, "", "≤ 1 s", "", got[name] <= 1))

    def opening(self, activities: int, columns: int, taken: float, plain: float) -> None:
        what = f"Register and map opened: {activities} activities, {columns:,} data, {columns:,} columns"
        self._add(Line(what, f"{1000 * taken:.0f} ms", f"{1000 * plain:.1f} ms", "≤ 1 s", "", taken <= 1))

    def size(self, packages: int, megabytes: int) -> None:
        self._add(Line("Packages installed", str(packages), "", "≤ 38", "", packages <= 38))
        what = "Installed, with bytecode"
        self._add(Line(what, f"{megabytes} MB", "", "≤ 350 MB", "", megabytes <= 350))

    def table(self) -> str:
        """For a terminal and for Markdown alike."""
        head = Line("Measure", "Garant", "Plain driver", "Accepted", "Goal")
        rows = [(li.what, li.garant, li.floor, li.accepted, li.goal, _mark(li)) for li in (head, *self.lines)]
        rows[0] = (*rows[0][:5], "Met")
        wide = [max(len(row[at]) for row in rows) for at in range(6)]
        lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)) + " |" for row in rows]
        return "\n".join([lines[0], "| " + " | ".join("-" * w for w in wide) + " |", *lines[1:]])

    def page(self, customers: int) -> str:
        return PAGE.format(
            table=self.table(),
            customers=f"{customers:,}",
            cores=len(os.sched_getaffinity(0)),
            processor=_processor(),
            memory=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
            python=platform.python_version(),
            engine=self.engine,
            load=f"{self.load:.1f}",
            commit=_commit(),
        )


PAGE = """\
# Benchmark

Written by `make bench`; run it again to have the figures of your machine. These are of {cores} cores of {processor},
{memory} GB, Python {python}, {engine}, Garant's ledger in SQLite, at commit {commit}. When the run began,
{load} processes wanted a core (load average over a minute): above {cores}, every wall time is too long.

{table}

## What is measured

- **The data**: a shop of {customers} customers in eight tables on PostgreSQL, made by a seeded generator. The server is
  a throwaway one that does not wait for its disk, for Garant and for the plain driver alike; Garant's own ledger does
  wait, at every commit.
- **The plain driver** does the same reading (eight queries) or writing (seven updates in one transaction) with psycopg2
  and nothing else: no plan, no limits, no proof, no verification, no letter, no package. It opens one connection for
  each request. Accesses run in turn, five by Garant and five by the plain driver.
- **Access** is measured in a process that has done it before, one person at a time (median of 40): from the agreed plan
  to the ZIP, signed and closed; then to the closed request, whose events are sealed into the log.
- **Erasures** are measured from drawing the plan to the closed requests: the shop is searched for each person, rows are
  captured and decided, the plan is stored and agreed, one transaction erases, a second connection reads again by every
  captured key and looks for each address in every text column of the shop, events are sealed, answers are written.
  The wall time of small batches is nearly all the database's, looking through 1.09 million rows.
- **CPU** is of Garant's process; the database's is not counted on either side.
- **CSV and XLSX**: a file of 100,000 rows and 20 columns, as Excel in France writes it, one person, in a
  process of its own from a cold start: found by address and phone number, captured and read; or captured, erased, and
  looked for again in the whole file from the disk. The plain driver reads the same file to its end with `csv` or
  `iterparse`, and does nothing with it. Memory is the most that the process ever held.
- **`garant check`, rules alone**, is measured over a register and maps made for it, from the declared values to the
  findings in words; the floor is one plain pass over the same columns, which asks only whether an activity declares
  each category. **All of it** is the command in a fresh process: ledger opened, law proven by its cases, an SQLite
  store of 200 tables with 300 rows each described and sampled, findings sealed and kept; the floor reads the same rows
  with `sqlite3`. The pages are asked for after it in the same process, the second time that each is.
- **At rest**: the server, its web worker and the worker beside them, eight seconds after the last has started; PSS
  counts a shared page once.
"""


def _mark(line: Line) -> str:
    return {None: "", True: "yes", False: "NO"}[line.met]


def size(figures: Figures) -> None:
    """Installs Garant aside, with bytecode, and weighs it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "size.py")], capture_output=True, text=True, check=False
    )
    found = re.search(r"(\d+) packages .*?, (\d+) MB with bytecode", done.stdout)
    if found is None:
        raise RuntimeError(f"the size could not be measured: {done.stderr[-500:]}")
    figures.size(int(found[1]), int(found[2]))


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"
