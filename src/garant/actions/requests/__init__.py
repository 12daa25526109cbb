"""A request from receipt to its plan: receiving, identity, course, finding. `plans` and `runner` take it from there."""

from garant.actions.requests.common import clock_of
from garant.actions.requests.course import (
    ask_fee,
    earlier_copies,
    explain_delay,
    extend,
    set_changes,
    set_facts,
    withdraw,
)
from garant.actions.requests.finding import (
    ERASED,
    Listed,
    RequestFile,
    by_id,
    by_reference,
    by_token,
    counts,
    list_open,
    listed,
    many,
    references,
    request_file,
)
from garant.actions.requests.identity import ask_identity, choose_match, confirm_contact, identify, set_aside
from garant.actions.requests.receiving import Filed, file
from garant.actions.requests.refusal import close_unidentified, refuse
from garant.actions.requests.talk import Unread, again, complete, message, read, to_read, unread

__all__ = [
    "ERASED",
    "Filed",
    "Listed",
    "RequestFile",
    "Unread",
    "again",
    "ask_fee",
    "ask_identity",
    "by_id",
    "by_reference",
    "by_token",
    "choose_match",
    "clock_of",
    "close_unidentified",
    "complete",
    "confirm_contact",
    "counts",
    "earlier_copies",
    "explain_delay",
    "extend",
    "file",
    "identify",
    "list_open",
    "listed",
    "many",
    "message",
    "read",
    "references",
    "refuse",
    "request_file",
    "set_aside",
    "set_changes",
    "set_facts",
    "to_read",
    "unread",
    "withdraw",
]
