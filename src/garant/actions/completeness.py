"""What the register still lacks, worked out at once from what is declared: no store is read and nothing is kept.

`check` looks at the stores too, and keeps what it finds as tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from garant.actions import access, check
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.law.findings import read_findings
from garant.law.vocabulary import read_lexicon
from garant.rules.checks import purposes, run
from garant.rules.findings import Told, applies, in_order, tell
from garant.rules.register import NO_CATEGORY, Column, StoreMap, Table

OWN = (purposes.bases, purposes.durations, purposes.data, purposes.answers)
"""The checks that an activity passes or fails by itself."""


def lacking(house: Instance, actor: Actor) -> Mapping[str, int]:
    """Activity → how many things about it are still to be said or put right."""
    access.require(house, actor, "read-register")
    rules, facts = read_findings().rules, check.facts(house, {})
    counted: dict[str, int] = defaultdict(int)
    for own in OWN:
        for found in own(facts):
            rule = rules[found.rule]
            if found.about is not None and rule.severity != "information" and applies(rule, facts.law):
                counted[found.about[1]] += 1
    return counted


def of_activity(house: Instance, actor: Actor, activity: str, language: str) -> tuple[Told, ...]:
    """What is to be said or put right of one activity, in words, the gravest first."""
    access.require(house, actor, "read-register")
    facts = check.facts(house, {})
    if facts.register is None:
        return ()
    alone = replace(facts.register, activities={activity: facts.register.activities[activity]})
    words, about = read_findings(), ("activity", activity)
    met = [f for f in run(replace(facts, register=alone), read_lexicon()) if f.about == about]
    return in_order([tell(f, words, facts.law, language) for f in met])


def columns(house: Instance) -> Mapping[str, Sequence[tuple[StoreMap, Table, Column]]]:
    """Activity → the columns about persons that the stores hold for it, as their maps say."""
    held: dict[str, list[tuple[StoreMap, Table, Column]]] = defaultdict(list)
    for map in house.register().maps.values():
        for table in map.tables.values():
            mine = held[table.activity.partition(".")[0]]
            mine += [(map, table, c) for c in table.columns.values() if c.category != NO_CATEGORY]
    return held
