"""The page table: what a phone's bar can hold."""

import pytest

from portal.models.people import Role
from portal.ui import pages


@pytest.mark.parametrize("roles", [frozenset[Role](), *(frozenset({role}) for role in Role)])
def test_the_bar_of_a_phone_never_holds_more_than_five(roles):
    assert len([page.slug for page in pages.open_pages(roles) if page.bar]) <= 5
