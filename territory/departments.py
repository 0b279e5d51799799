"""What the data file of a département says: its institutions under the names of the official files, its canaries."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def facts_of(code: str) -> dict[str, Any]:
    """Raises FileNotFoundError for a département without data."""
    facts: dict[str, Any] = json.loads((DATA / f"{code}.json").read_text(encoding="utf-8"))
    return facts
