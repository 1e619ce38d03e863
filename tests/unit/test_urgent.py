"""Urgent matters are caught in every language, without a model and without an index; information questions are not."""

import json
import time
from pathlib import Path

import pytest
import yaml

from chatbot import phrases
from chatbot.answer import UrgentKind
from i18n import OFFERED

LISTS = Path(__file__).parent / "urgent"
FITTING = Path("benchmarks/fitting/questions.jsonl")
NEAR_MISSES_ALLOWED = 0.02


def sentences(code):
    return yaml.load((LISTS / f"{code}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def test_every_language_that_people_ask_in_has_a_word_list_and_a_test_list(packaged_articles):
    put = {question.language for article in packaged_articles.values() for question in article.asked}
    assert set(phrases.languages()) == put
    assert set(OFFERED) <= set(phrases.languages())
    for code in phrases.languages():
        kinds = sentences(code)
        assert set(kinds) == {*UrgentKind, "not"}
        assert sum(len(kinds[kind]) for kind in UrgentKind) >= 25
        assert len(kinds["not"]) >= 40


@pytest.mark.parametrize("code", phrases.languages())
def test_urgent_matters_are_caught_and_named(code):
    asked = [(kind, text) for kind in UrgentKind for text in sentences(code)[kind]]

    missed = [(kind, text) for kind, text in asked if f"urgent.{kind}" not in phrases.intents(text, [code])]

    assert len(missed) / len(asked) <= 0.01, missed


@pytest.mark.parametrize("code", phrases.languages())
def test_information_questions_are_not_taken_for_urgent(code):
    asked = sentences(code)["not"]

    alarmed = [
        text
        for text in asked
        if any(intent.startswith("urgent.") for intent in phrases.intents(text, [code]))
    ]

    assert len(alarmed) / len(asked) <= NEAR_MISSES_ALLOWED, alarmed


def test_what_another_author_wrote_stays_caught_and_seldom_alarms_wrongly():
    lines = [json.loads(line) for line in FITTING.read_text(encoding="utf-8").splitlines()]
    kinds = {"urgent": [], "calm": []}
    for line in lines:
        found = phrases.intents(line["question"], [line["language"]])
        caught = any(intent.startswith("urgent.") for intent in found)
        kinds["urgent" if line["kind"] == "urgent" else "calm"].append((caught, line["question"]))

    assert [text for caught, text in kinds["urgent"] if not caught] == []
    assert len(kinds["urgent"]) >= 60
    alarmed = [text for caught, text in kinds["calm"] if caught]
    assert len(alarmed) / len(kinds["calm"]) <= NEAR_MISSES_ALLOWED, alarmed


@pytest.mark.parametrize(
    "text",
    [
        "MIJN MAN SLAAT MIJ!!!",
        "mijn  man\nslaat mij",
        "mijn man, hij slaat mij",
        "my husband beats me, wat moet ik doen",
        "mon mari me frappe et je parle pas néerlandais",
        "j’ai été violée",
        "يَضْرِبُنِي زَوْجِي",
        "وزوجي يضربني",
        "Ik heb een bijlage １３ gekregen",
        "استلمت الملحق ١٣",
    ],
)
def test_capitals_marks_digits_and_mixed_languages_do_not_hide_an_urgent_matter(text):
    assert any(intent.startswith("urgent.") for intent in phrases.intents(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ik wil met een mens praten", "nl"), ("kan ik iemand spreken?", "nl"), ("Mag ik een jurist spreken aub", "nl"), ("ik wil een medewrker spreken", "nl"), ("echte persoon graag", "nl"),
        ("I want to talk to a human", "en"), ("can i speak to someone", "en"), ("real person please", "en"), ("let me talk with an agent", "en"),
        ("je veux parler à une personne", "fr"), ("puis-je parler avec un conseiller ?", "fr"), ("un humain svp", "fr"), ("je voudrais parler à quelqu'un", "fr"),
        ("أريد التحدث مع إنسان", "ar"), ("بدي احكي مع شخص", "ar"), ("ممكن أتكلم مع موظف", "ar"), ("شخص حقيقي من فضلك", "ar"),
    ],
)  # fmt: skip
def test_a_wish_for_a_person_is_heard(text, code):
    assert "handover" in phrases.intents(text, [code])


@pytest.mark.parametrize(
    "text",
    ["Wat doet een jurist?", "Moet ik Nederlands spreken?", "Hoeveel mensen volgen inburgering?", "who is my counsellor", "what does a lawyer cost", "combien de personnes suivent le cours", "dois-je parler néerlandais", "من هو مرافقي؟", "كم شخصا يتبع الدورة؟"],
)  # fmt: skip
def test_a_question_about_people_is_no_wish_for_a_person(text):
    assert "handover" not in phrases.intents(text)


def test_a_word_list_with_a_rule_on_a_missing_group_is_refused(tmp_path):
    broken = tmp_path / "xx.yaml"
    broken.write_text(
        "groups: {me: [ik]}\nrules: {handover: [{needs: [me, nobody]}]}\nknown: []\nsets: {}\nnumbers: {}\n",
        encoding="utf-8",
    )

    with pytest.raises(phrases.BadWords, match=r"xx\.yaml: group nobody"):
        phrases.load(broken)


def test_a_long_question_is_read_quickly():
    phrases.intents("mijn man slaat mij")
    text = " ".join(f"woordje{number} bijlge gesloten" for number in range(40))
    start = time.perf_counter()
    phrases.intents(text)
    assert time.perf_counter() - start < 0.5
