"""The short forms of whoever receives data: who it is, where the data go, what binds it, how it was looked at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from garant.web.office import catalogues as c
from garant.web.office.entries import Sheet
from garant.web.office.fields import Choice, Day, Field, Many
from garant.web.office.keyed_fields import Countries, Country, Dated

RECIPIENT = Sheet(
    _("A recipient"),
    _("Add a recipient"),
    words=_("Somebody outside your house who receives data, or gives you some: a carrier, a host, an accountant."),
    fields=(
        Field(at="name", label=_("Name"), needed=True, hint=_("As on its bills. For example: Messageries Sabran.")),
        Choice(
            at="role",
            label=_("What does it do with the data?"),
            hint=_("A carrier, a host, an accountant mostly work for you. A bank or a marketplace decides itself."),
            needed=True,
            choices=c.of(c.THIRD_ROLES),
        ),
        Choice(
            at="kind",
            label=_("What is it?"),
            hint=_("It says what the law asks of it, and on which grounds it may be given data."),
            choices=c.of_sharing("kinds"),
            nothing=_("None of these, or not said yet"),
        ),
        Field(
            at="contact",
            label=_("Where does one write to it about data?"),
            hint=_("Its e-mail, if it has one: Garant then writes to it when data must be erased."),
        ),
        Field(at="address", label=_("Address"), rows=3),
        Country(
            at="country",
            label=_("Country"),
            hint=_("Where it is established. For example: France."),
            under=_("Where the data go"),
        ),
        Countries(
            at="countries",
            label=_("Other countries"),
            hint=_("Where its own suppliers keep the data, one a line. Its contract names them."),
        ),
        Choice(
            at="safeguard",
            label=_("What protects the data outside the Union?"),
            hint=_("Only if a country above is outside it (GDPR, art. 44 to 49). Its contract says which."),
            choices=c.of_sharing("safeguards"),
            nothing=_("Nothing yet, or no need"),
        ),
        Field(
            at="document",
            label=_("Where does the proof lie?"),
            hint=_("For example: Contracts binder, annex 3, signed on 4 May 2026."),
        ),
        Choice(
            at="fallback",
            label=_("What would protect them if that fell?"),
            hint=_("A decision may be set aside by the courts, as two were for the United States."),
            choices=c.of_sharing("safeguards"),
            nothing=_("Nothing yet"),
        ),
        Many(
            at="need",
            label=_("Which data does it need?"),
            hint=_("Nothing else may be given to it (GDPR, art. 5(1)(c))."),
            choices=c.held,
            under=_("What it may get"),
        ),
        Field(
            at="certification",
            label=_("Which certificate does it show?"),
            hint=_("A payment provider shows PCI DSS. For example: PCI DSS 4.0, until March 2027."),
        ),
        Dated(
            at="undertakings",
            label=_("What has it signed besides its contract?"),
            hint=_("The day on which it signed; leave it empty if it did not."),
            choices=c.of_sharing("undertakings"),
        ),
        Choice(
            at="level",
            label=_("Of which level?"),
            choices=c.of(c.LEVELS),
            nothing=_("Not said yet"),
            under=_("If it is an authority"),
        ),
        Choice(at="nature", label=_("Of which nature?"), choices=c.of(c.AUTHORITIES), nothing=_("Not said yet")),
    ),
)
CONTRACT = Sheet(
    _("The contract"),
    _("Add the contract"),
    words=_("What binds it to you. Without a signed contract nothing may be given to whoever works for you."),
    anchor="contract",
    fields=(
        Field(at="reference", label=_("Reference"), hint=_("Its number, or where it lies. For example: C-12.")),
        Day(at="signed", label=_("Signed on")),
        Day(at="until", label=_("Until"), hint=_("If it has an end.")),
        Many(
            at="purposes",
            label=_("What does it allow the data for?"),
            hint=_("As the contract says. Nothing else may be asked of it, nor given to it."),
            choices=c.own_kinds,
        ),
        Dated(
            at="clauses",
            label=_("Which clauses does it hold?"),
            hint=_("Tick those that you find in it; the day is that of the contract or of its amendment."),
            choices=c.clauses,
            loose=True,
            under=_("Its clauses (GDPR, art. 28(3))"),
        ),
        Day(
            at="audit",
            label=_("When do you mean to audit it?"),
            hint=_("If the contract gives you that right."),
            under=_("An audit"),
        ),
    ),
)
REVIEW = Sheet(
    _("A review"),
    _("Add a review"),
    words=_("A look at how it protects the data."),
    anchor="reviews",
    naming="done",
    fields=(
        Day(at="done", label=_("Looked at on"), needed=True),
        Choice(at="result", label=_("What came of it?"), needed=True, choices=c.results),
        Many(at="measures", label=_("What has it shown?"), choices=c.questions),
        Day(at="next", label=_("When to look again")),
        Field(at="note", label=_("Note"), rows=3, most=2000),
    ),
)
