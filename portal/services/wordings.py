"""How people word a question: put into the article that answers it, and agreed on from then on."""

from datetime import datetime

import yaml
from sqlmodel import Session

from chatbot import masking
from knowledge import asked, words
from knowledge.vocabulary import QUESTION_LANGUAGES, SOURCE
from portal.errors import OutsideRules, TooLong
from portal.models.gold import GoldOrigin
from portal.services import article_drafts, gold_questions
from portal.services.permissions import Actor


def agree(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    wording: str,
    language: str,
    origin: GoldOrigin,
    now: datetime,
) -> None:
    """Add a wording to the questions of an article, in its Dutch draft, and hold every later text to it.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article.
        OutsideRules: there is no question in the wording (`question-needed`), or in no language that questions are kept in
            (`question-language`).
        TooLong: the wording is.
        WrongState: the article is being reviewed.
    """
    text = checked(wording, "question-needed", asked.LONGEST_QUESTION)
    if language not in QUESTION_LANGUAGES:
        raise OutsideRules("question-language")
    opened = article_drafts.opened(session, actor=actor, slug=slug, language=SOURCE)
    more = _with_question(opened.fields.asked, text, language)
    article_drafts.save(
        session, actor=actor, slug=slug, language=SOURCE, seen=opened.fields,
        typed=opened.fields.model_copy(update={"asked": more}), now=now,
    )  # fmt: skip
    gold_questions.add(
        session, question=text, language=language, expected=slug, origin=origin, actor=actor, now=now
    )


def checked(text: str, missing: str, longest: int) -> str:
    """Return a text masked and on one line.

    Raises:
        OutsideRules: there are no words in it; says so with the code `missing`.
        TooLong: it is.
    """
    said = masking.mask(" ".join(text.split())).text
    if not words.plain(said):
        raise OutsideRules(missing)
    if len(said) > longest:
        raise TooLong(longest)
    return said


def _with_question(questions: str, text: str, language: str) -> str:
    found, _problems = asked.read(questions, asked.FILE)
    by_language: dict[str, list[str]] = {}
    for one in found:
        by_language.setdefault(one.language, []).append(one.text)
    own = by_language.setdefault(language, [])
    if words.plain(text) in {words.plain(one) for one in own}:
        return questions
    own.append(text)
    return yaml.safe_dump(by_language, allow_unicode=True, sort_keys=False, width=10_000)
