"""What an import did or would do, on a page: counts, a line for each row, and files to take away."""

from collections.abc import Sequence

from markupsafe import Markup

from i18n import format_list, isolate, ngettext
from i18n import gettext as _
from portal.providers.activity_files import columns
from portal.services.activity_import_plan import Fate, Line, Outcome
from portal.services.activity_merge import Part
from portal.services.spreadsheets import Table
from portal.ui import html, labels_activities, labels_imports

MOST_SHOWN = 100


def counts(outcome: Outcome, *, done: bool) -> Markup:
    """Say how many rows there are of each fate that some have."""
    told = [(labels_imports.FATES[fate][0], str(outcome.count(fate))) for fate in Fate if outcome.count(fate)]
    if done:
        title = _("Het bestand is ingelezen.") if not outcome.changes_nothing else _("Er is niets gewijzigd.")
    else:
        title = _("Zo zou het gaan.") if not outcome.changes_nothing else _("Er zou niets veranderen.")
    tone = html.Tone.GOOD if done else html.Tone.CALM
    return html.join(
        html.notice(
            _("Nog niets is gewijzigd.") if not done else _("Hieronder zie je wat er gebeurde."),
            tone,
            title=title,
        ),
        html.definition_list(*told),
    )


def lines(outcome: Outcome) -> Markup:
    """Show the rows with something to say, the left-out ones first."""
    order = (Fate.REJECTED, Fate.WITHDRAWN, Fate.CHANGED, Fate.NEW)
    told = sorted((one for one in outcome.lines if one.fate in order), key=lambda one: order.index(one.fate))
    told += [one for one in outcome.lines if one.fate is Fate.UNCHANGED and (one.by_hand or one.notes)]
    if not told:
        return Markup()
    head = (_("Wat"), _("Activiteit"), _("Uitleg"))
    shown = html.table(_("De rijen van het bestand"), head, [_row(one) for one in told[:MOST_SHOWN]])
    rest = len(told) - MOST_SHOWN
    if rest <= 0:
        return shown
    words = ngettext("En nog %(n)d rij.", "En nog %(n)d rijen.", rest) % {"n": rest}
    return html.join(shown, html.paragraph(words))


def _row(line: Line) -> tuple[Markup, Markup, Markup]:
    words, tone = labels_imports.FATES[line.fate]
    which = html.tag("bdi", line.title or _("Zonder titel"))
    place = html.tag("small", _("Rij of kenmerk: %(place)s") % {"place": isolate(line.place[:60])})
    return (
        html.badge(words, tone),
        html.join(which, html.tag("br"), place),
        html.join(*[html.paragraph(one) for one in explained(line)]),
    )


def explained(line: Line) -> list[str]:
    """Say what becomes of a row and why, a sentence each."""
    told: list[str] = []
    if line.flaw is not None:
        told.append(str(labels_imports.FLAWS[line.flaw]))
        if line.field:
            told.append(_("Veld: %(field)s.") % {"field": isolate(line.field)})
    if line.changed and line.fate is Fate.CHANGED:
        told.append(_("Dit verandert: %(parts)s.") % {"parts": _named(line.changed)})
    if line.by_hand:
        told.append(
            _("Dit is hier met de hand gewijzigd en blijft zo: %(parts)s.") % {"parts": _named(line.by_hand)}
        )
    if line.to_review:
        told.append(_("De redactie kijkt dit na voor het op het portaal staat."))
    elif line.missing and line.fate in {Fate.NEW, Fate.CHANGED}:
        fields = format_list(str(labels_activities.FIELDS[name]) for name in line.missing)
        told.append(_("Dit blijft een concept. Vul nog aan: %(fields)s.") % {"fields": fields})
    elif line.fate is Fate.NEW:
        told.append(_("Dit blijft een concept tot je het zelf indient."))
    if line.fate is Fate.WITHDRAWN:
        told.append(
            _("Dit staat niet meer in de bron, of gaat niet door. Wie ingeschreven is, krijgt bericht.")
        )
    return told + [str(labels_imports.NOTES[note]) for note in line.notes]


def _named(parts: Sequence[Part]) -> str:
    return format_list(str(labels_imports.PARTS[part]) for part in parts)


def rejected(outcome: Outcome) -> Table:
    """Return the rows that were left out as a table to take away."""
    head = (_("rij of kenmerk"), _("titel"), _("veld"), _("reden"))
    left_out = [one for one in outcome.lines if one.fate is Fate.REJECTED and one.flaw is not None]
    return Table(
        _("Niet ingelezen"),
        head,
        [
            (one.place, one.title, one.field, str(labels_imports.FLAWS[one.flaw]))
            for one in left_out
            if one.flaw is not None
        ],
    )


def template() -> tuple[Table, Table]:
    """Return the table to fill in, with an example, and what may stand in each column. Its words are Dutch, as the columns are."""
    names = [column.name for column in columns.COLUMNS]
    filled = Table("Activiteiten", names, [[column.example for column in columns.COLUMNS]])
    return filled, Table(
        "Uitleg", ("kolom", "wat"), [(column.name, column.help) for column in columns.COLUMNS]
    )
