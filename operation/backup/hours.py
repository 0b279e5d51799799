"""What the host must not be alone to know, copied away each hour: the journal's heads, and what was erased."""

import hmac
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from journal.heads import FOLDER as HEADS
from operation.backup.encryption import Identity, encrypted, recipient_of
from operation.backup.manifest import name_of
from operation.backup.places import Part, Place, place_at
from operation.erasures import FOLDER as ERASURES
from operation.failures import Stopped, told_of_disk

HOURS = "hours"
KEPT_HOURS = 48
SALT, SIGNATURE, SIGNED_SIZE = "operation.backup.hours", "signature", 64


def written_away(root: Path, target: IO[bytes]) -> None:
    """Both folders, whole: they are lines of identifiers and digests. Signed, for anybody can encrypt to a public
    key, and a register without a line would give back what was erased."""
    signed = _signing()
    with tarfile.open(fileobj=target, mode="w|gz", format=tarfile.PAX_FORMAT) as kept:
        for folder in (HEADS, ERASURES):
            for file in sorted((root / folder).glob("*.txt")):
                _add(kept, f"{folder}/{file.name}", file.read_bytes(), signed)
        _add(kept, SIGNATURE, signed.hexdigest().encode(), signed)


def _signing() -> hmac.HMAC:
    return salted_hmac(SALT, "", algorithm="sha256")


def _sign(signed: hmac.HMAC, name: str, content: bytes) -> None:
    signed.update(f"{name} {len(content)}\n".encode() + content)


def _add(kept: tarfile.TarFile, name: str, content: bytes, signed: hmac.HMAC) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    kept.addfile(member, BytesIO(content))
    _sign(signed, name, content)


def copy_hour(address: str, *, at: datetime) -> Part:
    """Raises Stopped."""
    to, place = recipient_of(settings.BACKUP_RECIPIENT), place_at(address)
    with told_of_disk(address):
        place.check()
        with encrypted(lambda target: written_away(Path(settings.PRIVATE_ROOT), target), to) as content:
            part = place.write(f"{HOURS}/{name_of(at)}.tar.{to.kind}", content)
        if place.measured(part.name) != part:
            raise Stopped("not_read_back", f"Relu, {part.name} n’est pas ce qui a été écrit.", "manage.py backup")
        place.remove(place.names(HOURS)[:-KEPT_HOURS])
    return part


def bring_back(place: Place, name: str, identity: Identity, into: Path, *, accepts_foreign: bool = False) -> None:
    """Raises Stopped, also for what this portal has not signed, and FileNotFoundError."""
    signed, signature = _signing(), ""
    with place.read(name) as source, identity.decrypted(source) as content, _told_of_tar(name):
        with tarfile.open(fileobj=content, mode="r|gz") as kept:
            for member in kept:
                folder, _, file = member.name.partition("/")
                found = kept.extractfile(member)
                if member.name == SIGNATURE and found is not None:
                    signature = found.read(SIGNED_SIZE).decode("ascii", "replace")
                    break
                if folder not in (HEADS, ERASURES) or "/" in file or found is None:
                    raise tarfile.TarError(member.name)
                (into / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
                written = found.read()
                (into / folder / file).write_bytes(written)
                (into / folder / file).chmod(0o600)
                _sign(signed, member.name, written)
        content.read()
    if not (accepts_foreign or constant_time_compare(signature, signed.hexdigest())):
        raise Stopped("foreign", f"{name} n’est pas signé par ce portail.", f"ls -l {place.address}/{HOURS}")


@contextmanager
def _told_of_tar(name: str) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        why = f"{name} n’est pas lisible\u00a0: l’archive est coupée, ou faite par autre chose que ce portail."
        raise Stopped("broken", why, "manage.py restore LIEU --identity CLÉ --backup UNE-AUTRE") from error
