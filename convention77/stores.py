"""Where private bytes are kept: in a folder, or in an S3-compatible store."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from convention77.limits import STORE_CONNECT_SECONDS, STORE_SECONDS


def private_store(env: environ.Env) -> dict[str, Any]:
    """Django's description of the store that `PRIVATE_STORAGE` names. Raises ImproperlyConfigured."""
    kind = env.str("PRIVATE_STORAGE", default="folder")
    if kind == "folder":
        return {"BACKEND": "files.stores.folder.FolderStore"}
    if kind == "s3":
        return {"BACKEND": "files.stores.objects.ObjectStore", "OPTIONS": _bucket(env)}
    raise ImproperlyConfigured("PRIVATE_STORAGE is `folder` or `s3`.")


def _bucket(env: environ.Env) -> dict[str, Any]:
    from botocore.config import Config  # noqa: PLC0415  a quarter of a second that a folder does not ask for

    return {
        "endpoint_url": env.str("S3_ENDPOINT_URL"),
        "bucket_name": env.str("S3_BUCKET"),
        "access_key": env.str("S3_ACCESS_KEY"),
        "secret_key": env.str("S3_SECRET_KEY"),
        "region_name": env.str("S3_REGION", default="us-east-1"),
        "location": "files",
        "default_acl": None,
        "max_memory_size": 1024 * 1024,  # a larger file is read by way of a temporary one without a name
        "file_overwrite": True,  # no two have the same name: whether one is there need not be asked
        "client_config": Config(
            connect_timeout=STORE_CONNECT_SECONDS,
            read_timeout=STORE_SECONDS,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},
            # Other stores than Amazon's do not all know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def backup_store(env: environ.Env) -> dict[str, Any]:
    """The store of `BACKUP_PLACE=s3://…`, with its own keys: whoever may erase private files may not erase backups."""
    names = ("endpoint_url", "access_key", "secret_key", "region")
    found = {name: env.str(f"BACKUP_S3_{name.upper()}", default="") for name in names}
    waits = {"connect_seconds": STORE_CONNECT_SECONDS, "read_seconds": 3 * STORE_SECONDS}  # a piece is large
    return found | waits | {"region_name": found["region"] or "us-east-1"}
