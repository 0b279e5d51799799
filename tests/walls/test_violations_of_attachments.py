"""Writes of pieces and their files that no page makes, tried as the web's role in somebody's context."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from acting.enums import Function
from incidents.models import Attachment, Incident, Step
from incidents.services.attachments import add_attachments, hold_attachments, withdraw_attachment
from incidents.services.situations import close_situation, open_situation
from incidents.services.steps import take_step, withdraw_step
from tests.people import Cast, acting, appoint, make_fact, make_post, make_user
from tests.pictures import prepared
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

UPDATE = "UPDATE incidents_attachment SET {} WHERE id = %s"
INSERT = (
    "INSERT INTO incidents_attachment (id, landlord_id, incident_id, step_id, held_until, kind, caption, position,"
    " original_id, cleaned_id, thumbnail_id, blurred_id, original_sha256, removed, deposited_by_id, deposited_post_id,"
    " deposited_at, withdrawn_why) SELECT gen_random_uuid(), landlord_id, {incident}, {step}, {held}, kind, '', 9,"
    " {file}, {file}, NULL, NULL, 'x', '', deposited_by_id, deposited_post_id, {at}, '' FROM incidents_attachment"
    " WHERE id = %s"
)
NEW_FILE = (
    "INSERT INTO files_storedfile (id, name, content_type, size, sha256, path, purpose, owner_id, created_at, scan)"
    " VALUES (%s, 'x', 'image/jpeg', 1, 'x', %s, %s, %s, app_now(), 'not_scanned')"
)
ERASE = "UPDATE files_storedfile SET path = '', name = '', erased_at = app_now() WHERE id = %s"


def piece(cast: Cast, who: str = "gilles", *, fact: Incident | None = None) -> Attachment:
    person = cast.people()[who]
    to = fact or make_fact(person, cast.tilleuls)
    with acting(person) as by:
        return add_attachments(by=by, to=to, pieces=[prepared()])[0]


def new_file(owner: Any, purpose: str = "pièce jointe") -> str:
    pk = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(NEW_FILE, [pk, str(pk), purpose, owner])
    return f"'{pk}'"


def insert(own: str, **changed: str) -> str:
    said = {"incident": "incident_id", "step": "step_id", "held": "NULL", "file": own, "at": "app_now()"}
    return INSERT.format(**said | changed)


def test_a_piece_is_deposited_now_by_oneself_on_a_fact_one_sees_with_files_of_its_own(cast: Cast) -> None:
    mine, elsewhere = piece(cast), make_fact(cast.gaston, cast.erables)
    house = cast.gilles.signatory.pk
    with acting(cast.gilles):
        own = new_file(house)
        assert not refused(insert(own), mine.pk)
    with acting(cast.gilles):
        own, other_kind, others = new_file(house), new_file(house, "logo"), new_file(cast.zoe.signatory.pk)
        assert refused(insert(own, incident=f"'{elsewhere.pk}'"), mine.pk)
        assert refused(insert(own, at="app_now() - interval '1 day'"), mine.pk)
        assert refused(insert(other_kind), mine.pk)
        assert refused(insert(others), mine.pk)
        assert refused(insert(f"'{mine.original_id}'"), mine.pk), "a file of another piece"
        held = insert(own, incident="NULL", held="app_now() + interval '2 days'")
        assert refused(held, mine.pk), "held for longer than a day"
    with acting(cast.sarah):
        assert refused(insert(new_file(house)), mine.pk), "in the name of Gilles"


def test_what_is_shown_as_blurred_is_neither_the_original_nor_the_clean_copy(cast: Cast) -> None:
    mine = piece(cast)
    with acting(cast.gilles):
        own = new_file(cast.gilles.signatory.pk)
        for other in ("original_id", "cleaned_id"):
            with pytest.raises(IntegrityError, match="blurred_is_a_copy_of_its_own"):
                refused(UPDATE.format(f"blurred_id = {other}"), mine.pk)
        assert not refused(UPDATE.format(f"blurred_id = {own}"), mine.pk)


def test_a_piece_stays_where_it_is(cast: Cast) -> None:
    mine, other = piece(cast), make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah):
        assert refused(UPDATE.format(f"incident_id = '{other.pk}'"), mine.pk)
        assert refused(UPDATE.format("incident_id = NULL, held_until = app_now() + interval '1 hour'"), mine.pk)
        assert refused(UPDATE.format("original_sha256 = ''"), mine.pk)
        assert refused(UPDATE.format("removed = ''"), mine.pk)
        assert refused("DELETE FROM incidents_attachment WHERE id = %s", mine.pk)
        assert refused(UPDATE.format("withdrawn_at = '2001-01-01', withdrawn_why = 'x'"), mine.pk)
        assert refused(UPDATE.format(f"blurred_id = {new_file(mine.landlord_id, 'logo')}"), mine.pk)
        assert not refused(UPDATE.format("caption = 'Serrure'"), mine.pk)


def test_a_withdrawn_piece_changes_no_more(cast: Cast) -> None:
    mine = piece(cast)
    with acting(cast.sarah) as sarah:
        withdraw_attachment(by=sarah, attachment=mine, why="Mauvais fait.")
        assert refused(UPDATE.format("withdrawn_at = NULL, withdrawn_why = ''"), mine.pk)
        assert refused(UPDATE.format("caption = 'x'"), mine.pk)


def test_a_gardien_changes_their_own_and_a_lawyer_none_of_a_fact(cast: Cast) -> None:
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    claire = appoint(make_user("Claire"), post)
    fact = make_fact(cast.gilles, cast.tilleuls)
    own, other = piece(cast, fact=fact), None
    with acting(cast.sarah) as sarah:
        [other] = add_attachments(by=sarah, to=fact, pieces=[prepared("blue")])
        situation = open_situation(by=sarah, incident=fact)
    with acting(cast.gilles):
        assert not refused(UPDATE.format("caption = 'a'"), own.pk)
        assert refused(UPDATE.format("caption = 'a'"), other.pk)
        assert refused(ERASE, other.thumbnail_id)
    with acting(claire):
        assert set(Attachment.objects.values_list("pk", flat=True)) == {own.pk, other.pk}
        assert refused(UPDATE.format("caption = 'a'"), own.pk)
    with acting(cast.sarah) as sarah:
        close_situation(by=sarah, situation=situation, ending="settled")
        assert refused(UPDATE.format("caption = 'b'"), own.pk), "its fact is closed"


def test_a_piece_of_a_step_changes_while_the_step_stands(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        situation = open_situation(by=sarah, incident=fact)
        given: dict[str, Any] = {"done_on": sarah.today, "proof": "file", "key": uuid4()}
        step: Step = take_step(by=sarah, situation=situation, rung="gathering", **given)
        [proof] = add_attachments(by=sarah, to=step, pieces=[prepared()])
        assert not refused(UPDATE.format("caption = 'a'"), proof.pk)
    with acting(cast.gilles):
        assert refused(UPDATE.format("caption = 'b'"), proof.pk)
        assert not Attachment.objects.exists()
    with acting(cast.sarah) as sarah:
        withdraw_step(by=sarah, step=step, why="Erreur.")
        assert refused(UPDATE.format("caption = 'c'"), proof.pk)


def test_what_is_held_is_its_authors_alone_until_its_hour(cast: Cast) -> None:
    with acting(cast.gilles) as gilles:
        [held] = hold_attachments(by=gilles, pieces=[prepared()])
    for person in (cast.sarah, cast.gaston, cast.dina, cast.zoe, cast.karim, cast.adrien, cast.delphine):
        with acting(person):
            assert not Attachment.objects.exists()
            assert refused("DELETE FROM incidents_attachment WHERE id = %s", held.pk)
            assert refused(ERASE, held.original_id)
    with acting(cast.gilles, timezone.now() + timedelta(hours=25)):
        assert not Attachment.objects.exists()
    with acting(cast.gilles):
        assert not refused(ERASE, held.original_id)
        assert not refused("DELETE FROM incidents_attachment WHERE id = %s", held.pk)


def test_the_original_and_the_clean_copy_stay(cast: Cast) -> None:
    mine = piece(cast)
    with acting(cast.sarah):
        assert refused(ERASE, mine.original_id)
        assert refused(ERASE, mine.cleaned_id)
        assert not refused(ERASE, mine.thumbnail_id), "which blurring replaces"
