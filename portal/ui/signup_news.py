"""Tells an inburgeraar on the first page what they go to within three days, and what was moved or called off just now."""

import i18n
from portal import clock, db
from portal.clock import BRUSSELS
from portal.models.activities import AttendanceMode
from portal.services import places, signup_views
from portal.services.sessions import SignedIn
from portal.services.signup_views import Mine, Standing, What
from portal.services.todo import TodoItem, TodoKind
from portal.ui import labels_activities


def soon(person: SignedIn) -> tuple[TodoItem, ...]:
    """Return the next gathering when it is near, and what changed about those still to come."""
    with db.reading() as opened:
        found = signup_views.pressing(
            opened, actor=person.actor, language=i18n.current_locale(), now=clock.now()
        )
    return tuple(_item(one) for one in found)


def _item(one: Mine) -> TodoItem:
    what, is_news = one.what, signup_views.is_news(one)
    kind = TodoKind.ACTIVITY
    if is_news:
        kind = TodoKind.ACTIVITY_OFF if one.standing is Standing.OFF else TodoKind.ACTIVITY_CHANGED
    return TodoItem(
        kind=kind, key=f"activity:{what.occurrence_id}", at=what.starts_at, place=_place(what), title=what.title,
        happens_on=clock.today() if is_news else what.starts_at.astimezone(BRUSSELS).date(),
    )  # fmt: skip


def _place(what: What) -> str:
    if what.mode is AttendanceMode.ONLINE:
        return str(labels_activities.MODES[what.mode])
    town = places.municipality(what.nis_code).name if what.nis_code else ""
    return ", ".join(part for part in (what.venue, town) if part)
