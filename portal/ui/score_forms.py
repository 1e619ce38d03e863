"""What the redactie does with sampled answers: judge one, take that back, hold the chat to a question, close an alert."""

from collections.abc import Mapping

import streamlit as st

from i18n import gettext as _
from portal.models.scores import AnswerVerdict
from portal.services import answer_drift, answer_judging
from portal.services.answer_drift import Alert
from portal.services.answer_judging import Judged, Sampled
from portal.services.permissions import Actor
from portal.ui import acts, labels_scores
from portal.ui.signal_forms import chosen_closing


def judge(actor: Actor, one: Sampled, titles: Mapping[str, str]) -> None:
    """Show what can be said of an answer: one tap to choose, one to keep. `titles` are those of articles, by slug."""
    key = f"answer_scores.{one.turn_id}"
    verdict = st.radio(
        _("Hoe goed is dit antwoord?") if not one.is_refusal else _("Is het terecht dat er geen antwoord is?"),
        list(one.verdicts), index=None, key=f"{key}.verdict", format_func=lambda said: str(labels_scores.VERDICTS[said]),
    )  # fmt: skip
    slug = None
    if verdict is AnswerVerdict.ANSWER_EXISTS:
        slug = _article(f"{key}.article", titles, one.answered_by)
    if not st.button(_("Bewaar en toon de volgende"), key=f"{key}.save", type="primary"):
        return
    if verdict is None:
        st.error(_("Kies eerst hoe goed het antwoord is."), icon=":material/info:")
        return
    acts.done(
        answer_judging.judge, _("Bewaard."), actor=actor, turn_id=one.turn_id, verdict=verdict, slug=slug
    )


def _article(key: str, titles: Mapping[str, str], found: str | None) -> str | None:
    known = list(titles)
    chosen: str | None = st.selectbox(
        _("Welk artikel?"), known, index=known.index(found) if found and found in titles else None, key=key, format_func=lambda one: titles[one]
    )  # fmt: skip
    return chosen


def follow(actor: Actor, one: Judged, titles: Mapping[str, str]) -> None:
    """Show what can follow on the last judgement: hold the chat to the question, or take it back."""
    key = f"answer_scores.last.{one.sampled.turn_id}"
    if one.leads_on:
        with st.expander(_("Hou de chat aan deze vraag")):
            _agree(actor, one, titles, key)
    if st.button(_("Neem mijn oordeel terug"), key=f"{key}.back"):
        acts.done(
            answer_judging.take_back, _("Je oordeel is weg. Het antwoord wacht weer."), actor=actor, turn_id=one.sampled.turn_id
        )  # fmt: skip


def _agree(actor: Actor, one: Judged, titles: Mapping[str, str], key: str) -> None:
    wording = st.text_input(
        _("De vraag. Schrijf geen namen."), value=one.sampled.question or "", key=f"{key}.wording", max_chars=200
    )  # fmt: skip
    known = [slug for slug in titles if slug != one.slug]
    first = [one.slug] if one.slug in titles else []
    slug = st.selectbox(
        _("Welk artikel is het goede antwoord?"), [*first, None, *known], key=f"{key}.expected",
        format_func=lambda found: titles.get(found, found) if found else _("Geen: het portaal moet het niet weten"),
    )  # fmt: skip
    st.caption(
        _(
            "Elke nieuwe tekst wordt met deze vraag geprobeerd. Bij een artikel komt de vraag ook in het ontwerp."
        )
    )
    if st.button(_("Spreek deze vraag af"), key=f"{key}.agree", type="primary"):
        acts.done(
            answer_judging.agree, _("De vraag is afgesproken. Elke tekst wordt er voortaan mee geprobeerd."), actor=actor,
            turn_id=one.sampled.turn_id, wording=wording or "", slug=slug,
        )  # fmt: skip


def close(actor: Actor, one: Alert) -> None:
    """Show the form that closes an alert."""
    closing = chosen_closing(
        f"answer_scores.alert.{one.id}",
        asked=_("Wat was het?"), unchosen=_("Kies eerst wat het was."), ways=labels_scores.CLOSINGS,
    )  # fmt: skip
    if closing is not None:
        acts.done(answer_drift.close, _("Afgesloten."), actor=actor, alert_id=one.id, closing=closing)
