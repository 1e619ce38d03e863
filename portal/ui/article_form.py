"""The fields of an article's text, each with room for what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from i18n import gettext as _
from knowledge.vocabulary import AUDIENCES, REGIONS, SOURCE, TOPICS
from portal.services.article_fields import ArticleFields, FieldProblem, SourceFields
from portal.ui import article_problems, html, labels_articles, labels_desk

Values = dict[str, Any]
_BODY_HEIGHT = 460


@dataclass
class Form:
    """One form on the page: `seen` fills it for as long as `key`, which begins its keys, stays; `titles` are the other articles.

    `rows` are the sources that stand there by now: a field that is filled anew while somebody types in it would lose that.
    """

    seen: ArticleFields
    key: str
    titles: Mapping[str, str]
    rows: int
    places: dict[str, DeltaGenerator] = field(default_factory=dict)

    def room(self, name: str) -> None:
        """Leave room under a field for what is wrong with it."""
        self.places[name] = st.empty()

    def below(self, name: str) -> DeltaGenerator:
        """Return the room under a field; what has no room of its own goes below the text."""
        return self.places.get(name, self.places["body"]).container()

    def say(self, problems: Sequence[FieldProblem]) -> None:
        """Put what is wrong beside the field it is about; what has no field of its own stands with the text."""
        for name, place in self.places.items():
            wrong = [
                one
                for one in problems
                if one.field == name or (name == "body" and one.field not in self.places)
            ]
            if said := article_problems.listed(wrong):
                place.html(str(said))


def ask(form: Form, language: str) -> ArticleFields:
    """Show the form; returns what stands in it."""
    asked = _dutch(form) if language == SOURCE else _translation(form)
    return ArticleFields.model_validate(dict(form.seen) | asked)


def _dutch(form: Form) -> Values:
    typed = _wording(form)
    with st.expander(_("Voor wie, waar en wanneer"), key=f"{form.key}.about"):
        typed |= _about(form)
    with st.expander(_("Bronnen"), key=f"{form.key}.sources-box", expanded=not form.seen.sources):
        typed["sources"] = _sources(form)
    with st.expander(_("Hoe mensen dit vragen, in alle talen"), key=f"{form.key}.asked-box"):
        st.caption(
            _(
                "Een taal met een dubbelepunt, en daaronder elke vraag met een streepje. Schrijf zoals mensen typen."
            )
        )
        typed["asked"] = _long(form, "asked", height=240)
    return typed


def _translation(form: Form) -> Values:
    typed = _wording(form)
    typed["translated_on"] = _day(form, "translated_on")
    typed["reviewed"] = st.checkbox(
        str(labels_desk.FIELDS["reviewed"]),
        value=form.seen.reviewed,
        key=f"{form.key}.reviewed",
    )
    form.room("reviewed")
    return typed


def _wording(form: Form) -> Values:
    typed: Values = {"title": _short(form, "title"), "summary": _long(form, "summary", height=90)}
    st.caption(
        _("Eén zin per regel. ## begint een kopje, een lege regel een alinea, - een lijst. [^1] is bron 1.")
    )
    typed["body"] = _long(form, "body", height=_BODY_HEIGHT)
    st.caption(_("Eén vraag per regel, zoals mensen ze stellen."))
    typed["questions"] = _lines(_long(form, "questions", height=160, value="\n".join(form.seen.questions)))
    return typed


def _about(form: Form) -> Values:
    typed: Values = {}
    seen = form.seen
    topics = [*([] if seen.topic in TOPICS else [seen.topic]), *TOPICS]
    typed["topic"] = st.selectbox(
        str(labels_desk.FIELDS["topic"]),
        topics,
        index=topics.index(seen.topic),
        key=f"{form.key}.topic",
        format_func=lambda code: str(labels_articles.TOPICS.get(code) or _("Kies een onderwerp")),
    )
    form.room("topic")
    typed["audience"] = _several(form, "audience", AUDIENCES, labels_desk.AUDIENCES)
    typed["region"] = _several(form, "region", REGIONS, labels_desk.REGIONS)
    typed["related"] = _several(form, "related", tuple(form.titles), form.titles)
    left, right = st.columns(2)
    for column, names in ((left, ("valid_from", "checked_on")), (right, ("valid_to", "next_check"))):
        with column:
            for name in names:
                typed[name] = _day(form, name)
    return typed


def _several(form: Form, name: str, known: Sequence[str], words: Mapping[str, object]) -> tuple[str, ...]:
    now = list(getattr(form.seen, name))
    chosen = st.multiselect(
        str(labels_desk.FIELDS[name]),
        [*known, *[code for code in now if code not in known]],
        default=now,
        key=f"{form.key}.{name}",
        format_func=lambda code: str(words.get(code, code)),
        placeholder=_("Kies"),
    )
    form.room(name)
    return tuple(chosen)


def _sources(form: Form) -> tuple[SourceFields, ...]:
    """Show a row of fields for each source and for one more; an emptied one goes, when none behind it stays."""
    filled = dict(enumerate(form.seen.sources, start=1))
    typed = [_source(form, number, filled.get(number)) for number in range(1, form.rows + 2)]
    form.room("sources")
    while typed and typed[-1].is_empty:
        typed.pop()
    return tuple(typed)


def _source(form: Form, number: int, filled: SourceFields | None) -> SourceFields:
    key, seen = f"{form.key}.source.{number}", filled or SourceFields()
    words = _("Bron %(number)d") if number <= form.rows else _("Nieuwe bron %(number)d")
    with st.container(border=True, key=key):
        st.html(str(html.tag("strong", words % {"number": number})))
        return SourceFields(
            title=st.text_input(_("Titel van de bron"), seen.title, key=f"{key}.title") or "",
            publisher=st.text_input(_("Uitgever"), seen.publisher, key=f"{key}.publisher") or "",
            url=st.text_input(_("Adres"), seen.url, key=f"{key}.url") or "",
            date=st.text_input(
                _("Verschenen op"), seen.date, key=f"{key}.date", help=_("Een dag, een maand of een jaar: 2026-11-22, 2026-11 of 2026.")
            ) or "",
            consulted_on=_date(_("Bekeken op"), seen.consulted_on, f"{key}.consulted"),
        )  # fmt: skip


def _short(form: Form, name: str) -> str:
    typed = st.text_input(str(labels_desk.FIELDS[name]), getattr(form.seen, name), key=f"{form.key}.{name}")
    form.room(name)
    return typed or ""


def _long(form: Form, name: str, *, height: int, value: str | None = None) -> str:
    shown = getattr(form.seen, name) if value is None else value
    typed = st.text_area(str(labels_desk.FIELDS[name]), shown, key=f"{form.key}.{name}", height=height)
    form.room(name)
    return typed or ""


def _day(form: Form, name: str) -> date | None:
    chosen = _date(str(labels_desk.FIELDS[name]), getattr(form.seen, name), f"{form.key}.{name}")
    form.room(name)
    return chosen


def _date(label: str, value: date | None, key: str) -> date | None:
    chosen: date | None = st.date_input(
        label,
        value=value,
        key=key,
        format="DD/MM/YYYY",
        min_value=date(1950, 1, 1),
        max_value=date(2100, 1, 1),
    )
    return chosen


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
