"""How a text stands, for whoever opens it: its languages, its draft, what a colleague said of it."""

from markupsafe import Markup

import i18n
from i18n import format_moment, isolate
from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.models.articles import ArticleState, DraftState
from portal.services.article_drafts import Opened
from portal.services.article_list import Standing
from portal.ui import article_desk_pieces, article_translation_pieces, article_trial_pieces, html, labels_desk
from portal.ui.html import Tone
from portal.ui.pages import address


def links(text: Opened) -> Markup:
    """Build the links to the text in each language, to its versions, and to the page of the readers."""
    languages = [
        html.tag(
            "a",
            labels_desk.language_name(code),
            href=article_desk_pieces.edit_address(text.slug, code),
            lang=code,
            aria_current="page" if code == text.language else None,
        )
        for code in LANGUAGES
    ]
    others = [
        html.link(_("Versies"), article_desk_pieces.versions_address(text.slug, text.language)),
        html.link(_("Probeer deze tekst"), article_trial_pieces.trial_address(text.slug, text.language)),
    ]
    if text.language != SOURCE:
        others.append(
            html.link(
                _("Alinea per alinea vertalen"), article_translation_pieces.address(text.slug, text.language)
            )
        )
    if text.article_state is ArticleState.PUBLISHED and text.shown:
        others.append(
            html.link(_("Bekijk zoals de lezers"), address(f"kennis/{text.slug}", i18n.current_locale()))
        )
    return html.tag(
        "nav",
        html.tag("p", *_with_spaces(languages), class_="p-desk-links"),
        html.tag("p", *_with_spaces(others), class_="p-desk-links"),
        aria_label=_("Talen en versies van dit artikel"),
    )


def _with_spaces(pieces: list[Markup]) -> list[html.Child]:
    return [part for piece in pieces for part in (piece, " ")]


def standing(text: Opened) -> Markup:
    """Build how the article and this text stand, and why a colleague sent it back."""
    own = Standing(text.article_state.value)
    says_it = own is Standing.DRAFT and text.state is not None  # what is being written says it already
    badges = [] if says_it else [html.badge(*labels_desk.STANDINGS[own])]
    if text.state is not None:
        badges.append(html.badge(*labels_desk.DRAFT_STATES[text.state]))
    elif not text.shown:
        badges.append(html.badge(_("Nog geen tekst in deze taal")))
    return html.join(html.paragraph(*badges, class_="p-badges"), _waits(text), _returned(text))


def _waits(text: Opened) -> Markup | None:
    if text.state is DraftState.SCHEDULED and text.publish_at:
        words = _("Goedgekeurd. De lezers zien deze tekst vanaf %(moment)s.") % {
            "moment": format_moment(text.publish_at, width="short")
        }
        return html.notice(words)
    if text.state is DraftState.REVIEW and text.changed_at:
        words = _("%(name)s veranderde dit het laatst, op %(moment)s.") % {
            "name": labels_desk.writer(text.changed_by),
            "moment": format_moment(text.changed_at, width="short"),
        }
        return html.join(_brings_back(text), html.paragraph(words))
    return None


def _brings_back(text: Opened) -> Markup | None:
    if text.restored_from is None:
        return None
    words = _("Een collega wil versie %(number)d van deze tekst terugzetten.") % {
        "number": text.restored_from
    }
    why = _("Je collega schreef: %(note)s") % {"note": isolate(text.note)} if text.note else None
    return html.notice(html.join(words, " ", why))


def _returned(text: Opened) -> Markup | None:
    if text.state is not DraftState.RETURNED:
        return None
    if text.note:
        return html.notice(_("Je collega schreef: %(note)s") % {"note": isolate(text.note)}, Tone.WARNING)
    return html.notice(
        _("Deze tekst kon niet op zijn dag verschijnen: intussen veranderde wat de lezers zien. Kijk ze na en dien ze opnieuw in."),
        Tone.WARNING,
    )  # fmt: skip
