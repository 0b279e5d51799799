"""The words by which a referral is found: those of what was frozen, and no other."""

from django.db import models

from acting.search_walls import LONGEST_WORD


class ReferralWord(models.Model):
    """One stem of one disclosure in the box of one side: of a landlord's house, or of a partner's post.

    Kept by triggers alone, so plain identifiers. The recipient's rows go when the referral ends; `object_id` is the
    referral."""

    id = models.BigAutoField(primary_key=True)
    box = models.UUIDField()
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    at = models.DateTimeField()
    object_id = models.UUIDField()
    disclosure_id = models.UUIDField()

    class Meta:
        verbose_name = "mot d’une saisine"
        indexes = (
            models.Index(fields=("box", "word", "-at", "-object_id"), name="referral_word_newest"),
            models.Index(fields=("object_id", "word"), name="referral_word_of_object"),
            models.Index(fields=("disclosure_id",), name="referral_word_of_disclosure"),
        )
