"""The pages that are measured, as data: a new list is one line. A test holds that each address of a list has one.

`query` is the address's, `posted` what a search sends; a word in braces is one of OBJECTS, found in each world.
"""

from dataclasses import dataclass

LISTS_BY_OTHER_NAMES = (
    "directory",
    "incident_all",
    "journal",
    "handover",
    "competence_tables",
    "convention_settings",
    "answers_awaited",
    "incident_referrals",
)
NO_ROWS = (
    "demo_mail_list",  # files of the demonstration, which a real site does not have
    "fact_import_list",  # a dozen in the life of a house
)


@dataclass(frozen=True)
class Page:
    """`pages_on`: its list goes on over many pages, and a deep one is measured too."""

    who: str
    url_name: str
    query: str = ""
    posted: str = ""
    pages_on: bool = False

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.who, self.url_name, self.query, self.posted) if part)

    @property
    def is_list(self) -> bool:
        return self.url_name.endswith("_list") or self.url_name in LISTS_BY_OTHER_NAMES


def _each(who: str, url_name: str, *queries: str) -> tuple[Page, ...]:
    return tuple(Page(who, url_name, query) for query in queries)


PAGES = (
    # Facts: every sort and filter, first page and deep.
    Page("référent", "incident_list"),
    Page("référent", "incident_all", pages_on=True),
    Page("référent", "incident_all", posted="texte=porte"),
    Page("référent", "situation_list", pages_on=True),
    *_each("référent", "situation_list", "etat=toutes", "couleur=red", "suivi=moi", "etat=closes"),
    Page("contentieux", "situation_list"),
    Page("référent", "addressee_list", "{lease}"),
    Page("référent", "evidence_list", "{lease}"),
    Page("référent", "letter_list", "{lease}"),
    Page("référent", "person_list", "{lease}"),
    Page("référent", "letter_template_list"),
    Page("référent", "mailing_detail", "{mailing}"),
    Page("référent", "situation_detail", "{lease}"),
    *_each("référent", "incident_all", "tri=date", "tri=lieu", "tri=-lieu", "tri=categorie", "tri=-categorie"),
    *_each("référent", "incident_all", "tri=etat", "tri=-etat", "etat=filed", "etat=attached", "etat=set_aside"),
    *_each("référent", "incident_all", "commune={commune}", "famille={family}", "periode=30", "periode=365"),
    *_each("référent", "incident_all", "residence={residence}", "residence={residence}&lieu=hall"),
    *_each("référent", "incident_all", "tri=lieu&etat=attached", "tri=date&famille={family}&periode=365"),
    Page("gardien", "incident_list", pages_on=True),
    *_each("gardien", "incident_list", "tri=lieu", "etat=filed"),
    # Referrals: both boxes, every state, the search of a number.
    Page("parquet", "referral_list", "boite=recues", pages_on=True),
    *_each("parquet", "referral_list", "boite=recues&etat=attente", "boite=recues&etat=repondues"),
    *_each("parquet", "referral_list", "boite=recues&etat=terminees", "boite=envoyees"),
    *_each("parquet", "referral_list", "boite=recues&etat=moi", "boite=recues&etat=revoir"),
    *_each("parquet", "referral_list", "boite=recues&etat=toutes&commune={commune}", "objet=suite-plainte"),
    *_each("référent", "referral_list", "boite=envoyees&commune={commune}", "boite=envoyees&objet=presence"),
    Page("référent", "referral_silence"),
    Page("parquet", "referral_silence"),
    Page("parquet", "referral_list", "boite=recues", "number={number}"),
    Page("préparateur", "referral_list", "boite=recues"),
    Page("police", "referral_list", "boite=recues", pages_on=True),
    *_each("police", "referral_list", "boite=recues&etat=attente", "boite=envoyees"),
    Page("référent", "referral_list", "boite=envoyees", pages_on=True),
    *_each("référent", "referral_list", "boite=envoyees&etat=attente", "boite=envoyees&etat=terminees"),
    *_each("référent", "referral_list", "boite=envoyees&etat=brouillons", "boite=recues"),
    *(Page(who, "handover") for who in ("parquet", "référent")),
    # Injunctions, of both sides.
    *(Page(who, "injunction_list") for who in ("référent", "contentieux")),
    *(Page(who, "due_list") for who in ("référent", "contentieux", "parquet", "police")),
    *(Page(who, "exceptional_list") for who in ("référent", "parquet", "dpo")),
    Page("administrateur", "exceptional_ask"),
    # Residences, accesses.
    Page("référent", "residence_list", pages_on=True),
    *_each("référent", "residence_list", "tri=nom", "tri=-nom", "tri=logements", "tri=-logements", "tri=-commune"),
    *_each("référent", "residence_list", "q=tilleuls", "commune={commune}", "etat=toutes"),
    Page("police", "residence_list", pages_on=True),
    *_each("police", "residence_list", "tri=bailleur", "q=rue de l’église"),
    *(Page(who, "access_list") for who in ("référent", "police")),
    *_each("police", "access_list", "etat=echus", "etat=tous"),
    # Directory, posts.
    *(Page(who, "directory") for who in ("référent", "parquet", "délégué")),
    Page("référent", "directory", "fonction=gardien", pages_on=True),
    Page("référent", "directory", "commune=Meaux"),
    *(Page("référent", "directory", posted=f"text={text}") for text in ("martin", "parquet melum")),
    Page("référent", "post_list", pages_on=True),
    Page("administrateur", "post_list"),
    *(Page(who, "gap_list") for who in ("délégué", "référent")),
    # Meetings, papers, journal.
    *_each("référent", "meeting_list", "", "quand=passees", "quand=passees&nature=gpo"),
    Page("référent", "decision_list"),
    *(Page(who, "report_list") for who in ("parquet", "référent")),
    Page("dpo", "journal", pages_on=True),
    *_each("dpo", "journal", "verb=saisine.lue", "since=2026-01-01"),
    *(Page(who, "journal") for who in ("parquet", "administrateur")),
    # Administration.
    Page("administrateur", "account_list", pages_on=True),
    Page("administrateur", "account_list", posted="name=martin"),
    Page("administrateur", "portal_state"),
    *(Page("administrateur", name) for name in ("job_list", "mail_list", "signatory_list", "subject_list")),
    *(
        Page("administrateur", name)
        for name in ("charter_list", "competence_tables", "convention_settings", "theme_list")
    ),
    # One object, one figure.
    Page("référent", "incident_detail", "{fact}"),
    Page("référent", "incident_referrals", "{fact}"),
    Page("référent", "situation_detail", "{situation}"),
    Page("référent", "answers_awaited"),
    Page("gardien", "incident_detail", "{own_fact}"),
    Page("référent", "referral_detail", "{sent}"),
    Page("parquet", "referral_detail", "{received}"),
    # Who may see it: everybody in function is asked in turn.
    Page("référent", "fact_readers", "{fact}"),
    Page("gardien", "fact_readers", "{own_fact}"),
    Page("référent", "situation_readers", "{situation}"),
    Page("référent", "referral_readers", "{sent}"),
    Page("parquet", "referral_readers", "{received}"),
    Page("référent", "residence_detail", "{residence}"),
    Page("police", "residence_detail", "{near_residence}"),
    *(Page(who, "steering") for who in ("référent", "délégué")),
    *(Page("délégué", name) for name in ("publication_list", "review_list")),
    *(Page(who, "own_steering") for who in ("référent", "contentieux")),
    Page("référent", "own_steering", "periode=annee"),
    *(Page(who, "own_load") for who in ("parquet", "police", "préparateur")),
    Page("police", "own_load", "periode=annee"),
    Page("référent", "incident_new"),
    Page("référent", "referral_new"),
    Page("référent", "referral_new", "incident={fact}"),
    Page("administrateur", "administration"),
)

# The one box: a common word, two, a number, a misspelt word of which nothing is spelt so, one kind alone.
SEARCHES = (
    Page("référent", "search", posted="texte=porte"),
    Page("référent", "search", posted="texte=cadenas coupé"),
    Page("référent", "search", posted="texte=cadenass photographies"),
    Page("référent", "search", posted="texte={number_of_house}"),
    Page("référent", "search", posted="texte=vitrages&nature=faits"),
    Page("contentieux", "search", posted="texte=cave"),
    Page("gardien", "search", posted="texte=cave"),
    Page("gardien", "search", posted="texte=cadenass"),
    *(Page(who, "search", posted="texte=porte") for who in ("parquet", "police", "délégué")),
    Page("police", "search", posted="texte=vitarge"),
)

# Found for the person of the page: an ordinary one, neither the newest nor the oldest.
OBJECTS = {
    "commune": """SELECT commune_id FROM (
            (SELECT commune_id, 1 AS turn FROM {residence} WHERE landlord_id = %(signatory)s ORDER BY id LIMIT 1)
            UNION ALL
            (SELECT commune_id, 2 FROM {competence} WHERE signatory_id = %(signatory)s ORDER BY commune_id LIMIT 1)
        ) found ORDER BY turn LIMIT 1""",
    "family": "SELECT family FROM {category} ORDER BY position LIMIT 1",
    "residence": "SELECT id FROM {residence} WHERE landlord_id = %(signatory)s ORDER BY name LIMIT 1",
    "near_residence": """SELECT r.id FROM {residence} r JOIN {competence} c USING (commune_id)
        WHERE c.signatory_id = %(signatory)s ORDER BY r.name LIMIT 1""",
    "lease": """SELECT id FROM {situation} WHERE landlord_id = %(signatory)s AND kind = 'lease' AND ended_at IS NULL
        ORDER BY opened_at LIMIT 1""",
    "mailing": "SELECT id FROM {mailing} WHERE landlord_id = %(signatory)s LIMIT 1",
    "situation": """SELECT id FROM {situation} WHERE landlord_id = %(signatory)s AND kind = 'place' AND ended_at IS NULL
        ORDER BY opened_at LIMIT 1""",
    "fact": """SELECT id FROM {incident} WHERE landlord_id = %(signatory)s AND state = 'attached'
        ORDER BY started_at DESC OFFSET 20 LIMIT 1""",
    "own_fact": "SELECT id FROM {incident} WHERE filed_by_id = %(user)s ORDER BY started_at DESC LIMIT 1",
    "sent": """SELECT id FROM {referral} WHERE sender_id = %(signatory)s AND state = 'answered'
        ORDER BY sent_at DESC LIMIT 1""",
    "received": """SELECT id FROM {referral} WHERE recipient_post_id = %(post)s AND state = 'acknowledged'
        ORDER BY sent_at DESC LIMIT 1""",
    "number_of_house": """SELECT pv_number FROM {complaint} WHERE landlord_id = %(signatory)s AND pv_number <> ''
        ORDER BY filed_on DESC, id LIMIT 1""",
    "number": """SELECT c.pv_number FROM {complaint} c JOIN {referralsource} s ON s.complaint_id = c.id
        JOIN {referral} r ON r.id = s.referral_id
        WHERE r.recipient_post_id = %(post)s AND c.pv_number <> ''
        ORDER BY r.state IN ('sent', 'acknowledged', 'in_progress', 'answered') DESC, r.sent_at DESC LIMIT 1""",
}
