"""Activities as files: UiTdatabank's JSON, iCalendar, CSV or XLSX. What kind a file is says its content, never its name."""

from datetime import date

from portal.providers.activity_files import icalendar_file, table_file, uitdatabank
from portal.providers.activity_files.rows import (
    LOOK_FIRST,
    BadActivities,
    Flaw,
    Note,
    ReadFile,
    ReadRow,
    Rejected,
    joined,
)

__all__ = [
    "LOOK_FIRST",
    "MOST_BYTES",
    "BadActivities",
    "Flaw",
    "Note",
    "ReadFile",
    "ReadRow",
    "Rejected",
    "joined",
    "read",
]

MOST_BYTES = 20 * 1024 * 1024


def read(content: bytes, *, today: date) -> ReadFile:
    """Read a file whole: rows that can be used, and rows that cannot with the reason.

    Raises:
        BadActivities: the file is refused whole; says why.
    """
    if len(content) > MOST_BYTES:
        raise BadActivities("file", f"larger than {MOST_BYTES // 1024**2} MB", Flaw.TOO_LARGE)
    if not content.strip():
        raise BadActivities("file", "it is empty", Flaw.EMPTY)
    if table_file.looks_like_xlsx(content):
        return table_file.read_xlsx(content)
    if uitdatabank.looks_like_json(content):
        return uitdatabank.read(content)
    if icalendar_file.looks_like_icalendar(content):
        return icalendar_file.read(content, today=today)
    if table_file.looks_like_csv(content):
        return table_file.read_csv(content)
    raise BadActivities(
        "file", "neither JSON, iCalendar, CSV nor XLSX with the columns titel and datum", Flaw.UNKNOWN_FORMAT
    )
