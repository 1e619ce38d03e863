"""The pieces of the finance page: figures with what they count, charts with the same numbers as a table, totals, what is late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal.models.retributie import FeeItem
from portal.services import finance_totals, ogm, places
from portal.services.fee_kinds import FeeGround
from portal.services.finance_figures import Figures, Measure, Overdue, Place, Sums
from portal.services.finance_totals import Gap, Totals
from portal.services.provider_check import ProviderTotals
from portal.ui import charts, components, html, labels_fees, labels_finance
from portal.ui.charts import Bar
from portal.ui.html import Child, Tone

MOST_ROWS = 25
NOTHING = "–"
# Told apart by lightness too, and each at least 3:1 on white; the table beside the chart says the same.
COLOURS = {
    Measure.CHARGED: "#0b5a66",
    Measure.EXEMPTED: "#b07a12",
    Measure.PAID: "#2e8b57",
    Measure.REFUNDED: "#7d1414",
}


def figures(found: Figures, late: Sequence[Overdue]) -> Markup:
    """Build the figures, each with what it counts."""
    tiles = [
        _tile(
            labels_finance.MEASURES[measure], found.total.of(measure), labels_finance.MEASURE_HINTS[measure]
        )
        for measure in Measure
    ]
    words = ngettext(
        "%(n)d cursus of test had al betaald moeten zijn. Dit telt tot vandaag.",
        "%(n)d cursussen of tests hadden al betaald moeten zijn. Dit telt tot vandaag.",
        len(late),
    )
    tiles.append(_tile(_("Te laat"), sum((one.amount for one in late), Decimal(0)), words % {"n": len(late)}))
    return html.tag("dl", *tiles, class_="p-figures")


def _tile(name: Child, amount: Decimal, hint: Child) -> Markup:
    return html.tag(
        "div",
        html.tag("dt", name),
        html.tag(
            "dd",
            html.tag("strong", i18n.format_amount(amount)),
            html.tag("span", hint),
            class_="p-figures__value",
        ),
    )


def by_month(found: Figures) -> None:
    """Show each month as bars, and as a table."""
    months = [(i18n.format_month(month), sums) for month, sums in sorted(found.by_month.items())]
    words = _("Staafdiagram: per maand wat werd aangerekend, vrijgesteld, betaald en terugbetaald.")
    components.show(html.section_title(_("Per maand"), level=3))
    charts.draw(_bars(months), key="finance.months", description=words)
    _as_table(_("Bedragen per maand"), _("Maand"), months)


def by_place(found: Figures) -> None:
    """Show each region as bars, and as a table."""
    regions = [(place_name(place), sums) for place, sums in found.by_place.items()]
    regions.sort(key=lambda one: -one[1].of(Measure.CHARGED))
    words = _("Staafdiagram: per regio wat werd aangerekend, vrijgesteld, betaald en terugbetaald.")
    components.show(html.section_title(_("Per regio"), level=3))
    charts.draw(_bars(regions), key="finance.regions", description=words, sideways=True)
    _as_table(_("Bedragen per regio"), _("Regio"), regions)
    where = _("De regio is die van het contract. Voor geld dat binnenkwam of terugging is het de woonplaats.")
    components.show(html.paragraph(where, class_="p-hint"))


def _bars(rows: Sequence[tuple[str, Sums]]) -> list[Bar]:
    return [
        Bar(name, str(labels_finance.MEASURES[measure]), sums.of(measure), COLOURS[measure])
        for name, sums in rows
        if any(sums.of(measure) for measure in COLOURS)
        for measure in COLOURS
    ]


def by_ground(found: Figures) -> None:
    """Show why people are exempt, and as a table."""
    components.show(html.section_title(_("Vrijgesteld, per reden"), level=3))
    if not found.by_ground:
        words = _("In deze periode is niemand vrijgesteld.")
        components.show(html.empty_state(_("Geen vrijstellingen."), words))
        return
    grounds = [(ground_name(code), amount) for code, amount in found.by_ground.items()]
    what, colour = str(labels_finance.MEASURES[Measure.EXEMPTED]), COLOURS[Measure.EXEMPTED]
    charts.draw(
        [Bar(name, what, amount, colour) for name, amount in grounds], key="finance.grounds", sideways=True,
        description=_("Staafdiagram: voor welk bedrag mensen vrijgesteld zijn, per reden."),
    )  # fmt: skip
    rows = [(name, i18n.format_amount(amount)) for name, amount in grounds]
    _folded(html.table(_("Vrijgesteld, per reden"), (_("Reden"), _("Bedrag")), rows))


def by_item(found: Figures) -> Markup:
    """Build the table of courses and tests."""
    measures = (Measure.CHARGED, Measure.EXEMPTED, Measure.PAID)
    head = (_("Onderdeel"), *[str(labels_finance.MEASURES[measure]) for measure in measures])
    rows: list[tuple[Child, ...]] = [
        (
            labels_fees.ITEMS[item],
            *[i18n.format_amount(found.by_item[item].of(measure)) for measure in measures],
        )
        for item in FeeItem
        if item in found.by_item
    ]
    return html.table(_("Bedragen per onderdeel"), head, rows)


def _as_table(caption: str, first: str, rows: Iterable[tuple[str, Sums]]) -> None:
    head = (first, *[str(labels_finance.MEASURES[measure]) for measure in Measure])
    lines = [(name, *[i18n.format_amount(sums.of(measure)) for measure in Measure]) for name, sums in rows]
    _folded(html.table(caption, head, lines))


def _folded(table: Markup) -> None:
    components.show(html.folded(table))


# ── the three totals ─────────────────────────────────────────────────────────────────────────────────────────────


def totals(found: Totals) -> Markup:
    """Build the three totals beside each other, and how they differ."""
    head = (_("Wat"), _("Betaaldienst"), _("Boek"), _("Bank"))
    rows: list[tuple[Child, ...]] = [
        (_("Online betaald"), _amount(found.provider), _amount(found.booked_online), _amount(found.payouts)),
        (_("Overschrijvingen"), NOTHING, _amount(found.booked_by_bank), _amount(found.bank - found.payouts)),
        (_("Zonder betaaldienst of bank"), NOTHING, _amount(found.booked_by_hand), NOTHING),
        tuple(html.tag("strong", cell) for cell in (_("Samen"), _amount(found.provider), _amount(found.book), _amount(found.bank))),
    ]  # fmt: skip
    counted = _(
        "Elk totaal telt wat binnenkwam, min wat terugging. Bij de betaaldienst is dat van de betalingen uit deze periode."
    )
    return html.join(html.table(_("De drie totalen"), head, rows), html.paragraph(counted, class_="p-hint"))


def differences(found: Totals) -> Markup:
    """Build why the totals differ: each kind with its rows."""
    return html.join(
        _difference(_("Betaaldienst min boek"), found.provider_difference, found.provider_gaps),
        _difference(_("Bank min boek"), found.bank_difference, found.bank_gaps),
    )


def _difference(title: str, amount: Decimal, gaps: Sequence[Gap]) -> Markup:
    if not gaps:
        return html.card(
            title, html.paragraph(_("Er is geen verschil.")), aside=html.badge(_amount(amount), Tone.GOOD)
        )
    kinds = [
        html.tag(
            "details",
            html.tag("summary", _gap_words(kind, number), ": ", html.tag("strong", _amount(sum_))),
            _gap_rows([gap for gap in gaps if gap.kind is kind]),
        )
        for kind, (number, sum_) in finance_totals.summed(gaps).items()
    ]
    added = html.paragraph(_("Deze regels zijn samen precies het verschil."), class_="p-hint")
    return html.card(title, *kinds, added, aside=html.badge(_amount(amount), Tone.CALM))


def _gap_words(kind: finance_totals.GapKind, number: int) -> str:
    return _("%(what)s (%(n)d)") % {"what": labels_finance.GAPS[kind], "n": number}


def _gap_rows(gaps: Sequence[Gap]) -> Markup:
    rows = [
        (i18n.format_day(gap.on, width="short") if gap.on else _("De hele periode"), html.ltr(gap.reference), _amount(gap.amount))
        for gap in gaps[:MOST_ROWS]
    ]  # fmt: skip
    more = len(gaps) - len(rows)
    words = ngettext(
        "En nog %(n)d regel: zie het rekenblad.", "En nog %(n)d regels: zie het rekenblad.", more
    ) % {"n": more}
    table = html.table(_("Regels"), (_("Datum"), _("Nummer"), _("Bedrag")), rows)
    return html.join(table, html.paragraph(words, class_="p-hint") if more > 0 else None)


def compared(found: ProviderTotals | None) -> Markup:
    """Say when the provider itself was last asked for everything it has, and which payments it tells otherwise."""
    if found is None:
        return html.paragraph(
            _("De betaaldienst is nog niet vergeleken met het boek. Dat gebeurt elke dag."), class_="p-hint"
        )
    moment = i18n.format_moment(found.checked_at, width="short")
    if not found.differences:
        words = _("De betaaldienst is op %(moment)s vergeleken met het boek: alles klopt.")
        return html.paragraph(words % {"moment": moment}, class_="p-hint")
    words = _("De betaaldienst is op %(moment)s vergeleken met het boek. Deze betalingen kloppen niet.")
    rows = [
        (html.ltr(one.provider_id), _amount(one.provider), _amount(one.ledger))
        for one in found.differences[:MOST_ROWS]
    ]
    table = html.table(_("Betalingen die verschillen"), (_("Nummer"), _("Betaaldienst"), _("Boek")), rows)
    return html.join(html.notice(words % {"moment": moment}, Tone.WARNING), table)


def _amount(amount: Decimal) -> str:
    return i18n.format_amount(amount)


# ── what is late ─────────────────────────────────────────────────────────────────────────────────────────────────


def overdue(lines: Sequence[Overdue], today: date) -> Markup:
    """Build the list of what is late, without names: the communication leads to the person."""
    if not lines:
        return html.empty_state(_("Niets is te laat."), _("Alles wat betaald moest zijn, is betaald."))
    head = (
        _("Mededeling"),
        _("Onderdeel"),
        _("Gemeente"),
        _("Te betalen tegen"),
        _("Dagen te laat"),
        _("Bedrag"),
    )
    rows = [
        (
            html.ltr(ogm.shown(one.ogm)), labels_fees.ITEMS[one.item], place_of(one.nis_code),
            i18n.format_day(one.since, width="short"), (today - one.since).days, _amount(one.amount),
        )
        for one in lines[:MOST_ROWS]
    ]  # fmt: skip
    more = len(lines) - len(rows)
    words = ngettext(
        "En nog %(n)d regel: zie het rekenblad.", "En nog %(n)d regels: zie het rekenblad.", more
    ) % {"n": more}
    return html.join(
        html.table(_("Langst te laat eerst"), head, rows),
        html.paragraph(words, class_="p-hint") if more > 0 else None,
    )


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────


def place_name(place: Place) -> str:
    """Name a region."""
    agency = _AGENCIES.get(place.agency.value, "") if place.agency else ""
    name = " · ".join(part for part in (agency, place.province) if part)
    return name or _("Niet bekend")


_AGENCIES: Mapping[str, str] = {
    "agii": "AgII",
    "atlas": "Atlas",
    "amal": "Amal",
    "bon": "Bon",
}  # names, the same everywhere


def ground_name(code: str) -> str:
    """Name a ground of exemption."""
    known = {ground.value: ground for ground in FeeGround}
    return str(labels_fees.GROUNDS[known[code]]) if code in known else _("Niet bekend")


def place_of(nis_code: str) -> str:
    """Name a municipality."""
    return places.municipality(nis_code).name if places.is_municipality(nis_code) else nis_code
