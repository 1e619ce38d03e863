"""What the portal knows of somebody, who looked at the file, and logging out."""

import i18n
from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import file_access
from portal.services.file_access import Access
from portal.ui import access, components, html, labels, labels_audit, nav


def who(seen: Access) -> str:
    """Say who did it."""
    if seen.is_owner:
        return _("Jij")
    return seen.by or _("Het portaal zelf")


person = access.require()
components.page_title(_("Mijn gegevens"))
mail_language = i18n.LANGUAGES.get(person.language, i18n.LANGUAGES[i18n.SOURCE])
components.show(
    html.definition_list(
        (_("Naam"), html.tag("bdi", person.full_name)),
        (_("Taal van brieven en mails"), mail_language.own_name),
        (_("Rol"), i18n.format_list(str(labels.ROLES[role]) for role in sorted(person.roles))),
        (_("Aangemeld tot"), i18n.format_moment(person.ends_at, width="short")),
    ),
    html.button_link(_("Afmelden"), f"{nav.LOGOUT}?next=/{i18n.current_locale()}/", quiet=True),
)
if person.has(Role.INBURGERAAR):
    with db.reading() as session:
        seen_by = file_access.accesses(session, actor=person.actor, person_id=person.person_id)
    components.section(_("Wie bekeek je dossier?"))
    if seen_by:
        rows = [
            (
                i18n.format_moment(one.at, width="short"),
                labels_audit.act(one.action),
                html.tag("bdi", who(one)),
            )
            for one in seen_by
        ]
        components.show(html.table(_("De laatste 50 keer"), (_("Wanneer"), _("Wat"), _("Wie")), rows))
    else:
        components.show(html.empty_state(_("Nog niemand"), _("Niemand bekeek je dossier tot nu toe.")))
