"""Row-level security of every case table: the second wall behind `incidents.permissions`, with the same rules.

FORCEd, so that it binds the owner too. Without context (`acting_as`) the functions answer NULL and no row is seen. The
machine is obeyed in the worker's role only. Sub-selects do not depend on the row, so each runs once in a statement.
"""

from django.db import migrations

FUNCTION = "(SELECT app_function())"
OF_LANDLORD = f"landlord_id = (SELECT app_signatory()) AND {FUNCTION}"
INBOX = f"{FUNCTION} IN ('correspondant', 'magistrat', 'preparateur')"
MACHINE = f"{FUNCTION} = 'machine'"
GRANTS = "SELECT content_object_id FROM {table} g JOIN auth_permission p ON p.id = g.permission_id WHERE g.group_id = (SELECT app_group()) AND p.codename = '{codename}'"
RESIDENCES_GRANTED = GRANTS.format(table="signatories_residencegroupobjectpermission", codename="view_residence")
REFERRALS_GRANTED = GRANTS.format(table="incidents_referralgroupobjectpermission", codename="view_referral")

SENT = f"({FUNCTION} = 'referent' AND sender_id = (SELECT app_signatory()) OR {INBOX} AND sender_post_id = (SELECT app_post()))"
RECEIVED = (
    f"(sent_at IS NOT NULL AND ({FUNCTION} = 'referent' AND recipient_id = (SELECT app_signatory())"
    f" OR {INBOX} AND recipient_post_id = (SELECT app_post())))"
)
LIVE = "state IN ('sent', 'acknowledged', 'in_progress', 'answered') AND until >= (SELECT app_today())"
REFERRALS = "SELECT id FROM incidents_referral"
SENT_REFERRALS = f"{REFERRALS} WHERE {SENT}"
RECEIVED_REFERRALS = f"{REFERRALS} WHERE {RECEIVED}"
READABLE = f"id IN ({REFERRALS_GRANTED}) OR {FUNCTION} = 'referent' AND recipient_id = (SELECT app_signatory())"

SEES_FACT = (
    f"{OF_LANDLORD} = 'referent' OR {OF_LANDLORD} = 'gardien'"
    f" AND (filed_by_id = (SELECT app_user()) OR residence_id IN ({RESIDENCES_GRANTED}))"
)

POLICIES: dict[str, dict[str, tuple[str, str]]] = {
    "incidents_incident": {
        "seen": ("SELECT", SEES_FACT),
        "filed": ("INSERT", f"{OF_LANDLORD} IN ('gardien', 'referent') AND filed_by_id = (SELECT app_user())"),
        "triaged": ("UPDATE", f"{OF_LANDLORD} = 'referent'"),
    },
    "incidents_situation": {
        "seen": ("SELECT", f"{OF_LANDLORD} IN ('referent', 'contentieux')"),
        "opened": ("INSERT", f"{OF_LANDLORD} = 'referent'"),
        "changed": ("UPDATE", f"{OF_LANDLORD} = 'referent'"),
    },
    "incidents_complaint": {
        "seen": ("SELECT", f"{OF_LANDLORD} IN ('referent', 'contentieux')"),
        "noted": ("INSERT", f"{OF_LANDLORD} = 'referent'"),
        "changed": ("UPDATE", f"{OF_LANDLORD} = 'referent'"),
    },
    "incidents_referral": {
        "sent": ("SELECT", SENT),
        "received": ("SELECT", RECEIVED),
        "prepared": ("INSERT", SENT),
        "moved": ("UPDATE", f"{SENT} OR {RECEIVED}"),
    },
    "incidents_referralsource": {
        "kept": (
            "ALL",
            f"owner_id = (SELECT app_signatory()) AND ({FUNCTION} = 'referent' OR {INBOX} AND owner_post_id = (SELECT app_post()))",
        ),
    },
    "incidents_referredincident": {
        "followed": ("SELECT", "incident_id IN (SELECT id FROM incidents_incident)"),
        "noted": (
            "INSERT",
            f"incident_id IN (SELECT id FROM incidents_incident) AND referral_id IN ({SENT_REFERRALS})",
        ),
    },
    "incidents_disclosure": {
        "kept": ("SELECT", f"referral_id IN ({SENT_REFERRALS})"),
        "read": ("SELECT", f"referral_id IN ({RECEIVED_REFERRALS} AND {LIVE} AND ({READABLE}))"),
        "frozen": ("INSERT", f"referral_id IN ({SENT_REFERRALS})"),
    },
    "incidents_answer": {
        "read": ("SELECT", f"referral_id IN ({REFERRALS})"),
        "given": ("INSERT", f"referral_id IN ({RECEIVED_REFERRALS})"),
    },
    "incidents_followup": {
        "followed": ("SELECT", "referral_id IN (SELECT referral_id FROM incidents_referredincident)"),
        "told": ("INSERT", f"referral_id IN ({REFERRALS})"),
    },
    "incidents_referralgroupobjectpermission": {
        "own": ("SELECT", f"group_id = (SELECT app_group()) OR content_object_id IN ({REFERRALS})"),
        "granted": ("INSERT", f"content_object_id IN ({SENT_REFERRALS})"),
        "revoked": ("DELETE", f"content_object_id IN ({REFERRALS})"),
    },
}


def policy(table: str, name: str, command: str, rule: str, role: str = "PUBLIC") -> str:
    using = "" if command == "INSERT" else f" USING ({rule})"
    check = f" WITH CHECK ({rule})" if command in ("INSERT", "UPDATE", "ALL") else ""
    return f"CREATE POLICY {name} ON {table} FOR {command} TO {role}{using}{check};"


def raise_wall(table: str) -> str:
    own = [policy(table, name, command, rule) for name, (command, rule) in POLICIES[table].items()]
    machine = policy(table, "machine", "ALL", MACHINE, role="convention77_worker")
    return "\n".join(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
            *own,
            machine,
        ]
    )


def remove_wall(table: str) -> str:
    drops = [f"DROP POLICY {name} ON {table};" for name in (*POLICIES[table], "machine")]
    return "\n".join(
        [
            *drops,
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_facts_and_referrals"),
        ("journal", "0003_chain_and_walls"),
    ]

    operations = [migrations.RunSQL(raise_wall(table), remove_wall(table)) for table in POLICIES]
