"""What counts over samples of the stores show: NIR and card numbers, sensitive words in notes. It sees no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from garant.rules.checks.facts import Facts
from garant.rules.findings import Code, Finding, Value
from garant.rules.numbers import CARD, NIR, NIR_SUSPECT, borne_out
from garant.rules.patterns import SAYS
from garant.rules.register import Column, StoreMap

INTERNAL_CODE = ("identity.code", "identity.customer-number")
NATIONAL_NUMBER = "identity.national-id"
NOTE = "note"


def numbers(facts: Facts) -> Iterator[Finding]:
    """NIR (S1-41) and card numbers (S1-78) in any column, notes included; an internal code is neither (S1-42, 43)."""
    for place, column, counts, declared in _columns(facts):
        code = declared is not None and declared.category in INTERNAL_CODE
        owned = declared is not None and declared.category.startswith(NATIONAL_NUMBER)
        for alarm, rule in ((NIR, "nir"), (CARD, "card"), (NIR_SUSPECT, "nir-suspect")):
            if not borne_out(alarm, counts) or (owned and alarm != CARD) or (alarm == NIR_SUSPECT and NIR in counts):
                continue
            about = "code" if code and alarm != NIR_SUSPECT else "number"
            yield Finding(f"{about}.{rule}", place, values={"column": column, "count": counts[alarm]})


def notes(facts: Facts) -> Iterator[Finding]:
    """Words of art. 9 and 10 in free text, the graver where the organisation promises to hold nothing of it (S2-28)."""
    promised = facts.register is not None and "sensitive-data" in facts.register.organisation.promises
    for place, column, counts, declared in _columns(facts):
        if declared is None or not (declared.free_text or declared.category.partition(".")[0] == NOTE):
            continue
        for code, count in counts.items():
            if code.startswith(SAYS):
                category = code.removeprefix(SAYS)
                values: dict[str, Value] = {"column": column, "category": Code(category), "count": count}
                if promised:
                    values["promise"] = Code("promise.sensitive-data")
                rule = "note.against-promise" if promised else "note.sensitive"
                yield Finding(rule, f"{place}.{category}", values=values)


def _columns(facts: Facts) -> Iterator[tuple[str, str, Mapping[str, int], Column | None]]:
    """(place, column's name, its counts, what the map says of it) of every column that was sampled."""
    for store, profile in facts.profiles.items():
        map = facts.maps.get(store)
        for table in profile.tables.values():
            for column in table.columns.values():
                if column.patterns:
                    place = f"{store}.{table.name}.{column.name}"
                    yield place, column.name, column.patterns, _declared(map, table.name, column.name)


def _declared(map: StoreMap | None, table: str, column: str) -> Column | None:
    known = map.tables.get(table) if map is not None else None
    return known.columns.get(column) if known is not None else None
