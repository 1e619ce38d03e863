"""The structured communication of a Belgian transfer (OGM): ten random digits and two that check them (mod 97, 00 is 97)."""

import secrets

from stdnum.be import ogm_vcs

_BODIES = 10**10  # drawn, not counted: a neighbour's cannot be guessed from one's own


def new() -> str:
    """Draw twelve digits that nobody can foresee."""
    body = f"{secrets.randbelow(_BODIES):010d}"
    return body + str(ogm_vcs.calc_check_digits(body))


def shown(ogm: str) -> str:
    """Write it as on paper: `+++090/0012/34576+++`."""
    return f"+++{ogm_vcs.format(ogm)}+++"
