"""The papers of hours: the proof of participation, and the form that a contact signs or scans."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import segno

import i18n
from i18n import gettext as _
from i18n import lazy_gettext as _l
from portal.models.pips import HoursState
from portal.providers.documents import Code, Fact, Letter, Line, Reader, Sender, Words, make_pdf
from portal.services.hour_log import Entry, HoursLog
from portal.ui import hour_words
from portal.ui.fee_papers import Addressee, both

_DAY = "%d/%m/%Y"
_QUIET_ZONE = 4
COLUMNS = (_l("Datum"), _l("Wat en bij wie"), _l("Duur"))
SIGNED = (_l("Naam van de contactpersoon"), _l("Organisatie"), _l("Datum"), _l("Handtekening"))


def proof(log: HoursLog, addressee: Addressee, *, agency: str, guide: str, today: date) -> bytes:
    """Make the bewijs van deelname as PDF/UA: the approved hours, each with its organiser, and their sum."""
    approved = sorted(
        (entry for entry in log.entries if entry.state is HoursState.APPROVED),
        key=lambda entry: (entry.day, entry.starts_minute),
    )
    facts = [
        Fact(both(_l("Voor"), addressee.language), addressee.name),
        Fact(both(_l("Goedgekeurde uren"), addressee.language), _duration(log.approved)),
        Fact(both(_l("Nodige uren"), addressee.language), _duration(log.needed)),
        Fact(both(_l("Datum van dit bewijs"), addressee.language), today.strftime(_DAY)),
    ]
    if guide:
        facts.insert(3, Fact(both(_l("Goedgekeurd door trajectbegeleider"), addressee.language), guide))
    return _paper(
        _l("Bewijs van deelname"),
        agency,
        addressee.language,
        facts=facts,
        entries=approved,
        paragraphs=(
            _l(
                "Deze uren tellen voor het participatie- en netwerktraject. Een trajectbegeleider keek ze na."
            ),
        ),
    )


def form(entry: Entry, addressee: Addressee, *, agency: str, address: str) -> bytes:
    """Make the paper for one entry as PDF/UA: to be signed by the contact, who may scan the code instead."""
    language = addressee.language
    return _paper(
        _l("Bevestiging van deelname"),
        agency,
        language,
        facts=[
            Fact(both(_l("Voor"), language), addressee.name),
            Fact(both(_l("Van wanneer tot wanneer"), language), _hours(entry)),
        ],
        entries=[entry],
        paragraphs=(
            _l(
                "Ik bevestig dat deze persoon op deze dag zo lang meedeed, in het Nederlands en samen met anderen."
            ),
        ),
        signed=tuple(both(text, language) for text in SIGNED),
        code=Code(
            qr_svg(address),
            both(_l("QR-code met de link om te bevestigen"), language).nl,
            both(_l("Liever zonder papier? Scan de code en bevestig met één druk op de knop."), language),
        ),
    )


def qr_svg(address: str) -> str:
    """Draw an address as a QR code."""
    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawn, kind="svg", border=_QUIET_ZONE, xmldecl=False, light="#fff", omitsize=True)
    return drawn.getvalue().decode()


def _paper(
    title: i18n.LazyText,
    agency: str,
    language: str,
    *,
    facts: Sequence[Fact],
    entries: Sequence[Entry],
    paragraphs: Sequence[i18n.LazyText],
    signed: tuple[Words, ...] = (),
    code: Code | None = None,
) -> bytes:
    reader = i18n.LANGUAGES.get(language, i18n.LANGUAGES[i18n.SOURCE])
    columns = [both(text, language) for text in COLUMNS]
    return make_pdf(
        Letter(
            reader=Reader(reader.code, right_to_left=reader.right_to_left),
            title=both(title, language),
            sender=Sender(agency),
            footer=both(_l("Gemaakt door het inburgeringsportaal. De Nederlandse tekst telt."), language),
            facts=tuple(facts),
            columns=(columns[0], columns[1], columns[2]),
            lines=tuple(_line(entry) for entry in entries),
            paragraphs=tuple(both(text, language) for text in paragraphs),
            signed=signed,
            qr=code,
        )
    )


def _line(entry: Entry) -> Line:
    what = entry.activity
    if entry.organiser:
        with i18n.use_locale(i18n.SOURCE):
            what = _("%(activity)s, bij %(organiser)s") % {"activity": what, "organiser": entry.organiser}
    return Line(entry.day.strftime(_DAY), Words(what, what), _duration(entry.minutes))


def _hours(entry: Entry) -> str:
    first = hour_words.clock(entry.starts_minute)
    last = hour_words.clock(entry.starts_minute + entry.minutes)
    return f"{entry.day.strftime(_DAY)}, {first:%H:%M}-{last:%H:%M}"


def _duration(minutes: int) -> str:
    with i18n.use_locale(i18n.SOURCE):
        return i18n.format_duration(minutes)
