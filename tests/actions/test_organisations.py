"""Two organisations in one ledger (A1): from one of them, nothing of the other can be reached by any action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from garant.actions import (
    access,
    agreement,
    answers,
    clock,
    collected,
    evidence,
    mail,
    packages,
    plans,
    register,
    requests,
    runner,
    samples,
    staff,
    stores,
)
from garant.actions.access import Actor
from garant.actions.instance import Instance, open_instance
from garant.actions.leaving import Guard
from garant.errors import GarantError, KeyLost, NotFound, PlanChanged, Refused, UsageError, WrongState
from garant.ledger import organisations, outbox, setup, tasks
from garant.ledger import packages as kept
from garant.ledger import plans as records
from garant.ledger import requests as rows
from garant.ledger.collected import Entry
from garant.ledger.keys import Keyring
from garant.ledger.values import Contact, Request, Staff
from garant.rules import receipts
from tests.actions import shop
from tests.actions.arriving import entered, receiving
from tests.actions.conftest import NOW, World

NOTHING = (NotFound, KeyLost, Refused, WrongState, PlanChanged, UsageError)
"""How what is not ours is told: it is not there, or it is not for us."""


@dataclass(slots=True)
class Two:
    """Boutique Lormel with Alice's closed request, and Maison Perrin beside it with its own shop and its own clerk."""

    lormel: World
    perrin: Instance
    alice: Request
    token: str
    entry: Entry
    """How Alice's data came to Lormel."""

    @property
    def paul(self) -> Actor:
        """Paul, the owner of Maison Perrin."""
        return access.by_command(self.perrin, "Paul")


@pytest.fixture
def two(world: World) -> Iterator[Two]:
    asked = world.identified("access", "erasure")
    alice = world.run(asked, release=True)
    entry = entered(receiving(world), "phone", form="appel")
    with setup.transaction():
        made = organisations.create("Maison Perrin", "dpo@perrin.example", "FR", "Europe/Paris", "fr", (12, 31), NOW)
    perrin = Instance(world.house.settings, made, Keyring.open(world.house.settings, made.id), world.clock)
    actor = access.by_command(perrin, "Paul")
    url = f"sqlite:///{world.folder / 'perrin.sqlite'}"
    shop.build(url)
    stores.add(perrin, actor, "shop", url)  # the same name: names belong to an organisation
    register.apply(perrin, actor, shop.MAP, "shop.yaml")
    yield Two(world, perrin, alice, rows.contact(world.house.keyring, alice).token, entry)
    perrin.close()


def snapshot(world: World, entry: Entry | None = None) -> dict[str, object]:
    """All that could show a deed in Lormel's name: its shop, its requests, its records, its letters."""
    house = world.house
    several = rows.list(house.organisation.id)
    return {
        "shop": [world.rows(t) for t in ("customer", "invoice", "newsletter", "ticket")],
        "requests": several,
        "trails": [[e.id for e in requests.request_file(house, access.by_person(house), r).trail] for r in several],
        "entry": collected.by_id(house, access.by_command(house, "owner"), entry.id) if entry else None,
        "letters": [outbox.of_request(r.id) for r in several],
        "maps": [v.digest for v in register.versions(house, "shop")],
        "stores": house.records(),
    }


def by_name(two: Two) -> dict[str, Callable[[], object]]:
    """Every way in which Paul could ask for something of Lormel's: by reference, link, id or the thing itself."""
    house, paul, alice, person = two.perrin, two.paul, two.alice, access.by_person(two.perrin)
    (package,) = [p for p in kept.of_request(alice) if p.kind == "access"]
    assert alice.plan is not None
    plan, ground = alice.plan, house.law().rights["access"].refusals[0].code
    fingerprint = records.by_id(plan).fingerprint
    return {
        "by reference": lambda: requests.by_reference(house, alice.reference),
        "by id": lambda: requests.by_id(house, alice.id),
        "by link": lambda: requests.by_token(house, two.token),
        "confirm": lambda: requests.confirm_contact(house, two.token),
        "many": lambda: requests.many(house, [alice.reference]),
        "open": lambda: requests.request_file(house, paul, alice),
        "open by reference": lambda: requests.request_file(house, paul, alice.reference),
        "identify": lambda: requests.identify(house, paul, alice, method="in-person", by="Paul", reason="Vue."),
        "ask identity": lambda: requests.ask_identity(house, paul, alice, reason="Qui êtes-vous ?"),
        "complete": lambda: requests.complete(house, alice, message="Bonjour"),
        "message": lambda: requests.message(house, paul, alice, "Bonjour"),
        "withdraw": lambda: requests.withdraw(house, person, alice),
        "extend": lambda: requests.extend(house, paul, alice, reason="Complexe"),
        "refuse": lambda: requests.refuse(house, paul, alice, "access", ground=ground, reason="Non."),
        "close": lambda: requests.close_unidentified(house, paul, alice, reason="Inconnue"),
        "facts": lambda: requests.set_facts(house, paul, alice, {"open-dispute": True}),
        "changes": lambda: requests.set_changes(house, paul, alice, [{"field": "contact.email", "new": "x"}]),
        "choose": lambda: requests.choose_match(house, paul, alice, ["0" * 16]),
        "plan": lambda: plans.draw(house, paul, [alice]),
        "plan of": lambda: plans.of_request(house, alice),
        "agree": lambda: agreement.agree(house, paul, [alice], fingerprint),
        "run": lambda: runner.run(house, plan),
        "samples": lambda: samples.rows(house, paul, alice, "shop", "customer"),
        "code": lambda: packages.send_code(house, alice, two.token),
        "fetch": lambda: packages.fetch(house, alice, package.id, "000000", Guard(why="asked")),
        "package": lambda: packages.by_command(house, alice, "program", Guard(why="software")),
        "kept package": lambda: kept.open(house.keyring, package),
        "receipt": lambda: evidence.receipt(house, alice),
        "contact": lambda: rows.contact(house.keyring, alice),
        "entry": lambda: collected.by_id(house, paul, two.entry.id),
        "entry told": lambda: collected.told(house, paul, two.entry, "orally"),
        "entry sent": lambda: collected.send(house, paul, two.entry),
    }


def refused(deed: Callable[[], object]) -> GarantError | None:
    """How a deed was refused; None if it went through."""
    try:
        deed()
    except GarantError as problem:
        return problem
    return None


def test_nothing_of_another_organisation_is_reached_by_any_action(two: Two) -> None:
    """A1. Given Alice's request at Boutique Lormel, when Paul of Maison Perrin asks for it by every action, with its
    reference, link, id, plan, package or the request itself, then each is refused and nothing of Lormel's differs.
    """
    before = snapshot(two.lormel, two.entry)
    for open_state in ("closed", "received", "identified", "planned"):
        two.alice = replace(two.alice, state=open_state)  # as if it were at each step, so that no state hides the rest
        for name, deed in by_name(two).items():
            refusal = refused(deed)
            assert isinstance(refusal, NOTHING), (name, open_state, refusal)
            assert "alice" not in str(refusal).lower(), name
    assert snapshot(two.lormel, two.entry) == before


def test_lists_and_searches_hold_ones_own_only(two: Two) -> None:
    """Given the same, then no list of Maison Perrin's holds anything of Lormel's, and its own answer rests on its own
    shop: Alice is found there too, once, and erased there, while Lormel's shop does not change.
    """
    house, paul = two.perrin, two.paul
    before = snapshot(two.lormel)
    assert requests.listed(house, paul, closed=True) == []
    assert requests.list_open(house, paul, closed=True) == ()
    assert dict(requests.counts(house).by_state) == {}
    assert requests.references(house, [two.alice.id]) == {}
    assert evidence.readings(house, paul) == ()
    assert mail.send_waiting(house) == 0
    runner.work_once(house)

    filed = requests.file(
        house,
        access.by_person(house),
        rights=["erasure"],
        contact=Contact(name="Alice Moreau", email="alice.moreau@courriel.example"),
        channel="form",
    ).request
    filed = requests.identify(house, paul, filed, method="in-person", by="Paul", reason="Vue au comptoir.")
    shown = plans.draw(house, paul, [filed])
    with pytest.raises(NOTHING):
        agreement.agree(two.lormel.house, two.lormel.bruno, [requests.by_id(house, filed.id)], shown.fingerprint)
    runner.run(house, agreement.agree(house, paul, [requests.by_id(house, filed.id)], shown.fingerprint).id)
    assert requests.by_id(house, filed.id).state == "closed"
    assert shop.rows(f"sqlite:///{two.lormel.folder / 'perrin.sqlite'}", "ticket") == []
    assert [r.id for r in requests.listed(house, paul, closed=True)] == [filed.id]
    assert snapshot(two.lormel) == before


def test_a_clerk_of_one_is_nobody_in_the_other(two: Two) -> None:
    """Given Bruno's account at Lormel, when he acts on Maison Perrin, or Paul looks for his account, then it is
    refused, and the refusal stands in Maison Perrin's own log.
    """
    lormel = two.lormel.house
    account: Staff = staff.add(
        lormel, access.by_command(lormel, "owner"), email="bruno@lormel.example", name="Bruno", role="owner"
    )
    bruno = access.by_staff(account)
    with pytest.raises(Refused):
        requests.listed(two.perrin, bruno)
    with pytest.raises(NotFound):
        staff.by_id(two.perrin, account.id)
    with pytest.raises(NotFound):
        staff.deactivate(two.perrin, two.paul, account.id)
    assert [s.id for s in staff.all(two.perrin, two.paul)] == []
    evidence.seal(two.perrin)
    assert evidence.verify(two.perrin, two.paul).problems == ()


def test_a_task_of_one_cannot_be_ended_by_the_other(two: Two) -> None:
    """Given a task of Lormel's by its id, when Paul ends it, then there is no such task."""
    found = [
        t for r in rows.list(two.lormel.house.organisation.id) for t in tasks.of_request(two.lormel.house.keyring, r.id)
    ]
    for task in found:
        with pytest.raises(NotFound):
            answers.finish_task(two.perrin, two.paul, task.id, "Fait.")
    with pytest.raises(NotFound):
        answers.finish_task(two.perrin, two.paul, two.alice.id, "Fait.")


def test_each_has_its_own_log_keys_and_pepper(two: Two) -> None:
    """Given the same value, then its look-up hash, tombstone and fingerprint differ from one organisation to the
    other; a receipt of one does not pass for the other's, and each log verifies by itself.
    """
    mine, theirs = two.lormel.house.keyring, two.perrin.keyring
    assert mine.index("email", "a@x.example") != theirs.index("email", "a@x.example")
    assert mine.tombstone("shop", "email", "a@x.example") != theirs.tombstone("shop", "email", "a@x.example")
    assert mine.fingerprint(b"key") != theirs.fingerprint(b"key")
    assert mine.log_public() != theirs.log_public()
    receipt = evidence.receipt(two.lormel.house, two.alice)
    assert receipts.verify(receipt).organisation == "Boutique Lormel"
    evidence.seal(two.perrin)
    note = evidence.checkpoint(two.perrin)
    assert note is not None
    assert evidence.verify(two.lormel.house, access.by_command(two.lormel.house, "owner"), note.note).problems != ()


def test_a_store_of_the_same_name_is_ones_own(two: Two) -> None:
    """Given a store named shop in both, when Paul removes his, then Lormel's stays, and its address was never his."""
    stores.remove(two.perrin, two.paul, "shop")
    assert [r.name for r in two.perrin.records()] == []
    assert [r.name for r in two.lormel.house.records()] == ["shop"]
    with pytest.raises(NotFound):
        two.perrin.map("shop")
    assert two.lormel.house.map("shop").store == "shop"


def test_an_instance_of_several_asks_which_and_opens_that_one(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given both in one folder, when it is opened without a name, then it asks which; by option or by
    GARANT_ORGANISATION it opens that one, and a third name is refused.
    """
    folder = two.lormel.house.settings.instance
    with pytest.raises(UsageError, match="several organisations"):
        open_instance(folder)
    assert open_instance(folder, organisation="Maison Perrin").organisation == two.perrin.organisation
    monkeypatch.setenv("GARANT_ORGANISATION", "Boutique Lormel")
    assert open_instance(folder).organisation == two.lormel.house.organisation
    with pytest.raises(UsageError, match="no organisation of that name"):
        open_instance(folder, organisation="Au Bon Coin")
    assert open_instance(Path(folder), clock=clock.system).organisation == two.lormel.house.organisation
