"""The layers of docs/architecture.md hold."""

from importlinter.cli import lint_imports


def test_every_import_looks_down():
    assert lint_imports(no_cache=True) == 0
