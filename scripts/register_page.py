"""Writes `docs/reference/register.md`: every key of a register, from the declared values and their own words."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache

from garant.law.purposes import read_purposes
from garant.rules import processing
from garant.rules.registers.document import SECTIONS, SINGLE
from garant.rules.registers.shapes import Day, Entries, Flag, Keyed, Listed, Names, Record, Shape, Text, Texts, Whole
from garant.rules.registers.shapes import record_of as record

BAR = "\\|"
HEAD = """# The register: `garant: register/1`

*The tables are written by `make reference` from the code itself.*

A register says what an organisation does with people's data: activities and their purposes, which data, for whom, how
long, with whom, protected how. It is one YAML document for each organisation. [Maps](map.md) say where the data stand;
a map's table names an activity (`clients`) or one purpose of it (`clients.livraison`), and the register gives answers,
plans and pages the purpose, the basis, the recipients, the duration and the source. A map may still declare activities
of its own; where both say one, the register's holds.

```yaml
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR, size: small, sites: [lormel.example]}
activities:
  clients:
    name: {fr: Gérer les clients, en: Managing customers}
    persons: [customers]
    purposes:
      commandes: {name: {fr: Traiter vos commandes, en: Handling your orders}, kind: sale.order, basis: contract,
                  durations: [{years: 3, clock: last-contact}]}
    items:
      courriel: {category: contact.email, sources: form, collected_by: site, used_by: ventes, purposes: commandes,
                 kept: shop, shared_with: transporteur, required: true, why: {fr: Confirmer la commande}}
recipients:
  transporteur: {name: Colis Mistral, role: controller, kind: carrier, country: FR}
roles: {site: Site web, ventes: Ventes}
```

`src/garant/rules/register.schema.json` is its JSON Schema: an editor that is given it completes and checks while you
type. Where a text is asked for, a plain text is French; `{fr: …, en: …}` gives both languages. Where names are asked
for, one or a list will do. Dates are written 2026-11-23. An id has letters, digits, “-” and “_”, at most 60, no dot.

`garant register apply FILE` reads a register, and maps beside it as further documents, tells every problem at once with
its line, and keeps all or nothing. What stands and is not in the file stays, and is named; `--remove` takes it out.
`garant register export` writes the register and then the maps; applying that changes nothing. Its `version` says from
which state it was taken: if somebody changed the same entry since, applying it is refused and names the entry. Every
version is kept, sealed: `garant register export --on DATE` and `garant register diff --from DATE` read them back.

What is refused: a key that is not known, an activity without a purpose, something named that is declared nowhere, a
recipient that is the organisation itself, a category or a kind of purpose that no pack or catalogue knows, no basis for
an activity of which a store holds rows. What is accepted and told by [`garant check`](checks.md): a datum without a
purpose, a purpose without a basis or a duration, and whatever else is missing.

At the top stand `garant: register/1`, `version` (an export's) and these sections.
"""
TAIL = """
## Kinds of purpose

A purpose's `kind` is one of these. A rule set, a contract or a lock may name a part of one: `prospecting` is all of it.

| kind | usual basis | |
| --- | --- | --- |
"""


def register_page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, kind in SINGLE.items():
        parts += _section(f"`{name}`", kind)
    for section, kind in SECTIONS.values():
        parts += _section(f"`{section}`: by id", kind)
    for kind in _inner():
        parts += _section(_called(kind), kind)
    rows = [f"| `{k.id}` | {', '.join(k.usual)} | {k.name['fr']} |" for k in read_purposes().values()]
    return "\n".join(parts) + TAIL + "\n".join(rows) + "\n"


def _section(title: str, kind: type) -> list[str]:
    shape, said = record(kind), _field_docs(kind)
    short = f" A text alone is its `{shape.short}`." if shape.short else ""
    rows = [
        f"| `{name}` | {_form(slot.shape)}{', needed' if slot.needed else ''} | {said.get(name, '')} |"
        for name, slot in (
            shape.slots if title == _called(kind) and shape.has_id and _listed(kind) else shape.inside
        ).items()
    ]
    return [
        f"\n## {title}\n",
        f"{_words(inspect.getdoc(kind) or '')}{short}\n",
        "| key | | |",
        "| --- | --- | --- |",
        *rows,
    ]


def _inner() -> Iterator[type]:
    """The records that stand within others, each once, in the order in which they are met."""
    outer = [*SINGLE.values(), *(kind for _, kind in SECTIONS.values())]
    found: list[type] = []
    waiting = [record(kind) for kind in outer]
    while waiting:
        for slot in waiting.pop(0).slots.values():
            inside = _record_in(slot.shape)
            if inside is not None and inside.kind not in found:
                found.append(inside.kind)
                waiting.append(inside)
    yield from found


def _record_in(shape: Shape) -> Record | None:
    return shape if isinstance(shape, Record) else getattr(shape, "record", None)


def _listed(kind: type) -> bool:
    return kind is processing.AutomatedDecision


def _called(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).capitalize()


def _form(shape: Shape) -> str:
    inside = _record_in(shape)
    if inside is not None:
        what = f"[{_called(inside.kind).lower()}](#{_called(inside.kind).lower().replace(' ', '-')})"
        return {Entries: f"{what}, by id", Listed: f"list of {what}"}.get(type(shape), what)
    if isinstance(shape, (Text, Names)) and shape.one_of:
        codes = ", ".join(f"`{code}`" for code in shape.one_of)
        return f"names of {codes}" if isinstance(shape, Names) else codes
    if isinstance(shape, Keyed):
        return f"code: {_form(shape.shape)}"
    return {Text: "text", Texts: "words", Whole: "number", Flag: "true or false", Day: "date", Names: "names"}[
        type(shape)
    ]


@cache
def _field_docs(kind: type) -> dict[str, str]:
    """What stands in a string below a field, and after a field as a comment, in the module of the values."""
    source = inspect.getsource(kind)
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.ClassDef)
    said: dict[str, str] = {}
    lines, last = source.splitlines(), ""
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            last = each.target.id
            comment = lines[each.lineno - 1].partition("  # ")[2]
            said[last] = _words(comment)
        elif last and isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
            said[last] = _words(str(each.value.value))
    return said


def _words(text: str) -> str:
    return " ".join(text.split()).replace("|", BAR)
