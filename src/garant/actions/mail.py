"""Letters on their way: what waits in the outbox is sent through Django's mail backend (SMTP, or files in the demo)."""

from __future__ import annotations

from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection

from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import MailError
from garant.ledger import events, outbox
from garant.ledger.values import NewEvent
from garant.press.letter import Letter as Pressed

BATCH = 200
LEASE = 120
"""Seconds for which a letter being sent is nobody else's."""


def send_waiting(house: Instance) -> int:
    """Send what waits. A letter that the server refuses stays and is tried again; returns how many left."""
    if house.settings.mail is None and house.settings.mail_folder is None:
        return 0
    waiting = outbox.waiting(house.organisation.id, house.clock(), BATCH)
    if not waiting:
        return 0
    try:
        with get_connection() as connection:
            return sum(_send(house, letter, connection) for letter in waiting)
    except (OSError, SMTPException):
        return 0  # the server cannot be reached: what is left stays in the outbox


def _send(house: Instance, waiting: UUID, connection: object) -> int:
    now = house.clock()
    with recording("letter.claim"):
        mine = outbox.claim(waiting, now, LEASE)
    if not mine:
        return 0  # another process sends it
    letter = outbox.opened(house.keyring, waiting)
    pressed = Pressed.of_json(letter.body)
    message = EmailMultiAlternatives(
        letter.subject, pressed.text, from_email=_sender(house), to=[letter.to], connection=connection
    )
    message.attach_alternative(pressed.html, "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as problem:
        outbox.failed(waiting, now, type(problem).__name__)
        return 0
    with recording("letter.sent"):  # a process that dies before it sends the letter twice: better than never
        outbox.sent(waiting, now)
        if letter.kind == "answer" and letter.request is not None:
            delivered = NewEvent("answer.delivered", now, "system", {"by": "mail"}, request=letter.request)
            events.append(house.keyring, [delivered])
    return 1


def _sender(house: Instance) -> str:
    return house.settings.mail.sender if house.settings.mail else house.organisation.contact


def test(house: Instance, to: str) -> None:
    """Send one letter to see whether mail leaves. Raises MailError with a remedy."""
    try:
        EmailMultiAlternatives("Garant", "Garant: mail works.", from_email=_sender(house), to=[to]).send()
    except (OSError, SMTPException) as problem:
        raise MailError(
            f"The mail server did not take the letter ({type(problem).__name__}).",
            place="mail",
            remedy="Check [mail] in garant.toml: host, port, user, password_env, tls.",
        ) from None
