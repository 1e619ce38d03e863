"""The one way in which a form or a button calls a service: in one transaction, said after it is written down, explained when refused."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from portal import clock, db
from portal.errors import PortalError
from portal.ui import labels, session

Act = Callable[..., Any]  # of a service: gets the open unit of work, the moment and the facts
Said = str | Callable[[Any], str]  # what is said, or how it is said of what came of it


def done(act: Act, said: Said, /, *, then: Callable[[], Any] = st.rerun, **facts: Any) -> None:
    """Do one thing and read the page anew, also when it was refused: somebody else may have been first.

    `then`: where to go instead when it was done.
    """
    outcome = _outcome(act, session.explain_after_rerun, facts)
    if outcome is not None:
        _say(said, outcome)
        then()
    st.rerun()


def done_or_kept(act: Act, said: Said, /, **facts: Any) -> None:
    """Do one thing and read the page anew; what is refused is explained beside the form, which keeps what was typed."""
    outcome = tried(act, **facts)
    if outcome is not None:
        _say(said, outcome)
        st.rerun()


def tried(act: Act, /, **facts: Any) -> Any:
    """Do one thing and return what came of it, or True for nothing; explain a refusal beside the form and return None."""
    return _outcome(act, _explain_here, facts)


def _outcome(act: Act, explain: Callable[[str], None], facts: dict[str, Any]) -> Any:
    try:
        with db.transaction() as opened:
            outcome = act(opened, now=clock.now(), **facts)
    except PortalError as error:
        explain(labels.explain(error))
        return None
    return True if outcome is None else outcome


def _explain_here(words: str) -> None:
    st.error(words, icon=":material/info:")


def _say(said: Said, outcome: Any) -> None:
    session.say_after_rerun(said if isinstance(said, str) else said(outcome))
