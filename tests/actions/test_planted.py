"""Faults planted in databases that are otherwise clean: all are found, at their place, and nothing else.

The demo shop, Chinook and pagila: a shop of ours and two databases that nobody here wrote.
"""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from garant.actions import access, check, conformity, demo_shop, founding, proposals, register, stores
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.law.vocabulary import read_lexicon
from garant.rules import checks
from garant.rules.register import NO_CATEGORY
from garant.rules.registers import read_register
from tests.actions.conftest import NOW, Clock
from tests.conftest import SHARED
from tests.ledgers import Templates, switch
from tests.rules.faults import Change, faults
from tests.rules.lormel import LORMEL, Data
from tests.servers import database

NIR = "1 84 12 76 451 089 46"
CARD = "4970 1012 3456 7893"
LUHN = "4970101234567893"


class Whole(yaml.SafeDumper):
    """Writes every value out: an alias is not read back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@dataclass(slots=True)
class Shop:
    """A house with one store. `customer`: the table of its persons, `key` its key. `known`: what is truly so there."""

    house: Instance
    store: str
    url: str
    customer: str
    key: str
    known: frozenset[tuple[str, str]]

    @property
    def owner(self) -> Actor:
        return access.by_command(self.house, "owner")

    def found(self) -> set[tuple[str, str]]:
        """(rule, place) of all that `garant check` says, less what is truly so and what nobody has decided."""
        told = {(s.told.rule, s.told.place) for s in check.run(self.house, self.owner)}
        return {name for name in told - self.known if name[0] not in ("map.undecided", "place.unsearched")}

    def do(self, *statements: str) -> None:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def map(self) -> Any:
        text = register.export(self.house, self.owner)
        return next(d for d in yaml.safe_load_all(text) if d["garant"] == "map/1")

    def apply(self, *documents: Any) -> None:
        text = "---\n".join(yaml.dump(d, Dumper=Whole, allow_unicode=True, sort_keys=False) for d in documents)
        register.apply(self.house, self.owner, text, "planted.yaml", remove=True)

    def declare(self) -> Data:
        """Everything that the map holds, declared: a register with nothing to find."""
        data = copy.deepcopy(LORMEL)
        trial = data["activities"].pop("clients")
        data["organisation"] |= {"promises": ["cession", "sensitive-data"]}
        for item in trial["items"].values():
            item["kept"] = ["serveur"]
        data["activities"] = {"essai": trial} | {a: _activity(trial, c, self.store) for a, c in self.held().items()}
        data["forms"]["commande"]["activity"] = "essai"
        self.apply(data)
        return data

    def held(self) -> dict[str, set[str]]:
        """Activity of the map → the categories that its tables hold."""
        held: dict[str, set[str]] = {}
        for table in self.house.register().maps[self.store].tables.values():
            found = {c.category for c in table.columns.values() if not c.review}
            held.setdefault(table.activity, set()).update(found - {NO_CATEGORY})
        return held


def _activity(trial: Data, categories: set[str], store: str) -> Data:
    whole = copy.deepcopy(trial)
    item = whole["items"]["nom"]
    whole["items"] = {
        category.replace(".", "-"): {**item, "category": category, "kept": [store]} for category in sorted(categories)
    }
    return whole


# ── the three ──────────────────────────────────────────────────────────────────────────────────────────────────────


def founded(folder: Path, templates: Templates, store: str, url: str) -> Instance:
    settings = templates.sqlite(folder / "instance")
    switch(settings)
    house = founding.found(
        settings.instance, organisation="Lormel", contact="d@lormel.example", place="FR", clock=Clock()
    )
    house.settings = replace(house.settings, mail_folder=folder / "mail", base_url="https://lormel.example")
    stores.add(house, access.by_command(house, "owner"), store, url)
    return house


def demo(folder: Path, templates: Templates) -> Shop:
    demo_shop.build(folder / "boutique.sqlite", NOW.date(), 300)
    url = f"sqlite:///{folder / 'boutique.sqlite'}"
    house = founded(folder, templates, "boutique", url)
    packaged = files("garant.actions")
    texts = [packaged.joinpath(f"demo_{each}.yaml").read_text(encoding="utf-8") for each in ("register", "map")]
    register.apply(house, access.by_command(house, "owner"), "---\n".join(texts), "demo.yaml")
    forgotten = ("table.unmapped", "boutique.export_clients_2019.mail")  # the demo's own story
    return Shop(house, "boutique", url, "clients", "id", frozenset({forgotten}))


def chinook(folder: Path, templates: Templates) -> Shop:
    shutil.copyfile(SHARED / "data" / "chinook.sqlite", folder / "chinook.sqlite")
    url = f"sqlite:///{folder / 'chinook.sqlite'}"
    return proposed(founded(folder, templates, "disques", url), "disques", url, "Customer", "CustomerId")


def pagila(folder: Path, templates: Templates, url: str) -> Shop:
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    dump = str(SHARED / "data" / "pagila.sql")
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, plain], check=True, capture_output=True)
    return proposed(founded(folder, templates, "films", url), "films", url, "customer", "customer_id")


def proposed(house: Instance, store: str, url: str, customer: str, key: str) -> Shop:
    """With its map as it is proposed, unchanged."""
    owner = access.by_command(house, "owner")
    register.apply(house, owner, proposals.propose(house, owner, store), "map.yaml")
    return Shop(house, store, url, customer, key, frozenset())


@pytest.fixture(
    params=[
        "demo",
        pytest.param("chinook", marks=pytest.mark.shared),
        pytest.param("pagila", marks=[pytest.mark.shared, pytest.mark.postgresql]),
    ]
)
def planted(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[Shop]:
    with ExitStack() as stack:
        if request.param == "pagila":
            url = stack.enter_context(database(request.getfixturevalue("postgresql_server")))
            shop = pagila(tmp_path, templates, url)
        else:
            shop = {"demo": demo, "chinook": chinook}[request.param](tmp_path, templates)
        yield shop
        shop.house.close()


# ── what is found ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_found_in_a_clean_shop(planted: Shop) -> None:
    """Issue 3: none false. Given the shop with its map alone, then with all that it holds declared, then nothing is
    found but what is truly so.
    """
    assert planted.found() == set()
    planted.declare()
    assert planted.found() == set()


def test_every_fault_of_a_register_is_found_whatever_the_shop(planted: Shop) -> None:
    """Given one fault of each kind in the register, one at a time, then it alone is found."""
    data = planted.declare()
    data["organisation"]["promises"] = ["cession"]
    profiles = {planted.store: planted.house.store(planted.store).scan()}
    facts = check.facts(planted.house, profiles)
    before = {(f.rule, f.place) for f in checks.run(facts, read_lexicon())}
    for change, rule, place in faults("essai", planted.store):
        found = checks.run(replace(facts, register=_with(data, change)), read_lexicon())
        assert {(f.rule, f.place) for f in found} - before == {(rule, place)}


def test_what_is_planted_in_the_rows_is_found_and_no_value_is_told(planted: Shop) -> None:
    """S1-78, S2-28. Given a NIR, a card number and "diabétique" in notes, codes that are a NIR
    or a card number, an old list of addresses, a column that appeared and one that no datum declares, then each is
    found at its place; no value stands in a finding or in the ledger.
    """
    customer, key, store = planted.customer, planted.key, planted.store
    row = f"(SELECT MIN({_quoted(key)}) FROM {_quoted(customer)})"
    planted.do(
        *(
            f"ALTER TABLE {_quoted(customer)} ADD COLUMN {name} VARCHAR(200)"
            for name in ("note_vendeur", "memo", "code_secu", "code_carte", "code_long", "fidelite", "apparue")
        ),
        f"UPDATE {_quoted(customer)} SET note_vendeur = 'Cliente diabétique, secu {NIR}, rappeler', "
        f"memo = 'CB {CARD} exp 12/27', code_secu = '{NIR.replace(' ', '')}', code_carte = '{LUHN}' "
        f"WHERE {_quoted(key)} = {row}",
        f"UPDATE {_quoted(customer)} SET code_long = '40000000000' || (10000 + {_quoted(key)})",
        "CREATE TABLE salon_2019 (mail VARCHAR(80))",
        "INSERT INTO salon_2019 VALUES ('alice@courriel.example'), ('david@courriel.example')",
    )
    declared = planted.declare()
    map = planted.map()
    columns = map["tables"][customer]["columns"]
    columns |= {name: {"category": "note.text", "free_text": True} for name in ("note_vendeur", "memo")}
    columns |= {name: {"category": "identity.code"} for name in ("code_secu", "code_carte", "code_long")}
    columns["fidelite"] = {"category": "transaction.loyalty"}
    activity = map["tables"][customer]["activity"]
    for category in ("note.text", "identity.code"):
        item = {**declared["activities"]["essai"]["items"]["nom"], "category": category, "kept": [store]}
        declared["activities"][activity]["items"][category.replace(".", "-")] = item
    loyal = {i["category"] for i in declared["activities"][activity]["items"].values()}
    planted.house.close()
    planted.apply(declared, map)
    place = f"{store}.{customer}"
    expected = {
        ("number.nir", f"{place}.note_vendeur"),
        ("note.against-promise", f"{place}.note_vendeur.special.health"),
        ("number.card", f"{place}.memo"),
        ("code.nir", f"{place}.code_secu"),
        ("code.card", f"{place}.code_carte"),
        ("column.new", f"{place}.apparue"),
        ("table.unmapped", f"{store}.salon_2019.mail"),
    }
    if "transaction.loyalty" not in loyal:
        expected.add(("column.without-activity", f"{place}.fidelite"))
    assert planted.found() == expected
    told = str(check.all(planted.house, planted.owner))
    assert not {w for w in (NIR, CARD, LUHN, "diabétique", "alice@") if w in told}
    planted.do(f"UPDATE {_quoted(customer)} SET note_vendeur = NULL, code_secu = NULL")
    gone = {name for name in expected if name[1].endswith(("note_vendeur", "special.health", "code_secu"))}
    assert planted.found() == expected - gone


def _with(data: Data, change: Change) -> Any:
    changed = copy.deepcopy(data)
    change(changed)
    return read_register(changed)


def _quoted(name: str) -> str:
    return f'"{name}"'


def test_the_demo_shop_breaks_nothing_of_its_rule_set_and_says_what_somebody_must_look_at(
    tmp_path: Path, templates: Templates
) -> None:
    """Done-when 2 of the register: given the demo shop, then each activity is held against the reference of 2022 where
    that covers it, no point is unmet, and what no register can show is named, nothing else.
    """
    shop = demo(tmp_path, templates)
    found = conformity.reports(shop.house, access.by_command(shop.house, "owner"))

    assert {report.ruleset.id for report in found} == {"fr-2021-131"}
    open_ = {
        report.activity: [line.point.code for line in report.lines if line.answer in ("not-met", "unknown")]
        for report in found
    }
    assert open_ == {
        "clients": ["DUREE-CLIENT"],
        "comptabilite": ["CRYPTOGRAMME", "DUREE-CLIENT"],
        "sav": ["DUREE-CLIENT"],
        "lettre": [],
        "fidelite": [],
    }
    assert not [line for report in found for line in report.lines if line.answer == "not-met"]
    shop.house.close()
