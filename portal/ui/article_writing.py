"""Writing a text: the form with a preview beside it, kept at every change, with what is wrong and how plain it is."""

from collections.abc import Mapping, Sequence

import streamlit as st

from i18n import format_moment
from i18n import gettext as _
from knowledge.content import ArticleText
from knowledge.vocabulary import SOURCE
from portal import clock, db
from portal.errors import OutsideRules, PortalError
from portal.models.people import Role
from portal.services import article_drafts, article_fields, article_marks, article_versions, published
from portal.services.article_drafts import Opened
from portal.services.article_fields import ArticleFields, Examined
from portal.services.article_versions import Changed
from portal.services.permissions import Actor
from portal.ui import (
    access,
    article_acts,
    article_desk_pieces,
    article_difference,
    article_form,
    article_preview,
    article_standing,
    boundary,
    components,
    html,
    labels,
    labels_desk,
    session,
)
from portal.ui.article_form import Form

MEANWHILE = "article-changed-meanwhile"


@boundary.fragment()
def writing(slug: str, language: str, changed: Sequence[Changed] = ()) -> None:
    """Show the form of a text, keep what changes, and show what can be done with it.

    A text that waits is only shown, with what `changed` in it for its readers.
    """
    actor = access.require(Role.REDACTEUR, Role.BEHEERDER).actor
    with db.reading() as opened:
        text = article_drafts.opened(opened, actor=actor, slug=slug, language=language)
        titles = {row.slug: row.title for row in published.published_list(opened, SOURCE) if row.slug != slug}
    standing = st.empty()
    if not text.may_change:
        standing.html(str(article_standing.standing(text)))
        _waiting(text, changed)
        return
    left, right = st.columns(2, gap="large")
    with left, st.container(key="autosave"):
        text, form = _keep(actor, text, titles)
    with db.reading() as opened:
        examined = article_drafts.examined(opened, text, text.fields)
    standing.html(str(article_standing.standing(text)))
    form.say(examined.problems if text.is_changed or text.shown else ())  # an empty page is no error yet
    with right:
        _beside(text, examined)
    article_acts.hand_in(actor, text, examined)


def _waiting(text: Opened, changed: Sequence[Changed]) -> None:
    preview = article_preview.preview(_shown(text, text.fields), today=clock.today())
    if not text.shown:  # a new text: all of it is new
        components.show(preview)
        return
    left, right = st.columns(2, gap="large")
    with left:
        components.show(
            html.section_title(_("Wat verandert er voor de lezers?"), level=3),
            article_difference.show(changed, language=text.language),
        )
    with right:
        components.show(preview)


def _keep(actor: Actor, text: Opened, titles: Mapping[str, str]) -> tuple[Opened, Form]:
    """Show the form and keep what changed since it was last kept; returns the text as it stands then."""
    key = f"article_edit.{text.slug}.{text.language}.{session.form_round()}"
    filled, seen = session.article_seen(key) or (text.fields, text.fields)
    dutch = _dutch_beside(text)
    form = Form(filled, key, titles, rows=len(seen.sources))
    typed = article_form.ask(form, text.language)
    if typed == seen and not article_marks.says_the_same(text.fields, seen):  # a colleague went on with it
        _fill_anew()
    if typed != seen:
        text = _save(actor, text, form, (filled, seen, typed), dutch)
    session.keep_article_seen(key, filled, typed)
    if len(typed.sources) != form.rows:
        boundary.rerun_part()  # one more row, or one less
    components.live(html.paragraph(_kept(text), class_="p-hint"))
    return text, form


def _dutch_beside(text: Opened) -> str | None:
    """Return the Dutch version that the writer has read; a newer one is theirs only once they say that they read it."""
    key, newest = (
        f"article_edit.{text.slug}.{text.language}",
        text.original.version if text.original else None,
    )
    read = session.dutch_read(key, newest)
    if read == newest:
        return read
    link = html.link(_("Bekijk wat er veranderde"), article_desk_pieces.versions_address(text.slug, SOURCE))
    words = _(
        "Het Nederlands veranderde sinds je deze vertaling opende. Wat je nu schrijft, hoort nog bij het oude Nederlands."
    )
    components.show(html.notice(html.join(words, " ", link), html.Tone.WARNING))
    if st.button(_("Ik las het nieuwe Nederlands"), key=f"{key}.dutch"):
        session.read_dutch(key, newest)
        boundary.rerun_part()
    return read


def _save(
    actor: Actor, text: Opened, form: Form, said: tuple[ArticleFields, ArticleFields, ArticleFields], dutch: str | None,
) -> Opened:  # fmt: skip
    filled, seen, typed = said
    try:
        with db.transaction() as opened:
            kept = article_drafts.save(
                opened, actor=actor, slug=text.slug, language=text.language, seen=seen, typed=typed, now=clock.now(), dutch_seen=dutch
            )  # fmt: skip
            text = article_drafts.opened(opened, actor=actor, slug=text.slug, language=text.language)
    except PortalError as error:
        if isinstance(error, OutsideRules) and error.reason == MEANWHILE:
            _choose(text, form, said)
        st.error(labels.explain(error), icon=":material/info:")
        st.stop()
    if not article_marks.says_the_same(kept, typed):  # a colleague changed another field
        _fill_anew()
    session.keep_article_seen(form.key, filled, typed)
    return text


def _choose(text: Opened, form: Form, said: tuple[ArticleFields, ArticleFields, ArticleFields]) -> None:
    """Show, right below the field, what a colleague made of it, and let the writer say which text stays."""
    filled, seen, typed = said
    changed = {
        name: getattr(text.fields, name)
        for name, value in dict(typed).items()
        if value != getattr(seen, name)
    }
    theirs = seen.model_copy(update=changed)
    with form.below(next(iter(changed))):
        components.live(
            html.notice(
                _("%(name)s veranderde net hetzelfde. Dit is het verschil met jouw tekst.") % {"name": labels_desk.writer(text.changed_by)},
                html.Tone.WARNING,
            )
        )  # fmt: skip
        components.show(
            article_difference.show(article_versions.compared(theirs, typed), language=text.language)
        )
        if st.button(_("Houd mijn tekst"), key=f"{form.key}.mine", type="primary"):
            session.keep_article_seen(form.key, filled, theirs)
            boundary.rerun_part()
        if st.button(_("Neem de tekst van mijn collega"), key=f"{form.key}.theirs"):
            _fill_anew()
    st.stop()


def _fill_anew() -> None:
    session.next_form_round()
    boundary.rerun_part()


def _kept(text: Opened) -> str:
    if text.changed_at is None:
        return _("Wat je typt, wordt vanzelf bewaard als concept. De lezers zien het nog niet.")
    return _("Bewaard als concept op %(moment)s, door %(name)s. De lezers zien het nog niet.") % {
        "moment": format_moment(text.changed_at, width="short"),
        "name": labels_desk.writer(text.changed_by),
    }


def _beside(text: Opened, examined: Examined) -> None:
    shown = _shown(text, text.fields)
    components.live(article_preview.to_do(examined) if text.is_changed else None)
    components.show(
        article_preview.plainness(shown) if text.language == SOURCE else None,
        article_preview.preview(shown, today=clock.today()),
    )


def _shown(text: Opened, fields: ArticleFields) -> ArticleText:
    return article_fields.shown(fields, slug=text.slug, language=text.language, original=text.original)
