"""The words that the knowledge base itself uses. A word in somebody's question that it does not know could be a name."""

import re
from collections.abc import Collection, Iterable, Mapping

from knowledge.content import ArticleText
from knowledge.glossary import Term
from knowledge.vocabulary import SOURCE
from knowledge.words import stem

HIDDEN = "[…]"
NAME = "[naam]"
_WORD = re.compile(r"\[[a-z]+\]|\w+")
_MASK = re.compile(r"\[[a-z]+\]")
_MOST_HIDDEN = 0.5

Known = Mapping[str, Collection[str]]


def known_words(texts: Iterable[ArticleText], terms: Iterable[Term]) -> Known:
    """Return the stems that articles, the questions they answer and the glossary use, by language."""
    said: dict[str, set[str]] = {}
    for text in texts:
        words = said.setdefault(text.language, set())
        for part in (text.title, text.summary, *(sentence.text for sentence in text.sentences)):
            words.update(_WORD.findall(part.lower()))
        for question in text.searched_questions:
            said.setdefault(question.language, set()).update(_WORD.findall(question.text.lower()))
    for term in terms:
        for language in (SOURCE, *term.languages):
            for part in (term.wording(language).explanation, *term.called(language)):
                said.setdefault(language, set()).update(_WORD.findall(part.lower()))
    return {language: {stem(word, language) for word in words} for language, words in said.items()}


def without_names(text: str, language: str, known: Known, *, also: Collection[str] = ()) -> str | None:
    """Return a question with every word hidden that could name somebody; None when too little is left to read.

    A word stays when the knowledge base uses it in this language or in Dutch, or its stem is one of `also`. A figure that
    nobody wrote down is hidden like any other word. Names that are words too (Roos) stay.
    """
    own, dutch = known.get(language, ()), known.get(SOURCE, ())
    words = [word for word in _WORD.findall(text) if not _MASK.fullmatch(word)]
    hidden = 0

    def shown(found: re.Match[str]) -> str:
        nonlocal hidden
        word = found[0]
        if _MASK.fullmatch(word):
            return word
        low = word.lower()
        if stem(low, language) in own or stem(low, SOURCE) in dutch or stem(low, language) in also:
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
    own, dutch = known.get(language, ()), known.get(SOURCE, ())

    def shown(found: re.Match[str]) -> str:
        word, low = found[0], found[0].lower()
        is_name = word[0].isupper() and stem(low, language) not in own and stem(low, SOURCE) not in dutch
        return NAME if is_name else word

    said = _WORD.sub(shown, text)
    return re.sub(rf"{re.escape(NAME)}(?:[ -]{re.escape(NAME)})+", NAME, said)
