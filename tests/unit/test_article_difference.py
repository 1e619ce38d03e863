"""The difference between two texts, as a page shows it: the text in its own direction, what we say about it in the reader's."""

import i18n
from knowledge import difference
from portal.services.article_versions import Changed
from portal.ui import article_difference

BEFORE = "Eerste zin.\nTweede zin.\nDerde zin.\nBewaar je bijlage 35 goed."
AFTER = BEFORE.replace("goed", "altijd")


def shown(language, reader):
    changed = Changed("body", difference.between(BEFORE, AFTER))
    with i18n.use_locale(reader):
        return str(article_difference.show([changed], language=language))


def test_dutch_reads_from_left_to_right_for_who_reads_arabic():
    page = shown("nl", "ar")

    assert '<div class="p-diff" lang="nl" dir="ltr">' in page
    assert '<p class="p-diff__gap" lang="ar" dir="rtl">' in page
    assert '<span class="p-hidden" lang="ar"> محذوف: </span>goed' in page


def test_arabic_reads_from_right_to_left_for_who_reads_dutch():
    assert '<div class="p-diff" lang="ar" dir="rtl"><p class="p-diff__gap" lang="nl" dir="ltr">' in shown(
        "ar", "nl"
    )
