"""What an erasure met elsewhere stands under "to mend" at once, and until the map names the place."""

from __future__ import annotations

from garant.actions import access, check, findings, register
from garant.actions.findings import Standing
from tests.actions import shop
from tests.actions.conftest import World
from tests.actions.test_rests import forgotten, write


def elsewhere(world: World) -> list[Standing]:
    owner = access.by_command(world.house, "owner")
    return [s for s in findings.all(world.house, owner) if s.told.rule == "erased.elsewhere"]


def test_what_reading_again_met_is_to_be_mended_before_anybody_checks(world: World) -> None:
    """Given an old export that still bears Alice's address, when her erasure has run, then the finding is there, names
    her request, and holds nothing of her; a check leaves it standing until the map says what the column is.
    """
    request = forgotten(world)
    (found,) = elsewhere(world)
    assert found.told.place == "shop.export_2019.mail"
    assert found.told.text == (
        f"Après l’effacement de la demande {request.reference}, la colonne mail porte encore ce qui désigne la "
        "personne (1\u00a0ligne), et la carte ne connaît pas cette colonne."
    )
    assert findings.request_of(found.task) == request.reference
    assert "alice" not in repr(found).lower()

    owner = access.by_command(world.house, "owner")
    check.run(world.house, owner)
    assert [s.task.id for s in elsewhere(world)] == [found.task.id]
    table = "  export_2019: {of: customer via customer_id, activity: letter, columns: {mail: contact.email}}\n"
    named = shop.MAP.replace("  ticket:\n", table + "  ticket:\n", 1)
    write(
        world,
        "DROP TABLE export_2019",
        "CREATE TABLE export_2019 (id INTEGER PRIMARY KEY, customer_id INTEGER, mail VARCHAR(80))",
    )
    world.house.close()
    register.apply(world.house, owner, named, "shop.yaml")
    check.run(world.house, owner)
    assert elsewhere(world) == []
