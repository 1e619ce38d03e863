"""How hours are said: full hours of the forty, from when to when, and the address with which they are confirmed."""

from datetime import date, time

import i18n
from i18n import gettext as _
from i18n import ngettext

CONFIRM = "bevestig"
_HOUR = 60


def clock(minute: int) -> time:
    """Return the time of a minute of the day."""
    return time(minute // _HOUR % 24, minute % _HOUR)


def span(starts_minute: int, minutes: int) -> str:
    """Say from when to when, such as `14:00-16:00`, the same in every language.

    The end is what a clock shows on an ordinary day; the minutes beside it are exact on every day.
    """
    first, last = clock(starts_minute), clock(starts_minute + minutes)
    return i18n.isolate(f"{first:%H:%M}-{last:%H:%M}")


def when(day: date, starts_minute: int, minutes: int) -> str:
    """Say on which day and from when to when."""
    return _("%(day)s, %(span)s") % {"day": i18n.format_day(day), "span": span(starts_minute, minutes)}


def to_go(minutes: int) -> str:
    """Say how many hours are still to be approved; a part of an hour counts as an hour to do."""
    hours = -(-minutes // _HOUR)
    return ngettext("Nog %(n)d uur te gaan.", "Nog %(n)d uur te gaan.", hours) % {"n": hours}


def confirm_address(base_url: str, token: str, language: str) -> str:
    """Return the address that a contact opens or scans."""
    return f"{base_url}/{language}/{CONFIRM}/{token}"
