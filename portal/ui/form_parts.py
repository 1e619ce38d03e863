"""What the forms of a trajectbegeleider share: a day, a part, and the one way in which a form calls a service."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import streamlit as st

from i18n import gettext as _
from portal.models.pips import Pillar
from portal.services.parts import Part
from portal.services.permissions import Actor
from portal.services.plan import Plan
from portal.ui import acts, labels_pip


def run(act: acts.Act, actor: Actor, plan: Plan, said: str, **facts: Any) -> None:
    """Do something to the contract of a plan, and say so after the commit; explain a refusal."""
    acts.done_or_kept(act, said, actor=actor, contract_id=plan.facts.contract.id, **facts)


def pillar(parts: Iterable[Part], key: str) -> Pillar:
    """Ask for a part."""
    return st.selectbox(
        _("Onderdeel"),
        [part.pillar for part in parts],
        key=key,
        format_func=lambda pillar: str(labels_pip.PILLARS[pillar]),
    )


def day(label: str, key: str, *, value: date | None, latest: date | None = None) -> date | None:
    """Ask for a day."""
    return st.date_input(label, value=value, max_value=latest, key=key, format="DD/MM/YYYY")


def nothing() -> None:
    """Say that there is nothing to write down."""
    st.info(_("Voor dit plan is er nu niets om op te slaan."))
