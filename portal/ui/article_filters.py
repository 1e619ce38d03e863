"""What one can look for in the list of articles: it begins as the address says, and the address follows what is chosen."""

from collections.abc import Mapping

import streamlit as st

from i18n import gettext as _
from portal.services.article_list import Standing, Wish
from portal.ui import labels_desk, sheets

ALL, MINE, NOBODY = "", "mine", "nobody"
_KEY = "articles."
_NAMES = {"words": "q", "standing": "stand", "owner": "eigenaar", "overdue": "laat", "stale": "verouderd"}
_YES = "1"


def asked_for(person_id: str, owners: Mapping[str, str]) -> Wish:
    """Show what one can look for; returns what is wanted. `owners` are those who look after an article, by id."""
    named = {ALL: _("Iedereen"), MINE: _("Ik"), NOBODY: _("Nog niemand"), **owners}
    choices = [ALL, MINE, NOBODY, *(owner for owner in owners if owner != person_id)]
    _begin(choices)
    words = st.text_input(_("Zoek in de titels"), key=_KEY + "words")
    left, right = st.columns(2)
    standing = left.selectbox(
        _("Stand"),
        [ALL, *Standing],
        key=_KEY + "standing",
        format_func=lambda one: str(labels_desk.STANDINGS[Standing(one)][0]) if one else _("Alles"),
    )
    owner = right.selectbox(_("Eigenaar"), choices, key=_KEY + "owner", format_func=named.__getitem__)
    wish = Wish(
        words=words or "",
        standing=Standing(standing) if standing else None,
        owner_id=person_id if owner == MINE else "" if owner in {ALL, NOBODY} else owner,
        nobody=owner == NOBODY,
        overdue=left.checkbox(_("Alleen wat te laat is"), key=_KEY + "overdue"),
        stale=right.checkbox(_("Alleen met een verouderde vertaling"), key=_KEY + "stale"),
    )
    sheets.follow(_query_of(wish, owner or ALL))
    return wish


def _begin(choices: list[str]) -> None:
    """Fill the filters at the first run of the page, before they are shown; what is no value of ours is left out."""
    if _KEY + "words" in st.session_state:
        return
    asked = {field: st.query_params.get(name, "") for field, name in _NAMES.items()}
    st.session_state.update(
        {
            _KEY + "words": asked["words"],
            _KEY + "standing": asked["standing"] if asked["standing"] in set(Standing) else ALL,
            _KEY + "owner": asked["owner"] if asked["owner"] in choices else ALL,
            _KEY + "overdue": asked["overdue"] == _YES,
            _KEY + "stale": asked["stale"] == _YES,
        }
    )


def _query_of(wish: Wish, owner: str) -> dict[str, str]:
    values = {
        "words": wish.words.strip(),
        "standing": wish.standing.value if wish.standing else "",
        "owner": owner,
        "overdue": _YES if wish.overdue else "",
        "stale": _YES if wish.stale else "",
    }
    return {_NAMES[field]: value for field, value in values.items() if value}
