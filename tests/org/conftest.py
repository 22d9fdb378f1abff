"""Who works at the tables of the organisation in these tests."""

import pytest
from django.test import Client


@pytest.fixture
def chief(branch) -> Client:
    """A browser that the city's security chief is logged in to."""
    client = Client()
    client.force_login(branch.chief.user)
    return client
