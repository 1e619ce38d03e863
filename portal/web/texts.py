"""Streamlit's own English words in the reader's language: portal.js puts them in place while they appear.

Only words of its machinery; what pages and people write is left alone (portal.js skips it). A test asks that every
English text still stands in the packaged scripts, so that an upgrade cannot turn an entry into dead weight.
"""

import json
from collections.abc import Mapping

import i18n
from i18n import LazyText
from i18n import lazy_gettext as _
from portal.ui.html import Markup

WORDS: Mapping[str, LazyText] = {
    "Skip to main content": _("Ga naar de inhoud"),
    "Link to heading": _("Link naar deze titel"),
    "Close": _("Sluiten"),
    "Cancel": _("Annuleren"),
    "Clear": _("Leegmaken"),
    "Clear value": _("Leegmaken"),
    "Clear all": _("Alles leegmaken"),
    "Clear entry": _("Leegmaken"),
    "Clear date": _("Datum leegmaken"),
    "Clear dates": _("Data leegmaken"),
    "Clear time": _("Uur leegmaken"),
    "Delete": _("Verwijderen"),
    "Select all": _("Alles kiezen"),
    "Selected values": _("Gekozen"),
    "Choose an option": _("Kies er een"),
    "Choose options": _("Kies er een of meer"),
    "Add an option": _("Voeg er een toe"),
    "Add options": _("Voeg nog iets toe"),
    "No options to select": _("Er is niets om te kiezen"),
    "No options to select.": _("Er is niets om te kiezen"),
    "No results": _("Niets gevonden"),
    "Selectbox options": _("Keuzes"),
    "Multiselect options": _("Keuzes"),
    "Choose date": _("Kies een datum"),
    "Choose date range": _("Kies een periode"),
    "Choose date and time": _("Kies een datum en een uur"),
    "Date range": _("Periode"),
    "Previous month": _("Naar de vorige maand"),
    "Next month": _("Naar de volgende maand"),
    "day": _("dag"),
    "month": _("maand"),
    "year": _("jaar"),
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": _("Kies een datum met de pijltjes. Enter om te kiezen, Escape om te sluiten."),
    "Invalid time format. Please use HH:MM.": _("Schrijf het uur zo: 14:30."),
    "Hours must be 0–23.": _("Het uur moet tussen 0 en 23 liggen."),
    "Minutes must be 0–59.": _("De minuten moeten tussen 0 en 59 liggen."),
    "Number is above the allowed range.": _("Dit getal is te groot."),
    "Number is below the allowed range.": _("Dit getal is te klein."),
    "This field is required.": _("Vul dit in."),
    "Invalid value.": _("Dit is niet juist ingevuld."),
    "Invalid input.": _("Dit is niet juist ingevuld."),
    "Press Enter to apply": _("Druk op Enter om te bewaren"),
    "Press Enter to submit form": _("Druk op Enter om te versturen"),
    "Press Ctrl+Enter to apply": _("Druk op Ctrl+Enter om te bewaren"),
    "Press Ctrl+Enter to submit form": _("Druk op Ctrl+Enter om te versturen"),
    "Press ⌘+Enter to apply": _("Druk op ⌘+Enter om te bewaren"),
    "Press ⌘+Enter to submit form": _("Druk op ⌘+Enter om te versturen"),
    "Show password": _("Toon het wachtwoord"),
    "Hide password": _("Verberg het wachtwoord"),
    "Upload": _("Kies een bestand"),
    "Add files": _("Voeg bestanden toe"),
    "Drag and drop a file here": _("Sleep een bestand naar hier"),
    "Drag and drop files here": _("Sleep bestanden naar hier"),
    "Upload failed": _("Het bestand is niet verstuurd"),
    "File type not allowed.": _("Dit soort bestand kan niet."),
    "Only one file is allowed.": _("Je kunt maar één bestand kiezen."),
    "Click to retry upload": _("Klik om het opnieuw te proberen"),
    "Download failed": _("Het bestand is niet gedownload"),
    "Send message": _("Verstuur je vraag"),
    "Stop script": _("Stop het antwoord"),
    "Start recording": _("Begin met opnemen"),
    "Stop recording": _("Stop met opnemen"),
    "Cancel recording": _("Opname annuleren"),
    "Submit recording": _("Opname versturen"),
    "Copy": _("Kopiëren"),
    "Copy to clipboard": _("Kopiëren"),
    "Copied": _("Gekopieerd"),
    "Fullscreen": _("Volledig scherm"),
    "Close fullscreen": _("Volledig scherm sluiten"),
    "Thumbs up": _("Duim omhoog"),
    "Thumbs down": _("Duim omlaag"),
    "Next page": _("Volgende pagina"),
    "Previous page": _("Vorige pagina"),
    "Scrollable table": _("Tabel"),
    "Running...": _("Bezig"),
    "Stopping...": _("Stopt"),
    "Page not found": _("Deze pagina bestaat niet"),
    "Connection error": _("Geen verbinding"),
    "Network error": _("Geen verbinding"),
    "Connection lost. Please wait for the app to reconnect, then try again.": _("De verbinding is weg. Wacht even en probeer het dan opnieuw."),
    "Streamlit server is not responding. Are you connected to the internet?": _("Het portaal antwoordt niet. Heb je internet?"),
    "Unexpected error. Please try again.": _("Er ging iets mis. Probeer het opnieuw."),
}  # fmt: skip

OWN: Mapping[str, LazyText] = {
    "page_opened": _("Pagina geopend: %(title)s"),
    "copied": _("Gekopieerd"),
    "session_ends": _(
        "Je wordt over enkele minuten afgemeld. Kies de knop of druk op Escape om aangemeld te blijven."
    ),
    "session_stay": _("Aangemeld blijven"),
    "session_stays": _("Je blijft aangemeld."),
    "session_no_more": _(
        "Je was lang aangemeld. Bewaar wat je schreef en meld je opnieuw aan om verder te gaan."
    ),
    "session_ended": _("Je bent afgemeld. Meld je opnieuw aan om verder te gaan."),
    "session_failed": _("Dat is niet gelukt. Probeer het opnieuw om aangemeld te blijven."),
    "login_again": _("Opnieuw aanmelden"),
    "max_size": _("Hoogstens 10 MB"),
    "required": _("verplicht"),
    "connection_lost": _(
        "De verbinding is weg. We proberen het opnieuw. Wat je al bewaarde, blijft bewaard."
    ),
    "close": _("Sluiten"),
}


def dictionary(language: str) -> dict[str, dict[str, str]]:
    """Return what portal.js needs in a language."""
    with i18n.use_locale(language):
        return {
            "words": {english: str(text) for english, text in WORDS.items()},
            "own": {key: str(text) for key, text in OWN.items()},
        }


def data_block(language: str) -> Markup:
    """Return the dictionary as a block of data for the page's head; no script, so the content policy allows it."""
    chosen = i18n.LANGUAGES[language]
    facts = {"language": language, "reactAria": chosen.react_aria} | dictionary(language)
    written = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(f'<script type="application/json" id="portal-texts">{written}</script>')
