"""Points on who gets data: recipients and staff with their conditions, what may be given on, transfers (chapter V)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from garant.law.purposes import within
from garant.law.rulesets import Test
from garant.law.sharing import read_sharing
from garant.law.transfers import read_transfers
from garant.rules.points.facts import (
    Answer,
    Evidence,
    Facts,
    Found,
    Value,
    matches,
    of_activity,
    of_item,
    of_organisation,
    of_recipient,
    of_role,
    worst,
)
from garant.rules.processing import Item, Role, ThirdParty
from garant.rules.sensitivity import sensitivity


def kind_of(recipient: ThirdParty) -> str:
    """Its kind; where none is declared, the strictest that its role allows."""
    return recipient.kind or read_sharing().by_role[recipient.role]


def _meant(facts: Facts, test: Test) -> list[ThirdParty]:
    return [
        r
        for r in facts.recipients()
        if (not test.kinds or kind_of(r) in test.kinds) and (not test.roles or r.role in test.roles)
    ]


def recipient(facts: Facts, test: Test) -> Found:
    """Recipients of some kinds, each of which must meet every need."""
    found: list[tuple[Answer, Evidence]] = []
    for one in _meant(facts, test):
        needs = {need: _meets(facts, one, need) for need in test.needs}
        for need, held in needs.items():
            name, _, code = need.partition(":")
            if held is not True:
                answer: Answer = "not-met" if held is False else "unknown"
                found.append(
                    (answer, of_recipient(one, f"{'lacks' if held is False else 'perhaps'}-{name}", need=code))
                )
        if all(needs.values()):
            found.append(("met", of_recipient(one)))
    if test.wanted and not found:
        return Found("not-met", (of_organisation("recipient-missing"),))
    return worst(found, "not-applicable") if found or listed(facts) else Found("unknown", (recipients_unsaid(facts),))


def recipients_unsaid(facts: Facts) -> Evidence:
    """No recipient is declared, and nobody says that there is none."""
    return of_activity(facts.activity, "recipients-unsaid")


def listed(facts: Facts) -> bool:
    """Whether the list of recipients says anything: somebody stands in it, or it is said to be empty."""
    return bool(facts.recipients()) or facts.none_of("recipients")


def _contract(facts: Facts, one: ThirdParty, code: str) -> bool:
    contract = one.contract
    return contract is not None and (contract.until is None or contract.until >= facts.on)


def _undertaking(facts: Facts, one: ThirdParty, code: str) -> bool:
    """Signed by itself, or as a clause of the contract."""
    signed = one.undertakings.get(code) or (one.contract.clauses.get(code) if one.contract else None)
    return signed is not None and signed <= facts.on


def _purpose(facts: Facts, one: ThirdParty, code: str) -> bool:
    """The activity has such a purpose, and the contract, if it names purposes, names this one."""
    named = one.contract.purposes if one.contract else ()
    return bool(facts.purposes([code])) and (not named or any(matches(kind, [code]) != "no" for kind in named))


def _duty(facts: Facts, one: ThirdParty, code: str) -> bool | None:
    """Whether a legal duty leads to it all that it gets: not one that other data of the activity are held for. None
    where it does for a part, which only whoever knows the request can tell."""
    given = [item for item in facts.activity.items.values() if one.id in item.shared_with]
    whole = one.id in facts.activity.recipients
    purposes = facts.activity.purposes.values() if whole else [p for item in given for p in facts.purposes_of(item)]
    by_law = [bool(p.duty) or p.basis == "legal-obligation" for p in purposes]
    return all(by_law) or (None if any(by_law) else False)


_NEEDS: Mapping[str, Callable[[Facts, ThirdParty, str], bool | None]] = {
    "contract": _contract,
    "undertaking": _undertaking,
    "purpose": _purpose,
    "data": lambda facts, one, code: bool(facts.items([code])),
    "certification": lambda facts, one, code: bool(one.certification),
    "duty": _duty,
}
"""What a recipient may need ("undertaking:confidentiality") → whether it is there; None: perhaps."""


def _meets(facts: Facts, one: ThirdParty, need: str) -> bool | None:
    name, _, code = need.partition(":")
    return _NEEDS[name](facts, one, code)


def staff(facts: Facts, test: Test) -> Found:
    """Roles inside that collect or use the data, each of which must meet every need."""
    found: list[tuple[Answer, Evidence]] = []
    for role in facts.roles():
        if role.kind in test.kinds:
            lacks = [need for need in test.needs if not _STAFF_NEEDS[need](facts, role)]
            found += [("not-met", of_role(role, f"lacks-{need}")) for need in lacks] or [("met", of_role(role))]
    return worst(found, "not-applicable") if facts.roles() else Found("unknown", (staff_unsaid(facts),))


def staff_unsaid(facts: Facts) -> Evidence:
    """Somebody works with the data, and nobody has said who."""
    return of_activity(facts.activity, "staff-unsaid")


_STAFF_NEEDS: Mapping[str, Callable[[Facts, Role], bool]] = {
    "end": lambda facts, role: role.until is not None,
    "confidentiality": lambda facts, role: role.confidentiality,
    "training": lambda facts, role: role.trained is not None and role.trained <= facts.on,
}


def given(facts: Facts, test: Test) -> Found:
    """What is given on to others for their own use: only these data, or these only with consent (S1-37, S1-40)."""
    found = worst(_given(facts, test), "not-applicable")
    if found.answer != "not-applicable" or listed(facts):
        return found
    return Found("unknown", (recipients_unsaid(facts),))


def _given(facts: Facts, test: Test) -> Iterator[tuple[Answer, Evidence]]:
    takers = {one.id: one for one in _meant(facts, test)}
    shared = {name for item in facts.activity.items.values() for name in item.shared_with}
    for one in takers.values():
        if one.id not in shared:
            yield "unknown", of_recipient(one, "data-unsaid")
    for item in facts.activity.items.values():
        to = [takers[name] for name in item.shared_with if name in takers]
        if not to:
            continue
        if test.consent:
            if within(item.category, *test.categories) and sensitivity(item, facts.activity, facts.register).indirect:
                answer: Answer = "met" if item.express_consent else "not-met"
                yield answer, of_item(item, "consent" if item.express_consent else "lacks-consent", to=to[0].name)
        else:
            yield _in_set(item, test), of_item(item, "given", to=to[0].name)


def _in_set(item: Item, test: Test) -> Answer:
    found = matches(item.category, test.categories)
    if found == "maybe":
        return "unknown"
    return "met" if found == "yes" and item.transferable else "not-met"


def transfers(facts: Facts, test: Test) -> Found:
    """Data that leave the Economic Area: the country is named, and adequate or covered by a safeguard and its proof."""
    found = list(_transfers(facts, test))
    if facts.activity.transfers and not any(e.note.startswith("abroad") for _, e in found):
        found.append(("not-met", of_organisation("country-unsaid")))
    if not found and facts.activity.transfers is None and not facts.none_of("recipients"):
        return Found("unknown", (of_activity(facts.activity, "transfers-unsaid"),))
    return worst(found, "met" if facts.activity.transfers is False else "not-applicable")


def _transfers(facts: Facts, test: Test) -> Iterator[tuple[Answer, Evidence]]:
    known = read_transfers()
    for one in facts.recipients():
        countries = dict.fromkeys(country for country in (one.country, *one.countries) if country)
        if not countries:
            yield "unknown", of_recipient(one, "country-unknown")
        for country in countries:
            if known.inside(country):
                yield "met", of_recipient(one, "inside", country=known.name(country))
            else:
                yield _abroad(facts, test, one, country)


def _abroad(facts: Facts, test: Test, one: ThirdParty, country: str) -> tuple[Answer, Evidence]:
    """Art. 44 to 49: in the order adequacy, safeguard, derogation. A decision is named with its doubt (E11); a
    contested one asks for the safeguard that would stand in its place (B.8)."""
    known = read_transfers()
    decision, called = known.decision(country, facts.on), known.name(country)
    if one.safeguard in ("", "adequacy"):
        if decision is None:
            return "not-met", of_recipient(one, "abroad-bare", country=called)
        named: dict[str, Value] = {"country": called, "decision": decision.source}
        if decision.only and not one.document:
            return "unknown", of_recipient(one, "abroad-partly", **named)
        if decision.contested and not one.fallback:
            return "met", of_recipient(one, "abroad-contested", **named)
        return "met", of_recipient(one, "abroad-adequate", **named)
    if one.safeguard not in test.safeguards:
        return "not-met", of_recipient(one, "abroad-bare", country=called)
    if not one.document:
        return "not-met", of_recipient(one, "abroad-unproved", country=called)
    return "met", of_recipient(one, "abroad-covered", country=called)
