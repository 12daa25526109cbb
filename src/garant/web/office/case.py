"""One request as its pages show it: title, dates, ruler, tabs, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import requests
from garant.actions.requests import RequestFile
from garant.ledger.values import Request, RequestRight
from garant.rules import requests as life
from garant.rules.reasoning import tell
from garant.web import rulers, tags
from garant.web.office import words
from garant.web.office.desk import Desk

OPEN = ("received", "identified", "planned", "agreed", "running", "waiting")


class Case:
    """A request, opened by somebody of the office. Opening it is a reading, which the action records (A6)."""

    def __init__(self, desk: Desk, file: RequestFile) -> None:
        self.desk, self.file = desk, file
        self.request: Request = file.request
        self.today = desk.house.today()

    @property
    def reference(self) -> str:
        return self.request.reference

    @property
    def rights(self) -> tuple[str, ...]:
        return life.in_order(r.right for r in self.request.rights)

    @property
    def identified(self) -> bool:
        return self.request.identified_at is not None

    @property
    def open(self) -> bool:
        return self.request.state in OPEN

    @property
    def headline(self) -> str:
        return words.asks(self.file.contact.name, self.rights)

    @property
    def tag(self) -> words.Tag:
        return words.due_tag(self.request, self.today)

    def right(self, code: str) -> RequestRight:
        for right in self.request.rights:
            if right.right == code:
                return right
        raise Http404

    def allows(self, deed: str) -> bool:
        return life.allows(self.request.state, deed)

    def grounds(self, right: str) -> list[tuple[str, str]]:
        """The refusals that the law knows for a right, as choices."""
        law, language = self.desk.house.law(), self.desk.language
        return [
            (g.code, f"{g.words.get(language) or g.words['fr']} ({law.cite(g.source.id, language)})")
            for g in (law.rights[right].refusals if right in law.rights else ())
        ]

    # ── what every page of the request shows ───────────────────────────────────────────────────────────────────────

    def frame(self, here: str) -> dict[str, Any]:
        answered = None if self.open else self._day(self._answered_at())
        ruler = rulers.request_ruler(
            self.request.received,
            self.request.due,
            self.today,
            self._marks(),
            identified=self._day(self.request.identified_at),
            pause=self._pause(),
            answered=answered,
        )
        return {
            "case": self,
            "ruler": ruler,
            "ruler_words": self._ruler_words(),
            "start_words": _("Received on %(day)s") % {"day": tags.short_day(self.request.received, self.today)},
            "due_words": _("Answer due on %(day)s") % {"day": tags.short_day(self.request.due, self.today)},
            "answered": answered,
            "withdrawn": self.request.withdrawn_at is not None,
            "tabs": self._tabs(here),
        }

    def _day(self, moment: datetime | None) -> date | None:
        return moment.astimezone(ZoneInfo(self.desk.house.organisation.zone)).date() if moment else None

    def _answered_at(self) -> datetime | None:
        composed = [e.at for e in self.file.trail if e.type == "answer.composed"]
        return composed[-1] if composed else self.request.closed_at

    def _marks(self) -> list[date]:
        return [day for item in self.file.trail if (day := self._day(item.at)) is not None]

    def _pause(self) -> tuple[date, date] | None:
        if self.request.asked is None or not self.file.deadline.suspended_days:
            return None
        return self.request.asked, self.request.answered or self.today

    def _ruler_words(self) -> str:
        left = (self.request.due - self.today).days
        values = {
            "start": tags.day(self.request.received),
            "due": tags.day(self.request.due),
            "today": tags.day(self.today),
            "n": abs(left),
        }
        if self.request.withdrawn_at:
            return (
                _("From %(start)s, when it was received, to %(due)s, the last day to answer. It was withdrawn.")
                % values
            )
        if not self.open:
            return (
                _("From %(start)s, when it was received, to %(due)s, the last day to answer. It is answered.") % values
            )
        if left < 0:
            text = ngettext(
                "From %(start)s, when it was received, to %(due)s, the last day to answer, %(n)s day ago.",
                "From %(start)s, when it was received, to %(due)s, the last day to answer, %(n)s days ago.",
                -left,
            )
        else:
            text = ngettext(
                "From %(start)s, when it was received, to %(due)s, the last day to answer. %(n)s day is left.",
                "From %(start)s, when it was received, to %(due)s, the last day to answer. %(n)s days are left.",
                left,
            )
        return text % values

    def _tabs(self, here: str) -> list[dict[str, Any]]:
        tabs = [
            ("overview", "request", _("The request")),
            ("identity", "identity", _("Identity")),
            ("plan", "plan", _("Plan and agreement")),
            ("progress", "progress", _("Execution")),
            ("answer", "answer", _("Answer")),
        ]
        if self.file.tasks:
            tabs.append(("tasks", "tasks", _("Tasks")))
        waiting = sum(t.state == "open" for t in self.file.tasks)
        return [
            {
                "url": reverse(f"office:{view}", args=[self.reference]),
                "words": text,
                "here": name == here,
                "count": waiting if name == "tasks" else 0,
            }
            for name, view, text in tabs
        ]

    @property
    def next(self) -> Mapping[str, str] | None:
        """The one act that comes next, as a link; none once the person took the request back."""
        if self.request.withdrawn_at:
            return None
        acts = {
            "received": ("identity", _("Verify the identity")),
            "identified": ("plan", _("Draw the plan")),
            "planned": ("plan", _("Read the plan and agree")),
            "agreed": ("progress", _("See the execution")),
            "running": ("progress", _("See the execution")),
            "waiting": ("tasks", _("See the tasks")),
            "answered": ("answer", _("Read the answer")),
            "closed": ("answer", _("Read the answer")),
        }
        view, text = acts[self.request.state]
        waiting = {t.kind for t in self.file.tasks if t.state == "open" and (t.blocking or not self.open)}
        if waiting == {"answer"}:
            view, text = "answer", _("Read the answer and send it")
        elif self.request.state == "closed" and waiting:
            view, text = "tasks", _("See what is left to finish")
        if self.stopped:
            view, text = "progress", _("See what failed")
        return {"url": reverse(f"office:{view}", args=[self.reference]), "words": text}

    @property
    def reasoning(self) -> tuple[str, ...]:
        return tell(self.desk.house.law(), self.file.deadline, self.desk.language)

    @property
    def may_plan(self) -> bool:
        return self.allows("plan")

    @property
    def may_withdraw(self) -> bool:
        return self.allows("withdraw")

    @property
    def may_close(self) -> bool:
        return self.allows("close") and self.request.state == "received"

    @property
    def stopped(self) -> bool:
        """Whether a step of its plan failed, so that nothing goes on by itself."""
        return self.open and any(s.state == "failed" for s in self.file.steps)

    @property
    def state_words(self) -> words.Text:
        return words.next_act(self.request, stopped=self.stopped).words

    @property
    def late(self) -> bool:
        """Past its date, and still owed."""
        return self.open and self.request.due < self.today

    @property
    def keeps(self) -> bool:
        """Whether an erasure of this request left rows standing for a reason (D2)."""
        rows = [r.detail.get("rows", {}) for r in self.request.rights if r.right == "erasure" and r.state == "done"]
        return any(r.get("keep") or r.get("mask") for r in rows)

    @property
    def may_extend(self) -> bool:
        """Told within the first month, once (art. 12(3))."""
        first = self.file.deadline.notice_by or self.request.received + timedelta(days=31)
        law = self.desk.house.law()
        known = any(law.extends(right) for right in self.rights)
        return known and self.allows("extend") and not self.request.extended and self.today <= first


def open_case(desk: Desk, reference: str) -> Case:
    return Case(desk, requests.request_file(desk.house, desk.actor, reference))


def categories(desk: Desk) -> list[tuple[str, str]]:
    """What a correction may aim at: the categories that the maps declare, in words."""
    law, language = desk.house.law(), desk.language
    known = {
        column.category
        for store in desk.house.register().maps.values()
        for table in store.tables.values()
        for column in table.columns.values()
        if column.personal
    }
    return sorted(((c, law.say(c, language)) for c in known), key=lambda pair: pair[1])


def activities(desk: Desk) -> list[tuple[str, str]]:
    """What a person may limit an erasure to, in words."""
    language = desk.language
    held = desk.house.register().held_for
    return sorted(((i, a.name.get(language) or a.name.get("fr") or i) for i, a in held.items()), key=lambda p: p[1])


def kinds(desk: Desk) -> set[str]:
    """The kinds of identity by which the maps are searched."""
    return {k for m in desk.house.register().maps.values() for p in m.persons.values() for k in p.identities}


def corrections(desk: Desk, case: Case) -> list[dict[str, str]]:
    """What was asked to be corrected, with the field in words."""
    law = desk.house.law()
    return [{**c, "field": law.say(str(c.get("field", "")), desk.language)} for c in case.file.contact.changes]
