import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import incidents.references
import referrals.field_sets
from acting.walls import force


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acting", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("correspondents", "0001_initial"),
        ("incidents", "0001_initial"),
        ("signatories", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=160, verbose_name="intitulé")),
                ("text", models.TextField(verbose_name="texte et usage")),
                ("in_force_from", models.DateField(verbose_name="en vigueur du")),
                ("in_force_until", models.DateField(null=True, verbose_name="jusqu’au")),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
            ],
            options={
                "verbose_name": "base légale",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reference",
                    models.CharField(
                        default=incidents.references.new_referral_reference,
                        editable=False,
                        max_length=9,
                        verbose_name="référence",
                    ),
                ),
                (
                    "field_sets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles communiqués",
                    ),
                ),
                ("until", models.DateField(verbose_name="l’accès prend fin le")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Brouillon"),
                            ("sent", "Envoyée"),
                            ("acknowledged", "Accusé de réception"),
                            ("in_progress", "En cours"),
                            ("answered", "Réponse donnée"),
                            ("closed", "Close"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée"),
                            ("expired", "Échue"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "refusal_motive",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("other_service", "Autre service ou parquet compétent"),
                            ("out_of_frame", "Hors cadre de la convention"),
                            ("incomplete", "Éléments insuffisants pour traiter la demande"),
                            ("no_basis", "La base légale indiquée ne permet pas de répondre"),
                        ],
                        max_length=14,
                        verbose_name="motif du refus",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(verbose_name="préparée le")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="envoyée le")),
                ("acknowledged_at", models.DateTimeField(null=True, verbose_name="accusé de réception le")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="réponse le")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="terminée le")),
                ("submission", models.UUIDField(editable=False, unique=True, verbose_name="envoi")),
                (
                    "due_rank",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state="draft", then=0),
                            models.When(state__in=("sent", "acknowledged", "in_progress"), then=1),
                            models.When(state="answered", then=2),
                            default=3,
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "waiting_since",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state__in=("sent", "acknowledged", "in_progress"), then=models.F("sent_at"))
                        ),
                        output_field=models.DateTimeField(null=True),
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referrals.legalbasis",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "recipient_designation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.designation",
                    ),
                ),
                (
                    "recipient_post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "sender_designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.designation"
                    ),
                ),
                (
                    "sender_post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondents.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "saisine",
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("content", models.JSONField(verbose_name="contenu")),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte SHA-256 du contenu")),
                ("version", models.PositiveSmallIntegerField(verbose_name="forme du contenu")),
                ("disclosed_at", models.DateTimeField(verbose_name="communiqué le")),
                (
                    "referral",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disclosures",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "verbose_name": "communication",
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("outcome", models.CharField(max_length=30, verbose_name="suite")),
                ("outcome_date", models.DateField(null=True, verbose_name="le")),
                ("outcome_count", models.PositiveSmallIntegerField(null=True, verbose_name="nombre")),
                ("outcome_motive", models.CharField(blank=True, max_length=30, verbose_name="motif")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="précision")),
                ("answered_at", models.DateTimeField(verbose_name="donnée le")),
                (
                    "designation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.designation"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse",
                "ordering": ("answered_at",),
            },
        ),
        migrations.CreateModel(
            name="ReferralGroupObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="referrals.referral"),
                ),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.group")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReferredIncident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals_made",
                        to="incidents.incident",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referred_incidents",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("code", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=120, verbose_name="objet")),
                (
                    "nature",
                    models.CharField(
                        choices=[("demande", "Demande"), ("information", "Information")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("purpose", models.CharField(max_length=240, verbose_name="finalité")),
                (
                    "sender_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                (
                    "recipient_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                (
                    "minimum",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles nécessaires",
                    ),
                ),
                (
                    "usual",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles libres",
                    ),
                ),
                ("needs_precision", models.BooleanField(default=False, verbose_name="précision obligatoire")),
                ("position", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("bases", models.ManyToManyField(related_name="subjects", to="referrals.legalbasis")),
            ],
            options={
                "verbose_name": "objet",
                "ordering": ("position",),
            },
        ),
        migrations.AddField(
            model_name="referral",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.subject"
            ),
        ),
        migrations.CreateModel(
            name="SubjectRule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "sender_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                (
                    "recipient_kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                (
                    "minimum",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles nécessaires",
                    ),
                ),
                (
                    "usual",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles libres",
                    ),
                ),
                ("needs_precision", models.BooleanField(default=False, verbose_name="précision obligatoire")),
                ("bases", models.ManyToManyField(related_name="+", to="referrals.legalbasis")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.convention"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="referrals.subject"
                    ),
                ),
            ],
            options={
                "verbose_name": "règle d’un objet",
            },
        ),
        migrations.CreateModel(
            name="DelayCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("days", models.IntegerField(null=True)),
                ("referrals", models.IntegerField()),
                (
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signatories.signatory",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sender", "month", "days"), name="one_count_of_delays_per_month", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureSource",
            fields=[
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="source",
                        serialize=False,
                        to="referrals.disclosure",
                    ),
                ),
                (
                    "incidents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="faits"
                    ),
                ),
                (
                    "field_sets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=referrals.field_sets.choices, max_length=12),
                        size=None,
                        verbose_name="ensembles",
                    ),
                ),
                (
                    "widening_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="pourquoi communiquer davantage"),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.complaint",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
                (
                    "owner_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "source d’une communication",
            },
        ),
        migrations.CreateModel(
            name="DisclosedNumber",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                (
                    "disclosure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="numbers",
                        to="referrals.disclosure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key", "disclosure"], name="disclosed_number")],
                "constraints": [models.UniqueConstraint(fields=("disclosure", "key"), name="one_row_per_number")],
            },
        ),
        migrations.CreateModel(
            name="ReferralSource",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="source",
                        serialize=False,
                        to="referrals.referral",
                    ),
                ),
                (
                    "widening_reason",
                    models.CharField(blank=True, max_length=240, verbose_name="pourquoi communiquer davantage"),
                ),
                ("precision", models.CharField(blank=True, max_length=300, verbose_name="précision")),
                ("routing_reason", models.CharField(max_length=400, verbose_name="pourquoi ce destinataire")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.commune"
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.complaint",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
                    ),
                ),
                (
                    "owner_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.residence"
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.situation",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(fields=("referral", "number"), name="one_disclosure_per_number"),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["sender", "-answered_at", "-id"], name="answer_to_sender"),
        ),
        migrations.AlterUniqueTogether(
            name="referralgroupobjectpermission",
            unique_together={("group", "permission", "content_object")},
        ),
        migrations.AddConstraint(
            model_name="referredincident",
            constraint=models.UniqueConstraint(fields=("referral", "incident"), name="fact_referred_once"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["recipient_post", "due_rank", "waiting_since", "-sent_at", "id"],
                include=("sender", "sender_post", "recipient", "until"),
                name="referral_inbox_of_post",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["recipient", "due_rank", "waiting_since", "-sent_at", "id"],
                include=("sender", "sender_post", "recipient_post", "until"),
                name="referral_inbox_of_house",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["sender_post", "due_rank", "waiting_since", "-sent_at", "id"],
                include=("sender", "recipient", "recipient_post", "until"),
                name="referral_outbox_of_post",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["sender", "due_rank", "waiting_since", "-sent_at", "id"],
                include=("sender_post", "recipient", "recipient_post", "until"),
                name="referral_outbox_of_house",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("state__in", ("sent", "acknowledged", "in_progress", "answered"))),
                fields=["until"],
                name="referral_to_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(fields=("reference",), name="one_referral_per_reference"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "sent",
                            "acknowledged",
                            "in_progress",
                            "answered",
                            "closed",
                            "refused",
                            "withdrawn",
                            "expired",
                        ],
                    )
                ),
                name="referral_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"), ("state", "withdrawn"), ("sent_at__isnull", False), _connector="OR"
                ),
                name="referral_sent_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("closed", "refused", "withdrawn", "expired")), _negated=True),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="referral_ended_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectrule",
            constraint=models.UniqueConstraint(fields=("convention", "subject"), name="one_rule_per_subject"),
        ),
        migrations.AddConstraint(
            model_name="subjectrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum__contained_by", models.F("usual"))), name="necessary_is_usual"
            ),
        ),
        migrations.RunSQL(
            [
                force("referrals_subjectrule"),
                force("referrals_subjectrule_bases"),
                force("referrals_referral"),
                force("referrals_delaycount"),
                force("referrals_referralsource"),
                force("referrals_referredincident"),
                force("referrals_disclosure"),
                force("referrals_disclosuresource"),
                force("referrals_disclosednumber"),
                force("referrals_answer"),
                force("referrals_referralgroupobjectpermission"),
            ],
            migrations.RunSQL.noop,
        ),
    ]
