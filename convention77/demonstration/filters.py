"""A few filters that people keep, a fortnight old."""

from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from acting.actor import Actor
from convention77.demonstration.courses import PREFECTURE
from convention77.demonstration.facts import REFERENT
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from signatories.services.saved_filters import save_filter

DAYS_AGO = 14
# Whose, of which list, called how, and what it narrows to.
KEPT = (
    (("deux-morins", REFERENT), "situation_list", "Rouges, en cours", "couleur=red"),
    (("deux-morins", REFERENT), "situation_list", "Les miennes à revoir", "suivi=revoir"),
    (("deux-morins", REFERENT), "incident_all", "Meaux, trois mois", "commune=77284&periode=90"),
    (("deux-morins", REFERENT), "referral_list", "Sans réponse", "boite=envoyees&etat=attente"),
    (PREFECTURE, "meeting_list", "Comités tenus", "quand=passees"),
)


def _keep(said: dict[str, Any], by: Actor) -> None:
    save_filter(by=by, **said)


def plan_filters(cast: Cast) -> None:
    for post, list_name, name, query in KEPT:
        said = {"list_name": list_name, "name": name, "query": query, "key": uuid5(NAMESPACE_URL, f"filtre {name}")}
        cast.history.add(moment(cast.history.day(DAYS_AGO), 9), cast.holder_of(post), partial(_keep, said))
