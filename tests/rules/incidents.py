"""Forbidden writes of incidents: facts and orientations."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from acting.actor import Actor
from incidents.complaint_rules import ComplaintDetails
from incidents.models import Category, Complaint
from incidents.services import complaints, facts, orientations
from tests.people import Cast, acting, make_complaint, make_fact
from tests.rules.trial import Trial, theme


def attached(cast: Cast) -> Any:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        facts.open_situation(by=sarah, incident=fact)
    return fact


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
