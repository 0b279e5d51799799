"""A draft comes back in the form about the same object, for the same addressee, under the same designation; nowhere
else. Which forms there are: `tests/matrix/test_forms.py`."""

import pytest

from correspondents.enums import DesignationRole
from incidents.models import Incident
from referrals.permissions import sent_referrals_visible_to
from referrals.services.referrals import withdraw_referral
from tests.people import Cast, acting, appoint, make_fact, make_referral
from tests.road.conftest import Open
from tests.road.test_nothing_is_lost import drafts
from tests.road.window import Window
from tests.roles import installing

pytestmark = pytest.mark.browser

FOR_THE_PARQUET = "Le bailleur envisage une action en résiliation."
FOR_THE_POLICE = "Présence souhaitée le soir."
KEPT = "main [name=kept_text]"
OFFERED = "est gardé sur cet appareil"


def text_of_sheet(sarah: Window) -> str:
    return str(sarah.page.input_value("[name=precision]"))


def open_sheet(sarah: Window, fact: Incident) -> None:
    sarah.page.goto(f"/saisines/nouvelle/?incident={fact.pk}")


def turn_to(sarah: Window, who: str) -> None:
    sarah.choose(who)
    sarah.page.locator("#sheet-preview h2", has_text=who.split(" ", maxsplit=1)[0]).wait_for()


def write(sarah: Window, text: str) -> None:
    sarah.page.fill("[name=precision]", text)
    sarah.page.locator("#sheet-preview").get_by_text(text, exact=True).wait_for()


def test_what_is_written_for_the_parquet_is_not_offered_to_the_police(cast: Cast, window: Open) -> None:
    """On the sheet itself: each text stays with its addressee, and comes back with it."""
    sarah, fact = window(), make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    open_sheet(sarah, fact)
    turn_to(sarah, "Parquet de Meaux")
    sarah.choose("Avis du parquet")
    write(sarah, FOR_THE_PARQUET)
    turn_to(sarah, "Police nationale")
    assert text_of_sheet(sarah) == ""
    sarah.says("Ce que vous écriviez est gardé pour «\u00a0Parquet du tribunal judiciaire de Meaux\u00a0»")
    assert FOR_THE_PARQUET not in sarah.page.locator("#sheet-preview").inner_text()
    write(sarah, FOR_THE_POLICE)
    turn_to(sarah, "Parquet de Meaux")
    assert text_of_sheet(sarah) == FOR_THE_PARQUET
    turn_to(sarah, "Police nationale")
    assert text_of_sheet(sarah) == FOR_THE_POLICE


def test_a_draft_comes_back_with_its_addressee_alone(cast: Cast, window: Open) -> None:
    """Opened again, for the police as it happens; then taken up, with the parquet. Another fact knows of none, and the
    police, for whom nothing was written, have none."""
    sarah, fact = window(), make_fact(cast.gilles, cast.tilleuls)
    other = make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    open_sheet(sarah, fact)
    turn_to(sarah, "Parquet de Meaux")
    sarah.choose("Avis du parquet")
    write(sarah, FOR_THE_PARQUET)
    turn_to(sarah, "Police nationale")
    assert len(drafts(sarah)) == 1
    open_sheet(sarah, other)
    assert text_of_sheet(sarah) == ""
    assert OFFERED not in sarah.text()
    open_sheet(sarah, fact)
    assert text_of_sheet(sarah) == ""
    sarah.says("Un brouillon pour «\u00a0Parquet du tribunal judiciaire de Meaux\u00a0»")
    sarah.press("Le reprendre")
    sarah.page.locator("#sheet-preview").get_by_text(FOR_THE_PARQUET, exact=True).wait_for()
    sarah.page.locator("#sheet-send:not([disabled])").wait_for()
    assert sarah.page.locator("[name=subject]:checked").input_value() == "avis-parquet"
    assert text_of_sheet(sarah) == FOR_THE_PARQUET


def test_what_was_refused_and_then_sent_leaves_no_draft(cast: Cast, window: Open) -> None:
    """The page of a refusal has another address than the one where the text was begun."""
    sarah, fact = window(), make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    open_sheet(sarah, fact)
    write(sarah, FOR_THE_POLICE)
    sarah.page.fill("[name=until]", "2020-01-01")
    sarah.page.locator("#sheet-send:not([disabled])").wait_for()
    sarah.press("Envoyer la saisine")
    sarah.says("Cette date est passée")
    assert len(drafts(sarah)) == 1
    with acting(cast.sarah) as actor:
        last = actor.today.isoformat()
    sarah.page.fill("[name=until]", last)
    sarah.page.locator("#sheet-send:not([disabled])").wait_for()
    sarah.press("Envoyer la saisine")
    sarah.says("Saisine envoyée.")
    assert drafts(sarah) == []
    with acting(cast.sarah) as actor:
        assert sent_referrals_visible_to(actor).count() == 1


def test_without_scripts_the_text_is_shown_and_not_taken_along(cast: Cast, window: Open) -> None:
    sarah, fact = window(scripts=False), make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    open_sheet(sarah, fact)
    sarah.page.fill("[name=precision]", FOR_THE_POLICE)
    sarah.choose("Parquet de Meaux")
    sarah.press("Envoyer la saisine")
    sarah.says("Écrit pour un autre destinataire, et non repris", FOR_THE_POLICE)
    assert text_of_sheet(sarah) == ""
    with acting(cast.sarah) as actor:
        assert sent_referrals_visible_to(actor).count() == 0


def test_without_scripts_each_text_comes_back_with_its_addressee(cast: Cast, window: Open) -> None:
    """Of three, each refreshed in its turn."""
    texts = {"Police": FOR_THE_POLICE, "Parquet de Meaux": FOR_THE_PARQUET, "Préfecture": "Un point\nà évoquer."}
    sarah, fact = window(scripts=False), make_fact(cast.gilles, cast.tilleuls)
    sarah.sign_in(cast.sarah)
    open_sheet(sarah, fact)
    sarah.page.fill("[name=precision]", FOR_THE_POLICE)
    for addressee in ("Parquet de Meaux", "Préfecture"):
        sarah.choose(addressee)
        sarah.page.locator("noscript button").click()
        assert text_of_sheet(sarah) == ""
        sarah.page.fill("[name=precision]", texts[addressee])
    for addressee in ("Police", "Préfecture", "Parquet de Meaux"):
        sarah.choose(addressee)
        sarah.page.locator("noscript button").click()
        assert text_of_sheet(sarah) == texts[addressee]
        kept = sarah.page.eval_on_selector_all(KEPT, "all => all.map((each) => each.value)")
        others = {each.rpartition("|")[2].replace("\r", "") for each in kept}
        assert others == set(texts.values()) - {texts[addressee]}
    with acting(cast.sarah) as actor:
        assert sent_referrals_visible_to(actor).count() == 0


def test_a_draft_belongs_to_the_designation_under_which_it_was_written(cast: Cast, window: Open) -> None:
    """Sarah works for the other landlord too: what she wrote here is not offered there."""
    with installing():
        appoint(cast.sarah.user, cast.victor.post, role=DesignationRole.SUPPLEANT)
    sarah = window()
    sarah.sign_in(cast.sarah)
    sarah.page.goto("/faits/nouveau/")
    sarah.page.fill("[name=facts]", FOR_THE_PARQUET)
    here = sarah.page.input_value("main [name=acting_as]")
    sarah.page.locator("[name=designation]:visible").first.wait_for()
    there = next(each for each in options_of(sarah) if each != here)
    sarah.page.select_option("[name=designation]:visible", there)
    sarah.page.locator("form:has([name=designation]):visible button").first.click()
    sarah.page.goto("/faits/nouveau/")
    assert sarah.page.input_value("main [name=acting_as]") == there
    assert sarah.page.input_value("[name=facts]") == ""
    assert len(drafts(sarah)) == 1


def options_of(window: Window) -> list[str]:
    options: list[str] = window.page.locator("[name=designation]:visible option").evaluate_all(
        "options => options.map((option) => option.value)"
    )
    return options


def test_an_answer_s_draft_stays_with_its_saisine(cast: Cast, window: Open) -> None:
    """Whatever stands behind the address of the page; the same for every form that posts to its object."""
    first, second = (make_referral(cast.sarah, cast.maud, cast.tilleuls) for _ in range(2))
    maud = window()
    maud.sign_in(cast.maud)
    maud.page.goto(f"/saisines/{first.pk}/?vue=1")
    maud.page.fill("[name=note]", FOR_THE_PARQUET)
    maud.page.goto(f"/saisines/{second.pk}/")
    assert maud.page.input_value("[name=note]") == ""
    maud.page.goto(f"/saisines/{first.pk}/")
    assert maud.page.input_value("[name=note]") == FOR_THE_PARQUET


TAKEN_UP = "Votre brouillon, gardé sur cet appareil, a été repris."


def test_a_batch_that_is_partly_refused_is_no_draft(cast: Cast, window: Open) -> None:
    """What comes back on the server's answer was never put down; nor does its text come back beside other rows."""
    gone, other, later = (make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(3))
    karim = window()
    karim.sign_in(cast.karim)
    karim.page.goto("/saisines/")
    for row in (gone, other):
        karim.page.check(f"[name=saisine][value='{row.pk}']")
    karim.press("Répondre aux cochées")
    karim.choose("Passages programmés")
    karim.page.fill("[name=note]", FOR_THE_POLICE)
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=gone)
    karim.press("Envoyer aux cochées")
    karim.says("Réponse envoyée.")
    assert karim.page.input_value("[name=note]") == FOR_THE_POLICE
    assert TAKEN_UP not in karim.page.locator("main").inner_text()
    assert drafts(karim) == []
    karim.page.goto("/saisines/")
    karim.page.check(f"[name=saisine][value='{later.pk}']")
    karim.press("Répondre aux cochées")
    assert karim.page.input_value("[name=note]") == ""


def test_a_preview_that_comes_back_takes_up_no_draft(cast: Cast, window: Open) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    sarah = window()
    sarah.sign_in(cast.sarah)
    sarah.page.goto(f"/saisines/{referral.pk}/completer/")
    sarah.page.fill("[name=precision]", FOR_THE_POLICE)
    sarah.press("Voir ce qui sera lu")
    sarah.says("Ce que lira en plus")
    assert TAKEN_UP not in sarah.page.locator("main").inner_text()
    sarah.page.goto(f"/saisines/{referral.pk}/completer/")
    sarah.says(TAKEN_UP)
    assert text_of_sheet(sarah) == FOR_THE_POLICE
