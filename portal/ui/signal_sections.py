"""The parts of the page with signals: each reads what there is to do of its kind, and shows it with what can be done."""

from hashlib import sha256

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.signals import GroupState
from portal.services import (
    article_feedback,
    case_articles,
    dead_links,
    editor_tasks,
    published,
    question_signals,
)
from portal.services.editor_tasks import EditorTask
from portal.services.permissions import Actor
from portal.services.terms import add_months
from portal.ui import case_pieces, components, labels_signals, signal_forms, signal_pieces
from portal.ui.html import Child

MOST = 12  # cards with things to do on one page


def feedback(actor: Actor) -> None:
    """Show the articles that did not help, and the ten worst of this month and the last."""
    this_month = clock.today().replace(day=1)
    months = (this_month, add_months(this_month, -1))
    with db.reading() as opened:
        lines = article_feedback.inbox(opened, actor=actor)
        worst = [(article_feedback.worst(opened, actor=actor, month=month), month) for month in months]
    for line in lines[:MOST]:
        with components.card_with_acts(signal_pieces.feedback(line), key=f"feedback-{line.article_id}"):
            signal_forms.close_feedback(actor, line)
    components.show(
        None if lines else signal_pieces.nothing(), signal_pieces.more(len(lines) - MOST),
        *(signal_pieces.worst(found, month) for found, month in worst),
    )  # fmt: skip


def links(actor: Actor) -> None:
    """Show the links that no longer work."""
    with db.reading() as opened:
        found = dead_links.listed(opened, actor=actor)
    for link in found[:MOST]:
        with components.card_with_acts(
            signal_pieces.dead_link(link), key=f"link-{sha256(link.address.encode()).hexdigest()[:16]}"
        ):
            signal_forms.link_works(actor, link)
    components.show(None if found else signal_pieces.nothing(), signal_pieces.more(len(found) - MOST))


def questions(actor: Actor, state: GroupState = GroupState.OPEN) -> None:
    """Show the groups of questions without an answer, in the state and language that are chosen."""
    left, right = st.columns(2)
    chosen = left.selectbox(
        _("Welke vragen?"), list(GroupState), index=list(GroupState).index(state), key=f"signals.state.{state}",
        format_func=lambda one: str(labels_signals.GROUP_STATES[one]),
    )  # fmt: skip
    with db.reading() as opened:
        lines = question_signals.groups(opened, actor=actor, state=chosen or state)
        editors = question_signals.editors(opened, actor=actor)
        articles = {row.slug: row.title for row in published.published_list(opened, i18n.SOURCE)}
    asked_in = sorted({language for line in lines for language in line.languages})
    language = right.selectbox(
        _("In welke taal?"), [None, *asked_in], key="signals.language",
        format_func=lambda one: case_pieces.language_name(one) if one else _("Alle talen"),
    )  # fmt: skip
    shown = [line for line in lines if language is None or language in line.languages]
    for line in shown[:MOST]:
        with components.card_with_acts(signal_pieces.group(line), key=f"group-{line.id}"):
            signal_forms.decide(actor, line, editors=editors, articles=articles)
    components.show(None if shown else signal_pieces.nothing(), signal_pieces.more(len(shown) - MOST))


def lists(actor: Actor, task: EditorTask) -> Child:
    """Build the part of the page that is a list of articles to open."""
    with db.reading() as opened:
        if task is EditorTask.OVERDUE:
            overdue = editor_tasks.overdue(opened, actor=actor, now=clock.now())
            return signal_pieces.overdue(overdue, actor.person_id) if overdue else None
        if task is EditorTask.REVIEWS:
            waiting = editor_tasks.reviews(opened, actor=actor)
            return signal_pieces.reviews(waiting) if waiting else None
        if task is EditorTask.RETURNED:
            back = editor_tasks.returned(opened, actor=actor)
            return signal_pieces.returned(back) if back else None
        slugs = case_articles.waiting(opened, actor=actor)
        return signal_pieces.from_cases(slugs) if slugs else None


def show(actor: Actor, task: EditorTask) -> None:
    """Show one kind of work."""
    match task:
        case EditorTask.FEEDBACK:
            feedback(actor)
        case EditorTask.LINKS:
            links(actor)
        case EditorTask.QUESTIONS:
            questions(actor)
        case EditorTask.PLANNED:
            questions(actor, GroupState.PLANNED)
        case _:
            components.show(lists(actor, task) or signal_pieces.nothing())
