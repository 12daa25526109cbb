"""Those who receive data: each once, with what it receives, its contract, its reviews, and what is missing."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import sharing
from garant.actions.sharing import Listed
from garant.errors import GarantError, NotFound
from garant.law.purposes import read_purposes
from garant.law.sharing import read_sharing
from garant.press.sentences import sentences
from garant.rules import contracts
from garant.rules.contracts import ClauseLine
from garant.rules.processing import ThirdParty
from garant.web.office import words
from garant.web.office.desk import FORM, Desk, Trouble, at_desk
from garant.web.office.entries import shelf
from garant.web.office.keyed_fields import country_name
from garant.web.office.recipient_forms import ReviewForm
from garant.web.office.recipient_sheets import RECIPIENT
from garant.web.office.told import facts

PLACE = "recipients"
YEAR = timedelta(days=365)
ROLES: dict[str, words.Text] = {
    "processor": gettext_lazy("processor"),
    "controller": gettext_lazy("controller of its own"),
    "joint-controller": gettext_lazy("joint controller"),
    "authority": gettext_lazy("authority"),
}
REVIEWS = {"never": ("", "search"), "due": ("near", "clock"), "current": ("done", "check")}
"""State of a review → tone and icon."""
FORMS = {"html": ("text/html; charset=utf-8", "html"), "md": ("text/markdown; charset=utf-8", "md")}


@at_desk("check")
def page(desk: Desk) -> HttpResponse:
    listed = sharing.third_parties(desk.house, desk.actor)
    lacking = sum(bool(each.gaps) for each in listed)
    values = {
        "headline": _headline(desk, len(listed), lacking),
        "lines": [_line(desk, each) for each in listed],
        "broken": [
            sharing.explain(desk.house, sharing.Reason(b.code, b.promise), desk.language)
            for b in sharing.promises_broken(desk.house, desk.actor)
        ],
    }
    return desk.page("recipients/recipients.html", values, place=PLACE)


def _headline(desk: Desk, number: int, lacking: int) -> str:
    if not number:
        return read_sharing().say("third-parties.none", desk.language)
    if lacking:
        text = ngettext(
            "Something is missing for %(n)s recipient.", "Something is missing for %(n)s recipients.", lacking
        )
        return text % {"n": lacking}
    text = ngettext("%(n)s recipient, nothing missing.", "%(n)s recipients, nothing missing.", number)
    return text % {"n": number}


def _line(desk: Desk, each: Listed) -> dict[str, Any]:
    terms, third = read_sharing(), each.third
    return {
        "id": third.id,
        "name": third.name,
        "kind": terms.kinds[each.kind].name[desk.language],
        "its_role": ROLES[third.role],
        "country": country_name(third.country),
        "items": _items(desk, each),
        "tag": _review_tag(each, desk.language),
        "next": each.next,
        "gaps": len(each.gaps),
    }


def _review_tag(each: Listed, language: str) -> words.Tag | None:
    """Where its review stands; a current one that found gaps says those, and is not shown as well."""
    if not each.review:
        return None
    last = contracts.latest(each.third)
    if each.review == "current" and last is not None and last.result != "good":
        return words.Tag("near", "warn", read_sharing().say(f"review.{last.result}", language))
    return words.Tag(*REVIEWS[each.review], read_sharing().say(f"review.{each.review}", language))


def _items(desk: Desk, each: Listed) -> list[str]:
    """What it receives, each datum once; where only activities name it, those."""
    activities = desk.house.declared().activities
    told = [desk.house.law().say(activities[a].items[i].category, desk.language) for a, i in each.items]
    whole = [activities[a].name.get(desk.language) or activities[a].name.get("fr", a) for a in each.activities]
    return list(dict.fromkeys([*told, *whole]))


def listed_one(desk: Desk, recipient: str) -> Listed:
    found = (each for each in sharing.third_parties(desk.house, desk.actor) if each.third.id == recipient)
    one_ = next(found, None)
    if one_ is None:
        raise NotFound("This recipient is not in the register.")
    return one_


@at_desk("check")
def one(desk: Desk, recipient: str) -> HttpResponse:
    each, terms = listed_one(desk, recipient), read_sharing()
    third, lang = each.third, desk.language
    gaps = [sharing.explain(desk.house, gap, lang) for gap in each.gaps]
    grouped = [(first, [g.about for g in (first, *rest) if g.about]) for first, *rest in _alike(gaps)]
    safeguard = terms.safeguards[third.safeguard].name[lang] if third.safeguard in terms.safeguards else third.safeguard
    values = {
        **_line(desk, each),
        "third": third,
        "missing": grouped,
        "clauses": [_clause(desk, line) for line in each.clauses],
        "purposes": ", ".join(_purposes(desk, third.contract.purposes)) if third.contract else "",
        "reviews": [(str(n), r, terms.say(f"review.{r.result}", lang)) for n, r in [*enumerate(third.reviews)][::-1]],
        "facts": _facts(desk, third),
        "undertakings": [
            (terms.undertakings[code].name[lang] if code in terms.undertakings else code, signed)
            for code, signed in third.undertakings.items()
        ],
        "safeguard": safeguard,
        "countries": list(dict.fromkeys(country_name(c) for c in (third.country, *third.countries) if c)),
        "edit": reverse("office:edit_entry", args=["recipient", recipient]),
        "past": reverse("office:entry_history", args=["recipient", recipient]),
    }
    return desk.page("recipients/recipient.html", values, place=PLACE)


def _facts(desk: Desk, third: ThirdParty) -> list[tuple[words.Text, str]]:
    """What its short form says that the page does not show elsewhere."""
    shown = ("role", "kind", "contact", "country", "countries", "safeguard", "document", "undertakings")
    fields = (f.label for f in RECIPIENT.fields if f.at not in shown)
    wanted = set(map(str, fields))
    return [(label, said) for label, said in facts(RECIPIENT, "recipient", third, shelf(desk)) if str(label) in wanted]


def _alike(gaps: list[sharing.Explained]) -> list[list[sharing.Explained]]:
    return [list(of) for _code, of in groupby(gaps, key=lambda g: g.code)]


def _purposes(desk: Desk, kinds: tuple[str, ...]) -> list[str]:
    known = read_purposes()
    return [known[k].name[desk.language] if k in known else k for k in kinds]


def _clause(desk: Desk, line: ClauseLine) -> dict[str, Any]:
    terms = read_sharing()
    by = ", ".join(terms.clauses[c].number for c in line.by)
    if line.present and by:
        tag = words.Tag("done", "check", _("Met by %(clauses)s") % {"clauses": by})
    elif line.present:
        tag = words.Tag("done", "check", _("Present"))
    else:
        tag = words.Tag("near", "pen", _("Absent"))
    return {
        "number": line.clause.number,
        "name": line.clause.name[desk.language],
        "article": terms.cite_under(desk.house.law(), line.clause.source.id, desk.language),
        "tag": tag,
        "since": line.since,
    }


@at_desk("register", methods=FORM)
def review(desk: Desk, recipient: str) -> HttpResponse:
    each, said = listed_one(desk, recipient), sentences(desk.language).set
    questions = [(id_, said(text[desk.language])) for id_, text in read_sharing().questions.items()]
    first = {"following": desk.house.today() + YEAR}
    form = ReviewForm(desk.request.POST or None, initial=first, questions=questions)
    trouble = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            sharing.review(
                desk.house, desk.actor, recipient, data["shown"], following=data["following"], note=data["note"]
            )
        except GarantError as error:
            trouble = Trouble.of(error)
        else:
            return desk.go("recipient", recipient, done="reviewed")
    values = {"form": form, "third": each.third, "trouble": trouble}
    return desk.page("recipients/review.html", values, place=PLACE, status=422 if form.errors or trouble else 200)


@at_desk("check")
def clauses(desk: Desk, form: str, recipient: str = "") -> HttpResponse:
    """The clause pack, for the lawyer."""
    if form not in FORMS:
        raise NotFound("Clauses are given as html or md.")
    type_, ending = FORMS[form]
    body = sharing.clause_pack(desk.house, desk.actor, language=desk.language, form=form, recipient=recipient)
    headers = {"Content-Disposition": f'attachment; filename="{recipient or "contract"}-clauses.{ending}"'}
    return HttpResponse(body.encode(), content_type=type_, headers=headers)
