"""The short forms of the organisation, and of what its activities name: teams, places, forms, services, notices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from garant.web.office import catalogues as c
from garant.web.office.entries import Sheet
from garant.web.office.fields import Choice, Day, Field, Many, Tick, Whole, Words, YesNo
from garant.web.office.keyed_fields import Country

NAME = Words(at="name", label=_("Name"), needed=True, hint=_("In the words your customers would use."))

# ── the organisation ────────────────────────────────────────────────────────────────────────────────────────────────

MAIL = r"[^@\s]+@[^@\s]+"
NO_MAIL = _("The @ or what follows it is missing: write for example data@shop.example.")
ORGANISATION = Sheet(
    _("The organisation"),
    _("The organisation"),
    words=_("Who answers for it all. The contact stands at the head of everything that leaves your house."),
    fields=(
        Field(at="name", label=_("Name"), needed=True),
        Field(
            at="contact",
            label=_("Whom do people write to about their data?"),
            hint=_("An e-mail address that somebody reads. For example: data@shop.example."),
            needed=True,
            pattern=MAIL,
            wrong=NO_MAIL,
        ),
        Field(at="address", label=_("Address"), rows=3),
        Field(at="phone", label=_("Phone")),
        Choice(at="place", label=_("Where are you established?"), needed=True, choices=c.territories),
        Choice(
            at="nature",
            under=_("What you are"),
            label=_("What are you?"),
            choices=c.of(c.NATURES),
            nothing=_("Not said yet"),
        ),
        Choice(
            at="size",
            label=_("How many are you?"),
            hint=_("It decides how much Garant asks of you."),
            choices=c.of(c.SIZES),
            nothing=_("Not said yet"),
        ),
        Whole(at="staff", label=_("Exactly"), hint=_("How many people work with you.")),
        Choice(at="sector", label=_("In which trade?"), choices=c.of(c.SECTORS), nothing=_("Not said yet")),
        Field(
            at="year_end",
            under=_("How you work"),
            label=_("When does your financial year end?"),
            hint=_("Month and day: 12-31."),
            pattern=r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
            wrong=_("This is no month and day: write 12-31 for 31 December."),
        ),
        Choice(
            at="identity",
            label=_("When do you ask who somebody is?"),
            choices=c.of(c.IDENTITIES),
            nothing=_("Not said yet"),
        ),
        Many(at="promises", label=_("What do you promise in public?"), choices=c.told("promise")),
        Many(at="without", label=_("What is there none of?"), choices=c.of(c.NO_SITE)),
        Many(at="languages", label=_("In which languages do you speak to people?"), choices=c.languages),
    ),
)
CONTACT = (
    Field(at="name", label=_("Name"), needed=True),
    Field(at="company", label=_("Company"), hint=_("If they are not of your house.")),
    Field(at="email", label=pgettext_lazy("a way to collect", "E-mail"), pattern=MAIL, wrong=NO_MAIL),
    Field(at="phone", label=_("Phone")),
    Field(at="address", label=_("Address"), rows=3),
    Country(at="country", label=_("Country")),
)
DPO = Sheet(
    _("The data protection officer"),
    _("The data protection officer"),
    words=_("Named to the authority, and to whoever asks (GDPR, art. 37(7))."),
    anchor="dpo",
    fields=CONTACT,
)
REPRESENTATIVE = Sheet(
    _("The representative in the Union"),
    _("The representative in the Union"),
    words=_("For an organisation established outside the Union (GDPR, art. 27)."),
    anchor="representative",
    fields=CONTACT,
)
ESTABLISHMENT = Sheet(_("An establishment"), _("Add an establishment"), anchor="establishments", fields=CONTACT)
SITE = Sheet(
    _("A site"),
    _("Add a site"),
    words=_("A web site of yours. It covers its sub-domains."),
    short="domain",
    anchor="sites",
    fields=(
        Field(at="domain", label=_("Domain"), needed=True, hint=_("For example: shop.example.")),
        Many(at="embeds", label=_("What of others do its pages bring in?"), choices=c.told("embed")),
        Choice(at="trackers", label=_("Trackers"), choices=c.of(c.TRACKERS), nothing=_("Not said yet")),
    ),
)

# ── what activities name ────────────────────────────────────────────────────────────────────────────────────────────

ROLE = Sheet(
    _("A team"),
    _("Add a team"),
    words=_("Who collects or uses data in your house: sales, accounts, the site. A team, not a person."),
    short="name",
    fields=(
        NAME,
        Choice(at="kind", label=_("What is it?"), choices=c.of(c.ROLE_KINDS), nothing=c.ROLE_KINDS["staff"]),
        Many(at="manages", label=_("Who works under it?"), choices=c.roles),
        Whole(at="people", label=_("How many people?")),
        Day(at="trained", label=_("Trained on"), hint=_("The last time they were told how to handle people’s data.")),
        Day(at="until", label=_("Access until"), hint=_("For an access that has an end: an auditor’s.")),
        Tick(at="confidentiality", label=_("They signed to keep it to themselves")),
    ),
)
FORM = Sheet(
    _("A form"),
    _("Add a form"),
    words=_("Where data come in: a form on your site, a paper slip, the telephone."),
    fields=(
        NAME,
        Choice(at="kind", label=_("What is it?"), needed=True, choices=c.of(c.FORMS)),
        Choice(at="activity", label=_("For which activity?"), needed=True, choices=c.activities),
        Many(at="purposes", label=_("For what reason?"), choices=c.own_purposes),
        Field(at="url", label=_("Address of the page"), hint=_("For example: https://shop.example/contact")),
        YesNo(at="objection", label=_("Can one refuse there to be written to?")),
    ),
)
SERVICE = Sheet(
    _("A service"),
    _("Add a service"),
    words=_("What you sell or do. Purposes are tied to it."),
    short="name",
    fields=(
        NAME,
        Day(at="until", label=_("Until"), hint=_("If you have stopped it.")),
        Many(
            at="reveals",
            label=_("What does having bought it let one guess?"),
            hint=_("Something sensitive: a diet lets one guess a belief, a size one’s health."),
            choices=c.revealing,
        ),
    ),
)
NOTICE = Sheet(
    _("A notice"),
    _("Add a notice"),
    words=_("What people are told today, as it is: it will be compared with what they have to be told."),
    fields=(
        NAME,
        Many(at="forms", label=_("On which forms?"), choices=c.forms),
        Many(at="says", label=_("What does it say?"), choices=c.told("notice")),
        Words(at="text", label=_("Its text"), rows=6, most=20000),
        Field(at="url", label=_("Address of the page")),
        Day(at="since", label=_("Since")),
    ),
)
