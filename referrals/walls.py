"""The walls of what crosses between signatories, with the rules of `permissions` and `lifecycle`."""

from acting.enums import ANSWERING_FUNCTIONS, INBOX_FUNCTIONS
from acting.enums import Function as Does
from acting.sight_walls import sight_of
from acting.walls import (
    BY_ADMINISTRATOR,
    CONVENTION,
    DESIGNATION,
    FUNCTION,
    GROUP,
    KIND,
    OWNER,
    POST,
    READ_BY_ALL,
    SIGNATORY,
    TODAY,
    USER,
    Policy,
    Rights,
    Wall,
    case_of,
    function_in,
    one_of,
)
from journal.walls import NEW_MESSAGE
from referrals import (
    delay_walls,
    exceptional_walls,
    handling_walls,
    injunction_walls,
    machine_walls,
    move_walls,
    piece_walls,
    search_walls,
)
from referrals.answer_walls import ASKING_MORE, INSTITUTION_NAMED, KNOWN_MOTIVES, OUTCOME_TAKEN, WITH_PHONE
from referrals.asked_pieces import PIECES
from referrals.enums import ReferralState
from referrals.lifecycle import ENDED, LIVE, WAITING
from referrals.move_walls import KNOWN_SETS, LAST_DAY, RECEIVED, SENT, named_at_post
from referrals.outcomes import PLANNED
from referrals.retention_walls import WALLS as OF_RETENTION
from signatories.enums import STATE_PARTNERS, SignatoryKind

BY_WHO_ANSWERS = function_in(ANSWERING_FUNCTIONS)
RUNNING = f"until >= {TODAY}"
IS_LIVE = one_of("state", LIVE)
# The table of grants holds one permission only (the policy "derived" below), so that none is looked up here.
GRANTED = (
    "(SELECT true FROM referrals_referralgroupobjectpermission g"
    f" WHERE g.content_object_id = r.id AND g.group_id = {GROUP})"
)
OF_POST = case_of(FUNCTION, {("referent",): "true", INBOX_FUNCTIONS: GRANTED})
# A reserved referral is for whoever was named, acting by the designation that was.
NAMED = f"{DESIGNATION} = ANY (r.named_readers)"
GRANTED_BY_NAME = (
    "(SELECT true FROM referrals_referraluserobjectpermission g"
    f" WHERE g.content_object_id = r.id AND g.user_id = {USER})"
)
READABLE = f"CASE WHEN r.named_readers = '{{}}' THEN {OF_POST} ELSE {NAMED} AND {GRANTED_BY_NAME} END"
OPEN_TO_ACTOR = f"(r.named_readers = '{{}}' OR {NAMED})"
DRAFT_OF_ONESELF = (
    f"{BY_WHO_ANSWERS} AND sender_id = {SIGNATORY} AND sender_post_id = {POST}"
    f" AND sender_designation_id = {DESIGNATION} AND state = 'draft' AND version = 1 AND app_is_now(created_at)"
    " AND sent_at IS NULL AND acknowledged_at IS NULL AND answered_at IS NULL AND ended_at IS NULL"
    " AND reopened_at IS NULL AND renewed_at IS NULL AND NOT asks_more AND planned_on IS NULL"
    f" AND {named_at_post('referrals_referral')}"
    f" AND field_sets::text[] <@ {KNOWN_SETS} AND until BETWEEN {TODAY} AND {LAST_DAY}"
    " AND (SELECT true FROM correspondents_post p WHERE p.id = recipient_post_id AND p.signatory_id = recipient_id)"
)


def of_referral(rule: str = "true", key: str = "referral_id") -> str:
    """The row's referral is seen by the actor, and `rule` holds. Scalar: never hashed, never the whole visible set."""
    return f"(SELECT true FROM referrals_referral r WHERE r.id = {key} AND {rule})"


FUNCTIONS = (
    sight_of("referrals_referral"),
    sight_of("referrals_disclosure", key="referral_id"),
    sight_of("referrals_injunction"),
    *delay_walls.FUNCTIONS,
    *move_walls.FUNCTIONS,
    *injunction_walls.FUNCTIONS,
    *exceptional_walls.FUNCTIONS,
    *machine_walls.FUNCTIONS,
    *piece_walls.FUNCTIONS,
    *search_walls.FUNCTIONS,
)

TRIGGERS = (
    *delay_walls.TRIGGERS,
    *move_walls.TRIGGERS,
    *injunction_walls.TRIGGERS,
    *exceptional_walls.TRIGGERS,
    *search_walls.TRIGGERS,
)

FACT_OF_SENDER = (
    "(SELECT true FROM incidents_incident i WHERE i.id = incident_id AND i.landlord_id = (SELECT app_signatory()))"
)
IN_DRAFT = of_referral(f"{SENT} AND r.state = '{ReferralState.DRAFT}'")
BEING_COMPLETED = "referral_id = (SELECT referrals_opened())"
OPEN_TO_SENDER = of_referral(f"{SENT} AND {one_of('r.state', WAITING)} AND {RUNNING}")
JUST_WITHDRAWN = of_referral(
    f"{SENT} AND r.sent_at IS NOT NULL AND r.state = '{ReferralState.WITHDRAWN}' AND app_is_now(r.ended_at)"
)
OWN_SOURCE = f"owner_id = {SIGNATORY} AND " + case_of(
    FUNCTION, {("referent",): "true", INBOX_FUNCTIONS: f"owner_post_id = {POST}"}
)
# The keys of a projection are what it always says and the sets that the referral says are shared.
OF_SHARED_SETS = (
    "referrals_disclosure.content - '{commune,precision,asked}'::text[] - r.field_sets::text[] = '{}'::jsonb"
)
# What a request says in fields of its own has no other keys than these.
OF_KNOWN_PIECES = (
    f"coalesce(referrals_disclosure.content -> 'asked', '{{}}') - '{{{','.join(PIECES)}}}'::text[] = '{{}}'::jsonb"
)
# Persons cross while the situation that the sender draws on has a running legal action.
OF_RUNNING_ACTION = (
    "(NOT referrals_disclosure.content ? 'persons' OR"
    " (SELECT true FROM referrals_referralsource s JOIN incidents_legalaction a ON a.situation_id = s.situation_id"
    " WHERE s.referral_id = r.id AND a.withdrawn_at IS NULL))"
)
# As `incidents.references.number_key` writes it.
SHARED_NUMBER = "key <> '' AND key IN ({})".format(
    ", ".join(
        f"lower(regexp_replace(d.content -> '{part}' ->> '{name}', '[^A-Za-z0-9]', '', 'g'))"
        for part, name in (
            ("complaint", "pv_number"),
            ("complaint", "prosecution_number"),
            ("asked", "complaint_number"),
        )
    )
)
NUMBER_OF_OWN_DISCLOSURE = (
    "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id"
    f" AND {of_referral(SENT, key='d.referral_id')} AND {SHARED_NUMBER})"
)
WHOLE_OUTCOME = (
    f"{OUTCOME_TAKEN} AND (outcome_motive = '' OR (outcome, outcome_motive) IN ({KNOWN_MOTIVES}))"
    f" AND {INSTITUTION_NAMED} AND (outcome_phone = '' OR {one_of('outcome', WITH_PHONE)})"
)
# To whoever sent the referral, which says whether more is asked for, and on which day it is planned.
WHOLE_ANSWER = (
    f"r.sender_id = referrals_answer.sender_id AND {WHOLE_OUTCOME} AND r.asks_more = ({one_of('outcome', ASKING_MORE)})"
    f" AND r.planned_on IS NOT DISTINCT FROM CASE WHEN outcome = '{PLANNED}' THEN outcome_date END"
)
AT_OWN_POST = f"{function_in(INBOX_FUNCTIONS)} AND post_id = {POST}"
BY_PREPARATEUR = f"{FUNCTION} = '{Does.PREPARATEUR}'"
# To what the post has received and may still answer.
PREPARED_NOW = (
    f"{AT_OWN_POST} AND {BY_PREPARATEUR} AND designation_id = {DESIGNATION} AND app_is_now(prepared_at) AND "
    + of_referral(
        f"{RECEIVED} AND r.recipient_post_id = post_id AND r.named_readers = '{{}}' AND {IS_LIVE} AND {RUNNING}"
        f" AND {WHOLE_OUTCOME}"
    )
)
OF_OWN_DISCLOSURE = (
    f"(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id AND {of_referral(SENT, key='d.referral_id')})"
)
# Without a residence a partner of the State writes about its own territory, to a landlord.
TO_A_LANDLORD = (
    f"(SELECT s.kind = '{SignatoryKind.LANDLORD}' AND s.convention_id = {CONVENTION}"
    " FROM signatories_signatory s WHERE s.id = r.recipient_id)"
)
ABOUT_TERRITORY = (
    f"{one_of(KIND, STATE_PARTNERS)} AND (SELECT true FROM territory_competence c"
    f" WHERE c.commune_id = referrals_referralsource.commune_id AND c.signatory_id = {SIGNATORY} LIMIT 1)"
    f" AND {of_referral(TO_A_LANDLORD)}"
)
SOURCE_SEEN = (
    f"owner_post_id = {POST}"
    f" AND CASE WHEN residence_id IS NULL THEN {ABOUT_TERRITORY} ELSE"
    " (SELECT true FROM territory_residence s WHERE s.id = residence_id AND s.commune_id = commune_id) END"
    " AND (situation_id IS NULL OR (SELECT true FROM incidents_situation s WHERE s.id = situation_id))"
    " AND (complaint_id IS NULL OR (SELECT true FROM incidents_complaint c WHERE c.id = complaint_id))"
)
POST_OF_RECIPIENT = (
    "(SELECT true FROM correspondents_post p WHERE p.id = r.recipient_post_id"
    " AND p.group_id = referrals_referralgroupobjectpermission.group_id)"
)
NAMES_USER = (
    "EXISTS (SELECT FROM correspondents_designation d WHERE d.id = ANY (r.named_readers)"
    " AND d.user_id = referrals_referraluserobjectpermission.user_id)"
)
RULE_KEPT = (
    f"{BY_ADMINISTRATOR} AND (SELECT true FROM referrals_subjectrule r"
    f" WHERE r.id = subjectrule_id AND r.convention_id = {CONVENTION})"
)
KEPT_HERE = f"{BY_ADMINISTRATOR} AND convention_id = {CONVENTION}"
ONE_PERMISSION = (
    "permission_id = (SELECT p.id FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id"
    " WHERE p.codename = 'view_referral' AND t.app_label = 'referrals')"
)

WALLS = (
    Wall(
        "referrals_referral",
        (
            Policy("sent", "SELECT", SENT),
            Policy("received", "SELECT", RECEIVED),
            Policy("prepared", "INSERT", DRAFT_OF_ONESELF),
            Policy("moved", "UPDATE", f"{BY_WHO_ANSWERS} AND ({SENT} OR {RECEIVED})"),
        ),
        app="SELECT, INSERT, UPDATE",
        worker="SELECT, UPDATE",
    ),
    Wall(
        "referrals_delaycount",
        (
            Policy("read", "SELECT", f"sender_id = {SIGNATORY} AND {FUNCTION} = 'referent'"),
            Policy("counted", "ALL", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
    Wall(
        "referrals_referralsource",
        (
            Policy("kept", "SELECT", OWN_SOURCE),
            Policy(
                "drawn_on",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND {OWN_SOURCE} AND {SOURCE_SEEN} AND {IN_DRAFT} AND withdrawal_motive = ''",
            ),
            # Once, with the withdrawal of what was sent.
            Policy(
                "taken_back",
                "UPDATE",
                f"{BY_WHO_ANSWERS} AND {OWN_SOURCE} AND withdrawal_motive = ''",
                f"{OWN_SOURCE} AND {JUST_WITHDRAWN}",
            ),
        ),
        app="SELECT, INSERT, UPDATE (withdrawal_motive)",
        worker="SELECT",
    ),
    Wall(
        "referrals_referredincident",
        (
            Policy("followed", "SELECT", "(SELECT true FROM incidents_incident i WHERE i.id = incident_id)"),
            Policy(
                "noted",
                "INSERT",
                f"{FACT_OF_SENDER} AND {BY_WHO_ANSWERS} AND ({IN_DRAFT} OR {BEING_COMPLETED} AND {OPEN_TO_SENDER})",
            ),
            Policy("told", "SELECT", of_referral(), role=OWNER),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_disclosure",
        (
            # What one sent is kept; what one received is read while it lives. One policy: two are planned twice.
            Policy(
                "read",
                "SELECT",
                of_referral(f"({SENT} OR {RECEIVED} AND {one_of('state', LIVE)} AND {RUNNING} AND {READABLE})"),
            ),
            Policy(
                "frozen",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND app_is_now(disclosed_at) AND {OPEN_TO_SENDER} AND"
                f" {of_referral(f'{OF_SHARED_SETS} AND {OF_KNOWN_PIECES} AND {OF_RUNNING_ACTION}')}",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # The sender's own, only with a disclosure of what it sent itself; never changed.
    Wall(
        "referrals_disclosuresource",
        (
            Policy("kept", "SELECT", OWN_SOURCE),
            Policy("noted", "INSERT", f"{BY_WHO_ANSWERS} AND {OWN_SOURCE} AND {OF_OWN_DISCLOSURE}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_disclosednumber",
        (
            Policy("read", "SELECT", "(SELECT true FROM referrals_disclosure d WHERE d.id = disclosure_id)"),
            Policy("noted", "INSERT", f"{BY_WHO_ANSWERS} AND {NUMBER_OF_OWN_DISCLOSURE}"),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    Wall(
        "referrals_answer",
        (
            Policy("read", "SELECT", of_referral(f"({SENT} OR {RECEIVED} AND {OPEN_TO_ACTOR})")),
            Policy(
                "given",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND designation_id = {DESIGNATION} AND app_is_now(answered_at) AND "
                + of_referral(
                    f"{RECEIVED} AND {OPEN_TO_ACTOR} AND state = '{ReferralState.ANSWERED}'"
                    f" AND {RUNNING} AND {WHOLE_ANSWER}"
                ),
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT",
    ),
    # The post's own: its sender never learns that an answer is prepared, nor does another post of the house.
    Wall(
        "referrals_preparedanswer",
        (
            Policy("own", "SELECT", AT_OWN_POST),
            Policy("prepared", "INSERT", f"{PREPARED_NOW} AND version = 1"),
            Policy("changed", "UPDATE", AT_OWN_POST, PREPARED_NOW),  # whoever answers there takes hold of it
            Policy("settled", "DELETE", AT_OWN_POST),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (outcome, outcome_date, outcome_time, outcome_count, outcome_motive,"
        " outcome_institution_id, outcome_phone, note, replaces_former, designation_id, prepared_at, version)",
        worker="SELECT",
    ),
    Wall(
        "referrals_referralgroupobjectpermission",
        (
            Policy("own", "SELECT", f"group_id = {GROUP} OR {of_referral(key='content_object_id')}"),
            Policy(
                "derived",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND {ONE_PERMISSION} AND "
                + of_referral(
                    f"{SENT} AND r.state = '{ReferralState.SENT}' AND r.named_readers = '{{}}' AND {POST_OF_RECIPIENT}",
                    "content_object_id",
                ),
            ),
            Policy("revoked", "DELETE", of_referral(one_of("r.state", ENDED), "content_object_id")),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT, DELETE",
    ),
    # Of a reserved referral instead: the persons whom its sender named; of those named no more it goes at once.
    Wall(
        "referrals_referraluserobjectpermission",
        (
            Policy(
                "own", "SELECT", f"user_id = {USER} OR {of_referral(f'({SENT} OR {NAMED})', key='content_object_id')}"
            ),
            Policy(
                "derived",
                "INSERT",
                f"{BY_WHO_ANSWERS} AND {ONE_PERMISSION} AND "
                + of_referral(f"{SENT} AND {one_of('r.state', LIVE)} AND {NAMES_USER}", "content_object_id"),
            ),
            Policy(
                "revoked",
                "DELETE",
                of_referral(f"({one_of('r.state', ENDED)} OR {SENT} AND NOT {NAMES_USER})", "content_object_id"),
            ),
        ),
        app="SELECT, INSERT, DELETE",
        worker="SELECT, DELETE",
    ),
    # A convention's own lines of the table of subjects, and the texts that they rest on.
    Wall(
        "referrals_subjectrule",
        (
            READ_BY_ALL,
            Policy("decided", "INSERT", KEPT_HERE),
            Policy("changed", "UPDATE", KEPT_HERE),
            Policy("restored", "DELETE", KEPT_HERE),
        ),
        app="SELECT, INSERT, DELETE, UPDATE (sender_kinds, recipient_kinds, minimum, usual, needs_precision)",
        worker="SELECT",
    ),
    Wall(
        "referrals_subjectrule_bases",
        (READ_BY_ALL, Policy("cited", "INSERT", RULE_KEPT), Policy("cited_no_more", "DELETE", RULE_KEPT)),
        app="SELECT, INSERT, DELETE",
        worker="SELECT",
    ),
    *handling_walls.WALLS,
    *piece_walls.WALLS,
    *search_walls.WALLS,
    *injunction_walls.WALLS,
    *exceptional_walls.WALLS,
    *OF_RETENTION,
)

# To whoever is named at the post of the other side; of a reserved referral, to whom it is reserved.
TO_RECIPIENT, TO_SENDER = (
    "(SELECT true FROM correspondents_designation d"
    f" WHERE d.post_id = r.{side}_post_id AND d.user_id = journal_message.recipient_id{only} LIMIT 1)"
    for side, only in (("recipient", " AND (r.named_readers = '{}' OR d.id = ANY (r.named_readers))"), ("sender", ""))
)
TOLD_BY_SIDES = case_of(
    "kind",
    {
        ("referral_waiting", "referral_completed", "referral_renewed", "referral_withdrawn"): of_referral(
            f"{SENT} AND {TO_RECIPIENT}", "object_id"
        ),
        ("referral_answered", "referral_refused"): of_referral(f"{RECEIVED} AND {TO_SENDER}", "object_id"),
    },
)

OPENED = (
    *injunction_walls.OPENED,
    *piece_walls.OPENED,
    (
        "journal_message",
        Policy("written_of_referrals", "INSERT", f"{NEW_MESSAGE} AND {BY_WHO_ANSWERS} AND {TOLD_BY_SIDES}"),
    ),
    (
        "territory_residence",
        Policy("drawn_on", "SELECT", case_of(KIND, {STATE_PARTNERS: "id IN (SELECT referrals_drawn_on())"})),
    ),
)

RIGHTS = (
    Rights("referrals_legalbasis", "the texts that screens and papers cite, public", app="SELECT", worker="SELECT"),
    Rights(
        "referrals_subject", "what may be asked, of whom: shown in every share sheet", app="SELECT", worker="SELECT"
    ),
    Rights("referrals_subject_bases", "which texts a subject rests on", app="SELECT", worker="SELECT"),
)
