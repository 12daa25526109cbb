"""The assistant for one purpose's basis: plain questions in turn, then what they lead to, with its article and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from garant.actions import register
from garant.errors import Changed, NotFound
from garant.law.bases import read_assistant
from garant.law.purposes import read_purposes
from garant.rules import bases
from garant.rules.processing import Processing, Purpose
from garant.rules.registers import read_entry
from garant.web.office import catalogues
from garant.web.office.desk import FORM, Desk, at_desk
from garant.web.office.entries import overlaid, shelf, standing
from garant.web.office.entry_pages import laid
from garant.web.office.fields import Shelf

ANSWERS = {"yes": True, "no": False}


@at_desk("register", methods=FORM)
def assistant(desk: Desk, entry: str, purpose: str) -> HttpResponse:
    """Questions by a plain GET, so that an answer can be taken back; the basis they lead to is kept by a POST."""
    here = shelf(desk, "activity", entry)
    activity = here.register.activities.get(entry)
    if activity is None or purpose not in activity.purposes:
        raise NotFound("No purpose of this name is declared.", place=f"{entry}.{purpose}")
    if desk.request.method == "POST":
        return _keep(desk, activity, activity.purposes[purpose])
    return _page(desk, here, activity, activity.purposes[purpose])


def _page(desk: Desk, here: Shelf, activity: Processing, purpose: Purpose) -> HttpResponse:
    known = read_assistant()
    said = {name: ANSWERS[answer] for name, answer in desk.request.GET.items() if answer in ANSWERS}
    found = bases.propose(read_purposes()[purpose.kind], said, known, here.register.organisation.nature)
    answered = [known.questions[name] for name in said if name in known.questions]
    weighs = found.sure and bool(found.balance)
    weighed = bases.weigh({n: a for n, a in said.items() if n in known.balance}, known) if weighs else "holds"
    values: dict[str, Any] = {
        "name": here.say(purpose.name, purpose.id),
        "activity": activity,
        "activity_name": here.say(activity.name, activity.id),
        "purpose": purpose,
        "answered": [
            {"id": q.id, "text": here.say(q.text), "answer": _("Yes") if said[q.id] else _("No"), "yes": said[q.id]}
            for q in answered
        ],
        "question": _question(here, found),
        "found": _found(here, found) if found.sure else None,
        "weighed": weighed,
        "balance": [
            {"id": w.id, "text": here.say(w.text), "said": said.get(w.id)} for w in (found.balance if weighs else ())
        ],
        "sent": [(n, "yes" if a else "no") for n, a in said.items() if n in known.questions],
        "number": here.register.numbers.get(("activity", activity.id), 0),
        "wrong": [
            {"text": here.say(w.text), "article": here.law.cite(w.source, here.language)}
            for w in bases.objections(purpose, known)
        ],
        "said_basis": catalogues.BASES.get(purpose.basis or "", ""),
    }
    return laid(desk, "record/basis.html", values)


def _question(here: Shelf, found: bases.Proposal) -> dict[str, str] | None:
    if not found.asks:
        return None
    first = found.asks[0]
    return {"id": first.id, "text": here.say(first.text), "help": here.say(first.help)}


def _found(here: Shelf, found: bases.Proposal) -> dict[str, Any]:
    why = {
        "contract": _(
            "It is needed for what you promised the person. Asking for their consent would be a false choice."
        ),
        "legal-obligation": _("A law makes you do it. Nobody can refuse it, so nobody is asked for consent."),
        "legitimate-interest": _(
            "You have a good reason, and it weighs more than the trouble for the person, who can always object."
        ),
        "consent": _("Nothing else carries it: the person may really say no, and take it back, at no cost."),
        "public-interest": _("A text gives you this task."),
        "vital-interests": _("It protects somebody’s life."),
    }
    return {
        "basis": found.basis,
        "words": catalogues.BASES[found.basis],
        "article": here.law.cite(found.source, here.language),
        "why": why[found.basis],
    }


def _keep(desk: Desk, activity: Processing, purpose: Purpose) -> HttpResponse:
    sent = desk.request.POST
    basis = sent.get("basis", "")
    if basis not in catalogues.BASES:
        raise NotFound("There is no such basis.", place="basis")
    stands = standing(desk, "activity", activity.id)
    way = ("purposes", purpose.id, "basis")
    plain = overlaid(stands.plain, way, basis)
    interest = sent.get("interest", "").strip()
    if basis == "legitimate-interest" and interest:
        plain = overlaid(plain, ("purposes", purpose.id, "interest"), {desk.language: interest})
    value = read_entry("activity", activity.id, plain)
    try:
        register.put(desk.house, desk.actor, "activity", activity.id, value, int(sent.get("version", "0") or 0))
    except Changed:
        return desk.go("activity", activity.id, done="moved")
    return desk.go("activity", activity.id, done="based")
