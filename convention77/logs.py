"""Logs without personal data: what was typed, sent or stored never reaches a log line.

An exception's message may quote a row, and a warning's arguments may quote a path that somebody typed. So an exception
is told by its class and its frames, and a message by its template, unless its logger speaks of machines only.
"""

import traceback
from logging import LogRecord
from typing import Any

from structlog.typing import EventDict, WrappedLogger

MACHINE_LOGGERS = ("celery.apps", "celery.beat", "celery.worker", "kombu", "gunicorn", "django.db.backends.schema")
NEVER_TOLD = ("exc_info", "stack_info", "stack", "request", "positional_args")


def without_content(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A processor of structlog: keeps what an operator needs to find a fault, drops what a person would mind."""
    record: LogRecord | None = event.get("_record")
    exc_info = event.get("exc_info") or (record and record.exc_info)
    if record is not None and event.get("_from_structlog") is False:
        event["event"] = _said(record)
        event.update(_request_facts(record))
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        event.update(_error_facts(exc_info[1]))
    for key in NEVER_TOLD:
        event.pop(key, None)
    return event


def _said(record: LogRecord) -> str:
    return record.getMessage() if record.name.startswith(MACHINE_LOGGERS) else str(record.msg)


def _request_facts(record: LogRecord) -> dict[str, Any]:
    """The route, never the path: a path is what somebody typed."""
    request = getattr(record, "request", None)
    if request is None:
        return {}
    match = getattr(request, "resolver_match", None)
    facts = {"method": getattr(request, "method", None), "route": match.route if match else None}
    return {"status": getattr(record, "status_code", None), **facts}


def _error_facts(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    cause = error.__cause__ or error.__context__
    return {
        "error": type(error).__qualname__,
        "cause": type(cause).__qualname__ if cause else None,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
