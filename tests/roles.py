"""In which role a part of a test speaks to the database.

A test plants and looks as an installation does: in the owner's role, as the machine. What a page does, and what
somebody does under the own right, runs in the web's role, with nobody in the context until the portal says who acts.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from acting.walls import APP, OWNER, WORKER

INSTALLING = f"-c role={OWNER} -c app.function=machine"


@contextmanager
def in_role(role: str, function: str = "") -> Iterator[None]:
    """Until the end of the block; after an error of the database the rollback that must follow does it."""
    former = _speak(role, function)
    try:
        yield
    finally:
        if connection.connection and connection.connection.get_transaction_status() != TRANSACTION_STATUS_INERROR:
            _speak(*former)


def as_web() -> AbstractContextManager[None]:
    return in_role(APP)


def as_worker() -> AbstractContextManager[None]:
    return in_role(WORKER)


def installing() -> AbstractContextManager[None]:
    return in_role(OWNER, "machine")


class WebMiddleware:
    """Before all of the portal's: a request of a test client runs as in the web process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with in_role(APP):
            return self.get_response(request)


def _speak(role: str, function: str) -> tuple[str, str]:
    """Asked and set in one statement: every request and every act of a test begins and ends with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, coalesce(current_setting('app.function', true), ''),"
            " set_config('role', %s, false), set_config('app.function', %s, false)",
            [role, function],
        )
        user, former, *_ = cursor.fetchone()
    return user, former
