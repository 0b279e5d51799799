"""Private files come back from their packs: those that the backup's list names, and no other."""

import tarfile
import tempfile
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File

from files import storage
from operation.backup.encryption import Identity
from operation.backup.manifest import Manifest
from operation.backup.packs import names_of
from operation.backup.places import Place, chunks
from operation.backup.taking import FILES
from operation.failures import Stopped

HELD = 4 * 1024 * 1024  # of one file in memory; more lies in a nameless file meanwhile


def restore_files(place: Place, manifest: Manifest, identity: Identity) -> int:
    """Returns how many. Raises Stopped, OSError."""
    restored = 0
    for pack in manifest.packs:
        with (
            names_of(place, manifest.parts[FILES].name) as wanted,
            place.read(pack.files.name) as source,
            identity.decrypted(source) as content,
        ):
            restored += sum(1 for _ in _written(content, wanted, pack.files.name))
    return restored


def _written(content: IO[bytes], wanted: Iterator[str], name: str) -> Iterator[str]:
    """Both are in order, so that neither is held in memory."""
    try:
        next_wanted = next(wanted, None)
        with tarfile.open(fileobj=content, mode="r|") as pack:
            for member in pack:
                while next_wanted is not None and next_wanted < member.name:
                    next_wanted = next(wanted, None)
                found = pack.extractfile(member)
                if next_wanted == member.name and found is not None:
                    with tempfile.SpooledTemporaryFile(max_size=HELD) as spool:
                        for chunk in chunks(found):
                            spool.write(chunk)
                        spool.seek(0)
                        storage.put_back(member.name, File(spool))
                    yield member.name
        while content.read(HELD):  # to its very end, where it says that it is whole
            pass
    except tarfile.TarError as error:
        why = f"{name} n’est pas lisible."
        raise Stopped("broken", why, "manage.py restore LIEU --identity CLÉ --backup UNE-AUTRE") from error
