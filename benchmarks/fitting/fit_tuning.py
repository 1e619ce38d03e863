"""Make knowledge/e5_tuning.npz: the biases and norms with which e5 reads questions.

    python -m benchmarks.fitting.fit_tuning --data FOLDER

FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0); only its TRAIN questions and the German pages are
read. The rest are the questions of our articles and those that no article answers. Passages and their vectors stay what they are: a
question learns to lie near the article that answers it (what it says, and how others ask for it), near the sentences that
answer it, and near what no article answers when none does. One in ten questions is left out (`left_out.py`); how well these are
placed is printed before and after. Some twenty minutes on one core. Afterwards all questions are embedded anew: `package_vectors`.
"""

import argparse
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 torch's own name for it

from benchmarks.fitting.e5_in_torch import E5
from benchmarks.fitting.left_out import left_out
from knowledge import asked
from knowledge.base import ARTICLES
from knowledge.content import ArticleText
from knowledge.embeddings import TUNING, PackagedE5, Vectors
from knowledge.evaluation import as_article, read_pages, read_questions
from knowledge.loader import load_folder
from knowledge.pieces import article_texts, question_text
from knowledge.vectors import Kind, MemoryCache, PackagedVectors, Text, embed

LANGUAGES, PAGES = ("de", "en", "fr", "uk", "ar"), "de"
OURS, THEIRS = 48, 16  # questions in a step
LONGEST = 48  # pieces of a question; the rare longer ones are cut
RATE, WARM, LAST = 1e-3, 20, 0.05
SHARPNESS = 20.0  # what a cosine is multiplied with before it becomes a chance
NEAREST = 3  # as in knowledge/retriever.py
SEED, MEASURED = 20261123, 600
CACHE = MemoryCache()
SAID_WEIGHS, SENTENCES_WEIGH, THEIRS_WEIGH = 0.5, 0.5, 0.5


@dataclass(frozen=True)
class Asked:
    """A question; `right` is the number of its article, or one more than the last when none answers. `answers` are rows of `Said`."""

    language: str
    text: str
    right: int
    pieces: list[int]
    answers: frozenset[int] = frozenset()


class Said:
    """Everything some articles say, a row each: passages and sentences, those of one article together."""

    def __init__(self, articles: Sequence[Sequence[Text]], model: PackagedE5) -> None:
        texts = [text for one in articles for text in one]
        self.rows = torch.from_numpy(embed(texts, model, CACHE, PackagedVectors()))
        self.owners = torch.tensor([number for number, one in enumerate(articles) for _ in one])
        self.count = len(articles)

    def totals(self, questions: torch.Tensor) -> torch.Tensor:
        """Return how near each article is: a soft maximum over its rows."""
        near = SHARPNESS * questions @ self.rows.T
        highest = near.detach().max()
        sums = torch.zeros(len(questions), self.count).index_add(1, self.owners, torch.exp(near - highest))
        return torch.log(sums + torch.finfo().tiny) + highest

    def loss(self, questions: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Return how surprised one would be to hear which article answers."""
        return F.cross_entropy(self.totals(questions), right)

    def sentence_loss(self, vector: torch.Tensor, one: Asked) -> torch.Tensor | None:
        """Return how far the question is from the sentences that answer it, beside the others of its page."""
        here = torch.nonzero(self.owners == one.right).squeeze(1)
        good = torch.tensor([int(row) in one.answers for row in here]).float()
        if not one.answers or bool(good.all()):
            return None
        wanted = good / good.sum()
        return F.kl_div(F.log_softmax(SHARPNESS * self.rows[here] @ vector, 0), wanted, reduction="sum")


class Neighbours:
    """The vectors of all our questions, as they were when last read; article by article, those without an answer last."""

    def __init__(self, questions: Sequence[Asked], rows: Vectors) -> None:
        self.rows = torch.from_numpy(rows)
        self._sizes = [len(list(group)) for _, group in groupby(questions, key=lambda one: one.right)]

    def totals(self, vectors: torch.Tensor, numbers: Sequence[int]) -> torch.Tensor:
        """Return the mean cosine of the nearest of each article's questions, and of those without an answer; never itself."""
        near = vectors @ self.rows.T
        near = near.index_put((torch.arange(len(numbers)), torch.tensor(numbers)), torch.tensor(-1.0))
        return torch.stack([part.topk(NEAREST, -1).values.mean(-1) for part in near.split(self._sizes, 1)], 1)


class Reader:
    """Reads questions as `PackagedE5` will with the numbers that are being tuned."""

    def __init__(self, model: PackagedE5) -> None:
        self.model, self.e5 = model, E5()
        self._turn = torch.from_numpy(model.turn)

    def vectors(self, questions: Sequence[Asked]) -> torch.Tensor:
        """Return a row for each question."""
        raw = self.e5([one.pieces[:LONGEST] for one in questions])
        centres = torch.from_numpy(
            np.stack([self.model.centre("question", one.language) for one in questions])
        )
        return F.normalize((raw - centres) @ self._turn, dim=-1)

    @torch.no_grad()
    def all_vectors(self, questions: Sequence[Asked]) -> Vectors:
        """Return a row for each of many questions."""
        order = sorted(range(len(questions)), key=lambda number: len(questions[number].pieces))
        rows = np.zeros((len(questions), self.model.dimension), dtype=np.float32)
        for start in range(0, len(order), OURS):
            group = order[start : start + OURS]
            rows[group] = self.vectors([questions[number] for number in group]).numpy()
        return rows


@dataclass(frozen=True)
class World:
    """What is learnt from: our questions and articles, and those of OMoS-QA."""

    ours: list[Asked]
    articles: Said
    neighbours: Neighbours
    theirs: list[Asked]
    pages: Said


def world(reader: Reader, folder: Path) -> World:
    model = reader.model
    dutch = {one.slug: one for one in load_folder(ARTICLES).values() if one.language == "nl"}
    articles = Said([_texts(one) for one in dutch.values()], model)
    known = [
        (question, number)
        for number, one in enumerate(dutch.values())
        for question in dict.fromkeys(one.asked)
    ]
    known += [(question, len(dutch)) for question in asked.unanswered()]
    texts = [question_text(question) for question, _ in known]
    pieces = reader.e5.pieces([text.text for text in texts])
    ours = [
        Asked(text.language, text.text, number, read)
        for text, (_, number), read in zip(texts, known, pieces, strict=True)
    ]
    rows = embed(texts, model, CACHE, PackagedVectors())
    return World(ours, articles, Neighbours(ours, rows), *_theirs(reader, folder))


def _texts(article: ArticleText) -> list[Text]:
    """Return what an article says, its sentences first."""
    said = [text for text in article_texts([article]) if text.kind is not Kind.QUESTION]
    return sorted(said, key=lambda text: text.kind is Kind.PASSAGE)


def _theirs(reader: Reader, folder: Path) -> tuple[list[Asked], Said]:
    pages = [as_article(page) for page in read_pages(folder / f"pages-{PAGES}.jsonl") if page.sentences]
    said = Said([_texts(page) for page in pages], reader.model)
    numbers = {page.slug: number for number, page in enumerate(pages)}
    first = {number: int((said.owners < number).sum()) for number in numbers.values()}
    questions = [
        one
        for language in LANGUAGES
        for one in read_questions(folder / f"train-{language}.jsonl")
        if one.page in numbers and not left_out(one.id)
    ]
    pieces = reader.e5.pieces([one.question for one in questions])
    theirs = []
    for one, read in zip(questions, pieces, strict=True):
        page = numbers[one.page]
        rows = frozenset(
            first[page] + answer for answer in one.answers if answer < len(pages[page].sentences)
        )
        theirs.append(Asked(one.language, one.question, page, read, rows))
    return theirs, said


def tune(reader: Reader, all_: World, generator: random.Random) -> None:
    """Read every question of ours once, in any order."""
    learnt = [number for number, one in enumerate(all_.ours) if not left_out(one.text)]
    generator.shuffle(learnt)
    numbers = [one for one in reader.e5.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(numbers, weight_decay=0.0)
    steps = len(learnt) // OURS
    for step in range(steps):
        for group in optimiser.param_groups:
            falling = LAST + (1 - LAST) * (1 + math.cos(math.pi * step / steps)) / 2
            group["lr"] = RATE * min(1, (step + 1) / WARM) * falling
        ours = learnt[step * OURS : (step + 1) * OURS]
        theirs = generator.sample(all_.theirs, THEIRS)
        vectors = reader.vectors([*(all_.ours[number] for number in ours), *theirs])
        loss = our_loss(all_, ours, vectors[:OURS]) + THEIRS_WEIGH * their_loss(all_, theirs, vectors[OURS:])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(numbers, 1.0)
        optimiser.step()
        all_.neighbours.rows[ours] = vectors[:OURS].detach()
        if step % 50 == 0:
            print(f"step {step} of {steps}: {loss.item():.2f}", flush=True)


def our_loss(all_: World, numbers: Sequence[int], vectors: torch.Tensor) -> torch.Tensor:
    """Return how far the questions are from those that ask the same, and from what their article says."""
    right = torch.tensor([all_.ours[number].right for number in numbers])
    loss = F.cross_entropy(SHARPNESS * all_.neighbours.totals(vectors, numbers), right)
    answered = right < all_.articles.count
    return loss + SAID_WEIGHS * all_.articles.loss(vectors[answered], right[answered])


def their_loss(all_: World, questions: Sequence[Asked], vectors: torch.Tensor) -> torch.Tensor:
    """Return how far the questions are from their page, and from the sentences that answer them."""
    loss = all_.pages.loss(vectors, torch.tensor([one.right for one in questions]))
    lines = [all_.pages.sentence_loss(vector, one) for vector, one in zip(vectors, questions, strict=True)]
    far = [line for line in lines if line is not None]
    return loss + SENTENCES_WEIGH * torch.stack(far).mean() if far else loss


def report(reader: Reader, all_: World) -> str:
    """Return how the questions that are left out are placed, by their neighbours alone."""
    out = [number for number, one in enumerate(all_.ours) if left_out(one.text)]
    out = random.Random(SEED).sample(out, min(MEASURED, len(out)))
    vectors = torch.from_numpy(reader.all_vectors([all_.ours[number] for number in out]))
    totals = all_.neighbours.totals(vectors, out).numpy()
    right = np.array([all_.ours[number].right for number in out])
    answered = right < all_.articles.count
    ahead: NDArray[np.float32] = totals[:, :-1].max(1) - totals[:, -1]
    limit = np.quantile(ahead[answered], 0.07)
    first = float((totals[answered, :-1].argmax(1) == right[answered]).mean())
    return f"right article first {first:.3f}; of those without an answer {float((ahead[~answered] < limit).mean()):.3f} refused with .07 of the others"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    reader = Reader(PackagedE5(tuned=False))
    all_ = world(reader, arguments.data)
    print(
        json.dumps({"ours": len(all_.ours), "theirs": len(all_.theirs), "pages": all_.pages.count}),
        flush=True,
    )
    print("before:", report(reader, all_), flush=True)
    tune(reader, all_, random.Random(SEED))
    np.savez_compressed(Path("knowledge") / TUNING, **reader.e5.tuned())
    print("after:", report(reader, all_))


if __name__ == "__main__":
    main()
