"""A year of a landlord's former tool, sent yesterday: the worker reads it when the demonstration starts, and it waits
for a decision. Two lines are wrong, one names a residence as nobody does here."""

from datetime import timedelta
from uuid import uuid4

from acting.actor import Actor
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from incidents.enums import ImportKind
from incidents.services.fact_imports import send_fact_file
from territory.permissions import residences_visible_to

REFERENT = ("deux-morins", "Référent sûreté")
HEADER = "N° interne;Date;Heure;Site;Ville;Lieu;Nature;Description;Coût;Police"
SEEN = (
    ("Hall", "Dégradation", "Vitrage de la porte du hall brisé dans la nuit.", "620", "Non"),
    ("Parking", "Rodéo", "Deux motos dans le parking, une demi-heure.", "", "Oui, pas venue"),
    ("Local poubelles", "Encombrants", "Encombrants déposés devant le local, troisième fois.", "180", ""),
    ("Cage d’escalier", "Attroupement", "Une dizaine de personnes assises dans l’escalier, bruit jusqu’à 1 h.", "", ""),
    ("Caves", "Effraction", "Cinq portes de caves forcées.", "1450", "Oui, venue"),
)
COUNT = 40


def plan_imports(cast: Cast) -> None:
    cast.history.add(moment(cast.history.day(1), 11, 20), cast.holder_of(REFERENT), _send)


def _send(by: Actor) -> None:
    content = "\r\n".join([HEADER, *_lines(by), ""]).encode("cp1252")
    send_fact_file(by=by, kind=ImportKind.FACTS, name="main-courante.csv", content=content, key=uuid4())


def _lines(by: Actor) -> list[str]:
    homes = list(residences_visible_to(by).open_on(by.today).order_by("commune__search_name", "search_name"))
    lines = []
    for number in range(COUNT):
        home, day = homes[number % len(homes)], by.today - timedelta(days=760 + 9 * number)
        place, nature, said, cost, police = SEEN[number % len(SEEN)]
        on = {3: "hier", 17: "31/02/2024"}.get(number, f"{day:%d/%m/%Y}")
        site = "Secteur des quais" if number == 11 else home.name
        cells = (f"MC-{1000 + number}", on, f"{18 + number % 6}:{number % 6}0", site, home.commune.name)
        lines.append(";".join((*cells, place, nature, said, cost, police)))
    return lines
