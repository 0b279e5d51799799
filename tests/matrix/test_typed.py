"""What is typed: a value that somebody else's row has already is answered like one that nobody has, now and later.

The exception that remains: an account that was closed. Whoever is named at its address is in the list of the post, and
in no directory.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from difflib import unified_diff
from typing import Any
from uuid import UUID, uuid5

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from correspondents.models import User
from incidents.services.complaints import note_complaint
from journal.models import Message
from signatories.models import Article, Theme
from tests.house import APPS as OWN_APPS
from tests.matrix.expectations import ROWS
from tests.matrix.world import World, undone
from tests.people import acting
from tests.second_department import Essonne

Data = dict[str, Any]

PERSON = {"first_name": "Line", "last_name": "Tapée", "phone": "01 99 00 77 77"}
FRESH = "fraiche@tests.example"
SUBMISSION = UUID("11111111-2222-4333-8444-555555555555")

# Who types whose address, at whose post; of `nadia` nobody is told anything but that she has no designation.
HIDDEN = [
    ("delphine", "gilles", "sarah"),
    ("delphine", "zoe", "karim"),
    ("delphine", "amina", "sarah"),
    ("karim", "gilles", "karim"),
    ("karim", "amina", "karim"),
    ("maud", "zoe", "maud"),
    ("sarah", "zoe", "sarah"),
    ("sarah", "zoe", "gilles"),
    ("sarah", "boris", "gilles"),
    ("adrien", "amina", "sarah"),
    ("adrien", "boris", "gilles"),
]


@pytest.fixture
def accounts(world: World, essonne: Essonne) -> dict[str, User]:
    """Everybody has a telephone and a name that is not in the address, signed in yesterday, and did not get a mail last
    week."""
    now = timezone.now()
    User.objects.update(last_name="Réel", phone="01 99 00 66 66", last_login=now - timedelta(days=1))
    refused = {"kind": "referral_waiting", "state": "refused", "created_at": now - timedelta(days=7), "due_at": now}
    people = {name: person.user for name, person in (world.people | essonne.people).items()}
    Message.objects.bulk_create([Message(recipient_id=user.pk, **refused) for user in people.values()])
    return people


@pytest.mark.parametrize(("who", "hidden", "at"), HIDDEN)
@pytest.mark.parametrize("way", ["designer", "remplacer"])
def test_whoever_is_named_by_address_looks_like_somebody_who_had_no_account(
    world: World, accounts: dict[str, User], who: str, hidden: str, at: str, way: str
) -> None:
    account = accounts[hidden]
    taken, queries = told(world, who, at, way, account.email, account)
    fresh, others = told(world, who, at, way, FRESH, account)
    assert not (told_apart := differences(taken, fresh)), told_apart
    assert [page for page in taken if page.count("Line Tapée") > 0], "the name would be seen if it were there"
    assert abs(queries - others) <= 6, "how long it takes tells on the account"


def differences(taken: list[str], fresh: list[str]) -> str:
    """The lines of the pages that tell; where mails of one moment lie in their list is chance."""
    pairs = [(sorted(one.split("\n")), sorted(other.split("\n"))) for one, other in zip(taken, fresh, strict=True)]
    return "\n".join(
        line for one, other in pairs for line in unified_diff(one, other, n=0, lineterm="") if line[1:].strip()
    )


def told(world: World, who: str, at: str, way: str, email: str, hidden: User) -> tuple[list[str], int]:
    """Every page afterwards, as the same person reads it, without the address; and how many queries naming took."""
    client, person, post = world.clients[who], world.people[who], world.people[at].post
    place = f"postes/{post.pk}" if way == "designer" else f"designations/{world.people[at].designation.pk}"
    day = person.actor().today + timedelta(days=0 if way == "designer" else 1)
    data = PERSON | {"email": email, "role": "suppleant", "starts_on": day.isoformat(), "submission": SUBMISSION}
    named = uuid5(person.user.pk, str(SUBMISSION))
    with undone(client):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.post(f"/annuaire/{place}/{way}/", data)
        assert answer.status_code == 302, answer.content.decode()
        account = User.objects.get(email=email)
        closed = {name for name, row in ROWS.items() if row.is_closed_to(world.column_of(who))}
        pages = [client.get(address) for address in addresses(closed, post.pk, named, account.pk)]
        pages += searches(client, closed, email, hidden)
        pages += [client.post(f"/administration/comptes/{account.pk}/invitation/")] if who == "adrien" else []
        acts = re.findall(r'data-label="Acte">([^<]*)', client.get(reverse("journal")).content.decode())
    return [*(plain(page, email) for page in [answer, *pages]), ", ".join(sorted(acts))], len(asked)


def addresses(closed: set[str], post: UUID, named: UUID, account: UUID) -> list[str]:
    """Those that are open to the function."""
    plain_lists = ("directory", "post_list", "gap_list", "confirmation", "administration")
    lists = (*plain_lists, "account_list", "mail_list", "job_list")
    of_post = ("directory_post", "directory_post_card", "post_manage", "post_edit", "designation_new")
    of_person = ("designation_replace", "designation_end", "absence_new", "directory_card")
    places = [
        *((name, reverse(name)) for name in lists),
        *((name, reverse(name, args=[post])) for name in of_post),
        *((name, reverse(name, args=[named])) for name in of_person),
        ("account_detail", reverse("account_detail", args=[account])),
        ("mail_list", f"{reverse('mail_list')}?compte={account}"),
        ("competence", f"{reverse('competence')}?q=77284"),
    ]
    return [address for name, address in places if name not in closed]


def searches(client: Client, closed: set[str], email: str, hidden: User) -> list[Any]:
    """By the words that were typed, and by those that the hidden account has."""
    words = ("Line Tapée", f"{hidden.first_name} Réel")
    lists = [reverse(name) for name in ("account_list", "mail_list") if name not in closed]
    found = [client.post(address, {"name": word}) for address in lists for word in (*words, email)]
    exported = [client.post(reverse(name)) for name in ("directory_csv", "directory_cards") if name not in closed]
    return [*found, *exported, *(client.post(reverse("directory"), {"text": word}) for word in words)]


def plain(answer: Any, typed: str) -> str:
    """What is read: tokens against forgery, identifiers and the moment differ in every answer."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(typed, "ADDRESS")
    body = re.sub(r"(T|, )\d\d:\d\d[\d:.+]*|REV:\w+|\d{1,2}\sh\s\d\d", "", body)
    read = f"{answer.status_code} {answer.headers.get('Location', '')}\n{body}"
    return re.sub("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", read)


# Fields that are looked up, or whose column is unique: somebody, an address, what is typed beside, the field, what a
# hidden row has there.


def _addresses(world: World, essonne: Essonne) -> Iterator[tuple[str, str, Data, str, str]]:
    gilles, karim = world.user("gilles").email, world.people["karim"].post
    yield "visitor", "/accounts/login/", {"password": "un mot de passe faux"}, "login", gilles
    yield "visitor", "/accounts/password/reset/", {}, "email", gilles
    yield "adrien", f"/annuaire/postes/{karim.pk}/modifier/", {"label": "Meaux", "communes": "77284"}, "email", gilles
    rows = {"contacts-TOTAL_FORMS": 1, "contacts-INITIAL_FORMS": 0, "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0}
    theme = Theme.objects.filter(convention=world.people["adrien"].signatory.convention)[0]
    yield (
        "adrien",
        f"/objets-de-travail/{theme.pk}/contacts/",
        rows | {"form-0-label": "Service"},
        "form-0-email",
        gilles,
    )
    yield "adrien", "/administration/comptes/", {}, "name", essonne.amina.user.email
    yield "adrien", "/administration/courriels/", {}, "name", essonne.amina.user.email
    yield "delphine", "/annuaire/", {}, "text", "Gilles Réel"


def _names(world: World, essonne: Essonne) -> Iterator[tuple[str, str, Data, str, str]]:
    once, cast = {"submission": SUBMISSION}, world.cast
    post = once | {"function": "dpo", "communes": "77284"}
    yield "sarah", "/annuaire/postes/nouveau/", post, "label", cast.zoe.post.label
    estate = once | {"address": "1, rue du Bief", "commune": "77284", "dwellings": 60}
    yield "sarah", "/residences/nouvelle/", estate, "name", cast.pommiers.name
    theme = once | {"summary": "Court.", "circuit": "Une étape.", "sources": "Loi.", "position": 9}
    yield "adrien", "/objets-de-travail/nouveau/", theme, "name", essonne_theme(essonne)
    party = once | {"short_name": "Toits", "in_phrase": "les Toits", "kind": "landlord", "joined_on": "2026-01-05"}
    yield "adrien", "/administration/signataires/nouveau/", party, "name", essonne.amina.signatory.name
    article = once | {"title": "Durée", "text": "Texte."}
    yield "adrien", "/administration/convention/articles/nouveau/", article, "number", essonne_article(essonne)
    complaint = {"complainant": "agent", "filed_on": cast.sarah.actor().today.isoformat()}
    yield "sarah", f"/faits/{world.facts['fresh'].pk}/plainte/", complaint, "pv_number", neighbours_complaint(world)


def essonne_theme(essonne: Essonne) -> str:
    theme = Theme.objects.create(convention=essonne.convention, code="rodeos", name="Rodéos", position=1)
    return theme.name


def essonne_article(essonne: Essonne) -> str:
    return str(Article.objects.create(convention=essonne.convention, number=7272, title="Objet", text="Texte.").number)


def neighbours_complaint(world: World) -> str:
    with acting(world.people["victor"]) as victor:
        number = "2026/07777"
        note_complaint(
            by=victor,
            incident=world.facts["neighbour"],
            complainant="landlord",
            filed_on=victor.today,
            pv_number=number,
        )
    return number


@pytest.mark.parametrize("kind", [_addresses, _names])
def test_a_value_that_a_hidden_row_has_is_answered_like_a_fresh_one(
    world: World, accounts: dict[str, User], essonne: Essonne, kind: Callable[..., Any]
) -> None:
    for who, address, data, field, hidden in kind(world, essonne):
        answers = []
        for value in (hidden, beside(hidden)):
            with undone(world.clients[who]):
                answer = world.clients[who].post(address, data | {field: value})
                assert answer.status_code in (200, 302), address
                after = world.clients[who].get(answer.headers.get("Location") or address)
                answers.append([plain(each, value) for each in (answer, after)])
        assert not (told_apart := differences(*answers)), f"{field} at {address}: {told_apart}"


def beside(value: str) -> str:
    """One that nobody has and that comes next in the order."""
    return f"{int(value) + 1}" if value.isdigit() else value.replace("@", "-bis@") if "@" in value else f"{value} bis"


# Every unique column: tried above, or why nobody can type into it what a hidden row has.
DRAWN = "drawn by the portal or the browser at random"
OWN = "unique beside a row that whoever types sees whole"
NEVER = "written by the portal alone"
TRIED = "above"
UNIQUE = {
    "AddressChange.user": OWN,
    "Article.convention,number": TRIED,
    "Attachment.incident,original_sha256": OWN,
    "Attachment.step,original_sha256": OWN,
    "Attendance.meeting,signatory,function": OWN,
    "Charter.convention,version": OWN,
    "CharterAcceptance.charter,user": OWN,
    "Commentary.review,chapter": OWN,
    "Competence.commune,domain": NEVER,
    "Convention.department_code": NEVER,
    "Decision.meeting,number": NEVER,
    "Disclosure.referral,number": NEVER,
    "PreparedAnswer.referral": OWN,
    "DelayCount.sender,month,days": NEVER,
    "DisclosedNumber.disclosure,key": NEVER,
    "DisclosedPiece.disclosure,number": NEVER,
    "Document.convention": OWN,
    "EvidenceFile.reference": DRAWN,
    "FactImport.file": NEVER,
    "Measure.name,label": NEVER,
    "FactImport.job": NEVER,
    "FactImport.landlord": OWN,  # one at a time writes
    "FactImport.report": NEVER,
    "FactImport.wrong": NEVER,
    "FactCount.landlord,month,category": NEVER,
    "FormerName.commune,search_name": NEVER,
    "ImportMemory.landlord,kind": NEVER,
    "HeldCount.convention,kind,family,partner,commune,topic,month": NEVER,
    "Incident.landlord,own_reference": OWN,
    "Incident.reference": DRAWN,
    "Incident.submission": DRAWN,
    "Injunction.reference": DRAWN,
    "Invitation.key_hash": DRAWN,
    "LegalAction.situation": OWN,
    "LetterTemplate.landlord,kind,version": NEVER,
    "Link.entry": NEVER,
    "Piece.evidence,attachment": OWN,
    "Piece.evidence,letter": OWN,
    "Piece.evidence,position": NEVER,
    "Piece.evidence,step": OWN,
    "Person.": OWN,  # by expressions: one name in an action
    "Post.group": NEVER,
    "Post.signatory,label": TRIED,
    "Publication.convention,month": NEVER,
    "PublishedCell.publication,kind,family,partner,commune,topic": NEVER,
    "Referral.reference": DRAWN,
    "Referral.submission": DRAWN,
    "ReferredIncident.referral,incident": OWN,
    "Report.file": NEVER,
    "Report.job": NEVER,
    "Residence.landlord,commune,search_name": TRIED,
    "SavedFilter.user_id,convention,list_name,name": OWN,
    "SavedFilter.user_id,convention,list_name,place": OWN,
    "Seal.first_seq": NEVER,
    "Seal.last_seq": NEVER,
    "Signatory.convention,code": TRIED,
    "Situation.landlord,lease": OWN,
    "Situation.reference": DRAWN,
    "Snooze.user,kind,object_id": OWN,
    "StoredFile.path": NEVER,
    "SubjectRule.convention,subject": OWN,
    "Theme.convention,code": TRIED,
    "User.email": TRIED,
    "YearlyReview.convention,first_month": OWN,
    "YearlyReview.convention,first_month,edition": NEVER,
    "YearlyReview.reference": DRAWN,
}


def test_every_unique_column_is_tried_or_explained() -> None:
    assert set(unique_columns()) == set(UNIQUE)


def unique_columns() -> Iterator[str]:
    for label in OWN_APPS:
        for model in apps.get_app_config(label).get_models():
            name = model.__name__
            yield from (f"{name}.{f.name}" for f in model._meta.local_fields if f.unique and not f.primary_key)
            yield from (
                f"{name}.{','.join(rule.fields)}"
                for rule in model._meta.constraints
                if isinstance(rule, models.UniqueConstraint)
            )


# Every form that asks for an e-mail address.
ASKING = {
    "AddressForm.email",  # tests/correspondents/test_mistyped_address.py
    "ContactForm.email",
    "DesignationForm.email",
    "OwnAddressForm.email",  # tests/correspondents/test_own_address.py
    "PersonForm.email",
    "PostForm.email",
    "ReplacementForm.email",
    "ResetPasswordForm.email",
    "SignatoryForm.mailbox",  # the institution's, of which no account is looked up
}


def test_every_form_that_asks_for_an_address_is_tried() -> None:
    assert get_resolver().url_patterns  # whatever an address leads to is imported
    asking = {
        f"{form.__name__}.{name}"
        for form in every(forms.BaseForm)
        if form.__module__.split(".")[0] in OWN_APPS
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.EmailField)
    }
    assert asking == ASKING


def every(form: type) -> Iterator[type[Any]]:
    subclasses: list[type[Any]] = form.__subclasses__()
    for each in subclasses:
        yield each
        yield from every(each)
