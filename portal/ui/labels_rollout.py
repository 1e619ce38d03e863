"""Words for the roll-out of the automatic answers: its sides, what is compared, why a share is refused."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.switches import Side
from portal.services.rollout_figures import Measure

SIDES: Mapping[Side, LazyText] = {
    Side.ANSWERS: _l("Met antwoorden"),
    Side.ARTICLES: _l("Zonder antwoorden"),
}

MEASURES: Mapping[Measure, LazyText] = {
    Measure.FOR_PERSON: _l("Vroeg een mens"),
    Measure.UNHELPED: _l("Zei dat het niet hielp"),
    Measure.CAME_BACK: _l("Stelde binnen 7 dagen weer een vraag"),
}

REFUSALS: Mapping[str, LazyText] = {"rollout-percent": _l("Kies een getal van 0 tot en met 100.")}
