"""Files people hand in: checked by content, drawn anew, stored under a random name, shown by a link of fifteen minutes.

A link is for one person: who guides somebody gets their own, and to everybody else it does not exist.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity
from portal.models.contracts import Inburgeringscontract
from portal.models.pips import HoursEntry
from portal.models.uploads import Upload, UploadLink, UploadPurpose
from portal.providers.pictures import redraw
from portal.services import audit, permissions, rate_limits
from portal.services.permissions import Action, Actor, Target

LINK_LASTS = timedelta(minutes=15)
LOOSE_FILE = timedelta(days=1)  # a file whose row was never committed
UPLOADS_A_DAY = 40
FOLDER = "uploads"


@dataclass(frozen=True)
class Content:
    """A file as it is sent to who may see it."""

    content: bytes
    content_type: str


def store_proof(session: Session, *, actor: Actor, content: bytes, data_dir: Path, now: datetime) -> Upload:
    """Store a photo of a signed paper, of the actor's own. The file is written before the row is committed.

    Raises:
        NotAllowed: the actor keeps no hours log.
        BadPicture: it is no picture we can use; says why.
        TooManyRequests: the actor sent many today.
    """
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=actor.person_id))
    rate_limits.count_in_a_day(session, key=f"upload:{actor.person_id}", most=UPLOADS_A_DAY, now=now)
    upload = store(
        session, content=content, purpose=UploadPurpose.HOURS_PROOF, owner_id=actor.person_id,
        data_dir=data_dir, now=now,
    )  # fmt: skip
    audit.record(
        session, actor_id=actor.person_id, action="upload.stored", subject=f"upload:{upload.id}",
        owner_id=actor.person_id, facts={"bytes": upload.size}, now=now,
    )  # fmt: skip
    return upload


def store(
    session: Session,
    *,
    content: bytes,
    purpose: UploadPurpose,
    owner_id: str | None = None,
    organisation_id: str | None = None,
    data_dir: Path,
    now: datetime,
) -> Upload:
    """Draw a picture anew and store it; who calls has asked whether it may be stored.

    Raises:
        BadPicture: it is no picture we can use; says why.
    """
    picture = redraw(content)
    name = secrets.token_hex(16)
    upload = Upload(
        purpose=purpose, owner_id=owner_id, organisation_id=organisation_id, content_type=picture.content_type,
        size=len(picture.content), sha256=hashlib.sha256(picture.content).hexdigest(), width=picture.width,
        height=picture.height, path=f"{name[:2]}/{name}.jpg", uploaded_at=now,
    )  # fmt: skip
    _write(data_dir / FOLDER / upload.path, picture.content)
    session.add(upload)
    session.flush()
    return upload


def make_link(session: Session, *, actor: Actor, upload_id: str, now: datetime) -> str:
    """Return the secret of a private link to a proof, for the actor alone. Who looks as a guide leaves a trace.

    Raises:
        NotFound: there is no such file, or the actor may not know that there is.
    """
    upload = session.get(Upload, upload_id)
    if upload is None or not _may_see(session, actor, upload):
        raise NotFound("upload")
    token = secrets.token_urlsafe(32)
    session.add(
        UploadLink(
            digest=_digest(token), upload_id=upload.id, person_id=actor.person_id, expires_at=now + LINK_LASTS
        )
    )
    session.flush()
    if actor.person_id != upload.owner_id:
        audit.record(
            session, actor_id=actor.person_id, action="upload.viewed", subject=f"upload:{upload.id}",
            owner_id=upload.owner_id, now=now,
        )  # fmt: skip
    return token


def opened(session: Session, *, actor: Actor, token: str, data_dir: Path, now: datetime) -> Content:
    """Return the file behind a private link, to the person it was made for, as long as they may see it.

    Raises:
        NotFound: anything else, whatever it is.
    """
    link = session.get(UploadLink, _digest(token))
    if link is None or link.person_id != actor.person_id or link.expires_at <= now:
        raise NotFound("upload")
    upload = session.get(Upload, link.upload_id)
    if upload is None or not _may_see(session, actor, upload):
        raise NotFound("upload")
    try:
        content = (data_dir / FOLDER / upload.path).read_bytes()
    except FileNotFoundError:
        raise NotFound("upload") from None
    return Content(content, upload.content_type)


def forget(session: Session, *, data_dir: Path, now: datetime) -> int:
    """Delete files past their term with their rows, ended links, and files without a row; returns how many files went."""
    for link in session.exec(select(UploadLink).where(col(UploadLink.expires_at) <= now)):
        session.delete(link)
    session.flush()
    over = session.exec(select(Upload).where(col(Upload.delete_after) <= now)).all()
    for upload in over:
        _let_go(session, upload)
        session.delete(upload)
        (data_dir / FOLDER / upload.path).unlink(missing_ok=True)
    session.flush()
    kept = set(session.exec(select(Upload.path)))
    loose = [path for path in _files(data_dir) if _name(path, data_dir) not in kept and _is_old(path, now)]
    for path in loose:
        path.unlink(missing_ok=True)
    return len(over) + len(loose)


def _let_go(session: Session, upload: Upload) -> None:
    for link in session.exec(select(UploadLink).where(UploadLink.upload_id == upload.id)):
        session.delete(link)
    for row in session.exec(select(HoursEntry).where(HoursEntry.proof_id == upload.id)):
        row.proof_id = None
        session.add(row)
    for activity in session.exec(select(Activity).where(Activity.image_id == upload.id)):
        activity.image_id = None
        session.add(activity)
    session.flush()


def _may_see(session: Session, actor: Actor, upload: Upload) -> bool:
    if upload.purpose is not UploadPurpose.HOURS_PROOF:
        return False  # pictures of activities are public, at an address of their own
    if upload.owner_id == actor.person_id:
        return permissions.may(actor, Action.HOURS_LOG, Target(owner_id=upload.owner_id))
    guide_id = session.exec(
        select(Inburgeringscontract.trajectbegeleider_id)
        .join(HoursEntry, col(HoursEntry.contract_id) == col(Inburgeringscontract.id))
        .where(HoursEntry.proof_id == upload.id)
    ).first()
    return permissions.may(actor, Action.HOURS_APPROVE, Target(upload.owner_id, guide_id))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened_file:
        opened_file.write(content)


def _files(data_dir: Path) -> list[Path]:
    return sorted((data_dir / FOLDER).glob("*/*.jpg"))


def _name(path: Path, data_dir: Path) -> str:
    return path.relative_to(data_dir / FOLDER).as_posix()


def _is_old(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime < (now - LOOSE_FILE).timestamp()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
