"""The map as a picture: where, which tables, what for, who else receives. Pure geometry; a table says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from garant.law.provisions import Law
from garant.law.transfers import leaves
from garant.rules.register import Recipient, StoreMap

TOP, ROW, GAP, BLOCK = 40.0, 34.0, 6.0, 20.0
BOX = 50.0
NAME_LENGTH = 26


@dataclass(frozen=True, slots=True)
class Text:
    kind: str
    x: str
    y: str
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    kind: str
    x: str
    y: str
    width: str
    height: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    out: bool


@dataclass(frozen=True, slots=True)
class Flow:
    height: str
    words: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the picture: where it stands, and the middle of each of its boxes."""

    x: float
    width: float
    middles: dict[str, float]


def picture(maps: Mapping[str, StoreMap], language: str, engines: Mapping[str, str], law: Law) -> Flow:
    """The stores, their tables, the activities that use them, and those who receive."""
    tables, stores, bottom = _tables(maps)
    activities = sorted({t.activity for m in maps.values() for t in m.tables.values()})
    known = {k: a for m in maps.values() for k, a in m.activities.items()}
    recipients: dict[str, Recipient] = {k: r for m in maps.values() for k, r in m.recipients.items()}
    received = sorted({r for a in activities if a in known for r in known[a].recipients if r in recipients})
    away = {key for key in received if recipients[key].country and leaves(law, recipients[key].country)}
    height = max(bottom, TOP + 70 * max(len(activities), len(received), 1))
    does, gets = _spread(545, 210, activities, height), _spread(840, 200, received, height)
    nodes = [_store(name, top, tall, engines.get(name, "")) for name, (top, tall) in stores.items()]
    nodes += [
        _table(key, tables.middles[key], undeclared=_activity_of(maps, key) not in known) for key in tables.middles
    ]
    for a in activities:
        if a in known:
            name = known[a].name.get(language) or known[a].name.get("fr") or a
            nodes.append(_box(does, a, name, "", away=False))
    nodes += [_box(gets, r, recipients[r].name, recipients[r].country, away=r in away) for r in received]
    lines = [
        _line(180, tables.middles[k], 250, tables.middles[k], out=_activity_of(maps, k) not in known)
        for k in tables.middles
    ]
    for key in tables.middles:
        activity = _activity_of(maps, key)
        if activity in known:
            lines.append(_line(460, tables.middles[key], 545, does.middles[activity]))
    for a in activities:
        for r in known[a].recipients if a in known else ():
            if r in recipients:
                lines.append(_line(755, does.middles[a], 840, gets.middles[r], out=r in away))
    said = _(
        "%(stores)s places, %(tables)s tables, %(activities)s activities, %(recipients)s recipients. "
        "The table below says the same."
    )
    counts = {
        "stores": len(maps),
        "tables": len(tables.middles),
        "activities": len(activities),
        "recipients": len(received),
    }
    return Flow(f"{height + 10:.0f}", said % counts, tuple(nodes), tuple(lines))


def _activity_of(maps: Mapping[str, StoreMap], key: str) -> str:
    store, table = key.split("\n")
    return maps[store].tables[table].activity


def _tables(maps: Mapping[str, StoreMap]) -> tuple[_Column, dict[str, tuple[float, float]], float]:
    y = TOP
    middles: dict[str, float] = {}
    stores: dict[str, tuple[float, float]] = {}
    for name, store in maps.items():
        top = y
        for table in store.tables:
            middles[f"{name}\n{table}"] = y + ROW / 2
            y += ROW + GAP
        tall = max(y - GAP - top, ROW)
        stores[name] = (top, tall)
        y = top + tall + BLOCK
    return _Column(250, 210, middles), stores, y


def _spread(x: float, width: float, keys: Sequence[str], height: float) -> _Column:
    """Boxes spread evenly over the height."""
    step = (height - TOP) / max(len(keys), 1)
    return _Column(x, width, {key: TOP + step * n + min(step, BOX) / 2 for n, key in enumerate(keys)})


def _store(name: str, top: float, tall: float, engine: str) -> Node:
    texts = [Text("name", "12", f"{top + 15 if tall <= ROW else top + 22:.1f}", _cut(name, 22))]
    if engine:
        texts.append(Text("sub", "12", f"{top + 29 if tall <= ROW else top + 41:.1f}", engine))
    return Node("node", "0", f"{top:.1f}", "180", f"{tall:.1f}", tuple(texts))


def _table(key: str, middle: float, *, undeclared: bool) -> Node:
    text = Text("code", "262", f"{middle + 4.5:.1f}", _cut(key.split("\n")[1], NAME_LENGTH))
    return Node("warn" if undeclared else "node", "250", f"{middle - ROW / 2:.1f}", "210", f"{ROW:.0f}", (text,))


def _box(column: _Column, key: str, name: str, under: str, *, away: bool) -> Node:
    middle = column.middles[key]
    texts = [Text("name", f"{column.x + 12:.0f}", f"{middle - (3 if under else -4.5):.1f}", _cut(name, NAME_LENGTH))]
    if under:
        texts.append(Text("sub", f"{column.x + 12:.0f}", f"{middle + 14:.1f}", under))
    kind = "away" if away else "node"
    return Node(kind, f"{column.x:.0f}", f"{middle - BOX / 2:.1f}", f"{column.width:.0f}", f"{BOX:.0f}", tuple(texts))


def _line(x1: float, y1: float, x2: float, y2: float, *, out: bool = False) -> Line:
    bend = (x1 + x2) / 2
    return Line(f"M{x1:.0f} {y1:.1f}C{bend:.0f} {y1:.1f} {bend:.0f} {y2:.1f} {x2:.0f} {y2:.1f}", out)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
