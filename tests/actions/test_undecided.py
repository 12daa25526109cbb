"""A column of which nobody has said what it holds: an erasure leaves it, and the letter names it."""

from __future__ import annotations

from garant.actions import access, agreement, plans, register, runner
from tests.actions import shop
from tests.actions.conftest import World

KNOWN = "since: {category: transaction.date, origin: observed}"
NOT_SAID = "since: {category: none, review: true}"


def test_the_letter_names_the_columns_that_nobody_has_decided(each: World) -> None:
    """Given a map that does not say what `since` is, when Alice is erased, then her subscription keeps it and the
    answer, which is partial, says which of her data that is.
    """
    owner = access.by_command(each.house, "owner")
    register.apply(each.house, owner, shop.MAP.replace(KNOWN, NOT_SAID), "shop.yaml")
    request = each.identified("erasure")
    shown = plans.draw(each.house, each.bruno, [request])
    record = agreement.agree(each.house, each.bruno, [each.again(request)], shown.fingerprint)
    runner.run(each.house, record.id)

    said = " ".join(each.letter(each.again(request)).split())
    assert "* Inscriptions : since Ce que nous avons fait : Pas encore décidé" in said.replace("\u00a0", " ")
    assert "Inscriptions : adresse e-mail Ce que nous avons fait : Pas encore" not in said.replace("\u00a0", " ")
    assert each.outcome(request, "erasure") == "partly"
