"""What can be done with a translation: write a part, say that it is still right, and let a machine fill what is missing."""

from collections.abc import Mapping

import streamlit as st

from i18n import gettext as _
from knowledge.parts import By, Standing
from portal import clock, db
from portal.errors import PortalError
from portal.providers.machine_translation import translator
from portal.services import article_translations, gold_gate, machine_translation
from portal.services.article_translations import Beside, Line, Written
from portal.services.articles import File
from portal.services.permissions import Actor
from portal.settings import settings
from portal.ui import (
    article_translation_pieces,
    article_trial_forms,
    article_trial_pieces,
    components,
    html,
    labels,
    labels_knowledge,
    session,
)

KEY = "article_translation"


def parts(actor: Actor, beside: Beside) -> None:
    """Show every part beside its translation: what is behind first, the others below."""
    behind = [line for line in beside.lines if line.standing is not Standing.CURRENT]
    unread = [line for line in beside.lines if line not in behind and line.by is not By.REVIEWED]
    read = [line for line in beside.lines if line not in behind and line not in unread]
    for title, lines in (
        (_("Achter op het Nederlands"), behind),
        (_("Nog niet nagekeken"), unread),
        (_("Nagekeken"), read),
    ):
        if lines:
            components.section(title)
            for line in lines:
                _part(actor, beside, line)


def _part(actor: Actor, beside: Beside, line: Line) -> None:
    key = f"{KEY}.{beside.slug}.{beside.language}.{line.number}.{session.form_round()}"
    left, right = st.container(border=True, key=f"{KEY}.part.{line.number}").columns(2, gap="medium")
    with left:
        components.show(article_translation_pieces.dutch(line))
    with right:
        components.show(article_translation_pieces.translated(line, beside.language))
        is_read = line.standing is Standing.CURRENT and line.by is By.REVIEWED
        if line.shown is not Standing.MISSING and not is_read:
            _still_right(actor, beside, line, key)
        with st.expander(_("Schrijf de vertaling"), expanded=not line.lines and line.number == 0):
            _write(actor, beside, line, key)


def _still_right(actor: Actor, beside: Beside, line: Line, key: str) -> None:
    words = _("Klopt nog") if line.standing is Standing.CHANGED else _("Ik keek dit na: het klopt")
    if st.button(words, key=f"{key}.right"):
        save(
            actor, beside, {line.number: article_translations.confirmed(line)}, _("Dit deel is nagekeken.")
        )  # fmt: skip


def _write(actor: Actor, beside: Beside, line: Line, key: str) -> None:
    with st.form(f"{key}.form"):
        said = st.text_area(
            _("Vertaling: één zin op een lijn, in dezelfde volgorde als het Nederlands"),
            value="\n".join(line.lines), key=f"{key}.text", height=min(320, 80 + 40 * len(line.dutch)),
        )  # fmt: skip
        reason = _reason(beside, line, key)
        if not st.form_submit_button(_("Bewaar en toon aan de lezers"), type="primary", key=f"{key}.save"):
            return
    lines = tuple(words.strip() for words in (said or "").splitlines() if words.strip())
    save(actor, beside, {line.number: Written(lines)}, _("De vertaling staat op het portaal."), reason)


def _reason(beside: Beside, line: Line, key: str) -> str | None:
    """Ask for a reason where what was written last would make a good answer wrong."""
    return (
        article_trial_pieces.reason(key)
        if session.broke_answers() == (beside.slug, beside.language, line.number)
        else None
    )


def save(
    actor: Actor,
    beside: Beside,
    changes: Mapping[int, Written],
    said: str,
    reason: str | None = None,
) -> None:
    """Try what changes in words, and show it to readers; explain what is refused."""
    try:
        if not _may_be_shown(actor, beside, changes, reason):
            return
        with db.transaction() as opened:
            article_translations.put(
                opened, beside=beside, changes=changes, actor=actor, now=clock.now(), reason=reason
            )
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return
    session.say_after_rerun(said)
    session.next_form_round()
    st.rerun()


def _may_be_shown(actor: Actor, beside: Beside, changes: Mapping[int, Written], reason: str | None) -> bool:
    with db.reading() as opened:
        file = article_translations.as_file(
            opened, beside=beside, changes=changes, actor=actor, now=clock.now()
        )
        check = gold_gate.newest_check(opened, file)
        if not article_translations.changes_words(opened, file=file) or (check and reason):
            return True
    return _tried(actor, beside, file, min(changes))


def _tried(actor: Actor, beside: Beside, file: File, number: int) -> bool:
    found = article_trial_forms.tried(actor, file)
    if not found.broken:
        return True
    session.remember_broken_answers((beside.slug, beside.language, number))
    components.live(
        html.notice(_("Deze tekst maakt antwoorden fout die nu goed zijn. Schrijf waarom je hem toch publiceert."), html.Tone.WARNING),
        article_trial_pieces.outcome(found, article_trial_forms.titles()),
    )  # fmt: skip
    return False


def machine(actor: Actor, beside: Beside) -> None:
    """Let a machine fill what is missing or behind, where the settings name one."""
    model = translator(settings())
    behind = [line for line in beside.lines if line.standing is not Standing.CURRENT]
    if model is None or not behind:
        return
    most = settings().translation_characters_a_day
    with db.reading() as opened:
        left = machine_translation.left(opened, characters_a_day=most, now=clock.now())
    with st.expander(_("Laat een computer vertalen wat achter is")):
        components.show(
            html.paragraph(
                _("De computer vertaalt alleen wat achter is. Lezers zien erbij dat een computer het schreef, tot jij het nakijkt.")
            ),
            html.paragraph(_("Vandaag kunnen er nog %(count)d tekens vertaald worden.") % {"count": left}),
        )  # fmt: skip
        if not st.button(_("Vertaal nu"), key=f"{KEY}.machine", disabled=not left):
            return
        bar = st.progress(0.0)
        filled = machine_translation.fill(
            beside, machine=model, characters_a_day=most, actor=actor, now=clock.now(),
            progress=lambda done, of: bar.progress(done / of),
        )  # fmt: skip
        _take_over(actor, beside, filled)


def _take_over(actor: Actor, beside: Beside, filled: machine_translation.Filled) -> None:
    told = [
        f"{beside.lines[number].dutch[0]}: {labels_knowledge.MACHINE_REFUSALS[why]}"
        for number, why in filled.refused.items()
    ]
    if filled.stopped:
        told.append(str(labels_knowledge.MACHINE_STOPS[filled.stopped]))
    if not filled.changes:
        components.live(html.tag("ul", *[html.tag("li", words) for words in told]))
        return
    said = _("De computer vertaalde delen: %(done)d. Niet overgenomen: %(refused)d.") % {
        "done": len(filled.changes),
        "refused": len(filled.refused),
    }
    save(actor, beside, filled.changes, " ".join([said, *told]))
