"""What is tried at themes and meetings: of the 77, and of a convention in which nobody of the world takes part."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from signatories.models import Convention, Decision, Meeting, SavedFilter, Signatory, Theme
from signatories.services.saved_filters import save_filter
from tests.matrix.trial import Data, Trial
from tests.matrix.world import World
from tests.people import MEAUX, Person, acting

STAFF = {"sarah", "gilles", "gaston", "victor", "zoe"}
TEXTS: Data = {"name": "Tranquillité des halls", "summary": "Qui appeler.", "circuit": "Appeler.", "position": 4}
ONE_CONTACT: Data = {
    "form-TOTAL_FORMS": 1,
    "form-INITIAL_FORMS": 0,
    "form-0-label": "Astreinte",
    "form-0-phone": "01 99 00 77 50",
}


def elsewhere() -> Convention:
    found, _ = Convention.objects.get_or_create(
        department_code="94",
        defaults={
            "department_name": "Val-de-Marne",
            "title": "Convention du Val-de-Marne",
            "signed_on": "2012-01-01",
            "signed_at": "Créteil",
        },
    )
    return found


def _theme(code: str) -> Theme:
    return Theme.objects.get(convention__department_code="77", code=code)


def _theme_elsewhere() -> Theme:
    texts = {"name": "Ailleurs", "summary": "–", "circuit": "–", "keeps_orientation": True}
    found, _ = Theme.objects.get_or_create(convention=elsewhere(), code="ailleurs", defaults=texts)
    return found


def _themes(own: set[str], data: Data) -> list[Trial]:
    return [
        Trial(args=(_theme("sante-mentale").pk,), own=own, data=data),
        Trial(args=(_theme_elsewhere().pk,), data=data),
    ]


def _orientations(own: set[str], world: World) -> list[Trial]:
    noted = {
        "commune": MEAUX,
        "channel": "phone",
        "on": world.cast.sarah.actor().today.isoformat(),
        "submission": uuid4(),
    }
    return [
        *_themes(own, noted),
        Trial(args=(_theme("radicalisation").pk,), beside=own, data=noted),
    ]


READERS = {"sarah", "victor", "karim", "geraldine", "maud", "paul", "fanny", "pascale", "delphine", "adrien"}
KEEPERS = {"pascale", "delphine", "adrien"}
BESIDE = {"karim", "geraldine"}
MEETING: Data = {"kind": "technical", "title": "Comité technique", "starts_at": "2026-03-05T14:30", "agenda": "Halls."}


def make_meeting(convention: Convention, title: str = "Comité de pilotage") -> Meeting:
    return Meeting.objects.create(
        convention=convention, kind="steering", title=title, starts_at=timezone.now() - timedelta(days=30)
    )


def make_decision(
    meeting: Meeting, owner: Signatory, text: str = "Vérifier l’éclairage.", **fields: object
) -> Decision:
    number = meeting.decisions.count() + 1
    return Decision.objects.create(
        meeting=meeting, number=number, text=text, owner=owner, owner_function="Référent sûreté", **fields
    )


def _meeting_elsewhere() -> Meeting:
    found = Meeting.objects.filter(convention=elsewhere()).first()
    return found or make_meeting(elsewhere(), "Ailleurs")


def _meetings(own: set[str], beside: set[str], data: Data, world: World) -> list[Trial]:
    meeting = make_meeting(world.cast.sarah.signatory.convention)
    return [
        Trial(args=(meeting.pk,), own=own, beside=beside, data=data),
        Trial(args=(_meeting_elsewhere().pk,), data=data),
    ]


def _decisions(own: set[str], beside: set[str], data: Data, world: World) -> list[Trial]:
    """Owed by Sarah's landlord; the other one by somebody of another convention."""
    decision = make_decision(make_meeting(world.cast.sarah.signatory.convention), world.cast.sarah.signatory)
    institution, _ = Signatory.objects.get_or_create(
        convention=elsewhere(),
        code="ailleurs",
        defaults={"kind": "landlord", "name": "Ailleurs", "short_name": "Ailleurs", "joined_on": "2012-01-01"},
    )
    return [
        Trial(args=(decision.pk,), own=own, beside=beside, data=data),
        Trial(args=(make_decision(_meeting_elsewhere(), institution).pk,), data=data),
    ]


def _decided(world: World) -> Data:
    owner = world.cast.sarah.signatory.pk
    return {"text": "Remettre une liste.", "owner": owner, "owner_function": "Référent sûreté", "submission": uuid4()}


def _present(world: World) -> Data:
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-was_present": "on"}
    return rows | {"form-0-signatory": world.cast.sarah.signatory.pk, "form-0-function": "Référent sûreté"}


OF_DIRECTORY: Data = {"liste": "directory", "nature": "police"}  # a list that is open to everybody
WITHOUT_A_FILTER = ("nadia", "visitor")
ONE_OF_EACH = ("gilles", "sarah", "constance", "karim", "maud", "perrine", "delphine", "dina", "adrien")


def _saved(world: World, data: Data) -> list[Trial]:
    return [Trial(args=(saved_by(world.people[who]).pk,), own={who}, data=data) for who in ONE_OF_EACH]


def saved_by(person: Person) -> SavedFilter:
    """Another one each time."""
    key = uuid4()
    with acting(person) as by:
        name = f"Police {key.hex[:8]}"
        return save_filter(by=by, list_name="directory", name=name, query="nature=police", key=key)


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "saved_filter_new": lambda _: [
        Trial(for_all=True, query=OF_DIRECTORY, data=OF_DIRECTORY | {"name": "Forces", "submission": uuid4()})
    ],
    "saved_filter_open": lambda world: _saved(world, {}),
    "saved_filter_rename": lambda world: _saved(world, {"name": "Autre nom"}),
    "saved_filter_remove": lambda world: [
        Trial(for_all=True, only={who, *WITHOUT_A_FILTER}, data={"saved": saved_by(world.people[who]).pk})
        for who in set(world.people) - set(WITHOUT_A_FILTER)
    ],
    "theme_new": lambda world: [Trial(for_all=True, data=TEXTS | {"submission": uuid4()})],
    "theme_detail": lambda world: _themes(set(world.people), {}),
    "theme_edit": lambda world: _themes({"adrien"}, TEXTS),
    "theme_contacts": lambda world: _themes({"adrien"}, ONE_CONTACT),
    "theme_withdraw": lambda world: _themes({"adrien"}, {"withdrawn": "on"}),
    "meeting_new": lambda world: [Trial(own=KEEPERS, beside=BESIDE, data=MEETING | {"submission": uuid4()})],
    "meeting_detail": lambda world: _meetings(READERS, set(), {}, world),
    "meeting_calendar": lambda world: _meetings(READERS, set(), {}, world),
    "meeting_paper": lambda world: _meetings(READERS - {"adrien"}, set(), {}, world),
    "meeting_edit": lambda world: _meetings(KEEPERS, BESIDE, MEETING, world),
    "meeting_attendance": lambda world: _meetings(KEEPERS, BESIDE, _present(world), world),
    "decision_new": lambda world: _meetings(KEEPERS, BESIDE, _decided(world), world),
    "decision_edit": lambda world: _decisions(KEEPERS, BESIDE, _decided(world), world),
    "decision_follow": lambda world: _decisions(
        KEEPERS | {"sarah"}, READERS - KEEPERS - {"sarah"}, {"follow_up": "Devis demandé."}, world
    ),
    "orientation_new": lambda world: _orientations(STAFF, world),
    "orientation_count": lambda world: _orientations({"sarah", "victor"}, world),
}
