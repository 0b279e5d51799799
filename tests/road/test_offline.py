"""A phone in a hall without network: what is filed there waits on the device, and arrives once. What the device keeps
is one person's, and goes with her."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Dialog, FilePayload, expect

from incidents.models import Incident
from incidents.permissions import attachments_visible_to, incidents_visible_to
from tests.people import Cast, Person, acting
from tests.portal import Portal, wait_until
from tests.road.test_nothing_is_lost import sign_in_again
from tests.road.window import Window

pytestmark = pytest.mark.browser

PHONE = 360
LARGE = 4 * 1024 * 1024
MOST_TAPS = 10
FACTS = ("Vitre du hall brisée.", "Scooter en flammes.")
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION")
# All that IndexedDB holds of this origin, files by their name and size.
HELD = """(async () => {
  const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = await asked(database.transaction(store).objectStore(store).getAll());
      const told = (_, value) => value instanceof Blob ? [value.name, value.type, value.size] : value;
      found[store] = JSON.parse(JSON.stringify(rows, told));
    }
    database.close();
  }
  return found;
})()"""

# What is sent arrives, and the answer does not.
LOSE_ANSWERS = """() => {
  window.lost = [];
  window.whole = window.fetch;
  window.fetch = async (address, options) => {
    const answer = await whole(address, options);
    if (options.method !== "POST") return answer;
    lost.push(answer.url);
    throw new TypeError("lost");
  };
}"""
NO_FETCH = "() => { window.fetch = async () => { throw new TypeError('cut'); }; }"


@pytest.fixture
def phone(live_portal: Portal, browser: Browser, tmp_path: Path) -> Any:
    """`with phone() as window:` opens the browser of one phone; closed and opened again, it has what it had."""

    @contextmanager
    def opened(*, name: str = "profile", without_network: bool = False) -> Iterator[Window]:
        with Window(browser, live_portal.url, width=PHONE, profile=tmp_path / name) as window:
            window.context.set_offline(without_network)
            yield window
            troubles = [said for said in window.troubles if not any(word in said for word in CUT)]
            window.troubles.clear()
            assert troubles == []

    return opened


def arrive(window: Window, person: Person) -> None:
    """Signed in on the page of the form, which has left what it needs for a page without network."""
    window.sign_in(person)
    window.page.goto("/faits/nouveau/")
    wait_until(lambda: window.page.evaluate("Boolean(navigator.serviceWorker.controller)"), "the worker has the page")
    wait_until(lambda: any("answers" in kept for kept in held(window)["device"]), "the form's answers are kept")


def lose_network(window: Window) -> None:
    window.context.set_offline(True)
    window.page.goto("/faits/nouveau/")
    window.says("Déclarer un fait sans réseau")
    window.page.locator("[data-fact-form]").wait_for()


def write_fact(window: Window, facts: str, *photos: bytes, place: str = "Hall", category: str = "Dégradation") -> int:
    """How many taps it took: but for the keys, and what the camera asks for itself."""
    taps = 0
    for label in (place, category, "Une fois"):
        window.page.locator("label", has_text=label).first.tap()
        taps += 1
    window.page.locator("[name=facts]").tap()
    window.page.keyboard.type(facts)
    for number, photo in enumerate(photos):
        with window.page.expect_file_chooser() as chooser:
            window.page.locator("[name=photos]").tap()
        chooser.value.set_files([FilePayload(name=f"photo-{number}.jpg", mimeType="image/jpeg", buffer=photo)])
        expect(window.page.locator("[data-fact-form] .thumbs li")).to_have_count(number + 1)
    window.page.locator("[data-fact-form] .dock button").tap()
    return taps + len(photos) + 2


def picture(width: int, height: int, *, is_noisy: bool = False) -> bytes:
    image = Image.effect_noise((width, height), 120).convert("RGB") if is_noisy else Image.new("RGB", (width, height))
    image.putpixel((0, 0), (width % 256, height % 256, 0))
    made = BytesIO()
    image.save(made, "JPEG", quality=95)
    return made.getvalue()


def held(window: Window) -> dict[str, Any]:
    found: dict[str, Any] = window.page.evaluate(HELD)
    return found


def waiting(window: Window) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = held(window).get("facts", [])
    return facts


def queue_says(window: Window, *texts: str) -> None:
    for text in texts:
        window.page.locator("[data-queue]").get_by_text(text).first.wait_for()


def unfold(window: Window) -> None:
    """What waits is one line, until it is asked for."""
    folded = window.page.locator("[data-queue] details:not([open])")
    window.page.locator("[data-queue] summary").wait_for()
    if folded.count():
        window.page.locator("[data-queue] summary").tap()


def filed(cast: Cast) -> list[Incident]:
    with acting(cast.sarah) as sarah:
        return list(incidents_visible_to(sarah).order_by("filed_at"))


def pieces_of(cast: Cast, fact: Incident) -> int:
    with acting(cast.sarah) as sarah:
        return attachments_visible_to(sarah).filter(incident=fact).count()


def test_two_facts_filed_without_network_arrive_once(cast: Cast, phone: Any) -> None:
    """The browser is closed in between, and the session with it."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        gilles.is_accessible()
        large = picture(3200, 2400, is_noisy=True)
        assert len(large) > LARGE
        assert write_fact(gilles, FACTS[0], picture(640, 480), large) <= MOST_TAPS
        queue_says(gilles, "1 fait en attente")
        assert write_fact(gilles, FACTS[1], picture(480, 640)) <= MOST_TAPS
        queue_says(gilles, "2 faits en attente", "En attente du réseau")
        expect(gilles.page.locator("[data-facts]")).to_be_hidden()
        unfold(gilles)
        queue_says(gilles, "Hall · Dégradation", "2\u00a0photos", "(1 réduite par l’appareil avant l’envoi)")
        sizes = [size for fact in waiting(gilles) for _, _, size in fact["photos"]]
        assert len(sizes) == 3
        assert max(sizes) < len(large), "made smaller before it was kept"
        assert gilles.width_needed() == PHONE
        gilles.is_accessible()
    with phone(without_network=True) as gilles:
        gilles.page.goto("/")
        queue_says(gilles, "2 faits en attente", "En attente du réseau")
        assert filed(cast) == []
        gilles.context.set_offline(False)
        queue_says(gilles, "Reconnectez-vous pour envoyer")
        assert filed(cast) == []
        gilles.page.get_by_role("link", name="Reconnectez-vous pour envoyer").tap()
        gilles.says("2 faits en attente sur cet appareil. Reconnectez-vous avec le même compte")
        sign_in_again(gilles, cast.gilles)
        queue_says(gilles, "Plus rien n’attend")
        assert waiting(gilles) == []
        gilles.page.reload()
        gilles.page.locator("[data-fact-form]").wait_for()
    first, second = filed(cast)
    assert [first.facts, second.facts] == list(FACTS)
    assert [pieces_of(cast, first), pieces_of(cast, second)] == [2, 1]


def test_an_answer_that_is_lost_files_nothing_twice(cast: Cast, phone: Any) -> None:
    """In the tab that was open, where the server has had the fact and its word did not come back."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        gilles.context.set_offline(True)
        write_fact(gilles, FACTS[0], picture(640, 480))
        queue_says(gilles, "1 fait en attente")
        assert gilles.page.input_value("[name=facts]") == ""
        assert gilles.page.locator("[data-fact-form] .thumbs li").count() == 0
        gilles.page.evaluate(LOSE_ANSWERS)
        gilles.context.set_offline(False)
        wait_until(lambda: gilles.page.evaluate("lost.length"), "the server had it")
        queue_says(gilles, "En attente du réseau")
        assert len(filed(cast)) == 1
        assert len(waiting(gilles)) == 1
        gilles.page.evaluate("() => { window.fetch = whole; dispatchEvent(new Event('online')); }")
        queue_says(gilles, "Plus rien n’attend")
        assert waiting(gilles) == []
    (fact,) = filed(cast)
    assert (fact.facts, pieces_of(cast, fact)) == (FACTS[0], 1)


def test_a_dead_session_keeps_what_waits(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        write_fact(gilles, FACTS[0])
        Session.objects.all().delete()
        gilles.context.set_offline(False)
        queue_says(gilles, "Reconnectez-vous pour envoyer")
        assert filed(cast) == []
        gilles.page.get_by_role("button", name="Ouvrir le portail").tap()
        sign_in_again(gilles, cast.gilles)
        queue_says(gilles, "Plus rien n’attend")
    assert [fact.facts for fact in filed(cast)] == [FACTS[0]]


def test_another_account_finds_nothing_of_the_first(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        write_fact(gilles, FACTS[0])
        queue_says(gilles, "1 fait en attente")
        assert cast.tilleuls.name in json.dumps(held(gilles), ensure_ascii=False)
        assert FACTS[0] in json.dumps(held(gilles), ensure_ascii=False)
        Session.objects.all().delete()
        gilles.context.set_offline(False)
        gilles.page.goto("/")
        gilles.says("un autre compte l’efface")
        sign_in_again(gilles, cast.maud)
        gilles.page.wait_for_url("**/saisines/")
        wait_until(lambda: not waiting(gilles), "nothing waits on the device")
        left = json.dumps(held(gilles), ensure_ascii=False)
        assert FACTS[0] not in left
        assert cast.tilleuls.name not in left
        assert "en attente sur cet appareil" not in gilles.text()
    assert filed(cast) == []


def test_signing_out_says_what_is_lost_and_clears_the_device(cast: Cast, phone: Any) -> None:
    asked: list[str] = []

    def answer(box: Dialog) -> None:
        asked.append(box.message)
        if len(asked) == 1:
            box.dismiss()
        else:
            box.accept()

    with phone() as gilles:
        arrive(gilles, cast.gilles)
        gilles.context.set_offline(True)
        write_fact(gilles, FACTS[0])
        queue_says(gilles, "1 fait en attente")
        gilles.page.evaluate(NO_FETCH)
        gilles.context.set_offline(False)
        gilles.page.on("dialog", answer)
        for _ in ("no", "yes"):
            if not gilles.page.locator(".menu[open]").count():
                gilles.page.locator(".menu summary").first.click()
            assert len(waiting(gilles)) == 1
            gilles.page.locator(".menu [data-logout] button").click()
        gilles.page.wait_for_url("**/accounts/login/**")
        assert held(gilles) == {"facts": [], "device": []}
    assert asked == ["1 fait en attente sera perdu, avec les photos. Se déconnecter quand même\u00a0?"] * 2
    assert filed(cast) == []


def test_after_a_day_nothing_is_left(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        write_fact(gilles, FACTS[0])
        queue_says(gilles, "1 fait en attente")
        now = timezone.now()
        gilles.page.clock.set_system_time(now + timedelta(hours=23))
        gilles.page.reload()
        queue_says(gilles, "1 fait en attente")
        gilles.page.clock.set_system_time(now + timedelta(hours=25))
        gilles.page.reload()
        gilles.says("Cet appareil ne garde aucun formulaire.")
        assert held(gilles) == {"facts": [], "device": []}
        expect(gilles.page.locator("[data-queue]")).to_be_hidden()


def test_what_the_portal_asks_to_reread_opens_in_its_form(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        write_fact(gilles, "Rappeler au 06 12 34 56 78.", picture(640, 480))
        gilles.context.set_offline(False)
        queue_says(gilles, "À relire avant l’envoi")
        assert filed(cast) == []
        unfold(gilles)
        gilles.page.locator("[data-queue] [data-act=edit]").tap()
        gilles.page.locator("[name=csrfmiddlewaretoken]").first.wait_for(state="attached")
        expect(gilles.page.locator("[name=facts]")).to_have_value("Rappeler au 06 12 34 56 78.")
        expect(gilles.page.locator("[data-queue]")).to_be_hidden()
        expect(gilles.page.locator("[data-fact-form] .thumbs li")).to_have_count(1)
        gilles.page.fill("[name=facts]", FACTS[1])
        gilles.press("Envoyer le fait")
        gilles.page.wait_for_url(re.compile(r"/faits/[0-9a-f-]{36}/"))
        wait_until(lambda: not waiting(gilles), "nothing waits on the device")
    (fact,) = filed(cast)
    assert (fact.facts, pieces_of(cast, fact)) == (FACTS[1], 1)


def test_violence_at_home_comes_back_without_a_word_and_leaves_nothing(cast: Cast, phone: Any) -> None:
    """Said neutrally in the list, which others may see; the numbers stand on the page without network too."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        assert {"tel:17", "sms:114", "tel:3919"} <= set(
            gilles.page.locator("a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
        )
        write_fact(gilles, "Il la frappe.", place="Logement", category="Violence physique")
        gilles.context.set_offline(False)
        queue_says(gilles, "À relire avant l’envoi")
        unfold(gilles)
        gilles.page.locator("[data-queue] [data-act=edit]").tap()
        expect(gilles.page.locator("[name=facts]")).to_have_value("Il la frappe.")
        gilles.press("Envoyer le fait")
        gilles.says("Rien n’a été enregistré.")
        gilles.press("même foyer")
        gilles.says("Le portail ne garde rien à ce sujet")
        wait_until(lambda: not waiting(gilles), "nothing waits on the device")
    assert filed(cast) == []


@pytest.mark.parametrize("photos", [0, 1], ids=["words", "photo"])
def test_a_sending_that_fails_waits_without_anybody_knowing_of_the_network(
    cast: Cast, phone: Any, live_portal: Portal, photos: int
) -> None:
    """The browser believes in its network; the portal does not answer."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        assert live_portal.web
        live_portal.web.terminate()
        live_portal.web.wait()
        write_fact(gilles, FACTS[0], *[picture(640, 480)] * photos)
        queue_says(gilles, "1 fait en attente", "En attente du réseau")
        live_portal.start_web()
        gilles.page.goto("/faits/nouveau/")
        queue_says(gilles, "Plus rien n’attend")
        assert waiting(gilles) == []
    (fact,) = filed(cast)
    assert (fact.facts, pieces_of(cast, fact)) == (FACTS[0], photos)


def test_an_answer_that_is_missing_is_asked_for_on_the_device(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        gilles.page.locator("[data-fact-form] .dock button").tap()
        gilles.says("Il manque une réponse ici.")
        assert gilles.page.locator(".field.wrong").count() == 4
        gilles.is_accessible()
        assert waiting(gilles) == []


def test_photos_go_through_the_question_who_it_was_between(cast: Cast, phone: Any) -> None:
    """With network: the portal keeps no photo before it is answered, the device does and gives them with the answer."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        write_fact(gilles, "Coups entre voisins.", picture(640, 480), place="Logement", category="Violence physique")
        gilles.press("voisins")
        gilles.page.wait_for_url(re.compile(r"/faits/[0-9a-f-]{36}/"))
        wait_until(lambda: not waiting(gilles), "nothing waits on the device")
    (fact,) = filed(cast)
    assert pieces_of(cast, fact) == 1


def test_photos_come_back_with_a_draft_and_are_sent_with_it(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        gilles.choose("Cave")
        with gilles.page.expect_file_chooser() as chooser:
            gilles.page.locator("[name=photos]").tap()
        chooser.value.set_files([FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=picture(640, 480))])
        wait_until(lambda: waiting(gilles), "the photo is kept")
    with phone(without_network=True) as gilles:
        gilles.page.goto("/")
        gilles.says("Votre brouillon, gardé sur cet appareil, a été repris.")
        expect(gilles.page.locator("[data-fact-form] .thumbs li")).to_have_count(1)
        expect(gilles.page.locator("[data-queue]")).to_be_hidden()
        write_fact(gilles, FACTS[0])
        unfold(gilles)
        queue_says(gilles, "1 fait en attente", "1\u00a0photo")
        gilles.context.set_offline(False)
        gilles.page.get_by_role("button", name="Ouvrir le portail").tap()
        sign_in_again(gilles, cast.gilles)
        queue_says(gilles, "Plus rien n’attend")
    (fact,) = filed(cast)
    assert (fact.facts, pieces_of(cast, fact)) == (FACTS[0], 1)


def test_what_waits_is_copied_corrected_and_thrown_away(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        gilles.context.grant_permissions(["clipboard-read", "clipboard-write"])
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        for number, facts in enumerate(FACTS, start=1):
            write_fact(gilles, facts)
            queue_says(gilles, f"{number} fait{'s' * (number > 1)} en attente")
        unfold(gilles)
        first = gilles.page.locator("[data-facts] li").first
        first.get_by_role("button", name="Copier le texte").tap()
        first.get_by_text("Texte copié").wait_for()
        copied = gilles.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{cast.tilleuls} – Hall\n")
        assert FACTS[0] in copied.split("\n")
        first.get_by_role("link", name="Modifier").tap()
        expect(gilles.page.locator("[name=facts]")).to_have_value(FACTS[0])
        gilles.page.fill("[name=facts]", "Deux vitres du hall brisées.")
        gilles.page.locator("[data-fact-form] .dock button").tap()
        queue_says(gilles, "2 faits en attente")
        unfold(gilles)
        gilles.page.once("dialog", lambda box: box.accept())
        gilles.page.locator("[data-facts] li").first.get_by_role("button", name="Supprimer").tap()
        queue_says(gilles, "1 fait en attente")
        gilles.context.set_offline(False)
        queue_says(gilles, "Plus rien n’attend")
    assert [fact.facts for fact in filed(cast)] == ["Deux vitres du hall brisées."]


def test_a_fact_that_is_opened_and_left_as_it_was_still_waits(cast: Cast, phone: Any) -> None:
    """It is not sent while it is open, and is by itself once it is left."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        write_fact(gilles, FACTS[0], picture(640, 480))
        unfold(gilles)
        gilles.page.get_by_role("link", name="Modifier").tap()
        expect(gilles.page.locator("[name=facts]")).to_have_value(FACTS[0])
        gilles.page.fill("[name=facts]", "Autre chose.")
        wait_until(lambda: waiting(gilles)[0]["state"] == "reread", "what is typed is kept")
        gilles.page.fill("[name=facts]", FACTS[0])
        wait_until(lambda: waiting(gilles)[0]["state"] == "waiting", "it is as it was")
        gilles.context.set_offline(False)
        gilles.page.evaluate("async () => { await queue.send(); }")
        assert filed(cast) == []
        gilles.page.goto("/faits/")
        wait_until(lambda: not waiting(gilles), "it was sent by itself")
    (fact,) = filed(cast)
    assert (fact.facts, pieces_of(cast, fact)) == (FACTS[0], 1)


def test_with_network_a_large_photo_goes_as_it_is(cast: Cast, phone: Any) -> None:
    large = picture(3200, 2400, is_noisy=True)
    assert len(large) > LARGE
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        write_fact(gilles, FACTS[0], large)
        gilles.page.wait_for_url(re.compile(r"/faits/[0-9a-f-]{36}/"))
    (fact,) = filed(cast)
    with acting(cast.sarah) as sarah:
        (piece,) = attachments_visible_to(sarah).filter(incident=fact)
        assert piece.original_sha256 == sha256(large).hexdigest()


def test_another_page_says_that_it_needs_the_network(cast: Cast, phone: Any) -> None:
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        lose_network(gilles)
        expect(gilles.page.locator("[data-elsewhere]")).to_be_hidden()
        gilles.page.goto("/faits/")
        gilles.says("La page que vous avez demandée a besoin du réseau.")


def test_a_fact_that_was_refused_waits_once_with_its_reason(cast: Cast, phone: Any) -> None:
    """Its text is also a draft, and comes back with the form: whichever is sent, there is one fact."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        write_fact(gilles, FACTS[0], b"no photo")
        gilles.says("à corriger")
        gilles.page.goto("/faits/")
        gilles.says("1 fait en attente")
        gilles.page.goto("/faits/nouveau/")
        gilles.says("Non envoyé")
        gilles.says("photo-0.jpg")
        expect(gilles.page.locator("[name=facts]")).to_have_value(FACTS[0])
        expect(gilles.page.locator("[data-queue]")).to_be_hidden()
        gilles.page.get_by_role("button", name="Retirer la photo").tap()
        expect(gilles.page.locator("[data-fact-form] .thumbs li")).to_have_count(0)
        gilles.press("Envoyer le fait")
        gilles.page.wait_for_url(re.compile(r"/faits/[0-9a-f-]{36}/"))
        wait_until(lambda: not waiting(gilles), "nothing waits on the device")
    assert [fact.facts for fact in filed(cast)] == [FACTS[0]]


def test_what_is_put_aside_is_seen(cast: Cast, phone: Any) -> None:
    """The network goes while the form is open: what was kept stands in view, above the form that is empty again."""
    with phone() as gilles:
        arrive(gilles, cast.gilles)
        gilles.context.set_offline(True)
        write_fact(gilles, FACTS[0])
        queue_says(gilles, "1 fait en attente")
        expect(gilles.page.locator("[data-queue] [data-count]")).to_be_in_viewport()
