"""The answer as the person reads it, what was handed over, the receipt, and the tasks that the answer waits for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import answers, evidence, rests, sending, staff
from garant.errors import GarantError
from garant.ledger.values import Task
from garant.web import tags
from garant.web.citing import cited
from garant.web.office import words
from garant.web.office.case import Case, open_case
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import ProofForm, PutOffForm
from garant.web.office.taking import Taken, taking

PLACE = "requests"

KINDS: dict[str, tuple[words.Text, str]] = {
    "manual-store": (gettext_lazy("A place that Garant cannot reach: look there yourself."), ""),
    "processor": (
        gettext_lazy("A processor to instruct: “erased” waits for its confirmation."),
        "gdpr/28/3",
    ),
    "recipient": (gettext_lazy("A recipient to be told."), "gdpr/19"),
    "rest": (gettext_lazy("Reading again found this person in places that no plan named."), ""),
    "answer": (gettext_lazy("Read the answer as it would leave, then send it."), ""),
}


@at_desk()
def answer(desk: Desk, reference: str) -> HttpResponse:
    return _answer(desk, open_case(desk, reference))


@at_desk("answer", methods=DEED)
def send(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    try:
        sending.send(desk.house, desk.actor, case.request)
    except GarantError as error:
        return _answer(desk, case, Trouble.of(error), status=409)
    return desk.go("answer", reference, done="sent")


def _answer(desk: Desk, case: Case, trouble: Trouble | None = None, *, status: int = 200) -> HttpResponse:
    coming = sending.preview(desk.house, case.request)
    letter = coming or answers.letter(desk.house, case.request)
    waits = sending.waits_for(desk.house, case.request) if coming else ()
    held = coming is not None and sending.to_read(desk.house, case.request) is not None
    values = {
        **case.frame("answer"),
        "trouble": trouble,
        "lead": _lead(case, letter is not None),
        "language": _language(case) if letter else "",
        "waits": [{"target": t.target, "kind": KINDS[t.kind][0]} for t in waits],
        "sends": held and not waits and desk.can["answer"],
        "letter": letter,
        "packages": [p for p in case.file.packages if p.kind != "answer"],
        "paper": letter is not None and coming is None and case.identified,
        "receipt": case.request.state in ("answered", "closed"),
    }
    return desk.page("requests/answer.html", values, place=PLACE, status=status)


def _language(case: Case) -> str:
    """In which language the letter is written, and why."""
    said = {
        ("fr", True): _("It is written in French, the language in which the person asked."),
        ("en", True): _("It is written in English, the language in which the person asked."),
        ("fr", False): _("It is written in French, as was noted when the request was logged."),
        ("en", False): _("It is written in English, as was noted when the request was logged."),
    }
    return said.get((case.request.language, case.request.channel == "form"), "")


def _lead(case: Case, written: bool) -> str:
    if written and not case.open:
        return _("This is the answer, written from what was done and read again.")
    if case.request.state == "waiting":
        if any(t.kind != "answer" and t.blocking for t in case.file.tasks if t.state == "open"):
            return _("The answer waits for the tasks: it will say what was really done. As things stand, it reads so.")
        return _("This is the answer as it would leave. Nobody has received it yet.")
    if case.request.withdrawn_at:
        return _("The person withdrew this request: no answer was written.")
    if not case.open:
        return _("The answer has left, and its text is no longer kept here.")
    return _("There is no answer yet. Garant writes it from what was done, once it was read again.")


@at_desk()
def receipt(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    response = HttpResponse(evidence.receipt(desk.house, case.request), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{reference}.receipt.json"'
    return response


@at_desk()
def receipt_to_print(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    response = HttpResponse(evidence.receipt_page(desk.house, case.request, case.request.language))
    response["Content-Disposition"] = f'attachment; filename="{reference}-receipt.html"'
    return response


@at_desk(methods=FORM)
def pdf(desk: Desk, reference: str) -> HttpResponse:
    """The answer as it is printed and signed."""
    case = open_case(desk, reference)
    answers.on_hand(desk.house, desk.actor, case.request)
    taken = Taken(_("The answer, as a PDF"), PLACE, reverse("office:answer", args=[reference]))
    return taking(
        desk, taken, lambda guard: answers.paper(desk.house, desk.actor, case.request, guard), "application/pdf"
    )


# ── tasks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk()
def tasks(desk: Desk, reference: str) -> HttpResponse:
    return _tasks(desk, open_case(desk, reference))


@at_desk("task", methods=DEED)
def finish(desk: Desk, reference: str, task: UUID) -> HttpResponse:
    case = open_case(desk, reference)
    mine = next((t for t in case.file.tasks if t.id == task), None)
    if mine is None:
        raise Http404
    form = _form(mine, desk.request.POST)
    if not form.is_valid():
        return _tasks(desk, case, {task: form}, status=422)
    try:
        data = form.cleaned_data
        answers.finish_task(desk.house, desk.actor, task, data["proof"], found=data.get("found", False))
    except GarantError as error:
        return _tasks(desk, case, trouble=Trouble.of(error), status=409)
    return desk.go("tasks", reference, done="task")


def _tasks(
    desk: Desk,
    case: Case,
    forms: dict[UUID, ProofForm | PutOffForm] | None = None,
    *,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    left = sum(t.state == "open" for t in case.file.tasks)
    lead = _("Nothing is left to do by hand.")
    if left:
        lead = ngettext("%(n)s task is left to do.", "%(n)s tasks are left to do.", left) % {"n": left}
    people = {str(p.id): p.name for p in staff.all(desk.house, desk.actor)}
    values = {
        **case.frame("tasks"),
        "lead": lead,
        "tasks": [_task(desk, case, task, (forms or {}).get(task.id), people) for task in case.file.tasks],
        "trouble": trouble,
    }
    return desk.page("requests/tasks.html", values, place=PLACE, status=status)


@at_desk("task", methods=DEED)
def search_again(desk: Desk, reference: str, task: UUID) -> HttpResponse:
    """Read the store of a rest again, once somebody has dealt with the place."""
    case = _with_task(desk, reference, task)
    try:
        left = rests.search_again(desk.house, desk.actor, task)
    except GarantError as error:
        return _tasks(desk, case, trouble=Trouble.of(error), status=409)
    if left:
        found = ", ".join(f"{place} ({rows})" for place, rows in left.items())
        title = _("It is still there: %(places)s.") % {"places": found}
        return _tasks(
            desk, case, trouble=Trouble(title, _("Class or empty the place, then search again."), ""), status=409
        )
    return desk.go("tasks", reference, done="rest")


@at_desk("task", methods=DEED)
def not_theirs(desk: Desk, reference: str, task: UUID) -> HttpResponse:
    """What was found is somebody else's."""
    case = _with_task(desk, reference, task)
    try:
        rests.not_theirs(desk.house, desk.actor, task, desk.request.POST.get("reason", ""))
    except GarantError as error:
        return _tasks(desk, case, trouble=Trouble.of(error), status=409)
    return desk.go("tasks", reference, done="task")


@at_desk("task", methods=DEED)
def put_off(desk: Desk, reference: str, task: UUID) -> HttpResponse:
    """Answer in part now: somebody sees to the rest by a day."""
    case = _with_task(desk, reference, task)
    mine = next(t for t in case.file.tasks if t.id == task)
    form = _put_off_form(desk, mine, desk.request.POST)
    if not form.is_valid():
        return _tasks(desk, case, {task: form}, status=422)
    emails = {str(p.id): p.email for p in staff.all(desk.house, desk.actor)}
    try:
        owner = emails.get(form.cleaned_data["owner"], "")
        rests.put_off(desk.house, desk.actor, task, to=owner, due=form.cleaned_data["due"])
    except GarantError as error:
        return _tasks(desk, case, {task: form}, trouble=Trouble.of(error), status=409)
    return desk.go("tasks", reference, done="put-off")


def _with_task(desk: Desk, reference: str, task: UUID) -> Case:
    case = open_case(desk, reference)
    if all(t.id != task for t in case.file.tasks):
        raise Http404
    return case


def _put_off_form(desk: Desk, task: Task, data: Any = None) -> PutOffForm:
    people = [(str(p.id), p.name) for p in staff.all(desk.house, desk.actor) if p.active]
    first = {"owner": task.owner or str(desk.actor.id or ""), "due": task.due}
    return PutOffForm(data, prefix=str(task.id), initial=first, people=people)


def _form(task: Task, data: Any = None) -> ProofForm:
    return ProofForm(data, prefix=str(task.id), by_hand=task.kind == "manual-store")


def _task(
    desk: Desk, case: Case, task: Task, form: ProofForm | PutOffForm | None, people: Mapping[str, str]
) -> dict[str, Any]:
    kind, article = KINDS[task.kind]
    mine = task.state == "open" and desk.can["task"]
    tag = words.Tag("done", "check", _("Done"))
    if task.state == "open":
        late = task.due < case.today
        due = tags.short_day(task.due, case.today)
        tag = words.Tag("late" if late else "near", "clock", _("To do by %(day)s") % {"day": due})
    if mine and form is None and task.kind != "answer":
        form = _put_off_form(desk, task) if task.kind == "rest" else _form(task)
    return {
        "id": task.id,
        "code": task.kind,
        "places": task.text.splitlines() if task.kind == "rest" else (),
        "target": _("The answer") if task.kind == "answer" else task.target,
        "kind": kind,
        "owner": people.get(task.owner, ""),
        "waits": task.blocking,
        "article": cited(desk.house.law(), [article] if article else [], desk.language),
        "text": task.text,
        "proof": task.proof,
        "done_at": task.done_at,
        "tag": tag,
        "form": form if mine else None,
    }
