"""Personal data out of a question before anything else sees it: log, database, search, language model.

Numbers are recognised by their check digits or by a way of writing that nothing else has, in the digits of any
script. Every part is bounded, so the time grows in a straight line with the text. Dates, amounts, article numbers
and the public numbers of `contacts.yaml` stay.
"""

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from stdnum import luhn
from stdnum.be import ogm_vcs, ssn

from chatbot import contacts

RIJKSREGISTER = "rijksregisternummer"
IBAN = "rekeningnummer"
OGM = "mededeling"
CARD = "bankkaart"
IDENTITY_CARD = "kaartnummer"
PHONE = "telefoonnummer"
MAIL = "mailadres"
FILE = "dossiernummer"
PASSPORT = "paspoortnummer"
BIRTH_DATE = "geboortedatum"
NUMBER = "nummer"


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and what kinds were taken out of it."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: str


@cache
def _plain(character: str) -> str:
    """Return the ASCII character that a digit, dash, space or stop of any script stands for."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in "\u2212\u2043":
        return "-"
    if category == "Zs":
        return " "
    return {
        "\u066b": ".",
        "\u066c": ".",
        "\u06d4": ".",
        "\u2044": "/",
        "\u2215": "/",
        "\u00b7": ".",
        "\u2022": ".",
    }.get(character, character)


def mask(text: str) -> Masked:
    """Return the text with typed placeholders such as `[rijksregisternummer]` where personal data stood."""
    shadow = "".join(map(_plain, text))
    taken: list[_Span] = []
    for find in _finders():
        free = _Free(taken)
        found = [span for span in find(shadow) if free.has(span)]
        taken = sorted([*taken, *_without_overlap(found)], key=lambda span: span.start)
    parts: list[str] = []
    position = 0
    for span in taken:
        parts += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    return Masked("".join([*parts, text[position:]]), tuple(dict.fromkeys(span.kind for span in taken)))


def mask_crudely(text: str) -> str:
    """Return the text without any digit and any word with an at sign: what is kept when `mask` itself fails."""
    words = ("[...]" if "@" in word else word for word in text.split())
    return "".join("#" if character.isnumeric() else character for character in " ".join(words))


class _Free:
    """The places that no earlier find has taken."""

    def __init__(self, taken: list[_Span]) -> None:
        self.starts = [span.start for span in taken]
        self.ends = [span.end for span in taken]

    def has(self, span: _Span) -> bool:
        """Say whether nothing taken touches the span."""
        following = bisect_left(self.ends, span.start + 1)
        return following == len(self.starts) or self.starts[following] >= span.end


def _without_overlap(spans: list[_Span]) -> Iterator[_Span]:
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


# Mail: from each at sign outwards, at most as far as an address can be.

_AT = re.compile(
    r"\s?[(\[{]\s?(?:at|a|apenstaartje|arobase)\s?[)\]}]\s?|\s(?:at|apenstaartje|arobase)\s(?=[a-z0-9-]{2,40}(?:\.| dot | punt | point ))|@",
    re.IGNORECASE,
)
_BEFORE_AT = re.compile(r"[\w.+%'-]{1,64}$")
_AFTER_AT = re.compile(
    r"\s?[^\W_][\w-]{0,62}(?:(?:\.|\s(?:dot|punt|point)\s|\s?[(\[](?:dot|punt|point)[)\]]\s?)[^\W_][\w-]{0,62}){1,5}"
)


def _mails(shadow: str) -> Iterator[_Span]:
    for at in _AT.finditer(shadow):
        after = _AFTER_AT.match(shadow, at.end(), at.end() + 260)
        if after is None:
            continue
        first = max(at.start() - 64, 0)
        before = _BEFORE_AT.search(shadow[first : at.start()].rstrip())
        if before:
            yield _Span(first + before.start(), after.end(), MAIL)


# Numbers that only a word beside them tells apart.

_LABEL_GAP = r"[^\w\n]{0,3}(?:(?:is|nr|no|num|nummer|number|num[eé]ro|n°|رقم|هو|est)[^\w\n]{0,3}){0,2}"
_LABELLED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"\b(?:OV|DVZ|CGVS|CGRA|OE|SP|dossier|dossiernummer|dossiernr|file|publieke? veiligheid|ملف|الملف){_LABEL_GAP}(?P<value>\d[\d./ -]{{4,14}}\d)(?!\d)",
            re.IGNORECASE,
        ),
        FILE,
    ),
    (
        re.compile(
            rf"(?:pass?e?poo?rt|paspoortnummer|paspoortnr|جواز(?: ال)?سفر\w{{0,3}}|جوازي|جواز){_LABEL_GAP}(?P<value>[A-Z]{{0,3}}[ -]?\d[A-Z0-9]{{4,9}})\b",
            re.IGNORECASE,
        ),
        PASSPORT,
    ),
    (
        re.compile(
            r"\b(?:geboren|geboortedatum|geb\.|born|birth ?date|date of birth|n[ée]e?|naissance|ولدت|مواليد|الميلاد|مولود)\b[^\d\n]{0,16}(?P<value>\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4})(?!\d)",
            re.IGNORECASE,
        ),
        BIRTH_DATE,
    ),
)


def _labelled(shadow: str) -> Iterator[_Span]:
    for pattern, kind in _LABELLED:
        for found in pattern.finditer(shadow):
            value = found["value"]
            if kind != FILE or (_count_digits(value) >= 6 and not _DATE.fullmatch(value)):  # noqa: PLR2004 shorter ones are years and articles
                yield _Span(*found.span("value"), kind)


# Bank accounts by country, length and check digits.

_NO_SEPARATORS = {ord(character): None for character in " .-/+*()_,:"}
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MA": 28, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SO": 23, "TN": 24, "TR": 26, "UA": 29, "XK": 20,
}  # fmt: skip
_IBAN_OF_DIGITS = frozenset({"BE", "DE", "ES", "PL", "AT", "DK", "HU", "FI"})
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .-]{0,2}\d[ .-]?\d")


@cache
def _iban_of(country: str) -> re.Pattern[str]:
    rest = r"\d" if country in _IBAN_OF_DIGITS else "[A-Za-z0-9]"
    return re.compile(
        rf"[A-Za-z]{{2}}[ .-]{{0,2}}\d[ .-]?\d(?:[ .-]{{0,2}}{rest}){{{_IBAN_LENGTHS[country] - 4}}}(?!\d)"
    )


def _ibans(shadow: str) -> Iterator[_Span]:
    for start in _IBAN_START.finditer(shadow):
        country = start[0][:2].upper()
        found = _iban_of(country).match(shadow, start.start()) if country in _IBAN_LENGTHS else None
        # A Belgian account is masked also with a wrong check digit: nothing else looks like it.
        if found and (country == "BE" or _mod97(found[0].translate(_NO_SEPARATORS).upper())):
            yield _Span(found.start(), found.end(), IBAN)


def _mod97(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


# Ways of writing that nothing else has: masked also with a wrong check digit, because people mistype.

_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![\d.])\d{2}\.\d{2}\.\d{2}[ -]{1,3}\d{3}[. -]\d{2}(?![\d.]\d)"), RIJKSREGISTER),
    (
        re.compile(
            r"(?:\+{3}|\*{3})\s?\d{3}\s?/\s?\d{4}\s?/\s?\d{5}\s?(?:\+{3}|\*{3})|(?<![\d/])\d{3}/\d{4}/\d{5}(?![\d/])"
        ),
        OGM,
    ),
    (re.compile(r"(?<![\d-])\d{3}-\d{7}-\d{2}(?![\d-])"), IDENTITY_CARD),
    (re.compile(r"(?<![A-Za-z0-9])B[ .-]?\d{7}[ .-]?\d{2}(?![A-Za-z0-9])"), IDENTITY_CARD),
)


def _shaped(shadow: str) -> Iterator[_Span]:
    for pattern, kind in _SHAPES:
        for found in pattern.finditer(shadow):
            yield _Span(found.start(), found.end(), kind)


# Numbers with check digits: groups of digits that stand together, tried from each group on.

_GROUP = re.compile(r"\d+")
_BETWEEN = re.compile(r"[ .\-/_,:]{0,3}")
_RIJKSREGISTER_DIGITS, _OGM_DIGITS, _CARD_DIGITS = 11, 12, 19
_SHORTEST_FIRST_GROUP = 2
_DOUBLED = str.maketrans("0123456789", "0246813579")


def _longest(first_group: int) -> int:
    """Return how many digits a number can have that people begin with a group of this size: `85 07`, `010/8068`, `4111 1111`."""
    return {2: _RIJKSREGISTER_DIGITS, 3: _OGM_DIGITS}.get(first_group, _CARD_DIGITS)


def _checked(shadow: str) -> Iterator[_Span]:
    for start, end, number in _windows(shadow):
        if len(number) == _RIJKSREGISTER_DIGITS:
            if _may_be_person(number) and ssn.is_valid(number):
                yield _Span(start, end, RIJKSREGISTER)
        elif len(number) == _OGM_DIGITS:
            if _may_be_transfer(number) and ogm_vcs.is_valid(number):
                yield _Span(start, end, OGM)
        elif (
            number[0] in "3456"
            and _may_be_card(number)
            and luhn.is_valid(number)
            and not _DATE.search(shadow, start, end)
        ):
            yield _Span(start, end, CARD)


# The same sums as stdnum's, without its exceptions: most numbers that are tried are none.


def _may_be_transfer(number: str) -> bool:
    return (int(number[:10]) % 97 or 97) == int(number[10:])


def _may_be_card(number: str) -> bool:
    turned = number[::-1]
    return (sum(map(int, turned[::2])) + sum(map(int, turned[1::2].translate(_DOUBLED)))) % 10 == 0


def _may_be_person(number: str) -> bool:
    check = 97 - int(number[9:])
    return check in {int(number[:9]) % 97, int("2" + number[:9]) % 97}


def _windows(shadow: str) -> Iterator[tuple[int, int, str]]:
    """Yield every run of whole groups that has as many digits as a checked number: start, end, digits."""
    groups = [(found.start(), found.end(), found[0]) for found in _GROUP.finditer(shadow)]
    joined = [
        bool(_BETWEEN.fullmatch(shadow, before[1], after[0])) for before, after in itertools.pairwise(groups)
    ]
    joined.append(False)
    for first, (start, _end, digits) in enumerate(groups):
        longest = _longest(len(digits))
        number, place = digits, first
        while _SHORTEST_FIRST_GROUP <= len(number) <= longest:
            if len(number) >= _RIJKSREGISTER_DIGITS:
                yield start, groups[place][1], number
            if not joined[place]:
                break
            place += 1
            number += groups[place][2]


def _count_digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


# Telephone numbers: Belgian ones by their groups, others by a plus or two noughts.

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([./ -])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([./ -])\d{1,2}\2\d{1,2})(?!\d)"
)
_PHONES: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?<!\d)(?<!\d[.,/-])(?:\+|00)[ .]?[1-9]\d{0,2}[ ./-]{0,2}(?:\(0\)[ ./-]{0,2})?(?:\d{1,4}[ ./-]{0,2}){1,6}\d{1,4}(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?<!\d[.,/-])\(?0?4\d\d\)?[ ./-]{0,3}(?:\d{2}[ ./-]?\d{2}[ ./-]?\d{2}|\d{3}[ ./-]?\d{3})(?![\d]|[./-]\d)"
    ),
    re.compile(
        r"(?<!\d)(?<!\d[.,/-])\(?0[1-9]\d?\)?[ ./-]{0,3}\d{2,3}[ ./-]?\d{2}[ ./-]?\d{2}(?![\d]|[./-]\d)"
    ),
    re.compile(
        r"(?<!\d)(?<!\d[.,/-])32[ ./-]?4\d\d[ ./-]?(?:\d{2}[ ./-]?\d{2}[ ./-]?\d{2}|\d{3}[ ./-]?\d{3})(?!\d)"
    ),
)
_PHONE_DIGITS = range(9, 16)


def _phones(shadow: str) -> Iterator[_Span]:
    public = contacts.public_numbers()
    dates = [found.span() for found in _DATE.finditer(shadow)]
    for pattern in _PHONES:
        for found in pattern.finditer(shadow):
            digits = _as_dialled(found[0])
            is_date = any(
                start < found.end() and found.start() < end for start, end in _near(dates, found.start())
            )
            if len(digits) in _PHONE_DIGITS and digits not in public and not is_date:
                yield _Span(found.start(), found.end(), PHONE)


def _near(spans: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    place = bisect_left(spans, (position, 0))
    return spans[max(place - 1, 0) : place + 3]


def _as_dialled(written: str) -> str:
    digits = "".join(character for character in written.replace("(0)", "") if character.isdigit())
    for prefix in ("0032", "32"):
        if digits.startswith(prefix) and (written.strip().startswith(("+", "0032", "32"))):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


# Anything longer than a law, a date or an amount needs, written in one go.

_LONG = re.compile(r"(?<![\d.,])\d{11,40}(?![\d])")


def _long(shadow: str) -> Iterator[_Span]:
    for found in _LONG.finditer(shadow):
        yield _Span(found.start(), found.end(), NUMBER)


def _finders() -> tuple[Callable[[str], Iterator[_Span]], ...]:
    # The surest first: what one has taken, a later one leaves alone.
    return (_mails, _ibans, _shaped, _checked, _labelled, _phones, _long)
