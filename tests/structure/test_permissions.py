"""Who may do what: the table in docs/permissions.md, the matrix, and the services that must ask it, say the same."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest

from portal.errors import NotAllowed
from portal.models.people import Role
from portal.services import permissions
from portal.services.permissions import MATRIX, Action, Actor, Scope, Target
from portal.ui.pages import PAGES

ROOT = Path(__file__).parents[2]
SERVICES = sorted((ROOT / "portal" / "services").glob("*.py"))
WRITTEN = {
    "own": Scope.OWN,
    "assigned": Scope.ASSIGNED,
    "organisation": Scope.ORGANISATION,
    "all": Scope.ANY,
    "–": None,
}

# How a thing can stand to the actor, and which scopes then reach it.
RELATIONS = {
    "own": (Target(owner_id="actor"), {Scope.OWN, Scope.ANY}),
    "assigned": (Target(owner_id="somebody", assignee_id="actor"), {Scope.ASSIGNED, Scope.ANY}),
    "own organisation": (
        Target(owner_id="somebody", organisation_id="here"),
        {Scope.ORGANISATION, Scope.ANY},
    ),
    "somebody else's": (
        Target(owner_id="somebody", assignee_id="another", organisation_id="elsewhere"),
        {Scope.ANY},
    ),
    "nobody's": (Target(), {Scope.ANY}),
    "nothing in particular": (None, {Scope.ANY}),
}


def documented():
    """Read the table: action, role -> scope."""
    lines = (ROOT / "docs" / "permissions.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    roles = [Role(name) for name in rows[0][1:]]
    return {
        (Action(row[0].strip("`")), role): WRITTEN[cell]
        for row in rows[2:]
        for role, cell in zip(roles, row[1:], strict=True)
    }


def test_the_documented_table_names_every_action_and_role():
    assert set(documented()) == set(product(Action, Role))


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_do_what_the_table_says_and_nothing_else(action, role, relation):
    target, reached_by = RELATIONS[relation]
    actor = Actor("actor", {role: frozenset({"here"})})

    assert permissions.may(actor, action, target) == (documented()[action, role] in reached_by)


@pytest.mark.parametrize("action", Action)
def test_somebody_without_a_role_may_do_nothing(action):
    with pytest.raises(NotAllowed, match=action.value):
        permissions.require(Actor("actor"), action, Target(owner_id="actor", assignee_id="actor"))


@pytest.mark.parametrize("role", Role)
def test_an_organisation_of_nobody_is_not_everybodys(role):
    actor = Actor("actor", {role: frozenset({None})})
    organisation_only = [action for action, scope in MATRIX[role].items() if scope is Scope.ORGANISATION]

    assert not any(permissions.may(actor, action, Target()) for action in organisation_only)


def functions_with_an_actor():
    for path in SERVICES:
        tree = ast.parse(path.read_text())
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for name, node in functions.items():
            arguments = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            if "actor" in arguments and not name.startswith("_") and path.stem != "permissions":
                yield path.stem, name, functions


def asks(node, functions, seen=frozenset()):
    """Say whether a function asks the matrix: itself, by a helper beside it, or by handing the actor on."""
    for call in (found for found in ast.walk(node) if isinstance(found, ast.Call)):
        called = ast.unparse(call.func)
        if called in {"permissions.require", "permissions.may"}:
            return True
        handed_on = any(keyword.arg == "actor" for keyword in call.keywords) or "actor" in [
            ast.unparse(argument) for argument in call.args
        ]
        if handed_on and called not in functions and re.fullmatch(r"(?!audit\.)([a-z_]+\.)?[a-z_]+", called):
            return True  # another service's use case, which this test looks at too
        helper = functions.get(called)
        if helper is not None and called not in seen and asks(helper, functions, seen | {called}):
            return True
    return False


@pytest.mark.parametrize(
    ("module", "name", "functions"),
    [pytest.param(*found, id=f"{found[0]}.{found[1]}") for found in functions_with_an_actor()],
)
def test_every_use_case_with_an_actor_asks_the_matrix(module, name, functions):
    assert asks(functions[name], functions)


def test_the_scan_sees_a_use_case_that_does_not_ask():
    functions = {
        "open_case": ast.parse("def open_case(session, *, actor):\n    audit.record(actor=actor)").body[0]
    }

    assert not asks(functions["open_case"], functions)


def test_every_action_is_asked_for_by_some_service():
    text = "\n".join(path.read_text() for path in SERVICES if path.stem != "permissions")

    assert [action.name for action in Action if f"Action.{action.name}" not in text] == []


def test_every_page_says_who_may_open_it():
    everybody = {"", "vraag", "kennis", "privacy", "toegankelijkheid", "aanmelden", "meer", "zoeken"}

    assert {page.slug for page in PAGES if not page.roles} <= everybody
