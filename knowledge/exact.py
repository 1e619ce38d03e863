"""What a translation may not change: amounts, days, and the numbers of articles and annexes, read as facts."""

import re
from collections import Counter

from knowledge.checks import numbers

_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "january february march april may june july august september october november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
# A month counts where a number stands beside it: "may" and "mars" are also other words.
_DAY = {
    language: re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?)?(?<!\w)(?P<month>{'|'.join(names.split())})(?!\w)(?: (?P<year>\d{{4}}))?",
        re.IGNORECASE,
    )
    for language, names in _MONTHS.items()
}
_LATIN_SUFFIX = re.compile(r"(?<![\w])(\d+)(bis|ter|quater|quinquies|sexies)(?!\w)", re.IGNORECASE)
_LEVEL = re.compile(r"(?<!\w)([ABC][12])(?!\w)")


def days(text: str, language: str) -> Counter[str]:
    """Return the days and months that stand in a text as `29-7-2025`, `-3-2023` or `1-9-`."""
    if language not in _MONTHS:
        return Counter()
    names = _MONTHS[language].split()
    return Counter(
        f"{match['day'] or ''}-{names.index(match['month'].lower()) + 1}-{match['year'] or ''}"
        for match in _DAY[language].finditer(text)
        if match["day"] or match["year"]
    )


def facts(text: str, language: str) -> Counter[str]:
    """Return everything in a text that a translation must leave as it is."""
    found = numbers(text)
    found += Counter(f"day {day}" for day in days(text, language).elements())
    found += Counter(f"number {number}{suffix.lower()}" for number, suffix in _LATIN_SUFFIX.findall(text))
    found += Counter(f"level {level}" for level in _LEVEL.findall(text))
    return found
