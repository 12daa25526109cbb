"""The command line. It reads words, calls one action, prints what came of it: for people, or as JSON for programs.

Exit status: 0 well, 1 findings or a refusal, 2 wrong use. A command's module is loaded only when it is used, so that
`deadline` and `verify` run without Django (B3).
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from typing import Any

from garant import __version__
from garant.errors import GarantError

COMMANDS = {
    "init": ("house", "Make a new instance in a folder."),
    "demo": ("house", "Build a French shop with customers and requests, and serve it."),
    "serve": ("house", "Serve the portal and the office, with one worker beside them."),
    "worker": ("house", "Run agreed plans, send letters, seal evidence."),
    "check": ("house", "Say what does not fit: stores, maps, mail."),
    "user": ("house", "Add somebody to the office."),
    "store": ("store", "Declare stores, list them, propose a map, print the least privileges."),
    "register": ("register", "Apply or export what is declared."),
    "request": ("request", "Receive, identify, plan, run and answer requests."),
    "evidence": ("evidence", "Verify the log, give a receipt."),
    "deadline": ("deadline", "Work out until when a request must be answered, and why."),
    "verify": ("verify", "Check a receipt with no instance, no network."),
    "law": ("law", "Run the cases of the law packs."),
}


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The parser, with the arguments of one command, or of all of them (for the reference page)."""
    top = argparse.ArgumentParser(prog="garant", description="Keeps an organisation's word about people's data.")
    top.add_argument("--version", action="version", version=f"garant {__version__}")
    several = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, summary) in COMMANDS.items():
        sub = several.add_parser(name, help=summary, description=summary)
        if command in (None, name):
            loaded = import_module(f"garant.cli.{module}")
            add = getattr(loaded, f"add_{name}", None) or loaded.add_arguments
            add(sub)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    words = sys.argv[1:] if argv is None else argv
    command = next((w for w in words if not w.startswith("-")), None)
    known = command if command in COMMANDS else ""
    args = parser(known).parse_args(words)
    module = import_module(f"garant.cli.{COMMANDS[args.command][0]}")
    run = getattr(module, f"run_{args.command}", None) or module.run
    try:
        status: int = run(args)
    except GarantError as problem:
        tell_error(problem, as_json=getattr(args, "json", False))
        return problem.exit_code
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def tell_error(problem: GarantError, *, as_json: bool) -> None:
    """One clear message: cause, place, remedy."""
    if as_json:
        said = {"error": type(problem).__name__, "cause": problem.cause, "place": problem.place}
        print(json.dumps({**said, "remedy": problem.remedy}, ensure_ascii=False), file=sys.stderr)
    else:
        print(f"garant: {problem}", file=sys.stderr)


def tell(args: argparse.Namespace, data: Any, text: str) -> None:
    """The result: `data` with --json, else `text`."""
    print(json.dumps(data, ensure_ascii=False, default=str) if args.json else text)
