"""Time against a promise, drawn: where the lines and dots of each picture stand."""

from __future__ import annotations

from datetime import date

from garant.web import rulers

RECEIVED, DUE = date(2026, 11, 2), date(2026, 12, 2)


def test_a_ruler_runs_from_receipt_to_the_last_day_and_today_stands_between() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, date(2026, 11, 17))
    assert (ruler.now, ruler.due, ruler.late) == ("50.00%", "100.00%", None)
    assert len(ruler.ticks) == 31


def test_mondays_have_the_longer_ticks_and_weekends_a_shade() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, RECEIVED)
    assert [t.x for t in ruler.ticks if t.y == 38] == ["0.00%", "23.33%", "46.67%", "70.00%", "93.33%"]
    assert len(ruler.weekends) == 8
    assert ruler.weekends[0] == rulers.Band("16.67%", "3.33%")


def test_what_is_late_runs_past_the_line_of_the_promise() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, date(2026, 12, 12))
    assert (ruler.due, ruler.now) == ("75.00%", "100.00%")
    assert ruler.late == rulers.Band("75.00%", "25.00%")


def test_after_the_answer_time_stands_still_at_its_day() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, date(2027, 6, 1), answered=date(2026, 11, 12))
    assert (ruler.now, ruler.late) == ("33.33%", None)


def test_a_question_about_identity_is_a_pause_on_the_ruler() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, DUE, pause=(date(2026, 11, 5), date(2026, 11, 14)))
    assert ruler.pause == rulers.Band("10.00%", "30.00%")


def test_three_months_have_a_tick_a_week() -> None:
    ruler = rulers.request_ruler(RECEIVED, date(2027, 2, 2), RECEIVED)
    assert len(ruler.ticks) == 14
    assert ruler.weekends == ()


def test_two_events_of_one_day_are_one_dot() -> None:
    ruler = rulers.request_ruler(RECEIVED, DUE, DUE, [RECEIVED, RECEIVED, date(2026, 11, 17)])
    assert ruler.dots == ("0.00%", "50.00%")


def test_a_request_received_on_its_last_day_is_still_a_line() -> None:
    ruler = rulers.request_ruler(RECEIVED, RECEIVED, RECEIVED)
    assert (ruler.now, ruler.due) == ("0.00%", "0.00%")


def test_the_small_ruler_puts_the_last_day_at_four_fifths() -> None:
    assert rulers.row_ruler(RECEIVED, DUE, date(2026, 11, 17)) == rulers.RowRuler("40.00%", None)
    assert rulers.row_ruler(RECEIVED, DUE, date(2026, 12, 5)) == rulers.RowRuler("80.00%", "8.00%")
    assert rulers.row_ruler(RECEIVED, DUE, date(2027, 12, 5)).late == "20.00%"


def test_the_horizon_colours_what_is_past_near_and_far_and_piles_up_what_shares_a_day() -> None:
    today = date(2026, 11, 23)
    seen = rulers.horizon([date(2026, 11, 20), date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 21)], today)
    assert [d.colour for d in seen.dots] == ["f-red", "f-amber", "f-amber", "f-green"]
    assert [d.y for d in seen.dots] == [50, 50, 35, 50]
    assert (seen.first, seen.last) == (date(2026, 11, 15), date(2026, 12, 24))


def test_a_date_beyond_the_horizon_is_drawn_at_its_end() -> None:
    today = date(2026, 11, 23)
    seen = rulers.horizon([date(2026, 9, 1), date(2027, 3, 1)], today)
    assert (seen.first, seen.last) == (date(2026, 11, 2), date(2026, 12, 24))
    assert len(seen.dots) == 2


def test_the_bar_of_fates_leaves_out_what_is_not_there() -> None:
    assert rulers.shares({"erase": 3, "mask": 0, "keep": 1}) == (
        rulers.Share("erase", "0.00%", "74.70%"),
        rulers.Share("keep", "75.00%", "24.70%"),
    )
