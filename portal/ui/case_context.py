"""What stands around a case for the jurist who works on it: the conversation, the passages as they were, notes, history."""

import re

from markupsafe import Markup

import i18n
from i18n import format_day, format_moment
from i18n import gettext as _
from knowledge.content import Source
from portal.clock import BRUSSELS
from portal.services.case_history import CaseEvent
from portal.services.case_views import JuristCase, NoteView
from portal.services.conversations import TurnView
from portal.services.quotes import PinnedQuote
from portal.ui import case_pieces, html, labels_cases, labels_chat
from portal.ui.html import Child, Tone

_DIGEST_SHOWN = 12
_ITEM = re.compile(r"^- ", re.MULTILINE)


def question(case: JuristCase) -> Markup:
    """Build the question as it was stored."""
    line = case.line
    asked = case_pieces.written(line.question, line.language) if line.question else _("De vraag is leeg.")
    masked = _("Persoonsgegevens zoals nummers en adressen zijn vervangen voor de vraag bewaard werd.")
    return html.tag(
        "figure",
        html.tag("figcaption", _("De vraag"), class_="p-quote__label"),
        asked,
        html.paragraph(masked, class_="p-why"),
        class_="p-quote p-question",
    )


def answer_of(turn: TurnView) -> Markup:
    """Build what the portal answered: how it ended, the score, the text, and the passages as they were."""
    score = _("Score van het antwoord: %(n)d van 100.") % {"n": round(100 * turn.confidence)}
    return html.tag(
        "div",
        html.paragraph(html.tag("strong", labels_chat.OUTCOMES[turn.outcome]), ". ", score if turn.quotes else None),
        html.paragraph(_("Een taalmodel herschreef deze tekst.")) if turn.rephrased else None,
        case_pieces.written(_as_shown(turn.text), turn.language) if turn.text else None,
        [pinned(quote) for quote in turn.quotes],
        _helped(turn),
    )  # fmt: skip


def _as_shown(text: str) -> str:
    """Return a stored answer with the items of its lists marked as the chat shows them."""
    return _ITEM.sub("• ", text)


def _helped(turn: TurnView) -> Markup | None:
    if turn.helped is None:
        return None
    words = _("Dit hielp de vraagsteller.") if turn.helped else _("Dit hielp de vraagsteller niet.")
    return html.paragraph(html.badge(words, Tone.GOOD if turn.helped else Tone.WARNING))


def pinned(quote: PinnedQuote) -> Markup:
    """Build a quoted sentence beside its Dutch original, with the stored version it comes from."""
    shown = html.tag(
        "div",
        html.tag("span", case_pieces.language_name(quote.language), class_="p-quote__label"),
        html.tag("blockquote", html.tag("p", html.prose(quote.text), lang=quote.language, dir="auto")),
    )
    dutch = None
    if quote.original:
        dutch = html.tag(
            "div",
            html.tag("span", case_pieces.language_name(i18n.SOURCE), class_="p-quote__label"),
            html.tag("blockquote", html.tag("p", quote.original, lang=i18n.SOURCE, dir="ltr")),
        )
    return html.tag(
        "figure",
        html.tag("div", shown, dutch, class_="p-pair"),
        html.tag("figcaption", _where(quote), class_="p-quote__source"),
        class_="p-quote",
    )


def _where(quote: PinnedQuote) -> list[Child]:
    href = f"/{i18n.current_locale()}/kennis/{quote.slug}"
    version = _("Versie %(number)d, bewaard op %(day)s. Kenmerk: %(digest)s.") % {
        "number": quote.version_number,
        "day": format_day(quote.stored_at.astimezone(BRUSSELS).date()),
        "digest": i18n.isolate(quote.digest[:_DIGEST_SHOWN]),
    }
    score = _("Score: %(n)d van 100.") % {"n": round(100 * quote.score)}
    current = (
        html.badge(_("Nog altijd de geldende tekst"), Tone.GOOD)
        if quote.is_current
        else html.badge(_("Deze tekst is intussen gewijzigd"), Tone.WARNING)
    )
    return [
        html.tag("p", html.link(html.tag("span", quote.title, lang=quote.language), href)),
        html.tag("p", version, " ", score),
        html.tag("p", current),
        [_source(source) for source in quote.sources],
    ]


def _source(source: Source) -> Markup:
    name = f"{source.title}, {source.publisher}"
    title = html.link(name, source.url, language=i18n.SOURCE) if source.url else html.tag("bdi", name)
    day = _("Geraadpleegd op %(day)s.") % {"day": format_day(source.consulted_on)} if source.consulted_on else source.date  # fmt: skip
    return html.tag("p", _("Bron:"), " ", title, ". ", day, class_="p-source")


def conversation(case: JuristCase) -> Markup:
    """Build the other turns of the conversation, or say why they stay closed."""
    if case.conversation is None:
        return html.notice(_("Neem het dossier om het hele gesprek en de notities te lezen."))
    others = [turn for turn in case.conversation.turns if case.turn is None or turn.id != case.turn.id]
    if not others:
        return html.paragraph(_("Er was maar één vraag in dit gesprek."))
    return html.join(*[_turn(turn) for turn in others])


def _turn(turn: TurnView) -> Markup:
    title = _("Vraag %(n)d, %(moment)s") % {
        "n": turn.number,
        "moment": format_moment(turn.asked_at, width="short"),
    }
    return html.tag(
        "details",
        html.tag("summary", html.tag("strong", title), case_pieces.written(turn.question, turn.language)),
        answer_of(turn),
        class_="p-turn",
    )


def notes(written: tuple[NoteView, ...]) -> Markup:
    """Build the notes among jurists."""
    if not written:
        return html.paragraph(_("Er zijn nog geen notities."))
    return html.join(*[_note(note) for note in written])


def _note(note: NoteView) -> Markup:
    head = html.join(html.tag("bdi", note.jurist_name), ", ", format_moment(note.written_at, width="short"))
    return html.tag("article", html.tag("strong", head), case_pieces.written(note.text, i18n.SOURCE), class_="p-note")  # fmt: skip


def history(events: tuple[CaseEvent, ...]) -> Markup:
    """Build what happened to a case, folded."""
    rows = [
        (
            format_moment(event.at, width="short"),
            labels_cases.HISTORY.get(event.action, event.action),
            html.tag("bdi", _by(event)),
        )
        for event in events
    ]
    table = html.table(_("Wat er met dit dossier gebeurde"), (_("Wanneer"), _("Wat"), _("Wie")), rows)
    return html.tag("details", html.tag("summary", html.tag("strong", _("Geschiedenis"))), table)


def _by(event: CaseEvent) -> str:
    if event.by is not None:
        return event.by
    return _("De vraagsteller") if event.action == "case.opened" else _("Het portaal zelf")
