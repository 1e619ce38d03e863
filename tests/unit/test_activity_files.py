"""What files of activities say: UiTdatabank, iCalendar, CSV and XLSX; and what hostile ones cannot do."""

import csv
import json
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from portal.clock import BRUSSELS
from portal.errors import BadInput
from portal.models.activities import ActivityKind, ActivityTheme, Booking, HoursReason
from portal.providers import activity_files
from portal.providers.activity_files import BadActivities, Flaw, Note, columns, rows
from portal.services import activity_calendar, activity_facts
from tests.activity_files import event, ics, uit

TODAY = date(2026, 3, 10)
THURSDAY = datetime(2026, 3, 12)  # noqa: DTZ001 on a clock in Brussels


def read(content: bytes):
    return activity_files.read(content, today=TODAY)


def facts(row):
    return activity_facts.read(row.values)


def one(content: bytes):
    """Read the only activity of a file."""
    found = read(content)
    assert found.rejected == ()
    return found.rows[0]


def why(content: bytes) -> Flaw:
    """Say why the only activity of a file is left out."""
    found = read(content)
    assert found.rows == ()
    return found.rejected[0].flaw


def days(row, until=date(2026, 5, 1)) -> list[str]:
    told = activity_calendar.expand(facts(row).calendar, today=TODAY, until=until)
    return [item.starts_at.astimezone(BRUSSELS).strftime("%d/%m %H:%M") for item in told]


# ── UiTdatabank ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_of_uitdatabank_gives_a_whole_document():
    row = one(uit(event(7)))
    document = facts(row)

    assert (row.source_id, row.locality, row.gone) == ("event-7", "Leuven", False)
    assert document.texts["fr"].title == "Groupe de conversation"
    assert document.text.description == (
        "Samen Nederlands oefenen met een kop koffie.\n\nIedereen praat mee & niemand moet."
    )
    assert (document.taalicoon, document.labels) == (2, ("praten",))
    assert (document.kind, document.hours_reason) == (ActivityKind.WORKSHOP, HoursReason.MEETS_IN_DUTCH)
    assert (document.is_free, document.age_from, document.contact_mail) == (True, 18, "bib@example.org")
    assert (document.venue, document.postcode, document.booking) == (
        "Bibliotheek Tweebronnen",
        "3000",
        Booking.NOT_NEEDED,
    )
    assert days(row) == ["12/03 14:00"]


def test_labels_that_the_portal_wrote_are_read_back():
    told = [
        "inburgering:soort=praatgroep",
        "inburgering:thema=taal",
        "inburgering:inschrijven=portal",
        "inburgering:buddy=ja",
        "inburgering:soort=onzin",
    ]

    document = facts(one(uit(event(hiddenLabels=told))))

    assert (document.kind, document.theme, document.booking, document.buddy) == (
        ActivityKind.CONVERSATION,
        ActivityTheme.LANGUAGE,
        Booking.PORTAL,
        True,
    )
    assert document.labels == ("praten",)


@pytest.mark.parametrize("whole", [event(), [event()], {"hydra:member": [event()]}, {"@graph": [event()]}])
def test_one_event_a_list_and_pages_are_all_read(whole):
    assert one(json.dumps(whole).encode()).source_id == "event-1"


def test_a_page_that_says_there_is_more_is_not_complete():
    page = {"totalItems": 2, "member": [event()]}

    assert not read(json.dumps(page).encode()).complete
    assert read(uit(event())).complete


@pytest.mark.parametrize(
    "said",
    [
        {"workflowStatus": "DELETED"},
        {"workflowStatus": "REJECTED"},
        {"status": {"type": "Unavailable"}},
        {"status": "TemporarilyUnavailable"},
    ],
)
def test_an_event_that_is_off_is_gone(said):
    assert one(uit(event(**said))).gone


def test_days_that_are_off_fall_away_and_an_event_without_days_is_gone():
    on = {"startDate": "2026-03-12T14:00:00+01:00", "endDate": "2026-03-12T16:00:00+01:00"}
    off = {
        "startDate": "2026-03-19T14:00:00+01:00",
        "endDate": "2026-03-19T16:00:00+01:00",
        "status": {"type": "Unavailable"},
    }

    some = one(uit(event(calendarType="multiple", subEvent=[on, off])))
    none = one(uit(event(calendarType="multiple", subEvent=[off])))

    assert (days(some), some.notes) == (["12/03 14:00"], (Note.DAYS_OFF,))
    assert none.gone


def test_opening_hours_over_midnight_and_closed_days_become_the_pattern():
    hours = [
        {"dayOfWeek": ["monday"], "opens": "09:00", "closes": "12:00"},
        {"dayOfWeek": ["saturday"], "opens": "22:00", "closes": "02:00"},
    ]
    closed = [{"startDate": "2026-03-16", "endDate": "2026-03-16", "description": {"nl": "Carnaval"}}]

    row = one(
        uit(
            event(
                calendarType="permanent",
                startDate=None,
                endDate=None,
                openingHours=hours,
                openingHoursClosedDays=closed,
            )
        )
    )

    assert days(row, until=date(2026, 3, 23)) == ["14/03 22:00", "21/03 22:00", "23/03 09:00"]
    night = activity_calendar.expand(facts(row).calendar, today=TODAY, until=date(2026, 3, 14))[0]
    assert night.ends_at.astimezone(BRUSSELS) == datetime(2026, 3, 15, 2, tzinfo=BRUSSELS)


def test_a_periodic_event_ends_on_its_last_day():
    hours = [{"dayOfWeek": "thursday", "opens": "14:00", "closes": "16:00"}]

    row = one(
        uit(
            event(
                calendarType="periodic",
                startDate="2026-03-01T00:00:00+01:00",
                endDate="2026-03-19T00:00:00+01:00",
                openingHours=hours,
            )
        )
    )

    assert days(row) == ["12/03 14:00", "19/03 14:00"]


def test_midnight_to_midnight_is_a_whole_day_that_somebody_must_look_at():
    row = one(uit(event(startDate="2026-03-12T00:00:00+01:00", endDate="2026-03-12T00:00:00+01:00")))

    assert Note.WHOLE_DAY in row.notes
    assert facts(row).calendar.slots[0].ends.time() == time(23, 59)


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"name": {"nl": " "}}, Flaw.NO_TITLE), ({"name": {"fr": "Fête"}}, Flaw.NO_TITLE), ({"name": 7}, Flaw.NO_TITLE),
        ({"endDate": "2026-03-12T02:00:00+01:00"}, Flaw.OUT_OF_ORDER), ({"startDate": "morgen"}, Flaw.BAD_DAY),
        ({"endDate": None}, Flaw.BAD_DAY), ({"endDate": "2026-03-12T14:00:00+01:00"}, Flaw.NO_LENGTH),
        ({"@id": None}, Flaw.NO_ID), ({"startDate": "9999-12-31T23:59:59-12:00"}, Flaw.BAD_DAY),
        ({"calendarType": "permanent", "openingHours": [{"dayOfWeek": ["maandag"], "opens": "9", "closes": "12"}]}, Flaw.BAD_DAY),
        ({"calendarType": "periodic", "startDate": "2026-05-01", "endDate": "2026-04-01"}, Flaw.OUT_OF_ORDER),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_is_left_out_with_the_reason(changed, flaw):
    assert why(uit(event(**changed))) is flaw


def test_an_address_without_the_event_says_so():
    assert why(uit({"@id": "https://io.uitdatabank.be/event/1", "@type": "Event"})) is Flaw.ONLY_ADDRESS


def test_the_same_event_twice_in_one_file_is_taken_once():
    found = read(uit(event(1), event(1)))

    assert (len(found.rows), found.rejected[0].flaw) == (1, Flaw.DOUBLE)


def test_two_levels_are_none_and_somebody_must_choose():
    row = one(uit(event(labels=["één taalicoon", "vier taaliconen"])))

    assert (facts(row).taalicoon, row.notes) == (None, (Note.TWO_LEVELS,))


def test_no_tag_or_script_survives_in_a_text():
    told = "<script>alert(1)</script><p onclick='x'>Kom <b>mee</b></p><ul><li>een</li><li>twee</li></ul><!-- weg --><img src=x onerror=alert(1)>"

    assert facts(one(uit(event(description={"nl": told})))).text.description == "Kom mee\n\n- een\n- twee"


def test_addresses_that_are_no_web_addresses_are_left_out():
    contact = {"url": ["javascript:alert(1)"], "email": "geen mail", "phone": {"a": 1}}

    document = facts(
        one(
            uit(
                event(
                    contactPoint=contact,
                    onlineUrl="file:///etc/passwd",
                    bookingInfo=[{"url": "www.example.org/boek"}],
                )
            )
        )
    )

    assert (document.contact_url, document.contact_mail, document.contact_phone, document.online_url) == (
        None,
    ) * 4
    assert (document.booking, document.booking_url) == (Booking.ELSEWHERE, "https://www.example.org/boek")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_any_json_is_read_or_refused(whole):
    with suppress(BadActivities):
        read(json.dumps(whole).encode())


@given(st.dictionaries(st.sampled_from(sorted(event())), ANY_JSON, max_size=6))
def test_an_event_with_anything_in_its_fields_is_read_or_left_out(changed):
    found = read(json.dumps([event() | changed]).encode())

    for row in found.rows:
        if not row.gone:
            activity_facts.read(row.values)
    assert len(found.rows) + len(found.rejected) == 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    for start in (b"", b"{", b"PK\x03\x04", b"titel;datum\n", b"BEGIN:VCALENDAR\r\n"):
        with suppress(BadActivities):
            read(start + content)


# ── iCalendar ────────────────────────────────────────────────────────────────────────────────────────────────────

ONCE = "UID:a1\nSUMMARY:Praatgroep\nDTSTART;TZID=Europe/Brussels:20260312T140000\nDTEND;TZID=Europe/Brussels:20260312T160000"


def weekly(rule: str, *more: str, start: str = "20260305T140000") -> str:
    return "\n".join([
        "UID:a1", "SUMMARY:Praatgroep", f"DTSTART;TZID=Europe/Brussels:{start}", f"DTEND;TZID=Europe/Brussels:{start[:9]}160000",
        f"RRULE:{rule}", *more,
    ])  # fmt: skip


def test_a_calendar_entry_gives_title_place_and_hour():
    row = one(
        ics(
            f"{ONCE}\nLOCATION:Bibliotheek\\, Diestsestraat 49\\, 3000 Leuven\nDESCRIPTION:Kom mee.\\nEcht.\nCATEGORIES:twee taaliconen,praten"
        )
    )
    document = facts(row)

    assert (document.text.title, document.text.description) == ("Praatgroep", "Kom mee.\nEcht.")
    assert (document.venue, document.street, document.postcode, row.locality) == (
        "Bibliotheek",
        "Diestsestraat 49",
        "3000",
        "Leuven",
    )
    assert (document.taalicoon, document.labels) == (2, ("praten",))
    assert days(row) == ["12/03 14:00"]


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("DTSTART:20260312T130000Z", "DTEND:20260312T150000Z", "12/03 14:00"),
        ("DTSTART:20260312T140000", "DURATION:PT2H", "12/03 14:00"),
        (
            "DTSTART;TZID=Europe/London:20260312T140000",
            "DTEND;TZID=Europe/London:20260312T150000",
            "12/03 15:00",
        ),
    ],
)
def test_the_hour_is_that_of_a_clock_in_brussels(start, end, shown):
    assert days(one(ics(f"UID:a1\nSUMMARY:Praatgroep\n{start}\n{end}"))) == [shown]


def test_what_repeats_weekly_becomes_a_pattern_and_days_that_fall_out_are_closed():
    row = one(
        ics(
            weekly(
                "FREQ=WEEKLY;BYDAY=TH;UNTIL=20260402T215959Z", "EXDATE;TZID=Europe/Brussels:20260319T140000"
            )
        )
    )

    assert facts(row).calendar.is_pattern
    assert days(row) == ["12/03 14:00", "26/03 14:00", "02/04 14:00"]  # summer time began on 29 March


def test_every_two_weeks_keeps_its_weeks():
    assert days(one(ics(weekly("FREQ=WEEKLY;INTERVAL=2"))), until=date(2026, 4, 20)) == [
        "19/03 14:00",
        "02/04 14:00",
        "16/04 14:00",
    ]


def test_the_first_thursday_of_the_month_becomes_its_days():
    row = one(ics(weekly("FREQ=MONTHLY;BYDAY=1TH")))

    assert days(row)[:3] == ["05/03 14:00", "02/04 14:00", "07/05 14:00"]
    assert not facts(row).calendar.is_pattern


def test_a_moved_and_a_cancelled_day_of_a_series_are_followed():
    moved = "UID:a1\nRECURRENCE-ID;TZID=Europe/Brussels:20260312T140000\nSUMMARY:Praatgroep\nDTSTART;TZID=Europe/Brussels:20260313T100000\nDTEND;TZID=Europe/Brussels:20260313T120000"
    off = "UID:a1\nRECURRENCE-ID;TZID=Europe/Brussels:20260319T140000\nSTATUS:CANCELLED\nDTSTART;TZID=Europe/Brussels:20260319T140000"

    row = one(ics(weekly("FREQ=WEEKLY;COUNT=4"), moved, off))

    assert days(row) == ["05/03 14:00", "13/03 10:00", "26/03 14:00"]


def test_a_cancelled_entry_is_gone_and_an_entry_for_all_day_must_be_looked_at():
    cancelled = one(ics(f"{ONCE}\nSTATUS:CANCELLED"))
    all_day = one(ics("UID:a1\nSUMMARY:Buurtfeest\nDTSTART;VALUE=DATE:20260314\nDTEND;VALUE=DATE:20260316"))

    assert cancelled.gone
    assert all_day.notes == (Note.WHOLE_DAY,)
    assert facts(all_day).calendar.slots[0].ends == THURSDAY.replace(day=15, hour=23, minute=59)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2",
     "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=100000", "FREQ=WEEKLY;BYDAY=TH;INTERVAL=99"],
)  # fmt: skip
def test_a_rule_that_would_never_end_or_never_give_a_day_is_left_out(rule):
    assert why(ics(weekly(rule))) is Flaw.RECURRENCE


@pytest.mark.parametrize(
    ("told", "flaw"),
    [
        ("SUMMARY:Zonder\nDTSTART:20260312T130000Z\nDTEND:20260312T150000Z", Flaw.NO_ID),
        ("UID:a1\nDTSTART:20260312T130000Z\nDTEND:20260312T150000Z", Flaw.NO_TITLE),
        ("UID:a1\nSUMMARY:x\nDTSTART:20260312T130000Z", Flaw.NO_LENGTH),
        ("UID:a1\nSUMMARY:x\nDTSTART:20260312T130000Z\nDTEND:20260312T120000Z", Flaw.OUT_OF_ORDER),
        ("UID:a1\nSUMMARY:x", Flaw.BAD_DAY),
    ],
)
def test_an_entry_that_cannot_be_used_is_left_out_with_the_reason(told, flaw):
    assert why(ics(told)) is flaw


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────

HEAD = "kenmerk;titel;beschrijving;titel (en);datum;van;tot;soort;taaliconen;telt voor 40 uur;plaats;straat;postcode;gemeente;prijs;plaatsen;rolstoel;contact mail"
ROW = "PG1;Praatgroep;Samen Nederlands oefenen met koffie. Iedereen praat mee in kleine groepjes.;Talking group;12/03/2026;14u;16:30;praatgroep;2;meets-in-dutch;Bibliotheek;Diestsestraat 49;3000;Leuven;1,50;12;ja;bib@example.org"


def test_a_row_of_a_table_gives_a_whole_document():
    row = one(f"{HEAD}\n{ROW}\n".encode())
    document = facts(row)

    assert row.source_id == "PG1"
    assert (document.text.title, document.texts["en"].title) == ("Praatgroep", "Talking group")
    assert (document.kind, document.taalicoon, document.capacity) == (ActivityKind.CONVERSATION, 2, 12)
    assert [str(price.amount) for price in document.prices] == ["1.50"]
    assert document.is_accessible
    assert days(row) == ["12/03 14:00"]


@pytest.mark.parametrize(
    "content",
    [
        "titel,datum,van,tot\nCafé,2026-03-12,14:00,16:00\n".encode(), "titel;datum;van;tot\nCafé;12-03-2026;14.00;16.00\n".encode("cp1252"),
        "Agenda\n\ntitel;datum;van;tot\nCafé;12/3/2026;14:00;16u\n".encode("utf-8-sig"), "titel\tdatum\tvan\ttot\nCafé\t12/03/2026\t14\t16\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_tables_of_every_program_are_read(content):
    row = one(content)

    assert (row.title, days(row)) == ("Café", ["12/03 14:00"])


def test_rows_with_the_same_kenmerk_are_days_of_one_activity():
    row = one(b"kenmerk;titel;datum;van;tot\nA;Koken;12/03/2026;18:00;20:00\nA;;19/03/2026;22:00;01:00\n")

    assert days(row) == ["12/03 18:00", "19/03 22:00"]


def test_what_comes_back_every_week_is_a_pattern():
    row = one(b"titel;datum;van;tot;elke week tot\nKoken;12/03/2026;18:00;20:00;26/03/2026\n")

    assert days(row) == ["12/03 18:00", "19/03 18:00", "26/03 18:00"]


def test_a_row_without_kenmerk_is_known_again():
    content = b"titel;datum;van;tot\nKoken;12/03/2026;18:00;20:00\n"

    assert one(content).source_id == one(content).source_id


def workbook(*lines) -> bytes:
    book, written = Workbook(), BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(written)
    return written.getvalue()


def test_a_workbook_gives_days_and_hours_as_excel_keeps_them():
    content = workbook(
        ["Titel", "Datum", "Van", "Tot", "Postcode", "Prijs"],
        ["Koken", THURSDAY, time(18), 0.875, 3000, 2.5],
        [None] * 6,
    )

    row = one(content)

    assert days(row) == ["12/03 18:00"]
    assert (facts(row).postcode, str(facts(row).lowest_price)) == ("3000", "2.50")


@pytest.mark.parametrize(
    ("name", "value", "flaw"),
    [
        ("datum", "31/02/2026", Flaw.BAD_DAY), ("van", "kwart voor drie", Flaw.BAD_DAY), ("tot", "14u", Flaw.NO_LENGTH),
        ("prijs", "veel", Flaw.BAD_VALUE), ("prijs", "-1", Flaw.BAD_VALUE), ("taaliconen", "5", Flaw.BAD_VALUE), ("soort", "fuif", Flaw.BAD_VALUE),
        ("rolstoel", "misschien", Flaw.BAD_VALUE), ("postcode", "30", Flaw.BAD_VALUE), ("plaatsen", "²", Flaw.BAD_VALUE), ("titel", "", Flaw.NO_TITLE),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_says_which_line_and_column(name, value, flaw):
    cells = dict(zip(HEAD.split(";"), ROW.split(";"), strict=True)) | {name: value}

    rejected = read(f"{HEAD}\n{';'.join(cells.values())}\n".encode()).rejected[0]

    assert (rejected.place, rejected.flaw, rejected.field) == ("2", flaw, name)


def test_the_template_of_the_columns_is_read_back():
    content = workbook(
        [column.name for column in columns.COLUMNS], [column.example for column in columns.COLUMNS]
    )

    assert activity_facts.missing(facts(one(content)).model_copy(update={"nis_code": "24062"})) == ()


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────────


def refused(content: bytes) -> Flaw:
    with pytest.raises(BadActivities) as caught:
        read(content)
    return caught.value.flaw


def test_a_file_with_a_hundred_thousand_rows_is_refused():
    assert refused(b"titel;datum;van;tot\n" + b"Koken;12/03/2026;18:00;20:00\n" * 100_000) is Flaw.TOO_MANY
    assert refused(json.dumps([{}] * 100_000).encode()) is Flaw.TOO_MANY
    assert refused(ics(*[ONCE] * (rows.MOST_ROWS + 1))) is Flaw.TOO_MANY


def test_a_workbook_that_unpacks_to_gigabytes_is_refused():
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))

    assert refused(written.getvalue()) is Flaw.TOO_LARGE


def test_a_workbook_with_entities_is_refused():
    good, written = BytesIO(workbook(["titel", "datum"])), BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with ZipFile(good) as old, ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name.endswith("sheet1.xml") else old.read(name))

    assert refused(written.getvalue()) is Flaw.BROKEN


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"", Flaw.EMPTY), (b"  \n", Flaw.EMPTY), (b"%PDF-1.7", Flaw.UNKNOWN_FORMAT), (b"{", Flaw.BROKEN), (b"[]", Flaw.EMPTY),
        (b"PK\x03\x04rommel", Flaw.BROKEN), (b"naam,dag\nx,y", Flaw.UNKNOWN_FORMAT), (b"[" * 100_000, Flaw.BROKEN),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", Flaw.EMPTY), (b"x" * (activity_files.MOST_BYTES + 1), Flaw.TOO_LARGE),
        (b"titel;datum\n" + b'"' + b"x" * 200_000, Flaw.BROKEN),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_the_reason(content, flaw):
    assert refused(content) is flaw


MOMENTS = st.sampled_from(["20260312T140000", "20260312T140000Z", "20260312", "00010101T000000Z", "99991231T235959", "P1D", "-PT9999999H", "x", "", "20260312T140000/PT1H"])  # fmt: skip
RULES = st.sampled_from(["FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=99991231", "FREQ=DAILY;UNTIL=20260320T000000", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY", "FREQ=X", "BYDAY=MO", "COUNT=-1;FREQ=DAILY", ""])  # fmt: skip
LINES = st.one_of(
    st.tuples(st.sampled_from(["DTSTART", "DTEND", "DURATION", "EXDATE", "RDATE", "RECURRENCE-ID", "DTSTART;VALUE=DATE", "DTSTART;TZID=Europe/Brussels", "DTEND;TZID=Nergens/Hier", "RDATE;VALUE=PERIOD", "SEQUENCE"]), MOMENTS),
    st.tuples(st.just("RRULE"), RULES),
    st.tuples(st.sampled_from(["SUMMARY", "UID", "LOCATION", "CATEGORIES", "STATUS", "URL"]), st.text("ab,;:\\<3 é", max_size=8)),
).map(":".join)  # fmt: skip


@given(st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=3))
def test_any_calendar_is_read_or_refused(told):
    whole = ["\n".join(["UID:a", "SUMMARY:Praatgroep", *lines]) for lines in told]
    with suppress(BadActivities):
        for row in read(ics(*whole)).rows:
            if not row.gone:
                activity_calendar.expand(activity_facts.read(row.values).calendar, today=TODAY)


CELLS = st.one_of(st.sampled_from(["", "12/03/2026", "2026-03-12", "14:00", "24:00", "0", "-1", "ja", "1e5", "NaN", "²", "=1+1", "Koken", "9" * 30]), st.text(max_size=6))  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=len(columns.COLUMNS), max_size=len(columns.COLUMNS)), max_size=3))
def test_any_table_is_read_or_refused(lines):
    written = StringIO()
    csv.writer(written, delimiter=";").writerows([[column.name for column in columns.COLUMNS], *lines])
    with suppress(BadActivities):
        for row in read(written.getvalue().encode("utf-8", errors="replace")).rows:
            with suppress(BadInput):  # says which field
                activity_facts.read(row.values)
