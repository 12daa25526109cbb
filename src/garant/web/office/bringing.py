"""Bringing a file into the register: what it would change, line by line, and then, agreed to, done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.actions import record_form, register
from garant.errors import FormError, GarantError
from garant.rules.registers.differences import lost
from garant.web.office import told
from garant.web.office.desk import FORM, Desk, Trouble, at_desk
from garant.web.office.entries import shelf
from garant.web.office.entry_pages import laid
from garant.web.office.forms import Marked
from garant.web.office.words import Text

MOST = 20_000_000
ZIP = b"PK\x03\x04"
"""How a spreadsheet begins: it is an archive."""


class FileForm(Marked):
    """A file of the register; or its text, so that a file that was refused can be mended on the page."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy("A register in YAML, or the CNIL’s form as a spreadsheet (.ods)."),
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}),
    )
    name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("file") and not data.get("text", "").strip():
            self.add_error("file", _("Choose a file, or write its text."))
        if data.get("file") and data["file"].size > MOST:
            self.add_error("file", _("This file is too large for a register."))
        return data


@at_desk("register", methods=FORM)
def bring_in(desk: Desk) -> HttpResponse:
    sent = desk.request.POST
    if desk.request.method != "POST":
        return laid(desk, "record/bring.html", {"form": FileForm()}, here="files")
    if sent.get("step") == "keep":
        return _keep(desk, sent.get("text", ""), sent.get("name", ""))
    form = FileForm(sent, desk.request.FILES)
    if not form.is_valid():
        return laid(desk, "record/bring.html", {"form": form}, here="files", status=422)
    name = _("The text")
    text = form.cleaned_data["text"]
    try:
        if form.cleaned_data["file"]:
            name = form.cleaned_data["file"].name
            text = _text(desk, form.cleaned_data["file"].read(), name)
        return _shown(desk, text, name)
    except GarantError as error:
        again = FileForm(initial={"text": text, "name": name})
        return laid(desk, "record/bring.html", {"form": again, "trouble": Trouble.of(error)}, here="files", status=422)


def _text(desk: Desk, data: bytes, name: str) -> str:
    """The register that a file declares, as YAML."""
    if data.startswith(ZIP):
        return record_form.bring_in(desk.house, desk.actor, data, name).text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormError(
            "This file is neither a spreadsheet (.ods) nor text in UTF-8.",
            place=name,
            remedy="Save it as .ods, or write the register as YAML in UTF-8.",
        ) from None


def _shown(desk: Desk, text: str, name: str, trouble: Text = "") -> HttpResponse:
    """What it would change: what goes from entries that stay is shown apart, and goes only if that is ticked."""
    here = shelf(desk)
    preview = register.preview(desk.house, desk.actor, text, name)
    left = set(preview.left)
    changing = [d for d in preview.differences if d.key not in left]
    after = replace(here, register=preview.after)
    values = {
        "name": name,
        "text": text,
        "found": told.differences(changing, here, after),
        "left": told.differences([d for d in preview.differences if d.key in left], here, after),
        "lost": told.differences(lost(changing), here, after),
        "trouble": trouble,
    }
    return laid(desk, "record/differences.html", values, here="files", status=422 if trouble else 200)


def _keep(desk: Desk, text: str, name: str) -> HttpResponse:
    sent = desk.request.POST
    try:
        if "lost" not in sent and _loses(desk, text, name):
            return _shown(desk, text, name, trouble=_("Tick that this may go, or leave the file."))
        register.apply(desk.house, desk.actor, text, name, remove="remove" in sent)
    except GarantError as error:
        form = FileForm(initial={"text": text, "name": name})
        return laid(desk, "record/bring.html", {"form": form, "trouble": Trouble.of(error)}, here="files", status=409)
    return desk.go("record", done="brought")


def _loses(desk: Desk, text: str, name: str) -> bool:
    preview = register.preview(desk.house, desk.actor, text, name)
    return bool(lost(d for d in preview.differences if d.key not in {*preview.left}))
