"""What the person reads of their request: what happened, what is happening, what comes next. Codes are stored, words
are made here (A4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.ledger.values import Request, RequestRight
from garant.rules.requests import BY_LINK
from garant.web.tags import day

Public = Mapping[str, Any]

RIGHTS: Mapping[str, Callable[[], str]] = {
    "access": lambda: _("Know what you hold about me"),
    "rectification": lambda: _("Correct something"),
    "erasure": lambda: _("Erase my data"),
    "portability": lambda: _("Take my data elsewhere"),
}

OUTCOMES: Mapping[str, Callable[[], str]] = {
    "done": lambda: _("Done"),
    "partly": lambda: _("Partly done"),
    "refused": lambda: _("Refused, with reasons"),
    "nothing-found": lambda: _("Nothing found"),
    "not-identified": lambda: _("Person not identified"),
    "withdrawn": lambda: _("Taken back"),
}

HAPPENED: Mapping[str, Callable[[Public], str]] = {
    "request.received": lambda p: _("We received your request."),
    "request.identity-asked": lambda p: _("We asked you a question, to be sure who you are. Look at your letters."),
    "request.identified": lambda p: (
        _("You opened the link that we sent you: the address is yours. No identity document was asked.")
        if p.get("method") == BY_LINK
        else _("We made sure who you are. No copy of a document is kept.")
    ),
    "request.extended": lambda p: _("We need two more months, and we told you why."),
    "request.completed": lambda p: _("You added something to your request.") if p.get("message") else "",
    "request.withdrawn": lambda p: _("You took your request back."),
    "request.refused": lambda p: _("We refused a part of your request, and told you why."),
    "answer.disputed": lambda p: _("You disputed our answer."),
    "message.read": lambda p: _("We read what you had written."),
    "request.continued": lambda p: (
        _("Another request goes with this one: %(reference)s.") % {"reference": p["reference"]}
        if p.get("reference")
        else ""
    ),
    "plan.drawn": lambda p: _("We searched our systems and prepared, row by row, what happens to your data."),
    "plan.agreed": lambda p: _("A person read what was prepared, and agreed to it."),
    "package.made": lambda p: _("The file with your data is ready."),
    "package.fetched": lambda p: _("The file was downloaded, with the code sent to you."),
    "answer.composed": lambda p: _("What was done was read again, and our answer was written."),
    "request.closed": lambda p: _("Your request is closed."),
}
"""Event type → what the person reads; the other types are our own work and say nothing to them."""

NOW: Mapping[str, Callable[[], str]] = {
    "received": lambda: _("We wait for you to open the link in our letter."),
    "identified": lambda: _("We search our systems."),
    "planned": lambda: _("A person reads it over and agrees. Here, nothing is erased without somebody looking."),
    "agreed": lambda: _("What was agreed is being done."),
    "running": lambda: _("What was agreed is being done."),
    "waiting": lambda: _("Somebody here has a last thing to do by hand."),
}
"""State of the request → what is happening."""


def say(table: Mapping[str, Callable[[], str]], code: str) -> str:
    """The words of a code; the code itself where we have none."""
    return table[code]() if code in table else code


def happened(type_: str, public: Public) -> str:
    """The sentence of an event, or nothing for what is our own work."""
    sentence = HAPPENED.get(type_)
    return sentence(public) if sentence else ""


def logged(received: date) -> str:
    """A request that reached us another way and was entered on a later day."""
    return _("We entered your request, which reached us on %(day)s.") % {"day": day(received)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A right of the request in the person's words. `outcome` is empty while there is none; `tone` and `icon` go with
    it."""

    words: str
    outcome: str = ""
    tone: str = ""
    icon: str = "open"


TONES = {"done": ("done", "check"), "partly": ("near", "keep")}


def rights(asked: Sequence[RequestRight]) -> list[Asked]:
    return [
        Asked(say(RIGHTS, r.right), say(OUTCOMES, r.outcome), *TONES.get(r.outcome, ("", "page")))
        if r.outcome
        else Asked(say(RIGHTS, r.right))
        for r in asked
    ]


def arrived(what: str) -> str:
    """That a message is there, and what becomes of it."""
    return {
        "message": _("Your message has arrived. We read it and answer you here and by mail."),
        "dispute": _("Your objection has arrived, and is recorded. We read it and answer you here and by mail."),
    }.get(what, "")


def lead(request: Request, today: date, ended: date | None) -> str:
    """What is true now, in one sentence."""
    if request.withdrawn_at:
        return _("You took this request back. What was done stays done; nothing more is.")
    if ended is not None:
        return _answered(ended, request.due)
    if request.due < today:
        text = ngettext(
            "Our answer is %(n)s day late. It was due on %(day)s.",
            "Our answer is %(n)s days late. It was due on %(day)s.",
            (today - request.due).days,
        )
        return text % {"n": (today - request.due).days, "day": day(request.due)}
    if request.asked and not request.answered:
        return _("We have a question for you: look at your letters. The time to answer you stands still until then.")
    if request.state == "received":
        return _("One thing is missing: confirm that the address is yours. Nothing goes to anybody before.")
    return _("Your request is under way. You will have our answer on %(day)s at the latest.") % {
        "day": day(request.due)
    }


def _answered(ended: date, due: date) -> str:
    early = (due - ended).days
    if early > 0:
        text = ngettext(
            "We answered on %(day)s, %(n)s day before the last one.",
            "We answered on %(day)s, %(n)s days before the last one.",
            early,
        )
    elif early == 0:
        text = _("We answered on %(day)s, the last day.")
    else:
        text = ngettext("We answered on %(day)s, %(n)s day late.", "We answered on %(day)s, %(n)s days late.", -early)
    return text % {"day": day(ended), "n": abs(early)}


def ruler_sentence(request: Request, today: date, ended: date | None) -> str:
    """What the ruler shows, for who cannot see it."""
    values = {"received": day(request.received), "due": day(request.due), "today": day(today)}
    if request.withdrawn_at:
        return _("From %(received)s, the day we received it, to %(due)s, the last one. You took it back.") % values
    if ended:
        return _("From %(received)s, the day we received it, to %(due)s, the last one. Answered on %(ended)s.") % {
            **values,
            "ended": day(ended),
        }
    left = (request.due - today).days
    if left < 0:
        text = ngettext(
            "From %(received)s, the day we received it, to %(due)s, the last one, which is %(n)s day past.",
            "From %(received)s, the day we received it, to %(due)s, the last one, which is %(n)s days past.",
            -left,
        )
    else:
        text = ngettext(
            "From %(received)s, the day we received it, to %(due)s, the last one. %(today)s: %(n)s day is left.",
            "From %(received)s, the day we received it, to %(due)s, the last one. %(today)s: %(n)s days are left.",
            left,
        )
    return text % {**values, "n": abs(left)}
