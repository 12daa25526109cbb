"""One organisation's Garant, opened: its settings, ledger, keys, law, stores and clock, handed to every action."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from garant import config, plugins
from garant.actions import clock as clocks
from garant.actions import copies, declared
from garant.actions.law import law_in_force
from garant.errors import LedgerError, MapError, NotFound, UsageError
from garant.law.phrases import read_phrases
from garant.law.provisions import Law
from garant.law.reading import read_yaml
from garant.ledger import entries, journal, keys, maps, organisations, setup, stores
from garant.ledger.values import MapVersion, Organisation, StoreRecord
from garant.rules import processing
from garant.rules.maps import read_map
from garant.rules.register import Activity, Recipient, StoreMap, Table
from garant.rules.registers import views
from garant.stores.port import Store


@dataclass(frozen=True, slots=True)
class Register:
    """Everything declared now: store name → its map, each completed with the activities of the others.

    `activities`, `recipients`: the small ones that plans and answers use; the register's go before a map's own.
    """

    maps: dict[str, StoreMap]
    activities: dict[str, Activity]
    recipients: dict[str, Recipient]
    own: tuple[StoreMap, ...]
    """The maps as they were written, each with its own activities alone."""

    @property
    def held_for(self) -> dict[str, Activity]:
        """The activities for which a store holds rows."""
        used = {a for m in self.maps.values() for t in m.tables.values() for a in (t.activity, *also(t))}
        return {name: a for name, a in self.activities.items() if name in used}

    @property
    def digest(self) -> str:
        """Of what decisions rest on besides the maps: bases, duties, recipients. A plan is bound to it (D5)."""
        facts = sorted(
            (a.id, a.bases, a.duty or "", sorted(a.serves.items()), a.recipients) for a in self.held_for.values()
        )
        roles = sorted((r.id, r.role) for r in self.recipients.values())
        return hashlib.sha256(repr((facts, roles)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Held:
    """A store that this process holds open, and the sealed address that it was opened by."""

    store: Store
    record: StoreRecord
    seal: bytes


@dataclass(slots=True)
class Instance:
    """What an action needs to act for one organisation. Opened once a process; safe to share between threads."""

    settings: config.Settings
    organisation: Organisation
    keyring: keys.Keyring
    clock: clocks.Clock
    ends_on: date | None = None
    """The day on which this process last let go of what was over (A7)."""
    _stores: dict[str, Held] = field(default_factory=dict)
    _register: tuple[views.Views, tuple[str, ...], Register] | None = None
    _declared: tuple[int, processing.Register] | None = None
    _views: tuple[processing.Register, str, views.Views] | None = None

    def today(self) -> date:
        """The date in the organisation's zone, which is the legal one (A3)."""
        return self.day(self.clock())

    def day(self, at: datetime) -> date:
        """The local date of an instant: what the law counts (A3)."""
        return at.astimezone(ZoneInfo(self.organisation.zone)).date()

    def end_of(self, day: date) -> datetime:
        """The last instant of a local day."""
        return datetime.combine(day, time.max, tzinfo=ZoneInfo(self.organisation.zone))

    def law(self, *, place: str | None = None) -> Law:
        """The law in force today at the organisation's place, or at another."""
        return law_in_force(place or self.organisation.place, self.today())

    def url(self, path: str) -> str:
        """The address of a page, as a letter writes it."""
        return self.settings.base_url.rstrip("/") + path

    def records(self) -> tuple[StoreRecord, ...]:
        return tuple(stores.all(self.organisation.id))

    def store(self, name: str) -> Store:
        """The open store of that name. Its pool is kept until its address changes, in whichever process."""
        held = self._stores.get(name)
        if held is not None and stores.seal_of(held.record) == held.seal:
            return held.store
        record = stores.by_name(self.organisation.id, name)
        seal, url = stores.seal_of(record), stores.url_of(self.keyring, record)
        opened = plugins.open_store(name, url, options=record.options)
        self._stores[name] = Held(copies.sealing(opened, self.keyring, record.id), record, seal)
        if held is not None:
            held.store.close()
        return self._stores[name].store

    def register(self) -> Register:
        """What maps and register declare now. Read again only when one of them changed."""
        versions = [v for r in self.records() if (v := maps.current(self.organisation.id, r.name)) is not None]
        small, digests = self.views(), tuple(v.digest for v in versions)
        if self._register is None or self._register[0] is not small or self._register[1] != digests:
            self._register = (small, digests, join([read_version(v) for v in versions], small))
        return self._register[2]

    def declared(self) -> processing.Register:
        """The register as it stands now. Read again only when an entry changed, by whatever process."""
        sequence = entries.sequence(self.organisation.id)
        if self._declared is None or self._declared[0] != sequence:
            self.organisation = organisations.by_id(self.organisation.id)
            self._declared = (sequence, declared.now(self.keyring, self.organisation))
        return self._declared[1]

    def views(self) -> views.Views:
        """The small activities and recipients of the register, as maps name them."""
        register, law = self.declared(), self.law()
        if self._views is None or self._views[0] is not register or self._views[1] != law.version:
            self._views = (register, law.version, views.views(register, law, read_phrases()))
        return self._views[2]

    def map(self, store: str) -> StoreMap:
        found = self.register().maps.get(store)
        if found is None:
            raise NotFound(
                "This store has no map yet.",
                place=store,
                remedy=f"Write one with `garant store propose {store}`, read it, then `garant register apply FILE`.",
            )
        return found

    def close(self) -> None:
        for held in self._stores.values():
            held.store.close()
        self._stores.clear()


def read_text(text: str, name: str) -> StoreMap:
    """A map from its YAML text. `name` is how errors call it."""
    document = read_yaml(text, name, error=MapError)
    return read_map(document.data, where=document.place)


def read_version(version: MapVersion) -> StoreMap:
    text = read_text(version.text, f"{version.store} v{version.number}")
    return replace(text, version=version.number, digest=version.digest)


def join(read: list[StoreMap], small: views.Views = views.NOTHING) -> Register:
    """Maps share their activities and recipients: one may use what another declares. The register's go before them."""
    activities = {k: a for m in read for k, a in m.activities.items()} | dict(small.activities)
    recipients = {k: r for m in read for k, r in m.recipients.items()} | dict(small.recipients)
    complete = {m.store: replace(m, activities=activities, recipients=recipients) for m in read}
    return Register(complete, activities, recipients, tuple(read))


def also(table: Table) -> tuple[str, ...]:
    """The activities whose documents must name columns of a table."""
    return tuple(a for column in table.columns.values() for a in column.also)


def open_instance(instance: Path, *, organisation: str = "", clock: clocks.Clock = clocks.system) -> Instance:
    """Open an instance folder: start the ledger, bring its tables up to date, replay the journal (C6).

    `organisation`: its name, where the instance holds several (A1); else GARANT_ORGANISATION says which.
    """
    settings = config.read_settings(instance, os.environ)
    setup.start(settings)
    if settings.database == "sqlite" and not settings.sqlite_file.exists():  # a new one would hide that it was lost
        raise LedgerError(
            "the ledger is not there", place=str(settings.sqlite_file), remedy="Put back its last backup."
        )
    setup.migrate()
    ours = _named(organisation or os.environ.get("GARANT_ORGANISATION", ""))
    journal.replay(settings, clock())
    return Instance(settings, ours, keys.Keyring.open(settings, ours.id), clock)


def _named(name: str) -> Organisation:
    known = organisations.all()
    if not name and len(known) < 2:
        return organisations.the_only()
    names = ", ".join(o.name for o in known)
    for organisation in known:
        if organisation.name == name:
            return organisation
    raise UsageError(
        "This instance holds no organisation of that name." if name else "This instance holds several organisations.",
        place="organisation",
        remedy=f"Say which with --organisation NAME or GARANT_ORGANISATION: {names}.",
    )
