"""What persons are told and asked: notices (art. 13), trackers, how to refuse (art. 21(4)), proof of identity."""

from __future__ import annotations

from collections.abc import Iterator

from garant.law.provisions import Law
from garant.law.purposes import within
from garant.rules.checks.facts import Facts, called
from garant.rules.findings import Code, Finding, Value
from garant.rules.processing import Notice, Processing, Register
from garant.rules.transfers import abroad

ALWAYS = (
    "controller", "contact", "purposes", "basis", "recipients", "duration", "access", "rectification", "erasure",
    "restriction", "objection", "complaint",
)  # fmt: skip
"""Art. 13(1) and (2): what every notice says. The rest depends on the activities that it is about."""
WITHOUT_ASKING = ("refusal", "browser")
"""Trackers set first and refused afterwards."""
EMBEDDED = {"advertising": "advertiser", "share-buttons": "social-network", "audience": "audience-measurement"}
"""What a page brings in of others → the kind of recipient that then learns who looks at it."""


def told(facts: Facts) -> Iterator[Finding]:
    """A notice says every item that art. 13 asks for, given what it is about (L-08, L-14)."""
    if facts.register is None:
        return
    for notice in facts.register.notices.values():
        missing = [item for item in _asked(facts.register, notice, facts.law) if item not in notice.says]
        if missing:
            values: dict[str, Value] = {
                "notice": called(notice.name, notice.id),
                "missing": tuple(Code(f"notice.{item}") for item in missing),
            }
            yield Finding("notice.items", f"notices.{notice.id}", ("notice", notice.id), values)


def silent(facts: Facts) -> Iterator[Finding]:
    """Where data come in, something is told (art. 13(1)); what is done for others, they tell of."""
    if facts.register is None:
        return
    everywhere = any(not notice.forms for notice in facts.register.notices.values())
    told = {form for notice in facts.register.notices.values() for form in notice.forms}
    for form in facts.register.forms.values():
        activity = facts.register.activities.get(form.activity)
        for_others = activity is not None and activity.role == "processor"
        if not everywhere and form.id not in told and not for_others:
            values: dict[str, Value] = {"form": called(form.name, form.id)}
            yield Finding("form.without-notice", f"forms.{form.id}", ("form", form.id), values)


def sites(facts: Facts) -> Iterator[Finding]:
    """Trackers wait for consent (L-09, L-18); whose content a page brings in is declared (L-11)."""
    if facts.register is None:
        return
    organisation = facts.register.organisation
    kinds = {recipient.kind for recipient in facts.register.recipients.values()}
    for site in organisation.sites:
        place, about = f"organisation.sites.{site.domain}", ("organisation", "")
        if site.trackers in WITHOUT_ASKING:
            yield Finding("site.trackers", place, about, {"site": site.domain})
        embeds = tuple(Code(f"embed.{embed}") for embed in site.embeds if EMBEDDED.get(embed, embed) not in kinds)
        if embeds:
            yield Finding("site.embeds", place, about, {"site": site.domain, "embeds": embeds})
    if organisation.identity == "always":
        yield Finding("identity.always", "organisation.identity", ("organisation", ""))


def refusing(facts: Facts) -> Iterator[Finding]:
    """Prospecting on a legitimate interest offers to refuse where the data are collected (art. 21(4), L-15)."""
    if facts.register is None:
        return
    for activity, purpose in facts.purposes():
        if purpose.basis != "legitimate-interest" or not within(purpose.kind, "prospecting"):
            continue
        collected = {form for item in activity.items.values() if purpose.id in item.purposes for form in item.forms}
        for form in sorted(collected & set(facts.register.forms)):
            declared = facts.register.forms[form]
            if not declared.objection:
                values: dict[str, Value] = {
                    "purpose": called(purpose.name, purpose.id),
                    "form": called(declared.name, form),
                }
                yield Finding("form.objection", f"forms.{form}.{activity.id}.{purpose.id}", ("form", form), values)


def _asked(register: Register, notice: Notice, law: Law) -> list[str]:
    """The items that a notice has to say, for the activities whose forms show it; all of them if it names no form."""
    forms = [register.forms[f].activity for f in notice.forms if f in register.forms]
    ours = [a for a in register.activities.values() if a.role != "processor"]
    about = [a for a in ours if not forms or a.id in forms]
    asked = list(ALWAYS)
    bases = {p.basis for a in about for p in a.purposes.values()}
    if bases & {"consent", "contract"}:
        asked.append("portability")
    if "consent" in bases:
        asked.append("withdrawal")
    if "legitimate-interest" in bases:
        asked.append("interest")
    if register.organisation.dpo is not None:
        asked.append("dpo")
    asked += [item for item, so in _if_so(register, about, law).items() if so]
    return asked


def _if_so(register: Register, about: list[Processing], law: Law) -> dict[str, bool]:
    return {
        "transfers": any(a.transfers or abroad(register, a, law) for a in about),
        "required": any(i.required is not None and i.forms for a in about for i in a.items.values()),
        "consequences": any(i.required and i.forms for a in about for i in a.items.values()),
        "decisions": any(a.decisions for a in about),
    }
