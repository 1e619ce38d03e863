"""What the portal remembers of one browser session: every key of `st.session_state` that is no widget, in one file.

Nothing here is the only copy of anything (a session is lost with its process), and no row of the database is kept:
pages keep an id and read again.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import i18n
from portal import clock, db
from portal.services import demo_login, sessions
from portal.services.activity_import_plan import Outcome as ImportOutcome
from portal.services.article_fields import ArticleFields
from portal.services.askers import Asker
from portal.services.attendance import Before
from portal.services.sessions import SignedIn
from portal.settings import settings
from portal.ui import provider_login

LANGUAGE_HEADER = "x-portal-lang"
VISITOR_COOKIE = "portal_visitor"

_LANGUAGE = "portal.language"
_PERSON = "portal.person"
_ASKER = "portal.asker"
_VISITOR = "portal.visitor"
_MESSAGES = "portal.messages"
_PAGE = "portal.page"
_WANTED_CASE = "portal.wanted_case"
_CONVERSATION = "portal.conversation"
_REQUEST = "portal.request"
_WANTS_PERSON = "portal.wants_person"
_EMPTY_QUESTION = "portal.empty_question"
_PAGES = "portal.pages"
_LOOKS = "portal.payment_looks"
_OPEN_HOURS = "portal.open_hours"
_FORM_ROUND = "portal.form_round"
_IMPORT = "portal.import"
_CALENDAR = "portal.calendar_secret"
_SAVED_LIST = "portal.saved_list"
_ARTICLE_SEEN = "portal.article_seen"
_BROKEN_ANSWERS = "portal.broken_answers"
_DUTCH_READ = "portal.dutch_read"
_ROLLOUT_SEEN = "portal.rollout_seen"

T = TypeVar("T")


@dataclass(frozen=True)
class Messages:
    """What the next run shows on top of its page."""

    said: str | None = None
    refused: str | None = None


NO_MESSAGES = Messages()


def language() -> str:
    """Return the language code of this session: the prefix of the address it came in by."""
    # Asked for every text: kept beside the run, since a look into st.session_state costs ten times as much.
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return i18n.SOURCE
    kept = vars(context)
    if _LANGUAGE not in kept:
        known = st.session_state.get(_LANGUAGE)
        if known is None:
            known = st.session_state[_LANGUAGE] = _language_of_address()
        kept[_LANGUAGE] = known
    return str(kept[_LANGUAGE])


def _language_of_address() -> str:
    from_header = st.context.headers.get(LANGUAGE_HEADER)
    if from_header in i18n.LANGUAGES:
        return from_header
    first = urlsplit(st.context.url or "").path.strip("/").split("/")[0]
    return first if first in i18n.LANGUAGES else i18n.SOURCE


i18n.ask_locale_from(language)


def current_person() -> SignedIn | None:
    """Return who is logged in, asked from the database once in every run (also of a fragment or a callback)."""
    return _once_a_run(_PERSON, _ask_who)


def _ask_who() -> SignedIn | None:
    login = _login_in_demo() or _login_at_provider()
    if login is None:
        return None
    issuer, subject, logged_in_at = login
    with db.reading() as session:
        return sessions.signed_in(
            session,
            issuer=issuer,
            subject=subject,
            logged_in_at=logged_in_at,
            limits=sessions.limits_of(settings()),
            now=clock.now(),
        )


def _login_at_provider() -> tuple[str, str, datetime] | None:
    # What st.user shows; st.user itself looks for a secrets file at every call.
    context = get_script_run_ctx(suppress_warning=True)
    claims: Mapping[str, Any] = context.user_info if context else {}
    return provider_login.login_of(claims) if claims.get("is_logged_in") else None


def _login_in_demo() -> tuple[str, str, datetime] | None:
    return demo_login.login_in(settings(), st.context.cookies) if settings().demo else None


def _once_a_run(key: str, ask: Callable[[], T]) -> T:
    # Streamlit makes a new coordinator for every run, callbacks and fragments included: what is kept on it ends with it.
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.parallel_coordinator is None:
        return ask()
    kept = vars(context.parallel_coordinator)
    if key not in kept:
        kept[key] = ask()
    answer: T = kept[key]
    return answer


def visitor() -> str:
    """Return the key of this browser: its cookie, or a key for this session where there is none."""
    cookie = st.context.cookies.get(VISITOR_COOKIE, "")
    if _is_visitor_key(cookie):
        return cookie
    return str(st.session_state.setdefault(_VISITOR, secrets.token_hex(16)))


def _is_visitor_key(text: str) -> bool:
    return len(text) == 32 and all(character in "0123456789abcdef" for character in text)  # noqa: PLR2004 16 bytes in hex


def owner() -> str:
    """Return whose drafts and conversations these are: `person:<id>` or `visitor:<cookie>`."""
    person = current_person()
    return f"person:{person.person_id}" if person else f"visitor:{visitor()}"


def remember_page(slug: str) -> None:
    """Keep which page is shown: guards and links come back to it."""
    st.session_state[_PAGE] = slug


def current_page() -> str:
    """Return the slug of the page that is shown; empty for the first page."""
    return str(st.session_state.get(_PAGE, ""))


def say_after_rerun(text: str) -> None:
    """Keep a success message for the next run: it is shown on top of the page, once."""
    st.session_state[_MESSAGES] = Messages(said=text)


def explain_after_rerun(text: str) -> None:
    """Keep why something was refused for the next run, which reads anew how things stand."""
    st.session_state[_MESSAGES] = Messages(refused=text)


def take_messages() -> Messages:
    """Return what was kept for this run and forget it."""
    kept: Messages = st.session_state.get(_MESSAGES, NO_MESSAGES)
    if kept is not NO_MESSAGES:
        st.session_state[_MESSAGES] = NO_MESSAGES
    return kept


def conversation_id() -> str | None:
    """Return the conversation that goes on in this session."""
    return st.session_state.get(_CONVERSATION)


def remember_conversation(conversation: str | None) -> None:
    """Keep which conversation goes on; None starts a new one."""
    st.session_state[_CONVERSATION] = conversation


def request_key() -> str:
    """Return the key of the question being written: sent twice it is answered once."""
    return str(st.session_state.setdefault(_REQUEST, secrets.token_hex(16)))


def forget_request() -> None:
    """Begin a next question."""
    st.session_state.pop(_REQUEST, None)


def wants_person() -> bool:
    """Say whether the form for asking a person stands open."""
    return bool(st.session_state.get(_WANTS_PERSON))


def want_person(wants: bool) -> None:
    """Open or close the form for asking a person."""
    st.session_state[_WANTS_PERSON] = wants


def empty_question_next_run() -> None:
    """Ask the next run to empty the question field: a field that stands on the page cannot be changed any more."""
    st.session_state[_EMPTY_QUESTION] = True


def question_was_sent() -> bool:
    """Say once whether the question field must be emptied."""
    return bool(st.session_state.pop(_EMPTY_QUESTION, False))


def asker() -> Asker:
    """Return who asks: the person, or the browser of somebody who is not logged in."""
    return _once_a_run(_ASKER, _ask_asker)


def _ask_asker() -> Asker:
    person = current_person()
    return Asker(actor=person.actor if person else None, visitor=visitor(), address=st.context.ip_address)


def want_case(case_id: str) -> None:
    """Keep which case a jurist pressed "take" for: by the next run another may have it, and its button be gone."""
    st.session_state[_WANTED_CASE] = case_id


def take_wanted_case() -> str | None:
    """Return the case that is wanted and forget it."""
    kept = st.session_state.pop(_WANTED_CASE, None)
    return None if kept is None else str(kept)


def open_hours(entry_id: str | None, *, just_logged: bool = False) -> None:
    """Keep for which hours the ways to have them confirmed stand open; None closes them."""
    st.session_state[_OPEN_HOURS] = (entry_id, just_logged)


def opened_hours(*, just_logged: bool = False) -> str | None:
    """Return for which hours the ways stand open: those in the list, or those that were logged a moment ago."""
    entry_id, fresh = st.session_state.get(_OPEN_HOURS, (None, False))
    return entry_id if fresh is just_logged else None


def keep_calendar_secret(kept: tuple[str, str] | None) -> None:
    """Keep the secret of a calendar address that was just made, with whose it is: it is shown once. None forgets it."""
    st.session_state[_CALENDAR] = kept


def calendar_secret(person_id: str) -> str | None:
    """Return the secret of the calendar address that this person just made; never somebody else's."""
    owner, secret = st.session_state.get(_CALENDAR) or (None, None)
    return secret if owner == person_id else None


def form_round() -> int:
    """Return how often a form of this session was sent and taken: a part of its keys, so that it begins empty again."""
    return int(st.session_state.get(_FORM_ROUND, 0))


def next_form_round() -> None:
    """Let forms begin empty in the next run: their fields get other keys."""
    st.session_state[_FORM_ROUND] = form_round() + 1


def remember_saved_list(occurrence_id: str, before: tuple[Before, ...]) -> None:
    """Keep how the lines of an attendance list stood before they were saved, to take the saving back."""
    st.session_state[_SAVED_LIST] = (occurrence_id, before)


def saved_list(occurrence_id: str) -> tuple[Before, ...]:
    """Return how the lines of this list stood before the last saving; empty when there is nothing to take back."""
    kept_for, before = st.session_state.get(_SAVED_LIST, ("", ()))
    return before if kept_for == occurrence_id else ()


def keep_import(key: str, outcome: ImportOutcome | None, *, done: bool = False) -> None:
    """Keep what an import of activities did or would do, to be shown until another file is chosen; `key`: of what was read."""
    st.session_state[_IMPORT] = (key, outcome, done)


def kept_import(key: str) -> tuple[ImportOutcome, bool] | None:
    """Return what an import did or would do, and whether it was done; None for another file than `key` stands for."""
    kept_for, outcome, done = st.session_state.get(_IMPORT, ("", None, False))
    return (outcome, done) if outcome is not None and kept_for == key else None


def looks_at(payment_id: str) -> int:
    """Return how often the page of a payment looked by itself whether the bank has decided."""
    counted = st.session_state.get(_LOOKS)
    return int(counted[1]) if counted and counted[0] == payment_id else 0


def count_look(payment_id: str, *, anew: bool = False) -> None:
    """Count one more look at a payment, or begin to count anew."""
    st.session_state[_LOOKS] = (payment_id, 0 if anew else looks_at(payment_id) + 1)


def once_a_session(make: Callable[[], T]) -> T:
    """Return the page objects of this session, made at its first run: making them anew costs a look at every file."""
    made: T | None = st.session_state.get(_PAGES)
    if made is None:
        made = st.session_state[_PAGES] = make()
    return made


def keep_article_seen(key: str, filled: ArticleFields, seen: ArticleFields) -> None:
    """Keep what the form of a text was filled with, and how the text stood when it was last kept.

    What a colleague changes meanwhile is told from what is typed here; `key` is of the form.
    """
    st.session_state[_ARTICLE_SEEN] = (key, filled, seen)


def article_seen(key: str) -> tuple[ArticleFields, ArticleFields] | None:
    """Return what a form was filled with and how its text stood when it was last kept; None for another form."""
    kept_for, *kept = st.session_state.get(_ARTICLE_SEEN, ("", None, None))
    return (kept[0], kept[1]) if kept_for == key else None


def dutch_read(key: str, newest: str | None) -> str | None:
    """Return the Dutch version beside which a form of a translation is filled in: the newest when it was opened."""
    kept_for, version = st.session_state.get(_DUTCH_READ, ("", None))
    if kept_for != key:
        read_dutch(key, newest)
        return newest
    return str(version) if version else None


def read_dutch(key: str, version: str | None) -> None:
    """Keep that whoever fills in a form read this Dutch version."""
    st.session_state[_DUTCH_READ] = (key, version)


def remember_broken_answers(part: tuple[str, str, int]) -> None:
    """Keep for which part of a translation (slug, language, number) a reason must be given."""
    st.session_state[_BROKEN_ANSWERS] = part


def broke_answers() -> tuple[str, str, int] | None:
    """Return the part of a translation for which a reason must be given."""
    part: tuple[str, str, int] | None = st.session_state.get(_BROKEN_ANSWERS)
    return part


def press_rollout(seen: int | None) -> None:
    """Keep which step of the roll-out stood on the page when its button was pressed: by the next run another may hold."""
    st.session_state[_ROLLOUT_SEEN] = seen


def rollout_seen() -> int | None:
    """Return which step of the roll-out stood on the page when its button was pressed; None when none held."""
    seen: int | None = st.session_state.get(_ROLLOUT_SEEN)
    return seen
