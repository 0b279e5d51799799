"""Who: fictional people, their posts and dated designations; some have ended, some posts are vacant on purpose.

Days are counted back from today, so that a hand-over always lies as far back as it was meant to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from acting.enums import Function
from correspondents.enums import DesignationRole
from signatories.enums import SignatoryKind

TITULAIRE, SUPPLEANT, PREPARATEUR = DesignationRole


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody at a post; `since` and `until` are days ago, None for the opening of the portal and for "still"."""

    email: str
    name: str
    role: DesignationRole = TITULAIRE
    since: int | None = None
    until: int | None = None
    closed: bool = False  # the account was switched off when the designation ended


@dataclass(frozen=True, slots=True)
class PostPlan:
    """The perimeter: the communes of a police circonscription (`district`), or those that are named."""

    signatory: str
    function: Function
    label: str
    holders: tuple[Holder, ...] = field(default=())
    district: str = ""
    communes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.signatory, self.label


OPERATOR = ("exploitant", SignatoryKind.OPERATOR, "Exploitant du portail (fictif)", "Exploitant (fictif)")
ADMINISTRATOR = Holder("admin@convention77.example", "Yves Capucine")
ADMINISTRATION = PostPlan("exploitant", Function.ADMINISTRATEUR, "Administration du portail", (ADMINISTRATOR,))

_LANDLORDS = (
    PostPlan(
        "deux-morins",
        Function.REFERENT,
        "Référent sûreté",
        (
            Holder("referent@deux-morins.example", "Sarah Mirabelle"),
            Holder("adjoint@deux-morins.example", "Hugo Sureau", SUPPLEANT),
        ),
    ),
    PostPlan(
        "deux-morins",
        Function.GARDIEN,
        "Gardien – Meaux",
        (
            Holder("gardien@deux-morins.example", "Karim Coquelicot"),
            Holder("remplacant.meaux@deux-morins.example", "Léa Myosotis", SUPPLEANT),
        ),
    ),
    PostPlan(
        "deux-morins",
        Function.GARDIEN,
        "Gardien – Pays de Coulommiers",
        (Holder("gardien.coulommiers@deux-morins.example", "Denis Aubépine"),),
    ),
    PostPlan(
        "deux-morins",
        Function.GARDIEN,
        "Gardien – Val de Seine",
        (
            Holder("gardien.melun@deux-morins.example", "Rosa Glaïeul"),
            Holder("remplacant.melun@deux-morins.example", "Ilyes Serpolet", SUPPLEANT),
        ),
    ),
    PostPlan(
        "deux-morins",
        Function.GARDIEN,
        "Gardien – Sud",
        (Holder("gardien.sud@deux-morins.example", "Fatou Églantier"),),
    ),
    PostPlan(
        "deux-morins",
        Function.CONTENTIEUX,
        "Contentieux locatif",
        (Holder("contentieux@deux-morins.example", "Nora Camomille"),),
    ),
    PostPlan(
        "deux-morins",
        Function.DPO,
        "Délégué à la protection des données",
        (Holder("dpo@deux-morins.example", "Inès Verveine"),),
    ),
    PostPlan(
        "val-de-brie", Function.REFERENT, "Référent sûreté", (Holder("referent@val-de-brie.example", "Awa Pervenche"),)
    ),
    PostPlan(
        "val-de-brie", Function.GARDIEN, "Gardien – Nord", (Holder("gardien@val-de-brie.example", "Luc Noisette"),)
    ),
    PostPlan(
        "val-de-brie",
        Function.GARDIEN,
        "Gardien – Provinois",
        (Holder("gardien.provins@val-de-brie.example", "Jade Cerfeuil"),),
    ),
    PostPlan(
        "val-de-brie",
        Function.GARDIEN,
        "Gardien – Melun et Fontainebleau",
        (
            Holder("gardien.melun@val-de-brie.example", "Omar Bleuet"),
            Holder("remplacant.melun@val-de-brie.example", "Cécile Jonquille", SUPPLEANT),
        ),
    ),
    PostPlan("val-de-brie", Function.DPO, "Délégué à la protection des données"),
    PostPlan(
        "seine-et-loing",
        Function.REFERENT,
        "Référent sûreté",
        (
            Holder("ancien.referent@seine-et-loing.example", "Alain Genévrier", until=310, closed=True),
            Holder("referent@seine-et-loing.example", "Maya Tournesol", since=309),
        ),
    ),
    PostPlan(
        "seine-et-loing",
        Function.GARDIEN,
        "Gardien – Dammarie et Melun",
        (
            Holder("gardien.dammarie@seine-et-loing.example", "Bruno Liseron"),
            Holder("remplacant.dammarie@seine-et-loing.example", "Aïcha Dahlia", SUPPLEANT),
        ),
    ),
    PostPlan(
        "seine-et-loing",
        Function.GARDIEN,
        "Gardien – Montereau et Nemours",
        (Holder("gardien.montereau@seine-et-loing.example", "Théo Fougère"),),
    ),
    PostPlan(
        "seine-et-loing",
        Function.DPO,
        "Délégué à la protection des données",
        (Holder("dpo@seine-et-loing.example", "Irène Sauge"),),
    ),
    PostPlan(
        "ourcq-et-marne",
        Function.REFERENT,
        "Référent sûreté",
        (Holder("referent@ourcq-et-marne.example", "Samuel Cytise"),),
    ),
    PostPlan(
        "ourcq-et-marne",
        Function.GARDIEN,
        "Gardien – Chelles",
        (Holder("gardien.chelles@ourcq-et-marne.example", "Lina Renoncule"),),
    ),
    PostPlan(
        "ourcq-et-marne",
        Function.GARDIEN,
        "Gardien – Mitry et Villeparisis",
        (Holder("gardien.mitry@ourcq-et-marne.example", "Pascal Chardon"),),
    ),
    PostPlan(
        "ourcq-et-marne",
        Function.GARDIEN,
        "Gardien – Marne-la-Vallée",
        (
            Holder("gardien.noisiel@ourcq-et-marne.example", "Yasmine Hortensia"),
            Holder("remplacant.noisiel@ourcq-et-marne.example", "Loïc Muguet", SUPPLEANT),
        ),
    ),
    PostPlan(
        "toits-de-senart",
        Function.REFERENT,
        "Référent sûreté",
        (Holder("referent@toits-de-senart.example", "Gabriel Seringat"),),
    ),
    PostPlan(
        "toits-de-senart",
        Function.GARDIEN,
        "Gardien – Sénart",
        (
            Holder("gardien.senart@toits-de-senart.example", "Élodie Primevère"),
            Holder("remplacant.senart@toits-de-senart.example", "Moussa Anémone", SUPPLEANT),
        ),
    ),
    PostPlan(
        "toits-de-senart",
        Function.GARDIEN,
        "Gardien – Roissy et Ozoir",
        (Holder("gardien.roissy@toits-de-senart.example", "Agnès Houblon"),),
    ),
)

# The nine circonscriptions of today. The deputies of the merged ones stayed.
_POLICE: dict[str, tuple[Holder, ...]] = {
    "Meaux": (
        Holder("correspondant@police-meaux.example", "Thomas Romarin"),
        Holder("adjoint@police-meaux.example", "Solène Aneth", SUPPLEANT),
    ),
    "Melun-Val-de-Seine": (
        Holder("ancien.correspondant@police-melun.example", "Patrick Troène", until=420),
        Holder("correspondant@police-melun.example", "Leïla Bourrache", since=419),
        Holder("adjoint@police-melun.example", "Rémi Origan", SUPPLEANT),
        Holder("correspondant@police-senart.example", "Virginie Mélisse", SUPPLEANT),
    ),
    "Noisiel": (
        Holder("correspondant@police-noisiel.example", "Djamila Estragon"),
        Holder("correspondant@police-pontault.example", "Jérôme Absinthe", SUPPLEANT),
    ),
    "Lagny-sur-Marne": (
        Holder("correspondant@police-lagny.example", "François Fenouil"),
        Holder("correspondant@police-chessy.example", "Estelle Nigelle", SUPPLEANT),
    ),
    "Coulommiers": (Holder("correspondant@police-coulommiers.example", "Amélie Sarriette"),),
    "Montereau-Fault-Yonne": (Holder("correspondant@police-montereau.example", "Nicolas Cardamine"),),
    "Fontainebleau": (
        Holder("correspondant@police-fontainebleau.example", "Vincent Callune"),
        Holder("correspondant@police-nemours.example", "Samia Guimauve", SUPPLEANT),
    ),
    "Villeparisis": (
        Holder("correspondant@police-villeparisis.example", "Régis Millepertuis", until=40),
        Holder("adjoint@police-villeparisis.example", "Chloé Bardane", SUPPLEANT),
        Holder("correspondant@police-chelles.example", "Antoine Cresson", SUPPLEANT),
    ),
    "Provins": (),
}

# Units that exist, people who do not; the communes are some of the gendarmerie's around each, not its perimeter, which
# is not public. What is left is the groupement's.
_GENDARMERIE = (
    PostPlan(
        "gendarmerie-77",
        Function.CORRESPONDANT,
        "Compagnie de Meaux",
        (
            Holder("correspondant@compagnie-meaux.example", "Maëlle Asphodèle"),
            Holder("adjoint@compagnie-meaux.example", "Kévin Euphorbe", SUPPLEANT),
        ),
        communes=("Crécy-la-Chapelle", "Crouy-sur-Ourcq", "Esbly", "La Ferté-sous-Jouarre", "Lizy-sur-Ourcq"),
    ),
    PostPlan(
        "gendarmerie-77",
        Function.CORRESPONDANT,
        "Compagnie de Melun",
        (Holder("correspondant@compagnie-melun.example", "Sonia Digitale"),),
        communes=("Chaumes-en-Brie", "Coubert", "Le Châtelet-en-Brie", "Mormant", "Tournan-en-Brie"),
    ),
    PostPlan(
        "gendarmerie-77",
        Function.CORRESPONDANT,
        "Brigade de Dammartin-en-Goële",
        (Holder("correspondant@brigade-dammartin.example", "Didier Consoude", until=70),),
        communes=("Dammartin-en-Goële", "Longperrier", "Othis", "Rouvres", "Saint-Pathus"),
    ),
)

_STATE = (
    PostPlan(
        "gendarmerie-77",
        Function.CORRESPONDANT,
        "Groupement de gendarmerie",
        (
            Holder("correspondant@gendarmerie-77.example", "Nadia Tilleul"),
            Holder("adjoint@gendarmerie-77.example", "Erwan Genêt", SUPPLEANT),
        ),
    ),
    PostPlan(
        "parquet-meaux",
        Function.MAGISTRAT,
        "Magistrat référent",
        (
            Holder("parquet@tj-meaux.example", "Hélène Églantine"),
            Holder("suppleant@tj-meaux.example", "Raphaël Lilas", SUPPLEANT),
            Holder("greffe@tj-meaux.example", "Pauline Bergamote", PREPARATEUR),
        ),
    ),
    PostPlan(
        "parquet-melun",
        Function.MAGISTRAT,
        "Magistrat référent",
        (
            Holder("parquet@tj-melun.example", "Marc Chèvrefeuille"),
            Holder("suppleant@tj-melun.example", "Anne Pivoine", SUPPLEANT),
        ),
    ),
    PostPlan(
        "parquet-fontainebleau",
        Function.MAGISTRAT,
        "Magistrat référent",
        (Holder("parquet@tj-fontainebleau.example", "Julie Bruyère"),),
    ),
    PostPlan(
        "prefecture-77",
        Function.CORRESPONDANT,
        "Bureau de la sécurité intérieure",
        (
            Holder("correspondant@prefecture-77.example", "Paul Hellébore"),
            Holder("adjoint@prefecture-77.example", "Mathilde Ancolie", SUPPLEANT),
        ),
    ),
    PostPlan(
        "aorif",
        Function.DELEGUE,
        "Délégué départemental",
        (
            Holder("delegue@aorif-77.example", "Odile Lavande"),
            Holder("codelegue@aorif-77.example", "Xavier Angélique", SUPPLEANT),
        ),
    ),
)


def of_place(name: str) -> str:
    """`"Meaux"` → `"de Meaux"`, `"Esbly"` → `"d’Esbly"`."""
    return f"d’{name}" if name[0] in "AEÉIOUY" else f"de {name}"


def district_label(district: str) -> str:
    return f"Circonscription {of_place(district)}"


def post_plans() -> Iterator[PostPlan]:
    """Every post but the administrator's, in the order in which they were opened."""
    yield from _STATE
    yield from _GENDARMERIE
    for district, holders in _POLICE.items():
        yield PostPlan("police-77", Function.CORRESPONDANT, district_label(district), holders, district)
    yield from _LANDLORDS


def everybody() -> list[Holder]:
    return [ADMINISTRATOR, *(holder for plan in post_plans() for holder in plan.holders)]
