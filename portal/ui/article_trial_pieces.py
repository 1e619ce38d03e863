"""What trying a text shows: an answer now and then, the agreed answers that would change, and the gate before a publish."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import format_list, format_moment, ngettext
from i18n import gettext as _
from portal import db
from portal.models.gold import GoldCheck
from portal.services import gold_gate
from portal.services.gold_questions import Agreed
from portal.services.permissions import Actor
from portal.ui import components, html, labels_desk, labels_knowledge, pages
from portal.ui.html import Tone

if TYPE_CHECKING:
    from chatbot.answer import Answer
    from portal.services.article_trial import Changed, Outcome

TRIAL = "artikel-proberen"


def trial_address(slug: str, language: str) -> str:
    """Return the address where a text is tried."""
    asked = pages.query({"artikel": slug, "taal": language})
    return f"{pages.address(TRIAL, i18n.current_locale())}?{asked}"


def gate(actor: Actor, slug: str, language: str, *, key: str) -> tuple[bool, str | None]:
    """Show what trying the draft found, and ask why it is published all the same; returns whether it was tried, and the reason."""
    with db.reading() as opened:
        file = gold_gate.of_draft(opened, slug=slug, language=language, actor=actor)
        check = gold_gate.newest_check(opened, file) if file else None
    link = html.link(_("Probeer deze tekst"), trial_address(slug, language))
    if check is None:
        words = _(
            "Deze tekst is nog niet geprobeerd. Pas daarna kun je ze goedkeuren: je ziet dan welke antwoorden veranderen."
        )
        components.show(html.notice(html.join(words, " ", link), Tone.WARNING))
        return False, None
    components.show(standing(check), html.paragraph(link))
    return True, reason(key) if check.broken else None


def reason(key: str) -> str | None:
    """Ask why a text is published that makes good answers wrong."""
    return st.text_area(
        _("Waarom publiceer je deze tekst toch? Schrijf geen namen."),
        key=f"{key}.reason", max_chars=gold_gate.MAX_REASON, height=80,
    )  # fmt: skip


def standing(check: GoldCheck) -> Markup:
    """Build what the last trial of a text found."""
    when = _("Geprobeerd op %(moment)s met %(count)d vragen.") % {
        "moment": format_moment(check.checked_at, width="short"),
        "count": check.asked,
    }
    if not check.broken:
        return html.notice(html.join(when, " ", _("Geen enkel goed antwoord gaat fout.")), Tone.GOOD)
    return html.notice(html.join(when, " ", _broken(len(check.broken))), Tone.WARNING)


def _broken(count: int) -> str:
    return ngettext(
        "%(n)d antwoord dat nu goed is, gaat fout.", "%(n)d antwoorden die nu goed zijn, gaan fout.", count
    ) % {"n": count}


def compared(before: "Answer", after: "Answer") -> Markup:
    """Build two answers beside each other: as it is now, and with the text published."""
    return html.tag(
        "div", _answer(_("Nu"), before), _answer(_("Met deze tekst"), after), class_="p-pair"
    )  # fmt: skip


def _answer(title: str, answer: "Answer") -> Markup:
    badge = html.badge(labels_knowledge.OUTCOMES[answer.outcome])
    said = [html.tag("p", quote.sentence.text, lang=quote.language, dir="auto") for quote in answer.quotes]
    if not said:
        said = [html.tag("p", line, lang=answer.language, dir="auto") for line in answer.text.splitlines()]
    titles = dict.fromkeys((quote.title, quote.language) for quote in answer.quotes)
    sources = [html.tag("li", name, lang=language, dir="auto") for name, language in titles]
    return html.card(
        title, *said, html.tag("ul", *sources, class_="p-hint") if sources else None, aside=badge, level=4
    )  # fmt: skip


def outcome(found: "Outcome", titles: dict[str, str]) -> Markup:
    """Build what a text would do to the agreed answers: first those that go wrong."""
    counts = html.definition_list(
        (_("Gevraagd"), str(found.asked)),
        (_("Gaat fout"), str(len(found.broken))),
        (_("Wordt goed"), str(len(found.mended))),
        (_("Even goed of fout, met andere woorden"), str(found.otherwise)),
    )
    return html.join(
        counts,
        _changed(_("Deze antwoorden gaan fout"), found.broken, titles),
        _changed(_("Deze antwoorden worden goed"), found.mended, titles),
    )


def _changed(title: str, changed: "Sequence[Changed]", titles: dict[str, str]) -> Markup | None:
    if not changed:
        return None
    return html.join(html.section_title(title, level=3), *[_one(one, titles) for one in changed])


def _one(one: "Changed", titles: dict[str, str]) -> Markup:
    wanted = format_list(titles.get(slug, slug) for slug in one.expected)
    words = _("Goed is: %(titles)s") % {"titles": wanted} if wanted else _("Goed is: geen antwoord geven.")
    return html.tag(
        "section",
        html.tag("h4", one.question, lang=one.language, dir="auto"),
        html.paragraph(words, class_="p-hint"),
        compared(one.before, one.after),
    )


def agreed(rows: Sequence[Agreed], titles: dict[str, str]) -> Markup:
    """Build the list of the questions that were agreed on in the portal."""
    return html.table(
        _("Vragen die in het portaal zijn afgesproken"),
        (_("Vraag"), _("Taal"), _("Goed is"), _("Vanwaar")),
        [
            (
                html.tag("span", row.question, lang=row.language, dir="auto"),
                labels_desk.language_name(row.language),
                titles.get(row.expected, row.expected) if row.expected else _("geen antwoord geven"),
                labels_knowledge.ORIGINS[row.origin],
            )
            for row in rows
        ],
    )


__all__ = ["agreed", "compared", "gate", "outcome", "reason", "standing", "trial_address"]
