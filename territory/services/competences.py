"""Writes on who is competent where: official files, read then applied whole, and corrections by hand."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from acting import french
from acting.actor import Actor
from acting.changes import taken, write_changes
from acting.kept import GAPS, forget
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from files.services import read_verified, store_bytes
from files.tables.table import Unreadable
from journal.services import record
from journal.verbs import Verb
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Convention, Signatory
from signatories.permissions import can_administer
from territory.commune_comparison import CommuneComparison, Merger
from territory.competence_comparison import DOMAIN_OF, CompetenceComparison, Target
from territory.enums import CompetenceDomain, ImportKind, ImportState
from territory.imports.department import OFFICIAL
from territory.models import (
    Commune,
    Competence,
    CompetenceChange,
    CompetenceImport,
    FormerCommune,
    FormerName,
    Residence,
)

PURPOSE = "import de compétences"
BY_HAND = "Correction de l’administrateur du portail"
REASON_LENGTH = 240
JOURNAL_REASON_LENGTH = 200
TOO_BIG = "Le fichier dépasse 30 Mo. Déposez le fichier tel qu’il est publié."
OUTDATED = "Les compétences ont changé depuis que ce fichier a été lu : déposez-le à nouveau pour les comparer."
KINDS_OF_DOMAIN = {
    CompetenceDomain.PROSECUTION: (SignatoryKind.PROSECUTION,),
    CompetenceDomain.FORCE: FORCES,
    CompetenceDomain.PREFECTURE: (SignatoryKind.PREFECTURE,),
}
Comparison = CompetenceComparison | CommuneComparison


def compare(convention: Convention, kind: ImportKind, content: bytes) -> Comparison:
    """What the file would change. Raises Unreadable."""
    try:
        if kind == ImportKind.COMMUNES:
            return CommuneComparison(convention, content)
        return CompetenceComparison(convention, kind, content)
    except FileNotFoundError as error:
        raise Unreadable(f"Le département {convention.department_code} n’a pas de fichier de données.") from error


def _compared(convention: Convention, kind: ImportKind, content: bytes) -> Comparison:
    if len(content) > OFFICIAL.size:
        raise Refused(OFFICIAL.too_heavy, "file")
    try:
        return compare(convention, kind, content)
    except Unreadable as error:
        raise Refused(str(error), "file") from error


@transaction.atomic
def read_import(
    *, by: Actor, convention: Convention, kind: ImportKind, content: bytes, name: str, source: str, vintage: str
) -> CompetenceImport:
    """Keeps the file and compares it: nothing changes yet. REFUSED when it may not be applied. Raises Refused for
    a file that says nothing.

    The same bytes with the same result are the same import: a second click reads nothing twice.
    """
    ask(can_administer, by, convention.pk)
    _one_at_a_time(convention)
    refuse(unfit_values(CompetenceImport(kind=kind, source=source, vintage=vintage), "kind", "source", "vintage"))
    found = _compared(convention, kind, content).findings
    state = ImportState.REFUSED if found.refusals else ImportState.READ
    facts = {"convention": convention, "kind": kind, "source": source, "vintage": vintage, "state": state}
    facts |= {"report": found.report()}
    same = CompetenceImport.objects.filter(**facts, file__sha256=sha256(content).hexdigest()).first()
    if same:
        return same
    kept = store_bytes(
        by=by,
        content=content,
        name=name,
        content_type="application/octet-stream",
        owner_id=None,
        purpose=PURPOSE,
        purge_on=None,
    )
    read = CompetenceImport.objects.create(**facts, file=kept, rows=found.rows, read_at=by.now)
    _record(by, Verb.COMPETENCE_FILE_DEPOSITED, read.pk)
    return read


@transaction.atomic
def apply_import(*, by: Actor, competence_import: CompetenceImport, confirmed: bool) -> CompetenceImport:
    """Whole or not at all. Applied once, an import is left alone. Raises Refused.

    So many changes are seldom a reform: whoever applies them says that they were checked (`confirmed`).
    """
    ask(can_administer, by, competence_import.convention_id)
    _one_at_a_time(competence_import.convention)
    locked = taken(CompetenceImport.objects.select_related("file", "convention"), competence_import)
    if locked.state == ImportState.APPLIED:
        return locked
    comparison = _compared_again(locked)
    if comparison.findings.suspicions and not confirmed:
        raise Refused(" ".join(comparison.findings.suspicions), "confirmed")
    if isinstance(comparison, CommuneComparison):
        _apply_communes(by, locked, comparison)
    else:
        _apply_competences(by, locked, comparison.targets.values())
    locked.state, locked.applied_at = ImportState.APPLIED, by.now
    locked.save(update_fields=["state", "applied_at"])
    _record(by, Verb.COMPETENCE_FILE_APPLIED, locked.pk)
    return locked


@transaction.atomic
def refuse_import(*, by: Actor, competence_import: CompetenceImport) -> CompetenceImport:
    """Sets a file that waits aside; it is kept, and nothing of it is applied. Raises Conflict when it was applied."""
    ask(can_administer, by, competence_import.convention_id)
    _one_at_a_time(competence_import.convention)
    locked = taken(CompetenceImport.objects.all(), competence_import)
    if locked.state == ImportState.APPLIED:
        raise Conflict(f"import {locked.pk} was applied")
    if write_changes(locked, {"state": ImportState.REFUSED}):
        _record(by, Verb.COMPETENCE_FILE_SET_ASIDE, locked.pk)
    return locked


@transaction.atomic
def override_competence(
    *, by: Actor, competence: Competence, signatory: Signatory, unit: str, reason: str
) -> Competence:
    """A commune corrected by hand; no import touches it until it is given back. Raises Refused.

    The same correction a second time changes nothing.
    """
    ask(can_administer, by, competence.commune.convention_id)
    locked = _locked(competence)
    fitting = KINDS_OF_DOMAIN[CompetenceDomain(locked.domain)]
    if signatory.kind not in fitting or signatory.convention_id != locked.commune.convention_id:
        raise Refused("Choisissez l’institution dans la liste : celle-ci ne peut pas être compétente ici.", "signatory")
    former, current = (locked.signatory_id, locked.unit, locked.manual_reason), (signatory.pk, unit, _given(reason))
    if former == current:
        return locked
    _keep_version(locked, by.today, f"Correction à la main : {reason}")
    locked.signatory, locked.unit, locked.manual_reason = signatory, unit, reason
    locked.source, locked.vintage = BY_HAND, french.day(by.today)
    locked.since, locked.to_verify = by.today, False
    refuse(unfit_values(locked, "unit"))
    locked.save()
    _record(by, Verb.COMPETENCE_CORRECTED, locked.pk, reason)
    return locked


@transaction.atomic
def release_competence(*, by: Actor, competence: Competence, reason: str) -> Competence:
    """Gives a corrected commune back to the imports: it stays as it is, to be verified, until the next one."""
    ask(can_administer, by, competence.commune.convention_id)
    locked = _locked(competence)
    if not locked.manual_reason:
        return locked
    _keep_version(locked, by.today, f"Rendue aux imports : {_given(reason)}")
    locked.manual_reason, locked.to_verify = "", True
    locked.save(update_fields=["manual_reason", "to_verify"])
    _record(by, Verb.COMPETENCE_RELEASED, locked.pk, reason)
    return locked


@transaction.atomic
def set_exception(*, by: Actor, competence: Competence, exception: str, reason: str) -> Competence:
    """A part of the commune that belongs elsewhere, or (empty) no part any more. Imports leave it as it is."""
    ask(can_administer, by, competence.commune.convention_id)
    locked = _locked(competence)
    if locked.exception == exception:
        return locked
    _keep_version(locked, by.today, f"Exception : {_given(reason)}")
    locked.exception = exception
    refuse(unfit_values(locked, "exception"))
    locked.save(update_fields=["exception"])
    _record(by, Verb.COMPETENCE_EXCEPTED, locked.pk, reason)
    return locked


def _compared_again(read: CompetenceImport) -> Comparison:
    """What was confirmed is what is applied: a file whose diff is another one today must be read again."""
    if read.state == ImportState.REFUSED:
        raise Refused(" ".join(read.report["refusals"]) or "Ce fichier a été écarté.")
    comparison = compare(read.convention, ImportKind(read.kind), read_verified(read.file))
    if comparison.findings.report() != read.report:
        raise Refused(OUTDATED)
    return comparison


def _apply_competences(by: Actor, read: CompetenceImport, targets: Iterable[Target]) -> None:
    """Former versions first, then what the file says; a commune that does not change gets the new source alone."""
    domain, reason = DOMAIN_OF[ImportKind(read.kind)], f"Import : {read.source}, {read.vintage}"
    replaced = [target.present for target in targets if target.present and target.is_change]
    CompetenceChange.objects.bulk_create(_version(each, by.today, reason) for each in replaced)
    written = [_renewed(target, read, domain, by.today) for target in targets]
    Competence.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["commune", "domain"],
        update_fields=["signatory", "unit", "source", "vintage", "since", "to_verify"],
    )


def _renewed(target: Target, read: CompetenceImport, domain: CompetenceDomain, today: date) -> Competence:
    since = today if target.is_change or target.present is None else target.present.since
    return Competence(
        commune=target.commune,
        domain=domain,
        signatory=target.signatory,
        unit=target.unit,
        source=read.source,
        vintage=read.vintage,
        since=since,
    )


def _apply_communes(by: Actor, read: CompetenceImport, comparison: CommuneComparison) -> None:
    fields = ["name", "postal_codes", "population"]
    named = dict(Commune.objects.filter(pk__in=[each.pk for each in comparison.updated]).values_list("code", "name"))
    for commune in comparison.updated:
        if named[commune.pk] != commune.name:
            FormerName.objects.get_or_create(commune=commune, name=named[commune.pk])
    Commune.objects.bulk_update(comparison.updated, fields)
    for merger in comparison.mergers:
        _merge(by, merger, f"{read.source}, {read.vintage}")
    for code, heir in comparison.former_codes.items():
        FormerCommune.objects.update_or_create(code=code, defaults={"commune_id": heir})


def _merge(by: Actor, merger: Merger, source: str) -> None:
    """Residences and history follow the heir; the former row stays for what names it, without any competence.

    It says first into what it has merged: the walls let go of what lay there, and of nothing else.
    """
    former, heir = merger.former, merger.heir
    former.merged_into = heir
    former.save(update_fields=["merged_into"])
    reason = f"{former.name} ({former.code}) réunie à {heir.name}. {source}"
    Residence.objects.filter(commune=former).update(commune=heir)
    CompetenceChange.objects.filter(commune=former).update(commune=heir)
    ended = [_version(competence, by.today, reason) for competence in former.competences.all()]
    for version in ended:
        version.commune = heir
    CompetenceChange.objects.bulk_create(ended)
    former.competences.all().delete()
    FormerCommune.objects.filter(commune=former).update(commune=heir)
    FormerCommune.objects.update_or_create(code=former.code, defaults={"commune": heir})
    for name in (former.name, *former.former_names.values_list("name", flat=True)):
        FormerName.objects.get_or_create(commune=heir, name=name)


def _version(competence: Competence, until: date, reason: str) -> CompetenceChange:
    """The competence as it was until that day."""
    return CompetenceChange(
        commune_id=competence.commune_id,
        domain=competence.domain,
        signatory_id=competence.signatory_id,
        unit=competence.unit,
        source=competence.source,
        vintage=competence.vintage,
        since=competence.since,
        until=until,
        reason=reason[:REASON_LENGTH],
    )


def _keep_version(competence: Competence, until: date, reason: str) -> None:
    _version(competence, until, reason).save(force_insert=True)


def _locked(competence: Competence) -> Competence:
    return taken(Competence.objects.select_related("commune"), competence)


def _given(reason: str) -> str:
    if not reason.strip() or len(reason) > JOURNAL_REASON_LENGTH:
        raise Refused(f"Donnez le motif, en {JOURNAL_REASON_LENGTH} caractères au plus.", "reason")
    return reason


def _one_at_a_time(convention: Convention) -> None:
    """Two administrators who read or apply at once wait for each other."""
    taken(Convention.objects.all(), convention)


def _record(by: Actor, verb: Verb, object_id: UUID, reason: str = "") -> None:
    record(
        by=by,
        verb=verb,
        object_id=object_id,
        owner_id=None,
        reason=reason[:JOURNAL_REASON_LENGTH],
    )
    forget(GAPS)
