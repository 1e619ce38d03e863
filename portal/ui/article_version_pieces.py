"""The versions of a text in a list, what differs between any two, and bringing one back."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from i18n import format_moment, isolate
from i18n import gettext as _
from portal import db
from portal.models.articles import DraftState
from portal.services import article_desk, article_versions
from portal.services.article_drafts import Opened
from portal.services.article_versions import DRAFT, Kept
from portal.services.permissions import Actor
from portal.ui import article_acts, article_desk_pieces, article_difference, components, html
from portal.ui.html import Tone

KEY = "article_versions"


def history(text: Opened, kept: Sequence[Kept]) -> Markup:
    """Build the list of versions of a text, newest first."""
    if not kept:
        return html.empty_state(
            _("Er is nog geen versie."), _("Een versie ontstaat als een collega de tekst goedkeurt.")
        )
    planned = _planned(text, kept)
    head = (_("Versie"), _("Gemaakt op"), _("Door"), _("Goedgekeurd door"), _("Uitleg"))
    return html.table(
        _("Versies"),
        head,
        [_row(one, appears_at=text.publish_at if one is planned else None) for one in kept],
    )


def _planned(text: Opened, kept: Sequence[Kept]) -> Kept | None:
    """Return the version that was approved for later: the newest that a person made and no reader saw."""
    if text.state is not DraftState.SCHEDULED:
        return None
    return next((one for one in kept if one.published_at is None and not one.is_released), None)


def _row(one: Kept, *, appears_at: datetime | None) -> Sequence[html.Child]:
    shown = html.badge(_("Dit zien de lezers"), Tone.GOOD) if one.is_shown else None
    author = one.author or _("Een nieuwe uitgave van het portaal")
    return (
        html.join(str(one.number), " ", shown),
        format_moment(one.created_at, width="short"),
        author,
        one.approver or "–",
        _why(one, appears_at=appears_at),
    )


def _why(one: Kept, *, appears_at: datetime | None) -> html.Child:
    said = []
    if one.restored_from is not None:
        said.append(_("Tekst van versie %(number)d.") % {"number": one.restored_from})
    if one.reason:
        said.append(isolate(one.reason))
    if appears_at is not None:
        said.append(_("Gepland: %(moment)s.") % {"moment": format_moment(appears_at, width="short")})
    elif one.published_at is None:
        said.append(_("Nooit gepubliceerd."))
    return " ".join(said) or "–"


def compare(actor: Actor, text: Opened, kept: Sequence[Kept]) -> None:
    """Ask for two versions and show what differs."""
    numbers = [one.number for one in kept]
    choices = [*([DRAFT] if text.draft_id else []), *numbers]
    if len(choices) < 2:  # noqa: PLR2004 two to compare
        return
    components.section(_("Wat is er veranderd?"))
    left, right = st.columns(2)
    newest = choices.index(text.shown) if text.shown in choices and DRAFT in choices else 1
    older = left.selectbox(_("Oudere tekst"), choices, index=newest, key=f"{KEY}.older", format_func=_name)
    newer = right.selectbox(_("Nieuwere tekst"), choices, index=0, key=f"{KEY}.newer", format_func=_name)
    with db.reading() as opened:
        changed = article_versions.difference(
            opened, actor=actor, slug=text.slug, language=text.language, older=older, newer=newer
        )
    components.live(article_difference.show(changed, language=text.language))


def _name(number: int) -> str:
    return _("Het concept") if number == DRAFT else _("Versie %(number)d") % {"number": number}


def bring_back(actor: Actor, text: Opened, kept: Sequence[Kept]) -> None:
    """Show how to ask a colleague to let readers see an older version again."""
    older = [one.number for one in kept if not one.is_shown]
    if not older:
        return
    components.section(_("Een versie terugzetten"))
    if text.draft_id is not None:
        words = _(
            "Er is een concept van deze tekst. Publiceer of verwijder dat eerst. Daarna kun je een versie terugzetten."
        )
        link = html.link(_("Naar de tekst"), article_desk_pieces.edit_address(text.slug, text.language))
        components.show(html.notice(html.join(words, " ", link), Tone.WARNING))
        return
    number = st.selectbox(_("Welke versie?"), older, key=f"{KEY}.which", format_func=_name)
    reason = st.text_input(
        _("Waarom? (mag leeg blijven)"), key=f"{KEY}.reason", max_chars=article_desk.MAX_REASON
    )
    st.caption(
        _("Een collega probeert die tekst eerst en kijkt ze na, zoals elke tekst. Daarna zien de lezers ze, als een nieuwe versie. Er gaat niets verloren.")
    )  # fmt: skip
    if st.button(_("Vraag om deze versie terug te zetten"), key=f"{KEY}.restore", type="primary"):
        article_acts.done(
            article_desk.restore_version,
            _("Een collega kan deze versie nu nakijken. Tot dan zien de lezers de tekst van nu."),
            actor=actor,
            slug=text.slug,
            language=text.language,
            number=number,
            shown=text.shown,
            reason=reason,
        )
