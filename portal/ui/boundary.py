"""The one place where anything that goes wrong ends: calm words for the reader, the facts in the log.

An error in a fragment does not pass the page's block in app.py, so it is wrapped here too:
use `@boundary.fragment` instead of Streamlit's own.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from i18n import gettext as _
from i18n import isolate
from portal import logs
from portal.errors import PortalError
from portal.ui import labels

P = ParamSpec("P")
R = TypeVar("R")

log = logs.get_logger()


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Run a page or a part of one; whatever goes wrong in it ends here."""
    try:
        yield
    except PortalError as error:
        log.info("refused", place=place, error=type(error).__name__)
        st.error(labels.explain(error), icon=":material/info:")
    except Exception as error:
        reference = secrets.token_hex(4).upper()
        log.exception("page_failed", place=place, reference=reference, error=type(error).__name__)
        st.error(_sorry(reference), icon=":material/error:")


def _sorry(reference: str) -> str:
    return _(
        "Er ging iets mis. Probeer het opnieuw. Blijft het misgaan? Geef dan dit nummer door aan een medewerker: %(reference)s."
    ) % {"reference": isolate(reference)}


def _wrapped(function: Callable[P, R]) -> Callable[P, R | None]:
    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R | None:
        with guarded(f"{function.__module__}.{function.__qualname__}"):
            return function(*args, **kwargs)
        return None

    return inside


def fragment(*, run_every: str | float | None = None) -> Callable[[Callable[P, R]], Callable[P, Any]]:
    """Make a part of a page that reruns alone: `@boundary.fragment()`."""

    def decorate(function: Callable[P, R]) -> Callable[P, Any]:
        return st.fragment(_wrapped(function), run_every=run_every)

    return decorate


def rerun_part() -> NoReturn:
    """Run the part again that the reader acted in; the whole page where the whole page is running."""
    context = get_script_run_ctx(suppress_warning=True)
    st.rerun(scope="fragment" if context and context.fragment_ids_this_run else "app")
