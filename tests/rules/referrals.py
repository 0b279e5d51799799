"""Forbidden writes of referrals: referrals and the table of subjects."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from incidents.services.complaints import note_complaint
from referrals.models import LegalBasis, Subject
from referrals.recipients import Candidate
from referrals.services import answers, batches, handling, referrals, renewals, retention, several, subjects, told
from referrals.sharing import Sharing
from referrals.subject_table import line_of
from tests.people import ASKED, TOLD_NUMBER, Cast, Person, acting, make_fact, make_referral
from tests.roles import installing
from tests.rules.trial import FAR, Trial, cleared, convention, prepared, reserved, sent


def sharing(cast: Cast, **changes: Any) -> Sharing:
    chosen: dict[str, Any] = {
        "residence": cast.tilleuls,
        "recipient_post": cast.karim.post,
        "subject": Subject.objects.get(pk="presence"),
        "basis": LegalBasis.objects.get(pk="csi-l271-1"),
        "field_sets": ["place"],
        "until": cast.sarah.actor().today,
        "asked": ASKED["presence"],
    }
    return Sharing(**chosen | changes)


def sheet(cast: Cast, **changes: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {"residence": cast.tilleuls.pk, "recipient": cast.karim.post.pk, "subject": "presence"}
    return chosen | {"basis": "csi-l271-1", "field_sets": ["place"], "until": "2056-01-01"} | changes


def own_complaint(cast: Cast) -> Sharing:
    """What is about one landlord's complaint."""
    told = {"subject": Subject.objects.get(pk="suite-donnee"), "basis": LegalBasis.objects.get(pk="cpp-40-2")}
    return sharing(cast, recipient_post=cast.sarah.post, field_sets=[], **told)


def told_outcome(cast: Cast) -> tuple[Any, Any]:
    """What Maud told of a complaint of the Deux Morins, and the complaint."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        lodged: dict[str, Any] = {"complainant": "landlord", "filed_on": sarah.today, "prosecution_number": TOLD_NUMBER}
        complaint = note_complaint(by=sarah, incident=fact, **lodged)
    return make_referral(cast.maud, cast.sarah, cast.tilleuls, subject="suite-donnee"), complaint


def hearing(cast: Cast) -> Any:
    """Which tells no outcome."""
    return make_referral(cast.maud, cast.sarah, cast.tilleuls, subject="avis-audience")


def candidate(person: Person) -> Candidate:
    return Candidate(person.signatory, person.post, person.actor().today, "")


def sheet_to_two(cast: Cast) -> dict[str, Any]:
    told = {"recipient": cast.sarah.post.pk, "also": [cast.victor.post.pk], "subject": "suite-donnee"}
    until = cast.maud.actor().today + timedelta(days=30)
    return sheet(cast, basis="cpp-40-2", field_sets=[], until=until.isoformat(), **told)


def rule_without_basis() -> tuple[Any, subjects.Rule]:
    line = line_of(convention(), "presence")
    kinds: dict[str, Any] = {"sender_kinds": ("landlord",), "recipient_kinds": ("police",)}
    return line, subjects.Rule(**kinds, minimum=(), usual=(), needs_precision=False, bases=())


def switched_off_draft(cast: Cast) -> Any:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    cast.karim.post.closed_on = cast.karim.actor().today
    with installing():
        cast.karim.post.save()
    return draft


def received(cast: Cast) -> Any:
    return make_referral(cast.sarah, cast.maud, cast.tilleuls)


TRIALS: dict[str, Trial] = {
    "referrals.services.referrals.prepare_referral": Trial(
        "sarah",
        lambda cast, by: referrals.prepare_referral(by=by, sharing=sharing(cast, until=FAR), submission=uuid4()),
        lambda cast: ("/saisines/nouvelle/", sheet(cast)),
    ),
    "referrals.services.told.note_told_outcome": Trial(
        "sarah",
        lambda cast, by: told.note_told_outcome(by=by, referral=hearing(cast), complaint=told_outcome(cast)[1]),
        lambda cast: (f"/saisines/{hearing(cast).pk}/noter-suite/", {"complaint": told_outcome(cast)[1].pk}),
    ),
    "referrals.services.several.refer_to_each": Trial(
        "maud",
        lambda cast, by: several.refer_to_each(
            by=by, sharing=own_complaint(cast), recipients=[candidate(cast.victor)], submission=uuid4()
        ),
        lambda cast: ("/saisines/nouvelle/", sheet_to_two(cast)),
    ),
    "referrals.services.referrals.send_referral": Trial(
        "sarah",
        lambda cast, by: referrals.send_referral(by=by, referral=switched_off_draft(cast)),
        lambda cast: (f"/saisines/{switched_off_draft(cast).pk}/envoyer/", {"version": 1}),
    ),
    "referrals.services.referrals.complete_referral": Trial(
        "sarah",
        lambda cast, by: referrals.complete_referral(by=by, referral=sent(cast), field_sets=["facts"]),
        lambda cast: (f"/saisines/{sent(cast).pk}/completer/", {"field_sets": ["facts"], "version": 2}),
    ),
    "referrals.services.renewals.renew_referral": Trial(
        "sarah",
        lambda cast, by: renewals.renew_referral(by=by, referral=sent(cast), until=FAR),
        lambda cast: (f"/saisines/{sent(cast).pk}/renouveler/", {"until": "2056-01-01", "version": 2}),
    ),
    "referrals.services.renewals.name_readers": Trial(
        "sarah",
        lambda cast, by: renewals.name_readers(by=by, referral=reserved(cast), readers=[]),
        lambda cast: (f"/saisines/{reserved(cast).pk}/renommer/", {"version": 2}),
    ),
    "referrals.services.referrals.withdraw_referral": Trial(
        "karim",
        lambda cast, by: referrals.withdraw_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/retirer/", {"version": 2}),
    ),
    "referrals.services.referrals.close_referral": Trial(
        "sarah",
        lambda cast, by: referrals.close_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/clore/", {"version": 2}),
    ),
    "referrals.services.referrals.acknowledge_referral": Trial(
        "sarah",
        lambda cast, by: referrals.acknowledge_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/accuser-reception/", {"version": 2}),
    ),
    "referrals.services.batches.acknowledge_referrals": Trial(
        "sarah",
        lambda cast, by: batches.acknowledge_referrals(by=by, referrals=[sent(cast)]),
        lambda cast: ("/saisines/accuser-reception/", {"saisine": [sent(cast).pk]}),
    ),
    "referrals.services.handling.handle_referral": Trial(
        "karim",
        lambda cast, by: handling.handle_referral(by=by, referral=sent(cast), assigned_to=None, review_on=FAR),
        lambda cast: (f"/saisines/{sent(cast).pk}/suivre/", {"review_on": FAR.isoformat()}),
    ),
    "referrals.services.retention.decide_retention": Trial(
        "sarah",
        lambda cast, by: retention.decide_retention(by=by, referral=cleared(cast), civil_action=True, review_on=FAR),
        lambda cast: (
            f"/saisines/{cleared(cast).pk}/conservation/",
            {"civil_action": "yes", "review_on": FAR.isoformat()},
        ),
    ),
    "referrals.services.answers.prepare_answer": Trial(
        "perrine",
        lambda cast, by: answers.prepare_answer(by=by, referral=received(cast), outcome="copy_delivered"),
        lambda cast: (f"/saisines/{received(cast).pk}/preparer-reponse/", {"outcome": "copy_delivered", "version": 2}),
    ),
    "referrals.services.answers.drop_prepared": Trial(
        "karim",
        lambda cast, by: answers.drop_prepared(by=by, prepared=prepared(cast)),
        lambda cast: (f"/saisines/{prepared(cast).referral_id}/abandonner-reponse/", {}),
    ),
    "referrals.services.answers.answer_in_place_of": Trial(
        "karim",
        lambda cast, by: answers.answer_in_place_of(by=by, referral=sent(cast), prepared=1, outcome="alternative"),
        lambda cast: (f"/saisines/{sent(cast).pk}/repondre/", {"outcome": "alternative", "prepared": 1}),
    ),
    "referrals.services.answers.validate_answers": Trial(
        "perrine",
        lambda cast, by: answers.validate_answers(by=by, seen={prepared(cast).pk: "1.2"}),
        lambda cast: ("/saisines/a-valider/", {"reponse": [(key := prepared(cast).pk)], "vu": [f"{key}:1.2"]}),
    ),
    "referrals.services.answers.answer_referrals": Trial(
        "sarah",
        lambda cast, by: answers.answer_referrals(
            by=by, referrals=[sent(cast)], seen={}, outcome="nothing_found", note=""
        ),
        lambda cast: ("/saisines/repondre/", {"act": "send", "saisine": [sent(cast).pk], "outcome": "nothing_found"}),
    ),
    "referrals.services.referrals.start_referral": Trial(
        "sarah",
        lambda cast, by: referrals.start_referral(by=by, referral=sent(cast)),
        lambda cast: (f"/saisines/{sent(cast).pk}/prendre-en-charge/", {"version": 2}),
    ),
    "referrals.services.referrals.answer_referral": Trial(
        "karim",
        lambda cast, by: referrals.answer_referral(by=by, referral=sent(cast), outcome="alternative"),
        lambda cast: (f"/saisines/{sent(cast).pk}/repondre/", {"outcome": "alternative", "version": 2}),
    ),
    "referrals.services.referrals.refuse_referral": Trial(
        "karim",
        lambda cast, by: referrals.refuse_referral(by=by, referral=sent(cast), motive="because"),
        lambda cast: (f"/saisines/{sent(cast).pk}/refuser/", {"motive": "because", "version": 2}),
    ),
    "referrals.services.subjects.change_subject": Trial(
        "adrien",
        lambda cast, by: subjects.change_subject(
            by=by,
            convention=convention(),
            line=rule_without_basis()[0],
            rule=rule_without_basis()[1],
        ),
        lambda cast: (
            "/administration/objets/presence/",
            {"sender_kinds": ["landlord"], "recipient_kinds": ["police"]},
        ),
    ),
}
