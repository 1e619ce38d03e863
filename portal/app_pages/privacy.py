"""What the portal keeps about somebody, and why."""

from i18n import gettext as _
from portal.ui import components, html

components.page_title(_("Privacy"), _("Wat we over jou bewaren en waarom."))
components.show(
    html.section_title(_("Wat we bewaren")),
    html.definition_list(
        (_("Je naam en je taal"), _("Om je te herkennen en je in je eigen taal te helpen.")),
        (_("Je plan"), _("Om te tonen wat je moet doen, tegen wanneer, en wat je al deed.")),
        (_("Je vragen"), _("Om je te antwoorden. Nummers, adressen en namen die we herkennen, maken we eerst onleesbaar.")),
        (_("Wie je dossier bekeek"), _('Om je te kunnen tonen wie je gegevens las. Je vindt de lijst bij "Mijn gegevens".')),
    ),
    html.section_title(_("Wat we niet bewaren")),
    html.paragraph(_("We bewaren je rijksregisternummer, je geboortedatum en je bewijsstukken niet.")),
    html.section_title(_("Cookies")),
    html.paragraph(_("We gebruiken alleen cookies die nodig zijn: om je aan te melden en om te bewaren wat je aan het typen was. We volgen je niet.")),
    html.section_title(_("Je rechten")),
    html.paragraph(_("Je mag je gegevens bekijken en laten verbeteren. Vraag het aan je trajectbegeleider.")),
)  # fmt: skip
