"""What changed between two texts: nothing is lost and nothing is made up, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.difference import Change, between, is_changed

LINES = st.lists(
    st.lists(st.sampled_from(["de", "cursus", "kost", "90", "95", "euro", ".", ","]), max_size=7).map(
        " ".join
    ),
    max_size=8,
)
TEXTS = LINES.map("\n".join)


def side(lines, without):
    """Return the lines of one side, read from the difference."""
    kept = [[run for run in line if run.change is not without] for line in lines]
    return [
        "".join(run.text for run in runs) for line, runs in zip(lines, kept, strict=True) if runs or not line
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_their_difference(before, after):
    lines = between(before, after)

    assert side(lines, Change.ADDED) == before.splitlines()
    assert side(lines, Change.REMOVED) == after.splitlines()


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert not any(is_changed(line) for line in between(text, text))


def test_only_the_words_that_changed_are_marked():
    (line,) = between("De cursus kost 90 euro.", "De cursus kost 95 euro.")

    assert [(run.change.value, run.text) for run in line] == [
        ("kept", "De cursus kost "), ("removed", "90"), ("added", "95"), ("kept", " euro."),
    ]  # fmt: skip


def test_changes_with_only_a_space_between_are_one():
    (line,) = between("Je betaalt de hoge prijs hier.", "Je betaalt een lage prijs hier.")

    assert [run.text for run in line if run.change is not Change.KEPT] == ["de hoge", "een lage"]


def test_a_new_line_stands_where_it_came():
    lines = between("Eerste zin.\nDerde zin.", "Eerste zin.\nIets heel anders staat hier.\nDerde zin.")

    assert [is_changed(line) for line in lines] == [False, True, False]
