"""Whether a translation says what the Dutch says: figures, days and articles exactly, terms by a word of the glossary."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge import exact, terms_in_text
from knowledge.content import ArticleText
from knowledge.glossary import Term
from knowledge.markup import Problem
from knowledge.vocabulary import SOURCE

Key = tuple[str, str]


@dataclass(frozen=True)
class Coverage:
    """How many sentences with a term have one of its words in the translation, by language, and which do not."""

    used: Mapping[str, int]
    kept: Mapping[str, int]
    missing: tuple[Problem, ...]

    def share(self, language: str) -> float:
        """Return the share of uses that a translation keeps; 1 where there are none."""
        return self.kept.get(language, 0) / self.used[language] if self.used.get(language) else 1.0


def other_facts(articles: Mapping[Key, ArticleText]) -> list[Problem]:
    """List every translated title, summary, heading and sentence with other amounts, days, articles or levels than the Dutch."""
    problems = []
    for text, original in _pairs(articles):
        for where, dutch, translated in _lines(original, text):
            here, there = exact.facts(translated, text.language), exact.facts(dutch, SOURCE)
            if here != there:
                reason = f"the Dutch has {_shown(there - here)}, the translation {_shown(here - there)}"
                problems.append(Problem(f"{text.slug}/{text.language}.md ({where})", reason))
    return problems


def terms(articles: Mapping[Key, ArticleText]) -> Coverage:
    """Look in every translated sentence for the terms of its Dutch sentence. Another word may be right: these are warnings."""
    used: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    missing = []
    for text, original in _pairs(articles):
        for dutch, sentence in zip(original.sentences, text.sentences, strict=True):
            for term in _terms(dutch.text):
                used[text.language] += 1
                if terms_in_text.has(sentence.text, text.language, term):
                    kept[text.language] += 1
                    continue
                place = f"{text.slug}/{text.language}.md (sentence {sentence.index})"
                words = ", ".join(term.called(text.language))
                missing.append(Problem(place, f"{term.term}: none of {words}", warning=True))
    return Coverage(dict(used), dict(kept), tuple(missing))


def missing_terms(dutch: str, translated: str, language: str) -> tuple[str, ...]:
    """Return the terms of a Dutch sentence that have none of their words in its translation."""
    return tuple(term.term for term in _terms(dutch) if not terms_in_text.has(translated, language, term))


def _terms(dutch: str) -> Iterable[Term]:
    return {use.term.id: use.term for use in terms_in_text.uses(dutch, SOURCE)}.values()


def _pairs(articles: Mapping[Key, ArticleText]) -> Iterator[tuple[ArticleText, ArticleText]]:
    for (slug, language), text in sorted(articles.items()):
        if language != SOURCE and (slug, SOURCE) in articles:
            yield text, articles[slug, SOURCE]


def _lines(original: ArticleText, text: ArticleText) -> Iterator[tuple[str, str, str]]:
    yield "title", original.title, text.title
    yield "summary", original.summary, text.summary
    headings = zip(_headings(original), _headings(text), strict=True)
    yield from ((f"heading {number}", *pair) for number, pair in enumerate(headings, start=1))
    for dutch, sentence in zip(original.sentences, text.sentences, strict=True):
        yield f"sentence {sentence.index}", dutch.text, sentence.text


def _headings(text: ArticleText) -> Iterable[str]:
    return dict.fromkeys(sentence.heading for sentence in text.sentences)


def _shown(facts: Counter[str]) -> str:
    return ", ".join(sorted(facts.elements())) or "nothing more"
