"""The command line. It reads words, calls one action, prints what came of it: for people, or as JSON for programs.

Exit status: 0 well, 1 findings or a refusal, 2 wrong use. A command's module is loaded only when it is used, so that
`deadline` and `verify` run without Django (B3).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from garant import __version__
from garant.cli import arguments
from garant.errors import GarantError, UsageError


@dataclass(frozen=True, slots=True)
class Command:
    """`module` holds the deed. `ledger`: Django is started for the instance before the module is loaded (B1)."""

    module: str
    summary: str
    ledger: bool = True


COMMANDS = {
    "init": Command("founding", "Make a new instance in a folder.", ledger=False),
    "demo": Command("founding", "Build a French shop with customers and requests, and serve it.", ledger=False),
    "serve": Command("founding", "Serve the portal and the office, with one worker beside them.", ledger=False),
    "worker": Command("house", "Run agreed plans, send letters, seal evidence."),
    "check": Command("house", "Hold the register against stores and law, and say what does not fit."),
    "user": Command("house", "Add somebody to the office, say what they do and see who reads what."),
    "store": Command("store", "Declare stores, list them, propose a map, print the least privileges."),
    "register": Command("register", "Apply, export or compare what is declared."),
    "recipients": Command("sharing", "Who is given data, what their contracts lack, how they protect them."),
    "share": Command("sharing", "Ask whether data may be given to somebody, and keep the answer."),
    "request": Command("request", "Receive, identify, plan, run and answer requests."),
    "collection": Command("collection", "Enter how a person's data came in, and see who is to be told."),
    "evidence": Command("evidence", "Verify the log, give a receipt."),
    "deadline": Command("deadline", "Work out until when a request must be answered, and why.", ledger=False),
    "verify": Command("verify", "Check a receipt with no instance, no network.", ledger=False),
    "law": Command("law", "Run the cases of the law packs.", ledger=False),
}


class Parser(argparse.ArgumentParser):
    """Tells a wrong word like every other error, so that a program with --json can read it."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}.", place=self.prog, remedy=f"`{self.prog} --help` lists what can be said.")


def parser() -> argparse.ArgumentParser:
    """Everything that can be said, for the command itself and for the reference page."""
    top = Parser(prog="garant", description="Keeps an organisation's word about people's data.")
    top.add_argument("--version", action="version", version=f"garant {__version__}")
    several = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        sub = several.add_parser(name, help=command.summary, description=command.summary)
        add = getattr(arguments, f"add_{name}", None)
        if add is None:  # a command that stands alone brings its own
            add = import_module(f"garant.cli.{command.module}").add_arguments
        add(sub)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    words = sys.argv[1:] if argv is None else argv
    try:
        status = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at its end
        return 1
    except KeyboardInterrupt:
        print("garant: stopped. What was finished stays; the same command goes on from there.", file=sys.stderr)
        return 130
    except Exception as problem:  # whatever it is, its words may quote a row: they are not shown
        known = problem if isinstance(problem, GarantError) else _unexpected(problem)
        tell_error(known, as_json="--json" in words)
        return known.exit_code
    return status


def _run(words: Sequence[str]) -> int:
    args, unknown = parser().parse_known_args(words)
    if unknown:  # only options are repeated: any other word may be a person's
        named = ", ".join(w.partition("=")[0] for w in unknown if w.startswith("-")) or f"{len(unknown)} more word(s)"
        raise UsageError(
            f"This is not understood: {named}.", place=f"garant {args.command}", remedy="Add --help to see what is."
        )
    command = COMMANDS[args.command]
    if not command.ledger:
        return _deed(command, args)
    from garant.actions import start  # noqa: PLC0415 - loads Django, which the others do without (B3)

    start.start(start.folder_of(args))
    with start.told():
        return _deed(command, args)


def _deed(command: Command, args: argparse.Namespace) -> int:
    module = import_module(f"garant.cli.{command.module}")
    run = getattr(module, f"run_{args.command}", None) or module.run
    status: int = run(args)
    return status


def _unexpected(problem: Exception) -> GarantError:
    """A defect of ours, told by its type and the line where it happened."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [f for f in frames if "garant" in Path(f.filename).parts] or frames
    chain = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(ours[-3:]))
    return GarantError(
        f"Garant did not expect this ({type(problem).__name__}).",
        place=chain,
        remedy="Run it again; if it stays, report this line, which holds nothing personal.",
    )


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
