"""The languages the portal offers, and what is particular to each."""

from dataclasses import dataclass

SOURCE = "nl"


@dataclass(frozen=True)
class Language:
    """One offered language.

    `code` stands in addresses and catalogs; `babel` is the locale whose dates and amounts are used;
    `react_aria` steers Streamlit's date fields to Gregorian dates and Western digits; `reviewed` says whether a person
    has checked the portal's own texts in this language.
    """

    code: str
    own_name: str
    dutch_name: str
    babel: str
    react_aria: str
    right_to_left: bool = False
    reviewed: bool = False

    @property
    def direction(self) -> str:
        """Return `rtl` or `ltr`, as HTML's `dir` wants it."""
        return "rtl" if self.right_to_left else "ltr"


_ALL = (
    Language("nl", "Nederlands", "Nederlands", "nl_BE", "nl-BE", reviewed=True),
    Language("en", "English", "Engels", "en_GB", "en-GB"),
    Language("fr", "Français", "Frans", "fr_BE", "fr-BE"),
    Language("ar", "العربية", "Arabisch", "ar", "ar-AE-u-ca-gregory-nu-latn", right_to_left=True),
    Language("tr", "Türkçe", "Turks", "tr", "tr-TR"),
    Language("es", "Español", "Spaans", "es", "es-ES"),
    Language("uk", "Українська", "Oekraïens", "uk", "uk-UA"),
)
LANGUAGES: dict[str, Language] = {language.code: language for language in _ALL}
OFFERED: tuple[str, ...] = tuple(LANGUAGES)


def closest(wanted: str | None) -> str:
    """Return the offered language for an `Accept-Language` header or a locale such as `fr-FR`; else Dutch."""
    if not wanted:
        return SOURCE
    choices = []
    for position, part in enumerate(wanted[:1000].split(",")):
        tag, _, weight = part.partition(";q=")
        code = tag.strip().replace("_", "-").split("-")[0].lower()
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        if code in LANGUAGES and quality > 0:
            choices.append((-quality, position, code))
    return min(choices)[2] if choices else SOURCE
