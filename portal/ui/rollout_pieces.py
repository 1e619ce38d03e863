"""Pieces of the part about the roll-out: the shares that hold, who changed them, both sides compared. Nothing is changed here."""

from collections.abc import Sequence

from markupsafe import Markup

import i18n
from i18n import format_moment, format_share, isolate
from i18n import gettext as _
from portal.models.switches import Side
from portal.services import places
from portal.services.rollout import Share
from portal.services.rollout_figures import Comparison, Line, Measured
from portal.services.spreadsheets import Cell, Table
from portal.services.two_sides import Difference
from portal.ui import html, labels_rollout, score_pieces
from portal.ui.html import Child

_HUNDRED = 100
_NOTHING = "–"


def named(nis_code: str | None) -> str:
    """Return for whom a share holds, in words."""
    if nis_code is None:
        return _("Iedereen")
    return places.municipality(nis_code).name if places.is_municipality(nis_code) else nis_code


def share_words(one: Share) -> str:
    """Return a share in words."""
    return _("Zoals iedereen") if one.percent is None else format_share(one.percent / _HUNDRED)


def holding(shares: Sequence[Share]) -> Markup:
    """Build which share of people gets answers now, for everybody and by municipality."""
    rows = [(named(one.nis_code), share_words(one)) for one in shares if one.percent is not None]
    if not any(one.nis_code is None for one in shares):
        rows.insert(0, (_("Iedereen"), format_share(1)))
    return html.table(_("Wie krijgt nu antwoorden"), (_("Voor wie"), _("Deel van de mensen")), rows)


def earlier(changes: Sequence[Share]) -> Markup | None:
    """Build the list of who changed a share; nothing when nobody ever did."""
    if not changes:
        return None
    rows = [
        (
            format_moment(one.at, width="short"),
            named(one.nis_code),
            share_words(one),
            html.tag("bdi", one.reason),
            html.tag("bdi", one.author) if one.author else _("Een opdracht op de server"),
        )
        for one in changes
    ]
    head = (_("Wanneer"), _("Voor wie"), _("Deel van de mensen"), _("Reden"), _("Door"))
    return html.table(_("Wie wijzigde het deel"), head, rows)


def compared(found: Comparison) -> Markup:
    """Build the table that compares both sides."""
    head = (
        _("Wat"), labels_rollout.SIDES[Side.ANSWERS], labels_rollout.SIDES[Side.ARTICLES], _("Verschil in procentpunten")
    )  # fmt: skip
    rows: list[tuple[Child, ...]] = [
        (_("Mensen"), *(_count(found.people[side]) for side in Side), _NOTHING),
        (_("Vragen"), *(_count(found.questions[side]) for side in Side), _NOTHING),
        *(_row(line) for line in found.lines),
    ]
    return html.table(_("Beide kanten vergeleken"), head, rows)


def _count(count: int | None) -> str:
    return score_pieces.too_few() if count is None else i18n.format_number(count)


def _row(line: Line) -> tuple[Child, ...]:
    cells = [_measured(line.sides[side]) for side in Side]
    return (labels_rollout.MEASURES[line.measure], *cells, _difference(line.difference))


def _measured(one: Measured | None) -> Child:
    if one is None:
        return score_pieces.too_few()
    words = _("%(count)d van %(number)d, echt cijfer tussen %(low)s en %(high)s") % {
        "count": one.count, "number": one.number, "low": format_share(one.low), "high": format_share(one.high),
    }  # fmt: skip
    return html.join(format_share(one.value), " ", html.tag("small", words))


def _difference(one: Difference | None) -> Child:
    if one is None:
        return score_pieces.too_few()
    room = _("tussen %(low)s en %(high)s") % {"low": _points(one.low), "high": _points(one.high)}
    return html.join(_points(one.value), " ", html.tag("small", room))


def _points(share: float) -> str:
    points = round(_HUNDRED * share)
    # Text, not markup: it also stands inside a sentence.
    return isolate(f"+{points}" if points > 0 else f"\N{MINUS SIGN}{-points}" if points < 0 else "0")


def for_file(found: Comparison) -> Table:
    """Build the table for a file: in Dutch, whoever asks for it."""
    with i18n.use_locale(i18n.SOURCE):
        head = (
            _("Wat"), _("Met antwoorden"), _("Met antwoorden: van zoveel"), _("Met antwoorden: minstens, in procent"),
            _("Met antwoorden: hoogstens, in procent"), _("Zonder antwoorden"), _("Zonder antwoorden: van zoveel"),
            _("Zonder antwoorden: minstens, in procent"), _("Zonder antwoorden: hoogstens, in procent"),
            _("Verschil in procentpunten"), _("Verschil: minstens"), _("Verschil: hoogstens"),
        )  # fmt: skip
        rows: list[tuple[Cell, ...]] = [
            _count_row(_("Mensen"), [found.people[side] for side in Side]),
            _count_row(_("Vragen"), [found.questions[side] for side in Side]),
            *(_file_row(line) for line in found.lines),
        ]
        return Table(_("Uitrol"), head, rows)


def _count_row(name: str, counts: Sequence[int | None]) -> tuple[Cell, ...]:
    few = score_pieces.too_few()
    cells = [(few if count is None else count, "", "", "") for count in counts]
    return (name, *cells[0], *cells[1], "", "", "")


def _file_row(line: Line) -> tuple[Cell, ...]:
    few = score_pieces.too_few()
    cells: list[Cell] = [str(labels_rollout.MEASURES[line.measure])]
    for side in Side:
        one = line.sides[side]
        cells += (
            [few] * 4 if one is None else [one.count, one.number, round(_HUNDRED * one.low), round(_HUNDRED * one.high)]
        )  # fmt: skip
    apart = line.difference
    return (
        *cells,
        *(
            [few] * 3
            if apart is None
            else (round(_HUNDRED * share) for share in (apart.value, apart.low, apart.high))
        ),
    )
