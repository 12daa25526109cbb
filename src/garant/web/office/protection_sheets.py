"""The short forms of what protects data: measures, machines, places, backups, the rule for passwords (art. 32)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from garant.web.office import catalogues as c
from garant.web.office.entries import Sheet
from garant.web.office.fields import Choice, Day, Field, Many, Tick, Whole, YesNo
from garant.web.office.keyed_fields import Country

STATE = (
    Choice(at="state", label=_("How far is it?"), choices=c.of(c.STATES), nothing=c.STATES["done"]),
    Choice(
        at="owner",
        label=_("Who answers for it?"),
        hint=_("A team or a function, not a person: people change."),
        choices=c.roles,
        nothing=_("Not said yet"),
    ),
    Day(at="since", label=_("In place since")),
    Day(at="due", label=_("To be in place by"), hint=_("If it is planned.")),
)
MEASURE = Sheet(
    _("A measure"),
    _("Add a measure"),
    words=_("What protects the data: a cabinet that locks, a password, an update."),
    fields=(
        *STATE,
        Field(
            at="note",
            label=_("In your words"),
            hint=_("For example: The cabinet of the office; the key is at the till."),
            rows=2,
            most=1000,
        ),
    ),
)
NEW_MEASURE = Sheet(
    _("A measure"),
    _("Add a measure"),
    words=MEASURE.words,
    coded="id",
    naming="note",
    fields=(
        Choice(
            at="id",
            label=_("Which one?"),
            hint=_("Those of the catalogue of which nothing is said yet."),
            choices=c.open_measures,
            nothing=_("Another one, which I name below"),
        ),
        Field(
            at="note",
            label=_("In your words"),
            hint=_("A name if it is another one; or else where, how, with whom. For example: A camera at the door."),
            rows=2,
            most=1000,
        ),
        *STATE,
    ),
)
"""A measure is chosen from the catalogue; only one that is not there is named."""
DEVICE = Sheet(
    _("A machine or medium"),
    _("Add a machine or medium"),
    words=_("What holds data and can be lost or stolen: a laptop, a telephone, a USB key."),
    anchor="devices",
    fields=(
        Field(at="name", label=_("Name"), needed=True, hint=_("For example: The laptop of the till.")),
        Choice(at="kind", label=_("What is it?"), needed=True, choices=c.of(c.DEVICES)),
        Choice(at="owner", label=_("Who answers for it?"), choices=c.roles, nothing=_("Not said yet")),
        YesNo(at="password", label=_("Does it ask for a password or a code?")),
        YesNo(
            at="encrypted",
            label=_("Is it encrypted?"),
            hint=_("BitLocker on Windows, FileVault on a Mac. Telephones are, once they have a code."),
        ),
        YesNo(
            at="remote_wipe",
            label=_("Can it be wiped from afar?"),
            hint=_("“Find my device”, for a telephone or a tablet."),
        ),
        YesNo(at="antivirus", label=_("Has it an antivirus?")),
        Many(at="holds", label=_("What does it hold?"), choices=c.held, under=_("The data on it")),
    ),
)
PLACE = Sheet(
    _("A place"),
    _("Add a place"),
    words=_("Where data are kept: a cabinet, a computer, a service on the internet."),
    fields=(
        Field(at="name", label=_("Name"), needed=True, hint=_("For example: The cabinet in the office.")),
        Choice(at="kind", label=_("What is it?"), needed=True, choices=c.of(c.PLACES)),
        Choice(at="store", label=_("Which store of Garant is it?"), choices=c.stores, nothing=_("None")),
        Country(at="country", label=_("Country"), hint=_("Where the machines stand. For example: Ireland.")),
        Choice(at="recipient", label=_("At whose place?"), choices=c.recipients, nothing=_("Ours")),
        Many(at="measures", label=_("How is it protected?"), choices=c.measures),
    ),
)
BACKUP = Sheet(
    _("A backup"),
    _("Add a backup"),
    words=_("A copy that is kept in case something is lost. What was erased lives on in it until it goes itself."),
    anchor="backups",
    naming="of",
    fields=(
        Many(at="of", label=_("Of what?"), needed=True, choices=c.places),
        Field(
            at="location",
            label=_("Where is it kept?"),
            hint=_("Away from what it copies. For example: The bank’s safe."),
        ),
        YesNo(at="locked", label=_("Is it locked away?")),
        YesNo(at="encrypted", label=_("Is it encrypted?")),
        Whole(at="days", label=_("How many days does the oldest copy live?"), hint=_("For example: 30.")),
        Day(at="tested", label=_("Last restored for a test on")),
    ),
)
PASSWORDS = Sheet(
    _("The rule for passwords"),
    _("The rule for passwords"),
    words=_("What you ask of whoever opens your files: twelve signs at least, as Garant asks of your staff."),
    anchor="passwords",
    fields=(
        Whole(at="length", label=_("How many signs at least?"), needed=True, hint=_("For example: 12.")),
        Tick(at="second_factor", label=_("A second factor is asked for: a code, a key")),
        Tick(at="renewed_after_leak", label=_("They are changed after a leak"), default=True),
    ),
)
