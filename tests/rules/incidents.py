"""Forbidden writes of incidents: facts and orientations."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from acting.actor import Actor, acting_as
from acting.days import PARIS
from files.media import MediaKind, Prepared
from files.services import store_bytes
from incidents.complaint_rules import ComplaintDetails
from incidents.enums import StaffItem
from incidents.evidence_sources import pieces_of
from incidents.evidence_walls import PAPER
from incidents.letter_rules import Sending
from incidents.letter_text import PORTAL, LetterKind
from incidents.models import Category, Complaint
from incidents.services import (
    addressees,
    complaints,
    evidence,
    fact_imports,
    facts,
    legal_actions,
    letters,
    mailings,
    orientations,
    persons,
    situations,
    staff,
    steps,
)
from incidents.services.evidence import Arrangement, PaperWords
from incidents.services.letters import LetterWords
from incidents.services.mailings import MailingWords
from incidents.staff_rules import Said
from tests.imports import PORTE, read_by, text, unmapped_by
from tests.people import Cast, acting, make_complaint, make_fact
from tests.roles import as_worker
from tests.rules.trial import Trial, theme

ELSEWHERE = PORTE.replace("Résidence des Tilleuls", "Pommiers")


def shown(cast: Cast) -> dict[str, Any]:
    """A file that names somebody, read and not reviewed."""
    read = read_by(cast.sarah, PORTE.replace("Porte forcée.", "Porte forcée par M. Dupont."))
    return {"fact_import": read, "digest": read.report.sha256 if read.report else ""}


def attached(cast: Cast) -> Any:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        situations.open_situation(by=sarah, incident=fact)
    return fact


def targeted(cast: Cast) -> Any:
    return make_fact(cast.gilles, cast.tilleuls, category="agent-verbal")


def situation(cast: Cast) -> Any:
    """Of two facts of the Tilleuls."""
    facts = [make_fact(cast.gilles, cast.tilleuls) for _ in range(2)]
    with acting(cast.sarah) as sarah:
        return situations.join_facts(by=sarah, facts=facts)


def two_situations(cast: Cast) -> Any:
    situation(cast)
    return situation(cast)


def lease(cast: Cast) -> Any:
    with acting(cast.sarah) as sarah:
        return situations.open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease="2019-0417", lease_from=None, key=uuid4()
        )


def holder_words(**words: Any) -> Any:
    """What is typed of a holder of a lease; the person is made up."""
    given = {"title": "madame", "last_name": "Essai", "first_name": "Jeanne", "address": "3 rue d’Essai\n77100 Meaux"}
    return given | {"starts_on": date(2019, 3, 1), "ends_on": None} | words


def addressee(cast: Cast) -> Any:
    of = lease(cast)
    with acting(cast.sarah) as sarah:
        return addressees.add_addressee(by=sarah, situation=of, key=uuid4(), words=holder_words())


def action_words(by: Actor, **words: Any) -> Any:
    given = {"kind": "termination", "stated_on": by.today, "early_why": "", "begun_on": None}
    return given | words


def action(cast: Cast) -> Any:
    """Of a lease, contemplated."""
    of = lease(cast)
    with acting(cast.sarah) as sarah:
        return legal_actions.state_legal_action(by=sarah, situation=of, key=uuid4(), words=action_words(sarah))


def older_action(cast: Cast) -> Any:
    """Stated yesterday: a day between then and today may be the one on which it was begun."""
    of = lease(cast)
    with acting(cast.sarah) as sarah:
        words = action_words(sarah, stated_on=sarah.today - timedelta(days=1))
        return legal_actions.state_legal_action(by=sarah, situation=of, key=uuid4(), words=words)


def person_words(**words: Any) -> Any:
    """The person is made up."""
    given = {"role": "author", "last_name": "Essai", "first_name": "Jean", "born_on": None, "born_at": ""}
    return given | words


def person(cast: Cast) -> Any:
    of = action(cast).situation
    with acting(cast.sarah) as sarah:
        return persons.add_person(by=sarah, situation=of, key=uuid4(), words=person_words())


def letter_words(by: Actor, kind: str, **words: Any) -> LetterWords:
    """All parts that a letter may need, with the portal's text."""
    given: dict[str, Any] = {
        "body": PORTAL[LetterKind(kind)].body,
        "written_on": by.today,
        "facts": ["4 mai 2026 – bruit (hall)"],
        "clause": "le règlement intérieur",
        "until": by.today + timedelta(days=15),
        "meets_at": datetime.combine(by.today + timedelta(days=15), time(10), PARIS),
    }
    return LetterWords(**given | words)


TEMPLATE: dict[str, Any] = {"letterhead": "Les Deux Morins", "signature": "", "clauses": "", "body": "{faits}"}


def mailing_words(by: Actor, **words: Any) -> MailingWords:
    given: dict[str, Any] = {"body": "Voici.", "written_on": by.today}
    return MailingWords(**given | words)


def mailing(cast: Cast) -> Any:
    """Of one letter."""
    holder = addressee(cast)
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"kind": "closure", "situations": [holder.situation], "words": mailing_words(sarah)}
        return mailings.make_mailing(by=sarah, key=uuid4(), **given)


def letter(cast: Cast) -> Any:
    holder = addressee(cast)
    with acting(cast.sarah) as sarah:
        words = letter_words(sarah, "warning")
        given: dict[str, Any] = {"situation": holder.situation, "kind": "warning", "addressees": [holder]}
        return letters.make_letters(by=sarah, key=uuid4(), words=words, **given)[0]


def closure(cast: Cast) -> Any:
    """Printed, and not sent."""
    made = mailing(cast)
    with acting(cast.sarah):
        found = made.letters.get()
    actor = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(actor):
        letters.keep_paper(by=actor, letter=found, content=b"%PDF-1.7 lettre", digest=found.digest)
    with acting(cast.sarah):
        return made.letters.get()


def sent_closure(cast: Cast) -> Any:
    found = closure(cast)
    with acting(cast.sarah) as sarah:
        return letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "letter"))


PDF = b"%PDF-1.7 papier %%EOF"


def dossier(cast: Cast) -> Any:
    """Of a lease, with a letter that was sent, and a paper of its own."""
    of = sent_closure(cast).situation
    with acting(cast.sarah) as sarah:
        begun = evidence.begin_evidence(by=sarah, situation=of, title="Bail 2019-0417", key=uuid4())
        paper_of(sarah, begun)
        return begun


def paper_of(by: Actor, begun: Any, content: bytes = PDF, **words: Any) -> Any:
    given: dict[str, Any] = {"title": "Constat", "dated_on": by.today} | words
    made = prepared(content)
    return evidence.add_paper(by=by, evidence=begun, key=uuid4(), prepared=made, words=PaperWords(**given))


def prepared(content: bytes, kind: MediaKind = MediaKind.PDF, original: bytes = b"") -> Prepared:
    """As if a process of its own had made it."""
    type_ = "application/pdf" if kind == MediaKind.PDF else "image/jpeg"
    original = original or content
    return Prepared(kind, "constat.pdf", original, type_, content, type_, b"", ())


def empty_dossier(cast: Cast) -> Any:
    """Nothing of it is chosen yet."""
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        for piece in pieces_of(sarah, begun):
            arranged(sarah, begun, without=piece.pk)
    return begun


def attestation(cast: Cast) -> Any:
    begun = dossier(cast)
    with acting(cast.sarah) as sarah:
        return paper_of(sarah, begun, b"%PDF-1.7 attestation %%EOF", title="Attestation", is_attestation=True)


def attestation_address(cast: Cast, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    piece = attestation(cast)
    return f"/dossiers/{piece.evidence_id}/pieces/{piece.pk}/", data


def arranged(by: Actor, begun: Any, **words: Any) -> Any:
    """As it stands, but for the words given."""
    order = [piece.pk for piece in pieces_of(by, begun)]
    wanted = Arrangement(**{"title": begun.title, "order": order} | words)
    return evidence.arrange_evidence(by=by, evidence=begun, wanted=wanted)


def bound(cast: Cast) -> Any:
    """With its PDF, which is of no account here, and not frozen."""
    begun, actor = dossier(cast), cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(actor):
        bind(actor, begun)
    with acting(cast.sarah):
        begun.refresh_from_db()
    return begun


def bind(by: Actor, begun: Any, content: bytes = b"%PDF-1.7 dossier %%EOF") -> None:
    stored = store_bytes(
        by=by,
        content=content,
        name="dossier.pdf",
        content_type="application/pdf",
        owner_id=by.signatory_id,
        purpose=PAPER,
        purge_on=None,
    )
    digest = begun.digest(pieces_of(by, begun))
    evidence.keep_bound_paper(by=by, evidence=begun, stored=stored, pages=3, digest=digest)


def kept_bound(cast: Cast, by: Actor, begun: Any) -> None:
    """Any file will do: who may keep it is asked first, and the wall then takes it for a wrong one."""
    with transaction.atomic():
        bind(by, begun)
        transaction.set_rollback(True)


def discarded(found: Any) -> tuple[str, dict[str, Any]]:
    return f"/situations/{found.situation_id}/lettres/{found.pk}/abandon/", {}


def ended(cast: Cast) -> Any:
    found = situation(cast)
    with acting(cast.sarah) as sarah:
        return situations.close_situation(by=sarah, situation=found, ending="settled")


def step(cast: Cast) -> Any:
    found = situation(cast)
    with acting(cast.sarah) as sarah:
        return steps.take_step(
            by=sarah, situation=found, rung="gathering", done_on=sarah.today, proof="file", key=uuid4()
        )


def reunited(cast: Cast) -> Any:
    source, target = situation(cast), situation(cast)
    with acting(cast.sarah) as sarah:
        situations.merge_situation(by=sarah, situation=source, into=target)
    return source


def noted(cast: Cast) -> Complaint:
    return make_complaint(cast.sarah, make_fact(cast.gilles, cast.tilleuls), days_ago=0, complainant="agent")


def undated(cast: Cast) -> ComplaintDetails:
    """An outcome of which nobody says when and from whom it is known."""
    return ComplaintDetails(complainant="agent", filed_on=cast.sarah.actor().today, outcome="dismissed")


def fact_words(cast: Cast) -> dict[str, Any]:
    return {"residence": cast.tilleuls.pk, "place": "hall", "category": "degradation", "recurrence": "isolated"}


def filing(cast: Cast, by: Actor, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "residence": cast.tilleuls,
        "place": "hall",
        "category": Category.objects.get(pk="degradation"),
    }
    given |= {"started_at": by.now, "recurrence": "isolated", "facts": "Porte forcée.", "submission": uuid4()}
    return facts.file_incident(by=by, **given | changes)


TRIALS: dict[str, Trial] = {
    "incidents.services.facts.file_incident": Trial(
        "gilles",
        lambda cast, by: filing(cast, by, residence=cast.pommiers),
        lambda cast: (
            "/faits/nouveau/",
            fact_words(cast) | {"started_at": "2025-01-01T10:00", "facts": "Porte.", "residence": cast.pommiers.pk},
        ),
    ),
    "incidents.services.complaints.note_complaint": Trial(
        "sarah",
        lambda cast, by: complaints.note_complaint(
            by=by,
            incident=make_fact(cast.gilles, cast.tilleuls),
            complainant="tenant",
            filed_on=by.today,
            pv_number="1",
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/plainte/",
            {"complainant": "tenant", "filed_on": cast.sarah.actor().today, "pv_number": "1"},
        ),
    ),
    "incidents.services.complaints.correct_complaint": Trial(
        "sarah",
        lambda cast, by: complaints.correct_complaint(by=by, complaint=noted(cast), details=undated(cast)),
        lambda cast: (
            f"/plaintes/{noted(cast).pk}/",
            {"complainant": "agent", "filed_on": cast.sarah.actor().today, "outcome": "dismissed"},
        ),
    ),
    "incidents.services.facts.leave_apart": Trial(
        "sarah",
        lambda cast, by: facts.leave_apart(by=by, incident=attached(cast)),
        lambda cast: (f"/faits/{attached(cast).pk}/tri/", {"decision": "left_apart"}),
    ),
    "incidents.services.facts.set_aside": Trial(
        "sarah",
        lambda cast, by: facts.set_aside(
            by=by, incident=make_fact(cast.gilles, cast.tilleuls), reason="M. Dupont ment"
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/tri/",
            {"decision": "set_aside", "reason": "M. Dupont ment"},
        ),
    ),
    "incidents.services.facts.triage_facts": Trial(
        "sarah",
        lambda cast, by: facts.triage_facts(
            by=by, facts=[make_fact(cast.gilles, cast.tilleuls)], decision="set_aside", reason="M. Dupont ment"
        ),
        lambda cast: (
            "/faits/tri/",
            {"fait": [make_fact(cast.gilles, cast.tilleuls).pk], "act": "set_aside", "reason": "M. Dupont ment"},
        ),
    ),
    "incidents.services.facts.note_informed": Trial(
        "gilles",
        lambda cast, by: facts.note_informed(
            by=by, incident=make_fact(cast.gilles, cast.tilleuls), on=by.today + timedelta(days=1)
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/informe/",
            {"informed_on": cast.sarah.actor().today + timedelta(days=1)},
        ),
    ),
    "incidents.services.staff.note_staff": Trial(
        "sarah",
        lambda cast, by: staff.note_staff(
            by=by, incident=targeted(cast), answers={StaffItem.SUPPORT: Said("offered", by.today + timedelta(days=1))}
        ),
        lambda cast: (
            f"/faits/{targeted(cast).pk}/agent-vise/",
            {"support": "offered", "support_on": cast.sarah.actor().today + timedelta(days=1)},
        ),
    ),
    "incidents.services.situations.join_facts": Trial(
        "sarah",
        lambda cast, by: situations.join_facts(
            by=by, facts=[make_fact(cast.gilles, cast.tilleuls), make_fact(cast.gaston, cast.erables)]
        ),
        lambda cast: (
            f"/faits/{make_fact(cast.gilles, cast.tilleuls).pk}/situation/",
            {"fait": [make_fact(cast.gaston, cast.erables).pk]},
        ),
    ),
    "incidents.services.situations.open_lease_situation": Trial(
        "sarah",
        lambda cast, by: situations.open_lease_situation(
            by=by, residence=cast.pommiers, lease="1", lease_from=None, key=uuid4()
        ),
        lambda cast: ("/situations/nouvelle/", {"residence": cast.pommiers.pk, "lease": "1"}),
    ),
    "incidents.services.situations.move_facts": Trial(
        "sarah",
        lambda cast, by: situations.move_facts(by=by, situation=situation(cast), facts=[]),
        lambda cast: (f"/situations/{situation(cast).pk}/separer/", {"facts": []}),
    ),
    "incidents.services.situations.merge_situation": Trial(
        "sarah",
        lambda cast, by: situations.merge_situation(by=by, situation=situation(cast), into=lease(cast)),
        lambda cast: (f"/situations/{situation(cast).pk}/reunir/", {"into": lease(cast).pk}),
    ),
    "incidents.services.situations.rate_situation": Trial(
        "sarah",
        lambda cast, by: situations.rate_situation(
            by=by, situation=situation(cast), gravity=1, recurrence=1, lifts=["weapon"]
        ),
        lambda cast: (
            f"/situations/{situation(cast).pk}/cotation/",
            {"gravity": "1", "recurrence": "1", "lifts": ["weapon"]},
        ),
    ),
    "incidents.services.situations.keep_situation": Trial(
        "sarah",
        lambda cast, by: situations.keep_situation(
            by=by, situation=situation(cast), assigned_to=None, review_on=by.today - timedelta(days=1)
        ),
        lambda cast: (
            f"/situations/{situation(cast).pk}/suivi/",
            {"review_on": cast.sarah.actor().today - timedelta(days=1)},
        ),
    ),
    "incidents.services.situations.close_situation": Trial(
        "sarah",
        lambda cast, by: situations.close_situation(by=by, situation=situation(cast), ending="granted"),
        lambda cast: (f"/situations/{situation(cast).pk}/cloture/", {"ending": "granted"}),
    ),
    "incidents.services.situations.reopen_situation": Trial(
        "sarah",
        lambda cast, by: situations.reopen_situation(by=by, situation=reunited(cast)),
        lambda cast: (f"/situations/{reunited(cast).pk}/reouverture/", {}),
    ),
    "incidents.services.steps.take_step": Trial(
        "sarah",
        lambda cast, by: steps.take_step(
            by=by, situation=situation(cast), rung="formal_notice", done_on=by.today, proof="hand", key=uuid4()
        ),
        lambda cast: (
            f"/situations/{lease(cast).pk}/demarches/formal_notice/",
            {"done_on": cast.sarah.actor().today, "proof": "hand"},
        ),
    ),
    "incidents.services.steps.note_result": Trial(
        "sarah",
        lambda cast, by: steps.note_result(by=by, step=step(cast), result="granted", on=by.today),
        lambda cast: (
            f"/demarches/{step(cast).pk}/resultat/",
            {"result": "granted", "resulted_on": cast.sarah.actor().today},
        ),
    ),
    "incidents.services.steps.withdraw_step": Trial(
        "sarah",
        lambda cast, by: steps.withdraw_step(by=by, step=step(cast), why=" "),
        lambda cast: (f"/demarches/{step(cast).pk}/retirer/", {"why": " "}),
    ),
    "incidents.services.addressees.add_addressee": Trial(
        "sarah",
        lambda cast, by: addressees.add_addressee(
            by=by, situation=lease(cast), key=uuid4(), words=holder_words(address="\n".join("abcdef"))
        ),
        lambda cast: (
            f"/situations/{lease(cast).pk}/destinataires/nouveau/",
            holder_words(address="\n".join("abcdef"), ends_on=""),
        ),
    ),
    "incidents.services.addressees.correct_addressee": Trial(
        "sarah",
        lambda cast, by: addressees.correct_addressee(
            by=by, addressee=addressee(cast), words=holder_words(ends_on=by.today + timedelta(days=1))
        ),
        lambda cast: (f"/destinataires/{addressee(cast).pk}/", holder_words(address="x" * 39, ends_on="")),
    ),
    "incidents.services.evidence.begin_evidence": Trial(
        "sarah",
        lambda cast, by: evidence.begin_evidence(by=by, situation=lease(cast), title="x" * 121, key=uuid4()),
        lambda cast: (f"/situations/{lease(cast).pk}/dossiers/nouveau/", {"title": "x" * 121}),
    ),
    "incidents.services.evidence.arrange_evidence": Trial(
        "sarah",
        lambda cast, by: arranged(by, dossier(cast), title=" "),
        lambda cast: (f"/dossiers/{dossier(cast).pk}/ordre/", {"title": " "}),
    ),
    "incidents.services.evidence.add_pieces": Trial(
        "sarah",
        lambda cast, by: evidence.add_pieces(by=by, evidence=dossier(cast), keys=[f"step-{uuid4()}"]),
        lambda cast: (f"/dossiers/{dossier(cast).pk}/ajouter/", {"pieces": [f"step-{uuid4()}"]}),
    ),
    "incidents.services.evidence.add_paper": Trial(
        "sarah",
        lambda cast, by: paper_of(by, dossier(cast), holds=["date"]),
        lambda cast: (
            f"/dossiers/{dossier(cast).pk}/papiers/nouveau/",
            {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", b"GIF89a")},
        ),
    ),
    "incidents.services.evidence.describe_piece": Trial(
        "sarah",
        lambda cast, by: evidence.describe_piece(by=by, piece=attestation(cast), title="A", holds=["stamp"]),
        lambda cast: attestation_address(cast, {"title": "A", "holds": ["stamp"]}),
    ),
    "incidents.services.evidence.freeze_evidence": Trial(
        "sarah",
        lambda cast, by: evidence.freeze_evidence(by=by, evidence=dossier(cast)),
        lambda cast: (f"/dossiers/{dossier(cast).pk}/figer/", {}),
    ),
    "incidents.services.legal_actions.state_legal_action": Trial(
        "sarah",
        lambda cast, by: legal_actions.state_legal_action(
            by=by,
            situation=lease(cast),
            key=uuid4(),
            words=action_words(by, stated_on=by.today + timedelta(days=1)),
        ),
        lambda cast: (
            f"/situations/{lease(cast).pk}/action-en-justice/",
            {"kind": "termination", "stated_on": cast.sarah.actor().today + timedelta(days=1)},
        ),
    ),
    "incidents.services.legal_actions.note_action_begun": Trial(
        "sarah",
        lambda cast, by: legal_actions.note_action_begun(
            by=by, action=action(cast), begun_on=by.today - timedelta(days=1)
        ),
        lambda cast: (
            f"/actions-en-justice/{action(cast).pk}/engagee/",
            {"begun_on": cast.sarah.actor().today - timedelta(days=1)},
        ),
    ),
    "incidents.services.legal_actions.withdraw_legal_action": Trial(
        "sarah",
        lambda cast, by: legal_actions.withdraw_legal_action(by=by, action=person(cast).action, why="Abandonnée."),
        lambda cast: (f"/actions-en-justice/{person(cast).action_id}/retirer/", {"why": "Abandonnée."}),
    ),
    "incidents.services.persons.add_person": Trial(
        "sarah",
        lambda cast, by: persons.add_person(
            by=by,
            situation=action(cast).situation,
            key=uuid4(),
            words=person_words(born_on=by.today + timedelta(days=1)),
        ),
        lambda cast: (
            f"/situations/{action(cast).situation_id}/personnes/nouvelle/",
            {**person_words(born_on=cast.sarah.actor().today + timedelta(days=1))},
        ),
    ),
    "incidents.services.fact_imports.send_fact_file": Trial(
        "sarah",
        lambda cast, by: fact_imports.send_fact_file(
            by=by, kind="plaintes", name="a.csv", content=text(PORTE), key=uuid4()
        ),
        lambda cast: ("/faits/import/", {"kind": "plaintes", "file": SimpleUploadedFile("a.csv", text(PORTE))}),
    ),
    "incidents.services.fact_imports.tell_columns": Trial(
        "sarah",
        lambda cast, by: fact_imports.tell_columns(
            by=by, fact_import=unmapped_by(cast.sarah), columns={"filed_by": "qui"}
        ),
        lambda cast: (f"/faits/import/{unmapped_by(cast.sarah).pk}/colonnes/", {"day": "Ailleurs"}),
    ),
    "incidents.services.fact_imports.tell_words": Trial(
        "sarah",
        lambda cast, by: fact_imports.tell_words(
            by=by,
            fact_import=read_by(cast.sarah, ELSEWHERE),
            words={"residence": {"pommiers": str(cast.pommiers.pk)}},
        ),
        lambda cast: (
            f"/faits/import/{read_by(cast.sarah, ELSEWHERE).pk}/mots/",
            {"mot-0": str(cast.pommiers.pk)},
        ),
    ),
    "incidents.services.fact_imports.confirm_import": Trial(
        "sarah",
        lambda cast, by: fact_imports.confirm_import(by=by, **shown(cast), reviewed=False),
        lambda cast: (
            f"/faits/import/{(read := shown(cast))['fact_import'].pk}/importer/",
            {"digest": read["digest"]},
        ),
    ),
    "incidents.services.fact_imports.try_again": Trial(
        "sarah",
        lambda cast, by: fact_imports.try_again(by=by, fact_import=read_by(cast.sarah)),
        lambda cast: (f"/faits/import/{read_by(cast.sarah).pk}/reprendre/", {}),
    ),
    "incidents.services.fact_imports.undo_import": Trial(
        "sarah",
        lambda cast, by: fact_imports.undo_import(by=by, fact_import=read_by(cast.sarah)),
        lambda cast: (f"/faits/import/{read_by(cast.sarah).pk}/annuler/", {}),
    ),
    "incidents.services.mailings.make_mailing": Trial(
        "sarah",
        lambda cast, by: mailings.make_mailing(
            by=by, kind="interview", situations=[lease(cast)], words=mailing_words(by), key=uuid4()
        ),
        lambda cast: (
            "/lettres/en-nombre/reminder/",
            {"situations": [], "body": "{faits}", "written_on": cast.sarah.actor().today},
        ),
    ),
    "incidents.services.letters.write_template": Trial(
        "sarah",
        lambda cast, by: letters.write_template(by=by, kind="reminder", **TEMPLATE | {"body": "{inconnu}\n\n{faits}"}),
        lambda cast: ("/lettres/modeles/reminder/", TEMPLATE | {"body": "{inconnu}\n\n{faits}"}),
    ),
    "incidents.services.letters.make_letters": Trial(
        "sarah",
        lambda cast, by: letters.make_letters(
            by=by,
            situation=lease(cast),
            kind="formal_notice",
            addressees=[],
            words=letter_words(by, "formal_notice"),
            key=uuid4(),
        ),
        lambda cast: (
            f"/situations/{addressee(cast).situation_id}/lettres/formal_notice/",
            {"addressees": [], "written_on": cast.sarah.actor().today, "body": "{faits}"},
        ),
    ),
    "incidents.services.letters.revise_letter": Trial(
        "sarah",
        lambda cast, by: letters.revise_letter(
            by=by, letter=letter(cast), words=letter_words(by, "warning", clause="")
        ),
        lambda cast: (
            f"/lettres/{letter(cast).pk}/texte/",
            {"written_on": cast.sarah.actor().today, "body": "Sans les faits."},
        ),
    ),
    "incidents.services.letters.send_letter": Trial(
        "sarah",
        lambda cast, by: letters.send_letter(by=by, letter=letter(cast), sending=Sending(by.today, "letter")),
        lambda cast: (
            f"/lettres/{letter(cast).pk}/envoi/",
            {"sent_on": cast.sarah.actor().today, "proof": "letter"},
        ),
    ),
    "incidents.services.letters.discard_letter": Trial(
        "sarah",
        lambda cast, by: letters.discard_letter(by=by, letter=sent_closure(cast)),
        lambda cast: discarded(sent_closure(cast)),
    ),
    "incidents.services.letters.note_return": Trial(
        "sarah",
        lambda cast, by: letters.note_return(by=by, letter=letter(cast), on=by.today),
        lambda cast: (f"/lettres/{letter(cast).pk}/retour/", {"returned_on": cast.sarah.actor().today}),
    ),
    "incidents.services.steps.deposit_receipt": Trial(
        "sarah",
        lambda cast, by: steps.deposit_receipt(by=by, step=step(cast), content=b"GIF89a", name="avis.pdf"),
        lambda cast: (
            f"/demarches/{step(cast).pk}/justificatif/",
            {"file": SimpleUploadedFile("avis.pdf", b"GIF89a")},
        ),
    ),
    "incidents.services.orientations.note_orientation": Trial(
        "sarah",
        lambda cast, by: orientations.note_orientation(
            by=by,
            theme=theme("violences-intrafamiliales"),
            commune=cast.tilleuls.commune,
            channel="phone",
            on=by.today - timedelta(days=40),
            submission=uuid4(),
        ),
        lambda cast: (
            f"/objets-de-travail/{theme('violences-intrafamiliales').pk}/orientation/",
            {"channel": "phone", "commune": "77284", "on": cast.sarah.actor().today - timedelta(days=40)},
        ),
    ),
}
