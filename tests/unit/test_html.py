"""Pieces of HTML: whatever somebody wrote stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import i18n
from i18n import lazy_gettext
from portal.ui import html
from portal.ui.html import Markup, Tone, tag

NASTY = '<img src=x onerror="alert(1)">&\'"'
SAFE = "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&amp;&#39;&#34;"
PIECES = {
    "badge": lambda words: html.badge(words, Tone.GOOD),
    "notice": lambda words: html.notice(words, title=words),
    "card": lambda words: html.card(words, html.paragraph(words), aside=words),
    "deadline": lambda words: html.deadline(words, words, left=words),
    "progress": lambda words: html.progress(1, 2, label=words, words=words),
    "link_list": lambda words: html.link_list(html.Place(words, words, words)),
    "definition_list": lambda words: html.definition_list((words, words)),
    "table": lambda words: html.table(words, (words, words), [(words, words)]),
    "empty_state": lambda words: html.empty_state(words, words),
    "link": lambda words: html.link(words, "/nl/"),
    "ltr": html.ltr,
    "prose": html.prose,
}


@pytest.mark.parametrize("name", PIECES)
def test_no_piece_lets_markup_through(name):
    written = str(PIECES[name](NASTY))
    assert "<img" not in written
    assert SAFE in written


@pytest.mark.parametrize(
    "phone", ["03 201 16 90", "0800 12 800", "+32 2 793 80 00", "+3227938000", "09/253 54 64"]
)
def test_a_phone_number_between_arabic_words_reads_from_left_to_right(phone):
    written = html.prose(f"مركز Payoke في أنتويرب: {phone}.")

    assert f'<bdi dir="ltr" class="p-ltr p-number">{phone}</bdi>.' in written
    assert written.striptags() == f"مركز Payoke في أنتويرب: {phone}."


@pytest.mark.parametrize(
    "words",
    ["Bel Payoke: 03 201 16 90.", "اتصل بالرقم 112.", "يوم 4/12/2026 تدفع 90.00 يورو.", "من 2024 إلى 2026."],
)
def test_what_reads_rightly_by_itself_is_left_as_it_is(words):
    assert html.prose(words) == words


@given(st.text(alphabet="مر +0123456789./&<"))
def test_running_text_keeps_every_sign(words):
    assert (
        html.prose(words)
        .unescape()
        .replace('<bdi dir="ltr" class="p-ltr p-number">', "")
        .replace("</bdi>", "")
        == words
    )


@given(st.text())
def test_an_attribute_cannot_be_closed_by_its_value(words):
    written = str(tag("a", "x", title=words))
    assert written.count('"') == 2
    assert written.count("<") == 2


def test_markup_is_put_in_as_it_is_and_nothing_is_left_out_of_a_list():
    assert html.join(Markup("<b>1</b>"), None, ["a", ("<", 2)]) == "<b>1</b>a&lt;2"


def test_attributes_that_are_false_are_left_out_and_true_ones_have_no_value():
    assert str(tag("input", disabled=True, hidden=False, title=None)) == "<input disabled>"


def test_a_lazy_text_is_translated_when_the_piece_is_built():
    label = lazy_gettext("Aanmelden")
    with i18n.use_locale("en"):
        assert str(tag("p", label)) == f"<p>{i18n.gettext('Aanmelden')}</p>"


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [(0, 40, 0), (12, 40, 30), (40, 40, 100), (55, 40, 100), (3, 0, 0), (-2, 40, 0)],
)
def test_a_progress_bar_never_leaves_its_frame(done, total, share):
    assert f"inline-size:{share}%" in str(html.progress(done, total, label="Uren", words="x"))


def test_a_dutch_reader_sees_no_translation_notice():
    with i18n.use_locale("nl"):
        assert html.translated_notice("/nl/kennis/x") == ""


def test_a_reader_of_an_unreviewed_translation_is_told_so_and_shown_the_dutch_text():
    with i18n.use_locale("ar"):
        shown = str(html.translated_notice("/nl/kennis/x"))
        assert (
            i18n.gettext("Dit is een vertaling uit het Nederlands. Niemand heeft deze vertaling nagekeken.")
            in shown
        )
        assert 'href="/nl/kennis/x"' in shown


def test_a_place_in_another_language_says_so_and_one_without_a_sentence_has_none():
    shown = str(
        html.link_list(
            html.Place("Kennis", "Uitleg", "/nl/kennis"),
            html.Place("Leefloon", "Geld", "/ar/kennis/leefloon", i18n.LANGUAGES["nl"]),
            html.Place("Trouwen", None, "/nl/kennis/trouwen"),
        )
    )

    assert '<a href="/nl/kennis"><strong>Kennis</strong><span>Uitleg</span></a>' in shown
    assert '<a href="/ar/kennis/leefloon" lang="nl" dir="ltr">' in shown
    assert '<a href="/nl/kennis/trouwen"><strong>Trouwen</strong></a>' in shown
