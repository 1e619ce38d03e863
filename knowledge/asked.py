"""`questions.yaml` of an article: how people really ask for it, by language, also where there is no translation."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml

from knowledge import yaml_text
from knowledge.content import ArticleText, Question
from knowledge.errors import BadArticle
from knowledge.markup import Problem
from knowledge.vocabulary import QUESTION_LANGUAGES
from knowledge.words import plain

FILE = "questions.yaml"
UNANSWERED = "unanswered.yaml"
LONGEST_QUESTION = 200


def read(content: str, place: str) -> tuple[tuple[Question, ...], list[Problem]]:
    """Return the questions in a file's text, and everything wrong with it."""
    try:
        raw = yaml_text.read(content) if content.strip() else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        return (), [Problem(where, f"not YAML: {getattr(error, 'problem', error)}")]
    if not isinstance(raw, dict):
        return (), [Problem(place, "must be languages, each with a list of questions")]
    questions: list[Question] = []
    problems: list[Problem] = []
    for language, texts in raw.items():
        where = f"{place} ({language})"
        wrong = [Problem(where, reason) for reason in _wrong(language, texts)]
        problems += wrong
        if not wrong:
            questions += [Question(language, text.strip()) for text in texts]
    return tuple(questions), problems


@cache
def unanswered() -> tuple[Question, ...]:
    """Return what people ask and no packaged article answers.

    Raises:
        BadArticle: the packaged list is broken.
    """
    questions, problems = read(
        resources.files("knowledge").joinpath(UNANSWERED).read_text(encoding="utf-8"), UNANSWERED
    )
    for problem in problems:
        raise BadArticle(problem.place, problem.reason)
    return questions


def beside_front_matter(article: ArticleText, asked: tuple[Question, ...], place: str) -> list[Problem]:
    """Warn of questions that stand in the article's own file too: once is enough."""
    known = {plain(text) for text in article.questions}
    return [
        Problem(
            f"{place} ({one.language})", f"stands in {article.language}.md too: {one.text!r}", warning=True
        )
        for one in asked
        if one.language == article.language and plain(one.text) in known
    ]


def _wrong(language: Any, texts: Any) -> Iterator[str]:
    if language not in QUESTION_LANGUAGES:
        yield f"unknown language {language!r}: one of {', '.join(QUESTION_LANGUAGES)}"
    if not isinstance(texts, list) or not texts:
        yield "must be a list of at least one question"
        return
    seen: set[str] = set()
    for position, text in enumerate(texts, start=1):
        words = plain(text) if isinstance(text, str) else ""
        if not words:
            yield f"question {position} must be a text (put it between quotes when it holds a colon)"
        elif len(text) > LONGEST_QUESTION:
            yield f"question {position} is longer than {LONGEST_QUESTION} characters"
        elif words in seen:
            yield f"question {position} stands there twice: {text!r}"
        else:
            seen.add(words)
