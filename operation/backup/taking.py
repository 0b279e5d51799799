"""One backup from beginning to end: dump, files, heads and erasures, checked, then those that are too old go."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings

from operation.backup.encryption import Recipient, encrypted, recipient_of
from operation.backup.hours import written_away
from operation.backup.keeping import Rule, kept
from operation.backup.manifest import BACKUPS, PACKS, Manifest, Pack, manifests_in, name_of, names_in, path_of
from operation.backup.packs import FULL, NEW, Packing, chain_of, not_packed, packed_in, unneeded, written_names
from operation.backup.places import Part, Place, place_at
from operation.backup.source import DatabaseFacts, Source, source
from operation.failures import Stopped, told_of_disk
from operation.version import VERSION

DATABASE, KEPT, FILES = "database.dump", "kept.tar", "files.names.gz"


def take_backup(address: str, *, at: datetime) -> Manifest:
    """Raises Stopped; nothing of it is left then, but what the next one clears."""
    to = recipient_of(settings.BACKUP_RECIPIENT)
    to.command()
    place = place_at(address)
    with told_of_disk(address), source() as database:
        place.check()
        former = list(manifests_in(place))
        _clear(place, former)
        try:
            manifest = _written(place, to, database, former[0] if former else None, at)
            _check(place, manifest)
            place.write(path_of(manifest.name), BytesIO(manifest.as_bytes()))
        except BaseException:
            with suppress(Stopped, OSError):  # a place that is away is cleared by the next one
                _clear(place, former)
            raise
        _let_go(place, [manifest, *former])
    return manifest


def _written(place: Place, to: Recipient, database: Source, last: Manifest | None, at: datetime) -> Manifest:
    name, facts = name_of(at), database.facts()
    if last and name <= last.name:
        why = f"L’horloge de cette machine est en retard\u00a0: la dernière sauvegarde est du {last.name}."
        raise Stopped("clock", why, "timedatectl")
    parts = {
        DATABASE: _part(place, to, path_of(name, DATABASE), lambda target: database.dump(target, facts.tables)),
        KEPT: _part(place, to, path_of(name, KEPT), lambda target: written_away(Path(settings.PRIVATE_ROOT), target)),
    }
    packs = chain_of(last, set(place.names(PACKS)), at=at, full_days=settings.BACKUP_FULL_DAYS, encryption=to.kind)
    packing = Packing(place, f"{name}-{NEW if packs else FULL}", to)
    with packed_in(place, packs) as packed:
        pack = packing.write(not_packed(database.paths(), packed))
    parts[FILES], files = written_names(place, path_of(name, FILES), database.paths())
    return _manifest(name, to, facts, files, packing.missing, parts, [*packs, *([pack] if pack else [])])


def _manifest(
    name: str,
    to: Recipient,
    facts: DatabaseFacts,
    files: int,
    missing: int,
    parts: dict[str, Part],
    packs: list[Pack],
) -> Manifest:
    return Manifest(
        name=name,
        portal=settings.PORTAL_URL,
        version=VERSION,
        encryption=to.kind,
        files=files,
        missing=missing,
        parts=parts,
        packs=packs,
        **asdict(facts),
    )


def _part(place: Place, to: Recipient, name: str, produce: Callable[[IO[bytes]], None]) -> Part:
    with encrypted(produce, to) as content:
        return place.write(f"{name}.{to.kind}", content)


def _check(place: Place, manifest: Manifest) -> None:
    """Read back what was written now; of the packs before it, that they are there. Raises Stopped."""
    for part in manifest.all_parts:
        if manifest.name not in part.name:
            continue
        if place.measured(part.name) != part:
            why = f"Relu, {part.name} n’est pas ce qui a été écrit\u00a0: le lieu {place.address} perd des octets."
            raise Stopped("not_read_back", why, "changer de disque ou de lieu, puis manage.py backup")


def _clear(place: Place, manifests: Iterable[Manifest]) -> None:
    """What a killed backup left: parts without a manifest, packs that none needs. The lock is held."""
    ended = set(names_in(place))
    place.remove_halves()
    place.remove(name for name in place.names(BACKUPS) if name.split("/")[1] not in ended)
    place.remove(unneeded(place.names(PACKS), manifests))


def _let_go(place: Place, manifests: list[Manifest]) -> None:
    """The manifest goes first: a backup that is half gone must not look whole."""
    rule = Rule(**settings.BACKUP_KEEP)
    stay = kept((manifest.moment for manifest in manifests), rule)
    for manifest in manifests:
        if manifest.moment not in stay:
            place.remove([path_of(manifest.name)])
    _clear(place, [manifest for manifest in manifests if manifest.moment in stay])
