"""What an erasure does to each table: reasons, their order, columns. Maps are small and say what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from garant.law.packs import read_law
from garant.rules.decisions import Erasure, decide_erasure, portable, reached
from garant.rules.plan import AllOf, Always, AnyOf, DatedFrom, HasKept, HasText, SharedByOthers, WithParent
from garant.rules.records import from_cases, to_cases
from garant.rules.register import Activity, Basis, Column, Link, Person, StoreMap, Table

TODAY = date(2026, 11, 23)
LAW = read_law("FR", TODAY)


def activity(code: str, basis: Basis, duty: str | None = None) -> Activity:
    return Activity(code, {"fr": code}, {"fr": code}, (basis,), duty=duty)


def columns(**categories: str) -> dict[str, Column]:
    return {name: Column(name, category) for name, category in categories.items()}


def customers(**more: Column) -> Table:
    own = {
        "name": Column("name", "identity.name", also=("accounting",)),
        "email": Column("email", "contact.email"),
        "seller": Column("seller", "none"),
        **more,
    }
    return Table("customer", "customers", own)


def invoices(basis: str = "accounting", when: str | None = "issued") -> Table:
    link = Link("child", "customer", ("customer_id",), ("id",))
    own = columns(issued="transaction.date", total="transaction.amount", mail="contact.email", customer_id="none")
    return Table("invoice", basis, own, link, when)


def lines() -> Table:
    return Table("line", "accounting", columns(label="transaction.item"), Link("child", "invoice", ("invoice_id",), ()))


def a_map(*tables: Table, basis: Basis = "contract") -> StoreMap:
    activities = {
        "customers": activity("customers", basis),
        "accounting": activity("accounting", "legal-obligation", "accounting"),
        "letter": activity("letter", "consent"),
        "city": activity("city", "public-interest"),
        "law": activity("law", "legal-obligation"),
    }
    person = Person("customer", "customer", ("id",), {"email": ("email",)})
    return StoreMap("shop", {"customer": person}, {t.name: t for t in tables}, activities, {})


def erasure(facts: Mapping[str, bool] | None = None, scope: tuple[str, ...] = ()) -> Erasure:
    return Erasure(LAW, (12, 31), TODAY, facts or {}, scope)


def test_an_invoice_under_the_duty_keeps_its_customers_name_and_lets_the_address_go() -> None:
    """D2, E1: keeping travels up, and only with the columns that the kept documents must name."""
    decided = decide_erasure(a_map(customers(), invoices(), lines()), erasure())

    kept, gone = decided["invoice"]
    assert kept.when == DatedFrom("issued", date(2016, 1, 1))
    assert (kept.row, kept.clear, kept.holds) == ("keep", ("mail",), ("issued", "total"))
    assert (gone.when, gone.row, gone.why.code) == (Always(), "delete", "no-longer-needed")
    named, rest, erased = decided["customer"]
    assert named.when == HasKept("invoice", (0,))
    assert (named.why.code, named.holds, named.clear) == ("named-on-documents", ("name",), ("email",))
    assert (rest.why.code, rest.holds, rest.clear) == ("needed-by-kept-rows", (), ("name", "email"))
    assert (erased.row, erased.why.code, erased.why.articles) == ("delete", "no-longer-needed", ("gdpr/17/1/a",))


def test_rows_that_wait_for_a_decision_keep_karims_row_without_citing_a_law_and_his_number_is_told_as_kept() -> None:
    """Claire has not said what the sheet of orders calls "client". Karim's orders are older than any duty: they stay
    because nobody has decided, and so does his own row, with the number that they point at. No law is named for it.
    """
    orders = invoices()
    orders = replace(orders, columns={**orders.columns, "client": Column("client", "none", review=True)})
    number = Column("id", "identity.code")
    own = {**customers().columns, "id": number}
    decided = decide_erasure(a_map(replace(customers(), key=("id",), columns=own), orders), erasure())

    assert [(c.why.code, c.when) for c in decided["customer"]] == [
        ("named-on-documents", HasKept("invoice", (0,))),
        ("needed-by-kept-rows", HasKept("invoice", (0,))),
        ("needed-by-undecided-rows", HasKept("invoice", (1,))),
        ("no-longer-needed", Always()),
    ]
    waits = decided["customer"][2]
    assert (waits.why.articles, waits.holds, waits.clear) == ((), ("id",), ("name", "email"))


def test_lines_stay_and_go_with_their_invoice_and_keep_nobody_by_themselves() -> None:
    """A line that stays only with its invoice is no reason for the invoice to stay: that would turn in a circle."""
    decided = decide_erasure(a_map(customers(), invoices(), lines()), erasure())
    assert [c.when for c in decided["line"]] == [WithParent(), Always()]
    assert all(c.when != HasKept("line", (0,)) for c in decided["invoice"])


def test_a_document_without_a_date_stays_since_nothing_says_when_it_may_go() -> None:
    """E2: never assumed."""
    decided = decide_erasure(a_map(customers(), invoices(when=None)), erasure())
    assert [(c.when, c.row) for c in decided["invoice"]] == [(Always(), "keep")]


@pytest.mark.parametrize("fact", ["unpaid-bill", "open-dispute"])
def test_a_claim_keeps_all_but_what_rests_on_consent(fact: str) -> None:
    """Art. 17(3)(e), and 7(3): withdrawing consent bears no refusal."""
    letter = Table("letter", "letter", columns(mail="contact.email"), Link("child", "customer", ("customer_id",), ()))
    decided = decide_erasure(a_map(customers(), letter), erasure({fact: True}))
    assert [(c.row, c.why.code, c.why.articles) for c in decided["customer"]] == [("keep", "claims", ("gdpr/17/3/e",))]
    assert [(c.row, c.why.code) for c in decided["letter"]] == [("delete", "consent-withdrawn")]


def test_a_running_contract_keeps_what_the_contract_needs() -> None:
    """Art. 17(1)(a) is not met while the contract runs."""
    decided = decide_erasure(a_map(customers()), erasure({"running-contract": True}))
    assert [(c.row, c.why.code) for c in decided["customer"]] == [("keep", "running-contract")]


@pytest.mark.parametrize("code", ["city", "law"])
def test_public_interest_and_a_bare_legal_obligation_exclude_erasure(code: str) -> None:
    """Art. 17(3)(b)."""
    decided = decide_erasure(a_map(replace(customers(), activity=code)), erasure())
    assert [(c.row, c.why.code, c.why.articles) for c in decided["customer"]] == [
        ("keep", "basis-excludes", ("gdpr/17/3/b",))
    ]


def test_where_the_law_does_not_say_how_long_documents_are_kept_they_stay_and_are_not_rewritten() -> None:
    """Canada's pack has no accounting duty: no rule known is no reason to destroy an invoice."""
    map = a_map(customers(), invoices())
    activities = {**map.activities, "accounting": activity("accounting", "contract", "accounting")}
    map = replace(map, activities=activities)
    cases = decide_erasure(map, Erasure(read_law("CA", TODAY), (12, 31), TODAY))["invoice"]
    assert [(case.when, case.row, case.why.code) for case in cases] == [(Always(), "keep", "duty-unknown")]
    assert ("invoice", "mail", False) in reached(map, "contact.email")
    customer = decide_erasure(map, Erasure(read_law("CA", TODAY), (12, 31), TODAY))["customer"][0]
    assert (customer.row, customer.holds, customer.clear) == (
        "keep",
        ("name",),
        ("email",),
    )  # the invoice names its buyer


def test_what_was_not_asked_stays() -> None:
    """S3-03: an erasure of chosen activities touches no other."""
    decided = decide_erasure(a_map(customers(), invoices()), erasure(scope=("letter",)))
    assert {c.why.code for several in decided.values() for c in several} == {"not-asked"}


def test_an_undecided_column_is_never_touched_and_holds_its_row() -> None:
    """D13: the row stays with it, the decided columns go, and the fate is told as undecided."""
    table = customers(code=Column("code", "identity.code", review=True))
    (case,) = decide_erasure(a_map(table), erasure())["customer"]
    assert (case.row, case.clear, case.why.code) == ("keep", ("name", "email"), "undecided")
    (whole,) = decide_erasure(a_map(replace(customers(), review=True)), erasure())["customer"]
    assert (whole.row, whole.clear, whole.why.code) == ("keep", (), "undecided")


def test_a_row_that_serves_others_is_left_alone_first() -> None:
    """D3: before any other reason; then it stays with its holder, without what no document needs; else it goes."""
    address = Table(
        "address",
        "customers",
        {
            "street": Column("street", "contact.address", also=("accounting",)),
            "phone": Column("phone", "contact.phone"),
        },
        Link("shared", "customer", ("id",), ("address_id",)),
    )
    decided = decide_erasure(a_map(customers(), invoices(), address), erasure())["address"]
    assert decided[0].why.articles == ("gdpr/17/1",)  # a right over data that concern oneself
    assert [(c.when, c.row, c.clear) for c in decided] == [
        (SharedByOthers(), "keep", ()),
        (WithParent(), "keep", ("phone",)),
        (Always(), "delete", ()),
    ]


def test_fields_only_keeps_the_row_and_its_parent_but_nothing_personal() -> None:
    """A table whose rows must stay for statistics loses its fields; its parent stays for the key alone."""
    visits = replace(invoices("customers"), name="visit", erase="fields")
    decided = decide_erasure(a_map(customers(), visits), erasure())
    assert [(c.row, c.clear) for c in decided["visit"]] == [("keep", ("issued", "total", "mail"))]
    assert [(c.row, c.why.code, c.clear) for c in decided["customer"]] == [
        ("keep", "needed-by-kept-rows", ("name", "email")),
        ("delete", "no-longer-needed", ()),
    ]


@pytest.mark.parametrize(
    ("child", "articles"),
    [
        (replace(invoices("customers"), review=True), ()),
        (invoices("city"), ("gdpr/17/3/b",)),
        (invoices(when=None), ("fr/c-com/L123-22", "cnil/qa/499", "fr/cgi-an2/242-nonies-A", "gdpr/17/3/b")),
    ],
    ids=["nobody has decided", "public interest", "accounts"],
)
def test_a_row_that_others_need_stays_for_their_reason_and_no_other(child: Table, articles: tuple[str, ...]) -> None:
    """Promise 3. Art. 17(3)(b) is not the reason of a row that stays because nobody has decided on its child."""
    decided = decide_erasure(a_map(customers(), child), erasure())["customer"]
    assert [c.why.articles for c in decided if c.why.code in ("needed-by-kept-rows", "needed-by-undecided-rows")] == [
        articles
    ]


def test_dates_of_the_row_itself_stay_and_go_with_it() -> None:
    """A trigger that writes `changed_at` is not personal data to be masked with a date of 1900."""
    table = customers(changed_at=Column("changed_at", "date.updated"))
    named = decide_erasure(a_map(table, invoices()), erasure())["customer"][0]
    assert (named.clear, named.holds) == (("email",), ("name", "changed_at"))


def test_cases_survive_being_written_as_json() -> None:
    decided = decide_erasure(a_map(customers(), invoices(), lines()), erasure())
    assert to_cases(from_cases(decided)) == decided
    both = {"t": tuple(replace(c, when=AnyOf((c.when, SharedByOthers()))) for c in decided["invoice"])}
    assert to_cases(from_cases(both)) == both


def test_portability_is_for_what_was_provided_on_consent_or_contract() -> None:
    """Art. 20(1): both conditions, each with its own reason."""
    table = customers(score=Column("score", "preference.interest", origin="inferred"))
    map = a_map(table, invoices())
    assert portable(map, "customer", "email", LAW) is None
    inferred = portable(map, "customer", "score", LAW)
    held = portable(map, "invoice", "total", LAW)
    assert inferred is not None
    assert held is not None
    assert (inferred.code, held.code) == ("not-provided", "not-on-consent-or-contract")


def test_a_rectification_reaches_every_column_of_the_category_but_issued_documents() -> None:
    """E1."""
    assert reached(a_map(customers(), invoices()), "contact.email") == (
        ("customer", "email", True),
        ("invoice", "mail", False),
    )


# ── one activity, several bases ────────────────────────────────────────────────────────────────────────────────────

MIXED = replace(
    activity("customers", "contract"),
    bases=("contract", "consent", "legitimate-interest"),
    serves={
        "identity": ("contract",),
        "contact.email": ("contract", "consent"),
        "identity.birth-date": ("consent",),
        "note.text": ("legitimate-interest",),
        "date": ("contract", "legitimate-interest"),
    },
)
"""A shop's file of customers: orders on a contract, a birthday tea on consent, published reviews on an interest."""


def mixed(*tables: Table) -> StoreMap:
    map = a_map(*tables)
    return replace(map, activities={**map.activities, "customers": MIXED})


def file_of_customers() -> Table:
    own = columns(name="identity.name", email="contact.email", born="identity.birth-date", fax="contact.fax")
    return Table("customer", "customers", own)


def reviews() -> Table:
    own = columns(text="note.text", written="date.created", customer_id="none")
    return Table("review", "customers", own, Link("child", "customer", ("customer_id",), ()))


def test_each_datum_of_an_activity_on_several_bases_can_be_carried_away_on_its_own() -> None:
    """Art. 20(1): Alice takes along what she gave on a contract or by consent, not what rests on an interest alone."""
    map = mixed(file_of_customers(), reviews())
    taken = {c for c in map.tables["customer"].columns if portable(map, "customer", c, LAW) is None}

    assert taken == {"name", "email", "born", "fax"}, "of the fax nobody said what it serves: it may be the contract"
    assert portable(map, "review", "written", LAW) is None
    refused = portable(map, "review", "text", LAW)
    assert refused is not None
    assert (refused.code, refused.articles) == ("not-on-consent-or-contract", ("gdpr/20/1",))


def test_a_running_contract_keeps_what_it_needs_and_lets_the_birthday_go() -> None:
    """Art. 17(1)(a), 7(3): what served consent alone goes although the row stays; reviews never were the contract's."""
    decided = decide_erasure(mixed(file_of_customers(), reviews()), erasure({"running-contract": True}))

    (customer,) = decided["customer"]
    assert (customer.row, customer.why.code) == ("keep", "running-contract")
    assert (customer.holds, customer.clear) == (("name", "email", "fax"), ("born",))
    assert customer.cleared_why is not None
    assert (customer.cleared_why.code, customer.cleared_why.articles[0]) == ("consent-withdrawn", "gdpr/17/1/b")
    assert [(c.row, c.why.code) for c in decided["review"]] == [("delete", "no-longer-needed")]


def test_a_dispute_keeps_all_that_does_not_rest_on_consent_alone() -> None:
    """Art. 17(3)(e)."""
    decided = decide_erasure(mixed(file_of_customers(), reviews()), erasure({"open-dispute": True}))

    (customer,), (review,) = decided["customer"], decided["review"]
    assert (customer.why.code, customer.clear) == ("claims", ("born",))
    assert (review.row, review.why.code, review.clear) == ("keep", "claims", ())


def test_where_one_purpose_is_a_task_in_the_public_interest_only_its_data_stay() -> None:
    """Art. 17(3)(b): the town's library keeps its statistics of members; the list of events goes."""
    city = replace(
        activity("city", "public-interest"),
        bases=("consent", "public-interest"),
        serves={"identity.name": ("public-interest",), "contact.email": ("consent",)},
    )
    map = a_map(replace(customers(), activity="city"))
    decided = decide_erasure(replace(map, activities={**map.activities, "city": city}), erasure())

    (customer,) = decided["customer"]
    assert (customer.row, customer.why.code) == ("keep", "basis-excludes")
    assert (customer.holds, customer.clear) == (("name",), ("email",))


def test_a_row_without_personal_columns_stays_for_the_bases_of_its_activity() -> None:
    """A table that only ties others together is held on what its activity is held on."""
    tie = Table("tie", "city", columns(customer_id="none"), Link("child", "customer", ("customer_id",), ()))
    decided = decide_erasure(a_map(customers(), tie), erasure())

    assert [(c.row, c.why.code) for c in decided["tie"]] == [("keep", "basis-excludes")]


def test_a_text_that_waits_stays_and_what_else_of_its_row_goes() -> None:
    """Given a note on an invoice and notes of their own, all asked for and held back, when the person is erased, then
    the rows that would go stay whole where a note stands, and the kept invoice loses all but what its duty names and
    the note; rows without a note go as ever.
    """
    notes = Table(
        "note",
        "customers",
        columns(text="note.text", mark="preference.interest"),
        Link("child", "customer", ("c",), ()),
    )
    noted = invoices()
    noted = replace(noted, columns={**noted.columns, "gift": Column("gift", "note.text", free_text=True)})
    waits = frozenset({("note", "text"), ("invoice", "gift")})
    asked = Erasure(LAW, (12, 31), TODAY, waits=waits)
    cases = decide_erasure(a_map(customers(), noted, notes), asked)
    own, gone = cases["note"]
    assert (own.when, own.row, own.why.code, own.clear) == (HasText(("text",)), "keep", "text-waits", ())
    assert (own.holds, gone.row) == (("text", "mark"), "delete")
    noted_and_due, due, noted_and_old, old = cases["invoice"]
    assert noted_and_due.when == AllOf((due.when, HasText(("gift",))))
    assert (noted_and_due.clear, noted_and_due.waits) == (("mail",), ("gift",))
    assert (due.clear, due.waits) == (("mail", "gift"), ())
    assert [(c.row, c.why.code) for c in (noted_and_old, old)] == [
        ("keep", "text-waits"),
        ("delete", "no-longer-needed"),
    ]
    assert to_cases(from_cases(cases)) == cases
