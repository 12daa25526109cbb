"""Points on what is held and why: the organisation, excluded uses, purposes, data, and locks on what data may serve."""

from __future__ import annotations

from collections.abc import Iterator

from garant.law.conformity_words import read_conformity_words
from garant.law.purposes import within
from garant.law.rulesets import Test
from garant.rules.points.facts import (
    Answer,
    Evidence,
    Facts,
    Found,
    ask,
    matches,
    of_activity,
    of_item,
    of_organisation,
    of_purpose,
    of_recipient,
    of_role,
    worst,
)
from garant.rules.points.shared import kind_of, listed, recipients_unsaid, staff_unsaid
from garant.rules.processing import Purpose


def organisation(facts: Facts, test: Test) -> Found:
    """The sector and the nature of the organisation. A sector that no pack has a word for proves nothing."""
    return worst(_of_organisation(facts, test), "met")


def _of_organisation(facts: Facts, test: Test) -> Iterator[tuple[Answer, Evidence]]:
    house = facts.register.organisation
    if test.sectors:
        if not house.sector:
            yield "unknown", of_organisation("sector-unsaid")
        elif within(house.sector, *test.sectors):
            yield "not-met", of_organisation("sector-excluded", sector=f"sector.{house.sector}")
        elif not _is_sector(facts, house.sector):
            yield "unknown", of_organisation("sector-unknown", sector=house.sector)
        else:
            yield "met", of_organisation("sector", sector=f"sector.{house.sector}")
    if test.natures:
        if house.nature is None:
            yield "unknown", of_organisation("nature-unsaid")
        else:
            answer: Answer = "met" if house.nature in test.natures else "not-met"
            yield answer, of_organisation("nature", nature=f"nature.{house.nature}")


def _is_sector(facts: Facts, sector: str) -> bool:
    code = f"sector.{sector}"
    return code in read_conformity_words() or code in facts.law.words


def excluded(facts: Facts, test: Test) -> Found:
    """Uses that the rule set leaves out: declared as uses, as purposes, or as purposes that several share.

    Purposes are always declared; of uses, an empty list proves nothing until somebody says that there is none.
    """
    activity = facts.activity
    found = [Evidence("use", use, "use", {}, {"use": f"use.{use}"}) for use in activity.uses if use in test.uses]
    found += [of_purpose(purpose, "outside") for purpose in facts.purposes(test.purposes)]
    if activity.role == "joint-controller" or activity.joint_with:
        found += [of_purpose(purpose, "several-controllers") for purpose in facts.purposes(test.joint)]
    if found:
        return Found("not-met", tuple(found))
    broad = [of_purpose(purpose, "broad") for purpose in facts.purposes(test.purposes, "maybe")]
    if broad:
        return Found("unknown", tuple(broad))
    shared = facts.purposes(test.joint) or facts.purposes(test.joint, "maybe")
    asked = test.uses and (shared or not test.joint)  # what no purpose of the kind serves cannot be shared either
    if asked and not activity.uses and not facts.none_of("uses"):
        return Found("unknown", (of_activity(activity, "uses-unsaid"),))
    return Found("met")


def purpose(facts: Facts, test: Test) -> Found:
    """Purposes that the rule set covers, each on a basis that it names where it names any."""
    found = [(_on_basis(purpose, test)) for purpose in facts.purposes(test.purposes)]
    if not found:
        others = [
            kind for point in facts.ruleset.points if point.test.kind == "purpose" for kind in point.test.purposes
        ]
        broad = [p for p in facts.purposes(test.purposes, "maybe") if matches(p.kind, others) != "yes"]
        found = [("unknown", of_purpose(p, "broad")) for p in broad]
    return worst(found, "not-applicable")


def _on_basis(purpose: Purpose, test: Test) -> tuple[Answer, Evidence]:
    if not test.bases and not test.perhaps:
        return "met", of_purpose(purpose)
    if purpose.basis is None:
        return "unknown", of_purpose(purpose, "basis-unsaid")
    basis = f"basis.{purpose.basis}"
    if purpose.basis in test.bases:
        return "met", of_purpose(purpose, "basis", basis=basis)
    if purpose.basis in test.perhaps:
        return "unknown", of_purpose(purpose, "basis-perhaps", basis=basis)
    return "not-met", of_purpose(purpose, "basis-other", basis=basis)


def data(facts: Facts, test: Test) -> Found:
    """Data that the rule set lets an activity hold."""
    found: list[tuple[Answer, Evidence]] = [("met", of_item(item)) for item in facts.items(test.categories)]
    if not found:
        others = [c for point in facts.ruleset.points if point.test.kind == "data" for c in point.test.categories]
        broad = [item for item in facts.items(test.categories, "maybe") if matches(item.category, others) != "yes"]
        found = [("unknown", of_item(item, "broad")) for item in broad]
    return worst(found, "not-applicable") if facts.activity.items else data_unsaid(facts)


def data_unsaid(facts: Facts) -> Found:
    """Every activity has data (art. 30(1)(c)): without any, nobody has said which."""
    return Found("unknown", (of_activity(facts.activity, "data-unsaid"),))


def nothing_else(facts: Facts, test: Test) -> Found:
    """Nothing is declared beyond what the rule set's other points cover."""
    if test.of == "data" and not facts.activity.items:
        return data_unsaid(facts)
    found = worst((*_unsaid(facts, test), *_beyond(facts, test)), "unknown")
    if found.answer != "met":
        return found
    return Found("met", tuple(e for e in found.evidence if e.note))  # that nothing else is there rests on no entry


def _unsaid(facts: Facts, test: Test) -> Iterator[tuple[Answer, Evidence]]:
    if test.of == "recipients" and not listed(facts):
        yield "unknown", recipients_unsaid(facts)
    if test.of == "recipients" and not facts.roles():
        yield "unknown", staff_unsaid(facts)


def _beyond(facts: Facts, test: Test) -> Iterator[tuple[Answer, Evidence]]:
    covered = [point.test for point in facts.ruleset.points]
    if test.of == "purposes":
        yield from _purposes_outside(facts, [k for t in covered if t.kind == "purpose" for k in t.purposes])
    elif test.of == "data":
        categories = [c for t in covered if t.kind == "data" for c in t.categories]
        yield from _items_outside(facts, categories, reasons=test.reasons)
    else:
        kinds = [k for t in covered if t.kind == "recipient" and not t.wanted for k in t.kinds]
        yield from _receivers_outside(facts, kinds, [k for t in covered if t.kind == "staff" for k in t.kinds])


def _purposes_outside(facts: Facts, kinds: list[str]) -> Iterator[tuple[Answer, Evidence]]:
    for one in facts.activity.purposes.values():
        match matches(one.kind, kinds):
            case "yes":
                yield "met", of_purpose(one)
            case "maybe":
                yield "unknown", of_purpose(one, "broad")
            case "no":
                yield "not-met", of_purpose(one, "outside")


def _items_outside(facts: Facts, categories: list[str], *, reasons: bool) -> Iterator[tuple[Answer, Evidence]]:
    for item in facts.activity.items.values():
        match matches(item.category, categories):
            case "yes":
                yield "met", of_item(item)
            case _ if reasons and item.why:
                yield "met", of_item(item, "needed")
            case "maybe":
                yield "unknown", of_item(item, "broad")
            case "no":
                yield "not-met", of_item(item, "outside")


def _receivers_outside(facts: Facts, kinds: list[str], inside: list[str]) -> Iterator[tuple[Answer, Evidence]]:
    for recipient in facts.recipients():
        answer: Answer = "met" if kind_of(recipient) in kinds else "not-met"
        yield answer, of_recipient(recipient, "" if answer == "met" else "outside")
    for role in facts.roles():
        answer = "met" if role.kind in inside else "not-met"
        yield answer, of_role(role, "" if answer == "met" else "outside")


def no_data(facts: Facts, test: Test) -> Found:
    """Data that may not be held at all."""
    found: list[tuple[Answer, Evidence]] = [("not-met", of_item(i, "excluded")) for i in facts.items(test.categories)]
    found += [("unknown", of_item(item, "broad")) for item in facts.items(test.categories, "maybe")]
    return worst(found, "met") if facts.activity.items else data_unsaid(facts)


def lock(facts: Facts, test: Test) -> Found:
    """Data that may serve some purposes only (S1-36)."""
    found: list[tuple[Answer, Evidence]] = []
    for item in facts.items(test.categories):
        for served in facts.purposes_of(item):
            if within(served.kind, *test.only_for):
                found.append(("met", of_item(item, "locked", purpose=served.id)))
            else:
                found.append(("not-met", of_item(item, "unlocked", purpose=served.id)))
        if not facts.purposes_of(item):
            found.append(("unknown", of_item(item, "purpose-unsaid")))
    return worst(found, "not-applicable") if facts.activity.items else data_unsaid(facts)


def follows(facts: Facts, test: Test) -> Found:
    """Another rule set that is to be followed as well."""
    if test.ruleset in facts.activity.follows:
        return Found("met", (Evidence("ruleset", test.ruleset, "followed"),))
    return Found("not-met", (Evidence("ruleset", test.ruleset, "not-followed"),))


def question(facts: Facts, test: Test) -> Found:
    """What no register can say: somebody has to look."""
    return Found("unknown", (ask(test),))
