"""What the choices of the register's forms are: catalogues of the law, codes with their words, and what is declared."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from garant.law.findings import Section, plainly, read_findings, read_measures
from garant.law.phrases import read_phrases
from garant.law.purposes import GROUPS, read_purposes
from garant.law.sharing import read_sharing
from garant.web.office.fields import Chooser, Option, Options, Shelf
from garant.web.office.words import LANGUAGES, Text

BASES: dict[str, Text] = {
    "contract": gettext_lazy("contract"),
    "legal-obligation": gettext_lazy("legal obligation"),
    "legitimate-interest": gettext_lazy("legitimate interest"),
    "consent": gettext_lazy("consent"),
    "public-interest": gettext_lazy("public interest"),
    "vital-interests": gettext_lazy("vital interests"),
}
PERSONS: dict[str, Text] = {
    "customers": gettext_lazy("customers"),
    "prospects": gettext_lazy("prospects"),
    "visitors": gettext_lazy("visitors of the site"),
    "members": gettext_lazy("members"),
    "donors": gettext_lazy("donors"),
    "subscribers": gettext_lazy("subscribers"),
    "contacts": gettext_lazy("contacts in companies"),
    "customers-of-customers": gettext_lazy("our customers’ customers"),
    "requesters": gettext_lazy("people who ask about their data"),
    "applicants": gettext_lazy("applicants for a job"),
    "suppliers": gettext_lazy("suppliers"),
    "staff": gettext_lazy("staff"),
}
NATURES: dict[str, Text] = {
    "private": gettext_lazy("A company"),
    "association": gettext_lazy("An association"),
    "public": gettext_lazy("A public body"),
}
SIZES: dict[str, Text] = {
    "solo": gettext_lazy("One person"),
    "small": gettext_lazy("Fewer than 50 people"),
    "medium": gettext_lazy("50 to 249 people"),
    "large": gettext_lazy("250 people or more"),
}
DUTIES: dict[str, Text] = {
    "controller": gettext_lazy("We decide what for and how"),
    "joint-controller": gettext_lazy("We decide with somebody else"),
    "processor": gettext_lazy("We do it for a customer, on their instructions"),
}
AUTHORISATIONS: dict[str, Text] = {
    "specific": gettext_lazy("For each of them, in writing"),
    "general": gettext_lazy("In general, and told of each change"),
}
FATES: dict[str, Text] = {
    "return": gettext_lazy("They are returned"),
    "delete": gettext_lazy("They are erased"),
    "choice": gettext_lazy("Returned or erased, as the customer chooses"),
}
SENSITIVITIES: dict[str, Text] = {
    "no": gettext_lazy("No"),
    "potential": gettext_lazy("It can be, depending on use"),
    "indirect": gettext_lazy("It lets one guess something sensitive"),
    "special": gettext_lazy("Yes: health, opinions, belief, origin, sexual life, biometrics"),
    "offence": gettext_lazy("Yes: offences and convictions"),
    "forbidden": gettext_lazy("It may not be held"),
}
ROLE_KINDS: dict[str, Text] = {
    "staff": gettext_lazy("A team"),
    "manager": gettext_lazy("Managers"),
    "control": gettext_lazy("Control (accountant, auditor, data protection officer)"),
    "outside": gettext_lazy("Somebody outside, or a site"),
}
PLACES: dict[str, Text] = {
    "paper": gettext_lazy("Paper files"),
    "computer": gettext_lazy("A computer of ours"),
    "server": gettext_lazy("A server of ours"),
    "cloud": gettext_lazy("A service on the internet"),
    "external-disk": gettext_lazy("An external disk or key"),
    "third-party": gettext_lazy("At somebody else’s"),
}
DEVICES: dict[str, Text] = {
    "computer": gettext_lazy("computer"),
    "laptop": gettext_lazy("laptop"),
    "phone": gettext_lazy("phone"),
    "tablet": gettext_lazy("tablet"),
    "usb-key": gettext_lazy("USB key"),
    "external-disk": gettext_lazy("external disk"),
    "wireless": gettext_lazy("wireless equipment"),
}
STATES: dict[str, Text] = {
    "done": gettext_lazy("In place"),
    "planned": gettext_lazy("Planned"),
    "missing": gettext_lazy("Not in place"),
}
THIRD_ROLES: dict[str, Text] = {
    "processor": gettext_lazy("It works for you, as you tell it (a processor)"),
    "controller": gettext_lazy("It decides itself what it does with the data"),
    "joint-controller": gettext_lazy("You decide together"),
    "authority": gettext_lazy("It is an authority"),
}
LEVELS: dict[str, Text] = {
    "local": gettext_lazy("Local"),
    "national": gettext_lazy("National"),
    "federal": gettext_lazy("Federal"),
    "union": gettext_lazy("Of the European Union"),
}
AUTHORITIES: dict[str, Text] = {
    "judicial": gettext_lazy("Judicial"),
    "administrative": gettext_lazy("Administrative"),
}
FORMS: dict[str, Text] = {
    "web": gettext_lazy("A form on a site"),
    "paper": gettext_lazy("A paper form"),
    "phone": gettext_lazy("The telephone"),
    "email": pgettext_lazy("a way to collect", "E-mail"),
    "agreement": gettext_lazy("A contract or agreement"),
    "counter": gettext_lazy("The counter"),
}
EXPRESS: dict[str, Text] = {
    "written": gettext_lazy("In writing"),
    "oral": gettext_lazy("By word of mouth"),
    "electronic": gettext_lazy("On screen"),
}
IMPACTS: dict[str, Text] = {
    "required": gettext_lazy("Required, and still to do"),
    "done": gettext_lazy("Done"),
    "not-required": gettext_lazy("Not required"),
    "exempt": gettext_lazy("Exempt"),
}
USES: dict[str, Text] = {
    "exclusion-from-right": gettext_lazy("It keeps people from a service or a right"),
    "shared-loyalty": gettext_lazy("A loyalty programme shared with other companies"),
    "scoring": gettext_lazy("People are scored"),
    "enrichment": gettext_lazy("Data bought or got elsewhere are added"),
    "fraud-detection": gettext_lazy("It looks for fraud"),
    "risk-detection": gettext_lazy("It foresees who will not pay"),
    "misconduct": gettext_lazy("It keeps a list of misconduct"),
    "third-party-profiling": gettext_lazy("Profiles are built on data that others follow across sites"),
}
WITHOUT: dict[str, Text] = {
    "uses": gettext_lazy("None of these uses"),
    "recipients": gettext_lazy("Nobody outside receives the data"),
    "decisions": gettext_lazy("No program decides alone about anybody"),
}
NO_SITE: dict[str, Text] = {"sites": gettext_lazy("We have no site and no application")}
IDENTITIES: dict[str, Text] = {
    "doubt": gettext_lazy("Only if we have a reason to doubt"),
    "always": gettext_lazy("Always"),
}
TRACKERS: dict[str, Text] = {
    "none": gettext_lazy("None"),
    "consent": gettext_lazy("Set after consent only"),
    "refusal": gettext_lazy("Set at once; they can be refused afterwards"),
    "browser": gettext_lazy("Set at once; one refuses them in the browser"),
}
PHASES: dict[str, Text] = {
    "active": gettext_lazy("In daily use"),
    "archive": gettext_lazy("Set apart, for those who have to look"),
}
SECTORS: dict[str, Text] = {
    "retail": gettext_lazy("Shop"),
    "e-commerce": gettext_lazy("Web shop"),
    "association": gettext_lazy("Association"),
    "agency": gettext_lazy("Agency"),
    "publishing": gettext_lazy("Publisher"),
    "it-services": gettext_lazy("IT services"),
    "crafts": gettext_lazy("Craftsman"),
    "health": gettext_lazy("Health"),
    "education": gettext_lazy("Education"),
    "banking": gettext_lazy("Banking"),
    "insurance": gettext_lazy("Insurance"),
    "gambling": gettext_lazy("Gambling"),
    "other": gettext_lazy("Something else"),
}
GROUP_NAMES: dict[str, Text] = {
    "transaction": gettext_lazy("Selling and serving"),
    "secondary": gettext_lazy("Making oneself known, knowing customers better"),
    "legal": gettext_lazy("What the law asks"),
    "other": gettext_lazy("Other"),
}
SOURCES = ("form", "agreement", "email", "phone", "counter", "third-party", "observed", "inferred")
BASE_ARTICLES = {
    "consent": "6(1)(a)",
    "contract": "6(1)(b)",
    "legal-obligation": "6(1)(c)",
    "vital-interests": "6(1)(d)",
    "public-interest": "6(1)(e)",
    "legitimate-interest": "6(1)(f)",
}
DATA = ("identity", "contact", "transaction", "relation", "preference", "settlement", "economic", "behaviour")
MORE = ("work", "family", "security", "content", "note", "date", "special", "offence")
"""The first step of every category of data, the commonest first."""


def of(words: Mapping[str, Text]) -> Chooser:
    """Codes with their words."""
    return lambda _shelf: list(words.items())


def persons(shelf: Shelf) -> Options:
    return [*PERSONS.items()]


def purpose_kinds(shelf: Shelf) -> Options:
    """The catalogue of purposes, under its four headings."""
    known = read_purposes().values()
    return [(GROUP_NAMES[group], [(k.id, shelf.say(k.name)) for k in known if k.group == group]) for group in GROUPS]


def categories(shelf: Shelf) -> Options:
    """Every category of data that the law packs know, under what it is part of."""
    return [(heading(shelf, top), _under(shelf, top)) for top in (*DATA, *MORE)]


def _under(shelf: Shelf, top: str) -> list[Option]:
    codes = [code for code in shelf.law.words if code == top or code.startswith(f"{top}.")]
    return [
        (code, _("%(whole)s, in general") % {"whole": category(shelf, code)} if code == top else category(shelf, code))
        for code in sorted(codes)
    ]


def category(shelf: Shelf, code: str) -> str:
    return shelf.law.say(code, shelf.language)


def heading(shelf: Shelf, code: str) -> str:
    """What a category is part of: "Coordonnées" of "contact.email" (S0-04)."""
    return category(shelf, code.partition(".")[0])


def sources(shelf: Shelf) -> Options:
    phrases = read_phrases()
    return [(code, shelf.say(phrases.say(f"source.{code}"))) for code in SOURCES]


def clocks(shelf: Shelf) -> Options:
    words = read_phrases().words
    return [(c.removeprefix("clock."), shelf.say(said)) for c, said in words.items() if c.startswith("clock.")]


def retention_rules(shelf: Shelf) -> Options:
    rules = shelf.law.standards.retention.values()
    return [(r.id, f"{shelf.say(r.name)} ({shelf.law.cite(r.source.id, shelf.language)})") for r in rules]


def roles(shelf: Shelf) -> Options:
    return [(r.id, shelf.say(r.name, r.id)) for r in shelf.register.roles.values()]


def hands(shelf: Shelf) -> Options:
    """Who may collect or use: a team, or somebody outside."""
    outside = [(r.id, r.name) for r in shelf.register.recipients.values()]
    return [*roles(shelf), *outside]


def recipients(shelf: Shelf) -> Options:
    return [(r.id, r.name) for r in shelf.register.recipients.values()]


def joint(shelf: Shelf) -> Options:
    return [(r.id, r.name) for r in shelf.register.recipients.values() if r.role == "joint-controller"]


def places(shelf: Shelf) -> Options:
    """Where data are kept: declared places, and the stores that are none of them."""
    declared = [(p.id, p.name) for p in shelf.register.places.values()]
    tied = {p.store for p in shelf.register.places.values()} | set(shelf.register.places)
    return [*declared, *((name, _("store %(name)s") % {"name": name}) for name in shelf.stores if name not in tied)]


def stores(shelf: Shelf) -> Options:
    return [(name, name) for name in shelf.stores]


def services(shelf: Shelf) -> Options:
    return [(s.id, shelf.say(s.name, s.id)) for s in shelf.register.services.values()]


def forms(shelf: Shelf) -> Options:
    return [(f.id, shelf.say(f.name, f.id)) for f in shelf.register.forms.values()]


def activities(shelf: Shelf) -> Options:
    return [(a.id, shelf.say(a.name, a.id)) for a in shelf.register.activities.values()]


def measures(shelf: Shelf) -> Options:
    return [(m, measure(shelf, m)) for m in shelf.register.measures]


def measure(shelf: Shelf, code: str) -> str:
    """What a measure is called: in the catalogue, or else in the house's own words."""
    known, own = read_measures().get(code), shelf.register.measures.get(code)
    return shelf.say(known.name) if known else (own and own.note) or code


def open_measures(shelf: Shelf) -> Options:
    """The measures of the catalogue of which nothing is said yet, under what asks for them."""
    titles, left = read_findings().words, [m for m in read_measures().values() if m.id not in shelf.register.measures]
    sections: list[tuple[Section | None, str]] = [
        (code, shelf.say(titles[f"section.{code}"])) for code in ("paper", "electronic", "site")
    ]
    grouped = []
    for section, title in [*sections, (None, _("Other measures"))]:
        under = [(m.id, shelf.say(m.name)) for m in left if (m.sections[0] if m.sections else None) == section]
        if under:
            grouped.append((title, under))
    return grouped


def held(shelf: Shelf) -> Options:
    """The categories of data that the activity in hand holds; else those of all activities, or all that are common."""
    which = [shelf.activity] if shelf.activity else shelf.register.activities.values()
    codes = {i.category for a in which for i in a.items.values()} or set(DATA)
    return sorted(((c, category(shelf, c)) for c in codes), key=lambda pair: plainly(pair[1]))


def own_items(shelf: Shelf) -> Options:
    """The data of the activity in hand."""
    items = shelf.activity.items.values() if shelf.activity else ()
    return [(i.id, shelf.say(i.name) or category(shelf, i.category)) for i in items]


def own_kinds(shelf: Shelf) -> Options:
    """The kinds of purpose that any activity declares."""
    known, register = read_purposes(), shelf.register
    kinds = dict.fromkeys(p.kind for a in register.activities.values() for p in a.purposes.values())
    return [(k, shelf.say(known[k].name)) for k in kinds if k in known]


def of_sharing(part: str) -> Chooser:
    """What the terms of sharing name: "kinds", "safeguards", "undertakings"."""
    return lambda shelf: [(code, shelf.say(each.name)) for code, each in getattr(read_sharing(), part).items()]


def clauses(shelf: Shelf) -> Options:
    """The clauses of a contract, by their number."""
    return [(c.id, f"{c.number} {shelf.say(c.name)}") for c in read_sharing().clauses.values()]


def questions(shelf: Shelf) -> Options:
    """What a supplier is asked, each about one measure."""
    known = read_measures()
    return [(code, shelf.say(known[code].name) if code in known else code) for code in read_sharing().questions]


def own_purposes(shelf: Shelf) -> Options:
    """The purposes of the activity in hand; else those of all of them."""
    which = [shelf.activity] if shelf.activity else shelf.register.activities.values()
    return [(p.id, shelf.say(p.name, p.id)) for a in which for p in a.purposes.values()]


def told(prefix: str) -> Chooser:
    """Codes whose words stand with the findings ("promise", "notice", "embed")."""

    def choose(shelf: Shelf) -> Options:
        words = read_findings().words
        return [(c.partition(".")[2], shelf.say(w)) for c, w in words.items() if c.startswith(f"{prefix}.")]

    return choose


def revealing(shelf: Shelf) -> Options:
    """Special categories that a purchase may let one guess."""
    return [(c, category(shelf, c)) for c in sorted(shelf.law.words) if c.startswith("special.")]


def languages(shelf: Shelf) -> Options:
    return [*LANGUAGES.items()]


def territories(shelf: Shelf) -> Options:
    """The places whose law the packs know."""
    return [(t.id, shelf.say(t.name, t.id)) for t in shelf.law.territories.values()]


def rulesets(shelf: Shelf) -> Options:
    return [(r.id, shelf.say(r.name, r.id)) for r in shelf.law.rulesets.values()]


def duties(shelf: Shelf) -> Options:
    """What the law makes one keep for years."""
    return [(d.id, shelf.say(d.name)) for d in shelf.law.duties.values()]


def results(shelf: Shelf) -> Options:
    """What a review of a supplier ends in."""
    return [(code, read_sharing().say(f"review.{code}", shelf.language)) for code in ("good", "gaps", "bad")]
