"""What the operator gives: each value in the environment, or in a file that `NAME_FILE` leads to. What cannot do is
refused by its name before anything has started."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

SECRET_SIGNS, DIFFERENT_SIGNS = 32, 10
NO_SECRETS = ("changeme", "change-me", "change_me", "django-insecure", "password", "example", "1234567890")
TO_MAKE_ONE = "make one with:  openssl rand -base64 48"


class Given(FileAwareMapping):
    """As an editor leaves it, a file ends with a line break that is nobody's secret."""

    def __getitem__(self, key: str) -> str:
        try:
            value: str = super().__getitem__(key)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise ImproperlyConfigured(f"{key}_FILE={self.env[f'{key}_FILE']} cannot be read: {reason}.") from error
        return value.strip("\r\n")


class Environment(environ.Env):
    """Raises ImproperlyConfigured, with the name and what to write instead."""

    ENVIRON = Given()

    def secret(self, name: str) -> str:
        return check_secret(name, self.str(name))

    def secrets(self, name: str) -> list[str]:
        """The first one is used, the former ones are still understood."""
        found = [check_secret(name, value) for value in self.list(name)]
        return found or [check_secret(name, "")]

    def origin(self, name: str) -> str:
        return check_origin(name, self.str(name))

    def folder(self, name: str) -> Path:
        return check_folder(name, Path(self.str(name)))

    def postgres(self, name: str) -> dict[str, Any]:
        if not self.str(name).startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(f"{name} must be written postgres://role:password@host/database.")
        found: dict[str, Any] = self.db(name)
        return found


def check_secret(name: str, value: str) -> str:
    """Nobody guesses one that is long, without a word that everybody writes."""
    if len(value) < SECRET_SIGNS:
        raise ImproperlyConfigured(f"{name} has {len(value)} signs, {SECRET_SIGNS} at least: {TO_MAKE_ONE}")
    if len(set(value)) < DIFFERENT_SIGNS or any(word in value.lower() for word in NO_SECRETS):
        raise ImproperlyConfigured(f"{name} is easily guessed: {TO_MAKE_ONE}")
    return value


def check_origin(name: str, value: str) -> str:
    """Where links of mails begin: nothing behind the host."""
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise ImproperlyConfigured(f"{name}={value} must begin with https:// and a host, as https://portail.example")
    if value != f"https://{parts.netloc}" or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name}={value} must end with its host: https://{parts.netloc.rpartition('@')[2]}")
    return value


def check_folder(name: str, folder: Path) -> Path:
    """One that is not there yet is made by whoever first writes there."""
    # Unlike `Path.exists`, this says no of what lies in a folder that one may not enter, which is then refused.
    present = next(path for path in (folder, *folder.absolute().parents) if os.path.exists(path))  # noqa: PTH110
    if not present.is_dir() or not os.access(present, os.R_OK | os.W_OK | os.X_OK):
        user = f"the user of this process (number {os.getuid()})"
        raise ImproperlyConfigured(f"{name}={folder}: {user} must be able to read and write in {present}.")
    return folder
