"""Groups of questions without an answer, for the redactie: how often, in which languages, how they are worded, what is done.

Nobody must be found in them. Every wording is masked again. A word that neither the knowledge base uses nor two people in the
group wrote could be a name and is hidden; of a group of fewer than five people the day is not told.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, select

from chatbot import masking
from knowledge import known_words, vectors, words
from knowledge.known_words import Known
from portal.clock import BRUSSELS
from portal.errors import NotFound, WrongState
from portal.models.articles import Article, ArticleState
from portal.models.conversations import ChatTurn, Conversation
from portal.models.gold import GoldOrigin
from portal.models.people import Person, Role, RoleGrant
from portal.models.signals import GroupedQuestion, GroupState, QuestionGroup
from portal.services import audit, permissions, wordings, words_in_use
from portal.services.permissions import Action, Actor
from portal.services.small_numbers import SMALLEST

EXAMPLES = 3
MAX_TITLE = 200
_MOST = 100


@dataclass(frozen=True)
class Wording:
    """How somebody asked it, without names; `text` None: too little of it can be shown."""

    language: str
    text: str | None


@dataclass(frozen=True)
class GroupLine:
    """A group. `newest_on` is the first of the month when `is_small`: then only the month may be told."""

    id: str
    state: GroupState
    title: str
    owner_id: str | None
    owner_name: str | None
    article: str | None
    times: int
    people: int
    languages: Mapping[str, int]
    newest_on: date
    examples: tuple[Wording, ...]

    @property
    def is_small(self) -> bool:
        """Say whether so few asked it that somebody could be recognised."""
        return self.people < SMALLEST


@dataclass(frozen=True)
class _Asked:
    group_id: str
    question: str
    language: str
    asked_at: datetime
    who: str
    vector: bytes


def groups(
    session: Session, *, actor: Actor, state: GroupState = GroupState.OPEN, language: str | None = None
) -> tuple[GroupLine, ...]:
    """Return the groups in a state, those of most people first, a hundred at most; `language`: those asked in it.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    rows: Any = session.exec(
        select(QuestionGroup, Person, Article.slug)
        .join(Person, col(Person.id) == col(QuestionGroup.owner_id), isouter=True)
        .join(Article, col(Article.id) == col(QuestionGroup.article_id), isouter=True)
        .where(QuestionGroup.state == state)
    ).all()
    members = _members(session, [group.id for group, _owner, _slug in rows])
    wanted = [
        (row, members.get(row[0].id, []))
        for row in rows
        if (members.get(row[0].id) or row[0].marked_at)
        and (language is None or any(one.language == language for one in members.get(row[0].id, [])))
    ]
    wanted.sort(key=lambda found: (-_people(found[1]), -_newest(*found).timestamp(), found[0][0].id))
    known = words_in_use.read(session)
    return tuple(_line(row[0], row[1], row[2], found, known) for row, found in wanted[:_MOST])


def open_count(session: Session, *, actor: Actor) -> int:
    """Return how many groups nobody looked at yet.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    filled = select(GroupedQuestion.group_id)
    return session.exec(
        select(func.count())
        .select_from(QuestionGroup)
        .where(QuestionGroup.state == GroupState.OPEN, col(QuestionGroup.id).in_(filled))
    ).one()


def planned_count(session: Session, *, actor: Actor) -> int:
    """Return how many articles this actor is to write.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    mine = (QuestionGroup.state == GroupState.PLANNED, QuestionGroup.owner_id == actor.person_id)
    return session.exec(select(func.count()).select_from(QuestionGroup).where(*mine)).one()


def editors(session: Session, *, actor: Actor) -> dict[str, str]:
    """Return who can be given a task: the names of the redactie by id.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    rows = session.exec(
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == Role.REDACTEUR, col(RoleGrant.ended_at).is_(None), col(Person.active))
        .order_by(col(Person.given_name), col(Person.family_name), col(Person.id))
        .distinct()
    )
    return {person.id: f"{person.given_name} {person.family_name}" for person in rows}


def plan(
    session: Session,
    *,
    actor: Actor,
    group_id: str,
    seen: GroupState,
    title: str,
    owner_id: str,
    now: datetime,
) -> None:
    """Make a task of it: an article that somebody of the redactie writes.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: there is no such group, or nobody of the redactie with this id.
        OutsideRules: it has no title (`article-title-missing`).
        TooLong: the title is.
        WrongState: a colleague marked it meanwhile.
    """
    group = _group(session, actor, group_id, seen)
    if owner_id not in editors(session, actor=actor):
        raise NotFound("person")
    group.title = wordings.checked(title, "article-title-missing", MAX_TITLE)
    group.owner_id = owner_id
    _mark(session, group, GroupState.PLANNED, actor, now)


def not_for_us(session: Session, *, actor: Actor, group_id: str, seen: GroupState, now: datetime) -> None:
    """Say that the portal needs not answer it; who asks it later joins it unseen.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: there is no such group.
        WrongState: a colleague marked it meanwhile.
    """
    _mark(session, _group(session, actor, group_id, seen), GroupState.NOT_OURS, actor, now)


def answered_by(
    session: Session,
    *,
    actor: Actor,
    group_id: str,
    seen: GroupState,
    slug: str,
    wording: str,
    language: str,
    now: datetime,
) -> None:
    """Say which article answers it, and add a wording to that article's questions: in its draft, to be reviewed and published.

    From then on the wording is an agreed question too, which a text that is to be published is held to.

    Raises:
        NotAllowed: the actor does not keep the knowledge base, or does not write articles.
        NotFound: there is no such group or published article.
        OutsideRules: there is no question in the wording (`question-needed`), or in no language that questions are kept in
            (`question-language`).
        TooLong: the wording is.
        WrongState: a colleague marked it meanwhile, or the article is being reviewed.
    """
    group = _group(session, actor, group_id, seen)
    article = session.exec(
        select(Article).where(Article.slug == slug, Article.state == ArticleState.PUBLISHED)
    ).first()
    if article is None:
        raise NotFound("article")
    wordings.agree(
        session, actor=actor, slug=slug, wording=wording, language=language, origin=GoldOrigin.SIGNAL, now=now
    )
    group.article_id = article.id
    _mark(session, group, GroupState.ANSWERED, actor, now)


def reopen(session: Session, *, actor: Actor, group_id: str, seen: GroupState, now: datetime) -> None:
    """Put a group back among those that nobody looked at.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: there is no such group.
        WrongState: a colleague marked it meanwhile.
    """
    group = _group(session, actor, group_id, seen)
    group.owner_id = None
    _mark(session, group, GroupState.OPEN, actor, now)


def _group(session: Session, actor: Actor, group_id: str, seen: GroupState) -> QuestionGroup:
    permissions.require(actor, Action.SIGNALS_HANDLE)
    group = session.exec(
        select(QuestionGroup)
        .where(QuestionGroup.id == group_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if group is None:
        raise NotFound("question_group")
    if group.state is not seen:
        raise WrongState("question_group", group.state.value)
    return group


def _mark(session: Session, group: QuestionGroup, state: GroupState, actor: Actor, now: datetime) -> None:
    group.state, group.marked_by_id, group.marked_at = state, actor.person_id or None, now
    session.add(group)
    session.flush()
    audit.record(
        session, actor_id=actor.person_id or None, action="questions.marked", subject=f"question-group:{group.id}",
        facts={"state": state.value, "article": group.article_id, "task_of": group.owner_id}, now=now,
    )  # fmt: skip


# ── what may be shown ────────────────────────────────────────────────────────────────────────────────────────────


def _members(session: Session, ids: Sequence[str]) -> dict[str, list[_Asked]]:
    who = func.coalesce(Conversation.person_id, Conversation.visitor, Conversation.id)
    statement: Any = (
        select(
            GroupedQuestion.group_id, ChatTurn.question, ChatTurn.language, ChatTurn.asked_at, who, GroupedQuestion.vector
        )  # type: ignore[call-overload]
        .join(ChatTurn, col(ChatTurn.id) == col(GroupedQuestion.turn_id))
        .join(Conversation, col(Conversation.id) == col(ChatTurn.conversation_id))
        .where(col(GroupedQuestion.group_id).in_(ids))
        .order_by(col(ChatTurn.asked_at), col(ChatTurn.id))
    )  # fmt: skip
    found: dict[str, list[_Asked]] = {}
    for row in session.exec(statement):
        found.setdefault(row[0], []).append(_Asked(*row))
    return found


def _line(
    group: QuestionGroup, owner: Person | None, slug: str | None, members: list[_Asked], known: Known
) -> GroupLine:
    people, day = _people(members), _newest((group, owner, slug), members).astimezone(BRUSSELS).date()
    return GroupLine(
        id=group.id, state=group.state, title=group.title, owner_id=group.owner_id,
        owner_name=f"{owner.given_name} {owner.family_name}" if owner else None, article=slug, times=len(members), people=people,
        languages=dict(Counter(one.language for one in members).most_common()),
        newest_on=day.replace(day=1) if people < SMALLEST else day, examples=_examples(members, people, known),
    )  # fmt: skip


def _people(members: Sequence[_Asked]) -> int:
    return len({one.who for one in members})


def _newest(row: tuple[QuestionGroup, Person | None, str | None], members: Sequence[_Asked]) -> datetime:
    return max((one.asked_at for one in members), default=row[0].marked_at or row[0].made_at)


def _examples(members: list[_Asked], people: int, known: Known) -> tuple[Wording, ...]:
    """Return three wordings: the most typical of each language first, languages that ask most before others."""
    asked_in = [language for language, _count in Counter(one.language for one in members).most_common()]
    shared = _shared(members) if people >= SMALLEST else {}
    taken: dict[str, Wording] = {}
    of_language: Counter[str] = Counter()
    ordered: list[tuple[int, int, Wording]] = []
    for one in _typical_first(members):
        key = words.plain(one.question)
        if key in taken:
            continue
        text = known_words.without_names(
            masking.mask(one.question).text, one.language, known, also=shared.get(one.language, ())
        )
        taken[key] = Wording(one.language, text)
        ordered.append((of_language[one.language], asked_in.index(one.language), taken[key]))
        of_language[one.language] += 1
    ordered.sort(key=lambda row: (row[2].text is None, row[0], row[1]))
    return tuple(wording for _turn, _language, wording in ordered[:EXAMPLES])


def _shared(members: list[_Asked]) -> dict[str, Collection[str]]:
    """Return the stems that at least two people of a group used, by language."""
    users: dict[tuple[str, str], set[str]] = {}
    for one in members:
        for word in words.plain(one.question).split():
            users.setdefault((one.language, words.stem(word, one.language)), set()).add(one.who)
    found: dict[str, set[str]] = {}
    for (language, stem), who in users.items():
        if len(who) > 1:
            found.setdefault(language, set()).add(stem)
    return dict(found)


def _typical_first(members: list[_Asked]) -> list[_Asked]:
    rows = [vectors.unpack(one.vector) for one in members]
    width = max((len(row) for row in rows), default=0)
    middle = np.sum([row for row in rows if len(row) == width], axis=0) if rows else np.zeros(0)
    near = [float(row @ middle) if len(row) == width else -1.0 for row in rows]
    order = sorted(range(len(members)), key=lambda place: (-near[place], place))
    return [members[place] for place in order]
