"""Alice asks for her data and to be erased: a text that is held back must not vanish unread (art. 15(4), 17)."""

from __future__ import annotations

import io
import json
import zipfile

from garant.actions import agreement, plans, runner
from garant.actions.drawing import TextChoice
from garant.ledger import packages
from garant.ledger.values import Request
from garant.rules.tally import TEXT_WAITS
from tests.actions.conftest import World

BODY = ("shop", "ticket", "body")


def both(world: World, choice: TextChoice | None = None) -> tuple[plans.Shown, Request]:
    """Access and erasure, run with what is chosen for the messages; nothing by default."""
    request = world.identified("access", "erasure")
    shown = plans.draw(world.house, world.bruno, [request], texts={BODY: choice} if choice else {})
    record = agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)
    runner.run(world.house, record.id)
    return shown, world.again(request)


def handed(world: World, request: Request) -> str:
    """The raw rows of her copy."""
    (kept,) = (p for p in packages.of_request(request) if p.kind == "access")
    with zipfile.ZipFile(io.BytesIO(packages.open(world.house.keyring, kept))) as zipped:
        return json.dumps(
            [zipped.read(n).decode() for n in zipped.namelist() if n.endswith(".json")], ensure_ascii=False
        )


def test_a_text_that_is_held_back_is_not_erased_unless_somebody_says_so(each: World) -> None:
    """Given a message of Alice's that may name a neighbour, when she asks for access and erasure and nobody chooses,
    then the plan counts it and keeps it, the message still stands, and the answer says both.
    """
    shown, request = both(each)
    assert [(t.place, t.count, t.choice) for t in shown.texts] == [(BODY, 1, "wait")]
    assert [(c.table, c.fate, c.why.code) for c in shown.counts if c.table == "ticket"] == [
        ("ticket", "undecided", TEXT_WAITS)
    ]
    assert "voisine" in str(each.rows("ticket")[0]["body"])
    assert "voisine" not in handed(each, request)
    said = each.letter(request)
    assert "il n’est pas encore remis. Il n’est pas effacé non plus, tant que ce n’est pas décidé." in said
    assert "nous ne vous l’avons pas encore remis ; nous ne l’effaçons pas avant." in said
    assert [each.outcome(request, right) for right in ("access", "erasure")] == ["partly", "partly"]


def test_a_text_that_was_read_is_handed_over_and_then_erased(world: World) -> None:
    _, request = both(world, "hand-over")
    assert "voisine" in handed(world, request)
    assert world.rows("ticket") == []
    assert world.outcome(request, "access") == "done"


def test_a_text_is_erased_unread_only_by_choice_and_the_answer_says_it(world: World) -> None:
    shown, request = both(world, "erase")
    assert [(t.count, t.choice) for t in shown.texts] == [(1, "erase")]
    assert world.rows("ticket") == []
    assert "voisine" not in handed(world, request)
    assert "il n’est pas remis, et il est effacé comme vous l’avez demandé." in world.letter(request)


def test_an_erasure_alone_waits_for_no_text(world: World) -> None:
    """Nobody asked to read it: it goes with the rest."""
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    assert shown.texts == ()
    assert [(c.fate, c.rows) for c in shown.counts if c.table == "ticket"] == [("erase", 1)]
