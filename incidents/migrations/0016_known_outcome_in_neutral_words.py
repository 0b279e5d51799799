"""What was once said of a minor reads as what is not communicable."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0015_days_that_are_due"),
    ]

    operations = [
        migrations.AlterField(
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
                    ("minor", "Non communicable"),
                ],
                max_length=20,
                verbose_name="suite connue",
            ),
        ),
    ]
