"""What an import put at the desk, as the redacteur finds it there."""

import pytest

from portal import db
from portal.services import article_drafts, site_desk
from portal.services.permissions import OPERATOR
from tests.cast import BRAM
from tests.conftest import NOON
from tests.pages.reader import opened, text_of

FRENCH = (
    "Le cours d'orientation sociale coûte 90 euros. Vous payez ce montant une seule fois à l'agence.\n\n"
    "- Les personnes gravement malades ne doivent pas suivre le cours\n- Elles ne paient rien du tout\n"
)


@pytest.fixture(autouse=True)
def _read_in(people, tmp_path) -> None:
    folder = tmp_path / "oud"
    folder.mkdir()
    front = "---\ntitle: Le prix du cours\nurl: https://stad.example/fr/prix\n---\n"
    (folder / "prix.md").write_text(front + FRENCH, encoding="utf-8")
    site_desk.take_in(str(folder), owner_id=BRAM.id, actor=OPERATOR, reader=None, now=NOON)


def test_the_list_has_the_draft_with_its_owner_and_language():
    said = " ".join(text_of(opened("articles.py", person=BRAM.id)).split())

    assert "Le prix du cours" in said
    assert "Bram De Smet" in said
    assert "Français\u2069: Concept" in said


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_who_only_opens_it_has_not_touched_it(language):
    app = opened("article_edit.py", person=BRAM.id, artikel="le-prix-du-cours", taal=language)

    assert not app.exception
    body = app.text_area(key=f"article_edit.le-prix-du-cours.{language}.0.body").value
    assert body.partition("\n")[0] == ("## Le prix du cours" if language == "fr" else "")
    with db.reading() as session:
        draft = article_drafts.opened(session, actor=BRAM.actor, slug="le-prix-du-cours", language=language)
    assert (draft.revision, draft.writers) == (1, ())


def test_the_dutch_draft_shows_where_the_page_stands():
    app = opened("article_edit.py", person=BRAM.id, artikel="le-prix-du-cours", taal="nl")

    assert "https://stad.example/fr/prix" in [field.value for field in app.text_input]
