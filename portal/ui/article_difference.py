"""What changed between two texts, for eyes and for screen readers: each change is said, not only coloured."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from i18n import current_language, ngettext
from i18n import gettext as _
from knowledge import difference
from knowledge.difference import Change, Line, Run
from portal.services.article_versions import Changed
from portal.ui import html, labels_desk

_AROUND = 1  # unchanged lines that are shown beside a change


def show(changed: Sequence[Changed], *, language: str) -> Markup:
    """Build every field that changed, with its changed lines and what stands beside them."""
    if not changed:
        return html.empty_state(_("Er is geen verschil."), _("De twee teksten zeggen hetzelfde."))
    return html.tag(
        "div",
        *[
            html.tag(
                "section",
                html.section_title(labels_desk.FIELDS[one.field], level=4),
                html.tag("div", *_lines(one.lines), class_="p-diff", lang=language, dir=labels_desk.direction(language)),
            )
            for one in changed
        ],
    )  # fmt: skip


def _lines(lines: Sequence[Line]) -> Iterable[Markup]:
    near = {
        at
        for position, line in enumerate(lines)
        if difference.is_changed(line)
        for at in range(position - _AROUND, position + _AROUND + 1)
    }
    left_out = 0
    for position, line in enumerate(lines):
        if position not in near:
            left_out += 1
            continue
        if left_out:
            yield _gap(left_out)
            left_out = 0
        yield html.tag("p", *[_run(run) for run in line])
    if left_out:
        yield _gap(left_out)


def _gap(count: int) -> Markup:
    words = ngettext("%(n)d regel zonder verandering", "%(n)d regels zonder verandering", count) % {
        "n": count
    }
    here = current_language()
    return html.tag("p", words, class_="p-diff__gap", lang=here.code, dir=here.direction)


def _run(run: Run) -> html.Child:
    match run.change:
        case Change.REMOVED:
            return _said("del", _("weg:"), run.text)
        case Change.ADDED:
            return _said("ins", _("nieuw:"), run.text)
    return run.text


def _said(name: str, before: str, text: str) -> Markup:
    here = current_language().code
    hidden = html.tag("span", " ", before, " ", class_="p-hidden", lang=here)
    end = html.tag("span", " ", _("einde."), " ", class_="p-hidden", lang=here)
    return html.tag(name, hidden, text or "¶", end)
