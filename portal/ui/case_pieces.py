"""The pieces of a question that goes to a person, for who asked it and for the jurist. Shows only; asks nothing."""

from datetime import datetime, timedelta

from markupsafe import Markup

import i18n
from i18n import format_day, format_moment, format_time, ngettext
from i18n import gettext as _
from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.cases import CaseQueue, CaseState
from portal.services import helpdesk, places
from portal.services.case_views import CaseLine, MyCase, ReplyView
from portal.ui import chat_pieces, html, labels_cases, labels_chat
from portal.ui.html import Child, Tone

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def written(text: str, language: str) -> Markup:
    """Build what somebody wrote, in their language and direction, line by line as they wrote it."""
    blocks = [block for block in text.replace("\r", "").split("\n\n") if block.strip()]
    paragraphs = [html.tag("p", _lines(block), dir="auto") for block in blocks]
    return html.tag("div", *paragraphs, lang=language, class_="p-written")


def _lines(block: str) -> list[Child]:
    lines: list[Child] = []
    for line in block.strip().split("\n"):
        words = html.prose(line)
        lines += [html.tag("br"), words] if lines else [words]
    return lines


def language_name(code: str) -> str:
    """Name a language: in Dutch for who reads Dutch, else as it names itself."""
    known, reader = i18n.LANGUAGES.get(code), i18n.current_locale()
    if known is None:
        return code
    return known.dutch_name if reader == i18n.SOURCE else known.own_name


def waiting(since: datetime, now: datetime) -> str:
    """Say how long somebody has been waiting."""
    waited = now - since
    if waited < timedelta(minutes=1):
        return _("Net binnen")
    if waited < _HOUR:
        n = waited // timedelta(minutes=1)
        return ngettext("Wacht %(n)d minuut", "Wacht %(n)d minuten", n) % {"n": n}
    if waited < 2 * _DAY:
        n = waited // _HOUR
        return ngettext("Wacht %(n)d uur", "Wacht %(n)d uur", n) % {"n": n}
    n = waited // _DAY
    return ngettext("Wacht %(n)d dag", "Wacht %(n)d dagen", n) % {"n": n}


def place(nis_code: str | None) -> str:
    """Name a municipality with its province, as the reader's language calls it."""
    if nis_code is None:
        return _("Niet gezegd")
    try:
        found = places.municipality(nis_code)
    except NotFound:  # merged since
        return _("Niet gezegd")
    name = found.name_fr if i18n.current_locale() == "fr" and found.region == places.BRUSSELS else found.name
    return f"{name} ({found.province})" if found.province else name


def badges(line: CaseLine) -> Markup:
    """Build the marks of a case: urgent, late, where it stands."""
    is_late = line.is_late and line.state in {CaseState.OPEN, CaseState.ASSIGNED}
    return html.tag(
        "span",
        html.badge(_("Dringend"), Tone.URGENT) if line.urgent else None,
        html.badge(_("Te laat"), Tone.URGENT) if is_late else None,
        html.badge(labels_cases.CASE_STATES[line.state], labels_cases.CASE_TONES[line.state]),
        class_="p-badges",
    )


def promise(line: CaseLine) -> str | None:
    """Say when a person will have answered."""
    if line.promised_by is None:
        return None
    values = {"day": format_day(line.promised_by.astimezone(BRUSSELS).date()), "time": format_time(line.promised_by)}  # fmt: skip
    return _("We antwoorden ten laatste op %(day)s om %(time)s.") % values


# ── for who asked ────────────────────────────────────────────────────────────────────────────────────────────────


def my_case(mine: MyCase, *, unfold: bool = False) -> Markup:
    """Build one's own question with where it stands, the reply, and where else to go (folded, for all but the newest)."""
    line = mine.line
    title = _("Vraag %(number)s") % {"number": i18n.isolate(line.number)}
    badge = html.badge(labels_cases.OWN_BADGES[line.state], labels_cases.CASE_TONES[line.state])
    asked = html.tag("figure", html.tag("figcaption", _("Je vroeg:"), class_="p-quote__label"), written(line.question, line.language), class_="p-quote")  # fmt: skip
    return html.card(
        title,
        _("Gevraagd op %(day)s.") % {"day": format_day(line.opened_at.astimezone(BRUSSELS).date())},
        asked if line.question else None,
        reply(mine.reply, is_new=mine.is_new) if mine.reply else _waits(line),
        where_to_go(line, unfold=unfold) if line.queue is CaseQueue.REFERRAL else None,
        aside=html.tag(
            "span", html.badge(_("Nieuw"), Tone.CALM) if mine.is_new else None, badge, class_="p-badges"
        ),
        tone=Tone.GOOD if mine.is_new else labels_cases.CASE_TONES[line.state],
        level=2,
    )


def _waits(line: CaseLine) -> list[Child]:
    said = promise(line)
    pieces: list[Child] = [html.tag("p", html.tag("strong", labels_cases.OWN_STATES[line.state]))]
    if line.is_late:
        words = _(
            "Dit duurt langer dan we beloofden. Dat spijt ons. Je vraag is niet verloren: we antwoorden nog."
        )
        pieces.append(html.notice(words, Tone.WARNING))
    elif said:
        pieces.append(html.paragraph(said))
    return pieces


def reply(said: ReplyView, *, is_new: bool = False) -> Markup:
    """Build the jurist's answer."""
    day = format_day(said.sent_at.astimezone(BRUSSELS).date())
    other = None
    if said.language != i18n.current_locale():
        words = _("Dit antwoord is in deze taal geschreven: %(language)s.")
        other = html.paragraph(words % {"language": language_name(said.language)}, class_="p-why")
    return html.tag(
        "section",
        html.section_title(_("Antwoord van %(day)s") % {"day": day}, level=3),
        other,
        written(said.text, said.language),
        class_="p-reply p-reply--new" if is_new else "p-reply",
    )


def where_to_go(line: CaseLine, *, unfold: bool) -> Markup:
    """Build the list of places where a private person finds help nearby; folded once there is an answer."""
    waits = line.state in {CaseState.OPEN, CaseState.ASSIGNED}
    summary = html.tag("summary", html.tag("strong", _("Waar vind je nu al hulp?")))
    return html.tag(
        "details", summary, chat_pieces.referrals(helpdesk.referrals(line.nis_code)), open=waits and unfold
    )


# ── for jurists ──────────────────────────────────────────────────────────────────────────────────────────────────


def queue_line(line: CaseLine, *, now: datetime, href: str) -> Markup:
    """Build the card of one case in the list."""
    title = html.link(_("Dossier %(number)s") % {"number": i18n.isolate(line.number)}, href)
    waits = line.state in {CaseState.OPEN, CaseState.ASSIGNED}
    since = waiting(line.opened_at, now) if waits else answered_on(line)
    tone = Tone.URGENT if line.urgent and waits else labels_cases.CASE_TONES[line.state]
    facts = [
        since, language_name(line.language), _who(line), place(line.nis_code) if line.nis_code else None,
        _("Jurist: %(name)s") % {"name": i18n.isolate(line.jurist_name)} if line.jurist_name else None,
    ]  # fmt: skip
    return html.card(
        title,
        html.tag("div", written(line.question, line.language), class_="p-clamp") if line.question else None,
        html.tag("ul", *[html.tag("li", fact) for fact in facts if fact is not None], class_="p-line-facts"),
        aside=badges(line),
        tone=tone,
        level=2,
    )


def answered_on(line: CaseLine) -> str | None:
    """Say when a case was answered."""
    if line.answered_at is None:
        return None
    return _("Beantwoord op %(moment)s") % {"moment": format_moment(line.answered_at, width="short")}


def _who(line: CaseLine) -> Child:
    if line.asker is None:
        return _("Wie het vraagt, is nog niet gezegd")
    if line.sector is None:
        return labels_cases.ASKERS[line.asker]
    return html.join(labels_cases.ASKERS[line.asker], ": ", labels_chat.ASKER_SECTORS[line.sector])


def case_facts(line: CaseLine, *, now: datetime) -> Markup:
    """Build what a jurist knows of a case."""
    waits = line.state in {CaseState.OPEN, CaseState.ASSIGNED}
    came = html.join(format_moment(line.opened_at, width="short"), [". ", waiting(line.opened_at, now), "."] if waits else None)  # fmt: skip
    promised = format_moment(line.promised_by, width="short") if line.promised_by else _("Niets beloofd")
    rows: list[tuple[Child, Child]] = [
        (_("Wie vraagt het?"), _who(line)),
        (_("Taal van de vraag"), language_name(line.language)),
        (_("Woonplaats"), place(line.nis_code)),
        (_("Waarom bij een jurist?"), labels_cases.HANDOVER_REASONS[line.reason]),
        (_("Wachtrij"), labels_cases.QUEUES[line.queue]),
        (_("Binnengekomen"), came),
        (_("Antwoord beloofd tegen"), promised),
        (_("Jurist"), html.tag("bdi", line.jurist_name) if line.jurist_name else _("Nog niemand")),
    ]
    if line.answered_at is not None:
        rows.append((_("Beantwoord"), format_moment(line.answered_at, width="short")))
    return html.definition_list(*rows)


def own_file_notice(line: CaseLine) -> Markup | None:
    """Remind the jurist that private persons are shown the way and get no advice on their own file."""
    if line.queue is not CaseQueue.REFERRAL:
        return None
    words = _("Geef geen advies over het dossier van één persoon. Zeg waar de vraagsteller hulp vindt.")
    fold = html.tag(
        "details",
        html.tag("summary", _("Wat de vraagsteller al ziet")),
        chat_pieces.referrals(helpdesk.referrals(line.nis_code)),
    )
    return html.notice([words, fold], Tone.WARNING, title=_("Dit is een vraag van een privépersoon."))
