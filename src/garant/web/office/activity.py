"""One activity of the register: its purposes, its data in seven columns, and what the stores hold of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.actions import completeness, register
from garant.errors import Changed, NotFound
from garant.law.phrases import read_phrases
from garant.law.sharing import read_sharing
from garant.rules.checks.facts import parts
from garant.rules.processing import Duration, Item, Processing, Purpose
from garant.rules.register import Column, StoreMap, Table
from garant.rules.registers import read_entry
from garant.rules.registers.views import duration_words, receivers
from garant.web.office import catalogues, sheets, told
from garant.web.office.desk import DEED, Desk, at_desk
from garant.web.office.entries import an_id, overlaid, shelf, standing
from garant.web.office.entry_pages import laid
from garant.web.office.fields import Shelf, flat
from garant.web.office.record import state_tag
from garant.web.office.words import Text

FACTS = (
    "role",
    "owner",
    "services",
    "source",
    "software",
    "transfers",
    "joint_with",
    "follows",
    "uses",
    "without",
    "impact",
)
MORE = ("measures", "declaration", "created", "reviewed")
"""The fields of the activity that stand at the head of its page."""


@at_desk("read-register")
def page(desk: Desk, entry: str, trouble: Any = None) -> HttpResponse:
    """The activity as it is declared, each part with the way to change it."""
    here = shelf(desk, "activity", entry)
    activity = _declared(here, entry)
    lacks = completeness.of_activity(desk.house, desk.actor, entry, desk.language)
    open_ = [t for t in lacks if t.severity != "information"]
    values = {
        "activity": activity,
        "name": here.say(activity.name, entry),
        "tag": state_tag(len(open_)),
        "number": here.register.numbers.get(("activity", entry), 0),
        "persons": ", ".join(str(catalogues.PERSONS.get(p, p)) for p in activity.persons),
        "facts": _facts(activity, here),
        "purposes": [_purpose(activity, p, here) for p in activity.purposes.values()],
        "rows": table(activity, here),
        "held": _held(desk, activity, here),
        "durations": _durations(activity.durations, "durations", here),
        "recipients": [here.register.recipients[r].name for r in activity.recipients if r in here.register.recipients],
        "decisions": [
            {"at": f"decisions/{n}", "name": here.say(d.name), "human": _role(d.human, here)}
            for n, d in enumerate(activity.decisions)
        ],
        "clients": [
            {
                "at": f"on_behalf_of/{n}",
                "name": c.name,
                "for": [here.say(activity.purposes[p].name, p) for p in c.purposes if p in activity.purposes],
                "contract": c.contract,
                "dpo": c.dpo.name if c.dpo else "",
                "representative": c.representative.name if c.representative else "",
            }
            for n, c in enumerate(activity.on_behalf_of)
        ],
        "lacks": lacks,
        "trouble": trouble,
    }
    return laid(desk, "record/activity.html", values, status=409 if trouble else 200)


def _declared(here: Shelf, entry: str) -> Processing:
    if entry not in here.register.activities:
        raise NotFound("No activity of this name is declared.", place=entry)
    return here.register.activities[entry]


def _facts(activity: Processing, here: Shelf) -> list[tuple[Text, str]]:
    named = {f.label for f in sheets.ACTIVITY.fields if f.at in (*FACTS, *MORE)}
    return [(label, said) for label, said in told.facts(sheets.ACTIVITY, "activity", activity, here) if label in named]


def _purpose(activity: Processing, purpose: Purpose, here: Shelf) -> dict[str, Any]:
    basis = purpose.basis
    because = here.say(purpose.interest) or purpose.contract
    if purpose.duty and purpose.duty in here.law.duties:
        because = here.say(here.law.duties[purpose.duty].name)
    return {
        "id": purpose.id,
        "name": here.say(purpose.name, purpose.id),
        "kind": dict(flat(catalogues.purpose_kinds(here))).get(purpose.kind, purpose.kind),
        "basis": catalogues.BASES[basis] if basis else "",
        "article": here.law.cite(f"gdpr/{'/'.join(_steps(basis))}", here.language) if basis else "",
        "because": because,
        "durations": _durations(purpose.durations, f"purposes/{purpose.id}/durations", here),
        "whole": not purpose.durations and bool(activity.durations),
    }


def _steps(basis: str) -> Iterable[str]:
    return ("6", "1", catalogues.BASE_ARTICLES[basis][-2])


def _durations(durations: Sequence[Duration], way: str, here: Shelf) -> list[dict[str, str]]:
    phrases = read_phrases()
    return [
        {"at": f"{way}/{n}", "words": here.say(duration_words(d, here.law, phrases))} for n, d in enumerate(durations)
    ]


def _role(role: str, here: Shelf) -> str:
    known = here.register.roles.get(role)
    return here.say(known.name, role) if known else role


# ── the seven columns ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row. `said`: (of which items, or "" for all; what is said of them; whether that is a lack)."""

    label: Text
    said: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """One category of data: its items as a list, and the five columns that say who, why, where and to whom."""

    category: str
    items: list[dict[str, Any]]
    cells: list[Cell]


HEADS: tuple[Text, ...] = (
    gettext_lazy("Type of information"),
    gettext_lazy("What you collect"),
    gettext_lazy("Who collects it"),
    gettext_lazy("For what reason"),
    gettext_lazy("Who uses it"),
    gettext_lazy("Stored by"),
    gettext_lazy("Shared with"),
)


def table(activity: Processing, here: Shelf) -> list[Row]:
    """The data of an activity by category (S0-04 to S0-10). What is said of all items of a category is said once."""
    by_category: dict[str, list[Item]] = {}
    for item in activity.items.values():
        by_category.setdefault(catalogues.heading(here, item.category), []).append(item)
    return [
        Row(
            category=category,
            items=[
                {
                    "id": item.id,
                    "name": item_name(item, here),
                    "sensitive": item.sensitivity not in ("no", "potential"),
                    "why": here.say(item.why),
                }
                for item in items
            ],
            cells=[_cell(label, items, say, lack, here) for label, say, lack in _columns(activity, here)],
        )
        for category, items in by_category.items()
    ]


Says = Callable[[Item], str]


def _columns(activity: Processing, here: Shelf) -> list[tuple[Text, Says, str]]:
    """Column → what it says of an item, and what to say where nobody has said it."""
    hands, places = dict(catalogues.hands(here)), dict(catalogues.places(here))
    purposes = {p.id: here.say(p.name, p.id) for p in activity.purposes.values()}
    nobody = here.say(read_sharing().words["third-parties.none"])

    def shared(item: Item) -> str:
        named = receivers(activity, [item])
        return _listed(named, {r.id: r.name for r in here.register.recipients.values()}) or nobody

    return [
        (HEADS[2], lambda i: _listed(i.collected_by, hands), _("Collector not said")),
        (HEADS[3], lambda i: _listed(i.purposes, purposes), _("Collected without a purpose")),
        (HEADS[4], lambda i: _listed(i.used_by, hands), _("Not said")),
        (HEADS[5], lambda i: _listed(i.kept, places), _("Not said")),
        (HEADS[6], shared, ""),
    ]


def _listed(codes: Iterable[str], names: Any) -> str:
    return ", ".join(str(names.get(code, code)) for code in codes)


def _cell(label: Text, items: Sequence[Item], say: Says, lack: str, here: Shelf) -> Cell:
    said: dict[str, list[str]] = {}
    for item in items:
        said.setdefault(say(item), []).append(item_name(item, here))
    alone = len(said) == 1
    return Cell(label, [("" if alone else ", ".join(of), text or lack, not text) for text, of in said.items()])


def item_name(item: Item, here: Shelf) -> str:
    return here.say(item.name) or catalogues.category(here, item.category)


# ── what the stores hold ────────────────────────────────────────────────────────────────────────────────────────────


def _held(desk: Desk, activity: Processing, here: Shelf) -> dict[str, Any]:
    """The columns that the maps name for the activity: what is declared of them, and what is not."""
    declared = {item.category for item in activity.items.values()}
    stores: dict[str, list[dict[str, Any]]] = {}
    missing: dict[str, list[str]] = {}
    for map, own, column in completeness.columns(desk.house).get(activity.id, ()):
        known = bool(declared & set(parts(column.category)))
        where = f"{own.name}.{column.name}"
        stores.setdefault(map.store, []).append(
            {"where": where, "words": catalogues.category(here, column.category), "known": known}
        )
        if not known:
            missing.setdefault(column.category, []).append(f"{map.store}.{where}")
    return {
        "stores": [{"name": name, "columns": columns} for name, columns in stores.items()],
        "count": sum(len(columns) for columns in stores.values()),
        "missing": [
            {"category": code, "words": catalogues.category(here, code), "where": where}
            for code, where in missing.items()
        ],
    }


@at_desk("register", methods=DEED)
def adopt(desk: Desk, entry: str) -> HttpResponse:
    """Declare a datum as the maps have it: its category, source, store and purpose are known, and not asked."""
    here = shelf(desk, "activity", entry)
    activity = _declared(here, entry)
    category = desk.request.POST.get("category", "")
    columns = [each for each in completeness.columns(desk.house).get(entry, ()) if each[2].category == category]
    if not columns:
        raise NotFound("No map names such a column for this activity.", place=entry)
    stands = standing(desk, "activity", entry)
    item = of_columns(activity, columns, here)
    code = an_id(catalogues.category(here, category), activity.items)
    laid_over = overlaid(stands.plain, ("items", code), item)
    try:
        value = read_entry("activity", entry, laid_over)
        register.put(desk.house, desk.actor, "activity", entry, value, int(desk.request.POST.get("version", "0") or 0))
    except Changed:
        return desk.go("activity", entry, done="moved")
    return desk.go("activity", entry, done="adopted")


SOURCES = {"provided": "form", "observed": "observed", "inferred": "inferred", "third-party": "third-party"}
"""How a map says where a column comes from → how the register does."""


def of_columns(activity: Processing, columns: Sequence[tuple[StoreMap, Table, Column]], here: Shelf) -> dict[str, Any]:
    """What maps say of one category of data, as the plain data of an item."""
    places = {p.store: p.id for p in here.register.places.values() if p.store}
    named = [own.activity.partition(".")[2] for _map, own, _column in columns]
    purposes = [p for p in dict.fromkeys(named) if p in activity.purposes] or list(activity.purposes)
    return {
        "category": columns[0][2].category,
        "sources": list(dict.fromkeys(SOURCES[column.origin] for _map, _own, column in columns)),
        "kept": list(dict.fromkeys(places.get(map.store, map.store) for map, _own, _column in columns)),
        "purposes": purposes,
    }
