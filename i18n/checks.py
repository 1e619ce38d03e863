"""Keeps the catalogs honest: `python -m i18n.checks` says what is wrong, `... update` brings them up to date.

A language is offered only when every text is there. A text marked fuzzy is there, but no person reviewed it yet.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from i18n import CATALOGS, OFFERED, SOURCE

ROOT = Path(__file__).parents[1]
TEMPLATE = Path(__file__).parent / "messages.pot"
PACKAGES = ("portal", "chatbot", "knowledge", "i18n")
KEYWORDS = {
    "_": None, "_l": None, "_lazy": None, "gettext": None, "lazy_gettext": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
_HEADER = "# Texts of the inburgering portal. Dutch is the source; run `make translations` after a change.\n#"
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-+ #0]*[\d.]*[a-zA-Z]|%%|\{\w*\}")


def extract() -> Catalog:
    """Collect every text for readers from the code."""
    catalog = Catalog(project="inburgering-portal", header_comment=_HEADER)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
                catalog.add(message, None, [(place, line)])
    return catalog


def written(catalog: Catalog) -> bytes:
    """Return a catalog as its file: sorted, without the dates and line numbers that change by themselves."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False)
    return re.sub(
        rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n',
        b"",
        buffer.getvalue(),
        flags=re.MULTILINE,
    )


def path_of(language: str) -> Path:
    """Return where a language's catalog stands."""
    return CATALOGS / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """Read a language's catalog; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def translated_languages() -> tuple[str, ...]:
    """Return the offered languages that have a catalog: all but Dutch."""
    return tuple(code for code in OFFERED if code != SOURCE)


def problems_of(template: Catalog, catalog: Catalog) -> Iterator[str]:
    """Say what a catalog lacks or has wrong."""
    for wanted in template:
        if not wanted.id:
            continue
        found = catalog.get(wanted.id)
        name = _name(wanted)
        if found is None or not all(_forms(found.string)):
            yield f"{name}: not translated"
            continue
        if wanted.pluralizable and len(_forms(found.string)) != catalog.num_plurals:
            yield f"{name}: {len(_forms(found.string))} plural forms, the language has {catalog.num_plurals}"
        yield from _placeholder_problems(wanted, found)
    for kept in catalog:
        if kept.id and template.get(kept.id) is None:
            yield f"{_name(kept)}: no longer in the code"


def source_problems(template: Catalog) -> Iterator[str]:
    """Say which Dutch texts cannot be translated well: nameless placeholders, pieces, stray spaces."""
    for message in template:
        for text in _forms(message.id):
            placeholders = [match for match in _PLACEHOLDER.finditer(text) if match[0] != "%%"]
            if any(match[1] is None for match in placeholders):
                yield f"{text!r}: a placeholder without a name; write %(name)s"
            if text != text.strip():
                yield f"{text!r}: begins or ends with a space; do not glue sentences together"


def _placeholder_problems(wanted: Message, found: Message) -> Iterator[str]:
    allowed = [_placeholders(text) for text in _forms(wanted.id)]
    for text in _forms(found.string):
        # A plural form may leave the number out ("one hour"), but may not bring anything new.
        used = _placeholders(text)
        fits = used in allowed or (wanted.pluralizable and used < max(allowed, key=len))
        if not fits:
            yield f"{_name(wanted)}: placeholders {sorted(used)} instead of {sorted(allowed[0])}"


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text) if match[0] != "%%"}


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _name(message: Message) -> str:
    return repr(_forms(message.id)[0])


def template_is_fresh() -> bool:
    """Say whether the template is what the code says now."""
    return TEMPLATE.exists() and TEMPLATE.read_bytes() == written(extract())


def update() -> None:
    """Write the template, and add and remove texts in every catalog; guesses nothing."""
    template = extract()
    TEMPLATE.write_bytes(written(template))
    for language in translated_languages():
        catalog = load(language)
        catalog.update(template, no_fuzzy_matching=True, keep_user_comments=True)
        catalog.obsolete.clear()
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(written(catalog))


def main(arguments: Sequence[str]) -> int:
    """Check, or update and then check; return the number that the shell gets."""
    if list(arguments) == ["update"]:
        update()
    template = extract()
    found = list(source_problems(template))
    if not template_is_fresh():
        found.append("messages.pot is not what the code says: run make translations")
    for language in translated_languages():
        found += [f"{language}: {problem}" for problem in problems_of(template, load(language))]
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(found)} problems in {len(list(template)) - 1} texts x {len(OFFERED)} languages\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
