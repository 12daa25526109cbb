"""A request's plan: drawn, read table by table, chosen from where two persons match, agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import agreement, hints, plans, requests
from garant.actions import samples as look
from garant.actions.drawing import Place3, TextChoice
from garant.actions.plans import Ambiguous, Shown
from garant.errors import GarantError
from garant.rules.plan import Count
from garant.rules.register import StoreMap
from garant.rules.tally import FEW
from garant.web import rulers, tags
from garant.web.citing import under
from garant.web.office import matches, texts, words
from garant.web.office.case import Case, categories, corrections, open_case
from garant.web.office.desk import DEED, Desk, Trouble, at_desk
from garant.web.office.forms import FACTS, AgreeForm, ChangeForm, FactsForm

PLACE = "requests"
SHORT = 4
"""A longer list of columns is folded."""


# ── the page of the plan ───────────────────────────────────────────────────────────────────────────────────────────


@at_desk()
def plan(desk: Desk, reference: str) -> HttpResponse:
    return show(desk, open_case(desk, reference))


def show(
    desk: Desk,
    case: Case,
    *,
    form: AgreeForm | None = None,
    change_form: ChangeForm | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = plans.of_request(desk.house, case.request)
    values: dict[str, Any] = {**case.frame("plan"), "trouble": trouble, "lead": _lead(case, shown)}
    if "erasure" in case.rights and case.request.state in ("identified", "planned") and desk.can["plan"]:
        values["facts_form"] = FactsForm(initial=_facts(case))
    if "rectification" in case.rights and case.may_plan and desk.can["plan"]:
        values["change_form"] = change_form or ChangeForm(categories=categories(desk))
    values["changes"] = _corrections(desk, case, shown)
    values["to_note"] = set(case.rights) == {"rectification"} and not values["changes"]
    if shown is not None:
        values["plan"] = picture(desk, case, shown)
        values["agree_form"] = form or agree_form(shown)
    return desk.page("plans/plan.html", values, place=PLACE, status=status)


def _corrections(desk: Desk, case: Case, shown: Shown | None) -> list[dict[str, Any]]:
    """What is corrected, with what stands there now, so that nobody agrees blindly. Looking is a reading (A6)."""
    asked: list[dict[str, Any]] = [{**c} for c in corrections(desk, case)]
    if shown is not None and shown.changes and shown.state == "drawn" and desk.can["plan"]:
        for change, held in zip(asked, look.replaced(desk.house, desk.actor, case.request), strict=True):
            change["held"] = held
    return asked


def agree_form(shown: Shown, data: Any = None) -> AgreeForm:
    return AgreeForm(
        data,
        erased=shown.totals.erase,
        over=bool(shown.over),
        initial={"fingerprint": shown.fingerprint},
    )


def _facts(case: Case) -> dict[str, str]:
    stated: Mapping[str, bool] = case.right("erasure").detail.get("facts", {})
    return {fact: "yes" if held else "no" for fact, held in stated.items()}


def _lead(case: Case, shown: Shown | None) -> str:
    if shown is None:
        if not case.identified:
            return _("Nothing may be searched or shown before the identity is verified.")
        return _(
            "Garant looks in every declared store, decides table by table, and shows you the plan before anything."
        )
    if not shown.found and hints.unproved(case.file.contact):
        return _("Nothing was found under the address that they confirmed. The answer says that, and no more.")
    if not shown.found:
        return _("Nothing was found in any store. The answer will say so, and where we looked.")
    if shown.state != "drawn":
        return _("This plan was agreed. What was done of it stands under “Execution”.")
    # The rows that a copy reads and those that an erasure finds are the same rows: they are counted once.
    rows = max(shown.totals.found, sum(shown.reads.values()))
    where = len({c.store for c in shown.counts} | {s for s, n in shown.reads.items() if n})
    if rows and where > 1:
        text = _("%(rows)s rows found in %(n)s stores. Nothing has been touched yet.")
        return text % {"rows": tags.number(rows), "n": where}
    if rows:
        text = ngettext(
            "%(n)s row found in one store. Nothing has been touched yet.",
            "%(n)s rows found in one store. Nothing has been touched yet.",
            rows,
        )
        return text % {"n": tags.number(rows)}
    if shown.changes:
        return _("The person was found. Nothing has been touched yet.")
    return _("The person was found. Nothing changes of what is kept of them.")


def picture(desk: Desk, case: Case, shown: Shown) -> dict[str, Any]:
    """The plan as the page draws it: totals and bar, lines by store and table, and what agreeing means."""
    fates = {"erase": shown.totals.erase, "mask": shown.totals.mask, "keep": shown.totals.keep}
    if shown.totals.undecided:
        fates["undecided"] = shown.totals.undecided
    return {
        "digest": shown.digest,
        "groups": tags.groups(shown.digest),
        "bar": rulers.shares(fates) if shown.totals.found else (),
        "totals": [
            {"fate": f, "rows": tags.number(n), "word": words.FATES[f][0], "means": words.FATES[f][1]}
            for f, n in fates.items()
        ],
        "stores": _stores(desk, case, shown),
        "reads": [{"store": s, "words": rows_of(n)} for s, n in shown.reads.items()],
        "changes": _changes(shown.changes) if "rectification" in shown.rights else "",
        "searched": _searched(shown),
        "effects": shown.notes,
        "undecided": [".".join(p for p in place if p) for place in shown.undecided],
        "free_text": [texts.named(desk, *place) for place in shown.free_text],
        "texts": [texts.choices(desk, text) for text in shown.texts],
        "released": shown.released,
        "checks": _checks(desk, shown),
        "final": shown.totals.erase + shown.totals.mask > 0,
        "agreed": shown.state != "drawn",
    }


def _stores(desk: Desk, case: Case, shown: Shown) -> list[dict[str, Any]]:
    engines = {r.name: words.engine(r.engine) for r in desk.house.records()}
    maps = desk.house.register().maps
    found = []
    for store, lines in groupby(sorted(shown.counts, key=lambda c: c.store), key=lambda c: c.store):
        several = list(lines)
        rows = sum(c.rows for c in several if c.fate != "keep" or not _masked(c, several))
        tables = [
            _table(desk, case, store, maps.get(store), table, list(of))
            for table, of in groupby(several, key=lambda c: c.table)
        ]
        said = ngettext(
            "%(engine)s · %(n)s table · %(rows)s rows", "%(engine)s · %(n)s tables · %(rows)s rows", len(tables)
        )
        values = {"engine": engines.get(store, ""), "n": len(tables), "rows": tags.number(rows)}
        found.append({"name": store, "words": said % values, "tables": tables})
    return found


def rows_of(rows: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", rows) % {"n": tags.number(rows)}


def _changes(changes: int) -> str:
    if not changes:
        return _("No stored value matches what was to be corrected.")
    return ngettext("%(n)s value is corrected.", "%(n)s values are corrected.", changes) % {"n": tags.number(changes)}


def _masked(count: Count, of: Sequence[Count]) -> bool:
    """Whether the same rows stand on a line of their own as masked: they are counted once."""
    return any(c.table == count.table and c.fate == "mask" for c in of)


def _table(
    desk: Desk, case: Case, store: str, map: StoreMap | None, name: str, counts: Sequence[Count]
) -> dict[str, Any]:
    language = translation.get_language() or "fr"
    declared = map.tables.get(name) if map else None
    return {
        "name": name,
        "words": declared.words.get(language, "") if declared else "",
        "lines": [_line(desk, map, alike, language) for alike in _alike(counts)],
        "store": store,
    }


def _alike(counts: Sequence[Count]) -> list[list[Count]]:
    """Lines that differ in nothing but their end, together: invoices of ten years are one fate."""
    found: dict[tuple[Any, ...], list[Count]] = {}
    for count in counts:
        found.setdefault((count.fate, count.columns, count.why), []).append(count)
    return list(found.values())


def _line(desk: Desk, map: StoreMap | None, alike: Sequence[Count], language: str) -> dict[str, Any]:
    """One fate of a table's rows. Several ends are folded: the first and the last stand outside."""
    law, count = desk.house.law(), alike[0]
    activity = map.activities.get(count.why.activity) if map else None
    return {
        "rows": tags.number(sum(c.rows for c in alike)),
        "fate": count.fate,
        "columns": count.columns,
        "many": folded(count.columns),
        "until": alike[-1].until,
        "since": count.until if len(alike) > 1 else None,
        "ends": [{"rows": rows_of(c.rows), "until": c.until} for c in alike] if len(alike) > 1 else [],
        "why": law.say(count.why.code, language),
        "activity": activity.name.get(language, "") if activity else "",
        "article": " · ".join(law.cite_all(count.why.articles, language)),
    }


def folded(columns: Sequence[str]) -> str:
    """What stands for a long list of columns until it is opened."""
    if len(columns) <= SHORT:
        return ""
    return ngettext("%(n)s column", "%(n)s columns", len(columns)) % {"n": len(columns)}


def _searched(shown: Shown) -> str:
    said = _("Searched: %(stores)s.") % {"stores": ", ".join(shown.searched)}
    if shown.manual:
        said += " " + _("Searched by hand: %(stores)s.") % {"stores": ", ".join(shown.manual)}
    return f"{said} " + _("Law in force: %(law)s.") % {"law": shown.law}


def _checks(desk: Desk, shown: Shown) -> list[dict[str, Any]]:
    """What agreeing to this plan means, line by line."""
    checks: list[tuple[str, str]] = []
    if shown.over:
        checks += [("warn", _("Beyond a limit: %(limit)s") % {"limit": limit}) for limit in shown.over]
    else:
        said = _("The plan stays within your limits; a table’s share counts where more than %(few)s rows change.")
        checks.append(("check", said % {"few": FEW}))
    stated = {
        "running-contract": _("You state that no contract with this person still runs."),
        "unpaid-bill": _("You state that they owe nothing."),
        "open-dispute": _("You state that there is no dispute."),
    }
    checks += [("check", stated[fact]) for fact in shown.stated]
    recipients = desk.house.register().recipients
    if told := [recipients[r].name for r in shown.tells if r in recipients]:
        words = _("To be told or instructed: %(names)s (GDPR, art. 19).") % {"names": ", ".join(told)}
        checks.append(("check", under(desk.house.law(), words)))
    checks += texts.checks(shown)
    checks.append(("warn", _("If one row changes before the execution, the agreement falls and a new plan is drawn.")))
    return [{"icon": icon, "words": text} for icon, text in checks]


# ── drawing, choosing, stating facts ───────────────────────────────────────────────────────────────────────────────


@at_desk("plan", methods=DEED)
def draw(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    chosen = texts.chosen(plans.of_request(desk.house, case.request), desk.request.POST)
    return _draw(desk, case, release=desk.request.POST.get("release") == "yes", chosen=chosen)


def _draw(
    desk: Desk, case: Case, *, release: bool = False, chosen: Mapping[Place3, TextChoice] | None = None
) -> HttpResponse:
    try:
        plans.draw(desk.house, desk.actor, [case.request], release=release, texts=chosen)
    except Ambiguous as several:
        return matches.choose(desk, case, several)
    except hints.Unproved as unproved:
        return matches.unproved(desk, case, unproved.hints)
    except GarantError as error:
        return show(desk, case, trouble=Trouble.of(error), status=409)
    return desk.go("plan", case.reference)


@at_desk("identify", methods=DEED)
def set_aside(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = matches.aside_form(desk.request.POST)
    digests = desk.request.POST.getlist("hint")
    if not form.is_valid() or not digests:
        return matches.unproved(desk, case, hints.open_for(desk.house, case.request), form, status=422)
    reason = form.cleaned_data["reason"]
    requests.set_aside(desk.house, desk.actor, case.request, digests, reason=reason)
    return _draw(desk, open_case(desk, reference))


@at_desk("identify", methods=DEED)
def choose(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    if chosen := desk.request.POST.getlist("match"):
        requests.choose_match(desk.house, desk.actor, case.request, chosen)
    return _draw(desk, case)


@at_desk("plan", methods=DEED)
def facts(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = FactsForm(desk.request.POST)
    if not form.is_valid():
        values = {**case.frame("plan"), "facts_form": form, "lead": _lead(case, None)}
        return desk.page("plans/plan.html", values, place=PLACE, status=422)
    stated = {fact: form.cleaned_data[fact] == "yes" for fact in FACTS}
    requests.set_facts(desk.house, desk.actor, case.request, stated)
    return _draw(desk, open_case(desk, reference))


@at_desk("plan", methods=DEED)
def change(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = ChangeForm(desk.request.POST, categories=categories(desk))
    if not form.is_valid():
        return show(desk, case, change_form=form, status=422)
    noted = [*case.file.contact.changes, form.cleaned_data]
    requests.set_changes(desk.house, desk.actor, case.request, noted)
    return _draw(desk, open_case(desk, reference))


# ── agreeing and executing ─────────────────────────────────────────────────────────────────────────────────────────


@at_desk("agree", methods=DEED)
def agree(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    shown = plans.of_request(desk.house, case.request)
    if shown is None:
        return desk.go("plan", reference)
    form = agree_form(shown, desk.request.POST)
    if not form.is_valid():
        return show(desk, case, form=form, status=422)
    data = form.cleaned_data
    asked = [requests.by_id(desk.house, i) for i in shown.requests]
    try:
        agreement.agree(
            desk.house,
            desk.actor,
            asked,
            data["fingerprint"],
            confirm_limits=data.get("limits", False),
        )
    except GarantError as error:
        return show(desk, case, trouble=Trouble.of(error), status=409)
    return desk.go("progress", reference, done="agreed")


# ── some rows, on demand ───────────────────────────────────────────────────────────────────────────────────────────


@at_desk("plan")
def samples(desk: Desk, reference: str, store: str, table: str) -> HttpResponse:
    """A few of the person's rows, for whoever decides. Looking is an event, without a copy (A6)."""
    case = open_case(desk, reference)
    rows = look.rows(desk.house, desk.actor, case.request, store, table)
    columns = list(dict.fromkeys(c for row in rows for c in row))
    values = {
        **case.frame("plan"),
        "store": store,
        "table": table,
        "columns": columns,
        "rows": [["–" if row.get(c) is None else str(row[c]) for c in columns] for row in rows],
    }
    return desk.page("plans/samples.html", values, place=PLACE)
