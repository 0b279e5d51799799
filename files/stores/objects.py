"""An S3-compatible store: a bucket that nobody but the portal has a key to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


class ObjectStore(S3Storage):
    """An object is there whole or not at all; two never have the same name, so that none is asked for before."""

    def _save(self, name: str, content: Any) -> str:
        """Raises OSError, as a disk does."""
        try:
            saved: str = super()._save(name, content)
        except (BotoCoreError, ClientError) as error:
            raise OSError("the object store took nothing") from error
        return saved

    def paths_before(self, moment: datetime) -> Iterator[str]:
        prefix = f"{self.location}/"
        for item in self.bucket.objects.filter(Prefix=prefix):
            if item.last_modified < moment:
                yield item.key.removeprefix(prefix)
