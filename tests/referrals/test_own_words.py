"""What a page says to each kind of partner in its own words."""

import re

from tests.people import Cast
from tests.referrals.test_referral_pages import text_of


def test_each_kind_of_partner_is_told_in_its_own_words_what_it_looks_for(cast: Cast) -> None:
    """A police holds no number of a parquet, and finds no complaint of a landlord by one."""
    people = {"sarah": cast.sarah, "karim": cast.karim, "geraldine": cast.geraldine, "maud": cast.maud}
    people["pascale"] = cast.pascale
    searched = {
        name: re.findall(r'placeholder="([^"]*…)"', text_of(person.client().get("/saisines/")))
        for name, person in people.items()
    }
    assert searched == {
        "sarah": ["N° de PV, de parquet, ou S-…"],
        "karim": ["N° de PV, ou S-…"],
        "geraldine": ["N° de PV, ou S-…"],
        "maud": ["N° de parquet, de PV, ou S-…"],
        "pascale": ["Référence S-…"],
    }
    begun = {
        name: re.findall(r"Pour ([^<]*?), ou pour interroger", text_of(person.client().get("/saisines/nouvelle/")))
        for name, person in people.items()
    }
    assert begun == {
        "sarah": [],
        "karim": ["un contact d’astreinte"],
        "geraldine": ["un contact d’astreinte"],
        "maud": ["une plainte retrouvée par son numéro"],
        "pascale": ["un point d’étape"],
    }
