"""Names of files: what people call them, without what a name can do to a folder or a header."""

import re

NAME_LENGTH = 120
SUFFIX = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{1,4}$")


def safe_name(name: str) -> str:
    """A file name without folders or control characters, short enough for every file system."""
    printable = "".join(char for char in name if char.isprintable())
    base = printable.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    return base[-NAME_LENGTH:] or "fichier"


def suffix_of(name: str) -> str:
    """What the name claims to be: `.jpg`; "" when it claims nothing, as "hall du 12.11.2026" does."""
    found = SUFFIX.search(safe_name(name))
    return found[0].lower() if found else ""


def renamed(name: str, suffix: str) -> str:
    """The same name, with the suffix of what the file has become."""
    base, former = safe_name(name), suffix_of(name)
    stem = base[: len(base) - len(former)].rstrip(" .") or "fichier"
    return stem[: NAME_LENGTH - len(suffix)] + suffix
