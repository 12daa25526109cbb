"""Lormel's register, in YAML, and entries of any content for property tests."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from garant.errors import RegisterError
from garant.law.reading import read_yaml
from garant.rules.processing import Item, Organisation, Processing, Register
from garant.rules.registers import read_register

LORMEL = """\
garant: register/1
organisation:
  name: Boutique Lormel
  contact: donnees@lormel.example
  place: FR
  nature: private
  size: small
  sites: [lormel.example]
  dpo: {name: Claire Estève, email: dpo@lormel.example}
services:
  boutique: {fr: Boutique en ligne, en: Online shop}
activities:
  customers:
    name: {fr: Gérer les clients, en: Managing customers}
    persons: [customers]
    purposes:
      orders:
        name: {fr: Traiter vos commandes, en: Handling your orders}
        kind: sale.order
        basis: contract
        contract: Conditions générales de vente
        services: [boutique]
        durations: [{years: 3, clock: relationship-end, rule: RET-04}]
      delivery: {name: {fr: Vous livrer, en: Delivering}, kind: sale.delivery, basis: contract}
    items:
      name: {category: identity.name, sources: [form], collected_by: [site], used_by: [sales], purposes: [orders]}
      email:
        category: contact.email
        sources: form
        collected_by: site
        used_by: [sales, site]
        purposes: [orders, delivery]
        kept: [cabinet]
        shared_with: [mistral]
        required: true
        why: {fr: Confirmer la commande, en: Confirming the order}
  letter:
    name: {fr: Lettre, en: Newsletter}
    purposes:
      letter:
        name: {fr: Vous écrire, en: Writing to you}
        kind: prospecting.newsletter
        basis: consent
        durations: [{years: 3, clock: last-contact}]
    items: {email: contact.email}
recipients:
  mistral:
    name: Colis Mistral
    role: processor
    kind: carrier
    country: FR
    contract: {reference: C-12, signed: 2024-05-01, clauses: {audit: 2024-05-01, return: null}}
roles: {site: Site web, sales: {fr: Ventes, en: Sales}}
measures: {locked-cabinet: done}
devices: {till: {name: Caisse, kind: computer, owner: sales, password: true}}
places: {cabinet: {name: Armoire du bureau, kind: paper, measures: [locked-cabinet]}}
backups: {nightly: {of: cabinet, encrypted: true, days: 90}}
forms: {order: {name: {fr: Commande}, kind: web, activity: customers, purposes: [orders], url: "https://lormel.example/o"}}
notices: {order: {name: {fr: Mention}, forms: [order], says: [controller, purposes]}}
passwords: {length: 12}
"""


def lormel(text: str = LORMEL) -> Register:
    """The register of a text; problems name lormel.yaml and its lines."""
    document = read_yaml(text, "lormel.yaml", error=RegisterError)
    return read_register(document.data, document.place)


# ── any entry ────────────────────────────────────────────────────────────────────────────────────────────────────

_ids = st.from_regex(r"[^\W_][\w-]{0,20}", fullmatch=True)
_texts = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
_words = st.dictionaries(st.sampled_from(("fr", "en")), _texts, min_size=1)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _texts,
    int: st.integers(0, 10_000),
    bool: st.booleans(),
    date: st.dates(),
}
_FORMED: dict[tuple[type, str], st.SearchStrategy[Any]] = {
    (Item, "category"): st.from_regex(r"[a-z][a-z0-9-]{0,9}(\.[a-z][a-z0-9-]{0,9})?", fullmatch=True),
    (Organisation, "contact"): st.just("donnees@lormel.example"),
    (Organisation, "year_end"): st.sampled_from(("12-31", "06-30")),
}


def entries_of(kind: type) -> st.SearchStrategy[Any]:
    """Entries of one kind, called “x”, every field filled or left out; what they name may be declared nowhere."""
    return _values(kind, "x" if any(field.name == "id" for field in fields(kind)) else None)


@cache
def _values(kind: type, code: str | None = None) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    given: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields(kind):
        formed = _FORMED.get((kind, field.name))
        made = _of(hints[field.name]) if formed is None else formed
        if field.name == "id" and code is not None:
            made = st.just(code)
        if (kind, field.name) == (Processing, "purposes"):
            given["purposes"] = made.filter(bool)
            continue
        needed = field.default is MISSING and field.default_factory is MISSING
        given[field.name] = made if needed else st.one_of(st.just(_default(field)), made)
    built = st.builds(kind, **given)
    if any(field.name == "without" for field in fields(kind)):
        return built.map(lambda one: replace(one, without=tuple(n for n in one.without if not getattr(one, n))))
    return (
        built.filter(lambda d: d.years or d.months or d.days or d.criterion or d.indefinite)
        if _has_no_end(kind)
        else built
    )


def _has_no_end(kind: type) -> bool:
    return kind.__name__ == "Duration"


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _of(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(each for each in get_args(hint) if each is not types.NoneType)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from([each for each in inside if each])
    if origin is tuple:
        each = _of(inside[0])
        unique = not isinstance(inside[0], type) or inside[0] is str
        return st.lists(each, max_size=2, unique=unique).map(tuple)
    if origin is Mapping:
        return _mapping(inside[1])
    return _values(hint)


def _mapping(value: Any) -> st.SearchStrategy[Any]:
    if value is str:
        return _words
    if isinstance(value, type) and value not in _PLAIN:
        codes = st.lists(_ids, max_size=2, unique=True)
        return codes.flatmap(lambda found: st.fixed_dictionaries({c: _values(value, c) for c in found}))
    return st.dictionaries(_texts, _of(value), max_size=2)
