"""A page as it is read: how its template breaks the lines is no matter of a test."""

import re


def one_line(page: str) -> str:
    """No white space beside a tag, one space for each other run."""
    return re.sub(r" ?(<[^>]+>) ?", r"\1", re.sub(r"[ \n]+", " ", page))
