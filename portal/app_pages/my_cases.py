"""One's own questions to a person: where each stands, when an answer comes, and the answer."""

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.services import case_views
from portal.services.askers import Asker
from portal.services.case_views import MyCase
from portal.ui import access, case_pieces, components, html, pages, session


def read() -> tuple[Asker, tuple[MyCase, ...]]:
    """Return one's own questions; a stranger's are those of this browser, and without any the page asks to log in."""
    person = access.optional()
    if person is not None:
        access.require(*pages.ASKERS)
    asker = session.asker()
    with db.reading() as opened:
        found = case_views.mine(opened, asker=asker, now=clock.now())
    if person is None and not found:
        access.require()
    return asker, found


def show(mine: tuple[MyCase, ...], *, stranger: bool) -> None:
    """Show the questions, the newest first."""
    ask = html.button_link(_("Stel een vraag"), pages.address("vraag", i18n.current_locale()), quiet=True)
    components.page_title(
        _("Je vragen aan een medewerker"), _("Hier lees je het antwoord van een medewerker op je vraag.")
    )
    if stranger:
        words = _("Je bent niet aangemeld. Je ziet alleen de vragen die je in deze browser stelde. Kom hier terug om het antwoord te lezen.")  # fmt: skip
        components.notice(words)
    if not mine:
        title, words = _("Je stelde nog geen vraag aan een medewerker."), _("Vind je geen antwoord? Vraag dan bij je vraag om een medewerker.")  # fmt: skip
        components.show(html.empty_state(title, words, action=ask))
        return
    components.show(*[case_pieces.my_case(one, unfold=one is mine[0]) for one in mine], ask)


questions_asker, questions = read()
show(questions, stranger=questions_asker.actor is None)
unread = [one for one in questions if one.is_new]
if unread:
    with db.transaction() as writing:
        for one in unread:
            case_views.mark_read(writing, asker=questions_asker, case_id=one.line.id, now=clock.now())
