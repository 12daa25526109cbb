"""`garant store …`: declare stores, list them, propose a first map, print the least privileges."""

from __future__ import annotations

import argparse
import getpass
import os

from garant.actions import register, stores
from garant.cli import tell
from garant.cli.opening import actor, add_common, opened
from garant.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    add = several.add_parser("add", help="Declare a store, by its address or by the variable that holds it.")
    add.add_argument("name")
    add.add_argument("url", nargs="?", help="e.g. sqlite:///shop.sqlite or postgresql://user@host/shop")
    add.add_argument("--url-env", metavar="VAR", help="the environment variable that holds the address")
    add.add_argument("--ask-password", action="store_true", help="ask for the password, so that it stands nowhere")
    add.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    several.add_parser("list", help="The declared stores.")
    grants = several.add_parser("grants", help="The least privileges a store's user needs.")
    grants.add_argument("name")
    grants.add_argument("--user", default="garant")
    propose = several.add_parser("propose", help="A first map, as YAML and nothing else.")
    propose.add_argument("name")
    propose.add_argument("--language", default="fr", choices=("fr", "en"))
    for sub in several.choices.values():
        add_common(sub)


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "add":
            options = dict(o.partition("=")[::2] for o in args.option)
            record = stores.add(house, actor(house), args.name, _url(args), options=options)
            tell(args, {"store": record.name, "engine": record.engine}, f"{record.name}: {record.engine}")
        elif args.deed == "list":
            rows = [{"store": r.name, "engine": r.engine} for r in house.records()]
            tell(args, rows, "\n".join(f"{r['store']}  {r['engine']}" for r in rows) or "No store is declared.")
        elif args.deed == "grants":
            text = stores.grants(house, actor(house), args.name, args.user)
            tell(args, {"store": args.name, "grants": text}, text)
        else:
            text = register.propose(house, actor(house), args.name, language=args.language)
            tell(args, {"store": args.name, "map": text}, text.rstrip("\n"))
    finally:
        house.close()
    return 0


def _url(args: argparse.Namespace) -> str:
    if args.url_env:
        url = os.environ.get(args.url_env, "")
        if not url:
            raise UsageError("This environment variable is not set.", place=args.url_env)
    else:
        url = args.url or ""
    if not url:
        raise UsageError("Where is the store?", remedy="Give its address, or --url-env VAR.")
    if args.ask_password:
        scheme, _, rest = url.partition("://")
        user, _, host = rest.rpartition("@")
        url = f"{scheme}://{user}:{getpass.getpass()}@{host}"
    return url
