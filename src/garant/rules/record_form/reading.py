"""Reads a filled form out of sheets, by its labels and where they stand: rows may be added.

Every text must be accounted for, and every label there; what is wrong is said with sheet and cell. It never guesses
where a text belongs, so that a sheet whose columns shifted is refused, not read as an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from garant.law.forms import RecordForm
from garant.rules.grids import Grid
from garant.rules.record_form import listing
from garant.rules.record_form.cards import read_card
from garant.rules.record_form.cells import Problems
from garant.rules.record_form.held import Card, Held


def read(grids: Sequence[Grid], form: RecordForm, name: str) -> Held:
    """The form as it was filled in. `name`: the file, as errors call it. Raises FormError naming every problem."""
    problems = Problems(name)
    grid, head = listing.find(grids, form, name)
    cards: dict[str, Card] = {}
    for each in grids:
        if each is grid or (found := read_card(each, form, problems)) is None:
            continue
        ref, card = found
        if ref in cards:
            problems.wrong(each, 0, "another sheet bears the same reference.")
        cards[ref] = card
    part = listing.Listing(grid, head, form, problems)
    actors = part.actors()
    held = Held(actors, _together(part, cards))
    problems.settle()
    return held


def _together(part: listing.Listing, cards: Mapping[str, Card]) -> dict[str, Card]:
    """The activities of the list, each with its sheet. A file without any sheet of an activity is a list alone."""
    wrong, grid, clean = part.problems.wrong, part.grid, not part.problems.found
    found: dict[str, Card] = {}
    for ref, (row, listed) in part.activities().items():
        found[ref] = cards.get(ref, listed)
        if ref in cards:
            if not _same(listed, cards[ref]):
                wrong(grid, row, "the list and the sheet of this activity do not say the same.")
        elif cards and clean:
            wrong(grid, row, "no sheet of this file is that of this activity.")
    for ref in cards:
        if ref not in found and clean:
            wrong(grid, part.head, f"the list lacks the activity of the sheet with the reference {ref}.")
    return found


def _same(listed: Card, card: Card) -> bool:
    """Which of two texts is meant, only whoever wrote them can say."""
    both = ((listed.name, card.name), (listed.created, card.created), (listed.updated, card.updated))
    return all(not a or not b or a == b for a, b in both) and listed.purposes[:1] in ((), card.purposes[:1])
