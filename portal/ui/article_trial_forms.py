"""The forms of trying a text: a question of one's own, the agreed questions, and agreeing on one more."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from i18n import current_locale, ngettext
from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import clock, db
from portal.errors import PortalError
from portal.models.gold import GoldOrigin
from portal.services import article_trial, gold_questions, published
from portal.services.article_trial import Outcome, Tryout
from portal.services.articles import File
from portal.services.permissions import Actor
from portal.ui import (
    acts,
    article_desk_pieces,
    article_trial_pieces,
    components,
    html,
    labels,
    labels_desk,
    session,
)

KEY = "article_trial"


def ask(actor: Actor, file: File) -> None:
    """Ask for a question and show its answer as it is now, and with the text published."""
    with st.form(f"{KEY}.ask"):
        question = st.text_input(_("Je vraag"), key=f"{KEY}.question", max_chars=gold_questions.MAX_QUESTION)
        language = _language(f"{KEY}.language", file.language)
        if not st.form_submit_button(_("Vraag het"), type="primary", key=f"{KEY}.ask-it"):
            return
    try:
        tryout = _tryout(actor, file)
        before, after = article_trial.ask(tryout, question=question or "", language=language)
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return
    components.live(article_trial_pieces.compared(before, after))


def run(actor: Actor, file: File) -> None:
    """Ask the agreed questions when wanted, and show and keep what would change."""
    if not st.button(_("Probeer ze nu"), key=f"{KEY}.run"):
        return
    try:
        found = tried(actor, file)
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return
    components.live(article_trial_pieces.outcome(found, titles()))
    back = html.link(_("Terug naar de tekst"), article_desk_pieces.edit_address(file.slug, file.language))
    components.show(html.paragraph(back))


def tried(actor: Actor, file: File) -> Outcome:
    """Ask the agreed questions with a text as if it were published, showing how far it is, and write down what was found."""
    bar = st.progress(0.0, text=_("De teksten worden klaargezet."))
    tryout = _tryout(actor, file)
    found = article_trial.run(tryout, _told(bar.progress))
    with db.transaction() as opened:
        article_trial.keep(opened, outcome=found, actor=actor, now=clock.now())
    bar.empty()
    return found


def _told(show: Callable[..., object]) -> article_trial.Progress:
    def told(done: int, of: int) -> None:
        words = ngettext("%(n)d vraag van de %(of)d", "%(n)d vragen van de %(of)d", done)
        show(done / of, text=words % {"n": done, "of": of})

    return told


def _tryout(actor: Actor, file: File) -> Tryout:
    with db.reading() as opened:
        wanted = article_trial.gather(opened, file=file, actor=actor, now=clock.now())
    with st.spinner(_("De teksten worden klaargezet.")):
        return article_trial.build(wanted)


def agreed_questions(actor: Actor, slug: str) -> None:
    """Show the questions that were agreed on, and a form for one more."""
    names = titles()
    with db.reading() as opened:
        rows = gold_questions.listed(opened, actor=actor)
        held = len(gold_questions.to_hold(opened))  # those of the portal, and those it came with
    with st.expander(_("Afgesproken vragen: %(count)d") % {"count": held}):
        if rows:
            components.show(article_trial_pieces.agreed(rows, names))
        _agree(actor, slug, names)
        _retire(actor, {row.id: row.question for row in rows})


def _agree(actor: Actor, slug: str, titles: dict[str, str]) -> None:
    key = f"{KEY}.agree.{session.form_round()}"
    with st.form(key):
        question = st.text_input(
            _("Nieuwe vraag, zoals mensen ze typen. Schrijf geen namen."),
            key=f"{key}.question", max_chars=gold_questions.MAX_QUESTION,
        )  # fmt: skip
        language = _language(f"{key}.language", SOURCE)
        expected = st.selectbox(
            _("Welk artikel is het goede antwoord?"),
            [slug, None, *(other for other in titles if other != slug)],
            key=f"{key}.expected",
            format_func=lambda one: (
                titles.get(one, one) if one else _("Geen: het portaal moet het niet weten")
            ),
        )
        if not st.form_submit_button(_("Spreek deze vraag af"), key=f"{key}.save"):
            return
    _done(
        gold_questions.add,
        _("De vraag is afgesproken. Elke tekst wordt er voortaan mee geprobeerd."),
        question=question or "",
        language=language,
        expected=expected,
        origin=GoldOrigin.EDITOR,
        actor=actor,
    )


def _retire(actor: Actor, questions: dict[str, str]) -> None:
    if not questions:
        return
    key = f"{KEY}.retire.{session.form_round()}"
    with st.form(key):
        chosen = st.selectbox(
            _("Een vraag die niet meer telt"), list(questions), key=f"{key}.which", format_func=questions.__getitem__
        )  # fmt: skip
        if not st.form_submit_button(_("Laat deze vraag niet meer tellen"), key=f"{key}.go"):
            return
    _done(gold_questions.retire, _("Deze vraag telt niet meer."), question_id=chosen, actor=actor)


def _done(act: acts.Act, said: str, /, **facts: Any) -> None:
    if acts.tried(act, **facts):
        session.next_form_round()
        session.say_after_rerun(said)
        st.rerun()


def _language(key: str, first: str) -> str:
    return st.selectbox(
        _("Taal van de vraag"), LANGUAGES, index=list(LANGUAGES).index(first), key=key, format_func=labels_desk.language_name
    )  # fmt: skip


def titles() -> dict[str, str]:
    """Return what every published article is called, by slug."""
    with db.reading() as opened:
        return {row.slug: row.title for row in published.published_list(opened, current_locale())}
