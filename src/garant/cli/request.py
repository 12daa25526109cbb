"""`garant request …`: a request from receipt to answer, with no server running."""

from __future__ import annotations

import argparse
from typing import Any, get_args

from garant.actions import agreement, answers, evidence, hints, packages, persons, plans, requests, runner, sending
from garant.actions.drawing import Place3, TextChoice
from garant.actions.instance import Instance
from garant.actions.leaving import Guard, new_password
from garant.actions.plans import Shown
from garant.cli import files, tell
from garant.cli.opening import actor, opened, pair
from garant.errors import UsageError, WrongState
from garant.law.provisions import NoRule
from garant.ledger.values import Contact, Identity, Request
from garant.rules.decisions import FACTS
from garant.rules.persons import to_record


def run(args: argparse.Namespace) -> int:
    deeds = {
        "file": _file,
        "identify": _identify,
        "choose": _choose,
        "set-aside": _set_aside,
        "plan": _plan,
        "run": _run,
        "answer": _answer,
        "send": _send,
        "show": _show,
        "list": _list,
        "package": _package,
    }
    house = opened(args)
    try:
        return deeds[args.deed](house, args)
    finally:
        house.close()


def _file(house: Instance, args: argparse.Namespace) -> int:
    contact = Contact(
        name=args.name,
        email=args.email,
        phone=args.phone,
        identities=tuple(Identity(*pair(i, "--identity")) for i in args.identity),
        changes=tuple(_change(house, c) for c in args.change),
        country=args.country,
    )
    filed = requests.file(
        house,
        actor(house),
        rights=tuple(args.right.split(",")),
        contact=contact,
        channel=args.channel,
        received=args.received,
        language=args.language,
    )
    tell(args, _as_json(filed.request), filed.request.reference)
    return 0


def _identify(house: Instance, args: argparse.Namespace) -> int:
    found = requests.by_reference(house, args.id)
    found = requests.identify(house, actor(house), found, method=args.method, by=args.by, reason=args.reason)
    tell(args, _as_json(found), f"{found.reference} is {found.state}; next: garant request plan {found.reference}")
    return 0


def _choose(house: Instance, args: argparse.Namespace) -> int:
    found = requests.choose_match(house, actor(house), requests.by_reference(house, args.id), args.rows)
    tell(args, _as_json(found), f"{found.reference}: chosen; next: garant request plan {found.reference}")
    return 0


def _set_aside(house: Instance, args: argparse.Namespace) -> int:
    found = requests.by_reference(house, args.id)
    told = hints.open_for(house, found)
    found = requests.set_aside(house, actor(house), found, [h.digest for h in told], reason=args.reason)
    tell(args, _as_json(found), f"{found.reference}: left out; next: garant request plan {found.reference}")
    return 0


def _plan(house: Instance, args: argparse.Namespace) -> int:
    asked = requests.many(house, args.id)
    if args.fact:
        facts = dict(_fact(f) for f in args.fact)
        asked = [requests.set_facts(house, actor(house), r, facts) for r in asked]
    shown = plans.draw(house, actor(house), asked, release=args.release_free_text, texts=dict(map(_text, args.text)))
    tell(args, plan_json(shown), plan_text(house, shown, args.id))
    return 0


def _run(house: Instance, args: argparse.Namespace) -> int:
    asked = requests.many(house, args.id)
    record = agreement.agree(house, actor(house, args.by), asked, args.agree, confirm_limits=args.beyond_limits)
    record = runner.run(house, record.id)
    return _ended(house, args, {"plan": record.fingerprint, "state": record.state})


def _answer(house: Instance, args: argparse.Namespace) -> int:
    """The answer as it would leave, or as it left."""
    found = requests.by_reference(house, args.id)
    letter = sending.preview(house, found) or answers.letter(house, found)
    if letter is None:
        raise WrongState(
            "There is no answer yet.", place=found.reference, remedy="`garant request show` says where it stands."
        )
    evidence.was_read(house, actor(house), "answer", found)
    tell(args, {"id": found.reference, "subject": letter.subject, "text": letter.text}, letter.text)
    return 0


def _send(house: Instance, args: argparse.Namespace) -> int:
    asked = requests.many(house, args.id)
    for request in asked:
        sending.send(house, actor(house), request)
    for plan in dict.fromkeys(r.plan for r in asked if r.plan):
        runner.run(house, plan)
    return _ended(house, args, {})


def _ended(house: Instance, args: argparse.Namespace, data: dict[str, Any]) -> int:
    """Where the requests stand; 1 while something is still to be done but for reading the answer."""
    ended = requests.many(house, args.id)
    lines = [line for r in ended for line in (_line(r), *_left_to_do(house, r))]
    tell(args, {**data, "requests": [_as_json(r) for r in ended]}, "\n".join(lines))
    read = [r for r in ended if r.state == "waiting" and not sending.waits_for(house, r)]
    return 0 if all(r.state == "closed" or r in read for r in ended) else 1


def _left_to_do(house: Instance, request: Request) -> list[str]:
    if request.state != "waiting":
        return []
    left = [f"  to do: {t.kind} {t.target}" for t in sending.waits_for(house, request)]
    if left:
        return [*left, "  The tasks of the request, in the office, say how."]
    ref = request.reference
    return [f"  The answer waits to be read: garant request answer {ref}; then: garant request send {ref}"]


def _show(house: Instance, args: argparse.Namespace) -> int:
    found = requests.by_reference(house, args.id)
    dates = requests.clock_of(house, found)
    shown = plans.of_request(house, found)
    moved = f" ({dates.raw} is a day off)" if dates.raw != dates.due else ""
    lines = [_line(found), f"  received {found.received} by {found.channel}; due {found.due}{moved}"]
    law = house.law()
    unruled = [r.right for r in found.rights if isinstance(law.clock_for(r.right), NoRule)]
    lines += [f"  {right}: {law.say('no-rule.clock', found.language)}" for right in unruled]
    if shown:
        lines += [f"  plan {shown.fingerprint} ({shown.state})", *(f"  {line}" for line in plan_lines(house, shown))]
    standing = persons.of_request(house, found)
    if standing is not None:
        last = f"; {standing.rows} rows, the last of {standing.last}" if standing.rows else "; no order"
        lines.append(f"  {standing.status}{last} (in {', '.join(standing.stores)})")
    told = to_record(standing) if standing is not None else None
    data = {**_as_json(found), "plan": plan_json(shown) if shown else None, "standing": told}
    tell(args, data, "\n".join(lines))
    return 0


def _list(house: Instance, args: argparse.Namespace) -> int:
    found = requests.listed(house, actor(house), closed=args.all)
    tell(args, [_as_json(r) for r in found], "\n".join(_line(r) for r in found) or "No request is open.")
    return 0


def _package(house: Instance, args: argparse.Namespace) -> int:
    found = requests.by_reference(house, args.id)
    guard = Guard(why=args.in_clear) if args.in_clear else Guard(password=new_password())
    name, data = packages.by_command(house, found, actor(house).label, guard, args.kind)
    files.write_bytes(args.out, data)
    told = {"file": str(args.out), "name": name, "size": len(data), "password": guard.password}
    lines = [f"{args.out}: {len(data)} bytes"]
    if guard.password:
        lines += [f"Password, shown this once: {guard.password}", "Give it another way than the file."]
    tell(args, told, "\n".join(lines))
    return 0


# ── words in, words out ────────────────────────────────────────────────────────────────────────────────────────────


def _fact(text: str) -> tuple[str, bool]:
    name, value = pair(text, "--fact")
    if name not in FACTS or value.lower() not in ("yes", "no", "oui", "non"):
        raise UsageError(
            "A fact is one of those that the law asks for, answered by yes or no.",
            place="--fact",
            remedy=f"One of: {', '.join(FACTS)}; for example --fact {FACTS[0]}=yes.",
        )
    return name, value.lower() in ("yes", "oui")


def _text(text: str) -> tuple[Place3, TextChoice]:
    place, value = pair(text, "--text")
    choice = next((c for c in get_args(TextChoice) if c == value), None)
    store, _, rest = place.partition(".")
    table, _, column = rest.rpartition(".")
    if choice is None or not (store and table and column):
        raise UsageError(
            "A text is named by store, table and column, and has a choice.",
            place="--text",
            remedy=f"For example --text shop.ticket.body=wait; its choices: {', '.join(get_args(TextChoice))}.",
        )
    return (store, table, column), choice


def _change(house: Instance, text: str) -> dict[str, str]:
    field, value = pair(text, "--change")
    known = sorted(
        {c.category for m in house.register().maps.values() for t in m.tables.values() for c in t.columns.values()}
    )
    if field not in known:
        raise UsageError(
            "No map declares a field of this category.", place="--change", remedy=f"One of: {', '.join(known)}."
        )
    old, arrow, new = value.partition("=>")
    if not (new if arrow else old).strip():
        raise UsageError("The new value is missing.", place="--change", remedy="Write --change FIELD=OLD=>NEW.")
    return {"field": field, "old": old.strip() if arrow else "", "new": (new if arrow else old).strip()}


def _line(r: Request) -> str:
    rights = ", ".join(f"{x.right}{': ' + x.outcome if x.outcome else ''}" for x in r.rights)
    return f"{r.reference}  {r.state:<10}  due {r.due}  {rights}"


def _as_json(r: Request) -> dict[str, Any]:
    return {
        "id": r.reference,
        "state": r.state,
        "channel": r.channel,
        "received": r.received.isoformat(),
        "due": r.due.isoformat(),
        "rights": [
            {"right": x.right, "state": x.state, "raw": str(x.raw), "due": str(x.due), "outcome": x.outcome, **x.detail}
            for x in r.rights
        ],
    }


def plan_json(shown: Shown) -> dict[str, Any]:
    return {
        "fingerprint": shown.fingerprint,
        "state": shown.state,
        "rights": shown.rights,
        "found": len(shown.found),
        "counts": [
            {
                "store": c.store,
                "table": c.table,
                "fate": c.fate,
                "rows": c.rows,
                "columns": c.columns,
                "why": c.why.code,
                "articles": c.why.articles,
                "until": c.until,
            }
            for c in shown.counts
        ],
        "reads": dict(shown.reads),
        "free_text": shown.free_text,
        "texts": [{"place": t.place, "texts": t.count, "choice": t.choice} for t in shown.texts],
        "undecided": shown.undecided,
        "side_effects": shown.notes,
        "limits_passed": shown.over,
        "rests_on_no": shown.stated,
        "tells": shown.tells,
        "changes": shown.changes,
        "law": shown.law,
    }


def plan_text(house: Instance, shown: Shown, names: list[str]) -> str:
    found = f"{len(shown.found)} of {len(shown.requests)} persons found"
    head = f"{', '.join(shown.rights).capitalize()}, on {shown.on}; {found}; plan {shown.fingerprint}"
    agree = f"Agree with: garant request run {' '.join(names)} --agree {shown.fingerprint}"
    return "\n".join([head, *(f"  {line}" for line in plan_lines(house, shown)), agree])


def plan_lines(house: Instance, shown: Shown) -> list[str]:
    """A plan as lines: what goes, what stays and why, what is read, told, limited."""
    law, lines = house.law(), []
    for c in shown.counts:
        until = f" until {c.until}" if c.until else ""
        columns = f" ({', '.join(c.columns)})" if c.columns else ""
        articles = "; ".join(law.cite_all(c.why.articles, "en"))
        reason = f"{law.say(c.why.code, 'en')}{until}"
        lines.append(f"{c.fate:<9} {c.store}.{c.table:<16} {c.rows:>5}{columns}  {reason}  [{articles}]")
    lines += [f"read      {store} {rows} rows" for store, rows in shown.reads.items()]
    if shown.changes:
        lines.append(f"rectify   {shown.changes} values")
    for text in shown.texts:
        lines.append(f"{text.choice:<9} {'.'.join(text.place)}: {text.count} texts asked for and erased (--text)")
    if shown.free_text and not shown.released and not shown.texts:
        fields = ", ".join(".".join(f) for f in shown.free_text)
        lines.append(f"withhold  {fields}: free text, to be read by a clerk first (--release-free-text)")
    lines += [f"undecided {'.'.join(u)}" for u in shown.undecided]
    lines += [f"tell      {t}" for t in shown.tells]
    lines += [f"note      {n}" for n in shown.notes]
    if shown.stated:
        lines.append(f"Rests on: no {', no '.join(shown.stated)}. Agreeing states it (change with --fact NAME=yes).")
    lines += [f"Limit passed: {o} (agree with --beyond-limits)" for o in shown.over]
    return lines
