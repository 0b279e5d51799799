"""A real site's settings, and people who can sign in to a live portal."""

import pytest
from django.db import transaction
from pytest_django import Settings

from tests.people import Cast, make_cast

REAL_SITE = {
    "DEMO": "0",
    "ALLOWED_HOSTS": "127.0.0.1",
    "PORTAL_URL": "https://portail.example",
    "TRUSTED_PROXY_COUNT": "1",
}


@pytest.fixture
def committed_cast(own_database: str, settings: Settings) -> Cast:
    """With a password that the real hasher takes."""
    settings.PASSWORD_HASHERS = ["tests.people.ReckonedOnce"]
    with transaction.atomic():
        return make_cast()
