import datetime

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# What was authorised before is history: it ended with the law, or on the day it was given after that. No policy shows
# the owner a row here, so the table is not forced meanwhile.
OVER_SINCE_2021 = """
ALTER TABLE territory_residenceaccess NO FORCE ROW LEVEL SECURITY;
UPDATE territory_residenceaccess SET returned_on = greatest(given_on, DATE '2021-11-27')
WHERE kind = 'authorisation' AND returned_on IS NULL;
ALTER TABLE territory_residenceaccess FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0001_initial"),
        ("territory", "0003_former_names"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="residenceaccess",
            options={"ordering": ("-given_on",), "verbose_name": "accès aux parties communes"},
        ),
        migrations.AddField(
            model_name="residenceaccess",
            name="service",
            field=models.CharField(
                choices=[
                    ("force", "Police ou gendarmerie"),
                    ("rescue", "Secours (incendie)"),
                    ("municipal", "Police municipale"),
                ],
                default="force",
                max_length=10,
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="residenceaccess",
            name="upkeep",
            field=models.CharField(blank=True, max_length=200, verbose_name="ce qui le garde en état"),
        ),
        migrations.AddField(
            model_name="residenceaccess",
            name="works_on",
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
                verbose_name="essayé le",
            ),
        ),
        migrations.AlterField(
            model_name="residenceaccess",
            name="holder",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="signatories.signatory"
            ),
        ),
        migrations.AlterField(
            model_name="residenceaccess",
            name="kind",
            field=models.CharField(
                choices=[
                    ("badge", "Badge ou clé"),
                    ("opening", "Ouverture de service (lecteur, boîte à clés)"),
                    ("authorisation", "Autorisation permanente"),
                ],
                max_length=14,
                verbose_name="nature",
            ),
        ),
        migrations.RunSQL(OVER_SINCE_2021, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="residenceaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder__isnull", False), ("service", "force")),
                    models.Q(("holder", None), ("service__in", ("rescue", "municipal"))),
                    _connector="OR",
                ),
                name="access_holder_is_a_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="residenceaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "authorisation"), _negated=True),
                    ("service", "municipal"),
                    ("returned_on__isnull", False),
                    _connector="OR",
                ),
                name="only_the_municipal_police_is_authorised",
            ),
        ),
    ]
