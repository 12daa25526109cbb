"""The files handed over: built and signed from what was read, kept sealed, fetched by the identified contact only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from garant.actions import answers, collected, letters
from garant.actions.batch import Batch
from garant.actions.instance import Instance
from garant.actions.leaving import Guard, leave
from garant.errors import NotFound, Refused, WrongState
from garant.ledger import confirmations, events, packages, requests, setup
from garant.ledger.values import NewEvent, Package, Request
from garant.press import contents, package
from garant.press import letters as press
from garant.press.documents import AccessDocument, Withheld
from garant.rules.persons import Standing, of_record

KINDS: tuple[Literal["access", "portability"], ...] = ("access", "portability")
CODE_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Made:
    """A package just built. Its bytes leave this process only sealed."""

    request: Request
    kind: str
    name: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as `read` left it."""

    table: str
    values: Mapping[str, Any]


def build(batch: Batch) -> list[Made]:
    """One package for each person and reading right. A person without rows gets an answer, not a package."""
    house = batch.house
    rows = {store: batch.get(f"rows:{store}") for store in batch.record.body["stores"]}
    maps = {store: batch.map(store) for store in rows}
    signer = package.Signer(house.organisation.name, house.keyring.log_public())
    withhold = batch.shown.withheld
    noted = collected.of_persons(house, {n: batch.parts[n]["values"] for n, _ in batch.live()})
    made = []
    for kind in KINDS:
        for n, request in batch.with_right(kind):
            if not batch.found(n):
                continue
            mine = [(s, _Read(t, v)) for s, by_request in rows.items() for t, v in by_request.get(request.id, ())]
            found = contents.found(maps, mine, house.law(), request.language, kind=kind, withhold=withhold)
            tables = {(s, r.table) for s, r in mine}
            arrivals = collected.statements(house, noted.get(n, ()), request.language)
            document = replace(_document(batch, n, request, kind, found, tables), arrivals=arrivals)
            data = package.build(document, sign=house.keyring.log_key().sign, signer=signer)
            digest = hashlib.sha256(data).hexdigest()
            made.append(Made(request, kind, package.filename(document), data, digest))
    return made


def _document(
    batch: Batch,
    number: int,
    request: Request,
    kind: Literal["access", "portability"],
    found: contents.Found,
    tables: Collection[tuple[str, str]],
) -> AccessDocument:
    house, law = batch.house, batch.house.law()
    identities = tuple((law.say(f"identity.{k}", request.language), v) for k, v in batch.identities(number))
    return AccessDocument(
        kind=kind,
        organisation=letters.party(house),
        reference=request.reference,
        language=request.language,
        received=request.received,
        made=house.today(),
        person=batch.contacts[request.id].name,
        authority=contents.authority(law, request.language, batch.contacts[request.id].country),
        rectify_link=house.url("/?right=rectification"),
        searched=batch.shown.searched,
        identities=identities,
        standing=contents.standing(_standing(batch, number), request.language),
        activities=found.activities,
        rights=contents.rights(law, request.language, found.bases),
        tables=found.tables,
        withheld=found.withheld,
        undecided=found.undecided + _unnamed(batch, request.language, found, tables),
    )


def _standing(batch: Batch, number: int) -> Standing | None:
    told = batch.parts[number].get("standing")
    return of_record(told) if told else None


def _unnamed(
    batch: Batch, language: str, found: contents.Found, tables: Collection[tuple[str, str]]
) -> tuple[Withheld, ...]:
    """Columns that the map does not even name, of tables where the person has rows: the copy says that they exist."""
    told = {(w.store, w.table, w.column) for w in found.undecided}
    reason = batch.house.law().say("undecided", language)
    return tuple(
        Withheld(store, table, f"{table} · {column}", reason, "", column)
        for store, table, column in batch.shown.undecided
        if column and (store, table) in tables and (store, table, column) not in told
    )


def keep(batch: Batch, made: list[Made]) -> None:
    """Put packages away, each under its case key, until they expire."""
    house = batch.house
    for m in made:
        packages.put(house.keyring, m.request, m.kind, m.name, m.data, house.clock(), expires(house))


def expires(house: Instance) -> Any:
    return house.clock() + timedelta(days=house.law().durations["package"])


# ── hand over ──────────────────────────────────────────────────────────────────────────────────────────────────────


def of_request(request: Request) -> tuple[Package, ...]:
    return tuple(packages.of_request(request))


def send_code(house: Instance, request: Request, token: str) -> None:
    """Before a package leaves, whoever holds the link shows once more that they hold the contact (S2-38, S4-20)."""
    contact = requests.contact(house.keyring, request)
    code = f"{secrets.randbelow(10**6):06d}"
    letter = press.code(letters.case(house, request, contact), code=code, minutes=CODE_MINUTES)
    with setup.transaction():
        confirmations.add_code(
            request, "package", _hash(request, code), house.clock() + timedelta(minutes=CODE_MINUTES)
        )
        letters.post(house, request, contact, "code", letter)


def fetch(house: Instance, request: Request, package_id: UUID, code: str, guard: Guard) -> tuple[str, bytes]:
    """A file's name and bytes, for the person who just entered the code. Expired is gone."""
    if request.identified_at is None:  # S2-38
        raise Refused("Nobody was identified for this request yet.", remedy="Confirm your address first.")
    if not confirmations.use_code(request, "package", _hash(request, code), house.clock()):
        raise Refused("This code is wrong or too old.", remedy="Ask for a new one; it comes to your address.")
    kind, name, data = _open(house, request, package_id, "person")
    file = answers.on_paper(request, data) if kind == "answer" else (name, data)
    return leave(house, "person", kind, file, guard, request)


def _open(house: Instance, request: Request, package_id: UUID, who: str) -> tuple[str, str, bytes]:
    found = next((p for p in packages.of_request(request) if p.id == package_id), None)
    now = house.clock()
    if found is None or found.expires <= now:
        raise NotFound(
            "This file is no longer here: its link has expired.", remedy="Ask again; the first copy is free."
        )
    data = packages.open(house.keyring, found)
    with setup.transaction():
        packages.fetched(found, now)
        public = {"package": str(found.id), "kind": found.kind}
        events.append(house.keyring, [NewEvent("package.fetched", now, who, public, None, request.id, request.key)])
    return found.kind, found.name, data


def by_command(house: Instance, request: Request, actor_label: str, guard: Guard, kind: str = "") -> tuple[str, bytes]:
    """The newest package of a request, for a clerk who hands it over themself; reading it is an event (A6).

    `kind`: "access" or "portability"; else the access one first.
    """
    if request.identified_at is None:  # S2-38
        raise WrongState(
            "The person is not identified: nothing may be handed over.",
            place=request.reference,
            remedy="Identify them first: `garant request identify`.",
        )
    mine = [p for p in packages.of_request(request) if (p.kind == kind if kind else p.kind in KINDS)]
    if not mine:
        raise NotFound("This request has no package.", place=request.reference, remedy="Run its plan first.")
    chosen = min(reversed(mine), key=lambda p: KINDS.index(p.kind))
    _, name, data = _open(house, request, chosen.id, actor_label)
    return leave(house, actor_label, chosen.kind, (name, data), guard, request)


def _hash(request: Request, code: str) -> bytes:
    return hashlib.sha256(f"{request.id}:{code.strip()}".encode()).digest()
