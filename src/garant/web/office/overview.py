"""A request's first page: what is asked and by when, what happened, who asks, what was said, which acts are open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from garant.actions import persons, staff
from garant.actions.requests import ERASED
from garant.law.provisions import Law, NoRule
from garant.ledger.values import RequestRight
from garant.rules import requests as life
from garant.web.office import trail, words
from garant.web.office.case import Case, corrections, open_case
from garant.web.office.desk import Desk, Trouble, at_desk
from garant.web.office.forms import TextForm


@at_desk()
def overview(desk: Desk, reference: str) -> HttpResponse:
    return show(desk, open_case(desk, reference), TextForm())


def show(desk: Desk, case: Case, form: TextForm, *, trouble: Trouble | None = None, status: int = 200) -> HttpResponse:
    law, language = desk.house.law(), desk.language
    contact = case.file.contact
    people = {p.id: p.name for p in staff.all(desk.house, desk.actor)}
    values: dict[str, Any] = {
        **case.frame("overview"),
        "lead": _lead(case),
        "trail": trail.items(case.file.trail, people, desk.house.organisation.zone),
        "contact": contact,
        "also": [
            {"kind": words.given(i.kind), "value": i.value, "verified": i.verified}
            for i in contact.identities
            if i.value not in (contact.email, contact.phone)
        ],
        "changes": corrections(desk, case),
        "standing": words.standing(case.file.standing) if case.file.standing else "",
        "kept": [
            {"name": rule.name.get(language) or rule.name["fr"], "article": law.cite(rule.source.id, language)}
            for rule in (persons.prospected_until(desk.house, case.file.standing) if case.file.standing else ())
        ],
        "scope": [law.say(activity, language) for activity in contact.scope],
        "language_words": words.LANGUAGES.get(case.request.language, case.request.language),
        "identity": words.METHOD_NAMES.get(case.request.method, ""),
        "rights": [_right(desk, case, right) for right in case.request.rights],
        "talk": case.file.messages,
        "message_form": form,
        "trouble": trouble,
        "known": contact.name != ERASED,
        "wrote": any(m.from_person for m in case.file.messages),
        "unread": any(m.from_person and m.read_at is None for m in case.file.messages),
        "every_right": [{"code": r, "name": words.RIGHTS[r], "asked": r in case.rights} for r in life.known(law)],
    }
    return desk.page("requests/overview.html", values, place="requests", status=status)


def _lead(case: Case) -> str:
    """What is true now, in a sentence."""
    if case.request.withdrawn_at:
        return _("The person withdrew this request. No answer is owed.")
    if case.open and case.request.asked and not case.request.answered:
        return _("We wait for what the person was asked.")
    if case.request.state == "closed" and words.has_rest(case.request):
        return _("This request was answered in part: what was found elsewhere is still to be finished. See the tasks.")
    if case.stopped:
        return _("The work stands still: a step failed. Mend what it names, or plan again.")
    leads = {
        "received": _("Nobody may search or show anything before the identity is verified."),
        "identified": _("The identity is verified. The plan comes next: what would be done, table by table."),
        "planned": _("A plan is drawn and waits for your agreement. Nothing has been touched."),
        "agreed": _("The plan is agreed; the work begins by itself."),
        "running": _("The work is under way, and takes up where it was after a breakdown."),
        "waiting": _("The work is done but for what only a person can do: see what comes next."),
        "answered": _("The answer has left."),
        "closed": _("This request is closed."),
    }
    return leads[case.request.state]


def _without_figure(law: Law, right: str, language: str) -> dict[str, str]:
    """Where the law sets no figure: that none is known, and what it says in words ("without delay")."""
    clock = law.clock_for(right)
    if not isinstance(clock, NoRule):
        return {"no_rule": "", "pace": "", "pace_article": ""}
    said = clock.prudent.pace if clock.prudent else None
    return {
        "no_rule": law.say("no-rule.clock", language),
        "pace": said.words[language] if said else "",
        "pace_article": law.cite(said.source.id, language) if said else "",
    }


def _right(desk: Desk, case: Case, right: RequestRight) -> dict[str, Any]:
    law, language = desk.house.law(), desk.language
    ground = str(right.detail.get("ground", ""))
    return {
        "code": right.right,
        "name": words.RIGHTS[right.right],
        "article": law.cite(law.rights[right.right].source.id, language) if right.right in law.rights else "",
        **_without_figure(law, right.right, language),
        "due": right.due,
        "raw": right.raw,
        "tag": words.outcome(right),
        "why": law.say(ground, language) if ground else "",
        "can_refuse": right.state == "open" and case.allows("refuse") and desk.can["refuse"],
    }
