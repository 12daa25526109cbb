"""Letters on paper: what the office prints for those who gave no e-mail address, and marks as posted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import paper, requests
from garant.web.office import words
from garant.web.office.desk import DEED, Desk, at_desk

PLACE = "requests"

KINDS: dict[str, words.Text] = {
    "acknowledgement": gettext_lazy("Acknowledgement"),
    "identity-question": gettext_lazy("Question about the identity"),
    "extension": gettext_lazy("Extension of the deadline"),
    "message": gettext_lazy("Message"),
    "withdrawn": gettext_lazy("Withdrawal noted"),
    "answer": gettext_lazy("Answer"),
    "rest-done": gettext_lazy("The rest of the answer"),
    "not-identified": gettext_lazy("Person not identified"),
}


@at_desk()
def waiting(desk: Desk) -> HttpResponse:
    found = paper.waiting(desk.house, desk.actor)
    known = requests.references(desk.house, {x.request for x in found if x.request})
    text = ngettext(
        "%(n)s letter is to be printed and posted.", "%(n)s letters are to be printed and posted.", len(found)
    )
    values = {
        "headline": text % {"n": len(found)} if found else _("No letter waits to be printed."),
        "letters": [
            {
                "id": x.id,
                "kind": KINDS.get(x.kind, x.kind),
                "reference": known.get(x.request) if x.request else None,
                "created": x.created,
            }
            for x in found
        ],
    }
    return desk.page("letters/waiting.html", values, place=PLACE)


@at_desk("write")
def letter(desk: Desk, letter: UUID) -> HttpResponse:
    values = {"id": letter, "letter": paper.opened(desk.house, desk.actor, letter)}
    return desk.page("letters/letter.html", values, place=PLACE)


@at_desk("write", methods=DEED)
def posted(desk: Desk, letter: UUID) -> HttpResponse:
    paper.posted(desk.house, desk.actor, letter)
    return desk.go("letters", done="posted")
