"""The picture of an activity: drawn anew, public with its activity and not before, forgotten when nothing shows it."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from portal.errors import NotFound, OutsideRules
from portal.models.activities import Activity, ActivityState
from portal.models.uploads import Upload
from portal.providers.pictures import BadPicture
from portal.services import (
    activities,
    activity_images,
    activity_rows,
    activity_search,
    activity_views,
    uploads,
)
from portal.services.activity_search import Wanted
from tests.activities import PRAATGROEP, a_picture, change, given_published, given_typed
from tests.cast import AMINA, BRAM, SOFIE, TOM
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")
WORDS = PRAATGROEP.model_copy(update={"image_alt": "Vier mensen rond een tafel"})


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


def stored(session, activity, folder, *, by=SOFIE, content=None):
    return activity_images.store(
        session, actor=by.actor, activity_id=activity.id, content=content or a_picture(1600, 1200),
        data_dir=folder, now=NOON,
    )  # fmt: skip


def seen_by(session, upload, folder, member=None, width=480):
    return activity_images.opened(
        session, actor=member.actor if member else None, upload_id=upload.id, width=width, data_dir=folder
    )


def pictured(session, folder):
    activity = given_published(session)
    upload = stored(session, activity, folder)
    return change(session, activity, image_id=upload.id, texts={"nl": WORDS}), upload


def test_a_photo_loses_its_metadata_and_comes_in_two_sizes(session, folder):
    exif = Image.Exif()
    exif[0x010F] = "a telephone"
    drawn = BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(drawn, format="JPEG", exif=exif)
    activity = given_published(session)
    upload = stored(session, activity, folder, content=drawn.getvalue())

    found = {
        width: Image.open(BytesIO(seen_by(session, upload, folder, SOFIE, width).content))
        for width in (480, 960)
    }

    assert {width: image.width for width, image in found.items()} == {480: 480, 960: 960}
    assert not any(image.getexif() for image in found.values())


def test_what_is_no_picture_is_refused(session, folder):
    with pytest.raises(BadPicture):
        stored(session, given_published(session), folder, content=b"%PDF-1.7")


def test_nobody_sees_it_before_it_is_public_but_who_writes(session, folder):
    upload = stored(session, given_typed(session), folder)

    assert seen_by(session, upload, folder, SOFIE).public is False
    for stranger in (None, AMINA, TOM, BRAM):
        with pytest.raises(NotFound):
            seen_by(session, upload, folder, stranger)


def test_it_is_public_with_its_activity_and_goes_with_it(session, folder):
    activity, upload = pictured(session, folder)
    assert seen_by(session, upload, folder).public

    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    with pytest.raises(NotFound):
        seen_by(session, upload, folder)


def test_the_redactie_sees_the_picture_of_what_waits(session, folder):
    activity = given_typed(session)
    upload = stored(session, activity, folder)
    values = activities.typed(session, actor=SOFIE.actor, activity_id=activity.id)
    values |= {"image_id": upload.id, "texts": {"nl": WORDS.model_dump()}}
    activities.save_typed(session, actor=SOFIE.actor, activity_id=activity.id, values=values, now=NOON)
    activities.hand_in(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert session.get_one(Activity, activity.id).state is ActivityState.REVIEW
    assert seen_by(session, upload, folder, BRAM).public is False


def test_a_picture_without_words_is_not_published(session, folder):
    activity = given_published(session)
    upload = stored(session, activity, folder)

    with pytest.raises(OutsideRules, match="incomplete"):
        change(session, activity, image_id=upload.id)


def test_a_picture_of_another_organisation_cannot_be_typed_in(session, folder):
    theirs = stored(session, given_published(session, by=TOM), folder, by=TOM)
    ours = given_published(session)
    values = activity_rows.read(session, ours).values() | {"image_id": theirs.id}

    with pytest.raises(NotFound):
        activities.save_typed(session, actor=SOFIE.actor, activity_id=ours.id, values=values, now=NOON)


def test_a_list_and_a_page_know_the_size_and_the_words(session, folder):
    activity, upload = pictured(session, folder)
    hits = activity_search.search(session, wanted=Wanted(), now=NOON).hits

    (line,) = activity_views.lines(session, hits, language="nl")

    assert (line.image.upload_id, line.image.width, line.image_alt) == (upload.id, 1600, WORDS.image_alt)
    shown = activity_views.by_slug(session, activity.slug, now=NOON)
    assert (shown.image.width, shown.image.height) == (1600, 1200)


def test_one_that_no_activity_shows_any_more_is_forgotten_with_its_file(session, folder):
    activity, first = pictured(session, folder)
    assert first.delete_after is None
    second = stored(session, activity, folder)
    change(session, activity, image_id=second.id, texts={"nl": WORDS})

    uploads.forget(session, data_dir=folder, now=NOON + activity_images.UNUSED + timedelta(days=1))

    assert [row.id for row in session.exec(select(Upload)).all()] == [second.id]
    assert seen_by(session, second, folder).public
