"""The deeds of a plan, one function a kind of step. Each may be run again, and says only what it read again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from garant.actions import answers, leftovers, outward, packages
from garant.actions.batch import Batch
from garant.actions.commits import reach
from garant.errors import StoreError
from garant.ledger.values import NewEvent, Request
from garant.rules.plan import Cases, Touched
from garant.stores.port import Left


@dataclass(slots=True)
class Done:
    """What a step leaves: written by the runner in one ledger commit. `record` writes what has its own table."""

    events: list[NewEvent] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    work: dict[str, dict[UUID, Any]] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    dropped: set[UUID] = field(default_factory=set)
    record: Callable[[], None] = lambda: None

    def drop(self, batch: Batch, request: Request, store: str) -> None:
        """A person whose data changed since the plan: nothing was done to them, and they are planned again (D5)."""
        self.dropped.add(request.id)
        self.result["dropped"] = sorted(str(i) for i in self.dropped)
        self.events.append(_event(batch, request, "plan.dropped", store=store))


def _event(batch: Batch, request: Request, type_: str, **public: Any) -> NewEvent:
    public = {"plan": str(batch.record.id), **public}
    return NewEvent(type_, batch.house.clock(), "system", public, None, request.id, request.key)


def read(batch: Batch, store: str) -> Done:
    """Read each person's rows, to be packed (art. 15, 20)."""
    rows: dict[int, list[list[Any]]] = defaultdict(list)
    for row in batch.store(store).read(batch.scope(store, deciding=False)):
        rows[row.number].append([row.table, dict(row.values)])
    done = Done(result={"rows": {store: sum(len(r) for r in rows.values())}})
    wants = {r.id for right in ("access", "portability") for _, r in batch.with_right(right)}
    for n, request in batch.live():
        if request.id in wants:
            done.work.setdefault(f"rows:{store}", {})[request.id] = rows.get(n, [])
            tables = Counter(table for table, _ in rows.get(n, []))
            done.events.append(
                _event(batch, request, "step.done", kind="read", store=store, rows=dict(tables), outcome="read")
            )
    return done


def package(batch: Batch, store: str) -> Done:
    """Build and sign the packages; they wait sealed until the person fetches them."""
    made = packages.build(batch)
    return Done(
        events=[_event(batch, m.request, "package.made", kind=m.kind, digest=m.digest, size=len(m.data)) for m in made],
        result={"packages": len(made)},
        record=lambda: packages.keep(batch, made),
    )


def rectify(batch: Batch, store: str) -> Done:
    """Set the agreed values for the whole batch in one transaction of the store, each only if it is still what the
    plan showed (art. 16)."""
    asked = [(n, r, changes) for n, r in batch.with_right("rectification") if (changes := batch.changes(store, n))]
    written = batch.store(store).rectify(
        batch.scope(store, deciding=False),
        [c for _, _, changes in asked for c in changes],
        before_commit=lambda: reach("store.rectify.before-commit"),
    )
    reach("store.rectify.after-commit")
    done = Done(result={"rows": dict(written.rows), "already": len(written.already)})
    for n, request, changes in asked:
        if n in written.changed:
            done.drop(batch, request, store)
            continue
        rows = Counter(c.table for c in changes)
        done.events.append(
            _event(batch, request, "step.done", kind="rectify", store=store, rows=dict(rows), outcome="done")
        )
    done.requests = answers.planned_again(batch, done.dropped)
    return done


def erase(batch: Batch, store: str) -> Done:
    """Delete, empty and mask for the whole batch in one transaction of the store (D6), and leave tombstones of those
    who were in it (promise 5)."""
    touched = batch.touched(store)
    written = batch.store(store).erase(
        batch.scope(store, deciding=True), touched, before_commit=lambda: reach("store.erase.before-commit")
    )
    reach("store.erase.after-commit")
    done = Done(result={"rows": dict(written.rows), "already": len(written.already)})
    by_number = _by_number(touched)
    cases = batch.cases(store)
    erased: list[int] = []
    for n, request in batch.with_right("erasure"):
        if n in written.changed:
            done.drop(batch, request, store)
            continue
        rows = Counter(
            t.table
            for t in by_number.get(n, ())
            if cases[t.table][t.case].row == "delete" or cases[t.table][t.case].clear
        )
        done.events.append(
            _event(batch, request, "step.done", kind="erase", store=store, rows=dict(rows), outcome="written")
        )
        erased += [n] if rows else []
    tombs = answers.tombstones_of(batch, store, erased)
    numbers = Counter(t.number for t in tombs)
    done.events += [
        _event(batch, r, "tombstone.added", store=store, count=numbers[n], until=tombs[0].until.isoformat())
        for n, r in batch.live()
        if numbers[n]
    ]
    done.record = lambda: answers.set_tombstones(batch, tombs)
    done.requests = answers.planned_again(batch, done.dropped)
    return done


def verify(batch: Batch, store: str) -> Done:
    """Read again on a new connection: by the captured keys, and by each identifying value everywhere (D9)."""
    done = Done()
    touched = batch.touched(store)
    values = batch.values() if "erasure" in batch.rights else []
    seen = batch.store(store).verify(batch.scope(store, deciding=True), touched, values)
    left: dict[int, list[Left]] = defaultdict(list)
    for found in seen.left:
        left[found.number].append(found)
    for found in _not_as_asked(batch, store):
        left[found.number].append(found)
    by_number = _by_number(touched)
    cases = batch.cases(store)
    unread = {"skipped": [str(s)[:200] for s in seen.skipped]} if seen.skipped else {}
    for n, request in batch.live():
        mine = [f for f in left.get(n, ()) if not f.expected]
        fates = _fates(by_number.get(n, ()), cases)
        still = {f"{f.table}.{f.column}": f.rows for f in mine}
        seen_again = {"store": store, "columns_searched": seen.columns_searched, "left": still, **fates, **unread}
        done.events.append(_event(batch, request, "data.verified", **seen_again))
        done.work.setdefault(f"verified:{store}", {})[request.id] = {
            "left": still,
            "on": batch.house.today().isoformat(),
        }
    places = {r.reference: left[n] for n, r in batch.live() if n in left}
    done.record = lambda: leftovers.note(batch.house, store, places)
    done.result = {
        "gone": sum(seen.gone.values()),
        "cleared": sum(seen.cleared.values()),
        "kept": sum(seen.kept.values()),
        "columns": seen.columns_searched,
        "skipped": [[s.table, s.column, s.why] for s in seen.skipped],
    }
    _all_accounted(store, touched, done.result, seen.left)
    return done


def _not_as_asked(batch: Batch, store: str) -> list[Left]:
    """Rectified values that reading again did not show (a trigger, another program): they are not told as done."""
    changes = {n: mine for n, _ in batch.with_right("rectification") if (mine := batch.changes(store, n))}
    if not changes:
        return []
    cases = batch.cases(store)
    ended = {(t.number, t.table, t.key): cases[t.table][t.case] for t in batch.touched(store) if cases}
    tables = sorted({c.table for mine in changes.values() for c in mine})
    now = {
        (r.number, r.table, r.key): r.values
        for r in batch.store(store).read(batch.scope(store, deciding=False), tables)
    }
    wrong: Counter[tuple[int, str, str]] = Counter()
    for n, mine in changes.items():
        for c in mine:
            case = ended.get((n, c.table, c.key))
            if case is not None and (case.row == "delete" or c.column in case.clear):
                continue  # erased in the same run: verified as such
            if str(now.get((n, c.table, c.key), {}).get(c.column)) != str(c.new):
                wrong[n, c.table, c.column] += 1
    return [Left(n, table, column, rows, mapped=True) for (n, table, column), rows in wrong.items()]


def _fates(touched: Sequence[Touched], cases: Cases) -> dict[str, Counter[str]]:
    """Table → rows, by what should be true of them now. What is not is told as left."""
    counts: dict[str, Counter[str]] = {"gone": Counter(), "cleared": Counter(), "kept": Counter()}
    for t in touched:
        case = cases[t.table][t.case]
        fate = "gone" if case.row == "delete" else "cleared" if case.clear else "kept"
        counts[fate][t.table] += 1
    return counts


def _all_accounted(store: str, touched: Sequence[Touched], seen: Mapping[str, Any], left: Sequence[Left]) -> None:
    """Every captured row was read again as gone, cleared or kept, or is told as left; else we do not conclude."""
    read_again = seen["gone"] + seen["cleared"] + seen["kept"]
    still = len({(f.number, f.table) for f in left if f.mapped and not f.expected})
    if read_again + still < len(touched) and not still:
        raise StoreError(
            f"Reading again accounted for {read_again} of {len(touched)} rows.",
            place=store,
            remedy="Something else writes to these tables now; run the request again.",
        )


def tell(batch: Batch, store: str) -> Done:
    """Instruct processors (art. 28), tell recipients (art. 19), hand manual stores to a person (D16)."""
    told = outward.prepare(batch)
    return Done(
        events=[_event(batch, t.request, "task.opened", kind=t.kind, target=t.target) for t in told],
        result={"told": len(told)},
        record=lambda: outward.keep(batch, told),
    )


def answer(batch: Batch, store: str) -> Done:
    """Write the answer from what was read again, before the contact disappears with its case (E3)."""
    ready = answers.compose(batch)
    return Done(
        events=[
            _event(batch, a.request, "answer.composed", outcomes={r.right: r.outcome for r in a.request.rights})
            for a in ready
        ],
        requests=[a.request for a in ready],
        result={"answers": len(ready)},
        record=lambda: answers.keep(batch, ready),
    )


def close(batch: Batch, store: str) -> Done:
    """Close the requests, let go of the working data."""
    closed = answers.close(batch)
    events = [_event(batch, r, "request.closed", outcomes={x.right: x.outcome for x in r.rights}) for r in closed]
    return Done(events, closed, result={"closed": len(closed)}, record=lambda: answers.end(batch))


def _by_number(touched: list[Touched]) -> dict[int, list[Touched]]:
    found: dict[int, list[Touched]] = defaultdict(list)
    for t in touched:
        found[t.number].append(t)
    return found


HANDLERS: Mapping[str, Callable[[Batch, str], Done]] = {
    "read": read,
    "package": package,
    "rectify": rectify,
    "erase": erase,
    "verify": verify,
    "tell": tell,
    "answer": answer,
    "close": close,
}
