"""`garant register …`: apply a file, write out what is declared, tell what differs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

import yaml

from garant.actions import collection, record, record_form, register, starting
from garant.actions.access import Actor
from garant.actions.applying import Applied
from garant.actions.instance import Instance
from garant.cli import conformity, files, information, purposes, tell
from garant.cli.opening import actor, opened
from garant.errors import UsageError
from garant.rules.registers.differences import Difference

SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        return DEEDS[args.deed](args, house, actor(house)) or 0
    finally:
        house.close()


def _apply(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    name = args.file.name
    if _is_form(args):
        applied = record_form.keep(house, who, _brought(args, house, who), remove=args.remove)
    else:
        applied = register.apply(house, who, files.read_text(args.file), name, remove=args.remove)
    data = {
        "register": _data(applied.differences),
        "left": [_called(*key) for key in applied.left],
        "maps": [{"store": v.store, "version": v.number, "digest": v.digest} for v in applied.maps],
    }
    tell(args, data, "\n".join(_told(applied)) or "Nothing changed.")


def _is_form(args: argparse.Namespace) -> bool:
    """Whether the file is an authority's form: a spreadsheet."""
    return bool(args.file.suffix.casefold() == ".ods")


def _brought(args: argparse.Namespace, house: Instance, who: Actor) -> record_form.Brought:
    """A filled form, turned into the register that it would make."""
    return record_form.bring_in(house, who, files.read_bytes(args.file), args.file.name)


def _told(applied: Applied) -> Iterable[str]:
    yield from _lines(applied.differences)
    if applied.left:
        named = ", ".join(_called(*key) for key in applied.left)
        yield f"Not in this file, and kept: {named}. `--remove` takes them out."
    yield from (f"{v.store}: map version {v.number}" for v in applied.maps)


def _export(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    if args.form is not None:
        data = record_form.give_out(house, who)
        files.write_bytes(args.form, data)
        tell(args, {"file": str(args.form), "bytes": len(data)}, f"{args.form}: {len(data)} bytes")
        return
    text = register.export(house, who, args.on)
    tell(args, {"documents": text}, text.rstrip("\n"))


def _diff(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    if (args.file is None) == (args.since is None):
        raise UsageError(
            "Say what to compare.", place="register diff", remedy="Name a file, or a day: --from 2026-11-01."
        )
    if args.file is not None and _is_form(args):
        found = _brought(args, house, who).differences
    elif args.file is not None:
        found = register.difference(house, who, files.read_text(args.file), args.file.name)
    else:
        found = register.between(house, who, args.since, args.to)
    tell(args, _data(found), "\n".join(_lines(found)) or "Nothing differs.")


def _start(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    """Prints the draft and nothing else, as `store propose` does."""
    known = starting.profiles()
    if not args.sector:
        lines = {key: sector.name for key, sector in known.sectors.items()}
        tell(args, lines, "\n".join(f"{key}: {name['fr']} / {name['en']}" for key, name in lines.items()))
        return
    names = dict(each.partition("=")[::2] for each in args.recipient)
    if wrong := sorted(set(names) - set(known.asks)):
        raise UsageError(
            f"Nobody is asked for under “{wrong[0]}”.", place="--recipient", remedy=f"One of: {', '.join(known.asks)}."
        )
    text = starting.draft(house, who, args.sector, without=args.without, names=names)
    tell(args, {"register": text}, text.rstrip("\n"))


def _record(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    form = args.file.suffix.lstrip(".").casefold()
    data = record.give_out(house, who, form, args.language or house.organisation.language, args.on)
    files.write_bytes(args.file, data)
    tell(args, {"file": str(args.file), "bytes": len(data)}, f"{args.file}: {len(data)} bytes")


def _form(args: argparse.Namespace, house: Instance, who: Actor) -> int:
    """Exit status 1 while the register does not say all that the notice needs."""
    found = collection.of_form(house, who, args.form)
    language = args.language or house.organisation.language
    text = (collection.as_html if args.html else collection.as_text)(found, language)
    missing = [words.get(language) or words["fr"] for words in found.lacks]
    told = text if not missing else f"{text}\n({', '.join(missing)})"
    tell(args, {"form": found.form, "text": text, "lacks": missing}, told)
    return 1 if missing else 0


Deed = Callable[[argparse.Namespace, Instance, Actor], int | None]
"""What it returns is the exit status; None is well."""
DEEDS: Mapping[str, Deed] = {
    "apply": _apply,
    "export": _export,
    "diff": _diff,
    "start": _start,
    "record": _record,
    "form": _form,
    "table": information.show,
    "purposes": purposes.show,
    "conformity": conformity.show,
}


def _data(found: Iterable[Difference]) -> list[dict[str, Any]]:
    return [asdict(each) for each in found]


def _lines(found: Iterable[Difference]) -> Iterable[str]:
    """One line an entry, and below it one a field: what it was, what it is. A whole part stands as in a file."""
    for each in found:
        yield f"{SIGNS[each.what]} {_called(each.kind, each.entry)}"
        for change in each.changes:
            name = ".".join(change.path)
            if _is_whole(change.before) or _is_whole(change.after):
                yield f"    {name}:"
                yield from (f"      - {line}" for line in _yaml(change.before))
                yield from (f"      + {line}" for line in _yaml(change.after))
            else:
                yield f"    {name}: {_value(change.before)} → {_value(change.after)}"


def _is_whole(value: object) -> bool:
    """Whether a value has parts of its own."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _yaml(value: object) -> list[str]:
    if value is None:
        return []
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).removesuffix("...\n").splitlines()


def _value(value: object) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 100 else f"{text[:100]}…"


def _called(kind: str, entry: str) -> str:
    return f"{kind} {entry}".rstrip()
