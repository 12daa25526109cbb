"""What each short form of the register asks: its fields, their help and examples. `entries.py` does the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from garant.errors import NotFound
from garant.web.office import catalogues as c
from garant.web.office import house_sheets as house
from garant.web.office import protection_sheets as protection
from garant.web.office import recipient_sheets as recipient
from garant.web.office.entries import NEW, Place, Sheet
from garant.web.office.fields import Choice, Day, Field, Many, Tick, Whole, Words, YesNo
from garant.web.office.keyed_fields import YesNoEach
from garant.web.office.words import Text

Key = tuple[str, ...]

# ── activities and their parts ──────────────────────────────────────────────────────────────────────────────────────

ACTIVITY = Sheet(
    _("The activity"),
    _("Add an activity"),
    words=_("One thing you do with people’s data: keeping customers’ orders, sending a newsletter, paying salaries."),
    fields=(
        Words(
            at="name", label=_("Name"), needed=True, hint=_("For example: Managing customers. Newsletter. Accounts.")
        ),
        Many(at="persons", label=_("Whose data?"), choices=c.persons),
        Choice(at="role", label=_("In which part?"), choices=c.of(c.DUTIES), nothing=c.DUTIES["controller"]),
        Choice(
            at="owner",
            label=_("Who answers for it in your house?"),
            hint=_("A team or a function, not a person: people change."),
            choices=c.roles,
            nothing=_("Not said yet"),
        ),
        Words(
            at="source",
            label=_("Where do the data come from?"),
            hint=_("As a person will read it: “You, when you order.”"),
        ),
        Many(at="services", label=_("Which of your services is it for?"), choices=c.services),
        Many(
            at="recipients",
            under=_("Who else has the data"),
            label=_("Who else receives the data?"),
            hint=_("Outside your house, for the whole activity: a host, a carrier, an accountant."),
            choices=c.recipients,
        ),
        Many(at="joint_with", label=_("With whom do you decide?"), choices=c.joint),
        YesNo(at="transfers", label=_("Do data leave the European Union, or your country if it is outside it?")),
        Field(
            at="software",
            under=_("How it is done"),
            label=_("Software"),
            hint=_("The program it is done with, if it has a name."),
        ),
        Many(at="follows", label=_("Which reference does it follow?"), choices=c.rulesets),
        Many(at="uses", label=_("Is any of this so?"), choices=c.of(c.USES)),
        Many(
            at="without",
            label=_("What is there none of?"),
            hint=_(
                "Tick it once you have looked. Until then it counts as not said, and no report says that all is well."
            ),
            choices=c.of(c.WITHOUT),
        ),
        Choice(
            at="impact",
            under=_("Its risks"),
            label=_("Impact assessment"),
            choices=c.of(c.IMPACTS),
            nothing=_("Not looked at yet"),
        ),
        Words(at="impact_reason", label=_("Why so?")),
        Many(at="measures", label=_("Measures beyond those of the whole house"), choices=c.measures),
        Tick(at="occasional", label=_("It happens now and then only")),
        Field(
            at="declaration",
            under=_("Its dates"),
            label=_("Declaration or authorisation"),
            hint=_("The number that the authority gave. In the Union an old one, from before 2018."),
        ),
        Day(at="created", label=_("Begun on")),
        Day(
            at="reviewed", label=_("Read again on"), hint=_("The day on which somebody last checked that this is true.")
        ),
    ),
)
FIRST = Sheet(
    _("The activity"),
    _("Add an activity"),
    words=_(
        "A name, whose data, and one reason are enough to begin. Everything else is asked later, one thing at a time."
    ),
    fields=(
        *(field for field in ACTIVITY.fields if field.at in ("name", "persons", "role")),
        Words(
            at="purposes.first.name",
            label=_("What for?"),
            needed=True,
            hint=_("One reason. For example: Delivering orders. You add others afterwards."),
        ),
        Choice(at="purposes.first.kind", label=_("Which kind of reason is it?"), needed=True, choices=c.purpose_kinds),
    ),
)
"""What is asked of an activity that is not there yet: it needs one purpose."""
PURPOSE = Sheet(
    _("A purpose"),
    _("Add a purpose"),
    words=_("What you use the data for. Each purpose rests on one basis; without one the data may not be used."),
    anchor="purposes",
    fields=(
        Words(at="name", label=_("What for?"), needed=True, hint=_("For example: Delivering orders.")),
        Choice(at="kind", label=_("Which kind of reason is it?"), needed=True, choices=c.purpose_kinds),
        Choice(
            at="basis",
            label=_("On which basis?"),
            hint=_("If in doubt, leave it: five plain questions find it, from the page of the activity."),
            choices=c.of(c.BASES),
            nothing=_("Not said yet"),
        ),
        Words(
            at="interest",
            under=_("More about the basis"),
            label=_("Which legitimate interest?"),
            hint=_("Only on that basis. For example: Making known what we do."),
        ),
        Field(
            at="contract", label=_("Which contract?"), hint=_("Only on that basis. For example: General terms of sale.")
        ),
        Choice(
            at="duty",
            label=_("Which duty to keep?"),
            hint=_("If a law makes you keep these data for years."),
            choices=c.duties,
            nothing=_("None"),
        ),
        Many(at="services", label=_("Which of your services is it for?"), choices=c.services),
        YesNoEach(
            at="necessary",
            label=_("Is it needed?"),
            hint=_("Yes: this purpose needs the datum. No: it does not; then it is not asked for it."),
            choices=c.own_items,
            under=_("Which data it needs"),
        ),
    ),
)
ITEM = Sheet(
    _("A datum"),
    _("Add a datum"),
    words=_("One kind of information you hold about people, in the seven columns of your table."),
    short="category",
    naming="category",
    anchor="data",
    fields=(
        Choice(
            at="category",
            label=_("Which information?"),
            needed=True,
            hint=_("Choose the closest: it ties the register to the columns of your stores."),
            choices=c.categories,
        ),
        Words(at="name", label=_("What do you call it?"), hint=_("Only if the words of the list are not yours.")),
        Many(at="collected_by", label=_("Who collects it?"), choices=c.hands),
        Many(at="purposes", label=_("For what reason?"), choices=c.own_purposes),
        Many(at="used_by", label=_("Who uses it?"), choices=c.hands),
        Many(at="kept", label=_("Where is it kept?"), choices=c.places),
        Many(
            at="shared_with", label=_("With whom is it shared?"), hint=_("Tick nobody if nobody."), choices=c.recipients
        ),
        Many(at="sources", under=_("How it reaches you"), label=_("How does it reach you?"), choices=c.sources),
        Many(at="given_by", label=_("From which third party?"), choices=c.recipients),
        Many(at="forms", label=_("On which form is it asked?"), choices=c.forms),
        Day(at="informed", label=_("Told on"), hint=_("If others gave it to you: when the persons were told.")),
        YesNo(at="required", under=_("What the person is told"), label=_("Must the person give it?")),
        Words(
            at="why",
            label=_("What do you need it for?"),
            hint=_("One sentence. For example: Knowing where to deliver."),
        ),
        Words(at="consequence", label=_("What happens if it is not given?"), hint=_("For example: No delivery.")),
        Choice(
            at="sensitivity",
            under=_("If it is sensitive, or locked"),
            label=_("Is it sensitive?"),
            choices=c.of(c.SENSITIVITIES),
            nothing=c.SENSITIVITIES["no"],
        ),
        Choice(
            at="express_consent",
            label=_("How do they expressly agree?"),
            hint=_("Only if it is sensitive."),
            choices=c.of(c.EXPRESS),
            nothing=_("Not yet"),
        ),
        Many(
            at="only_for",
            label=_("For which reasons only?"),
            hint=_("A lock: it is used for nothing else. For example: connection data, for statistics only."),
            choices=c.own_kinds,
        ),
        Tick(at="confidential", label=_("It is given to nobody without a written agreement")),
        Tick(at="transferable", label=_("It may be passed on where somebody else needs it"), default=True),
    ),
)
DURATION = Sheet(
    _("How long"),
    _("Say how long"),
    words=_("A length, from an event on: three years from the last contact. Or, in words, what ends it."),
    anchor="durations",
    fields=(
        Whole(at="years", label=_("Years")),
        Whole(at="months", label=_("Months")),
        Whole(at="days", label=_("Days")),
        Choice(at="clock", label=_("Counted from when?"), choices=c.clocks, nothing=_("Not said")),
        Words(
            at="criterion",
            label=_("Or in words"),
            hint=_("Where no length can be given. For example: As long as the account is open."),
        ),
        Many(
            at="categories",
            label=_("For which data?"),
            hint=_("Tick none if it holds for all of them."),
            choices=c.held,
            under=_("More about it"),
        ),
        Choice(at="phase", label=_("In which state?"), choices=c.of(c.PHASES), nothing=c.PHASES["active"]),
        Choice(
            at="rule",
            label=_("Which rule does it follow?"),
            choices=c.retention_rules,
            nothing=_("None"),
        ),
        Words(at="reason", label=_("Why longer than advised?"), hint=_("Only if the rule says less.")),
        Tick(at="indefinite", label=_("No end is set (this will have to change)")),
    ),
)
DECISION = Sheet(
    _("An automated decision"),
    _("Add an automated decision"),
    words=_("A decision with effects on a person, that a program makes alone (GDPR, art. 22)."),
    anchor="decisions",
    fields=(
        Words(
            at="name", label=_("What is decided?"), needed=True, hint=_("For example: Payment in three times refused.")
        ),
        Words(at="logic", label=_("How does the program decide?")),
        Words(at="consequences", label=_("What does it change for the person?")),
        Choice(at="human", label=_("Who looks at it again when asked?"), choices=c.roles, nothing=_("Nobody yet")),
    ),
)
CLIENT = Sheet(
    _("A customer you do this for"),
    _("Add a customer you do this for"),
    words=_("As a processor you name each controller on whose behalf you work (GDPR, art. 30(2))."),
    anchor="clients",
    fields=(
        *house.CONTACT,
        Many(
            at="purposes",
            label=_("What do you do for them?"),
            hint=_("Tick none if you do all of this activity for them."),
            choices=c.own_purposes,
            under=_("What is done, under which contract"),
        ),
        Field(at="contract", label=_("Which contract?"), hint=_("For example: Hosting agreement 2025-114.")),
        Day(at="signed", label=_("Signed on")),
        Day(at="until", label=_("Ends on"), hint=_("Leave it empty if it has no end.")),
        Many(
            at="sub_processors",
            label=_("Which other processors do you use for them?"),
            hint=_("They must have agreed (GDPR, art. 28(2))."),
            choices=c.recipients,
        ),
        Choice(
            at="authorisation",
            label=_("How did they agree to these?"),
            choices=c.of(c.AUTHORISATIONS),
            nothing=_("Not said yet"),
        ),
        Choice(
            at="at_end",
            label=_("What becomes of the data when the contract ends?"),
            choices=c.of(c.FATES),
            nothing=_("Not said yet"),
        ),
    ),
)

CLIENT_DPO = Sheet(
    _("Their data protection officer"), _("Their data protection officer"), anchor="clients", fields=house.CONTACT
)
CLIENT_REPRESENTATIVE = Sheet(
    _("Their representative in the Union"),
    _("Their representative in the Union"),
    anchor="clients",
    fields=house.CONTACT,
)

SHEETS: dict[Key, Sheet] = {
    ("activity",): ACTIVITY,
    ("activity", "purposes", "*"): PURPOSE,
    ("activity", "purposes", "*", "durations", "*"): DURATION,
    ("activity", "items", "*"): ITEM,
    ("activity", "durations", "*"): DURATION,
    ("activity", "decisions", "*"): DECISION,
    ("activity", "on_behalf_of", "*"): CLIENT,
    ("activity", "on_behalf_of", "*", "dpo"): CLIENT_DPO,
    ("activity", "on_behalf_of", "*", "representative"): CLIENT_REPRESENTATIVE,
    ("organisation",): house.ORGANISATION,
    ("organisation", "dpo"): house.DPO,
    ("organisation", "representative"): house.REPRESENTATIVE,
    ("organisation", "establishments", "*"): house.ESTABLISHMENT,
    ("organisation", "sites", "*"): house.SITE,
    ("role",): house.ROLE,
    ("recipient",): recipient.RECIPIENT,
    ("recipient", "contract"): recipient.CONTRACT,
    ("recipient", "reviews", "*"): recipient.REVIEW,
    ("measure",): protection.MEASURE,
    ("device",): protection.DEVICE,
    ("place",): protection.PLACE,
    ("backup",): protection.BACKUP,
    ("passwords",): protection.PASSWORDS,
    ("form",): house.FORM,
    ("service",): house.SERVICE,
    ("notice",): house.NOTICE,
}
"""The way to an entry or to a part of it → its form."""
NEW_SHEETS: dict[str, Sheet] = {"activity": FIRST, "measure": protection.NEW_MEASURE}
"""Kind → what is asked of one that is not there yet, where that is something else."""
LISTS: dict[str, tuple[Text, Text]] = {
    "role": (_("Teams"), _("Who collects and uses data in your house.")),
    "place": (_("Places"), _("Where data are kept.")),
    "form": (_("Forms"), _("Where data come in.")),
    "service": (_("Services"), _("What you sell or do, to which purposes are tied.")),
    "notice": (_("Notices"), _("What people are told today.")),
}
"""Kinds that are shown as a list: its title and its sentence."""


def place(kind: str, entry: str, steps: tuple[str, ...]) -> Place:
    """What is edited, with its form. Raises NotFound for a way that leads nowhere."""
    way = (kind, *("*" if n % 2 else step for n, step in enumerate(steps)))
    if way not in SHEETS:
        raise NotFound("There is no such form.", place="/".join((kind, *steps)))
    sheet = SHEETS[way]
    return Place(kind, entry, steps, NEW_SHEETS.get(kind, sheet) if entry == NEW and not steps else sheet)
