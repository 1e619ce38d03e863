"""The dated rules, read from portal/rules: which parts, terms, hours and grounds hold for which date.

Every amount and every term the portal uses stands there with its source; the code only knows their names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from portal.errors import BadRules
from portal.models.contracts import Duty, Occupation, OpschortingGround
from portal.models.people import Agency
from portal.models.pips import Pillar, VrijstellingGround
from portal.services import fee_kinds
from portal.services.rule_kinds import (
    AssumptionKey,
    AssumptionRule,
    CountsFrom,
    CourseRule,
    DeadlineRule,
    GroundAct,
    GroundRule,
    Literacy,
    ParticipationRule,
    PickedBy,
    PillarRule,
    Region,
    Rule,
    RuleSource,
)

try:  # libyaml's parser is ten times as fast; these files are read at every start
    from yaml import CSafeLoader as _SafeLoader
except ImportError:
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

FOLDER = Path(__file__).parents[1] / "rules"
SOURCES = "sources.yaml"
KINDS: Mapping[str, type[Rule]] = {
    "pillars.yaml": PillarRule,
    "deadlines.yaml": DeadlineRule,
    "courses.yaml": CourseRule,
    "participation.yaml": ParticipationRule,
    "forecast.yaml": AssumptionRule,
    "grounds.yaml": GroundRule,
    "retributie.yaml": fee_kinds.FeeRule,
}
ELSEWHERE = frozenset(
    {"answer_scores.yaml", "helpdesk.yaml", "login.yaml", "payees.yaml", "points.yaml"}
)  # read and checked by the service it belongs to

AnyRule = TypeVar("AnyRule", bound=Rule)
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Situation:
    """What decides which parts a track has. `on`: the day of the contract; `duty_since`: that on which the duty began, if known."""

    on: date
    region: Region
    duty: Duty
    occupation: Occupation
    may_work: bool
    non_literate: bool
    duty_since: date | None = None

    def day_of(self, rule: PillarRule) -> date:
        """Return the day on which a rule must be in force; where that of the duty is not known, the contract's stands in."""
        return (self.duty_since if rule.picked_by is PickedBy.DUTY else None) or self.on


@dataclass(frozen=True)
class Rulebook:
    """All rules, by name; answers which one holds."""

    rules: Mapping[str, Rule]

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its name.

        Raises:
            KeyError: there is none.
        """
        return self.rules[rule_id]

    def pillars(self, situation: Situation) -> dict[Pillar, PillarRule]:
        """Return the rule of each part that somebody's track has."""
        return {
            rule.pillar: rule
            for rule in self._for(situation)
            if rule.holds(situation.day_of(rule), situation.region)
        }

    def guessed(self, situation: Situation) -> frozenset[Pillar]:
        """Return the parts that go by the day the duty began, while that day is not known."""
        if situation.duty_since is not None:
            return frozenset()
        by_duty = (rule for rule in self._for(situation) if rule.picked_by is PickedBy.DUTY)
        return frozenset(rule.pillar for rule in by_duty if situation.region in rule.regions)

    def _for(self, situation: Situation) -> Iterator[PillarRule]:
        """Give the rules about somebody like this, whenever they hold."""
        literacy = Literacy.NON_LITERATE if situation.non_literate else Literacy.LITERATE
        return (
            rule
            for rule in self._of_kind(PillarRule)
            if situation.duty in rule.duties
            and situation.occupation in rule.occupations
            and literacy in rule.literacy
            and (situation.may_work or not rule.only_who_may_work)
        )

    def deadlines(
        self, counts_from: CountsFrom, on: date, region: Region, duty: Duty
    ) -> tuple[DeadlineRule, ...]:
        """Return the terms that start on a day."""
        return tuple(
            rule
            for rule in self.in_force(DeadlineRule, on, region)
            if rule.counts_from is counts_from and duty in rule.duties
        )

    def courses(self, pillar: Pillar, on: date, region: Region) -> dict[str, CourseRule]:
        """Return the courses of a part by code."""
        return {rule.code: rule for rule in self.in_force(CourseRule, on, region) if rule.pillar is pillar}

    def participation(self, on: date, region: Region) -> ParticipationRule | None:
        """Return how many hours of participation are asked of whom a part of that day binds."""
        return next(iter(self.in_force(ParticipationRule, on, region)), None)

    def assumption(self, key: AssumptionKey, on: date, region: Region) -> AssumptionRule:
        """Return what the forecast assumes; every key has one in every region (checked when the rules are read)."""
        known = [r for r in self._of_kind(AssumptionRule) if r.key is key and region in r.regions]
        return next((r for r in known if r.holds(on, region)), min(known, key=lambda r: r.valid_from))

    def grounds(self, act: GroundAct, on: date, region: Region) -> tuple[GroundRule, ...]:
        """Return the grounds that count on a day."""
        return tuple(rule for rule in self.in_force(GroundRule, on, region) if rule.act is act)

    def in_force(self, kind: type[AnyRule], on: date, region: Region) -> Iterable[AnyRule]:
        """Return the rules of one class that hold on a day in a region."""
        return (rule for rule in self._of_kind(kind) if rule.holds(on, region))

    def _of_kind(self, kind: type[AnyRule]) -> list[AnyRule]:
        return cast("list[AnyRule]", self._by_kind.get(kind, []))

    @cached_property
    def _by_kind(self) -> dict[type[Rule], list[Rule]]:
        found: dict[type[Rule], list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(type(rule), []).append(rule)
        return found


def region_of(agency: Agency) -> Region:
    """Return whose rules hold for who is guided by an agency."""
    return Region.BRUSSEL if agency is Agency.BON else Region.VLAANDEREN


@cache
def rulebook() -> Rulebook:
    """Return the rules of this installation, read once.

    Raises:
        BadRules: a file is broken; names the file and the field.
    """
    return read_folder(FOLDER)


def read_folder(folder: Path) -> Rulebook:
    """Read and check every rules file of a folder.

    Raises:
        BadRules: a file is missing, unknown or broken, or two rules contradict each other.
    """
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in {SOURCES, *KINDS, *ELSEWHERE}:
            raise BadRules(path.name, f"not a rules file; known are {', '.join([SOURCES, *KINDS])}")
    sources = _read_sources(folder / SOURCES)
    rules: dict[str, Rule] = {}
    for name, kind in KINDS.items():
        for rule in _read_rules(folder / name, kind, sources):
            if rule.id in rules:
                raise BadRules(f"{name}: {rule.id}.id", "this id is used twice")
            rules[rule.id] = rule
    _check_together(rules)
    return Rulebook(rules)


class _UniqueKeys(_SafeLoader):
    """YAML whose mappings may not name a key twice: the first would be lost in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands there twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def _read_yaml(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=_UniqueKeys)  # noqa: S506 a SafeLoader
    except FileNotFoundError:
        raise BadRules(path.name, "the file is missing") from None
    except UnicodeDecodeError:
        raise BadRules(path.name, "not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadRules(f"{path.name}: line {line}", str(error.problem or "not YAML")) from None
    except (yaml.YAMLError, ValueError) as error:  # a date such as 2023-02-30 is a ValueError of its own
        raise BadRules(path.name, f"not YAML: {error}") from None


def _read_sources(path: Path) -> dict[str, RuleSource]:
    content = _read_yaml(path)
    if not isinstance(content, dict) or not content:
        raise BadRules(path.name, "expected sources by key")
    return {str(key): _checked(RuleSource, fields, f"{path.name}: {key}") for key, fields in content.items()}


def _read_rules(path: Path, kind: type[AnyRule], sources: Mapping[str, RuleSource]) -> Iterator[AnyRule]:
    content = _read_yaml(path)
    if not isinstance(content, list) or not content:
        raise BadRules(path.name, "expected a list of rules")
    for number, fields in enumerate(content, start=1):
        place = f"{path.name}: {fields.get('id', f'rule {number}') if isinstance(fields, dict) else f'rule {number}'}"
        if not isinstance(fields, dict):
            raise BadRules(place, "expected fields by name")
        source = fields.get("source")
        if not isinstance(source, str) or source not in sources:
            raise BadRules(f"{place}.source", f"names a key of {SOURCES}; there is no {source!r}")
        yield _checked(_class_of(kind, fields, place), {**fields, "source": sources[source]}, place)


def _class_of(kind: type[AnyRule], fields: Mapping[str, Any], place: str) -> type[AnyRule]:
    """Return the class of one rule: in the file about money a rule says itself what it is about."""
    if kind is not fee_kinds.FeeRule:
        return kind
    found = fee_kinds.class_of(fields.get("about"))
    if found is None:
        raise BadRules(f"{place}.about", f"unknown; known are {', '.join(fee_kinds.ABOUT)}")
    return cast("type[AnyRule]", found)


def _checked(kind: type[Model], fields: Any, place: str) -> Model:
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadRules(f"{place}.{field}" if field else place, first["msg"]) from None


def _check_together(rules: Mapping[str, Rule]) -> None:
    for one, other in combinations(rules.values(), 2):
        if one.contradicts(other):
            raise BadRules(f"{other.id}.valid_from", f"holds at the same time as {one.id}")
    for rule in rules.values():
        if isinstance(rule, CourseRule) and rule.then:
            _check_next_course(rule, rules)
        if isinstance(rule, GroundRule):
            known = OpschortingGround if rule.act is GroundAct.OPSCHORTING else VrijstellingGround
            if rule.ground not in set(known):
                raise BadRules(f"{rule.id}.ground", f"unknown; known are {', '.join(sorted(known))}")
    _check_fees(rules)
    assumed = {
        (r.key, region) for r in rules.values() if isinstance(r, AssumptionRule) for region in r.regions
    }
    for key in AssumptionKey:
        for region in Region:
            if (key, region) not in assumed:
                raise BadRules("forecast.yaml", f"no assumption {key.value} for {region.value}")


def _check_fees(rules: Mapping[str, Rule]) -> None:
    undated = fee_kinds.without_term(rules.values())
    if undated is not None:
        raise BadRules(f"retributie.yaml: {undated.id}", "no term says by when it is paid")


def _check_next_course(rule: CourseRule, rules: Mapping[str, Rule]) -> None:
    following = [
        other for other in rules.values() if isinstance(other, CourseRule) and other.code == rule.then
    ]
    covered = any(
        set(rule.regions) <= set(other.regions)
        and other.valid_from <= rule.valid_from
        and (rule.valid_to or date.max) <= (other.valid_to or date.max)
        for other in following
    )
    if not covered:
        raise BadRules(f"{rule.id}.then", f"no course {rule.then!r} for the whole time of this one")
