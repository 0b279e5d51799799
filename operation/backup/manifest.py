"""What a backup says of itself, in the clear and without personal data; signed, so that another portal's is told."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from operation.backup.places import Part, Place
from operation.failures import Stopped

FORMAT = 1
UNREADABLE = "no_manifest"
BACKUPS, PACKS = "backups", "packs"
MANIFEST = "manifest.json"
SALT = "operation.backup.manifest"
NAME = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Pack:
    """Some files, encrypted together; `names` lists them, in order."""

    files: Part
    names: Part
    count: int
    is_full: bool

    @property
    def parts(self) -> tuple[Part, Part]:
        return self.files, self.names


@dataclass(frozen=True, slots=True)
class Manifest:
    """`journal` is number and hash of the chain's end, `missing` how many files had lost their bytes before."""

    name: str
    portal: str
    version: str
    encryption: str
    server: str
    database: dict[str, Any]
    migrations: list[str]
    journal: tuple[int, str]
    tables: int
    files: int
    missing: int
    parts: dict[str, Part]
    packs: list[Pack]

    @property
    def moment(self) -> datetime:
        return moment_of(self.name)

    @property
    def all_parts(self) -> list[Part]:
        return [*self.parts.values(), *(part for pack in self.packs for part in pack.parts)]

    @property
    def size(self) -> int:
        return sum(part.size for part in self.all_parts)

    def as_bytes(self) -> bytes:
        facts = {"format": FORMAT} | asdict(self)
        return json.dumps(facts | {"signature": _signature(facts)}, indent=1, ensure_ascii=False).encode()


def name_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(NAME)


def moment_of(name: str) -> datetime:
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)


def path_of(name: str, part: str = MANIFEST) -> str:
    return f"{BACKUPS}/{name}/{part}"


def _signature(facts: dict[str, Any]) -> str:
    """A backup is encrypted to a public key: anybody could make one. This says that the portal did."""
    return salted_hmac(SALT, json.dumps(facts, sort_keys=True), algorithm="sha256").hexdigest()


def is_signed(facts: dict[str, Any]) -> bool:
    said = dict(facts)
    return constant_time_compare(str(said.pop("signature", "")), _signature(said))


def names_in(place: Place) -> list[str]:
    """The backups that were ended, oldest first."""
    return [name.split("/")[1] for name in place.names(BACKUPS) if name.endswith(f"/{MANIFEST}")]


def manifest_in(place: Place, name: str, *, accepts_foreign: bool = False) -> Manifest:
    """Raises Stopped for what is none, of a later form, or signed by another portal."""
    again = f"manage.py restore {place.address} --backup UNE-AUTRE"
    try:
        with place.read(path_of(name)) as source:
            facts = json.loads(source.read())
        form = facts["format"]
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise Stopped(UNREADABLE, f"La sauvegarde {name} n’a pas de manifeste lisible.", again) from error
    if form != FORMAT:
        why = f"La sauvegarde {name} est d’une autre forme ({form})\u00a0: le portail installé est plus ancien qu’elle."
        raise Stopped("newer", why, "installer la version qui l’a faite, puis relancer")
    if not (is_signed(facts) or accepts_foreign):
        why = (
            f"La sauvegarde {name} n’est pas signée par ce portail\u00a0: elle vient d’un autre"
            f" ({facts.get('portal')}), elle a été retouchée, ou DJANGO_SECRET_KEY n’est plus la même."
        )
        raise Stopped("foreign", why, f"manage.py restore {place.address} --backup {name} --accept-foreign …")
    try:
        return _read(facts)
    except (KeyError, TypeError, ValueError) as error:
        raise Stopped(UNREADABLE, f"La sauvegarde {name} n’a pas de manifeste lisible.", again) from error


def _read(facts: dict[str, Any]) -> Manifest:
    said = {key: value for key, value in facts.items() if key not in ("format", "signature")}
    said["parts"] = {name: Part(**part) for name, part in said["parts"].items()}
    said["packs"] = [
        Pack(Part(**pack.pop("files")), Part(**pack.pop("names")), **pack) for pack in map(dict, said["packs"])
    ]
    number, digest = said["journal"]
    manifest = Manifest(**said | {"journal": (int(number), str(digest))})
    moment_of(manifest.name)
    return manifest


def manifests_in(place: Place) -> Iterator[Manifest]:
    """Of the backups that can be read, the newest first. Raises Stopped where one is another portal's."""
    for name in reversed(names_in(place)):
        try:
            manifest = manifest_in(place, name, accepts_foreign=True)
        except Stopped as error:
            if error.code != UNREADABLE:
                raise
            continue
        if manifest.portal != settings.PORTAL_URL:
            why = f"{place.address} garde les sauvegardes d’un autre portail ({manifest.portal})."
            raise Stopped("other_portal", why, "BACKUP_PLACE=un lieu pour ce portail seul, puis manage.py backup")
        yield manifest


def digest_of(source: IO[bytes]) -> str:
    return sha256(source.read()).hexdigest()
