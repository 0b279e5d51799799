"""A double click, a replayed form: whatever a POST does, it does once."""

from collections import Counter
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from correspondents.models import Absence, Designation, Post, Snooze, User
from files.models import StoredFile
from incidents.models import (
    Addressee,
    Attachment,
    Complaint,
    EvidenceFile,
    FactImport,
    FollowUp,
    ImportMemory,
    Incident,
    LegalAction,
    Letter,
    LetterTemplate,
    Mailing,
    Orientation,
    Piece,
    Situation,
    StaffNote,
)
from journal.models import Entry, Job, Message
from journal.verbs import Verb
from referrals.models import (
    Answer,
    Disclosure,
    ExceptionalAccess,
    ExceptionalMatter,
    ExceptionalReading,
    Handling,
    Injunction,
    InjunctionLease,
    PreparedAnswer,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferredIncident,
    Retention,
)
from reports.models import Commentary, Report, YearlyReview
from signatories.models import Attendance, Decision, Meeting, Theme, ThemeContact
from tests.matrix.expectations import ROWS
from tests.matrix.other_words import other_words
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone
from tests.roles import as_worker

COUNTED: tuple[type[Model], ...] = (
    Absence,
    Addressee,
    Answer,
    Attachment,
    Attendance,
    Commentary,
    Complaint,
    Decision,
    Designation,
    Disclosure,
    EvidenceFile,
    ExceptionalAccess,
    ExceptionalMatter,
    ExceptionalReading,
    FactImport,
    FollowUp,
    Handling,
    ImportMemory,
    Incident,
    Injunction,
    InjunctionLease,
    Job,
    LegalAction,
    Letter,
    LetterTemplate,
    Mailing,
    Meeting,
    Message,
    Orientation,
    Piece,
    Post,
    PreparedAnswer,
    Retention,
    Referral,
    ReferralGroupObjectPermission,
    ReferralSource,
    ReferredIncident,
    Report,
    Situation,
    Snooze,
    StaffNote,
    StoredFile,
    Theme,
    ThemeContact,
    User,
    YearlyReview,
)
COUNTING = " UNION ALL ".join(f"SELECT '{model.__name__}', count(*) FROM {model._meta.db_table}" for model in COUNTED)
ONLY_READ = [Verb.PAGE_REFUSED, *(verb for verb in Verb if verb.name.endswith("_READ"))]
WRITES_NOTHING_COUNTED = ("home", "designation_switch")
WRITING = [name for name, row in ROWS.items() if any(cell.endswith("/302") for cell in row.cells.values())]
# Of these two other words are another one: another complaint, another file.
NO_KEY = {"complaint_new", "competence_import_new"}
OTHERS_ADDING = {"designation_replace", "exceptional_ask"}
ADDING = sorted({name for name in WRITING if name.endswith("_new")} - NO_KEY | OTHERS_ADDING)
# What a rule of the form already refuses the second time, before anybody compares: the page stays, with the words.
REFUSED_BEFORE: dict[str, set[str]] = {
    "exceptional_ask": {"reference"},  # no reference
    "evidence_paper_new": {"file", "holds"},  # no PDF; of what is no attestation
    "injunction_new": {"address", "commune", "ground_stated"},  # beside a residence; without the ground
    "legal_action_new": {"begun_on"},  # before it was stated
    "letter_new": {"addressees"},  # there is one holder alone
    "mailing_new": {"situations"},  # there is one lease alone
    "access_new": {"works_on"},  # before it was handed over
    "post_new": {"function", "residences"},  # residences are a gardien's
    "processing_new": {"is_verified"},
    # Reserved to nobody; named without being reserved.
    "referral_new": {"recipient", "subject", "basis", "field_sets", "is_reserved", "readers"},
}


@pytest.mark.parametrize("name", sorted(set(WRITING) - set(WRITES_NOTHING_COUNTED)))
def test_the_same_post_sent_again_adds_nothing(world: World, name: str) -> None:
    """Again with what the same page sends: same submission, same version. It is led to the same place, or told 409."""
    done = 0
    for trial in trials_of(name, world):
        for who in doers(world, name, trial):
            address, client = trial.address(name), world.clients[who]
            with undone(client):
                before, state = everything(), states()
                first = client.post(address, trial.data)
                once = everything()
                second = client.post(address, trial.data)
                assert first.status_code == 302
                assert once != before or states() != state, f"{who}: {name} did nothing"
                assert everything() == once, f"{who}: {name} was done twice"
                assert second.status_code == 409 or second.headers["Location"] == first.headers["Location"]
            done += 1
    assert done


@pytest.mark.parametrize("name", ADDING)
def test_the_same_form_sent_again_with_other_words_is_told_so(world: World, name: str) -> None:
    """Field by field: nothing is written the second time, nothing is said to be, and the page keeps the words."""
    trial = trials_of(name, world)[0]
    [who, *_] = doers(world, name, trial)
    address, client = trial.address(name), world.clients[who]
    form = client.get(address, trial.query).context["form"]
    conflicts = set()
    with undone(client):
        assert client.post(address, trial.data).status_code == 302
        once = everything()
        asked = other_words(form, trial.data)
        for field, value in asked.items():
            again = client.post(address, trial.data | {field: value})
            assert again.status_code in (200, 409), f"{field} was dropped, and reported as kept"
            assert everything() == once, f"{field} of the second sending was written"
            if again.status_code == 409:
                conflicts.add(field)
                assert field in {each.name for each in again.context["typed"]} or not value, f"{field} is lost"
    refused = set(asked) - conflicts
    assert refused == REFUSED_BEFORE.get(name, set())


def doers(world: World, name: str, trial: Trial) -> list[str]:
    """Those for whom the table says that it is done."""
    names = (trial.only or set(world.people)) if trial.for_all else trial.own
    return sorted(
        who
        for who in names & set(world.people)
        if ROWS[name].code(world.column_of(who), "post") == 302 and not ROWS[name].is_closed_to(world.column_of(who))
    )


def everything() -> Counter[str]:
    """How many rows of each table, and of each verb of the journal, that the machine sees."""
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        with connection.cursor() as cursor:
            cursor.execute(COUNTING)
            rows = Counter(dict(cursor.fetchall()))
        acts = Counter(Entry.objects.exclude(verb__in=ONLY_READ).values_list("verb", flat=True))
        return rows + acts


def states() -> list[tuple[UUID, str]]:
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        facts = list(Incident.objects.order_by("pk").values_list("pk", "state"))
        referrals = list(Referral.objects.order_by("pk").values_list("pk", "state"))
        accesses = [(each.pk, f"{each.until} {each.ended_at}") for each in ExceptionalAccess.objects.order_by("pk")]
        return facts + referrals + accesses + list(Injunction.objects.order_by("pk").values_list("pk", "state"))
