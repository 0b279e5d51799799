"""A house full of what only a narrow rule keeps apart: each row here is somebody's, and beside somebody else.

Two conventions; two posts of one landlord, one force, one parquet; referrals that live, that ended in each way, that
are past their last day, whose grant is gone; documents that were removed, residences that closed, parties that left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.utils import timezone

from acting.actor import Actor, known
from correspondents.messages import INVITATION_KIND
from correspondents.models import Charter, Snooze
from files.services import erase, store_bytes
from incidents.enums import OrientationChannel
from incidents.models import ImportMemory, Incident, Situation, SituationTurn, StaffNote, Step
from incidents.services.addressees import add_addressee
from incidents.services.attachments import add_attachments, hold_attachments, withdraw_attachment
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.evidence import begin_evidence
from incidents.services.fact_imports import send_fact_file
from incidents.services.legal_actions import state_legal_action
from incidents.services.letters import write_template
from incidents.services.mailings import make_mailing
from incidents.services.orientations import note_orientation
from incidents.services.persons import add_person
from incidents.services.situations import open_lease_situation
from incidents.services.steps import take_step
from journal.enums import JobState
from journal.models import Job, Message
from referrals.enums import FieldSet, RefusalMotive
from referrals.models import (
    DisclosedPiece,
    Disclosure,
    ExceptionalAccess,
    Handling,
    Injunction,
    PreparedAnswer,
    Referral,
    Retention,
)
from referrals.permissions import revoke_disclosures
from referrals.services import referrals as services
from referrals.services.answers import prepare_answer
from referrals.services.exceptional import end_exceptional_access
from referrals.services.injunctions import note_lease
from reports.models import Report
from reports.services.papers import request_sheet
from signatories.models import (
    Convention,
    Decision,
    Document,
    Meeting,
    Processing,
    SavedFilter,
    SettingChange,
    Signatory,
    Theme,
)
from territory.enums import AccessKind
from territory.models import Commune, CompetenceImport, Residence, ResidenceAccess
from territory.permissions import RESIDENCE_FILE
from tests.colleagues import Colleagues, make_colleagues, settle
from tests.exceptional import opened, passed_on
from tests.figures import plant_publications
from tests.matrix.record import make_record
from tests.people import Cast, Person, acting, make_cast, make_fact, make_injunction, make_referral, make_residence
from tests.pictures import prepared
from tests.reports.bilans import laid_with_words
from tests.roles import installing
from tests.rules.incidents import TEMPLATE, action_words, holder_words, mailing_words, paper_of, person_words
from tests.second_department import Essonne, make_essonne

FACTS = (FieldSet.FACTS, FieldSet.PLACE)


@dataclass(frozen=True)
class House:
    """`people` are those who act today, by name; `names` says of each row what the tables call it."""

    cast: Cast
    colleagues: Colleagues
    essonne: Essonne
    people: dict[str, Person]
    facts: dict[str, Incident]
    referrals: dict[str, Referral]
    names: dict[object, str]
    injunctions: dict[str, Injunction]
    disclosures: dict[UUID, UUID]  # the referral of each, which whoever reads its source may not read

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def make_house() -> House:
    """Needs an open transaction, and a private folder for the papers."""
    cast = make_cast()
    colleagues = make_colleagues(cast)
    essonne = make_essonne()
    people = cast.people() | colleagues.at_work() | essonne.people
    facts = _facts(cast, colleagues) | {"evry": essonne.fact}
    referrals = _referrals(cast, colleagues, facts) | {f"91 {key}": value for key, value in essonne.referrals.items()}
    injunctions = _injunctions(cast, essonne)
    everybody = cast.people() | colleagues.people() | essonne.people
    names: dict[object, str] = {cast.nadia.pk: "nadia"}
    names |= {pk: name for name, each in everybody.items() for pk in (each.post.pk, each.designation.pk)}
    names |= {person.user.pk: name for name, person in reversed(everybody.items())}
    names |= {
        cast.nadia.pk: "nadia",
        cast.maud.post.pk: "maud",
        cast.sarah.post.pk: "sarah",
        cast.karim.post.pk: "karim",
    }
    names |= {row.pk: name for rows in (facts, referrals, injunctions) for name, row in rows.items()}
    names |= {report.pk: f"paper of {name}" for name, report in essonne.reports.items()}
    names |= {report.file_id: f"file of {name}" for name, report in essonne.reports.items()}
    names |= dict(_the_rest(cast, colleagues, essonne, facts, referrals))
    names |= {access.pk: name for name, access in _accesses(cast, essonne, facts, referrals).items()}
    names |= {fact.situation_id: name for name, fact in facts.items() if fact.situation_id}
    with acting(cast.sarah) as sarah:
        hall = Situation.objects.get(incidents=facts["hall"].pk)
        given: dict[str, Any] = {"done_on": sarah.today, "proof": "file", "key": uuid4()}
        step = take_step(by=sarah, situation=hall, rung="gathering", **given)
        names[step.pk] = "hall gathered"
    names |= dict(_pieces(cast, essonne, facts, step))
    names |= {turn.pk: f"{names[turn.situation_id]} {turn.turn}" for turn in SituationTurn.objects.all()}
    names |= {party.pk: party.code for party in Signatory.objects.all()}
    names |= {convention.pk: convention.department_code for convention in Convention.objects.all()}
    names[colleagues.former_post.pk] = "former post"
    settle(colleagues)
    _trouble(cast, essonne)
    for name in ("sarah", "denise", "pascale", "amina"):
        until = Actor(now=timezone.now()).today + timedelta(days=3)
        user = people[name].user
        snooze = Snooze.objects.create(user=user, kind="situation", object_id=uuid4(), until=until, due_on=until)
        names[snooze.pk] = f"put off by {name}"
        names[_saved_by(people[name]).pk] = f"kept by {name}"
    for each in Referral.objects.filter(sent_at__isnull=False):
        by = {"noted_by_id": each.sender_designation_id, "noted_at": timezone.now()}
        on = Actor(now=timezone.now()).today
        Handling.objects.create(referral=each, post_id=each.recipient_post_id, review_on=on, **by)
    for key in ("to maud", "to paul", "from victor"):
        asked = referrals[key]
        author = {"designation_id": asked.sender_designation_id, "decided_at": timezone.now()}
        Retention.objects.create(referral=asked, landlord_id=asked.sender_id, civil_action=False, **author)
    Situation.objects.update(review_on=Actor(now=timezone.now()).today)
    disclosures = dict(Disclosure.objects.values_list("pk", "referral_id"))
    with installing():  # of a paper that everybody sees, so that the row itself is what is asked about
        paper = Document.objects.filter(convention=cast.sarah.signatory.convention, removed_at=None)[0].file
        for first in Disclosure.objects.filter(number=1):
            DisclosedPiece.objects.create(disclosure=first, number=1, file=paper)
    return House(cast, colleagues, essonne, people, facts, referrals, names, injunctions, disclosures)


def _facts(cast: Cast, colleagues: Colleagues) -> dict[str, Incident]:
    """The gardien of the Tilleuls also filed one away from there, and Sarah one where he looks after."""
    return {
        "hall": make_fact(cast.gilles, cast.tilleuls),
        "roof": make_fact(cast.sarah, cast.tilleuls),
        "away": make_fact(cast.gilles, cast.erables),
        "melun": make_fact(cast.gaston, cast.erables),
        "lagny": make_fact(cast.sarah, colleagues.marronniers),
        "neighbour": make_fact(cast.zoe, cast.pommiers),
        "left": make_fact(colleagues.luc, colleagues.peupliers),
    }


def _referrals(cast: Cast, colleagues: Colleagues, facts: dict[str, Incident]) -> dict[str, Referral]:
    c, beside = cast, colleagues
    now = timezone.now()
    long_ago, yesterday = now - timedelta(days=10), Actor(now=now).today - timedelta(days=1)

    def to_parquet(by: Person, to: Person, fact: str, **more: object) -> Referral:
        given = {"incident": facts[fact], "subject": "avis-parquet", "field_sets": FACTS}
        return make_referral(by, to, facts[fact].residence, **given, **more)  # type: ignore[arg-type]

    def to_force(to: Person, fact: str = "hall", **more: object) -> Referral:
        given = {"incident": facts[fact], "subject": "presence", "field_sets": FACTS}
        return make_referral(c.sarah, to, facts[fact].residence, **given, **more)  # type: ignore[arg-type]

    made = {
        "to maud": to_parquet(c.sarah, c.maud, "hall"),
        "to mathias": to_parquet(c.sarah, beside.mathias, "lagny"),
        "to paul": to_parquet(beside.roxane, c.paul, "melun"),
        "from victor": to_parquet(c.victor, c.maud, "neighbour"),
        "answered": to_force(c.karim),
        "to bruno": to_force(beside.bruno, "away"),
        "closed": to_force(c.karim),
        "refused": to_force(c.karim),
        "withdrawn": to_force(c.karim),
        "past": to_force(c.karim, at=long_ago, until=yesterday),
        "without grant": to_force(c.karim),
        "answered past": to_force(c.karim, at=long_ago, until=yesterday),
        "draft": make_referral(c.sarah, c.pascale, c.tilleuls, subject="situation-prefecture", send=False),
        "badges": make_referral(c.karim, c.sarah, c.tilleuls, subject="acces-badges"),
        "badges of bruno": make_referral(beside.bruno, beside.roxane, c.erables, subject="acces-badges"),
        "badges past": make_referral(
            c.karim, c.sarah, c.tilleuls, subject="acces-badges", at=long_ago, until=yesterday
        ),
        "badges withdrawn": make_referral(c.karim, c.sarah, c.tilleuls, subject="acces-badges"),
        "badges drafted": make_referral(c.karim, c.sarah, c.tilleuls, subject="acces-badges", send=False),
        "outcome": make_referral(c.maud, c.sarah, c.tilleuls, subject="suite-donnee"),
        "outcome of mathias": make_referral(beside.mathias, c.sarah, c.tilleuls, subject="suite-donnee"),
    }
    with acting(c.karim, long_ago) as karim:
        services.answer_referral(by=karim, referral=made["answered past"], outcome="nothing_found")
    with acting(c.karim) as karim:
        for key in ("answered", "closed"):
            services.answer_referral(by=karim, referral=made[key], outcome="nothing_found")
        services.withdraw_referral(by=karim, referral=made["badges withdrawn"])
        services.refuse_referral(by=karim, referral=made["refused"], motive=RefusalMotive.values[0])
    with acting(c.perrine) as perrine:
        for key in ("to maud", "from victor"):
            prepare_answer(by=perrine, referral=made[key], outcome="under_inquiry")
    with installing():  # nobody prepares at the post beside
        PreparedAnswer.objects.create(
            referral=made["to mathias"],
            post=beside.mathias.post,
            designation=beside.mathias.designation,
            outcome="joined",
            prepared_at=long_ago,
        )
    with acting(c.maud) as maud:
        services.answer_referral(by=maud, referral=made["to maud"], outcome="sent_to_inquiry")
    with acting(c.sarah) as sarah:
        services.close_referral(by=sarah, referral=made["closed"])
        services.withdraw_referral(by=sarah, referral=made["withdrawn"])
    with installing():  # a referral that lives keeps its grant, by the walls
        revoke_disclosures(made["without grant"])
    return made


def _pieces(cast: Cast, essonne: Essonne, facts: dict[str, Incident], step: Step) -> Iterator[tuple[object, str]]:
    """Of facts in and out of the own residences, of a step; one that is held, and one that was withdrawn."""
    added: tuple[tuple[str, Person, Incident | Step], ...] = (
        ("piece of hall", cast.gilles, facts["hall"]),
        ("piece of roof withdrawn", cast.sarah, facts["roof"]),
        ("piece of melun", cast.gaston, facts["melun"]),
        ("piece of neighbour", cast.zoe, facts["neighbour"]),
        ("piece of evry", essonne.amina, facts["evry"]),
        ("piece of step", cast.sarah, step),
    )
    made = []
    for name, person, to in added:
        with acting(person) as by:
            made += [(name, piece) for piece in add_attachments(by=by, to=to, pieces=[prepared()])]
    with acting(cast.sarah) as sarah:
        withdraw_attachment(by=sarah, attachment=made[1][1], why="Mauvais fait.")
    with acting(cast.gilles) as gilles:
        made += [("piece held", piece) for piece in hold_attachments(by=gilles, pieces=[prepared()])]
    for name, piece in made:
        yield piece.pk, name
        yield from ((pk, f"file of {name}") for pk in (piece.original_id, piece.cleaned_id, piece.thumbnail_id))


def _injunctions(cast: Cast, essonne: Essonne) -> dict[str, Injunction]:
    """By the préfecture to two landlords, by one for itself, and by one of the other département; each with its
    lease."""
    made = {
        "injonction": (cast.pascale, cast.tilleuls, cast.sarah),
        "injonction of victor": (cast.pascale, cast.pommiers, cast.victor),
        "injonction on paper": (cast.sarah, cast.erables, cast.sarah),
        "injonction of amina": (essonne.amina, essonne.residence, essonne.amina),
    }
    injunctions = {name: make_injunction(by, residence) for name, (by, residence, _) in made.items()}
    for name, (_, _, landlord) in made.items():
        with acting(landlord) as actor:
            note_lease(by=actor, injunction=injunctions[name], number="2019-0417-B")
    return injunctions


def _accesses(
    cast: Cast, essonne: Essonne, facts: dict[str, Incident], referrals: dict[str, Referral]
) -> dict[str, ExceptionalAccess]:
    """Asked for by the administrators of both conventions: waiting, open, of a partner's post, of nothing at all."""
    ended = opened(cast.adrien, facts["melun"].reference, cast.sarah)
    with acting(cast.sarah) as sarah:
        end_exceptional_access(by=sarah, access=ended)
    return {
        "access to hall": passed_on(cast.adrien, facts["hall"].reference),
        "access to neighbour": passed_on(cast.adrien, facts["neighbour"].reference),
        "access to badges": opened(cast.adrien, referrals["badges"].reference, cast.karim),
        "access to outcome": passed_on(cast.adrien, referrals["outcome"].reference),
        "access to roof open": opened(cast.adrien, facts["roof"].reference, cast.sarah),
        "access to melun ended": ended,
        "access to nothing": passed_on(cast.adrien, "F-2222-22"),
        "access to hall from the 91": passed_on(essonne.judith, facts["hall"].reference),
        "access to evry": opened(essonne.judith, essonne.fact.reference, essonne.amina),
    }


def _trouble(cast: Cast, essonne: Essonne) -> None:
    """What needs an administrator, in both conventions, beside what goes well: mails of accounts, failed papers."""
    failed = (cast.sarah.user.pk, essonne.amina.user.pk)
    Job.objects.filter(user_id__in=failed).update(state=JobState.FAILED)
    now = timezone.now()
    invited = (cast.zoe, essonne.elsa)
    Message.objects.bulk_create(
        Message(kind=INVITATION_KIND, recipient_id=each.user.pk, created_at=now, due_at=now) for each in invited
    )


def _the_rest(
    cast: Cast, colleagues: Colleagues, essonne: Essonne, facts: dict[str, Incident], referrals: dict[str, Referral]
) -> Iterator[tuple[object, str]]:
    """Complaints, orientations, registers, records and gatherings of both conventions, each with its name."""
    for name, person, fact in (
        ("plainte", cast.sarah, facts["hall"]),
        ("plainte of victor", cast.victor, facts["neighbour"]),
        ("plainte of amina", essonne.amina, facts["evry"]),
    ):
        with acting(person) as actor:
            complaint = note_complaint(by=actor, incident=fact, complainant="landlord", filed_on=actor.today)
            correct_complaint(by=actor, complaint=complaint, details=replace(complaint.details, service="Meaux"))
            yield complaint.pk, name
            yield complaint.incident.situation_id, name
            yield from _orientation(person, actor, name)
    with installing():
        for name, person in (("hall", cast.sarah), ("neighbour", cast.victor), ("evry", essonne.amina)):
            facts[name].targets_staff = True
            facts[name].save(update_fields=["targets_staff"])
            noted = {"item": "occasion", "answer": "rent", "post": person.post, "noted_at": timezone.now()}
            yield StaffNote.objects.create(incident=facts[name], **noted).pk, f"suite of {name}"
    leases = (("bail", cast.sarah, cast.tilleuls), ("bail of victor", cast.victor, cast.pommiers))
    for name, person, residence in leases:
        with acting(person) as actor:
            lease = open_lease_situation(by=actor, residence=residence, lease="1", lease_from=None, key=uuid4())
            yield lease.pk, name
            titulaire = add_addressee(by=actor, situation=lease, key=uuid4(), words=holder_words())
            yield titulaire.pk, f"titulaire of {name}"
            stated = action_words(actor)
            action = state_legal_action(by=actor, situation=lease, key=uuid4(), words=stated)
            yield action.pk, f"action of {name}"
            yield add_person(by=actor, situation=lease, key=uuid4(), words=person_words()).pk, f"mis en cause of {name}"
            begun = begin_evidence(by=actor, situation=lease, title="Affaire", key=uuid4())
            piece = paper_of(actor, begun)
            yield from ((begun.pk, f"dossier of {name}"), (piece.pk, f"pièce of {name}"))
            yield from ((piece.paper_id, f"papier of {name}"), (piece.original_id, f"original of {name}"))
            words = mailing_words(actor)
            mailing = make_mailing(by=actor, kind="closure", situations=[lease], words=words, key=uuid4())
            yield mailing.pk, f"envoi of {name}"
            yield mailing.letters.get().pk, f"lettre of {name}"
            sent = send_fact_file(by=actor, kind="facts", name="a.csv", content=b"R;Quand\n1;2\n", key=uuid4())
            memory = ImportMemory.objects.create(landlord=person.signatory, kind="facts")
            yield from ((sent.pk, f"import of {name}"), (sent.file_id, f"file of {name}"))
            yield memory.pk, f"words of {name}"
            template = write_template(by=actor, kind="reminder", **TEMPLATE)
            yield template.pk, f"modèle of {name}"
    residences = {
        "tilleuls": cast.tilleuls,
        "erables": cast.erables,
        "pommiers": cast.pommiers,
        "peupliers": colleagues.peupliers,
        "marronniers": colleagues.marronniers,
        "closed": colleagues.closed,
        "aunettes": essonne.residence,
        "étampes": make_residence(cast.sarah.signatory, "Les Chalouette", "91223"),
    }
    yield from ((residence.pk, name) for name, residence in residences.items())
    for name, owner in (("list", cast.sarah), ("list erased", cast.sarah), ("list of victor", cast.victor)):
        yield _list_of_residences(owner, erased="erased" in name), name
    for holder in (cast.karim, cast.geraldine, essonne.elsa):
        for name in ("tilleuls", "pommiers", "aunettes"):
            yield _access(residences[name], holder), f"{name} > {holder.signatory.code}"
    papers = {cast.sarah: "to maud", colleagues.denise: "to maud", cast.maud: "to maud", colleagues.pierre: "answered"}
    for person, referral in papers.items():
        with acting(person) as actor:
            report = request_sheet(by=actor, referral=referrals[referral])
            yield report.pk, f"paper of {person.user.first_name.lower()}"
        yield _made(person, report), f"file of {person.user.first_name.lower()}"
    yield from _bilans((cast.delphine, "bilan"), (essonne.people["ibrahim"], "bilan of ibrahim"))
    yield from _record("77", cast.adrien)
    yield from _record("91", essonne.judith, essonne.record)


def _bilans(*wanted: tuple[Person, str]) -> Iterator[tuple[object, str]]:
    for person, name in wanted:
        review, commentary = laid_with_words(person, 2024)
        yield from ((review.pk, name), (commentary.pk, f"words of {name}"))


def _orientation(person: Person, actor: Actor, name: str) -> Iterator[tuple[object, str]]:
    theme = Theme.objects.filter(keeps_orientation=True, convention=person.signatory.convention).first()
    commune = Commune.objects.filter(convention=person.signatory.convention)[0]
    if theme:
        given = {"theme": theme, "commune": commune, "on": actor.today, "submission": uuid4()}
        yield note_orientation(by=actor, channel=OrientationChannel.values[0], **given).pk, name  # type: ignore[arg-type]


def _list_of_residences(owner: Person, *, erased: bool) -> UUID:
    with acting(owner) as by:
        kept = {"name": "liste.csv", "content_type": "text/csv", "purpose": RESIDENCE_FILE, "purge_on": None}
        file = store_bytes(by=by, content=b"nom;adresse", owner_id=owner.signatory.pk, **kept)  # type: ignore[arg-type]
        if erased:
            erase(by=by, stored=file)
    return file.pk


def _made(person: Person, report: Report) -> UUID:
    """The paper itself, which is of the landlord's data whoever asked for it."""
    with acting(person) as by:
        kept = {"name": "fiche.pdf", "content_type": "application/pdf", "purpose": "rapport", "purge_on": None}
        owner_id = Referral.objects.get(pk=known(report.object_id)).sender_id
        file = store_bytes(by=by, content=b"%PDF", owner_id=owner_id, **kept)  # type: ignore[arg-type]
    Report.objects.filter(pk=report.pk).update(file=file)
    return file.pk


def _access(residence: Residence, holder: Person) -> UUID:
    given_on = holder.actor().today
    return ResidenceAccess.objects.create(
        residence=residence, holder=holder.signatory, kind=AccessKind.values[0], given_on=given_on
    ).pk


def _record(code: str, administrator: Person, made: dict[str, UUID] | None = None) -> Iterator[tuple[object, str]]:
    """What the convention keeps: with a document removed, a theme withdrawn, a meeting and what was decided there."""
    convention, now = administrator.signatory.convention, timezone.now()
    made = made or make_record(administrator)
    yield from ((pk, f"{code} {name}") for name, pk in made.items())
    annex = Document.objects.get(convention=convention, kind="annex")
    gone = {"convention": convention, "title": "Retiré", "file": annex.file, "added_at": now, "removed_at": now}
    removed, former = (Document.objects.create(kind=kind, **gone) for kind in ("annex", "signed"))
    texts = {"name": "Retiré", "summary": "–", "circuit": "–", "position": 9, "keeps_orientation": True}
    withdrawn = Theme.objects.create(convention=convention, code="retire", withdrawn_on=now.date(), **texts)
    meeting = Meeting.objects.create(convention=convention, kind="steering", title="Comité", starts_at=now)
    decision = Decision.objects.create(
        meeting=meeting, number=1, text="Éclairage.", owner=administrator.signatory, owner_function="Exploitant"
    )
    change = SettingChange.objects.create(
        convention=convention,
        setting="share_days",
        at=now,
        user_id=administrator.user.pk,
        signatory=administrator.signatory,
        function="administrateur",
    )
    charter = Charter.objects.create(convention=convention, version=1, text="–", in_force_on=now.date() + timedelta(30))
    with acting(administrator) as by:
        kept = {"name": "ressorts.csv", "content_type": "text/csv", "purpose": "fichier officiel", "purge_on": None}
        official = store_bytes(by=by, content=b"code;ressort", owner_id=None, **kept)  # type: ignore[arg-type]
    read = CompetenceImport.objects.create(convention=convention, kind="courts", file=official, read_at=now)
    yield official.pk, f"{code} official file"
    yield from ((each.file_id, f"{code} file") for each in Document.objects.filter(convention=convention))
    rows: dict[Model, str] = {change: "setting", charter: "charter", read: "import"}
    rows |= {
        removed: "removed",
        former: "former text",
        withdrawn: "withdrawn",
        meeting: "meeting",
        decision: "decision",
    }
    yield from ((row.pk, f"{code} {name}") for row, name in rows.items())
    yield from ((month.pk, f"{code} month {name}") for name, month in plant_publications(convention).items())
    yield from (
        (theme.pk, f"{code} {theme.code}") for theme in Theme.objects.filter(convention=convention, withdrawn_on=None)
    )
    told = Processing.objects.filter(convention=convention).exclude(pk__in=made.values())
    yield from ((processing.pk, f"{code} told") for processing in told)


def _saved_by(person: Person) -> SavedFilter:
    """At the first place of its list, as somebody else's is."""
    said = {"list_name": "directory", "name": "Forces", "query": "nature=police", "place": 1}
    convention = person.post.signatory.convention
    return SavedFilter.objects.create(user_id=person.user.pk, convention=convention, **said)
