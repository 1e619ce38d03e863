"""All that an article's text says, as the fields of a form, and back as the text of a file: nothing is lost on the way.

What is typed may be half empty or wrong; `examine` says what is wrong, by the loader's own rules, and in which field.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 a source has a field of that name
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge import asked, checks, loader, yaml_text
from knowledge.content import ArticleText, Source
from knowledge.markup import Problem, read_document
from knowledge.parts import By
from knowledge.vocabulary import SOURCE
from portal.errors import BadInput
from portal.services.articles import File

MAX_CHARACTERS = 60_000
MAX_TITLE = 200  # as long as its column
_FENCE = "---"
_IN_FIELD = re.compile(r" \((?P<field>[a-z_]+)(?:, (?P<position>\d+))?\)$")
_ON_LINE = re.compile(r":(?P<line>\d+)$")
# How fields are called in a file, where that is another name than here.
_TRANSLATED = ("title", "summary", "questions", "translated_on", "reviewed", "of")
_DUTCH = (
    "title", "summary", "topic", "audience", "region", "valid_from", "valid_to", "checked_on", "next_check", "sources", "related", "questions",
)  # fmt: skip


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SourceFields(_Document):
    """One source; `date` is a day, a month or a year."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    date: str = ""
    consulted_on: Day | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was filled in."""
        return self == SourceFields()


class ArticleFields(_Document):
    """The fields of a text. A translation uses title, summary, questions, body, `translated_on`, `reviewed` and `of`.

    `of` says what each part was made from, as a file has it; nobody types it. `asked` is the text of `questions.yaml`;
    `others` holds, as YAML, what the front matter has beside these fields.
    """

    title: str = ""
    summary: str = ""
    topic: str = ""
    audience: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None
    checked_on: Day | None = None
    next_check: Day | None = None
    sources: tuple[SourceFields, ...] = ()
    related: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    translated_on: Day | None = None
    reviewed: bool = False
    of: tuple[str | None, ...] | None = None
    asked: str = ""
    others: str = ""
    body: str = ""

    def values(self) -> dict[str, Any]:
        """Return the fields as they are kept."""
        return self.model_dump(mode="json")


@dataclass(frozen=True)
class FieldProblem:
    """Something wrong with a field: `line` counts in the body, `position` among the sources. A warning refuses nothing."""

    field: str
    reason: str
    warning: bool = False
    line: int | None = None
    position: int | None = None


@dataclass(frozen=True)
class Examined:
    """A text as it would be stored, what is wrong with it, and the article it makes; None when it makes none."""

    content: str
    asked: str
    article: ArticleText | None
    problems: tuple[FieldProblem, ...]

    @property
    def errors(self) -> tuple[FieldProblem, ...]:
        """Return what refuses it."""
        return tuple(problem for problem in self.problems if not problem.warning)


def of_values(values: Mapping[str, Any]) -> ArticleFields:
    """Read what was kept of a form.

    Raises:
        BadInput: it is not what a form holds.
    """
    if "of" not in values and "of:" in str(values.get("others", "")):  # kept before it was a field of its own
        of, rest = _of_apart(yaml_text.read(values["others"]) or {})
        values = {**values, "of": of, "others": _yaml(rest) if rest else ""}
    try:
        return ArticleFields.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(".".join(str(part) for part in first["loc"]), first["msg"]) from error


def of_text(content: str, questions: str = "") -> ArticleFields:
    """Take a stored text apart into its fields."""
    lines = content.removeprefix("\ufeff").splitlines()
    end = next((number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE), 0)
    front = yaml_text.read("\n".join(lines[1:end])) or {}
    of, front = _of_apart(front)
    known = {
        name: _read(front.pop(name)) for name in (*_DUTCH, *_TRANSLATED) if name in front and name != "of"
    }
    known = {name: value for name, value in known.items() if value is not None}
    known["sources"] = [_source(source) for source in known.get("sources", ())]
    return ArticleFields.model_validate(
        {
            **known,
            "of": of,
            "others": _yaml(front) if front else "",
            "asked": questions,
            "body": "\n".join(lines[end + 1 :]),
        }
    )


def _read(value: Any) -> Any:
    return (
        [str(one) if not isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
    )


def _of_apart(front: Mapping[str, Any]) -> tuple[list[str | None] | None, dict[str, Any]]:
    """Take what the parts were made from out of a front matter; what the loader could not read stays in it."""
    of, rest = front.get("of"), {name: value for name, value in front.items() if name != "of"}
    if of is None or (isinstance(of, list) and all(one is None or isinstance(one, str) for one in of)):
        return of, rest
    return None, rest | {"of": of}


def _source(fields: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: str(fields.get(name) or "") for name in ("title", "publisher", "url", "date")}
    return {**texts, "consulted_on": fields.get("consulted_on")}


def text_of(fields: ArticleFields, language: str) -> str:
    """Return the fields as the text of a file."""
    own = _dutch(fields) if language == SOURCE else _translated(fields)
    front = {name: list(value) if isinstance(value, tuple) else value for name, value in own.items()}
    return f"{_FENCE}\n{_yaml(front)}{_others(fields)}{_FENCE}\n{fields.body}\n"


def _others(fields: ArticleFields) -> str:
    return fields.others + "\n" if fields.others else ""


def _translated(fields: ArticleFields) -> dict[str, Any]:
    own = {name: getattr(fields, name) for name in _TRANSLATED}
    if fields.of is None:
        return {name: value for name, value in own.items() if name != "of"} if "of:" in fields.others else own
    made = [one for one in fields.of if one]
    return own | {"reviewed": bool(made) and all(one.endswith(By.REVIEWED) for one in made)}


def _dutch(fields: ArticleFields) -> dict[str, Any]:
    return {name: getattr(fields, name) for name in _DUTCH} | {
        "sources": [
            {
                "number": number,
                "title": source.title,
                "publisher": source.publisher,
                "url": source.url or None,
                "date": source.date or None,
                "consulted_on": source.consulted_on,
            }
            for number, source in enumerate(fields.sources, start=1)
        ]
    }


def _yaml(front: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=False, width=10_000)


def examine(
    fields: ArticleFields,
    *,
    slug: str,
    language: str,
    original: ArticleText | None = None,
    slugs: Collection[str] | None = None,
) -> Examined:
    """Say what the loader says of a text, by field. A translation needs the Dutch `original`; `slugs` are the articles there are."""
    content, questions = text_of(fields, language), fields.asked + "\n" if fields.asked else ""
    return examine_text(content, questions, slug=slug, language=language, original=original, slugs=slugs)


def examine_text(
    content: str,
    questions: str = "",
    *,
    slug: str,
    language: str,
    original: ArticleText | None = None,
    slugs: Collection[str] | None = None,
) -> Examined:
    """Say what the loader says of the text of a file, by field; else as `examine`."""
    fields, place = of_text(content, questions), f"{slug}/{language}.md"
    article, problems = loader.examine(
        content, slug=slug, language=language, place=place, original=original, questions=questions
    )
    if article is not None and slugs is not None and language == SOURCE:
        problems += checks.related(article, set(slugs), place)
    if len(fields.title) > MAX_TITLE:
        problems.append(Problem(f"{place} (title)", f"longer than {MAX_TITLE} characters"))
    before = content.count("\n") - fields.body.count("\n") - 1  # lines of front matter
    found = dict.fromkeys(_in_field(problem, before) for problem in problems)
    return Examined(content, questions, article, tuple(found))


def _in_field(problem: Problem, before: int) -> FieldProblem:
    if asked.FILE in problem.place:
        return FieldProblem("asked", problem.reason, problem.warning)
    if found := _IN_FIELD.search(problem.place):
        position = found["position"]
        return FieldProblem(
            found["field"], problem.reason, problem.warning, position=int(position) if position else None
        )
    if found := _ON_LINE.search(problem.place):
        line = int(found["line"]) - before
        return FieldProblem(
            "body" if line > 0 else "others", problem.reason, problem.warning, line=max(line, 1)
        )
    return FieldProblem("body", problem.reason, problem.warning)


def file_of(examined: Examined, *, slug: str, language: str) -> File | None:
    """Return the text as it would be stored; None when it makes no article."""
    if examined.article is None:
        return None
    return File(slug, language, examined.content, examined.article, examined.asked)


def shown(fields: ArticleFields, *, slug: str, language: str, original: ArticleText | None) -> ArticleText:
    """Return the text as a reader would see it, also half written; a translation shows the sources and days of the Dutch."""
    document = read_document(text_of(fields, language), slug)
    of_dutch = original if language != SOURCE and original else None
    return ArticleText(
        slug=slug,
        language=language,
        version="",
        title=fields.title,
        summary=fields.summary,
        sentences=document.sentences,
        questions=fields.questions,
        topic=fields.topic,
        region=of_dutch.region if of_dutch else fields.region,
        valid_to=of_dutch.valid_to if of_dutch else fields.valid_to,
        checked_on=of_dutch.checked_on if of_dutch else fields.checked_on,
        next_check_on=of_dutch.next_check_on if of_dutch else fields.next_check,
        sources=of_dutch.sources if of_dutch else tuple(_shown_sources(fields.sources)),
        reviewed=fields.reviewed,
    )


def _shown_sources(sources: Iterable[SourceFields]) -> Iterable[Source]:
    for number, one in enumerate(sources, start=1):
        yield Source(number, one.title, one.publisher, one.url or None, one.date or None, one.consulted_on)
