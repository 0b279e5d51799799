"""What those who left leave behind, and nobody can use any more."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from acting.actor import Actor
from acting.pages import require
from correspondents.models import Designation
from signatories.models import SavedFilter


@transaction.atomic
def forget_filters(*, by: Actor) -> int:
    """Of whoever has no designation in the convention any more, none to come either. Returns how many."""
    require(by.is_machine)
    held = Designation.objects.not_over_on(by.today).filter(
        user=OuterRef("user_id"), post__signatory__convention=OuterRef("convention_id")
    )
    return SavedFilter.objects.filter(~Exists(held)).delete()[0]
