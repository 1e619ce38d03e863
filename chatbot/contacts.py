"""Who helps now: dated contacts out of `contacts.yaml`."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge import yaml_text

CONTACTS = Path(__file__).parent / "contacts.yaml"


@dataclass(frozen=True)
class Contact:
    """A service one can call. `always`: day and night, as its source says; `spoken`: in this language where it is not Dutch."""

    id: str
    name: str
    phone: str
    source: str
    last_checked: date
    website: str | None = None
    free: bool = False
    always: bool = False
    spoken: str | None = None


class BadContacts(ValueError):
    """The contacts file is broken; says where."""


@cache
def contacts() -> dict[str, Contact]:
    """Return every contact by its id."""
    return load(CONTACTS)


def load(path: Path) -> dict[str, Contact]:
    """Read a contacts file.

    Raises:
        BadContacts: an entry misses a field, a source or a day, or stands there twice.
    """
    raw: Any = yaml_text.read(path.read_text(encoding="utf-8"))
    found: dict[str, Contact] = {}
    for position, entry in enumerate(raw["contacts"], start=1):
        try:
            contact = Contact(**entry)
        except TypeError as error:
            raise BadContacts(f"{path.name}: entry {position}: {error}") from None
        if (
            not contact.source.startswith("https://")
            or not isinstance(contact.last_checked, date)
            or contact.id in found
        ):
            raise BadContacts(f"{path.name}: entry {position}: needs a source, a day and an id of its own")
        found[contact.id] = contact
    return found


def phone(contact_id: str) -> str:
    """Return the number of a contact as it is written."""
    return contacts()[contact_id].phone


@cache
def public_numbers() -> frozenset[str]:
    """Return the digits of every public number: these are nobody's personal data."""
    return frozenset(
        "".join(character for character in contact.phone if character.isdigit())
        for contact in contacts().values()
    )
