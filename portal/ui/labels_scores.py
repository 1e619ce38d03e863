"""Words for how good the answers of the chat are."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.scores import AlertClosing, AnswerFault, AnswerVerdict, DriftSignal

VERDICTS: Mapping[AnswerVerdict, LazyText] = {
    AnswerVerdict.GOOD: _l("Goed"),
    AnswerVerdict.HALF: _l("Half: er ontbreekt iets of er staat te veel"),
    AnswerVerdict.WRONG: _l("Fout"),
    AnswerVerdict.UNSAFE: _l("Gevaarlijk: wie dit volgt, kan schade hebben"),
    AnswerVerdict.RIGHT_REFUSAL: _l("Terecht: geen artikel beantwoordt dit"),
    AnswerVerdict.ANSWER_EXISTS: _l("Een artikel beantwoordt dit wel"),
    AnswerVerdict.CANNOT_SAY: _l("Ik kan dit niet beoordelen"),
}

FAULTS: Mapping[AnswerFault, LazyText] = {
    AnswerFault.NOT_VERBATIM: _l("Een zin staat niet meer letterlijk in de bewaarde tekst."),
    AnswerFault.WITHDRAWN: _l("Het artikel is intussen ingetrokken."),
    AnswerFault.REPLACED: _l("De zin staat niet meer in het artikel van vandaag."),
    AnswerFault.OVERDUE: _l("Het artikel had al nagekeken moeten zijn."),
    AnswerFault.DEAD_LINK: _l("De link naar een bron werkt niet meer."),
    AnswerFault.OTHER_LANGUAGE: _l("Het antwoord lijkt in een andere taal dan de vraag."),
    AnswerFault.ANSWERED_NOW: _l("Vandaag vindt de chat wel een artikel."),
    AnswerFault.REFUSED_NOW: _l("Vandaag geeft de chat geen antwoord meer op deze vraag."),
}

# What moved, and where to look first.
SIGNALS: Mapping[DriftSignal, tuple[LazyText, LazyText]] = {
    DriftSignal.RIGHT: (
        _l("Goede antwoorden volgens de redactie"),
        _l("Lees welke antwoorden fout of half waren. Gaan ze over hetzelfde artikel?"),
    ),
    DriftSignal.REFUSED: (
        _l("Vragen zonder antwoord"),
        _l("Meer kan terecht zijn: mensen vragen iets nieuws. Minder kan een fout zijn: de chat antwoordt op wat hij niet weet."),
    ),
    DriftSignal.CHANCE: (
        _l("Hoe zeker de chat is"),
        _l("Kijk welke artikels net veranderden, en waar mensen naar vroegen."),
    ),
    DriftSignal.UNHELPED: (
        _l("Lezers die niet geholpen zijn"),
        _l("Kijk bij de signalen welke artikels niet hielpen, en waarom."),
    ),
    DriftSignal.FOR_PERSON: (
        _l("Lezers die een mens vragen"),
        _l("Vraag de juristen waarover de nieuwe dossiers gaan."),
    ),
}  # fmt: skip

CLOSINGS: Mapping[AlertClosing, LazyText] = {
    AlertClosing.MENDED: _l("Er was iets fout, en het is hersteld"),
    AlertClosing.EXPLAINED: _l("Er is een goede reden voor"),
    AlertClosing.CHANCE: _l("We vonden niets: toeval"),
}

REFUSALS: Mapping[str, LazyText] = {
    "verdict": _l("Dat kun je van dit antwoord niet zeggen."),
    "article-needed": _l("Kies eerst een artikel."),
    "words-hidden": _l("Vervang eerst […] door gewone woorden. Schrijf geen namen."),
}
