"""The Essonne beside the Seine-et-Marne: a convention of its own, five of its communes, its court, its own people.

Fictional but for the communes, the court and the public institutions. Nothing of it is in the template database.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from acting.enums import Function
from correspondents.enums import DesignationRole
from incidents.models import Incident
from referrals.models import Referral
from referrals.services import referrals as services
from reports.models import Report
from signatories.enums import SignatoryKind
from signatories.models import Convention, Signatory
from territory.enums import CompetenceDomain
from territory.models import Commune, Competence, Residence
from tests.matrix.record import make_record
from tests.matrix.world import ready_sheet
from tests.people import Person, acting, appoint, make_fact, make_post, make_referral, make_residence, make_user

SIGNED_ON = date(2022, 3, 15)
COURT = "Ressort du tribunal judiciaire d’Évry-Courcouronnes"
EVRY, ETAMPES = "91228", "91223"
COMMUNES = {  # code: name, postal code, population, place, whether the police is there
    EVRY: ("Évry-Courcouronnes", "91000", 66700, (48.6238, 2.4294), True),
    "91174": ("Corbeil-Essonnes", "91100", 52500, (48.6139, 2.4822), True),
    "91377": ("Massy", "91300", 50700, (48.7309, 2.2713), True),
    "91477": ("Palaiseau", "91120", 36000, (48.7145, 2.2457), True),
    ETAMPES: ("Étampes", "91150", 26500, (48.4345, 2.1620), False),
}
INSTITUTIONS = {
    "federation": (SignatoryKind.FEDERATION, "AORIF, délégation de l’Essonne"),
    "prefecture": (SignatoryKind.PREFECTURE, "Préfecture de l’Essonne"),
    "parquet": (SignatoryKind.PROSECUTION, "Parquet du tribunal judiciaire d’Évry-Courcouronnes"),
    "police": (SignatoryKind.POLICE, "Police nationale de l’Essonne"),
    "gendarmerie": (SignatoryKind.GENDARMERIE, "Groupement de gendarmerie de l’Essonne"),
    "landlord": (SignatoryKind.LANDLORD, "Habitat de l’Hurepoix (fictif)"),
    "operator": (SignatoryKind.OPERATOR, "Exploitant de l’Essonne (fictif)"),
}


@dataclass(frozen=True)
class Essonne:
    """`people` by first name; `objects` by the name of the addresses that lead to them."""

    convention: Convention
    people: dict[str, Person]
    residence: Residence
    fact: Incident
    referrals: dict[str, Referral]
    reports: dict[str, Report]
    record: dict[str, UUID]

    def __getattr__(self, first_name: str) -> Person:
        try:
            people: dict[str, Person] = vars(self)["people"]
            return people[first_name]
        except KeyError:
            raise AttributeError(first_name) from None


def make_convention() -> Convention:
    """With its communes, parties and competences."""
    convention = Convention.objects.create(
        department_code="91",
        department_name="Essonne",
        title="Convention de tranquillité résidentielle de l’Essonne (fictive)",
        signed_on=SIGNED_ON,
        signed_at="préfecture d’Évry-Courcouronnes",
        share_days=45,
    )
    parties = {code: _party(convention, code, *names) for code, names in INSTITUTIONS.items()}
    for code, facts in COMMUNES.items():
        _commune(convention, parties, code, *facts)
    return convention


def _party(convention: Convention, code: str, kind: SignatoryKind, name: str) -> Signatory:
    return Signatory.objects.create(
        convention=convention,
        code=code,
        kind=kind,
        name=name,
        short_name=name,
        in_phrase=name,
        joined_on=SIGNED_ON,
        is_signing_party=kind not in (SignatoryKind.LANDLORD, SignatoryKind.OPERATOR),
    )


def _commune(
    convention: Convention,
    parties: dict[str, Signatory],
    code: str,
    name: str,
    postal_code: str,
    population: int,
    place: tuple[float, float],
    has_police: bool,
) -> None:
    commune = Commune.objects.create(
        code=code,
        convention=convention,
        name=name,
        postal_codes=postal_code,
        population=population,
        arrondissement="Évry",
        latitude=place[0],
        longitude=place[1],
    )
    force = "police" if has_police else "gendarmerie"
    for domain, party, unit in (
        (CompetenceDomain.PROSECUTION, "parquet", COURT),
        (CompetenceDomain.FORCE, force, f"Service de {name}"),
        (CompetenceDomain.PREFECTURE, "prefecture", "Département"),
    ):
        Competence.objects.create(
            commune=commune, domain=domain, signatory=parties[party], unit=unit, source="Tests", vintage="2026"
        )


def make_people(convention: Convention) -> dict[str, Person]:
    """One for each function of the table of permissions."""
    party = {signatory.code: signatory for signatory in convention.signatories.all()}
    residence = make_residence(party["landlord"], "Résidence des Aunettes", EVRY)
    magistrat = make_post(party["parquet"], Function.MAGISTRAT, "Magistrat référent")
    posts = {
        "amina": make_post(party["landlord"], Function.REFERENT, "Référent sûreté"),
        "boris": make_post(party["landlord"], Function.GARDIEN, "Gardien des Aunettes", residences=(residence,)),
        "colette": make_post(party["landlord"], Function.CONTENTIEUX, "Contentieux"),
        "djibril": make_post(party["landlord"], Function.DPO, "Délégué à la protection des données"),
        "elsa": make_post(party["police"], Function.CORRESPONDANT, "Circonscription d’Évry"),
        "fabien": magistrat,
        "hanna": make_post(party["prefecture"], Function.CORRESPONDANT, "Cabinet"),
        "ibrahim": make_post(party["federation"], Function.DELEGUE, "Délégué départemental"),
        "judith": make_post(party["operator"], Function.ADMINISTRATEUR, "Administrateur"),
    }
    people = {name: appoint(make_user(name.title(), "Essonnien"), post) for name, post in posts.items()}
    greffe = appoint(make_user("Gwen", "Essonnien"), magistrat, role=DesignationRole.PREPARATEUR)
    return people | {"gwen": greffe}


def make_essonne() -> Essonne:
    """A busy world of its own: a fact, referrals both ways, papers, a record."""
    convention = make_convention()
    people = make_people(convention)
    residence = Residence.objects.get(landlord__convention=convention)
    fact = make_fact(people["boris"], residence, facts="Digicode arraché à Évry.")
    referrals = {
        "to_parquet": make_referral(
            people["amina"], people["fabien"], residence, incident=fact, subject="avis-parquet", field_sets=("facts",)
        ),
        "answered": make_referral(people["amina"], people["elsa"], residence, incident=fact, field_sets=("place",)),
        "draft": make_referral(people["amina"], people["hanna"], residence, subject="situation-prefecture", send=False),
        "incoming": make_referral(people["elsa"], people["amina"], residence, subject="acces-badges"),
    }
    with acting(people["elsa"]) as elsa:
        services.answer_referral(by=elsa, referral=referrals["answered"], outcome="nothing_found")
    return Essonne(
        convention=convention,
        people=people,
        residence=residence,
        fact=fact,
        referrals=referrals,
        reports={"amina": ready_sheet(people["amina"], referrals["to_parquet"])},
        record=make_record(people["judith"]),
    )
