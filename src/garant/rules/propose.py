"""Drafts a first map from a store's profile: whose tables these are, how others hang on them, what columns hold (D13).

It leaves out what it cannot place, marks what it is not sure of, and never decides: the owner reads and corrects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from garant.errors import MapError
from garant.law.vocabulary import Lexicon, read_lexicon
from garant.rules.drafts import UNREMARKABLE, Draft, DraftColumn, DraftTable, LeftOut, write
from garant.rules.guessing import MOSTLY, SURE, Guess, category, role, words
from garant.rules.profile import ColumnProfile, Pointer, Profile, TableProfile
from garant.rules.register import Link, Origin, Person

__all__ = ["propose", "write"]

MANUAL = "manual"
MENTIONS = ("identity.name", "identity.code", "identity.tax-number", "contact.address")
"""What an invoice must say of its buyer (E1): these stay on the person's own row while an invoice needs them."""
PERSONAL = ("identity", "contact")
NATIONAL_IDS = tuple(f"identity.national-id{kind}" for kind in ("", ".nir", ".passport", ".card"))
NOT_DATED = frozenset({"date.updated", "identity.birth-date"})
DATED = ("transaction.date", "date.created", "behaviour.login", "preference.newsletter", "behaviour", "date")
"""Which date dates a row, the best first."""
ACTIVITIES = {"accounting": "accounting", "security": "security", "subscriber": "newsletter", "support": "support"}
KINDS = {"subscriber": "subscriber", "supplier": "supplier"}
OBSERVED = ("behaviour", "date", "transaction.date", "transaction.amount", "transaction.document", "transaction.status")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A table with what was guessed of it."""

    profile: TableProfile
    role: str
    guesses: Mapping[str, Guess]

    @property
    def name(self) -> str:
        return self.profile.name

    def columns(self, *categories: str) -> tuple[str, ...]:
        return tuple(c for c, g in self.guesses.items() if g.category in categories and not g.review)

    @property
    def personal(self) -> bool:
        return any(g.category.partition(".")[0] in PERSONAL for g in self.guesses.values() if not g.review)

    @property
    def telling(self) -> bool:
        """Whether somebody could be recognised by it: a lone “name” may be that of a playlist."""
        known = ("contact.email", "contact.phone", "identity.birth-date", *NATIONAL_IDS)
        return len(self.columns("identity.name")) > 1 or bool(self.columns(*known))

    @property
    def likeness(self) -> float:
        """How much this looks like the table of persons, 0 to 1."""
        if self.role in {"staff", "accounting", "security", "reference"}:
            return 0.0
        weights = {"contact.email": 0.3, "identity.name": 0.2, "contact.phone": 0.1, "contact.address": 0.1}
        return sum(w for c, w in weights.items() if self.columns(c)) + 0.3 * (self.role == "customer")


def propose(store: str, profile: Profile) -> Draft:
    """A draft of the store's first map. Raises `MapError` when no table looks like one of persons."""
    if profile.engine == MANUAL:
        return Draft(store, (), (), (), {}, manual=True)
    return _Proposal(store, profile, read_lexicon()).draft()


class _Proposal:
    def __init__(self, store: str, profile: Profile, lexicon: Lexicon) -> None:
        self.store = store
        self.lexicon = lexicon
        self.keys_declared = profile.keys_declared
        pointers = [p for t in profile.tables.values() for p in t.pointers if p.target in profile.tables]
        self.pointers = [*pointers, *profile.found]
        self.seen = {t.name: self._see(t) for t in profile.tables.values()}
        self.persons: dict[str, Person] = {}
        self.links: dict[str, tuple[Link, Pointer]] = {}

    def _see(self, table: TableProfile) -> _Seen:
        pointing = {c for p in self.pointers if p.table == table.name for c in p.columns}
        guesses = {c.name: category(c, self.lexicon) for c in table.columns.values()}
        for name, guess in guesses.items():
            dated = table.columns[name].kind in {"date", "datetime"}
            said = ("contact.email",) if self.keys_declared else ("contact.email", "identity.code")
            if name in pointing or (name in table.key and guess.category not in said and not dated):
                guesses[name] = Guess("none", 0.95, ("key",))
        meant = role(table.name, self.lexicon)
        if meant != "subscriber":
            guesses |= {name: self._begun(table.columns[name], guess) for name, guess in guesses.items()}
        if any(g.category == "contact.address" for g in guesses.values()):
            # A country beside a street and a town is a line of the address, which an invoice must bear whole.
            guesses = {
                n: replace(g, category="contact.address") if g.category == "contact.country" else g
                for n, g in guesses.items()
            }
        return _Seen(table, meant, guesses)

    def _begun(self, column: ColumnProfile, guess: Guess) -> Guess:
        """“Inscrit le” in a list of customers is when the file was begun: no choice of theirs."""
        dated = column.kind in {"date", "datetime"} or column.share("date") >= MOSTLY
        if guess.category != "preference.newsletter" or not dated or role(column.name, self.lexicon) == "subscriber":
            return guess
        return replace(guess, category="date.created", confidence=min(guess.confidence, 0.8))

    def draft(self) -> Draft:
        main = self._main()
        self._add_person(main)
        self._hang([main.name])
        for seen in sorted(self.seen.values(), key=lambda s: (-s.likeness, s.name)):
            if self._stands_alone(seen):
                self._add_person(seen)
                self._hang([seen.name])
        self._share()
        accounting = self._accounting()
        persons = tuple(replace(p, customer_when=self._sales(p, accounting)) for p in self.persons.values())
        order = [p.table for p in self.persons.values()] + list(self.links)
        tables = tuple(self._table(self.seen[name], accounting) for name in order)
        used = dict.fromkeys(a for t in tables for a in (t.activity, *(b for c in t.columns for b in c.also)))
        activities = {a: {k: v for k, v in self.lexicon.activities[a].items() if k != "kinds"} for a in used}
        left_out = tuple(self._left_out(order))
        return Draft(self.store, persons, tables, left_out, activities, doubles=self._doubles())

    # ── persons ────────────────────────────────────────────────────────────────────────────────────────────────

    def _main(self) -> _Seen:
        """The table that looks most like one of persons; of two, the one on which more hangs."""
        fit = [s for s in self.seen.values() if s.profile.key and s.likeness >= SURE and self._identities(s)]
        if not fit:
            self._only_a_key_is_missing()
            raise MapError(
                "No table looks like one of persons: a name, an e-mail address and a key together.",
                place=self.store,
                remedy="Write the map by hand: docs/reference/map.md shows how.",
            )
        return max(fit, key=lambda s: (s.role != "subscriber", s.likeness, len(self._pointing_at(s.name)), s.name))

    def _only_a_key_is_missing(self) -> None:
        """Tells the owner of a spreadsheet what to do, where all that its table of persons lacks is a key."""
        bare = [s for s in self.seen.values() if s.likeness >= SURE and self._identities(s)]
        if bare and not self.keys_declared:
            most = max(bare, key=lambda s: s.likeness)
            together = most.profile.together
            also = f" Or write the map yourself, with `key: [{', '.join(together)}]`." if together else ""
            raise MapError(
                "It looks like a table of persons, but no column has a value of its own in each row.",
                place=f"{self.store}, {most.name}",
                remedy=f"Add a column “N°” to the file, number the rows 1, 2, 3…, save, and propose again.{also}",
            )

    def _stands_alone(self, seen: _Seen) -> bool:
        """People of another kind, who can be recognised, and hang on nobody found so far."""
        placed = {p.table for p in self.persons.values()} | set(self.links)
        return (
            seen.name not in placed
            and bool(seen.profile.key)
            and bool(seen.columns("contact.email"))
            and seen.role in {"customer", "subscriber", "supplier"}
        )

    def _add_person(self, seen: _Seen) -> None:
        kind = KINDS.get(seen.role, "customer")
        if kind in self.persons:
            kind = "-".join(words(seen.name)) or f"person-{len(self.persons) + 1}"
        identities = self._identities(seen)
        unique = frozenset({"email"} & set(identities))
        self.persons[kind] = Person(kind, seen.name, seen.profile.key, identities, unique)

    def _identities(self, seen: _Seen) -> dict[str, tuple[str, ...]]:
        numbers = tuple(c for c in seen.columns("identity.code", "transaction.document") if seen.profile.unique(c))
        kinds = {
            "email": seen.columns("contact.email"),
            "phone": seen.columns("contact.phone", "contact.fax"),
            "customer-number": numbers,
        }
        return {kind: columns for kind, columns in kinds.items() if columns}

    def _doubles(self) -> dict[str, int]:
        """Kind of person → sampled rows whose e-mail address another row has too (D12: a clerk will choose)."""
        found = {}
        for kind, person in self.persons.items():
            profiles = [self.seen[person.table].profile.columns[c] for c in person.identities.get("email", ())]
            found[kind] = sum(p.filled - p.distinct for p in profiles)
        return {kind: rows for kind, rows in found.items() if rows}

    # ── links ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _pointing_at(self, name: str) -> list[Pointer]:
        return [p for p in self.pointers if p.target == name and p.table != name]

    def _hang(self, front: list[str]) -> None:
        """Every table that points at those of `front`, then those that point at these: the shortest way wins, so
        that a payment with its own customer hangs on them and not on what was paid for."""
        while front:
            behind: list[str] = []
            for name in front:
                for pointer in sorted(self._pointing_at(name), key=self._preference):
                    if self._may_hang(pointer.table):
                        link = Link("child", name, pointer.columns, self._target_columns(pointer))
                        self.links[pointer.table] = (link, pointer)
                        behind.append(pointer.table)
            front = behind

    def _preference(self, pointer: Pointer) -> tuple[bool, bool, str]:
        columns = self.seen[pointer.table].profile.columns
        return not pointer.declared, any(columns[c].nullable for c in pointer.columns), pointer.table

    def _may_hang(self, name: str) -> bool:
        placed = name in self.links or any(p.table == name for p in self.persons.values())
        return not placed and self.seen[name].role != "staff" and bool(self.seen[name].profile.key)

    def _target_columns(self, pointer: Pointer) -> tuple[str, ...]:
        """Empty where they are the key of the target, which a map need not name."""
        return () if pointer.target_columns == self.seen[pointer.target].profile.key else pointer.target_columns

    def _share(self) -> None:
        """Tables that rows of persons point at, with data of such a person: an address in a table of its own (D3)."""
        for pointer in self.pointers:
            placed = {p.table for p in self.persons.values()} | set(self.links)
            target = self.seen[pointer.target]
            lone = pointer.target not in placed and bool(target.profile.key) and target.role in {"", "customer"}
            if pointer.table in {p.table for p in self.persons.values()} and lone and target.personal:
                columns = self._target_columns(pointer)
                self.links[pointer.target] = (Link("shared", pointer.table, columns, pointer.columns), pointer)

    # ── what each table and column is for ──────────────────────────────────────────────────────────────────────

    def _accounting(self) -> set[str]:
        """Tables of accounting documents, with the tables hung on them and those that they point at: a payment that
        is kept needs the rental that it was for."""
        found = {n for n in self.links if self.seen[n].role == "accounting"}
        while True:
            below = {n for n, (link, _) in self.links.items() if link.kind == "child" and link.parent in found}
            named = {p.target for p in self.pointers if p.table in found and p.target in self.links}
            more = {n for n in below | named if self.links[n][0].kind == "child"} - found
            if not more:
                return found
            found |= more

    def _sales(self, person: Person, accounting: set[str]) -> tuple[str, ...]:
        """Their orders or invoices, of which one makes a customer (S1-18): documents that hang on no other document."""
        return tuple(
            name
            for name, (link, _) in self.links.items()
            if name in accounting
            and link.kind == "child"
            and link.parent not in accounting
            and self._root(name) == person.table
            and any(g.category.startswith("transaction.") and not g.review for g in self.seen[name].guesses.values())
        )

    def _activity(self, seen: _Seen, accounting: set[str]) -> str:
        if seen.name in accounting:
            return "accounting"
        found = ACTIVITIES.get(seen.role, "customers")
        return found if found != "accounting" else "customers"

    def _table(self, seen: _Seen, accounting: set[str]) -> DraftTable:
        link, pointer = self.links.get(seen.name, (None, None))
        activity = self._activity(seen, accounting)
        mentioned = activity != "accounting" and self._names_buyers(seen.name, accounting)
        columns = tuple(self._column(seen, name, mentioned) for name in seen.guesses)
        # Suppliers may be firms and not people: somebody has to say.
        review = seen.role == "supplier" and link is None
        key = seen.profile.key if link is not None and not self.keys_declared else ()
        dated, aside = self._date(seen), seen.profile.aside
        return DraftTable(seen.name, activity, columns, link, pointer, dated, review, key, aside)

    def _names_buyers(self, name: str, accounting: set[str]) -> bool:
        """Whether this row names the buyer of the accounting documents hung on it, or is that row’s address."""
        if name in self.links:
            link = self.links[name][0]
            return link.kind == "shared" and self._names_buyers(link.parent, accounting)
        return any(self._root(table) == name for table in accounting)

    def _root(self, table: str) -> str:
        while table in self.links:
            table = self.links[table][0].parent
        return table

    def _date(self, seen: _Seen) -> str | None:
        dated = [
            name
            for name, c in seen.profile.columns.items()
            if (c.kind in {"date", "datetime"} or c.share("date") >= SURE)
            and seen.guesses[name].category not in NOT_DATED
        ]
        ranked = [(DATED.index(found), name) for name in dated if (found := seen.guesses[name].category) in DATED]
        return min(ranked, key=lambda one: (one[0], seen.profile.columns[one[1]].nullable))[1] if ranked else None

    def _column(self, seen: _Seen, name: str, mentioned: bool) -> DraftColumn:
        guess = seen.guesses[name]
        own = next((p for p in self.persons.values() if p.table == seen.name), None)
        if own is not None and name in own.identities.get("customer-number", ()):
            guess = replace(guess, category="identity.code")
        staff = next((p.target for p in self.pointers if p.table == seen.name and p.columns == (name,)), "")
        return DraftColumn(
            name=name,
            guess=guess,
            also=("accounting",) if mentioned and guess.category in MENTIONS and not guess.review else (),
            origin=usual_origin(guess.category),
            free_text=guess.category == "note.text",
            points_at=staff if staff and self.seen[staff].role == "staff" else "",
        )

    def _left_out(self, placed: Iterable[str]) -> Iterator[LeftOut]:
        done = set(placed)
        for seen in self.seen.values():
            if seen.name in done:
                continue
            if seen.profile.blind or (not seen.profile.sampled and not seen.profile.whole):
                yield LeftOut(seen.name, "blind", ())
            elif seen.role == "staff":
                yield LeftOut(seen.name, "staff", ())
            elif seen.telling and seen.role != "reference":
                columns = tuple(c for c, g in seen.guesses.items() if g.category.partition(".")[0] in PERSONAL)
                bare = "no-key" if self.keys_declared else "no-number"
                yield LeftOut(seen.name, "unplaced" if seen.profile.key else bare, columns, seen.profile.together)
            else:
                yield LeftOut(seen.name, UNREMARKABLE, ())


def usual_origin(category: str) -> Origin:
    return "observed" if any(category == o or category.startswith(f"{o}.") for o in OBSERVED) else "provided"
