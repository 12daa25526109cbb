"""Free text in a plan: it may name others, and what is erased unread can never be handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions.drawing import Place3, TextChoice
from garant.actions.plans import Shown, Text
from garant.web import tags
from garant.web.office import words
from garant.web.office.desk import Desk


def named(desk: Desk, store: str, table: str, column: str) -> dict[str, str]:
    known = desk.house.register().maps[store].tables[table].columns[column]
    return {
        "store": store,
        "table": table,
        "place": f"{table}.{column}",
        "words": known.words.get(desk.language, ""),
    }


def choices(desk: Desk, text: Text) -> dict[str, Any]:
    """A text that is asked for and that the same plan erases, with the three things that can be done."""
    return {
        **named(desk, *text.place),
        "count": _counted(text),
        "key": _key(text),
        "choices": [{"code": code, "words": said, "chosen": code == text.choice} for code, said in TEXTS.items()],
    }


def _counted(text: Text) -> str:
    return ngettext("%(n)s text", "%(n)s texts", text.count) % {"n": tags.number(text.count)}


TEXTS: dict[TextChoice, words.Text] = {
    "wait": gettext_lazy("Hold back, and erase nothing of it until that is decided"),
    "hand-over": gettext_lazy("I have read it: hand it over, then erase it"),
    "erase": gettext_lazy("Hold back, and erase it unread by the person"),
}


def _key(text: Text) -> str:
    return "text:" + ".".join(text.place)


def chosen(shown: Shown | None, data: Mapping[str, str]) -> dict[Place3, TextChoice]:
    """What was chosen for each text; what nobody chose for waits."""
    found: dict[Place3, TextChoice] = {}
    for text in shown.texts if shown else ():
        choice = next((code for code in TEXTS if code == data.get(_key(text))), None)
        if choice is not None:
            found[text.place] = choice
    return found


def checks(shown: Shown) -> list[tuple[str, str]]:
    """What becomes of each text that the person asks for and that is erased: none goes unsaid (art. 15(4))."""
    told = {
        "wait": (
            "check",
            _("%(place)s: %(n)s not handed over, and not erased before that is decided. The answer is partial."),
        ),
        "hand-over": ("check", _("%(place)s: %(n)s handed over, then erased.")),
        "erase": ("warn", _("%(place)s: %(n)s not handed over, and erased. The person will never read it.")),
    }
    found = []
    for text in shown.texts:
        icon, said = told[text.choice]
        found.append((icon, said % {"place": f"{text.table}.{text.column}", "n": _counted(text)}))
    return found
