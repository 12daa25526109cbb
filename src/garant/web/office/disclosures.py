"""May this be given to that one? Asked, shown with its reasons, kept whatever it is; and a case that is settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import sharing, staff
from garant.actions.sharing import Asked, Decision, Reason
from garant.errors import GarantError
from garant.law.findings import plainly
from garant.law.purposes import read_purposes
from garant.law.sharing import read_sharing
from garant.ledger.disclosures import Disclosure
from garant.press.sentences import sentences
from garant.web import tags
from garant.web.office import trail, words
from garant.web.office.catalogues import EXPRESS
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.recipient_forms import REASONS, SettledForm, ShareForm

PLACE = "recipients"
MODES: dict[str, words.Text] = {
    "direct": gettext_lazy("It looks by itself"),
    "indirect": gettext_lazy("We hand them over"),
}


@at_desk("read-log")
def log(desk: Desk) -> HttpResponse:
    return _log(desk, SettledForm())


def _log(desk: Desk, form: SettledForm, trouble: Trouble | None = None) -> HttpResponse:
    people = {p.id: p.name for p in staff.all(desk.house, desk.actor)}
    kept = sharing.log(desk.house, desk.actor)
    text = ngettext("%(n)s decision, the latest first", "%(n)s decisions, the latest first", len(kept))
    values = {
        "headline": text % {"n": tags.number(len(kept))} if kept else _("Nothing was asked for yet."),
        "lines": [_line(desk, each, people) for each in kept],
        "form": form,
        "trouble": trouble,
    }
    status = 422 if form.errors or trouble else 200
    return desk.page("recipients/disclosures.html", values, place=PLACE, status=status)


def _line(desk: Desk, each: Disclosure, people: dict[Any, str]) -> dict[str, Any]:
    terms, said, lang = read_sharing(), each.said, desk.language
    third = desk.house.declared().recipients.get(said.recipient)
    why = [sharing.explain(desk.house, Reason(code, detail), lang) for code, detail in said.refusals]
    purpose = read_purposes().get(said.purpose)
    return {
        "at": each.at,
        "who": trail.author(each.by, people),
        "recipient": third.name if third else said.recipient,
        "id": said.recipient if third else "",
        "purpose": purpose.name[lang] if purpose else said.purpose,
        "ground": terms.reasons[said.why].name[lang] if said.why in terms.reasons else "",
        "categories": ", ".join(desk.house.law().say(c, lang) for c in said.categories),
        "persons": said.persons,
        "mode": MODES.get(said.mode, ""),
        "references": [value for name, value in said.references.items() if not name.startswith("consent")],
        "consent": _consent(said.references),
        "until": said.until,
        "why": why,
        "tag": words.Tag("done", "check", _("Allowed")) if said.allowed else words.Tag("wait", "page", _("Refused")),
        "settled": each.settled,
    }


def _consent(quoted: Mapping[str, str]) -> str:
    """How, since when and by which proof the persons agreed, as far as it was said."""
    on = quoted.get("consent-on", "")
    day = tags.calendar_day(date.fromisoformat(on)) if on else ""
    said = (EXPRESS.get(quoted.get("consent-how", ""), ""), day, quoted.get("consent", ""))
    told = " · ".join(str(each) for each in said if each)
    return _("Express consent: %(what)s") % {"what": told} if told else ""


@at_desk("share", methods=FORM)
def ask(desk: Desk) -> HttpResponse:
    """First the decision with its reasons; then, by another button, the same kept, a refusal as well."""
    form = _form(desk)
    values: dict[str, Any] = {"form": form, "trouble": None}
    if form.is_valid():
        asked = _asked(form)
        try:
            if "keep" in desk.request.POST:
                shared = sharing.share(desk.house, desk.actor, asked)
                return desk.go("disclosures", done="shared" if shared.decision.allowed else "not-shared")
            values |= _told(desk, form, sharing.consider(desk.house, desk.actor, asked))
        except GarantError as error:
            values["trouble"] = Trouble.of(error)
    status = 422 if form.errors or values["trouble"] else 200
    return desk.page("recipients/share.html", values, place=PLACE, status=status)


def _form(desk: Desk) -> ShareForm:
    register, terms, lang = desk.house.declared(), read_sharing(), desk.language
    said = sentences(lang).set
    used = {item.category for a in register.activities.values() for item in a.items.values()}
    categories = sorted(((c, desk.house.law().say(c, lang)) for c in used), key=lambda pair: plainly(pair[1]))
    recipients = [(t.id, t.name) for t in sorted(register.recipients.values(), key=lambda t: t.name.casefold())]
    return ShareForm(
        desk.request.POST or None,
        initial={"recipient": desk.request.GET.get("to", "")},
        recipients=recipients,
        purposes=[(p.id, p.name[lang]) for p in read_purposes().values()],
        categories=categories,
        reasons=[(r.id, r.name[lang]) for r in terms.reasons.values()],
        checklist=[(item, said(text[lang])) for item, text in terms.checklist.items()],
    )


def _asked(form: ShareForm) -> Asked:
    data = form.cleaned_data
    return Asked(
        recipient=data["recipient"],
        purpose=data["purpose"],
        categories=tuple(data["categories"]),
        reason=data["reason"],
        reference=data["reference"],
        persons=data["persons"],
        mode=data["mode"],
        case=data["case"],
        criminal=data["criminal"],
        checked=frozenset(data["checked"]),
        unpaid={"yes": True, "no": False}.get(data["unpaid"]),
        until=data["until"],
        consents=data["consents"] or 0,
        consent=data["consent"],
        consent_how=data["consent_how"],
        consent_on=data["consent_on"],
    )


def _told(desk: Desk, form: ShareForm, decision: Decision) -> dict[str, Any]:
    lang, law = desk.language, desk.house.law()
    return {
        "decision": decision,
        "left": (form.cleaned_data["persons"] or 0) - decision.persons if decision.persons is not None else 0,
        "opens": {REASONS.get(r.code.partition(".")[0], "") for r in (*decision.refusals, *decision.removed)},
        "goes": ", ".join(desk.house.law().say(c, lang) for c in decision.categories),
        "against": [sharing.explain(desk.house, reason, lang) for reason in decision.refusals],
        "without": [sharing.explain(desk.house, reason, lang) for reason in decision.removed],
        "articles": " · ".join(filter(None, (read_sharing().cite_under(law, s, lang) for s in decision.sources))),
    }


@at_desk("share", methods=DEED)
def settled(desk: Desk) -> HttpResponse:
    """A bill is paid: whoever was given data to recover it is asked to erase them."""
    form = SettledForm(desk.request.POST)
    if not form.is_valid():
        return _log(desk, form)
    try:
        sharing.settle(desk.house, desk.actor, form.cleaned_data["case"], on=form.cleaned_data["on"])
    except GarantError as error:
        return _log(desk, form, Trouble.of(error))
    return desk.go("disclosures", done="told-erase")
