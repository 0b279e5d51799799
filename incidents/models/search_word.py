"""The words by which facts, situations and complaints are found."""

from django.db import models

from acting.search_walls import LONGEST_WORD


class SearchedKind(models.TextChoices):
    FACT = "fact", "Fait"
    SITUATION = "situation", "Situation"
    COMPLAINT = "complaint", "Plainte"


class CaseWord(models.Model):
    """One stem of one thing of a landlord, with its day. Kept by triggers alone, so plain identifiers: a foreign key
    would be looked up for each word. Persons and addressees have none."""

    id = models.BigAutoField(primary_key=True)
    landlord_id = models.UUIDField()
    kind = models.CharField(max_length=9, choices=SearchedKind)
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    at = models.DateTimeField()
    object_id = models.UUIDField()

    class Meta:
        verbose_name = "mot d’un fait, d’une situation ou d’une plainte"
        indexes = (
            models.Index(fields=("landlord_id", "kind", "word", "-at", "-object_id"), name="case_word_newest"),
            models.Index(fields=("object_id", "word"), name="case_word_of_object"),
        )
