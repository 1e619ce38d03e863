"""Whatever is asked and judged: an honest refusal never lowers a figure, and shares stay shares."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from portal.models.scores import AnswerWeek
from portal.services import answer_samples, answer_weeks, shares
from portal.services.answer_samples import Turn
from portal.services.shares import Counted

counts = st.integers(0, 40)
verdicts = st.fixed_dictionaries(
    dict.fromkeys(("good", "half", "wrong", "unsafe", "right_refusals", "missed"), counts)
)
weeks = st.lists(st.tuples(st.integers(0, 200), st.floats(0, 1)), max_size=14)


def right(said):
    week = AnswerWeek(
        week_on=date(2026, 3, 2), language="nl", counted_at=datetime(2026, 3, 9, tzinfo=UTC), **said
    )
    return answer_weeks.right(week), answer_weeks.judged(week)


@given(verdicts)
def test_an_honest_refusal_never_lowers_the_share_of_right_answers_nor_how_sure_it_is(said):
    count, number = right(said)
    more_count, more_number = right({**said, "right_refusals": said["right_refusals"] + 1})

    assert more_count * number >= count * more_number
    low, more_low = (shares.interval(*one)[0] for one in ((count, number), (more_count, more_number)))
    assert more_low >= low - 1e-12


@given(verdicts)
def test_a_missed_answer_never_raises_it(said):
    count, number = right(said)
    more_count, more_number = right({**said, "missed": said["missed"] + 1})

    assert more_count * number <= count * more_number
    assert shares.interval(more_count, more_number)[1] <= shares.interval(count, number)[1] + 1e-12


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_the_share_and_nothing_outside_all(count, more):
    low, high = shares.interval(count, count + more)

    assert 0 <= low <= high <= 1
    if count + more:
        assert low - 1e-12 <= count / (count + more) <= high + 1e-12


@given(weeks, st.integers(1, 4), st.integers(1, 40))
def test_comparing_never_uses_a_week_twice_nor_fewer_than_it_says(found, most_weeks, fewest):
    counted = [Counted.of_share(round(number * share), number) for number, share in found]

    compared = shares.shift(
        counted, most_weeks=most_weeks, weeks_before=8, fewest=fewest, fewest_before=2 * fewest
    )

    if compared is not None:
        assert 1 <= compared.weeks <= most_weeks
        assert compared.number == sum(week.number for week in counted[: compared.weeks]) >= fewest
        assert compared.number_before == sum(
            week.number for week in counted[compared.weeks : compared.weeks + 8]
        )
        assert compared.number_before >= 2 * fewest
        assert (compared.surprise > 0) <= (compared.size > 0)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 20), st.text(max_size=8))
def test_a_draw_takes_each_at_most_once_and_refusals_in_their_share(answers, refusals, most, seed):
    turns = [Turn(f"a{number}", "nl", is_refusal=False) for number in range(answers)]
    turns += [Turn(f"r{number}", "nl", is_refusal=True) for number in range(refusals)]

    drawn = answer_samples.draw(turns, most, seed=seed)

    assert len({turn.id for turn in drawn}) == len(drawn) == min(most, len(turns))
    fair = len(drawn) * refusals / len(turns)
    assert abs(sum(turn.is_refusal for turn in drawn) - fair) <= 1 + 1e-9
