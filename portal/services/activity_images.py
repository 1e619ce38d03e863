"""The picture of an activity: drawn anew when it is handed over, public as soon as the activity that shows it is.

Until then only who may write or review the activity sees it. One that no activity shows any more is forgotten.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity, ActivityState
from portal.models.uploads import Upload, UploadPurpose
from portal.providers.pictures import resized
from portal.services import activity_access, audit, permissions, rate_limits, uploads
from portal.services.permissions import Action, Actor

UNUSED = timedelta(days=30)  # as long as a draft: somebody may still be writing
WIDTHS = (480, 960)
PUBLIC = frozenset({ActivityState.PUBLISHED, ActivityState.CANCELLED})
_KEPT = 200  # small pictures kept in memory: some 10 MB


@dataclass(frozen=True)
class Picture:
    """A picture as it is sent. `public`: everybody may keep it."""

    content: bytes
    content_type: str
    digest: str
    public: bool


def store(
    session: Session, *, actor: Actor, activity_id: str, content: bytes, data_dir: Path, now: datetime
) -> Upload:
    """Store a picture for an activity; it shows once the text that names it is handed in.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
        BadPicture: it is no picture we can use; says why.
        TooManyRequests: the actor sent many today.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    rate_limits.count_in_a_day(session, key=f"upload:{actor.person_id}", most=uploads.UPLOADS_A_DAY, now=now)
    upload = uploads.store(
        session, content=content, purpose=UploadPurpose.ACTIVITY_IMAGE,
        organisation_id=activity.organisation_id, data_dir=data_dir, now=now,
    )  # fmt: skip
    upload.delete_after = now + UNUSED
    session.add(upload)
    session.flush()
    audit.record(
        session, actor_id=actor.person_id, action="activity.image-stored", subject=f"activity:{activity.id}",
        facts={"upload": upload.id, "bytes": upload.size}, now=now,
    )  # fmt: skip
    return upload


def check(session: Session, *, image_id: str | None, organisation_id: str) -> None:
    """Refuse a picture that is not of this organisation: whoever typed its number did not get it from the form.

    Raises:
        NotFound: there is no such picture of this organisation.
    """
    if image_id is None:
        return
    upload = session.get(Upload, image_id)
    if (
        upload is None
        or upload.purpose is not UploadPurpose.ACTIVITY_IMAGE
        or upload.organisation_id != organisation_id
    ):
        raise NotFound("upload")


def keep_shown(session: Session, *, before: str | None, after: str | None, now: datetime) -> None:
    """Keep the picture that an activity shows from now on; forget the one it showed, when no other does."""
    if before == after:
        return
    for image_id in {before, after} - {None}:
        upload = session.get(Upload, image_id)
        if upload is not None:
            shown = session.exec(select(Activity.id).where(Activity.image_id == image_id)).first()
            upload.delete_after = None if shown else now + UNUSED
            session.add(upload)
    session.flush()


def opened(
    session: Session, *, actor: Actor | None, upload_id: str, width: int | None, data_dir: Path
) -> Picture:
    """Return a picture, whole or at a width; `actor` None: a stranger.

    Raises:
        NotFound: there is no such picture, the file is gone, or it is not public and not the actor's to see.
    """
    upload = session.get(Upload, upload_id)
    if upload is None or upload.purpose is not UploadPurpose.ACTIVITY_IMAGE:
        raise NotFound("upload")
    public = _is_public(session, upload.id)
    if not public and (actor is None or not _may_see(session, actor, upload)):
        raise NotFound("upload")
    try:
        content = _read(data_dir / uploads.FOLDER / upload.path, width if width in WIDTHS else None)
    except FileNotFoundError:
        raise NotFound("upload") from None
    return Picture(content, upload.content_type, f"{upload.sha256[:24]}-{width or 0}", public)


@lru_cache(maxsize=_KEPT)
def _read(path: Path, width: int | None) -> bytes:
    content = path.read_bytes()
    return resized(content, width) if width else content


def _is_public(session: Session, upload_id: str) -> bool:
    showing = select(Activity.id).where(Activity.image_id == upload_id, col(Activity.state).in_(PUBLIC))
    return session.exec(showing).first() is not None


def _may_see(session: Session, actor: Actor, upload: Upload) -> bool:
    target = permissions.Target(organisation_id=upload.organisation_id)
    if permissions.may(actor, Action.ACTIVITY_EDIT, target):
        return True
    waits = select(Activity.id).where(Activity.image_id == upload.id, Activity.state != ActivityState.DRAFT)
    return permissions.may(actor, Action.ACTIVITY_REVIEW, target) and session.exec(waits).first() is not None
