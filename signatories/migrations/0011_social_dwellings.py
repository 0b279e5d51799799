from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatories", "0010_month_publications")]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="social_dwellings",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="logements sociaux du département"),
        ),
    ]
