"""Who the cast has not: the people beside its people, and those who are no longer, not yet or not now at their posts.

A rule that reads "of the post" as "of the house", or forgets a date, gives one of them what is another's.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from signatories.enums import SignatoryKind
from signatories.models import Signatory
from territory.models import Commune, Residence
from tests.people import MEAUX, MELUN, Cast, Person, appoint, make_post, make_residence, make_signatory, make_user

PROVINS = "77379"
LAGNY = "77243"  # in the ressort of Meaux, where the cast has nothing


@dataclass(frozen=True)
class Colleagues:
    constance: Person  # contentieux, Deux Morins
    roxane: Person  # référente for Melun, Deux Morins: the second post of Sarah's house
    bruno: Person  # police, circonscription of Melun: the second post of Karim's force
    mathias: Person  # magistrat for Lagny, parquet de Meaux: the second post of Maud's parquet
    pierre: Person  # préparateur of Karim's post
    denise: Person  # suppléante of Sarah
    denise_dpo: Person  # the same Denise as DPO of the Val de Brie
    estelle: Person  # suppléante of Sarah until yesterday
    carla: Person  # suppléante of Sarah, whose account is closed
    simon: Person  # suppléant of Karim, suspended since yesterday
    tania: Person  # suppléante of Maud from tomorrow on
    luc: Person  # référent of a landlord that left yesterday; his address was typed, and he has not come in since
    nora: Person  # référente of a landlord that joins tomorrow
    peupliers: Residence  # of the landlord that left, Meaux
    marronniers: Residence  # Deux Morins, Lagny, where Mathias answers
    closed: Residence  # Deux Morins, Meaux, closed since yesterday
    former_post: Post  # of the police for Meaux, closed since yesterday; Karim's has taken it over

    def people(self) -> dict[str, Person]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}

    def at_work(self) -> dict[str, Person]:
        """Those whose designation runs today."""
        away = {"estelle", "carla", "simon", "tania", "luc", "nora"}
        return {name: person for name, person in self.people().items() if name not in away}


def make_colleagues(cast: Cast) -> Colleagues:
    today = Actor(now=timezone.now()).today
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    morins, deputy = cast.sarah.signatory, DesignationRole.SUPPLEANT

    def beside(person: Person, first_name: str, role: DesignationRole = deputy, **dates: object) -> Person:
        return appoint(make_user(first_name), person.post, role=role, **dates)  # type: ignore[arg-type]

    def second(first_name: str, signatory: Signatory, function: Function, label: str, *communes: str) -> Person:
        return appoint(make_user(first_name), make_post(signatory, function, label, communes=communes))

    denise = beside(cast.sarah, "Denise")
    dpo = make_post(cast.victor.signatory, Function.DPO, "Délégué à la protection des données")
    left = make_signatory("foyer-du-loing", SignatoryKind.LANDLORD, "Foyer du Loing (fictif)")
    coming = make_signatory("toits-de-demain", SignatoryKind.LANDLORD, "Toits de demain (fictif)")
    return Colleagues(
        constance=second("Constance", morins, Function.CONTENTIEUX, "Contentieux"),
        roxane=second("Roxane", morins, Function.REFERENT, "Référent de Melun", MELUN),
        bruno=second("Bruno", cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun", MELUN),
        mathias=second("Mathias", cast.maud.signatory, Function.MAGISTRAT, "Magistrat de Lagny", LAGNY),
        pierre=beside(cast.karim, "Pierre", DesignationRole.PREPARATEUR),
        denise=denise,
        denise_dpo=appoint(denise.user, dpo),
        estelle=beside(cast.sarah, "Estelle", ends_on=yesterday),
        carla=beside(cast.sarah, "Carla"),
        simon=beside(cast.karim, "Simon"),
        tania=beside(cast.maud, "Tania", starts_on=tomorrow),
        luc=second("Luc", left, Function.REFERENT, "Référent sûreté"),
        nora=second("Nora", coming, Function.REFERENT, "Référent sûreté"),
        peupliers=make_residence(left, "Les Peupliers"),
        marronniers=make_residence(morins, "Les Marronniers", LAGNY),
        closed=make_residence(morins, "Les Anciens Ormes"),
        former_post=make_post(cast.karim.signatory, Function.CORRESPONDANT, "Ancien poste", communes=(PROVINS,)),
    )


def settle(colleagues: Colleagues) -> None:
    """What has ended, closed or not begun: written last, since facts and referrals were made before."""
    today = Actor(now=timezone.now()).today
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    Post.objects.filter(pk=colleagues.former_post.pk).update(closed_on=yesterday)
    colleagues.former_post.communes.set(Commune.objects.filter(pk=MEAUX))
    User.objects.filter(pk=colleagues.carla.user.pk).update(is_active=False)
    User.objects.filter(pk=colleagues.roxane.user.pk).update(last_login=timezone.now())
    typed = {
        "named_at": timezone.now(),
        "named_email": "luc@tests.example",
        "named_first_name": "Luc",
        "named_last_name": "Fictif",
    }
    Designation.objects.filter(pk=colleagues.luc.designation.pk).update(**typed)
    Designation.objects.filter(pk=colleagues.simon.designation.pk).update(suspended_on=yesterday)
    Signatory.objects.filter(pk=colleagues.luc.signatory.pk).update(left_on=yesterday)
    Signatory.objects.filter(pk=colleagues.nora.signatory.pk).update(joined_on=tomorrow)
    Residence.objects.filter(pk=colleagues.closed.pk).update(closed_on=yesterday)
