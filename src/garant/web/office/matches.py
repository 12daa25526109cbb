"""Whose row is it? Several that match, and files that something given but not proved names (D12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import samples as look
from garant.actions.hints import Hint
from garant.actions.plans import Ambiguous
from garant.actions.search import Choice
from garant.web.office import words
from garant.web.office.case import Case
from garant.web.office.desk import Desk
from garant.web.office.forms import ReasonForm

PLACE = "requests"


def choose(desk: Desk, case: Case, several: Ambiguous) -> HttpResponse:
    values = {
        **case.frame("plan"),
        "lead": _("Several people match what this person told us."),
        "choices": [_choice(desk, case, choice) for choice in several.choices],
    }
    return desk.page("plans/matches.html", values, place=PLACE)


def _choice(desk: Desk, case: Case, choice: Choice) -> dict[str, Any]:
    text = ngettext("%(store)s: %(n)s row matches", "%(store)s: %(n)s rows match", len(choice.digests))
    person = desk.house.map(choice.store).persons[choice.kind]
    columns = desk.house.map(choice.store).tables[person.table].columns
    return {
        "legend": text % {"store": choice.store, "n": len(choice.digests)},
        "rows": [
            {
                "digest": row.digest,
                "values": [(columns[c].words.get(desk.language, c), value) for c, value in row.values.items()],
            }
            for row in look.candidates(desk.house, desk.actor, case.request, choice)
        ],
    }


def unproved(
    desk: Desk, case: Case, told: Sequence[Hint], form: ReasonForm | None = None, *, status: int = 200
) -> HttpResponse:
    """What was given names a file that is not shown to be theirs: of it the clerk sees a masked address, no more."""
    values = {
        **case.frame("plan"),
        "hints": [{"digest": h.digest, "words": words.hint(h.by, h.store, h.address)} for h in told],
        "form": form or aside_form(),
    }
    return desk.page("plans/unproved.html", values, place=PLACE, status=status)


def aside_form(data: Any = None) -> ReasonForm:
    form = ReasonForm(data)
    form.fields["reason"].label = _("Why is this file left out?")
    form.fields["reason"].help_text = _("What you asked, and what was missing. It stays in the file of the request.")
    return form
