"""An answer owns up to what it could not read again, and to what a copy leaves out."""

from __future__ import annotations

import sqlalchemy as sa

from garant.actions import access, evidence, register
from garant.ledger import events
from tests.actions import shop
from tests.actions.conftest import World


def alter(world: World, *statements: str) -> None:
    engine = sa.create_engine(world.url)
    with engine.begin() as c:
        for statement in statements:
            c.exec_driver_sql(statement)
    engine.dispose()
    world.house.close()


def remap(world: World, old: str, new: str) -> None:
    """Apply the shop's map with one line changed."""
    assert old in shop.MAP
    register.apply(world.house, access.by_command(world.house, "owner"), shop.MAP.replace(old, new), "shop.yaml")


def test_what_could_not_be_searched_again_stands_in_the_evidence_and_in_the_letter(world: World) -> None:
    """D9. Given a photo in Alice’s record and a scan in a table of no map, neither of which is text, when she is
    erased, then the record of the reading says that they were not searched, and so does her letter: by its name in
    words where it has one.
    """
    alter(world, "ALTER TABLE customer ADD COLUMN photo BLOB", "CREATE TABLE scan (id INTEGER PRIMARY KEY, page BLOB)")
    photo = "phone: contact.phone\n      photo: {category: identity.photo, words: {fr: Photo, en: Photo}}\n"
    remap(world, "phone: contact.phone\n", photo)
    request = world.run(world.identified("erasure"))
    (seen,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "data.verified"]
    assert seen.public["skipped"] == ["customer.photo: of type BLOB, not text", "scan.page: of type BLOB, not text"]
    said = world.letter(request)
    assert "nous n’avons pas pu relire : - shop : Fiche client · Photo, « scan.page ». Ce n’est pas du texte" in said
    assert evidence.verify(world.house, world.bruno).problems == ()


def test_a_shop_that_was_read_whole_says_nothing_of_the_kind(world: World) -> None:
    request = world.run(world.identified("erasure"))
    (seen,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "data.verified"]
    assert "skipped" not in seen.public
    assert "relire" not in world.letter(request)


def test_the_letter_of_a_portability_names_the_texts_held_back_and_the_columns_not_sorted(world: World) -> None:
    """E8, D13. Given a ticket that nobody read and a column that came after the map, when Alice takes her data
    elsewhere, then her letter names both, under the article of her right; once Bruno has read the ticket, only the
    column.
    """
    alter(world, "ALTER TABLE customer ADD COLUMN nickname VARCHAR(40)")
    asked = world.identified("portability")
    held = world.letter(world.run(asked))
    assert "* Échanges · Texte libre Pourquoi : Ce texte libre peut nommer d’autres personnes" in held
    assert "(RGPD, art. 20(4))" in held
    assert "Cette réponse n’est donc que partielle : - Fiche client · nickname" in held
    released = world.letter(world.run(world.identified("portability"), release=True))
    assert "Échanges · Texte libre" not in released
    assert "- Fiche client · nickname" in released


def test_a_text_that_the_person_did_not_provide_is_not_said_to_be_held_back(world: World) -> None:
    """Art. 20(1). Given a seller’s note about Alice, which could not be carried away in any case, then the letter of
    her portability does not promise it for later; the letter of her access names it.
    """
    remap(world, "free_text: true}", "free_text: true, origin: inferred}")
    assert "Échanges · Texte libre" in world.letter(world.run(world.identified("access")))
    assert "Échanges · Texte libre" not in world.letter(world.run(world.identified("portability")))
