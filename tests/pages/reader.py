"""A reader of the pages: opens the real app as somebody, in a language, on a page, and reads what stands there."""

import html
import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from portal import clock
from portal.services import demo_login

APP = str(Path(__file__).parents[2] / "portal" / "app.py")


def opened(page: str = "", *, person: str | None = None, language: str = "nl", **query: Any) -> AppTest:
    """Open the app; `page` is a file in app_pages, empty for the first page; `person` a persona of the demo world."""
    app = AppTest.from_file(APP, default_timeout=30)
    app.session_state["portal.language"] = language
    app.user = {"is_logged_in": False}
    if person is not None:
        issued = int(clock.now().timestamp())
        app.user = {"is_logged_in": True, "iss": demo_login.ISSUER, "sub": person, "iat": issued}
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"app_pages/{page}").run() if page else app


def text_of(app: AppTest) -> str:
    """Return everything that stands on the page, without tags."""
    assert not app.exception, app.exception
    pieces = [element.body for element in app.get("html")] + [error.value for error in app.error]
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(pieces)))
