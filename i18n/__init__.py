"""Texts, dates and amounts for the reader's language. Below everything; imports nothing of the project.

The locale is asked for at the moment a text is needed, never set: `ask_locale_from` registers where to
look once (a page's session), `use_locale` pins it for a block (a mail, a PDF, a test).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages import mofile, pofile

from i18n.locales import LANGUAGES, OFFERED, SOURCE, Language

__all__ = [
    "CATALOGS", "LANGUAGES", "OFFERED", "SOURCE", "Language", "LazyCount", "LazyText", "ask_locale_from", "current_language", "current_locale",
    "format_amount", "format_day", "format_duration", "format_list", "format_moment", "format_month", "format_share", "format_time", "gettext", "isolate", "lazy_gettext", "lazy_ngettext", "ngettext", "use_locale",
]  # fmt: skip

CATALOGS = Path(__file__).parent / "locales"
BRUSSELS = ZoneInfo("Europe/Brussels")

_pinned: ContextVar[str | None] = ContextVar("pinned_locale", default=None)
_asker: list[Callable[[], str]] = []


def ask_locale_from(source: Callable[[], str]) -> None:
    """Register where the current reader's language code is found when no block pins it."""
    _asker[:] = [source]


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Pin the language inside the block.

    Raises:
        KeyError: the language is not offered.
    """
    token = _pinned.set(LANGUAGES[code].code)
    try:
        yield
    finally:
        _pinned.reset(token)


def current_locale() -> str:
    """Return the reader's language code; Dutch when nobody said otherwise."""
    code = _pinned.get() or (_asker[0]() if _asker else SOURCE)
    return code if code in LANGUAGES else SOURCE


def current_language() -> Language:
    """Return the reader's language."""
    return LANGUAGES[current_locale()]


@cache
def _translations(code: str) -> NullTranslations:
    path = CATALOGS / code / "LC_MESSAGES" / "messages.po"
    if code == SOURCE or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=code), use_fuzzy=True)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """Translate a Dutch text for the reader."""
    return _translations(current_locale()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a Dutch text with the plural form that the reader's language uses for `count`."""
    return _translations(current_locale()).ngettext(singular, plural, count)


class LazyText:
    """A text translated when it is shown: for tables made once at import for all readers."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        """Translate for the current reader."""
        return gettext(self.message)


def lazy_gettext(message: str) -> LazyText:
    """Mark a text now and translate it when it is shown."""
    return LazyText(message)


class LazyCount:
    """A text in one and in many, translated when the number is known: for tables made once at import."""

    def __init__(self, singular: str, plural: str) -> None:
        self.singular, self.plural = singular, plural

    def of(self, count: int) -> str:
        """Translate for the current reader, in the form that `count` asks for."""
        return ngettext(self.singular, self.plural, count)


def lazy_ngettext(singular: str, plural: str) -> LazyCount:
    """Mark a text that counts now and translate it when the number is known."""
    return LazyCount(singular, plural)


def isolate(text: str) -> str:
    """Keep a number, amount, date, IBAN or address left-to-right inside right-to-left text."""
    return f"\u2066{text}\u2069"


def _isolated(text: str) -> str:
    return isolate(text) if current_language().right_to_left else text


def _own_direction(text: str) -> str:
    """Let a date or a name read as its own first letter does: Arabic months from right to left, figures alone left to right.

    Held left-to-right, `4 ديسمبر 2026` would show the year between the day and the month.
    """
    return f"\u2068{text}\u2069" if current_language().right_to_left else text


def format_list(parts: Iterable[str]) -> str:
    """Write names after one another, with the comma of the reader's language; each reads as its own letters do."""
    comma = "\N{ARABIC COMMA} " if current_language().right_to_left else ", "
    return comma.join(_own_direction(part) for part in parts)


def format_day(day: date, *, width: str = "long") -> str:
    """Write a day for the reader, such as `1 maart 2026`; Gregorian, Western digits."""
    return _own_direction(_day(day, width, _western(current_language().babel)))


@lru_cache(maxsize=4096)  # a plan shows thirty days, each a parse of a CLDR pattern
def _day(day: date, width: str, locale: str) -> str:
    # Ukrainian ends a day in "р." (year): a sentence that ends in a day would end in two full stops.
    return str(dates.format_date(day, format=width, locale=locale)).removesuffix("р.").rstrip()


def format_month(day: date) -> str:
    """Write the month of a day for the reader, such as `mrt 2026`."""
    return _own_direction(str(dates.format_skeleton("yMMM", day, locale=_western(current_language().babel))))


def format_moment(moment: datetime, *, width: str = "medium") -> str:
    """Write an aware moment in Brussels time for the reader."""
    locale = _western(current_language().babel)
    return _own_direction(dates.format_datetime(moment, format=width, tzinfo=BRUSSELS, locale=locale))


def format_time(moment: datetime) -> str:
    """Write the hour of an aware moment in Brussels for the reader, such as `09:30`."""
    locale = _western(current_language().babel)
    return _own_direction(dates.format_time(moment, format="short", tzinfo=BRUSSELS, locale=locale))


def format_amount(euros: Decimal) -> str:
    """Write an amount in euros for the reader."""
    written = numbers.format_currency(euros, "EUR", locale=_western(current_language().babel))
    # CLDR begins an Arabic amount with a right-to-left mark: inside our isolate it would push a minus behind the figures.
    return _isolated(written.replace("\u200f", ""))


def format_number(value: float) -> str:
    """Write a number with at most one decimal for the reader."""
    return _own_direction(
        numbers.format_decimal(value, format="#,##0.#", locale=_western(current_language().babel))
    )


def format_share(share: float) -> str:
    """Write a share as whole hundredths for the reader, such as `85%`."""
    return _own_direction(
        numbers.format_percent(share, format="#,##0%", locale=_western(current_language().babel))
    )


def format_duration(minutes: int) -> str:
    """Write a number of minutes as hours and minutes, such as `12 u 30`."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return _own_direction(gettext("%(hours)d u %(minutes)02d") % {"hours": hours, "minutes": rest})
    return _own_direction(ngettext("%(hours)d uur", "%(hours)d uren", hours) % {"hours": hours})


def _western(locale: str) -> str:
    # CLDR's default digits for plain "ar" are Arabic-Indic in some releases; papers in Belgium use 0-9.
    return "ar_AE" if locale == "ar" else locale
