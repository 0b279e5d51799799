"""Who of the house reads a fact, a situation or what hangs on it, and why: asked of the walls that open them."""

from collections.abc import Sequence

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation
from correspondents.readers import Reader, who_see, who_see_by_post
from incidents.models import Incident, Letter, Person, Situation

CASES, PURSUIT = "trier les faits, tenir les situations, saisir les partenaires", "tenir les démarches et le dossier"
PURPOSES = {Function.REFERENT: CASES, Function.CONTENTIEUX: PURSUIT}
OF_HOUSE, WHOLE = "sa fonction ouvre les dossiers de son organisme", "le fait entier"
ACTS = {
    Function.GARDIEN: ("la résidence est confiée à son poste", "suivre ce qui arrive là où il intervient"),
    Function.CONTENTIEUX: ("le fait est dans une situation", PURSUIT),
}


def readers_of_fact(actor: Actor, incident: Incident, people: Sequence[Designation]) -> list[Reader]:
    """Whom the declaration alone lets in comes last and by the post: who declared is told by function, never by
    name."""
    by_post, by_themselves = who_see_by_post(actor, Incident, incident.pk, people)
    return [*map(_of_fact, by_post), *map(_declared, by_themselves)]


def readers_of_situation(actor: Actor, situation: Situation, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, situation, people, "la situation entière")


def readers_of_person(actor: Actor, person: Person, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, person, people, "l’identité inscrite, tant que l’action en justice dure")


def readers_of_letter(actor: Actor, letter: Letter, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, letter, people, "la lettre, son PDF et son envoi")


def _readers(
    actor: Actor, thing: Situation | Person | Letter, people: Sequence[Designation], part: str
) -> list[Reader]:
    seeing = who_see(actor, type(thing), [thing.pk], people)[thing.pk]
    return [reader_of_house(each, part) for each in seeing]


def reader_of_house(each: Designation, part: str) -> Reader:
    """By function, whoever it is."""
    purpose = PURPOSES.get(each.function, "")
    return Reader(designation=each, act=OF_HOUSE, purpose=purpose, part=part, until=each.ends_on)


def _of_fact(each: Designation) -> Reader:
    act, purpose = ACTS.get(each.function, (OF_HOUSE, PURPOSES.get(each.function, "")))
    return Reader(designation=each, act=act, purpose=purpose, part=WHOLE, until=each.ends_on)


def _declared(each: Designation) -> Reader:
    act, purpose = "la personne a déclaré le fait", "savoir ce qu’il devient"
    return Reader(
        designation=each, act=act, purpose=purpose, part=WHOLE, until=each.ends_on, instead="La personne qui a déclaré"
    )
