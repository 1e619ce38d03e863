"""What the answer service itself says. Dutch msgids; every text is a full sentence, so that translators see what they translate.

Telephone numbers come from `contacts.yaml`, never from a text.
"""

from collections.abc import Callable, Mapping

from chatbot import contacts
from chatbot.answer import Outcome, Reason, UrgentKind
from i18n import SOURCE, current_language, isolate, use_locale
from i18n import gettext as _


def _call(text: str, *contact_ids: str) -> str:
    numbers = {contact_id.replace("-", "_"): _number(contact_id) for contact_id in contact_ids}
    return text % numbers


def _number(contact_id: str) -> str:
    written = contacts.phone(contact_id)
    return isolate(written) if current_language().right_to_left else written


def _danger() -> list[str]:
    return [
        _("Je bent niet alleen. Er is nu hulp voor jou."),
        _call(
            _("Is er nu gevaar voor je leven? Bel %(emergency)s. Dat is gratis, dag en nacht."), "emergency"
        ),
        _call(
            _("Denk je aan zelfmoord? Bel %(suicide_line)s. Dat is gratis en kan dag en nacht."),
            "suicide-line",
        ),
        *_in_french(),
        _("Ga naar iemand die je vertrouwt en blijf niet alleen."),
    ]


def _in_french() -> list[str]:
    """Name the line that speaks French to whoever does not read Dutch."""
    if current_language().code == SOURCE:
        return []
    text = _("Praat je liever Frans? Bel %(suicide_line_fr)s. Dat is gratis en kan dag en nacht.")
    return [_call(text, "suicide-line-fr")]


def _violence() -> list[str]:
    return [
        _("Niemand mag jou pijn doen. Er is hulp voor jou."),
        _call(_("Ben je nu in gevaar? Bel de politie op %(police)s."), "police"),
        _call(_("Heb je nu een dokter nodig? Bel %(emergency)s."), "emergency"),
        _call(
            _(
                "Wil je praten met een hulpverlener over geweld? Bel gratis %(violence_line)s. Je hoeft je naam niet te zeggen."
            ),
            "violence-line",
        ),
        _("Vragen over je verblijf kun je later stellen. Eerst moet je veilig zijn."),
    ]


def _trafficking() -> list[str]:
    return [
        _(
            "Niemand mag jou dwingen om te werken of je papieren afnemen. Er zijn centra die je gratis helpen."
        ),
        _call(_("Ben je nu in gevaar? Bel de politie op %(police)s."), "police"),
        _call(_("In Antwerpen helpt Payoke: %(payoke)s."), "payoke"),
        _call(_("In Brussel helpt PAG-ASA: %(pag_asa)s."), "pag-asa"),
        _call(_("In Luik helpt Sürya: %(surya)s."), "surya"),
    ]


def _minor() -> list[str]:
    return [
        _(
            "Ben je jonger dan 18 jaar en zonder je ouders in België? Dan kun je een voogd krijgen. Een voogd helpt jou."
        ),
        _call(_("Bel de Dienst Voogdij: %(guardianship)s. Dat kan dag en nacht."), "guardianship"),
        _call(_("Ben je nu in gevaar? Bel de politie op %(police)s."), "police"),
    ]


def _detention() -> list[str]:
    return [
        _("Dit is dringend. Zoek vandaag nog een advocaat."),
        _(
            "Wie vastzit in een gesloten centrum, heeft recht op een gratis advocaat (pro Deo). Vraag het aan de sociale dienst van het centrum."
        ),
        _("Zeg de advocaat meteen op welke dag de beslissing kwam. De termijnen voor beroep zijn heel kort."),
        _("Onderteken niets wat je niet begrijpt. Vraag een tolk."),
    ]


def _order_to_leave() -> list[str]:
    return [
        _("Dit is dringend. Kijk op welke dag je het bevel kreeg en hoeveel dagen erop staan."),
        _("Zoek meteen een advocaat. Heb je weinig geld? Dan kun je een gratis advocaat (pro Deo) krijgen."),
        _(
            "Beroep bij de Raad voor Vreemdelingenbetwistingen moet meestal binnen 30 dagen. Soms is de termijn korter."
        ),
        _("Bewaar de brief en de envelop, en neem ze mee naar de advocaat."),
        _("Wacht niet op een antwoord van dit portaal."),
    ]


_URGENT: Mapping[UrgentKind, Callable[[], list[str]]] = {
    UrgentKind.DANGER: _danger,
    UrgentKind.VIOLENCE: _violence,
    UrgentKind.TRAFFICKING: _trafficking,
    UrgentKind.MINOR: _minor,
    UrgentKind.DETENTION: _detention,
    UrgentKind.ORDER_TO_LEAVE: _order_to_leave,
}


# Whom to call first, in this order: shown as buttons that dial.
URGENT_CONTACTS: Mapping[UrgentKind, tuple[str, ...]] = {
    UrgentKind.DANGER: ("emergency", "suicide-line", "suicide-line-fr"),
    UrgentKind.VIOLENCE: ("police", "emergency", "violence-line"),
    UrgentKind.TRAFFICKING: ("police", "payoke", "pag-asa", "surya"),
    UrgentKind.MINOR: ("guardianship", "police"),
    UrgentKind.DETENTION: (),
    UrgentKind.ORDER_TO_LEAVE: (),
}


def urgent_contacts(kind: UrgentKind, language: str) -> tuple[str, ...]:
    """Return whom to call first; a line that speaks another language is for who does not read Dutch."""
    known = contacts.contacts()
    return tuple(one for one in URGENT_CONTACTS[kind] if language != SOURCE or known[one].spoken is None)


def urgent(kind: UrgentKind, language: str) -> str:
    """Return the fixed text for an urgent matter: what to do now and whom to call."""
    with use_locale(language):
        return "\n".join(_URGENT[kind]())


def plain(outcome: Outcome, reason: Reason | None, language: str) -> str:
    """Return what is said when a turn ends without an answer from the knowledge base."""
    with use_locale(language):
        return _by_reason(reason) if reason else _by_outcome(outcome)


def not_yet(language: str) -> str:
    """Return what somebody reads whom the chat does not answer yet."""
    with use_locale(language):
        return _(
            "De chat geeft nog niet aan iedereen antwoorden, en jij krijgt ze nog niet. Hier vind je wel artikels over je vraag, en een mens kan je antwoorden."
        )


def articles(found: bool, language: str) -> str:
    """Return what is said above articles that may be about the question, or when there are none."""
    with use_locale(language):
        if found:
            return _(
                "Deze artikels gaan misschien over je vraag. Vind je daar geen antwoord? Vraag het aan een mens."
            )
        return _("We vinden geen artikel over je vraag. Vraag het aan een mens.")


def _by_outcome(outcome: Outcome) -> str:
    match outcome:
        case Outcome.PARTIAL:
            return _("Dit is een deel van het antwoord. Vraag de rest aan een mens.")
        case Outcome.CLARIFY:
            return _(
                "Ik begrijp je vraag nog niet goed. Bedoel je een van deze onderwerpen? Of schrijf je vraag met meer woorden."
            )
        case Outcome.ABSTAIN:
            return _(
                "Dat weet ik niet zeker. Ik vind geen tekst die je vraag beantwoordt. Een mens kan je verder helpen."
            )
        case _:
            return _("Dit lukt nu niet. Vraag een mens om hulp.")


def _by_reason(reason: Reason) -> str:  # noqa: PLR0911 one line for each reason
    match reason:
        case Reason.EMPTY:
            return _("Schrijf eerst je vraag.")
        case Reason.HIDDEN:
            return _("Je vraag bevat alleen onzichtbare tekens. Schrijf je vraag met gewone letters.")
        case Reason.TOO_LONG:
            return _("Je vraag is te lang. Schrijf je vraag korter: één vraag per keer.")
        case Reason.NOT_READY:
            return _(
                "De kennisbank wordt nog geladen. Wacht een minuut en stel je vraag opnieuw, of vraag een mens."
            )
        case Reason.ASKED:
            return _("Een mens kan je vraag beantwoorden. Zeg eerst even wie de vraag stelt.")
        case Reason.BOT_OFF:
            return _("Er zijn nu geen automatische antwoorden. Je vraag gaat naar een mens.")
        case Reason.GREETING:
            return _("Dag! Stel je vraag over inburgering of verblijf in België. Schrijf in je eigen taal.")
        case Reason.THANKS:
            return _("Graag gedaan. Heb je nog een vraag? Stel ze gerust.")
        case Reason.FAILURE:
            return _("Er ging iets mis bij ons. Je vraag is bewaard en een mens kan ze beantwoorden.")
