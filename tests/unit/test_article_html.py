"""An article as a plain page: what it says, what it rests on, how fresh it is."""

from dataclasses import replace
from datetime import date

import pytest

import i18n
from knowledge.content import ArticleText, Sentence, Source
from knowledge.vocabulary import REGIONS
from portal.ui import article_pieces, labels_articles
from portal.web.article_html import article_body

TODAY = date(2026, 3, 10)
LAW = Source(
    1, "Het decreet", "Vlaamse overheid", "https://example.org/decreet", "2013-06-07", date(2026, 1, 5)
)
REPORT = Source(2, "Jaarverslag", "AgII", None, "2023", None)
ARTICLE = ArticleText(
    slug="wat-kost-het", language="nl", version="v1", title="Wat kost het?", summary="Wat je betaalt.",
    sentences=(
        Sentence(0, "De cursus kost 90 euro.", "De prijs", 0, sources=(1, 2)),
        Sentence(1, "Sommigen betalen **niets**.", "De prijs", 0),
        Sentence(2, "wie leefloon krijgt", "Wie niet betaalt", 1, list_mark="-"),
        Sentence(3, "wie <jong> is", "Wie niet betaalt", 1, list_mark="-"),
        Sentence(4, "Vraag het eerst.", "Wat je doet", 2, list_mark="1."),
    ),
    checked_on=date(2026, 1, 5), next_check_on=date(2026, 7, 5), sources=(LAW, REPORT), related=("hoe-betalen", "onbekend"),
)  # fmt: skip


def shown(article: ArticleText = ARTICLE, *, language: str = "nl", today: date = TODAY) -> str:
    with i18n.use_locale(language):
        return str(
            article_body(article, language=language, titles={"hoe-betalen": "Hoe betalen?"}, today=today)
        )


def test_headings_paragraphs_and_lists_follow_the_sentences():
    text = shown()
    assert text.count("<h2>De prijs</h2>") == 1
    assert text.index("De prijs") < text.index("Wie niet betaalt") < text.index("Wat je doet")
    assert text.count("<ul>") == 1
    assert "<ol><li>" in text
    assert "<strong>niets</strong>" in text
    assert "wie &lt;jong&gt; is" in text


def test_an_imported_text_that_begins_with_its_title_says_it_once():
    first, *others = ARTICLE.sentences
    text = shown(replace(ARTICLE, sentences=(replace(first, heading=ARTICLE.title), *others)))

    assert text.count("Wat kost het?") == 1
    assert text.count("<h2>De prijs</h2>") == 1  # the sentence below it still stands under it


def test_every_mark_leads_to_its_source_with_its_dates():
    text = shown()
    assert 'href="#bron-1"' in text
    assert 'id="bron-1"' in text
    assert 'href="https://example.org/decreet"' in text
    assert "Van 7 juni 2013." in text
    assert "5 januari 2026" in text
    assert "Jaarverslag" in text


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("2013-06-07", "7 juni 2013"),
        ("2013-06", "jun 2013"),
        ("2013", "\u20662013\u2069"),
        ("vorig jaar", "\u2066vorig jaar\u2069"),
    ],
)
def test_a_source_says_when_it_appeared_as_the_reader_writes_days(kept, words):
    assert article_pieces.appeared(kept) == words


def test_an_article_that_was_not_checked_in_time_warns_the_reader():
    warning = "p-tone-warning"
    assert warning not in shown()
    assert warning not in shown(today=date(2026, 7, 5))
    assert warning in shown(today=date(2026, 7, 6))


def test_rules_of_the_past_are_said_to_be_so():
    assert "gelden niet meer" in shown(replace(ARTICLE, valid_to=date(2026, 3, 9)))
    assert "gelden niet meer" not in shown(replace(ARTICLE, valid_to=TODAY))


def test_a_rule_of_one_region_names_it_and_one_of_two_does_not():
    assert "Dit geldt in Brussel." in shown(replace(ARTICLE, region=("brussel",)))
    assert "Dit geldt in Vlaanderen." in shown(replace(ARTICLE, region=("vlaanderen",)))
    for both in ((), ("belgie",), ("vlaanderen", "brussel")):
        assert "Dit geldt in" not in shown(replace(ARTICLE, region=both))
    assert set(labels_articles.ONLY_IN) == set(REGIONS) - {"belgie"}


def test_a_dutch_text_shown_to_another_reader_says_that_it_is_dutch_and_keeps_its_direction():
    text = shown(language="ar")
    assert '<article class="p-article" lang="nl" dir="ltr">' in text


def test_what_the_portal_says_of_a_dutch_text_runs_in_the_readers_direction():
    text = shown(language="ar")
    said = text[text.index('<div lang="ar" dir="rtl">') : text.index("<h2")]
    assert "p-notice" in said
    assert "p-translated" in said


def test_a_translation_nobody_checked_leads_to_the_dutch_text():
    text = shown(replace(ARTICLE, language="ar", reviewed=False), language="ar")
    assert 'dir="rtl"' in text
    assert 'href="/nl/kennis/wat-kost-het"' in text


def test_only_known_articles_are_offered_to_read_on():
    text = shown()
    assert "/nl/kennis/hoe-betalen" in text
    assert "onbekend" not in text
