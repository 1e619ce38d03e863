"""What tests of use cases share."""

import pytest
from starlette.testclient import TestClient

from portal import asgi, clock, db
from portal.settings import settings
from tests.conftest import NOON, add_cast


@pytest.fixture
def client(sqlite_database, monkeypatch) -> TestClient:
    """A browser without cookies, at NOON, in a portal with the cast and nothing else."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with db.transaction() as session:
        add_cast(session)
    return TestClient(asgi.app, base_url=settings().base_url, follow_redirects=False)
