"""A line of the table of subjects as one convention changed it."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_orientations"),
        ("signatories", "0004_who_changed_settings"),
    ]

    operations = [
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
                        base_field=models.CharField(
                            choices=[("facts", "Les faits"), ("place", "Le lieu précis"), ("complaint", "La plainte")],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="ensembles nécessaires",
                    ),
                ),
                (
                    "usual",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[("facts", "Les faits"), ("place", "Le lieu précis"), ("complaint", "La plainte")],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="ensembles libres",
                    ),
                ),
                ("needs_precision", models.BooleanField(default=False, verbose_name="précision obligatoire")),
                ("bases", models.ManyToManyField(related_name="+", to="incidents.legalbasis")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.convention"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="incidents.subject"
                    ),
                ),
            ],
            options={
                "verbose_name": "règle d’un objet",
                "constraints": [
                    models.UniqueConstraint(fields=("convention", "subject"), name="one_rule_per_subject"),
                    models.CheckConstraint(
                        condition=models.Q(("minimum__contained_by", models.F("usual"))), name="necessary_is_usual"
                    ),
                ],
            },
        ),
    ]
