"""A folder of article files becomes versions that readers see: what is new or changed is stored and published.

A folder replaces only what a folder brought. Where somebody changed a text in the portal, their text stays: that of the
folder is stored beside it, for whoever looks after the article to compare. With a Dutch text its translations stay too.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy.orm import InstrumentedAttribute, defer
from sqlmodel import Session, col, select

from knowledge import loader, translated
from knowledge.markup import Problem
from knowledge.vocabulary import SOURCE
from portal.errors import BadArticle
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import articles, audit, permissions
from portal.services.articles import File
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class Imported:
    """What an import did, as slug/language.

    `older` files hold a text that a newer version replaced: the newer stays. So does the text of an editor where a file
    says something else: the file's is `kept` beside it.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = field(default=())


_Text = InstrumentedAttribute[str]
# What is stored of each text, by slug and language: the newest last.
_Versions = Mapping[tuple[str, str], list[ArticleVersion]]


def import_folder(session: Session, folder: Path, *, now: datetime, actor: Actor | None = None) -> Imported:
    """Store and publish every text of a folder that is not the published one already; all of them or none.

    Without an actor it is the operator's command.

    Raises:
        BadArticle: a file is broken; nothing is stored.
        NotAllowed: the actor may not publish.
    """
    if actor is not None:
        permissions.require(actor, Action.ARTICLE_PUBLISH)
    files, warnings = _read(folder)
    stored_under = _articles(session, {file.slug for file in files})
    versions = _versions(session)
    done: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": [], "older": [], "kept": []}
    new: list[File] = []
    beside: list[File] = []
    for file in files:
        outcome = _outcome(file, versions)
        done[outcome].append(f"{file.slug}/{file.language}")
        if outcome in {"added", "changed"}:
            new.append(file)
        elif outcome == "kept" and not _among(file, versions[file.slug, file.language]):
            beside.append(file)
        elif outcome == "unchanged":
            _mark_released(session, versions[file.slug, file.language])
    if beside:
        session.add_all(_next_version(file, stored_under, versions, now) for file in beside)
    if new:
        _publish(session, new, stored_under, versions, now)
        articles.next_generation(session, now)
    _remember_what_was_translated(session, files, done)
    if new or beside:
        audit.record(
            session, actor_id=actor.person_id if actor else None, action="articles.imported", subject="articles:folder",
            facts={outcome: len(names) for outcome, names in done.items()}, now=now,
        )  # fmt: skip
    return Imported(**{outcome: tuple(names) for outcome, names in done.items()}, warnings=warnings)


def _read(folder: Path) -> tuple[list[File], tuple[Problem, ...]]:
    found, problems = loader.examine_folder(folder)
    for problem in problems:
        if not problem.warning:
            raise BadArticle(problem.place, problem.reason)
    files = [
        File(
            slug,
            language,
            (folder / slug / f"{language}.md").read_text(encoding="utf-8"),
            article,
            loader.questions_text(folder / slug) if language == SOURCE else "",
        )
        for (slug, language), article in found.items()
    ]
    files.sort(key=lambda file: (file.slug, file.language != SOURCE, file.language))
    return files, tuple(problems)


def _articles(session: Session, slugs: Collection[str]) -> dict[str, Article]:
    """Return the articles of these slugs, made where there are none; nobody else adds a version to one meanwhile."""
    known = session.exec(select(Article).order_by(Article.slug).with_for_update()).all()
    found = {article.slug: article for article in known}
    for slug in sorted(slugs - found.keys()):
        found[slug] = Article(slug=slug)
        session.add(found[slug])
    session.flush()
    return found


def _versions(session: Session) -> _Versions:
    found: dict[tuple[str, str], list[ArticleVersion]] = defaultdict(list)
    rows = session.exec(
        select(Article.slug, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .order_by(col(ArticleVersion.number))
        .options(defer(cast("_Text", ArticleVersion.content)), defer(cast("_Text", ArticleVersion.questions)))
    )
    for slug, version in rows:
        found[slug, version.language].append(version)
    return found


def _outcome(file: File, versions: _Versions) -> str:
    stored = versions[file.slug, file.language]
    current = _current(stored)
    if current is not None and current.digest == file.digest:
        return "unchanged"
    if _by_an_editor(current) or _by_an_editor(_current(versions[file.slug, SOURCE])):
        # Files that an editor's text replaced are older still; one that came after it is kept for them to see.
        return "kept" if _came_after(file, stored) else "older"
    if current is None:
        return "added"
    return "older" if _among(file, stored) else "changed"


def _current(stored: Sequence[ArticleVersion]) -> ArticleVersion | None:
    """Return the version that readers see, or the newest where they see none."""
    return next((version for version in stored if version.published), stored[-1] if stored else None)


def _by_an_editor(version: ArticleVersion | None) -> bool:
    return version is not None and not version.released


def _among(file: File, stored: Iterable[ArticleVersion]) -> bool:
    return any(version.digest == file.digest for version in stored)


def _came_after(file: File, stored: Sequence[ArticleVersion]) -> bool:
    current = _current(stored)
    known = [version for version in stored if version.digest == file.digest]
    return not known or current is None or known[-1].number > current.number


def _mark_released(session: Session, stored: Sequence[ArticleVersion]) -> None:
    """Write down that the folder has the text of an editor too: the next one may replace it."""
    current = _current(stored)
    if current is not None and not current.released:
        current.released = True
        session.add(current)


def _next_version(
    file: File, stored_under: Mapping[str, Article], versions: _Versions, now: datetime
) -> ArticleVersion:
    before = versions[file.slug, file.language]
    version = file.as_version(stored_under[file.slug].id, before[-1].number + 1 if before else 1, now)
    version.released = True
    return version


def _publish(
    session: Session,
    files: Iterable[File],
    stored_under: Mapping[str, Article],
    versions: _Versions,
    now: datetime,
) -> None:
    new = []
    for file in files:
        article = stored_under[file.slug]
        for shown in versions[file.slug, file.language]:
            shown.published = False
        version = _next_version(file, stored_under, versions, now)
        version.published, version.published_at = True, now
        new.append(version)
        if article.state is ArticleState.DRAFT:
            article.state = ArticleState.PUBLISHED
    session.flush()  # only one version may be published: the old ones go first
    session.add_all(new)
    session.flush()


def _remember_what_was_translated(
    session: Session, files: Iterable[File], done: Mapping[str, Collection[str]]
) -> None:
    """Write down of every translation of the folder that readers see that it was made from the Dutch text beside it."""
    shown = {
        (slug, version.language): version
        for slug, version in session.exec(
            select(Article.slug, ArticleVersion)
            .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
            .where(col(ArticleVersion.published))
            .options(
                defer(cast("_Text", ArticleVersion.content)), defer(cast("_Text", ArticleVersion.questions))
            )
        )
    }
    of_folder = {name for outcome in ("added", "changed", "unchanged") for name in done[outcome]}
    for file in files:
        version, dutch = shown.get((file.slug, file.language)), shown.get((file.slug, SOURCE))
        together = {f"{file.slug}/{file.language}", f"{file.slug}/{SOURCE}"} <= of_folder
        if not together or version is None or dutch is None or translated.says_itself(file.content):
            continue
        if version is not dutch and version.made_from_id != dutch.id:
            version.made_from_id = dutch.id
            session.add(version)
    session.flush()
