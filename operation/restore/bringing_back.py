"""A restoration from beginning to end. What fails before the database is there leaves all as it was."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from files.storage import is_folder
from journal.heads import KeptHead
from operation.backup.encryption import Identity, identity_in
from operation.backup.hours import HOURS, bring_back
from operation.backup.manifest import Manifest, manifest_in, moment_of, name_of, names_in
from operation.backup.places import Place, chunks, place_at
from operation.backup.taking import DATABASE, KEPT
from operation.failures import Stopped, told_of_disk
from operation.restore.bytes import restore_files
from operation.restore.erasing import MARGIN, end_all_sessions, erase_again, left_to_hands, run_nightly
from operation.restore.journal import erased_since, heads_begin_anew, lost_after
from operation.restore.target import (
    RESTORED_DATABASE,
    RESTORED_FILES,
    Mark,
    check_code,
    check_database,
    check_server,
    has_files,
    kept_mark,
    load_dump,
    mark_path,
    own_settings,
    remove_files,
)

CHECKS = (["raise_walls", "--check"], ["check_files"], ["check_grants"], ["verify_journal"])
Tell = Callable[[str], None]


@dataclass
class Report:
    """What the operator reads, and what stands in the minutes beside the heads that were laid aside."""

    tell: Tell
    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        self.lines.append(line)
        self.tell(line)


def restore(
    address: str,
    *,
    name: str,
    identity: Path,
    at: datetime,
    tell: Tell,
    accepts_foreign: bool = False,
    only_checks: bool = False,
) -> Report:
    """Raises Stopped. `only_checks` reads the whole backup with its key and writes nothing; no place need be empty."""
    report, place = Report(tell), place_at(address)
    with told_of_disk(address):
        place.check()
        manifest = _chosen(place, name, accepts_foreign)
        check_code(manifest)
        _check_store()
        goes_on = not only_checks and _check_empty(manifest)
        check_server(manifest)
        with identity_in(identity, manifest.encryption) as key, TemporaryDirectory(prefix="c77-") as folder:
            known = Path(folder)
            # The first thing that asks for the key.
            bring_back(place, manifest.parts[KEPT].name, key, known, accepts_foreign=accepts_foreign)
            _bring_newest_hour(place, manifest, key, known, report, accepts_foreign)
            if not goes_on:
                _check_parts(place, manifest, report)
            if only_checks:
                _check_key(place, manifest, key)
                return report
            if not goes_on:
                _restore_rows_and_bytes(place, manifest, key, report, at)
            _go_on(manifest, known, report, at)
    return report


def _chosen(place: Place, name: str, accepts_foreign: bool) -> Manifest:
    names = names_in(place)
    if not names:
        raise Stopped("no_backup", f"Il n’y a pas de sauvegarde dans {place.address}.", "manage.py backup")
    if name and name not in names:
        why = f"Il n’y a pas de sauvegarde {name}\u00a0; la plus récente est {names[-1]}."
        raise Stopped("no_backup", why, f"manage.py restore {place.address} --backup {names[-1]} --identity CLÉ")
    return manifest_in(place, name or names[-1], accepts_foreign=accepts_foreign)


def _check_empty(manifest: Manifest) -> bool:
    """Whether a restoration of this backup was interrupted after the database. Raises Stopped: nothing is ever
    overwritten."""
    mark, is_empty = kept_mark(), check_database()
    if not is_empty:
        if (
            mark and mark.backup == manifest.name
        ):  # it was empty when the mark was laid, and a dump is there whole or not
            return True
        database = connection.settings_dict["NAME"]
        why = f"La base {database} n’est pas vide\u00a0: une restauration n’écrase rien."
        raise Stopped("not_empty", why, f"dropdb {database}, psql -d postgres -f deploy/roles.sql, puis relancer")
    if mark:
        remove_files()
        mark_path().unlink()
    if has_files():
        root = settings.PRIVATE_ROOT
        why = f"Il y a déjà des fichiers privés dans {root}\u00a0: une restauration n’écrase rien."
        raise Stopped("not_empty", why, f"mv {root} {root}.ancien && install -d -m 700 {root}")
    return False


def _check_store() -> None:
    """Nobody lays a store aside by a command, as a folder is. Raises Stopped where it holds files that no interrupted
    restoration has left."""
    if not is_folder() and not kept_mark() and has_files():
        why = "Il y a déjà des fichiers privés dans le dépôt S3_BUCKET\u00a0: une restauration n’écrase rien."
        raise Stopped("not_empty", why, "S3_BUCKET=UN-DÉPÔT-VIDE, puis relancer")


def _bring_newest_hour(
    place: Place, manifest: Manifest, key: Identity, known: Path, report: Report, accepts_foreign: bool
) -> None:
    """The newest that is whole; what is in the backup itself, where none is."""
    for name in reversed(place.names(HOURS)):
        moment = name.removeprefix(f"{HOURS}/").split(".")[0]
        if moment <= manifest.name:
            break
        with TemporaryDirectory(prefix="c77-") as folder:
            try:
                bring_back(place, name, key, Path(folder), accepts_foreign=accepts_foreign)
            except (Stopped, FileNotFoundError):
                report.say(f"Têtes et effacements de {moment}\u00a0: ni lisibles ni sûrs, les précédents sont pris.")
                continue
            shutil.copytree(folder, known, dirs_exist_ok=True)
        report.say(f"Têtes et effacements connus jusqu’à {moment}.")
        return
    report.say("Aucune tête ni aucun effacement n’a été copié après cette sauvegarde.")


def _check_parts(place: Place, manifest: Manifest, report: Report) -> None:
    """All are read once, before anything is written. Raises Stopped."""
    for part in manifest.all_parts:
        try:
            is_whole = place.measured(part.name) == part
        except FileNotFoundError:
            is_whole = False
        if not is_whole:
            why = f"La sauvegarde {manifest.name} est abîmée\u00a0: {part.name} manque, est coupé ou a été changé."
            others = [name for name in names_in(place) if name != manifest.name]
            again = f"manage.py restore {place.address} --backup {others[-1] if others else 'UNE-AUTRE'} --identity CLÉ"
            raise Stopped("broken", why, again)
    report.say(f"Sauvegarde {manifest.name}\u00a0: {len(manifest.all_parts)} parties relues, {manifest.size} octets.")


def _check_key(place: Place, manifest: Manifest, key: Identity) -> None:
    """Packs of before may be for a former key: each part is opened, and nothing kept. Raises Stopped."""
    for part in manifest.all_parts:
        if part.name.endswith(f".{manifest.encryption}"):
            with place.read(part.name) as source, key.decrypted(source) as content:
                for _ in chunks(content):
                    pass


def _restore_rows_and_bytes(place: Place, manifest: Manifest, key: Identity, report: Report, at: datetime) -> None:
    root = str(settings.PRIVATE_ROOT)
    try:
        with told_of_disk(root):
            Mark(manifest.name, RESTORED_FILES, at.isoformat()).keep()
            count = restore_files(place, manifest, key)
        with place.read(manifest.parts[DATABASE].name) as dump:
            load_dump(dump, key)
    except BaseException:
        with suppress(OSError):
            remove_files()
            mark_path().unlink(missing_ok=True)
        raise
    with told_of_disk(root):  # without this mark too the same command goes on: what is there is of this backup
        Mark(manifest.name, RESTORED_DATABASE, at.isoformat()).keep()
    report.say(f"Fichiers privés\u00a0: {count} sur {manifest.files}. Base\u00a0: {manifest.tables} tables.")


def _go_on(manifest: Manifest, known: Path, report: Report, at: datetime) -> None:
    """Each step may be done twice: a restoration that was killed here goes on when it is asked for again."""
    root, head = Path(settings.PRIVATE_ROOT), KeptHead(manifest.moment, *manifest.journal)
    aside = root / "restorations" / name_of(at)
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(known, aside, dirs_exist_ok=True)
    report.say(lost_after(aside, head.seq).sentence)
    heads_begin_anew(root, aside, head, at=at)
    for command in (["check_baseline"], ["migrate", "--noinput"], ["raise_walls"]):
        call_command(*command, verbosity=0, stdout=StringIO())
    report.say(f"Sessions fermées\u00a0: {end_all_sessions()}. Chacun se connecte de nouveau.")
    since = erased_since(aside, moment_of(manifest.name) - MARGIN)
    erasures = [each for each in since if each.seq > head.seq or each.at >= manifest.moment]
    erased = erase_again(erasures, at=at)
    run_nightly()
    for verb, count in sorted(erased.counts.items()):
        report.say(f"Effacé de nouveau\u00a0: {verb} {count}.")
    report.say(f"Effacements faits de nouveau\u00a0: {erased.counts.total()} sur {len(erasures)} inscrits.")
    for verb, key in erased.refused:
        report.failed.append("erase_again")
        report.say(f"N’a pas pu être effacé de nouveau\u00a0: {verb} {key}. Ne pas ouvrir avant de l’avoir fait.")
    for line in left_to_hands([each for each in erasures if each.at >= manifest.moment]):
        report.say(f"À faire à la main\u00a0: {line}")
    for statement in own_settings(manifest):
        report.say(f"Réglage de l’ancienne base, à taper s’il doit rester\u00a0: {statement}")
    _check_all(report)
    (aside / "minutes.txt").write_text("\n".join([f"Restauration du {at.isoformat()}", *report.lines, ""]))
    mark_path().unlink(missing_ok=True)


def _check_all(report: Report) -> None:
    for command in CHECKS:
        said = StringIO()
        try:
            call_command(*command, stdout=said)
        except CommandError as error:
            report.failed.append(command[0])
            report.say(f"{' '.join(command)}\u00a0: {said.getvalue()}{error}")
        else:
            report.say(f"{' '.join(command)}\u00a0: {said.getvalue().strip() or 'rien à dire'}")
