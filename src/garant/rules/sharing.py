"""May this be given to that one? By default no: a recipient gets what its contract, its need or a legal duty asks for.

Every reason against is told at once, each with its remedy in `law/lexicon/sharing.yaml`. What may not go is left out of
what goes; what may not be done is refused. Pure: the disclosure itself is recorded by `actions/sharing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.law.purposes import within
from garant.law.sharing import RecipientKind, SharingTerms
from garant.law.transfers import Transfers
from garant.rules.processing import Contract, Item, Register, ThirdParty

Mode = Literal["", "direct", "indirect"]
"""How an authority gets at data (S2-09): it looks by itself, or is handed them."""
Express = Literal["", "written", "oral", "electronic"]
"""How somebody consented expressly."""
COMMERCIAL = "prospecting"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody would give to a recipient, and the facts they state.

    `reference`: of the agreement, or of the legal text; `case`: number of the procedure, the dispute or the bill it is
    about; neither is ever a person's name. `unpaid`: whether that bill is; None: nobody said. `checked`: items of the
    authority's checklist that its request meets. `consents`: how many of the persons consented expressly; `consent`:
    where the proof of it lies; `consent_how`, `consent_on`: how they did, and since when (art. 7(1)).
    """

    recipient: str
    purpose: str
    categories: tuple[str, ...]
    reason: str = ""
    reference: str = ""
    persons: int | None = None
    mode: Mode = ""
    until: date | None = None
    case: str = ""
    criminal: bool = False
    checked: frozenset[str] = frozenset()
    unpaid: bool | None = None
    consent: str = ""
    consents: int = 0
    consent_how: Express = ""
    consent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of the lexicon's findings, and what in particular it is about: a category, a clause, a country."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it may be given, and what of it. `removed`: what is left out, each category with its reason.

    `sources`: ids of what the decision rests on. `persons`: how many it may be about. `erase`: whoever was given these
    data earlier is to be asked to erase them (S1-58).
    """

    allowed: bool
    refusals: tuple[Reason, ...]
    categories: tuple[str, ...]
    removed: tuple[Reason, ...]
    sources: tuple[str, ...]
    persons: int | None = None
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something declared that a public promise forbids (S2-20). `place`: "activity.purpose" or the recipient."""

    place: str
    promise: str
    code: str = "promise-contradicted"


@dataclass(frozen=True, slots=True)
class _Case:
    """One question with all that it is judged on."""

    terms: SharingTerms
    transfers: Transfers
    register: Register
    third: ThirdParty
    asked: Asked
    on: date

    @property
    def kind(self) -> RecipientKind:
        return kind_of(self.terms, self.third)

    @property
    def by_law(self) -> bool:
        """A legal duty with its text lifts what promises, contracts and needs ask for."""
        return self.asked.reason == "legal-duty" and bool(self.asked.reference)

    @property
    def processor(self) -> bool:
        """A processor acts for us: it is no third party (art. 4(10))."""
        return self.third.role == "processor"

    @property
    def operation(self) -> str:
        """ "cession", "rental", "exchange", or nothing."""
        found = self.terms.operations.items()
        return next((promise for kind, promise in found if within(self.asked.purpose, kind)), "")

    def items(self, category: str) -> Iterator[Item]:
        """The declared data of a category, of what it contains, or of what contains it."""
        for activity in self.register.activities.values():
            for item in activity.items.values():
                if within(item.category, category) or within(category, item.category):
                    yield item

    def guessed(self, category: str) -> bool:
        """Whether it lets something sensitive be guessed (S1-40)."""
        return any(item.sensitivity == "indirect" for item in self.items(category))


def may_share(terms: SharingTerms, transfers: Transfers, register: Register, asked: Asked, on: date) -> Decision:
    """Whether and what of it may be given to the recipient on a day."""
    third = register.recipients.get(asked.recipient)
    if third is None:
        return Decision(False, (Reason("recipient-unknown"),), (), (), ("gdpr/30/1/d",))
    case = _Case(terms, transfers, register, third, asked, on)
    removed = {c: why for c in asked.categories if (why := _left_out(case, c))}
    kept = tuple(c for c in asked.categories if c not in removed)
    refusals = tuple(dict.fromkeys(reason for check in _CHECKS for reason in check(case)))
    if not kept:
        refusals = (*refusals, Reason("nothing-left"))
    told = (*refusals, *(Reason(code, category) for category, code in removed.items()))
    sources = [terms.reasons[asked.reason].source.id] if asked.reason in terms.reasons else []
    sources += [case.kind.source.id, *(source_of(terms, reason) for reason in told)]
    return Decision(
        allowed=not refusals,
        refusals=refusals,
        categories=() if refusals else kept,
        removed=tuple(Reason(code, category) for category, code in removed.items()),
        sources=tuple(dict.fromkeys(sources)),
        persons=_persons(case, kept),
        erase=Reason("no-debt") in refusals,
    )


def kind_of(terms: SharingTerms, third: ThirdParty) -> RecipientKind:
    """The kind declared, or else the strictest that the role allows."""
    return terms.kinds.get(third.kind) or terms.kinds[terms.by_role[third.role]]


def source_of(terms: SharingTerms, reason: Reason) -> str:
    """The id of what a reason rests on; an undertaking or a clause has its own."""
    own: Mapping[str, str] = {
        "undertaking": terms.undertakings[reason.detail].source.id if reason.detail in terms.undertakings else "",
        "clause": terms.clauses[reason.detail].source.id if reason.detail in terms.clauses else "",
    }
    return own.get(reason.code) or terms.findings[reason.code].source.id


def contradictions(terms: SharingTerms, register: Register) -> tuple[Contradiction, ...]:
    """Purposes and contracts declared against a public promise (S1-09, S2-20)."""
    purposes = {
        f"{activity.id}.{purpose.id}": (purpose.kind,)
        for activity in register.activities.values()
        for purpose in activity.purposes.values()
    }
    contracts = {third.id: third.contract.purposes for third in register.recipients.values() if third.contract}
    places = {**purposes, **contracts}.items()
    return tuple(Contradiction(place, p) for place, kinds in places for p in broken_by(terms, register, *kinds))


def broken_by(terms: SharingTerms, register: Register, *kinds: str) -> tuple[str, ...]:
    """The public promises that purposes of these kinds break."""
    broken = {p for operation, p in terms.operations.items() if any(within(kind, operation) for kind in kinds)}
    if broken:  # handing the file over is a disclosure for commercial ends, whatever else it is called
        broken |= {"commercial-disclosure", "disclosure"}
    return tuple(promise for promise in register.organisation.promises if promise in broken)


def contract_refusals(contract: Contract | None, purpose: str, on: date) -> Iterator[Reason]:
    """Why a contract does not carry a sharing for this purpose (S0-73, S1-51)."""
    if contract is None or contract.signed is None or contract.signed > on:
        yield Reason("contract-missing")
        return
    if contract.until is not None and contract.until < on:
        yield Reason("contract-over")
    if not contract.purposes:
        yield Reason("contract-without-purpose")
    elif not within(purpose, *contract.purposes):
        yield Reason("purpose-not-in-contract", purpose)


def transfer_refusals(transfers: Transfers, register: Register, third: ThirdParty, on: date) -> Iterator[Reason]:
    """Why data may not leave the Union for this recipient (art. 44, S1-81). Elsewhere the packs know no rule.

    A decision that holds for some of a country only asks for the proof that this recipient is one of them.
    """
    if not transfers.inside(register.organisation.place):
        return
    for country in dict.fromkeys((third.country, *third.countries)):
        if not country or transfers.inside(country):
            continue
        decision = transfers.decision(country, on)
        if decision is not None and not decision.only:
            continue
        if not third.safeguard or (third.safeguard == "adequacy" and decision is None):
            yield Reason("transfer", country)
        elif not third.document:
            yield Reason("transfer-document", country)


# ── what is asked of each sharing ───────────────────────────────────────────────────────────────────────────────────


def _reason(case: _Case) -> Iterator[Reason]:
    """S3-27: a code, one that this kind of recipient admits, with where its proof lies."""
    asked, terms = case.asked, case.terms
    if asked.reason not in terms.reasons:
        yield Reason("reason-missing")
    elif asked.reason not in case.kind.reasons:
        yield Reason("reason-unfit", " ".join(case.kind.reasons))  # those that it admits
    elif asked.reason != "contract" and not asked.reference:
        yield Reason("legal-text" if asked.reason == "legal-duty" else "reference-missing")


def _contract(case: _Case) -> Iterator[Reason]:
    asks = "contract" in case.kind.conditions and not case.by_law
    if asks or case.asked.reason == "contract":
        yield from contract_refusals(case.third.contract, case.asked.purpose, case.on)
    if case.kind.purposes and not within(case.asked.purpose, *case.kind.purposes):
        yield Reason("purpose-unfit", case.asked.purpose)


def _promises(case: _Case) -> Iterator[Reason]:
    promises = case.register.organisation.promises
    if not case.by_law:  # S1-09
        if case.operation and case.operation in promises:
            yield Reason("promise", case.operation)
        elif "disclosure" in promises and not case.processor:
            yield Reason("promise", "disclosure")
    commercial = case.operation or (within(case.asked.purpose, COMMERCIAL) and not case.processor)
    if commercial and "commercial-disclosure" in promises:  # S2-20: no exception
        yield Reason("promise-commercial")


def _operation(case: _Case) -> Iterator[Reason]:
    """Handing the file over: whoever gets it has signed to write to the persons only (S1-38); a rental ends (S1-23)."""
    if not case.operation or case.by_law:
        return
    signed = case.third.undertakings.get("commercial-only")
    if signed is None or signed > case.on:
        yield Reason("undertaking", "commercial-only")
    if case.operation == "rental":
        missing = [Reason("rental-terms", "persons")] if not case.asked.persons else []
        if case.asked.until is None or case.asked.until <= case.on:
            missing.append(Reason("rental-terms", "until"))
        if case.third.contract is None:
            missing.append(Reason("rental-terms", "contract"))
        yield from missing


def _authority(case: _Case) -> Iterator[Reason]:
    """What is given to an authority is given by a text, to one that is placed, by a request that was looked at."""
    asks = case.kind.conditions
    if "legal-text" in asks and not case.asked.reference:  # S1-56
        yield Reason("legal-text")
    if "authority" in asks or case.third.role == "authority":
        if not case.third.level or not case.third.nature:  # S2-12
            yield Reason("authority-unplaced")
        if not case.asked.mode:  # S2-09
            yield Reason("mode-missing")
    if "checklist" in asks:  # S2-10
        yield from (Reason(f"checklist.{item}") for item in case.terms.checklist if item not in case.asked.checked)
    if "case" in asks and not case.asked.case:  # S2-11
        yield Reason("case-missing")
    if "criminal" in asks and not case.asked.criminal:
        yield Reason("not-criminal")


def _debt_or_dispute(case: _Case) -> Iterator[Reason]:
    if "unpaid" in case.kind.conditions and not case.asked.unpaid:  # S1-57, S1-58
        yield Reason("debt-unsaid" if case.asked.unpaid is None else "no-debt")
    if "dispute" in case.kind.conditions and not case.asked.case:  # S2-13
        yield Reason("no-dispute")


def _confidential(case: _Case) -> Iterator[Reason]:
    """S2-49: confidential files go to no third party without the person's consent on record, or a law."""
    if case.asked.consent or case.by_law or case.processor:
        return
    for category in case.asked.categories:
        if any(item.confidential for item in case.items(category)):
            yield Reason("confidential", category)


def _transfer(case: _Case) -> Iterator[Reason]:
    yield from transfer_refusals(case.transfers, case.register, case.third, case.on)


_CHECKS = (_reason, _contract, _promises, _operation, _authority, _debt_or_dispute, _confidential, _transfer)


# ── what of it goes ─────────────────────────────────────────────────────────────────────────────────────────────────


def _left_out(case: _Case, category: str) -> str:
    """Why a category does not go along; nothing if it does. A law says itself what an authority gets."""
    if case.by_law or case.third.role == "authority":
        return ""
    sets = case.terms.sets
    if not case.processor:
        if within(category, *sets["internal-code"]):  # S1-30
            return "internal-code"
        if any(not item.transferable and item.category == category for item in case.items(category)):
            return "not-transferable"
    if case.operation and not within(category, *sets["transferable"]):  # S1-37
        if not case.guessed(category):
            return "not-transferable"
        if not case.asked.consents:  # S1-40
            return "express-consent"
    elif "contact-only" in case.kind.conditions and not case.operation and not within(category, *sets["contact"]):
        return "contact-only"  # S2-08
    return "" if within(category, *needed(case.register, case.third)) else "not-needed"


def needed(register: Register, third: ThirdParty) -> tuple[str, ...]:
    """The categories a recipient may get: those it is declared to need, and those of the data shared with it."""
    shared = (
        item.category
        for activity in register.activities.values()
        for item in activity.items.values()
        if third.id in (*item.shared_with, *item.used_by)
    )
    return tuple(dict.fromkeys((*third.need, *shared)))


def _persons(case: _Case, kept: tuple[str, ...]) -> int | None:
    """Where express consent is needed, only those who gave it (S1-40, S2-49)."""
    asked = case.asked
    if asked.persons is None or case.by_law:
        return asked.persons
    if case.operation:
        asking = [c for c in kept if not within(c, *case.terms.sets["transferable"])]
        return min(asked.persons, asked.consents) if asking else asked.persons
    asking = [] if case.processor else [c for c in kept if any(i.confidential for i in case.items(c))]
    return min(asked.persons, asked.consents) if asking and asked.consents else asked.persons
