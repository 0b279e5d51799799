import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "title",
                    models.CharField(
                        choices=[("madame", "Madame"), ("monsieur", "Monsieur")], max_length=8, verbose_name="civilité"
                    ),
                ),
                ("last_name", models.CharField(max_length=38, verbose_name="nom")),
                ("first_name", models.CharField(blank=True, max_length=38, verbose_name="prénom")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse postale")),
                (
                    "starts_on",
                    models.DateField(
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="titulaire du bail depuis le",
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                            ),
                        ],
                        verbose_name="ne l’est plus depuis le",
                    ),
                ),
                (
                    "situation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressees",
                        to="incidents.situation",
                    ),
                ),
            ],
            options={
                "verbose_name": "destinataire de la démarche",
                "indexes": [models.Index(fields=["situation", "starts_on"], name="addressee_of_situation")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_name", ""), _negated=True), name="addressee_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                        name="addressee_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.RunSQL(force("incidents_addressee"), migrations.RunSQL.noop),
    ]
