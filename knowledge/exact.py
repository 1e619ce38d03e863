"""What a translation may not change: amounts, days, the numbers of articles, annexes and telephones, addresses; read as facts."""

import re
from collections import Counter

from knowledge.checks import numbers

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "january february march april may june july august september october november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    # Ukrainian bends its months: the stem, and any ending.
    "uk": r"січ\w+ лют\w+ берез\w+ квіт\w+ трав\w+ черв\w+ лип\w+ серп\w+ верес\w+ жовт\w+ листопад\w* груд\w+",
}
# A month counts where a number stands beside it: "may" and "mars" are also other words.
_DAY = {
    language: re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of |de )?)?(?<!\w)(?P<month>{'|'.join(names.split())})(?!\w)(?: (?:de |del )?(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    )
    for language, names in _MONTHS.items()
}
_LATIN_SUFFIX = re.compile(r"(?<![\w])(\d+)(bis|ter|quater|quinquies|sexies)(?!\w)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w.-]+@)?(?:[\w-]+\.)+(?:be|brussels|vlaanderen|eu|com|org|net|info)(?![\w-])(?:/[\w./%-]*\w)?",
    re.ASCII,
)
_LEVEL = re.compile(r"(?<!\w)([ABC][12])(?!\w)")


def days(text: str, language: str) -> Counter[str]:
    """Return the days and months that stand in a text as `29-7-2025`, `-3-2023` or `1-9-`."""
    if language not in _MONTHS:
        return Counter()
    return Counter(
        f"{match['day'] or ''}-{_month(match['month'], language)}-{match['year'] or ''}"
        for match in _DAY[language].finditer(text)
        if match["day"] or match["year"]
    )


def _month(name: str, language: str) -> int:
    names = enumerate(_MONTHS[language].split(), start=1)
    return next(number for number, known in names if re.fullmatch(known, name, re.IGNORECASE))


def facts(text: str, language: str) -> Counter[str]:
    """Return everything in a text that a translation must leave as it is."""
    found = numbers(text)
    found += Counter(f"day {day}" for day in days(text, language).elements())
    found += Counter(f"number {number}{suffix.lower()}" for number, suffix in _LATIN_SUFFIX.findall(text))
    found += Counter(f"address {address.lower()}" for address in _ADDRESS.findall(text))
    found += Counter(f"level {level}" for level in _LEVEL.findall(text))
    return found
