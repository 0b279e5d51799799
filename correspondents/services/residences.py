"""Which gardien's post looks after a residence. The right to see its facts follows at once, either way."""

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.enums import Function
from acting.pages import ask
from acting.refusals import Refused
from correspondents.models import Post
from correspondents.permissions import align_residence_grants
from journal.services import record
from journal.verbs import Verb
from signatories.models import Signatory
from territory.models import Residence
from territory.permissions import can_keep_residence


@transaction.atomic
def cover_residence(*, by: Actor, residence: Residence, post: Post | None) -> None:
    """One open post of a gardien at most covers a residence; None leaves it to nobody. Raises Refused."""
    ask(can_keep_residence, by, residence)
    landlord = taken(Signatory.objects.all(), residence.landlord)
    post = post and taken(Post.objects.all(), post)
    if post and (post.closed_on or post.function != Function.GARDIEN or post.signatory_id != residence.landlord_id):
        raise Refused("Ce poste n’est pas, ou n’est plus, à choisir ici.", "post")
    gardiens = Post.objects.filter(signatory=landlord, function=Function.GARDIEN)
    former = gardiens.still_open().filter(residences=residence)
    for left in former.exclude(pk=post.pk) if post else former:
        left.residences.remove(residence)
        _align(by, left)
    if post and not post.residences.filter(pk=residence.pk).exists():
        post.residences.add(residence)
        _align(by, post)


def _align(by: Actor, post: Post) -> None:
    align_residence_grants(post)
    record(by=by, verb=Verb.POST_CHANGED, object_id=post.id, owner_id=post.signatory_id)
