"""What became of one activity, by the language of who came: views of its page, sign-ups, attendance; small groups hidden.

Views count readings of the page, not people: no cookie, no address is kept. The rule for small groups stands in
`small_numbers`; attended and signed up are hidden for the same languages, since who attended was signed up.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

import i18n
from portal.models.activities import Occurrence
from portal.models.offer import ActivityViews
from portal.models.people import Person
from portal.models.signups import Attendance, SignUp, SignUpState
from portal.services import activity_access, presence, small_numbers
from portal.services.permissions import Actor
from portal.services.small_numbers import Shown

OTHER = "other"  # languages that the portal does not offer


@dataclass(frozen=True)
class Numbers:
    """The numbers of one activity by language code. `attended` None: no gathering has begun yet."""

    title: str
    views: Shown[str]
    signed_up: Shown[str]
    attended: Shown[str] | None

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages, in the order of the portal."""
        return tuple(self.views.parts)


def numbers(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> Numbers:
    """Return the numbers of one activity.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    signed_up, attended = hide_people(
        _people(session, activity_id), _people(session, activity_id, present=True)
    )
    return Numbers(
        title=presence.title_of(session, activity),
        views=small_numbers.hide(_views(session, activity_id)),
        signed_up=signed_up,
        attended=attended if _has_begun(session, activity_id, now) else None,
    )


def hide_people(signed_up: Mapping[str, int], attended: Mapping[str, int]) -> tuple[Shown[str], Shown[str]]:
    """Hide the small groups of both, for the same languages: nobody attends without being signed up."""
    small: frozenset[str] = frozenset()
    while True:
        both = small_numbers.hide(signed_up, also=small), small_numbers.hide(attended, also=small)
        found = both[0].hidden | both[1].hidden
        if found == small:
            return both
        small = found


def _views(session: Session, activity_id: str) -> dict[str, int]:
    found = (
        columns(col(ActivityViews.language), func.sum(col(ActivityViews.views)))
        .where(col(ActivityViews.activity_id) == activity_id)
        .group_by(col(ActivityViews.language))
    )
    return _by_language({language: int(count) for language, count in session.execute(found).all()})


def _people(session: Session, activity_id: str, *, present: bool = False) -> dict[str, int]:
    """Count people, each once however many days they come."""
    found = (
        columns(col(Person.language), func.count(func.distinct(col(Person.id))))
        .join(SignUp, col(SignUp.person_id) == col(Person.id))
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .where(col(Occurrence.activity_id) == activity_id, col(SignUp.state) != SignUpState.CANCELLED)
        .group_by(col(Person.language))
    )
    if present:
        found = found.where(col(SignUp.attendance) == Attendance.PRESENT)
    return _by_language({language: int(count) for language, count in session.execute(found).all()})


def _by_language(counted: Mapping[str, int]) -> dict[str, int]:
    groups: Counter[str] = Counter(dict.fromkeys((*i18n.OFFERED, OTHER), 0))
    for language, count in counted.items():
        groups[language if language in i18n.OFFERED else OTHER] += count
    return dict(groups)


def _has_begun(session: Session, activity_id: str, now: datetime) -> bool:
    first = columns(func.min(col(Occurrence.starts_at))).where(col(Occurrence.activity_id) == activity_id)
    begins = session.execute(first).scalar()
    return begins is not None and begins <= now
