"""A plan's days, in words."""

from datetime import UTC, date, datetime, timedelta

import pytest

import i18n
from portal.services.forecast import Reason, ReasonCode
from portal.services.steps import StepCode
from portal.ui import labels_forecast, plan_words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "left", "sentence"),
    [
        (12, "nog 12 dagen", "Nog 12 dagen, uiterlijk op 4 december 2026."),
        (1, "nog 1 dag", "Nog 1 dag, uiterlijk op 23 november 2026."),
        (0, "vandaag is de laatste dag", "Vandaag is de laatste dag: 22 november 2026."),
        (-1, "1 dag te laat", "1 dag te laat: het moest uiterlijk op 21 november 2026."),
        (-30, "30 dagen te laat", "30 dagen te laat: het moest uiterlijk op 23 oktober 2026."),
    ],
)
def test_a_last_day_is_said_in_days_and_as_a_date(days, left, sentence):
    due = TODAY + timedelta(days=days)

    assert plan_words.time_left(due, TODAY) == left
    assert plan_words.by_when(due, TODAY) == sentence


@pytest.mark.parametrize(("days", "words"), [(0, "vandaag"), (1, "morgen"), (2, "over 2 dagen")])
def test_what_takes_place_is_said_in_days(days, words):
    assert plan_words.until(TODAY + timedelta(days=days), TODAY) == words


def test_an_appointment_has_its_weekday_and_the_hour_in_brussels():
    assert plan_words.moment(datetime(2026, 12, 7, 8, 30, tzinfo=UTC)) == "maandag 7 december 2026 om 09:30"


def test_a_course_that_goes_on_is_said_by_its_end():
    assert plan_words.takes_place(StepCode.FOLLOW_COURSE, TODAY) == "Tot en met 22 november 2026."
    assert plan_words.takes_place(StepCode.START_COURSE, TODAY) == "Begint op 22 november 2026."


def test_a_date_in_arabic_reads_from_right_to_left_by_itself():
    with i18n.use_locale("ar"):
        assert i18n.format_day(date(2026, 12, 4)) == "\u20684 ديسمبر 2026\u2069"


@pytest.mark.parametrize("minutes", [60, 180, 750])
def test_a_duration_in_arabic_stands_in_its_own_direction(minutes):
    with i18n.use_locale("ar"):
        written = i18n.format_duration(minutes)
    assert (written[0], written[-1]) == ("\u2068", "\u2069")
    assert "\u2066" not in written


@pytest.mark.parametrize(
    ("minutes", "words"), [(60, "1 uur"), (120, "2 uren"), (750, "12 u 30"), (5, "0 u 05")]
)
def test_a_duration_is_said_in_hours_and_minutes(minutes, words):
    assert i18n.format_duration(minutes) == words


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Reason(ReasonCode.COURSE_HOURS, number=60, per_week=1), "De cursus duurt 60 uren. We rekenen met 1 uur per week."),
        (Reason(ReasonCode.HOURS_LEFT, number=1, per_week=4), "Je moet nog 1 uur meedoen. We rekenen met 4 uren per week."),
        (
            Reason(ReasonCode.RETAKE, number=1, day=TODAY),
            "Op 22 november 2026 ben je niet geslaagd. Voor een nieuwe test rekenen we met 1 dag.",
        ),
        (Reason(ReasonCode.SUSPENDED, day=TODAY), "Dit staat stil tot en met 22 november 2026."),
    ],
)  # fmt: skip
def test_a_reason_counts_each_figure_by_itself(item, words):
    assert labels_forecast.reason(item) == words


@pytest.mark.parametrize("language", i18n.OFFERED)
@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_can_be_said_in_every_language(code, language):
    with i18n.use_locale(language):
        words = labels_forecast.reason(Reason(code, number=3, per_week=2, day=TODAY))
    assert words
    assert "%(" not in words


def test_half_an_hour_short_of_forty_is_not_forty():
    assert plan_words.hours(39 * 60 + 30) == 39
