"""What can be done with a text beside typing: hand in, take back, approve, send back, throw away; and with its article."""

from datetime import datetime, time, timedelta
from typing import Any

import streamlit as st

from i18n import format_moment
from i18n import gettext as _
from knowledge.vocabulary import SOURCE
from portal import clock
from portal.clock import BRUSSELS
from portal.models.articles import ArticleState, DraftState
from portal.services import article_desk, article_drafts, articles
from portal.services.article_drafts import Opened
from portal.services.article_fields import Examined
from portal.services.permissions import Actor
from portal.ui import acts, article_trial_pieces, components, html, session

KEY = "article_edit"


def done(act: acts.Act, said: str, /, **facts: Any) -> None:
    """Do one thing as any button does; the fields of the text are filled anew."""
    session.next_form_round()
    acts.done(act, said, **facts)


def hand_in(actor: Actor, text: Opened, examined: Examined) -> None:
    """Show how to ask a colleague to approve what was written, and how to throw it away."""
    if text.draft_id is None or not text.is_changed:
        return
    components.section(_("Klaar met schrijven?"))
    if text.is_outdated:
        _go_on(actor, text)
        return
    draft_id, revision = text.draft_id, text.revision
    if st.button(
        _("Vraag een collega om het na te kijken"), key=f"{KEY}.hand-in", type="primary", disabled=bool(examined.errors)
    ):  # fmt: skip
        done(
            article_desk.submit,
            _("Een collega kan het nu nakijken. Tot dan verandert de tekst niet."),
            actor=actor,
            draft_id=draft_id,
            revision=revision,
        )
    _throw_away(actor, text)


def _throw_away(actor: Actor, text: Opened) -> None:
    with st.expander(_("Concept weggooien")):
        sure = st.checkbox(_("Ja, gooi mijn wijzigingen weg."), key=f"{KEY}.forget.sure")
        if st.button(_("Gooi het concept weg"), key=f"{KEY}.forget", disabled=not sure):
            done(
                article_drafts.forget,
                _("Het concept is weg. Je ziet weer de tekst van de lezers."),
                actor=actor,
                slug=text.slug,
                language=text.language,
            )


def _go_on(actor: Actor, text: Opened) -> None:
    """Say that readers see a newer text than the draft was begun with, and let the writer go on after looking."""
    components.notice(
        _("De lezers zien intussen een nieuwere tekst dan die waarmee je begon. Bekijk eerst wat er veranderde, bij de versies."),
        html.Tone.WARNING,
    )  # fmt: skip
    if st.button(_("Ik heb het bekeken. Mijn tekst mag die vervangen."), key=f"{KEY}.go-on"):
        done(
            article_drafts.go_on_from_newest,
            _("Je gaat verder met jouw tekst."),
            actor=actor,
            slug=text.slug,
            language=text.language,
            shown=text.shown,
        )
    _throw_away(actor, text)


def waiting(actor: Actor, text: Opened) -> None:
    """Show what can be done with a text that waits: a colleague decides, and whoever writes may take it back."""
    if text.draft_id is None or text.may_change:
        return
    draft_id = text.draft_id
    if text.state is DraftState.REVIEW:
        if actor.person_id in text.writers:
            components.notice(_("Je schreef mee aan deze tekst. Een collega kijkt ze na."))
        else:
            _decide(actor, text, draft_id)
    if st.button(_("Terug naar schrijven"), key=f"{KEY}.take-back"):
        done(article_desk.take_back, _("Je kunt weer verder schrijven."), actor=actor, draft_id=draft_id)


def _decide(actor: Actor, text: Opened, draft_id: str) -> None:
    components.section(_("Kijk deze tekst na"))
    revision = text.revision
    tried, reason = article_trial_pieces.gate(actor, text.slug, text.language, key=KEY)
    later = st.checkbox(_("Publiceer op een later moment"), key=f"{KEY}.later")
    at = _moment() if later else None
    label = _("Goedkeuren en plannen") if later else _("Goedkeuren en publiceren")
    if st.button(label, key=f"{KEY}.approve", type="primary", disabled=not tried):
        words = (
            _("Goedgekeurd. De tekst verschijnt op %(moment)s.")
            % {"moment": format_moment(at, width="short")}
            if at
            else _("De tekst staat op het portaal. De antwoorden volgen binnen een minuut.")
        )
        done(
            article_desk.approve,
            words,
            draft_id=draft_id,
            publish_at=at,
            reason=reason,
            actor=actor,
            revision=revision,
        )
    with st.expander(_("Terugsturen")):
        note = st.text_area(
            _("Wat moet er nog veranderen?"), key=f"{KEY}.note", max_chars=article_desk.MAX_REASON, height=100
        )
        if st.button(_("Stuur terug"), key=f"{KEY}.send-back"):
            done(
                article_desk.send_back,
                _("De tekst is terug bij wie ze schreef."),
                actor=actor,
                draft_id=draft_id,
                note=note or "",
                revision=revision,
            )


def _moment() -> datetime | None:
    left, right = st.columns(2)
    tomorrow = clock.today() + timedelta(days=1)
    day = left.date_input(
        _("Datum"), value=tomorrow, min_value=clock.today(), key=f"{KEY}.day", format="DD/MM/YYYY"
    )
    hour = right.time_input(_("Uur"), value=time(9), key=f"{KEY}.hour", step=900)
    return datetime.combine(day, hour or time(9), tzinfo=BRUSSELS) if day else None


def article(actor: Actor, text: Opened) -> None:
    """Show what can be done with the article in every language: look after it, withdraw it, give it back."""
    if text.owner_id == actor.person_id and text.article_state is ArticleState.DRAFT:
        return  # their own, which nobody reads yet: there is nothing to do but write
    components.section(_("Dit artikel"))
    if text.owner_id != actor.person_id and st.button(_("Ik zorg voor dit artikel"), key=f"{KEY}.take"):
        done(
            article_desk.take,
            _("Jij zorgt nu voor dit artikel. Je ziet het in je lijst wanneer het nagekeken moet worden."),
            actor=actor,
            slug=text.slug,
        )
    if text.language == SOURCE and text.shown and text.may_change:
        st.caption(
            _(
                "Vergeleek je de tekst met de bronnen, en klopt alles nog? Dan komen de nieuwe datums in een concept."
            )
        )
        if st.button(_("Vandaag nagekeken: alles klopt nog"), key=f"{KEY}.checked"):
            done(
                article_drafts.write_checked,
                _("De datums staan in het concept. Vraag nu een collega om het na te kijken."),
                actor=actor,
                slug=text.slug,
            )
    if text.article_state is ArticleState.PUBLISHED:
        with st.expander(_("Intrekken")):
            st.caption(
                _(
                    "Het artikel is dan meteen weg, in alle talen, ook uit de antwoorden. Je kunt het later teruggeven."
                )
            )
            sure = st.checkbox(_("Ja, trek dit artikel in."), key=f"{KEY}.withdraw.sure")
            if st.button(_("Trek het artikel in"), key=f"{KEY}.withdraw", disabled=not sure):
                done(
                    articles.withdraw,
                    _("Het artikel is ingetrokken. Niemand leest het nog."),
                    slug=text.slug,
                    actor=actor,
                )
    if text.article_state is ArticleState.WITHDRAWN and st.button(
        _("Geef het artikel terug aan de lezers"), key=f"{KEY}.give-back", type="primary"
    ):
        done(articles.restore, _("De lezers kunnen het artikel weer lezen."), slug=text.slug, actor=actor)
