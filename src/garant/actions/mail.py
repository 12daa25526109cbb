"""Letters on their way: what waits in the outbox is sent through Django's mail backend (SMTP, or files in the demo)."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives, get_connection

from garant.actions.instance import Instance
from garant.errors import MailError
from garant.ledger import events, outbox, setup
from garant.ledger.values import Letter, NewEvent
from garant.press.letter import Letter as Pressed

BATCH = 200


def send_waiting(house: Instance) -> int:
    """Send what waits. A letter that the server refuses stays and is tried again; returns how many left."""
    if house.settings.mail is None and house.settings.mail_folder is None:
        return 0
    waiting = [w for w in outbox.waiting(house.organisation.id, house.clock(), BATCH) if outbox.has_address(w)]
    if not waiting:
        return 0
    sent = 0
    try:
        with get_connection() as connection:
            for record in waiting:
                letter = outbox.opened(house.keyring, record)
                sent += _send(house, letter, connection)
    except (OSError, SMTPException):
        return sent  # the server cannot be reached: everything stays in the outbox
    return sent


def _send(house: Instance, letter: Letter, connection: object) -> int:
    pressed = Pressed.of_json(letter.body)
    message = EmailMultiAlternatives(
        letter.subject, pressed.text, from_email=_sender(house), to=[letter.to], connection=connection
    )
    message.attach_alternative(pressed.html, "text/html")
    try:
        message.send()
    except SMTPException:
        outbox.failed(letter.id, house.clock())
        return 0
    with setup.transaction():
        outbox.sent(letter.id, house.clock())
        if letter.kind == "answer" and letter.request is not None:
            delivered = NewEvent("answer.delivered", house.clock(), "system", {"by": "mail"}, request=letter.request)
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
