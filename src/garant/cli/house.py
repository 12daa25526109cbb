"""`garant init | demo | serve | worker | check | user`: the house itself."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from pathlib import Path

from garant.actions import founding, register, runner, staff
from garant.cli import tell
from garant.cli.opening import actor, add_common, opened


def add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--organisation", required=True, metavar="NAME")
    parser.add_argument("--contact", required=True, metavar="EMAIL", help="where people write about their data")
    parser.add_argument("--place", required=True, metavar="PLACE", help="FR, FR-6AE, …")
    parser.add_argument("--year-end", default="12-31", metavar="MM-DD", help="end of the financial year")
    parser.add_argument("--address", default="", help="the postal address, for letters")
    parser.add_argument("--language", default="fr", choices=("fr", "en"))
    parser.add_argument("--json", action="store_true")


def run_init(args: argparse.Namespace) -> int:
    house = founding.found(
        args.dir,
        organisation=args.organisation,
        contact=args.contact,
        place=args.place,
        year_end=args.year_end,
        address=args.address,
        language=args.language,
    )
    key = house.settings.master_key_file
    text = (
        f"{house.organisation.name}: an instance in {args.dir}.\n"
        f"The master key is {key.name}, in {key.parent.name}/. Copy it now to a place that is not backed up with the\n"
        "database: whoever loses it loses everything that is sealed, and nobody can bring it back.\n"
        "Next: garant store add NAME URL"
    )
    tell(args, {"organisation": house.organisation.name, "instance": str(args.dir), "master_key": str(key)}, text)
    return 0


def add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dir", type=Path, default=Path("demo"), help="where to build it (default: ./demo)")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--build-only", action="store_true", help="build, and do not serve")


def run_demo(args: argparse.Namespace) -> int:
    from garant.actions import demo
    from garant.web.serve import serve

    built = demo.build(args.dir, customers=args.customers, port=args.port, say=lambda text: print(text, flush=True))
    print(built.told)
    return 0 if args.build_only else serve(built.house, "127.0.0.1", args.port)


def add_serve(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=0)


def run_serve(args: argparse.Namespace) -> int:
    from garant.web.serve import serve

    house = opened(args)
    return serve(house, args.host or house.settings.host, args.port or house.settings.port)


def add_worker(parser: argparse.ArgumentParser) -> None:
    add_common(parser)
    parser.add_argument("--once", action="store_true", help="do what is due now, then stop")


def run_worker(args: argparse.Namespace) -> int:
    house = opened(args)
    while True:
        worked = runner.work_once(house)
        if args.once:
            return 0
        if not worked:
            time.sleep(1)


def add_check(parser: argparse.ArgumentParser) -> None:
    add_common(parser)


def run_check(args: argparse.Namespace) -> int:
    house = opened(args)
    found = register.check(house, actor(house))
    lines = [f"{f.place}: {f.text} {f.remedy}  [{f.rule}]" for f in found]
    data = [{"rule": f.rule, "place": f.place, "text": f.text, "remedy": f.remedy} for f in found]
    tell(args, data, "\n".join(lines) or "Everything fits.")
    return 1 if found else 0


def add_user(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = several.add_parser("add", help="Add somebody; the password is asked for, or read from standard input.")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=staff.ROLES)
    add_common(add)


def run_user(args: argparse.Namespace) -> int:
    house = opened(args)
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    added = staff.add(house, actor(house), email=args.email, name=args.name, role=args.role, password=password or None)
    tell(args, {"id": str(added.id), "role": added.role}, f"{added.name}: {added.role}")
    return 0
