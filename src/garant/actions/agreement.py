"""Agreeing to exactly the plan that was shown. From there on it runs to its end, whatever dies on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.drawing import READING, WRITING, facts_of
from garant.actions.instance import Instance
from garant.actions.plans import short, shown
from garant.errors import LimitExceeded, PlanChanged, WrongState
from garant.ledger import events, plans, requests, steps
from garant.ledger.values import NewEvent, PlanRecord, Request
from garant.rules import requests as life


def agree(
    house: Instance,
    actor: Actor,
    asked: Sequence[Request],
    stated: str,
    *,
    confirm_limits: bool = False,
) -> PlanRecord:
    """Agree to the plan whose fingerprint begins with `stated`. Agreeing twice changes nothing."""
    access.require(house, actor, "agree")  # Art. 38(6): not the DPO alone
    record = _of_all(house, asked)
    clean = stated.replace("-", "").strip().lower()
    if len(clean) < 8 or not record.fingerprint.startswith(clean):
        raise PlanChanged(
            f"The plan is now {short(record.fingerprint)}; another one was agreed.",
            place=asked[0].reference,
            remedy="Read it again and agree to that one.",
        )
    if record.state != "drawn":
        return record  # agreed already: running it again changes nothing
    _still_holds(house, record)
    if record.body["over"] and not confirm_limits:
        raise LimitExceeded(
            f"The plan passes its limits: {'; '.join(record.body['over'])}.",
            place=asked[0].reference,
            remedy="If that is meant, agree again with --beyond-limits.",
        )
    now = house.clock()
    intents = [_intent(house, actor, record, r) for r in asked]
    with recording("plan.agree"):
        now_asked = requests.locked(r.id for r in asked)
        if (then := plans.by_id(record.id)).state != "drawn":
            return then  # somebody else agreed at the same moment
        _still_asked(record, now_asked)
        record = plans.set_state(replace(record, state="agreed", agreed_at=now, agreed_by=actor.label))
        steps.create(record.id, order(record), now)
        requests.update_many([replace(r, state="agreed") for r in now_asked])
        events.append(house.keyring, intents)
    return record


def _of_all(house: Instance, asked: Sequence[Request]) -> PlanRecord:
    of = {r.plan for r in asked}
    if len(of) != 1 or None in of:
        raise WrongState(
            "These requests have no plan together.", place=asked[0].reference, remedy="Draw one: `garant request plan`."
        )
    record = plans.by_id(next(iter(of)), house.organisation.id)  # type: ignore[arg-type]  # None was excluded above
    if {str(r.id) for r in asked} != {e["id"] for e in record.body["requests"]}:
        raise WrongState(
            "The plan covers other requests than these.",
            place=asked[0].reference,
            remedy="Name all requests of the plan, or draw a new one for these.",
        )
    return record


def _still_holds(house: Instance, record: PlanRecord) -> None:
    """A plan rests on the stores, the maps, the register and the law it was drawn from, and on its day (a duty ends
    overnight)."""
    known = house.register()
    maps = {s: m.digest for s, m in known.maps.items() if not m.instructions}
    same_maps = maps == {s: e["map"] for s, e in record.body["stores"].items()}
    same_maps &= record.body.get("register", known.digest) == known.digest  # plans drawn before it name none
    if record.body["law"] != house.law().version or not same_maps or record.body["on"] != house.today().isoformat():
        raise PlanChanged(
            "A map, the register, the law or the day has changed since this plan was drawn.",
            place=short(record.fingerprint),
            remedy="Draw it again: `garant request plan`.",
        )


def _still_asked(record: PlanRecord, asked: Sequence[Request]) -> None:
    """None of them was withdrawn, refused, completed with facts or planned anew since the plan was drawn."""
    for request in asked:
        rights = life.in_order(r.right for r in request.rights if r.state == "open")
        facts = {f: bool(facts_of(request).get(f)) for f in record.body["facts"]}
        same = list(rights) == record.body["rights"] and facts == record.body["facts"]
        if request.plan != record.id or not life.allows(request.state, "agree") or not same:
            raise PlanChanged(
                "The request has changed since this plan was drawn.",
                place=request.reference,
                remedy="`garant request show` says where it stands.",
            )


def _intent(house: Instance, actor: Actor, record: PlanRecord, request: Request) -> NewEvent:
    digest = next(e["digest"] for e in record.body["requests"] if e["id"] == str(request.id))
    public: dict[str, object] = {
        "plan": str(record.id),
        "fingerprint": record.fingerprint,
        "stated": [f for f, held in record.body["facts"].items() if not held],
        "digest": digest,
    }
    if record.body["free_text"]:  # E8: who agrees has read it, or withholds it
        public["free_text"] = "withheld" if shown(record).withheld else "released"
    if record.body["over"]:  # D14: agreed a second time, beyond the limits
        public["confirmed"] = True
    return NewEvent("plan.agreed", house.clock(), actor.label, public, {"by": actor.name}, request.id, request.key)


def order(record: PlanRecord) -> list[tuple[str, str]]:
    """The steps of a plan: (kind, store). Reading comes before writing, verifying before answering."""
    rights, stores = set(record.body["rights"]), record.body["stores"]
    found = [s for s, e in stores.items() if e["found"]]
    planned: list[tuple[str, str]] = []
    if rights & READING:
        planned += [("read", s) for s in found] + [("package", "")]
    if "rectification" in rights:
        planned += [("rectify", s) for s in found if stores[s]["changes"]]
    if "erasure" in rights:
        planned += [("erase", s) for s in found]
    if rights & WRITING:
        planned += [("verify", s) for s in stores]
    return [*planned, ("tell", ""), ("answer", ""), ("close", "")]
