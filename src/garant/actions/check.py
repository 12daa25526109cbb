"""`garant check`: what is declared held against what is so, in every store, and what it finds kept as tasks.

It changes nothing in a store, and tells no value of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from garant.actions import access, due, law_watch, leftovers, mail, returned
from garant.actions.access import Actor
from garant.actions.drawing import unnamed
from garant.actions.instance import Instance
from garant.errors import GarantError, NotFound
from garant.law.findings import read_findings, read_measures
from garant.law.provisions import Law
from garant.law.purposes import within
from garant.law.sharing import read_sharing
from garant.law.transfers import read_transfers
from garant.law.vocabulary import read_lexicon
from garant.ledger import events, findings, setup
from garant.ledger.findings import Name
from garant.ledger.values import FindingTask, NewEvent, NewFinding
from garant.rules import checks
from garant.rules.checks import Facts, State
from garant.rules.findings import Finding, Told, from_plain, in_order, tell, to_plain
from garant.rules.profile import Profile
from garant.rules.register import StoreMap


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding that stands, in words and as a task. `excepted`: under a written exception today."""

    told: Told
    task: FindingTask
    excepted: bool


@dataclass(slots=True)
class _Look:
    """What a check met. `blind`: stores that did not answer, of which nothing is concluded (D9)."""

    found: list[Finding] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)


def run(
    house: Instance,
    actor: Actor,
    *,
    rules: Collection[str] = (),
    stores: Collection[str] = (),
    passing: Callable[[str], None] = lambda _name: None,
) -> tuple[Standing, ...]:
    """Look at everything, or at some rules ("duration" is all of duration.…) or stores only; keep what came of it.

    `passing` is told each store before it is looked at, and "" before the rest.
    Returns what stands of what was looked at, the gravest first.
    """
    access.require(house, actor, "check")
    _known(house, rules, stores)
    look = _Look()
    for record in house.records():
        if not stores or record.name in stores:
            passing(record.name)
            _store(house, record.name, look)
    passing("")
    if not stores:
        law_watch.begin(house, actor)
        look.found += _house(house, actor)
        look.found += law_watch.findings(house)
    look.found += checks.run(facts(house, look.profiles), read_lexicon())
    met = [f for f in look.found if _asked(f.rule, f.place, rules, stores)]
    _keep(house, actor, met, look, rules, stores)
    return tuple(s for s in all(house, actor) if _asked(s.told.rule, s.told.place, rules, stores))


def all(house: Instance, actor: Actor, language: str = "") -> tuple[Standing, ...]:
    """Every finding that stands since the last checks, in a language (the organisation's, if none is named)."""
    access.require(house, actor, "check")
    tasks = findings.all(house.keyring)
    law = house.law()
    told = (in_words(house, task, language, law) for task in tasks)
    standing = {(s.told.rule, s.told.place): s for s in told if s}
    return tuple(standing[told.rule, told.place] for told in in_order([s.told for s in standing.values()]))


def in_words(house: Instance, task: FindingTask, language: str = "", law: Law | None = None) -> Standing | None:
    """A kept finding as it is told; None for a rule of an older Garant, which has no words any more."""
    words = read_findings()
    if task.rule not in words.rules:
        return None
    finding = Finding(task.rule, task.place, task.about, from_plain(task.said))
    told = tell(finding, words, law or house.law(), language or house.organisation.language)
    return Standing(told, task, task.excepted(house.today()))


def state_of(house: Instance, actor: Actor, kind: str, entry: str) -> State:
    """Where the findings leave an entry of the register: one that is red is not to be published (S2-29, S3-25)."""
    rules = read_findings().rules
    mine = [s for s in all(house, actor) if s.told.about == (kind, entry) and not s.excepted]
    return checks.state(rules[s.told.rule] for s in mine)


def facts(house: Instance, profiles: dict[str, Profile]) -> Facts:
    """What the pure checks look at."""
    declared = house.declared()
    return Facts(
        register=declared if declared.numbers else None,
        maps=house.register().maps,
        law=house.law(),
        today=house.today(),
        measures=read_measures(),
        sharing=read_sharing(),
        transfers=read_transfers(),
        profiles=profiles,
        stores=[record.name for record in house.records()],
    )


# ── stores ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _store(house: Instance, name: str, look: _Look) -> None:
    read = next((map for map in house.register().own if map.store == name), None)
    if read is None:
        look.found.append(Finding("map.none", name, values={"store": name}))
        return
    if read.instructions:
        return
    look.found += [Finding("map.undecided", ".".join(filter(None, (name, t, c)))) for t, c in read.undecided]
    try:
        store = house.store(name)
        if problems := store.check(house.map(name)):
            look.found.append(Finding("map.misfit", name, values={"problem": "; ".join(problems)}))
        look.found += _new_columns(house, name, read)
        look.found += _back(house, name, read)
        look.found += leftovers.still(house, name, read, store.describe())
        look.profiles[name] = store.scan()
    except GarantError as problem:
        said = str(GarantError(problem.cause, remedy=problem.remedy))
        look.found.append(Finding("store.refuses", name, values={"problem": said}))
        look.blind.add(name)


def _new_columns(house: Instance, name: str, read: StoreMap) -> Iterator[Finding]:
    tables = house.store(name).describe().tables
    for table in read.tables.values():
        if table.name in tables:
            for column in unnamed(table, tables[table.name]):
                yield Finding("column.new", f"{name}.{table.name}.{column}", values={"column": column})


def _back(house: Instance, name: str, read: StoreMap) -> Iterator[Finding]:
    """Erased stays erased: whoever a restored backup or an import brought back is told, and never erased by itself."""
    for back in returned.back(house, name, read):
        rule = "erased.back" if back.known else "erased.perhaps-back"
        yield Finding(rule, f"{name}.{back.table}", values={"rows": back.rows})


def _house(house: Instance, actor: Actor) -> Iterator[Finding]:
    if not house.records():
        yield Finding("store.none", house.organisation.name)
    rows: Counter[str] = Counter()
    for each in due.kept(house, actor):  # the earliest end first
        if each.over(house.today()):
            rows[f"{each.store}.{each.table}"] += each.rows
            until = each.until
            assert until is not None  # it is over
            yield Finding("kept.over", f"{each.store}.{each.table}", values={"until": until, "rows": each.rows})
    if house.settings.local and not house.settings.demo:
        yield Finding("address.local", "garant.toml", values={"address": house.settings.base_url})
    if problem := mail.problem(house):
        yield problem


# ── what was asked, and what is kept ───────────────────────────────────────────────────────────────────────────────


def _known(house: Instance, rules: Collection[str], stores: Collection[str]) -> None:
    known = read_findings().rules
    for rule in rules:
        if not any(within(name, rule) for name in known):
            raise NotFound("There is no such rule.", place=rule, remedy="docs/reference/checks.md lists them.")
    for store in stores:
        house.store(store)


def _asked(rule: str, place: str, rules: Collection[str], stores: Collection[str]) -> bool:
    named = not rules or within(rule, *rules)
    return named and (not stores or within(place, *stores))


def _keep(
    house: Instance, actor: Actor, met: list[Finding], look: _Look, rules: Collection[str], stores: Collection[str]
) -> None:
    """Note what was met and what is gone. What was not asked for, or stands in a store that did not answer, stays."""
    names: dict[Name, Finding] = {}
    for finding in met:
        names.setdefault((finding.rule, finding.place), finding)
    gone = [
        name
        for name in findings.standing(house.organisation.id)
        if name not in names and _asked(*name, rules, stores) and not any(within(name[1], s) for s in look.blind)
    ]
    new = [NewFinding(f.rule, f.place, f.about, to_plain(f.values)) for f in names.values()]
    now = house.clock()
    with setup.transaction():
        turned = findings.keep(house.keyring, new, gone, now)
        if turned != findings.Turned() or (not rules and not stores and not _looked_today(house)):
            public = {
                "opened": Counter(rule for rule, _ in turned.opened),
                "again": Counter(rule for rule, _ in turned.again),
                "closed": Counter(rule for rule, _ in turned.closed),
                "standing": len(names),
            }
            events.append(house.keyring, [NewEvent("check.done", now, actor.label, public)])


def _looked_today(house: Instance) -> bool:
    """Whether the log says already that somebody looked: of checks that change nothing, one a day is enough."""
    last = events.latest(house.keyring, "check.done")
    return last is not None and house.day(last.at) == house.today()
