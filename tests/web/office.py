"""Boutique Lormel's office with its people, and Django's test client at their desks. Fixtures for `test_office_*`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from garant.actions import access, staff
from garant.actions.access import Actor
from garant.ledger.values import Role, Staff
from tests.actions.conftest import World

PASSWORD = "une phrase assez longue"
PEOPLE: dict[str, tuple[str, Role]] = {
    "nadia": ("Nadia Ferrand", "owner"),
    "bruno": ("Bruno Caillol", "clerk"),
    "denise": ("Denise Prat", "dpo"),
    "yves": ("Yves Auditeur", "auditor"),
}


@dataclass(slots=True)
class Office:
    """The world of the actions' tests, with people who sign in."""

    world: World
    people: dict[str, Staff]

    def actor(self, name: str) -> Actor:
        return access.by_staff(self.people[name])

    def client(self, name: str = "", *, csrf: bool = False) -> Client:
        """A browser, with this person signed in if one is named."""
        client = Client(SERVER_NAME="localhost", enforce_csrf_checks=csrf)
        if name:
            user = get_user_model()._default_manager.get(pk=self.people[name].id)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def text(response: object) -> str:
    """What a reader reads: no tags, each blank a plain one."""
    body = re.sub(r"<(svg|style|title)\b.*?</\1>", " ", getattr(response, "content", b"").decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u202f", " ").split())


@pytest.fixture
def office(world: World) -> Office:
    """Nadia owns the shop, Bruno is the clerk, Denise the DPO, Yves audits."""
    by = access.by_command(world.house, "owner")
    people = {
        key: staff.add(world.house, by, email=f"{key}@lormel.example", name=name, role=role, password=PASSWORD)
        for key, (name, role) in PEOPLE.items()
    }
    return Office(world, people)
