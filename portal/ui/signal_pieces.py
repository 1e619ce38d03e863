"""Pieces of the page with signals: what there is to do, and each kind of it as cards and lists. Nothing is changed here."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

import i18n
from i18n import LazyText, format_day, format_month, ngettext
from i18n import gettext as _
from knowledge.vocabulary import SOURCE
from portal.models.conversations import FeedbackReason
from portal.services.article_feedback import FeedbackLine, Poor
from portal.services.dead_links import DeadLink
from portal.services.editor_tasks import EditorTask, Overdue, Waiting
from portal.services.question_signals import GroupLine, Wording
from portal.ui import case_pieces, html, labels_chat, labels_signals, pages
from portal.ui.html import Child, Tone

PAGE, PART = "signalen", "deel"
NO_REASON = "-"
SCORES = "antwoordkwaliteit"
ON_SCORES = frozenset({EditorTask.DRIFT, EditorTask.ANSWERS})  # these stand on a page of their own


def address(task: EditorTask) -> str:
    """Return the address where a kind of work stands."""
    if task in ON_SCORES:
        return pages.address(SCORES, i18n.current_locale())
    return f"{pages.address(PAGE, i18n.current_locale())}?{pages.query({PART: task.value})}"


def edit_address(slug: str, language: str = SOURCE) -> str:
    """Return the address where a text is written."""
    asked = pages.query({"artikel": slug, "taal": language})
    return f"{pages.address('artikel-bewerken', i18n.current_locale())}?{asked}"


def back() -> Markup:
    """Build the way back to all signals."""
    return html.paragraph(html.link(_("Alle signalen"), pages.address(PAGE, i18n.current_locale())))


def overview(counts: Mapping[EditorTask, int]) -> Markup:
    """Build the list of what there is to do, with how much."""
    rows = []
    for task, count in sorted(counts.items(), key=lambda row: not row[1]):  # where nothing waits stands last
        name, meaning = labels_signals.TASKS[task]
        badge = html.badge(i18n.format_number(count), Tone.WARNING if count else Tone.QUIET)
        rows.append(html.Place(html.join(name, " ", badge), meaning, address(task)))
    return html.link_list(*rows)


def to_do(counts: Mapping[EditorTask, int]) -> Markup | None:
    """Build "what to do now" for the first page: only what there is; None when nothing is."""
    found = {task: count for task, count in counts.items() if count}
    if not found:
        return None
    cards = []
    for task, count in found.items():
        name, meaning = labels_signals.TASKS[task]
        cards.append(
            html.tag(
                "li",
                html.card(
                    name, html.paragraph(meaning), html.button_link(_("Bekijk"), address(task)),
                    aside=html.badge(i18n.format_number(count), Tone.WARNING),
                ),
            )
        )  # fmt: skip
    return html.tag("ol", *cards, class_="p-todo")


def nothing() -> Markup:
    """Say that there is nothing to do in this part."""
    return html.empty_state(_("Hier is niets te doen."), _("Komt er iets bij, dan zie je het hier."))


# ── articles to look at ──────────────────────────────────────────────────────────────────────────────────────────


def overdue(found: Sequence[Overdue], person_id: str) -> Markup:
    """Build the articles whose day has passed."""
    head = (_("Artikel"), _("Had nagekeken moeten zijn op"), _("Wie zorgt ervoor?"))
    rows = [
        (_article(one.slug, one.title), format_day(one.next_check_on), _whose(one.owner_id, person_id))
        for one in found
    ]
    return html.table(_("Artikels die je moet nakijken"), head, rows)


def reviews(found: Sequence[Waiting]) -> Markup:
    """Build the texts that wait for a second person."""
    head = (_("Artikel"), _("Taal"), _("Wacht sinds"))
    rows = [
        (
            _article(one.slug, one.title, one.language),
            case_pieces.language_name(one.language),
            format_day(one.submitted_at.date()) if one.submitted_at else "",
        )
        for one in found
    ]
    return html.table(_("Teksten van collega's om na te lezen"), head, rows)


def returned(found: Sequence[Waiting]) -> Markup:
    """Build the texts that a colleague sent back, with what must change."""
    head = (_("Artikel"), _("Taal"), _("Wat moet er nog veranderen?"))
    rows = [
        (
            _article(one.slug, one.title, one.language),
            case_pieces.language_name(one.language),
            html.tag("bdi", one.note) if one.note else _("Intussen veranderde wat de lezers zien."),
        )
        for one in found
    ]
    return html.table(_("Teksten die terugkwamen"), head, rows)


def from_cases(slugs: Iterable[str]) -> Markup:
    """Build the drafts that came from answers of jurists."""
    items = [html.tag("li", _article(slug, slug)) for slug in slugs]
    return html.tag("ul", *items)


def _article(slug: str, title: str, language: str = SOURCE) -> Markup:
    return html.link(html.tag("bdi", title), edit_address(slug, language))


def _whose(owner_id: str | None, person_id: str) -> str:
    if owner_id is None:
        return _("Nog niemand")
    return _("Ik") if owner_id == person_id else _("Een collega")


# ── feedback ─────────────────────────────────────────────────────────────────────────────────────────────────────


def feedback(line: FeedbackLine) -> Markup:
    """Build what readers found of one article."""
    words = ngettext("%(n)d keer niet geholpen", "%(n)d keer niet geholpen", line.unhelped)
    why = [
        (_reason(reason), i18n.format_number(count))
        for reason, count in sorted(line.why.items(), key=lambda row: (-row[1], row[0] or NO_REASON))
    ]
    return html.card(
        html.tag("bdi", line.title),
        html.definition_list(*why, (_("In welke taal"), _languages(line.languages)), (_("Laatste keer"), format_day(line.newest_on)),
                             (_("Wie zorgt ervoor?"), line.owner_name or _("Nog niemand"))),
        _questions(line.questions),
        html.paragraph(html.link(_("Open het artikel om te bewerken"), edit_address(line.slug))),
        aside=html.badge(words % {"n": line.unhelped}, Tone.WARNING),
    )  # fmt: skip


def _reason(reason: FeedbackReason | None) -> LazyText | str:
    return labels_chat.FEEDBACK_REASONS[reason] if reason else _("Zonder reden")


def _questions(questions: Sequence[str]) -> Markup | None:
    if not questions:
        return None
    items = [html.tag("li", html.tag("q", text, dir="auto")) for text in questions]
    return html.join(html.paragraph(_("Dit werd in de chat gevraagd:")), html.tag("ul", *items))


def worst(found: Sequence[Poor], month: date) -> Markup | None:
    """Build the ten articles that helped least in a month."""
    if not found:
        return None
    caption = _("De tien artikels die het minst hielpen: %(month)s") % {"month": format_month(month)}
    head = (_("Artikel"), _("Hielp niet"), _("Hielp wel"))
    rows = [
        (_article(one.slug, one.title), i18n.format_number(one.unhelped), i18n.format_number(one.helped))
        for one in found
    ]
    return html.table(caption, head, rows)


# ── questions without an answer ──────────────────────────────────────────────────────────────────────────────────


def group(line: GroupLine) -> Markup:
    """Build one group of questions: how often, in which languages, how they are worded."""
    words = ngettext("%(n)d keer gevraagd", "%(n)d keer gevraagd", line.times) % {"n": line.times}
    newest = format_month(line.newest_on) if line.is_small else format_day(line.newest_on)
    facts: list[tuple[Child, Child]] = [(_("In welke taal"), _languages(line.languages)), (_("Laatste keer"), newest)]  # fmt: skip
    if line.owner_name:
        facts.append((_("Wie schrijft het artikel"), line.owner_name))
    if line.article:
        facts.append((_("Antwoord in"), _article(line.article, line.article)))
    return html.card(
        html.tag("bdi", title_of(line), dir="auto"),
        html.definition_list(*facts),
        _wordings(line.examples),
        aside=html.badge(words, Tone.CALM),
    )


def title_of(line: GroupLine) -> str:
    """Return how a group is called: by the redactie, else by its most typical wording."""
    said = next((wording.text for wording in line.examples if wording.text), None)
    return line.title or said or _("Vraag die we niet tonen")


def _wordings(examples: Sequence[Wording]) -> Markup | None:
    if not examples:
        return html.paragraph(_("De vragen zelf zijn intussen gewist."))
    items = [_wording(one) for one in examples]
    return html.join(html.paragraph(_("Zo vroegen mensen het:")), html.tag("ul", *items))


def _wording(one: Wording) -> Markup:
    name = case_pieces.language_name(one.language)
    if one.text is None:
        hidden = _("Niet getoond: er kan een naam in staan.")
        return html.tag("li", hidden, " (", name, ")")
    return html.tag("li", html.tag("q", one.text, lang=one.language, dir="auto"), " (", name, ")")


def _languages(counts: Mapping[str, int]) -> str:
    return i18n.format_list(f"{case_pieces.language_name(code)} {count}" for code, count in counts.items())


# ── dead links ───────────────────────────────────────────────────────────────────────────────────────────────────


def dead_link(link: DeadLink) -> Markup:
    """Build one link that no longer works, with the articles that name it."""
    named = [
        html.tag("li", _article(one.slug, one.title), ": ", html.tag("bdi", one.source))
        for one in link.articles
    ]
    since = _("Niet meer getoond sinds %(day)s. Laatst bekeken op %(again)s.") % {
        "day": format_day(link.dead_since.date()), "again": format_day(link.checked_at.date()),
    }  # fmt: skip
    return html.card(
        labels_signals.LINK_FAULTS[link.fault],
        html.paragraph(html.link(html.ltr(link.address), link.address), class_="p-address"),
        html.paragraph(since),
        html.paragraph(_("Deze artikels noemen de link:")),
        html.tag("ul", *named),
    )


def more(left: int) -> Markup | None:
    """Say how many are not shown."""
    if left <= 0:
        return None
    words = ngettext("Er is er nog %(n)d.", "Er zijn er nog %(n)d.", left)
    return html.paragraph(words % {"n": left})
