"""`questions.yaml`: how people ask for an article, in any language; a broken one is refused with place and reason."""

import pytest

from knowledge.content import Question
from knowledge.errors import BadArticle
from knowledge.loader import digest, examine_folder, load_folder
from tests.articles import FEE, write_articles

ASKED = """nl:
  - wa kost da allemaal
ar:
  - كم سعر الدورة
"""


def write(folder, questions):
    return write_articles(folder, {"kosten/questions.yaml": questions})


def test_questions_in_any_language_belong_to_the_dutch_text(tmp_path):
    articles = load_folder(write(tmp_path, ASKED))

    dutch, english = articles["kosten", "nl"], articles["kosten", "en"]

    assert dutch.asked == (Question("nl", "wa kost da allemaal"), Question("ar", "كم سعر الدورة"))
    assert len(dutch.searched_questions) == len(dutch.questions) + 2
    assert english.asked == ()


def test_other_questions_make_another_version(tmp_path):
    dutch = load_folder(write(tmp_path, ASKED))["kosten", "nl"]

    assert dutch.version == digest(FEE, ASKED) != digest(FEE)


def test_a_file_of_nothing_asks_nothing(tmp_path):
    assert load_folder(write(tmp_path, "\n"))["kosten", "nl"].asked == ()


MISTAKES = {
    "unknown language": ("xx: [hoeveel]", r"kosten/questions\.yaml \(xx\): unknown language 'xx'"),
    "language read as a truth value": ("no: [hvor mye]", "unknown language False"),
    "no list": ("nl: hoeveel", r"questions\.yaml \(nl\): must be a list"),
    "empty list": ("nl: []", "at least one question"),
    "empty question": ("nl: ['  ']", "question 1 must be a text"),
    "only marks": ("nl: ['?!']", "question 1 must be a text"),
    "colon": ("nl:\n  - hoeveel: veel", "question 1 must be a text"),
    "twice": ("nl: ['Hoeveel kost het?', 'hoeveel kost het']", "question 2 stands there twice"),
    "too long": ("nl: ['" + "hoe " * 51 + "']", "question 1 is longer than 200"),
    "list at the top": ("- hoeveel", "must be languages"),
    "not yaml": ("nl: [hoeveel", r"questions\.yaml:\d+: not YAML"),
}


@pytest.mark.parametrize(("content", "reason"), MISTAKES.values(), ids=MISTAKES)
def test_a_broken_list_of_questions_is_refused_with_place_and_reason(tmp_path, content, reason):
    with pytest.raises(BadArticle, match=reason):
        load_folder(write(tmp_path, content))


def test_a_list_that_is_no_text_is_refused(tmp_path):
    write(tmp_path, ASKED)
    (tmp_path / "kosten" / "questions.yaml").write_bytes(b"nl: [\xff]")

    with pytest.raises(BadArticle, match=r"kosten/questions\.yaml: cannot be read"):
        load_folder(tmp_path)


def test_a_question_that_the_article_holds_already_is_a_warning(tmp_path):
    _, problems = examine_folder(write(tmp_path, "nl: [hoeveel kost de cursus]"))

    assert [(one.warning, one.place) for one in problems] == [(True, "kosten/questions.yaml (nl)")]
