"""A busy world: facts, a complaint, referrals both ways in every state that matters, papers that are ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from acting.actor import acting_as
from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Designation, User
from files.services import store_bytes
from incidents.enums import Ending
from incidents.letter_rules import Sending
from incidents.models import (
    Addressee,
    Attachment,
    Complaint,
    EvidenceFile,
    Incident,
    LegalAction,
    Letter,
    Piece,
    Situation,
    Step,
)
from incidents.models import Person as IncidentPerson
from incidents.services import letters
from incidents.services.addressees import add_addressee
from incidents.services.attachments import add_attachments
from incidents.services.complaints import note_complaint
from incidents.services.evidence import begin_evidence
from incidents.services.legal_actions import state_legal_action
from incidents.services.mailings import MailingWords, make_mailing
from incidents.services.persons import add_person
from incidents.services.situations import close_situation, join_facts, open_lease_situation, open_situation
from incidents.services.steps import deposit_receipt, take_step
from journal.jobs import lease
from referrals.enums import FieldSet
from referrals.models import DisclosedPiece, Disclosure, ExceptionalAccess, Injunction, Referral
from referrals.services import answers, injunctions
from referrals.services import referrals as services
from reports.enums import ReviewState
from reports.models import Publication, Report, YearlyReview
from reports.pdf import Paper
from reports.periods import Quarter
from reports.services.papers import request_sheet, request_yearly, store_report
from tests.exceptional import opened, passed_on
from tests.figures import plant_publications, plant_quarter
from tests.matrix.expectations import VISITOR, WITHOUT
from tests.matrix.record import make_record
from tests.people import (
    TOLD_NUMBER,
    Cast,
    Person,
    acting,
    appoint,
    make_cast,
    make_fact,
    make_injunction,
    make_post,
    make_referral,
    make_user,
    signed_in,
)
from tests.pictures import prepared
from tests.reports.bilans import laid, printed, publish_a_year, second_delegate_of
from tests.roles import as_worker, installing
from tests.rules.incidents import action_words, bind, holder_words, paper_of, person_words

PV_NUMBER = "2026/04512"
SECRET = "Boîtes aux lettres arrachées au pied-de-biche."
ALL_SETS = (FieldSet.COMPLAINT, FieldSet.FACTS, FieldSet.PLACE)


@dataclass(frozen=True)
class World:
    """`people` has the cast and Constance, who handles the disputes of the Deux Morins."""

    cast: Cast
    people: dict[str, Person]
    clients: dict[str, Client]
    facts: dict[str, Incident]
    situations: dict[str, Situation]
    steps: dict[str, Step]
    attachments: dict[str, Attachment]
    addressee: Addressee
    dossier: EvidenceFile
    attestation: Piece
    named: IncidentPerson
    action: LegalAction
    letter: Letter
    sent_letter: Letter
    complaint: Complaint
    referrals: dict[str, Referral]
    disclosures: dict[str, UUID]
    pieces: dict[str, UUID]
    injunctions: dict[str, Injunction]
    accesses: dict[str, ExceptionalAccess]
    reports: dict[str, Report]
    publications: dict[str, Publication]
    quarter: Quarter
    bilans: dict[str, YearlyReview]
    record: dict[str, UUID]

    def column_of(self, name: str) -> str:
        """Where the expectations of that person stand."""
        if name in self.people:
            return self.people[name].designation.function.value
        return {"nadia": WITHOUT, "visitor": VISITOR}[name]

    def user(self, name: str) -> User:
        return self.people[name].user


# Who stands on which side of each referral; Perrine prepares for Maud.
SIDES: dict[str, tuple[set[str], set[str]]] = {
    "to_maud": ({"sarah"}, {"maud", "perrine"}),
    "answered": ({"sarah"}, {"karim"}),
    "withdrawn": ({"sarah"}, {"paul"}),
    "draft": ({"sarah"}, set()),
    "incoming": ({"karim"}, {"sarah"}),
    "incoming_answered": ({"karim"}, {"sarah"}),
    "incoming_draft": ({"karim"}, set()),
    "from_maud": ({"maud", "perrine"}, {"sarah"}),
    "reserved": ({"sarah"}, {"karim"}),  # who sees that it exists
    "from_maud_reserved": ({"maud", "perrine"}, {"sarah"}),
    "neighbour": ({"victor"}, {"karim"}),
    "neighbour_incoming": ({"pascale"}, {"victor"}),
}


MORINS = {"sarah", "constance"}  # who answers an injunction there
# Who wrote each injunction down, and who answers it.
INJUNCTION_SIDES: dict[str, tuple[set[str], set[str]]] = {
    "notified": ({"pascale"}, MORINS),
    "accepted": ({"pascale"}, MORINS),
    "refused": ({"pascale"}, MORINS),
    "seized": ({"pascale"}, MORINS),
    "on_paper": (MORINS, MORINS),
    "at_neighbour": ({"pascale"}, {"victor"}),
}


# Who decides on each exceptional access: in the house of the Deux Morins one person alone answers, so Dina may as well.
ACCESSES: dict[str, set[str]] = {
    "hall": {"sarah", "dina"},
    "from_maud": {"maud"},
    "incoming": {"karim"},
    "open": {"sarah", "dina"},
    "open from_maud": {"maud"},
    "open incoming": {"karim"},
}


def make_world() -> World:
    """Needs an open transaction, and a private folder for the papers."""
    cast = make_cast()
    morins = cast.sarah.signatory
    constance = appoint(make_user("Constance"), make_post(morins, Function.CONTENTIEUX, "Contentieux"))
    people = cast.people() | {"constance": constance}
    facts = {
        "hall": make_fact(cast.gilles, cast.tilleuls, facts=SECRET),
        "fresh": make_fact(cast.gilles, cast.tilleuls),
        "melun": make_fact(cast.gaston, cast.erables),
        "neighbour": make_fact(cast.zoe, cast.pommiers),
        "waiting": make_fact(cast.zoe, cast.pommiers),
        "agent": make_fact(cast.gilles, cast.tilleuls, category="agent-verbal"),
    }
    complaint = _complaint(cast, facts["hall"])
    situations = _situations(cast, facts)
    referrals = _referrals(cast, facts, complaint)
    with acting(cast.sarah):
        situations["melun"] = Situation.objects.get(incidents=facts["melun"].pk)  # opened by its referral
    holder = _addressee(cast, situations["lease"])
    dossier, attestation = _dossier(cast, situations["lease"])
    steps = _steps(cast, situations)
    return World(
        cast=cast,
        people=people,
        clients={name: person.client() for name, person in people.items()}
        | {"nadia": signed_in(cast.nadia), "visitor": Client()},
        facts=facts,
        situations=situations,
        steps=steps,
        attachments=_attachments(cast, facts, steps),
        addressee=holder,
        dossier=dossier,
        attestation=attestation,
        named=_named(cast, situations["lease"]),
        action=_action(cast, situations["melun"], "complaint"),
        letter=_letter(cast, holder),
        sent_letter=_sent(cast, holder),
        complaint=complaint,
        referrals=referrals,
        disclosures=_disclosures(referrals),
        pieces=_pieces(cast, referrals),
        injunctions=_injunctions(cast),
        accesses=_accesses(cast, facts, referrals),
        reports=_reports(cast, referrals),
        publications=plant_publications(cast.delphine.signatory.convention),
        quarter=plant_quarter(cast.delphine.signatory.convention),
        bilans=_bilans(cast),
        record=make_record(cast.adrien) | {"signatory": cast.victor.signatory.pk},
    )


def _situations(cast: Cast, facts: dict[str, Incident]) -> dict[str, Situation]:
    """That of the hall has a second fact, the twin; one stands aside at the same residence, another has ended."""
    for name in ("twin", "aside", "over"):
        facts[name] = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        hall = open_situation(by=sarah, incident=facts["hall"])
        join_facts(by=sarah, facts=[facts["twin"]], situation=hall)
        ended = open_situation(by=sarah, incident=facts["over"])
        made = {"hall": hall, "aside": open_situation(by=sarah, incident=facts["aside"])}
        made["lease"] = open_lease_situation(by=sarah, residence=cast.tilleuls, **_of_lease())
        made["ended"] = close_situation(by=sarah, situation=ended, ending=Ending.SETTLED)
    with acting(cast.victor) as victor:
        made["their lease"] = open_lease_situation(by=victor, residence=cast.pommiers, **_of_lease())
        return made | {"neighbour": open_situation(by=victor, incident=facts["neighbour"])}


def _of_lease() -> dict[str, Any]:
    return {"lease": "2019-0417", "lease_from": date(2019, 3, 1), "key": uuid4()}


def _letter(cast: Cast, holder: Addressee) -> Letter:
    """A closure, made in numbers, with its paper, which is of no account here."""
    with acting(cast.sarah) as sarah:
        words = MailingWords(body="Voici.", written_on=sarah.today)
        leases = [holder.situation]
        mailing = make_mailing(by=sarah, kind="closure", situations=leases, words=words, key=uuid4())
        letter = mailing.letters.get()
    actor = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(actor):
        letters.keep_paper(by=actor, letter=letter, content=b"%PDF-1.7 lettre", digest=letter.digest)
    letter.refresh_from_db()
    return letter


def _sent(cast: Cast, holder: Addressee) -> Letter:
    letter = _letter(cast, holder)
    with acting(cast.sarah) as sarah:
        return letters.send_letter(by=sarah, letter=letter, sending=Sending(sarah.today, "letter"))


def _addressee(cast: Cast, situation: Situation) -> Addressee:
    with acting(cast.sarah) as sarah:
        return add_addressee(by=sarah, situation=situation, key=uuid4(), words=holder_words(last_name="Loyseau"))


def _dossier(cast: Cast, situation: Situation) -> tuple[EvidenceFile, Piece]:
    """With an attestation and its PDF, which is of no account here; the letter that is sent later is not in it."""
    with acting(cast.sarah) as sarah:
        begun = begin_evidence(by=sarah, situation=situation, title="Bail aux glycines", key=uuid4())
        piece = paper_of(sarah, begun, title="Attestation", is_attestation=True)
    actor = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(actor):
        bind(actor, begun)
    begun.refresh_from_db()
    return begun, piece


def _action(cast: Cast, situation: Situation, kind: str) -> LegalAction:
    with acting(cast.sarah) as sarah:
        words = action_words(sarah, kind=kind)
        return state_legal_action(by=sarah, situation=situation, key=uuid4(), words=words)


def _named(cast: Cast, situation: Situation) -> IncidentPerson:
    """In an action of the lease; the other action names nobody."""
    _action(cast, situation, "termination")
    with acting(cast.sarah) as sarah:
        return add_person(by=sarah, situation=situation, key=uuid4(), words=person_words(last_name="Zwentibold"))


def _steps(cast: Cast, situations: dict[str, Situation]) -> dict[str, Step]:
    with acting(cast.sarah) as sarah:
        taken = take_step(
            by=sarah,
            situation=situations["hall"],
            rung="gathering",
            done_on=sarah.today,
            proof="file",
            key=uuid4(),
        )
        pdf = b"%PDF-1.7 avis %%EOF"
        return {"hall": deposit_receipt(by=sarah, step=taken, content=pdf, name="avis.pdf")}


def _attachments(cast: Cast, facts: dict[str, Incident], steps: dict[str, Step]) -> dict[str, Attachment]:
    """Of a fact in a situation, by its gardien; of a step; of a neighbour's fact."""
    tried: tuple[tuple[str, Person, Incident | Step], ...] = (
        ("hall", cast.gilles, facts["hall"]),
        ("step", cast.sarah, steps["hall"]),
        ("neighbour", cast.zoe, facts["neighbour"]),
    )
    made = {}
    for name, person, to in tried:
        with acting(person) as by:
            [made[name]] = add_attachments(by=by, to=to, pieces=[prepared()])
    return made


def _complaint(cast: Cast, fact: Incident) -> Complaint:
    with acting(cast.sarah) as sarah:
        return note_complaint(
            by=sarah,
            incident=fact,
            complainant="landlord",
            filed_on=sarah.today,
            pv_number=PV_NUMBER,
            prosecution_number=TOLD_NUMBER,
        )


def complaint_referral(by: Person, to: Person, cast: Cast, fact: Incident, complaint: Complaint) -> Referral:
    """With everything that can be shared: the number of a PV, the facts, the place."""
    return make_referral(
        by, to, cast.tilleuls, incident=fact, complaint=complaint, subject="avis-parquet", field_sets=ALL_SETS
    )


def _referrals(cast: Cast, facts: dict[str, Incident], complaint: Complaint) -> dict[str, Referral]:
    c, both = cast, (FieldSet.FACTS, FieldSet.PLACE)
    made = {
        "to_maud": complaint_referral(c.sarah, c.maud, c, facts["hall"], complaint),
        "answered": make_referral(c.sarah, c.karim, c.tilleuls, incident=facts["hall"], field_sets=both),
        "withdrawn": make_referral(
            c.sarah, c.paul, c.erables, incident=facts["melun"], subject="avis-parquet", field_sets=both
        ),
        "draft": make_referral(c.sarah, c.pascale, c.tilleuls, subject="situation-prefecture", send=False),
        "incoming": make_referral(c.karim, c.sarah, c.tilleuls, subject="acces-badges"),
        "incoming_answered": make_referral(c.karim, c.sarah, c.tilleuls, subject="remise-etat"),
        "incoming_draft": make_referral(c.karim, c.sarah, c.tilleuls, subject="remise-etat", send=False),
        "from_maud": make_referral(c.maud, c.sarah, c.tilleuls, subject="suite-donnee"),
        "reserved": make_referral(c.sarah, c.karim, c.tilleuls, readers=(deputy(c.karim, "Denis"),)),
        "from_maud_reserved": make_referral(
            c.maud, c.sarah, c.tilleuls, subject="suite-donnee", readers=(deputy(c.sarah, "Solange"),)
        ),
        "neighbour": make_referral(c.victor, c.karim, c.pommiers, incident=facts["neighbour"], field_sets=both),
        "neighbour_incoming": make_referral(c.pascale, c.victor, c.pommiers, subject="point-etape"),
    }
    assert made.keys() == SIDES.keys()
    # Her designation is over: Sarah answers alone for her house again.
    with installing():
        Designation.objects.filter(user__first_name="Solange").update(ends_on=c.sarah.actor().today - timedelta(days=1))
    with acting(c.karim) as karim:
        services.answer_referral(by=karim, referral=made["answered"], outcome="nothing_found")
    with acting(c.sarah) as sarah:
        services.answer_referral(by=sarah, referral=made["incoming_answered"], outcome="done")
        services.withdraw_referral(by=sarah, referral=made["withdrawn"])
    with acting(c.perrine) as perrine:
        answers.prepare_answer(by=perrine, referral=made["to_maud"], outcome="under_inquiry", note="À relire.")
    return made


def _disclosures(referrals: dict[str, Referral]) -> dict[str, UUID]:
    """What each referral that was sent has passed on; a draft has passed on nothing."""
    with installing():
        shared = dict(Disclosure.objects.values_list("referral_id", "id"))
    return {key: shared[referral.pk] for key, referral in referrals.items() if referral.pk in shared}


def _pieces(cast: Cast, referrals: dict[str, Referral]) -> dict[str, UUID]:
    """A photo frozen with each of these, by the referral; what the content says of it is of no account here."""
    made = {}
    for key in ("to_maud", "withdrawn", "reserved"):
        with acting(cast.sarah) as sarah:
            kept: dict[str, Any] = {"content": b"photo", "name": "piece.jpg", "content_type": "image/jpeg"}
            kept |= {"owner_id": sarah.signatory_id, "purpose": "pièce communiquée", "purge_on": None}
            files = {name: store_bytes(by=sarah, **kept) for name in ("file", "thumbnail")}
        with installing():
            disclosure = Disclosure.objects.get(referral=referrals[key], number=1)
            made[key] = DisclosedPiece.objects.create(disclosure=disclosure, number=1, **files).pk
    return made


def deputy(of: Person, name: str) -> Person:
    return appoint(make_user(name), of.post, role=DesignationRole.SUPPLEANT)


def _injunctions(cast: Cast) -> dict[str, Injunction]:
    c = cast
    made = {key: make_injunction(c.pascale, c.tilleuls) for key in ("notified", "accepted", "refused", "seized")}
    made["on_paper"] = make_injunction(c.sarah, c.erables)
    made["at_neighbour"] = make_injunction(c.pascale, c.pommiers)
    assert made.keys() == INJUNCTION_SIDES.keys()
    with acting(c.sarah) as sarah:
        for key in ("accepted", "seized"):
            injunctions.accept_injunction(by=sarah, injunction=made[key], answered_on=sarah.today)
        injunctions.refuse_injunction(
            by=sarah, injunction=made["refused"], motive="insufficient", answered_on=sarah.today
        )
        injunctions.note_judge_seized(by=sarah, injunction=made["seized"], seized_on=sarah.today, court="TJ de Meaux")
    return made


def _accesses(cast: Cast, facts: dict[str, Incident], referrals: dict[str, Referral]) -> dict[str, ExceptionalAccess]:
    asked: dict[str, Incident | Referral] = {
        "hall": facts["hall"],
        "from_maud": referrals["from_maud"],
        "incoming": referrals["incoming"],
    }
    open_to: dict[str, tuple[Incident | Referral, Person]] = {
        "open": (facts["melun"], cast.sarah),
        "open from_maud": (referrals["from_maud"], cast.maud),
    }
    open_to["open incoming"] = (referrals["incoming"], cast.karim)
    made = {key: passed_on(cast.adrien, each.reference) for key, each in asked.items()}
    made |= {key: opened(cast.adrien, each.reference, owner) for key, (each, owner) in open_to.items()}
    assert made.keys() == ACCESSES.keys()
    return made


def _reports(cast: Cast, referrals: dict[str, Referral]) -> dict[str, Report]:
    """One ready paper for each function that may ask."""
    wanted = {
        "sarah": referrals["to_maud"],
        "maud": referrals["to_maud"],
        "perrine": referrals["to_maud"],
        "karim": referrals["answered"],
    }
    reports = {name: ready_sheet(cast.people()[name], referral) for name, referral in wanted.items()}
    with acting(cast.delphine) as delphine:
        reports["delphine"] = request_yearly(by=delphine, period="12m")
    finish_paper(cast.delphine, reports["delphine"])
    return reports


def _bilans(cast: Cast) -> dict[str, YearlyReview]:
    """One in each state, the draft of a year that is published; Damien submitted those that Delphine may review."""
    publish_a_year(cast.delphine.signatory.convention, date(2025, 1, 1))
    other = second_delegate_of(cast.delphine)
    made = {
        "in writing": laid(cast.delphine, 2025, ReviewState.DRAFT),
        "to review": laid(cast.delphine, 2023, ReviewState.SUBMITTED, other),
        "reviewed": printed(cast.delphine, laid(cast.delphine, 2024, ReviewState.REVIEWED)),
    }
    return made | {"frozen": laid(cast.delphine, 2021, ReviewState.FROZEN)}


def ready_sheet(person: Person, referral: Referral) -> Report:
    """A sheet that was made before; its content is of no account here."""
    with acting(person) as actor:
        report = request_sheet(by=actor, referral=referral)
    finish_paper(person, report)
    return report


def finish_paper(person: Person, report: Report) -> None:
    """What the worker does at the end, without laying out a page."""
    actor = person.actor()
    with as_worker(), transaction.atomic(), acting_as(actor):
        job = lease(report.job_id, at=actor.now)
        assert job is not None
        paper = Paper(name="fiche", content=b"%PDF-1.7 " + SECRET.encode(), pages=1, owner_id=actor.signatory_id)
        store_report(by=actor, job=job, report=report, paper=paper)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What the client does inside leaves nothing: no row, no count of tries, and the session it had."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()
