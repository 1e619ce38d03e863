"""What readers see of the knowledge base, back as files: the folder that an import reads, or a zip of it.

The same texts give the same bytes. A folder is written whole or not at all, and never over files that are something else.
"""

import io
import json
import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from knowledge import asked, loader
from knowledge.content import ArticleText
from knowledge.markup import Problem
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.errors import BadArticle, BadInput
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import article_fields, article_marks, gold_questions, permissions
from portal.services.permissions import Action, Actor

_OURS = re.compile(
    rf"[a-z0-9-]+/(?:(?:{'|'.join(LANGUAGES)})\.md|{re.escape(asked.FILE)})|{gold_questions.FILE}"
)
_FIRST_DAY = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # a zip knows no earlier one: no day of now, so that the bytes are the same tomorrow

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Exported:
    """The files by their path, in order, and what could not go with them as it is."""

    files: Files
    questions: int
    problems: tuple[Problem, ...]

    @property
    def texts(self) -> int:
        """Return how many texts there are in all languages."""
        return sum(path.endswith(".md") for path in self.files)

    @property
    def articles(self) -> int:
        """Return how many articles there are."""
        return sum(path.endswith(f"/{SOURCE}.md") for path in self.files)


def gather(session: Session, *, actor: Actor | None = None) -> Exported:
    """Return every text that readers see, how people ask for it, and the agreed questions. Without an actor: the operator's command.

    A translation whose Dutch changed since says in its file what each part was made from; all other texts are as stored.

    Raises:
        NotAllowed: the actor does not publish articles.
    """
    if actor is not None:
        permissions.require(actor, Action.ARTICLE_PUBLISH)
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    rows = list(_published(session))
    whole = {article.slug for article, versions in rows if _dutch(article.slug, versions[SOURCE].content)}
    for article, versions in rows:
        for path, content in _files_of(session, article, versions, whole, problems):
            files[path] = content.encode()
    agreed = gold_questions.as_lines(session)
    if agreed:
        files[gold_questions.FILE] = "".join(
            json.dumps(line, ensure_ascii=False) + "\n" for line in agreed
        ).encode()
    return Exported(dict(sorted(files.items())), len(agreed), tuple(problems))


def _published(session: Session) -> Iterator[tuple[Article, dict[str, ArticleVersion]]]:
    rows = session.exec(
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
        .order_by(Article.slug, ArticleVersion.language)
    )
    found: dict[str, tuple[Article, dict[str, ArticleVersion]]] = {}
    for article, version in rows:
        found.setdefault(article.slug, (article, {}))[1][version.language] = version
    return (one for one in found.values() if SOURCE in one[1])


def _files_of(
    session: Session, article: Article, versions: Mapping[str, ArticleVersion], whole: set[str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    dutch = versions[SOURCE]
    place = f"{article.slug}/{SOURCE}.md"
    if article.slug not in whole:
        problems.append(Problem(place, "cannot be read any more: left out, with its translations"))
        return
    content = _with_related(dutch, article.slug, whole, problems)
    original = _dutch(article.slug, content)
    yield place, content
    if dutch.questions:
        yield f"{article.slug}/{asked.FILE}", dutch.questions
    for language, version in versions.items():
        if language == SOURCE:
            continue
        place = f"{article.slug}/{language}.md"
        try:
            translation = article_marks.explicit(session, article, version)
        except BadArticle as error:
            problems.append(Problem(place, f"left out: {error.reason}"))
            continue
        _, wrong = loader.examine(
            translation, slug=article.slug, language=language, place=place, original=original
        )
        reason = next((problem.reason for problem in wrong if not problem.warning), None)
        if reason is None:
            yield place, translation
        else:  # nobody sees it: readers get the Dutch
            problems.append(Problem(place, f"left out: {reason}"))


def _dutch(slug: str, content: str) -> ArticleText | None:
    article, problems = loader.examine(content, slug=slug, language=SOURCE, place="")
    return None if any(not problem.warning for problem in problems) else article


def _with_related(version: ArticleVersion, slug: str, whole: set[str], problems: list[Problem]) -> str:
    """Return a Dutch text that names no article which readers cannot see: a folder that does is not read."""
    fields = article_fields.of_text(version.content)
    kept = tuple(other for other in fields.related if other in whole)
    if kept == fields.related:
        return version.content
    gone = ", ".join(other for other in fields.related if other not in whole)
    problems.append(Problem(f"{slug}/{SOURCE}.md (related)", f"written without {gone}", warning=True))
    return article_fields.text_of(fields.model_copy(update={"related": kept}), SOURCE)


def zipped(files: Files) -> bytes:
    """Return the files as one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, date_time=_FIRST_DAY)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def write(files: Files, folder: Path, *, replace: bool = False) -> bool:
    """Make the folder hold these files and no others, all of them or nothing; says whether anything changed.

    Raises:
        BadInput: the folder holds other texts and `replace` does not say to replace them, or files that are no texts; or it
            cannot be written (`replace` or not, it is then as it was).
    """
    if not files:
        raise BadInput(str(folder), "readers see no article: there is nothing to write")
    try:
        present = _present(folder)
        if present == files:
            return False
        if present and not replace:
            raise BadInput(
                str(folder), "is not empty; --replace puts what readers see in the place of its texts"
            )
        if strange := next((path for path in present if not _OURS.fullmatch(path)), None):
            raise BadInput(
                str(folder), f"holds {strange}, which is no text of an article: choose another folder"
            )
        _put(files, folder)
    except OSError as error:
        raise BadInput(str(folder), error.strerror or type(error).__name__) from error
    return True


def _present(folder: Path) -> dict[str, bytes]:
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise BadInput(str(folder), "is no folder")
    found = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return {
        path.relative_to(folder).as_posix(): b"" if path.is_symlink() else path.read_bytes() for path in found
    }


def _put(files: Files, folder: Path) -> None:
    """Write everything beside the folder, and only then let it take the folder's place."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    mark = secrets.token_hex(4)
    new, old = folder.with_name(f".{folder.name}.new-{mark}"), folder.with_name(f".{folder.name}.old-{mark}")
    try:
        for path, content in files.items():
            _write(new / path, content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a full disk says so here, and not after the folder was replaced
