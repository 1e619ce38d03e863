"""An organisation's own activities in a list, and what waits for the redactie."""

from collections.abc import Sequence

from markupsafe import Markup

import i18n
from i18n import format_moment
from i18n import gettext as _
from portal.models.activities import ActivityState
from portal.services.activity_list import OwnLine
from portal.services.activity_review import Waiting
from portal.ui import activity_pieces, html, labels_activities, pages

_TO_DO = frozenset({ActivityState.REFUSED, ActivityState.DRAFT})


def edit_address(activity_id: str) -> str:
    """Return the address where an activity is written or read."""
    return f"{pages.address('activiteit-bewerken', i18n.current_locale())}?id={activity_id}"


def attendance_address(activity_id: str) -> str:
    """Return the address of who comes to an activity."""
    return f"{pages.address('deelnemers', i18n.current_locale())}?id={activity_id}"


def in_order(lines: Sequence[OwnLine]) -> list[OwnLine]:
    """Return them in the order of the work: what the organisation must still do, then what comes first."""
    return sorted(
        lines,
        key=lambda line: (
            not (line.has_draft or line.state in _TO_DO),
            line.next_at is None,
            line.next_at.timestamp() if line.next_at else 0,
        ),
    )


def own_line(line: OwnLine) -> Markup:
    """Build one activity of the own organisation."""
    words, tone = labels_activities.STATES[line.state]
    coming = activity_pieces.when(line.next_at, None) if line.next_at else _("Er zijn nu geen dagen gepland.")
    title = html.link(line.title or _("Nog zonder titel"), edit_address(line.activity_id))
    came = (
        html.link(_("Deelnemers en cijfers"), attendance_address(line.activity_id))
        if line.state in {ActivityState.PUBLISHED, ActivityState.CANCELLED}
        else None
    )
    seen = (
        html.link(_("Bekijk zoals iedereen"), activity_pieces.address(line.slug))
        if line.state is ActivityState.PUBLISHED
        else None
    )
    typing = (
        html.badge(_("Wijziging nog niet ingediend"), html.Tone.WARNING)
        if line.has_draft and line.state is not ActivityState.DRAFT
        else None
    )
    return html.card(
        title,
        html.paragraph(coming),
        html.paragraph(_("Nog in te vullen: dit is %(score)d procent klaar.") % {"score": line.score}) if line.score is not None else None,
        html.paragraph(_("Dit schreef de redactie: %(note)s") % {"note": i18n.isolate(line.refusal_note)}) if line.refusal_note else None,
        html.paragraph(typing) if typing else None,
        html.paragraph(came) if came else None,
        html.paragraph(seen) if seen else None,
        aside=html.badge(words, tone),
        level=2,
    )  # fmt: skip


def waiting_line(row: Waiting) -> Markup:
    """Build one activity that waits for the redactie."""
    since = _("Ingediend op %(moment)s") % {"moment": format_moment(row.handed_in_at, width="short")}
    return html.card(
        html.link(row.title, edit_address(row.activity_id)),
        html.paragraph(html.tag("bdi", row.organisation), " · ", since),
    )
