"""What readers get of a translation when the Dutch changed, and what a broken one is told."""

from datetime import date

import pytest

from knowledge import loader, markup, paragraphs, translated
from knowledge.errors import BadArticle
from knowledge.paragraphs import Made
from knowledge.parts import By, PartKind, Standing
from tests.articles import FEE, FEE_EN

DAY = date(2026, 11, 23)


def dutch(content=FEE):
    return loader.parse(content, slug="kosten", language="nl", version="dutch")


def examined(content, original, **facts):
    return loader.examine(
        content, slug="kosten", language="en", place="kosten/en.md", original=original, **facts
    )


def stamped(by=By.PERSON, original=None):
    """The English sample with what each part was made from."""
    original = original or dutch()
    document = markup.read_document(FEE_EN, "kosten/en.md")
    (own, made), _ = translated.take_apart(document, original=original, place="kosten/en.md")
    parts = [(unit, Made(one.of, by)) for unit, one in zip(own, made, strict=True)]
    return translated.render(parts, questions=["How much?"], translated_on=DAY, place="kosten/en.md")


def test_a_translation_that_says_nothing_of_it_was_made_from_the_dutch_beside_it():
    text, problems = examined(FEE_EN, dutch())

    assert problems == []
    assert {part.standing for part in text.parts} == {Standing.CURRENT}
    assert not text.has_older_parts


def test_other_words_leave_the_older_translation_to_the_reader():
    text, problems = examined(stamped(), dutch(FEE.replace("Je betaalt bij je", "Betalen doe je bij je")))

    assert text.sentences[3].text == "You pay at your agency."
    assert text.part_of(3).standing is Standing.CHANGED
    assert [problem.warning for problem in problems] == [True]


def test_other_figures_give_the_reader_the_dutch():
    dearer = dutch(FEE.replace("De test kost 90", "De test kost 95"))

    text, _ = examined(stamped(), dearer)

    assert text.part_of(0).standing is Standing.MISSING
    assert [sentence.text for sentence in text.sentences[:3]] == [line.text for line in dearer.sentences[:3]]
    assert text.sentences[3].text == "You pay at your agency."


def test_another_day_gives_the_reader_the_dutch():
    french = stamped(original=dutch(FEE)).replace("in 2023", "in March 2023")
    original = dutch(FEE.replace("in 2023", "in april 2023"))

    text, _ = examined(french, original)

    assert text.part_of(2).standing is Standing.MISSING


def test_a_new_sentence_gives_the_reader_the_dutch_of_its_paragraph():
    text, _ = examined(
        stamped(), dutch(FEE.replace("agentschap.[^1]", "agentschap.[^1]\nVraag hulp aan je agentschap."))
    )

    assert [sentence.text for sentence in text.sentences[3:]] == [
        "Je betaalt bij je agentschap.", "Vraag hulp aan je agentschap.",
    ]  # fmt: skip
    assert text.sentences[0].text == "The social orientation course costs 90 euros."


def test_a_translation_without_marks_is_held_to_the_dutch_it_was_made_from():
    now = dutch(FEE.replace("Je betaalt bij je", "Betalen doe je bij je"))

    text, _ = examined(FEE_EN, now, made_from=dutch())

    assert text.part_of(0).standing is Standing.CURRENT
    assert text.part_of(3).standing is Standing.CHANGED


def test_what_a_machine_wrote_is_known_until_a_person_read_it():
    by_machine, _ = examined(stamped(By.MACHINE), dutch())
    read, _ = examined(stamped(By.REVIEWED), dutch())

    assert by_machine.has_machine_parts
    assert not by_machine.reviewed
    assert read.reviewed
    assert not read.has_machine_parts


def test_where_nothing_fits_there_is_no_translation():
    other = FEE.split("## De cursus")[0] + "## Anders\nHier staat iets anders."

    text, problems = examined(stamped(), dutch(other))

    assert text is None
    assert "no paragraph of it fits" in problems[-1].reason


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        ("of: yes", "must be null"),
        ("of: [abc]", "must be null"),
        ("of: [0123456789ab robot]", "must be null"),
        ("of: [0123456789ab]", "has 1 parts, the text 6"),
    ],
)
def test_a_broken_mark_is_told(of, reason):
    text, problems = examined(FEE_EN.replace("of: null", of), dutch())

    assert text is None
    assert reason in problems[0].reason


def test_a_part_that_says_it_is_of_this_dutch_must_fit_it():
    text, problems = examined(stamped().replace("costs 90 euros", "costs 99 euros", 1), dutch())

    assert text is None
    assert "other facts than the Dutch" in problems[0].reason


@pytest.mark.parametrize("line", ["## A heading.", "- an item", "", "See [here](x)", "3. a step"])
def test_a_line_that_would_be_read_as_something_else_is_refused(line):
    units = paragraphs.units_of(dutch())
    parts = [
        (paragraphs.Unit(unit.kind, (line, *unit.lines[1:]), unit.marks, unit.first), Made(unit.hash))
        if unit.kind is PartKind.PARAGRAPH
        else (unit, Made(unit.hash))
        for unit in units
    ]

    with pytest.raises(BadArticle):
        translated.render(parts, questions=["How much?"], translated_on=DAY, place="kosten/en.md")
