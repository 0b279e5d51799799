from django.db import migrations, models

TARGETS = {
    "answered_target": "cible\u00a0: saisines avec une réponse",
    "outcomes_target": "cible\u00a0: suites de plaintes connues",
    "settled_target": "cible\u00a0: réglés sans mise en demeure",
    "decisions_target": "cible\u00a0: décisions faites",
    "coverage_target": "cible\u00a0: parc social couvert",
}


class Migration(migrations.Migration):
    dependencies = [("signatories", "0013_quarters_and_notices")]

    operations = [
        migrations.AddField(
            model_name="convention",
            name=name,
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name=words),
        )
        for name, words in TARGETS.items()
    ]
