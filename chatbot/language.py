"""In which language a question is asked: script first, then words everybody uses, then letter statistics, then what the reader reads.

Questions are short and full of Dutch terms of law ("how much is the retributie"), so no single sign decides.
"""

import re
from functools import cache
from typing import Any

import numpy as np

from chatbot import phrases

# Languages of newcomers that the statistics may name; those without texts of ours are answered in the reader's language.
LATIN = ("nl", "en", "fr", "de", "es", "pt", "it", "tr", "ro", "pl", "sq", "so", "vi")
# Letters that only one of the languages of a script uses.
_ONLY: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ps", re.compile("[ټډړښځڅڼې]")),
    ("ur", re.compile("[ٹڈڑںےھ]")),
    ("ku", re.compile("[ڕڵۆێ]")),
    ("fa", re.compile("[پچژگ\u06a9\u06cc]")),
    ("uk", re.compile("[іїєґ]", re.IGNORECASE)),
    ("ru", re.compile("[ыэъё]", re.IGNORECASE)),
)
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("uk", re.compile("[\u0400-\u04ff]")),
    ("ti", re.compile("[\u1200-\u137f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("zh", re.compile("[\u3040-\u30ff\u4e00-\u9fff]")),
)
# Whose short questions may hold no letter of their own: then the words decide, and the first when these do not either.
_WRITTEN_ALIKE = {"ar": ("ar", "fa"), "uk": ("uk", "ru")}
_LETTER = re.compile(r"[^\W\d_]")
# How much the three signs count, measured on tests/unit/test_language.py.
_WORDS, _STATISTICS, _PRIOR = 1.0, 0.8, 0.35
_DUTCH_TERMS = frozenset(
    [
        "inburgering",
        "inburgeringscontract",
        "inburgeringstraject",
        "gemeente",
        "ocmw",
        "vdab",
        "pip",
        "nt2",
        "mo",
        "bijlage",
        "retributie",
        "leefloon",
        "groeipakket",
        "trajectbegeleider",
        "oranje",
        "kaart",
        "rijksregister",
        "vreemdelingenzaken",
        "dvz",
        "agii",
        "atlas",
        "amal",
        "bon",
        "fedasil",
        "justitiehuis",
        "caw",
        "ocmw",
        "werk",
    ]
)


def detect(text: str, *, prior: str | None = None) -> str:
    """Return the code of the language a question is asked in; `prior` is what the reader reads, which decides when the text does not."""
    letters = _LETTER.findall(text)
    if not letters:
        return prior or "nl"
    for code, script in _SCRIPTS:
        if 2 * sum(bool(script.match(letter)) for letter in letters) > len(letters):
            return _of_script(code, text, prior)
    scores = _statistics(text)
    for code, share in _common_words(text).items():
        scores[code] = scores.get(code, 0.0) + _WORDS * share
    if prior in scores:
        scores[prior] += _PRIOR
    return max(scores, key=lambda code: scores[code])


def _of_script(code: str, text: str, prior: str | None) -> str:
    for narrower, letters in _ONLY:
        if (
            (code == "ar") is (narrower in {"ps", "ur", "ku", "fa"})
            and code in {"ar", "uk"}
            and letters.search(text)
        ):
            return narrower
    shares = _common_words(text)
    return max(
        _WRITTEN_ALIKE.get(code, (code,)), key=lambda one: shares.get(one, 0.0) + _PRIOR * (one == prior)
    )


def _common_words(text: str) -> dict[str, float]:
    words = [word for word in phrases.tokens(text) if word not in _DUTCH_TERMS and not word.isdigit()]
    if not words:
        return {}
    return {
        code: sum(word in phrases.word_list(code).sets["stopwords"] for word in words) / len(words)
        for code in phrases.languages()
    }


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 the model takes a while to unpack

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LATIN))
    return identifier


def _statistics(text: str) -> dict[str, float]:
    plain = " ".join(word for word in text.split() if word.casefold().strip("?.,!") not in _DUTCH_TERMS)
    if not plain:
        return dict.fromkeys(LATIN, 0.0)
    with np.errstate(all="ignore"):
        return {code: _STATISTICS * float(share) for code, share in _identifier().rank(plain)}


def warm_up() -> None:
    """Load the statistics and the word lists, so that the first question does not wait for them."""
    detect("Hoeveel kost de cursus?")
