"""What somebody adds by hand, in the own name and to what is another's: each row is like one that is there, but for
what is said here. Whether it is written the walls alone decide."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import AutoField, Model
from psycopg2.errorcodes import INSUFFICIENT_PRIVILEGE

from correspondents.models import Designation, Post
from incidents.models import Incident, LegalAction, Person, Situation
from referrals.models import Disclosure, Referral, ReferredIncident
from territory.models import Residence, ResidenceAccess
from tests.people import acting
from tests.reach.house import House
from tests.roles import installing

EVRY = "91228"
MADE_NOW = ("created_at", "disclosed_at", "noted_at", "opened_at")
OPENED = "SELECT set_config('app.opened', %s, true)"  # what a move of the sender sets


def like(house: House, what: str) -> tuple[type[Model], dict[str, Any]]:
    """The model, and what finds the row that is copied."""
    morins = house.cast.sarah.signatory
    found: dict[str, tuple[type[Model], dict[str, Any]]] = {
        "an action": (LegalAction, {"situation__landlord": morins}),
        "a person": (Person, {"action__situation__landlord": morins}),
        "a fact": (Incident, {"pk": house.facts["hall"].pk}),
        "a situation": (Situation, {"pk": house.facts["hall"].situation_id}),
        "a residence": (Residence, {"pk": house.cast.tilleuls.pk}),
        "a badge": (ResidenceAccess, {"residence": house.cast.tilleuls, "holder": house["karim"].signatory}),
        "a post": (Post, {"pk": house["sarah"].post.pk}),
        "a perimeter": (Post.residences.through, {"post": house["gilles"].post}),
        "a designation": (Designation, {"pk": house["maud"].designation.pk}),
        "an addition": (Disclosure, {"referral": house.referrals["badges"]}),
        "a fact referred": (ReferredIncident, {"referral": house.referrals["without grant"]}),
        "a draft": (Referral, {"pk": house.referrals["draft"].pk}),
    }
    return found[what]


def changes(house: House, who: str) -> dict[str, dict[str, Any]]:
    """What the row says otherwise, in words."""
    person, cast = house[who], house.cast
    own = {"filed_by_id": person.user.pk, "filed_post_id": person.post.pk, "reference": "F-9999999"}
    filed = own | {"submission": uuid4(), "state": "filed", "situation_id": None}
    drafted = {"reference": "S-9999999", "submission": uuid4(), "sender_designation_id": person.designation.pk}

    def at(name: str) -> dict[str, Any]:
        post = house[name].post
        proposed = {"proposed_by_id": person.user.pk, "proposed_as": person.post.function}
        silent = {"agreed_by_id": None, "agreed_at": None, "accepted_at": None, "starts_on": person.actor().today}
        called = {"post_id": post.pk, "signatory_id": post.signatory_id, "user_id": house["geraldine"].user.pk}
        return called | proposed | silent

    return {
        "": {},
        "at the own post": {"post_id": person.post.pk},
        "filed": filed,
        "filed by Gaston": filed | {"filed_by_id": cast.gaston.user.pk},
        "filed where it is closed": filed | {"residence_id": house.colleagues.closed.pk},
        "at the Pommiers": {"residence_id": cast.pommiers.pk},
        "at the Érables": {"residence_id": cast.erables.pk},
        "in the other département": {"commune_id": EVRY},
        "of Victor's house": {"landlord_id": cast.victor.signatory.pk},
        "to a parquet": {"holder_id": cast.maud.signatory.pk},
        "to the police of elsewhere": {"holder_id": house["elsa"].signatory.pk},
        "to a force not named": {"holder_id": None},
        "to the police municipale": {"holder_id": None, "service": "municipal"},
        "for a magistrat": {"function": "magistrat"},
        "of the other convention": {"signatory_id": house["amina"].signatory.pk},
        "at the police": at("karim"),
        "at the operator's": at("adrien"),
        "second": {"number": 2},
        "second, without its move": {"number": 2},
        "first, past its last day": {"referral_id": house.referrals["badges past"].pk, "number": 2},
        "the roof": {"incident_id": house.facts["roof"].pk},
        "the roof, without its move": {"incident_id": house.facts["roof"].pk},
        "the hall on what the police asks": {"referral_id": house.referrals["badges"].pk},
        "drafted": drafted,
        "drafted by Sarah": drafted | {"sender_designation_id": cast.sarah.designation.pk},
        "drafted at the own post": drafted | {"sender_post_id": person.post.pk},
        "drafted to a post of another": drafted | {"recipient_id": cast.karim.signatory.pk},
    }


ADDED: tuple[tuple[str, str, str, bool], ...] = (
    ("gilles", "a fact", "filed", True),
    ("sarah", "a fact", "filed", True),
    ("gilles", "a fact", "filed by Gaston", False),
    ("gilles", "a fact", "filed where it is closed", False),
    ("dina", "a fact", "filed", False),
    ("constance", "a fact", "filed", False),
    ("karim", "a fact", "filed", False),
    ("zoe", "a fact", "filed", False),
    ("sarah", "a situation", "", True),
    ("gilles", "a situation", "", False),
    ("sarah", "a situation", "at the Pommiers", False),
    ("constance", "an action", "at the own post", True),
    ("constance", "an action", "", False),
    ("gilles", "an action", "at the own post", False),
    ("victor", "an action", "at the own post", False),
    ("roxane", "a person", "", True),
    ("gilles", "a person", "", False),
    ("dina", "a person", "", False),
    ("victor", "a person", "", False),
    ("sarah", "a residence", "", True),
    ("gilles", "a residence", "", False),
    ("sarah", "a residence", "in the other département", False),
    ("sarah", "a residence", "of Victor's house", False),
    ("sarah", "a badge", "", True),
    ("gilles", "a badge", "", False),
    ("sarah", "a badge", "at the Pommiers", False),
    ("sarah", "a badge", "to a parquet", False),
    ("sarah", "a badge", "to the police of elsewhere", False),
    ("sarah", "a badge", "to a force not named", False),
    ("sarah", "a badge", "to the police municipale", True),
    ("sarah", "a post", "", True),
    ("gilles", "a post", "", False),
    ("delphine", "a post", "", False),
    ("sarah", "a post", "for a magistrat", False),
    ("adrien", "a post", "", True),
    ("adrien", "a post", "of the other convention", False),
    ("sarah", "a perimeter", "at the Érables", True),
    ("sarah", "a perimeter", "at the Pommiers", False),
    ("delphine", "a designation", "at the police", True),
    ("delphine", "a designation", "at the operator's", False),
    ("karim", "an addition", "second", True),
    ("karim", "an addition", "second, without its move", False),
    ("pierre", "an addition", "second", False),
    ("sarah", "an addition", "second", False),
    ("karim", "an addition", "first, past its last day", False),
    ("sarah", "a fact referred", "the roof", True),
    ("sarah", "a fact referred", "the roof, without its move", False),
    ("karim", "a fact referred", "the hall on what the police asks", False),
    ("sarah", "a draft", "drafted", True),
    ("roxane", "a draft", "drafted at the own post", True),
    ("roxane", "a draft", "drafted", False),
    ("denise", "a draft", "drafted by Sarah", False),
    ("sarah", "a draft", "drafted to a post of another", False),
)


@pytest.mark.parametrize(("who", "what", "otherwise", "is_written"), ADDED)
def test_a_row_is_added_or_refused(house: House, who: str, what: str, otherwise: str, *, is_written: bool) -> None:
    model, key = like(house, what)
    with installing():
        row = model._base_manager.filter(**key)[0]
    written = {"id": uuid4()} | changes(house, who)[otherwise]
    fields = [each for each in model._meta.concrete_fields if not each.generated and not isinstance(each, AutoField)]
    columns, places = ", ".join(str(each.column) for each in fields), ", ".join("%s" for _ in fields)
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})"
    with acting(house[who]) as by:
        written |= dict.fromkeys(MADE_NOW, by.now)
        values = [
            each.get_db_prep_save(written.get(str(each.column), getattr(row, each.attname)), connection)
            for each in fields
        ]
        if not otherwise.endswith("without its move"):
            with connection.cursor() as cursor:
                cursor.execute(OPENED, [str(written.get("referral_id", getattr(row, "referral_id", "")))])
        assert _is_let_through(statement, values) == is_written


def _is_let_through(statement: str, values: list[Any]) -> bool:
    """A row that only a constraint stops was let through by the wall."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            reached = bool(cursor.rowcount)
            transaction.set_rollback(True)
            return reached
    except IntegrityError:
        return True
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
            raise
        return False


MOVED = (
    "UPDATE referrals_referral SET state = 'acknowledged', acknowledged_at = app_now(), version = version + {}"
    " WHERE id = %s"
)


@pytest.mark.parametrize(
    ("key", "step", "is_moved"), [("without grant", 1, True), ("without grant", 0, False), ("past", 1, False)]
)
def test_an_act_by_hand_is_in_time_and_of_the_next_version(
    house: House, key: str, step: int, *, is_moved: bool
) -> None:
    with acting(house["karim"]):
        assert _is_let_through(MOVED.format(step), [house.referrals[key].pk]) == is_moved
