"""Objets de travail and meetings: who is named for which theme, two years of meetings with what became of decisions."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid5

from acting.actor import Actor
from convention77.demonstration.courses import FONTAINEBLEAU, GENDARMERIE, MEAUX, MELUN, PREFECTURE, PostKey, police
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import DELEGATES, Cast
from incidents.enums import OrientationChannel
from incidents.services.orientations import note_orientation
from signatories.enums import MeetingKind
from signatories.models import Meeting, Theme
from signatories.services.meetings import add_decision, create_meeting, follow_decision, revise_meeting, set_attendance
from territory.models import Commune

NAMESPACE = UUID("77000000-0000-4000-8000-000000000077")
LANDLORD = "Référent sûreté"
VIOLENCE, MIND, RADICAL = "violences-intrafamiliales", "sante-mentale", "radicalisation"

NAMED_FOR: dict[str, tuple[PostKey, ...]] = {
    VIOLENCE: (
        ("deux-morins", LANDLORD),
        ("val-de-brie", LANDLORD),
        police("Meaux"),
        GENDARMERIE,
        MEAUX,
        MELUN,
        FONTAINEBLEAU,
    ),
    MIND: (("deux-morins", LANDLORD), PREFECTURE),
    RADICAL: (PREFECTURE,),
}
# Days ago, post of a gardien, commune, theme, channel.
ORIENTATIONS = (
    (140, ("deux-morins", "Gardien – Meaux"), "Meaux", VIOLENCE, OrientationChannel.IN_PERSON),
    (96, ("val-de-brie", "Gardien – Nord"), "Meaux", MIND, OrientationChannel.PHONE),
    (61, ("deux-morins", "Gardien – Meaux"), "Meaux", VIOLENCE, OrientationChannel.LETTER),
    (33, ("deux-morins", "Gardien – Val de Seine"), "Melun", MIND, OrientationChannel.PARTNER),
    (12, ("deux-morins", "Gardien – Val de Seine"), "Melun", VIOLENCE, OrientationChannel.PHONE),
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A decision: `due` days after the meeting; `done` and `told` days after it too, None for "not yet"."""

    text: str
    owner: str
    function: str
    due: int | None
    done: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`ago` days ago, negative for one to come."""

    ago: int
    kind: MeetingKind
    title: str
    place: str
    agenda: tuple[str, ...]
    minutes: str = ""
    present: tuple[tuple[str, str, bool], ...] = ()
    owed: tuple[Owed, ...] = ()


STEERING = (
    ("aorif", "Délégué départemental", True),
    ("prefecture-77", "Directeur de cabinet", True),
    ("parquet-meaux", "Magistrat référent", True),
    ("parquet-melun", "Magistrat référent", True),
    ("parquet-fontainebleau", "Magistrat référent", False),
    ("police-77", "Direction départementale", True),
    ("gendarmerie-77", "Commandement du groupement", True),
    ("deux-morins", LANDLORD, True),
    ("val-de-brie", LANDLORD, True),
)
TECHNICAL = (
    ("aorif", "Délégué départemental", True),
    ("police-77", "Correspondant", True),
    ("gendarmerie-77", "Correspondant", True),
    ("deux-morins", LANDLORD, True),
    ("seine-et-loing", LANDLORD, False),
    ("ourcq-et-marne", LANDLORD, True),
)

MEETINGS = (
    Plan(
        690,
        MeetingKind.STEERING,
        "Comité de pilotage d’installation",
        "Préfecture, Melun",
        ("Ouverture du portail", "Correspondants désignés par chaque partie", "Calendrier des comités techniques"),
        "Les parties confirment leurs correspondants. Le portail est ouvert aux référents et aux gardiens.\n\n"
        "Chaque parquet indique par quelle voie il reçoit les saisines.",
        STEERING,
        (
            Owed("Transmettre la liste des suppléants.", "deux-morins", LANDLORD, 30, 24, "Liste transmise."),
            Owed(
                "Préciser les pièces utiles à une saisine.",
                "parquet-meaux",
                "Magistrat référent",
                60,
                75,
                "Note diffusée.",
            ),
        ),
    ),
    Plan(
        480,
        MeetingKind.TECHNICAL,
        "Comité technique : halls et parties communes",
        "Meaux, Maison des associations",
        ("Occupation des halls", "Passages programmés", "Remise en état des accès"),
        "Les passages programmés sont suivis par commune. Les accès remis en état sont signalés aux services.",
        TECHNICAL,
        (
            Owed(
                "Remettre à jour les badges confiés aux forces.",
                "ourcq-et-marne",
                LANDLORD,
                45,
                40,
                "Fait sur tous les sites.",
            ),
            Owed(
                "Tester un passage programmé à horaires variables.",
                "police-77",
                "Correspondant",
                90,
                120,
                "Essai concluant.",
            ),
        ),
    ),
    Plan(
        340,
        MeetingKind.STEERING,
        "Comité de pilotage annuel",
        "Tribunal judiciaire de Meaux",
        ("Bilan de l’année", "Délais de réponse", "Objets de travail"),
        "Le bilan publié est présenté. Les délais de réponse sont commentés par chaque institution.\n\n"
        "Les objets de travail sont relus ; les contacts locaux restent à nommer.",
        STEERING,
        (
            Owed(
                "Nommer les contacts locaux de l’objet « santé mentale ».", "prefecture-77", "Directeur de cabinet", 120
            ),
            Owed(
                "Former les gardiens au circuit des violences intrafamiliales.",
                "val-de-brie",
                LANDLORD,
                180,
                170,
                "Deux sessions tenues.",
            ),
            Owed("Désigner un suppléant au parquet.", "parquet-fontainebleau", "Magistrat référent", 60),
        ),
    ),
    Plan(
        150,
        MeetingKind.CLSPD,
        "CLSPD de Melun : séance plénière",
        "Mairie de Melun",
        ("Tranquillité des abords", "Éclairage", "Médiation"),
        "Les bailleurs présentent les travaux d’éclairage. La médiation de soirée est prolongée.",
        (
            ("prefecture-77", "Correspondant", True),
            ("police-77", "Correspondant", True),
            ("deux-morins", LANDLORD, True),
        ),
        (
            Owed(
                "Achever l’éclairage des parkings.",
                "deux-morins",
                LANDLORD,
                100,
                None,
                "Marché attribué, pose en cours.",
            ),
            Owed(
                "Partager le calendrier de la médiation de soirée.",
                "prefecture-77",
                "Correspondant",
                40,
                38,
                "Calendrier reçu.",
            ),
        ),
    ),
    Plan(
        45,
        MeetingKind.TECHNICAL,
        "Comité technique : suites données aux plaintes",
        "Visioconférence",
        ("Numéros de parquet", "Complément d’une saisine", "Délais"),
        "Une saisine sans numéro de parquet revient plus tard. Les référents joignent le numéro de procès-verbal.",
        TECHNICAL,
        (
            Owed("Joindre le numéro de PV à chaque saisine.", "deux-morins", LANDLORD, 30, 28, "Consigne passée."),
            Owed("Proposer un modèle de réponse type.", "parquet-melun", "Magistrat référent", 30),
            Owed("Réunir les référents sur les nouveaux motifs.", "aorif", "Délégué départemental", 90),
        ),
    ),
    Plan(
        -20,
        MeetingKind.STEERING,
        "Comité de pilotage annuel",
        "Préfecture, Melun",
        ("Bilan de l’année", "Décisions en retard", "Désignations à compléter"),
    ),
)


def plan_gatherings(cast: Cast) -> None:
    """Into the history, on their days. Names of posts for themes are given on the second day."""
    history = cast.history
    second_day = moment(history.opening + timedelta(days=1), 10)
    history.add(second_day, cast.administrator, partial(_name_for_themes, cast))
    for number, plan in enumerate(MEETINGS):
        _plan_meeting(cast, number, plan)
    for number, (ago, post, commune, theme, channel) in enumerate(ORIENTATIONS):
        noted = partial(_note, number, commune, theme, channel)
        history.add(moment(history.day(ago), 17, 20), cast.holder_of(post), noted)


def _name_for_themes(cast: Cast, by: Actor) -> None:
    for code, keys in NAMED_FOR.items():
        theme = _theme(code)
        for key in keys:
            cast.posts[key].themes.add(theme)


def _note(number: int, commune: str, theme: str, channel: OrientationChannel, by: Actor) -> None:
    note_orientation(
        by=by,
        theme=_theme(theme),
        commune=Commune.objects.get(name=commune),
        channel=channel,
        on=by.today,
        submission=uuid5(NAMESPACE, f"orientation {number}"),
    )


def _theme(code: str) -> Theme:
    return Theme.objects.get(convention__department_code="77", code=code)


def _plan_meeting(cast: Cast, number: int, plan: Plan) -> None:
    """Entered three weeks before, its minutes two days after; each decision followed on the day it was told of."""
    history, day = cast.history, cast.history.day(plan.ago)
    day -= timedelta(days=max(0, day.weekday() - 4))  # the Friday before, for a Saturday or a Sunday
    keeper = cast.holder_of(DELEGATES)
    entered = min(day - timedelta(days=21), history.day(3))
    history.add(moment(entered, 11), keeper, partial(_enter, cast, number, plan, day))
    if plan.ago > 0:
        history.add(moment(day + timedelta(days=2), 15), keeper, partial(_report, cast, number, plan, day))
    for rank, owed in enumerate(plan.owed):
        said = owed.done if owed.done is not None else 20 if owed.told else None
        if said is not None:
            at = moment(day + timedelta(days=said), 16)
            history.add(at, keeper, partial(_follow, number, rank, owed, day))


def _meeting_key(number: int) -> UUID:
    return uuid5(NAMESPACE, f"réunion {number}")


def _enter(cast: Cast, number: int, plan: Plan, day: date, by: Actor) -> Meeting:
    return create_meeting(
        by=by,
        convention=cast.signatories["aorif"].convention,
        submission=_meeting_key(number),
        kind=plan.kind,
        title=plan.title,
        starts_at=moment(day, 14, 30),
        place=plan.place,
        agenda="\n".join(plan.agenda),
    )


def _report(cast: Cast, number: int, plan: Plan, day: date, by: Actor) -> None:
    meeting = _meeting_of(number)
    present = [
        {"signatory": cast.signatories[code], "function": function, "was_present": was_present}
        for code, function, was_present in plan.present
    ]
    revise_meeting(by=by, meeting=meeting, minutes=plan.minutes)
    set_attendance(by=by, meeting=meeting, attendances=present)
    for rank, owed in enumerate(plan.owed):
        add_decision(
            by=by,
            meeting=meeting,
            submission=uuid5(NAMESPACE, f"décision {number} {rank}"),
            text=owed.text,
            owner=cast.signatories[owed.owner],
            owner_function=owed.function,
            due_on=None if owed.due is None else day + timedelta(days=owed.due),
        )


def _follow(number: int, rank: int, owed: Owed, day: date, by: Actor) -> None:
    decision = _meeting_of(number).decisions.get(number=rank + 1)
    follow_decision(
        by=by,
        decision=decision,
        follow_up=owed.told,
        done_on=None if owed.done is None else day + timedelta(days=owed.done),
    )


def _meeting_of(number: int) -> Meeting:
    convention_id = _theme(VIOLENCE).convention_id
    return Meeting.objects.get(pk=uuid5(convention_id, _meeting_key(number).hex))
