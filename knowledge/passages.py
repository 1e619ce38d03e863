"""An article in passages: a few sentences under one heading, about 300 to 500 characters."""

from collections.abc import Iterator
from itertools import groupby

from knowledge.content import ArticleText, Passage, Sentence

LONGEST = 450


def passages_of(article: ArticleText, longest: int = LONGEST) -> tuple[Passage, ...]:
    """Divide an article; every sentence stands in exactly one passage, in order, never across headings."""
    return tuple(
        Passage(
            id=f"{article.slug}/{article.language}/{group[0].index}-{group[-1].index}",
            slug=article.slug,
            language=article.language,
            version=article.version,
            title=article.title,
            heading=group[0].heading,
            sentences=tuple(group),
        )
        for _, section in groupby(article.sentences, key=lambda sentence: sentence.heading)
        for group in _groups(list(section), longest)
    )


def embedded_text(passage: Passage) -> str:
    """Return what is embedded and indexed: title and heading say what the sentences are about, and are not quoted."""
    heading = passage.heading if passage.heading != passage.title else ""
    return " ".join(_ended(part) for part in (passage.title, heading, passage.text) if part)


def _ended(text: str) -> str:
    return text if text.endswith(("?", "!", ".", "؟")) else f"{text}."


def _groups(sentences: list[Sentence], longest: int) -> Iterator[list[Sentence]]:
    """Yield groups of near equal length, so that no heading ends in a passage of one short sentence."""
    total = sum(len(sentence.text) + 1 for sentence in sentences)
    wanted = total / max(1, round(total / longest))
    group: list[Sentence] = []
    length = 0
    for sentence in sentences:
        if group and length + len(sentence.text) / 2 > wanted:
            yield group
            group, length = [], 0
        group.append(sentence)
        length += len(sentence.text) + 1
    if group:
        yield group
