"""Words for what tells the redactie that a text needs them."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.signals import FeedbackClosing, GroupState, LinkFault
from portal.services.editor_tasks import EditorTask

CLOSINGS: Mapping[FeedbackClosing, LazyText] = {
    FeedbackClosing.MENDED: _l("De tekst is aangepast"),
    FeedbackClosing.STAYS: _l("De tekst klopt en blijft zo"),
    FeedbackClosing.ELSEWHERE: _l("Dit gaat niet over de tekst"),
}

GROUP_STATES: Mapping[GroupState, LazyText] = {
    GroupState.OPEN: _l("Nog niet bekeken"),
    GroupState.PLANNED: _l("Er komt een artikel"),
    GroupState.NOT_OURS: _l("Niet voor ons"),
    GroupState.ANSWERED: _l("Een artikel beantwoordt dit"),
}

LINK_FAULTS: Mapping[LinkFault, LazyText] = {
    LinkFault.MISSING: _l("De pagina bestaat niet meer."),
    LinkFault.GONE: _l("De pagina is voorgoed weg."),
    LinkFault.SAYS_MISSING: _l("De pagina zegt zelf dat ze er niet meer is."),
    LinkFault.OTHER_SITE: _l("De link leidt nu naar een andere website."),
    LinkFault.HOME_PAGE: _l("De link leidt nu naar de startpagina van de website."),
    LinkFault.NO_ANSWER: _l("De website antwoordt al een week niet."),
    LinkFault.NOT_FOR_US: _l("De website laat ons niet kijken."),
}

# What there is to do, and what that means.
TASKS: Mapping[EditorTask, tuple[LazyText, LazyText]] = {
    EditorTask.DRIFT: (
        _l("Antwoorden die veranderden"),
        _l("Een cijfer over de chat wijkt af van de weken ervoor. Zoek uit waarom."),
    ),
    EditorTask.OVERDUE: (
        _l("Artikels die je moet nakijken"),
        _l("De dag is voorbij. Lezers krijgen een waarschuwing tot iemand het artikel nakeek."),
    ),
    EditorTask.LINKS: (
        _l("Links die niet meer werken"),
        _l("Lezers krijgen deze links niet meer. Zoek de nieuwe plaats van de bron."),
    ),
    EditorTask.FEEDBACK: (
        _l("Artikels die niet hielpen"),
        _l("Lezers zeiden dat een artikel hen niet hielp, en waarom."),
    ),
    EditorTask.REVIEWS: (
        _l("Teksten van collega's om na te lezen"),
        _l("Een collega vraagt jou om een tekst te lezen voor ze op het portaal komt."),
    ),
    EditorTask.RETURNED: (
        _l("Teksten die terugkwamen"),
        _l("Een collega keek je tekst na. Er moet nog iets veranderen voor ze op het portaal komt."),
    ),
    EditorTask.QUESTIONS: (
        _l("Vragen zonder antwoord"),
        _l("Mensen vroegen dit en het portaal had geen antwoord dat hielp."),
    ),
    EditorTask.PLANNED: (
        _l("Artikels die jij zou schrijven"),
        _l("Deze onderwerpen staan op jouw naam."),
    ),
    EditorTask.FROM_CASES: (
        _l("Ontwerpen van juristen"),
        _l("Een jurist maakte van een antwoord een ontwerp. Er zijn nog bronnen nodig."),
    ),
    EditorTask.ANSWERS: (
        _l("Antwoorden om te beoordelen"),
        _l("Antwoorden van de chat, door toeval gekozen. Zeg of ze goed zijn."),
    ),
}
