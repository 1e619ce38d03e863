"""Photos that people hand in, on a page: an address that works for fifteen minutes, for the reader alone."""

from i18n import gettext as _
from portal import clock, db
from portal.services import uploads
from portal.services.permissions import Actor
from portal.ui import html
from portal.ui.html import Markup

FILES = "/bestand"


def photo(actor: Actor, upload_id: str) -> Markup:
    """Build the photo of a proof; asking for it is looking at it.

    Raises:
        NotFound: there is no such file, or the actor may not see it.
    """
    with db.transaction() as session:
        token = uploads.make_link(session, actor=actor, upload_id=upload_id, now=clock.now())
    return html.tag(
        "img",
        src=f"{FILES}/{token}",
        alt=_("Foto van het getekende bewijs"),
        class_="p-photo",
        loading="lazy",
    )
