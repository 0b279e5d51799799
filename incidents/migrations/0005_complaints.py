"""A sworn warden's procès-verbal among the complaints, their corrections, and numbers that are compared."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from acting.days import DAY_IN_REACH
from acting.walls import LowerWalls, force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0004_state_behind_the_order"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        LowerWalls(),
        migrations.CreateModel(
            name="ComplaintChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="corrigé le")),
                ("field", models.CharField(max_length=20, verbose_name="champ")),
                ("former", models.CharField(blank=True, max_length=120, verbose_name="auparavant")),
                ("words", models.CharField(blank=True, max_length=120, verbose_name="depuis")),
            ],
            options={
                "verbose_name": "correction d’une plainte",
            },
        ),
        migrations.RemoveConstraint(
            model_name="complaint",
            name="tenant_complaint_is_a_date",
        ),
        migrations.RemoveField(
            model_name="complaint",
            name="situation",
        ),
        migrations.AddField(
            model_name="complaint",
            name="found_on",
            field=models.DateField(blank=True, null=True, validators=DAY_IN_REACH, verbose_name="constaté le"),
        ),
        migrations.AddField(
            model_name="complaint",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_received", "Procédure non parvenue ou numéro inconnu"),
                    ("sent_to_inquiry", "Transmis pour enquête"),
                    ("prosecuted", "Poursuites"),
                    ("alternative", "Mesure alternative"),
                    ("dismissed", "Classement sans suite"),
                    ("conviction", "Condamnation"),
                    ("acquittal", "Relaxe"),
                    ("decided", "Décision rendue, non communiquée"),
                    ("minor", "Mineur : non communicable"),
                ],
                max_length=20,
                verbose_name="suite connue",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="outcome_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("referral", "Par la saisine"),
                    ("letter", "Par courrier"),
                    ("complainant", "Par le plaignant"),
                ],
                max_length=12,
                verbose_name="suite connue par",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="outcome_on",
            field=models.DateField(blank=True, null=True, validators=DAY_IN_REACH, verbose_name="suite connue le"),
        ),
        migrations.AddField(
            model_name="complaint",
            name="prosecution_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    models.Func(
                        models.F("prosecution_number"),
                        models.Value("[^A-Za-z0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.TextField(),
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="pv_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    models.Func(
                        models.F("pv_number"),
                        models.Value("[^A-Za-z0-9]"),
                        models.Value(""),
                        models.Value("g"),
                        function="regexp_replace",
                        output_field=models.TextField(),
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="sent_on",
            field=models.DateField(
                blank=True, null=True, validators=DAY_IN_REACH, verbose_name="envoyé au procureur le"
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="complainant",
            field=models.CharField(
                choices=[
                    ("landlord", "Le bailleur, pour son propre dommage"),
                    ("victim", "Un autre, le bailleur étant victime identifiée"),
                    ("report", "Le bailleur, par un signalement d’organisme public (CPP, art. 40, al. 2)"),
                    ("warden", "Un garde particulier assermenté, par procès-verbal"),
                    ("agent", "Un agent du bailleur"),
                    ("tenant", "Un locataire (date seule)"),
                ],
                max_length=8,
                verbose_name="plaignant",
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="filed_on",
            field=models.DateField(validators=DAY_IN_REACH, verbose_name="date"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("pv_key", ""), _negated=True), fields=["landlord", "pv_key"], name="complaint_by_pv"
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("prosecution_key", ""), _negated=True),
                fields=["landlord", "prosecution_key"],
                name="complaint_by_prosecution",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("complainant", "tenant"), _negated=True),
                    models.Q(("outcome", ""), ("prosecution_number", ""), ("pv_number", ""), ("service", "")),
                    _connector="OR",
                ),
                name="tenant_complaint_is_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("complainant", "warden"), ("found_on__isnull", False)),
                    models.Q(
                        models.Q(("complainant", "warden"), _negated=True),
                        ("found_on__isnull", True),
                        ("sent_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="warden_says_when_it_was_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("outcome_from", ""), ("outcome_on__isnull", True)),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("outcome_from", ""), _negated=True),
                        ("outcome_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="known_outcome_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="complaintchange",
            name="complaint",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="incidents.complaint",
            ),
        ),
        migrations.AddField(
            model_name="complaintchange",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
            ),
        ),
        migrations.AddIndex(
            model_name="complaintchange",
            index=models.Index(fields=["complaint", "at", "id"], name="change_of_complaint"),
        ),
        migrations.RunSQL(force("incidents_complaintchange"), migrations.RunSQL.noop),
    ]
