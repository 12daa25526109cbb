"""What went wrong in a database, told without the server's message, which quotes the row (D11)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa

from garant.errors import Blind, Interrupted, StoreError


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is SQLSTATE, errno or SQLite's error name; `about` the constraint, table or column, if it is certain."""

    code: str
    about: str = ""


Reason = tuple[type[StoreError], str, str]
"""Kind of error, cause, remedy."""

UNREACHABLE: Reason = (
    StoreError,
    "the database cannot be reached",
    "Check host, port and network, then try again.",
)
PASSWORD: Reason = (StoreError, "the database refuses this user or password", "Give the store's URL again.")
NO_DATABASE: Reason = (StoreError, "this database does not exist", "Check the name at the end of the store's URL.")
RIGHT: Reason = (Blind, "a right is missing", "`garant store grants NAME` prints the statements that give it.")
TABLE: Reason = (StoreError, "a table of the map is no longer there", "Run `garant check`, then correct the map.")
COLUMN: Reason = (StoreError, "a column of the map is no longer there", "Run `garant check`, then correct the map.")
DISK: Reason = (StoreError, "the database's disk is full; nothing was written", "Make room, then run the step again.")
LOCKED: Reason = (Interrupted, "another transaction holds these rows", "Run the step again in a moment.")
BROKEN: Reason = (Interrupted, "the connection broke off", "Run the step again.")
READ_ONLY: Reason = (StoreError, "the database is read-only", "Give the URL of the primary server.")
FOREIGN_KEY: Reason = (StoreError, "another table still points at a row that must go", "Map that table, then plan.")
UNIQUE: Reason = (StoreError, "a value must be unique and is not", "State a `mask:` for this column in the map.")
NOT_NULL: Reason = (StoreError, "a column may not be empty", "State a `mask:` for this column in the map.")
CHECK: Reason = (StoreError, "a check of the database refuses the value", "State a `mask:` that it accepts in the map.")
VALUE: Reason = (StoreError, "a value does not fit its column", "Correct the value, or the `mask:` in the map.")
CORRUPT: Reason = (StoreError, "this is not a database, or it is damaged", "Check the path of the file.")
COPY = "this server is a copy: nothing can be written there."
OTHER: Reason = (StoreError, "the database refused", "The code above tells its administrator why.")


class Codes(Protocol):
    """A dialect's way to read its driver's errors."""

    driver_error: type[Exception]

    def fault(self, error: BaseException) -> Fault: ...

    def reason(self, fault: Fault) -> Reason: ...


class Told(Protocol):
    name: str

    @property
    def dialect(self) -> Codes: ...


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Told)


def told(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A method of a store whose database errors become ours.

    The new error is raised outside the `except`, so that neither its cause nor its context carries the driver's.
    """

    @functools.wraps(method)
    def without_rows(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except sa.exc.DBAPIError as error:
            ours = translate(self.dialect, error.orig or error, self.name)
        except self.dialect.driver_error as error:  # met where a driver is used without SQLAlchemy, in bulk loads
            ours = translate(self.dialect, error, self.name)
        except sa.exc.SQLAlchemyError as error:
            ours = StoreError(f"the database cannot be used ({type(error).__name__}).", place=self.name)
        raise ours

    return without_rows


def translate(codes: Codes, error: BaseException, store: str) -> StoreError:
    fault = codes.fault(error)
    kind, cause, remedy = codes.reason(fault)
    about = f", {fault.about}" if fault.about else ""
    return kind(f"{cause} ({fault.code}{about}).", place=store, remedy=remedy)


def name_at_end(message: str, pattern: str) -> str:
    """A constraint's name from the end of a message whose beginning may quote a row."""
    found = re.search(pattern, message)
    return found.group(1) if found else ""


def argument(error: BaseException, place: int) -> Any:
    return error.args[place] if len(error.args) > place else ""
