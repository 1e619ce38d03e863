"""The main text of a page, whoever wrote it; and sentences that stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import sentences, site_markdown, site_pages
from knowledge.site_pages import Block, Kind, Unfit, UnfitPage

WORDS = "Dit zijn genoeg woorden om een pagina te vullen die iemand ook echt wil lezen. " * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je betaalt 90 euro. Dat is alles.", ["Je betaalt 90 euro.", "Dat is alles."]),
        ("Zie bv. Antwerpen of art. 5 van de wet.", ["Zie bv. Antwerpen of art. 5 van de wet."]),
        ("Mevr. J. Peeters helpt je. Bel haar!", ["Mevr. J. Peeters helpt je.", "Bel haar!"]),
        ("Het kost 1.200 euro per jaar", ["Het kost 1.200 euro per jaar"]),
        ('Hij zegt: "Kom." Daarna ga je.', ['Hij zegt: "Kom."', "Daarna ga je."]),
        ("متى أدفع؟ ادفع الآن.", ["متى أدفع؟", "ادفع الآن."]),
        ("Скільки це коштує? Це безкоштовно.", ["Скільки це коштує?", "Це безкоштовно."]),
        ("", []),
    ],
)
def test_a_text_is_taken_apart_where_sentences_end(text, expected):
    assert sentences.split(text) == expected


@given(st.text(alphabet=st.sampled_from("aAé9.!?…\"')( \n»ع؟"), max_size=60) | st.text(max_size=60))
def test_put_together_again_the_sentences_are_the_text(text):
    assert " ".join(sentences.split(text)) == " ".join(text.split())


def test_loose_text_nested_lists_and_tables_keep_their_order():
    page = site_pages.of_fragment(
        f"los<p>{WORDS}</p><ul><li>een<ol><li>diep</li></ol></li></ul><h3>Kop</h3><table><tr><th>wat</th><td>90</td></tr></table>na",
        title="T",
    )

    assert page.blocks == (
        Block(Kind.TEXT, "los"),
        Block(Kind.TEXT, WORDS.strip()),
        Block(Kind.ITEM, "een"),
        Block(Kind.STEP, "diep"),
        Block(Kind.HEADING, "Kop"),
        Block(Kind.ITEM, "wat; 90"),
        Block(Kind.TEXT, "na"),
    )


@pytest.mark.parametrize(
    "read",
    [site_pages.of_html, lambda text: site_pages.of_fragment(text, title="T"), site_markdown.of_markdown],
)
@given(
    st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<li>", "<a href=", "![", "](", "[", "`", "---\n", "# ", "<!--", "\x00", WORDS]
        )
    ).map("".join)
)
def test_anything_is_read_or_refused_and_never_breaks(read, text):
    try:
        page = read(text)
    except UnfitPage:
        return
    assert page.words >= site_pages.FEWEST_WORDS
    assert all("\n" not in block.text and block.text == block.text.strip() for block in page.blocks)


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "utf-7", "utf-16", "latin-1", "rot13", "no-such", "idna", "hex"]),
)
def test_any_bytes_are_text_whatever_charset_was_said(content, said):
    assert isinstance(site_pages.decoded(b"<p>" + content.replace(b"\0", b""), said), str)


def test_what_is_no_text_is_no_page():
    with pytest.raises(UnfitPage) as caught:
        site_pages.decoded(b"PK\3\4\0\0")
    assert caught.value.why is Unfit.NOT_A_PAGE


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "<b><i>", "<table><tr><td>", "<p>a"])
def test_a_page_of_endless_markup_is_refused_or_read(piece):
    with pytest.raises(UnfitPage) as caught:
        site_pages.of_html(piece * (site_pages.MOST_TAGS + 1))
    assert caught.value.why is Unfit.TOO_LARGE


def test_markdown_of_endless_lines_is_refused():
    with pytest.raises(UnfitPage) as caught:
        site_markdown.of_markdown("- a\n" * (site_pages.MOST_TAGS + 1))
    assert caught.value.why is Unfit.TOO_LARGE


def test_a_deep_page_is_read_as_far_as_it_goes():
    with pytest.raises(UnfitPage):
        site_pages.of_fragment("<div>" * 5000 + "<p>kort</p>", title="T")


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Pagina niet gevonden",
        "Page introuvable",
        "Page not found - Stad",
        "Deze pagina bestaat niet meer",
    ],
)
def test_a_title_of_what_is_not_there_is_recognised(title):
    assert site_pages.looks_missing(title)


@pytest.mark.parametrize("title", ["Wat kost het?", "Lokaal 4040", "Werk gevonden"])
def test_other_titles_are_not(title):
    assert not site_pages.looks_missing(title)


@pytest.mark.parametrize("heading", ["Wat kost het?", "WAT KOST HET", "Wat  kost het ?"])
def test_a_first_heading_that_repeats_the_title_goes_however_it_is_written(heading):
    blocks = (Block(Kind.HEADING, heading), Block(Kind.HEADING, "De prijs"), Block(Kind.TEXT, WORDS))

    assert site_pages.without_title(blocks, "Wat kost het?") == blocks[1:]


@pytest.mark.parametrize("title", ["De kosten", "", "?!"])
def test_a_first_heading_that_says_something_else_stays(title):
    blocks = (Block(Kind.HEADING, "Wat kost het?"), Block(Kind.TEXT, WORDS))

    assert site_pages.without_title(blocks, title) == blocks
