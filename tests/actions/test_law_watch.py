"""A pack is updated: what rests on the changed rule stands in `garant check` until somebody has looked at it again."""

from __future__ import annotations

import shutil
from pathlib import Path

from garant.actions import access, check, law_watch, register
from garant.actions.access import Actor
from garant.law.packs import BUILTIN
from garant.ledger import events
from tests.actions.conftest import World
from tests.actions.test_register import BASED


def owner(world: World) -> Actor:
    return access.by_command(world.house, "owner")


def newer(folder: Path, file: str, old: str, new: str) -> tuple[Path, ...]:
    """The packs as a later version brings them: one text of one file is another."""
    packs = folder / "packs"
    for pack in BUILTIN:
        shutil.copytree(pack, packs / pack.name)
    path = packs / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return tuple(sorted(packs.iterdir()))


def test_a_changed_rule_lists_what_rests_on_it_and_nothing_else(world: World, tmp_path: Path) -> None:
    """S2-51: given version 2 of a pack is installed, in which the rule for customer files ends otherwise, then the
    impacted objects are listed with the changed rule: the shop's customers, not its letter.
    """
    register.apply(world.house, owner(world), BASED, "lormel.yaml")
    check.run(world.house, owner(world))
    assert law_watch.changes(world.house) == ()

    old = "    counts: [relationship-end]\n    phase: active\n    then: archive\n  - id: RET-05"
    packs = newer(tmp_path, "fr/retention.yaml", old, old.replace("then: archive", "then: delete"))
    (found,) = law_watch.findings(world.house, packs)
    assert (found.rule, found.place) == ("law.changed", "activities.customers:fr:retention/RET-04")
    assert found.about == ("activity", "customers")
    assert found.values["rule"] == "fr/retention/RET-04"


CALLS = """
  appels:
    name: {fr: Appels, en: Calls}
    persons: [prospects]
    purposes: {appeler: {name: {fr: Appeler, en: Calling}, kind: prospecting.send, basis: legitimate-interest,
      interest: {fr: Faire connaître nos thés, en: Making our teas known}}}
    durations: [{years: 3, clock: last-contact}]
    items: {phone: {category: contact.phone, purposes: [appeler]}}
recipients:
"""


def test_what_falls_under_a_rule_without_naming_it_is_listed(world: World, tmp_path: Path) -> None:
    """S2-51, E5: given calls on a legitimate interest, kept three years, that name no rule, then they are listed when
    consent to calls changes, when the time for prospects does, and when the reference on commercial activities does; so
    is the notice that announces how long. The letter, by e-mail, is not when calls change.
    """
    text = BASED.replace("\nrecipients:\n", CALLS).replace("says: [controller, purposes]", "says: [duration]")
    text = text.replace("notices: {order: {", "notices: {vie: {name: Vie privée, says: [duration]}, order: {")
    register.apply(world.house, owner(world), text, "lormel.yaml")
    check.run(world.house, owner(world))

    def listed(name: str, file: str, old: str, new: str) -> set[str]:
        packs = newer(tmp_path / name, file, old, new)
        return {f.place.partition(":")[0] for f in law_watch.findings(world.house, packs)}

    calls = "  - id: prospecting.phone\n    since: 2026-08-11\n"
    assert listed("consent", "fr/consents.yaml", calls, calls.replace("08-11", "09-01")) == {"activities.appels"}
    prospects = "    period: {years: 3}\n    phase: active\n    then: ask-once\n"
    assert listed("time", "fr/retention.yaml", prospects, prospects.replace("3", "2")) == {
        "activities.appels",
        "activities.letter",
        "notices.vie",
    }
    shorter = "persons: [prospects], at_most: {years: 3}"
    assert listed("set", "fr/rulesets/2021-131.yaml", shorter, shorter.replace("3", "2")) >= {
        "activities.appels",
        "activities.letter",
        "notices.vie",
    }


def test_an_open_request_and_the_letters_rest_on_the_clock(world: World, tmp_path: Path) -> None:
    alice = world.ask("access")
    check.run(world.house, owner(world))
    packs = newer(tmp_path, "eu/clocks.yaml", "extension_months: 2", "extension_months: 1")
    places = {f.place for f in law_watch.findings(world.house, packs)}
    assert places == {"letters:eu:clocks/request", f"requests.{alice.reference}:eu:clocks/request"}


def test_once_looked_at_it_is_gone_and_the_log_says_who(world: World, tmp_path: Path) -> None:
    check.run(world.house, owner(world))
    packs = newer(tmp_path, "eu/clocks.yaml", "extension_months: 2", "extension_months: 1")
    assert law_watch.seen(world.house, owner(world), packs) == 1
    assert law_watch.findings(world.house, packs) == []
    last = events.latest(world.house.keyring, "law.seen")
    assert last is not None
    assert last.public["changed"] == 1


def test_the_first_check_has_nothing_older_to_compare_with(world: World) -> None:
    assert [s for s in check.run(world.house, owner(world)) if s.told.rule == "law.changed"] == []
    assert [s for s in check.run(world.house, owner(world)) if s.told.rule == "law.changed"] == []
