from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0005_official_mailbox"),
    ]

    operations = [
        migrations.AlterField(
            model_name="signatory",
            name="in_phrase",
            field=models.CharField(
                help_text="Avec son article\xa0: «\xa0le parquet de Meaux\xa0».",
                max_length=120,
                verbose_name="dans une phrase",
            ),
        ),
    ]
