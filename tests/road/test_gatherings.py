"""Themes and meetings in a real browser: on the narrowest phone, without a mouse's precision, read out aloud."""

import pytest
from django.db import transaction

from signatories.models import Theme
from tests.matrix.gatherings import make_decision, make_meeting
from tests.people import Cast
from tests.road.conftest import Open

pytestmark = pytest.mark.browser


def test_an_orientation_from_the_hall_is_counted_at_the_office(cast: Cast, window: Open) -> None:
    theme = Theme.objects.get(code="violences-intrafamiliales", convention__department_code="77")
    phone = window(width=320)
    phone.sign_in(cast.gilles)
    phone.page.goto(f"/objets-de-travail/{theme.pk}/")
    phone.is_accessible()
    assert phone.page.locator("a.call").first.get_attribute("href") == "tel:17"
    phone.follow("Orientation faite")
    phone.choose("Sur place")
    phone.page.select_option("[name=commune]", label="Meaux")
    phone.is_accessible()
    phone.page.get_by_role("button", name="Noter l’orientation").dblclick()
    phone.page.get_by_text("C’est noté, sans aucun nom.").wait_for()
    office = window()
    office.sign_in(cast.sarah)
    office.page.goto(f"/objets-de-travail/{theme.pk}/")
    assert office.page.locator("#orientations strong").inner_text() == "1"


def test_no_page_is_wider_than_the_narrowest_phone(cast: Cast, window: Open) -> None:
    with transaction.atomic():
        theme = Theme.objects.get(code="radicalisation", convention__department_code="77")
        meeting = make_meeting(
            cast.sarah.signatory.convention, "Comité de pilotage de l’arrondissement de Fontainebleau"
        )
        decision = make_decision(meeting, cast.sarah.signatory, "Vérifier l’éclairage des parkings et des abords.")
    held, decided = f"/reunions/{meeting.pk}/", f"/reunions/decisions/{decision.pk}/"
    pages = {
        cast.sarah: [
            "/objets-de-travail/",
            "/reunions/?quand=passees",
            held,
            "/reunions/decisions/",
            f"{decided}suivi/",
        ],
        cast.delphine: ["/reunions/nouvelle/", f"{held}modifier/", f"{held}presences/", decided],
        cast.adrien: [f"/objets-de-travail/{theme.pk}/{part}" for part in ("", "modifier/", "contacts/")],
    }
    too_wide = []
    for person, addresses in pages.items():
        small = window(width=320)
        small.sign_in(person)
        for address in addresses:
            small.page.goto(address)
            small.is_accessible()
            if small.width_needed() > 320:
                too_wide.append((address, small.width_needed()))
    assert too_wide == []
