"""Recipients: what is missing of them (art. 26, 28), and what lets data leave the Union (art. 44 to 49).

`rules/contracts.py` knows what a recipient lacks; this says which of it is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from garant.rules.checks.facts import Facts, called
from garant.rules.contracts import Gap, gaps, next_look
from garant.rules.findings import Finding, Value
from garant.rules.processing import Place, ThirdParty
from garant.rules.sharing import transfer_refusals
from garant.rules.transfers import abroad

WITH_US = ("processor", "joint-controller")
BINDING = {
    "contract-missing": "recipient.without-contract",
    "joint-arrangement": "recipient.without-arrangement",
    "contract-over": "contract.expired",
    "to-review": "recipient.never-reviewed",
    "review-due": "recipient.review-overdue",
    "review-bad": "recipient.review-bad",
}
"""What is told of those who hold data for us or with us. Others are given what a law, a contract of the person's or a
consent lets them have: `rules/sharing.py` asks them at each sharing."""
ANYBODY = {
    "transfer": "transfer.without-safeguard",
    "transfer-document": "transfer.document",
    "certification": "recipient.certification",
}
AWAY = ("cloud", "third-party", "server", "external-disk")


def lacking(facts: Facts) -> Iterator[Finding]:
    """Contract, clauses, review, safeguard of a transfer, certification of a payment provider."""
    if facts.register is None:
        return
    for recipient in facts.register.recipients.values():
        missing = gaps(facts.sharing, facts.transfers, facts.register, recipient, facts.today)
        place, about = f"recipients.{recipient.id}", ("recipient", recipient.id)
        told = (BINDING if recipient.role in WITH_US else {}) | ANYBODY
        for gap in missing:
            if gap.code in told:
                where = f"{place}.{gap.detail}" if gap.code in ANYBODY and gap.detail else place
                yield Finding(told[gap.code], where, about, _values(facts, recipient, gap))
        yield from _contested(facts, recipient)
        clauses = tuple(facts.sharing.clauses[gap.detail].name for gap in missing if gap.code == "clause")
        if clauses and recipient.role in WITH_US:
            yield Finding("contract.clauses", place, about, {"recipient": recipient.name, "missing": clauses})


def _contested(facts: Facts, recipient: ThirdParty) -> Iterator[Finding]:
    """A decision that the courts may set aside, with nothing that would stand in its place (B.8)."""
    if recipient.safeguard not in ("", "adequacy") or recipient.fallback:
        return
    for country in dict.fromkeys((recipient.country, *recipient.countries)):
        decision = facts.transfers.decision(country, facts.today) if country else None
        if decision is not None and decision.contested:
            values: dict[str, Value] = {
                "recipient": recipient.name,
                "country": facts.transfers.name(country),
                "why": decision.contested,
            }
            place = f"recipients.{recipient.id}.{country}"
            yield Finding("transfer.fallback", place, ("recipient", recipient.id), values)


def _values(facts: Facts, recipient: ThirdParty, gap: Gap) -> dict[str, Value]:
    values: dict[str, Value] = {"recipient": recipient.name}
    if gap.code == "contract-over" and recipient.contract and recipient.contract.until:
        values["until"] = recipient.contract.until
    if gap.code == "review-due" and (due := next_look(recipient)):  # a review's date, or that of a planned audit
        values["next"] = due
    if gap.code == "transfer":
        values["country"] = facts.transfers.name(gap.detail)
    return values


def unnamed(facts: Facts) -> Iterator[Finding]:
    """An activity whose data leave the Union says to which country (S1-80)."""
    if facts.register is None:
        return
    for activity in facts.activities():
        if activity.transfers and not abroad(facts.register, activity, facts.law):
            values: dict[str, Value] = {"activity": called(activity.name, activity.id)}
            place = f"activities.{activity.id}.transfers"
            yield Finding("transfer.without-country", place, ("activity", activity.id), values)


def places(facts: Facts) -> Iterator[Finding]:
    """A place outside the Union is a transfer too (S3-29), under the safeguard of whoever keeps it."""
    if facts.register is None:
        return
    for place in facts.register.places.values():
        if place.kind not in AWAY:
            continue
        about, at = ("place", place.id), f"places.{place.id}"
        if not place.country:
            if place.kind == "cloud":
                yield Finding("place.without-country", at, about, {"place": place.name})
        elif any(transfer_refusals(facts.transfers, facts.register, _keeper(facts, place), facts.today)):
            yield Finding(
                "place.outside", at, about, {"place": place.name, "country": facts.transfers.name(place.country)}
            )


def _keeper(facts: Facts, place: Place) -> ThirdParty:
    """Whoever keeps the place, as a recipient in the country of the place."""
    assert facts.register is not None  # it declares the place
    known = facts.register.recipients.get(place.recipient)
    safeguard, document = (known.safeguard, known.document) if known else ("", "")
    return ThirdParty(place.id, place.name, "processor", country=place.country, safeguard=safeguard, document=document)
