"""The demo: an invented French shop, its organisation, its people in the office, and requests at different stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from garant.actions import (
    access,
    agreement,
    collected,
    demo_shop,
    founding,
    plans,
    register,
    requests,
    runner,
    sending,
    staff,
    stores,
)
from garant.actions.access import Actor
from garant.actions.collected import Arrival
from garant.actions.instance import Instance, open_instance
from garant.errors import UsageError
from garant.ledger import organisations, setup
from garant.ledger.values import Channel, Contact, Request
from garant.rules.plan import Limits

PASSWORD = "montrez-moi"  # noqa: S105 — the demo's sign-in, printed on the screen
NAME = "Le Comptoir d’Auvrène"
OFFICE = (
    ("gerante@auvrene.example", "Nadia Ferrand", "owner"),
    ("bruno@auvrene.example", "Bruno Delmas", "clerk"),
    ("dpo@auvrene.example", "Claire Estève", "dpo"),
    ("audit@auvrene.example", "Hugo Lambert", "auditor"),
)


def build(folder: Path, *, customers: int = 2000) -> str:
    """Build the demo in a prepared folder, unless it is there; returns what to tell the person who started it."""
    setup.migrate()
    known = organisations.all()
    if known and known[0].name != NAME:
        raise UsageError("This folder holds another instance.", place=str(folder), remedy="Name another with --dir.")
    if not known:
        _build(folder, customers)
    house = open_instance(folder)
    try:
        return _told(house)
    finally:
        house.close()


def _told(house: Instance) -> str:
    base = house.settings.base_url
    return "\n".join(
        (
            f"{house.organisation.name} is ready.",
            f"  As a customer   {base}/            ask for access or erasure, as alice.fontanel@boite.example",
            f"  The letters     {base}/demo/mail   what Garant wrote, with the links that it holds",
            f"  As the office   {base}/office/     {OFFICE[0][0]}, password {PASSWORD}",
            "Stop with Ctrl+C. To begin anew, delete the folder.",
        )
    )


def _build(folder: Path, customers: int) -> None:
    house = founding.found(
        folder,
        organisation=NAME,
        contact="donnees@auvrene.example",
        place="FR",
        address="4 place du Marché, 15000 Auvrène",
    )
    shop = demo_shop.build(folder.absolute() / "boutique.sqlite", house.today(), customers)
    actor = access.by_command(house, "demo")
    for email, name, role in OFFICE:
        staff.add(house, actor, email=email, name=name, role=role, password=PASSWORD)  # type: ignore[arg-type]  # a role
    stores.add(house, actor, "boutique", f"sqlite:///{shop.path}", limits=Limits(persons=2))
    texts = [_packaged(name) for name in ("demo_register.yaml", "demo_map.yaml")]
    register.apply(house, actor, "---\n".join(texts), "demo_register.yaml")
    _requests(house, actor, shop)
    _arrivals(house, actor)
    house.close()


def _packaged(name: str) -> str:
    return files("garant.actions").joinpath(name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request of the story: who asks what, how long ago, how far it has come."""

    name: str
    email: str
    rights: tuple[str, ...]
    days: int
    channel: Channel
    stage: str = "received"


def _requests(house: Instance, actor: Actor, shop: demo_shop.DemoShop) -> None:
    people = shop.people
    for asked in (
        _Asked("Jeanne Vidal", "jeanne.vidal@boite.example", ("access",), 39, "letter"),
        _Asked("Inès Kaddour", people["prospect"], ("erasure",), 27, "email", "planned"),
        _Asked("Paolo Marchetti", people["twin"], ("access",), 12, "email", "identified"),
        _Asked("Mehdi Roux", "mehdi.roux@boite.example", ("rectification",), 8, "phone"),
        _Asked("L. Dubois", "l.dubois@boite.example", ("access",), 5, "letter", "asked"),
        _Asked("Zoé Blanc", "zoe.blanc@ailleurs.example", ("access", "portability"), 2, "counter", "closed"),
    ):
        _play(house, actor, asked)


def _arrivals(house: Instance, actor: Actor) -> None:
    """Two people whose data came in: one was told on the phone, the other is still to be told."""
    today = house.today()
    called = Arrival(
        kind="email",
        value="lina.morel@boite.example",
        entry="phone",
        collected=today - timedelta(days=3),
        form="telephone",
        name="Lina Morel",
    )
    entry = collected.record(house, actor, called)
    collected.told(house, actor, entry, "orally", on=called.collected)
    wrote = Arrival("email", "sami.colin@mel.example", "email", today, activity="sav", name="Sami Colin")
    collected.record(house, actor, wrote)


def _play(house: Instance, actor: Actor, asked: _Asked) -> None:
    received = house.today() - timedelta(days=asked.days)
    contact = Contact(name=asked.name, email=asked.email)
    filed = requests.file(house, actor, rights=asked.rights, contact=contact, channel=asked.channel, received=received)
    request = filed.request
    if asked.stage == "asked":
        requests.ask_identity(house, actor, request, reason="Il nous manque votre numéro de client.")
    if asked.stage in ("identified", "planned", "closed"):
        reason = "Réponse reçue de l’adresse connue."
        request = requests.identify(house, actor, request, method="contact-on-file", by="Bruno Delmas", reason=reason)
    if asked.stage in ("planned", "closed"):
        shown = plans.draw(house, actor, [request])
        if asked.stage == "closed":
            _run(house, actor, requests.by_id(house, request.id), shown)


def _run(house: Instance, actor: Actor, request: Request, shown: plans.Shown) -> None:
    record = agreement.agree(house, actor, [request], shown.fingerprint, confirm_limits=True)
    runner.run(house, record.id)
    sending.send(house, actor, requests.by_id(house, request.id))
    runner.run(house, record.id)
