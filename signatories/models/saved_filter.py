"""The filters of a list that a person keeps under a name."""

import uuid

from django.db import models
from django.db.models import Q

from signatories.models.convention import Convention

MOST_SAVED = 20  # of one list
LONGEST_NAME, LONGEST_QUERY = 60, 400
CODES = r"^[a-z]+=[A-Za-z0-9_-]+(&[a-z]+=[A-Za-z0-9_-]+)*$"


class SavedFilter(models.Model):
    """Of one person, in one convention, and shown to nobody else. `list_name` is the address of the list; `query` holds
    codes of its closed filters, so that no text that was typed, and no name, could stand in it. `place`: the first that
    was free, so that the table itself has no more of a list than `MOST_SAVED`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="+", db_index=False)
    user_id = models.UUIDField("personne")
    list_name = models.CharField("liste", max_length=40)
    place = models.PositiveSmallIntegerField("place")
    name = models.CharField("nom", max_length=LONGEST_NAME)
    query = models.CharField("filtres", max_length=LONGEST_QUERY)

    class Meta:
        verbose_name = "filtre gardé"
        verbose_name_plural = "filtres gardés"
        constraints = (
            models.UniqueConstraint(
                fields=("user_id", "convention", "list_name", "place"), name="saved_filter_has_its_place"
            ),
            models.UniqueConstraint(fields=("user_id", "convention", "list_name", "name"), name="one_filter_of_a_name"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=MOST_SAVED), name="saved_filters_are_few"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filter_has_a_name"),
            models.CheckConstraint(condition=Q(list_name__regex=r"^[a-z_]+$"), name="saved_filter_is_of_a_list"),
            models.CheckConstraint(condition=Q(query__regex=CODES), name="saved_filter_holds_codes"),
        )

    def __str__(self) -> str:
        return self.name
