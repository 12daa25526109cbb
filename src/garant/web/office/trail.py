"""What happened to a request, as sentences with a date and an author: each step of S3-23 leaves one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from garant.ledger.values import Event
from garant.web import tags
from garant.web.office import words
from garant.web.office.taking import WHY_WORDS


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the trail. `author` is said for staff; `note` is what they wrote, where it can still be read."""

    at: datetime
    words: str
    author: str
    note: str
    warns: bool = False
    """Whether something is left to do about it."""


Sentence = Callable[[Mapping[str, Any]], str]


def _received(public: Mapping[str, Any]) -> str:
    how = {
        "form": _("Received through the public form."),
        "email": _("Received by e-mail."),
        "letter": _("Received by post."),
        "phone": _("Received by telephone."),
        "counter": _("Received at the counter."),
    }
    return how.get(str(public.get("channel")), _("Received."))


def _logged(public: Mapping[str, Any], logged: date) -> str:
    """A request entered on a later day than it reached the house says both."""
    received = public.get("received")
    if not isinstance(received, str) or date.fromisoformat(received) == logged:
        return _received(public)
    how = {
        "form": _("Logged; received on %(day)s through the public form."),
        "email": _("Logged; received on %(day)s by e-mail."),
        "letter": _("Logged; received on %(day)s by post."),
        "phone": _("Logged; received on %(day)s by telephone."),
        "counter": _("Logged; received on %(day)s at the counter."),
    }
    day = tags.day(date.fromisoformat(received))
    return how.get(str(public.get("channel")), _("Logged; received on %(day)s.")) % {"day": day}


def _acknowledged(public: Mapping[str, Any]) -> str:
    if public.get("by") == "paper":
        return _("Acknowledgement written, to be printed and sent.")
    return _("Acknowledgement sent, with the date of the answer.")


def _asked(public: Mapping[str, Any]) -> str:
    if public.get("stops"):
        return _("Identity asked, without delay: the clock stands still until the answer.")
    return _("Identity asked, too late to stop the clock.")


def _identified(public: Mapping[str, Any]) -> str:
    name = words.METHOD_NAMES.get(str(public.get("method")), "")
    return _("Identity verified: %(means)s. No copy was kept.") % {"means": str(name)[:1].lower() + str(name)[1:]}


def _extended(public: Mapping[str, Any]) -> str:
    due = public.get("due")
    if isinstance(due, str):
        return _("Deadline extended to %(day)s; the person was told why.") % {"day": tags.day(date.fromisoformat(due))}
    return _("Deadline extended; the person was told why.")


def _drawn(public: Mapping[str, Any]) -> str:
    print_ = str(public.get("fingerprint", ""))
    values = {"print": f"{print_[:4]}-{print_[4:8]}"}
    if public.get("found"):
        return _("Plan %(print)s drawn.") % values
    return _("Plan %(print)s drawn: nothing was found.") % values


def _agreed(public: Mapping[str, Any]) -> str:
    print_ = str(public.get("fingerprint", ""))
    return _("Agreement given to plan %(print)s, and to no other.") % {"print": f"{print_[:4]}-{print_[4:8]}"}


def _step(public: Mapping[str, Any]) -> str:
    deeds = {
        "read": _("%(store)s: rows read."),
        "package": _("File for the person built and signed."),
        "rectify": _("%(store)s: values corrected."),
        "erase": _("%(store)s: rows erased or masked."),
    }
    return deeds.get(str(public.get("kind")), _("%(store)s: step done.")) % {"store": public.get("store", "")}


def _verified(public: Mapping[str, Any]) -> str:
    left = public.get("left") or {}
    values = {"store": public.get("store", ""), "where": ", ".join(left)}
    said = _("%(store)s read again: it is as the plan says.") % values
    if left:
        said = _("%(store)s read again: something of the person is still in %(where)s.") % values
    blind = [str(place) for place in public.get("skipped") or ()]
    if blind:  # D9: the evidence has each place with its reason
        said += " " + _("Not searched: %(places)s.") % {"places": "; ".join(blind)}
    return said


def _put_off(public: Mapping[str, Any]) -> str:
    due = date.fromisoformat(str(public["due"]))
    return _("%(target)s: to be finished by %(day)s, after an answer in part.") % {
        "target": public.get("target", ""),
        "day": tags.day(due),
    }


def _task_opened(public: Mapping[str, Any]) -> str:
    if public.get("kind") == "answer":
        return _("The answer waits to be read before it leaves.")
    if public.get("kind") == "rest":
        return _("Task opened: what was found elsewhere in %(target)s.") % {"target": public.get("target", "")}
    return _("Task opened: %(target)s.") % {"target": public.get("target", "")}


def _task_done(public: Mapping[str, Any]) -> str:
    if public.get("kind") == "answer":
        return _("Answer read, and sent.")
    if public.get("kind") == "rest":
        said = _("%(target)s searched again: nothing is left.")
        if public.get("outcome") == "others":
            said = _("%(target)s: what was found there is somebody else’s.")
        return said % {"target": public.get("target", "")}
    return _("Task done, with its proof: %(target)s.") % {"target": public.get("target", "")}


def _message(public: Mapping[str, Any]) -> str:
    if public.get("chosen"):
        return _("The rows of this person were chosen among several.")
    return _("The person completed their request.")


def _left(public: Mapping[str, Any]) -> str:
    if public.get("protection") != "clear":
        return _("A file left, encrypted with a password.")
    return _("A file left unencrypted. Reason: %(why)s.") % {"why": WHY_WORDS.get(public.get("why", ""), "")}


SENTENCES: dict[str, Sentence] = {
    "request.received": _received,
    "request.acknowledged": _acknowledged,
    "request.identity-asked": _asked,
    "request.identified": _identified,
    "request.extended": _extended,
    "request.completed": _message,
    "request.weighed": lambda _p: _("What was given and not proved was looked into."),
    "request.withdrawn": lambda _p: _("Withdrawn by the person."),
    "request.refused": lambda _p: _("Refused, with its reason."),
    "message.received": lambda _p: _("The person wrote a message."),
    "message.read": lambda _p: _("The messages were read."),
    "answer.disputed": lambda _p: _("The person disputes the answer."),
    "request.continued": lambda p: _("Goes with request %(reference)s.") % {"reference": p.get("reference", "")},
    "request.delay-explained": lambda _p: _("The reason of the delay is noted; the answer will say it."),
    "plan.drawn": _drawn,
    "plan.agreed": _agreed,
    "plan.dropped": lambda _p: _("Data changed before the deed: the agreement fell, a new plan is needed."),
    "step.done": _step,
    "data.verified": _verified,
    "task.opened": _task_opened,
    "task.done": _task_done,
    "task.put-off": _put_off,
    "answer.composed": lambda _p: _("Answer written from what was done."),
    "answer.delivered": lambda _p: _("Answer handed over."),
    "package.made": lambda _p: _("File for the person put away, encrypted."),
    "package.fetched": lambda _p: _("File fetched by the person."),
    "file.left": _left,
    "request.closed": lambda _p: _("Closed."),
    "collection.erased": lambda _p: _("The note of how their data came in is erased."),
    "tombstone.added": lambda _p: _("Marks left, so that what is erased stays erased."),
    "key.destroyed": lambda _p: _("The key of the working data is destroyed: our copy is unreadable."),
}


def items(events: Sequence[Event], people: Mapping[UUID, str], zone: str) -> list[Item]:
    """The trail, oldest first. Readings are not in it: the access log has them. `zone`: where days begin (A3)."""
    found = []
    for event in events:
        sentence = SENTENCES.get(event.type)
        if sentence is not None:
            sealed = event.sealed or {}
            said = sentence(event.public)
            if event.type == "request.received":
                said = _logged(event.public, event.at.astimezone(ZoneInfo(zone)).date())
            found.append(
                Item(
                    event.at,
                    said,
                    author(event.actor, people),
                    str(sealed.get("reason", "")),
                    warns=event.type == "data.verified" and bool(event.public.get("left")),
                )
            )
    return found


def author(actor: str, people: Mapping[UUID, str]) -> str:
    """Who did it, as the organisation knows them."""
    if actor.startswith("staff:"):
        return people.get(UUID(actor.removeprefix("staff:")), _("a closed account"))
    return {"person": _("the person"), "system": _("Garant"), "program": _("the command line")}.get(actor, actor)
