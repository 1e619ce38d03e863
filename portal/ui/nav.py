"""The frame around every page: name, language, log-in or log-out, and the navigation.

It is one element of plain links. On a phone portal.css puts the navigation at the bottom; portal.js changes page
without loading everything anew, and without it the links still work.
"""

from functools import lru_cache
from urllib.parse import quote, urlencode

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal.models.people import Role
from portal.services.sessions import SignedIn
from portal.ui import html, pages
from portal.ui.pages import LOGIN_SLUG, Page

LOGOUT = "/logout"
# The same frame is shown thousands of times: what does not depend on the person is built once a language and page.
_KEPT = 512
_MOST_ON_A_PHONE = 5
MORE_SLUG, CASES_SLUG = "meer", "dossiers"


def frame(person: SignedIn | None, current: str, *, waiting: int = 0) -> Markup:
    """Build the frame for the page that is shown now; `waiting` are the questions that no jurist has taken."""
    query = pages.query(st.query_params.to_dict())
    language = i18n.current_locale()
    return header(person, language=language, path=current, query=query) + navigation(
        person, current, waiting=waiting
    )


def header(person: SignedIn | None, *, language: str, path: str, query: str = "") -> Markup:
    """Build the bar with name, language and log-in; `path` is what stays when the language changes."""
    who = (person.given_name, int(person.ends_at.timestamp())) if person else None
    return _header(who, language, path, query)


@lru_cache(maxsize=_KEPT)
def _header(who: tuple[str, int] | None, language: str, path: str, query: str) -> Markup:
    logo = html.tag("span", class_="p-logo", aria_hidden="true")
    words = html.tag("span", _("Inburgeringsportaal"), class_="p-brand__name")
    name = html.tag("a", logo, words, href=f"/{language}/", class_="p-brand")
    account = _account(who, language, path, query)
    return html.tag(
        "header",
        name,
        html.tag("div", languages(language, path, query), account, class_="p-head__tools"),
        class_="p-head",
    )


@lru_cache(maxsize=_KEPT)
def languages(reader: str, path: str, query: str = "") -> Markup:
    """Build the language menu: own names, and the address stays the same page."""
    here = i18n.LANGUAGES[reader]
    after = f"?{query}" if query else ""
    items = [
        html.tag(
            "li",
            html.tag(
                "a", language.own_name, href=f"/{code}/{path}{after}", lang=code, hreflang=code, dir=language.direction,
                data_language=code, aria_current="true" if code == here.code else None,
            ),
        )
        for code, language in i18n.LANGUAGES.items()
    ]  # fmt: skip
    label = html.tag("span", _("Taal:"), " ", class_="p-hidden")
    summary = html.tag(
        "summary", html.tag("span", class_="p-icon p-icon--globe", aria_hidden="true"), label, _names(here)
    )
    return html.tag("details", summary, html.tag("ul", *items), class_="p-languages")


def _names(language: i18n.Language) -> Markup:
    short = html.tag("span", language.code.upper(), class_="p-short", aria_hidden="true")
    return html.tag("span", language.own_name, class_="p-long") + short


def _account(who: tuple[str, int] | None, language: str, path: str, query: str) -> Markup:
    if who is None:
        return html.tag("a", _("Aanmelden"), href=_login(language, path, query), class_="p-login")
    given_name, ends_at = who
    name = html.tag("a", given_name, href=pages.address("account", language), class_="p-who")
    leave = html.tag("a", _("Afmelden"), href=f"{LOGOUT}?next=/{language}/", class_="p-logout")
    ends = html.tag(
        "span",
        hidden=True,
        data_session_ends=ends_at,
        data_login=f"{pages.address(LOGIN_SLUG, language)}",
    )
    return html.join(name, leave, ends)


def _login(language: str, path: str, query: str) -> str:
    if path != LOGIN_SLUG:
        return pages.login_address(path, language, query)
    # On the log-in page itself the link stays what it is: it keeps the page that somebody came for.
    return pages.address(LOGIN_SLUG, language) + (f"?{query}" if query else "")


def navigation(person: SignedIn | None, current: str, *, waiting: int = 0) -> Markup:
    """Build the navigation: the few pages of the bar, then the page with everything."""
    roles = person.roles if person else frozenset()
    return _navigation(i18n.current_locale(), roles, current, waiting)


@lru_cache(maxsize=_KEPT)
def _navigation(language: str, roles: frozenset[Role], current: str, waiting: int) -> Markup:
    shown = [page for page in pages.open_pages(roles) if page.bar]
    items = [_item(page, language, current, waiting) for page in shown if page.slug != MORE_SLUG]
    # A phone's bar holds five; where the work fills it, the information stands on the page with everything.
    items.append(_knowledge(language, current, wide_only=len(shown) >= _MOST_ON_A_PHONE))
    items += [_item(page, language, current) for page in shown if page.slug == MORE_SLUG]
    return html.tag("nav", html.tag("ul", *items), class_="p-nav", aria_label=_("Hoofdmenu"))


def _item(page: Page, language: str, current: str, waiting: int = 0) -> Markup:
    count = _count(waiting) if page.slug == CASES_SLUG else None
    href = pages.address(page.slug, language)
    return _entry(page.label, page.icon, href, here=page.slug == current, count=count)


def _count(waiting: int) -> Markup:
    """Build the number on an entry; portal.js tells a screen reader when it grows."""
    words = ngettext("Er wacht %(n)d vraag.", "Er wachten %(n)d vragen.", waiting) % {"n": waiting}
    number = html.tag("span", waiting, class_="p-count", aria_hidden="true")
    said = html.tag("span", " ", words, class_="p-hidden", data_waiting=waiting)
    return html.join(number, said) if waiting else html.tag("span", hidden=True, data_waiting=0)


def _knowledge(language: str, current: str, *, wide_only: bool) -> Markup:
    here = current.split("/", maxsplit=1)[0] == "kennis"
    return _entry(_("Informatie"), "book", f"/{language}/kennis", here=here, wide_only=wide_only)


def _entry(
    label: html.Child, icon: str, href: str, *, here: bool, count: html.Child = None, wide_only: bool = False
) -> Markup:
    picture = html.tag("span", class_=f"p-icon p-icon--{icon}", aria_hidden="true")
    words = html.tag("span", label, class_="p-nav__label")
    link = html.tag("a", picture, words, count, href=href, aria_current="page" if here else None)
    return html.tag("li", link, class_="p-nav__wide" if wide_only else None)


def footer() -> Markup:
    """Build the foot of a page: translation notice, privacy, accessibility."""
    return _footer(i18n.current_locale())


@lru_cache(maxsize=_KEPT)
def _footer(language: str) -> Markup:
    links = [
        html.link(page.label, pages.address(page.slug, language))
        for slug in ("privacy", "toegankelijkheid")
        if (page := pages.BY_SLUG[slug])
    ]
    notice = html.translated_notice(reviewed=i18n.current_language().reviewed)
    return html.tag(
        "footer", notice, html.tag("p", *[html.join(piece, " ") for piece in links]), class_="p-foot"
    )


def wanted_target() -> str:
    """Return where to go after logging in: what the address asks for, in the language of this page, else the first page.

    The log-in routes check it.
    """
    language = i18n.current_locale()
    wanted = str(st.query_params.get("next", ""))
    parts = wanted.split("/", maxsplit=2)
    if len(parts) == 3 and parts[1] in i18n.LANGUAGES:  # noqa: PLR2004 "", language, the rest
        return f"/{language}/{parts[2]}"
    return pages.address("", language)


def login_route(target: str) -> str:
    """Return the address that starts logging in at the provider."""
    return f"/login?{urlencode({'next': target})}"


def demo_route(persona: str, target: str) -> str:
    """Return the address that makes the visitor somebody of the demo world."""
    return f"/login/demo/{quote(persona)}?{urlencode({'next': target})}"
