"""How people's data come in: who is still to be told, the script that is read out, and that they were told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import collected, staff
from garant.actions.collected import Arrival
from garant.errors import GarantError, NotFound
from garant.law.phrases import read_phrases
from garant.law.provisions import NoRule
from garant.ledger.collected import Entry
from garant.press.arrivals import statement
from garant.press.sentences import sentences
from garant.rules.collection import Collection, collection
from garant.rules.informing import FORMS, HOW, OTHERS
from garant.rules.processing import Form
from garant.web import tags
from garant.web.office import trail, words
from garant.web.office.collection_forms import KINDS, SOURCES, WAYS, EntryForm, SourceForm, ToldForm
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import Choices

PLACE = "collection"
TOLD: dict[str, words.Text] = {
    "orally": gettext_lazy("Informed orally"),
    "in-writing": gettext_lazy("Informed in writing"),
    "by-email": gettext_lazy("Informed by e-mail"),
}


# ── who is to be told ──────────────────────────────────────────────────────────────────────────────────────────────


@at_desk()
def page(desk: Desk) -> HttpResponse:
    open_, told = collected.waiting(desk.house, desk.actor), collected.latest(desk.house, desk.actor)
    late = collected.count(desk.house).late
    values = {
        "headline": _headline(len(open_), late),
        "waiting": [_line(desk, entry) for entry in open_],
        "told": [_line(desk, entry) for entry in told],
    }
    return desk.page("collection/list.html", values, place=PLACE)


def _headline(open_: int, late: int) -> str:
    if late:
        text = ngettext(
            "%(n)s person should have been told already.", "%(n)s people should have been told already.", late
        )
        return text % {"n": tags.number(late)}
    if open_:
        text = ngettext("%(n)s person is still to be told.", "%(n)s people are still to be told.", open_)
        return text % {"n": tags.number(open_)}
    return _("Everybody whose data came in has been told.")


def _line(desk: Desk, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "who": _who(entry),
        "source": SOURCES[entry.entry][0],
        "place": _place_of(desk, entry),
        "collected": entry.collected,
        "tag": _tag(desk, entry),
    }


def _who(entry: Entry) -> str:
    if entry.person is None:
        return _("Erased")
    return entry.person.name or entry.person.value


def _place_of(desk: Desk, entry: Entry) -> str:
    """The form's name as the register has it now, else the activity's; their ids where they are gone."""
    register, lang = desk.house.declared(), desk.language
    if entry.form:
        return _named(register.forms[entry.form].name, lang) if entry.form in register.forms else entry.form
    known = register.activities.get(entry.activity)
    return _named(known.name, lang) if known else entry.activity


def _named(name: Any, language: str) -> str:
    return str(name.get(language) or next(iter(name.values()), ""))


def _tag(desk: Desk, entry: Entry) -> words.Tag:
    today = desk.house.today()
    if entry.told:
        return words.Tag("done", "check", TOLD[entry.way])
    if entry.person is None:
        return words.Tag("", "check", _("Erased at their request, or at its end"))
    if entry.letter:
        return words.Tag("wait", "clock", _("The notice is on its way"))
    if entry.due is None:
        return words.Tag("wait", "clock", _("No date is known here"))
    day = tags.short_day(entry.due, today)
    if entry.due < today:
        return words.Tag("late", "warn", _("Was to be told by %(day)s") % {"day": day})
    return words.Tag("near" if entry.due == today else "wait", "clock", _("To be told by %(day)s") % {"day": day})


# ── enter ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("collect", methods=FORM)
def enter(desk: Desk) -> HttpResponse:
    """By what and for what; then the information, before anything is taken down, and whose data they are."""
    asked = desk.request.GET
    ours = desk.house.organisation.language
    first = SourceForm(asked if asked.get("source") else None, places=_places(desk), initial={"spoken": ours})
    form = _chosen(desk, first)
    if form is None:
        values = {"form": first, "sources": _sources(first)}
        return desk.page("collection/source.html", values, place=PLACE, status=422 if first.errors else 200)
    return _enter(desk, first.cleaned_data["source"], first.cleaned_data["spoken"] or ours, form)


def _enter(desk: Desk, source: str, language: str, form: Form) -> HttpResponse:
    entering = EntryForm(
        desk.request.POST or None,
        entry=source,
        today=desk.house.today(),
        givers=[(r.id, r.name) for r in desk.house.declared().recipients.values()],
        ways=_ways(source),
    )
    trouble = None
    if entering.is_valid():
        try:
            entry = collected.record(desk.house, desk.actor, _arrival(source, language, form, entering))
            if way := entering.cleaned_data["told"]:
                day = desk.house.today() if source in OTHERS else entry.collected
                collected.told(desk.house, desk.actor, entry, way, on=day)
            return desk.go("collected", entry.id, done="told" if way else "entered")
        except GarantError as error:
            trouble = Trouble.of(error)
    drawn = collection(desk.house.declared(), form, desk.house.law(), read_phrases(), entry=source)
    values = {
        "form": entering,
        "trouble": trouble,
        "source": SOURCES[source][0],
        "place": _named(form.name, desk.language),
        **_information(desk, drawn, language),
    }
    status = 422 if entering.errors or trouble else 200
    return desk.page("collection/enter.html", values, place=PLACE, status=status)


def _arrival(source: str, language: str, form: Form, entering: EntryForm) -> Arrival:
    data = entering.cleaned_data
    return Arrival(
        kind=data["kind"],
        value=data["value"],
        entry=source,
        collected=data["collected"],
        form=form.id,
        activity=form.activity,
        name=data["name"],
        reference=data.get("reference", ""),
        giver=data.get("giver", ""),
        language=language,
        first=data.get("first"),
    )


def _places(desk: Desk) -> Choices:
    """Declared forms, then activities whose data come in without one."""
    register, lang = desk.house.declared(), desk.language
    forms = [(f"form:{f.id}", _named(f.name, lang)) for f in register.forms.values()]
    activities = [
        (f"activity:{a.id}", _("Without a form, for: %(activity)s") % {"activity": _named(a.name, lang)})
        for a in register.activities.values()
    ]
    return [*forms, *activities]


def _chosen(desk: Desk, first: SourceForm) -> Form | None:
    """The form that the first question names, if it is of that source; else what is wrong stands beside it."""
    if not first.is_valid():
        return None
    source, (kind, _colon, id_) = first.cleaned_data["source"], first.cleaned_data["place"].partition(":")
    form = collected.of_register(desk.house, id_ if kind == "form" else "", id_ if kind == "activity" else "", source)
    if form.id and FORMS[form.kind] != source:
        first.add_error("place", _("This form is of another kind. Choose one that fits, or the activity."))
        return None
    return form


def _sources(first: SourceForm) -> list[dict[str, Any]]:
    chosen = first["source"].value()
    return [{"code": c, "name": n, "hint": h, "chosen": c == chosen} for c, (n, h) in SOURCES.items()]


def _ways(source: str) -> Choices:
    return [(way, WAYS[way]) for code, ways in HOW.items() if code == source for way in ways]


def _information(desk: Desk, drawn: Collection, language: str) -> dict[str, Any]:
    said = sentences(language).set
    return {
        "lines": [said(line.get(language) or line["fr"]) for line in drawn.notice],
        "boxes": [said(box.words.get(language) or box.words["fr"]) for box in drawn.boxes],
        "lacks": [line.get(desk.language) or line["fr"] for line in drawn.lacks],
        "spoken": drawn.spoken,
        "spoken_in": language,
    }


# ── one entry ──────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk()
def one(desk: Desk, entry: UUID) -> HttpResponse:
    return _one(desk, collected.by_id(desk.house, desk.actor, entry))


def _one(desk: Desk, entry: Entry, form: ToldForm | None = None, trouble: Trouble | None = None) -> HttpResponse:
    people = {p.id: p.name for p in staff.all(desk.house, desk.actor)}
    due = collected.due(desk.house, entry)
    law, lang = desk.house.law(), desk.language
    values: dict[str, Any] = {
        "entry": entry,
        "line": _line(desk, entry),
        "kind": KINDS.get(entry.person.kind, entry.person.kind) if entry.person else "",
        "said": statement(collected.said(desk.house, entry), lang),
        "at_once": not isinstance(due, NoRule) and due.at_once,
        "article": law.say("no-rule.ask", lang) if isinstance(due, NoRule) else law.cite(due.source.id, lang),
        "by": trail.author(entry.by, people),
        "told_by": trail.author(entry.told_by, people) if entry.told_by else "",
        "language_words": words.LANGUAGES.get(entry.language, entry.language),
        "trouble": trouble,
    }
    if entry.open:
        values |= _to_tell(desk, entry, form)
    status = 422 if (form is not None and form.errors) or trouble else 200
    return desk.page("collection/entry.html", values, place=PLACE, status=status)


def _to_tell(desk: Desk, entry: Entry, form: ToldForm | None) -> dict[str, Any]:
    try:
        drawn = _information(desk, collected.notice(desk.house, entry), entry.language)
    except NotFound as gone:  # the form or activity was taken out of the register meanwhile
        return {"trouble": Trouble.of(gone), "form": form or _told_form(desk, entry)}
    mailed = entry.person is not None and entry.person.kind == "email"
    return {
        **drawn,
        "form": form or _told_form(desk, entry),
        "mails": mailed and entry.letter is None and not drawn["lacks"],
    }


def _told_form(desk: Desk, entry: Entry, data: Any = None) -> ToldForm:
    return ToldForm(data, ways=_ways(entry.entry), today=desk.house.today(), since=entry.collected)


@at_desk("collect", methods=DEED)
def told(desk: Desk, entry: UUID) -> HttpResponse:
    found = collected.by_id(desk.house, desk.actor, entry)
    form = _told_form(desk, found, desk.request.POST)
    if not form.is_valid():
        return _one(desk, found, form)
    collected.told(desk.house, desk.actor, found, form.cleaned_data["way"], on=form.cleaned_data["on"])
    return desk.go("collected", entry, done="told")


@at_desk("collect", methods=DEED)
def send(desk: Desk, entry: UUID) -> HttpResponse:
    found = collected.by_id(desk.house, desk.actor, entry)
    try:
        collected.send(desk.house, desk.actor, found)
    except GarantError as error:
        return _one(desk, found, trouble=Trouble.of(error))
    return desk.go("collected", entry, done="notice")
