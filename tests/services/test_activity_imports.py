"""Activities from files: first what would happen, then all of it; again changes nothing; what was changed here stays."""

import dataclasses
from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotFound
from portal.models.activities import Activity, ActivitySource, ActivityState, Occurrence
from portal.models.audit import AuditEntry
from portal.models.offer import ActivityDraft, ActivityFeed
from portal.models.outbox import OutboxMail
from portal.models.signups import SignUpState
from portal.providers import activity_files
from portal.providers.activity_files import Flaw, Note
from portal.services import (
    activities,
    activity_imports,
    activity_many,
    activity_review,
    activity_rows,
    activity_views,
    audit,
)
from portal.services.activity_facts import FieldName
from portal.services.activity_import_plan import Fate, Into
from portal.services.activity_merge import Part
from portal.services.permissions import OPERATOR
from tests.activities import THURSDAY_2PM, change, facts_of, given_sign_up, once, weekly
from tests.activity_files import event, ics, uit
from tests.cast import AMINA, BRAM, LEUVEN, LOTTE, OLEKSANDR, SOFIE, TOM, WIM
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")
LATER = NOON + timedelta(hours=1)


def read(content: bytes):
    return activity_files.read(content, today=NOON.date())


def brought_in(session, *events, by=SOFIE, complete=False, now=NOON, content=None):
    into = Into(by.organisation_id, complete=complete)
    return activity_imports.take_in(
        session, actor=by.actor, file=read(content or uit(*events)), into=into, now=now
    )


def seen_before(session, *events, complete=False, now=NOON):
    into = Into("leuven", complete=complete)
    return activity_imports.preview(session, actor=SOFIE.actor, file=read(uit(*events)), into=into, now=now)


def of(session, source_id="event-1", organisation_id="leuven") -> Activity:
    found = select(Activity).where(
        Activity.source_id == source_id, Activity.organisation_id == organisation_id
    )
    return session.exec(found).one()


def fates(outcome) -> list[Fate]:
    return [line.fate for line in outcome.lines]


def published(session, *events, now=NOON) -> Activity:
    """Bring events in and let the redactie publish the first."""
    brought_in(session, *(events or (event(),)), now=now)
    activity = of(session)
    return activity_review.publish(
        session, actor=BRAM.actor, activity_id=activity.id, version=activity.version, now=now
    )


def mails(session, template: str) -> list[str]:
    return sorted(session.exec(select(OutboxMail.person_id).where(OutboxMail.template == template)).all())


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_complete_event_goes_to_the_redactie_and_is_read_by_everybody_once_published(session):
    activity = published(session)

    shown = activity_views.by_slug(session, activity.slug, now=NOON)

    assert (activity.source, activity.source_id, activity.owner_id) == (
        ActivitySource.UITDATABANK,
        "event-1",
        "sofie",
    )
    assert shown.facts.nis_code == LEUVEN
    assert set(shown.facts.texts) == {"nl", "fr"}
    assert len(shown.days) == 1


def test_the_redactie_is_told_once_however_many_came_in(session):
    brought_in(session, event(1), event(2), event(3))

    assert mails(session, "activity.new") == ["bram"]
    assert len(activity_review.waiting(session, actor=BRAM.actor)) == 3


def test_what_lacks_something_stays_a_draft_with_what_must_still_come(session):
    outcome = brought_in(session, event(labels=[], hiddenLabels=[]))

    activity = of(session)
    assert outcome.lines[0].missing == (FieldName.TAALICOON, FieldName.HOURS)
    assert (activity.state, activity.slug) == (ActivityState.DRAFT, None)
    assert (
        activities.typed(session, actor=SOFIE.actor, activity_id=activity.id)["venue"]
        == "Bibliotheek Tweebronnen"
    )
    assert mails(session, "activity.new") == []


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"workflowStatus": "DRAFT"}, Note.NOT_PUBLIC),
        ({"bookingAvailability": {"type": "Unavailable"}}, Note.FULL),
    ],
)
def test_what_somebody_must_look_at_first_stays_a_draft(session, changed, note):
    outcome = brought_in(session, event(**changed))

    assert (outcome.lines[0].notes, of(session).state) == ((note,), ActivityState.DRAFT)


def test_an_event_that_is_over_is_left_out(session):
    outcome = brought_in(
        session, event(startDate="2025-03-12T14:00:00+01:00", endDate="2025-03-12T16:00:00+01:00")
    )

    assert (outcome.lines[0].fate, outcome.lines[0].flaw) == (Fate.REJECTED, Flaw.OVER)


def test_the_preview_says_what_the_import_does_and_writes_nothing(session):
    brought_in(session, event(1), event(2))
    file = [event(1), event(2, name={"nl": "Praatcafé"}), event(3), event(4, name={})]

    before = seen_before(session, *file)
    assert session.exec(select(Activity)).all().__len__() == 2
    after = brought_in(session, *file)

    plain = [[dataclasses.replace(line, activity_id="") for line in one.lines] for one in (before, after)]
    assert plain[0] == plain[1]
    assert fates(after) == [Fate.UNCHANGED, Fate.CHANGED, Fate.NEW, Fate.REJECTED]


def test_many_new_ones_are_written_as_one_is(session):
    facts = facts_of(calendar=weekly(1, 3))
    rows = {}
    for name in ("many", "one"):
        activity = Activity(
            id=name * 8,
            organisation_id="leuven",
            state=ActivityState.REVIEW,
            created_at=NOON,
            changed_at=NOON,
        )
        if name == "many":
            activity_many.put_new(session, new=[(activity, facts)], now=NOON)
        else:
            session.add(activity)
            activities.put(session, activity, facts, now=NOON)
        session.expire_all()
        stored = session.get(Activity, activity.id)
        own = stored.model_dump(exclude={"id", "slug"})
        below = [
            *activity_rows.texts_of(session, stored.id),
            *activity_rows.prices_of(session, stored.id),
            *activity_rows.occurrences_of(session, stored.id),
        ]
        rows[name] = (own, [row.model_dump(exclude={"id", "activity_id"}) for row in below])

    assert rows["many"] == rows["one"]


def test_signs_that_no_table_can_hold_do_not_stop_a_file(session):
    nasty = "x\x00y\ud800z"
    told = event(
        name={"nl": f"Praat{nasty}"}, labels=["twee taaliconen", nasty], location={"name": {"nl": nasty}}
    ) | {"@id": f"a/{nasty}"}

    outcome = brought_in(session, told, event(2))

    assert fates(outcome) == [Fate.NEW, Fate.NEW]
    assert of(session, "xyz").source_facts["labels"] == ["xyz"]


# ── again ────────────────────────────────────────────────────────────────────────────────────────────────────────


def everything(session):
    session.expire_all()
    kinds = (Activity, ActivityDraft, Occurrence, OutboxMail, AuditEntry)
    return [sorted(str(row.model_dump()) for row in session.exec(select(kind)).all()) for kind in kinds]


@pytest.mark.parametrize(
    "content",
    [
        uit(event(1), event(2, labels=[]), event(3, name={})),
        ics(
            "UID:a\nSUMMARY:Praatgroep\nDTSTART:20260312T130000Z\nDTEND:20260312T150000Z\nRRULE:FREQ=MONTHLY;BYDAY=2TH"
        ),
        b"titel;datum;van;tot;prijs\nKoken;12/03/2026;18:00;20:00;0\n",
    ],
    ids=["uitdatabank", "icalendar", "table"],
)
def test_the_same_file_again_changes_nothing(session, content):
    first = brought_in(session, content=content, complete=True)
    stood = everything(session)

    again = brought_in(session, content=content, complete=True, now=LATER)

    assert not first.changes_nothing
    assert again.changes_nothing
    assert everything(session) == stood


def test_a_change_at_the_source_is_followed_and_who_signed_up_is_told_once(session):
    activity = published(session)
    given_sign_up(session, activity_rows.occurrences_of(session, activity.id)[0], AMINA)
    moved = event(startDate="2026-03-12T18:00:00+01:00", endDate="2026-03-12T20:00:00+01:00")

    outcome = brought_in(session, moved, now=LATER)
    brought_in(session, moved, now=LATER + timedelta(hours=1))

    assert outcome.lines[0].changed == (Part.DAYS,)
    assert activity.state is ActivityState.PUBLISHED
    assert mails(session, "activity.moved") == ["amina"]


def test_a_change_that_would_leave_out_what_readers_need_is_left_out_itself(session):
    activity = published(session)

    outcome = brought_in(session, event(description={"nl": "Kort."}, priceInfo=[]))

    assert (outcome.lines[0].fate, outcome.lines[0].flaw) == (Fate.REJECTED, Flaw.INCOMPLETE)
    assert activity_rows.read(session, activity).is_free


def test_fewer_seats_than_people_are_not_taken_over(session):
    table = "kenmerk;titel;beschrijving;datum;van;tot;soort;taaliconen;telt voor 40 uur;plaats;postcode;gemeente;prijs;plaatsen;contact mail\nA;Praatgroep;{};12/03/2026;14:00;16:00;praatgroep;2;meets-in-dutch;Bib;3000;Leuven;0;{};bib@example.org\n"
    words = "Samen Nederlands oefenen met een kop koffie, in kleine groepjes."
    brought_in(session, content=table.format(words, 5).encode())
    row = activity_rows.occurrences_of(session, of(session, "A").id)[0]
    given_sign_up(session, row, AMINA)
    given_sign_up(session, row, OLEKSANDR)

    outcome = brought_in(session, content=table.format(words, 1).encode())

    assert outcome.lines[0].flaw is Flaw.SEATS_TAKEN
    assert row.capacity == 5


# ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_filled_in_by_hand_stays_when_the_source_changes_something_else(session):
    brought_in(session, event(labels=[], hiddenLabels=[]))
    activity = of(session)
    typed = activities.typed(session, actor=SOFIE.actor, activity_id=activity.id) | {
        "taalicoon": 3,
        "hours_reason": "meets-in-dutch",
    }
    activities.save_typed(session, actor=SOFIE.actor, activity_id=activity.id, values=typed, now=NOON)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    names = {"nl": "Praatcafé", "fr": "Groupe de conversation"}
    outcome = brought_in(session, event(labels=[], hiddenLabels=[], name=names))

    facts = activity_rows.read(session, activity)
    assert (facts.taalicoon, facts.text.title) == (3, "Praatcafé")
    assert (outcome.lines[0].changed, outcome.lines[0].by_hand) == ((Part.TITLE,), ())


def test_what_was_changed_by_hand_is_not_overwritten_and_the_preview_says_so(session):
    activity = published(session)
    facts = activity_rows.read(session, activity)
    change(
        session,
        activity,
        texts=facts.texts | {"nl": facts.text.model_copy(update={"title": "Koffie en praat"})},
    )
    told = event(name={"nl": "Praatcafé", "fr": "Groupe de conversation"})

    before = seen_before(session, told)
    brought_in(session, told)

    assert before.lines[0].by_hand == (Part.TITLE,)
    assert activity_rows.read(session, activity).text.title == "Koffie en praat"
    assert seen_before(session, told).lines[0].by_hand == ()


def test_what_somebody_is_typing_can_still_be_handed_in_after_an_import(session):
    activity = published(session)
    typed = activity_rows.read(session, activity).model_copy(update={"taalicoon": 4}).values()
    activities.save_typed(session, actor=SOFIE.actor, activity_id=activity.id, values=typed, now=NOON)

    outcome = brought_in(session, event(name={"nl": "Praatcafé"}))
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=LATER)

    facts = activity_rows.read(session, activity)
    assert Note.BEING_TYPED in outcome.lines[0].notes
    assert (facts.taalicoon, facts.text.title) == (4, "Praatcafé")


def test_what_was_withdrawn_or_cancelled_here_stays_so(session):
    activity = published(session)
    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    outcome = brought_in(session, event(name={"nl": "Praatcafé"}))

    assert (outcome.lines[0].fate, outcome.lines[0].notes) == (Fate.UNCHANGED, (Note.WITHDRAWN_HERE,))
    assert activity.state is ActivityState.WITHDRAWN


# ── gone ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_disappeared_from_a_whole_file_is_withdrawn_and_who_signed_up_is_told_once(session):
    activity = published(session, event(1), event(2))
    seat = given_sign_up(session, activity_rows.occurrences_of(session, activity.id)[0], AMINA)

    outcome = brought_in(session, event(2), complete=True, now=LATER)
    brought_in(session, event(2), complete=True, now=LATER + timedelta(hours=1))

    assert fates(outcome) == [Fate.UNCHANGED, Fate.WITHDRAWN]
    assert (activity.state, seat.state) == (ActivityState.WITHDRAWN, SignUpState.CANCELLED)
    assert mails(session, "activity.cancelled") == ["amina"]
    assert activity_views.by_slug(session, activity.slug, now=LATER) is None


def test_a_file_that_is_not_whole_withdraws_nothing(session):
    activity = published(session, event(1), event(2))

    brought_in(session, event(2))

    assert activity.state is ActivityState.PUBLISHED


def test_an_event_that_says_it_is_off_is_withdrawn_also_from_a_part(session):
    activity = published(session)

    outcome = brought_in(session, event(workflowStatus="DELETED"))

    assert (fates(outcome), activity.state) == ([Fate.WITHDRAWN], ActivityState.WITHDRAWN)


def test_an_event_that_comes_back_goes_to_the_redactie_again(session):
    activity = published(session)
    brought_in(session, event(workflowStatus="DELETED"))

    outcome = brought_in(session, event(), now=LATER)

    assert (fates(outcome), outcome.lines[0].to_review) == ([Fate.CHANGED], True)
    assert activity.state is ActivityState.REVIEW


def test_an_event_that_cannot_be_read_today_is_not_gone(session):
    activity = published(session)

    brought_in(session, event(endDate="2026-03-11T10:00:00+01:00"), complete=True)

    assert activity.state is ActivityState.PUBLISHED


def test_what_is_over_stays_when_the_source_drops_it(session):
    activity = published(session, event(1), event(2))

    brought_in(
        session,
        event(3, startDate="2026-05-12T14:00:00+02:00", endDate="2026-05-12T16:00:00+02:00"),
        complete=True,
        now=NOON + timedelta(days=30),
    )

    assert activity.state is ActivityState.PUBLISHED


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_organisations_with_the_same_event_never_touch_each_others(session):
    leuven = published(session)
    brought_in(session, event(name={"nl": "Van Mechelen"}), by=TOM)

    brought_in(session, event(2), by=TOM, complete=True)

    assert of(session, organisation_id="mechelen").state is ActivityState.WITHDRAWN
    assert (leuven.state, activity_rows.read(session, leuven).text.title) == (
        ActivityState.PUBLISHED,
        "Praatgroep in de bibliotheek",
    )


@pytest.mark.parametrize("stranger", [TOM, AMINA, LOTTE, BRAM])
def test_a_stranger_imports_nothing_for_an_organisation(session, stranger):
    for act in (activity_imports.preview, activity_imports.take_in):
        with pytest.raises(NotFound):
            act(session, actor=stranger.actor, file=read(uit(event())), into=Into("leuven"), now=NOON)


@pytest.mark.parametrize("actor", [WIM.actor, OPERATOR], ids=["beheerder", "operator"])
def test_the_beheerder_imports_for_every_organisation_that_there_is(session, actor):
    activity_imports.take_in(session, actor=actor, file=read(uit(event())), into=Into("mechelen"), now=NOON)

    assert of(session, organisation_id="mechelen").state is ActivityState.REVIEW
    with pytest.raises(NotFound):
        activity_imports.take_in(
            session, actor=actor, file=read(uit(event())), into=Into("nergens"), now=NOON
        )


def test_a_whole_feed_takes_off_only_what_came_from_it(session):
    session.add(
        ActivityFeed(
            id="feed",
            organisation_id="leuven",
            source=ActivitySource.UITDATABANK,
            address="https://example.org",
        )
    )
    session.flush()
    by_file = published(session)

    activity_imports.take_in(
        session,
        actor=OPERATOR,
        file=read(uit(event(2))),
        into=Into("leuven", complete=True, feed_id="feed"),
        now=NOON,
    )

    assert by_file.state is ActivityState.PUBLISHED


def test_every_import_is_written_down_with_its_counts(session):
    brought_in(session, event(1), event(2, name={}))

    acts = {row.action: row for row in session.exec(select(AuditEntry)).all()}
    assert acts["activities.imported"].facts == {
        "source": "uitdatabank",
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "rejected": 1,
    }
    assert acts["activity.imported"].subject == f"activity:{of(session).id}"
    assert audit.verify(session).sound


def test_a_source_that_loses_most_of_its_events_looks_broken(session):
    brought_in(session, *[event(number) for number in range(10)])

    assert seen_before(session, event(1), complete=True).withdraws_most
    assert not seen_before(session, *[event(number) for number in range(8)], complete=True).withdraws_most


def test_a_single_moment_of_the_calendar_is_the_same_after_the_tables(session):
    published(session)

    assert activity_rows.read(session, of(session)).calendar == once(THURSDAY_2PM)
