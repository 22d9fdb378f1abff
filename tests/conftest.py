"""Every test that asks for a database gets the embedded PostgreSQL (tests/settings.py)."""

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """The test database begins as a copy of one that was migrated before; True when it does (tests/migrated.py)."""
    from tests import migrated

    with django_db_blocker.unblock():
        return migrated.begin_with()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_modify_db_settings, django_db_blocker):
    """Migrated once, kept for the next run."""
    from tests import migrated

    if not django_db_modify_db_settings:
        with django_db_blocker.unblock():
            migrated.keep()


@pytest.fixture
def branch(db):
    """A small bank: two cities, three sub-branches, outlets, a vendor, with people in every post that matters."""
    from tests.branch import build_branch

    return build_branch()


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """Writes that really commit, in a copy of the test database (Django's own way is to TRUNCATE, which the ledger refuses)."""
    from tests.committed import committed_database

    with django_db_blocker.unblock(), committed_database():
        yield
