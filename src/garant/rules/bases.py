"""One basis for each purpose (art. 6(1)): what plain answers lead to, and what a purpose calls for besides.

The law's own questions are data (`law/bases.py`). What an organisation really relies on, only it can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from garant.law.bases import Assistant, Call, Question, Step, Weight, Wrong
from garant.law.provisions import Law, NoRule
from garant.law.purposes import PurposeKind
from garant.law.standards import Consent
from garant.rules.processing import Nature, Processing, Purpose, Register
from garant.rules.register import Basis

Answers = Mapping[str, bool]
"""Question's id → yes or no; what is missing has not been answered."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`basis`: what the answers lead to, or the usual one while `asks` are open. `source`: the text behind it.

    `balance`: what is to be weighed where it is a legitimate interest.
    """

    basis: Basis
    sure: bool
    source: str
    asks: tuple[Question, ...] = ()
    balance: tuple[Weight, ...] = ()


def propose(kind: PurposeKind, answers: Answers, assistant: Assistant, nature: Nature | None = None) -> Proposal:
    """The basis of one kind of purpose. Consent is where the questions end, never where they begin (S3-20)."""
    steps = _steps(kind.id, assistant, nature)
    for at, step in enumerate(steps):
        if not step.ask or answers.get(step.ask):
            return _made(step.basis, assistant, step, sure=True)
        if step.ask not in answers:
            asks = tuple(assistant.questions[s.ask] for s in steps[at:] if s.ask)
            return _made(kind.usual[0], assistant, None, sure=False, asks=asks)
    raise AssertionError(kind.id)  # the last step asks nothing: the reader saw to it


def objections(purpose: Purpose, assistant: Assistant) -> tuple[Wrong, ...]:
    """Why a purpose cannot rest on the basis that is declared for it."""
    return tuple(w for w in assistant.wrong if purpose.basis in w.bases and w.scope.holds(purpose.kind))


def weigh(answers: Answers, assistant: Assistant) -> Literal["holds", "fails", "open"]:
    """Whether a legitimate interest outweighs the person's (art. 6(1)(f)); open while a question has no answer."""
    known = [answers[name] == weight.holds for name, weight in assistant.balance.items() if name in answers]
    if not all(known):
        return "fails"
    return "holds" if len(known) == len(assistant.balance) else "open"


def _steps(kind: str, assistant: Assistant, nature: Nature | None) -> tuple[Step, ...]:
    way = next(way for way in assistant.ways if way.scope.holds(kind))
    return tuple(s for s in way.steps if not s.nature or s.nature == nature)


def _made(
    basis: str, assistant: Assistant, step: Step | None, *, sure: bool, asks: tuple[Question, ...] = ()
) -> Proposal:
    source = assistant.questions[step.ask].source if step and step.ask else f"gdpr/6/1/{_LETTERS[basis]}"
    balance = tuple(assistant.balance.values()) if basis == "legitimate-interest" else ()
    return Proposal(cast(Basis, basis), sure, source, asks, balance)


_LETTERS = {
    "consent": "a",
    "contract": "b",
    "legal-obligation": "c",
    "vital-interests": "d",
    "public-interest": "e",
    "legitimate-interest": "f",
}

# ── what a purpose calls for besides ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ask:
    """A prompt of one purpose. `closed`: the register answers it; None: nobody but a person can say."""

    call: Call
    closed: bool | None

    @property
    def id(self) -> str:
        return self.call.id


def asks(register: Register, activity: Processing, purpose: Purpose, assistant: Assistant) -> tuple[Ask, ...]:
    """What this purpose calls for: a carrier for a delivery, a period for a return, the channels of prospecting."""
    return tuple(
        Ask(call, _closed(call.needs, register, activity, purpose))
        for call in assistant.calls
        if call.scope.holds(purpose.kind)
    )


def _closed(needs: str, register: Register, activity: Processing, purpose: Purpose) -> bool | None:
    what, _, wanted = needs.partition(":")
    items = [item for item in activity.items.values() if purpose.id in item.purposes]
    if what == "recipient":
        named = [*activity.recipients, *(r for item in items for r in item.shared_with)]
        return any(register.recipients[r].kind in wanted.split(",") for r in named if r in register.recipients)
    if what == "clock":
        return any(d.clock == wanted for d in (*purpose.durations, *activity.durations))
    if what == "necessity":
        return all(item.id in purpose.necessary for item in items)
    if what == "source":
        return bool(items) and all("third-party" not in i.sources or bool(i.given_by and i.informed) for i in items)
    return None


# ── necessity ───────────────────────────────────────────────────────────────────────────────────────────────────────

Standing = Literal["carried", "opt-in", "unsaid"]
"""carried: the purpose's basis carries the datum. opt-in: not needed, so optional and by consent. unsaid: not said."""


def standing(purpose: Purpose, item: str) -> Standing:
    """Whether a datum is needed for a purpose, before implied consent or a contract may carry it (S0-32)."""
    needed = purpose.necessary.get(item)
    if needed is None:
        return "unsaid"
    return "carried" if needed else "opt-in"


def unexplained(register: Register) -> tuple[tuple[str, str], ...]:
    """(activity, item) of every datum that does not say what it is needed for: the minimisation report (S2-50)."""
    return tuple((a.id, i.id) for a in register.activities.values() for i in a.items.values() if not i.why)


# ── channels of prospecting ─────────────────────────────────────────────────────────────────────────────────────────

CHANNELS = ("email", "sms", "phone", "post")


@dataclass(frozen=True, slots=True)
class Channel:
    """What one channel of prospecting asks for: "opt-in" before, or "opt-out" offered; "unknown": no rule known."""

    channel: str
    mode: Literal["opt-in", "opt-out", "unknown"]
    consent: Consent | None


def channels(law: Law) -> tuple[Channel, ...]:
    """What each channel asks for where a consumer is written to who bought nothing yet (S0-36)."""
    return tuple(_channel(name, law) for name in CHANNELS)


def _channel(name: str, law: Law) -> Channel:
    found = law.consent_for(f"prospecting.{name}.consumer")
    if isinstance(found, NoRule):
        return Channel(name, "unknown", None)
    return Channel(name, "opt-in" if set(found.admits) <= {"explicit", "express"} else "opt-out", found)
