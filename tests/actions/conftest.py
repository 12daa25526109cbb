"""An organisation with a shop, on each engine, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from garant.actions import access, agreement, answers, founding, plans, register, requests, runner, stores
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.ledger.values import Contact, PlanRecord, Request
from tests.actions import shop
from tests.ledgers import Templates, switch
from tests.servers import database

ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """The clock of a test: it stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@dataclass(slots=True)
class World:
    """Boutique Lormel, its shop, and what the tests do again and again."""

    house: Instance
    url: str
    clock: Clock
    folder: Path

    @property
    def bruno(self) -> Actor:
        """Bruno the clerk."""
        return replace(access.by_command(self.house, "Bruno"), role="clerk")

    def ask(self, *rights: str, email: str = "alice.moreau@courriel.example", **more: object) -> Request:
        """Alice asks by the form."""
        contact = Contact(name="Alice Moreau", email=email, **more)  # type: ignore[arg-type]  # fields of Contact
        return self.filed(contact, *rights)

    def filed(self, contact: Contact, *rights: str, received: date | None = None) -> Request:
        return requests.file(
            self.house,
            access.by_person(self.house),
            rights=rights,
            contact=contact,
            channel="form",
            received=received,
        ).request

    def identified(self, *rights: str, **more: object) -> Request:
        """The same, and Alice has shown that she holds her address."""
        return self.confirm(self.ask(*rights, **more))  # type: ignore[arg-type]  # as above

    def confirm(self, request: Request) -> Request:
        reason = "Réponse depuis l’adresse connue."
        return requests.identify(self.house, self.bruno, request, method="contact-on-file", by="Bruno", reason=reason)

    def run(self, request: Request, **how: bool) -> Request:
        """Plan, agree and run to the end; returns the request as it then stands."""
        self.execute([request], **how)
        return self.again(request)

    def execute(self, asked: list[Request], *, release: bool = False, beyond: bool = False) -> PlanRecord:
        shown = plans.draw(self.house, self.bruno, asked, release=release)
        asked = [self.again(r) for r in asked]
        record = agreement.agree(self.house, self.bruno, asked, shown.fingerprint, confirm_limits=beyond)
        return runner.run(self.house, record.id)

    def again(self, request: Request) -> Request:
        return requests.by_id(self.house, request.id)

    def rows(self, table: str, where: str = "1=1") -> list[dict[str, object]]:
        return shop.rows(self.url, table, where)

    def letter(self, request: Request) -> str:
        """The words of the answer, each blank a plain one."""
        letter = answers.letter(self.house, request)
        assert letter is not None
        return " ".join(letter.text.split())

    def outcome(self, request: Request, right: str) -> str | None:
        return next(r.outcome for r in self.again(request).rights if r.right == right)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=ENGINES)
def each(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[World]:
    """The world with its shop on each engine in turn."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
        else:
            admin = request.getfixturevalue(f"{request.param}_server")
            url = stack.enter_context(database(admin))
        world = make_world(tmp_path, templates, url)
        yield world
        world.house.close()


@pytest.fixture
def world(tmp_path: Path, templates: Templates) -> Iterator[World]:
    """The world with its shop on SQLite."""
    made = make_world(tmp_path, templates, f"sqlite:///{tmp_path / 'shop.sqlite'}")
    yield made
    made.house.close()


@pytest.fixture
def careful(tmp_path: Path, templates: Templates) -> Iterator[World]:
    """The same house, where every answer is read before it leaves, as it is unless somebody says otherwise."""
    made = make_world(tmp_path, templates, f"sqlite:///{tmp_path / 'shop.sqlite'}", read_answers="true")
    yield made
    made.house.close()


def make_world(folder: Path, templates: Templates, url: str, **told: str) -> World:
    """Lormel lets its answers leave by themselves: most tests are about something else."""
    shop.build(url)
    settings = templates.sqlite(folder / "instance", **({"read_answers": "false"} | told))
    switch(settings)
    clock = Clock()
    house = founding.found(
        settings.instance, organisation="Boutique Lormel", contact="donnees@lormel.example", place="FR", clock=clock
    )
    actor = access.by_command(house, "owner")
    stores.add(house, actor, "shop", url)
    register.apply(house, actor, shop.MAP, "shop.yaml")
    return World(house, url, clock, folder)


@pytest.fixture
def two_stores(world: World) -> World:
    """The same, with the till's loyalty cards as a second store."""
    url = f"sqlite:///{world.folder / 'till.sqlite'}"
    shop.build_till(url)
    actor = access.by_command(world.house, "owner")
    stores.add(world.house, actor, "till", url)
    register.apply(world.house, actor, shop.CARD_MAP, "till.yaml")
    return world
