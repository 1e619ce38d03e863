"""Finding activities: what fits stands in the list, what does not stays out, and the order says why."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from portal.errors import NotFound
from portal.models.activities import ActivityKind, ActivityTheme, AttendanceMode, HoursReason, PriceKind
from portal.services import activities, activity_search, activity_views
from portal.services.activity_facts import Price, Text
from portal.services.activity_search import DayPart, Order, Wanted, Word
from portal.services.activity_words import asked_words
from tests.activities import COOKING, THURSDAY_2PM, given_published, given_typed, once, weekly
from tests.cast import LEUVEN, MECHELEN, SOFIE
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")
HERENT, OOSTENDE = "24038", "35013"
PAID = (Price(kind=PriceKind.BASE, amount=Decimal("5.00")), Price(kind=PriceKind.REDUCED, amount=Decimal(1)))


def titles(session, reader="nl", **wanted) -> list[str]:
    found = activity_search.search(session, wanted=Wanted(**wanted), now=NOON)
    return [line.title for line in activity_views.lines(session, found.hits, language=reader)]


def named(session, title: str, **facts):
    return given_published(session, texts={"nl": COOKING.model_copy(update={"title": title})}, **facts)


def asked(question: str) -> tuple[Word, ...]:
    return tuple(Word(word) for word in asked_words(question))


def test_only_what_is_published_and_still_to_come_is_found(session):
    named(session, "Te vinden")
    given_typed(session)
    handed_in = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=handed_in.id, now=NOON)
    off = named(session, "Gaat niet door")
    activities.cancel(session, actor=SOFIE.actor, activity_id=off.id, now=NOON)

    assert titles(session) == ["Te vinden"]
    assert not activity_search.search(session, wanted=Wanted(), now=NOON + timedelta(days=5)).hits


def test_near_means_within_the_kilometres_asked_for(session):
    named(session, "Leuven")
    named(session, "Herent", nis_code=HERENT)
    named(session, "Mechelen", nis_code=MECHELEN)

    assert titles(session, near=LEUVEN, km=0) == ["Leuven"]
    assert sorted(titles(session, near=LEUVEN, km=10)) == ["Herent", "Leuven"]
    assert titles(session, near=LEUVEN, km=30, order=Order.NEAR) == ["Leuven", "Herent", "Mechelen"]


def test_a_place_outside_the_track_is_not_found(session):
    with pytest.raises(NotFound):
        activity_search.search(session, wanted=Wanted(near="62063"), now=NOON)


def test_the_soonest_stands_first(session):
    named(session, "Later", calendar=once(THURSDAY_2PM + timedelta(days=3)))
    named(session, "Eerst", calendar=once(THURSDAY_2PM - timedelta(days=1)))

    assert titles(session) == ["Eerst", "Later"]


def test_days_and_parts_of_the_day(session):
    named(session, "Voormiddag", calendar=weekly(3, opens=time(9), closes=time(11)))
    named(session, "Avond", calendar=weekly(3, opens=time(19), closes=time(21)))
    named(session, "Zaterdag", calendar=weekly(5))

    assert titles(session, first=date(2026, 3, 14), last=date(2026, 3, 14)) == ["Zaterdag"]
    assert titles(session, parts=frozenset({DayPart.EVENING})) == ["Avond"]
    assert sorted(titles(session, parts=frozenset({DayPart.EVENING, DayPart.MORNING}))) == [
        "Avond",
        "Voormiddag",
    ]
    assert len(titles(session, parts=frozenset(DayPart))) == 3


def test_a_hit_names_the_gathering_that_fits_not_the_first_one(session):
    named(session, "Wekelijks", calendar=weekly())

    (hit,) = activity_search.search(session, wanted=Wanted(first=date(2026, 3, 20)), now=NOON).hits

    assert hit.starts_at.date() == date(2026, 3, 26)


def test_ones_own_level_and_everything_easier(session):
    for level in (1, 2, 3, 4):
        named(session, f"Niveau {level}", taalicoon=level)

    assert sorted(titles(session, taalicoon=2)) == ["Niveau 1", "Niveau 2"]
    assert len(titles(session, taalicoon=4)) == 4


@pytest.mark.parametrize(
    ("wanted", "facts"),
    [
        ({"free": True}, {"prices": PAID}), ({"childcare": True}, {"childcare": False}), ({"accessible": True}, {"accessibility": ()}),
        ({"counts": True}, {"hours_reason": HoursReason.LITTLE_TALK}), ({"kinds": frozenset({ActivityKind.CONVERSATION})}, {"kind": ActivityKind.SPORT}),
        ({"language": "ar"}, {"guide_languages": ("fr",)}), ({"online": True}, {"mode": AttendanceMode.ON_SITE}),
    ],
)  # fmt: skip
def test_each_filter_keeps_what_fits_and_nothing_else(session, wanted, facts):
    fits = {
        "childcare": True,
        "guide_languages": ("fr", "ar"),
        "mode": AttendanceMode.MIXED,
        "online_url": "https://example.org/",
    }
    named(session, "Past", **fits)
    named(session, "Past niet", **(fits | {"mode": AttendanceMode.MIXED} | facts))

    assert titles(session, **wanted) == ["Past"]


def test_words_are_found_folded_and_inside_longer_words(session):
    named(session, "Praatcafé in de bibliotheek")
    named(session, "Voetbal")

    assert titles(session, words=asked("CAFE")) == ["Praatcafé in de bibliotheek"]
    assert titles(session, words=asked("bibliotheek cafe")) == ["Praatcafé in de bibliotheek"]
    assert titles(session, words=asked("voetbal praatcafe")) == []


def test_words_of_another_language_are_found_and_shown_in_it(session):
    arabic = Text(
        title="طبخ مع الجيران",
        description="نطبخ معاً ونتحدث الهولندية. كل شخص مرحب به دائماً في بيت الحي.",
        machine=True,
    )
    given_published(session, texts={"nl": COOKING, "ar": arabic})

    found = activity_search.search(session, wanted=Wanted(words=asked("طبخ")), now=NOON)
    (line,) = activity_views.lines(session, found.hits, language="ar")

    assert (line.title, line.language, line.machine) == ("طبخ مع الجيران", "ar", True)
    assert titles(session, reader="fr") == ["Koken met de buurt"]


def test_a_wrong_letter_is_forgiven_and_said(session):
    named(session, "Praatgroep")

    found = activity_search.search(session, wanted=Wanted(words=asked("pratgroep")), now=NOON)

    assert len(found.hits) == 1
    assert found.corrected == {"pratgroep": "praatgroep"}


def test_a_word_for_a_kind_finds_that_kind_in_any_language(session):
    named(session, "Voetbal op het plein", kind=ActivityKind.SPORT, theme=ActivityTheme.MOVING)
    word = Word("رياضه", kinds=frozenset({ActivityKind.SPORT}))

    assert titles(session, words=(word,)) == ["Voetbal op het plein"]


@pytest.mark.parametrize("nasty", ["100%", "_", "'; DROP TABLE activity; --", "|", "\\"])
def test_signs_of_the_database_are_only_signs(session, nasty):
    named(session, "Praatgroep")

    assert titles(session, words=(Word(nasty),)) == []


def test_the_map_counts_per_municipality(session):
    for nis in (LEUVEN, LEUVEN, MECHELEN):
        named(session, "Samen", nis_code=nis)

    assert activity_search.search(session, wanted=Wanted(), now=NOON).per_place == {LEUVEN: 2, MECHELEN: 1}


def test_recommended_fits_the_level_is_near_and_soon_and_the_nearest_stands_first(session):
    named(session, "Vlakbij")
    named(session, "Herent", nis_code=HERENT, calendar=once(THURSDAY_2PM - timedelta(days=1)))
    named(session, "Te moeilijk", taalicoon=4)
    named(session, "Te ver", nis_code=OOSTENDE)
    named(session, "Te laat", calendar=once(THURSDAY_2PM + timedelta(days=21)))

    hits = activity_search.recommended(session, near=LEUVEN, taalicoon=2, now=NOON)

    assert [line.title for line in activity_views.lines(session, hits, language="nl")] == [
        "Vlakbij",
        "Herent",
    ]


def test_what_another_process_withdrew_meanwhile_is_not_shown(session):
    activity = named(session, "Weg")
    kept = activity_search.search(session, wanted=Wanted(), now=NOON).hits
    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert activity_views.lines(session, kept, language="nl") == ()


def test_what_is_published_is_found_at_once(session):
    named(session, "Eerste")
    activity_search.search(session, wanted=Wanted(), now=NOON)
    named(session, "Tweede")

    assert len(titles(session)) == 2


def test_a_full_gathering_is_shown_with_no_seats_left(session):
    from portal.services import activity_rows  # noqa: PLC0415

    activity = named(session, "Vol", capacity=1)
    activity_rows.occurrences_of(session, activity.id)[0].seats_taken = 1
    session.flush()

    found = activity_search.search(session, wanted=Wanted(), now=NOON)

    assert [line.seats_left for line in activity_views.lines(session, found.hits, language="nl")] == [0]
