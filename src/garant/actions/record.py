"""The record of processing activities given out: as PDF or page for the authority and the DPO, as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from garant.actions import register
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.letters import party
from garant.errors import UsageError
from garant.law.findings import read_measures
from garant.law.phrases import read_phrases
from garant.law.sharing import read_sharing
from garant.press import record as press
from garant.press.pdf import letter_pdf
from garant.rules.article30 import Known, record

FORMS = ("pdf", "html", "json")


def give_out(house: Instance, actor: Actor, form: str, language: str, on: date | None = None) -> bytes:
    """The record in one of FORMS, as it stands or as it stood at the end of a day."""
    declared = register.as_declared(house, actor, on)
    phrases = read_phrases()
    known = Known(house.law(), phrases, read_measures(), read_sharing().safeguards)
    entries = record(declared, known)
    if form == "json":
        told = {"on": (on or house.today()).isoformat(), "entries": [asdict(entry) for entry in entries]}
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    letter = press.record_letter(entries, declared.organisation, party(house), phrases, language, on or house.today())
    if form == "pdf":
        return letter_pdf(letter)
    if form == "html":
        return press.record_page(letter).encode()
    raise UsageError(f"The record has no form “{form}”.", place="record", remedy=f"One of: {', '.join(FORMS)}.")
