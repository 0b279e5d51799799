"""Who sees which row, twice: by the portal's querysets behind its walls, and by the rule as docs/permissions.md words
it, in SQL written here by hand and asked without walls. Both must give the same keys, or no time means anything.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import Count, Func, QuerySet, TextField
from django.db.models.functions import Cast

from acting.actor import Actor, acting_as
from benchmarks.connections import standing_in, without_walls
from benchmarks.names import in_sql, of_actor
from benchmarks.people import PEOPLE, actor_named
from benchmarks.table import Result, equal
from incidents import permissions as cases
from journal.permissions import entries_visible_to
from referrals import permissions as crossing
from reports.permissions import reports_visible_to

# Table -> the portal's queryset, and the rule in SQL.
HOUSE, DESK = "%(function)s = 'referent'", "%(function)s IN ('correspondant', 'magistrat', 'preparateur')"
SENT = f"({HOUSE} AND r.sender_id = %(signatory)s OR {DESK} AND r.sender_post_id = %(post)s)"
RECEIVED = f"""(r.sent_at IS NOT NULL AND
    ({HOUSE} AND r.recipient_id = %(signatory)s OR {DESK} AND r.recipient_post_id = %(post)s))"""
LIVE = "r.state IN ('sent', 'acknowledged', 'in_progress', 'answered') AND r.until >= %(today)s"
LOOKED_AFTER = "SELECT residence_id FROM {post_residences} WHERE post_id = %(post)s"
FACTS = f"""SELECT i.id FROM {{incident}} i WHERE i.landlord_id = %(signatory)s AND
    ({HOUSE} OR %(function)s = 'contentieux' AND i.situation_id IS NOT NULL
    OR %(function)s = 'gardien' AND (i.filed_by_id = %(user)s OR i.residence_id IN ({LOOKED_AFTER})))"""
REFERRED = f"SELECT f.id FROM {{referredincident}} f JOIN ({FACTS}) AS fact ON fact.id = f.incident_id"
LEGAL = "%(function)s IN ('referent', 'contentieux') AND landlord_id = %(signatory)s"

RULES: dict[str, tuple[Callable[[Actor], QuerySet[Any]], str]] = {
    "incident": (cases.incidents_visible_to, FACTS),
    "complaint": (cases.complaints_visible_to, f"SELECT id FROM {{complaint}} WHERE {LEGAL}"),
    "situation": (cases.situations_visible_to, f"SELECT id FROM {{situation}} WHERE {LEGAL}"),
    "situationturn": (
        cases.situation_turns_visible_to,
        f"SELECT t.id FROM {{situationturn}} t JOIN {{situation}} s ON s.id = t.situation_id WHERE {LEGAL}",
    ),
    "step": (
        cases.steps_visible_to,
        f"SELECT t.id FROM {{step}} t JOIN {{situation}} s ON s.id = t.situation_id WHERE {LEGAL}",
    ),
    "addressee": (
        cases.addressees_visible_to,
        f"SELECT t.id FROM {{addressee}} t JOIN {{situation}} s ON s.id = t.situation_id WHERE {LEGAL}",
    ),
    "letter": (
        cases.letters_visible_to,
        f"SELECT t.id FROM {{letter}} t JOIN {{situation}} s ON s.id = t.situation_id WHERE {LEGAL}",
    ),
    "lettertemplate": (cases.letter_templates_visible_to, f"SELECT id FROM {{lettertemplate}} WHERE {LEGAL}"),
    "mailing": (cases.mailings_visible_to, f"SELECT id FROM {{mailing}} WHERE {LEGAL}"),
    "orientation": (
        cases.orientations_visible_to,
        f"SELECT id FROM {{orientation}} WHERE {HOUSE} AND landlord_id = %(signatory)s",
    ),
    "referral": (crossing.referrals_visible_to, f"SELECT r.id FROM {{referral}} r WHERE {SENT} OR {RECEIVED}"),
    "referralsource": (
        crossing.sources_visible_to,
        f"SELECT s.referral_id FROM {{referralsource}} s JOIN {{referral}} r ON r.id = s.referral_id WHERE {SENT}",
    ),
    "referredincident": (crossing.facts_referred_visible_to, REFERRED),
    "disclosure": (
        crossing.disclosures_visible_to,
        f"""SELECT d.id FROM {{disclosure}} d JOIN {{referral}} r ON r.id = d.referral_id
            WHERE {SENT} OR {RECEIVED} AND {LIVE}""",
    ),
    "answer": (
        crossing.answers_visible_to,
        f"SELECT a.id FROM {{answer}} a JOIN {{referral}} r ON r.id = a.referral_id WHERE {SENT} OR {RECEIVED}",
    ),
    "followup": (
        cases.follow_ups_visible_to,
        f"""SELECT u.id FROM {{followup}} u WHERE u.incident_id IN
            (SELECT f.incident_id FROM {{referredincident}} f JOIN ({FACTS}) AS fact ON fact.id = f.incident_id)""",
    ),
    "entry": (
        entries_visible_to,
        """SELECT id FROM {entry} WHERE user_id = %(user)s OR %(function)s = 'administrateur' AND owner_id IS NULL
            OR %(function)s = 'dpo' AND (owner_id = %(signatory)s OR signatory_id = %(signatory)s)""",
    ),
    "report": (
        reports_visible_to,
        "SELECT id FROM {report} WHERE user_id = %(user)s AND designation_id = %(designation)s",
    ),
}

KEY = Cast("pk", TextField())
DIGEST = Func(StringAgg(KEY, delimiter=",", order_by=KEY), function="MD5")
SUMMED_UP = "SELECT count(*), md5(string_agg(key::text, ',' ORDER BY key::text)) FROM ({}) AS visible (key)"


def equalities(database: str, size: int) -> Iterator[Result]:
    """One row for each person: as many equal tables as there are tables."""
    for who in PEOPLE:
        actor = actor_named(database, who)
        pairs = {table: (shown(database, actor, table), ruled(database, actor, table)) for table in RULES}
        different = [f"{table} {ours} ≠ {rule}" for table, (ours, rule) in pairs.items() if ours != rule]
        rows = sum(count for (count, _), _ in pairs.values())
        words = f"{len(RULES)} tables"
        found = f"{rows} lignes" if not different else "; ".join(different)
        yield equal(f"mêmes lignes visibles, {who}, {size:.0e} ({words})", found, f"{rows} lignes")


def shown(database: str, actor: Actor, table: str) -> tuple[int, str | None]:
    """How many rows the portal's queryset shows behind the walls, and the md5 of their keys."""
    with standing_in(database), transaction.atomic(), acting_as(actor):
        found = RULES[table][0](actor).order_by().aggregate(count=Count("pk"), digest=DIGEST)
    return found["count"], found["digest"]


def ruled(database: str, actor: Actor, table: str) -> tuple[int, str | None]:
    """The same of the rule by hand."""
    statement = SUMMED_UP.format(in_sql(RULES[table][1]))
    count, digest = without_walls(database, statement, of_actor(actor))[0]
    return count, digest
