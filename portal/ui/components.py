"""What pages put on the screen. Pieces that only show come from `html`; this file puts them on a Streamlit page."""

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from portal.ui import html, session
from portal.ui.html import Child


def show(*pieces: Child) -> None:
    """Put pieces on the page as one element: fewer elements make a faster page. Nothing to show is no element."""
    if text := str(html.join(*pieces)):
        st.html(_Ready(text))


def card_with_acts(card: Child, *, key: str) -> DeltaGenerator:
    """Show a card; return the place, close under it, for what can be done with it. `key`: of what the card is about."""
    box = st.container(key=f"with-acts-{key}")
    with box:
        show(card)
    return box


@dataclass(frozen=True)
class _Ready:
    """HTML that says so itself: a plain text Streamlit would first look for on disk, then take the indentation of."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def page_title(title: Child, lead: Child = None) -> None:
    """Open a page: its one first-level heading, a sentence that says what it is for, and what just succeeded or was refused."""
    messages = session.take_messages()
    flash = (
        html.tag("div", html.notice(messages.said, html.Tone.GOOD), class_="p-outcome", role="status")
        if messages.said
        else None
    )
    refused = (
        html.tag("div", html.notice(messages.refused, html.Tone.URGENT), class_="p-outcome")
        if messages.refused
        else None
    )
    lead_piece = html.tag("p", lead, class_="p-lead") if lead else None
    show(
        html.tag(
            "div", html.tag("h1", title, tabindex="-1", class_="p-title"), lead_piece, class_="p-page-head"
        ),
        flash,
        refused,
    )


def section(title: Child) -> None:
    """Start a part of the page."""
    show(html.section_title(title))


def notice(text: Child, tone: html.Tone = html.Tone.CALM, *, title: Child = None) -> None:
    """Show a notice."""
    show(html.notice(text, tone, title=title))


def live(*pieces: Child) -> None:
    """Show pieces that a screen reader announces when they change."""
    show(html.tag("div", *pieces, role="status", aria_live="polite"))


__all__ = ["Markup", "live", "notice", "page_title", "section", "show"]
