"""Letters on their way: what waits in the outbox is sent through Django's mail backend (SMTP, or files in the demo)."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection

from garant.actions import collected
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import GarantError, MailError
from garant.ledger import events, outbox
from garant.ledger.setup import transaction
from garant.ledger.values import Letter, NewEvent
from garant.press.letter import Letter as Pressed
from garant.rules.findings import Finding

GROUP = 20
"""Letters marked sent in one ledger commit: one that dies in the middle sends at most so many twice, and loses none."""
LEASE = 120
"""Seconds for which a letter being sent is nobody else's."""


def send_waiting(house: Instance, *, limit: int = 200) -> int:
    """Send what waits. A letter that the server refuses stays and is tried again; returns how many left."""
    if house.settings.mail is None and house.settings.mail_folder is None:
        return 0
    waiting = outbox.waiting(house.organisation.id, house.clock(), limit)
    if not waiting:
        return 0
    try:
        with get_connection() as connection:
            return sum(_send_group(house, waiting[i : i + GROUP], connection) for i in range(0, len(waiting), GROUP))
    except (OSError, SMTPException):  # the server is not there: no letter's fault, so no try of theirs is counted
        with transaction():
            for letter in waiting:
                outbox.claim(letter, house.clock(), LEASE)
        return 0


def _send_group(house: Instance, group: Sequence[UUID], connection: object) -> int:
    now = house.clock()
    with recording("letter.claim"):
        mine = [letter for letter in group if outbox.claim(letter, now, LEASE)]  # others are sent by another process
    sent = [letter for letter in (_send(house, each, connection) for each in mine) if letter is not None]
    with recording("letter.sent"):
        for letter in sent:
            outbox.sent(letter.id, now)
        collected.left(house, [letter.id for letter in sent if letter.kind == collected.NOTICE])
        events.append(
            house.keyring,
            [
                NewEvent("answer.delivered", now, "system", {"by": "mail"}, request=letter.request)
                for letter in sent
                if letter.kind == "answer" and letter.request is not None
            ],
        )
    return len(sent)


def _send(house: Instance, waiting: UUID, connection: object) -> Letter | None:
    """One letter on its way; None if it cannot be: the server refuses it, no header can carry it, its case ended."""
    try:
        letter = outbox.opened(house.keyring, waiting)
        pressed = Pressed.of_json(letter.body)
        message = EmailMultiAlternatives(
            letter.subject,
            pressed.text,
            from_email=_sender(house),
            to=[letter.to],
            connection=connection,
            headers={"Auto-Submitted": "auto-generated", "Content-Language": pressed.language},  # RFC 3834, 3282
        )
        message.attach_alternative(pressed.html, "text/html")
        message.send()
    except (OSError, SMTPException, ValueError, GarantError) as problem:
        outbox.failed(waiting, house.clock(), type(problem).__name__)
        return None
    return letter


def _sender(house: Instance) -> str:
    mail = house.settings.mail
    return mail.sender if mail and mail.sender else house.organisation.contact


def problem(house: Instance) -> Finding | None:
    """Why no letter would leave now, or nothing. Sends none."""
    if house.settings.mail is None:
        return None if house.settings.mail_folder else Finding("mail.none", "garant.toml")
    try:
        with get_connection():
            return None
    except (OSError, SMTPException) as refused:
        return Finding("mail.refuses", "garant.toml", values={"error": type(refused).__name__})


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
