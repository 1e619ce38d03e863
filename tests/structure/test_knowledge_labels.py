"""Every code of the desk that tries texts and keeps translations has words."""

import pytest

from chatbot.answer import Outcome
from knowledge.paragraphs import Misfit
from knowledge.parts import By, PartKind, Standing
from portal.models.gold import GoldOrigin
from portal.services.machine_translation import Stopped, Why
from portal.ui import labels_knowledge


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels_knowledge.ORIGINS, GoldOrigin),
        (labels_knowledge.OUTCOMES, Outcome),
        (labels_knowledge.STANDINGS, Standing),
        (labels_knowledge.PARTS, PartKind),
        (labels_knowledge.MAKERS, By),
        (labels_knowledge.MACHINE_REFUSALS, Why),
        (labels_knowledge.MACHINE_STOPS, Stopped),
    ],
)
def test_every_code_has_words(words, codes):
    assert set(words) == set(codes)


def test_every_way_in_which_a_translation_cannot_stand_is_explained():
    assert {f"translation-{misfit}" for misfit in Misfit} <= set(labels_knowledge.REFUSALS)
    assert {misfit.value for misfit in Misfit} <= {why.value for why in Why}
