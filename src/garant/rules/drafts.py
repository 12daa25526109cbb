"""A drafted map, and its writing as YAML with confidence and doubts in comments. The text applies unchanged (D13)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from garant.rules.guessing import SURE, Guess
from garant.rules.links import link_text
from garant.rules.profile import Pointer
from garant.rules.register import Link, Origin, Person


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """`points_at`: the table of other people (staff) that this column points at."""

    name: str
    guess: Guess
    also: tuple[str, ...] = ()
    origin: Origin = "provided"
    free_text: bool = False
    points_at: str = ""


@dataclass(frozen=True, slots=True)
class DraftTable:
    """`pointer`: what the link rests on. No link: the table of a kind of person."""

    name: str
    activity: str
    columns: tuple[DraftColumn, ...]
    link: Link | None
    pointer: Pointer | None
    date: str | None
    review: bool = False
    key: tuple[str, ...] = ()
    """The key to state, where the store declares none."""
    aside: tuple[int, ...] = ()
    """Rows of a spreadsheet that are totals or notes."""


UNREMARKABLE = "unremarkable"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A table that the draft does not map. `why`: staff, no-key, no-number, unplaced, blind, unremarkable."""

    table: str
    why: str
    columns: tuple[str, ...]
    together: tuple[str, ...] = ()
    """Columns that would do as its key for now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A first map. `activities`: id → its texts, as the lexicon has them. `manual`: a store without tables.

    `doubles`: kind of person → sampled rows whose e-mail address stands on another row too.
    """

    store: str
    persons: tuple[Person, ...]
    tables: tuple[DraftTable, ...]
    left_out: tuple[LeftOut, ...]
    activities: Mapping[str, Mapping[str, Any]]
    manual: bool = False
    doubles: Mapping[str, int] = field(default_factory=dict)


WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "head": "Première carte de « {store} », proposée d’après la base. À relire : ce qui suit # est un avis, ce qui "
        "porte\n# « review: true » n’est jamais touché tant que personne n’a tranché.",
        "then": " ; ",
        "colon": " : ",
        "person": "une ligne de cette table est une personne",
        "doubles": "lignes dont l’adresse figure aussi sur une autre : {rows} ; quelqu’un choisira",
        "customer": "une ligne suffit : client ; aucune : prospect",
        "declared": "clé déclarée par la base",
        "found": "clé non déclarée : {share} % de {values} valeurs se retrouvent dans {target}",
        "shared": "d’autres lignes peuvent pointer ici : touchée seulement si ce n’est pas le cas",
        "sure": "{percent} % : {why}",
        "name": "le nom",
        "values": "les valeurs",
        "type": "le type",
        "key": "une clé",
        "values-differ": "les valeurs ne ressemblent pas à cela",
        "not-seen": "aucune valeur vue",
        "empty": "colonne vide : à trancher",
        "unknown": "on ne sait pas ce que c’est : à trancher",
        "points-at": "désigne quelqu’un de {table} : ce n’est pas la donnée de cette personne",
        "supplier": "une personne, ou une entreprise ? à trancher",
        "left": "Tables laissées de côté :",
        "staff": "les données d’autres personnes (le personnel), avec leur propre carte",
        "no-key": "des données de personnes ({columns}) sans clé unique : elles ne peuvent être traitées ainsi",
        "no-number": "des données de personnes ({columns}), mais aucune colonne dont chaque valeur ne serve qu’une "
        "fois.\n#     Ajoutez dans le fichier une colonne « N° », numérotez les lignes (1, 2, 3…), enregistrez, puis "
        "refaites cette proposition.",
        "together": "\n#     Ou écrivez la carte vous-même avec « key: {key} » : ensemble, ces colonnes distinguent "
        "aujourd’hui toutes les lignes.",
        "aside": "lignes qui ne sont personne (totaux, note) : {rows} ; elles restent en place",
        "unplaced": "des données de personnes ({columns}), que rien ne relie à quelqu’un de connu",
        "blind": "nous n’avons pas pu tout y lire, et ne proposons donc rien ; à vous de dire ce qu’elle contient",
        "unremarkable": "rien n’y ressemble aux données d’une personne ; à vous de le confirmer",
        "activities": "Finalité, base et durée sont les plus courantes ; vous seul savez les vôtres.",
        "manual": "Dire ici, pas à pas, où chercher et quoi faire, et quelle preuve garder.",
    },
    "en": {
        "head": "First map of “{store}”, proposed from the database. To be read again: what follows # is an opinion, "
        "what bears\n# “review: true” is never touched until somebody has decided.",
        "then": "; ",
        "colon": ": ",
        "person": "one row of this table is one person",
        "doubles": "rows whose address stands on another row too: {rows}; somebody will choose",
        "customer": "one row: a customer; none: a prospect",
        "declared": "key declared by the database",
        "found": "undeclared key: {share} % of {values} values stand in {target}",
        "shared": "other rows may point here: touched only if none does",
        "sure": "{percent} %: {why}",
        "name": "the name",
        "values": "the values",
        "type": "the type",
        "key": "a key",
        "values-differ": "the values do not look like it",
        "not-seen": "no value was seen",
        "empty": "empty column: to be decided",
        "unknown": "nobody knows what this is: to be decided",
        "points-at": "names somebody of {table}: not this person’s data",
        "supplier": "a person, or a firm? to be decided",
        "left": "Tables left out:",
        "staff": "data of other people (the staff), with a map of their own",
        "no-key": "data of persons ({columns}) without a unique key: they cannot be handled like this",
        "no-number": "data of persons ({columns}), but no column in which each value stands only once.\n#     Add a "
        "column “N°” to the file, number the rows (1, 2, 3…), save it, then make this proposal again.",
        "together": "\n#     Or write the map yourself with “key: {key}”: together, these columns tell all of today’s "
        "rows apart.",
        "aside": "rows that are nobody (totals, a note): {rows}; they stay where they are",
        "unplaced": "data of persons ({columns}) that nothing links to somebody known",
        "blind": "we could not read all of it, and so propose nothing; you will know what it holds",
        "unremarkable": "nothing there looks like a person’s data; you know better",
        "activities": "Purpose, basis and duration are the most usual; only you know yours.",
        "manual": "Say here, step by step, where to look and what to do, and which proof to keep.",
    },
}
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ_][\w .’-]*[\wÀ-ÿ]|[A-Za-z_]")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def write(draft: Draft, language: str = "fr") -> str:
    """The draft as YAML text in the form map/1, with its comments in `language`."""
    return "\n".join(_Writing(WORDS[language]).lines(draft)) + "\n"


class _Writing:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def lines(self, draft: Draft) -> Iterator[str]:
        yield f"# {self.words['head'].format(store=draft.store)}"
        yield "garant: map/1"
        yield f"store: {quoted(draft.store)}"
        if draft.manual:
            yield f"manual: {{fr: {quoted(WORDS['fr']['manual'])}, en: {quoted(WORDS['en']['manual'])}}}"
            return
        yield "\npersons:"
        for person in draft.persons:
            yield from self._person(person, draft.doubles.get(person.kind, 0))
        yield "\ntables:"
        for table in draft.tables:
            yield from self._table(table)
        yield from self._left_out(draft.left_out)
        yield f"\n# {self.words['activities']}"
        yield "activities:"
        for name, activity in draft.activities.items():
            yield f"  {name}:"
            yield from (f"    {key}: {_flow(value)}" for key, value in activity.items())

    def _person(self, person: Person, doubles: int) -> Iterator[str]:
        yield f"  {quoted(person.kind)}:  # {self.words['person']}"
        yield f"    table: {quoted(person.table)}"
        yield f"    key: {_names(person.key)}"
        identities = ", ".join(f"{kind}: {_names(columns)}" for kind, columns in person.identities.items())
        doubt = f"  # {self.words['doubles'].format(rows=doubles)}" if doubles else ""
        yield f"    identities: {{{identities}}}{doubt}"
        if person.customer_when:
            yield f"    customer_when: {_names(person.customer_when)}  # {self.words['customer']}"

    def _table(self, table: DraftTable) -> Iterator[str]:
        yield f"  {quoted(table.name)}:" + (f"  # {self.words['supplier']}" if table.review else "")
        if table.review:
            yield "    review: true"
        yield f"    activity: {table.activity}"
        if table.link is not None and table.pointer is not None:
            key = "of" if table.link.kind == "child" else "shared"
            yield f"    {key}: {quoted(link_text(table.link))}  # {self._link(table.link, table.pointer)}"
        if table.date:
            yield f"    date: {quoted(table.date)}"
        if table.key:
            yield f"    key: {_names(table.key)}"
        if table.aside:
            yield f"    # {self.words['aside'].format(rows=', '.join(map(str, table.aside)))}"
        yield "    columns:"
        for column in table.columns:
            yield f"      {quoted(column.name)}: {_column(column)}  # {self._opinion(column)}"

    def _link(self, link: Link, pointer: Pointer) -> str:
        share = f"{100 * pointer.share:.0f}"
        text = self.words["declared" if pointer.declared else "found"]
        said = text.format(share=share, values=pointer.values, target=pointer.target)
        return f"{said}{self.words['then']}{self.words['shared']}" if link.kind == "shared" else said

    def _opinion(self, column: DraftColumn) -> str:
        guess = column.guess
        if column.points_at:
            return self.words["points-at"].format(table=column.points_at)
        if guess.doubt in {"empty", "unknown"}:
            return self.words[guess.doubt]
        why = ", ".join(self.words[code] for code in guess.why)
        said = self.words["sure"].format(percent=round(100 * guess.confidence), why=why)
        return f"{said}{self.words['then']}{self.words[guess.doubt]}" if guess.doubt else said

    def _left_out(self, left_out: tuple[LeftOut, ...]) -> Iterator[str]:
        if left_out:
            yield f"\n# {self.words['left']}"
        for left in (one for one in left_out if one.why != UNREMARKABLE):
            told = self.words[left.why].format(columns=", ".join(left.columns))
            also = self.words["together"].format(key=_names(left.together)) if left.together else ""
            yield f"#   {left.table}{self.words['colon']}{told}{also}"
        if rest := [one.table for one in left_out if one.why == UNREMARKABLE]:
            yield f"#   {', '.join(rest)}{self.words['colon']}{self.words[UNREMARKABLE]}"


def _column(column: DraftColumn) -> str:
    more = {}
    if column.also:
        more["also"] = _names(column.also)
    if column.origin != "provided":
        more["origin"] = column.origin
    if column.free_text:
        more["free_text"] = "true"
    if column.guess.confidence < SURE:
        more["review"] = "true"
    if not more:
        return column.guess.category
    return "{" + ", ".join(f"{k}: {v}" for k, v in {"category": column.guess.category, **more}.items()) + "}"


def _names(names: tuple[str, ...]) -> str:
    return quoted(names[0]) if len(names) == 1 else f"[{', '.join(map(quoted, names))}]"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {quoted(str(v))}" for k, v in value.items()) + "}"
    return quoted(str(value))


def quoted(text: str) -> str:
    """A text as YAML reads it back the same: in double quotes unless it is a plain word or two."""
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML
    return text if plain else json.dumps(text, ensure_ascii=False)
