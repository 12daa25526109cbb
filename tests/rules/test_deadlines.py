"""By when Bruno the clerk must answer Alice, to the day, and the reasoning that he can print."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from garant.errors import UsageError
from garant.law.holidays import days_off
from garant.law.packs import places, read_law
from garant.rules.deadlines import Deadline, add_months, deadline, local_day
from garant.rules.reasoning import long_date, tell, tell_step

TODAY = date(2026, 11, 23)
LAW = read_law("FR", TODAY)
REQUEST = LAW.clocks["request"]
VECTORS = Path(__file__).parents[3] / "shared" / "data" / "deadlines.json"


def reckon(received: date, place: str = "FR", clock: str = "request", **more: Any) -> Deadline:
    law = read_law(place, TODAY)
    return deadline(received, law.clocks[clock], is_off=days_off(law.territory), **more)


def in_french(found: Deadline) -> list[str]:
    """The reasoning with plain blanks, easier to read in a test."""
    return [sentence.replace("\u00a0", " ") for sentence in tell(LAW, found, "fr")]


# ── the month ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_request_received_on_31_january_2026_is_due_on_monday_2_march() -> None:
    """S3-24: given a request received on 2026-01-31, when its deadline is computed, then it is due on 2026-02-28,
    moved to Monday 2026-03-02."""
    found = reckon(date(2026, 1, 31))
    assert (found.raw, found.due) == (date(2026, 2, 28), date(2026, 3, 2))
    assert in_french(found) == [
        "Reçue le samedi 31 janvier 2026 ; ce jour ne compte pas (règlement 1182/71, art. 3(1)).",
        (
            "Un mois après la réception ; ce quantième n’existe pas dans le mois d’arrivée : "
            "jusqu’à son dernier jour, le samedi 28 février 2026 inclus (règlement 1182/71, art. 3(2)(c))."
        ),
        "Le samedi 28 février 2026 ne compte pas comme dernier jour (règlement 1182/71, art. 3(4)).",
        "Le dimanche 1er mars 2026 ne compte pas comme dernier jour (règlement 1182/71, art. 3(4)).",
        "Répondre au plus tard le lundi 2 mars 2026, jusqu’à minuit.",
    ]


@pytest.mark.shared
def test_every_shared_vector_comes_out_right() -> None:
    """S3-24: given each of the shared vectors (month ends, leap years, weekends, holidays, extension, suspension), when
    its deadline is computed, then raw and legal date, the days rolled over and the days suspended are as stated."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert len(vectors) == 42
    for vector in vectors:
        found = reckon(
            date.fromisoformat(vector["received"]),
            vector["territory"],
            extended={1: False, 3: True}[vector["months"]],
            asked=day(vector["asked"]),
            answered=day(vector["answered"]),
        )
        weekday = LAW.say(f"weekday.{found.due.isoweekday()}", "fr")
        rolled = [LAW.say(step.off, "fr") for step in found.steps if step.code == "off"]
        assert (found.raw.isoformat(), found.due.isoformat(), weekday, rolled, found.suspended_days) == (
            vector["raw"],
            vector["due"],
            vector["due_weekday"],
            vector["rolled_over"],
            vector["suspended_days"],
        ), vector["why"]


@pytest.mark.parametrize(
    ("received", "months", "day", "short"),
    [
        (date(2026, 3, 5), 1, date(2026, 4, 5), False),  # EDPB 01/2022, ex. 32
        (date(2026, 8, 31), 1, date(2026, 9, 30), True),  # EDPB 01/2022, ex. 33
        (date(2026, 12, 31), 1, date(2027, 1, 31), False),
        (date(2026, 11, 30), 3, date(2027, 2, 28), True),
        (date(2027, 11, 29), 3, date(2028, 2, 29), False),
        (date(2028, 2, 29), 12, date(2029, 2, 28), True),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last_one(received: date, months: int, day: date, short: bool) -> None:
    assert add_months(received, months) == (day, short)


# ── the local day ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("instant", "place", "day"),
    [
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "FR", date(2026, 11, 23)),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "FR", date(2026, 11, 22)),
        (datetime(2026, 7, 22, 22, 30, tzinfo=UTC), "FR", date(2026, 7, 23)),  # summer time
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), "FR-974", date(2026, 11, 23)),
        (datetime(2026, 11, 22, 19, 30, tzinfo=UTC), "FR-974", date(2026, 11, 22)),
        (datetime(2026, 11, 23, 3, 30, tzinfo=UTC), "FR-971", date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=1))), "FR", date(2026, 11, 23)),
    ],
)
def test_a_form_sent_late_in_the_evening_is_received_on_the_local_day(instant: datetime, place: str, day: date) -> None:
    """Alice sends the form at 23:30 UTC in winter: in Paris it is tomorrow, in Guadeloupe still yesterday (A3)."""
    assert local_day(instant, read_law(place, TODAY).territory.zone) == day


def test_an_instant_that_names_no_zone_has_no_local_day() -> None:
    with pytest.raises(UsageError):
        local_day(datetime(2026, 11, 22, 23, 30), "Europe/Paris")  # noqa: DTZ001 - that is what is refused


def test_la_reunion_rolls_over_its_own_holiday_and_paris_does_not() -> None:
    assert reckon(date(2027, 11, 20), "FR-974").due == date(2027, 12, 21)
    assert reckon(date(2027, 11, 20), "FR").due == date(2027, 12, 20)


# ── identity ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_clock_stops_while_alice_looks_for_her_customer_number() -> None:
    found = reckon(date(2026, 4, 15), asked=date(2026, 4, 16), answered=date(2026, 4, 24))
    assert (found.raw, found.due, found.suspended_days, found.suspended) == (
        date(2026, 5, 23),
        date(2026, 5, 26),
        8,
        False,
    )
    assert in_french(found)[2:4] == [
        (
            "Identité demandée le jeudi 16 avril 2026 et confirmée le vendredi 24 avril 2026 : le délai s’arrête, "
            "8 jours s’ajoutent (décret 2019-536, art. 77 [K])."
        ),
        "Avec la suspension, le délai finit le samedi 23 mai 2026.",
    ]


def test_one_day_and_no_day_of_waiting_have_their_own_sentence() -> None:
    one = reckon(date(2026, 4, 15), asked=date(2026, 4, 16), answered=date(2026, 4, 17))
    none = reckon(date(2026, 4, 15), asked=date(2026, 4, 16), answered=date(2026, 4, 16))
    assert "un jour s’ajoute" in in_french(one)[2]
    assert "aucun jour ne s’ajoute" in in_french(none)[2]
    assert none.raw == date(2026, 5, 15)


@pytest.mark.parametrize(("asked", "days"), [(date(2026, 11, 9), 10), (date(2026, 11, 10), 0)])
def test_a_question_on_the_eighth_day_does_not_stop_the_clock(asked: date, days: int) -> None:
    """Seven days are our convention for "without undue delay" (E7): the seventh still stops the clock."""
    found = reckon(date(2026, 11, 2), asked=asked, answered=asked + timedelta(days=10))
    assert found.suspended_days == days
    assert found.warnings == (() if days else ("asked-too-late",))


def test_a_question_asked_too_late_is_told_with_the_convention_it_rests_on() -> None:
    found = reckon(date(2026, 3, 5), asked=date(2026, 4, 3))
    assert (found.due, found.suspended, found.warnings) == (date(2026, 4, 7), False, ("asked-too-late",))
    assert in_french(found)[2] == (
        "Identité demandée le vendredi 3 avril 2026, plus de 7 jours après la réception : le délai ne s’arrête pas "
        "(convention de Garant : identité demandée sous 7 jours [K])."
    )


def test_an_open_question_suspends_and_the_dates_are_the_earliest_possible() -> None:
    found = reckon(date(2026, 11, 2), asked=date(2026, 11, 3))
    later = reckon(date(2026, 11, 2), asked=date(2026, 11, 3), answered=date(2026, 11, 20))
    assert (found.suspended, found.suspended_days, found.raw) == (True, 0, date(2026, 12, 2))
    assert found.raw < later.raw
    assert "le délai est arrêté" in in_french(found)[2]


# ── extension ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_extension_counts_from_receipt_and_has_a_date_by_which_it_is_announced() -> None:
    found = reckon(date(2026, 3, 5), extended=True)
    assert (found.raw, found.due) == (date(2026, 6, 5), date(2026, 6, 5))
    assert (found.notice_raw, found.notice_by) == (date(2026, 4, 5), date(2026, 4, 7))
    assert found.earlier is None
    assert (
        in_french(found)[1] == "Prolongée de 2 mois ; le délai entier se compte depuis la réception (RGPD, art. 12(3))."
    )
    assert in_french(found)[3] == (
        "La prolongation et ses raisons doivent être annoncées au plus tard le mardi 7 avril 2026 (RGPD, art. 12(3))."
    )


def test_an_extension_from_a_31_names_the_more_prudent_date() -> None:
    """Two months from the end of the first month would end earlier; the law leaves it open, so both are shown."""
    found = reckon(date(2026, 1, 31), extended=True)
    assert (found.raw, found.earlier) == (date(2026, 4, 30), date(2026, 4, 28))


def test_days_of_waiting_move_the_announcement_too() -> None:
    found = reckon(date(2026, 3, 5), extended=True, asked=date(2026, 3, 8), answered=date(2026, 3, 20))
    assert (found.raw, found.notice_raw, found.notice_by) == (date(2026, 6, 17), date(2026, 4, 17), date(2026, 4, 17))


# ── health ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_health_record_is_due_in_eight_days_without_roll_over_and_not_before_two() -> None:
    """29 November 2026 is a Sunday: the national period is not clearly under the Regulation, so the date stays."""
    found = reckon(date(2026, 11, 21), clock="health")
    assert (found.raw, found.due, found.not_before) == (date(2026, 11, 29), date(2026, 11, 29), date(2026, 11, 23))
    assert "Cette date n’est pas reportée, même un samedi, un dimanche ou un jour férié." in in_french(found)


def test_the_health_clock_neither_stops_nor_extends() -> None:
    found = reckon(date(2026, 11, 16), clock="health", asked=date(2026, 11, 16), answered=date(2026, 11, 20))
    assert (found.due, found.warnings) == (date(2026, 11, 24), ("never-stops",))
    with pytest.raises(UsageError, match="cannot be extended"):
        reckon(date(2026, 11, 16), clock="health", extended=True)


# ── wrong use ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"asked": date(2026, 11, 1)}, "Identity cannot be asked before the request was received."),
        ({"answered": date(2026, 11, 5)}, "Identity cannot be confirmed before it was asked."),
        (
            {"asked": date(2026, 11, 5), "answered": date(2026, 11, 4)},
            "Identity cannot be confirmed before it was asked.",
        ),
        ({"asked": date(2026, 11, 5), "answered": date(9999, 1, 1)}, "No date can be reckoned from 9999-01-01."),
    ],
)
def test_dates_that_are_out_of_order_are_refused(more: dict[str, Any], cause: str) -> None:
    with pytest.raises(UsageError) as refused:
        reckon(date(2026, 11, 2), **more)
    assert refused.value.cause == cause


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_dates_are_written_out_with_blanks_that_do_not_break() -> None:
    assert long_date(LAW, date(2026, 5, 1), "fr") == "vendredi 1er\u00a0mai\u00a02026"
    assert long_date(LAW, date(2026, 5, 1), "en") == "Friday 1\u00a0May\u00a02026"
    assert long_date(LAW, date(2026, 12, 22), "fr") == "mardi 22\u00a0décembre\u00a02026"


def test_english_tells_the_same_steps() -> None:
    found = reckon(date(2026, 3, 3), "FR-6AE")
    assert [sentence.replace("\u00a0", " ") for sentence in tell(LAW, found, "en")] == [
        "Received on Tuesday 3 March 2026; that day does not count (Regulation 1182/71, art. 3(1)).",
        "One month from receipt: up to and including Friday 3 April 2026 (GDPR, art. 12(3)).",
        "Friday 3 April 2026 does not count as a last day: Good Friday (Regulation 1182/71, art. 3(4)).",
        "Saturday 4 April 2026 does not count as a last day (Regulation 1182/71, art. 3(4)).",
        "Sunday 5 April 2026 does not count as a last day (Regulation 1182/71, art. 3(4)).",
        "Monday 6 April 2026 does not count as a last day: Easter Monday (Regulation 1182/71, art. 3(4)).",
        "Answer by Tuesday 7 April 2026 at the latest, until midnight.",
    ]


# ── properties ─────────────────────────────────────────────────────────────────────────────────────────────────────

RECEIVED = st.dates(min_value=date(2019, 6, 1), max_value=date(2060, 12, 31))
PLACES = st.sampled_from([place for place in places(TODAY) if place.startswith(("FR", "BE"))])  # Regulation 1182/71
EXTENDED = st.booleans()


@given(
    received=RECEIVED,
    place=PLACES,
    extended=EXTENDED,
    wait=st.none() | st.tuples(st.integers(0, 7), st.integers(0, 90)),
)
def test_the_legal_date_is_the_first_working_day_from_the_raw_one(
    received: date, place: str, extended: bool, wait: tuple[int, int] | None
) -> None:
    asked = received + timedelta(days=wait[0]) if wait else None
    answered = asked + timedelta(days=wait[1]) if asked and wait else None
    found = reckon(received, place, extended=extended, asked=asked, answered=answered)
    is_off = days_off(read_law(place, TODAY).territory)
    assert found.due >= found.raw > received
    assert is_off(found.due) is None
    between = [found.raw + timedelta(days=n) for n in range((found.due - found.raw).days)]
    assert all(is_off(day) is not None for day in between)
    assert [step.day for step in found.steps if step.code == "off"] == between


@given(received=RECEIVED, extended=EXTENDED)
@example(received=date(2028, 1, 31), extended=False)
def test_the_raw_date_bears_the_day_of_receipt_or_is_the_last_of_a_shorter_month(
    received: date, extended: bool
) -> None:
    raw = reckon(received, extended=extended).raw
    months = (raw.year - received.year) * 12 + raw.month - received.month
    assert months == (3 if extended else 1)
    if raw.day != received.day:
        assert raw.day < received.day
        assert (raw + timedelta(days=1)).day == 1


@given(received=RECEIVED, later=st.integers(1, 400), place=PLACES, extended=EXTENDED)
@example(received=date(2027, 1, 28), later=3, place="FR", extended=False)
def test_who_asks_later_is_never_answered_earlier(received: date, later: int, place: str, extended: bool) -> None:
    first, second = (reckon(received + timedelta(days=n), place, extended=extended) for n in (0, later))
    assert first.raw <= second.raw
    assert first.due <= second.due


@given(received=RECEIVED, after=st.integers(0, 7), waited=st.integers(0, 400), extended=EXTENDED)
def test_a_suspension_adds_exactly_its_days(received: date, after: int, waited: int, extended: bool) -> None:
    asked = received + timedelta(days=after)
    plain = reckon(received, extended=extended)
    found = reckon(received, extended=extended, asked=asked, answered=asked + timedelta(days=waited))
    assert found.raw == plain.raw + timedelta(days=waited)
    assert found.suspended_days == waited
    if extended:
        assert found.notice_raw is not None
        assert plain.notice_raw is not None
        assert found.notice_raw == plain.notice_raw + timedelta(days=waited)


@given(received=RECEIVED, after=st.integers(8, 60), waited=st.integers(0, 60))
def test_a_question_asked_too_late_adds_nothing(received: date, after: int, waited: int) -> None:
    asked = received + timedelta(days=after)
    found = reckon(received, asked=asked, answered=asked + timedelta(days=waited))
    plain = reckon(received)
    assert (found.raw, found.due, found.suspended_days) == (plain.raw, plain.due, 0)


@given(received=RECEIVED)
def test_an_extension_is_announced_by_the_date_that_it_extends(received: date) -> None:
    plain, extended = reckon(received), reckon(received, extended=True)
    assert (extended.notice_raw, extended.notice_by) == (plain.raw, plain.due)
    assert extended.earlier is None or plain.due < extended.earlier < extended.raw


@given(received=RECEIVED, place=PLACES, extended=EXTENDED, language=st.sampled_from(["fr", "en"]))
def test_every_step_is_told_in_a_whole_sentence(received: date, place: str, extended: bool, language: str) -> None:
    found = reckon(received, place, extended=extended)
    assume(found.steps)
    law = read_law(place, TODAY)
    for step in found.steps:
        sentence = tell_step(law, step, language)
        assert sentence.endswith(".")
        assert not any(sign in sentence for sign in ("{", "}", "holiday.", "weekday.", "deadline.", "reg1182"))
