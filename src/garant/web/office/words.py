"""What codes are called in the office: rights, channels, means, states, acts. Whole sentences, never joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from garant.ledger.values import Request, RequestRight
from garant.rules.persons import Standing
from garant.web import tags

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"
"""Words said now, or in the language of whoever reads later."""

RIGHTS: dict[str, Text] = {
    "access": gettext_lazy("Access"),
    "portability": gettext_lazy("Portability"),
    "rectification": gettext_lazy("Rectification"),
    "erasure": gettext_lazy("Erasure"),
}
RIGHT_HINTS: dict[str, Text] = {
    "access": gettext_lazy("A copy of their data, and how they are used."),
    "portability": gettext_lazy("A file that other services can read."),
    "rectification": gettext_lazy("A value to correct or to complete."),
    "erasure": gettext_lazy("Everything goes but what the law makes you keep."),
}
CHANNELS: dict[str, Text] = {
    "form": gettext_lazy("The public form"),
    "email": gettext_lazy("E-mail"),
    "letter": gettext_lazy("Letter"),
    "phone": gettext_lazy("Telephone"),
    "counter": gettext_lazy("Counter"),
}
METHODS: dict[str, tuple[Text, Text]] = {
    "contact-on-file": (
        gettext_lazy("They answered from a contact we know"),
        gettext_lazy("The e-mail or phone that stands in our files, not the one given today."),
    ),
    "contact-confirmed": (
        gettext_lazy("They opened the link sent to the address they gave"),
        gettext_lazy("Whether that address stands in our files, the search tells."),
    ),
    "signed-in": (
        gettext_lazy("They are signed in to their account"),
        gettext_lazy("The account is theirs, and asks for a password."),
    ),
    "known-facts": (
        gettext_lazy("They know what only they can know"),
        gettext_lazy("An order number and its date, for example. Not a birth date alone."),
    ),
    "in-person": (gettext_lazy("They came, and we know them"), gettext_lazy("Someone of the house recognises them.")),
    "document-seen": (
        gettext_lazy("An identity document was shown"),
        gettext_lazy("Only on reasonable doubt. It is looked at and given back: no copy, no number is kept."),
    ),
}
METHOD_NAMES: dict[str, Text] = {
    **{code: name for code, (name, _hint) in METHODS.items()},
    "contact-confirmed": gettext_lazy("They opened the link sent to the address they gave"),
}
ROLES: dict[str, tuple[Text, Text]] = {
    "owner": (gettext_lazy("owner"), gettext_lazy("handles requests, declares stores, adds people")),
    "clerk": (gettext_lazy("clerk"), gettext_lazy("handles requests")),
    "dpo": (gettext_lazy("data protection officer"), gettext_lazy("reads, advises and controls; does not agree plans")),
    "auditor": (gettext_lazy("auditor"), gettext_lazy("reads only, until a date")),
    "program": (gettext_lazy("program"), gettext_lazy("files requests through the interface for programs")),
}
ENGINES: dict[str, Text] = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "mariadb": "MariaDB",
    "manual": gettext_lazy("by hand"),
}
LANGUAGES: dict[str, Text] = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}
OUTCOMES: dict[str, tuple[str, str, Text]] = {
    "done": ("done", "check", gettext_lazy("Done")),
    "partly": ("wait", "page", gettext_lazy("Done in part")),
    "refused": ("wait", "page", gettext_lazy("Refused, with reasons")),
    "nothing-found": ("done", "search", gettext_lazy("Nothing found")),
    "not-identified": ("wait", "person", gettext_lazy("Not identified")),
    "withdrawn": ("", "letter", gettext_lazy("Withdrawn")),
}
FATES: dict[str, tuple[Text, Text]] = {
    "erase": (gettext_lazy("Erase"), gettext_lazy("rows that go, with no way back")),
    "mask": (gettext_lazy("Mask"), gettext_lazy("rows that stay, without what names the person")),
    "keep": (gettext_lazy("Keep"), gettext_lazy("rows that stay, set apart, until a date")),
    "undecided": (gettext_lazy("Not decided"), gettext_lazy("rows left as they are until someone decides")),
    "read": (gettext_lazy("Hand over"), gettext_lazy("rows copied into the person’s file")),
    "rectify": (gettext_lazy("Correct"), gettext_lazy("values replaced by the right ones")),
}
DONE: dict[str, Text] = {
    "filed": gettext_lazy("The request is logged."),
    "filed-mail": gettext_lazy("The request is logged, and its acknowledgement is on its way."),
    "identified": gettext_lazy("The identity is verified. The plan can be drawn."),
    "asked": gettext_lazy("The question has left. The person answers from their follow-up page."),
    "message": gettext_lazy("The message is sent."),
    "delay": gettext_lazy("The reason is noted. It will stand in the answer."),
    "read": gettext_lazy("The messages are read."),
    "again": gettext_lazy("The new request is open. It counts from the day of the message."),
    "withdrawn": gettext_lazy("The request is withdrawn. The person is told."),
    "extended": gettext_lazy("The deadline is extended, and the person is told why."),
    "refused": gettext_lazy("The refusal and its reason are noted. They will stand in the answer."),
    "facts": gettext_lazy("The facts are noted. Draw the plan to see what follows from them."),
    "changes": gettext_lazy("The corrections are noted."),
    "chosen": gettext_lazy("Your choice is noted. The plan can be drawn."),
    "agreed": gettext_lazy("Your agreement is noted, and the work begins."),
    "task": gettext_lazy("The task is done, with its proof."),
    "sent": gettext_lazy("The answer is on its way."),
    "rest": gettext_lazy("It was searched again, and nothing is left there."),
    "put-off": gettext_lazy("It is noted who sees to it. The answer can leave in part, and says until when."),
    "store": gettext_lazy("The store is declared. Its map comes next."),
    "entered": gettext_lazy("It is kept. They are still to be told."),
    "told": gettext_lazy("It is noted that they were told, how, when and by whom."),
    "notice": gettext_lazy("The notice is on its way. They count as told once it has left."),
    "posted": gettext_lazy("The letter is posted. Its text is let go; the fact and its date stay."),
    "unidentified": gettext_lazy("The request is closed, and the person is told what they can add."),
    "resumed": gettext_lazy("The work is taken up again."),
    "removed": gettext_lazy("The store is removed from Garant."),
    "copies-restored": gettext_lazy("The files are what they were before."),
    "copies-gone": gettext_lazy("The sealed copies are destroyed."),
    "map": gettext_lazy("The map is applied."),
    "staff": gettext_lazy("The account is open. A link to choose a password is on its way."),
    "placed": gettext_lazy("It is kept. What is open to them follows from it at once."),
    "closed": gettext_lazy("The account is closed."),
    "mail": gettext_lazy("The test letter was handed to the mail server. Look into the mailbox."),
    "sealed": gettext_lazy("What was waiting is sealed."),
    "kept": gettext_lazy("It is kept in the register."),
    "mended": gettext_lazy("It is kept in the register. The next check says whether this is mended."),
    "taken-out": gettext_lazy("It is taken out of the register. Its history stays."),
    "moved": gettext_lazy("Somebody else changed this meanwhile: nothing of yours was kept. Look at it as it is now."),
    "adopted": gettext_lazy("It is added to the register, with what the map knew of it."),
    "based": gettext_lazy("The basis is kept."),
    "started": gettext_lazy("It is declared. What is still missing stands on each activity."),
    "brought": gettext_lazy("The file is brought in."),
    "checked": gettext_lazy("The check is done. What follows is as things stand now."),
    "assigned": gettext_lazy("It is noted who sees to it."),
    "accepted": gettext_lazy("It may stand until that day. The reason is kept."),
    "reviewed": gettext_lazy("The review is kept, with the day of the next one."),
    "shared": gettext_lazy("The decision is kept. What it allows may be given, and nothing else."),
    "not-shared": gettext_lazy("The refusal is kept. Nothing may be given."),
    "told-erase": gettext_lazy("Whoever was given data for this case is asked to erase them."),
    "not-accepted": gettext_lazy("The exception is taken back."),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in two or three words: its tone, its icon, the words."""

    tone: str
    icon: str
    words: Text


def done(code: str) -> Text:
    """The sentence for what was just done; an unknown code says nothing."""
    return DONE.get(code, "")


GIVEN: dict[str, Text] = {
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone"),
    "customer-number": gettext_lazy("Customer number"),
}
"""What a person gives to be found by."""


def given(kind: str) -> str:
    return str(GIVEN.get(kind, kind))


def hint(by: str, store: str, address: str) -> str:
    """Which file something unproved names: where, and under which address, masked."""
    values = {"store": store, "address": address, "kind": given(by)}
    if not address:
        return _("%(kind)s: a file in %(store)s, which bears no e-mail address.") % values
    named = {
        "email": _("The other address given names a file in %(store)s, at %(address)s."),
        "phone": _("The phone number given names a file in %(store)s, at another address: %(address)s."),
        "customer-number": _("The customer number given names a file in %(store)s, at another address: %(address)s."),
    }
    return named.get(by, _("%(kind)s: a file in %(store)s, at another address: %(address)s.")) % values


def counted(number: int) -> str:
    """A small number as a word that can begin a sentence; French counts requests, which are feminine."""
    small = {
        1: pgettext("requests", "One"),
        2: pgettext("requests", "Two"),
        3: pgettext("requests", "Three"),
        4: pgettext("requests", "Four"),
        5: pgettext("requests", "Five"),
        6: pgettext("requests", "Six"),
        7: pgettext("requests", "Seven"),
        8: pgettext("requests", "Eight"),
        9: pgettext("requests", "Nine"),
    }
    return small.get(number) or tags.number(number)


def asks(name: str, rights: tuple[str, ...]) -> str:
    """The title of a request: who asks for what."""
    one = {
        "access": _("%(name)s asks for access"),
        "portability": _("%(name)s asks for their data in a portable file"),
        "rectification": _("%(name)s asks for a correction"),
        "erasure": _("%(name)s asks for erasure"),
    }
    if len(rights) == 1:
        return one[rights[0]] % {"name": name}
    return _("%(name)s asks for: %(rights)s") % {"name": name, "rights": right_names(rights).lower()}


def unread(count: int) -> str:
    return ngettext("%(n)s message to read", "%(n)s messages to read", count) % {"n": count}


def engine(code: str) -> str:
    return str(ENGINES.get(code, code))


def right_names(rights: tuple[str, ...]) -> str:
    return ", ".join(str(RIGHTS[r]) if place == 0 else str(RIGHTS[r]).lower() for place, r in enumerate(rights))


def received(request: Request, today: date) -> str:
    """How and when a request arrived, as the end of an inbox line."""
    how = {
        "form": _("received on %(day)s through the public form"),
        "email": _("received on %(day)s by e-mail"),
        "letter": _("received on %(day)s by post"),
        "phone": _("received on %(day)s by telephone"),
        "counter": _("received on %(day)s at the counter"),
    }
    return how[request.channel] % {"day": tags.short_day(request.received, today)}


def next_act(request: Request, *, stopped: bool = False) -> Tag:
    """What has to be done next, or what is awaited. `stopped`: a step of its plan failed."""
    if stopped:
        return Tag("near", "warn", _("Work stopped"))
    if request.state in ("received", "identified", "planned") and request.asked and not request.answered:
        return Tag("wait", "wait", _("Identity asked"))
    if request.withdrawn_at:
        return Tag("", "letter", _("Withdrawn"))
    acts = {
        "received": Tag("", "person", _("Identity to verify")),
        "identified": Tag("", "search", _("Plan to draw")),
        "planned": Tag("", "pen", _("Plan to agree")),
        "agreed": Tag("wait", "clock", _("Work about to begin")),
        "running": Tag("wait", "clock", _("Work under way")),
        "waiting": Tag("", "page", _("Tasks to do")),
        "answered": Tag("done", "check", _("Answer sent")),
        "closed": Tag("done", "check", _("Closed")),
    }
    if request.state == "closed" and has_rest(request):
        return Tag("near", "warn", _("Answered in part, a rest to finish"))
    return acts[request.state]


def has_rest(request: Request) -> bool:
    """Whether reading again found the person in places that are not dealt with yet."""
    return any(right.detail.get("left") for right in request.rights)


def toned(tag: Tag, tone: str) -> Tag:
    """An act that is late or near bears the colour of its date, and the warning sign once it is late."""
    if tone not in ("late", "near") or tag.tone == "wait":
        return tag
    return Tag(tone, "warn" if tone == "late" else tag.icon, tag.words)


def outcome(right: RequestRight) -> Tag:
    if right.outcome is None:
        return Tag("", "open", _("Open"))
    if right.detail.get("left"):
        return Tag("near", "warn", _("Done in part, a rest to finish"))
    return Tag(*OUTCOMES[right.outcome])


def distance(due: date, today: date) -> tuple[str, str]:
    """How far a due date is, large, and the date itself, small."""
    days = (due - today).days
    day = tags.short_day(due, today)
    if days < 0:
        return (
            ngettext("%(n)s day", "%(n)s days", -days) % {"n": -days},
            _("since %(day)s") % {"day": day},
        )
    if days == 0:
        return _("Today"), day
    if days == 1:
        return _("Tomorrow"), day
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}, day


def due_tag(request: Request, today: date) -> Tag:
    """The date of a request, beside its title."""
    if request.state in ("answered", "closed"):
        return next_act(request)
    if request.asked and not request.answered:
        return Tag(
            "wait", "wait", _("Waiting for the person since %(day)s") % {"day": tags.short_day(request.asked, today)}
        )
    days = (request.due - today).days
    day = tags.day(request.due)
    if days < 0:
        words = ngettext("Answer due %(n)s day ago, on %(day)s", "Answer due %(n)s days ago, on %(day)s", -days)
        return Tag("late", "warn", words % {"n": -days, "day": day})
    if days == 0:
        return Tag("near", "clock", _("Answer due today, %(day)s") % {"day": day})
    if days == 1:
        return Tag("near", "clock", _("Answer due tomorrow, %(day)s") % {"day": day})
    return Tag("near" if days <= NEAR else "", "clock", _("Answer due on %(day)s") % {"day": day})


NEAR = 8
"""Days before its date at which a request counts as near."""


def standing(found: Standing) -> str:
    """Customer or prospect, on what was found in the stores (S1-18)."""
    stores = ", ".join(found.stores)
    if found.status == "prospect":
        return _("Prospect: no order in %(stores)s.") % {"stores": stores}
    if found.first and found.last and found.first != found.last:
        days = {"first": tags.calendar_day(found.first), "last": tags.calendar_day(found.last)}
        return _("Customer since %(first)s, last order on %(last)s.") % days
    if found.last:
        return _("Customer, last order on %(last)s.") % {"last": tags.calendar_day(found.last)}
    return _("Customer: orders without a date in %(stores)s.") % {"stores": stores}
