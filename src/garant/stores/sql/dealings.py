"""Who has bought something: rows of the tables that make a customer, counted by the database for a set of persons, or
for everybody (S1-18)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Subject
from garant.stores.plain import day_of
from garant.stores.sql.batch import Carrier
from garant.stores.sql.keys import stored
from garant.stores.sql.links import Mapped, Walk


def dealings(carrier: Carrier, walk: Walk, subjects: Sequence[Subject]) -> tuple[Dealings, ...]:
    found: dict[int, Dealings] = {}
    for kind, person in walk.map.persons.items():
        mine = [(at, subject) for at, subject in enumerate(subjects) if subject.kind == kind]
        if not person.customer_when or not mine:
            continue
        root = walk.root(kind)
        columns = [root.relation.c[name] for name in walk.root_key(kind)]
        infos = [root.info.columns[column.name] for column in columns]
        keys = [
            (at, *(stored(part, info, column) for part, info, column in zip(s.key, infos, columns, strict=True)))
            for at, s in mine
        ]
        found |= {at: Dealings(s.number, kind, 0) for at, s in mine}
        for name in person.customer_when:
            _count(carrier, walk, columns, keys, _chain(walk, name, root), found)
    return tuple(found[at] for at in sorted(found))


def _count(
    carrier: Carrier,
    walk: Walk,
    columns: Sequence[sa.Column[object]],
    keys: Sequence[tuple[object, ...]],
    chain: Sequence[Mapped],
    found: dict[int, Dealings],
) -> None:
    """Adds the rows of one table. Each is dated by its own date, else by that of the row it hangs on."""
    dated = next((mapped.relation.c[mapped.date] for mapped in chain if mapped.date), None)
    days = (sa.func.min(dated), sa.func.max(dated)) if dated is not None else (sa.null(), sa.null())
    for batch in carrier.carry(columns, keys):
        root = columns[0].table
        joined: sa.FromClause = batch.join(root, sa.and_(*(c == batch.c[f"c{at}"] for at, c in enumerate(columns))))
        for mapped in reversed(chain):
            joined = joined.join(mapped.relation, _hangs(walk, mapped))
        query = sa.select(batch.c.n, sa.func.count(), *days).select_from(joined).group_by(batch.c.n)
        for at, rows, first, last in carrier.connection.execute(query):
            before = found[at]
            found[at] = Dealings(
                before.number,
                before.kind,
                before.rows + rows,
                min(filter(None, (before.first, day_of(first))), default=None),
                max(filter(None, (before.last, day_of(last))), default=None),
            )


def tally(connection: sa.Connection, walk: Walk) -> tuple[Tally, ...]:
    """One reading of each kind of person's table, with its orders by their link."""
    counted = []
    for kind, person in walk.map.persons.items():
        root = walk.root(kind)
        bought = [_exists(walk, _chain(walk, name, root)) for name in person.customer_when]
        customers = sa.func.sum(sa.case((sa.or_(*bought), 1), else_=0)) if bought else sa.null()
        persons, several = connection.execute(sa.select(sa.func.count(), customers).select_from(root.relation)).one()
        counted.append(Tally(kind, persons, int(several or 0) if bought else None))
    return tuple(counted)


def _exists(walk: Walk, chain: Sequence[Mapped]) -> sa.ColumnElement[bool]:
    below: sa.FromClause = chain[-1].relation
    for mapped in reversed(chain[:-1]):
        below = below.join(mapped.relation, _hangs(walk, mapped))
    return sa.select(sa.literal(1)).select_from(below).where(_hangs(walk, chain[-1])).exists()


def _chain(walk: Walk, name: str, root: Mapped) -> list[Mapped]:
    """The table and those it hangs on, up to the person's own, which is left out."""
    chain = [walk.tables[name]]
    while (join := chain[-1].join) is not None and join.parent != root.name:
        chain.append(walk.tables[join.parent])
    return chain


def _hangs(walk: Walk, mapped: Mapped) -> sa.ColumnElement[bool]:
    """A row on the one that it hangs on. What an owner tied by hand may be of two types: then compared as text."""
    join = mapped.join
    assert join is not None
    parent = walk.tables[join.parent]
    pairs = []
    for below, above in zip(join.columns, join.parent_columns, strict=True):
        ours, theirs = mapped.relation.c[below], parent.relation.c[above]
        if mapped.info.columns[below].type == parent.info.columns[above].type:
            pairs.append(ours == theirs)
        else:
            pairs.append(sa.cast(ours, sa.String) == sa.cast(theirs, sa.String))
    return sa.and_(*pairs)
