"""Questions whose right answer is agreed: a text that is to be published is held to them.

Those that editors and jurists agreed on stand in the database; beside them stands the half of our own questions that may be
used for tuning. The other half only measures: nothing here reads it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chatbot import gold, masking
from chatbot.gold import Kind
from knowledge.errors import BadEvaluation
from knowledge.json_lines import read_lines
from knowledge.vocabulary import QUESTION_LANGUAGES
from knowledge.words import plain
from portal.errors import BadInput, NotFound, OutsideRules, RuleBroken, TooLong
from portal.models.articles import Article
from portal.models.columns import new_id
from portal.models.gold import GoldOrigin, GoldQuestion
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor

MAX_QUESTION = 500
FILE = "_agreed/questions.jsonl"  # beside the articles of a folder; a name that no article can have


@dataclass(frozen=True)
class Agreed:
    """An agreed question as a desk lists it."""

    id: str
    question: str
    language: str
    expected: str | None
    origin: GoldOrigin
    made_at: datetime


def add(
    session: Session,
    *,
    question: str,
    language: str,
    expected: str | None,
    origin: GoldOrigin,
    actor: Actor,
    now: datetime,
) -> GoldQuestion:
    """Keep a question with the slug of the article that must answer it, or None when no article may; asked before, it stays as it is.

    Raises:
        NotAllowed: the actor may not.
        OutsideRules: there is no question in it (`question-needed`), or not in a language that questions are kept in (`language`).
        TooLong: the question is.
        NotFound: there is no such article.
    """
    permissions.require(actor, Action.GOLD_ADD)
    return _add(
        session, question=question, language=language, expected=expected, origin=origin, actor_id=actor.person_id or None, now=now,
    )  # fmt: skip


def _add(
    session: Session,
    *,
    question: str,
    language: str,
    expected: str | None,
    origin: GoldOrigin,
    actor_id: str | None,
    now: datetime,
) -> GoldQuestion:
    text = masking.mask(" ".join(question.split())).text
    if not plain(text):
        raise OutsideRules("question-needed")
    if len(text) > MAX_QUESTION:
        raise TooLong(MAX_QUESTION)
    if language not in QUESTION_LANGUAGES:
        raise OutsideRules("question-language")
    if expected is not None and session.exec(select(Article).where(Article.slug == expected)).first() is None:
        raise NotFound("article")
    digest = hashlib.sha256(plain(text).encode()).hexdigest()
    row = {
        "id": new_id(), "question": text, "language": language, "digest": digest, "expected_slug": expected,
        "origin": origin, "made_by": actor_id, "made_at": now,
    }  # fmt: skip
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Two who agree on the same question at once keep one.
    session.execute(dialect.insert(GoldQuestion).values(row).on_conflict_do_nothing())
    kept = session.exec(
        select(GoldQuestion).where(GoldQuestion.language == language, GoldQuestion.digest == digest)
    ).one()
    if kept.id == row["id"]:
        audit.record(
            session, actor_id=actor_id, action="gold.added", subject=f"gold:{kept.id}",
            facts={"language": language, "expected": expected, "origin": origin.value}, now=now,
        )  # fmt: skip
    return kept


def retire(session: Session, *, question_id: str, actor: Actor, now: datetime) -> GoldQuestion:
    """Hold no text to a question any more; it stays readable.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: there is no such question.
    """
    permissions.require(actor, Action.ARTICLE_PUBLISH)
    kept = session.get(GoldQuestion, question_id, with_for_update=True)
    if kept is None:
        raise NotFound("gold_question")
    if kept.retired_at is None:
        kept.retired_at = now
        session.add(kept)
        audit.record(
            session, actor_id=actor.person_id or None, action="gold.retired", subject=f"gold:{kept.id}", now=now
        )  # fmt: skip
    return kept


def listed(session: Session, *, actor: Actor) -> tuple[Agreed, ...]:
    """Return the questions that were agreed on in the portal and still count, the newest first.

    Raises:
        NotAllowed: the actor may not publish.
    """
    permissions.require(actor, Action.ARTICLE_PUBLISH)
    return tuple(
        Agreed(row.id, row.question, row.language, row.expected_slug, row.origin, row.made_at)
        for row in _kept(session)
    )


def to_hold(session: Session) -> tuple[gold.GoldQuestion, ...]:
    """Return every question that a text is held to: our own that may be tuned with, then those agreed on in the portal."""
    return (*_own(), *(_as_gold(row) for row in reversed(_kept(session))))


def as_lines(session: Session) -> list[dict[str, Any]]:
    """Return the questions that were agreed on in the portal as lines of `knowledge/gold/questions.jsonl`, always in one order.

    They are of the half to tune with: texts are held to them. `note` says where each came from.
    """
    return sorted(
        (
            {
                "id": f"{row.language}-{row.digest[:12]}",
                "language": row.language,
                "question": row.question,
                "kind": (Kind.ANSWERABLE if row.expected_slug else Kind.UNANSWERABLE).value,
                "articles": [row.expected_slug] if row.expected_slug else [],
                "urgent": None,
                "half": gold.Half.TUNE.value,
                "note": row.origin.value,
            }
            for row in _kept(session)
        ),
        key=lambda line: str(line["id"]),
    )


def take_in(session: Session, folder: Path, *, now: datetime) -> int:
    """Keep the agreed questions of a folder that are not there yet and whose article is; returns how many. The operator's command.

    Raises:
        BadInput: the file cannot be used.
    """
    if not (folder / FILE).exists():
        return 0
    before = session.exec(select(func.count()).select_from(GoldQuestion)).one()
    known = set(session.exec(select(Article.slug)))
    try:
        for _place, line in read_lines(folder / FILE):
            articles = list(line["articles"])
            if articles and articles[0] not in known:
                continue
            origin = line.get("note")
            _add(
                session, question=line["question"], language=line["language"], expected=articles[0] if articles else None,
                origin=GoldOrigin(origin) if origin in set(GoldOrigin) else GoldOrigin.EDITOR, actor_id=None, now=now,
            )  # fmt: skip
    except (BadEvaluation, KeyError, TypeError, AttributeError, RuleBroken) as error:
        raise BadInput(f"{folder.name}/{FILE}", str(error) or type(error).__name__) from error
    return session.exec(select(func.count()).select_from(GoldQuestion)).one() - before


def _kept(session: Session) -> Sequence[GoldQuestion]:
    return session.exec(
        select(GoldQuestion)
        .where(col(GoldQuestion.retired_at).is_(None))
        .order_by(col(GoldQuestion.made_at).desc(), col(GoldQuestion.id))
    ).all()


def _as_gold(row: GoldQuestion) -> gold.GoldQuestion:
    return gold.GoldQuestion(
        id=row.id,
        language=row.language,
        question=row.question,
        kind=Kind.ANSWERABLE if row.expected_slug else Kind.UNANSWERABLE,
        articles=(row.expected_slug,) if row.expected_slug else (),
        urgent=None,
    )


@cache
def _own() -> tuple[gold.GoldQuestion, ...]:
    return gold.read(gold.FILE, gold.Half.TUNE)
