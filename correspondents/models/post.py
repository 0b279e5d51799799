"""Posts: the functions of a signatory with their perimeter; a hand-over moves none."""

import uuid

from django.contrib.auth.models import Group
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import QuerySet

from acting.enums import Function
from acting.fold import folded_column
from acting.phones import check_dialled
from correspondents.enums import RECEIVING_FUNCTION, Reading
from correspondents.named_person import check_one_line
from signatories.enums import SignatoryKind
from signatories.models import Signatory, Theme
from territory.marks import Marked
from territory.models import Commune, Residence


class PostQuerySet(QuerySet["Post"]):
    def still_open(self) -> "PostQuerySet":
        return self.filter(closed_on=None)


class Post(models.Model):
    """Signatory + function + perimeter. Referrals point to the post, so a hand-over moves nothing.

    An empty perimeter means the whole territory (or estate) of the signatory.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="posts")
    function = models.CharField("fonction", max_length=14, choices=Function)
    label = models.CharField("intitulé", max_length=120, validators=(check_one_line,))
    search_label = folded_column("label")
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="post")
    communes = models.ManyToManyField(Commune, blank=True, related_name="posts")
    residences = models.ManyToManyField(Residence, blank=True, related_name="posts")
    themes = models.ManyToManyField(Theme, blank=True, related_name="posts")
    email = models.EmailField("adresse du service", blank=True)
    phone = models.CharField("téléphone du service", max_length=30, blank=True, validators=(check_dialled,))
    closed_on = models.DateField("fermé le", null=True, blank=True)
    # Who covers its ground since it was closed; what it had received stays with it.
    taken_over_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    # As the senders of what waits there were told last; the worker keeps it.
    reading = models.CharField("lecture", max_length=9, choices=Reading, default=Reading.HELD, editable=False)
    # Kept by the database (`walls.MARK`): its perimeter rests on a competence that nobody has verified.
    to_verify = models.BooleanField("à vérifier", default=False, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "poste"
        ordering = ("signatory__search_name", "search_label")
        constraints = (models.UniqueConstraint(fields=("signatory", "label"), name="one_post_per_label"),)
        indexes = (GinIndex(fields=("search_label",), opclasses=("gin_trgm_ops",), name="post_search_label"),)

    def __str__(self) -> str:
        return f"{self.named} – {self.signatory.short_name}"

    @property
    def receives(self) -> bool:
        """Whether referrals are sent there: to others of the house nobody writes, and no territory rests on them."""
        return self.function == RECEIVING_FUNCTION.get(SignatoryKind(self.signatory.kind))

    @property
    def named(self) -> Marked:
        """The label, with its mark: how a post is said everywhere."""
        return Marked(self.label, self.to_verify)
