"""Questions about another country are known by its name, and by nothing that only looks like it."""

import pytest

from knowledge import other_places


@pytest.mark.parametrize(
    "question",
    [
        "Wat kost inburgering in Nederland?",
        "combien coûte l'intégration aux Pays-Bas",
        "How do I apply in the UK?",
        "كم تكلفة الدورة بهولندا؟",
        "كيف أقدم على اللجوء في ألمانيا",
        "وبالمغرب؟",
        "Hollanda'da kurs kaç para?",
        "Скільки коштує курс у Нідерландах?",
        "Как получить гражданство Германии?",
        "¿Y en los Países Bajos?",
        "Cât costă în Țările de Jos?",
        "دوره در آلمان چقدر است؟",
        "Is het in Wallonië verplicht?",
    ],
)
def test_a_place_is_known_by_its_name(question):
    assert other_places.names_one(question)


@pytest.mark.parametrize(
    "question",
    [
        "Waar kan ik Nederlands leren?",
        "Hollandaca kursu",
        "cours en français",
        "دورة اللغة الهولندية",
        "курс нидерландского языка",
        "Wat kost inburgering in Gent?",
        "كم تكلفة الدورة؟",
        "",
    ],
)
def test_a_language_or_a_town_of_flanders_is_no_other_place(question):
    assert not other_places.names_one(question)
