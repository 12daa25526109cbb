"""One of each kind of fault that a register can have, to be planted one at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.rules.lormel import Data, words

Change = Callable[[Data], None]
PRIDE = {"category": "identity.photo", "collected_by": ["ventes"], "purposes": ["commandes"], "required": False}
"""A datum that lacks nothing."""


def at(path: str, value: Any) -> Change:
    """A change of one value: "activities.clients.owner" becomes `value`; … "-" takes it out."""

    def change(data: Data) -> None:
        *way, last = path.split(".")
        for step in way:
            data = data.setdefault(step, {})
        if value == "-":
            data.pop(last)
        else:
            data[last] = value

    return change


def both(*changes: Change) -> Change:
    """Several changes as one."""

    def change(data: Data) -> None:
        for each in changes:
            each(data)

    return change


def like(recipient: str, **other: Any) -> Change:
    """One more recipient, in order as the first is but for this."""

    def change(data: Data) -> None:
        data["recipients"][recipient] = copy.deepcopy(data["recipients"]["routeur"]) | other

    return change


def faults(activity: str, store: str) -> list[tuple[Change, str, str]]:
    """One of each kind that a register can have: the change that plants it, its rule, its place.

    The register promises never to sell its file; `activity` has the data of Lormel's clients, `store` holds them.
    """
    clients = f"activities.{activity}"
    name, orders = f"{clients}.items.nom", f"{clients}.purposes.commandes"
    promises = "organisation.promises"
    care = at(f"{clients}.purposes.soin", {"name": words("Soin"), "kind": "support", "basis": "consent"})
    health = {**PRIDE, "category": "special.health", "purposes": ["soin"], "kept": ["serveur"]}
    guarded = both(care, at(f"{clients}.measures", ["file-encryption", "access-control"]))
    post = {
        "name": words("Envoi"),
        "kind": "prospecting.send",
        "basis": "legitimate-interest",
        "interest": words("x y"),
    }
    says = {"name": words("Politique"), "forms": ["commande"], "says": ["controller", "purposes"]}
    return [
        # what is declared and stands nowhere
        (
            at(f"{clients}.items.tel", {**PRIDE, "category": "identity.signature", "kept": [store]}),
            "item.nowhere",
            f"{clients}.items.tel.{store}",
        ),
        (at(f"{name}.kept", ["perdu"]), "register.unresolved", f"{name}.kept"),
        # purposes and their ends
        (at(f"{orders}.basis", "-"), "purpose.without-basis", orders),
        (at(f"{orders}.basis", "legitimate-interest"), "purpose.without-interest", orders),
        (at(f"{clients}.durations", []), "duration.missing", orders),
        (at(f"{clients}.durations", [{"indefinite": True}]), "duration.indefinite", f"{clients}.durations.0"),
        (
            at(f"{clients}.durations", [{"criterion": words("Pour une durée indéfinie.")}]),
            "duration.indefinite",
            f"{clients}.durations.0",
        ),
        (
            at(
                f"{clients}.durations",
                [{"years": 12, "clock": "financial-year-end", "phase": "archive", "rule": "RET-06"}],
            ),
            "duration.beyond-law",
            f"{clients}.durations.0",
        ),
        (
            at(f"{clients}.durations", [{"years": 5, "clock": "last-contact", "rule": "RET-02"}]),
            "duration.beyond-advice",
            f"{clients}.durations.0",
        ),
        (
            at(f"{clients}.durations", [{"years": 1, "clock": "last-contact", "rule": "RET-01"}]),
            "duration.ended-rule",
            f"{clients}.durations.0",
        ),
        (
            at(f"{clients}.durations", [{"years": 1, "clock": "last-contact", "rule": "RET-99"}]),
            "duration.unknown-rule",
            f"{clients}.durations.0",
        ),
        (at(f"{clients}.durations", [{"years": 3}]), "duration.without-start", f"{clients}.durations.0"),
        (
            at(
                f"{clients}.durations",
                [
                    {
                        "years": 3,
                        "clock": "relationship-end",
                        "categories": ["contact", "content", "note", "transaction"],
                    }
                ],
            ),
            "duration.partial",
            orders,
        ),
        # data
        (at(f"{name}.purposes", []), "item.without-purpose", name),
        (at(f"{name}.collected_by", []), "item.without-collector", name),
        (at(f"{name}.required", "-"), "item.necessity", name),
        # who answers
        (at(f"{clients}.owner", "-"), "activity.without-owner", clients),
        (at(f"{clients}.role", "processor"), "activity.for-nobody", clients),
        (
            both(
                at(f"{clients}.role", "processor"),
                at(f"{clients}.on_behalf_of", [{"name": "Garage Morel", "sub_processors": ["routeur"]}]),
            ),
            "client.unauthorised",
            f"{clients}.on_behalf_of.0",
        ),
        (at(f"{clients}.reviewed", "-"), "activity.unreviewed", clients),
        (
            at(f"{clients}.decisions", [{"id": "score", "name": words("Score")}]),
            "decision.without-human",
            f"{clients}.decisions.score",
        ),
        # sensitive data and promises
        (
            at(
                f"{clients}.items.secu",
                {**PRIDE, "category": "identity.national-id.nir", "sensitivity": "forbidden", "kept": ["serveur"]},
            ),
            "item.forbidden",
            f"{clients}.items.secu",
        ),
        (
            at(
                f"{clients}.purposes.cession",
                {"name": words("Cession"), "kind": "prospecting.cession", "basis": "consent"},
            ),
            "promise.contradicted",
            f"{clients}.purposes.cession",
        ),
        (both(guarded, at(f"{clients}.items.sante", health)), "item.without-consent", f"{clients}.items.sante"),
        (
            both(care, at(f"{clients}.items.sante", {**health, "express_consent": "written"})),
            "item.protection",
            f"{clients}.items.sante",
        ),
        (
            both(
                at(promises, ["sensitive-data"]),
                guarded,
                at(f"{clients}.items.sante", {**health, "express_consent": "written"}),
            ),
            "promise.sensitive",
            f"{clients}.items.sante",
        ),
        (
            both(
                at(promises, ["disclosure"]),
                like("ami", name="Ami", role="controller"),
                at(f"{clients}.recipients", ["routeur", "ami"]),
            ),
            "promise.recipient",
            f"{clients}.recipients.ami",
        ),
        (
            at(f"{clients}.software", "Conforme à la norme simplifiée n° 48"),
            "text.replaced",
            f"{clients}.software:fr/ns-48",
        ),
        # what persons are told, and where they are asked
        (at("notices.politique", says), "notice.items", "notices.politique"),
        (at("notices", {}), "form.without-notice", "forms.commande"),
        (
            both(
                at(f"{clients}.purposes.envoi", post),
                at(f"{clients}.items.nom.purposes", ["commandes", "envoi"]),
                at(f"{clients}.items.nom.forms", ["commande"]),
            ),
            "form.objection",
            f"forms.commande.{activity}.envoi",
        ),
        (at("forms.commande.url", "http://lormel.example/commande"), "form.http", "forms.commande"),
        (at("forms.commande.url", "https://ailleurs.example/commande"), "form.uncovered", "forms.commande"),
        # recipients
        (at("recipients.routeur.contract", "-"), "recipient.without-contract", "recipients.routeur"),
        (at("recipients.routeur.contract.until", date(2026, 6, 30)), "contract.expired", "recipients.routeur"),
        (at("recipients.routeur.contract.clauses.instructions", "-"), "contract.clauses", "recipients.routeur"),
        (at("recipients.routeur.reviews", []), "recipient.never-reviewed", "recipients.routeur"),
        (
            at("recipients.routeur.reviews", [{"done": date(2024, 1, 8), "result": "good", "next": date(2026, 1, 8)}]),
            "recipient.review-overdue",
            "recipients.routeur",
        ),
        (
            at("recipients.routeur.reviews", [{"done": date(2026, 1, 8), "result": "bad"}]),
            "recipient.review-bad",
            "recipients.routeur",
        ),
        (at("recipients.routeur.country", "MA"), "transfer.without-safeguard", "recipients.routeur.MA"),
        (
            at(
                "recipients.comptoir",
                {
                    "name": "Comptoir",
                    "role": "joint-controller",
                    "kind": "partner",
                    "reviews": [{"done": date(2026, 1, 8), "result": "good"}],
                },
            ),
            "recipient.without-arrangement",
            "recipients.comptoir",
        ),
        (at(f"{clients}.transfers", True), "transfer.without-country", f"{clients}.transfers"),
        (like("banque", name="Banque", kind="payment-provider"), "recipient.certification", "recipients.banque"),
        (at("places.nuage", {"name": "Nuage", "kind": "cloud", "country": "US"}), "place.outside", "places.nuage"),
        (at("places.nuage", {"name": "Nuage", "kind": "cloud"}), "place.without-country", "places.nuage"),
        # protection
        (at("measures.firewall", "planned"), "measure.electronic", "measures.firewall"),
        (at("measures.updates", "missing"), "measure.site", "measures.updates"),
        (at("devices.portable.owner", "-"), "device.incomplete", "devices.portable"),
        (at("devices.portable.password", False), "device.password", "devices.portable"),
        (at("devices.portable.encrypted", False), "device.unencrypted", "devices.portable"),
        (at("devices.portable.remote_wipe", False), "device.remote-wipe", "devices.portable"),
        (at("devices.portable.antivirus", "-"), "device.antivirus", "devices.portable"),
        (at("backups.nuit.location", "-"), "backup.without-place", "backups.nuit"),
        (at("backups.nuit.locked", False), "backup.unlocked", "backups.nuit"),
        (at("passwords.length", 8), "passwords.short", "passwords"),
        (at("roles.ventes.trained", "-"), "role.untrained", "roles.ventes"),
        # what persons are told and asked
        (
            at("organisation.sites", [{"domain": "lormel.example", "embeds": ["advertising"]}]),
            "site.embeds",
            "organisation.sites.lormel.example",
        ),
        (
            at("recipients.routeur.contract.purposes", ["sale", "prospecting.cession"]),
            "promise.contract",
            "recipients.routeur",
        ),
        (at("organisation.identity", "always"), "identity.always", "organisation.identity"),
        (
            at("organisation.sites", [{"domain": "lormel.example", "trackers": "browser"}]),
            "site.trackers",
            "organisation.sites.lormel.example",
        ),
        (at(f"{clients}.follows", ["fr-ns48-2005"]), "ruleset.ended", f"{clients}.follows.fr-ns48-2005"),
    ]
