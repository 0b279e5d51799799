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
        target.parent.mkdir(mode=0o700, exist_ok=True)
        draft = target.with_suffix(".part")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
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
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return root
