"""Papers: tagged, in two languages, with the code on them."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.providers.documents import Code, Fact, Letter, Line, Reader, Sender, Words, make_pdf


def text_of(letter):
    return PdfReader(BytesIO(make_pdf(letter))).pages[0].extract_text(extraction_mode="layout")


LETTER = Letter(
    reader=Reader("ar", right_to_left=True),
    title=Words("Factuur", "فاتورة"),
    sender=Sender("Agentschap Integratie en Inburgering", ("Havenlaan 86C bus 212, 1000 Brussel",)),
    footer=Words("Gemaakt door het inburgeringsportaal", "من بوابة الاندماج"),
    facts=(Fact(Words("Mededeling", "البيان"), "+++090/0012/34576+++"),),
    columns=(Words("Dag", "اليوم"), Words("Wat", "ماذا"), Words("Bedrag", "المبلغ")),
    lines=(Line("01/11/2026", Words("Cursus", "دورة"), "€ 90,00"),),
    paragraphs=(Words("Betaal vóór de cursus begint.", "ادفع قبل بداية الدورة."),),
    qr=Code(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "QR-code", Words("Scan", "امسح")
    ),
)
DUTCH = replace(LETTER, reader=Reader("nl", right_to_left=False), qr=None, columns=None, lines=())


def test_a_paper_is_tagged_titled_and_says_its_language():
    catalog = PdfReader(BytesIO(make_pdf(LETTER))).trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "nl-BE"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in catalog["/Metadata"].get_data()


def test_both_languages_and_the_numbers_stand_on_it():
    text = text_of(LETTER)

    assert "Factuur" in text
    assert "+++090/0012/34576+++" in text
    assert "90,00" in text
    assert any("\u0600" <= character <= "\ufeff" for character in text)


def test_who_reads_dutch_gets_each_text_once():
    text = text_of(DUTCH)

    assert text.count("Betaal vóór de cursus begint.") == 1
    assert not any("\u0600" <= character <= "\u06ff" for character in text)


def test_the_same_facts_give_the_same_bytes():
    assert make_pdf(LETTER) == make_pdf(LETTER)


@pytest.mark.parametrize("letter", [LETTER, DUTCH])
def test_a_paper_is_light_enough_for_a_weak_network(letter):
    assert len(make_pdf(letter)) <= 200_000


def test_what_looks_like_code_in_a_name_is_only_text():
    letter = replace(DUTCH, sender=Sender('#panic("no") $x$ \\', ()))

    assert '#panic("no")' in text_of(letter)


@pytest.mark.parametrize("name", ["ኣሚና", "李", "😀", "\x00"])
def test_a_letter_that_our_fonts_lack_becomes_a_question_mark(name):
    letter = replace(DUTCH, sender=Sender(f"Voor {name} Diallo Łukasz Оксана ليلى", ()))

    said = text_of(letter)

    assert "?" in said
    assert "Diallo Łukasz Оксана" in said
    assert name not in said
