"""`garant store …`: declare stores, move them, list them, count, propose a first map, print the least privileges."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from urllib.parse import quote

from garant.actions import persons, stores
from garant.actions.instance import Instance
from garant.cli import tell
from garant.cli.opening import actor, ask_secret, opened, pair
from garant.errors import UsageError
from garant.rules.persons import Tally


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "add":
            options = dict(pair(o, "--option") for o in args.option)
            record = stores.add(house, actor(house), args.name, _url(args), options=options)
            tell(args, {"store": record.name, "engine": record.engine}, f"{record.name}: {record.engine}")
        elif args.deed == "move":
            found = stores.move(house, actor(house), args.name, _url(args))
            tell(args, {"store": args.name, "findings": found}, "\n".join((f"{args.name}: moved", *found)))
            return 1 if found else 0
        elif args.deed == "list":
            rows = [{"store": r.name, "engine": r.engine} for r in house.records()]
            tell(args, rows, "\n".join(f"{r['store']}  {r['engine']}" for r in rows) or "No store is declared.")
        elif args.deed == "restore":
            files = stores.put_back(house, actor(house), args.name)
            tell(args, {"store": args.name, "files": files}, "\n".join(files))
        elif args.deed == "persons":
            several = persons.tally(house, actor(house), args.name)
            lines = [_counted(one) for one in several]
            tell(args, [{**asdict(one), "prospects": one.prospects} for one in several], "\n".join(lines))
        elif args.deed == "copies":
            _copies(house, args)
        elif args.deed == "grants":
            text = stores.grants(house, actor(house), args.name, args.user)
            tell(args, {"store": args.name, "grants": text}, text)
        else:
            from garant.actions import proposals  # noqa: PLC0415 — lexicons that only this deed needs (B6)

            text = proposals.propose(house, actor(house), args.name, language=args.language)
            tell(args, {"store": args.name, "map": text}, text.rstrip("\n"))
    finally:
        house.close()
    return 0


def _counted(one: Tally) -> str:
    if one.customers is None:
        return f"{one.kind}: {one.persons} persons; the map does not say what makes a customer (`customer_when`)"
    return f"{one.kind}: {one.persons} persons, {one.customers} customers, {one.prospects} prospects"


def _copies(house: Instance, args: argparse.Namespace) -> None:
    if args.let_go:
        files = stores.let_go(house, actor(house), args.name)
        tell(args, {"store": args.name, "gone": files}, "\n".join(f"{file}: its copy is destroyed" for file in files))
        return
    kept = stores.copies(house, actor(house), args.name)
    rows = [{"file": one.file, "made": one.made.isoformat(), "until": one.until.isoformat()} for one in kept]
    lines = [f"{one.file}  made {one.made:%Y-%m-%d %H:%M} UTC, goes after {one.until}" for one in kept]
    tell(args, rows, "\n".join(lines) or "No sealed copy lies beside this store's files.")


def _url(args: argparse.Namespace) -> str:
    if args.url_env:
        url = os.environ.get(args.url_env, "")
        if not url:
            raise UsageError(
                "This environment variable is not set.", place=args.url_env, remedy="Set it to the store's address."
            )
    else:
        url = args.url or ""
    if not url:
        raise UsageError("Where is the store?", place=args.name, remedy="Give its address, or --url-env VAR.")
    if args.ask_password:
        scheme, _, rest = url.partition("://")
        user, _, host = rest.rpartition("@")
        url = f"{scheme}://{user}:{quote(ask_secret(), safe='')}@{host}"
    return url
