"""Alembic's migrations, one file a step."""

from pathlib import Path

FOLDER = str(Path(__file__).parent)
