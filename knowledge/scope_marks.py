"""The marks in an article that say for whom a section or a sentence holds: `{audience: eu-burger; region: brussel}`.

A mark stands at the end of a heading or of a sentence, after its source marks, in the Dutch text only: translations share it, as they
share sources. A sentence's mark counts before its section's, and that before the article's own fields.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from knowledge.scope import EXCLUSIVE, Scope
from knowledge.vocabulary import AUDIENCES, REGIONS

_MARK = re.compile(r"\s*\{([^{}]*)\}\s*$")
_GROUPS = frozenset((*AUDIENCES, *EXCLUSIVE)) - {"everyone", "professional"}
_AGES = re.compile(r"(\d{1,3})?-(\d{1,3})?")


def split(line: str) -> tuple[str, str]:
    """Return a line without its mark, and what stands in the mark; empty when it has none."""
    found = _MARK.search(line)
    return (line[: found.start()], found[1].strip()) if found else (line, "")


def read(mark: str) -> tuple[Scope, list[str]]:
    """Return the scope that a mark names, and everything wrong with it."""
    scope, wrong = Scope(), list[str]()
    for part in filter(None, (piece.strip() for piece in mark.split(";"))):
        field, colon, said = (piece.strip() for piece in part.partition(":"))
        reader = _FIELDS.get(field)
        if not colon or reader is None:
            wrong.append(f"unknown mark {part!r}: one of {', '.join(_FIELDS)}, as in {{region: brussel}}")
            continue
        try:
            scope = scope.narrowed(reader(said))
        except ValueError as error:
            wrong.append(f"{field}: {error}")
    return scope, wrong


def written(scope: Scope) -> str:
    """Write a scope as its mark, without the braces."""
    parts = [
        ("audience", " ".join(scope.groups)),
        ("not", " ".join(scope.without)),
        ("region", " ".join(scope.regions)),
        ("contract", _between(scope.signed_from, scope.signed_before, "..")),
        ("age", _between(scope.youngest, scope.oldest, "-")),
    ]
    return "; ".join(f"{field}: {said}" for field, said in parts if said)


def _between(first: object, last: object, sign: str) -> str:
    if first is None and last is None:
        return ""
    return f"{'' if first is None else first}{sign}{'' if last is None else last}"


def _listed(known: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    allowed = frozenset(known)

    def listed(said: str) -> tuple[str, ...]:
        values = tuple(said.replace(",", " ").split())
        unknown = [value for value in values if value not in allowed]
        if unknown or not values:
            raise ValueError(
                f"unknown value {unknown[0] if unknown else said!r}: one of {', '.join(sorted(allowed))}"
            )
        return values

    return listed


_groups, _regions = _listed(_GROUPS), _listed(REGIONS)


def _contract(said: str) -> Scope:
    first, dots, last = said.partition("..")
    if not dots or not (first.strip() or last.strip()):
        raise ValueError(f"{said!r} must be days such as 2022-03-01.. or ..2022-03-01")
    return Scope(
        signed_from=date.fromisoformat(first.strip()) if first.strip() else None,
        signed_before=date.fromisoformat(last.strip()) if last.strip() else None,
    )


def _age(said: str) -> Scope:
    found = _AGES.fullmatch(said.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        raise ValueError(f"{said!r} must be ages such as 65- or -17 or 18-64")
    return Scope(youngest=int(found[1]) if found[1] else None, oldest=int(found[2]) if found[2] else None)


_FIELDS: dict[str, Callable[[str], Scope]] = {
    "audience": lambda said: Scope(groups=_groups(said)),
    "not": lambda said: Scope(without=_groups(said)),
    "region": lambda said: Scope(regions=_regions(said)),
    "contract": _contract,
    "age": _age,
}
