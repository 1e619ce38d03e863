"""Files people hand in. The bytes lie in the data folder under a random name; here stands what they are and whose."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class UploadPurpose(StrEnum):
    """What a file is for: decides who may see it and how long it is kept."""

    ACTIVITY_IMAGE = "activity-image"
    HOURS_PROOF = "hours-proof"


class Upload(SQLModel, table=True):
    """One file. `content_type` is what the content says, never what its name says; images were encoded anew."""

    __tablename__ = "upload"
    __table_args__ = (CheckConstraint("size > 0", name="upload_is_not_empty"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    purpose: UploadPurpose = Field(sa_type=Code(UploadPurpose))
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    organisation_id: str | None = Field(
        default=None, foreign_key="organisation.id", index=True, max_length=32
    )
    content_type: str = Field(max_length=60)
    size: int = Field(description="Bytes, as stored.")
    sha256: str = Field(max_length=64, index=True)
    width: int | None = None
    height: int | None = None
    path: str = Field(max_length=120, unique=True, description="Below `uploads` in the data folder.")
    uploaded_at: datetime = Field(sa_type=Moment)
    delete_after: datetime | None = Field(default=None, sa_type=Moment, index=True)


class UploadLink(SQLModel, table=True):
    """A private link to a file, for one person and a short time; only the digest of its secret is kept."""

    __tablename__ = "upload_link"

    digest: str = Field(primary_key=True, max_length=64)
    upload_id: str = Field(foreign_key="upload.id", index=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    expires_at: datetime = Field(sa_type=Moment, index=True)
