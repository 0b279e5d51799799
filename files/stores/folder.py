"""A folder that the portal alone can read, outside of whatever a web server serves."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class FolderStore(FileSystemStorage):
    """Each file whole or not at all, and on the disk when its row is written."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.PRIVATE_ROOT) / "files")

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    def _save(self, name: str, content: Any) -> str:
        """Raises OSError. A disk that is full must not keep half a file as well."""
        self._root()
        target = Path(self.path(name))
        of_folders, of_files = self._modes()
        target.parent.mkdir(mode=of_folders, exist_ok=True)
        draft = target.with_suffix(".part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, of_files), "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        return name

    def paths_before(self, moment: datetime) -> Iterator[str]:
        """What lies here since before the moment, drafts of a killed process included."""
        root = self._root()
        for file in root.glob("??/*"):
            with suppress(FileNotFoundError):  # a draft that became a file meanwhile, or one that was erased
                if file.stat().st_mtime < moment.timestamp():
                    yield str(file.relative_to(root))

    def _root(self) -> Path:
        root = Path(self.location)
        root.mkdir(mode=self._modes()[0], parents=True, exist_ok=True)
        return root

    def _modes(self) -> tuple[int, int]:
        """Nobody else's; where a web server hands out what was verified, also the folder's group's, which is the web
        server's alone (`chmod g+s` on the folder hands it on)."""
        return (0o750, 0o640) if settings.ACCEL_PREFIX else (0o700, 0o600)
