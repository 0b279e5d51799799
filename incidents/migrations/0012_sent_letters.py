import datetime

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import LowerWalls

# What left before says when and how, as its step does. No policy shows the owner a row here.
AS_ITS_STEP = """
ALTER TABLE incidents_letter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE incidents_step NO FORCE ROW LEVEL SECURITY;
UPDATE incidents_letter l SET sent_on = s.done_on, proof = s.proof, tracking_number = s.tracking_number
FROM incidents_step s WHERE s.id = l.step_id;
ALTER TABLE incidents_letter FORCE ROW LEVEL SECURITY;
ALTER TABLE incidents_step FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("files", "0001_initial"),
        ("incidents", "0011_mailings"),
        ("signatories", "0008_phones_that_are_dialled"),
        ("territory", "0004_access_kept_working"),
    ]

    operations = [
        LowerWalls(),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_sent_is_printed",
        ),
        migrations.AddField(
            model_name="letter",
            name="proof",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "Lettre simple"),
                    ("hand", "Remise en main propre"),
                    ("registered", "Lettre recommandée avec avis de réception"),
                    ("officer", "Acte de commissaire de justice"),
                    ("court", "Acte du tribunal"),
                    ("posted", "Affichage"),
                    ("file", "Note au dossier"),
                ],
                max_length=10,
                verbose_name="preuve",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="returned_on",
            field=models.DateField(
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
                verbose_name="revenue le",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="sent_on",
            field=models.DateField(
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
                verbose_name="envoyée le",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="tracking_number",
            field=models.CharField(blank=True, max_length=40, verbose_name="n° de suivi"),
        ),
        migrations.AddField(
            model_name="step",
            name="receipt",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="proof",
            field=models.CharField(
                choices=[
                    ("letter", "Lettre simple"),
                    ("hand", "Remise en main propre"),
                    ("registered", "Lettre recommandée avec avis de réception"),
                    ("officer", "Acte de commissaire de justice"),
                    ("court", "Acte du tribunal"),
                    ("posted", "Affichage"),
                    ("file", "Note au dossier"),
                ],
                max_length=10,
                verbose_name="preuve",
            ),
        ),
        migrations.RunSQL(AS_ITS_STEP, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("proof", ""), ("returned_on", None), ("sent_on", None), ("step", None), ("tracking_number", "")
                    ),
                    models.Q(
                        ("file__isnull", False), ("sent_on__isnull", False), models.Q(("proof", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="letter_sent_is_printed",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_on", None), ("returned_on__gte", models.F("sent_on")), _connector="OR"),
                name="letter_comes_back_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("kind", "lease")),
                fields=("landlord", "lease"),
                name="one_open_situation_per_lease",
            ),
        ),
    ]
