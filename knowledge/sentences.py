"""A paragraph taken apart into sentences. Nothing is changed: put together again with spaces they are the paragraph."""

import re

# A stop may be followed by closing quotes; a sentence begins with no small letter.
_END = re.compile(r"(?<=[.!?…؟。])[\"'”’»)\]]* +(?=[^\Wa-zß-öø-ÿа-яіїєґ_]|[\"'“‘«„(¿¡])")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«„]+$")
_SHORT = """
    art. bijv. bv. ca. d.w.z. dhr. dr. enz. excl. i.p.v. i.v.m. incl. ing. ir. jl. k.b. m.b.t. max. mevr. min. mr. mw.
    n.a.v. nl. nr. nrs. o.a. p. par. pag. prof. resp. st. t.a.v. t.o.v. t.e.m. tel. vgl. w.o. z.o.z. zgn. e.g. i.e. etc. mrs. ms. vs. no.
    av. cf. ex. m. mlle. mm. mme. p.ex. abs. bzw. d.h. ggf. inkl. u.a. usw. z.b. z.t.
"""
_ABBREVIATIONS = frozenset(_SHORT.split())


def split(text: str) -> list[str]:
    """Return the sentences of a text, in order; white space between words becomes one space."""
    plain = " ".join(text.split())
    sentences, start = [], 0
    for gap in _END.finditer(plain):
        before = plain[start : gap.start()]
        if _goes_on(before):
            continue
        stop = gap.end() - (len(gap[0]) - len(gap[0].rstrip(" ")))
        sentences.append(plain[start:stop])
        start = gap.end()
    return [*sentences, plain[start:]] if plain[start:] else sentences


def _goes_on(before: str) -> bool:
    """Say whether what ends here is an abbreviation, a letter or a number with a point, not a sentence."""
    last = _LAST_WORD.search(before)
    if last is None or not before.endswith("."):
        return False
    word = last[0].casefold()
    return word in _ABBREVIATIONS or (len(word) == len("a.") and word[0].isalpha()) or word[:-1] in {"", "§"}
