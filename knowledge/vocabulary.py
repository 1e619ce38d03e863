"""The closed lists of an article's front matter."""

from i18n import LANGUAGES, SOURCE

__all__ = ["AUDIENCES", "LANGUAGES", "QUESTION_LANGUAGES", "REGIONS", "SOURCE", "TOPICS"]

TOPICS = (
    "traject", "mo", "nt2", "retributie", "participatie", "hulp", "verblijfsdocumenten", "gezinshereniging", "nationaliteit",
    "werk", "bescherming", "verblijf", "sociale-rechten", "familierecht", "brussel",
)  # fmt: skip
AUDIENCES = (
    "everyone", "verplichte-inburgeraar", "rechthebbende-inburgeraar", "eu-burger", "erkende-vluchteling",
    "subsidiair-beschermde", "verzoeker", "gezinshereniger", "zonder-wettig-verblijf", "student", "werknemer",
    "zelfstandige", "tijdelijke-bescherming", "minderjarige", "professional", "belg", "staatloze",
)  # fmt: skip
# Languages in which a question may be kept: the model reads them, also where we write no texts.
QUESTION_LANGUAGES = (
    *LANGUAGES,
    *(
        code
        for code in (
            "am",
            "de",
            "es",
            "fa",
            "it",
            "ku",
            "pl",
            "ps",
            "pt",
            "ro",
            "ru",
            "so",
            "sq",
            "ti",
            "tr",
            "uk",
            "ur",
            "vi",
            "zh",
        )
        if code not in LANGUAGES
    ),
)
REGIONS = ("vlaanderen", "brussel", "belgie")
