"""What the database alone would need for a first page: statements by hand in the ideal copy of a world, without walls.

Each list gives all that its page shows of cases: the rows with their joins, the counts, what stands beside the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from acting.actor import acting_as
from benchmarks.connections import NO_WALLS, WALLED, standing_in
from benchmarks.names import NAMES, in_sql, of_actor
from benchmarks.pages import Page
from benchmarks.visits import Statement, Visitor, statements_of

CASES = (
    "incident",
    "complaint",
    "situation",
    "referral",
    "referralsource",
    "referredincident",
    "disclosure",
    "answer",
    "followup",
)

FACTS_SHOWN = """
SELECT i.*, r.name, c.name, k.label, p.label FROM keys JOIN {incident} i USING (id)
JOIN {residence} r ON r.id = i.residence_id JOIN {commune} c ON c.code = r.commune_id
JOIN {category} k ON k.code = i.category_id JOIN {post} p ON p.id = i.filed_post_id
ORDER BY i.started_at DESC, i.id"""
LINES = """
SELECT f.incident_id, u.event, u.at FROM keys JOIN {referredincident} f ON f.incident_id = keys.id
JOIN {followup} u ON u.incident_id = f.incident_id ORDER BY u.at"""
LANDLORDS = """
WITH keys AS MATERIALIZED (
    SELECT id FROM {incident} WHERE landlord_id = %(signatory)s ORDER BY started_at DESC, id LIMIT 25)"""
GARDIENS = """
WITH keys AS MATERIALIZED (
    SELECT id FROM (
        (SELECT id, started_at FROM {incident} WHERE filed_by_id = %(user)s ORDER BY started_at DESC, id LIMIT 25)
        UNION
        SELECT near.id, near.started_at FROM {residencegroupobjectpermission} g, LATERAL (
            SELECT id, started_at FROM {incident}
            WHERE residence_id = g.content_object_id ORDER BY started_at DESC, id LIMIT 25) AS near
        WHERE g.group_id = %(group)s
    ) AS either ORDER BY started_at DESC, id LIMIT 25)"""
WAITING = "state IN ('sent', 'acknowledged', 'in_progress') AND until >= %(today)s"
REFERRALS_SHOWN = """
SELECT r.*, su.label, b.label, s.name, t.name, p.label, q.label FROM keys JOIN {referral} r USING (id)
JOIN {subject} su ON su.code = r.subject_id JOIN {legalbasis} b ON b.code = r.basis_id
JOIN {signatory} s ON s.id = r.sender_id JOIN {signatory} t ON t.id = r.recipient_id
JOIN {post} p ON p.id = r.sender_post_id JOIN {post} q ON q.id = r.recipient_post_id
ORDER BY ideal_rank, ideal_since, sent_at DESC NULLS FIRST, id"""
PLACES = "SELECT d.referral_id, d.number, d.content FROM keys JOIN {disclosure} d ON d.referral_id = keys.id"


def _box(side: str, first: int = 25) -> str:
    order = "ideal_rank, ideal_since, sent_at DESC NULLS FIRST, id"
    return f"WITH keys AS MATERIALIZED (SELECT id FROM {{referral}} WHERE {side} ORDER BY {order} LIMIT {first})"


def _count(side: str) -> str:
    return f"SELECT count(*) FROM {{referral}} WHERE {side} AND {WAITING}"


AT_POST, OF_POST = "recipient_post_id = %(post)s", "sender_post_id = %(post)s"
AT_HOUSE, OF_HOUSE = "recipient_id = %(signatory)s", "sender_id = %(signatory)s"
TO_TRIAGE = """
SELECT i.*, r.name, c.name, k.label FROM {incident} i JOIN {residence} r ON r.id = i.residence_id
JOIN {commune} c ON c.code = r.commune_id JOIN {category} k ON k.code = i.category_id
WHERE i.landlord_id = %(signatory)s AND i.state = 'filed' ORDER BY i.is_pressing DESC, i.filed_at, i.id LIMIT 40"""


@dataclass(frozen=True)
class Limit:
    """`statements` show what the page shows."""

    page: Page
    statements: Sequence[str]


LIMITS = (
    Limit(
        Page("référent", "incident_all"),
        (
            LANDLORDS + FACTS_SHOWN,
            LANDLORDS + LINES,
            "SELECT count(*) FROM (SELECT FROM {incident} WHERE landlord_id = %(signatory)s LIMIT 1001) AS first_ones",
            "SELECT count(*) FROM {incident} WHERE landlord_id = %(signatory)s AND state = 'filed'",
            _count(AT_HOUSE),
        ),
    ),
    Limit(
        Page("référent", "incident_list"),
        (
            TO_TRIAGE,
            "SELECT count(*) FROM {incident} WHERE landlord_id = %(signatory)s AND state = 'filed'",
            _box(f"{OF_HOUSE} AND ideal_rank = 1", 5) + REFERRALS_SHOWN,
            """WITH keys AS MATERIALIZED (
                SELECT id, referral_id FROM ideal_answer
                WHERE sender_id = %(signatory)s ORDER BY answered_at DESC, id LIMIT 5)
            SELECT a.*, r.reference, s.name, s.kind FROM keys
            JOIN {answer} a USING (id) JOIN {referral} r ON r.id = keys.referral_id
            JOIN {signatory} s ON s.id = r.recipient_id""",
            _count(AT_HOUSE),
        ),
    ),
    Limit(Page("gardien", "incident_list"), (GARDIENS + FACTS_SHOWN, GARDIENS + LINES)),
    Limit(
        Page("parquet", "referral_list", "boite=recues"),
        (_box(AT_POST) + REFERRALS_SHOWN, _box(AT_POST) + PLACES, _count(AT_POST), _count(OF_POST), _count(AT_POST)),
    ),
    Limit(
        Page("référent", "referral_list", "boite=envoyees"),
        (
            _box(OF_HOUSE) + REFERRALS_SHOWN,
            _box(OF_HOUSE) + PLACES,
            *(_count(AT_HOUSE), _count(OF_HOUSE), _count(AT_HOUSE)),
            "SELECT count(*) FROM {incident} WHERE landlord_id = %(signatory)s AND state = 'filed'",
        ),
    ),
    Limit(
        Page("parquet", "referral_list", "boite=recues", "number={number}"),
        (
            f"""WITH keys AS MATERIALIZED (
                SELECT r.id FROM ideal_number n JOIN {{referral}} r ON r.id = n.referral_id
                WHERE n.number = %(number)s AND {AT_POST})
            """
            + REFERRALS_SHOWN,
            *(_count(AT_POST), _count(OF_POST), _count(AT_POST)),
        ),
    ),
)


def about_cases(said: Statement) -> bool:
    """Whether a statement of a page reads a table of cases."""
    return said.reads and any(f'"{NAMES[case]}"' in said.sql for case in CASES)


@dataclass(frozen=True)
class Replay:
    """What a visit read, to be read again: as the person behind the walls, or by a role that walls do not bind."""

    visiting: Visitor
    statements: Sequence[Statement]

    @classmethod
    def of(cls, visiting: Visitor, *, cases_only: bool = False) -> "Replay":
        said = [one for one in statements_of(visiting) if not one.tells]
        return cls(visiting, [one for one in said if (about_cases(one) if cases_only else one.reads)])

    def walled(self) -> None:
        self._read(WALLED)

    def unwalled(self) -> None:
        self._read(NO_WALLS)

    def _read(self, role: str) -> None:
        with (
            standing_in(self.visiting.database, role) as connection,
            transaction.atomic(),
            acting_as(self.visiting.actor),
            connection.cursor() as cursor,
        ):
            for said in self.statements:
                cursor.execute(said.sql, said.parameters)
                cursor.fetchall()


def read_ideally(limit: Limit, visiting: Visitor, ideal: str) -> None:
    """The page's cases from the ideal copy of its world."""
    parameters: dict[str, Any] = of_actor(visiting.actor) | visiting.posted
    with standing_in(ideal, NO_WALLS) as connection, connection.cursor() as cursor:
        for statement in limit.statements:
            cursor.execute(in_sql(statement), parameters)
            cursor.fetchall()
