"""A text taken apart into the fields of a form, and back: nothing is lost, whatever stands in it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import loader
from knowledge.base import ARTICLES
from knowledge.vocabulary import SOURCE
from portal.errors import BadInput
from portal.services import article_fields
from portal.services.article_fields import ArticleFields, SourceFields
from tests.articles import FEE, FEE_EN

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)
LINE = WORDS.map(lambda text: " ".join(text.split()))
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1))
SOURCES = st.builds(SourceFields, title=LINE, publisher=LINE, url=LINE, date=LINE, consulted_on=DAYS)
FIELDS = st.builds(
    ArticleFields, title=LINE, summary=LINE, topic=LINE, audience=st.lists(LINE.filter(bool)), region=st.lists(LINE.filter(bool)),
    valid_from=DAYS, valid_to=DAYS, checked_on=DAYS, next_check=DAYS, sources=st.lists(SOURCES, max_size=3),
    questions=st.lists(LINE.filter(bool)), asked=LINE, body=st.lists(LINE.filter(lambda line: line != "---")).map("\n".join),
)  # fmt: skip


@pytest.mark.parametrize(
    "folder", sorted(file.parent for file in ARTICLES.glob("*/nl.md")), ids=lambda folder: folder.name
)
def test_every_packaged_text_says_the_same_after_the_form(folder):
    content, questions = (folder / f"{SOURCE}.md").read_text("utf-8"), loader.questions_text(folder)
    fields = article_fields.of_text(content, questions)
    again = article_fields.examine(fields, slug=folder.name, language=SOURCE)

    assert again.errors == ()
    before = loader.parse(content, slug=folder.name, language=SOURCE, version="v", questions=questions)
    after = loader.parse(again.content, slug=folder.name, language=SOURCE, version="v", questions=again.asked)
    assert after == before
    assert article_fields.of_values(fields.values()) == fields


@settings(max_examples=60)
@given(FIELDS)
def test_whatever_is_typed_comes_back(fields):
    text = article_fields.text_of(fields, SOURCE)

    assert article_fields.of_text(text, fields.asked) == fields
    assert article_fields.of_values(fields.values()) == fields


def test_a_translation_keeps_what_the_form_does_not_show():
    fields = article_fields.of_text(FEE_EN)

    assert fields.of is None
    assert article_fields.of_text(article_fields.text_of(fields, "en")) == fields
    assert "of: null" in article_fields.text_of(fields, "en")


def test_problems_name_the_field_the_line_and_the_source():
    fields = article_fields.of_text(FEE).model_copy(
        update={
            "summary": "x" * 201, "next_check": None, "sources": (SourceFields(title="Zonder uitgever"),),
            "body": "## Kop\nEen zin.\nDit kost 90 euro.", "asked": "xx:\n- wa", "title": "t" * 201,
        }
    )  # fmt: skip

    found = {
        (one.field, one.line, one.position)
        for one in article_fields.examine(fields, slug="kosten", language=SOURCE).errors
    }

    assert {
        ("summary", None, None),
        ("next_check", None, None),
        ("sources", None, 1),
        ("asked", None, None),
    } <= found
    assert {("body", 3, None), ("title", None, None)} <= found


def test_a_related_article_must_exist():
    fields = article_fields.of_text(FEE)

    found = article_fields.examine(fields, slug="kosten", language=SOURCE, slugs={"kosten"})

    assert [one.field for one in found.errors] == ["related"]


def test_a_half_written_text_is_shown_all_the_same():
    shown = article_fields.shown(
        ArticleFields(title="Half", body="## Kop\nEen zin."), slug="half", language=SOURCE, original=None
    )

    assert [sentence.text for sentence in shown.sentences] == ["Een zin."]


def test_what_is_no_form_is_refused():
    with pytest.raises(BadInput, match="title"):
        article_fields.of_values({"title": ["no", "text"]})


def test_what_each_part_was_made_from_is_a_field_that_comes_back():
    made = ("0123456789ab machine", None, "0123456789ab reviewed")
    fields = article_fields.of_text(FEE_EN).model_copy(update={"of": made, "reviewed": True})

    text = article_fields.text_of(fields, "en")

    assert article_fields.of_text(text).of == made
    assert "reviewed: false" in text  # a machine's part is in it


def test_a_draft_that_was_kept_before_that_was_a_field_is_read():
    values = article_fields.of_text(FEE_EN).values() | {"others": "of:\n- 0123456789ab machine\n- null\n"}
    del values["of"]

    read = article_fields.of_values(values)

    assert (read.of, read.others) == (("0123456789ab machine", None), "")


def test_what_cannot_be_what_parts_were_made_from_stays_for_the_loader_to_refuse():
    fields = article_fields.of_text(FEE_EN.replace("of: null", "of: 7"))

    assert fields.of is None
    assert "of: 7" in fields.others
