"""The page on which somebody of the office chooses a password asks what the organisation's register states (S3-30)."""

from __future__ import annotations

import re

from django.core import mail
from django.test.utils import override_settings

from garant.actions import access, register
from garant.rules.processing import Passwords
from tests.web.office import Office, text


def test_the_page_asks_for_the_length_of_the_register_and_refuses_less(office: Office) -> None:
    """S3-30. Given a policy of sixteen characters, when Bruno chooses a password of fourteen, then the page says
    sixteen before and after, and keeps nothing; sixteen are taken.
    """
    owner = access.by_command(office.world.house, "owner")
    register.put(office.world.house, owner, "passwords", "", Passwords(16), 0)
    client = office.client()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        client.post("/office/password", {"email": "bruno@lormel.example"})
        link = re.search(r"(/office/password/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    assert "16 caractères" in text(form)
    where = form.redirect_chain[-1][0]
    short, long = "quatorze-signe", "seize-signes-ici"
    refused = client.post(where, {"new_password1": short, "new_password2": short})
    assert refused.status_code == 200
    assert "16 caractères" in text(refused)
    taken = client.post(where, {"new_password1": long, "new_password2": long})
    assert taken["Location"] == "/office/password/changed"
