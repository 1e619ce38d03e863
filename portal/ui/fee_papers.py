"""Invoices and receipts: what they say, in Dutch and in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import i18n
from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.retributie import LedgerEntry
from portal.providers.documents import Code, Fact, Letter, Line, Reader, Sender, Words, make_pdf
from portal.services.ledger import Balance
from portal.services.payees import Payee
from portal.services.transfers import Transfer

COLUMNS = (_l("Datum"), _l("Wat"), _l("Bedrag"))
_DAY = "%d/%m/%Y"


@dataclass(frozen=True)
class Addressee:
    """Whose paper it is."""

    name: str
    language: str


def invoice(balance: Balance, what: LazyText, payee: Payee, addressee: Addressee) -> bytes:
    """Make the invoice of one charge as PDF/UA: what is due, why, by when, and how to pay it."""
    charge = balance.charge
    transfer = Transfer(payee.name, payee.iban, payee.bic, balance.owed, charge.ogm)
    facts = (
        (_l("Voor"), addressee.name),
        (_l("Te betalen"), _euros(balance.owed)),
        (_l("Ten laatste op"), _day(charge.due_on)),
        (_l("Rekening"), transfer.shown_iban),
        (_l("Mededeling"), transfer.shown_ogm),
    )
    lines = [(charge.charged_on, what, balance.charged)]
    if balance.exempted:
        lines.append((charge.charged_on, _l("Je hoeft dit deel niet te betalen"), -balance.exempted))
    if balance.paid:
        lines.append((charge.charged_on, _l("Al betaald"), -balance.paid))
    return _paper(
        _l("Factuur"),
        payee,
        addressee.language,
        facts=facts,
        lines=lines,
        paragraphs=(
            _l("Betaal met de mededeling. Dan weten we dat het geld van jou komt."),
            _l("Kun je niet betalen? Vraag het aan je trajectbegeleider vóór de laatste dag."),
        ),
        qr=transfer,
    )


def receipt(
    balance: Balance, what: LazyText, payee: Payee, addressee: Addressee, *, paid: Sequence[LedgerEntry]
) -> bytes:
    """Make the receipt of one charge as PDF/UA; `paid` are the allocations that stand."""
    facts = (
        (_l("Voor"), addressee.name),
        (_l("Betaald"), _euros(balance.paid)),
        (_l("Nog te betalen"), _euros(balance.owed)),
        (
            _l("Mededeling"),
            Transfer(payee.name, payee.iban, payee.bic, balance.paid, balance.charge.ogm).shown_ogm,
        ),
    )
    return _paper(
        _l("Betaalbewijs"),
        payee,
        addressee.language,
        facts=facts,
        lines=[(entry.booked_on, what, entry.amount) for entry in paid],
        paragraphs=(_l("Bewaar dit bewijs."),),
    )


def _paper(
    title: LazyText,
    payee: Payee,
    language: str,
    *,
    facts: Sequence[tuple[LazyText, str]],
    lines: Sequence[tuple[date, LazyText, Decimal]],
    paragraphs: Sequence[LazyText],
    qr: Transfer | None = None,
) -> bytes:
    def words(text: LazyText) -> Words:
        return both(text, language)

    reader = i18n.LANGUAGES.get(language, i18n.LANGUAGES[i18n.SOURCE])
    return make_pdf(
        Letter(
            reader=Reader(reader.code, right_to_left=reader.right_to_left),
            title=words(title),
            sender=Sender(payee.name),
            footer=words(_l("Gemaakt door het inburgeringsportaal. De Nederlandse tekst telt.")),
            facts=tuple(Fact(words(label), value) for label, value in facts),
            columns=(words(COLUMNS[0]), words(COLUMNS[1]), words(COLUMNS[2])),
            lines=tuple(Line(_day(day), words(what), _euros(amount)) for day, what, amount in lines),
            paragraphs=tuple(words(text) for text in (*_warnings(payee), *paragraphs)),
            qr=_code(qr, words) if qr else None,
        )
    )


def _warnings(payee: Payee) -> tuple[LazyText, ...]:
    return (_l("Dit is een voorbeeldrekening. Betaal hier niet echt."),) if payee.is_example else ()


def _code(transfer: Transfer, words: Callable[[LazyText], Words]) -> Code:
    scan = words(_l("Scan de code met de app van je bank."))
    return Code(transfer.qr_svg(), words(_l("QR-code met de rekening, het bedrag en de mededeling")).nl, scan)


def both(text: LazyText, language: str, facts: Mapping[str, object] | None = None) -> Words:
    """Say a text in Dutch and in a language."""
    said = []
    for code in (i18n.SOURCE, language if language in i18n.LANGUAGES else i18n.SOURCE):
        with i18n.use_locale(code):
            said.append(str(text) % facts if facts else str(text))
    return Words(nl=said[0], theirs=said[1])


def _euros(amount: Decimal) -> str:
    with i18n.use_locale(i18n.SOURCE):
        return i18n.format_amount(amount)


def _day(day: date) -> str:
    return day.strftime(_DAY)
