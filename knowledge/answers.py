"""Chooses the sentences that answer a question, and says honestly when none does. Sentences are quoted, never made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.base import Selection, Verdict
from knowledge.content import ArticleText, FoundPassage, Passage, Quote, Sentence
from knowledge.parts import Standing
from knowledge.pieces import Span
from knowledge.retriever import ArticleSearch
from knowledge.scope import ANYBODY, Reader, meant_for, names_others, parted_by
from knowledge.weights import Weights
from knowledge.words import terms

MOST_QUOTES = 5
MOST_ARTICLES = 2
SUGGESTIONS = 3
MEANT = 4.0  # how many times likelier a rule for the reader's own group is, beside rules for others
LONG, SHORT = 150, 30
# Signs of a sentence: of itself, of its passage and of its neighbours, since an answer is mostly a run of sentences.
SIGNS = (
    "near", "near_mean", "near_best", "passage", "passage_best", "around", "before_1", "before_2", "before_3", "after_1",
    "after_2", "five", "six_before", "words", "words_best", "words_before", "long", "asks", "short", "place", "many", "best",
    "repeats",
)  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """A sentence with the chance that it belongs to the answer."""

    sentence: Sentence
    chance: float


class SentenceChooser:
    """Ranks the sentences of one article for one question."""

    def __init__(self, search: ArticleSearch) -> None:
        self._search = search

    def rank(
        self, question: str, slug: str, language: str, text_language: str | None = None
    ) -> tuple[Ranked, ...]:
        """Return every sentence of an article, in its order, with its chance. `language` is the question's."""
        span = self._span(slug, text_language or language)
        if span is None:
            return ()
        signs = self._signs(question, span, language)
        fitted = self._search.numbers.sentence
        totals = fitted["constant"] + signs @ np.array([fitted[name] for name in SIGNS])
        chances = 1 / (1 + np.exp(-np.clip(totals, -30, 30)))
        return tuple(
            Ranked(sentence, float(value))
            for sentence, value in zip(span.article.sentences, chances, strict=True)
        )

    def _span(self, slug: str, language: str) -> Span | None:
        spans = self._search.index.spans
        return spans.get((slug, language)) or spans.get((slug, self._search.source))

    def signs(self, question: str, slug: str, language: str) -> NDArray[np.float64]:
        """Return the signs of every sentence: a row each, columns as in SIGNS."""
        span = self._span(slug, language)
        if span is None:
            return np.zeros((0, len(SIGNS)))
        return self._signs(question, span, language)

    def _signs(self, question: str, span: Span, language: str) -> NDArray[np.float64]:
        index = self._search.index
        vector = index.embeddings.question(question, language)
        near = index.sentences_of(span).towards(vector).astype(np.float64)
        passages = index.passage_vectors(span) @ vector
        passage = np.concatenate(
            [
                np.full(len(index.passages[number].sentences), score, dtype=np.float64)
                for number, score in zip(span.passages, passages, strict=True)
            ]
        )
        return sentence_signs(near, passage, _shared_words(question, span.article, language), span.article)


def sentence_signs(
    near: NDArray[np.float64], passage: NDArray[np.float64], words: NDArray[np.float64], article: ArticleText
) -> NDArray[np.float64]:
    """Put the signs of an article's sentences in columns, as SIGNS names them."""
    count = len(near)
    texts = [sentence.text for sentence in article.sentences]
    before = {step: _shifted(near, step) for step in range(-2, 6)}
    lengths = np.array([len(text) for text in texts], dtype=np.float64)
    seen: set[str] = {article.title}
    repeats = []
    for text in texts:
        repeats.append(float(text in seen))
        seen.add(text)
    ones = np.ones(count)
    return np.stack(
        [
            near, near - near.mean(), near - near.max(), passage, passage - passage.max(),
            np.max([near, before[1], before[-1]], axis=0), before[1], before[2], before[3], before[-1], before[-2],
            np.mean([before[step] for step in range(-2, 3)], axis=0), np.max([before[step] for step in range(6)], axis=0),
            words, words - words.max(), np.max([_shifted(words, step) for step in range(4)], axis=0),
            np.minimum(lengths, LONG) / LONG, np.array([float(text.rstrip().endswith("?")) for text in texts]),
            (lengths < SHORT).astype(np.float64), np.arange(count) / count, ones * np.log(count), ones * near.max(),
            np.array(repeats),
        ],
        axis=1,
    )  # fmt: skip


def _shifted(values: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return each sentence's value `steps` sentences earlier; beyond the ends, the mean."""
    shifted = np.full(len(values), values.mean())
    if steps >= 0:
        shifted[steps:] = values[: len(values) - steps] if steps < len(values) else []
    else:
        shifted[:steps] = values[-steps:]
    return shifted


def _shared_words(question: str, article: ArticleText, language: str) -> NDArray[np.float64]:
    """Say of each sentence which part of the question's terms it holds; terms that many sentences hold count less."""
    asked = set(terms(question, language))
    held = [asked & set(terms(sentence.text, article.language)) for sentence in article.sentences]
    often = {term: sum(term in terms_held for terms_held in held) for term in asked}
    rarity = {term: float(np.log(1 + (len(held) + 0.5) / (count + 0.5))) for term, count in often.items()}
    most = sum(rarity.values()) or 1.0
    return np.array([sum(rarity[term] for term in terms_held) / most for terms_held in held])


def _times(sentence: Sentence, reader: Reader) -> float:
    if meant_for(sentence.scope, reader):
        return MEANT
    return 1 / MEANT if names_others(sentence.scope, reader) else 1.0


def _likelier(chance: float, times: float) -> float:
    return chance * times / (chance * times + 1 - chance)


class AnswerChooser:
    """From found passages to quotes with a verdict."""

    def __init__(self, search: ArticleSearch) -> None:
        self._search = search
        self._sentences = SentenceChooser(search)

    @property
    def _numbers(self) -> Weights:
        return self._search.numbers

    def select(
        self, question: str, found: Sequence[FoundPassage], *, language: str, reader: Reader = ANYBODY
    ) -> Selection:
        """Choose the sentences that answer, none of them a rule for others, or say that none does."""
        limits = self._numbers.thresholds
        found = self._speaking_to(reader, question, found, language)
        if not found or found[0].score < limits.clarify:
            return Selection(Verdict.ABSTAIN, (), found[0].score if found else 0.0, self._suggestions(found))
        best = found[0].score
        if best < limits.partial:
            return Selection(Verdict.CLARIFY, (), best, self._suggestions(found))
        quotes = self._quotes(question, found, language, reader)
        verdict = Verdict.ANSWER if best >= limits.answer else Verdict.PARTIAL
        return Selection(verdict, quotes, best, self._suggestions(found, without=quotes))

    def _speaking_to(
        self, reader: Reader, question: str, found: Sequence[FoundPassage], language: str
    ) -> Sequence[FoundPassage]:
        """Return what was found without the articles, at its head, that answer others only."""
        if not reader.is_known:
            return found
        for position, hit in enumerate(found):
            ranked = self._ranked(question, hit, language)
            kept = self._for(reader, ranked)
            top = max(ranked, key=lambda one: one.chance)
            if parted_by(top.sentence.scope, reader) is None:
                return found[position:]
            if kept and max(one.chance for one in kept) >= self._numbers.thresholds.sentence:
                return found[position:]
        return ()

    def _ranked(self, question: str, hit: FoundPassage, language: str) -> tuple[Ranked, ...]:
        return self._sentences.rank(question, hit.passage.slug, language, hit.passage.language)

    def _for(self, reader: Reader, ranked: Sequence[Ranked]) -> list[Ranked]:
        """Leave rules for others out; beside those, what names the reader's own group counts more, another status less."""
        kept = [one for one in ranked if parted_by(one.sentence.scope, reader) is None]
        if len(kept) == len(ranked):
            return kept
        return [replace(one, chance=_likelier(one.chance, _times(one.sentence, reader))) for one in kept]

    def _quotes(
        self, question: str, found: Sequence[FoundPassage], language: str, reader: Reader
    ) -> tuple[Quote, ...]:
        limits = self._numbers.thresholds
        chosen: list[tuple[FoundPassage, Ranked]] = []
        for position, hit in enumerate(found[:MOST_ARTICLES]):
            ranked = self._for(reader, self._ranked(question, hit, language))
            if not position:
                top = max(ranked, key=lambda one: one.chance)
                chosen += [(hit, one) for one in ranked if one.chance >= min(limits.sentence, top.chance)]
            elif found[0].score - hit.score <= limits.close:
                chosen += [(hit, one) for one in ranked if one.chance >= limits.sentence_beside]
        kept = sorted(chosen, key=lambda pair: -pair[1].chance)[:MOST_QUOTES]
        order = {hit.passage.slug: position for position, hit in enumerate(found[:MOST_ARTICLES])}
        kept.sort(key=lambda pair: (order[pair[0].passage.slug], pair[1].sentence.index))
        return tuple(self._quote(hit, ranked) for hit, ranked in kept)

    def _quote(self, hit: FoundPassage, ranked: Ranked) -> Quote:
        passage = hit.passage
        original = None
        if passage.language != self._search.source:
            original = self._search.text(passage.slug, self._search.source)
            if original and self._is_dutch(passage, ranked.sentence):
                return Quote(
                    slug=passage.slug,
                    language=original.language,
                    version=original.version,
                    title=original.title,
                    sentence=original.sentences[ranked.sentence.index],
                    score=ranked.chance,
                )
        return Quote(
            slug=passage.slug,
            language=passage.language,
            version=passage.version,
            title=passage.title,
            sentence=ranked.sentence,
            score=ranked.chance,
            original=original.sentences[ranked.sentence.index] if original else None,
            original_version=original.version if original else None,
        )

    def _is_dutch(self, passage: Passage, sentence: Sentence) -> bool:
        """Say whether the original stands where a sentence was not translated: it is quoted as what it is."""
        text = self._search.text(passage.slug, passage.language)
        part = text.part_of(sentence.index) if text else None
        return part is not None and part.standing is Standing.MISSING

    def _suggestions(
        self, found: Sequence[FoundPassage], without: tuple[Quote, ...] = ()
    ) -> tuple[tuple[str, str], ...]:
        quoted = {quote.slug for quote in without}
        others = [hit.passage for hit in found if hit.passage.slug not in quoted]
        return tuple((passage.slug, passage.title) for passage in others[:SUGGESTIONS])
