"""Every check of what is declared against what is so. Each is a pure function from `Facts` to findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from garant.law.findings import FindingRule, read_findings
from garant.law.vocabulary import Lexicon
from garant.rules.checks import declarations, notices, promises, purposes, recipients, rulesets, samples, security, ties
from garant.rules.checks.facts import Facts
from garant.rules.findings import Finding, applies

__all__ = ["Facts", "State", "run", "state"]

CHECKS = (
    ties.undeclared,
    ties.nowhere,
    ties.unsearched,
    ties.unresolved,
    purposes.bases,
    purposes.durations,
    purposes.data,
    purposes.answers,
    purposes.for_others,
    declarations.unfiled,
    declarations.unanswered,
    declarations.unassessed,
    promises.sensitive,
    promises.contradicted,
    promises.replaced,
    recipients.lacking,
    recipients.unnamed,
    recipients.places,
    notices.told,
    notices.silent,
    notices.sites,
    notices.refusing,
    security.measures,
    security.devices,
    security.backups,
    security.passwords,
    security.hands,
    security.forms,
    rulesets.held,
    samples.numbers,
    samples.notes,
)
State = Literal["red", "orange", "green"]


def run(facts: Facts, lexicon: Lexicon) -> tuple[Finding, ...]:
    """Everything that does not fit. `lexicon`: the words by which tables are usually called."""
    found = [finding for check in CHECKS for finding in check(facts)]
    rules = read_findings().rules
    return tuple(f for f in (*found, *ties.unmapped(facts, lexicon)) if applies(rules[f.rule], facts.law))


def state(rules: Iterable[FindingRule]) -> State:
    """Where findings leave what they are about: red may not be published (S2-29, S3-25), orange is to be completed."""
    grave = {rule.severity for rule in rules}
    if grave & {"critical", "error"}:
        return "red"
    return "orange" if "warning" in grave else "green"
