"""Every code of the hours has words."""

import ast
import re
from pathlib import Path

import pytest

from portal.models.pips import HoursRefusal, HoursSource, HoursState
from portal.services import hour_links
from portal.services.hour_links import LinkState
from portal.ui import labels, labels_audit, labels_hours

SERVICES = Path(__file__).parents[2] / "portal" / "services"
MINE = ("hours", "hour_spans", "hour_links", "hour_review", "presence", "uploads")


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (labels_hours.STATES, HoursState),
        (labels_hours.TONES, HoursState),
        (labels_hours.SOURCES, HoursSource),
        (labels_hours.REASONS, HoursRefusal),
        (labels_hours.LINKS, LinkState),
        (labels_hours.CONTACT_CHOICES, hour_links.REFUSALS),
        (
            labels_hours.CHOICES,
            set(HoursRefusal) - {HoursRefusal.NOT_THERE, HoursRefusal.NOT_KNOWN},
        ),
    ],
)
def test_every_code_has_words(table, codes):
    assert set(table) == set(codes)


def called_with_text(name: str) -> set[str]:
    """Every text that a function of this name is called with first, in the services of hours."""
    found = set()
    for module in MINE:
        for node in ast.walk(ast.parse((SERVICES / f"{module}.py").read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_every_refusal_of_the_rules_is_explained():
    raised = called_with_text("OutsideRules")

    assert raised
    assert raised - set(labels.REFUSALS) == set()


def test_every_refused_picture_is_explained():
    text = (SERVICES.parent / "providers" / "pictures.py").read_text()

    assert [reason for reason in labels_hours.BAD_PICTURES if f'"{reason}"' not in text] == []
    assert text.count('BadPicture("upload", ') >= len(labels_hours.BAD_PICTURES)


def test_every_act_in_the_trail_has_words():
    acts = set()
    for module in MINE:
        for node in ast.walk(ast.parse((SERVICES / f"{module}.py").read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first = node.value.split(".")[0]
                kinds = {"hours", "attendance", "sign-up", "upload"}
                if first in kinds and re.fullmatch(r"[a-z-]+\.[a-z-]+", node.value):
                    acts.add(node.value)

    assert acts - {"hours.confirm", "hours.undone"} - set(labels_audit.ACTS) == set()  # those two are mails
