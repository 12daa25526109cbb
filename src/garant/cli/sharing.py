"""`garant share …` and `garant recipients …`: may this be given to that one, and how do they stand?"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from garant.actions import sharing
from garant.actions.instance import Instance
from garant.actions.sharing import Asked, Listed, Reason
from garant.cli import files, tell
from garant.cli.opening import actor, opened
from garant.errors import NotFound, UsageError
from garant.law.sharing import read_sharing
from garant.ledger.disclosures import Disclosure
from garant.rules.contracts import Gap

FORMS = {".html": "html", ".htm": "html", ".md": "md"}


def run_share(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        return {"ask": _ask, "log": _log, "settle": _settle}[args.deed](house, args)
    finally:
        house.close()


def run_recipients(args: argparse.Namespace) -> int:
    house = opened(args)
    deeds = {
        "list": _list,
        "gaps": _gaps,
        "clauses": _clauses,
        "review": _review,
        "audit": _audit,
        "questions": _questions,
    }
    try:
        return deeds[args.deed](house, args)
    finally:
        house.close()


# ── share ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask(house: Instance, args: argparse.Namespace) -> int:
    asked = Asked(
        recipient=args.recipient,
        purpose=args.purpose,
        categories=tuple(dict.fromkeys(args.category)),
        reason=args.reason,
        reference=args.reference,
        persons=args.persons,
        mode=args.mode,
        until=args.until,
        case=args.case,
        criminal=args.criminal,
        checked=frozenset(_items(args.checked)),
        unpaid={"yes": True, "no": False}.get(args.unpaid),
        consent=args.consent,
        consents=args.consents,
    )
    shared = sharing.share(house, actor(house), asked)
    decision, words = shared.decision, read_sharing()
    against = [_explained(house, reason, args.language) for reason in decision.refusals]
    without = [_explained(house, reason, args.language) for reason in decision.removed]
    data = {
        "allowed": decision.allowed,
        "disclosure": str(shared.disclosure.id),
        "categories": list(decision.categories),
        "persons": decision.persons,
        "removed": without,
        "refusals": against,
        "articles": [said for s in decision.sources if (said := words.cite_under(house.law(), s, args.language))],
        "asked_to_erase": [str(each) for each in shared.asked_to_erase],
    }
    lines = [f"{'allowed' if decision.allowed else 'refused'}: {', '.join(decision.categories) or '–'}"]
    lines += [_line(each) for each in (*against, *without)]
    lines += [f"asked to erase: {len(shared.asked_to_erase)}"] if shared.asked_to_erase else []
    tell(args, data, "\n".join(lines))
    return 0 if decision.allowed else 1


def _log(house: Instance, args: argparse.Namespace) -> int:
    kept = sharing.log(house, actor(house), args.recipient)
    tell(args, [_kept(each) for each in kept], "\n".join(_kept_line(house, each) for each in kept) or "Nothing yet.")
    return 0


def _settle(house: Instance, args: argparse.Namespace) -> int:
    told = sharing.settle(house, actor(house), args.case, on=args.on)
    names = ", ".join(dict.fromkeys(each.said.recipient for each in told))
    tell(args, [_kept(each) for each in told], f"asked to erase: {names}" if told else "They had been asked already.")
    return 0


def _kept(each: Disclosure) -> dict[str, Any]:
    said = each.said
    return {
        "disclosure": str(each.id),
        "at": each.at.isoformat(),
        "by": each.by,
        "recipient": said.recipient,
        "allowed": said.allowed,
        "purpose": said.purpose,
        "why": said.why,
        "categories": list(said.categories),
        "removed": dict(said.removed),
        "refusals": [code for code, _ in said.refusals],
        "persons": said.persons,
        "mode": said.mode,
        "level": said.level,
        "nature": said.nature,
        "until": said.until,
        "references": dict(said.references),
        "settled": each.settled,
        "erasure_asked": each.erasure_asked,
    }


def _kept_line(house: Instance, each: Disclosure) -> str:
    said = each.said
    what = ", ".join(said.categories) if said.allowed else ", ".join(code for code, _ in said.refusals)
    state = "allowed" if said.allowed else "refused"
    return f"{house.day(each.at)}  {state}  {said.recipient}  {said.purpose}  {said.why or '–'}  {what}"


# ── recipients ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(house: Instance, args: argparse.Namespace) -> int:
    listed = sharing.third_parties(house, actor(house))
    terms = read_sharing()
    data = [_listed(each) for each in listed]
    lines = []
    for each in listed:
        items = ", ".join(item for _, item in each.items) or ", ".join(each.activities) or "–"
        review = terms.say(f"review.{each.review}", args.language) if each.review else ""
        following = each.next.isoformat() if each.next else ""
        lines.append("  ".join(part for part in (each.third.name, items, review, following, _many(each)) if part))
    tell(args, data, "\n".join(lines) or terms.say("third-parties.none", args.language))
    return 0


def _many(each: Listed) -> str:
    return f"{len(each.gaps)} gaps" if each.gaps else ""


def _listed(each: Listed) -> dict[str, Any]:
    return {
        "id": each.third.id,
        "name": each.third.name,
        "kind": each.kind,
        "items": [f"{activity}.{item}" for activity, item in each.items],
        "activities": list(each.activities),
        "review": each.review,
        "next": each.next,
        "clauses": {line.clause.id: line.present for line in each.clauses},
        "gaps": [":".join(part for part in (gap.code, gap.detail) if part) for gap in each.gaps],
    }


def _gaps(house: Instance, args: argparse.Namespace) -> int:
    listed = [each for each in sharing.third_parties(house, actor(house)) if args.recipient in ("", each.third.id)]
    if args.recipient and not listed:
        raise NotFound(
            "This recipient is not in the register.", place="recipient", remedy="`garant recipients list` names them."
        )
    found = [
        {"recipient": each.third.id, **_explained(house, gap, args.language)} for each in listed for gap in each.gaps
    ]
    found += [
        {"recipient": broken.place, **_explained(house, Reason(broken.code, broken.promise), args.language)}
        for broken in ([] if args.recipient else sharing.promises_broken(house, actor(house)))
    ]
    tell(args, found, "\n".join(_grouped(found)) or "Nothing is missing.")
    return 1 if found else 0


def _grouped(found: list[dict[str, str]]) -> Iterator[str]:
    """Each recipient, under it each thing that is missing, said once, with what it is about."""
    for recipient, theirs in groupby(found, key=lambda each: each["recipient"]):
        yield recipient
        for _, alike in groupby(theirs, key=lambda each: each["code"]):
            same = list(alike)
            yield f"  {same[0]['text']} {same[0]['remedy']}" + ("" if same[0]["about"] else f" ({same[0]['article']})")
            yield from (f"    {each['about']} ({each['article']})" for each in same if each["about"])


def _clauses(house: Instance, args: argparse.Namespace) -> int:
    form = FORMS.get(args.out.suffix.lower())
    if form is None:
        raise UsageError("This form of file is not written.", place="--out", remedy="End its name in .html or .md.")
    pack = sharing.clause_pack(house, actor(house), language=args.language, form=form, recipient=args.recipient)
    files.write_bytes(args.out, pack.encode())
    tell(args, {"file": str(args.out)}, f"{args.out}: {len(pack.encode())} bytes")
    return 0


def _review(house: Instance, args: argparse.Namespace) -> int:
    found = sharing.review(house, actor(house), args.recipient, _items(args.shows), following=args.next, note=args.note)
    data = {"score": found.score, "result": found.result, "missing": list(found.missing), "next": args.next}
    said = read_sharing().say(f"review.{found.result}", args.language)
    missing = "".join(f"\n  {measure}" for measure in found.missing)
    tell(args, data, f"{args.recipient}: {found.score} %, {said}{missing}")
    return 0 if found.result == "good" else 1


def _audit(house: Instance, args: argparse.Namespace) -> int:
    sharing.plan_audit(house, actor(house), args.recipient, args.on)
    tell(args, {"recipient": args.recipient, "audit": args.on}, f"{args.recipient}: audit on {args.on}")
    return 0


def _questions(house: Instance, args: argparse.Namespace) -> int:
    """The questions, each with the measure's id that `review --shows` takes."""
    asked = read_sharing().questions
    tell(
        args,
        {measure: words[args.language] for measure, words in asked.items()},
        "\n".join(f"{measure}: {words[args.language]}" for measure, words in asked.items()),
    )
    return 0


def _explained(house: Instance, found: Reason | Gap, language: str) -> dict[str, str]:
    told = sharing.explain(house, found, language)
    return {
        "code": told.code,
        "about": told.about,
        "text": told.text,
        "remedy": told.remedy,
        "article": told.article,
    }


def _line(told: dict[str, str]) -> str:
    about = f"{told['about']} – " if told["about"] else ""
    return f"{about}{told['text']} {told['remedy']} ({told['article']})"


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]
