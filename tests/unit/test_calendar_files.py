"""Calendar files as other programs read them: the time zone, moments around summer time, and any text at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import BRUSSELS
from portal.providers import calendar_files
from portal.providers.calendar_files import Entry, Status

ENTRY = Entry(
    id="ab" * 16, sequence=2, changed_at=datetime(2026, 3, 1, 9, 30, 12, 345_000, tzinfo=UTC),
    starts_at=datetime(2026, 3, 12, 13, tzinfo=UTC), ends_at=datetime(2026, 3, 12, 15, tzinfo=UTC),
    status=Status.CONFIRMED, summary="Praatgroep", language="nl", url="https://portaal.example/nl/activiteit/x",
    categories=("Praatgroep", "Taal, en meer"),
)  # fmt: skip
# Every letter, mark and sign there is, and the line breaks and tabs that a form lets through.
ANY_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t"), min_size=1)


def only_event(content: bytes):
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event


def written(**changes) -> bytes:
    return calendar_files.write([replace(ENTRY, **changes)], name="Kalender")


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("year", range(1997, 2038))
def test_the_time_zone_says_what_the_time_zone_database_says(year):
    told = icalendar.Calendar.from_ical(written()).walk("VTIMEZONE")[0].to_tz()

    for hour in range(0, 365 * 24, 6):
        moment = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        assert moment.astimezone(told).utcoffset() == moment.astimezone(BRUSSELS).utcoffset()


def test_a_moment_is_written_as_clocks_in_brussels_show_it():
    lines = unfolded(written())

    assert "DTSTART;TZID=Europe/Brussels:20260312T140000" in lines
    assert "DTEND;TZID=Europe/Brussels:20260312T160000" in lines
    assert "DTSTAMP:20260301T093012Z" in lines
    assert "LAST-MODIFIED:20260301T093012Z" in lines


@pytest.mark.parametrize(
    ("starts", "shown"),
    [
        ("2026-03-29T00:30", "DTSTART;TZID=Europe/Brussels:20260329T013000"),  # before the clock jumps
        ("2026-03-29T01:00", "DTSTART;TZID=Europe/Brussels:20260329T030000"),  # it skipped two o'clock
        ("2026-10-25T00:30", "DTSTART;TZID=Europe/Brussels:20261025T023000"),  # half past two, the first time
        ("2026-10-25T01:30", "DTSTART:20261025T013000Z"),  # the second time: no clock can say which
        ("2026-10-25T02:30", "DTSTART;TZID=Europe/Brussels:20261025T033000"),
    ],
)
def test_moments_around_summer_time_stay_the_same_moment(starts, shown):
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    content = written(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))

    assert shown in unfolded(content)
    assert only_event(content)["dtstart"].dt.astimezone(UTC) == starts_at


@given(moment=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(ZoneInfo("UTC"))))  # noqa: DTZ001
def test_a_reader_finds_the_moment_that_was_meant(moment):
    event = only_event(written(starts_at=moment, ends_at=None))

    assert event["dtstart"].dt.astimezone(UTC) == moment.replace(microsecond=0)
    assert "dtend" not in event


@given(summary=ANY_TEXT, description=ANY_TEXT, category=ANY_TEXT)
def test_a_reader_finds_the_text_that_was_meant(summary, description, category):
    event = only_event(written(summary=summary, description=description, categories=("Taal", category)))

    assert str(event["summary"]) == summary
    assert str(event["description"]) == description
    assert [str(one) for one in event["categories"].cats] == ["Taal", category]


@given(summary=st.text())
def test_no_line_is_longer_than_75_octets_and_none_is_broken_in_a_letter(summary):
    for line in written(summary=summary).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@given(text=st.text(min_size=1))
def test_no_text_adds_a_line_of_its_own(text):
    names = [line.split(":", 1)[0].split(";")[0] for line in unfolded(written(summary=f"x{text}"))]

    assert names == [line.split(":", 1)[0].split(";")[0] for line in unfolded(written(summary="x"))]


def test_the_same_entries_give_the_same_bytes():
    assert written() == written()


def test_an_entry_that_takes_no_time_leaves_the_day_free():
    event = only_event(written(status=Status.TENTATIVE, takes_time=False))

    assert (event["status"], event["transp"]) == ("TENTATIVE", "TRANSPARENT")


def test_a_calendar_says_how_often_to_look_again():
    lines = unfolded(calendar_files.write([], name="Kalender", refresh=timedelta(hours=4)))

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT4H" in lines
    assert "X-PUBLISHED-TTL:PT4H" in lines
