"""The articles that the office shows: of the law of the place, or none where it has none in their stead."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from garant.law.provisions import Law
from garant.press.sentences import OF_THE_UNION

ARTICLE = ", art. "


def cited(law: Law, sources: Iterable[str], language: str) -> str:
    """Articles side by side, the name of a text once: "RGPD, art. 12(6) et 32". Empty if the law knows none of them."""
    texts = dict.fromkeys(law.cite(source, language) for source in sources if law.source_of(source) is not None)
    laws: dict[str, list[str]] = {}
    for text in texts:
        name, sign, article = text.partition(ARTICLE)
        laws.setdefault(f"{name}{sign}", []).append(article)
    return " · ".join(f"{name}{_several(articles)}" for name, articles in laws.items())


def under(law: Law, text: object) -> str:
    """Words of ours as this law lets them be said: without the articles of the Union in brackets, where it has none."""
    return str(text) if law.source_of("gdpr/44") is not None else OF_THE_UNION.sub("", str(text))


def _several(articles: list[str]) -> str:
    *first, last = articles
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
