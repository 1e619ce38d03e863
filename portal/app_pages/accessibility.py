"""How everybody can use the portal, and what does not work well yet."""

from i18n import gettext as _
from portal.ui import components, html

components.page_title(_("Toegankelijkheid"), _("Iedereen moet dit portaal kunnen gebruiken."))
components.show(
    html.section_title(_("Wat goed werkt")),
    html.tag(
        "ul",
        html.tag("li", _("Je kunt alles doen met het toetsenbord alleen.")),
        html.tag("li", _("Elke pagina werkt op een telefoon en op een groot scherm.")),
        html.tag("li", _("De teksten hebben genoeg contrast en je kunt ze vergroten.")),
        html.tag("li", _('De artikels bij "Informatie" werken ook zonder JavaScript en je kunt ze afdrukken.')),
    ),
    html.section_title(_("Wat nog niet goed werkt")),
    html.tag(
        "ul",
        html.tag("li", _("We hebben het portaal nog niet getest met mensen die een schermlezer gebruiken.")),
        html.tag("li", _("Sommige vertalingen zijn nog niet door een mens nagekeken. Dat staat er dan bij.")),
    ),
    html.section_title(_("Werkt er iets niet?")),
    html.paragraph(_("Zeg het aan je trajectbegeleider of stel een vraag in het portaal.")),
)  # fmt: skip
