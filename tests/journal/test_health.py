import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from redis import ConnectionError as RedisConnectionError

from journal.models import CachedValue
from journal.tasks import heartbeat


def get(path: str) -> HttpResponse:
    view: Any = resolve(path, "journal.urls").func
    assert view.policy == "public"
    assert not view.login_required
    answer: HttpResponse = view(RequestFactory().get(path))
    return answer


def ready() -> tuple[int, dict[str, bool]]:
    answer = get("/health/ready")
    return answer.status_code, json.loads(answer.content)


@contextmanager
def database_away() -> Iterator[None]:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        yield


def test_live_needs_no_database() -> None:
    """Without the database fixture every query is refused."""
    assert get("/health/live").content == b"ok"


@pytest.mark.django_db
def test_ready_when_all_is_there() -> None:
    heartbeat()
    assert ready() == (200, {"database": True, "redis": True, "worker": True})


@pytest.mark.django_db
def test_a_silent_worker_shows() -> None:
    assert ready() == (503, {"database": True, "redis": True, "worker": False})


def test_a_lost_database_shows() -> None:
    heartbeat()
    with database_away():
        assert ready() == (503, {"database": False, "redis": True, "worker": True})


@pytest.mark.django_db
def test_a_database_that_takes_no_writes_shows() -> None:
    """A full disk or a standby answers to SELECT; asking leaves nothing behind."""
    heartbeat()
    assert ready()[0] == 200
    assert not CachedValue.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert ready() == (503, {"database": False, "redis": True, "worker": True})


@pytest.mark.django_db
def test_a_lost_redis_shows() -> None:
    with patch.object(caches["redis"], "get", side_effect=RedisConnectionError):
        assert ready() == (503, {"database": True, "redis": False, "worker": False})
