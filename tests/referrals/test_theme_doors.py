"""Violence at home, suicide and radicalisation leave by no door: sheet, draft, sending, addition, answer."""

import re
from typing import Any
from uuid import uuid4

import pytest

from acting.refusals import Refused
from incidents.models import Incident
from journal.models import Entry
from referrals.models import Disclosure, LegalBasis, Referral, ReferralSource, Subject
from referrals.services import referrals as services
from referrals.sharing import Sharing
from signatories.theme_guard import Concern
from tests.people import ASKED, Cast, acting, make_fact, make_referral
from tests.roles import installing

AT_HOME = "Le mari frappe sa femme chaque soir."
THEMED = {
    Concern.HOUSEHOLD: AT_HOME,
    Concern.SUICIDE: "Risque de suicide au 2e étage.",
    Concern.RADICALISATION: "Locataire fiché, radicalisation signalée.",
}
NEW = "/saisines/nouvelle/"


def told(cast: Cast, text: str) -> Incident:
    """A fact from before this rule, whose text nobody can change any more."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    with installing():
        Incident.objects.filter(pk=fact.pk).update(facts=text)
    with acting(cast.sarah):
        return Incident.objects.select_related("category", "residence__commune").get(pk=fact.pk)


def sharing(cast: Cast, **changes: Any) -> Sharing:
    chosen: dict[str, Any] = {
        "residence": cast.tilleuls,
        "recipient_post": cast.karim.post,
        "subject": Subject.objects.get(pk="presence"),
        "basis": LegalBasis.objects.get(pk="csi-l271-1"),
        "field_sets": ["place"],
        "until": cast.sarah.actor().today,
        "asked": ASKED["presence"],
    }
    return Sharing(**chosen | changes)


def sheet(cast: Cast, **changes: Any) -> dict[str, Any]:
    chosen: dict[str, Any] = {"residence": cast.tilleuls.pk, "recipient": cast.karim.post.pk, "subject": "presence"}
    chosen |= {"basis": "csi-l271-1", "field_sets": ["place"], "until": cast.sarah.actor().today.isoformat()}
    chosen |= {f"asked_{name}": value for name, value in ASKED["presence"].items()}
    return chosen | changes


def referrals_of(cast: Cast) -> list[Referral]:
    with acting(cast.sarah):
        return list(Referral.objects.all())


@pytest.mark.parametrize("concern", Concern)
@pytest.mark.parametrize("act", [{"act": "send"}, {"act": "draft"}, {"act": "send", "reviewed": "on"}], ids=str)
def test_the_sheet_shows_the_numbers_and_keeps_nothing(cast: Cast, concern: Concern, act: dict[str, str]) -> None:
    sent = sheet(cast, precision=THEMED[concern], **act)
    page = cast.sarah.client().post(NEW, sent).text
    assert re.findall(r'class="call" href="([^"]+)"', page) == [number.address for number in concern.numbers]
    assert THEMED[concern] in page
    assert 'type="checkbox" name="not_meant"' in page
    assert referrals_of(cast) == []


def test_a_plain_sheet_shows_none(cast: Cast) -> None:
    page = cast.sarah.client().get(f"{NEW}?residence={cast.tilleuls.pk}").text
    assert 'class="call"' not in page
    assert "not_meant" not in page


def test_what_was_not_meant_is_sent_and_the_journal_does_not_say_which_theme(cast: Cast) -> None:
    sent = sheet(cast, precision=AT_HOME, act="send", reviewed="on", not_meant="household")
    cast.sarah.client().post(NEW, sent)
    [referral] = referrals_of(cast)
    assert referral.state == "sent"
    with acting(cast.sarah):
        [entry] = Entry.objects.filter(verb="saisine.preparee")
        [frozen] = Disclosure.objects.values_list("content", flat=True)
    assert "objet de travail" in entry.reason
    assert frozen["precision"] == AT_HOME


@pytest.mark.parametrize("field", ["precision", "widening_reason", "facts"])
def test_every_text_that_leaves_is_read_by_the_service(cast: Cast, field: str) -> None:
    fact = told(cast, AT_HOME if field == "facts" else "Porte forcée.")
    changes = {"incidents": (fact,), "field_sets": ["place", "facts"]} | ({} if field == "facts" else {field: AT_HOME})
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="3919") as refused:
            services.prepare_referral(by=sarah, sharing=sharing(cast, **changes), submission=uuid4())
        assert refused.value.field == ("field_sets" if field == "facts" else field)
        passed = sharing(cast, **changes, not_meant=["household"])
        assert services.prepare_referral(by=sarah, sharing=passed, submission=uuid4()).state == "draft"


def test_a_fact_that_is_not_communicated_is_not_read(cast: Cast) -> None:
    fact = told(cast, AT_HOME)
    with acting(cast.sarah) as sarah:
        alone = sharing(cast, incidents=(fact,))
        assert services.prepare_referral(by=sarah, sharing=alone, submission=uuid4()).state == "draft"


def test_a_draft_is_asked_again_on_the_day_it_leaves(cast: Cast) -> None:
    def rewrite(**values: Any) -> None:
        with installing():
            ReferralSource.objects.filter(referral=draft).update(**values)

    with acting(cast.sarah) as sarah:
        draft = services.prepare_referral(by=sarah, sharing=sharing(cast, precision="Le soir."), submission=uuid4())
    rewrite(precision=AT_HOME)
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="3919"):
        services.send_referral(by=sarah, referral=draft)
    rewrite(not_meant=["household"])
    with acting(cast.sarah) as sarah:
        assert services.send_referral(by=sarah, referral=draft).state == "sent"


def test_an_addition_is_asked_too_at_the_service_and_on_the_page(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    client, address = cast.sarah.client(), f"/saisines/{referral.pk}/completer/"
    page = client.post(address, {"precision": AT_HOME, "reviewed": "on"}).text
    assert 'href="tel:3919"' in page
    assert 'type="checkbox" name="not_meant"' in page
    seen = client.post(address, {"precision": AT_HOME, "reviewed": "on", "not_meant": "household"}).context["seen"]
    assert seen
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="3919"):
            services.complete_referral(by=sarah, referral=referral, field_sets=[], precision=AT_HOME)
        assert Disclosure.objects.filter(referral=referral).count() == 1


def test_the_note_of_an_answer_is_asked_too(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    given = {"outcome": "nothing_found", "note": AT_HOME, "reviewed": "on"}
    page = cast.karim.client().post(f"/saisines/{referral.pk}/repondre/", given).text
    assert "3919" in page
    with acting(cast.karim) as karim, pytest.raises(Refused, match="3919"):
        services.answer_referral(by=karim, referral=referral, outcome="nothing_found", note=AT_HOME)
