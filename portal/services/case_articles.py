"""A jurist's answer becomes a draft article: without the people in it, for the redactie to complete and publish.

Nothing of it is published by itself. What is known of the people of a case is taken out by name, numbers and addresses by
their form, and every other word with a capital that the knowledge base does not use as if it were a name; an editor reads on.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlmodel import Session, col, select

from chatbot import masking
from knowledge import asked, known_words, sentences
from knowledge.known_words import NAME, Known
from knowledge.vocabulary import QUESTION_LANGUAGES, SOURCE
from portal.errors import NotFound, WrongState
from portal.models.articles import Article, ArticleState
from portal.models.cases import Case, CaseNote, CaseReply, CaseState
from portal.models.conversations import ChatTurn
from portal.models.gold import GoldOrigin
from portal.models.people import Person
from portal.models.signals import ArticleFromCase
from portal.services import article_drafts, audit, gold_questions, permissions, words_in_use
from portal.services.article_fields import ArticleFields
from portal.services.permissions import Action, Actor, Target

_DONE = frozenset({CaseState.ANSWERED, CaseState.CLOSED})
_LONGEST_TITLE = 120
_ITEM = re.compile(r"^\s*(?P<mark>[-*•]|\d{1,2}[.)])\s+(?P<text>.+)$")
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class _Said:
    """What was asked and answered, without anybody in it."""

    question: str
    language: str
    reply: str


def make(session: Session, *, actor: Actor, case_id: str, now: datetime) -> Article:
    """Make a draft article of an answer, and an agreed question of what was asked; once a case.

    Raises:
        NotFound: there is no such case.
        NotAllowed: the actor is not the jurist of the case.
        WrongState: it has no answer yet.
    """
    case = session.exec(select(Case).where(Case.id == case_id).with_for_update()).first()
    if case is None:
        raise NotFound("case")
    permissions.require(
        actor, Action.CASE_TO_ARTICLE, Target(owner_id=case.person_id, assignee_id=case.jurist_id)
    )
    before = made_of(session, case_id=case_id)
    if before is not None:
        return before
    reply = session.exec(select(CaseReply).where(CaseReply.case_id == case_id)).first()
    if case.state not in _DONE or reply is None:
        raise WrongState("case", case.state.value)
    said = _nameless(session, case, reply)
    article = article_drafts.begin(
        session, title=_title(said), now=now, fields=_fields(said), actor_id=actor.person_id
    )
    session.add(ArticleFromCase(case_id=case.id, slug=article.slug, made_by_id=actor.person_id, made_at=now))
    session.flush()
    if said.question and said.language in QUESTION_LANGUAGES:
        gold_questions.add(
            session, question=said.question[: gold_questions.MAX_QUESTION], language=said.language, expected=article.slug,
            origin=GoldOrigin.CASE, actor=actor, now=now,
        )  # fmt: skip
    audit.record(
        session, actor_id=actor.person_id, action="case.made-article", subject=f"case:{case.id}", owner_id=case.person_id,
        facts={"number": case.number, "article": article.id}, now=now,
    )  # fmt: skip
    return article


def made_of(session: Session, *, case_id: str) -> Article | None:
    """Return the article that was made of a case."""
    return session.exec(
        select(Article)
        .join(ArticleFromCase, col(ArticleFromCase.slug) == col(Article.slug))
        .where(ArticleFromCase.case_id == case_id)
    ).first()


def waiting(session: Session, *, actor: Actor) -> tuple[str, ...]:
    """Return the slugs of the drafts that came from answers and that nobody of the redactie took or published, the oldest first.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    return tuple(
        session.exec(
            select(Article.slug)
            .join(ArticleFromCase, col(ArticleFromCase.slug) == col(Article.slug))
            .where(Article.state == ArticleState.DRAFT, col(Article.owner_id).is_(None))
            .order_by(col(ArticleFromCase.made_at), Article.slug)
        ).all()
    )


def _nameless(session: Session, case: Case, reply: CaseReply) -> _Said:
    turn = session.get(ChatTurn, case.turn_id) if case.turn_id else None
    names = _names(session, case, reply)
    known = words_in_use.read(session)
    language = turn.language if turn else SOURCE
    return _Said(
        question=without_people(turn.question, language, names, known) if turn else "",
        language=language,
        reply=without_people(reply.text, reply.language, names, known),
    )


def _names(session: Session, case: Case, reply: CaseReply) -> tuple[str, ...]:
    """Return every part of the names of the people who have to do with a case."""
    writers = session.exec(select(CaseNote.jurist_id).where(CaseNote.case_id == case.id)).all()
    ids = {reply.jurist_id, *writers, *(one for one in (case.person_id, case.jurist_id) if one)}
    people = session.exec(select(Person).where(col(Person.id).in_(ids))).all()
    parts = {
        part
        for person in people
        for name in (person.given_name, person.family_name)
        for part in (name, *re.split(r"[\s-]+", name))
        if len(part) >= _SHORTEST_NAME
    }
    return tuple(sorted(parts, key=lambda part: (-len(part), part)))


def without_people(text: str, language: str, names: Iterable[str], known: Known) -> str:
    """Return a text in which nobody can be recognised by name, number or address, as far as code can tell."""
    said = masking.mask(text).text
    for name in names:
        # parts that are small words too (De, El) only as a name is written
        exact = 0 if len(name) <= _SHORTEST_NAME else re.IGNORECASE
        said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", NAME, said, flags=exact)
    return known_words.without_proper_names(said, language, known)


def _title(said: _Said) -> str:
    words = " ".join((said.question or sentences.split(said.reply)[0]).split())
    return words if len(words) <= _LONGEST_TITLE else words[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _fields(said: _Said) -> ArticleFields:
    question = said.question if len(said.question) <= asked.LONGEST_QUESTION else ""
    is_dutch = said.language == SOURCE
    elsewhere = question and not is_dutch and said.language in QUESTION_LANGUAGES
    return ArticleFields(
        questions=(question,) if question and is_dutch else (),
        asked=yaml.safe_dump({said.language: [question]}, allow_unicode=True) if elsewhere else "",
        body="\n".join((f"## {_title(said)}", *_body(said.reply))),
    )


def _body(reply: str) -> Iterable[str]:
    """Give the answer in the form of an article: one sentence on a line, an empty line between paragraphs."""
    for line in reply.splitlines():
        item = _ITEM.match(line)
        text = (item["text"] if item else line).strip().lstrip("#").strip()
        mark = ""
        if item:
            mark = f"{item['mark'][:-1]}. " if item["mark"][0].isdigit() else "- "
        lines = sentences.split(text)
        yield from [f"{mark}{one}" if place == 0 else one for place, one in enumerate(lines)] or [""]
