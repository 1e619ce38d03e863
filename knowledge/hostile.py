"""What must not stand in an article: text that hides, text that speaks to a machine, addresses that no source names.

An article is quoted word for word, and a language model may be shown it. Whoever can write a page that is read in could otherwise put
words into the portal's mouth.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from knowledge import words

# Services that articles name though nothing was read from them.
TRUSTED = frozenset(
    {
        "asylumregistration.be", "mijnbuddy.be", "unia.be", "vreemdelingenrecht.be", "ikdoemee.be", "nederlandsoefenen.be", "zelfmoord1813.be",
        "uitinvlaanderen.be",
    }
)  # fmt: skip
_JOINERS = frozenset("\u200c\u200d")  # Persian, Kurdish and Arabic write with them
_DIRECTIONS = frozenset("\u200e\u200f\u061c")  # beside numbers in right-to-left texts
_HIDING = frozenset({"Cf", "Cc", "Co", "Cs", "Cn"})
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f")
_TOP = "be|com|org|net|eu|nl|fr|de|info|io|brussels|vlaanderen|ru|cn|co|app|dev|xyz|example|gent|biz|me|link|site|online"
_ADDRESS = re.compile(
    rf"(?P<scheme>\b[a-z][a-z0-9+.-]{{1,12}}:(?://)?(?=[^\s\d])(?=\S*[/.;,(]))?(?P<host>(?:[\w-]+\.)+(?:{_TOP})\b)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:javascript|data|vbscript|file):\S", re.IGNORECASE)
_UNREADABLE = re.compile(r"[A-Za-z0-9+/=_-]{44,}")
_TO_MACHINES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:negeer|negeren|vergeet)\b.{0,50}\b(?:instructies?|opdrachten|voorgaande|bovenstaande|prompt)\b",
        r"\b(?:ignore|disregard|forget|override)\b.{0,50}\b(?:instructions?|prompt|rules above|previous|guidelines)\b",
        r"\b(?:ignorez?|oubliez?)\b.{0,50}\b(?:instructions?|consignes?|precedentes?)\b",
        r"(?:تجاهل|انس|اهمل).{0,50}(?:التعليمات|الاوامر|السابقه|السابقة|القواعد)",
        r"\b(?:ignorier\w*|vergiss)\b.{0,50}\b(?:anweisung\w*|vorherig\w*|regeln)\b",
        r"\b(?:ignor[ae]|olvida|olvide)\b.{0,50}\b(?:instrucciones|anteriores|reglas)\b",
        r"\b(?:onceki|yukaridaki)\b.{0,50}\b(?:talimat\w*|kural\w*)\b",
        r"(?:ігноруй|забудь|игнорируй)\w*.{0,50}(?:інструкці|инструкци|правил|попередн|предыдущ)",
        r"\b(?:system|systeem|systeme|sistem) ?(?:prompt|message|bericht|instructions?)\b",
        r"\b(?:taalmodel|language model|modele de langage|chatgpt|llm|ai assistant|assistant ia)\b.{0,60}\b(?:must|moet|should|doit|zeg|say|reply|antwoord|answer|dis)\b",
        r"\b(?:je bent nu|you are now|tu es maintenant|vous etes maintenant)\b.{0,40}\b(?:een|a|an|un|une)\b",
        r"\b(?:developer mode|jailbreak|im_start|im_end|endoftext)\b",
    )
)  # fmt: skip
_ROLES = re.compile(r"^\s*(?:system|assistant|user|human|ai)\s*:|\[/?INST\]|<\|", re.IGNORECASE)


def reasons(text: str, known_hosts: Iterable[str] = ()) -> Iterator[str]:
    """Yield why a text may not stand in an article; `known_hosts` are those of its sources, without `www.`."""
    if hidden := sorted(f"U+{ord(character):04X}" for character in _hidden(text)):
        yield f"characters that cannot be seen: {', '.join(hidden)}"
    plain = words.fold(unicodedata.normalize("NFKC", text).casefold())
    if _ROLES.search(text) or any(pattern.search(plain) for pattern in _TO_MACHINES):
        yield "speaks to a machine, not to a reader"
    if _CODE.search(text):
        yield "an address that runs code"
    hosts = {*known_hosts, *TRUSTED}
    for found in _ADDRESS.finditer(text):
        host = found["host"].casefold().removeprefix("www.")
        if not any(_within(host, known) or _within(known, host) for known in hosts):
            yield f"the address {host} is of no source of this article"
    if _UNREADABLE.search(text):
        yield "a row of signs that nobody can read"


def _hidden(text: str) -> set[str]:
    hidden = _BLANKS.intersection(text)
    if not text.isprintable():  # as hardly any text is: it is not asked of every character of the others
        hidden |= {character for character in text if unicodedata.category(character) in _HIDING}
    return set(hidden - _JOINERS - _DIRECTIONS)


def _within(host: str, known: str) -> bool:
    return host == known or host.endswith("." + known)
