"""Personal data is taken out of questions; law, dates and amounts stay."""

import random
import re
import time
from pathlib import Path

import pytest
from stdnum import luhn
from stdnum.be import iban, ogm_vcs, ssn

from chatbot import masking

ARTICLES = Path(__file__).parents[2] / "knowledge" / "articles"
RANDOM = random.Random(20261122)  # noqa: S311 the same samples every time
DIGITS = {
    "ascii": "0123456789",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "full-width": "０１２３４５６７８９",
    "devanagari": "०१२३४५६७८९",
    "bengali": "০১২৩৪৫৬৭৮৯",
}
FRAMES = (
    "mijn nummer is {} en ik wacht al lang",
    "{}",
    "Ik ben {}, hoeveel kost de cursus?",
    "mon numéro: {}. Que faire ?",
    "my number ({}) please help",
    "رقمي {} ماذا أفعل",
    "nr.{}",
)


def in_digits_of(script, text):
    return text.translate(dict(zip(map(ord, DIGITS["ascii"]), DIGITS[script], strict=True)))


def rijksregisternummer(*, bis):
    year, month, day = RANDOM.randint(40, 99), RANDOM.randint(1, 12), RANDOM.randint(1, 28)
    young = RANDOM.random() < 0.3
    year = RANDOM.randint(0, 24) if young else year
    month += RANDOM.choice((20, 40)) if bis else 0
    first = f"{year:02d}{month:02d}{day:02d}{RANDOM.randint(1, 997):03d}"
    check = 97 - int(("2" if young else "") + first) % 97
    whole = f"{first}{check:02d}"
    assert ssn.is_valid(whole)
    return whole


def written(kind):
    if kind in {"rijksregister", "bis"}:
        n = rijksregisternummer(bis=kind == "bis")
        shape = RANDOM.choice(
            (
                "{0}.{1}.{2}-{3}.{4}",
                "{0}{1}{2}{3}{4}",
                "{0} {1} {2} {3} {4}",
                "{0}{1}{2}-{3}-{4}",
                "{0}.{1}.{2} {3} {4}",
                "{0}/{1}/{2}-{3}.{4}",
                "{0}-{1}-{2} {3}-{4}",
                "{0}{1}{2} {3}{4}",
            )
        )
        return shape.format(n[:2], n[2:4], n[4:6], n[6:9], n[9:])
    if kind == "iban":
        account = f"{RANDOM.choice((1, 68, 143, 363, 402, 735, 979)):03d}{RANDOM.randint(0, 9999999):07d}"
        account += f"{int(account) % 97 or 97:02d}"
        check = 98 - int(account + "111400") % 97
        n = f"BE{check:02d}{account}"
        assert iban.is_valid(n)
        return RANDOM.choice(
            (
                n,
                " ".join(n[i : i + 4] for i in range(0, 16, 4)),
                n.lower(),
                "-".join(n[i : i + 4] for i in range(0, 16, 4)),
            )
        )
    if kind == "ogm":
        first = f"{RANDOM.randint(1, 9999999999):010d}"
        n = first + ogm_vcs.calc_check_digits(first)
        plain = f"{n[:3]}/{n[3:7]}/{n[7:]}"
        return RANDOM.choice((f"+++{plain}+++", f"***{plain}***", plain, n))
    if kind == "card":
        first = RANDOM.choice(("4", "51", "55", "6703")) + "".join(
            str(RANDOM.randint(0, 9)) for _ in range(14)
        )
        n = first[:15]
        n += luhn.calc_check_digit(n)
        return RANDOM.choice(
            (
                n,
                " ".join(n[i : i + 4] for i in range(0, 16, 4)),
                "-".join(n[i : i + 4] for i in range(0, 16, 4)),
            )
        )
    if kind == "phone":
        a, b, c = (f"{RANDOM.randint(10, 99)}" for _ in range(3))
        mobile = f"4{RANDOM.choice((55, 60, 68, 70, 75, 77, 83, 85, 86, 89, 90, 92, 95, 97, 99))}"
        three = RANDOM.randint(200, 999)
        return RANDOM.choice(
            (
                f"0{mobile} {a} {b} {c}", f"0{mobile}/{a}.{b}.{c}", f"0{mobile}{a}{b}{c}", f"+32 {mobile} {a} {b} {c}", f"+32{mobile}{a}{b}{c}",
                f"0032{mobile}{a}{b}{c}", f"0{mobile}-{a}-{b}-{c}", f"+32 (0){mobile} {a} {b} {c}", f"0{mobile} {a}{b[0]} {b[1]}{c}", f"0{mobile}.{a}.{b}.{c}",
                f"02 {three} {a} {b}", f"03/{three}.{a}.{b}", f"016 {a} {b} {c}", f"(09) {three} {a} {b}", f"011/{a}.{b}.{c}", f"050{a}{b}{c}", f"+32 9 {three} {a} {b}",
                f"+212 6{a} {b}{c} {a}", f"+93 70 {three} {a}{b}", f"00380 67 {three} {a} {b}",
            )
        )  # fmt: skip
    name = RANDOM.choice(
        (
            "amina.elidrissi",
            "yusuf_88",
            "olena-k",
            "m.haddad+be",
            "fatima",
            "j.vandenberghe2",
            "أمينة",
            "zoë.dewit",
        )
    )
    return f"{name}{RANDOM.choice(('@', '@', '@', ' @ ', '(at)', ' [at] ', ' at '))}{RANDOM.choice(('gmail.com', 'hotmail.be', 'outlook.com', 'student.kuleuven.be', 'ukr.net', 'telenet.be'))}"


def samples(kind, count):
    scripts = [script for script in DIGITS if kind != "mail"] or ["ascii"]
    return [
        in_digits_of(scripts[i % len(scripts)] if i % 2 else "ascii", written(kind)) for i in range(count)
    ]


def leaks(sample):
    """Say whether six digits in a row, or a mail name, survive in any frame."""
    for frame in FRAMES:
        masked = masking.mask(frame.format(sample)).text
        rest = masked.replace("]", " ")
        if (
            len(re.sub(r"\D", "", rest)) >= 4
            or "@" in rest
            or "(at)" in rest
            or "[at" in rest
            or "gmail" in rest
            or "hotmail" in rest
        ):
            return True
    return False


@pytest.mark.parametrize(
    ("kind", "recall"),
    [
        ("rijksregister", 0.99),
        ("bis", 0.99),
        ("iban", 0.99),
        ("ogm", 0.99),
        ("card", 0.99),
        ("phone", 0.95),
        ("mail", 0.95),
    ],
)
def test_belgian_personal_numbers_are_masked_in_any_script(kind, recall):
    tried = samples(kind, 120)

    leaked = [sample for sample in tried if leaks(sample)]

    assert 1 - len(leaked) / len(tried) >= recall, leaked


CLEAN = """
Artikel 40ter, § 2, tweede lid van de Vreemdelingenwet van 15 december 1980.
De wet van 15.12.1980 (BS 31.12.1980) en het koninklijk besluit van 8 oktober 1981.
Je betaalt 90 euro voor de cursus en 90 euro voor de test, samen € 180,00 of 1.234,56 EUR.
Van 01/09/2023 tot 31/12/2024, dus van 2023-09-01 tot 2024-12-31.
Besluit van de Vlaamse Regering van 29/01/2016, nummer 2016035282, art. 12, 13 en 14.
RvV nr. 254.329 van 11 mei 2021, HvJ C-635/17, ECLI:EU:C:2019:192, arrest 47/2020.
Het KB van 17-07-2001, 20-09-1998 en 22.12.2009 over de inschrijving.
Tussen 18 en 65 jaar, 40 uren, 60 uur les, niveau A2, binnen 30, 60 of 90 dagen.
Bel 112, 101, 1712 of 1813; Dienst Voogdij 078 15 43 24; Infodesk 02 793 80 00, +32 2 793 80 00.
In 2021, 2022 en 2023 waren er 10.440, 10.232 en 9.871 adviezen: 24 %, 20 %, 14 %.
Decreet van 7 juni 2013, artikelen 2, 3, 4, 20, 25, 26, 27, 28, 29, 30, 31 en 32.
Wet van 10/03/1978, richtlijn 2004/38/EG, verordening (EU) 604/2013, 2016/679 en 883/2004.
Het leefloon is 1.288,46 euro (bedrag op 01.05.2024) of 15.461,52 euro per jaar.
Bijlage 13, bijlage 15, bijlage 19ter, bijlage 26quinquies, bijlage 35.
Van 8.30 tot 12.30 uur en van 13.00 tot 16.00 uur, op 1/7/2023 om 9 uur.
Postcode 2000 Antwerpen, 9000 Gent, 1000 Brussel; NIS-code 11002, 44021 en 21004.
القانون الصادر في ١٥ ديسمبر ١٩٨٠ والمادة ٤٠ والمبلغ ٩٠ يورو.
2023 2024 2025 2026 zijn de jaren van de hervorming.
"""


def test_clean_legal_text_stays_as_it_is():
    lines = CLEAN.strip().splitlines()

    touched = [(line, masking.mask(line).text) for line in lines if masking.mask(line).kinds]

    assert touched == []


def test_the_knowledge_base_itself_stays_as_it_is():
    lines = [
        line
        for file in sorted(ARTICLES.rglob("*.md"))
        for line in file.read_text(encoding="utf-8").split("---", 2)[2].splitlines()
        if line.strip()
    ]

    touched = [(line, masking.mask(line).text) for line in lines if masking.mask(line).kinds]

    assert len(lines) > 500
    assert len(touched) / len(lines) <= 0.01, touched


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mijn rijksregisternummer is 85.07.30-033.28", "mijn rijksregisternummer is [rijksregisternummer]"),
        ("mistyped 85.07.30-033.29", "mistyped [rijksregisternummer]"),
        ("eID 591-1917064-58", "eID [kaartnummer]"),
        ("kaart B 1234567 89", "kaart [kaartnummer]"),
        ("OV 8.123.456 graag", "OV [dossiernummer] graag"),
        ("dossiernr: 8123456", "dossiernr: [dossiernummer]"),
        ("paspoort nr AB123456", "paspoort nr [paspoortnummer]"),
        ("ik ben geboren op 12/03/1985 in Homs", "ik ben geboren op [geboortedatum] in Homs"),
        ("FR76 3000 6000 0112 3456 7890 189", "[rekeningnummer]"),
        ("123456789012345678901234567890", "[nummer]"),
    ],
)
def test_each_kind_has_its_own_placeholder(text, masked):
    assert masking.mask(text).text == masked


def test_what_is_masked_twice_stays_masked():
    once = masking.mask("bel 0470 12 34 56 of amina@example.be, BE68 5390 0754 7034").text

    assert once == "bel [telefoonnummer] of [mailadres], [rekeningnummer]"
    assert masking.mask(once).text == once


ADVERSARIAL = (
    "1",
    "1 ",
    "12.",
    "@",
    "a@",
    "BE12 ",
    "BE12",
    "0470",
    "0470 12 ",
    "+3",
    "(",
    "85.07.30-",
    "a.",
    " at ",
    "geboren 1",
    "OV 1",
    "12/12/2020 ",
    "٠",
    "4111 ",
    "1-2/3.",
)


def test_masking_takes_at_most_five_milliseconds_and_grows_in_a_straight_line():
    masking.mask("warm up 0470 12 34 56 " + "".join(ADVERSARIAL))
    for part in (*ADVERSARIAL, "Mijn nummer is 0470 12 34 56 en mijn mail amina@example.be. "):
        short, long = ((part * size)[:size] for size in (2_000, 16_000))
        took = min(_seconds(short) for _ in range(7))
        # Promised are 5 ms on a quiet core; twice that leaves room for whoever shares it while tests run.
        assert took <= 0.010 * _slowness(), (part, took)
        # Eight times the text in eight times the time; a quadratic mask would take 64 times.
        assert any(_seconds(long) <= 8 * 4 * max(took, 0.0005) for _ in range(7)), (part, took)


def _seconds(text):
    start = time.thread_time()
    masking.mask(text)
    return time.thread_time() - start


def _slowness():
    # A busy shared machine is no quadratic regular expression: measure what a plain loop costs here and now.
    start = time.thread_time()
    sum(i * i for i in range(200_000))
    return max(1.0, (time.thread_time() - start) / 0.02)


def test_the_crude_mask_keeps_no_digit_and_no_mail():
    assert masking.mask_crudely("bel ٠٤٧٠ of 12, amina@example.be nu") == "bel #### of ##, [...] nu"
