"""Which questions no number is fitted on, so that the fit of the chances can ask them as a stranger would."""

import hashlib

ONE_IN = 10


def left_out(text: str) -> bool:
    """Say whether a question is left out: always the same tenth, whatever else is added."""
    return hashlib.sha256(text.encode()).digest()[0] % ONE_IN == 0
