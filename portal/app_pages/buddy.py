"""Buddies: ask for one or offer to be one, see who fits and why, and reach a buddy once both said yes."""

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.buddies import BuddySide
from portal.models.people import Role
from portal.services import buddies, buddy_views
from portal.services.buddy_views import Mine
from portal.ui import access, buddy_forms, buddy_pieces, components, html, pages


def side_of(found: dict[BuddySide, Mine | None], side: BuddySide) -> None:
    """Show one's wish or offer: first what came of it, then the form."""
    mine, actor = found[side], person.actor
    if mine is None:
        components.section(_("Zoek een buddy") if side is BuddySide.WISH else _("Word buddy"))
        buddy_forms.profile(actor, side, None)
        return
    if mine.buddies:
        components.section(_("Je buddy") if side is BuddySide.WISH else _("Jij bent buddy van"))
        buddy_forms.mine(actor, mine.buddies)
        if side is BuddySide.WISH:
            hours()
    if mine.proposals or mine.asked:
        components.section(_("Wie past bij jou?"))
        buddy_forms.proposals(actor, side, mine)
        buddy_forms.asked(actor, mine.asked)
    elif mine.free:
        title, words = _("We vonden nog niemand die past."), _("Je krijgt een mail als er iemand is. Je kunt ook hieronder iets wijzigen.")  # fmt: skip
        components.show(html.empty_state(title, words))
    components.section(_("Wat je zoekt") if side is BuddySide.WISH else _("Wat je aanbiedt"))
    buddy_forms.profile(actor, side, mine.said)
    buddy_forms.end(actor, side)


def hours() -> None:
    """Say that time with a buddy can count, and where to write it down."""
    words = _("Spreken jullie Nederlands met elkaar? Dan kan de tijd meetellen voor je uren. Je trajectbegeleider beslist.")  # fmt: skip
    link = html.button_link(_("Schrijf je uren op"), pages.address("uren", i18n.current_locale()), quiet=True)
    components.show(html.paragraph(words), html.paragraph(link))


person = access.require(Role.INBURGERAAR, Role.ORGANISER)
components.page_title(
    _("Buddy"),
    _("Een buddy is iemand in je buurt die graag iets met je doet: wandelen, koken, praten. Jullie zien pas wie het is als jullie allebei ja zeggen."),
)  # fmt: skip
with db.reading() as reading:
    offers = buddies.may_offer(reading, person.actor)
    sides = [BuddySide.WISH] * person.has(Role.INBURGERAAR) + [BuddySide.OFFER] * offers
    read = {side: buddy_views.mine(reading, actor=person.actor, side=side, now=clock.now()) for side in sides}
    before = buddy_views.past(reading, actor=person.actor, now=clock.now())
for one in sides:
    side_of(read, one)
components.show(buddy_pieces.safety())
if before:
    components.section(_("Vroeger"))
    buddy_forms.past(person.actor, before)
