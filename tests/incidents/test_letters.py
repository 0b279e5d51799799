"""Letters: what a template may say, what a letter must have, whom it is to, and that what was sent stays as it was."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from acting.actor import acting_as
from acting.refusals import Conflict, Refused
from files.models import StoredFile
from incidents.ladder import Rung
from incidents.letter_rules import FIELD, refusals_of_body, refusals_of_letter, refusals_of_template
from incidents.letter_sources import fact_line, template_of
from incidents.letter_text import NEEDED, OBSERVATIONS, PORTAL, RUNG, LetterKind, Slot, used_in
from incidents.logos import MOST_KEPT, redrawn
from incidents.models import Addressee, Incident, Letter, LetterTemplate, Situation, Step
from incidents.services import addressees, letters, situations, steps
from signatories.guard import warnings_in
from tests.incidents.test_ladder import lease
from tests.people import Cast, Person, acting, make_fact
from tests.roles import as_worker
from tests.rules.incidents import holder_words, letter_words, situation
from tests.walls.trials import refused

__all__ = ["lease"]


@pytest.fixture(autouse=True)
def private_folder(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


SECRET = "Le voisin du dessus, M. Dupont, a tout vu."


# The portal's own templates


@pytest.mark.parametrize("kind", LetterKind)
def test_the_portals_template_has_what_its_letter_needs_and_nothing_to_reread(kind: LetterKind) -> None:
    model = PORTAL[kind]
    template = LetterTemplate(kind=kind, letterhead="Bailleur", body=model.body, clauses="\n".join(model.clauses))
    assert list(refusals_of_template(template)) == []
    assert warnings_in(model.body) == []
    assert set(NEEDED[kind]) <= used_in(model.body)


def test_each_rung_that_is_written_has_its_letter() -> None:
    assert set(RUNG.values()) == {Rung.REMINDER, Rung.INTERVIEW, Rung.WARNING, Rung.FORMAL_NOTICE}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Bonjour {nom_du_voisin}.\n\n{faits}", "{nom_du_voisin}"),
        ("Bonjour.", "{faits}"),
        ("Voici : {faits}", "seul dans son paragraphe"),
        ("  \n ", "Écrivez"),
    ],
)
def test_what_a_template_may_not_say_is_named(body: str, said: str) -> None:
    assert said in " ".join(refusal.text for refusal in refusals_of_body(LetterKind.REMINDER, body))


# The logo


def picture(kind: str, size: tuple[int, int] = (60, 30), **more: Any) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "navy").save(drawn, kind, **more)
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_anew_without_what_it_carried(kind: str) -> None:
    given = picture(kind, (2400, 900), **({"comment": b"secret"} if kind == "JPEG" else {}))
    kept = redrawn(given + b"<script>")
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "PNG"
        assert image.width <= 1200
    assert len(kept) <= MOST_KEPT
    assert b"script" not in kept
    assert b"secret" not in kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b"GIF89a", "PNG ou JPEG"),
        (picture("GIF"), "PNG ou JPEG"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 Mo"),
        (picture("PNG", (7000, 3000)), "trop de points"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        redrawn(content)


# Templates of a house


def write(cast: Cast, person: Person | None = None, **words: Any) -> LetterTemplate:
    with acting(person or cast.sarah) as by:
        given = {"kind": "reminder", "letterhead": "Les Deux Morins", "signature": "Le référent", "clauses": ""}
        return letters.write_template(by=by, **given | {"body": "Madame, Monsieur,\n\n{faits}"} | words)


@pytest.mark.django_db
def test_a_changed_template_is_a_new_version_and_the_same_words_are_none(cast: Cast) -> None:
    with acting(cast.sarah) as sarah:
        assert template_of(sarah, "reminder").version == 0
    first = write(cast)
    assert write(cast).pk == first.pk
    second = write(cast, signature="La directrice")
    assert (first.version, second.version) == (1, 2)
    with acting(cast.sarah) as sarah:
        assert template_of(sarah, "reminder").pk == second.pk
        other = template_of(sarah, "warning")
        assert (other.version, other.signature) == (0, "La directrice")
        assert refused("UPDATE incidents_lettertemplate SET body = body WHERE id = %s", first.pk)
    with acting(cast.victor) as victor:
        assert template_of(victor, "reminder").version == 0
        assert not LetterTemplate.objects.exists()


@pytest.mark.django_db
def test_a_logo_comes_by_the_page_and_a_bad_one_keeps_what_was_typed(cast: Cast) -> None:
    address = reverse("letter_template_edit", args=["reminder"])
    client = cast.sarah.client()
    words = {"letterhead": "Les Deux Morins", "signature": "", "clauses": "", "body": "Bonjour.\n\n{faits}"}
    page = client.post(address, words | {"logo": SimpleUploadedFile("a.svg", b"<svg/>")}).content.decode()
    assert "Un SVG ne convient pas" in page
    assert "Bonjour." in page
    assert client.post(address, words | {"logo": SimpleUploadedFile("a.png", picture("PNG"))}).status_code == 302
    with acting(cast.sarah) as sarah:
        template = template_of(sarah, "reminder")
        assert template.logo is not None
        assert template.logo.content_type == "image/png"
    with acting(cast.victor):
        assert not LetterTemplate.objects.exists()


# Letters


@pytest.fixture
def jeanne(cast: Cast, lease: Situation) -> Addressee:
    return hold(cast, lease)


def hold(cast: Cast, lease: Situation, **words: Any) -> Addressee:
    with acting(cast.sarah) as sarah:
        return addressees.add_addressee(by=sarah, situation=lease, key=uuid4(), words=holder_words(**words))


@pytest.fixture
def fact(cast: Cast, lease: Situation) -> Incident:
    filed = make_fact(cast.gilles, cast.tilleuls, facts=SECRET)
    with acting(cast.sarah) as sarah:
        situations.join_facts(by=sarah, facts=[filed], situation=lease)
    return filed


def make(cast: Cast, lease: Situation, *holders: Addressee, kind: str = "formal_notice", **words: Any) -> list[Letter]:
    with acting(cast.sarah) as sarah:
        given = letter_words(sarah, kind, **words)
        return letters.make_letters(by=sarah, situation=lease, kind=kind, addressees=holders, words=given, key=uuid4())


def printed(cast: Cast, letter: Letter) -> Letter:
    """What the worker does at the end, without laying out a page."""
    sarah = cast.sarah.actor()
    with as_worker(), transaction.atomic(), acting_as(sarah):
        fresh = Letter.objects.for_display().get(pk=letter.pk)
        letters.keep_paper(by=sarah, letter=fresh, content=b"%PDF-1.7 lettre", digest=fresh.digest)
        return Letter.objects.for_display().get(pk=letter.pk)


def test_the_parts_of_a_formal_notice_are_asked_one_by_one_and_named() -> None:
    given: dict[str, Any] = {
        "facts": ["4 mai 2026 – bruit (hall)"],
        "clause": "le règlement",
        "until": date(2026, 6, 1),
        "addressed_to": "Madame Jeanne Essai\n3 rue d’Essai\n77100 Meaux",
    }
    day = date(2026, 5, 11)
    common = {"kind": "formal_notice", "body": PORTAL[LetterKind.FORMAL_NOTICE].body, "written_on": day}

    def found(**words: Any) -> list[str]:
        letter = Letter(situation=Situation(lease="1"), **common, **given | words)
        return [refusal.field for refusal in refusals_of_letter(letter)]

    assert found() == []
    assert found(facts=[]) == ["facts"]
    assert found(clause=" ") == ["clause"]
    assert found(until=None) == ["until"]
    assert found(until=day) == ["until"]
    assert found(addressed_to="Madame Jeanne Essai") == ["addressees"]
    assert found(facts=[], clause="", until=None, addressed_to="Madame Jeanne Essai") == [
        "addressees", "facts", "clause", "until",
    ]  # fmt: skip
    assert set(FIELD) == {Slot.FACTS, Slot.CLAUSE, Slot.UNTIL, Slot.MEETING}


@pytest.mark.django_db
def test_each_holder_gets_a_letter_or_nobody_does(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    paul = hold(cast, lease, title="monsieur", first_name="Paul")
    homeless = hold(cast, lease, first_name="Anne", address="")
    with pytest.raises(Refused, match="Madame Anne Essai n’a pas d’adresse"):
        make(cast, lease, jeanne, paul, homeless)
    with acting(cast.sarah):
        assert not Letter.objects.exists()
    made = make(cast, lease, jeanne, paul)
    assert {letter.addressed_to.splitlines()[0] for letter in made} == {"Madame Jeanne Essai", "Monsieur Paul Essai"}


@pytest.mark.django_db
def test_the_same_form_makes_them_once(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    key = uuid4()
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"by": sarah, "situation": lease, "kind": "warning", "addressees": [jeanne], "key": key}
        once = letters.make_letters(**given, words=letter_words(sarah, "warning"))
        assert letters.make_letters(**given, words=letter_words(sarah, "warning")) == once
        with pytest.raises(Conflict):
            letters.make_letters(**given, words=letter_words(sarah, "warning", clause="autre chose"))


@pytest.mark.django_db
def test_whoever_left_the_lease_and_a_holder_of_another_get_none(
    cast: Cast, lease: Situation, jeanne: Addressee
) -> None:
    with acting(cast.sarah) as sarah:
        other = situations.open_lease_situation(
            by=sarah, residence=cast.erables, lease="2020-1", lease_from=None, key=uuid4()
        )
        addressees.correct_addressee(by=sarah, addressee=jeanne, words=holder_words(ends_on=sarah.today))
    stranger = hold(cast, other)
    for chosen in (jeanne, stranger):
        with pytest.raises(Refused, match="titulaire"):
            make(cast, lease, chosen)
    with pytest.raises(Refused, match="d’un bail"):
        make(cast, situation(cast), stranger)


@pytest.mark.django_db
def test_a_letter_tells_the_day_the_kind_and_the_place_and_no_word_of_the_reporter(
    cast: Cast, lease: Situation, jeanne: Addressee, fact: Incident
) -> None:
    client = cast.sarah.client()
    address = reverse("letter_new", args=[lease.pk, "formal_notice"])
    today = cast.sarah.actor().today
    opened = client.get(address).context["form"]
    words = {
        "addressees": [jeanne.pk],
        "facts": [fact.pk],
        "clause": opened.fields["clause"].choices[0][0],
        "written_on": today,
        "until": today + timedelta(days=15),
        "body": opened.initial["body"],
    }
    for missing in ("facts", "until", "clause"):
        said = client.post(address, {name: value for name, value in words.items() if name != missing})
        assert said.status_code == 200
        assert "Il manque" in said.content.decode()
        assert opened.initial["body"][:40] in said.content.decode()
    assert client.post(address, words).status_code == 302
    with acting(cast.sarah):
        letter = Letter.objects.for_display().get()
        assert letter.facts == [fact_line(fact)]
    page = client.get(reverse("letter_detail", args=[letter.pk])).content.decode()
    assert re.sub(r"\s+", " ", fact_line(fact)) in re.sub(r"\s+", " ", page)
    assert OBSERVATIONS in page
    assert "RGPD" in page
    for word in ("Dupont", "voisin", "Gilles", fact.reference):
        assert word not in page


@pytest.mark.django_db
def test_the_guard_reads_the_paragraphs_again(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    client, address = cast.sarah.client(), reverse("letter_new", args=[lease.pk, "closure"])
    words = {"addressees": [jeanne.pk], "written_on": cast.sarah.actor().today, "body": SECRET}
    assert "J’ai relu" in client.post(address, words).content.decode()
    assert client.post(address, words | {"reviewed": "on"}).status_code == 302


@pytest.mark.django_db
def test_a_letter_is_put_right_until_it_is_sent_and_its_paper_is_then_to_be_made_again(
    cast: Cast, lease: Situation, jeanne: Addressee
) -> None:
    (letter,) = make(cast, lease, jeanne)
    kept = printed(cast, letter)
    assert kept.is_printed
    with acting(cast.sarah) as sarah:
        addressees.correct_addressee(
            by=sarah, addressee=jeanne, words=holder_words(address="9 place d’Essai\n77000 Melun")
        )
        letters.revise_letter(by=sarah, letter=letter, words=letter_words(sarah, "formal_notice", clause="le bail"))
        changed = Letter.objects.for_display().get()
    assert "9 place d’Essai" in changed.addressed_to
    assert not changed.is_printed
    with pytest.raises(Refused, match="PDF"):
        send(cast, lease, changed)


def send(cast: Cast, lease: Situation, *sent: Letter, **words: Any) -> Step:
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"rung": "formal_notice", "proof": "registered", "tracking_number": "1A 234"}
        given |= {"until": sarah.today + timedelta(days=15), "skip": "gravity", "key": uuid4()}
        given |= {"done_on": sarah.today, "letters": sent}
        return steps.take_step(by=sarah, situation=lease, **given | words)


@pytest.mark.django_db
def test_a_letter_sent_with_its_step_is_frozen_with_its_paper(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    (letter,) = make(cast, lease, jeanne)
    kept = printed(cast, letter)
    assert kept.file is not None
    step = send(cast, lease, kept)
    with acting(cast.sarah) as sarah:
        sent = Letter.objects.for_display().get()
        assert (sent.step_id, sent.file_id) == (step.pk, kept.file_id)
        with pytest.raises(Conflict):
            letters.revise_letter(by=sarah, letter=sent, words=letter_words(sarah, "formal_notice", clause="autre"))
        assert refused("UPDATE incidents_letter SET body = 'Autre.' WHERE id = %s", letter.pk)
        assert refused("UPDATE incidents_letter SET step_id = NULL WHERE id = %s", letter.pk)
    assert printed(cast, letter).file_id == kept.file_id
    client = cast.sarah.client()
    page = client.get(reverse("letter_detail", args=[letter.pk])).content.decode()
    assert kept.file.sha256 in page
    assert str(letter.pk) in client.get(reverse("situation_detail", args=[lease.pk])).content.decode()
    assert client.get(reverse("letter_download", args=[letter.pk])).content == b"%PDF-1.7 lettre"


@pytest.mark.django_db
def test_a_letter_goes_with_a_step_of_its_rung_and_not_before_its_date(
    cast: Cast, lease: Situation, jeanne: Addressee
) -> None:
    (letter,) = make(cast, lease, jeanne)
    kept = printed(cast, letter)
    with pytest.raises(Refused, match="de cette démarche"):
        send(cast, lease, kept, rung="warning", until=None)
    yesterday = cast.sarah.actor().today - timedelta(days=1)
    with pytest.raises(Refused, match="ne part pas avant"):
        send(cast, lease, kept, done_on=yesterday)
    with acting(cast.sarah):
        assert not Step.objects.exists()
    client = cast.sarah.client()
    page = client.get(reverse("step_new", args=[lease.pk, "formal_notice"])).content.decode()
    assert "Faire la lettre" in page
    assert str(letter.pk) in page
    assert "Faire la lettre" not in client.get(reverse("step_new", args=[lease.pk, "writ"])).content.decode()


@pytest.mark.django_db
def test_nobody_outside_the_cases_of_the_house_reads_a_letter(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    (letter,) = make(cast, lease, jeanne)
    c = cast
    for person in (c.gilles, c.victor, c.karim, c.maud, c.pascale, c.delphine, c.dina, c.adrien):
        with acting(person) as by:
            assert not Letter.objects.exists()
            with pytest.raises(PermissionDenied):
                letters.revise_letter(by=by, letter=letter, words=letter_words(by, "formal_notice"))


@pytest.mark.django_db
def test_the_walls_take_letters_to_a_holder_of_the_lease_and_change_no_sent_one(
    cast: Cast, lease: Situation, jeanne: Addressee
) -> None:
    with acting(cast.sarah) as sarah:
        other = situations.open_lease_situation(
            by=sarah, residence=cast.erables, lease="2020-1", lease_from=None, key=uuid4()
        )
        elsewhere = steps.take_step(
            by=sarah, situation=other, rung="gathering", done_on=sarah.today, proof="file", key=uuid4()
        )
    stranger = hold(cast, other)
    (letter,) = make(cast, lease, jeanne)
    kept = printed(cast, letter)
    written = (
        "INSERT INTO incidents_letter (id, situation_id, addressee_id, kind, letterhead, signature, addressed_to, body,"
        " facts, clause, written_on, post_id, made_at, printed, proof, tracking_number) VALUES (gen_random_uuid(), %s,"
        " %s, 'closure', 'x', '', 'x', 'x', '{{}}', '', app_today(), %s, {}, '', '', '')"
    )
    now, before = written.format("app_now()"), written.format("app_now() - interval '1 day'")
    with acting(cast.sarah) as sarah:
        own = cast.sarah.post.pk
        assert not refused(now, lease.pk, jeanne.pk, own)
        assert refused(now, lease.pk, stranger.pk, own)
        assert refused(before, lease.pk, jeanne.pk, own)
        assert refused(now, lease.pk, jeanne.pk, cast.victor.post.pk)
        as_sent = "UPDATE incidents_letter SET step_id = %s, sent_on = app_today(), proof = 'file' WHERE id = %s"
        assert refused(as_sent, elsewhere.pk, kept.pk)
        assert refused("UPDATE incidents_letter SET letterhead = 'x' WHERE id = %s", kept.pk)
        situations.close_situation(by=sarah, situation=lease, ending="moved_out")
        assert refused(now, lease.pk, jeanne.pk, own)
        assert refused("UPDATE incidents_letter SET body = 'x' WHERE id = %s", kept.pk)


@pytest.mark.django_db
def test_a_paper_is_seen_with_its_letter(cast: Cast, lease: Situation, jeanne: Addressee) -> None:
    (letter,) = make(cast, lease, jeanne)
    kept = printed(cast, letter)
    for person, sees in ((cast.sarah, True), (cast.victor, False), (cast.gilles, False), (cast.karim, False)):
        with acting(person):
            assert StoredFile.objects.filter(pk__in=[kept.file_id]).exists() == sees
