"""The pieces of "what must I do now": one card for each thing, with one button to where it is done."""

from datetime import date

from markupsafe import Markup

import i18n
from i18n import gettext as _
from portal.services.steps import StepCode
from portal.services.todo import TodoItem, TodoKind
from portal.ui import html, labels_pip, pages, plan_pieces, plan_words
from portal.ui.html import Child, Tone

_NEWS = frozenset({TodoKind.ACTIVITY_OFF, TodoKind.ACTIVITY_CHANGED})
_ACTIVITIES = _NEWS | {TodoKind.ACTIVITY}


def todo(items: tuple[TodoItem, ...], today: date) -> Markup:
    """Build the list of things to do, or say that there is nothing."""
    if not items:
        return html.empty_state(
            _("Je hoeft nu niets te doen."),
            _("Komt er iets bij, dan zie je het hier. Kijk in je plan wat anderen voor je doen."),
            action=html.button_link(_("Bekijk mijn plan"), pages.address("plan", i18n.current_locale())),
        )
    return html.tag("ol", *[html.tag("li", _card(item, today)) for item in items], class_="p-todo")


def _card(item: TodoItem, today: date) -> Markup:
    words, href = _button(item)
    why = plan_words.why_folded(item.rule_id) if item.rule_id else None
    lines = [html.paragraph(line) for line in _when(item, today)]
    tone = Tone.URGENT if item.overdue else Tone.CALM
    return html.card(
        _title(item), *lines, why, html.button_link(words, href), aside=_badge(item, today), tone=tone
    )


def _title(item: TodoItem) -> Child:
    if item.title is not None:
        return html.tag("bdi", item.title)
    if item.step is not None:
        return labels_pip.STEPS[item.step, item.pillar]
    if item.visit is not None:
        return plan_pieces.visit_name(item.visit, item.pillar)
    if item.amount is not None:
        return _("Betaal %(amount)s") % {"amount": i18n.format_amount(item.amount)}
    return labels_pip.TODO_KINDS[item.kind]


def _badge(item: TodoItem, today: date) -> Markup | None:
    if item.kind is TodoKind.CASE_REPLY:
        return html.badge(_("Nieuw"), Tone.GOOD)
    if item.kind in _NEWS:
        return html.badge(labels_pip.TODO_KINDS[item.kind], Tone.WARNING)
    if item.due_on is not None:
        return html.badge(
            plan_words.time_left(item.due_on, today), Tone.URGENT if item.overdue else Tone.WARNING
        )
    begins = (
        item.happens_on is not None and item.happens_on >= today and item.step is not StepCode.FOLLOW_COURSE
    )
    if begins and item.happens_on is not None:
        return html.badge(plan_words.until(item.happens_on, today), Tone.CALM)
    return None


def _when(item: TodoItem, today: date) -> list[Child]:
    if item.kind is TodoKind.CASE_REPLY:
        return [_("Een medewerker schreef je. Lees wat je kunt doen.")]
    if item.kind in _NEWS and item.at is not None:
        return [
            html.tag("strong", plan_words.moment(item.at)),
            _("De organisatie veranderde iets. Lees wat dat voor jou betekent."),
        ]
    if item.at is not None:
        place = _("Plaats: %(place)s.") % {"place": i18n.isolate(item.place or "")}
        return [html.tag("strong", plan_words.moment(item.at)), place]
    if item.due_on is not None:
        return [html.tag("strong", plan_words.by_when(item.due_on, today))]
    if item.happens_on is not None and item.step is not None:
        return [plan_words.takes_place(item.step, item.happens_on)]
    return [_("Hiervoor is er geen vaste datum. Doe het zodra het kan.")]


def _button(item: TodoItem) -> tuple[str, str]:
    language = i18n.current_locale()
    if item.kind is TodoKind.CASE_REPLY:
        return _("Lees het antwoord"), pages.address("mijn-vragen", language)
    if item.kind is TodoKind.PAYMENT:
        return _("Bekijk en betaal"), pages.address("kosten", language)
    if item.kind in _ACTIVITIES:
        return _("Naar mijn activiteiten"), pages.address("mijn-activiteiten", language)
    if item.step is StepCode.DO_HOURS:
        return _("Naar mijn uren"), pages.address("uren", language)
    if item.step is not None:
        return _("Lees hoe je dit doet"), plan_pieces.article(
            labels_pip.STEP_ARTICLES[item.step, item.pillar]
        )
    return _("Bekijk mijn plan"), pages.address("plan", language)
