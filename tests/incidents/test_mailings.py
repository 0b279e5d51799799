"""Letters in numbers: those that can be made are, the others are named, and nothing is half-made."""

from uuid import uuid4

import pytest

from acting.refusals import Conflict, Refused
from incidents.letter_rules import MOST_LETTERS, refusals_of_mailing
from incidents.models import Letter, Mailing, Situation
from incidents.services.addressees import add_addressee
from incidents.services.mailings import make_mailing
from incidents.services.situations import join_facts, open_lease_situation
from tests.people import Cast, acting, make_fact
from tests.rules.incidents import holder_words, mailing_words
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db
BODY = "Madame, Monsieur,\n\n{faits}"


def lease(cast: Cast, number: int, *addresses: str, facts: int = 1) -> Situation:
    """With a holder for each address; a lease without facts has nothing to be reminded of."""
    filed = [make_fact(cast.gilles, cast.tilleuls) for _ in range(facts)]
    with acting(cast.sarah) as sarah:
        opened = open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease=f"2019-{number:04}", lease_from=None, key=uuid4()
        )
        for first_name, address in zip(("Jeanne", "Paul"), addresses, strict=False):
            words = holder_words(first_name=first_name, address=address)
            add_addressee(by=sarah, situation=opened, key=uuid4(), words=words)
        if filed:
            join_facts(by=sarah, facts=filed, situation=opened)
    return opened


def test_those_that_can_be_made_are_and_the_others_are_named_with_the_reason(cast: Cast) -> None:
    home = "3 rue d’Essai\n77100 Meaux"
    good, shared = lease(cast, 1, home), lease(cast, 2, home, "9 place d’Essai\n77000 Melun")
    half, empty, quiet = lease(cast, 3, home, ""), lease(cast, 4), lease(cast, 5, home, facts=0)
    key = uuid4()
    with acting(cast.sarah) as sarah:
        words = mailing_words(sarah, body=BODY)
        chosen = [good, shared, half, empty, quiet]
        made = make_mailing(by=sarah, kind="reminder", situations=chosen, words=words, key=key)
        assert make_mailing(by=sarah, kind="reminder", situations=chosen, words=words, key=key) == made
        with pytest.raises(Conflict):
            make_mailing(by=sarah, kind="reminder", situations=chosen[:2], words=words, key=key)
        letters = list(Letter.objects.select_related("situation"))
        assert sorted(letter.situation.reference for letter in letters) == sorted(
            [good.reference, shared.reference, shared.reference]
        )
        assert {letter.mailing_id for letter in letters} == {made.pk}
    why = dict(line.split("\u00a0: ", 1) for line in made.unmade)
    assert why.keys() == {half.reference, empty.reference, quiet.reference}
    assert "pas d’adresse" in why[half.reference]
    assert "titulaire" in why[empty.reference]
    assert "faits datés" in why[quiet.reference]
    page = cast.sarah.client().get(f"/lettres/envois/{made.pk}/").content.decode()
    assert "3 faites, 3 non faites, pour 5 baux." in page


def test_the_page_makes_them_and_names_no_person_in_its_list(cast: Cast) -> None:
    chosen = lease(cast, 1, "3 rue d’Essai\n77100 Meaux")
    client, address = cast.sarah.client(), "/lettres/en-nombre/reminder/"
    page = client.get(address).content.decode()
    assert chosen.reference in page
    assert "Jeanne" not in page
    data = {"situations": [chosen.pk], "body": BODY, "written_on": cast.sarah.actor().today}
    assert "{inconnu}" in client.post(address, data | {"body": "{inconnu}\n\n{faits}"}).content.decode()
    assert client.post(address, data).status_code == 302
    with acting(cast.sarah):
        assert Mailing.objects.get().letters.count() == 1
    with acting(cast.victor):
        assert not Mailing.objects.exists()


def test_a_run_has_its_bounds() -> None:
    assert list(refusals_of_mailing("reminder", MOST_LETTERS)) == []
    assert [refusal.field for refusal in refusals_of_mailing("reminder", MOST_LETTERS + 1)] == ["situations"]
    assert [refusal.field for refusal in refusals_of_mailing("reminder", 0)] == ["situations"]
    assert [refusal.field for refusal in refusals_of_mailing("interview", 2)] == ["situations"]


def test_the_walls_take_a_run_of_the_house_of_now(cast: Cast) -> None:
    written = (
        "INSERT INTO incidents_mailing (id, landlord_id, kind, asked, unmade, post_id, made_at, words)"
        " VALUES (gen_random_uuid(), %s, 'closure', 1, '{{}}', %s, {}, '')"
    )
    now, before = written.format("app_now()"), written.format("app_now() - interval '1 day'")
    own, theirs = cast.sarah, cast.victor
    with acting(own):
        assert not refused(now, own.signatory.pk, own.post.pk)
        assert refused(before, own.signatory.pk, own.post.pk)
        assert refused(now, theirs.signatory.pk, own.post.pk)
        assert refused(now, own.signatory.pk, theirs.post.pk)
    with acting(cast.gilles):
        assert refused(now, own.signatory.pk, cast.gilles.post.pk)
    with pytest.raises(Refused), acting(own) as sarah:
        make_mailing(by=sarah, kind="reminder", situations=[], words=mailing_words(sarah), key=uuid4())
