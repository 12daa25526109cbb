"""The ends of our own data (A7), carried out: each row says until when, this lets go of what is over."""

from __future__ import annotations

from datetime import date, datetime

from garant.ledger import collected, confirmations, disclosures, findings, outbox, packages, setup, throttle, tombstones
from garant.ledger.keys import Keyring
from garant.ledger.tables import AccessAttempt, AccessFailureLog, AccessLog, Session

REASON = "end of its duration"


def let_go(keyring: Keyring, now: datetime, today: date, *, sign_ins_before: datetime) -> dict[str, int]:
    """Let go of everything whose end has come; returns how many of each. Run daily; running it again is harmless.

    `sign_ins_before`: sign-in logs, and findings closed, before this go (their duration stands in the packs). `today`:
    the date in the organisation's zone. A case goes by its key: `keys` counts those destroyed, until none is left.
    """
    return {
        "packages": packages.expire(now),
        "letters": outbox.expire(today),
        "disclosures": disclosures.expire(today),
        "collected": collected.expire(today),
        "codes": confirmations.forget(now),
        "windows": throttle.forget(now),
        "findings": findings.forget(sign_ins_before),
        "sign-ins": _sign_ins(sign_ins_before),
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tombstones": tombstones.expire(setup.started(), today),
        "keys": _keys(keyring, now, today),
    }


def _keys(keyring: Keyring, now: datetime, today: date) -> int:
    destroyed = 0
    while due := keyring.ended(today):
        destroyed += keyring.destroy(due, now, REASON)
    return destroyed


def _sign_ins(before: datetime) -> int:
    return sum(
        log.objects.filter(attempt_time__lt=before).delete()[0] for log in (AccessAttempt, AccessFailureLog, AccessLog)
    )
