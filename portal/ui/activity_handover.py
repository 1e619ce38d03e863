"""Passing everything that somebody keeps on to a colleague: in one step, also when nobody remembers which activities."""

import streamlit as st

from i18n import gettext as _
from i18n import isolate, ngettext
from portal import db
from portal.services import activities, activity_keepers
from portal.services.activity_keepers import Keeper
from portal.services.permissions import Actor
from portal.ui import acts, components, html


def show(actor: Actor) -> None:
    """Show for each organisation who keeps what, and to whom it can go."""
    with db.reading() as opened:
        organisations = activity_keepers.organisations(opened, actor=actor)
        kept = [
            (one, name, *activity_keepers.keepers(opened, actor=actor, organisation_id=one))
            for one, name in organisations
        ]
    for organisation_id, name, keepers, organisers in kept:
        to_somebody = [one for one in keepers if one.left or len(organisers) > 1]
        if to_somebody and organisers:
            _organisation(actor, organisation_id, name, to_somebody, organisers)


def _organisation(
    actor: Actor, organisation_id: str, name: str, keepers: list[Keeper], organisers: dict[str, str]
) -> None:
    left = any(one.left for one in keepers)
    title = _("Activiteiten doorgeven: %(organisation)s") % {"organisation": isolate(name)}
    with st.expander(title, expanded=left, key=f"activities.handover.{organisation_id}"):
        if left:
            components.show(
                html.notice(
                    _("Sommige activiteiten hebben geen eigenaar die hier nog werkt. Geef ze door."),
                    html.Tone.WARNING,
                )
            )
        key = f"activities.pass-on.{organisation_id}"
        from_one = st.selectbox(_("Van wie?"), keepers, key=f"{key}.from", format_func=_keeper)
        others = [one for one in organisers if one != (from_one.person_id if from_one else None)]
        to_id = st.selectbox(_("Naar wie?"), others, key=f"{key}.to", format_func=organisers.__getitem__)
        if st.button(_("Geef alles door"), key=key) and from_one is not None and to_id:
            acts.done(
                activities.pass_on,
                _said,
                actor=actor,
                organisation_id=organisation_id,
                from_id=from_one.person_id,
                to_id=to_id,
            )


def _said(count: int) -> str:
    words = ngettext("%(n)d activiteit is doorgegeven.", "%(n)d activiteiten zijn doorgegeven.", count)
    return words % {"n": count}


def _keeper(one: Keeper) -> str:
    facts = {"name": isolate(one.name), "n": one.activities}
    if one.person_id is None:
        return ngettext("Niemand: %(n)d activiteit", "Niemand: %(n)d activiteiten", one.activities) % facts
    if one.left:
        return ngettext(
            "%(name)s (werkt hier niet meer): %(n)d activiteit",
            "%(name)s (werkt hier niet meer): %(n)d activiteiten",
            one.activities,
        ) % facts  # fmt: skip
    return ngettext("%(name)s: %(n)d activiteit", "%(name)s: %(n)d activiteiten", one.activities) % facts
