"""A knowledge base without a model: articles that share words with the question."""

from collections.abc import Sequence

import numpy as np

from knowledge.base import Selection, Verdict
from knowledge.content import ArticleText, FoundPassage, Quote
from knowledge.embeddings import ArticleEmbeddings, Vectors, normalised
from knowledge.passages import embedded_text, passages_of
from knowledge.scope import ANYBODY, Reader, parted_by
from knowledge.words import terms

DIMENSION = 256
ENOUGH_WORDS = 0.34


class WordVectors(ArticleEmbeddings):
    """Vectors of hashed words: quick, the same every time, and near for texts that share words."""

    def __init__(self, name: str = "words-1", dimension: int = DIMENSION) -> None:
        super().__init__()
        self.name = name
        self.dimension = dimension
        self.embedded: list[str] = []

    def questions(self, texts: Sequence[str], language: str) -> Vectors:
        return self._vectors(texts, language)

    def passages(self, texts: Sequence[str], language: str) -> Vectors:
        return self._vectors(texts, language)

    def _vectors(self, texts: Sequence[str], language: str) -> Vectors:
        self.embedded.extend(texts)
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text, language):
                row[sum(term.encode()) * 31 % self.dimension] += 1
        return normalised(rows)


class WordOverlapKnowledge:
    """Keeps the promises of a `KnowledgeBase` by counting shared words."""

    def __init__(self, articles: Sequence[ArticleText]) -> None:
        self._articles = {(article.slug, article.language): article for article in articles}

    def search(
        self,
        question: str,
        *,
        language: str,
        limit: int = 8,
        reader: Reader = ANYBODY,
        reads: str | None = None,
    ) -> tuple[FoundPassage, ...]:
        language = reads or language
        best: dict[str, FoundPassage] = {}
        for (slug, spoken), article in self._articles.items():
            if spoken != language and (spoken != "nl" or (slug, language) in self._articles):
                continue
            for passage in passages_of(article):
                score = self._overlap(question, embedded_text(passage), language)
                if all(parted_by(sentence.scope, reader) for sentence in passage.sentences):
                    continue
                if score and (slug not in best or score > best[slug].score):
                    best[slug] = FoundPassage(passage, score, words=score)
        return tuple(sorted(best.values(), key=lambda found: (-found.score, found.passage.slug))[:limit])

    def select(
        self, question: str, found: Sequence[FoundPassage], *, language: str, reader: Reader = ANYBODY
    ) -> Selection:
        if not found or found[0].score < ENOUGH_WORDS:
            return Selection(Verdict.ABSTAIN, (), found[0].score if found else 0.0)
        passage = found[0].passage
        sentence = max(
            (one for one in passage.sentences if not parted_by(one.scope, reader)),
            key=lambda one: self._overlap(question, one.text, language),
        )
        dutch = self._articles[passage.slug, "nl"]
        translated = passage.language != "nl"
        quote = Quote(
            passage.slug,
            passage.language,
            passage.version,
            passage.title,
            sentence,
            found[0].score,
            dutch.sentences[sentence.index] if translated else None,
            dutch.version if translated else None,
        )
        return Selection(Verdict.ANSWER, (quote,), found[0].score)

    def text(self, slug: str, language: str) -> ArticleText | None:
        return self._articles.get((slug, language))

    @staticmethod
    def _overlap(question: str, text: str, language: str) -> float:
        asked = {term for term in terms(question, language) if not term.startswith("#")}
        held = set(terms(text, language))
        return len(asked & held) / max(1, len(asked))
