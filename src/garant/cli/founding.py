"""`garant init | demo | serve`: commands that come before an instance is open in this process."""

from __future__ import annotations

import argparse

from garant.actions import start
from garant.cli import tell
from garant.law.packs import refuse_lost_packs


def run_init(args: argparse.Namespace) -> int:
    from garant.actions import founding  # noqa: PLC0415 — loads Django, which `serve` does without (B5)

    founding.check(args.organisation, args.contact, args.place, args.year_end)
    told = {"base_url": args.url} if args.url else {}
    with start.new(args.dir, language=args.language, **told):
        house = founding.found(
            args.dir,
            organisation=args.organisation,
            contact=args.contact,
            place=args.place,
            year_end=args.year_end,
            address=args.address,
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


def run_demo(args: argparse.Namespace) -> int:
    start.prepare_demo(args.dir, port=args.port)
    from garant.actions import demo  # noqa: PLC0415 — after Django was started for the new folder (B1)

    with start.told():
        print(demo.build(args.dir, customers=args.customers), flush=True)
    return 0 if args.build_only else _serve(args)


def run_serve(args: argparse.Namespace) -> int:
    return _serve(args)


def _serve(args: argparse.Namespace) -> int:
    from garant.web.serve import free, serve  # noqa: PLC0415 — loads granian, and nothing of Django: the parent process stays small (B5)

    folder = args.dir if args.command == "demo" else start.folder_of(args)
    settings = start.read(folder)
    refuse_lost_packs()
    host, port = getattr(args, "host", "") or settings.host, args.port or settings.port
    free(host, port)
    serve(folder, host, port)
    return 0
