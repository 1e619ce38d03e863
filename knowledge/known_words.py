"""The words that the knowledge base itself uses. A word in somebody's question that it does not know could be a name."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from knowledge.glossary import Term
from knowledge.vocabulary import SOURCE
from knowledge.words import stem

HIDDEN = "[…]"
NAME = "[naam]"
_WORD = re.compile(r"\[[a-z]+\]|\w+")
_MASK = re.compile(r"\[[a-z]+\]")
_MOST_HIDDEN = 0.5
_SHORTEST_ORDINARY = 4
ANY = ""

Known = Mapping[str, Collection[str]]


def known_words(texts: Iterable[tuple[str, str]], terms: Iterable[Term]) -> Known:
    """Return the stems that texts and the glossary use, by language; a text is its language and words, `ANY`: in several."""
    said: dict[str, set[str]] = {}
    for language, text in texts:
        said.setdefault(language, set()).update(_WORD.findall(text.lower()))
    for term in terms:
        for language in (SOURCE, *term.languages):
            for part in (term.wording(language).explanation, *term.called(language)):
                said.setdefault(language, set()).update(_WORD.findall(part.lower()))
    return {language: {stem(word, language) for word in words} for language, words in said.items()}


def is_ordinary(word: str) -> bool:
    """Say whether a word is so common that the question model holds it as one piece, written small.

    Names are pieces with a capital (Fatima) or come apart when they are written small (fati-ma). Scripts without capitals do
    not tell the two apart: there nothing counts as ordinary.
    """
    if len(word) < _SHORTEST_ORDINARY or word != word.lower() or word == word.upper():
        return False
    from knowledge import embeddings  # noqa: PLC0415 maps 72 MB

    return embeddings.PackagedE5.shared().is_one_piece(word)


def without_names(text: str, language: str, known: Known, *, also: Collection[str] = ()) -> str | None:
    """Return a question with every word hidden that could name somebody; None when too little is left to read.

    A word stays when the knowledge base uses it in this language or in Dutch, when it is an ordinary one, or its stem is one of
    `also`. A figure that nobody wrote down is hidden like any other word. Names that are words too (Roos) stay.
    """
    is_used = _use(language, known)
    words = [word for word in _WORD.findall(text) if not _MASK.fullmatch(word)]
    hidden = 0

    def shown(found: re.Match[str]) -> str:
        nonlocal hidden
        word = found[0]
        if _MASK.fullmatch(word):
            return word
        if is_used(word) or stem(word.lower(), language) in also or is_ordinary(word):
            return word
        hidden += 1
        return HIDDEN

    said = _WORD.sub(shown, text)
    if not words or hidden > len(words) * _MOST_HIDDEN:
        return None
    return re.sub(rf"{re.escape(HIDDEN)}(?:\W*{re.escape(HIDDEN)})+", HIDDEN, said)


def without_proper_names(text: str, language: str, known: Known) -> str:
    """Return a text in which a word with a capital that the knowledge base does not use is `[naam]`.

    A first name written small, or in a script without capitals, stays: whoever knows the names takes those out first.
    """
    is_used = _use(language, known)

    def shown(found: re.Match[str]) -> str:
        return NAME if found[0][0].isupper() and not is_used(found[0]) else found[0]

    said = _WORD.sub(shown, text)
    return re.sub(rf"{re.escape(NAME)}(?:[ -]{re.escape(NAME)})+", NAME, said)


def _use(language: str, known: Known) -> Callable[[str], bool]:
    own, dutch, several = (known.get(one, ()) for one in (language, SOURCE, ANY))

    def is_used(word: str) -> bool:
        low = word.lower()
        return stem(low, language) in own or stem(low, SOURCE) in dutch or stem(low, ANY) in several

    return is_used
