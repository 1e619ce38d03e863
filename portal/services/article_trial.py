"""Trying a text before it is published: what the bot would answer, and which agreed answers would change.

A trial is built from the articles that this process searches, with one article replaced. It costs seconds of one core, so
what was built and found is kept for a while, for whoever tries the same text again.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session, col, select

from chatbot import gold, masking, pipeline
from chatbot.answer import Answer
from chatbot.gold import GoldQuestion, Kind
from knowledge import asked
from knowledge.content import ArticleText
from knowledge.index import content_hash
from knowledge.library import Library
from knowledge.trial import Baseline, Trial
from portal import clock
from portal.errors import OutsideRules, TooLong, WrongState
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.gold import GoldCheck
from portal.services import (
    articles,
    gold_questions,
    knowledge_index,
    permissions,
)
from portal.services.articles import File
from portal.services.permissions import Action, Actor

MAX_QUESTION = 500
_KEPT_TRIALS = 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Changed:
    """A question with what the bot says now, and what it would say."""

    id: str
    question: str
    language: str
    expected: tuple[str, ...]
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Outcome:
    """What a text would do to the agreed answers: those that go wrong, those that go right, and how many others read otherwise."""

    file: File
    generation: int
    asked: int
    broken: tuple[Changed, ...]
    mended: tuple[Changed, ...]
    otherwise: int


@dataclass(frozen=True)
class Wanted:
    """A text to be tried, the texts of its article as they would be then, and the questions it is held to."""

    file: File
    texts: tuple[ArticleText, ...]
    questions: tuple[GoldQuestion, ...]


@dataclass(frozen=True)
class Tryout:
    """A text that can be tried: the two knowledge bases, and the questions it is held to."""

    file: File
    generation: int
    trial: Trial
    questions: tuple[GoldQuestion, ...]


def gather(session: Session, *, file: File, actor: Actor, now: datetime) -> Wanted:
    """Read what is needed to try a text: as it would be if it were published now.

    Raises:
        NotAllowed: the actor does not write articles.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    today = now.astimezone(clock.BRUSSELS).date()
    texts = tuple(text for text in _as_published(session, file, now) if articles.holds(text, on=today))
    questions = tuple(
        question for question in gold_questions.to_hold(session) if question.kind is not Kind.URGENT
    )
    return Wanted(file, texts, questions)


def build(wanted: Wanted) -> Tryout:
    """Build what would be searched. Takes seconds, and writes new vectors in transactions of its own: ask it outside one.

    Raises:
        WrongState: the knowledge base of this process is still being loaded (`not-ready`).
    """
    live = knowledge_index.live()
    generation, library = live.generation, live.current()
    if generation is None or not isinstance(library, Library):
        raise WrongState("knowledge", "not-ready")
    trial = _workbench().trial(library, wanted.file.slug, wanted.texts)
    return Tryout(wanted.file, generation, trial, wanted.questions)


def ask(tryout: Tryout, *, question: str, language: str) -> tuple[Answer, Answer]:
    """Answer a question as it is now, and as if the text were published. Nothing is kept.

    Raises:
        OutsideRules: there is no question (`question-needed`).
        TooLong: the question is.
    """
    text = masking.mask(" ".join(question.split())).text
    if not text:
        raise OutsideRules("question-needed")
    if len(text) > MAX_QUESTION:
        raise TooLong(MAX_QUESTION)
    return _both(tryout.trial, text, language)


def run(tryout: Tryout, progress: Progress | None = None) -> Outcome:
    """Ask every agreed question that the text could touch twice, and compare with what was agreed.

    Urgent matters are left out: what is said then does not come from articles.
    """
    broken: list[Changed] = []
    mended: list[Changed] = []
    otherwise = 0
    for number, question in enumerate(tryout.questions, start=1):
        if tryout.trial.may_change(question.question, question.language):
            before, after = _both(tryout.trial, question.question, question.language)
            was, is_now = gold.went_right(question, before), gold.went_right(question, after)
            if was is not is_now:
                changed = Changed(
                    question.id, question.question, question.language, question.articles, before, after
                )
                (broken if was else mended).append(changed)
            elif _said(before) != _said(after):
                otherwise += 1
        if progress:
            progress(number, len(tryout.questions))
    return Outcome(
        tryout.file, tryout.generation, len(tryout.questions), tuple(broken), tuple(mended), otherwise
    )


def keep(session: Session, *, outcome: Outcome, actor: Actor, now: datetime) -> GoldCheck:
    """Write down what a text would do: whoever publishes it is held to it.

    Raises:
        NotAllowed: the actor does not write articles.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    check = GoldCheck(
        slug=outcome.file.slug,
        language=outcome.file.language,
        digest=outcome.file.digest,
        generation=outcome.generation,
        asked=outcome.asked,
        broken=[changed.id for changed in outcome.broken],
        mended=[changed.id for changed in outcome.mended],
        checked_by=actor.person_id or None,
        checked_at=now,
    )
    session.add(check)
    session.flush()
    return check


def _both(trial: Trial, question: str, language: str) -> tuple[Answer, Answer]:
    before, after = (
        pipeline.answer(question, language=language, knowledge=knowledge)
        for knowledge in (trial.before, trial.after)
    )
    return before, after


def _said(answer: Answer) -> tuple[object, ...]:
    return (answer.outcome, tuple(quote.sentence.text for quote in answer.quotes))


def _as_published(session: Session, file: File, now: datetime) -> Iterable[ArticleText]:
    """Return the texts of an article as they would be with this one published."""
    article = session.exec(select(Article).where(Article.slug == file.slug)).first()
    versions: dict[str, ArticleVersion] = {}
    if article is not None and article.state is ArticleState.PUBLISHED:
        shown = select(ArticleVersion).where(
            ArticleVersion.article_id == article.id, col(ArticleVersion.published)
        )
        versions = {version.language: version for version in session.exec(shown)}
    older = {version.id: version for version in versions.values()}
    older |= articles.earlier_dutch(session, versions.values())
    would_be = file.as_version("", 1, now)  # never stored: it is what a publish would make
    would_be.id = file.digest[:32]
    versions[file.language] = would_be
    return articles.texts(file.slug, versions, older)


class _Workbench:
    """The trials of this process: the last ones, beside the knowledge base they were built from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._baseline: Baseline | None = None
        self._trials: dict[str, Trial] = {}

    def trial(self, library: Library, slug: str, texts: tuple[ArticleText, ...]) -> Trial:
        """Return the trial of these texts, built when it is not there."""
        key = content_hash(texts)
        with self._lock:  # two editors at once build one after the other: a trial takes a whole core
            if self._baseline is None or self._baseline.library is not library:
                self._baseline, self._trials = Baseline(library), {}
            if key not in self._trials:
                while len(self._trials) >= _KEPT_TRIALS:
                    self._trials.pop(next(iter(self._trials)))
                self._trials[key] = Trial.build(
                    self._baseline, slug, texts,
                    cache=knowledge_index.DatabaseVectors(), unanswered=asked.unanswered(),
                )  # fmt: skip
            return self._trials[key]


@cache
def _workbench() -> _Workbench:
    return _Workbench()
