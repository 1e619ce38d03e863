"""What the portal knows of somebody, who looked at the file, and logging out."""

import i18n
from i18n import gettext as _
from portal.ui import access, components, html, labels, nav

person = access.require()
components.page_title(_("Mijn gegevens"))
roles = ", ".join(str(labels.ROLES[role]) for role in sorted(person.roles))
components.show(
    html.definition_list(
        (_("Naam"), person.full_name),
        (
            _("Taal van brieven en mails"),
            i18n.LANGUAGES[person.language].own_name
            if person.language in i18n.LANGUAGES
            else person.language,
        ),
        (_("Rol"), roles),
        (_("Aangemeld tot"), i18n.format_moment(person.ends_at, width="short")),
    ),
    html.button_link(_("Afmelden"), f"{nav.LOGOUT}?next=/{i18n.current_locale()}/", quiet=True),
)
