"""Files of one JSON object a line: questions and pages. Loads no model."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.errors import BadEvaluation


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the fields of every line.

    Raises:
        BadEvaluation: the file or a line of it cannot be used.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadEvaluation(str(path), f"cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise BadEvaluation(place, f"not JSON: {error}") from error
        if not isinstance(fields, dict):
            raise BadEvaluation(place, "expected an object")
        yield place, fields
