"""Giving data to others: asked first, kept whatever the answer is, and taken back when its case is settled.

Garant sends nothing here: it says whether something may be given, keeps that decision before anything is, and tells
those who were given data for a settled case to erase them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from garant.actions import access, letters, register
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError, WrongState
from garant.law.purposes import read_purposes
from garant.law.sharing import SharingTerms, read_sharing
from garant.law.terms import Words
from garant.law.transfers import read_transfers
from garant.ledger import disclosures, events, outbox, setup
from garant.ledger.disclosures import Disclosure, NewDisclosure
from garant.ledger.values import NewEvent, NewLetter
from garant.press import clauses as press_clauses
from garant.press import contents
from garant.press import letters as press
from garant.press.letters import Case
from garant.rules import contracts
from garant.rules.contracts import Assessment, Gap, Listed
from garant.rules.processing import Review, ThirdParty
from garant.rules.registers.document import SEQUENCE
from garant.rules.sharing import (
    Asked,
    Contradiction,
    Decision,
    Reason,
    contradictions,
    kind_of,
    may_share,
    source_of,
)

__all__ = ["Asked", "Decision", "Listed", "Reason"]


@dataclass(frozen=True, slots=True)
class Shared:
    """A decision, and where it is kept. `asked_to_erase`: earlier disclosures whose recipient was asked to erase."""

    decision: Decision
    disclosure: Disclosure
    asked_to_erase: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason or a gap in words. `about`: what in particular (a category, a clause); "" where nothing is."""

    code: str
    text: str
    about: str
    remedy: str
    article: str


def consider(house: Instance, actor: Actor, asked: Asked) -> Decision:
    """What the answer would be; nothing is kept and nothing may be given on the strength of it."""
    access.require(house, actor, "share")
    _third(house, asked.recipient)
    _known(house, asked)
    return may_share(read_sharing(), read_transfers(), house.declared(), asked, house.today())


def share(house: Instance, actor: Actor, asked: Asked) -> Shared:
    """Decide whether this may be given, and keep the decision: a refusal as such, an allowance before the act."""
    access.require(house, actor, "share")
    third = _third(house, asked.recipient)
    _known(house, asked)
    today, now = house.today(), house.clock()
    decision = may_share(read_sharing(), read_transfers(), house.declared(), asked, today)
    with setup.transaction():
        kept = disclosures.add(house.keyring, _new(house, asked, decision, third), now, actor.label)
        events.append(house.keyring, [_event(kept, _type(decision), actor)])
        earlier = disclosures.given_for(house.keyring, asked.case, third.id) if decision.erase and asked.case else []
        told = _ask_to_erase(house, actor, earlier, today)
    return Shared(decision, kept, told)


def settle(house: Instance, actor: Actor, case: str, *, on: date | None = None) -> tuple[Disclosure, ...]:
    """A bill is paid: whoever was given data to recover it is asked to erase them (S1-58). Returns what they had."""
    access.require(house, actor, "share")
    day = on or house.today()
    if day > house.today():
        raise UsageError("This day is still to come.", place="settled on", remedy="Say when it was settled.")
    given = disclosures.given_for(house.keyring, case) if case.strip() else []
    if not given:
        raise NotFound(
            "Nothing was given to anybody for this case.",
            place="case",
            remedy="`garant share log` lists what was given; the case is the number that was quoted then.",
        )
    with setup.transaction():
        told = _ask_to_erase(house, actor, given, day)
    return tuple(disclosures.by_id(house.keyring, one) for one in told)


def log(house: Instance, actor: Actor, recipient: str = "") -> tuple[Disclosure, ...]:
    """Every decision, the newest first; of one recipient where it is named."""
    access.require(house, actor, "read-log")
    return tuple(disclosures.all(house.keyring, recipient))


def third_parties(house: Instance, actor: Actor, on: date | None = None) -> tuple[Listed, ...]:
    """Everybody data are given to, each once, with their items, contract, review and gaps (S0-67)."""
    access.require(house, actor, "check")
    return contracts.third_parties(read_sharing(), read_transfers(), house.declared(), on or house.today())


def promises_broken(house: Instance, actor: Actor) -> tuple[Contradiction, ...]:
    """What is declared against a public promise (S2-20)."""
    access.require(house, actor, "check")
    return contradictions(read_sharing(), house.declared())


def assess(house: Instance, actor: Actor, recipient: str, shown: Collection[str]) -> Assessment:
    """A supplier's answers held against our own measures; nothing is kept."""
    access.require(house, actor, "check")
    _third(house, recipient)
    return contracts.assess(read_sharing(), house.declared(), _measures(shown))


def review(
    house: Instance, actor: Actor, recipient: str, shown: Collection[str], *, following: date, note: str = ""
) -> Assessment:
    """Keep a supplier's review in the register: what it shows, the result, when to look again (S0-69, S0-72)."""
    access.require(house, actor, "register")
    third, today = _third(house, recipient), house.today()
    if following <= today:
        raise UsageError("The next review lies in the past.", place="next", remedy="Name a day to come.")
    assessment = assess(house, actor, recipient, shown)
    made = Review(today, assessment.result, following, tuple(_measures(shown)), note)
    _put(house, actor, replace(third, reviews=(*third.reviews, made)))
    return assessment


def plan_audit(house: Instance, actor: Actor, recipient: str, day: date) -> None:
    """Enter in the register when a third party will be audited, where its contract gives that right (S0-72)."""
    access.require(house, actor, "register")
    third = _third(house, recipient)
    if third.contract is None or not contracts.may_audit(read_sharing(), third, house.today()):
        raise WrongState(
            "This contract gives no right to audit.",
            place=recipient,
            remedy="Have the clause added: `garant recipients clauses` gives a start.",
        )
    if day <= house.today():
        raise UsageError("This day is past.", place="audit", remedy="Name a day to come.")
    _put(house, actor, replace(third, contract=replace(third.contract, audit=day)))


def clause_pack(house: Instance, actor: Actor, *, language: str = "fr", form: str = "html", recipient: str = "") -> str:
    """The clauses for a lawyer to start from (S0-70), "html" or "md"; for one recipient, those its contract lacks."""
    access.require(house, actor, "check")
    terms, declared = read_sharing(), house.declared()
    chosen, about = list(terms.clauses.values()), ""
    if recipient:
        third = _third(house, recipient)
        lines = contracts.clause_lines(terms, read_transfers(), declared, third, house.today())
        chosen, about = [line.clause for line in lines if not line.present], third.name
    setting = press_clauses.as_markdown if form == "md" else press_clauses.as_page
    return setting(terms, chosen, house=declared.organisation.name, about=about, language=language)


def explain(house: Instance, found: Reason | Gap, language: str) -> Explained:
    """A reason or a gap in the reader's language, with its article and mark of doubt (E11)."""
    terms = read_sharing()
    told = terms.findings[found.code]
    source = found.source if isinstance(found, Gap) else source_of(terms, found)
    return Explained(
        code=found.code,
        text=told.text[language],
        about=_about(house, terms, found, language),
        remedy=told.remedy[language],
        article=terms.cite_under(house.law(), source, language),
    )


# ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _type(decision: Decision) -> str:
    return "disclosure.allowed" if decision.allowed else "disclosure.refused"


def _known(house: Instance, asked: Asked) -> None:
    """A purpose or a category that nobody knows would slip past every rule about it."""
    if asked.purpose not in read_purposes():
        raise UsageError(
            "The catalogue knows no such purpose.", place="purpose", remedy="For example: sale.delivery, debt.recovery."
        )
    words = house.law().words
    unknown = [category for category in asked.categories if category not in words]
    if unknown:
        raise UsageError(
            f"No pack knows the category “{unknown[0][:60]}”.",
            place="categories",
            remedy="docs/reference names the categories.",
        )
    if problem := next((item for item in asked.checked if item not in read_sharing().checklist), ""):
        known = ", ".join(read_sharing().checklist)
        raise UsageError(f"The checklist has no item “{problem[:60]}”.", place="checked", remedy=f"One of: {known}.")
    if (asked.persons or 0) < 0 or asked.consents < 0:
        raise UsageError("A number of persons is not negative.", place="persons", remedy="Write how many there are.")
    if asked.consent_on is not None and asked.consent_on > house.today():
        raise UsageError("This consent is still to come.", place="consent", remedy="Enter it once it is given.")
    if "@" in asked.reference + asked.case + asked.consent:
        raise UsageError(
            "A reference holds an address.", place="reference", remedy="Quote a number or a text, never a person."
        )


def _new(house: Instance, asked: Asked, decision: Decision, third: ThirdParty) -> NewDisclosure:
    quoted = {"reference": asked.reference, "case": asked.case, "consent": asked.consent}
    quoted |= {"consent-how": asked.consent_how, "consent-on": asked.consent_on.isoformat() if asked.consent_on else ""}
    quoted = {name: " ".join(value.split()) for name, value in quoted.items()}
    return NewDisclosure(
        recipient=third.id,
        register=house.declared().numbers.get(SEQUENCE, 0),
        purpose=asked.purpose,
        why=asked.reason,
        allowed=decision.allowed,
        ends=house.today() + timedelta(days=house.law().durations["case"]),
        categories=decision.categories,
        removed={reason.detail: reason.code for reason in decision.removed},
        refusals=tuple((reason.code, reason.detail) for reason in decision.refusals),
        sources=decision.sources,
        persons=decision.persons,
        mode=asked.mode,
        level=third.level,
        nature=third.nature,
        until=asked.until,
        references={name: value for name, value in quoted.items() if value},
    )


def _event(kept: Disclosure, type_: str, actor: Actor) -> NewEvent:
    said = kept.said
    public: dict[str, object] = {
        "disclosure": str(kept.id),
        "recipient": said.recipient,
        "register": said.register,
        "purpose": said.purpose,
        "why": said.why,
        "categories": list(said.categories),
        "removed": dict(said.removed),
        "refusals": [":".join(part for part in reason if part) for reason in said.refusals],
        "articles": list(said.sources),
        "mode": said.mode,
        "level": said.level,
        "nature": said.nature,
    }
    if said.persons is not None:
        public["persons"] = said.persons
    if said.until is not None:
        public["until"] = said.until.isoformat()
    return NewEvent(type_, kept.at, actor.label, public)


def _ask_to_erase(house: Instance, actor: Actor, given: list[Disclosure], settled: date) -> tuple[UUID, ...]:
    """A letter to everybody who was given data to recover a debt and was not asked yet; an authority keeps its own."""
    terms, declared, now = read_sharing(), house.declared(), house.clock()
    asked = []
    for one in given:
        third = declared.recipients.get(one.said.recipient)
        if third is None or one.erasure_asked is not None or "unpaid" not in kind_of(terms, third).conditions:
            continue
        letter = press.settled_notice(
            _case(house, one),
            recipient=third.name,
            given=house.day(one.at),
            settled=settled,
            categories=[house.law().say(category, house.organisation.language) for category in one.said.categories],
        )
        to = third.contact if "@" in third.contact else ""  # else the office prints and posts it
        new = NewLetter(None, None, "recipient", to, letter.subject, letter.as_json())
        outbox.put(house.keyring, new, now, letters.outbox_end(house))
        public = {"disclosure": str(one.id), "recipient": third.id, "why": "settled", "asked": True}
        events.append(house.keyring, [NewEvent("disclosure.settled", now, actor.label, public)])
        asked.append(one.id)
    disclosures.settle(house.keyring, asked, settled, now)
    return tuple(asked)


def _case(house: Instance, one: Disclosure) -> Case:
    return Case(
        organisation=letters.party(house),
        authority=contents.authority(house.law(), house.organisation.language),
        reference=one.said.references.get("case", ""),
        language=house.organisation.language,
        received=house.day(one.at),
        made=house.today(),
    )


def _third(house: Instance, recipient: str) -> ThirdParty:
    found = house.declared().recipients.get(recipient)
    if found is None:
        raise NotFound(
            "This recipient is not in the register.",
            place=recipient[:60],
            remedy="`garant recipients list` names them.",
        )
    return found


def _put(house: Instance, actor: Actor, third: ThirdParty) -> None:
    number = house.declared().numbers.get(("recipient", third.id), 0)
    register.put(house, actor, "recipient", third.id, third, number)


def _measures(shown: Collection[str]) -> list[str]:
    asked = read_sharing().questions
    for measure in shown:
        if measure not in asked:
            raise UsageError(
                f"No supplier is asked about “{measure[:60]}”.", place="shown", remedy=f"One of: {', '.join(asked)}."
            )
    return [measure for measure in asked if measure in shown]


def _about(house: Instance, terms: SharingTerms, found: Reason | Gap, language: str) -> str:
    """A detail in words: a clause, an undertaking, a promise, a question, a purpose, a category; a country as it is."""
    detail, kind = found.detail, "promise" if found.code.startswith("promise") else found.code
    named: Mapping[str, Mapping[str, Words]] = {
        "clause": {id_: clause.name for id_, clause in terms.clauses.items()},
        "undertaking": {id_: undertaking.name for id_, undertaking in terms.undertakings.items()},
        "measure-missing": terms.questions,
        "purpose-unfit": (purposes := {id_: purpose.name for id_, purpose in read_purposes().items()}),
        "purpose-not-in-contract": purposes,
    }
    if found.code == "reason-unfit":
        return " ; ".join(terms.reasons[reason].name[language] for reason in detail.split())
    words = named.get(kind, {}).get(detail) or terms.words.get(f"{kind}.{detail}")
    return words[language] if words else house.law().say(detail, language) if detail else ""
