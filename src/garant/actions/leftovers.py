"""What reading again after an erasure met in a column that no map names: a finding at once, until the map names it.

A check reads samples, and may well not meet it; so it stands by what was read, not by what a sample shows. It holds no
value, and names its request by its reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from garant.actions.instance import Instance
from garant.ledger import findings
from garant.ledger.values import FindingTask, NewFinding
from garant.rules.findings import Finding, from_plain, to_plain
from garant.rules.register import StoreMap
from garant.stores.port import Left, Schema

RULE = "erased.elsewhere"


def note(house: Instance, store: str, left: Mapping[str, Sequence[Left]]) -> None:
    """Keep it as findings; `left`: request reference → what was met of its person. Part of a step's ledger commit."""
    new = {
        f"{store}.{each.table}.{each.column}": NewFinding(
            RULE,
            f"{store}.{each.table}.{each.column}",
            None,
            to_plain({"table": each.table, "column": each.column, "rows": each.rows, "request": reference}),
        )
        for reference, several in left.items()
        for each in several
        if not each.mapped and not each.expected
    }
    if new:
        findings.keep(house.keyring, list(new.values()), (), house.clock())


def still(house: Instance, store: str, map: StoreMap, schema: Schema) -> Iterator[Finding]:
    """Those that a check leaves standing: the column is there, and the map does not say yet what it is."""
    for task in findings.all(house.keyring, rule=RULE):
        if not task.place.startswith(f"{store}."):
            continue
        table, column = str(task.said["table"]), str(task.said["column"])
        info, known = schema.tables.get(table), map.tables.get(table)
        if info is not None and column in info.columns and (known is None or column not in known.columns):
            yield Finding(RULE, task.place, values=from_plain(task.said))


def request_of(task: FindingTask) -> str:
    """The reference of the request whose erasure met it; "" for another finding."""
    return str(task.said["request"]) if task.rule == RULE else ""
