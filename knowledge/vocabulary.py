"""The closed lists of an article's front matter."""

from i18n import LANGUAGES, SOURCE

__all__ = ["AUDIENCES", "LANGUAGES", "REGIONS", "SOURCE", "TOPICS"]

TOPICS = (
    "traject", "mo", "nt2", "retributie", "participatie", "hulp", "verblijfsdocumenten", "gezinshereniging", "nationaliteit",
    "werk", "bescherming", "verblijf", "sociale-rechten", "familierecht", "brussel",
)  # fmt: skip
AUDIENCES = (
    "everyone", "verplichte-inburgeraar", "rechthebbende-inburgeraar", "eu-burger", "erkende-vluchteling",
    "subsidiair-beschermde", "verzoeker", "gezinshereniger", "zonder-wettig-verblijf", "student", "werknemer",
    "zelfstandige", "tijdelijke-bescherming", "minderjarige", "professional",
)  # fmt: skip
REGIONS = ("vlaanderen", "brussel", "belgie")
