"""The people a trajectbegeleider guides: what is late, what comes next, which hours wait."""

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import pips
from portal.ui import access, components, html, labels_of_others, labels_pip, pages, plan_words
from portal.ui.html import Child, Tone

person = access.require(Role.TRAJECTBEGELEIDER)
with db.reading() as session:
    clients = pips.clients(session, actor=person.actor, now=clock.now())
today = clock.today()


def late(client: pips.Client) -> Child:
    """Say which terms have passed."""
    if not client.overdue:
        return html.badge(_("Niets te laat"), Tone.GOOD)
    return [
        html.join(
            html.badge(labels_of_others.DEADLINES[item.code], Tone.URGENT),
            " ",
            plan_words.time_left(item.due_on, today),
        )
        for item in client.overdue
    ]


def coming(client: pips.Client) -> Child:
    """Say which term ends next."""
    item = client.next_deadline
    if item is None:
        return _("Geen termijn")
    return html.join(labels_of_others.DEADLINES[item.code], ": ", i18n.format_day(item.due_on))


def row(client: pips.Client) -> tuple[Child, ...]:
    """Build the line of one person."""
    href = f"{pages.address('inburgeraar', i18n.current_locale())}?wie={client.person_id}"
    state = html.join(
        labels_pip.CONTRACT_STATES[client.state],
        [" ", html.badge(_("Opgeschort"), Tone.WARNING)] if client.is_suspended else None,
    )
    return (
        html.link(f"{client.given_name} {client.family_name}", href),
        state,
        late(client),
        coming(client),
        i18n.format_duration(client.minutes_waiting) if client.minutes_waiting else _("Geen"),
    )


components.page_title(_("Inburgeraars die je begeleidt"))
components.show(
    html.tag(
        "div",
        html.button_link(_("Nieuw traject"), pages.address("nieuw-traject", i18n.current_locale())),
        html.button_link(
            _("Uren goedkeuren"), pages.address("uren-goedkeuren", i18n.current_locale()), quiet=True
        ),
        class_="p-calls",
    )
)
if clients:
    head = (_("Naam"), _("Traject"), _("Te laat"), _("Volgende termijn"), _("Uren die wachten"))
    pressing = sorted(clients, key=lambda client: (not client.overdue, not client.minutes_waiting))
    components.show(html.table(_("Jouw inburgeraars"), head, [row(client) for client in pressing]))
else:
    components.show(
        html.empty_state(
            _("Je begeleidt nu niemand."), _("Krijg je een inburgeraar toegewezen, dan zie je die hier.")
        )
    )
