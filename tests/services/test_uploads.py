"""A photo of the signed paper: taken by content, drawn anew, seen by two people, gone when it is no longer needed."""

import os
import stat
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session, select

from portal.errors import NotAllowed, NotFound, TooManyRequests, WrongState
from portal.models.audit import AuditEntry
from portal.models.hours import DecisionOutcome
from portal.models.uploads import Upload, UploadLink
from portal.providers.pictures import BadPicture
from portal.services import hour_review, hours, uploads
from portal.settings import settings
from tests.cast import AMINA, CAST, LOTTE, PIETER
from tests.conftest import NOON
from tests.hours import given_entry, given_track

pytestmark = pytest.mark.usefixtures("cast")


def photo() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "#a03020").save(drawn, format="PNG")
    return drawn.getvalue()


def given_proof(session: Session) -> Upload:
    given_track(session)
    row = given_entry(session)
    upload = uploads.store_proof(
        session, actor=AMINA.actor, content=photo(), data_dir=settings().data_dir, now=NOON
    )
    hours.attach_proof(session, actor=AMINA.actor, entry_id=row.id, upload=upload, now=NOON)
    return upload


def link_for(session, upload, member, now=NOON):
    return uploads.make_link(session, actor=member.actor, upload_id=upload.id, now=now)


def opened(session, token, member, now=NOON):
    return uploads.opened(session, actor=member.actor, token=token, data_dir=settings().data_dir, now=now)


def file_of(upload):
    return settings().data_dir / uploads.FOLDER / upload.path


@pytest.mark.parametrize("member", [AMINA, LOTTE], ids=lambda member: member.id)
def test_amina_and_her_trajectbegeleider_see_the_photo(session, member):
    upload = given_proof(session)

    found = opened(session, link_for(session, upload, member), member)

    assert found.content_type == "image/jpeg"
    assert Image.open(BytesIO(found.content)).size == (60, 40)


@pytest.mark.parametrize(
    "member", [one for one in CAST if one not in {AMINA, LOTTE}], ids=lambda member: member.id
)
def test_to_everybody_else_it_does_not_exist(session, member):
    upload = given_proof(session)
    tokens = [link_for(session, upload, one) for one in (AMINA, LOTTE)]

    with pytest.raises(NotFound):
        link_for(session, upload, member)
    for token in tokens:
        with pytest.raises(NotFound):
            opened(session, token, member)


def test_a_link_is_for_one_person_even_when_another_may_see_the_file(session):
    upload = given_proof(session)

    with pytest.raises(NotFound):
        opened(session, link_for(session, upload, AMINA), LOTTE)


def test_a_link_lasts_fifteen_minutes(session):
    upload = given_proof(session)
    token = link_for(session, upload, AMINA)
    end = NOON + timedelta(minutes=15)

    assert opened(session, token, AMINA, now=end - timedelta(seconds=1))
    with pytest.raises(NotFound):
        opened(session, token, AMINA, now=end)


def test_who_stops_guiding_sees_nothing_more(session):
    upload = given_proof(session)
    token = link_for(session, upload, LOTTE)
    contract = session.exec(select(hours.Inburgeringscontract)).one()
    contract.trajectbegeleider_id = PIETER.id
    session.flush()

    with pytest.raises(NotFound):
        opened(session, token, LOTTE)


def test_a_guide_who_looks_leaves_a_trace_and_amina_does_not(session):
    upload = given_proof(session)

    link_for(session, upload, AMINA)
    link_for(session, upload, LOTTE)

    seen = session.exec(select(AuditEntry).where(AuditEntry.action == "upload.viewed")).all()
    assert [(entry.actor_id, entry.owner_id) for entry in seen] == [(LOTTE.id, AMINA.id)]


def test_the_file_lies_under_a_random_name_for_the_portal_alone(session):
    upload = given_proof(session)

    mode = stat.S_IMODE(file_of(upload).stat().st_mode)
    assert mode == 0o600
    assert AMINA.id not in upload.path
    assert upload.owner_id == AMINA.id


@pytest.mark.parametrize("guess", ["", "a", "../../etc/passwd"])
def test_a_guessed_link_is_not_found(session, guess):
    with pytest.raises(NotFound):
        opened(session, guess, AMINA)


def test_what_is_no_picture_is_refused_and_leaves_nothing(session):
    given_track(session)

    with pytest.raises(BadPicture):
        uploads.store_proof(
            session,
            actor=AMINA.actor,
            content=b"<svg onload=alert(1)>",
            data_dir=settings().data_dir,
            now=NOON,
        )
    assert session.exec(select(Upload)).all() == []


def test_who_keeps_no_log_sends_no_photo(session):
    with pytest.raises(NotAllowed):
        uploads.store_proof(
            session, actor=LOTTE.actor, content=photo(), data_dir=settings().data_dir, now=NOON
        )


def test_forty_photos_a_day_are_enough(session):
    for _nth in range(uploads.UPLOADS_A_DAY):
        uploads.store_proof(
            session, actor=AMINA.actor, content=photo(), data_dir=settings().data_dir, now=NOON
        )

    with pytest.raises(TooManyRequests):
        uploads.store_proof(
            session, actor=AMINA.actor, content=photo(), data_dir=settings().data_dir, now=NOON
        )


def test_a_second_photo_takes_the_place_of_the_first(session):
    first = given_proof(session)
    row = session.exec(select(hours.HoursEntry)).one()
    second = uploads.store_proof(
        session, actor=AMINA.actor, content=photo(), data_dir=settings().data_dir, now=NOON
    )

    hours.attach_proof(session, actor=AMINA.actor, entry_id=row.id, upload=second, now=NOON)
    uploads.forget(session, data_dir=settings().data_dir, now=NOON)

    assert not file_of(first).exists()
    assert file_of(second).exists()


def test_nobody_attaches_somebody_elses_photo(session):
    upload = given_proof(session)
    row = session.exec(select(hours.HoursEntry)).one()
    upload.owner_id = PIETER.id
    session.flush()

    with pytest.raises(NotFound):
        hours.attach_proof(session, actor=AMINA.actor, entry_id=row.id, upload=upload, now=NOON)


def test_a_decision_sets_the_day_on_which_the_photo_goes(session):
    upload = given_proof(session)
    row = session.exec(select(hours.HoursEntry)).one()
    decision = hour_review.decide(
        session, actor=LOTTE.actor, entry_ids=[row.id], outcome=DecisionOutcome.APPROVED, now=NOON
    )
    gone_on = NOON + hour_review.PROOF_KEPT

    assert uploads.forget(session, data_dir=settings().data_dir, now=gone_on - timedelta(seconds=1)) == 0
    hour_review.undo(session, actor=LOTTE.actor, decision_id=decision.id, reason="Fout.", now=NOON)
    assert uploads.forget(session, data_dir=settings().data_dir, now=gone_on) == 0
    hour_review.decide(
        session, actor=LOTTE.actor, entry_ids=[row.id], outcome=DecisionOutcome.APPROVED, now=NOON
    )
    assert uploads.forget(session, data_dir=settings().data_dir, now=gone_on) == 1

    assert not file_of(upload).exists()
    assert session.exec(select(Upload)).all() == []
    assert row.proof_id is None
    with pytest.raises(WrongState):
        hours.attach_proof(session, actor=AMINA.actor, entry_id=row.id, upload=upload, now=NOON)


def test_ended_links_and_files_that_no_row_names_are_swept(session):
    upload = given_proof(session)
    link_for(session, upload, AMINA)
    loose = file_of(upload).with_name("loose.jpg")
    loose.write_bytes(b"x")
    long_ago = (NOON - timedelta(days=2)).timestamp()
    for path in (loose, file_of(upload)):
        os.utime(path, (long_ago, long_ago))

    assert uploads.forget(session, data_dir=settings().data_dir, now=NOON + timedelta(minutes=15)) == 1

    assert not loose.exists()
    assert file_of(upload).exists()
    assert session.exec(select(UploadLink)).all() == []
