"""Articles from files: `<slug>/nl.md` is the source, `<slug>/<language>.md` translates it part by part.

`<slug>/questions.yaml` holds how people ask for it, in any language.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge import asked, checks, translated
from knowledge.content import ArticleText, Source
from knowledge.errors import BadArticle
from knowledge.markup import Document, Problem, read_document
from knowledge.scope import of_article
from knowledge.vocabulary import SOURCE

Key = tuple[str, str]
_REMEMBERED = 4096


def digest(content: str, questions: str = "") -> str:
    """Return the SHA-256 that names a stored text with the questions that belong to it."""
    return hashlib.sha256(f"{content}\0{questions}".encode() if questions else content.encode()).hexdigest()


def parse(
    content: str,
    *,
    slug: str,
    language: str,
    place: str = "",
    version: str = "",
    original: ArticleText | None = None,
    questions: str = "",
    made_from: ArticleText | None = None,
) -> ArticleText:
    """Build an article from a file's text; a translation needs the Dutch `original`, whose rules and sources it shares.

    `questions` is the text of `questions.yaml`, for a Dutch text. `made_from` is the older Dutch text of a translation that
    does not say itself what it was made from.

    Raises:
        BadArticle: the first thing that is wrong with it.
    """
    return _parsed(
        content, slug, language, place or f"{slug}/{language}.md", version, original, questions, made_from
    )


@lru_cache(maxsize=_REMEMBERED)  # after a publish all texts are asked for again, and one of them changed
def _parsed(  # noqa: PLR0917 by place: the cache tells them apart that way
    content: str, slug: str, language: str, place: str, version: str, original: ArticleText | None, questions: str,
    made_from: ArticleText | None,
) -> ArticleText:  # fmt: skip
    article, problems = examine(
        content,
        slug=slug,
        language=language,
        place=place,
        version=version,
        original=original,
        questions=questions,
        made_from=made_from,
    )
    _refuse(problems)
    if article is None:
        raise BadArticle(place, "cannot be read")
    return article


def examine(
    content: str,
    *,
    slug: str,
    language: str,
    place: str,
    version: str = "",
    original: ArticleText | None = None,
    questions: str = "",
    made_from: ArticleText | None = None,
) -> tuple[ArticleText | None, list[Problem]]:
    """Build an article and list everything wrong with it; no article when it could not even be taken apart."""
    document = read_document(content, place)
    problems = list(document.problems)
    if not document.front:
        return None, problems
    if language == SOURCE:
        problems += checks.front_matter(document.front, place) + checks.dutch_body(document, place)
        people_ask, wrong = asked.read(questions, f"{slug}/{asked.FILE}")
        problems += wrong
        if _errors(problems):
            return None, problems
        dutch = replace(_dutch(document, slug, version or digest(content, questions)), asked=people_ask)
        problems += checks.hostile_texts(document, _hosts(dutch), place)
        return dutch, problems + asked.beside_front_matter(dutch, people_ask, f"{slug}/{asked.FILE}")
    problems += checks.translated_front_matter(document.front, place)
    if original is None:
        return None, [*problems, Problem(place, "there is no Dutch text to translate")]
    article, wrong = translated.read(
        document, language=language, version=version or digest(content), original=original, place=place, made_from=made_from
    )  # fmt: skip
    problems += wrong + checks.hostile_texts(document, _hosts(original), place)
    return (None if _errors(problems) else article), problems


def examine_folder(path: Path) -> tuple[dict[Key, ArticleText], list[Problem]]:
    """Read every article in a folder and list everything wrong with any of them."""
    articles: dict[Key, ArticleText] = {}
    problems: list[Problem] = []
    if not path.is_dir():
        return {}, [Problem(str(path), "no such folder")]
    folders = sorted(
        entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))
    )
    slugs = {folder.name for folder in folders}
    for folder in folders:
        found, wrong = _examine_article(folder, slugs)
        articles.update({(folder.name, language): article for language, article in found.items()})
        problems += wrong
    if not folders:
        problems.append(
            Problem(str(path), "no articles: expected folders such as wat-kost-inburgering/nl.md")
        )
    return articles, problems


def load_folder(path: Path) -> dict[Key, ArticleText]:
    """Read every article in a folder, by slug and language.

    Raises:
        BadArticle: the first thing that is wrong with any of them.
    """
    articles, problems = examine_folder(path)
    _refuse(problems)
    return articles


def _examine_article(folder: Path, slugs: set[str]) -> tuple[dict[str, ArticleText], list[Problem]]:
    problems = checks.names(folder)
    original, wrong = _examine_file(folder / f"{SOURCE}.md", folder.name, SOURCE, None)
    problems += wrong
    if original is None:
        return {}, problems
    problems += checks.related(original, slugs, f"{folder.name}/{SOURCE}.md")
    found = {SOURCE: original}
    for file in sorted(folder.glob("*.md")):
        if file.stem == SOURCE or file.stem not in checks.LANGUAGES:
            continue
        article, wrong = _examine_file(file, folder.name, file.stem, original)
        problems += wrong
        if article:
            found[file.stem] = article
    return found, problems


def _examine_file(
    file: Path, slug: str, language: str, original: ArticleText | None
) -> tuple[ArticleText | None, list[Problem]]:
    place = f"{slug}/{language}.md"
    reading = place
    try:
        content = file.read_text(encoding="utf-8")
        reading = f"{slug}/{asked.FILE}"
        questions = questions_text(file.parent) if language == SOURCE else ""
    except FileNotFoundError:
        return None, [Problem(place, "the Dutch text is missing")]
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem(reading, f"cannot be read: {error}")]
    return examine(content, slug=slug, language=language, place=place, original=original, questions=questions)


def questions_text(folder: Path) -> str:
    """Return the text of an article's `questions.yaml`; empty when it has none."""
    file = folder / asked.FILE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _dutch(document: Document, slug: str, version: str) -> ArticleText:
    front = document.front
    scope = of_article(_texts(front["audience"]), _texts(front["region"]))
    return ArticleText(
        slug=slug,
        language=SOURCE,
        version=version,
        title=str(front["title"]),
        summary=str(front["summary"]),
        sentences=tuple(
            replace(sentence, scope=scope.narrowed(sentence.scope)) for sentence in document.sentences
        ),
        questions=_texts(front.get("questions")),
        topic=str(front["topic"]),
        audience=_texts(front["audience"]),
        region=_texts(front["region"]),
        valid_from=front["valid_from"],
        valid_to=front.get("valid_to"),
        checked_on=front["checked_on"],
        next_check_on=front["next_check"],
        sources=tuple(_source(source) for source in front["sources"]),
        related=_texts(front.get("related")),
    )


def _hosts(article: ArticleText) -> list[str]:
    return checks.hosts_of(source.url for source in article.sources)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())


def _source(fields: dict[str, Any]) -> Source:
    return Source(
        number=fields["number"],
        title=str(fields["title"]),
        publisher=str(fields["publisher"]),
        url=fields.get("url"),
        date=None if fields.get("date") is None else str(fields["date"]),
        consulted_on=fields.get("consulted_on"),
    )


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.warning]


def _refuse(problems: Iterable[Problem]) -> None:
    for problem in _errors(problems):
        raise BadArticle(problem.place, problem.reason)
