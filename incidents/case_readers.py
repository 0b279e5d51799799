"""Who of the house reads a fact, a situation or what hangs on it, and why: asked of the walls that open them."""

from collections.abc import Sequence

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation
from correspondents.readers import Ground, Reader, who_see, who_see_by_post
from incidents.models import Incident, Letter, Person, Situation

WHOLE_FACT, WHOLE_SITUATION = "le fait entier", "la situation entière"
PERSON, LETTER = "l’identité inscrite, tant que l’action en justice dure", "la lettre, son PDF et son envoi"
OF_HOUSE = "sa fonction ouvre les dossiers de son organisme"
PURPOSES = {
    Function.REFERENT: "trier les faits, tenir les situations, saisir les partenaires",
    Function.CONTENTIEUX: "tenir les démarches et le dossier",
    Function.GARDIEN: "suivre ce qui arrive là où il intervient",
}
ACTS_OF_FACT = {
    Function.GARDIEN: "la résidence est confiée à son poste",
    Function.CONTENTIEUX: "le fait est dans une situation",
}
DECLARED = Ground(act="la personne a déclaré le fait", purpose="savoir ce qu’il devient", part=WHOLE_FACT)


def readers_of_fact(actor: Actor, incident: Incident, people: Sequence[Designation]) -> list[Reader]:
    """Whom the declaration alone lets in comes last and by the post: who declared is told by function, never by
    name."""
    by_post, by_themselves = who_see_by_post(actor, Incident, incident.pk, people)
    return [
        *(reader_of_house(each, WHOLE_FACT, ACTS_OF_FACT.get(each.function, OF_HOUSE)) for each in by_post),
        *(
            Reader(designation=each, ground=DECLARED, until=each.ends_on, instead="La personne qui a déclaré")
            for each in by_themselves
        ),
    ]


def readers_of_situation(actor: Actor, situation: Situation, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, situation, people, WHOLE_SITUATION)


def readers_of_person(actor: Actor, person: Person, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, person, people, PERSON)


def readers_of_letter(actor: Actor, letter: Letter, people: Sequence[Designation]) -> list[Reader]:
    return _readers(actor, letter, people, LETTER)


def reader_of_house(each: Designation, part: str, act: str = OF_HOUSE) -> Reader:
    """Let in by function, whoever it is."""
    ground = Ground(act=act, purpose=PURPOSES.get(each.function, ""), part=part)
    return Reader(designation=each, ground=ground, until=each.ends_on)


def _readers(
    actor: Actor, thing: Situation | Person | Letter, people: Sequence[Designation], part: str
) -> list[Reader]:
    return [reader_of_house(each, part) for each in who_see(actor, type(thing), [thing.pk], people)[thing.pk]]
