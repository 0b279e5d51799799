"""The two stores that private bytes may lie in: a folder of the test, and a bucket of a local S3-compatible server."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

ACCOUNT, BUCKET, KEY = "123456789012", "c77-tests", "files/"


@dataclass(frozen=True)
class Folder:
    """What somebody with the machine at hand could do to the bytes."""

    root: Path

    def paths(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}

    def alter(self, path: str, content: bytes) -> None:
        (self.root / path).write_bytes(content)

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def age(self, path: str, days: int) -> None:
        then = time.time() - days * 86400
        os.utime(self.root / path, (then, then))


@dataclass(frozen=True)
class Bucket:
    """The same, for somebody with a key to the bucket."""

    client: Any

    def paths(self) -> set[str]:
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {item["Key"].removeprefix(KEY) for item in found}

    def alter(self, path: str, content: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=KEY + path, Body=content)

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=KEY + path)

    def age(self, path: str, days: int) -> None:
        kept = s3_backends[ACCOUNT]["aws"].buckets[BUCKET].keys[KEY + path]
        kept.last_modified = kept.last_modified.replace(year=kept.last_modified.year - days)


Store = Folder | Bucket


@contextmanager
def object_server(listens: str = "127.0.0.1") -> Iterator[str]:
    """Its address."""
    server = ThreadedMotoServer(ip_address=listens, port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def environment_of(address: str) -> dict[str, str]:
    """What a process of the portal is told."""
    secret = {"S3_ACCESS_KEY": "test", "S3_SECRET_KEY": "test"}
    return {"PRIVATE_STORAGE": "s3", "S3_ENDPOINT_URL": address, "S3_BUCKET": BUCKET} | secret


@contextmanager
def empty_bucket(address: str) -> Iterator[Bucket]:
    client = boto3.client(
        "s3",
        endpoint_url=address,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)
    yield Bucket(client)
    client.close()
    s3_backends[ACCOUNT]["aws"].reset()
