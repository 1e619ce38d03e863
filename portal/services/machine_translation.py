"""A machine fills the parts of a translation that are missing or behind: within a budget, each part checked by code.

A part that changes a figure, a day, an article, a telephone number or an address, loses a term of the glossary or comes back
in another form is refused, and stays in Dutch. What is taken over is marked until a person has read it beside the Dutch.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chatbot import language as languages
from i18n import LANGUAGES
from knowledge import terms_in_text, translation_checks
from knowledge.parts import By, PartKind, Standing
from knowledge.vocabulary import SOURCE
from portal import clock, db
from portal.errors import ProviderDown
from portal.models.gold import MachineTranslationDay
from portal.services import article_translations, permissions
from portal.services.article_translations import Beside, Line, Written
from portal.services.permissions import Action, Actor

Progress = Callable[[int, int], object]

# Signs that no sentence of an article has, unless its Dutch has them: marks, code, addresses behind words.
_MARKUP = re.compile(r"[<>\[\]{}`|#*_]")
_ENOUGH_WORDS = 5  # to tell in which language a text is


class Why(StrEnum):
    """Why a part was not taken over."""

    SENTENCES = "sentences"
    MARKS = "marks"
    FACTS = "facts"
    TERMS = "terms"
    LANGUAGE = "language"
    MARKUP = "markup"


class Stopped(StrEnum):
    """Why a machine left parts as they were."""

    BUDGET = "budget"
    DOWN = "down"


class Machine(Protocol):
    """What translates lines; see `portal.providers.machine_translation`."""

    def translate(self, lines: Any, *, language: str, terms: Any) -> tuple[str, ...]:
        """Return the lines in another language.

        Raises:
            ProviderDown: it does not answer, or nonsense.
        """
        ...


@dataclass
class Filled:
    """What a machine wrote and may be taken over, what was refused and why, and why it stopped before the end."""

    changes: dict[int, Written] = field(default_factory=dict)
    refused: dict[int, Why] = field(default_factory=dict)
    stopped: Stopped | None = None


def fill(
    beside: Beside,
    *,
    machine: Machine,
    characters_a_day: int,
    actor: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> Filled:
    """Let a machine translate every part that is missing or behind; nothing is stored. Counts the budget in transactions of its own.

    Raises:
        NotAllowed: the actor does not translate.
    """
    permissions.require(actor, Action.ARTICLE_TRANSLATE)
    filled = Filled()
    wanted = [line for line in beside.lines if line.standing is not Standing.CURRENT]
    for position, line in enumerate(wanted, start=1):
        if not _take(
            sum(map(len, line.dutch)), most=characters_a_day, day=now.astimezone(clock.BRUSSELS).date()
        ):
            filled.stopped = Stopped.BUDGET
            break
        try:
            said = machine.translate(
                line.dutch, language=beside.language, terms=_terms(line, beside.language)
            )
        except ProviderDown:
            filled.stopped = Stopped.DOWN
            break
        wrong = objection(line, said, beside.language)
        if wrong is None:
            filled.changes[line.number] = Written(said, By.MACHINE)
        else:
            filled.refused[line.number] = wrong
        if progress:
            progress(position, len(wanted))
    return filled


def objection(line: Line, said: tuple[str, ...], language: str) -> Why | None:
    """Return why what a machine wrote may not stand for a Dutch part; None when it may."""
    wrong = article_translations.misfit(line, said, language)
    if wrong is not None:
        return Why(wrong.value)
    together, dutch = " ".join(said), " ".join(line.dutch)
    if set(_MARKUP.findall(together)) - set(_MARKUP.findall(dutch)):
        return Why.MARKUP
    if any(
        translation_checks.missing_terms(here, there, language)
        for here, there in zip(line.dutch, said, strict=True)
    ):
        return Why.TERMS
    is_long = line.kind is PartKind.PARAGRAPH and len(together.split()) >= _ENOUGH_WORDS
    if said == line.dutch or (
        is_long and language in LANGUAGES and languages.detect(together, prior=language) != language
    ):
        return Why.LANGUAGE
    return None


def left(session: Session, *, characters_a_day: int, now: datetime) -> int:
    """Return how many characters may still be sent today."""
    used = session.get(MachineTranslationDay, now.astimezone(clock.BRUSSELS).date())
    return max(0, characters_a_day - (used.characters if used else 0))


def _terms(line: Line, language: str) -> dict[str, tuple[str, ...]]:
    return {
        use.term.term: use.term.called(language)
        for said in line.dutch
        for use in terms_in_text.uses(said, SOURCE)
    }


def _take(characters: int, *, most: int, day: date) -> bool:
    """Take characters out of the budget of a day; two processes never take the same ones."""
    with db.transaction() as session:
        insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        if characters > most:
            return False
        counted = insert(MachineTranslationDay).values(day=day, characters=characters)
        counted = counted.on_conflict_do_update(
            index_elements=["day"],
            set_={"characters": MachineTranslationDay.characters + characters},
            where=col(MachineTranslationDay.characters) <= most - characters,
        )
        return session.execute(counted.returning(col(MachineTranslationDay.characters))).first() is not None
