"""Ask in one's own language; read the quoted sentences with their source; ask a person when that is not enough."""

from i18n import gettext as _
from portal.ui import access, chat_panel, components

access.optional()
components.page_title(
    _("Stel je vraag"), _("Vraag het in je eigen taal. Schrijf geen namen en geen nummers van documenten.")
)
chat_panel.show()
