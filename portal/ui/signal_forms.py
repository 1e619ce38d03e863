"""What the redactie does with signals: close feedback, decide about questions without an answer, say that a link works."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import TypeVar

import streamlit as st

from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _l
from knowledge.vocabulary import QUESTION_LANGUAGES
from portal.models.signals import GroupState
from portal.services import article_feedback, dead_links, question_signals
from portal.services.article_feedback import FeedbackLine
from portal.services.dead_links import DeadLink
from portal.services.permissions import Actor
from portal.services.question_signals import MAX_TITLE, GroupLine
from portal.ui import acts, case_pieces, labels_signals

Closing = TypeVar("Closing", bound=StrEnum)


class Decision(StrEnum):
    """What can be done with questions that nobody looked at."""

    PLAN = "plan"
    ANSWERED = "answered"
    NOT_OURS = "not-ours"


DECISIONS: Mapping[Decision, LazyText] = {
    Decision.PLAN: _l("Er komt een artikel over"),
    Decision.ANSWERED: _l("Een artikel beantwoordt dit al"),
    Decision.NOT_OURS: _l("Dit is niet voor ons"),
}


def chosen_closing(
    key: str, *, asked: str, unchosen: str, ways: Mapping[Closing, LazyText]
) -> Closing | None:
    """Show a form that closes something; returns the way that was chosen when it is sent."""
    with st.form(key, border=False):
        closing: Closing | None = st.selectbox(
            asked, list(ways), index=None, key=f"{key}.closing", format_func=lambda one: str(ways[one])
        )
        pressed = st.form_submit_button(_("Sluit af"), key=f"{key}.close")
    if pressed and closing is None:
        st.error(unchosen, icon=":material/info:")
    return closing if pressed else None


def close_feedback(actor: Actor, line: FeedbackLine) -> None:
    """Show the form that closes what was said of an article."""
    closing = chosen_closing(
        f"signals.feedback.{line.article_id}.{line.seen}",
        asked=_("Wat heb je ermee gedaan?"), unchosen=_("Kies eerst wat je ermee deed."), ways=labels_signals.CLOSINGS,
    )  # fmt: skip
    if closing is not None:
        acts.done(
            article_feedback.close, _("Afgesloten."), actor=actor, article_id=line.article_id, seen=line.seen, closing=closing
        )  # fmt: skip


def link_works(actor: Actor, link: DeadLink) -> None:
    """Show the button of who looked and found that the link works."""
    key = sha256(link.address.encode()).hexdigest()[:16]
    if st.button(_("Ik keek: deze link werkt wel"), key=f"signals.link.{key}"):
        acts.done(
            dead_links.works, _("De link staat weer bij de artikels."), actor=actor, address=link.address
        )


def decide(actor: Actor, line: GroupLine, *, editors: Mapping[str, str], articles: Mapping[str, str]) -> None:
    """Show what can be done with a group; `editors` are names by id, `articles` titles by slug."""
    key = f"signals.group.{line.id}.{line.state}"
    if line.state is not GroupState.OPEN:
        if st.button(_("Zet terug bij de vragen"), key=f"{key}.reopen"):
            acts.done(
                question_signals.reopen, _("De vraag staat weer bij de vragen."), actor=actor, group_id=line.id, seen=line.state,
            )  # fmt: skip
        return
    with st.expander(_("Wat doen we hiermee?")):
        chosen = st.radio(
            _("Kies"), list(Decision), index=None, key=f"{key}.what", format_func=lambda one: str(DECISIONS[one]),
            label_visibility="collapsed",
        )  # fmt: skip
        if chosen is Decision.PLAN:
            _plan(actor, line, key, editors)
        elif chosen is Decision.ANSWERED:
            _answered(actor, line, key, articles)
        elif chosen is Decision.NOT_OURS and st.button(_("Bewaar"), key=f"{key}.not-ours", type="primary"):
            acts.done(
                question_signals.not_for_us, _("Deze vragen blijven nu weg."), actor=actor, group_id=line.id, seen=line.state,
            )  # fmt: skip


def _plan(actor: Actor, line: GroupLine, key: str, editors: Mapping[str, str]) -> None:
    title = st.text_input(
        _("Waarover gaat het artikel?"), value=line.title, key=f"{key}.title", max_chars=MAX_TITLE
    )
    known = list(editors)
    mine = known.index(actor.person_id) if actor.person_id in editors else None
    owner = st.selectbox(
        _("Wie schrijft het?"), known, index=mine, key=f"{key}.owner", format_func=lambda one: editors[one]
    )
    if st.button(_("Bewaar"), key=f"{key}.plan", type="primary"):
        acts.done(
            question_signals.plan, _("De taak is bewaard."), actor=actor, group_id=line.id, seen=line.state, title=title,
            owner_id=owner or "",
        )  # fmt: skip


def _answered(actor: Actor, line: GroupLine, key: str, articles: Mapping[str, str]) -> None:
    slug = st.selectbox(
        _("Welk artikel?"), list(articles), index=None, key=f"{key}.article", format_func=lambda one: articles[one]
    )  # fmt: skip
    first = next((one for one in line.examples if one.text), None)
    wording = st.text_input(
        _("Hoe vragen mensen het? We zoeken voortaan ook hiermee. Schrijf geen namen."),
        value=first.text if first else "", key=f"{key}.wording", max_chars=200,
    )  # fmt: skip
    known = sorted(QUESTION_LANGUAGES)
    asked_in = first.language if first and first.language in known else "nl"
    language = st.selectbox(
        _("In welke taal staat dat?"), known, index=known.index(asked_in), key=f"{key}.language",
        format_func=case_pieces.language_name,
    )  # fmt: skip
    st.caption(
        _(
            "De vraag komt in het ontwerp van het artikel. Een collega leest het na voor het op het portaal komt."
        )
    )
    if st.button(_("Bewaar"), key=f"{key}.answered", type="primary"):
        if slug is None:
            st.error(_("Kies eerst een artikel."), icon=":material/info:")
            return
        acts.done(
            question_signals.answered_by, _("De vraag staat in het ontwerp van het artikel."), actor=actor, group_id=line.id,
            seen=line.state, slug=slug, wording=wording, language=language,
        )  # fmt: skip
