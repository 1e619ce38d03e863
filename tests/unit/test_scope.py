"""Whether a rule is for others than the reader, as far as enough is known of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import loader, scope_marks
from knowledge.errors import BadArticle
from knowledge.scope import (
    AGES,
    ANYBODY,
    EXCLUSIVE,
    Reader,
    Scope,
    Side,
    conflict,
    of_article,
    parted_by,
)
from tests.articles import FEE, FEE_EN

BRUSSELS = Scope(regions=("brussel",))
SINCE_REFORM = Scope(signed_from=date(2022, 3, 1))
FROM_65 = Scope(youngest=65)


def of(*groups, **more):
    return Reader(groups=frozenset(groups), **more)


@pytest.mark.parametrize(
    ("scope", "reader", "for_others"),
    [
        (Scope(), ANYBODY, False),
        (BRUSSELS, ANYBODY, False),
        (BRUSSELS, Reader(regions=frozenset({"brussel"})), False),
        (BRUSSELS, Reader(regions=frozenset({"vlaanderen"})), True),
        (BRUSSELS, Reader(regions=frozenset({"vlaanderen", "brussel"})), False),
        (Scope(groups=("eu-burger",)), of("erkende-vluchteling"), True),
        (Scope(groups=("eu-burger",)), of("student"), False),
        (Scope(groups=("eu-burger",)), of("eu-burger", "erkende-vluchteling"), False),
        (Scope(groups=("verplichte-inburgeraar",)), of("eu-burger"), True),
        (Scope(groups=("verplichte-inburgeraar",)), Reader(age=70), True),
        (Scope(groups=("eu-burger",)), Reader(not_groups=frozenset({"eu-burger"})), True),
        (Scope(without=("werknemer",)), of("werknemer"), True),
        (Scope(without=("werknemer",)), of("student"), False),
        (Scope(without=("eu-burger",)), of("erkende-vluchteling"), False),
        (Scope(without=("eu-burger",)), of("eu-burger", "erkende-vluchteling"), False),
        (SINCE_REFORM, Reader(signed=(date(2021, 1, 1), date(2021, 12, 31))), True),
        (SINCE_REFORM, Reader(signed=(date(2022, 1, 1), date(2022, 12, 31))), False),
        (SINCE_REFORM, Reader(signed=(date(2022, 3, 1), date(2022, 3, 1))), False),
        (Scope(signed_before=date(2022, 3, 1)), Reader(signed=(date(2022, 3, 1), date(2022, 3, 1))), True),
        (FROM_65, Reader(age=64), True),
        (FROM_65, Reader(age=65), False),
        (Scope(oldest=17), Reader(age=18), True),
    ],
)  # fmt: skip
def test_a_rule_is_for_others_only_when_enough_is_known_to_say_so(scope, reader, for_others):
    assert (parted_by(scope, reader) is not None) is for_others


@pytest.mark.parametrize(
    ("scope", "reader", "side"),
    [
        (BRUSSELS, Reader(regions=frozenset({"wallonie"})), Side.REGION),
        (SINCE_REFORM, Reader(signed=(date(2020, 1, 1), date(2020, 1, 1))), Side.CONTRACT),
        (FROM_65, Reader(age=30), Side.AGE),
        (Scope(groups=("eu-burger",)), of("belg"), Side.AUDIENCE),
    ],
)
def test_it_is_said_why_a_rule_is_for_others(scope, reader, side):
    assert parted_by(scope, reader) is side


def test_a_page_for_everyone_or_the_whole_country_is_for_all():
    assert of_article(["everyone", "student"], ["belgie", "vlaanderen"]) == Scope()
    assert of_article(["eu-burger", "professional"], ["brussel"]) == Scope(
        ("eu-burger",), regions=("brussel",)
    )


def test_what_the_question_says_counts_before_what_the_plan_says():
    plan = of("verplichte-inburgeraar", "werknemer", regions=frozenset({"vlaanderen"}))

    heard = of("eu-burger").completed_by(plan)

    assert heard.groups == {"eu-burger", "werknemer"}
    assert heard.regions == {"vlaanderen"}
    assert Reader(regions=frozenset({"brussel"})).completed_by(plan).regions == {"brussel"}
    assert Reader(not_groups=frozenset({"werknemer"})).completed_by(plan).groups == {"verplichte-inburgeraar"}


scopes = st.builds(
    Scope,
    groups=st.lists(st.sampled_from(sorted(EXCLUSIVE)), max_size=2, unique=True).map(tuple),
    without=st.lists(st.sampled_from(["student", "werknemer"]), max_size=1).map(tuple),
    regions=st.lists(st.sampled_from(["vlaanderen", "brussel"]), max_size=1).map(tuple),
    signed_from=st.none() | st.dates(date(2020, 1, 1), date(2021, 1, 1)),
    signed_before=st.none() | st.dates(date(2022, 1, 1), date(2023, 1, 1)),
    youngest=st.none() | st.integers(0, 30),
    oldest=st.none() | st.integers(40, 90),
)


@given(scope=scopes)
def test_a_rule_is_never_left_out_for_who_said_nothing(scope):
    assert parted_by(scope, ANYBODY) is None


@given(scope=scopes)
def test_a_mark_says_exactly_the_scope_it_was_written_from(scope):
    assert scope_marks.read(scope_marks.written(scope)) == (scope, [])


@given(pair=st.tuples(*[st.sampled_from([*sorted(EXCLUSIVE), *AGES])] * 2))
def test_two_groups_exclude_each_other_both_ways(pair):
    assert conflict(*pair) == conflict(*reversed(pair))
    assert not conflict(pair[0], pair[0])


def marked(body):
    return FEE.replace("## De cursus en de test", "## De cursus en de test {region: brussel}").replace(
        "De test kost 90 euro.[^1]", body
    )


def test_a_sentence_has_its_own_mark_then_its_sections_then_the_articles():
    article = loader.parse(
        marked("De test kost 90 euro.[^1] {audience: eu-burger; contract: 2022-03-01..}"),
        slug="fee",
        language="nl",
    )
    first, second, *_rest, last = article.sentences

    assert second.text == "De test kost 90 euro."
    assert first.scope == Scope(("verplichte-inburgeraar",), regions=("brussel",))
    assert second.scope == Scope(("eu-burger",), regions=("brussel",), signed_from=date(2022, 3, 1))
    assert last.scope == Scope(("verplichte-inburgeraar",), regions=("vlaanderen",))


def test_a_translation_shares_the_marks_of_the_dutch_text():
    dutch = loader.parse(marked("De test kost 90 euro.[^1] {age: 65-}"), slug="fee", language="nl")
    english = loader.parse(FEE_EN, slug="fee", language="en", original=dutch)

    assert [sentence.scope for sentence in english.sentences] == [
        sentence.scope for sentence in dutch.sentences
    ]
    assert english.sentences[1].text == "The test costs 90 euros."


@pytest.mark.parametrize(
    "mark",
    [
        "region: mars",
        "audience: everybody",
        "contract: 2022",
        "age: old",
        "brussel",
        "age: -",
        "contract: ..",
    ],
)
def test_a_mark_that_says_nothing_known_is_refused_with_its_line(mark):
    with pytest.raises(BadArticle, match=r"nl.md:\d+"):
        loader.parse(marked(f"De test kost 90 euro.[^1] {{{mark}}}"), slug="fee", language="nl")
