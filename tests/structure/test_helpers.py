"""The tests' own helpers leave nothing behind that would fail another test, much later and by chance."""

import gc
import warnings

import pytest
from django.db import ProgrammingError

from tests.committed import command


def test_a_refused_command_of_the_maintenance_database_closes_its_connection(db):
    gc.collect()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(ProgrammingError):
            command("CREATE DATABASE postgres")
        gc.collect()
    assert [str(one.message) for one in told if issubclass(one.category, ResourceWarning)] == []
