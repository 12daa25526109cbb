"""How a log line is written: nothing that a request, a row or a library's message could have put into it."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

from garant.errors import GarantError

if TYPE_CHECKING:
    from types import TracebackType

    Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Level, logger, what; for an exception its type and the places of the code, never its message.

    Django's own lines quote the address asked for, which may bear a link's secret; they become "a page failed".
    The text of a GarantError is safe by its contract, and is kept.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if not record.name.startswith("garant"):
            status = getattr(record, "status_code", "")
            said = f"a page failed {status}".rstrip() if record.name.startswith("django") else "a library reports"
            record = logging.makeLogRecord({**record.__dict__, "msg": said, "args": None, "exc_text": None})
        return super().format(record)

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - logging's name
        kind, error, trace = ei
        places = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        told = str(error) if isinstance(error, GarantError) else ""
        return "\n".join([f"{kind.__name__ if kind else 'error'}: {told}".rstrip(": "), *places])
