"""Writes on a landlord's residences: one by one, or from its own list. None is ever deleted: it closes."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.changes import as_changed, same_or_conflict, taken, write_changes
from acting.fold import fold
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from files.models import StoredFile
from files.services import erase, store_bytes
from files.tables.table import Table, Unreadable
from journal.enums import Channel
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.models import Signatory
from territory.models import Commune, Residence
from territory.permissions import (
    RESIDENCE_FILE,
    can_discard_file,
    can_keep_residence,
    can_keep_residences,
    communes_visible_to,
    residence_files_visible_to,
    residences_visible_to,
)
from territory.residence_file import LIMITS, Plan, plan_of, read_list

KEEP_FILE_DAYS = 7
TOO_BIG = "Le fichier dépasse 5 Mo. Déposez-le sans images, ou en plusieurs fois."
WRITTEN = ("name", "address", "commune", "dwellings", "in_priority_district")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceDetails:
    name: str
    address: str
    commune: Commune
    dwellings: int
    in_priority_district: bool


@transaction.atomic
def create_residence(*, by: Actor, details: ResidenceDetails, key: UUID) -> Residence:
    """One more of the actor's landlord; with a `key` that was used before, that one.

    Raises Refused, and Conflict when the key comes back with other words.
    """
    ask(can_keep_residences, by)
    _in_line(by)
    values = {name: getattr(details, name) for name in WRITTEN}
    if earlier := residences_visible_to(by).filter(pk=key).first():
        return same_or_conflict(earlier, values)
    residence = Residence(pk=key, landlord_id=known(by.signatory_id), **values)
    _refuse_unfit(by, residence)
    _refuse_duplicate(by, details, except_for=None)
    created, is_new = insert_once(residence, values)
    if is_new:
        _record(by, Verb.RESIDENCE_CREATED, created)
    return created


@transaction.atomic
def update_residence(*, by: Actor, residence: Residence, details: ResidenceDetails) -> Residence:
    """Raises Refused. Nothing changed is nothing written."""
    ask(can_keep_residence, by, residence)
    _in_line(by)
    locked = taken(Residence.objects.all(), residence)
    values = {name: getattr(details, name) for name in WRITTEN}
    _refuse_unfit(by, as_changed(locked, values))
    _refuse_duplicate(by, details, except_for=locked)
    if write_changes(locked, values):
        _record(by, Verb.RESIDENCE_CHANGED, locked)
    return locked


@transaction.atomic
def close_residence(*, by: Actor, residence: Residence, closed_on: date | None) -> Residence:
    """From `closed_on` on no fact and no referral starts from it; None opens it again. Raises Refused."""
    ask(can_keep_residence, by, residence)
    _in_line(by)
    refuse(unfit_values(Residence(closed_on=closed_on), "closed_on"))
    locked = taken(Residence.objects.all(), residence)
    if write_changes(locked, {"closed_on": closed_on}):
        _record(by, Verb.RESIDENCE_CLOSED if closed_on else Verb.RESIDENCE_REOPENED, locked)
    return locked


# A landlord's own list


@transaction.atomic
def keep_residence_file(*, by: Actor, name: str, content: bytes) -> StoredFile:
    """Kept for a week, so that what it would do can be read, corrected and confirmed without sending it again.

    The same bytes sent again are the file that is kept already. Raises Refused for what is no list.
    """
    ask(can_keep_residences, by)
    if len(content) > LIMITS.size:
        raise Refused(LIMITS.too_heavy, "file")
    try:
        read_list(content)
    except Unreadable as error:
        raise Refused(str(error), "file") from error
    _in_line(by)
    kept = residence_files_visible_to(by).filter(sha256=sha256(content).hexdigest()).first()
    return kept or store_bytes(
        by=by,
        content=content,
        name=name,
        content_type="application/octet-stream",
        owner_id=known(by.signatory_id),
        purpose=RESIDENCE_FILE,
        purge_on=date.fromordinal(by.today.toordinal() + KEEP_FILE_DAYS),
    )


def discard_residence_file(*, by: Actor, stored: StoredFile) -> None:
    """What it would have done is left undone, and the file erased."""
    ask(can_discard_file, by, stored)
    erase(by=by, stored=stored)


def plan_residences(*, by: Actor, table: Table) -> Plan:
    """What the list would do now; writes nothing."""
    return plan_of(table, communes_visible_to(by), residences_visible_to(by))


@transaction.atomic
def import_residences(*, by: Actor, table: Table, digest: str, file_id: UUID) -> Plan:
    """All valid lines at once, or nothing. Raises Conflict when that is not what was shown under `digest`."""
    ask(can_keep_residences, by)
    _in_line(by)
    plan = plan_residences(by=by, table=table)
    if plan.digest != digest:
        raise Conflict("the list would do something else than what was shown")
    Residence.objects.bulk_create(
        [
            Residence(
                landlord_id=known(by.signatory_id),
                name=row.name,
                address=row.address,
                commune=row.commune,
                dwellings=row.dwellings,
                in_priority_district=bool(row.priority),
            )
            for row in plan.created
        ]
    )
    for change in plan.changed:
        residence, row = change.residence, change.row
        residence.name, residence.address, residence.dwellings = row.name, row.address, row.dwellings
        if row.priority is not None:
            residence.in_priority_district = row.priority
    changed = [change.residence for change in plan.changed]
    Residence.objects.bulk_update(changed, [name for name in WRITTEN if name != "commune"], batch_size=500)
    if plan.to_write:
        record(
            by=by,
            verb=Verb.RESIDENCE_LIST_APPLIED,
            object_id=file_id,
            owner_id=by.signatory_id,
            channel=Channel.FILE,
            reason=f"{len(plan.created)} créées, {len(plan.changed)} modifiées, {len(plan.wrong)} lignes laissées",
            count=plan.to_write,
        )
    return plan


def _in_line(by: Actor) -> None:
    """Two people of one landlord who write at once are put in line: each sees what the other has done."""
    Signatory.objects.select_for_update(no_key=True).get(pk=known(by.signatory_id))


def _refuse_duplicate(by: Actor, details: ResidenceDetails, except_for: Residence | None) -> None:
    """Accents and case do not make another residence."""
    there = residences_visible_to(by).filter(commune=details.commune, search_name=fold(details.name))
    if residence := (there.exclude(pk=except_for.pk) if except_for else there).first():
        raise Refused(
            f"Vous avez déjà une résidence « {residence.name} » à {details.commune.name}. "
            "Donnez un autre nom, ou modifiez celle qui existe.",
            "name",
        )


def _refuse_unfit(by: Actor, residence: Residence) -> None:
    refuse(unfit_values(residence, "name", "address", "dwellings"))
    if not communes_visible_to(by).filter(pk=residence.commune_id).exists():
        raise Refused("Choisissez une commune de la liste.", "commune")


def _record(by: Actor, verb: Verb, residence: Residence) -> None:
    record(by=by, verb=verb, object_id=residence.pk, owner_id=residence.landlord_id)


def note_residence_read(*, by: Actor, residence: Residence) -> None:
    """Its page and forms say who looks after it and what the forces hold to enter it with."""
    record(by=by, verb=Verb.RESIDENCE_READ, object_id=residence.pk, owner_id=residence.landlord_id)
