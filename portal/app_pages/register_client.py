"""Starting the track of somebody who has none yet."""

from i18n import gettext as _
from portal.models.people import Role
from portal.ui import access, components, html, pages, register_form, session

person = access.require(Role.TRAJECTBEGELEIDER)
components.page_title(
    _("Nieuw traject"), _("Schrijf iemand in die zich al aanmeldde in het portaal en nog geen traject heeft.")
)
components.show(
    html.paragraph(html.link(_("Naar de lijst"), pages.address("inburgeraars", session.language())))
)
register_form.show(person.actor)
