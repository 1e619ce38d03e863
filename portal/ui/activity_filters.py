"""The filters of the search: they begin as the address says, and the address follows what is chosen."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import streamlit as st

import i18n
from i18n import gettext as _
from portal.models.activities import ActivityKind
from portal.services import places
from portal.services.activity_search import DayPart, Order, Wanted
from portal.ui import activity_pieces, activity_query, labels_activities, sheets

_KEY = "find."


def asked(*, home: str | None) -> tuple[Wanted, str]:
    """Show the filters; returns what is wanted and the words as they were typed."""
    address = st.query_params.to_dict()
    _begin(activity_query.wanted_of(address), address.get("q", ""), home if not address else None)
    text = (
        st.text_input(
            _("Wat zoek je?"),
            key=_KEY + "q",
            max_chars=100,
            placeholder=_("Bijvoorbeeld: koken, voetbal, praten"),
        )
        or ""
    )
    near, km = _place()
    level = st.selectbox(
        _("Hoeveel Nederlands begrijp je?"), [0, 1, 2, 3, 4], key=_KEY + "level", format_func=_level
    )
    with st.expander(_("Meer filters")):
        more = _more(near)
    wanted = Wanted(near=near, km=km, taalicoon=level or None, words=activity_query.words_of(text), **more)
    return _follow(_in_order(wanted), text), text


def _begin(wanted: Wanted, text: str, home: str | None) -> None:
    """Fill the filters at the first run of the page, before they are shown."""
    if _KEY + "q" in st.session_state:
        return
    first: dict[str, Any] = {
        "q": text, "place": wanted.near or home or "", "km": wanted.km if wanted.km in activity_query.DISTANCES else Wanted.km,
        "level": wanted.taalicoon or 0, "kinds": sorted(wanted.kinds), "first": wanted.first, "last": wanted.last,
        "parts": sorted(wanted.parts), "language": wanted.language or "", "free": wanted.free, "childcare": wanted.childcare,
        "accessible": wanted.accessible, "counts": wanted.counts, "online": wanted.online, "order": wanted.order,
    }  # fmt: skip
    for name, value in first.items():
        st.session_state[_KEY + name] = value


def _place() -> tuple[str | None, int]:
    left, right = st.columns([2, 1])
    codes = ["", *(place.nis_code for place in places.municipalities())]
    near = left.selectbox(
        _("Gemeente of postcode"),
        codes,
        key=_KEY + "place",
        format_func=lambda nis: place_name(nis) if nis else _("Overal"),
    )
    km = right.selectbox(
        _("Hoe ver?"), activity_query.DISTANCES, key=_KEY + "km", format_func=_far, disabled=not near
    )
    return near or None, km or 0


@cache
def place_name(nis_code: str) -> str:
    """Return a municipality with its postcodes: a list that is searched by either."""
    place = places.municipality(nis_code)
    return f"{place.name} ({', '.join(place.postcodes)})"


def _far(km: int) -> str:
    return _("Tot %(km)d km") % {"km": km} if km else _("Alleen hier")


def _level(level: int) -> str:
    return str(labels_activities.TAALICONEN[level][1]) if level else _("Alle niveaus")


def _more(near: str | None) -> dict[str, Any]:
    kinds = st.multiselect(
        _("Soort activiteit"), list(ActivityKind), key=_KEY + "kinds", format_func=lambda kind: str(labels_activities.KINDS[kind]), placeholder=_("Alle soorten")
    )  # fmt: skip
    left, right = st.columns(2)
    first: date | None = left.date_input(_("Vanaf"), value=None, key=_KEY + "first", format="DD/MM/YYYY")
    last: date | None = right.date_input(_("Tot en met"), value=None, key=_KEY + "last", format="DD/MM/YYYY")
    parts = st.multiselect(
        _("Deel van de dag"), list(DayPart), key=_KEY + "parts", format_func=lambda part: str(labels_activities.DAY_PARTS[part]), placeholder=_("De hele dag")
    )  # fmt: skip
    language = st.selectbox(
        _("De begeleider spreekt ook"), ["", *i18n.LANGUAGES], key=_KEY + "language", format_func=lambda code: activity_pieces.language_name(code) if code else _("Alle talen")
    )  # fmt: skip
    order = st.selectbox(
        _("Volgorde"), list(Order), key=_KEY + "order", format_func=lambda item: str(labels_activities.ORDERS[item]), disabled=not near
    )  # fmt: skip
    return {
        "kinds": frozenset(kinds), "first": first, "last": last, "parts": frozenset(parts), "language": language or None, "order": order, **_yes(),
    }  # fmt: skip


def _yes() -> dict[str, bool]:
    return {
        "free": st.checkbox(_("Gratis"), key=_KEY + "free"),
        "counts": st.checkbox(_("Telt voor de 40 uur"), key=_KEY + "counts"),
        "childcare": st.checkbox(_("Met kinderopvang"), key=_KEY + "childcare"),
        "accessible": st.checkbox(_("Toegankelijk met een rolstoel"), key=_KEY + "accessible"),
        "online": st.checkbox(_("Online"), key=_KEY + "online"),
    }


def _in_order(wanted: Wanted) -> Wanted:
    return wanted if wanted.near else replace(wanted, order=Order.SOON)


def _follow(wanted: Wanted, text: str) -> Wanted:
    sheets.follow(activity_query.query_of(wanted, text))
    return wanted
