"""The language of a question, also of a short one full of Dutch terms of law."""

from pathlib import Path

import pytest
import yaml

from chatbot import language

LISTS = Path(__file__).parent / "urgent"
SHORT = [
    ("hoeveel kost MO", "nl"), ("bijlage 15 wat is dat", "nl"), ("waar NT2 volgen", "nl"), ("wat is een pip", "nl"), ("gratis?  wie betaalt niet", "nl"), ("ik wil stoppen", "nl"), ("hoe lang duurt het", "nl"), ("vrijstelling", "nl"),
    ("how much is MO", "en"), ("what is a PIP", "en"), ("where can i learn dutch", "en"), ("is the course free", "en"), ("what is the OCMW", "en"), ("do i have to pay the retributie", "en"), ("how long", "en"), ("who is my trajectbegeleider", "en"),
    ("combien coute le cours", "fr"), ("c'est quoi un PIP", "fr"), ("où suivre NT2", "fr"), ("est-ce gratuit", "fr"), ("qui est mon trajectbegeleider", "fr"), ("carte orange travailler", "fr"), ("combien de temps", "fr"), ("je dois payer la retributie ?", "fr"),
    ("كم تكلفة MO", "ar"), ("ما هو PIP", "ar"), ("أين أتعلم NT2", "ar"), ("inburgering كم سعر", "ar"),
]  # fmt: skip
OTHERS = [
    ("Скільки коштує курс суспільної орієнтації?", "uk"), ("Сколько стоит курс и где его пройти? Это бесплатно?", "ru"), ("Сколько это стоит?", "ru"), ("как долго мне ждать", "ru"), ("Де мені платити?", "uk"), ("هزینه دوره چقدر است و چگونه ثبت نام کنم", "fa"),
    ("د کورس بيه څومره ده", "ps"), ("Entegrasyon kursu ne kadar ve nerede kayıt olabilirim?", "tr"), ("¿Cuánto cuesta el curso y dónde puedo inscribirme?", "es"),
    ("ኮርስ ክንደይ እዩ ዋግኡ", "ti"), ("Wie viel kostet der Kurs und wo kann ich mich anmelden?", "de"),
]  # fmt: skip


def labelled():
    for code in ("nl", "en", "fr", "ar"):
        written = (LISTS / f"{code}.yaml").read_text(encoding="utf-8")
        # BaseLoader makes no objects: it keeps "no" a word instead of making it False.
        for sentences in yaml.load(written, Loader=yaml.BaseLoader).values():  # noqa: S506
            for sentence in sentences:
                yield sentence, code


def test_nearly_every_question_is_read_in_its_own_language_without_a_hint():
    asked = list(labelled())

    wrong = [(text, language.detect(text)) for text, code in asked if language.detect(text) != code]

    assert len(asked) > 400
    assert len(wrong) / len(asked) <= 0.01, wrong


def test_a_reader_of_another_language_may_still_ask_in_his_own():
    asked = list(labelled())

    wrong = [
        (text, prior, found)
        for text, code in asked
        for prior in ("nl", "en", "fr", "ar")
        if (found := language.detect(text, prior=prior)) != code
    ]

    assert len(wrong) / (4 * len(asked)) <= 0.02, wrong


def test_short_questions_with_dutch_terms_are_read_right():
    wrong = [(text, language.detect(text)) for text, code in SHORT if language.detect(text) != code]

    assert len(wrong) <= 2, wrong


@pytest.mark.parametrize(("text", "code"), OTHERS)
def test_a_language_we_do_not_offer_is_named_and_not_taken_for_one_we_do(text, code):
    assert language.detect(text, prior="nl") == code


@pytest.mark.parametrize("text", ["bijlage 15", "OCMW", "NT2", "MO", "PIP?", "VDAB inburgering"])
@pytest.mark.parametrize("prior", ["nl", "en", "fr"])
def test_a_bare_dutch_term_is_answered_in_the_language_of_the_reader(text, prior):
    assert language.detect(text, prior=prior) == prior


def test_a_question_without_letters_is_answered_in_the_language_of_the_reader():
    assert language.detect("13 ?", prior="ar") == "ar"
    assert language.detect("13 ?") == "nl"
