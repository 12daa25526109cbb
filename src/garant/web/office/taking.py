"""A file of personal data leaves the office: with a password that the page shows once, or in clear with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from garant.actions.leaving import Guard, drawn, new_password
from garant.rules.leaving import WHYS
from garant.web.office.desk import Desk
from garant.web.office.forms import Marked

WHY_WORDS = {
    "in-hand": gettext_lazy("It does not leave our hands: printed here, or given across the counter"),
    "encrypted-disk": gettext_lazy("It is kept on a disk that is encrypted"),
    "asked": gettext_lazy("The person asked for it without a password"),
    "software": gettext_lazy("Our own software reads it"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken: the page's words for it, the place that it belongs to, and where one goes back to."""

    title: str
    place: str
    back: str


class Why(Marked):
    why = forms.ChoiceField(
        label=gettext_lazy("Why without a password?"),
        choices=[("", gettext_lazy("Choose")), *((why, WHY_WORDS[why]) for why in WHYS)],
        error_messages={"required": gettext_lazy("Say why: the log keeps it.")},
    )


def taking(desk: Desk, taken: Taken, file: Callable[[Guard], tuple[str, bytes]], type_: str) -> HttpResponse:
    """The page that asks how, and once that is said, the file. `file` reads and logs: it is called then only."""
    form = Why()
    if desk.request.method == "POST":
        given = desk.request.POST.get("password", "")
        password = given if drawn(given) else ""  # another than the page's own is none
        form = Why(desk.request.POST)
        if password or form.is_valid():
            guard = Guard(password) if password else Guard(why=form.cleaned_data["why"])
            name, data = file(guard)
            headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
            return HttpResponse(data, content_type="application/zip" if password else type_, headers=headers)
    values = {"taken": taken, "password": new_password(), "form": form}
    response = desk.page("taking.html", values, place=taken.place, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
