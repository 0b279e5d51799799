"""Logs without personal data: what was typed, sent or stored never reaches a log line.

An exception's message may quote a row, and a warning's arguments may quote a path that somebody typed. So an exception
is told by its class and its frames. Loggers that speak of machines keep their arguments, but for the text of an
exception; of the others only numbers are kept.
"""

import sys
import traceback
from logging import LogRecord
from typing import Any
from uuid import UUID

from structlog.typing import EventDict, WrappedLogger

MACHINE_LOGGERS = (
    "celery",
    "django.db.backends.base",
    "django.db.backends.schema",
    "gunicorn",
    "kombu",
    "redis",
)
# Celery tells of a task by a mapping, in which the exception's text and the arguments stand too.
MACHINE_KEYS = frozenset({"description", "hostname", "id", "internal", "name", "runtime"})
NEVER_TOLD = ("exc_info", "stack_info", "stack", "request", "positional_args")
WITHHELD = "…"
UNKNOWN_ADDRESS = "unknown address"


def without_content(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A processor of structlog: keeps what an operator needs to find a fault, drops what a person would mind."""
    record: LogRecord | None = event.get("_record")
    error = _error(event.get("exc_info") or (record and record.exc_info))
    if record is not None and event.get("_from_structlog") is False:
        event["event"] = _said(record, event.get("positional_args"))
        event.update(_request_facts(record))
    if error is not None:
        event.update(error_facts(error))
    for key in NEVER_TOLD:
        event.pop(key, None)
    return event


def error_facts(error: BaseException) -> dict[str, Any]:
    """Class, cause, frames, and the numbers that the system, the database or a mail server gave with it."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    cause = error.__cause__ or error.__context__
    numbers = {
        "errno": getattr(error, "errno", None),
        "sqlstate": getattr(cause, "pgcode", None),
        "smtp": getattr(error, "smtp_code", None),
    }
    return {
        "error": type(error).__qualname__,
        "cause": type(cause).__qualname__ if cause else None,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        **{name: number for name, number in numbers.items() if number is not None},
    }


def _error(exc_info: Any) -> BaseException | None:
    """Logging gives a tuple, structlog's `exception()` gives True and means the one that is being handled."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if exc_info is True:
        exc_info = sys.exc_info()
    return exc_info[1] if isinstance(exc_info, tuple) else None


def _said(record: LogRecord, arguments: Any) -> str:
    """The message with the arguments that may be told; the bare template should they not fit any more."""
    is_machine = record.name.startswith(MACHINE_LOGGERS)
    if hasattr(record, "request"):
        return _request_line(record)
    if isinstance(arguments, dict):
        kept = MACHINE_KEYS if is_machine else frozenset()
        arguments = {name: value if name in kept else WITHHELD for name, value in arguments.items()}
    else:
        arguments = tuple(_told(value, is_machine) for value in arguments or ())
    try:
        return str(record.msg) % arguments if arguments else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def _told(argument: Any, is_machine: bool) -> Any:
    if isinstance(argument, BaseException):
        return type(argument).__qualname__
    return argument if is_machine or isinstance(argument, (int, float, UUID)) else WITHHELD


def _request_line(record: LogRecord) -> str:
    """`404 GET /saisines/<the identifier>/`, without what follows a question mark: the path when it holds identifiers
    only; else its route, since it may hold a key; nothing of an address that is none."""
    request = record.request  # type: ignore[attr-defined]
    match, address = getattr(request, "resolver_match", None), UNKNOWN_ADDRESS
    if match is not None:
        only_identifiers = all(isinstance(value, (UUID, int)) for value in [*match.args, *match.kwargs.values()])
        address = str(request.path) if only_identifiers else f"/{match.route}"
    return f"{getattr(record, 'status_code', '')} {getattr(request, 'method', '')} {address}".strip()


def _request_facts(record: LogRecord) -> dict[str, Any]:
    request = getattr(record, "request", None)
    if request is None:
        return {}
    match = getattr(request, "resolver_match", None)
    facts = {"method": getattr(request, "method", None), "route": match.route if match else None}
    number = getattr(request, "number", None)
    return {"status": getattr(record, "status_code", None), **facts, **({"request_id": number} if number else {})}
