"""The one way in which a form or a button calls a service: in one transaction, said after it is written down, explained when refused."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from portal import clock, db
from portal.errors import PortalError
from portal.ui import labels, session

Act = Callable[..., Any]


def done(act: Act, said: str, /, **facts: Any) -> None:
    """Do one thing and read the page anew, also when it was refused: somebody else may have been first."""
    try:
        with db.transaction() as opened:
            act(opened, now=clock.now(), **facts)
    except PortalError as error:
        session.explain_after_rerun(labels.explain(error))
    else:
        session.say_after_rerun(said)
    st.rerun()


def done_or_kept(act: Act, said: str, /, **facts: Any) -> None:
    """Do one thing and read the page anew; what is refused is explained beside the form, which keeps what was typed."""
    try:
        with db.transaction() as opened:
            act(opened, now=clock.now(), **facts)
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return
    session.say_after_rerun(said)
    st.rerun()
