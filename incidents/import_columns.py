"""What files of the past look like: the columns of a table of facts and of a report of patrols, how they are recognised
and remembered, and the example that is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from acting.fold import fold
from files.tables.columns import Column
from files.tables.table import Limits
from incidents.enums import ImportKind

# A cell may be as long as Excel lets it be: a line that is too long is told of by itself, and given back to mend.
LIMITS = Limits(megabytes=40, rows=120_000, cell=32_767, unfolded=400)
TO_MEND = "À corriger"
NOTHING_THERE = "–"  # what a select says of a column that the file has not

FACT_COLUMNS = (
    Column(
        "ref",
        "référence",
        ("ref", "numero", "n", "no", "id", "identifiant", "reference interne", "numero de fait", "n fait", "n dossier"),
    ),
    Column(
        "day",
        "date",
        ("date du fait", "date et heure", "survenu le", "date de l incident", "date incident", "jour", "date heure"),
    ),
    Column("hour", "heure", ("heure du fait", "heure de l incident", "horaire"), required=False),
    Column(
        "residence",
        "résidence",
        ("site", "groupe", "programme", "ensemble", "nom de la residence", "nom residence", "patrimoine"),
    ),
    Column("commune", "commune", ("ville",), required=False),
    Column("address", "adresse", ("rue", "voie", "adresse postale"), required=False),
    Column("place", "lieu", ("endroit", "localisation", "type de lieu", "emplacement", "lieu du fait")),
    Column("building", "bâtiment", ("bat", "batiment ou entree", "entree", "hall"), required=False),
    Column(
        "category",
        "catégorie",
        ("type", "nature", "type de fait", "nature du fait", "motif", "type d incident", "nature de l incident"),
    ),
    Column("recurrence", "récurrence", ("frequence", "repetition", "recurrent"), required=False),
    Column(
        "facts",
        "faits",
        ("description", "commentaire", "commentaires", "observations", "constat", "details", "libelle", "texte"),
    ),
    Column("damage", "dommage en euros", ("dommage", "cout", "prejudice", "montant", "cout en euros"), required=False),
    Column(
        "police",
        "police appelée",
        ("police", "appel police", "intervention police", "forces de l ordre", "fdo"),
        required=False,
    ),
    Column("between", "entre qui", ("auteur", "parties"), required=False),
    Column("state", "état", ("statut", "etat du fait", "suite"), required=False),
)
PATROL_COLUMNS = (
    Column("ref", "n° de rapport", ("rapport", "n rapport", "numero de rapport", "reference", "ref", "id", "n")),
    Column("day", "date de la ronde", ("date", "vacation", "date de vacation", "date de la vacation", "jour")),
    Column("start", "début", ("heure de debut", "prise de service", "debut de vacation", "de"), required=False),
    Column("end", "fin", ("heure de fin", "fin de service", "fin de vacation"), required=False),
    Column("hour", "heure du constat", ("heure", "constate a"), required=False),
    Column("residence", "résidence", ("site", "groupe", "programme", "nom de la residence", "patrimoine")),
    Column("commune", "commune", ("ville",), required=False),
    Column("address", "adresse", ("rue", "voie"), required=False),
    Column("place", "lieu", ("endroit", "localisation", "emplacement")),
    Column("building", "bâtiment", ("bat", "entree", "hall"), required=False),
    Column("category", "nature", ("type", "categorie", "type de constat", "nature du constat", "motif")),
    Column("facts", "constat", ("observations", "description", "commentaire", "commentaires", "details")),
    Column("action", "action", ("suite donnee", "mesure prise", "action menee", "intervention"), required=False),
    Column("police", "police appelée", ("police", "appel police", "forces de l ordre", "fdo"), required=False),
    Column("between", "entre qui", ("auteur", "parties"), required=False),
)
COLUMNS = {ImportKind.FACTS: FACT_COLUMNS, ImportKind.PATROLS: PATROL_COLUMNS}
OPTIONAL_TOO = ("ref",)  # a file without references is known by what its lines say

EXAMPLES = {
    ImportKind.FACTS: (
        (
            "2024-0001;12/03/2024;21:30;Résidence des Exemples;Meaux;;Hall;C;Dégradation;Plusieurs fois;"
            "Porte du hall forcée, vitrage brisé.;450;Oui, venue;;"
        ),
        (
            "2024-0002;14/03/2024;;Résidence des Exemples;Meaux;;Logement;;Bruit, voisinage;Chaque semaine;"
            "Musique forte jusqu’à deux heures du matin.;;Non;Entre voisins;Écarté"
        ),
    ),
    ImportKind.PATROLS: (
        (
            "R-2024-031;15/03/2024;20:00;04:00;23:40;Résidence des Exemples;Meaux;;Parking;;Rodéo;"
            "Deux véhicules roulent vite dans le parking.;Signalé au 17, présence maintenue.;Oui, pas venue;"
        ),
        "R-2024-032;16/03/2024;20:00;04:00;;Résidence des Exemples;Meaux;;Hall;;RAS;Rien à signaler.;;;",
    ),
}


def columns_wanted(
    kind: str, header: Sequence[str], *, told: Mapping[str, str], remembered: Mapping[str, str]
) -> tuple[Column, ...]:
    """None is required of the reader: what is missing is asked for on a page. What was told of this very file is all
    that is read in it. Of another file a column is known by the portal's own title first, then by the one that the
    landlord has pointed at before, then by a usual name that it has not pointed at for something else."""
    titles = {fold(title): title for title in header if title}
    columns = COLUMNS[ImportKind(kind)]
    own = {fold(column.title) for column in columns}
    chosen = told or {key: title for key, title in remembered.items() if title not in own}
    pointed = {key: titles[title] for key, title in chosen.items() if title in titles}
    pointed_at = set(map(fold, pointed.values()))
    wanted = []
    for column in columns:
        if column.key in pointed and (told or fold(column.title) not in titles):
            wanted.append(Column(column.key, pointed[column.key], required=False))
        elif not told:
            usual = tuple(name for name in column.also if name not in pointed_at)
            wanted.append(replace(column, also=usual, required=False))
    return tuple(wanted)


def missing_columns(kind: str, found: Mapping[str, object]) -> list[Column]:
    """What a line cannot do without. An address stands for a residence."""
    missing = [each for each in COLUMNS[ImportKind(kind)] if is_needed(each) and each.key not in found]
    return [each for each in missing if each.key != "residence" or "address" not in found]


def is_needed(column: Column) -> bool:
    return column.required and column.key not in OPTIONAL_TOO
