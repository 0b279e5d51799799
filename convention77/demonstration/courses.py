"""Which referrals there are: from whom to whom, about what, and what became of them; and what was answered, how soon.

Numbers beside a word are how many of them, or how heavily it weighs. Days are counted back from today.
"""

from convention77.demonstration.people import district_label
from referrals.enums import RefusalMotive
from signatories.enums import SignatoryKind as K

PostKey = tuple[str, str]
Weights = dict[str, int]

MAGISTRAT = "Magistrat référent"
MEAUX: PostKey = ("parquet-meaux", MAGISTRAT)
MELUN: PostKey = ("parquet-melun", MAGISTRAT)
FONTAINEBLEAU: PostKey = ("parquet-fontainebleau", MAGISTRAT)
COURTS = {
    MEAUX: "Tribunal judiciaire de Meaux",
    MELUN: "Tribunal judiciaire de Melun",
    FONTAINEBLEAU: "Tribunal judiciaire de Fontainebleau",
}
GENDARMERIE: PostKey = ("gendarmerie-77", "Groupement de gendarmerie")
COMPANY_MEAUX: PostKey = ("gendarmerie-77", "Compagnie de Meaux")
PREFECTURE: PostKey = ("prefecture-77", "Bureau de la sécurité intérieure")


def police(district: str) -> PostKey:
    return "police-77", district_label(district)


# What was done with a referral, in order, once it was prepared.
STEPS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "sent": ("send",),
    "acknowledged": ("send", "acknowledge"),
    "in_progress": ("send", "acknowledge", "start"),
    "completed": ("send", "acknowledge", "complete", "start"),
    "answered": ("send", "acknowledge", "answer"),
    "answered_twice": ("send", "start", "answer", "answer"),
    "closed": ("send", "acknowledge", "answer", "close"),
    "refused": ("send", "acknowledge", "refuse"),
    "withdrawn": ("send", "withdraw"),
    "silent": ("send",),
    "lapsed": ("send", "acknowledge", "answer"),
    # Each of these shows one thing: see `apart`.
    "reserved": ("send", "acknowledge"),
    "renewed": ("send", "acknowledge", "renew"),
    "asked_more": ("send", "acknowledge", "answer"),
    "completed_after": ("send", "acknowledge", "answer", "complete"),
    "cleared": ("send", "acknowledge", "answer"),
    "cleared_kept": ("send", "acknowledge", "answer"),
    "planned_late": ("send", "acknowledge", "answer"),
    "planned_soon": ("send", "acknowledge", "answer"),
    "told_noted": ("send", "acknowledge"),
    "told_open": ("send",),
    "several": ("send",),
}
PAST_ITS_DAY = ("silent", "lapsed")
AGES: dict[str, tuple[int, int]] = {
    "draft": (1, 6),
    "sent": (1, 24),
    "acknowledged": (6, 45),
    "in_progress": (12, 70),
    "completed": (15, 60),
    "answered": (60, 190),
    "answered_twice": (90, 200),
    "closed": (100, 690),
    "refused": (40, 600),
    "withdrawn": (30, 600),
    "silent": (230, 640),
    "lapsed": (260, 640),
    "reserved": (8, 20),
    "renewed": (15, 20),
    "asked_more": (14, 24),
    "completed_after": (70, 110),
    "cleared": (60, 110),
    "cleared_kept": (120, 190),
    "planned_late": (34, 44),
    "planned_soon": (8, 14),
    "told_noted": (10, 16),
    "told_open": (3, 6),
    "several": (2, 5),
}

TO_PROSECUTION = {"suite-plainte": 70, "avis-parquet": 22, "copie-decision": 8}
TO_FORCES = {"presence": 60, "visite-surete": 15, "prise-contact": 17, "rendez-vous-plainte": 8}
TO_PREFECTURE = {"situation-prefecture": 60, "force-publique": 40}

TO_PARTNERS: tuple[tuple[PostKey, Weights, Weights], ...] = (
    (
        MEAUX,
        TO_PROSECUTION,
        {
            "draft": 1,
            "sent": 3,
            "acknowledged": 2,
            "in_progress": 1,
            "completed": 1,
            "answered": 6,
            "answered_twice": 1,
            "closed": 4,
            "refused": 1,
            "withdrawn": 1,
            "silent": 2,
            "lapsed": 1,
        },
    ),
    (
        MELUN,
        TO_PROSECUTION,
        {
            "sent": 2,
            "acknowledged": 1,
            "in_progress": 1,
            "answered": 4,
            "closed": 3,
            "refused": 1,
            "withdrawn": 1,
            "silent": 2,
        },
    ),
    (
        FONTAINEBLEAU,
        TO_PROSECUTION,
        {"sent": 1, "acknowledged": 1, "in_progress": 1, "answered": 3, "closed": 2, "refused": 1, "silent": 1},
    ),
    (
        police("Meaux"),
        TO_FORCES,
        {
            "draft": 1,
            "sent": 2,
            "acknowledged": 1,
            "in_progress": 1,
            "answered": 2,
            "answered_twice": 1,
            "closed": 3,
            "refused": 1,
            "withdrawn": 1,
            "lapsed": 1,
        },
    ),
    (police("Melun-Val-de-Seine"), TO_FORCES, {"draft": 1, "sent": 1, "answered": 2, "closed": 1}),
    (police("Villeparisis"), TO_FORCES, {"answered": 1, "closed": 1}),
    (police("Noisiel"), TO_FORCES, {"acknowledged": 1, "closed": 1}),
    (police("Lagny-sur-Marne"), TO_FORCES, {"answered": 1, "silent": 1}),
    (police("Montereau-Fault-Yonne"), TO_FORCES, {"in_progress": 1, "closed": 1}),
    (COMPANY_MEAUX, TO_FORCES, {"sent": 1, "answered": 1}),
    (
        GENDARMERIE,
        TO_FORCES,
        {
            "sent": 2,
            "acknowledged": 1,
            "completed": 1,
            "answered": 3,
            "closed": 2,
            "refused": 1,
            "withdrawn": 1,
            "silent": 1,
        },
    ),
    (
        PREFECTURE,
        TO_PREFECTURE,
        {"sent": 1, "acknowledged": 1, "in_progress": 1, "answered": 3, "closed": 1, "refused": 1, "lapsed": 1},
    ),
)

FROM_POLICE = {
    "intervention-site": 20,
    "acces-badges": 20,
    "contact-astreinte": 10,
    "remise-etat": 30,
    "conservation-images": 20,
}
FROM_PROSECUTION = {"suite-donnee": 45, "avis-audience": 25, "prejudice-pieces": 30}
FROM_PREFECTURE = {"point-etape": 1}

FROM_PARTNERS: tuple[tuple[PostKey, Weights, Weights], ...] = (
    (
        police("Meaux"),
        FROM_POLICE,
        {"draft": 1, "sent": 1, "acknowledged": 1, "in_progress": 1, "answered": 1, "closed": 2, "refused": 1},
    ),
    (police("Melun-Val-de-Seine"), FROM_POLICE, {"sent": 1, "answered": 1, "closed": 1}),
    (GENDARMERIE, FROM_POLICE, {"sent": 1, "acknowledged": 1, "answered": 2, "closed": 1}),
    (MEAUX, FROM_PROSECUTION, {"sent": 1, "acknowledged": 1, "answered": 1, "closed": 1, "withdrawn": 1}),
    (MELUN, FROM_PROSECUTION, {"sent": 1, "answered": 1, "closed": 1}),
    (FONTAINEBLEAU, FROM_PROSECUTION, {"answered": 1, "lapsed": 1}),
    (PREFECTURE, FROM_PREFECTURE, {"sent": 1, "in_progress": 1, "answered": 1, "closed": 1}),
)

# Categories of facts that a subject is about; a complaint is the landlord's or the agent's own.
ABOUT: dict[str, tuple[str, ...]] = {
    "suite-plainte": ("degradation", "vol", "incendie", "squat", "agent-verbal", "agent-physique"),
    "copie-decision": ("degradation", "vol", "incendie", "agent-physique"),
    "avis-parquet": ("stupefiants", "squat", "detournement", "menace"),
    "presence": ("occupation", "stupefiants", "rodeos", "vehicules", "bruit"),
    "visite-surete": ("degradation", "vol", "vehicules", "epaves"),
    "prise-contact": ("occupation", "menace", "agent-verbal", "rodeos", "vehicules"),
    "rendez-vous-plainte": ("occupation", "menace", "agent-verbal", "rodeos", "vehicules"),
    "force-publique": ("squat", "bruit", "menace"),
    "situation-prefecture": ("stupefiants", "occupation", "rodeos", "epaves"),
}
WITH_COMPLAINT = ("suite-plainte", "copie-decision")
PATIENCE = (96, 240)  # days between a complaint and the question what became of it

MEDIAN_DAYS = {K.POLICE: 6, K.GENDARMERIE: 6, K.PROSECUTION: 35, K.PREFECTURE: 16, K.LANDLORD: 4}
PACES = (1.0, 0.5, 1.7, 0.8, 1.3, 0.3, 2.4, 0.9, 1.1)  # of the first answer, around the median
ACCESS_DAYS = {K.POLICE: 90, K.GENDARMERIE: 90, K.PROSECUTION: 180, K.PREFECTURE: 180, K.LANDLORD: 90}

_FORCES = {
    "patrols_planned": 30,
    "nothing_found": 15,
    "meeting_proposed": 12,
    "people_removed": 11,
    "complaint_recorded": 8,
    "handrail_recorded": 8,
    "nothing_communicable": 7,
    "more_needed": 6,
    "other_service": 3,
}
OUTCOMES: dict[K, Weights] = {
    K.POLICE: _FORCES,
    K.GENDARMERIE: _FORCES,
    K.PROSECUTION: {
        "dismissed": 25,
        "sent_to_inquiry": 16,
        "under_inquiry": 6,
        "alternative": 13,
        "prosecuted": 12,
        "decided": 9,
        "not_received": 8,
        "nothing_communicable": 6,
        "joined": 2,
        "other_prosecution": 2,
        "already_given": 1,
    },
    K.PREFECTURE: {"raised_in_meeting": 50, "injunction_considered": 15, "not_retained": 25, "out_of_frame": 10},
    K.LANDLORD: {"done": 55, "planned": 30, "impossible": 6, "not_ours": 4, "requisition_needed": 5},
}
OUTCOMES_OF_SUBJECT: dict[str, Weights] = {
    "force-publique": {"force_granted": 35, "force_studied": 45, "force_refused": 20},
    "conservation-images": {"done": 60, "requisition_needed": 25, "impossible": 15},
    "copie-decision": {
        "copy_at_registry": 40,
        "copy_delivered": 20,
        "not_received": 20,
        "not_final": 15,
        "copy_refused": 5,
    },
    "avis-parquet": {
        "opinion_given": 60,
        "sent_to_inquiry": 15,
        "out_of_frame": 10,
        "other_prosecution": 5,
        "nothing_communicable": 10,
    },
    "situation-prefecture": {"raised_in_meeting": 60, "not_retained": 25, "injunction_considered": 15},
    "visite-surete": {"meeting_proposed": 60, "patrols_planned": 25, "more_needed": 10, "other_service": 5},
    "prise-contact": {"meeting_proposed": 50, "patrols_planned": 20, "complaint_recorded": 15, "more_needed": 15},
    "rendez-vous-plainte": {"meeting_proposed": 70, "complaint_recorded": 20, "more_needed": 10},
    "acces-badges": {"handed_over": 60, "planned": 30, "impossible": 6, "not_ours": 4},
    "remise-etat": {"done": 55, "planned": 33, "impossible": 6, "not_ours": 6},
    "point-etape": {"done": 60, "planned": 32, "impossible": 8},
    **{key: {"done": 1} for key in ("intervention-site", "suite-donnee", "avis-audience")},
    "contact-astreinte": {"standby_given": 1},
}
MOTIVES: dict[str, Weights] = {
    "dismissed": {
        "unknown_author": 46,
        "weak_offence": 22,
        "fruitless_search": 10,
        "small_damage": 6,
        "put_right": 4,
        "complainant_gave_up": 2,
        "extinction": 4,
        "no_offence": 6,
    },
    "copy_refused": {"no_legitimate_reason": 70, "opposed": 30},
    "decided": {"conviction_final": 50, "conviction_open": 25, "not_communicated": 15, "acquittal_final": 10},
    "impossible": {"no_means": 40, "third_party": 35, "no_right": 25},
}
REFUSALS = {
    RefusalMotive.INCOMPLETE: 40,
    RefusalMotive.OTHER_SERVICE: 25,
    RefusalMotive.OUT_OF_FRAME: 20,
    RefusalMotive.NO_BASIS: 15,
}

NOTES: dict[str, tuple[str, ...]] = {
    "patrols_planned": ("En soirée, du jeudi au samedi.", "Passages sur un mois, puis point avec le gardien."),
    "nothing_found": ("Trois passages à des heures différentes.",),
    "meeting_proposed": ("Visite du site avec le gardien.", "Se présenter à l’accueil, référent partenariat."),
    "handed_over": ("Au chef de la patrouille de nuit.", "À l’accueil du service, contre reçu."),
    "people_removed": ("Contrôles dans le hall et aux abords.",),
    "more_needed": ("Horaires habituels et accès à préciser.",),
    "opinion_given": (
        "Faits qui peuvent être portés devant le juge civil, plainte et constat à l’appui.",
        "Dépôt de plainte conseillé avant toute action en résiliation.",
    ),
    "sent_to_inquiry": ("Nouvelle question utile dans trois mois.",),
    "prosecuted": ("L’avis à victime suivra par courrier.",),
    "dismissed": ("Avis de classement adressé au siège.",),
    "alternative": ("Réparation du dommage demandée.",),
    "copy_at_registry": ("Greffe correctionnel, sur demande écrite.",),
    "raised_in_meeting": ("Inscrit à l’ordre du jour du comité technique.",),
    "force_studied": ("Enquête sociale en cours.",),
    "done": ("Fait par l’équipe de proximité.", "Bon de travaux soldé."),
    "planned": ("Prestataire commandé.",),
}

# What partners say of themselves in fields of their own, in turn.
TOLD: tuple[dict[str, str], ...] = (
    {"told": "dismissed", "told_motive": "unknown_author"},
    {"told": "sent_to_inquiry"},
    {"told": "alternative"},
)
DAMAGES = (["amount"], ["amount", "proofs"], ["civil_party"])
EQUIPMENTS = (["door"], ["light"], ["wreck"], ["door", "light"])

# What a request says in fields of its own, where no fact says it.
SAID: dict[str, dict[str, str]] = {
    "avis-parquet": {"question": "Ces faits relèvent-ils d’une contravention ou d’un délit ?"},
    "situation-prefecture": {"expected": "Une inscription à l’ordre du jour du prochain comité technique."},
    "intervention-site": {"planned_at": "06:30", "todo": "Ouvrir le local technique."},
    "acces-badges": {
        "access_to": "Portes des halls et parking.",
        "access_count": "2",
        "access_for": "Patrouille de nuit.",
    },
    "contact-astreinte": {
        "standby_for": "Ouvrir un local technique la nuit.",
        "hours_from": "20:00",
        "hours_to": "06:00",
    },
    "remise-etat": {"repair_at": "Entrée principale, côté parking."},
    "conservation-images": {"cameras": "Hall et parking.", "images_from": "20:00", "images_to": "02:00"},
    "point-etape": {"about": "Les mesures prises dans les halls."},
}

PRECISIONS: dict[str, tuple[str, ...]] = {
    "presence": ("Présence visible souhaitée, à pied.", "Plutôt en fin d’après-midi.", ""),
    "visite-surete": ("Visite avec le responsable technique, tous les matins.", ""),
    "prise-contact": ("Le gardien est joignable en semaine, de 8 h à 12 h.", ""),
    "rendez-vous-plainte": ("De préférence le matin.", ""),
    "suite-plainte": ("", "", "Constitution de partie civile envisagée."),
    "avis-parquet": ("Le bailleur envisage une action en résiliation.", ""),
    "force-publique": ("Un point avant le prochain comité technique serait utile.",),
    "situation-prefecture": ("Pour le prochain comité technique.", "Trois halls concernés depuis le printemps."),
    "intervention-site": ("Opération dans les parties communes, le matin.", "Présence d’un agent inutile."),
    "acces-badges": ("Deux badges pour les équipages de nuit.", "Code changé depuis la semaine dernière."),
    "contact-astreinte": ("Numéro d’astreinte du week-end.", ""),
    "remise-etat": ("", "Depuis le week-end.", "Signalé par la patrouille."),
    "conservation-images": (
        "Hall et parking, de 20 h à 2 h.",
        "Entrée du parking, nuit entière.",
    ),
    "prejudice-pieces": ("", "Avant l’audience."),
    "point-etape": ("Suites données depuis la dernière réunion.", "Mesures prises dans les halls."),
}
