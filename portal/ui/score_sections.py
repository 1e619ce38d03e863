"""The parts of the page about the quality of answers: alerts, judging one by one, figures by week."""

from datetime import timedelta

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.services import answer_drift, answer_judging, answer_weeks, published
from portal.services.answer_judging import Judged
from portal.services.permissions import Actor
from portal.ui import case_pieces, components, html, number_files, score_forms, score_pieces

WEEKS_SHOWN = 12


def alerts(actor: Actor) -> None:
    """Show the figures that moved and that nobody looked into yet."""
    with db.reading() as opened:
        found = answer_drift.alerts(opened, actor=actor)
    if not found:
        return
    components.section(_("Wat veranderde"))
    for one in found:
        with components.card_with_acts(score_pieces.alert(one), key=f"alert-{one.id}"):
            score_forms.close(actor, one)


def judging(actor: Actor) -> None:
    """Show one answer to be judged, and what follows on the last judgement."""
    components.section(_("Beoordeel een antwoord"))
    now = clock.now()
    with db.reading() as opened:
        waiting = answer_judging.waiting(opened, actor=actor, now=now)
        last = answer_judging.lately(opened, actor=actor, now=now)
        titles = {row.slug: row.title for row in published.published_list(opened, i18n.SOURCE)}
    language = st.selectbox(
        _("In welke taal lees je mee?"), [None, *waiting], key="answer_scores.language",
        format_func=lambda one: _named(one, waiting[one]) if one else _("Alle talen"),
    )  # fmt: skip
    if last and last.leads_on:
        _last(actor, last, titles)
    with db.reading() as opened:
        one = answer_judging.following(opened, actor=actor, now=now, language=language)
    if one is None:
        components.show(
            html.empty_state(
                _("Er wachten geen antwoorden."), _("Elke nacht kiest het toeval er nieuwe: enkele per dag en taal.")
            )
        )  # fmt: skip
    else:
        with components.card_with_acts(score_pieces.sampled(one), key=f"answer-{one.turn_id}"):
            score_forms.judge(actor, one, titles)
    if last and not last.leads_on:
        _last(actor, last, titles)


def _named(language: str, count: int) -> str:
    return f"{case_pieces.language_name(language)} ({i18n.format_number(count)})"


def _last(actor: Actor, last: Judged, titles: dict[str, str]) -> None:
    components.show(html.section_title(_("Dit beoordeelde je net"), level=3))
    with components.card_with_acts(score_pieces.judged(last), key=f"judged-{last.sampled.turn_id}"):
        score_forms.follow(actor, last, titles)


def figures(actor: Actor) -> None:
    """Show the figures of the last weeks, as bars, a table and files."""
    components.section(_("Cijfers"))
    since = clock.today() - timedelta(weeks=WEEKS_SHOWN)
    with db.reading() as opened:
        found = answer_weeks.weeks(opened, actor=actor, since=since)
    if not found:
        components.show(
            html.empty_state(_("Er zijn nog geen cijfers."), _("Ze komen er zodra mensen vragen stellen aan de chat."))
        )  # fmt: skip
        return
    languages = sorted({one.language for one in found})
    language = st.selectbox(
        _("Cijfers in welke taal?"), [None, *languages], key="answer_scores.figures",
        format_func=lambda one: case_pieces.language_name(one) if one else _("Alle talen"),
    )  # fmt: skip
    shown = [one for one in found if language is None or one.language == language]
    components.live(
        html.paragraph(_("De balken gelden voor de laatste vier volle weken samen.")),
        score_pieces.bars(answer_weeks.together(shown, now=clock.now())),
        html.folded(score_pieces.table(shown)),
    )
    components.show(
        html.paragraph(
            _("Terecht geen antwoord geven telt als goed. Van weinig vragen of oordelen tonen we geen cijfer: dat zegt te weinig, of te veel over één mens."),
            class_="p-hint",
        ),
        html.paragraph(
            _("'Goed' komt van de redactie: zij leest een deel van de vragen, door toeval gekozen. Met 95 kansen op 100 ligt het echte cijfer tussen de twee getallen."),
            class_="p-hint",
        ),
    )  # fmt: skip
    number_files.buttons(score_pieces.for_file(shown), name="antwoorden", key="answer_scores")
