from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0021_evidence_files")]

    operations = [
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("blurred", models.F("original")), _negated=True),
                    models.Q(("blurred", models.F("cleaned")), _negated=True),
                ),
                name="attachment_blurred_is_a_copy_of_its_own",
            ),
        ),
    ]
