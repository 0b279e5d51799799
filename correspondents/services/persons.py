"""What a person is called, put right: by whom the name belongs to, and by the house of what the house itself wrote."""

from django.db import transaction

from acting.actor import Actor
from acting.changes import as_changed, taken, write_changes
from acting.kept import GAPS, forget
from acting.pages import ask, require
from acting.refusals import Refused, refuse, unfit_values
from correspondents.models import Designation, User
from correspondents.permissions import can_correct_words
from correspondents.services.notices import tell_of_naming
from journal.services import record
from journal.verbs import Verb

NAMES = ("first_name", "last_name", "phone")
NOT_YOURS = "Ce nom est celui du compte : la personne le corrige elle-même, sous « Sécurité du compte »."


@transaction.atomic
def correct_own_words(*, by: Actor, user: User, first_name: str, last_name: str, phone: str) -> User:
    """The account, and every designation that was written in others' words. `by` is the person. Raises Refused."""
    require(by.user_id == user.pk)
    person: User = taken(User.objects.all(), user)
    words = {"first_name": first_name, "last_name": last_name, "phone": phone}
    refuse(unfit_values(as_changed(person, words), *NAMES))
    named = Designation.objects.filter(user=person, named_at__isnull=False)
    changed = [write_changes(each, _typed(words)) for each in named.select_for_update(of=("self",), no_key=True)]
    if write_changes(person, words) or any(changed):
        record(by=by, verb=Verb.ACCOUNT_CORRECTED, object_id=person.pk, owner_id=None)
        forget(GAPS)
    return person


@transaction.atomic
def correct_designation(
    *, by: Actor, designation: Designation, first_name: str, last_name: str, phone: str
) -> Designation:
    """What the house wrote beside an address: its own words, whatever the account says. Raises Refused."""
    ask(can_correct_words, by, designation)
    held = taken(Designation.objects.select_related("post__signatory", "user"), designation)
    if held.named_at is None:
        raise Refused(NOT_YOURS)
    words = {"first_name": first_name, "last_name": last_name, "phone": phone}
    refuse(unfit_values(User(**words), *NAMES))
    if write_changes(held, _typed(words)):
        record(by=by, verb=Verb.DESIGNATION_CORRECTED, object_id=held.pk, owner_id=held.post.signatory_id)
        tell_of_naming(by, held)
        forget(GAPS)
    return held


def _typed(words: dict[str, str]) -> dict[str, str]:
    return {f"named_{name}": value for name, value in words.items()}
