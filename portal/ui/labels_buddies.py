"""Words for the codes of buddies, and why something about a buddy cannot be."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.buddies import BuddyMoment

MOMENTS: Mapping[BuddyMoment, LazyText] = {
    BuddyMoment.DAYTIME: _l("Overdag in de week"),
    BuddyMoment.EVENING: _l("'s Avonds in de week"),
    BuddyMoment.WEEKEND: _l("In het weekend"),
}

REFUSALS: Mapping[str, LazyText] = {
    "buddy-adult": _l("Een buddy is 18 jaar of ouder."),
    "buddy-not-yet": _l("Je kunt buddy worden als je inburgering klaar is."),
    "buddy-no-home": _l(
        "We weten niet in welke gemeente je woont. Vraag je begeleider om dat aan te vullen."
    ),
    "buddy-places": _l("Je hebt nu meer buddy's dan dat. Stop eerst met een buddy."),
    "buddy-full": _l("Er is geen plaats meer vrij. Stop eerst met een buddy, of kies iemand anders."),
}
