"""The walls of the papers and figures: the requester reads, the machine writes.

A report is read under the designation it was asked under: rights of one function must not combine with another's.
"""

from acting.sight_walls import sight_of
from acting.walls import DESIGNATION, SIGNATORY, USER, Function, Policy, Rights, Wall, as_machine

OWN = f"user_id = {USER} AND designation_id = {DESIGNATION}"

# A DPO sees no fact, situation, referral or injunction, but of the own house what somebody has read or done that has a
# reference. `former` is the function that asks.
OF_THE_HOUSE = f"""SELECT i.id, i.reference::text FROM incidents_incident i
    WHERE former = 'dpo' AND i.landlord_id = {SIGNATORY} AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM incidents_situation i
    WHERE former = 'dpo' AND i.landlord_id = {SIGNATORY} AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM referrals_referral i
    WHERE former = 'dpo' AND {SIGNATORY} IN (i.sender_id, CASE WHEN i.sent_at IS NOT NULL THEN i.recipient_id END)
    AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM referrals_injunction i
    WHERE former = 'dpo' AND ({SIGNATORY} = i.landlord_id
        OR {SIGNATORY} = (SELECT p.signatory_id FROM correspondents_post p WHERE p.id = i.issuer_post_id))
    AND {{wanted}}"""

# What belongs to a situation is told by the reference of that one; of what is gone nothing is left to say it by.
IN_A_SITUATION = " ".join(
    f"""UNION ALL SELECT i.id, s.reference::text FROM {table} i JOIN incidents_situation s ON s.id = i.situation_id
    WHERE former = 'dpo' AND s.landlord_id = {SIGNATORY} AND i.id = ANY(objects)"""
    for table in ("incidents_step", "incidents_addressee", "incidents_letter", "incidents_legalaction")
)
OF_PERSONS = f"""UNION ALL SELECT i.id, s.reference::text FROM incidents_person i
    JOIN incidents_legalaction a ON a.id = i.action_id JOIN incidents_situation s ON s.id = a.situation_id
    WHERE former = 'dpo' AND s.landlord_id = {SIGNATORY} AND i.id = ANY(objects)"""

FUNCTIONS = (
    sight_of("reports_report"),
    Function(
        "reports_references(objects uuid[])",
        as_machine(
            "TABLE(object uuid, reference text)",
            f"{OF_THE_HOUSE.format(wanted='i.id = ANY(objects)')} {IN_A_SITUATION} {OF_PERSONS}",
        ),
    ),
    Function(
        "reports_referred_to(typed text)",
        as_machine("TABLE(object uuid, reference text)", OF_THE_HOUSE.format(wanted="i.reference = typed")),
    ),
)

WALLS = (
    Wall(
        "reports_report",
        (Policy("asked_for", "SELECT", OWN), Policy("asks", "INSERT", OWN)),
        app="SELECT, INSERT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_paper",
            "SELECT",
            "(SELECT true FROM reports_report r WHERE r.file_id = files_storedfile.id)",
        ),
    ),
)

RIGHTS = (Rights("reports_publishedcell", "protected figures, published for the whole convention", app="SELECT"),)
