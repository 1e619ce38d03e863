"""An activity on its way to the public and after: typed, handed in, published or refused, changed, moved, cancelled."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from portal.clock import BRUSSELS
from portal.errors import BadInput, NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.activities import (
    ActivitySource,
    ActivityState,
    CalendarKind,
    Occurrence,
    OccurrenceState,
    RefusalReason,
)
from portal.models.audit import AuditEntry
from portal.models.offer import ActivityViews
from portal.models.outbox import OutboxMail
from portal.models.people import RoleGrant
from portal.models.signups import SignUpState
from portal.services import (
    activities,
    activity_access,
    activity_facts,
    activity_review,
    activity_rows,
    activity_views,
)
from portal.services.activity_calendar import Calendar, Slot
from portal.services.activity_facts import FieldName
from tests.activities import (
    COOKING,
    PRAATGROEP,
    THURSDAY_2PM,
    change,
    facts_of,
    given_published,
    given_sign_up,
    given_typed,
    once,
    weekly,
)
from tests.cast import AMINA, BRAM, JAN, LOTTE, OLEKSANDR, SOFIE, TOM, WIM
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")


def occurrences(session, activity) -> list[Occurrence]:
    return activity_rows.occurrences_of(session, activity.id)


def mails(session, template: str) -> list[str]:
    found = select(OutboxMail.person_id).where(OutboxMail.template == template)
    return sorted(session.exec(found).all())


# ── thrown away ──────────────────────────────────────────────────────────────────────────────────────────────────


def throw_away(session, activity):
    activities.throw_away(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)


def typed_title(session, activity):
    return activities.typed(session, actor=SOFIE.actor, activity_id=activity.id)["texts"]["nl"]["title"]


def test_what_was_never_handed_in_goes_whole(session):
    activity = given_typed(session)
    empty = activities.start(session, actor=SOFIE.actor, organisation_id="leuven", now=NOON)

    throw_away(session, activity)
    throw_away(session, empty)

    assert activity_access.of_organisations(session, actor=SOFIE.actor) == []
    with pytest.raises(NotFound):
        throw_away(session, activity)


def test_of_a_published_activity_only_goes_what_was_typed_since(session):
    activity = given_published(session)
    values = facts_of(texts={"nl": COOKING}).values()
    activities.save_typed(session, actor=SOFIE.actor, activity_id=activity.id, values=values, now=NOON)
    activity.version += 1  # an import or a colleague wrote meanwhile: it can no longer be handed in
    session.flush()

    throw_away(session, activity)

    assert typed_title(session, activity) == PRAATGROEP.title
    assert activity.state is ActivityState.PUBLISHED
    with pytest.raises(WrongState):
        throw_away(session, activity)
    change(session, activity, texts={"nl": COOKING})
    assert typed_title(session, activity) == COOKING.title


def test_a_withdrawn_activity_keeps_the_text_that_was_handed_in(session):
    activity = given_published(session)
    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)
    values = facts_of(texts={"nl": COOKING}).values()
    activities.save_typed(session, actor=SOFIE.actor, activity_id=activity.id, values=values, now=NOON)

    throw_away(session, activity)

    assert typed_title(session, activity) == PRAATGROEP.title


def test_what_was_read_in_becomes_again_what_its_source_says(session):
    activity = given_typed(session)
    activity.source, activity.source_id = ActivitySource.UITDATABANK, "1"
    activity.source_facts = facts_of(texts={"nl": COOKING}).values()

    throw_away(session, activity)

    assert typed_title(session, activity) == COOKING.title
    with pytest.raises(WrongState):
        throw_away(session, activity)


# ── to the public ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_typed_stays_private_until_it_is_handed_in(session):
    activity = given_typed(session)

    assert activity.state is ActivityState.DRAFT
    assert activity_rows.texts_of(session, activity.id) == []
    assert (
        activity_facts.read(activities.typed(session, actor=SOFIE.actor, activity_id=activity.id))
        == facts_of()
    )


def test_an_activity_that_was_handed_in_waits_for_the_redactie(session):
    activity = given_typed(session)

    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert [row.title for row in activity_review.waiting(session, actor=BRAM.actor)] == [
        "Praatgroep in de bibliotheek"
    ]
    assert mails(session, "activity.new") == ["bram"]
    assert activity_views.by_slug(session, activity.slug, now=NOON) is None


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"texts": {}}, FieldName.TITLE), ({"taalicoon": None}, FieldName.TAALICOON), ({"prices": ()}, FieldName.PRICE),
        ({"calendar": Calendar()}, FieldName.CALENDAR), ({"nis_code": None}, FieldName.PLACE), ({"hours_reason": None}, FieldName.HOURS),
    ],
)  # fmt: skip
def test_what_lacks_something_readers_need_cannot_be_handed_in(session, lacking, field):
    activity = given_typed(session, **lacking)

    with pytest.raises(OutsideRules, match="incomplete"):
        activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert field in activity_facts.missing(facts_of(**lacking))


def test_an_activity_whose_days_are_all_over_cannot_be_handed_in(session):
    activity = given_typed(session, calendar=once(THURSDAY_2PM - timedelta(days=7)))

    with pytest.raises(OutsideRules, match="no-days"):
        activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)


def test_a_published_activity_can_be_read_by_everybody(session):
    activity = given_published(session)

    shown = activity_views.by_slug(session, activity.slug, now=NOON)

    assert shown.facts == facts_of()
    assert shown.organisation == "Leuven"
    assert [day.starts_at.astimezone(BRUSSELS).hour for day in shown.days] == [14]
    assert mails(session, "activity.published") == ["sofie"]


def test_the_redactie_refuses_with_words_that_are_mailed(session):
    activity = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    activity_review.refuse(
        session, actor=BRAM.actor, activity_id=activity.id, version=activity.version,
        reason=RefusalReason.UNCLEAR, note="Schrijf erbij voor wie dit is.", now=NOON,
    )  # fmt: skip

    mail = session.exec(select(OutboxMail).where(OutboxMail.template == "activity.refused")).one()
    assert (mail.person_id, mail.facts["note"]) == ("sofie", "Schrijf erbij voor wie dit is.")
    assert activity.state is ActivityState.REFUSED


def test_a_refusal_without_words_is_no_refusal(session):
    activity = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    with pytest.raises(OutsideRules, match="reason-missing"):
        activity_review.refuse(
            session, actor=WIM.actor, activity_id=activity.id, version=activity.version,
            reason=RefusalReason.OTHER, note="  ", now=NOON,
        )  # fmt: skip


def test_the_database_itself_keeps_no_refusal_without_a_reason(session):
    activity = given_typed(session)
    activity.state = ActivityState.REFUSED

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_refused_activity_is_changed_and_handed_in_again(session):
    activity = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)
    activity_review.refuse(
        session, actor=BRAM.actor, activity_id=activity.id, version=activity.version,
        reason=RefusalReason.UNCLEAR, note="Onduidelijk.", now=NOON,
    )  # fmt: skip

    change(session, activity, texts={"nl": COOKING})

    assert (activity.state, activity.refusal) == (ActivityState.REVIEW, None)


def test_what_was_changed_since_it_was_read_is_not_published(session):
    activity = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)
    read = activity.version
    change(session, activity, texts={"nl": COOKING})

    with pytest.raises(WrongState):
        activity_review.publish(session, actor=BRAM.actor, activity_id=activity.id, version=read, now=NOON)


@pytest.mark.parametrize("stranger", [SOFIE, JAN, AMINA, LOTTE])
def test_only_the_redactie_publishes(session, stranger):
    activity = given_typed(session)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    with pytest.raises(NotAllowed):
        activity_review.publish(
            session, actor=stranger.actor, activity_id=activity.id, version=activity.version, now=NOON
        )
    with pytest.raises(NotAllowed):
        activity_review.waiting(session, actor=stranger.actor)


def test_a_value_that_no_form_of_ours_sends_is_refused(session):
    activity = given_typed(session)

    with pytest.raises(BadInput, match="taalicoon"):
        activities.save_typed(
            session, actor=SOFIE.actor, activity_id=activity.id, values={"taalicoon": 5}, now=NOON
        )


# ── of one's own organisation only ───────────────────────────────────────────────────────────────────────────────

TOUCHING = {
    "reading the form": lambda session, who, one: activities.typed(session, actor=who, activity_id=one.id),
    "typing": lambda session, who, one: activities.save_typed(
        session, actor=who, activity_id=one.id, values={}, now=NOON
    ),
    "throwing away": lambda session, who, one: activities.throw_away(
        session, actor=who, activity_id=one.id, now=NOON
    ),
    "handing in": lambda session, who, one: activities.hand_in(
        session, actor=who, activity_id=one.id, now=NOON
    ),
    "withdrawing": lambda session, who, one: activities.withdraw(
        session, actor=who, activity_id=one.id, now=NOON
    ),
    "cancelling": lambda session, who, one: activities.cancel(
        session, actor=who, activity_id=one.id, now=NOON
    ),
    "looking": lambda session, who, one: activity_access.readable(session, actor=who, activity_id=one.id),
    "cancelling a day": lambda session, who, one: activities.cancel_occurrence(
        session, actor=who, occurrence_id=occurrences(session, one)[0].id, now=NOON
    ),
    "moving a day": lambda session, who, one: activities.move_occurrence(
        session,
        actor=who,
        occurrence_id=occurrences(session, one)[0].id,
        starts=THURSDAY_2PM,
        ends=THURSDAY_2PM,
        now=NOON,
    ),
    "asking for colleagues": lambda session, who, one: activities.colleagues(
        session, actor=who, activity_id=one.id
    ),
    "passing on": lambda session, who, one: activities.pass_on(
        session, actor=who, organisation_id=one.organisation_id, from_id="sofie", to_id="tom", now=NOON
    ),
    "beginning": lambda session, who, one: activities.start(
        session, actor=who, organisation_id=one.organisation_id, now=NOON
    ),
}


@pytest.mark.parametrize("stranger", [TOM, AMINA, LOTTE, JAN], ids=lambda member: member.id)
@pytest.mark.parametrize("act", TOUCHING)
def test_another_organisations_activity_is_not_there(session, act, stranger):
    activity = given_published(session)

    with pytest.raises(NotFound):
        TOUCHING[act](session, stranger.actor, activity)


def test_an_organiser_sees_a_list_of_the_own_organisation(session):
    given_published(session)
    theirs = given_typed(session, by=TOM)

    assert [row.id for row in activity_access.of_organisations(session, actor=TOM.actor)] == [theirs.id]
    assert activity_access.of_organisations(session, actor=AMINA.actor) == []


def test_a_leaver_passes_everything_on_in_one_step(session):
    first, second = given_published(session), given_typed(session)
    session.add(RoleGrant(person_id="tom", role=SOFIE.role, organisation_id="leuven", granted_at=NOON))
    session.flush()

    assert activities.colleagues(session, actor=SOFIE.actor, activity_id=first.id) == ("tom",)
    passed = activities.pass_on(
        session, actor=SOFIE.actor, organisation_id="leuven", from_id="sofie", to_id="tom", now=NOON
    )

    assert (passed, first.owner_id, second.owner_id) == (2, "tom", "tom")


def test_nothing_is_passed_on_to_somebody_of_another_organisation(session):
    given_published(session)

    with pytest.raises(NotFound):
        activities.pass_on(
            session, actor=SOFIE.actor, organisation_id="leuven", from_id="sofie", to_id="tom", now=NOON
        )


# ── changing what is published ───────────────────────────────────────────────────────────────────────────────────


def test_a_new_text_keeps_the_sign_ups_and_tells_nobody(session):
    activity = given_published(session)
    seat = given_sign_up(session, occurrences(session, activity)[0], AMINA)

    change(session, activity, texts={"nl": COOKING})

    assert activity_views.by_slug(session, activity.slug, now=NOON).facts.text == COOKING
    assert (seat.state, occurrences(session, activity)[0].seats_taken) == (SignUpState.SEATED, 1)
    assert mails(session, "activity.moved") == mails(session, "activity.cancelled") == []


def test_the_address_stays_when_the_title_changes(session):
    activity = given_published(session)
    address = activity.slug

    change(session, activity, texts={"nl": COOKING})

    assert activity.slug == address
    assert address.startswith("praatgroep-in-de-bibliotheek-")


def test_another_hour_moves_the_gathering_and_tells_everybody_once(session):
    activity = given_published(session, capacity=1)
    row = occurrences(session, activity)[0]
    given_sign_up(session, row, AMINA)
    given_sign_up(session, row, OLEKSANDR, state=SignUpState.WAITING)

    change(session, activity, calendar=once(THURSDAY_2PM.replace(hour=18)))

    moved = occurrences(session, activity)
    assert [item.id for item in moved] == [row.id]
    assert (moved[0].starts_at.astimezone(BRUSSELS).hour, moved[0].sequence, moved[0].seats_taken) == (
        18,
        1,
        1,
    )
    assert mails(session, "activity.moved") == ["amina", "oleksandr"]


def test_another_day_of_a_single_gathering_moves_it(session):
    activity = given_published(session)
    given_sign_up(session, occurrences(session, activity)[0], AMINA)

    change(session, activity, calendar=once(THURSDAY_2PM + timedelta(days=5)))

    assert [row.seats_taken for row in occurrences(session, activity)] == [1]
    assert mails(session, "activity.moved") == ["amina"]


def test_another_place_tells_everybody_once_however_many_days_they_signed_up_for(session):
    activity = given_published(session, calendar=weekly())
    for row in occurrences(session, activity)[:3]:
        given_sign_up(session, row, AMINA)

    change(session, activity, venue="Buurthuis", street="Naamsestraat 1")

    assert mails(session, "activity.moved") == ["amina"]
    assert {row.sequence for row in occurrences(session, activity)} == {1}


def test_a_day_that_falls_away_is_cancelled_for_who_signed_up_and_else_deleted(session):
    two = [
        Slot(starts=THURSDAY_2PM + timedelta(days=n), ends=THURSDAY_2PM + timedelta(days=n, hours=2))
        for n in (0, 7, 14)
    ]
    activity = given_published(session, calendar=Calendar(kind=CalendarKind.MULTIPLE, slots=tuple(two)))
    given_sign_up(session, occurrences(session, activity)[1], AMINA)

    change(session, activity, calendar=Calendar(kind=CalendarKind.MULTIPLE, slots=(two[0],)))

    assert [row.state for row in occurrences(session, activity)] == [
        OccurrenceState.PLANNED,
        OccurrenceState.CANCELLED,
    ]
    assert mails(session, "activity.cancelled") == ["amina"]


def test_fewer_seats_than_are_taken_is_refused(session):
    activity = given_published(session)
    row = occurrences(session, activity)[0]
    given_sign_up(session, row, AMINA)
    given_sign_up(session, row, OLEKSANDR)

    with pytest.raises(OutsideRules, match="seats-taken"):
        change(session, activity, capacity=1)


def test_a_gathering_that_began_is_left_alone(session):
    activity = given_published(session, calendar=weekly())
    first = occurrences(session, activity)[0]
    later = first.starts_at + timedelta(minutes=5)

    change(session, activity, calendar=weekly(opens=time(9), closes=time(11)), now=later)

    again = occurrences(session, activity)
    assert again[0].id == first.id
    assert again[0].starts_at.astimezone(BRUSSELS).hour == 14
    assert {row.starts_at.astimezone(BRUSSELS).hour for row in again[1:]} == {9}


def test_two_colleagues_do_not_overwrite_each_other_unseen(session):
    activity = given_published(session)
    activities.save_typed(
        session, actor=SOFIE.actor, activity_id=activity.id, values=facts_of(venue="Hier").values(), now=NOON
    )
    activity.version += 1  # an import or a colleague wrote meanwhile
    session.flush()

    with pytest.raises(WrongState):
        activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)


# ── one day cancelled or moved, everything cancelled ─────────────────────────────────────────────────────────────


def test_a_cancelled_day_tells_everybody_once_and_stays_cancelled(session):
    activity = given_published(session, calendar=weekly())
    row = occurrences(session, activity)[1]
    given_sign_up(session, row, AMINA)

    told = [
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=row.id, now=NOON)
        for _ in range(2)
    ]
    change(session, activity, texts={"nl": COOKING})

    assert told == [1, 0]
    assert mails(session, "activity.cancelled") == ["amina"]
    assert row.state is OccurrenceState.CANCELLED


def test_a_moved_day_keeps_its_seats_and_the_calendar_leaves_it_alone(session):
    activity = given_published(session, calendar=weekly())
    row = occurrences(session, activity)[1]
    given_sign_up(session, row, AMINA)
    friday = (THURSDAY_2PM + timedelta(days=8)).replace(hour=10)

    told = activities.move_occurrence(
        session,
        actor=SOFIE.actor,
        occurrence_id=row.id,
        starts=friday,
        ends=friday.replace(hour=12),
        now=NOON,
    )
    before = len(occurrences(session, activity))
    change(session, activity, texts={"nl": COOKING})

    assert (told, mails(session, "activity.moved")) == (1, ["amina"])
    assert (row.starts_at.astimezone(BRUSSELS).day, row.seats_taken, row.sequence) == (20, 1, 1)
    assert len(occurrences(session, activity)) == before


def test_a_day_moves_only_to_a_moment_that_is_still_to_come(session):
    activity = given_published(session)
    row = occurrences(session, activity)[0]
    yesterday = THURSDAY_2PM - timedelta(days=3)

    with pytest.raises(OutsideRules, match="in-the-past"):
        activities.move_occurrence(
            session,
            actor=SOFIE.actor,
            occurrence_id=row.id,
            starts=yesterday,
            ends=yesterday.replace(hour=15),
            now=NOON,
        )


def test_cancelling_everything_tells_each_person_once_and_keeps_the_page(session):
    activity = given_published(session, calendar=weekly())
    for row in occurrences(session, activity)[:4]:
        given_sign_up(session, row, AMINA)
        given_sign_up(session, row, OLEKSANDR)

    told = activities.cancel(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert told == 2
    assert mails(session, "activity.cancelled") == ["amina", "oleksandr"]
    assert activity_views.by_slug(session, activity.slug, now=NOON).state is ActivityState.CANCELLED
    with pytest.raises(WrongState):
        activities.cancel(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)


def test_a_withdrawn_activity_is_gone_and_can_come_back(session):
    activity = given_published(session)
    given_sign_up(session, occurrences(session, activity)[0], AMINA)

    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert activity_views.by_slug(session, activity.slug, now=NOON) is None
    assert mails(session, "activity.cancelled") == ["amina"]
    change(session, activity, calendar=once(THURSDAY_2PM + timedelta(days=20)))
    assert activity.state is ActivityState.REVIEW


def test_every_step_is_in_the_audit_trail(session):
    activity = given_published(session)
    activities.cancel(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    found = (
        select(AuditEntry.action)
        .where(AuditEntry.subject == f"activity:{activity.id}")
        .order_by(AuditEntry.number)
    )
    assert session.exec(found).all() == [
        "activity.started", "activity.handed-in", "activity.published", "activity.cancelled",
    ]  # fmt: skip


# ── what the database itself refuses ─────────────────────────────────────────────────────────────────────────────


def test_the_database_gives_no_seat_that_is_not_there(session):
    activity = given_published(session, capacity=1)
    row = occurrences(session, activity)[0]
    row.seats_taken = 2

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_view_is_counted_not_who_looked(session):
    activity = given_published(session)
    for language in ("nl", "nl", "ar"):
        activity_views.count_view(session, activity_id=activity.id, language=language, now=NOON)

    counted = {row.language: row.views for row in session.exec(select(ActivityViews)).all()}
    assert counted == {"nl": 2, "ar": 1}


def test_completeness_names_the_three_fields_that_help_most():
    empty, whole = (
        activity_facts.completeness(activity_facts.ActivityFacts()),
        activity_facts.completeness(facts_of()),
    )

    assert empty.score < 20
    assert empty.most_useful == (FieldName.TITLE, FieldName.CALENDAR, FieldName.PLACE)
    assert whole.required == ()
    assert whole.most_useful == (FieldName.TRANSLATION, FieldName.WAY, FieldName.IMAGE)


def test_summer_time_shifts_no_hour(session):
    activity = given_published(session, calendar=weekly(6, opens=time(10), closes=time(12)))

    hours = {row.starts_at.astimezone(BRUSSELS).hour for row in occurrences(session, activity)}
    in_utc = {row.starts_at.hour for row in occurrences(session, activity)}

    assert (hours, in_utc) == ({10}, {8, 9})
    assert isinstance(occurrences(session, activity)[0].starts_at, datetime)
