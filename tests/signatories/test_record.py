"""The record of the convention: what is public, what is not, who keeps it, and that nothing is lost or invented."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from files.models import StoredFile
from files.storage import paths_older_than
from journal.models import Entry
from signatories.forms.convention import ArticleForm
from signatories.models import Article, Convention, Document, Processing, SettingChange, Signatory
from signatories.portal_settings import SETTINGS
from tests.matrix.record import PDF
from tests.people import Cast, Person, acting

NEW_DOCUMENT = "/administration/convention/documents/nouveau/"
SETTINGS_PAGE = "/administration/convention/reglages/"


@pytest.fixture(autouse=True)
def private_folder(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def pdf(content: bytes = PDF, name: str = "texte.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def deposit(client: Client, kind: str, title: str, file: SimpleUploadedFile | None = None, **more: Any) -> Any:
    return client.post(NEW_DOCUMENT, {"kind": kind, "title": title, "file": file or pdf(), **more})


def convention_77() -> Convention:
    return Convention.objects.get(department_code="77")


def settings_typed(**changes: Any) -> dict[str, Any]:
    convention = convention_77()
    values = {setting.name: getattr(convention, setting.name) for setting in SETTINGS}
    return {name: "" if value is None else value for name, value in (values | changes).items()}


def verbs(person: Person) -> list[str]:
    with acting(person) as by:
        acts = Entry.objects.filter(user_id=by.user_id).exclude(verb="page.refusee").order_by("at", "id")
        return list(acts.values_list("verb", flat=True))


# The texts


def test_the_signed_text_is_public_and_an_annex_is_not(cast: Cast) -> None:
    admin = cast.adrien.client()
    assert deposit(admin, "signed", "Texte signé du 5 mai 2021").status_code == 302
    assert deposit(admin, "annex", "Fiche de saisine", pdf(PDF + b"annexe")).status_code == 302
    signed, annex = (Document.objects.get(kind=kind) for kind in ("signed", "annex"))

    page = text_of(Client().get("/convention/"))
    assert "Texte signé du 5 mai 2021" in page
    assert "texte signé à déposer" not in page
    assert "Fiche de saisine" not in page
    download = Client().get(f"/convention/texte-signe/{signed.pk}/")
    assert (download.status_code, download.content) == (200, PDF)
    assert download["Content-Disposition"].startswith("attachment")
    assert Client().get(f"/convention/texte-signe/{annex.pk}/").status_code == 404
    assert Client().get(f"/convention/documents/{annex.pk}/").status_code == 302
    nadia = Client()
    nadia.force_login(cast.nadia, "correspondents.backend.DesignatedBackend")
    assert nadia.get(f"/convention/documents/{annex.pk}/").status_code == 403

    for person in cast.people().values():
        assert person.client().get(f"/convention/documents/{annex.pk}/").content == PDF + b"annexe"


def test_a_new_signed_text_takes_the_place_of_the_former_one(cast: Cast) -> None:
    admin = cast.adrien.client()
    deposit(admin, "signed", "Premier", pdf(PDF + b"1"))
    former = Document.objects.get()
    deposit(admin, "signed", "Avenant", pdf(PDF + b"2"))
    assert set(Document.objects.filter(removed_at=None).values_list("title", flat=True)) == {"Avenant"}
    assert Client().get(f"/convention/texte-signe/{former.pk}/").status_code == 404
    former.refresh_from_db()
    assert former.file.erased_at is not None
    assert former.file.sha256
    assert "texte signé à déposer" not in text_of(Client().get("/convention/"))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7" + bytes(50 * 1024 * 1024), "gros.pdf", "dépasse 20 Mo"),
        (b"PK\x03\x04 un classeur", "texte.pdf", "pas un PDF lisible"),
        (b"", "vide.pdf", "vide"),
    ],
)
def test_a_file_that_cannot_be_is_refused_and_nothing_is_lost(
    cast: Cast, content: bytes, name: str, sentence: str
) -> None:
    admin = cast.adrien.client()
    deposit(admin, "signed", "Texte signé")
    refused = deposit(admin, "signed", "Avenant n° 1", pdf(content, name))
    page = text_of(refused)
    assert refused.status_code == 200
    assert sentence in page
    assert 'value="Avenant n° 1"' in page
    (kept,) = Document.objects.all()
    assert (kept.title, kept.removed_at) == ("Texte signé", None)
    assert StoredFile.objects.count() == 1
    with acting(cast.adrien) as by:
        assert len(list(paths_older_than(by.now + timedelta(minutes=1)))) == 1


def test_a_removed_document_is_gone_for_everybody_and_its_trace_stays(cast: Cast) -> None:
    admin = cast.adrien.client()
    deposit(admin, "annex", "Fiche")
    annex = Document.objects.get()
    for _ in range(2):
        assert admin.post(f"/administration/convention/documents/{annex.pk}/retrait/").status_code == 302
    for client in (admin, cast.sarah.client()):
        assert client.get(f"/convention/documents/{annex.pk}/").status_code == 404
        assert "Fiche" not in text_of(client.get("/convention/texte/"))
    assert verbs(cast.adrien).count("document.retire") == 1


def test_articles_are_read_by_those_who_work_with_the_convention_and_kept_by_its_administrators(cast: Cast) -> None:
    admin, page = cast.adrien.client(), "/administration/convention/articles/nouveau/"
    typed = {"number": 2, "title": "Correspondants", "text": "Chaque partie désigne…", "submission": uuid4()}
    assert admin.post(page, typed).status_code == 302
    assert admin.post(page, typed).status_code == 302
    article = Article.objects.get()
    refused = admin.post(page, typed | {"submission": uuid4(), "text": "Un autre texte, long à recopier"})
    assert "L’article 2 existe déjà" in text_of(refused)
    assert "Un autre texte, long à recopier" in text_of(refused)
    for person in cast.people().values():
        assert "Article 2 – Correspondants" in text_of(person.client().get("/convention/texte/"))
    assert "Correspondants" not in text_of(Client().get("/convention/"))
    assert admin.post(f"/administration/convention/articles/{article.pk}/", {"act": "remove"}).status_code == 302
    assert not Article.objects.exists()
    assert verbs(cast.adrien) == ["article.ajoute", "article.retire"]


def test_a_form_that_comes_back_with_other_words_is_refused_and_the_first_ones_stay(cast: Cast) -> None:
    admin, submission = cast.adrien.client(), uuid4()
    article = {"number": 2, "title": "Correspondants", "text": "Chaque partie désigne…", "submission": submission}
    processing = {"name": "Signalements", "legal_basis": "Mission d’intérêt public", "submission": submission}
    pages = {"/administration/convention/articles/nouveau/": article}
    pages["/administration/convention/traitements/nouveau/"] = processing
    for page, typed in pages.items():
        changed = {"title": "Autre"} if "title" in typed else {"legal_basis": "Autre"}
        assert [admin.post(page, words).status_code for words in (typed, typed | changed, typed)] == [302, 409, 302]
    kept = Processing.objects.get(name="Signalements")
    assert (Article.objects.get().title, kept.legal_basis) == (
        "Correspondants",
        "Mission d’intérêt public",
    )
    joins = [join(admin, submission=submission, **changed) for changed in ({}, {"short_name": "Marne"}, {})]
    assert [answer.status_code for answer in joins] == [302, 409, 302]
    titles = ("Fiche", "Annexe", "Fiche")
    assert [deposit(admin, "annex", title, submission=submission).status_code for title in titles] == [302, 409, 302]
    assert deposit(admin, "annex", "Fiche", pdf(PDF + b"autre"), submission=submission).status_code == 409
    assert Document.objects.get().title == "Fiche"


def test_the_same_submission_at_two_conventions_is_two_rows(cast: Cast) -> None:
    other = Convention.objects.create(department_code="02", signed_on=convention_77().signed_on)
    typed = {"number": 2, "title": "Correspondants", "text": "Chaque partie désigne…", "submission": str(uuid4())}
    forms = [ArticleForm(typed, convention=convention) for convention in (convention_77(), other)]
    assert all(form.is_valid() for form in forms)
    assert len({form.save(commit=False).pk for form in forms}) == 2


def test_nothing_is_invented_where_nothing_was_deposited(cast: Cast) -> None:
    page = text_of(cast.sarah.client().get("/convention/texte/"))
    for said in ("texte signé à déposer", "Aucun article recopié", "Aucune annexe déposée", "non renseignée"):
        assert said in page
    assert "à vérifier" in text_of(cast.sarah.client().get("/convention/traitements/"))


def test_a_processing_is_to_be_verified_until_somebody_has(cast: Cast) -> None:
    admin, page = cast.adrien.client(), "/administration/convention/traitements/nouveau/"
    refused = admin.post(page, {"name": "Faits", "is_verified": "on"})
    assert "Sans responsable nommé, rien n’est encore vérifié." in text_of(refused)
    admin.post(page, {"name": "Faits"})
    assert "à vérifier" in text_of(cast.dina.client().get("/convention/traitements/"))
    named = {"name": "Faits", "controllers": "Chaque bailleur", "processors": "L’exploitant", "legal_basis": "RGPD"}
    verified = named | {"is_verified": "on", "joint_controllers": "Aucun"}
    admin.post(f"/administration/convention/traitements/{Processing.objects.get(name='Faits').pk}/", verified)
    told = {row.name: row.is_verified for row in Processing.objects.all()}
    assert [name for name, is_verified in told.items() if is_verified] == ["Faits"]


def test_the_term_is_what_the_text_says_or_nothing(cast: Cast) -> None:
    admin, page = cast.adrien.client(), "/administration/convention/echeance/"
    early = admin.post(page, {"term_ends_on": "2020-01-01", "renewal": "tacite"})
    assert "L’échéance vient après la signature, le 5 mai 2021." in text_of(early)
    assert admin.post(page, {"term_ends_on": "2027-05-04", "renewal": "tacite"}).status_code == 302
    read = text_of(cast.maud.client().get("/convention/texte/"))
    assert "4 mai 2027" in read
    assert "tacite" in read
    assert "4 mai 2027" not in text_of(Client().get("/convention/"))


# The settings


def test_each_change_of_a_setting_says_who_what_and_when(cast: Cast) -> None:
    admin = cast.adrien.client()
    assert admin.post(SETTINGS_PAGE, settings_typed(share_days=60, answer_target_days=20)).status_code == 302
    assert admin.post(SETTINGS_PAGE, settings_typed()).status_code == 302
    changes = SettingChange.objects.order_by("setting").values_list("setting", "former", "current", "function")
    assert list(changes) == [
        ("answer_target_days", "", "20", "administrateur"),
        ("share_days", "90", "60", "administrateur"),
    ]
    page = text_of(cast.karim.client().get("/convention/reglages/"))
    for said in ("Durée d’accès proposée, en jours", "90 jours", "60 jours", "non fixé", "Opérateur du portail"):
        assert said in page
    assert "Adrien" not in page
    assert verbs(cast.adrien) == ["convention.reglages_changes"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"share_days": 0}, "supérieure ou égale à 1"),
        ({"share_days_max": 731}, "inférieure ou égale à 730"),
        ({"share_days": 300, "share_days_max": 200}, "La durée proposée dépasse la plus longue"),
        ({"small_count": 3}, "supérieure ou égale à 4"),
        ({"keep_journal_months": 24}, "Dites pourquoi le journal est gardé plus de douze mois."),
        ({"keep_situation_months": ""}, "obligatoire"),
    ],
)
def test_a_setting_out_of_its_bounds_changes_nothing(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    before = settings_typed()
    refused = cast.adrien.client().post(SETTINGS_PAGE, settings_typed(confirmation_months=9, **changes))
    assert refused.status_code == 200
    assert sentence in text_of(refused)
    assert 'value="9"' in text_of(refused)
    assert settings_typed() == before
    assert not SettingChange.objects.exists()


def test_the_journal_is_kept_longer_with_a_written_reason(cast: Cast) -> None:
    typed = settings_typed(keep_journal_months=24, reason="Contrôle en cours")
    assert cast.adrien.client().post(SETTINGS_PAGE, typed).status_code == 302
    assert "Motif : Contrôle en cours" in text_of(cast.dina.client().get("/convention/reglages/"))


def test_a_setting_is_never_said_to_be_the_conventions(cast: Cast) -> None:
    page = text_of(cast.sarah.client().get("/convention/reglages/"))
    assert "Ils ne disent pas ce que prévoit la convention" in page
    for path in ("/convention/", "/convention/texte/"):
        assert "90 jours" not in text_of(cast.sarah.client().get(path))


def test_the_pages_ask_as_much_for_one_row_as_for_twenty(cast: Cast) -> None:
    client, convention = cast.sarah.client(), convention_77()
    pages = ("/convention/texte/", "/convention/traitements/", "/convention/reglages/")

    def fill(numbers: range) -> None:
        for number in numbers:
            Article.objects.create(convention=convention, number=number, title="Titre", text="Texte")
            Processing.objects.create(convention=convention, name=f"Traitement {number}")
            cast.adrien.client().post(SETTINGS_PAGE, settings_typed(share_days=100 + number))

    def queries() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(page)
            counts.append(len(captured))
        return counts

    fill(range(1, 2))
    queries()
    one = queries()
    fill(range(2, 21))
    assert queries() == one


# The parties


def join(client: Client, **changes: Any) -> Any:
    typed = {"kind": "landlord", "name": "Toits de Marne", "short_name": "Toits", "in_phrase": "les Toits de Marne"}
    return client.post("/administration/signataires/nouveau/", typed | {"joined_on": "2026-01-05"} | changes)


def test_a_signatory_joins_with_a_date(cast: Cast) -> None:
    admin, submission = cast.adrien.client(), uuid4()
    assert join(admin, submission=submission).status_code == 302
    assert join(admin, submission=submission).status_code == 302
    joined = Signatory.objects.get(name="Toits de Marne")
    assert (joined.code, joined.joined_on.isoformat(), joined.in_phrase) == (
        "toits-de-marne",
        "2026-01-05",
        "les Toits de Marne",
    )
    assert "Un signataire porte déjà ce nom" in text_of(join(admin, name="toits de marne"))
    early = join(admin, name="Trop tôt", joined_on="2019-01-01")
    assert "La convention a été signée le 5 mai 2021" in text_of(early)
    assert "operator" in text_of(join(admin, name="Autre exploitant", kind="operator"))
    assert verbs(cast.adrien) == ["signataire.entre"]
    assert "Toits de Marne" not in text_of(Client().get("/convention/"))


def test_the_people_of_a_signatory_that_leaves_lose_everything_the_day_after(cast: Cast) -> None:
    morins, today = cast.sarah.signatory, cast.adrien.actor().today
    admin, leave = cast.adrien.client(), f"/administration/signataires/{morins.pk}/depart/"
    signed_in = {name: cast.people()[name].client() for name in ("sarah", "gilles", "gaston", "dina", "victor")}
    assert "4 désignations en cours" in text_of(admin.get(leave))

    assert admin.post(leave, {"left_on": today.isoformat()}).status_code == 302
    codes = {name: client.get("/journal/").status_code for name, client in signed_in.items()}
    assert codes == dict.fromkeys(signed_in, 200), "the last day still counts"

    assert admin.post(leave, {"left_on": (today - timedelta(days=1)).isoformat()}).status_code == 302
    codes = {name: client.get("/journal/").status_code for name, client in signed_in.items()}
    assert codes == {"sarah": 403, "gilles": 403, "gaston": 403, "dina": 403, "victor": 200}

    assert admin.post(leave, {"left_on": ""}).status_code == 302
    assert signed_in["sarah"].get("/journal/").status_code == 200
    assert verbs(cast.adrien) == ["signataire.parti", "signataire.parti", "signataire.reste"]


def test_nobody_leaves_before_joining_and_the_operator_not_at_all(cast: Cast) -> None:
    admin = cast.adrien.client()
    refused = admin.post(f"/administration/signataires/{cast.sarah.signatory.pk}/depart/", {"left_on": "2021-05-04"})
    assert "depuis le 5 mai 2021" in text_of(refused)
    operator = f"/administration/signataires/{cast.adrien.signatory.pk}/depart/"
    assert admin.get(operator).status_code == 403
    assert admin.post(operator, {"left_on": "2030-01-01"}).status_code == 403
    assert not Signatory.objects.exclude(left_on=None).exists()


def test_who_joins_later_has_nothing_before(cast: Cast) -> None:
    tomorrow = cast.adrien.actor().today + timedelta(days=1)
    Signatory.objects.filter(pk=cast.victor.signatory.pk).update(joined_on=tomorrow)
    assert cast.victor.client().get("/faits/").status_code == 403
    assert cast.sarah.client().get("/faits/").status_code == 200
