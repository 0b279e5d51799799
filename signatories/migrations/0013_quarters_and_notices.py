from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0012_saved_filters")]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="makes_quarterly",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="tableau de bord d’un trimestre publié"
            ),
        ),
        migrations.AddField(
            model_name="convention",
            name="tells_delegates",
            field=models.BooleanField(db_default=True, default=True, verbose_name="avis aux délégués"),
        ),
    ]
