"""Fills the folder of a portal that the browser tests start: in a process of its own, as an operator would."""

import os
import subprocess
import sys
from pathlib import Path

FILL = """
from pathlib import Path
from portal import clock, db, seed
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import schema
from portal.settings import settings
from knowledge import loader

schema.upgrade(db.engine())
now = clock.now()
with db.transaction() as session:
    seed.seed(session, settings=settings(), now=now)
folder = Path(loader.__file__).parent / "articles"
with db.transaction() as session:
    for (slug, language), text in sorted(loader.examine_folder(folder)[0].items(), key=lambda item: item[0][1] != "nl"):
        article = session.get(Article, slug) or Article(id=slug, slug=slug, state=ArticleState.PUBLISHED)
        session.add(article)
        session.flush()
        content = (folder / slug / f"{language}.md").read_text("utf-8")
        session.add(ArticleVersion(
            article_id=slug, language=language, number=1, digest=loader.digest(content), content=content,
            title=text.title, summary=text.summary, published=True, created_at=now, published_at=now,
        ))
"""


def fill(folder: Path, *, database_url: str = "") -> None:
    """Make the database, with the demo world and the articles."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    done = subprocess.run(
        [sys.executable, "-c", FILL], env=kept | {"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": database_url}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
