"""Files of activities for tests, as sources write them."""

import json
from typing import Any

EVENT: dict[str, Any] = {
    "@id": "https://io.uitdatabank.be/event/5a1e4f0c-8b57-4a3e-9a59-3f2f5f6b7c01",
    "@type": "Event",
    "mainLanguage": "nl",
    "name": {"nl": "Praatgroep in de bibliotheek", "fr": "Groupe de conversation"},
    "description": {
        "nl": "<p>Samen Nederlands oefenen met een kop koffie.</p><p>Iedereen praat mee &amp; niemand moet.</p>",
        "fr": "Parler néerlandais ensemble.",
    },
    "calendarType": "single",
    "startDate": "2026-03-12T14:00:00+01:00",
    "endDate": "2026-03-12T16:00:00+01:00",
    "attendanceMode": "offline",
    "location": {
        "@id": "https://io.uitdatabank.be/place/179c89c5-dba4-417b-ae96-62e7a12c2405",
        "name": {"nl": "Bibliotheek Tweebronnen"},
        "address": {
            "nl": {
                "addressCountry": "BE", "addressLocality": "Leuven", "postalCode": "3000", "streetAddress": "Diestsestraat 49",
            }
        },
    },
    "terms": [{"id": "0.3.1.0.1", "label": "Cursus met open sessies", "domain": "eventtype"}],
    "labels": ["twee taaliconen", "praten"],
    "hiddenLabels": ["inburgering:uren=meets-in-dutch"],
    "priceInfo": [{"category": "base", "name": {"nl": "Basistarief"}, "price": 0, "priceCurrency": "EUR"}],
    "contactPoint": {"phone": [], "email": ["bib@example.org"], "url": []},
    "typicalAgeRange": "18-",
    "workflowStatus": "APPROVED",
}  # fmt: skip


def event(number: int = 1, **changed: Any) -> dict[str, Any]:
    """An event of UiTdatabank that may be published, with an id of its own; a value of None leaves a field out."""
    whole = EVENT | {"@id": f"https://io.uitdatabank.be/event/event-{number}"} | changed
    return {name: value for name, value in whole.items() if value is not None}


def uit(*events: dict[str, Any]) -> bytes:
    """A page of UiTdatabank's search, with everything on it."""
    page = {"@type": "PagedCollection", "totalItems": len(events), "member": list(events)}
    return json.dumps(page).encode()


def ics(*events: str, head: str = "") -> bytes:
    """A calendar file of events that are written as lines."""
    told = "".join(f"BEGIN:VEVENT\n{one.strip()}\nEND:VEVENT\n" for one in events)
    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//NL\n{head}{told}END:VCALENDAR\n"
    return whole.replace("\n", "\r\n").encode()
