"""Measures Garant beside a plain driver doing the same work, in one run, and writes docs/reference/benchmark.md.

usage: make bench [ARGS="--customers N --dsn URL --no-size --dry"]

Needs PostgreSQL with psql, `../shared/bench` and the bench group of dependencies. Exit status 1 when an accepted bound
is passed. Close other programs first: every figure is of this machine, now.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.bench import checks, floor, opening, report, rest, sheets, whole
from scripts.bench.report import ROOT, Figures

PAGE = ROOT / "docs" / "reference" / "benchmark.md"


def main() -> int:
    """Everything in turn: the data, the work beside the floor, the server at rest, the size."""
    asked = arguments()
    figures = Figures()
    with shop(asked) as dsn, tempfile.TemporaryDirectory(prefix="garant-bench-") as place:
        from scripts.bench import work  # Django starts with it, for one instance

        figures.engine = floor.version(dsn)
        instance = Path(place) / "instance"
        bench = work.prepare(instance, dsn)
        work.access(bench, figures, dsn)
        work.erasures(bench, figures, dsn)
        bench.close()
        rest.measure(instance, figures)
    opening.measure(figures)
    checks.measure(figures)
    whole.measure(figures)
    sheets.measure(figures)
    if asked.size:
        report.size(figures)
    print(figures.table())
    if not asked.dry:
        PAGE.write_text(figures.page(asked.customers), encoding="utf-8")
        print(f"\nSaved in {PAGE.relative_to(ROOT)}.")
    return 0 if figures.accepted else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--dsn", help="a database that gen_shop.py has filled already, as postgresql://…")
    parser.add_argument("--customers", type=int, default=100_000, help="how many the shop has")
    parser.add_argument("--no-size", dest="size", action="store_false", help="leave the installed size out")
    parser.add_argument("--dry", action="store_true", help="print only: keep the page as it is")
    return parser.parse_args()


@contextmanager
def shop(asked: argparse.Namespace) -> Iterator[str]:
    if asked.dsn:
        yield asked.dsn
        return
    with floor.server() as dsn:
        floor.fill(dsn, asked.customers)
        yield dsn


if __name__ == "__main__":
    sys.exit(main())
