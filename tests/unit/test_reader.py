"""What a question says of who asks: in eight languages, with errors, and not what it says of somebody else."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot import reader
from chatbot.reader import hear
from knowledge.vocabulary import AUDIENCES

GROUPS = [
    ("nl", "Ik ben EU-burger, moet ik inburgeren?", {"eu-burger"}),
    ("nl", "ik ben erkent vluchtelign mag mijn vrouw komen", {"erkende-vluchteling"}),
    ("nl", "ben asielzoeker en wil werken", {"verzoeker"}),
    ("nl", "ik werk voltijds, moet ik 40 uur doen", {"werknemer"}),
    ("nl", "mag ik werken?", set()),
    ("nl", "ik werk niet", set()),
    ("nl", "ik ben getrouwd met een EU-burger", set()),
    ("nl", "mijn man is erkend vluchteling", set()),
    ("nl", "mijn vrouw en ik zijn erkend vluchteling", {"erkende-vluchteling"}),
    ("nl", "hoe word ik Belg?", set()),
    ("nl", "ik ben Belg, mag ik inburgeren?", {"belg"}),
    ("nl", "verschil tussen vluchteling en subsidiair beschermde", {"erkende-vluchteling", "subsidiair-beschermde"}),
    ("nl", "is het illegaal om zwart te werken?", set()),
    ("nl", "ik ben illegaal in België", {"zonder-wettig-verblijf"}),
    ("en", "is it illegal to work without a contract", set()),
    ("en", "I am a Polish citizen", {"eu-burger"}),
    ("en", "can I work as an asylum seeker", {"verzoeker"}),
    ("en", "my husband is a refugee", set()),
    ("en", "I have subsidiary protection, do I need a card?", {"subsidiair-beschermde"}),
    ("fr", "je suis réfugiée reconnue", {"erkende-vluchteling"}),
    ("fr", "je suis demandeur d'asile", {"verzoeker"}),
    ("fr", "je suis sans papiers", {"zonder-wettig-verblijf"}),
    ("fr", "puis-je travailler ?", set()),
    ("ar", "أنا لاجئ معترف به", {"erkende-vluchteling"}),
    ("ar", "أنا طالب لجوء", {"verzoeker"}),
    ("ar", "أنا طالبة في الجامعة", {"student"}),
    ("ar", "زوجي لاجئ", set()),
    ("tr", "ben sığınmacıyım, çalışabilir miyim", {"verzoeker"}),
    ("es", "soy ciudadana de la UE", {"eu-burger"}),
    ("uk", "я з України, маю тимчасовий захист", {"tijdelijke-bescherming"}),
    ("ru", "я беженец", {"erkende-vluchteling"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "question", "groups"), GROUPS)
def test_the_status_that_somebody_says_to_have(language, question, groups):
    assert hear(question, [language]).reader.groups == groups


@pytest.mark.parametrize(
    ("language", "question", "regions"),
    [
        ("nl", "ik woon in brussel", {"brussel"}),
        ("nl", "ik woon in Vilvoorde maar werk in Brussel", {"vlaanderen"}),
        ("nl", "ik verhuis van Brussel naar Gent", {"brussel", "vlaanderen"}),
        ("nl", "wat is het verschil tussen Brussel en Vlaanderen", {"brussel", "vlaanderen"}),
        ("nl", "ik woon in Molenbeek", {"brussel"}),
        ("nl", "ik woon in sint-lambrechts-woluwe", {"brussel"}),
        ("nl", "ik wil hier leven", set()),
        ("nl", "mijn broer woont in Brussel", set()),
        ("en", "I live in Ghent", {"vlaanderen"}),
        ("en", "registered in Schaerbeek", {"brussel"}),
        ("fr", "j'habite à Liège", {"wallonie"}),
        ("fr", "j'habite à Schaerbeek", {"brussel"}),
        ("ar", "أسكن في بروكسل", {"brussel"}),
        ("tr", "Brüksel'de yaşıyorum", {"brussel"}),
        ("es", "vivo en Amberes", {"vlaanderen"}),
        ("uk", "я живу в Брюсселі", {"brussel"}),
        ("ru", "я живу в Генте", {"vlaanderen"}),
    ],
)
def test_the_region_where_somebody_lives(language, question, regions):
    assert hear(question, [language]).reader.regions == regions


@pytest.mark.parametrize(
    ("language", "question", "age"),
    [
        ("nl", "ik ben 70 jaar, moet ik inburgeren?", 70),
        ("nl", "ik ben 5 jaar in België", None),
        ("nl", "ik ben al 10 jaar getrouwd", None),
        ("nl", "ik ben minderjarig", 17),
        ("nl", "mijn moeder is 70 jaar oud", None),
        ("en", "I'm 67 years old", 67),
        ("fr", "j'ai 70 ans", 70),
        ("fr", "je suis ici depuis 20 ans", None),
        ("ar", "عمري ٧٠ سنة", 70),
        ("tr", "70 yaşındayım", 70),
        ("es", "tengo 70 años", 70),
        ("uk", "мені 70 років", 70),
        ("ru", "мне 70 лет", 70),
    ],
)
def test_an_age_is_heard_and_other_years_are_not(language, question, age):
    assert hear(question, [language]).reader.age == age


@pytest.mark.parametrize(
    ("language", "question", "first", "last"),
    [
        ("nl", "mijn contract is van 2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("nl", "contract getekend in maart 2022", date(2022, 3, 1), date(2022, 3, 31)),
        ("nl", "inburgeringscontract van 15/02/2022", date(2022, 2, 15), date(2022, 2, 15)),
        ("nl", "mijn contract is van voor maart 2022", date(1990, 1, 1), date(2022, 2, 28)),
        ("en", "I signed my contract in June 2021", date(2021, 6, 1), date(2021, 6, 30)),
        ("fr", "mon contrat date de 2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("ar", "وقعت العقد في 2021", date(2021, 1, 1), date(2021, 12, 31)),
    ],
)
def test_the_day_on_which_the_contract_was_signed(language, question, first, last):
    assert hear(question, [language]).reader.signed == (first, last)


def test_another_contract_and_another_year_are_not_the_contracts():
    assert hear("mijn huurcontract is van 2021", ["nl"]).reader.signed is None
    assert hear("in 2021 kwam ik naar België", ["nl"]).reader.signed is None


def test_what_is_not_so_is_heard_as_not_so():
    assert hear("ik ben geen EU-burger", ["nl"]).reader.not_groups == {"eu-burger"}
    assert hear("I am not an EU citizen", ["en"]).reader.not_groups == {"eu-burger"}
    assert hear("ik kom van buiten de EU", ["nl"]).reader.not_groups == {"eu-burger"}


def test_a_question_about_somebody_else_is_known_as_one():
    assert hear("mijn broer woont in Brussel, moet hij inburgeren?", ["nl"]).of_another
    assert not hear("ik woon in Brussel, mag mijn broer komen?", ["nl"]).of_another


def test_every_group_that_can_be_heard_is_one_that_articles_can_name():
    heard = {
        name.removeprefix("not-") for words in reader._lists().values() for name in words["groups"]
    }  # the lists themselves, not a copy of them

    assert heard <= set(AUDIENCES)


@settings(max_examples=60, deadline=None)
@given(question=st.text(max_size=300), language=st.sampled_from(["nl", "ar", "tr", "xx"]))
def test_any_text_can_be_heard(question, language):
    hear(question, [language])


@settings(max_examples=60, deadline=None)
@given(
    year=st.integers(0, 99999), before=st.sampled_from(["31 februari", "13/13/", "0", "99", "voor maart", ""])
)
def test_no_date_that_does_not_exist_breaks_it(year, before):
    hear(f"mijn contract van {before} {year}", ["nl"])
