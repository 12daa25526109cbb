"""One family of errors. Each says what is wrong, where, and what to do about it, and quotes nothing personal."""

from __future__ import annotations


class GarantError(Exception):
    """Something Garant will not or cannot do, told in one message.

    `cause` says what is wrong, `place` where (a file and line, a store, a table, a request reference), `remedy` what
    to do. None of them may hold personal data: the three are printed, shown on pages and logged.
    """

    exit_code = 1

    def __init__(self, cause: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        stop = "" if not self.remedy or self.cause.endswith((".", "!", "?", "…")) else "."
        then = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.cause}{stop}{then}"


class UsageError(GarantError):
    """The command or the call is not of the form that was announced."""

    exit_code = 2


class ConfigError(GarantError):
    """A setting is missing, unknown or wrong."""

    exit_code = 2


class LawError(GarantError):
    """A law pack cannot be read, or one of its cases fails."""


class MapError(GarantError):
    """A map cannot be read, or does not fit the store that it describes."""


class FormError(GarantError):
    """A file that was handed in has not the form that it should have."""


class RegisterError(GarantError):
    """A register cannot be read, or what it names is declared nowhere."""


class Changed(GarantError):
    """Somebody else changed the same thing meanwhile; nothing of this edit was kept, nor lost from the page."""


class StoreError(GarantError):
    """A store cannot be reached, or refuses."""


class Blind(StoreError):
    """A store does not let us see enough to conclude (D9: blindness is not absence)."""


class Interrupted(StoreError):
    """A store broke off in the middle; the step can be run again."""


class NotFound(GarantError):
    """There is nothing of that name or reference here."""


class WrongState(GarantError):
    """The request is not at the step where this can be done."""


class PlanChanged(GarantError):
    """What was agreed is no longer what would be done."""


class LimitExceeded(GarantError):
    """A plan touches more than its limits allow without a second confirmation (D14)."""


class Refused(GarantError):
    """This actor may not do this."""


class KeyLost(GarantError):
    """A key is missing or wrong, so that what it sealed cannot be read."""


class EvidenceBroken(GarantError):
    """A record, a proof or a receipt does not verify."""


class MailError(GarantError):
    """A letter could not be handed to the mail server; it stays in the outbox."""


class LedgerError(GarantError):
    """The ledger's own database refuses; nothing of the write that failed is kept."""
