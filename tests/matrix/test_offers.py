"""What forms offer: as every person at every address, each choice is something that the person may see anyway."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from html import unescape
from itertools import product
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models, transaction
from django.forms import BaseForm, BaseFormSet
from django.http import HttpResponse

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Absence, Charter, Designation, Post, User
from correspondents.permissions import (
    accounts_visible_to,
    designations_kept_by,
    directory_visible_to,
    messages_visible_to,
    people_visible_to,
    posts_in_directory,
    posts_kept_by,
)
from files.models import StoredFile
from incidents.models import (
    Addressee,
    Attachment,
    Category,
    Complaint,
    EvidenceFile,
    FactImport,
    Incident,
    LegalAction,
    Letter,
    LetterTemplate,
    Mailing,
    Person,
    Piece,
    Situation,
    Step,
)
from incidents.permissions import (
    addressees_visible_to,
    attachments_visible_to,
    complaints_visible_to,
    evidence_files_visible_to,
    fact_imports_visible_to,
    incidents_visible_to,
    legal_actions_visible_to,
    letter_templates_visible_to,
    letters_visible_to,
    mailings_visible_to,
    persons_visible_to,
    pieces_visible_to,
    situations_visible_to,
    steps_visible_to,
)
from journal.models import Message
from referrals.models import LegalBasis, PreparedAnswer, Referral, Subject
from referrals.permissions import prepared_answers_visible_to, referrals_visible_to
from reports.models import Report
from reports.permissions import people_of_house, reports_visible_to
from signatories.models import Article, Decision, Document, Meeting, Processing, Signatory, Theme
from signatories.permissions import (
    articles_visible_to,
    decisions_visible_to,
    documents_visible_to,
    meetings_visible_to,
    processings_visible_to,
    signatories_visible_to,
    themes_visible_to,
)
from territory.models import Commune, Competence, CompetenceImport, Residence, ResidenceAccess
from territory.permissions import (
    accesses_visible_to,
    communes_visible_to,
    competences_editable_by,
    imports_visible_to,
    residence_files_visible_to,
    residences_visible_to,
)
from tests.databases import ROOT
from tests.matrix.expectations import ROWS
from tests.matrix.test_matrix import HEAVIEST, weight
from tests.matrix.trial import Trial
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone
from tests.people import acting
from tests.roles import installing
from tests.second_department import Essonne

Rows = Iterable[models.Model]
Rule = Callable[[Actor], Rows]


def people(actor: Actor) -> Rows:
    """A DPO's journal names whoever was at a post of the own house too."""
    return [*people_visible_to(actor), *accounts_visible_to(actor), *people_of_house(actor)]


def posts(actor: Actor) -> Rows:
    return [*posts_kept_by(actor), *posts_in_directory(actor)]


def designations(actor: Actor) -> Rows:
    return [*designations_kept_by(actor), *directory_visible_to(actor)]


# What somebody may see of each model that a choice may be made of. One that is not here fails the test.
RULES: dict[type[models.Model], Rule] = {
    Absence: lambda actor: Absence.objects.filter(designation__in=designations_kept_by(actor)),
    Addressee: addressees_visible_to,
    Article: articles_visible_to,
    Attachment: attachments_visible_to,
    Category: lambda actor: Category.objects.all(),  # the same words for everybody
    Charter: lambda actor: Charter.objects.filter(convention=actor.convention_id),
    Commune: communes_visible_to,
    Competence: competences_editable_by,
    CompetenceImport: imports_visible_to,
    Complaint: complaints_visible_to,
    Decision: decisions_visible_to,
    Designation: designations,
    FactImport: fact_imports_visible_to,
    Document: documents_visible_to,
    EvidenceFile: evidence_files_visible_to,
    Incident: incidents_visible_to,
    LegalBasis: lambda actor: LegalBasis.objects.all(),  # law, the same for everybody
    LegalAction: legal_actions_visible_to,
    Letter: letters_visible_to,
    Mailing: mailings_visible_to,
    LetterTemplate: letter_templates_visible_to,
    Meeting: meetings_visible_to,
    Message: messages_visible_to,
    Person: persons_visible_to,
    Piece: pieces_visible_to,
    Post: posts,
    PreparedAnswer: prepared_answers_visible_to,
    Processing: processings_visible_to,
    Referral: referrals_visible_to,
    Report: reports_visible_to,
    Residence: residences_visible_to,
    ResidenceAccess: accesses_visible_to,
    Signatory: signatories_visible_to,
    Situation: situations_visible_to,
    Step: steps_visible_to,
    StoredFile: residence_files_visible_to,
    Subject: lambda actor: Subject.objects.all(),  # a table of the portal
    Theme: themes_visible_to,
    User: people,
}
CARDS = ("directory_card", "directory_post_card")  # hold no choice
NATURAL = {Commune: r"\d[\dAB]\d{3}"}  # keys that are no UUID, and how they look
VALUE = re.compile(r"<(?:option|input)\b[^>]*?\bvalue=\"([^\"]*)\"")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Keys = dict[type[models.Model], set[str]]


Question = tuple[str, str, tuple[tuple[str, Any], ...]]  # method, address, what is sent
Sight = Callable[[str, type[models.Model]], set[str]]


@pytest.fixture(scope="module")
def keys(_world: World, _essonne: Essonne) -> Keys:
    """The keys of all rows of all models with a UUID for a key, and of the natural ones, as an installation sees them:
    no worker sees all."""
    with transaction.atomic(), installing():
        return {
            model: {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
            for model in apps.get_models()
            if isinstance(model._meta.pk, models.UUIDField) or model in NATURAL
        }


@pytest.fixture(scope="module")
def sights(_world: World, _essonne: Essonne) -> Sight:
    """What somebody sees of a model, asked once for all addresses: no page leaves anything, so it stays the same."""
    return cache(partial(seen, _world))


# One person for each function.
WALKERS = ("gilles", "sarah", "constance", "karim", "maud", "perrine", "delphine", "dina", "adrien")


def test_somebody_of_each_function_walks(world: World) -> None:
    assert sorted(world.column_of(who) for who in WALKERS) == sorted(Function)


def places(world: World, essonne: Essonne, name: str) -> list[Trial]:
    """What the matrix tries there, and a post or designation of each function of each house, or every residence, of
    both conventions."""
    cast, people = world.cast, [*world.people.values(), *essonne.people.values()]
    everybody = {(person.signatory.pk, person.post.function): person for person in people}.values()
    others = {
        "post": [person.post.pk for person in everybody],
        "designation": [person.designation.pk for person in everybody],
        "residence": [cast.tilleuls.pk, cast.erables.pk, cast.pommiers.pk, essonne.residence.pk],
    }
    more = () if name in CARDS else others.get(ROWS[name].whose, ())
    return [*trials_of(name, world), *(Trial(args=(pk,), data={}) for pk in dict.fromkeys(more))]


def pages(world: World, name: str, trials: list[Trial]) -> Iterator[tuple[str, HttpResponse]]:
    """Whatever shows a form, each once: the page itself, and what comes back when nothing that makes sense is filled
    in; of what takes no such question one."""
    open_to = [who for who in WALKERS if not ROWS[name].is_closed_to(world.column_of(who))]
    asked: list[Question] = [("get", trial.address(name), tuple(trial.query.items())) for trial in trials]
    tried: list[Question] = [("post", trial.address(name), (("submission", "x"),)) for trial in trials if trial.data]
    for who, questions in product(open_to, (asked, tried)):
        alike = bool(questions) and ROWS[name].ignores_object(world.column_of(who), questions[0][0])
        for method, address, data in questions[:1] if alike else dict.fromkeys(questions):
            with undone(world.clients[who]):
                yield who, getattr(world.clients[who], method)(address, dict(data))


@pytest.mark.parametrize("name", ROWS)
def test_every_choice_is_something_that_the_person_may_see(
    world: World, essonne: Essonne, keys: Keys, sights: Sight, name: str
) -> None:
    """And a form that comes back is no heavier than the page that it was sent from."""
    trials, told, heavy = places(world, essonne, name), set(), set()
    for who, answer in pages(world, name, trials):
        if (size := weight(answer)) > HEAVIEST:
            heavy.add((who, size))
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            offered: Keys = defaultdict(set)
            for model, key in [*of_fields(answer), *of_markup(answer, keys)]:
                offered[model].add(key)
            unseen = [model for model, found in offered.items() if found - sights(who, model)]
            # Once more: a trial may have made rows of its own, such as a post beside the one that closes.
            told |= {(who, model.__name__) for model in unseen if offered[model] - seen(world, who, model)}
    assert told == set()
    assert heavy == set()


def seen(world: World, who: str, model: type[models.Model]) -> set[str]:
    assert model in RULES, f"{model.__name__} is offered, and nobody said who may see which"
    with acting(world.people[who]) as actor:
        return {str(row.pk) for row in RULES[model](actor)}


def of_fields(answer: HttpResponse) -> Iterator[tuple[type[models.Model], str]]:
    """Each row that a field over a model would take."""
    for form in forms_of(answer):
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                yield from ((field.queryset.model, str(pk)) for pk in field.queryset.values_list("pk", flat=True))


def of_markup(answer: HttpResponse, keys: Keys) -> Iterator[tuple[type[models.Model], str]]:
    """Each value of an option, a button to choose or a hidden field that is the key of some row."""
    for value in set(map(unescape, VALUE.findall(answer.content.decode()))):
        if UUID.fullmatch(value):
            yield from ((model, value) for model, known in keys.items() if value in known)
        for model, shape in NATURAL.items():
            if re.fullmatch(shape, value) and value in keys[model]:
                yield model, value


def forms_of(answer: Any) -> Iterator[BaseForm]:
    """Each once: a fragment that the page includes, and each widget, brings the whole context again."""
    contexts = answer.context if isinstance(answer.context, list) else filter(None, [answer.context])  # one template
    values = {id(value): value for context in contexts for layer in context.dicts for value in layer.values()}
    for value in values.values():
        if isinstance(value, BaseFormSet):
            yield from (*value.forms, value.empty_form)
        elif isinstance(value, BaseForm):
            yield value


def test_a_delegate_who_names_somebody_at_a_landlord_s_is_offered_no_caretaker(world: World) -> None:
    cast, offered = world.cast, {}
    for who, post in (("delphine", cast.sarah.post), ("sarah", cast.sarah.post), ("adrien", cast.sarah.post)):
        form = world.clients[who].get(f"/annuaire/postes/{post.pk}/designer/").context["form"]
        offered[who] = {person.first_name for person in form.fields["person"].queryset}
    house = {"Sarah", "Gilles", "Gaston", "Dina", "Constance", "Solange"}
    assert offered == {
        "delphine": {"Sarah", "Dina", "Constance", "Solange"},
        "sarah": house - {"Sarah"},
        "adrien": house,
    }


def test_an_administrator_opens_no_gardien_s_post_and_keeps_the_residences_of_one(world: World) -> None:
    """Residences are not an administrator's to see, and so not to choose from."""
    gilles, client = world.cast.gilles, world.clients["adrien"]
    form = client.get("/annuaire/postes/nouveau/", {"organisme": str(gilles.signatory.pk)}).context["form"]
    assert "residences" not in form.fields
    assert Function.GARDIEN not in dict(form.fields["function"].choices)
    address = f"/annuaire/postes/{gilles.post.pk}/modifier/"
    with undone(client):
        assert client.post(address, {"label": "Gardien du hall C"}).status_code == 302
        post = Post.objects.get(pk=gilles.post.pk)
        assert (post.label, list(post.residences.all())) == ("Gardien du hall C", [world.cast.tilleuls])


# The same for everybody, so a form may take them all.
FOR_EVERYBODY = {"Category", "LegalBasis"}
# No choice: who gave the password already, read again before the second factor.
LOOKED_UP = {"correspondents/forms/accounts.py: User.objects.filter"}


def test_no_form_starts_from_all_rows_of_a_table() -> None:
    """A choice list starts from "visible to this actor"; `Model.objects.none()` waits for one."""
    found = set()
    for path in [*ROOT.glob("*/forms/*.py"), *ROOT.glob("*/forms.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "objects"
            ):
                model = ast.unparse(node.value.value)
                if node.attr != "none" and model not in FOR_EVERYBODY:
                    found.add(f"{path.relative_to(ROOT)}: {model}.objects.{node.attr}")
    assert found == LOOKED_UP
