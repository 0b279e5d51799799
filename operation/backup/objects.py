"""Backups in an S3-compatible store, with its own credentials: written in pieces, listed whole ones only."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any, TypeVar

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from operation.backup.places import Part, Place
from operation.failures import Stopped

# A piece is held in memory; a store takes 10,000 of them: 320 GB.
PIECE = 32 * 1024 * 1024
IN_PIECES = TransferConfig(multipart_threshold=PIECE, multipart_chunksize=PIECE, use_threads=False)
REFUSED = ("403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch")
Answer = TypeVar("Answer")


class _Counted:
    """What passes, measured."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest, self.size = source, sha256(), 0

    def read(self, amount: int = -1) -> bytes:
        chunk = self.source.read(amount)
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk


class ObjectPlace(Place):
    def __init__(self, address: str, bucket: str, prefix: str, access: dict[str, Any]) -> None:
        self.address, self.bucket, self.prefix = address, bucket, f"{prefix}/" if prefix else ""
        self.client = boto3.client(
            "s3",
            endpoint_url=access["endpoint_url"] or None,
            aws_access_key_id=access["access_key"],
            aws_secret_access_key=access["secret_key"],
            region_name=access["region_name"],
            config=Config(
                connect_timeout=access["connect_seconds"],
                read_timeout=access["read_seconds"],
                retries={"max_attempts": 4, "mode": "standard"},
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def check(self) -> None:
        self._asked(lambda: self.client.head_bucket(Bucket=self.bucket))

    def write(self, name: str, source: IO[bytes]) -> Part:
        counted = _Counted(source)
        self._asked(lambda: self.client.upload_fileobj(counted, self.bucket, self.prefix + name, Config=IN_PIECES))
        return Part(name, counted.size, counted.digest.hexdigest())

    @contextmanager
    def read(self, name: str) -> Iterator[IO[bytes]]:
        body = self._asked(lambda: self._body(name))
        try:
            yield body
        except (BotoCoreError, ClientError) as error:
            raise self._away(error) from error
        finally:
            body.close()

    def names(self, under: str) -> list[str]:
        return self._asked(lambda: sorted(self._listed(f"{self.prefix}{under}/")))

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            key = self.prefix + name
            self._asked(lambda key=key: self.client.delete_object(Bucket=self.bucket, Key=key))  # type: ignore[misc]

    def remove_halves(self) -> None:
        """Pieces of an object that was never ended: a store keeps them, and counts them, unseen."""

        def end() -> None:
            halves = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix).get("Uploads", [])
            for half in halves:
                self.client.abort_multipart_upload(Bucket=self.bucket, Key=half["Key"], UploadId=half["UploadId"])

        self._asked(end)

    def _body(self, name: str) -> Any:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"]
        except self.client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None

    def _listed(self, prefix: str) -> Iterator[str]:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                yield item["Key"].removeprefix(self.prefix)

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        """Raises Stopped, without the store's own words."""
        try:
            return question()
        except (BotoCoreError, ClientError) as error:
            raise self._away(error) from error
        except boto3.exceptions.Boto3Error as error:
            raise self._away(error.__cause__ or error) from error

    def _away(self, error: BaseException) -> Stopped:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        if code in REFUSED:
            why = f"Le magasin d’objets refuse les clés données pour {self.address}."
            return Stopped("place_refused", why, "corriger BACKUP_S3_ACCESS_KEY et BACKUP_S3_SECRET_KEY, puis relancer")
        if code in ("404", "NoSuchBucket"):
            why = f"Le seau {self.bucket} n’existe pas."
            return Stopped("place_away", why, "créer ce seau, ou corriger BACKUP_PLACE, puis relancer")
        why = f"Le magasin d’objets ne répond pas pour {self.address} ({code or type(error).__name__})."
        return Stopped("place_away", why, "vérifier BACKUP_S3_ENDPOINT_URL, puis relancer")
