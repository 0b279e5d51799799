"""The convention and its signatories: who is a party, on what text, under which settings."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, QuerySet

from acting.days import DAY_IN_REACH
from acting.fold import folded, folded_column
from files.models import StoredFile
from signatories.enums import DocumentKind, SignatoryKind


class Convention(models.Model):
    """The signed instrument of one département. Every number here is a setting, never "what the convention says"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department_code = models.CharField("code du département", max_length=3, unique=True)
    department_name = models.CharField("département", max_length=80)
    title = models.CharField("intitulé", max_length=200)
    signed_on = models.DateField("signée le")
    signed_at = models.CharField("signée à", max_length=120)
    models_text = models.TextField("textes modèles", blank=True)
    share_days = models.PositiveSmallIntegerField("durée d’accès proposée, en jours", default=90)
    share_days_max = models.PositiveSmallIntegerField("durée d’accès la plus longue, en jours", default=365)
    outcome_wait_months = models.PositiveSmallIntegerField("mois avant de demander la suite d’une plainte", default=3)
    term_ends_on = models.DateField("échéance", null=True, blank=True, validators=DAY_IN_REACH)
    renewal = models.CharField("renouvellement", max_length=240, blank=True)
    confirmation_months = models.PositiveSmallIntegerField("mois entre deux confirmations des désignations", default=6)
    confirmation_warning_days = models.PositiveSmallIntegerField("jours d’avertissement avant suspension", default=15)
    answer_target_days = models.PositiveSmallIntegerField("objectif de réponse, en jours", null=True, blank=True)
    long_wait_days = models.PositiveSmallIntegerField("attente longue, en jours", default=30)
    waits_in_working_days = models.BooleanField("attentes comptées en", default=False, db_default=False)
    reminder_days = models.PositiveSmallIntegerField(
        "rappel d’une saisine au titulaire, en jours", default=15, db_default=15
    )
    deputy_reminder_days = models.PositiveSmallIntegerField(
        "rappel aux suppléants, en jours", default=30, db_default=30
    )
    keep_incident_months = models.PositiveSmallIntegerField("conservation d’un fait sans suite, en mois", default=12)
    keep_situation_months = models.PositiveSmallIntegerField("conservation d’une situation, en mois", default=24)
    keep_theme_months = models.PositiveSmallIntegerField("conservation d’une orientation, en mois", default=6)
    keep_journal_months = models.PositiveSmallIntegerField("conservation du journal, en mois", default=12)
    keep_directory_months = models.PositiveSmallIntegerField("conservation de l’annuaire, en mois", default=12)
    small_count = models.PositiveSmallIntegerField("plus grand effectif masqué dans les chiffres publiés", default=4)
    cut_off_days = models.PositiveSmallIntegerField(
        "jours après la fin d’un mois pour encore le déclarer", default=10, db_default=10
    )
    largest_share = models.PositiveSmallIntegerField(
        "plus grande part d’un seul bailleur dans un chiffre publié", default=80, db_default=80
    )
    makes_quarterly = models.BooleanField("tableau de bord d’un trimestre publié", default=True, db_default=True)
    tells_delegates = models.BooleanField("avis aux délégués", default=True, db_default=True)
    social_dwellings = models.PositiveIntegerField("logements sociaux du département", null=True, blank=True)
    answered_target = models.PositiveSmallIntegerField("cible : saisines avec une réponse", null=True, blank=True)
    outcomes_target = models.PositiveSmallIntegerField("cible : suites de plaintes connues", null=True, blank=True)
    settled_target = models.PositiveSmallIntegerField("cible : réglés sans mise en demeure", null=True, blank=True)
    decisions_target = models.PositiveSmallIntegerField("cible : décisions faites", null=True, blank=True)
    coverage_target = models.PositiveSmallIntegerField("cible : parc social couvert", null=True, blank=True)

    class Meta:
        verbose_name = "convention"
        constraints = (
            models.CheckConstraint(
                condition=Q(deputy_reminder_days__gte=F("reminder_days")), name="deputies_not_before_titular"
            ),
        )

    def __str__(self) -> str:
        return self.title


def not_left_before(day: date, through: str = "") -> Q:
    """Whoever is a party on that day or will be later; `through` leads to the signatory, as "post__signatory__"."""
    return Q(**{f"{through}left_on": None}) | Q(**{f"{through}left_on__gte": day})


def party_on(day: date, through: str = "") -> Q:
    """Whoever is a party on that day, the last day included: the twin of `Signatory.is_party_on`."""
    return not_left_before(day, through) & Q(**{f"{through}joined_on__lte": day})


class SignatoryQuerySet(QuerySet["Signatory"]):
    def parties_on(self, day: date) -> "SignatoryQuerySet":
        return self.filter(party_on(day))


class Signatory(models.Model):
    """An organisation that signed or joined; the operator of the portal is one too, without any case data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="signatories")
    code = models.SlugField("code", max_length=60, help_text="Identifiant lisible, unique dans la convention.")
    kind = models.CharField("nature", max_length=12, choices=SignatoryKind)
    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=80)
    search_name = folded_column("name", "short_name")
    in_phrase = models.CharField(
        "dans une phrase", max_length=120, help_text="Avec son article : « le parquet de Meaux »."
    )
    is_signing_party = models.BooleanField("partie signataire", default=False)
    mailbox = models.EmailField(
        "boîte officielle",
        blank=True,
        help_text="Avertie quand quelqu’un est nommé à l’un de ses postes, ou n’y est plus.",
    )
    joined_on = models.DateField("partie depuis le", validators=DAY_IN_REACH)
    left_on = models.DateField("partie jusqu’au", null=True, blank=True, validators=DAY_IN_REACH)

    objects: ClassVar[SignatoryQuerySet] = SignatoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "signataire"
        ordering = ("kind", "search_name")
        constraints = (
            models.UniqueConstraint(fields=("convention", "code"), name="one_signatory_per_code"),
            models.CheckConstraint(condition=Q(kind__in=SignatoryKind.values), name="signatory_kind_known"),
        )
        indexes = (GinIndex(fields=("search_name",), opclasses=("gin_trgm_ops",), name="signatory_search_name"),)

    def __str__(self) -> str:
        return self.name

    def is_party_on(self, day: date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)


class Article(models.Model):
    """One article of the text, as an administrator copied it from the signed document; none is ever invented."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="articles")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("texte")

    class Meta:
        verbose_name = "article"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("convention", "number"), name="one_article_per_number"),)

    def __str__(self) -> str:
        return f"Article {self.number}"


class Document(models.Model):
    """The signed text or an annex, as a PDF. The signed text is public; an annex is for signed-in people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("nature", max_length=10, choices=DocumentKind)
    title = models.CharField("intitulé", max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("déposé le")
    removed_at = models.DateTimeField("retiré le", null=True)

    class Meta:
        verbose_name = "document"
        ordering = ("kind", folded("title"))
        constraints = (
            models.UniqueConstraint(
                fields=("convention",), condition=Q(kind=DocumentKind.SIGNED, removed_at=None), name="one_signed_text"
            ),
        )


class SettingChange(models.Model):
    """Which setting was changed, from what to what, when, by which function of whom; appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="setting_changes")
    setting = models.CharField("réglage", max_length=60)
    former = models.CharField("avant", max_length=240, blank=True)
    current = models.CharField("après", max_length=240, blank=True)
    reason = models.CharField("motif", max_length=240, blank=True)
    at = models.DateTimeField("le")
    user_id = models.UUIDField("par")
    signatory = models.ForeignKey(Signatory, on_delete=models.PROTECT, related_name="+")
    function = models.CharField("fonction", max_length=20)

    class Meta:
        verbose_name = "changement de réglage"
        ordering = ("-at",)
        indexes = (models.Index(fields=("convention", "-at", "-id"), name="setting_change_latest"),)


TOLD = (
    *("controllers", "joint_controllers", "processors", "contact", "purpose", "legal_basis"),
    *("people", "data", "origin", "recipients", "retention"),
)


class Processing(models.Model):
    """Who is controller, joint controller (GDPR, art. 26) and processor, and what the people concerned are told of it
    (GDPR, art. 13 and 14); "à vérifier" until somebody has. Public, so without anybody's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="processings")
    name = models.CharField("traitement", max_length=200)
    controllers = models.CharField("responsables", max_length=300, blank=True)
    joint_controllers = models.CharField("responsables conjoints", max_length=300, blank=True)
    processors = models.CharField("sous-traitants", max_length=300, blank=True)
    contact = models.CharField("délégué à la protection des données", max_length=300, blank=True)
    purpose = models.CharField("finalité", max_length=300, blank=True)
    legal_basis = models.CharField("base", max_length=240, blank=True)
    people = models.CharField("personnes concernées", max_length=300, blank=True)
    data = models.CharField("données", max_length=300, blank=True)
    origin = models.CharField("d’où elles viennent", max_length=300, blank=True)
    recipients = models.CharField("destinataires", max_length=300, blank=True)
    retention = models.CharField("durée", max_length=300, blank=True)
    is_verified = models.BooleanField("vérifié", default=False)

    class Meta:
        verbose_name = "traitement"
        ordering = (folded("name"),)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What is said of it, label by label, in the order of the form; "" where nobody has said it yet."""
        labels = {name: str(self._meta.get_field(name).verbose_name) for name in TOLD}  # type: ignore[union-attr]
        return [(label[:1].upper() + label[1:], getattr(self, name)) for name, label in labels.items()]
