"""Where people's data stand: the declared stores, their maps, and the picture of who receives what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import proposals, register, staff, stores
from garant.actions.instance import read_text
from garant.errors import GarantError, MapError, NotFound, StoreError
from garant.ledger.values import MapVersion, StoreRecord
from garant.rules.register import Activity, Recipient, StoreMap
from garant.rules.tally import FEW
from garant.web import tags
from garant.web.office import flow, map_tables, trail, words
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import MapForm, StoreForm

PLACE = "register"

BASES: dict[str, words.Text] = {
    "consent": gettext_lazy("consent"),
    "contract": gettext_lazy("contract"),
    "legal-obligation": gettext_lazy("legal obligation"),
    "vital-interests": gettext_lazy("vital interests"),
    "public-interest": gettext_lazy("public interest"),
    "legitimate-interest": gettext_lazy("legitimate interest"),
}


# ── all stores ─────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk()
def overview(desk: Desk) -> HttpResponse:
    records = desk.house.records()
    known = desk.house.register()
    lines = [line for store in known.maps.values() for line in _lines(desk, store)]
    values = {
        "headline": _headline(len(records), len(known.maps)),
        "stores": [
            {
                "name": r.name,
                "engine": words.engine(r.engine),
                "added": r.added,
                "map": _map_tag(known.maps.get(r.name)),
            }
            for r in records
        ],
        "lines": lines,
        "union": desk.house.law().source_of("gdpr/44") is not None,
        "flow": flow.picture(
            known.maps, desk.language, {r.name: words.engine(r.engine) for r in records}, desk.house.law()
        )
        if known.maps
        else None,
    }
    return desk.page("register/stores.html", values, place=PLACE)


def _headline(declared: int, mapped: int) -> str:
    if not declared:
        return _("No store is declared yet.")
    missing = declared - mapped
    if missing:
        text = ngettext(
            "%(n)s store has no map: no search would be complete.",
            "%(n)s stores have no map: no search would be complete.",
            missing,
        )
        return text % {"n": missing}
    return _("Where the data are, why, and who receives them")


def _map_tag(store: StoreMap | None) -> words.Tag:
    if store is None:
        return words.Tag("near", "warn", _("No map yet"))
    if store.undecided:
        text = ngettext("%(n)s place to decide", "%(n)s places to decide", len(store.undecided))
        return words.Tag("near", "undecided", text % {"n": len(store.undecided)})
    return words.Tag("done", "check", _("Version %(n)s") % {"n": store.version})


def _lines(desk: Desk, store: StoreMap) -> list[dict[str, Any]]:
    return [
        {
            "table": table.name,
            "store": store.store,
            "activity": _activity(store.activities.get(table.activity), desk.language),
            "bases": [BASES[b] for b in store.activities[table.activity].bases]
            if table.activity in store.activities
            else [],
            "recipients": ", ".join(r.name for r in _recipients(store, table.activity)),
        }
        for table in store.tables.values()
    ]


def _activity(activity: Activity | None, language: str) -> str:
    if activity is None:
        return ""
    return activity.name.get(language) or activity.name.get("fr") or activity.id


def _recipients(store: StoreMap, activity: str) -> list[Recipient]:
    known = store.activities.get(activity)
    return [store.recipients[r] for r in known.recipients if r in store.recipients] if known else []


# ── one store ──────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("store", methods=FORM)
def add(desk: Desk) -> HttpResponse:
    form = StoreForm(desk.request.POST or None)
    trouble = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            stores.add(desk.house, desk.actor, data["name"], data["url"])
        except GarantError as error:
            trouble = Trouble.of(error)
        else:
            return desk.go("store", data["name"], done="store")
    values = {
        "title": _("Declare a store"),
        "words": _("A store is one place where people’s data stand. Its address and password are sealed at once."),
        "form": form,
        "trouble": trouble,
        "button": _("Declare and test"),
        "back": {"url": reverse("office:stores"), "words": _("Data")},
    }
    return desk.page("form.html", values, place=PLACE, status=422 if form.errors or trouble else 200)


@at_desk()
def store(desk: Desk, name: str) -> HttpResponse:
    return _store(desk, _record(desk, name))


@at_desk("check", methods=DEED)
def test(desk: Desk, name: str) -> HttpResponse:
    record = _record(desk, name)
    try:
        findings = stores.test(desk.house, name)
    except StoreError as error:
        return _store(desk, record, {"trouble": Trouble.of(error)}, status=503)
    return _store(desk, record, {"tested": True, "findings": findings})


def _record(desk: Desk, name: str) -> StoreRecord:
    for record in desk.house.records():
        if record.name == name:
            return record
    raise NotFound("No store bears this name.", place=name)


def _store(desk: Desk, record: StoreRecord, values: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    known = desk.house.register().maps.get(record.name)
    text = ngettext(
        "%(persons)s person, %(rows)s rows, %(share)s %% of a table where more than %(few)s rows change: "
        "beyond, a second confirmation",
        "%(persons)s persons, %(rows)s rows, %(share)s %% of a table where more than %(few)s rows change: "
        "beyond, a second confirmation",
        record.limits.persons,
    )
    limits = text % {
        "persons": record.limits.persons,
        "rows": tags.number(record.limits.rows),
        "share": f"{record.limits.share:.0%}".rstrip("%"),
        "few": FEW,
    }
    page = {
        "store": record,
        "engine": words.engine(record.engine),
        "by_hand": _instructions(desk, record, known),
        "tag": _map_tag(known),
        "limits": limits,
        "grants": _grants(desk, record.name),
        "copies": _copies(desk, record.name),
    }
    return desk.page("register/store.html", {**page, **(values or {})}, place=PLACE, status=status)


def _instructions(desk: Desk, record: StoreRecord, known: StoreMap | None) -> str:
    """What somebody does where Garant cannot reach (D16)."""
    if record.engine != "manual" or known is None:
        return ""
    return known.instructions.get(desk.language) or known.instructions.get("fr", "")


def _grants(desk: Desk, name: str) -> str:
    """The statements; none where the store cannot be read to write them."""
    try:
        return stores.grants(desk.house, desk.actor, name)
    except GarantError:
        return ""


def _copies(desk: Desk, name: str) -> tuple[stores.Kept, ...]:
    """The sealed copies beside the files of a store; none where it cannot be reached."""
    try:
        return stores.copies(desk.house, desk.actor, name)
    except GarantError:
        return ()


@at_desk("store", methods=FORM)
def restore(desk: Desk, name: str) -> HttpResponse:
    """The files as they were before a deed that was never verified."""
    record = _record(desk, name)
    trouble = None
    if desk.request.method == "POST":
        try:
            stores.put_back(desk.house, desk.actor, name)
            return desk.go("store", name, done="copies-restored")
        except (StoreError, NotFound) as error:
            trouble = Trouble.of(error)
    values = {
        "title": _("Put the files of %(store)s back") % {"store": record.name},
        "words": _(
            "They become what they were before the deed that was never verified. Whoever was erased by it is in them "
            "again, and what was changed since then is lost."
        ),
        "trouble": trouble,
        "button": _("Put them back"),
        "final": True,
        "back": {"url": reverse("office:store", args=[name]), "words": record.name},
    }
    return desk.page("form.html", values, place=PLACE, status=409 if trouble else 200)


@at_desk("store", methods=FORM)
def let_go(desk: Desk, name: str) -> HttpResponse:
    record = _record(desk, name)
    if desk.request.method == "POST":
        stores.let_go(desk.house, desk.actor, name)
        return desk.go("store", name, done="copies-gone")
    values = {
        "title": _("Destroy the sealed copies of %(store)s") % {"store": record.name},
        "words": _("The files stay as they are now. What was done to them can no longer be undone from here."),
        "button": _("Destroy the copies"),
        "final": True,
        "back": {"url": reverse("office:store", args=[name]), "words": record.name},
    }
    return desk.page("form.html", values, place=PLACE)


@at_desk("store", methods=FORM)
def remove(desk: Desk, name: str) -> HttpResponse:
    record = _record(desk, name)
    if desk.request.method == "POST":
        stores.remove(desk.house, desk.actor, name)
        return desk.go("stores", done="removed")
    values = {
        "title": _("Remove %(store)s from Garant") % {"store": record.name},
        "words": _("Its data stay where they are. From now on Garant does not look there, and no answer speaks of it."),
        "button": _("Remove the store"),
        "final": True,
        "back": {"url": reverse("office:stores"), "words": _("Data")},
    }
    return desk.page("form.html", values, place=PLACE)


# ── its map ────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk(methods=FORM)
def map(desk: Desk, name: str) -> HttpResponse:
    record = _record(desk, name)
    if desk.request.method == "POST":
        return _apply(desk, record)
    draft, trouble = "", None
    if "draft" in desk.request.GET:
        try:
            draft = proposals.propose(desk.house, desk.actor, name, language=desk.language)
        except GarantError as error:
            trouble = Trouble.of(error)
    return _map(desk, record, draft=draft, trouble=trouble)


def _apply(desk: Desk, record: StoreRecord) -> HttpResponse:
    form = MapForm(desk.request.POST, desk.request.FILES)
    if not form.is_valid():
        return _map(desk, record, form=form, status=422)
    text, file = form.cleaned_data["text"], form.cleaned_data["called"]
    try:
        _meant_for(record, text, file)
        register.apply(desk.house, desk.actor, text, file)
    except MapError as error:
        again = MapForm(initial={"text": text})
        return _map(desk, record, form=again, trouble=Trouble.of(error), status=422)
    return desk.go("map", record.name, done="map")


def _meant_for(record: StoreRecord, text: str, file: str) -> None:
    meant = read_text(text, file).store
    if meant != record.name:
        raise MapError(
            "This map is for another store.",
            place=file,
            remedy=f"Apply it on the page of {meant}.",
        )


@at_desk()
def version(desk: Desk, name: str, number: int) -> HttpResponse:
    return _map(desk, _record(desk, name), number=number)


def _map(
    desk: Desk,
    record: StoreRecord,
    *,
    form: MapForm | None = None,
    draft: str = "",
    number: int | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = register.versions(desk.house, record.name)
    shown = next((v for v in versions if v.number == number), None) if number else (versions[0] if versions else None)
    if number and shown is None:
        raise NotFound("No version of this map bears this number.", place=record.name)
    known = desk.house.register().maps.get(record.name)
    own = next((m for m in desk.house.register().own if m.store == record.name), None)
    others, reached = map_tables.unmapped(desk, record.name) if own and not own.instructions else ((), True)
    people = {p.id: p.name for p in staff.all(desk.house, desk.actor)}
    values = {
        "store": record,
        "tag": _map_tag(known),
        "lead": _map_lead(known, len(others)),
        "by_hand": record.engine == "manual",
        "old": number is not None,
        "form": form or MapForm(initial={"text": draft or (shown.text if shown else "")}),
        "draft": draft,
        "shown": shown,
        "numbered": shown.text.splitlines() if shown else [],
        "versions": [_version(v, people) for v in versions],
        "lines": map_tables.lines(desk, own, known) if own and known else [],
        "others": others,
        "reached": reached,
        "trouble": trouble,
    }
    return desk.page("register/map.html", values, place=PLACE, status=status)


def _map_lead(known: StoreMap | None, others: int) -> str:
    if known is None:
        return _("Without a map Garant does not know what this store holds, and draws no plan.")
    n, whole = len(known.tables), len(known.tables) + others
    if others:
        text = ngettext("%(n)s table of %(all)s is declared.", "%(n)s tables of %(all)s are declared.", n)
        return text % {"n": n, "all": whole}
    return ngettext("%(n)s table is declared.", "%(n)s tables are declared.", n) % {"n": n}


def _version(version: MapVersion, people: Mapping[UUID, str]) -> dict[str, Any]:
    by = trail.author(version.by, people)
    return {"number": version.number, "applied": version.applied, "by": by, "digest": version.digest[:16]}
