"""From a finding to the very field that mends it, and back: the form says what it was opened for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from garant.actions import findings
from garant.errors import NotFound
from garant.press.sentences import sentences
from garant.rules.findings import Told
from garant.rules.processing import Register
from garant.rules.registers import entries
from garant.web.office import sheets
from garant.web.office.desk import Desk
from garant.web.office.entries import NEW, ONLY

FIELDS: Mapping[str, str] = {
    "purpose.without-interest": "interest",
    "promise.contradicted": "kind",
    "duration.missing": "years",
    "duration.partial": "years",
    "duration.without-start": "clock",
    "duration.indefinite": "years",
    "duration.beyond-law": "years",
    "duration.beyond-advice": "years",
    "duration.ended-rule": "rule",
    "duration.unknown-rule": "rule",
    "item.without-purpose": "purposes",
    "item.without-collector": "collected_by",
    "item.necessity": "required",
    "item.without-consent": "express_consent",
    "item.protection": "kept",
    "item.nowhere": "kept",
    "item.forbidden": "sensitivity",
    "promise.sensitive": "sensitivity",
    "activity.without-owner": "owner",
    "activity.unreviewed": "reviewed",
    "activity.unfiled": "declaration",
    "activity.unassessed": "impact",
    "client.unauthorised": "authorisation",
    "decision.without-human": "human",
    "promise.recipient": "recipients",
    "ruleset.ended": "follows",
    "transfer.without-country": "recipients",
    "recipient.without-contract": "signed",
    "recipient.without-arrangement": "signed",
    "contract.expired": "until",
    "contract.clauses": "clauses",
    "recipient.certification": "certification",
    "transfer.without-safeguard": "safeguard",
    "transfer.document": "document",
    "transfer.fallback": "fallback",
    "promise.contract": "purposes",
    "place.unsearched": "store",
    "place.outside": "recipient",
    "place.without-country": "country",
    "measure.paper": "state",
    "measure.electronic": "state",
    "measure.site": "state",
    "device.password": "password",
    "device.unencrypted": "encrypted",
    "device.incomplete": "owner",
    "device.remote-wipe": "remote_wipe",
    "device.antivirus": "antivirus",
    "backup.without-place": "location",
    "backup.unlocked": "locked",
    "passwords.short": "length",
    "role.untrained": "trained",
    "form.uncovered": "url",
    "form.http": "url",
    "form.objection": "objection",
    "notice.items": "says",
    "site.trackers": "trackers",
    "site.embeds": "embeds",
    "identity.always": "identity",
}
"""Rule of a finding → the field of the short form that mends it."""
CONTRACT = (
    "promise.contract",
    "recipient.without-contract",
    "recipient.without-arrangement",
    "contract.expired",
    "contract.clauses",
)


@dataclass(frozen=True, slots=True)
class Mend:
    """What a form was opened for."""

    finding: UUID
    text: str
    remedy: str


def way(register: Register, told: Told, finding: UUID) -> str:
    """The address of the form with the field that mends a finding; "" where a page of its own, or none, does."""
    if told.about is None or told.rule not in FIELDS:
        return ""
    kind, entry = told.about
    asks = f"?field={FIELDS[told.rule]}&mend={finding}"
    if (kind, entry) not in entries(register) and kind == "measure":
        return reverse("office:new_entry", args=[kind]) + f"{asks}&id={entry}"
    steps = _steps(register, told)
    if steps:
        return reverse("office:edit_part", args=[kind, entry or ONLY, "/".join(steps)]) + asks
    return reverse("office:edit_entry", args=[kind, entry or ONLY]) + asks


def _steps(register: Register, told: Told) -> tuple[str, ...]:
    """The way to the part that a finding is about: as far along its place as there is a form."""
    if told.rule in CONTRACT:
        return ("contract",)
    assert told.about is not None  # `way` looks
    kind, entry = told.about
    place = told.place.partition(":")[0]
    if place.startswith("organisation.sites."):
        domains = [site.domain for site in register.organisation.sites]
        return ("sites", str(domains.index(place.removeprefix("organisation.sites."))))
    steps: tuple[str, ...] = ()
    rest = place.split(".")[2:]
    for part, code in zip(rest[::2], rest[1::2], strict=False):
        further = (*steps, part, code)
        if (kind, *("*" if n % 2 else step for n, step in enumerate(further))) not in sheets.SHEETS:
            break
        steps = further
    if steps[-2:-1] == ("decisions",):  # a list: its forms count, findings name
        codes = [d.id for d in register.activities[entry].decisions]
        steps = ("decisions", str(codes.index(steps[-1])))
    return (*steps, "durations", NEW) if told.rule in ("duration.missing", "duration.partial") else steps


def asked_for(desk: Desk) -> Mend | None:
    """The finding that the address of a form names; None for none, or for one that is gone for good."""
    try:
        standing = findings.by_id(desk.house, desk.actor, UUID(desk.request.GET.get("mend", "")), desk.language)
    except (ValueError, NotFound):
        return None
    said = sentences(desk.language).set
    return Mend(standing.task.id, said(standing.told.text), said(standing.told.remedy))
