"""What somebody does with buddies: ask or offer, say yes or no, stop, and tell that something was not all right."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddySide
from portal.services import buddies
from portal.services.buddies import MAX_PLACES, Said
from portal.services.buddy_views import Asked, Buddy, Mine, Past, Proposal
from portal.services.permissions import Actor
from portal.ui import acts, buddy_pieces, components, html, labels_activities, labels_buddies

_EMPTY = Said(frozenset(), frozenset(), frozenset())


def profile(actor: Actor, side: BuddySide, known: Said | None) -> None:
    """Ask what matters: four fields. Who sends it says to be an adult."""
    key, had = f"buddy.{side.value}", known or _EMPTY
    with st.form(key):
        spoken = st.multiselect(
            _("Welke talen spreek je?"), list(i18n.LANGUAGES), default=sorted(had.languages), key=f"{key}.languages",
            format_func=lambda code: i18n.LANGUAGES[code].own_name, placeholder=_("Kies een of meer"),
        )  # fmt: skip
        liked = st.multiselect(
            _("Wat doe je graag?"), list(ActivityTheme), default=sorted(had.interests), key=f"{key}.interests",
            format_func=lambda one: str(labels_activities.THEMES[one]), placeholder=_("Kies een of meer"),
        )  # fmt: skip
        free = st.multiselect(
            _("Wanneer heb je tijd?"), list(BuddyMoment), default=sorted(had.moments), key=f"{key}.moments",
            format_func=lambda one: str(labels_buddies.MOMENTS[one]), placeholder=_("Kies een of meer"),
        )  # fmt: skip
        km, places = _last_field(side, had, key)
        components.show(
            html.paragraph(
                _("Een buddy is 18 jaar of ouder. Met de knop zeg je dat jij dat ook bent."), class_="p-why"
            )
        )
        sent = st.form_submit_button(_button(side, is_new=known is None), type="primary", key=f"{key}.send")
    if sent:
        said = Said(frozenset(spoken), frozenset(liked), frozenset(free), km, places)
        acts.done_or_kept(
            buddies.save,
            _("Bewaard. Hieronder zie je wie bij je past."),
            actor=actor,
            side=side,
            said=said,
            adult=True,
        )


def _last_field(side: BuddySide, had: Said, key: str) -> tuple[int, int]:
    if side is BuddySide.OFFER:
        places = st.selectbox(
            _("Hoeveel buddy's wil je?"), range(1, MAX_PLACES + 1), index=had.places - 1, key=f"{key}.places"
        )
        return buddies.DISTANCES[-1], places
    km = st.selectbox(
        _("Hoe ver mag je buddy wonen?"), buddies.DISTANCES, index=buddies.DISTANCES.index(had.distance_km), key=f"{key}.km",
        format_func=lambda one: _("Tot %(km)d km") % {"km": one},
    )  # fmt: skip
    return km, 1


def _button(side: BuddySide, *, is_new: bool) -> str:
    if not is_new:
        return _("Bewaar")
    if side is BuddySide.WISH:
        return _("Ik ben 18 of ouder: zoek een buddy")
    return _("Ik ben 18 of ouder: ik word buddy")


def proposals(actor: Actor, side: BuddySide, mine: Mine) -> None:
    """Show who fits, with yes and no."""
    for number, one in enumerate(mine.proposals, start=1):
        _proposal(actor, side, one, number)


def _proposal(actor: Actor, side: BuddySide, one: Proposal, number: int) -> None:
    title = _("Iemand die bij je past (%(number)d)") % {"number": number}
    asks = html.badge(_("Wil graag je buddy zijn"), html.Tone.GOOD) if one.asks else None
    card = html.card(title, buddy_pieces.reasons(one.why), aside=asks)
    with components.card_with_acts(card, key=one.profile_id), st.container(horizontal=True):
        yes = st.button(_("Ja, graag"), key=f"buddy.yes.{one.profile_id}", type="primary")
        no = st.button(_("Liever niet"), key=f"buddy.no.{one.profile_id}")
    facts = {"actor": actor, "side": side, "other_id": one.profile_id}
    if yes:
        said = (
            _("Jullie zijn buddy's.")
            if one.asks
            else _("We vragen het. Je krijgt een mail als de ander ook wil.")
        )
        acts.done_or_kept(buddies.say_yes, said, **facts)
    if no:
        acts.done_or_kept(
            buddies.say_no,
            _("Dat is goed. We stellen deze persoon niet meer voor. De ander ziet niet dat je nee zei."),
            **facts,
        )


def asked(actor: Actor, found: tuple[Asked, ...]) -> None:
    """Show to whom one said yes, with taking it back."""
    for one in found:
        words = _("Je zei ja. Krijg je voor %(day)s geen antwoord, kies dan iemand anders.") % {
            "day": buddy_pieces.day_of(one.until)
        }
        card = html.card(_("Je wacht op een antwoord"), buddy_pieces.reasons(one.why), html.paragraph(words))
        with components.card_with_acts(card, key=one.pair_id):
            back = st.button(_("Toch niet"), key=f"buddy.back.{one.pair_id}")
        if back:
            acts.done_or_kept(
                buddies.stop, _("Goed. We tellen je ja niet meer mee."), actor=actor, pair_id=one.pair_id
            )


def mine(actor: Actor, found: tuple[Buddy, ...]) -> None:
    """Show one's buddies, with stopping and telling."""
    for one in found:
        with components.card_with_acts(buddy_pieces.buddy(one), key=one.pair_id):
            stop = st.button(_("Stop met deze buddy"), key=f"buddy.stop.{one.pair_id}")
        if stop:
            acts.done_or_kept(
                buddies.stop,
                _("Jullie zijn geen buddy's meer. Jullie zien elkaars gegevens niet meer."),
                actor=actor,
                pair_id=one.pair_id,
            )
        tell(actor, one.pair_id)


def past(actor: Actor, found: tuple[Past, ...]) -> None:
    """Show buddies of before, only to tell that something was not all right."""
    for one in found:
        words = _("Een buddy van vroeger, tot %(day)s") % {"day": buddy_pieces.day_of(one.ended_at)}
        components.show(html.paragraph(words))
        tell(actor, one.pair_id)


def tell(actor: Actor, pair_id: str) -> None:
    """Let somebody tell that something was not all right: behind a fold, so that nobody presses it by mistake."""
    with st.expander(_("Er ging iets niet goed")):
        words = _("We vragen een medewerker om met je te praten. Je buddy hoort niet dat jij dit meldde. Je buddy en jij zien elkaars gegevens niet meer.")  # fmt: skip
        components.show(
            html.paragraph(words),
            html.paragraph(_("Ben je in gevaar? Bel 112. Wil je praten over geweld? Bel gratis 1712.")),
        )
        if st.button(_("Meld het"), key=f"buddy.report.{pair_id}"):
            acts.done_or_kept(
                buddies.report,
                _("Dank je om dit te melden. Een medewerker neemt contact met je op."),
                actor=actor,
                pair_id=pair_id,
            )


def end(actor: Actor, side: BuddySide) -> None:
    """Let somebody stop asking or offering."""
    words = _("Ik zoek geen buddy meer") if side is BuddySide.WISH else _("Ik wil geen buddy meer zijn")
    with st.expander(words):
        components.show(
            html.paragraph(_("Je buddy's zien je gegevens dan niet meer. Je kunt later opnieuw beginnen."))
        )
        if st.button(words, key=f"buddy.{side.value}.end"):
            acts.done_or_kept(buddies.end, _("Je bent gestopt."), actor=actor, side=side)
