"""The limits of an alert are dated data, and how often they cry wolf is known."""

from datetime import date

import numpy as np
import pytest

from portal.errors import BadRules
from portal.models.scores import DriftSignal
from portal.services import score_rules, shares
from portal.services.score_rules import Worse
from portal.services.shares import Counted, Shift

TEXT = score_rules.RULES.read_text(encoding="utf-8")
COMPARED = 4000
RULE = score_rules.on(date(2026, 3, 10))


def written(tmp_path, text):
    path = tmp_path / "answer_scores.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_rules_of_this_portal_hold_today():
    assert RULE.sample_a_week == 20
    assert RULE.weeks_before == 8
    assert score_rules.on(date(2025, 1, 1)) is RULE


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("surprise: 3.5", "surprise: 1", "surprise"),
        ("    chance: {worse: down, size: 0.05, fewest: 40}\n", "", "chance"),
        ("sample_a_week: 20", "sample: 20", "sample"),
        ("worse: both", "worse: sideways", "worse"),
        ("- id", "- - : id", "answer_scores.yaml"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, old, new, place):
    with pytest.raises(BadRules, match=place):
        score_rules.load(written(tmp_path, TEXT.replace(old, new)))


def test_two_rules_on_one_day_are_refused(tmp_path):
    body = TEXT[TEXT.index("- id") :]
    with pytest.raises(BadRules, match="before the rule above"):
        score_rules.load(written(tmp_path, body + body.replace("first-answer", "second-answer")))


def test_the_day_decides_which_rule_holds(tmp_path, monkeypatch):
    body = TEXT[TEXT.index("- id") :]
    ended = body.replace("valid_to: null", "valid_to: 2026-06-30")
    later = (
        body.replace("first-", "second-")
        .replace("2026-01-01", "2026-07-01")
        .replace("sample_a_week: 20", "sample_a_week: 30")
    )
    found = score_rules.load(written(tmp_path, ended + later))
    monkeypatch.setattr(score_rules, "rules", lambda: found)

    assert [score_rules.on(date(2026, month, 30)).sample_a_week for month in (6, 7)] == [20, 30]

    monkeypatch.setattr(score_rules, "rules", lambda: found[:1])
    with pytest.raises(BadRules, match="2026-07-01"):
        score_rules.on(date(2026, 7, 1))


@pytest.mark.parametrize(
    ("worse", "size", "matters"),
    [(Worse.UP, 0.2, True), (Worse.UP, -0.2, False), (Worse.DOWN, -0.2, True), (Worse.DOWN, 0.2, False),
     (Worse.BOTH, 0.2, True), (Worse.BOTH, -0.2, True), (Worse.BOTH, 0.05, False)],
)  # fmt: skip
def test_only_what_gets_worse_by_enough_matters(worse, size, matters):
    rule = RULE.signals[DriftSignal.REFUSED].model_copy(update={"worse": worse})

    assert rule.matters(Shift(1, 0.5 + size, 100, 0.5, 800, 9.0)) is matters


def alarms(rng, *, questions, share, restless, moved=0.0):
    """Return in which share of comparisons there is an alert on the refused share; weeks differ by `restless` (log odds)."""
    odds = np.log(share / (1 - share)) + restless * rng.standard_normal((COMPARED, 13))
    chances = 1 / (1 + np.exp(-odds))
    chances[:, 0] = np.minimum(1.0, chances[:, 0] + moved)
    refused = rng.binomial(questions, chances)
    wanted = RULE.signals[DriftSignal.REFUSED].fewest
    found = 0
    for row in refused:
        weeks = [Counted.of_share(int(count), questions) for count in row]
        moved_by = shares.shift(
            weeks, most_weeks=RULE.most_weeks, weeks_before=RULE.weeks_before, fewest=wanted, fewest_before=2 * wanted
        )  # fmt: skip
        found += moved_by is not None and RULE.is_alert(DriftSignal.REFUSED, moved_by)
    return found / COMPARED


@pytest.mark.parametrize("questions", [15, 40, 100, 400])
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_a_steady_portal_has_a_false_alarm_in_fewer_than_two_of_a_thousand_comparisons(questions, share):
    rng = np.random.default_rng(13)

    assert alarms(rng, questions=questions, share=share, restless=0.0) <= 0.002


@pytest.mark.parametrize("questions", [15, 40, 100, 400])
def test_a_restless_portal_has_one_in_fewer_than_fifteen_of_a_thousand(questions):
    rng = np.random.default_rng(13)

    assert alarms(rng, questions=questions, share=0.25, restless=0.4) <= 0.015


def test_a_fifth_more_refusals_are_found_in_most_weeks_of_a_hundred_questions():
    rng = np.random.default_rng(13)

    assert alarms(rng, questions=100, share=0.1, restless=0.2, moved=0.2) >= 0.75
