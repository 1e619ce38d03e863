"""A translation knows which Dutch part each of its own was made from, whatever happens to the Dutch."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import loader, paragraphs, translated
from knowledge.parts import By, PartKind, Standing
from tests.articles import FEE

FRONT = FEE.split("---\n")[1]
DAY = date(2026, 11, 23)
WORDS = st.sampled_from(
    [
        "je",
        "betaalt",
        "bij",
        "het",
        "agentschap",
        "een",
        "cursus",
        "mag",
        "altijd",
        "vragen",
        "naar",
        "de",
        "test",
    ]
)
SENTENCE = st.lists(WORDS, min_size=2, max_size=8).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=3)
SECTION = st.lists(PARAGRAPH, min_size=1, max_size=3)
BODY = st.lists(SECTION, min_size=1, max_size=3)


def written(body):
    """Write a body as an article does: headings of one name each."""
    sections = []
    for number, section in enumerate(body):
        sections.append(f"## Deel {'abc'[number]}")
        sections.append("\n\n".join("\n".join(paragraph) for paragraph in section))
    return "\n".join(sections) + "\n"


def dutch(body):
    return loader.parse(f"---\n{FRONT}---\n{written(body)}", slug="x", language="nl", version="dutch")


def in_french(original):
    """Translate every line by marking it, and say what it was made from."""
    units = paragraphs.units_of(original)
    parts = [
        (paragraphs.Unit(unit.kind, tuple(f"Fr {line}" for line in unit.lines), unit.marks, unit.first), made)
        for unit, made in zip(units, paragraphs.made_from(units), strict=True)
    ]
    return translated.render(parts, questions=["combien"], translated_on=DAY, place="x/fr.md")


def parse(content, original):
    return loader.parse(content, slug="x", language="fr", version="french", original=original)


def standings(text):
    return [part.standing for part in text.parts]


@given(BODY)
def test_what_was_translated_just_now_is_current_whole(body):
    original = dutch(body)

    text = parse(in_french(original), original)

    assert set(standings(text)) == {Standing.CURRENT}
    assert [sentence.text for sentence in text.sentences] == [
        f"Fr {line.text}" for line in original.sentences
    ]
    assert not text.reviewed


@given(BODY, st.sampled_from(["  ", "\t", " \u00a0"]))
def test_saving_without_a_change_of_words_outdates_nothing(body, space):
    french = in_french(dutch(body))
    spaced = [
        [[line.replace(" ", f" {space}".strip() or "  ") for line in lines] for lines in section]
        for section in body
    ]
    marked = f"---\n{FRONT}---\n" + written(spaced).replace(".\n", ".[^1]\n")

    text = parse(french, loader.parse(marked, slug="x", language="nl", version="dutch"))

    assert set(standings(text)) == {Standing.CURRENT}


@given(BODY, st.data())
def test_one_changed_sentence_outdates_exactly_its_paragraph(body, data):
    french = in_french(dutch(body))
    section = data.draw(st.integers(0, len(body) - 1))
    paragraph = data.draw(st.integers(0, len(body[section]) - 1))
    line = data.draw(st.integers(0, len(body[section][paragraph]) - 1))
    changed = [[list(lines) for lines in one] for one in body]
    changed[section][paragraph][line] += " Sinds gisteren is dat anders."

    text = parse(french, dutch(changed))

    outdated = [part for part in text.parts if part.standing is not Standing.CURRENT]
    (part,) = outdated
    assert (part.kind, part.standing) == (PartKind.PARAGRAPH, Standing.CHANGED)
    assert text.sentences[part.first + line].text == f"Fr {body[section][paragraph][line]}"


@given(BODY, st.randoms(use_true_random=False))
def test_moving_paragraphs_outdates_none_of_them(body, random):
    body = [[[f"{word} {number}{line}"[:-1] for line in lines] for number, lines in enumerate(section)] for word, section in zip("abc", body, strict=False)]  # fmt: skip
    body = [
        [[line.translate(str.maketrans("0123", "pqrs")) for line in lines] for lines in section]
        for section in body
    ]
    french = in_french(dutch(body))
    for section in body:
        random.shuffle(section)

    text = parse(french, dutch(body))

    assert set(standings(text)) == {Standing.CURRENT}


@given(BODY, BODY)
def test_every_dutch_sentence_has_one_sentence_whatever_the_dutch_became(before, after):
    french, original = in_french(dutch(before)), dutch(after)

    text, problems = loader.examine(french, slug="x", language="fr", place="x/fr.md", original=original)

    if text is None:
        assert "no paragraph of it fits" in problems[-1].reason
        return
    assert len(text.sentences) == len(original.sentences)
    for sentence, line in zip(text.sentences, original.sentences, strict=True):
        part = text.part_of(sentence.index)
        assert (sentence.paragraph, sentence.list_mark, sentence.sources) == (
            line.paragraph, line.list_mark, line.sources,
        )  # fmt: skip
        assert (sentence.text == line.text) == (part.standing is Standing.MISSING)
        assert (sentence.text == f"Fr {line.text}") or part.standing is not Standing.CURRENT


@given(BODY, st.lists(st.sampled_from([None, By.PERSON, By.MACHINE, By.REVIEWED]), min_size=30, max_size=30))
def test_who_made_each_part_is_read_back_as_it_was_written(body, makers):
    original = dutch(body)
    units = paragraphs.units_of(original)
    assume(len({unit.hash for unit in units}) == len(units))
    parts = [
        (unit, paragraphs.Made(None) if maker is None else paragraphs.Made(unit.hash, maker))
        for unit, maker in zip(units, makers, strict=False)
    ]
    content = translated.render(parts, questions=["combien"], translated_on=DAY, place="x/fr.md")

    text, _ = loader.examine(content, slug="x", language="fr", place="x/fr.md", original=original)

    if text is not None:
        assert [part.standing is Standing.MISSING for part in text.parts] == [
            maker is None for maker, _ in zip(makers, units, strict=False)
        ]
        assert [part.by for part in text.parts] == [
            maker or By.PERSON for maker, _ in zip(makers, units, strict=False)
        ]
