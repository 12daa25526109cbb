"""What binds those who receive data, and how they protect them: clauses, undertakings, reviews, and what is missing.

Pure. What may be given to whom is `rules/sharing.py`; the words are in `law/lexicon/sharing.yaml` and `clauses.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.law.sharing import Clause, SharingTerms
from garant.law.transfers import Transfers
from garant.rules.processing import Register, Review, ThirdParty
from garant.rules.sharing import Reason, contract_refusals, kind_of, source_of, transfer_refusals

ReviewState = Literal["", "never", "due", "current"]
"""Of a third party's protection: not ours to look at (an authority), never looked at, to be looked at again, known."""


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One line of a contract's status. `by`: the clauses that meet it in its place; `since`: None if not noted."""

    clause: Clause
    present: bool
    since: date | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing of a third party: a code of the lexicon's findings, and the id of what it rests on."""

    third: str
    code: str
    source: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A supplier's answers held against our own measures (S3-28). `score`: how many of those asked it shows, of 100."""

    score: int
    result: Literal["good", "gaps", "bad"]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One third party as the plan lists it (S0-67). `items`: (activity, item) that it receives; `activities`: those
    that name it as a whole. `next`: when it is to be looked at again."""

    third: ThirdParty
    kind: str
    items: tuple[tuple[str, str], ...]
    activities: tuple[str, ...]
    review: ReviewState
    next: date | None
    clauses: tuple[ClauseLine, ...]
    gaps: tuple[Gap, ...]


def third_parties(terms: SharingTerms, transfers: Transfers, register: Register, on: date) -> tuple[Listed, ...]:
    """Everybody data are given to, each once, by name. Who only gives us data is not one of them."""
    listed = []
    for third in sorted(register.recipients.values(), key=lambda t: (t.name.casefold(), t.id)):
        items = tuple(
            (activity.id, item.id)
            for activity in register.activities.values()
            for item in activity.items.values()
            if third.id in (*item.shared_with, *item.used_by)
        )
        activities = tuple(a.id for a in register.activities.values() if third.id in a.recipients)
        if not items and not activities and _only_gives(register, third):
            continue
        listed.append(
            Listed(
                third=third,
                kind=kind_of(terms, third).id,
                items=items,
                activities=activities,
                review=review_state(terms, third, on),
                next=next_look(third),
                clauses=clause_lines(terms, transfers, register, third, on),
                gaps=gaps(terms, transfers, register, third, on),
            )
        )
    return tuple(listed)


def gaps(terms: SharingTerms, transfers: Transfers, register: Register, third: ThirdParty, on: date) -> tuple[Gap, ...]:
    """What is missing of a third party: contract, clauses, undertakings, review, measures, safeguard of a transfer."""
    reasons = (
        *_unplaced(terms, third),
        *_contract(terms, transfers, register, third, on),
        *_undertakings(terms, third, on),
        *_review(terms, register, third, on),
        *transfer_refusals(transfers, register, third, on),
    )
    return tuple(Gap(third.id, r.code, source_of(terms, r), r.detail) for r in dict.fromkeys(reasons))


def clause_lines(
    terms: SharingTerms, transfers: Transfers, register: Register, third: ThirdParty, on: date
) -> tuple[ClauseLine, ...]:
    """The clauses asked of this third party, present or not: the four for anybody under contract, and all of art. 28(3)
    for a processor of an organisation in the Union. None for an authority, which no contract binds."""
    if not under_contract(terms, third):
        return ()
    all_of_28 = third.role == "processor" and transfers.inside(register.organisation.place)
    asked = [c for c in terms.clauses.values() if c.whose == "any" or all_of_28]
    return tuple(_line(terms, third, clause, on) for clause in asked)


def under_contract(terms: SharingTerms, third: ThirdParty) -> bool:
    """Whether data go to it by contract, and not by law or for a case."""
    return third.role == "processor" or "contract" in kind_of(terms, third).conditions


def latest(third: ThirdParty) -> Review | None:
    """The last review of its protection."""
    return max(third.reviews, key=lambda review: review.done, default=None)


def next_look(third: ThirdParty) -> date | None:
    """When this third party is to be looked at next: an audit that is planned, or the date its last review named."""
    last = latest(third)
    days = (third.contract.audit if third.contract else None, last.next if last else None)
    return min((day for day in days if day is not None and (last is None or day > last.done)), default=None)


def may_audit(terms: SharingTerms, third: ThirdParty, on: date) -> bool:
    """Whether its contract gives the right to audit it, by that clause or by one that says as much."""
    return _line(terms, third, terms.clauses["audit"], on).present


def review_state(terms: SharingTerms, third: ThirdParty, on: date) -> ReviewState:
    """Where its review stands (S0-69)."""
    if not under_contract(terms, third):
        return ""
    if latest(third) is None:
        return "never"
    following = next_look(third)
    return "due" if following is not None and following <= on else "current"


def assess(terms: SharingTerms, register: Register, shown: Collection[str]) -> Assessment:
    """A supplier's answers: measures it showed to have, of those asked. "gaps": it lacks some that we have ourselves;
    "bad": it lacks more of them than it has. Where we declare none, all that is asked is the standard."""
    standard = own_standard(terms, register) or tuple(terms.questions)
    missing = tuple(measure for measure in standard if measure not in shown)
    score = round(100 * sum(measure in shown for measure in terms.questions) / len(terms.questions))
    if not missing:
        return Assessment(score, "good", ())
    return Assessment(score, "bad" if 2 * len(missing) > len(standard) else "gaps", missing)


def own_standard(terms: SharingTerms, register: Register) -> tuple[str, ...]:
    """Our own measures that are in place and that a supplier can be asked about."""
    return tuple(m for m in terms.questions if m in register.measures and register.measures[m].state == "done")


def _line(terms: SharingTerms, third: ThirdParty, clause: Clause, on: date) -> ClauseLine:
    if _stands(third, clause.id, on):
        assert third.contract is not None  # `_stands` saw to it
        return ClauseLine(clause, True, third.contract.clauses[clause.id])
    covering = [c for c in terms.clauses.values() if c.covers == clause.id]
    whole = tuple(c.id for c in covering if not c.partly and _stands(third, c.id, on))
    partly = tuple(c.id for c in covering if c.partly)
    if not whole and partly and all(_stands(third, c, on) for c in partly):
        whole = partly  # each leaves something out that the other says
    return ClauseLine(clause, bool(whole), None, whole)


def _stands(third: ThirdParty, clause: str, on: date) -> bool:
    if third.contract is None or clause not in third.contract.clauses:
        return False
    since = third.contract.clauses[clause]
    return since is None or since <= on


def _only_gives(register: Register, third: ThirdParty) -> bool:
    items = (item for activity in register.activities.values() for item in activity.items.values())
    return any(third.id in item.given_by for item in items) and third.contract is None and not third.need


def _unplaced(terms: SharingTerms, third: ThirdParty) -> Iterator[Reason]:
    if third.kind and third.kind not in terms.kinds:
        yield Reason("kind-unknown", third.kind)
    if third.role == "authority" and not (third.level and third.nature):  # S2-12
        yield Reason("authority-unplaced")


def _contract(
    terms: SharingTerms, transfers: Transfers, register: Register, third: ThirdParty, on: date
) -> Iterator[Reason]:
    if third.role == "joint-controller" and third.contract is None:
        yield Reason("joint-arrangement")
    elif under_contract(terms, third):
        purposes = third.contract.purposes[0] if third.contract and third.contract.purposes else ""
        yield from contract_refusals(third.contract, purposes, on)
        if third.contract is not None:
            lines = clause_lines(terms, transfers, register, third, on)
            yield from (Reason("clause", line.clause.id) for line in lines if not line.present)


def _undertakings(terms: SharingTerms, third: ThirdParty, on: date) -> Iterator[Reason]:
    kind = kind_of(terms, third)
    for code in kind.undertakings:  # S1-52
        signed = third.undertakings.get(code)
        if (signed is None or signed > on) and not _stands(third, code, on):
            yield Reason("undertaking", code)
    if kind.shows == "certification" and not third.certification:  # S1-79
        yield Reason("certification")


def _review(terms: SharingTerms, register: Register, third: ThirdParty, on: date) -> Iterator[Reason]:
    state = review_state(terms, third, on)
    if state == "never":
        yield Reason("to-review")
    elif state == "due":
        yield Reason("review-due")
    last = latest(third)
    if state and last is not None:
        if last.result == "bad":
            yield Reason("review-bad")
        yield from (Reason("measure-missing", m) for m in own_standard(terms, register) if m not in last.measures)
