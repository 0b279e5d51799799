"""The fictional landlords and their residences, on real communes, each residence in the care of one gardien's post.

About 21,500 dwellings, a third of them in communes that have a priority district: at the rates of the domain that is
some 1,500 facts a year.
"""

from dataclasses import dataclass

from signatories.models import Signatory
from territory.models import Commune, Residence


@dataclass(frozen=True, slots=True)
class Landlord:
    code: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Estate:
    """`rounds` is the label of the gardien's post that looks after it."""

    landlord: str
    rounds: str
    name: str
    commune: str
    address: str
    dwellings: int
    priority: bool = False

    @property
    def post(self) -> tuple[str, str]:
        """The gardien's post, as `Cast.posts` names it."""
        return self.landlord, self.rounds


LANDLORDS = (
    Landlord("deux-morins", "Habitat des Deux Morins (fictif)", "Deux Morins (fictif)"),
    Landlord("val-de-brie", "Logis du Val de Brie (fictif)", "Val de Brie (fictif)"),
    Landlord("seine-et-loing", "Foyers de Seine et Loing (fictif)", "Seine et Loing (fictif)"),
    Landlord("ourcq-et-marne", "Demeures de l’Ourcq et de la Marne (fictif)", "Ourcq et Marne (fictif)"),
    Landlord("toits-de-senart", "Les Toits de Sénart (fictif)", "Toits de Sénart (fictif)"),
)

_Row = tuple[str, str, str, int, bool]
QPV, ORDINARY = True, False

_ROUNDS: dict[tuple[str, str], tuple[_Row, ...]] = {
    ("deux-morins", "Gardien – Meaux"): (
        ("Résidence des Tilleuls", "Meaux", "4 à 18, allée des Tilleuls", 412, QPV),
        ("Résidence du Canal", "Meaux", "27, quai du Canal", 186, ORDINARY),
        ("Résidence des Glycines", "Nanteuil-lès-Meaux", "3, rue des Glycines", 142, ORDINARY),
        ("Le Clos de la Sente", "Villenoy", "9, sente des Vergers", 96, ORDINARY),
    ),
    ("deux-morins", "Gardien – Pays de Coulommiers"): (
        ("Résidence des Capucines", "Coulommiers", "12, rue des Capucines", 364, QPV),
        ("Résidence du Grand Morin", "Coulommiers", "5, chemin du Lavoir", 238, ORDINARY),
        ("Résidence de la Meulière", "La Ferté-sous-Jouarre", "21, rue de la Meulière", 274, ORDINARY),
        ("Les Jardins du Morin", "Crécy-la-Chapelle", "2, ruelle des Tanneurs", 118, ORDINARY),
        ("Résidence du Colombier", "La Ferté-Gaucher", "8, rue du Colombier", 152, ORDINARY),
        ("Résidence des Charmilles", "Rebais", "1, place des Charmilles", 84, ORDINARY),
    ),
    ("deux-morins", "Gardien – Val de Seine"): (
        ("Résidence des Érables", "Melun", "14 à 26, rue des Érables", 428, QPV),
        ("Résidence des Peupliers", "Le Mée-sur-Seine", "6, allée des Peupliers", 396, QPV),
        ("Résidence de l’Almandin", "Melun", "33, rue de l’Almandin", 312, ORDINARY),
        ("Résidence du Ru", "Vaux-le-Pénil", "17, chemin du Ru", 204, ORDINARY),
        ("Résidence des Halles", "Nangis", "4, rue des Halles", 176, ORDINARY),
    ),
    ("deux-morins", "Gardien – Sud"): (
        ("Résidence des Genêts", "Nemours", "10, rue des Genêts", 338, QPV),
        ("Résidence des Confluents", "Montereau-Fault-Yonne", "2 à 16, allée des Confluents", 386, QPV),
        ("Résidence des Bruyères", "Avon", "19, rue des Bruyères", 226, ORDINARY),
        ("Résidence du Fusain", "Château-Landon", "7, rue du Fusain", 88, ORDINARY),
    ),
    ("val-de-brie", "Gardien – Nord"): (
        ("Résidence des Acacias", "Meaux", "1 à 11, rue des Acacias", 376, QPV),
        ("Résidence du Pré Long", "Trilport", "5, rue du Pré Long", 164, ORDINARY),
        ("Résidence des Bouleaux", "Lagny-sur-Marne", "22, rue des Bouleaux", 348, ORDINARY),
        ("Résidence de la Goële", "Dammartin-en-Goële", "15, rue de la Goële", 248, ORDINARY),
        ("Le Clos Saint-Fiacre", "Esbly", "3, impasse Saint-Fiacre", 132, ORDINARY),
    ),
    ("val-de-brie", "Gardien – Provinois"): (
        ("Résidence des Remparts", "Provins", "8 à 20, rue des Remparts", 342, QPV),
        ("Résidence des Roses", "Provins", "11, rue des Roses", 218, ORDINARY),
        ("Résidence du Montois", "Bray-sur-Seine", "4, quai du Montois", 126, ORDINARY),
        ("Résidence des Moissons", "Nangis", "16, rue des Moissons", 194, ORDINARY),
    ),
    ("val-de-brie", "Gardien – Melun et Fontainebleau"): (
        ("Résidence de la Faïencerie", "Melun", "24, rue de la Faïencerie", 384, ORDINARY),
        ("Résidence des Chênes", "Fontainebleau", "6, rue des Chênes", 262, ORDINARY),
        ("Résidence du Port", "Champagne-sur-Seine", "13, quai du Port", 296, ORDINARY),
        ("Résidence du Loing", "Souppes-sur-Loing", "9, rue du Loing", 138, ORDINARY),
        ("Résidence des Sables", "Moret-Loing-et-Orvanne", "2, rue des Sables", 214, ORDINARY),
    ),
    ("seine-et-loing", "Gardien – Dammarie et Melun"): (
        ("Résidence des Nénuphars", "Dammarie-les-Lys", "2 à 24, allée des Nénuphars", 436, QPV),
        ("Résidence des Cèdres", "Dammarie-les-Lys", "30, rue des Cèdres", 408, ORDINARY),
        ("Résidence des Coquelicots", "Le Mée-sur-Seine", "5, rue des Coquelicots", 392, QPV),
        ("Résidence de l’Île", "Melun", "18, quai de l’Île", 346, ORDINARY),
        ("Résidence des Vignes", "Saint-Fargeau-Ponthierry", "7, rue des Vignes", 328, ORDINARY),
    ),
    ("seine-et-loing", "Gardien – Montereau et Nemours"): (
        ("Résidence des Hauts", "Montereau-Fault-Yonne", "1 à 15, rue des Hauts", 424, QPV),
        ("Résidence de l’Yonne", "Varennes-sur-Seine", "12, rue de l’Yonne", 256, ORDINARY),
        ("Résidence des Roseaux", "Nemours", "3, rue des Roseaux", 312, ORDINARY),
        ("Résidence des Fougères", "Avon", "27, rue des Fougères", 284, ORDINARY),
    ),
    ("ourcq-et-marne", "Gardien – Chelles"): (
        ("Résidence des Mésanges", "Chelles", "4 à 20, rue des Mésanges", 418, QPV),
        ("Résidence du Mont", "Chelles", "35, avenue du Mont", 386, ORDINARY),
        ("Résidence des Écluses", "Vaires-sur-Marne", "6, rue des Écluses", 344, ORDINARY),
        ("Résidence des Berges", "Brou-sur-Chantereine", "10, rue des Berges", 188, ORDINARY),
    ),
    ("ourcq-et-marne", "Gardien – Mitry et Villeparisis"): (
        ("Résidence des Alouettes", "Mitry-Mory", "9, rue des Alouettes", 372, ORDINARY),
        ("Résidence du Bois Joli", "Villeparisis", "14, rue du Bois Joli", 402, ORDINARY),
        ("Résidence du Moulin", "Claye-Souilly", "1, rue du Moulin", 286, ORDINARY),
        ("Résidence de la Plaine", "Saint-Pathus", "8, rue de la Plaine", 174, ORDINARY),
    ),
    ("ourcq-et-marne", "Gardien – Marne-la-Vallée"): (
        ("Résidence des Deux Parcs", "Noisiel", "3 à 17, cours des Deux Parcs", 404, QPV),
        ("Résidence du Lavoir", "Torcy", "20, rue du Lavoir", 398, QPV),
        ("Résidence des Étangs", "Lognes", "11, allée des Étangs", 376, ORDINARY),
        ("Résidence du Nesles", "Champs-sur-Marne", "5, allée du Verger", 414, QPV),
        ("Résidence des Platanes", "Bussy-Saint-Georges", "2, place des Platanes", 366, ORDINARY),
    ),
    ("toits-de-senart", "Gardien – Sénart"): (
        ("Résidence des Ormes", "Savigny-le-Temple", "2 à 22, allée des Ormes", 422, QPV),
        ("Résidence du Lugny", "Moissy-Cramayel", "16, rue du Verger", 406, QPV),
        ("Résidence des Noyers", "Combs-la-Ville", "24, rue des Noyers", 378, ORDINARY),
        ("Résidence des Blés", "Lieusaint", "9, rue des Blés", 334, ORDINARY),
        ("Résidence des Lilas", "Cesson", "4, rue des Lilas", 246, ORDINARY),
    ),
    ("toits-de-senart", "Gardien – Roissy et Ozoir"): (
        ("Résidence des Jonquilles", "Roissy-en-Brie", "6 à 14, rue des Jonquilles", 388, QPV),
        ("Résidence des Marronniers", "Pontault-Combault", "31, rue des Marronniers", 412, ORDINARY),
        ("Résidence de la Lisière", "Ozoir-la-Ferrière", "7, rue de la Lisière", 298, ORDINARY),
        ("Résidence du Bréon", "Tournan-en-Brie", "12, rue du Verger", 232, ORDINARY),
        ("Résidence des Pivoines", "Brie-Comte-Robert", "18, rue des Pivoines", 276, ORDINARY),
    ),
}

ESTATES = tuple(
    Estate(landlord, rounds, name, commune, address, dwellings, priority)
    for (landlord, rounds), rows in _ROUNDS.items()
    for name, commune, address, dwellings, priority in rows
)


def build_residences(landlords: dict[str, Signatory]) -> dict[Estate, Residence]:
    """One row for each estate, in the order of the table. Raises KeyError for a commune that the 77 does not have."""
    communes = {commune.name: commune for commune in Commune.objects.filter(convention__department_code="77")}
    residences = {
        estate: Residence(
            landlord=landlords[estate.landlord],
            name=estate.name,
            address=estate.address,
            commune=communes[estate.commune],
            dwellings=estate.dwellings,
            in_priority_district=estate.priority,
        )
        for estate in ESTATES
    }
    Residence.objects.bulk_create(residences.values())
    return residences
