"""Two conventions side by side: the people of each see nothing of the other, whatever they ask for."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone

from correspondents.models import Designation, User
from correspondents.permissions import accounts_visible_to, jobs_kept_by, messages_visible_to
from journal.models import Job, Message
from referrals.subject_table import subject_table
from reports.permissions import entry_parts_of_convention
from signatories.models import Convention, SettingChange, Signatory
from signatories.permissions import signatories_visible_to
from territory.permissions import communes_visible_to, residences_visible_to
from tests.figures import prepare, publish
from tests.matrix.expectations import LOGIN, ROWS, Row
from tests.matrix.test_matrix import ask
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World
from tests.people import Person, acting, make_complaint, make_fact
from tests.roles import as_worker
from tests.second_department import COURT, Essonne

# The subjects are the portal's: what a convention makes of them is its own, see below. The account that is invited is
# designated by nobody, and such an account belongs to no convention: every administrator finds it. Kinds of letters and
# of files are no objects.
SHARED = ("subject_edit", "account_invite", "letter_template_edit", "mailing_new", "fact_import_template")
OF_TWO = ("referral_piece", "referral_thumbnail")  # objects: tried with the pieces of the 77, the other way round


def column_of(person: Person) -> str:
    return person.designation.function.value


def one_for_each_function(world: World) -> dict[str, Person]:
    by_function = {column_of(person): (who, person) for who, person in world.people.items()}
    return dict(by_function.values())


def is_about_an_object(trial: Trial) -> bool:
    return bool(trial.args)


def is_for_the_world(row: Row) -> bool:
    return row.cells["visitor"] != LOGIN


OBJECT_ROWS = [name for name, row in ROWS.items() if not is_for_the_world(row) and name not in SHARED]


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where of a refusal the code alone is read: its page, which `test_matrix` reads, takes half the time."""

    def handler(resolver: URLResolver, code: int) -> Callable[..., HttpResponse]:
        return lambda request, exception: HttpResponse(status=code)

    monkeypatch.setattr(URLResolver, "resolve_error_handler", handler)


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_object_of_the_77_is_absent_for_every_person_of_the_91(
    world: World, essonne: Essonne, bare_refusals: None, method: str
) -> None:
    """403 where the page is not for the function, 405 where there is nothing to get, 404 everywhere else, also where a
    préparateur of the 77 would be told that the act is not theirs. Each person signs in once and asks for everything;
    a page that is closed to the function or the method, whatever the object, is asked for once."""
    found, expected = {}, {}
    clients = {who: person.client() for who, person in essonne.people.items()}
    for name in OBJECT_ROWS:
        with transaction.atomic():
            for who, number, trial in tried_by(essonne, name, world, method):
                query = trial.data if method == "post" else trial.query
                with transaction.atomic():
                    found[name, number, who] = getattr(clients[who], method)(trial.address(name), query).status_code
                    transaction.set_rollback(True)
                expected[name, number, who] = absent(ROWS[name], column_of(essonne.people[who]), method)
            transaction.set_rollback(True)
    assert found == expected


def tried_by(essonne: Essonne, name: str, world: World, method: str) -> Iterator[tuple[str, int, Trial]]:
    for number, trial in enumerate(trial for trial in trials_of(name, world) if is_about_an_object(trial)):
        for who, person in essonne.people.items():
            if number == 0 or not ROWS[name].ignores_object(column_of(person), method):
                yield who, number, trial


def absent(row: Row, column: str, method: str) -> int:
    """What somebody of another convention is answered."""
    code = row.code(column, method)
    return code if row.is_closed_to(column) or code == 405 else 404


def addresses_of(essonne: Essonne) -> list[tuple[str, object]]:
    """Every address of the main road and of the record, for each object of the 91."""
    cases = ("incident_detail", "fact_readers", "incident_referrals", "incident_triage")
    facts = (*cases, "complaint_new", "incident_staff", "incident_attachments")
    acts = [name for name, row in ROWS.items() if name.startswith("referral_") and row.whose not in ("", "matter")]
    acts = [name for name in acts if name not in OF_TWO]
    acts.append("exchange_paper")
    papers = ("report_detail", "report_progress", "report_download")
    accounts = ("account_detail", "account_switch")
    record = {
        "document_download": "annex",
        "document_remove": "annex",
        "article_edit": "article",
        "processing_edit": "processing",
    }
    party = essonne.amina.signatory.pk
    complaint = make_complaint(essonne.amina, essonne.fact, days_ago=0)
    return [
        *((name, essonne.fact.pk) for name in facts),
        *((name, complaint.pk) for name in ("complaint_detail", "complaint_referrals")),
        *(
            (name, referral.pk)
            for name in acts
            for referral in (essonne.referrals["to_parquet"], essonne.referrals["incoming"])
        ),
        *((name, report.pk) for name in papers for report in essonne.reports.values()),
        *((name, essonne.amina.user.pk) for name in accounts),
        *((name, essonne.record[key]) for name, key in record.items()),
        ("signatory_edit", party),
        ("signatory_leave", party),
    ]


def test_every_object_of_the_91_is_absent_for_every_person_of_the_77(
    world: World, essonne: Essonne, bare_refusals: None
) -> None:
    found, expected = {}, {}
    for name, pk in addresses_of(essonne):
        for who, person in one_for_each_function(world).items():
            for method in ("get", "post"):
                answer = ask(world, who, name, Trial(args=(pk,)), method)  # type: ignore[arg-type]
                found[name, who, method] = answer.status_code
                expected[name, who, method] = absent(ROWS[name], column_of(person), method)
    assert found == expected


# What the pages say


def words_of(convention: Convention, people: dict[str, Person], more: set[str]) -> set[str]:
    """What would give a convention away: its parties, its people, its residences, its references."""
    parties = set(Signatory.objects.filter(convention=convention).values_list("name", flat=True))
    persons = {person.user.email for person in people.values()} | {
        person.user.get_full_name() for person in people.values()
    }
    return parties | persons | more


def pages_without_object(world: World) -> list[str]:
    """Every page that needs no object, the public ones apart."""
    return [name for name, row in ROWS.items() if not is_for_the_world(row) and not objects_of(name, world)]


def objects_of(name: str, world: World) -> list[Trial]:
    """What the trials of an address would write to make their objects is undone."""
    with transaction.atomic():
        trials = [trial for trial in trials_of(name, world) if is_about_an_object(trial)]
        transaction.set_rollback(True)
    return trials


def pages_open_to(person: Person, names: list[str]) -> list[str]:
    column = column_of(person)
    return [reverse(name) for name in names if ROWS[name].cells[column].startswith("200")]


def read_pages(client: Client, pages: list[str]) -> dict[str, str]:
    return {page: client.get(page).content.decode() for page in pages}


def found_words(read: dict[str, str], words: set[str]) -> dict[str, set[str]]:
    told = {page: {word for word in words if word in body} for page, body in read.items()}
    return {page: said for page, said in told.items() if said}


def test_no_page_of_either_says_a_word_of_the_other(world: World, essonne: Essonne) -> None:
    meaux = world.people["sarah"].signatory.convention
    of_77 = words_of(
        meaux,
        world.people,
        {"Résidence des Tilleuls", "Clos des Pommiers"} | {r.reference for r in world.referrals.values()},
    )
    of_91 = words_of(
        essonne.convention,
        essonne.people,
        {"Résidence des Aunettes", "Digicode", COURT} | {r.reference for r in essonne.referrals.values()},
    )
    told: dict[tuple[str, str], set[str]] = {}
    names = pages_without_object(world)
    for people, strange, own in ((world.people, of_91, of_77), (essonne.people, of_77, of_91)):
        read = set()
        for who, person in people.items():
            pages = read_pages(person.client(), pages_open_to(person, names))
            assert pages
            told |= {(who, page): said for page, said in found_words(pages, strange).items()}
            read |= set().union(*found_words(pages, own).values())
        assert len(read) > 10, "the words would be seen if they were there"
    assert told == {}


def test_a_commune_is_found_in_the_own_convention_only(world: World, essonne: Essonne) -> None:
    for query, at_home, abroad in (("91000", essonne.people, world.people), ("77100", world.people, essonne.people)):
        for person in at_home.values():
            assert person.client().get("/competence/", {"q": query}).context["matches"]
        for person in abroad.values():
            answer = person.client().get("/competence/", {"q": query})
            assert answer.context["matches"] == []
            assert "Ressort du tribunal" not in answer.content.decode()


def test_the_competent_of_the_91_are_those_of_the_91(essonne: Essonne) -> None:
    page = essonne.amina.client().get("/competence/", {"q": "évry"}).content.decode()
    assert COURT in page
    for who in ("fabien", "elsa", "hanna"):
        assert essonne.people[who].user.get_full_name() in page


def test_each_visible_set_is_of_the_own_convention(world: World, essonne: Essonne) -> None:
    for people, convention in (
        (world.people, world.people["sarah"].signatory.convention),
        (essonne.people, essonne.convention),
    ):
        for person in people.values():
            with acting(person) as actor:
                for visible in (communes_visible_to, signatories_visible_to):
                    assert {row.convention_id for row in visible(actor)} == {convention.pk}
                assert {row.landlord.convention_id for row in residences_visible_to(actor)} <= {convention.pk}


def test_an_administrator_keeps_the_accounts_jobs_and_messages_of_one_convention(
    world: World, essonne: Essonne
) -> None:
    adrien, judith = world.people["adrien"], essonne.judith
    nobodys = {world.cast.nadia.pk}
    for administrator, people in ((adrien, world.people), (judith, essonne.people)):
        ours = {person.user.pk for person in people.values()}
        if administrator is adrien:
            ours |= set(User.objects.filter(first_name__in=("Damien", "Denis", "Solange")).values_list("pk", flat=True))
        houses = {person.signatory.pk for person in people.values()}
        with acting(administrator) as actor:
            assert {user.pk for user in accounts_visible_to(actor)} == ours | nobodys
            assert {message.recipient_id for message in messages_visible_to(actor)} <= ours
            assert {job.signatory_id for job in jobs_kept_by(actor)} <= houses | {None}
            listed = [entry for part in entry_parts_of_convention(actor) for entry in part]
            assert {entry.signatory_id for entry in listed} <= houses | {None}
    assert Message.objects.filter(recipient_id=essonne.fabien.user.pk).exists(), "something that could leak"
    assert Job.objects.filter(signatory_id=essonne.amina.signatory.pk).exists()


def test_somebody_of_two_conventions_is_closed_by_no_administrator_of_one(world: World, essonne: Essonne) -> None:
    amina, post = essonne.amina, world.people["victor"].post
    Designation.objects.create(post=post, user=amina.user, role="suppleant", starts_on=amina.designation.starts_on)
    for administrator in (world.people["adrien"], essonne.judith):
        client, address = administrator.client(), f"/administration/comptes/{amina.user.pk}/"
        assert client.get(address).status_code == 200
        assert client.post(f"{address}etat/").status_code == 403


def test_a_person_of_two_conventions_sees_the_one_that_they_act_in(world: World, essonne: Essonne) -> None:
    amina, post = essonne.amina, world.people["victor"].post
    since = amina.designation.starts_on
    voices = {"agreed_at": amina.designation.agreed_at, "accepted_at": amina.designation.accepted_at}
    second = Designation.objects.create(post=post, user=amina.user, role="suppleant", starts_on=since, **voices)
    client = amina.client()
    for designation, shown, hidden in ((amina.designation, "91228", "77284"), (second, "77284", "91228")):
        client.post("/designation/", {"designation": designation.pk})
        assert client.get("/competence/", {"q": shown}).context["match"].commune.pk == shown
        assert client.get("/competence/", {"q": hidden}).context["match"] is None
        assert f"Convention {shown[:2]}" in client.get("/competence/").content.decode()


# Settings, subjects, figures


def test_settings_and_subjects_of_one_are_not_those_of_the_other(world: World, essonne: Essonne) -> None:
    meaux = world.people["sarah"].signatory.convention
    before = subject_table(meaux)
    judith = essonne.judith.client()
    rule = {"bases": ["csi-l271-1"]}  # nothing else is ticked: no longer offered
    assert judith.post("/administration/objets/presence/", rule).status_code == 302
    assert subject_table(meaux) == before
    assert [line.pk for line in subject_table(essonne.convention) if not line.is_offered] == ["presence"]
    page = essonne.elsa.client().get("/convention/reglages/").content.decode()
    assert "45 jours" in page
    assert "90 jours" not in page
    assert "45 jours" not in world.clients["karim"].get("/convention/reglages/").content.decode()
    form = judith.get("/administration/convention/reglages/").context["form"]
    typed = {name: "" if value is None else value for name, value in form.initial.items()}
    judith.post("/administration/convention/reglages/", typed | {"share_days": 50})
    meaux.refresh_from_db()
    assert (meaux.share_days, Convention.objects.get(pk=essonne.convention.pk).share_days) == (90, 50)
    assert {change.convention_id for change in SettingChange.objects.all()} == {essonne.convention.pk}


def test_the_figures_of_each_count_its_own_facts(world: World, essonne: Essonne) -> None:
    """Of the 91 one landlord filed all: its delegate reads nothing of it, and no map of the 77."""
    for _ in range(40):
        make_fact(essonne.boris, essonne.residence, at=timezone.now() - timedelta(days=75))
    prepare(as_worker)
    for delegate in (world.people["delphine"], essonne.ibrahim):
        publish(delegate)
    pages = {
        who: re.sub(r"\s+", " ", person.client().get("/tableau-de-bord/").content.decode())
        for who, person in {"delphine": world.people["delphine"], "ibrahim": essonne.ibrahim}.items()
    }
    for who, dots in (("delphine", 507), ("ibrahim", 5)):
        grounds = re.findall(r'<path class="ground [^>]+>', pages[who])
        assert sum(ground.count("h0") for ground in grounds) == dots
    assert COURT in pages["ibrahim"]
    assert COURT not in pages["delphine"]
    assert "Meaux" not in pages["ibrahim"]
    assert "Groupement de gendarmerie de l’Essonne" in pages["ibrahim"], "nobody is designated there"


def test_a_landlord_refers_to_the_partners_of_its_own_convention(essonne: Essonne) -> None:
    page = essonne.amina.client().get(f"/saisines/nouvelle/?incident={essonne.fact.pk}").content.decode()
    offered = {who for who, person in essonne.people.items() if str(person.post.pk) in page}
    assert offered == {"elsa", "fabien", "gwen", "hanna"}


def test_both_conventions_are_public_side_by_side(world: World, essonne: Essonne) -> None:
    page = Client().get("/convention/").content.decode()
    assert page.index("Seine-et-Marne (77)") < page.index("Essonne (91)")
    for convention, record in (("77", world.record), ("91", essonne.record)):
        assert f"Texte signé du {convention}" in page
        assert Client().get(f"/convention/texte-signe/{record['signed']}/").status_code == 200
        assert Client().get(f"/convention/texte-signe/{record['annex']}/").status_code == 404
