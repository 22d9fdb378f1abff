"""Every test that asks for a database gets the embedded PostgreSQL (tests/settings.py)."""

import pytest


@pytest.fixture
def branch(db):
    """A small bank: two cities, three sub-branches, outlets, a vendor, with people in every post that matters."""
    from tests.branch import build_branch

    return build_branch()
