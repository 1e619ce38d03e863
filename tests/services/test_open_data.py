"""The offer as open data: what stands in it, in three formats, page by page; and what never does."""

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import icalendar
import pytest
from sqlalchemy import event as database_event
from sqlmodel import Session, select

from portal import clock, db
from portal.models.activities import (
    Accessibility,
    Activity,
    ActivityState,
    ActivityTheme,
    AttendanceMode,
    Audience,
    Booking,
    CalendarKind,
    HoursReason,
    Occurrence,
    PriceKind,
)
from portal.models.uploads import Upload, UploadPurpose
from portal.providers.activity_files import uitdatabank
from portal.services import activities, activity_facts, open_data
from portal.services.activity_calendar import Calendar, Closed, Slot
from portal.services.activity_facts import ActivityFacts, Price, Text
from portal.services.open_data import Whose
from portal.settings import settings
from portal.web import uitdatabank_json
from tests.activities import (
    COOKING,
    PRAATGROEP,
    THURSDAY_2PM,
    facts_of,
    given_published,
    given_sign_up,
    given_typed,
    once,
    published,
    weekly,
)
from tests.cast import AMINA, LEUVEN, MECHELEN, SOFIE, TOM
from tests.conftest import NOON

HERE = settings().base_url
LISTS = (
    "/open-data/activiteiten",
    "/open-data/organisatie/leuven/activiteiten",
    f"/open-data/gemeente/{LEUVEN}/activiteiten",
)
ENDINGS = ("jsonld", "uitdatabank.json", "ics")


def act(do, slug: str, **more) -> None:
    with db.transaction() as session:
        one = session.exec(select(Activity).where(Activity.slug == slug)).one()
        do(session, actor=SOFIE.actor, activity_id=one.id, now=NOON, **more)


def days_of(slug: str) -> list[Occurrence]:
    with db.reading() as session:
        found = select(Occurrence).join(Activity).where(Activity.slug == slug).order_by(Occurrence.starts_at)
        return list(session.exec(found).all())


def moved(slug: str, starts: datetime) -> None:
    with db.transaction() as session:
        activities.move_occurrence(
            session, actor=SOFIE.actor, occurrence_id=days_of(slug)[0].id, starts=starts,
            ends=starts + timedelta(hours=2), now=NOON,
        )  # fmt: skip


def cancelled(occurrence_id: str) -> None:
    with db.transaction() as session:
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=occurrence_id, now=NOON)


def schema_org(client, slug: str) -> dict:
    return client.get(f"/open-data/activiteit/{slug}.jsonld").json()


def uit(client, slug: str) -> dict:
    return client.get(f"/open-data/activiteit/{slug}.uitdatabank.json").json()


# ── what stands in it ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("path", LISTS)
def test_a_published_activity_stands_in_every_list_it_belongs_to(client, path, ending):
    published()

    answer = client.get(f"{path}.{ending}")

    assert answer.status_code == 200
    assert PRAATGROEP.title in answer.text.replace("\r\n ", "")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_belongs_to_others_stands_in_other_lists(client, ending):
    published(by=TOM, nis_code=MECHELEN, postcode="2800")

    for path in LISTS[1:]:
        assert PRAATGROEP.title not in client.get(f"{path}.{ending}").text
    assert PRAATGROEP.title in client.get(f"/open-data/gemeente/{MECHELEN}/activiteiten.{ending}").text


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("state", sorted(set(ActivityState) - open_data.PUBLIC))
def test_what_is_not_public_stands_nowhere(client, state, ending):
    slug = published(contact_name="Sofie Maes")
    with db.transaction() as session:
        row = session.exec(select(Activity)).one()
        row.state, row.refusal = state, "unclear" if state is ActivityState.REFUSED else None

    for path in LISTS:
        assert PRAATGROEP.title not in client.get(f"{path}.{ending}").text
    assert client.get(f"/open-data/activiteit/{slug}.{ending}").status_code == 404


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_being_typed_stands_nowhere(client, ending):
    published()
    with db.transaction() as session:
        given_typed(session, texts={"nl": COOKING})
        one = session.exec(select(Activity).where(Activity.slug.is_not(None))).one()
        values = facts_of(texts={"nl": COOKING}).values()
        activities.save_typed(session, actor=SOFIE.actor, activity_id=one.id, values=values, now=NOON)

    assert COOKING.title not in client.get(f"/open-data/activiteiten.{ending}").text


def test_a_cancelled_activity_is_there_as_cancelled(client):
    slug = published(calendar=weekly(3))
    act(activities.cancel, slug)

    found, (member,) = (
        schema_org(client, slug),
        client.get("/open-data/activiteiten.uitdatabank.json").json()["member"],
    )
    calendar = icalendar.Calendar.from_ical(client.get("/open-data/activiteiten.ics").content)

    assert found["eventStatus"] == "https://schema.org/EventCancelled"
    assert {one["eventStatus"] for one in found["subEvent"]} == {"https://schema.org/EventCancelled"}
    assert member["status"] == {"type": "Unavailable"}
    assert {one["status"] for one in calendar.walk("VEVENT")} == {"CANCELLED"}


def test_what_is_over_leaves_the_lists_and_keeps_its_address(client, monkeypatch):
    slug = published()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=30))

    for ending in ENDINGS:
        assert PRAATGROEP.title not in client.get(f"/open-data/activiteiten.{ending}").text
    assert schema_org(client, slug)["startDate"] == "2026-03-12T14:00:00+01:00"


def test_what_people_do_there_is_nobodys_business(client):
    slug = published()
    with db.transaction() as session:
        given_sign_up(session, session.exec(select(Occurrence)).one(), AMINA)

    for ending in ENDINGS:
        text = client.get(f"/open-data/activiteit/{slug}.{ending}").text
        assert not [word for word in (AMINA.given_name, AMINA.id, "Sofie", SOFIE.id, "owner") if word in text]
    assert uit(client, slug)["subEvent"][0]["bookingAvailability"] == {
        "type": "Available", "capacity": 10, "remainingCapacity": 9,
    }  # fmt: skip


def test_a_picture_stands_there_with_what_it_shows_and_who_made_it(client):
    slug = published(texts={"nl": PRAATGROEP.model_copy(update={"image_alt": "Mensen aan een tafel"})})
    with db.transaction() as session:
        row = Upload(
            purpose=UploadPurpose.ACTIVITY_IMAGE, organisation_id="leuven", content_type="image/jpeg", size=1,
            sha256="0" * 64, width=960, height=640, path="ab/ab.jpg", uploaded_at=NOON,
        )  # fmt: skip
        session.add(row)
        session.flush()
        one = session.exec(select(Activity)).one()
        one.image_id, one.image_credit = row.id, "Jo De Maker"
    address = f"{HERE}/beeld/{row.id}/960"

    picture, (media,) = schema_org(client, slug)["image"], uit(client, slug)["mediaObject"]

    assert (picture["contentUrl"], picture["caption"], picture["creditText"]) == (
        address, "Mensen aan een tafel", "Jo De Maker",
    )  # fmt: skip
    assert (media["contentUrl"], media["description"], media["copyrightHolder"]) == (
        address, "Mensen aan een tafel", "Jo De Maker",
    )  # fmt: skip


def test_a_machines_translation_is_not_passed_on(client):
    slug = published(texts={"nl": PRAATGROEP, "fr": Text(title="Groupe de parole", machine=True)})

    assert schema_org(client, slug)["name"] == PRAATGROEP.title
    assert uit(client, slug)["languages"] == ["nl"]


# ── schema.org ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_single_event_says_all_that_a_search_engine_asks(client):
    slug = published(
        contact_name="Bibliotheek", age_from=18,
        prices=(Price(amount=Decimal("5.50")), Price(kind=PriceKind.REDUCED, amount=Decimal(2), names={"nl": "UiTPAS"})),
    )  # fmt: skip

    found = schema_org(client, slug)

    assert found["@context"] == "https://schema.org"
    assert (found["@type"], found["name"], found["inLanguage"]) == ("Event", PRAATGROEP.title, "nl")
    assert (found["startDate"], found["endDate"]) == (
        "2026-03-12T14:00:00+01:00",
        "2026-03-12T16:00:00+01:00",
    )
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert found["location"]["address"] == {
        "@type": "PostalAddress", "streetAddress": "Diestsestraat 49", "postalCode": "3000",
        "addressLocality": "Leuven", "addressCountry": "BE",
    }  # fmt: skip
    assert found["isAccessibleForFree"] is False
    assert [(offer["price"], offer["priceCurrency"]) for offer in found["offers"]] == [
        ("5.50", "EUR"),
        ("2.00", "EUR"),
    ]
    assert found["audience"] == {"@type": "PeopleAudience", "audienceType": "everyone", "suggestedMinAge": 18}
    assert found["typicalAgeRange"] == "18-"
    assert found["organizer"]["name"] == "Leuven"
    assert found["organizer"]["contactPoint"]["name"] == "Bibliotheek"
    assert found["about"]["name"] == "twee taaliconen"
    assert "subEvent" not in found


def test_a_free_activity_says_so_and_an_unknown_price_says_nothing(client):
    assert schema_org(client, published())["isAccessibleForFree"] is True


def test_a_moved_event_says_when_it_was(client):
    slug = published()
    moved(slug, THURSDAY_2PM.replace(day=13))

    found = schema_org(client, slug)

    assert found["eventStatus"] == "https://schema.org/EventRescheduled"
    assert (found["previousStartDate"], found["startDate"]) == (
        "2026-03-12T14:00:00+01:00", "2026-03-13T14:00:00+01:00",
    )  # fmt: skip


def test_a_weekly_event_has_a_schedule_and_its_days(client):
    closed = Closed(first=date(2026, 3, 19), last=date(2026, 3, 19))
    slug = published(calendar=weekly(3, every_weeks=1, closed=(closed,)))
    cancelled(days_of(slug)[1].id)

    found = schema_org(client, slug)

    assert found["eventSchedule"] == [{
        "@type": "Schedule", "byDay": ["https://schema.org/Thursday"], "repeatFrequency": "P1W",
        "startTime": "14:00:00", "endTime": "16:00:00", "exceptDate": ["2026-03-19"],
        "scheduleTimezone": "Europe/Brussels",
    }]  # fmt: skip
    assert [one["startDate"][:10] for one in found["subEvent"]][:3] == [
        "2026-03-12",
        "2026-03-26",
        "2026-04-02",
    ]
    assert [one["eventStatus"].rsplit("/")[-1] for one in found["subEvent"]][:3] == [
        "EventScheduled", "EventCancelled", "EventScheduled",
    ]  # fmt: skip
    assert {one["startDate"][11:] for one in found["subEvent"]} == {"14:00:00+01:00", "14:00:00+02:00"}


def test_texts_in_several_languages_each_say_which(client):
    slug = published(texts={"nl": PRAATGROEP, "ar": Text(title="مجموعة محادثة")})

    assert schema_org(client, slug)["name"] == [
        {"@language": "ar", "@value": "مجموعة محادثة"}, {"@language": "nl", "@value": PRAATGROEP.title},
    ]  # fmt: skip


def test_an_online_activity_is_nowhere_but_on_its_address(client):
    slug = published(
        mode=AttendanceMode.ONLINE, online_url="https://meet.example/x", venue="", nis_code=None, postcode=""
    )

    assert schema_org(client, slug)["location"] == {
        "@type": "VirtualLocation",
        "url": "https://meet.example/x",
    }
    assert "location" not in uit(client, slug)
    assert (uit(client, slug)["attendanceMode"], uit(client, slug)["onlineUrl"]) == (
        "online",
        "https://meet.example/x",
    )


# ── UiTdatabank ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("level", "label"),
    [(1, "één taalicoon"), (2, "twee taaliconen"), (3, "drie taaliconen"), (4, "vier taaliconen")],
)
def test_the_level_of_dutch_is_the_label_that_publiq_prescribes(client, level, label):
    assert uit(client, published(taalicoon=level, labels=("één taalicoon", "oefenkans")))["labels"] == [
        label,
        "oefenkans",
    ]


def test_every_event_has_what_the_schema_of_uitdatabank_requires(client):
    slug = published(calendar=weekly(3))

    found = uit(client, slug)

    assert {"mainLanguage", "name", "terms", "location", "calendarType"} <= found.keys()
    assert [term["domain"] for term in found["terms"]].count("eventtype") == 1
    assert found["calendarType"] == "permanent"
    assert found["openingHours"] == [{"dayOfWeek": ["thursday"], "opens": "14:00", "closes": "16:00"}]
    assert found["priceInfo"][0] == {
        "category": "base", "price": 0.0, "priceCurrency": "EUR", "name": {"nl": "Basistarief"},
    }  # fmt: skip
    assert found["bookingInfo"]["url"] == f"{HERE}/nl/activiteit/{slug}"
    assert found["bookingInfo"]["urlLabel"]["nl"] == "Schrijf je in"
    assert found["contactPoint"] == {"phone": [], "email": ["bib@example.org"], "url": []}
    assert found["typicalAgeRange"] == "-"
    assert all(2 <= len(label) <= 50 for label in found["labels"] + found["hiddenLabels"])


def test_a_day_that_is_off_is_a_closed_day_of_the_pattern(client):
    slug = published(calendar=weekly(3))
    cancelled(days_of(slug)[1].id)

    found = uit(client, slug)

    assert found["openingHoursClosedDays"] == [{"startDate": "2026-03-19", "endDate": "2026-03-19"}]
    assert found["status"] == {"type": "Available"}


@pytest.mark.parametrize(
    "calendar",
    [
        weekly(3, every_weeks=2),
        weekly(3, first=date(2026, 3, 1)),
        weekly(3, kind=CalendarKind.PERIODIC, first=date(2026, 3, 1)),
    ],
)
def test_a_pattern_that_uitdatabank_cannot_say_is_told_day_by_day(client, calendar):
    slug = published(calendar=calendar)

    found = uit(client, slug)

    assert found["calendarType"] == "multiple"
    assert len(found["subEvent"]) == len(days_of(slug))
    assert found["subEvent"][0]["startDate"] == "2026-03-12T14:00:00+01:00"


def test_a_pattern_with_a_moved_day_is_told_day_by_day(client):
    slug = published(calendar=weekly(3))
    moved(slug, THURSDAY_2PM.replace(day=13))

    found = uit(client, slug)

    assert found["calendarType"] == "multiple"
    assert found["subEvent"][0]["startDate"] == "2026-03-13T14:00:00+01:00"


WHOLE = facts_of(
    texts={
        "nl": PRAATGROEP.model_copy(update={"description": PRAATGROEP.description + "\n\nBreng een vriend mee."}),
        "fr": Text(title="Groupe de parole", description="Parlez néerlandais avec nous, autour d'un café."),
    },
    theme=ActivityTheme.COOKING, labels=("oefenkans", "uitnodigend"), hours_reason=HoursReason.DUO_IN_DUTCH,
    audience=Audience.MEMBERS, age_from=16, age_to=65, childcare=True, buddy=True, guide_languages=("ar", "fr"),
    accessibility=tuple(Accessibility), contact_phone="016 12 34 56", contact_url="https://bib.example/contact",
    booking=Booking.ELSEWHERE, booking_url="https://bib.example/inschrijven", booking_mail="in@bib.example",
    booking_phone="016 65 43 21", booking_from=NOON - timedelta(days=1), booking_to=NOON + timedelta(days=1),
    prices=(Price(amount=Decimal("4.50")), Price(kind=PriceKind.OTHER, amount=Decimal(2), names={"nl": "Met UiTPAS"})),
)  # fmt: skip
CALENDARS = {
    "single": once(),
    "multiple": Calendar(
        kind=CalendarKind.MULTIPLE,
        slots=(
            Slot(starts=THURSDAY_2PM, ends=THURSDAY_2PM.replace(hour=16)),
            Slot(starts=THURSDAY_2PM.replace(day=28, hour=22), ends=THURSDAY_2PM.replace(day=29, hour=4)),
        ),
    ),
    "periodic": weekly(
        1, 3, kind=CalendarKind.PERIODIC, first=date(2026, 3, 1), last=date(2026, 6, 30),
        closed=(Closed(first=date(2026, 4, 6), last=date(2026, 4, 19), note={"nl": "Paasvakantie"}),),
    ),
    "permanent": weekly(5, opens=time(22), closes=time(1)),
}  # fmt: skip
# What UiTdatabank has no field for, or has another use for: the way there, who the contact is, seats of a pattern.
NOT_THERE = {"capacity", "nis_code", "contact_name"}


def kept(facts: ActivityFacts) -> dict:
    values = {**facts.model_dump(), "accessibility": set(facts.accessibility)}
    return {name: value for name, value in values.items() if name not in NOT_THERE}


@pytest.mark.parametrize("name", CALENDARS)
def test_what_is_written_for_uitdatabank_is_read_back_the_same(client, name):
    told = WHOLE.model_copy(update={"calendar": CALENDARS[name]})
    slug = published(**dict(told))

    (row,) = uitdatabank.read(client.get(f"/open-data/activiteit/{slug}.uitdatabank.json").content).rows

    assert row.source_id == slug
    assert kept(activity_facts.read(dict(row.values))) == kept(told)


@pytest.mark.parametrize("kind", activity_facts.ActivityKind)
def test_every_kind_is_read_back_as_itself(client, kind):
    slug = published(kind=kind, theme=ActivityTheme.GAMES)

    (row,) = uitdatabank.read(client.get(f"/open-data/activiteit/{slug}.uitdatabank.json").content).rows

    assert (row.values["kind"], row.values["theme"], row.values["booking"]) == (kind, "spel", "portal")


def test_a_cancelled_activity_is_read_back_as_gone(client):
    slug = published()
    act(activities.cancel, slug)

    (row,) = uitdatabank.read(client.get("/open-data/activiteiten.uitdatabank.json").content).rows

    assert (row.source_id, row.gone) == (slug, True)


def test_only_languages_that_uitdatabank_knows_are_written_for_it(client):
    slug = published(texts={"nl": PRAATGROEP, "ar": Text(title="مجموعة محادثة")})

    assert set(uit(client, slug)["name"]) == {"nl"} <= set(uitdatabank_json.LANGUAGES)


# ── pages, and what an answer carries ────────────────────────────────────────────────────────────────────────────


def followed(client, address: str, name: str) -> list[dict]:
    pages = []
    while address:
        answer = client.get(address)
        pages.append(answer.json())
        address = answer.json().get(name)
        assert (address is None) == ('rel="next"' not in answer.headers["link"])
    return pages


def test_pages_lead_to_one_another_and_leave_nothing_out(client, monkeypatch):
    monkeypatch.setattr(open_data.page, "__kwdefaults__", open_data.page.__kwdefaults__ | {"most": 2})
    slugs = {published() for _ in range(5)}

    pages = followed(client, "/open-data/organisatie/leuven/activiteiten.uitdatabank.json", "nextPage")
    feeds = followed(client, "/open-data/activiteiten.jsonld", "next")

    assert [len(page["member"]) for page in pages] == [2, 2, 1]
    assert {page["totalItems"] for page in pages} == {5}
    assert {one["@id"].rsplit("/")[-1] for page in pages for one in page["member"]} == slugs
    assert sum(len(feed["dataFeedElement"]) for feed in feeds) == 5


def test_calendar_pages_give_the_soonest_first_and_leave_nothing_out(session: Session, cast):
    for hour in (9, 11, 14):
        given_published(session, calendar=weekly(3, opens=time(hour), closes=time(hour + 1)))
    found, after = [], None
    for _ in range(100):
        page = open_data.gatherings(session, whose=Whose(), now=NOON, after=after, most=7)
        found += [(day.starts_at, day.id) for _, day in page.items]
        after = page.after
        if after is None:
            break

    assert len(found) == len(set(found)) == 3 * 26
    assert found == sorted(found)


@pytest.mark.parametrize("after", ["gisteren", "2026-03-10_x", "_", "2026-03-10T10:00:00+00:00"])
def test_a_place_in_the_list_that_is_none_is_refused(client, after):
    assert client.get("/open-data/activiteiten.ics", params={"na": after}).status_code == 400


def test_a_page_costs_as_many_queries_for_twenty_as_for_two(session: Session, cast):
    asked: list[str] = []

    def count(*facts) -> None:
        asked.append(facts[2])

    def queries() -> int:
        asked.clear()
        session.expunge_all()
        open_data.page(session, whose=Whose(), now=NOON)
        return len(asked)

    engine = session.get_bind()
    database_event.listen(engine, "before_cursor_execute", count)
    given_published(session)
    given_published(session)
    few = queries()
    for _ in range(18):
        given_published(session)
    many = queries()
    database_event.remove(engine, "before_cursor_execute", count)

    assert (few, many) == (6, 6)


@pytest.mark.parametrize("ending", ENDINGS)
def test_answers_are_open_and_say_their_licence(client, ending):
    slug = published()

    for path in (*LISTS, f"/open-data/activiteit/{slug}"):
        answer = client.get(f"{path}.{ending}")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert f'<{settings().open_data_licence}>; rel="license"' in answer.headers["link"]
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("ending", ENDINGS)
def test_who_has_the_newest_already_hears_that_nothing_changed(client, ending):
    slug = published()
    address = f"/open-data/activiteit/{slug}.{ending}"
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    act(activities.cancel, slug)
    changed = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    assert first.headers["last-modified"] == "Tue, 10 Mar 2026 11:00:00 GMT"
    assert changed.status_code == 200


def test_a_page_elsewhere_may_ask_whether_something_changed(client):
    answer = client.options("/open-data/activiteiten.jsonld")

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "If-None-Match"


@pytest.mark.parametrize(
    "path", ["organisatie/niemand/activiteiten", "gemeente/00000/activiteiten", "gemeente/x/activiteiten"]
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_list_of_nobody_is_not_found(client, path, ending):
    assert client.get(f"/open-data/{path}.{ending}").status_code == 404


def test_the_name_of_an_activity_leads_to_its_page(client):
    slug = published()

    answer = client.get(uit(client, slug)["@id"].removeprefix(HERE))

    assert (answer.status_code, answer.headers["location"]) == (303, f"/nl/activiteit/{slug}")


def test_the_catalogue_says_where_everything_is_and_under_which_licence(client):
    found = client.get("/open-data").json()

    assert found["license"] == settings().open_data_licence
    assert [one["contentUrl"].removeprefix(HERE) for one in found["distribution"]] == [
        f"/open-data/activiteiten.{ending}" for ending in ENDINGS
    ]
    for one in found["distribution"]:
        answer = client.get(one["contentUrl"].removeprefix(HERE))
        assert answer.headers["content-type"].startswith(one["encodingFormat"])


def test_every_answer_in_json_is_json(client):
    published(texts={"nl": PRAATGROEP.model_copy(update={"title": '"Praat" </script> \\ \u2028 é'})})

    for ending in ENDINGS[:2]:
        assert "Praat" in json.dumps(json.loads(client.get(f"/open-data/activiteiten.{ending}").content))


# ── what a page says to programs ─────────────────────────────────────────────────────────────────────────────────


def data_in(page: str) -> dict:
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(written)


def test_the_page_of_an_activity_carries_the_event_in_the_readers_language(client):
    slug = published(
        texts={"nl": PRAATGROEP, "fr": Text(title="Groupe de parole", description="Parlez avec nous.")}
    )

    dutch, french = (data_in(client.get(f"/{code}/activiteit/{slug}").text) for code in ("nl", "fr"))

    assert (dutch["name"], french["name"]) == (PRAATGROEP.title, "Groupe de parole")
    assert french["url"] == f"{HERE}/fr/activiteit/{slug}"
    assert dutch["@id"] == french["@id"]


def test_what_an_organiser_writes_stays_data(client):
    title = '</script><script>alert(1)</script> "x" \\'
    slug = published(texts={"nl": PRAATGROEP.model_copy(update={"title": title})})

    page = client.get(f"/nl/activiteit/{slug}").text

    assert "<script>alert" not in page
    assert data_in(page)["name"] == title


def test_the_page_leads_to_its_data_and_the_search_to_all(client):
    slug = published()

    page = client.get(f"/fr/activiteit/{slug}").text
    found = [client.get("/nl/activiteit").text, client.get("/nl/zoeken").text]

    for stem, text in ((f"activiteit/{slug}", page), *(("activiteiten", one) for one in found)):
        assert (
            f'<link rel="alternate" type="application/ld+json" href="{HERE}/open-data/{stem}.jsonld">' in text
        )
        assert f'<link rel="license" href="{settings().open_data_licence}">' in text
    assert (
        f'<link rel="alternate" type="text/calendar" href="{HERE}/fr/activiteit/{slug}/kalender.ics">' in page
    )
    assert f'href="/fr/activiteit/{slug}/kalender.ics"' in page  # and one for people


def test_a_page_shows_search_engines_the_next_days_only(client):
    slug = published(calendar=weekly(0, 1, 2, 3, 4))

    assert len(data_in(client.get(f"/nl/activiteit/{slug}").text)["subEvent"]) == 20
    assert len(schema_org(client, slug)["subEvent"]) > 100
