import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0003_themes_not_meant"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="legalbasis",
            options={"ordering": ("position",), "verbose_name": "fondement"},
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="articles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="articles"
            ),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="checked_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="vérifié par"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="checked_on",
            field=models.DateField(null=True, verbose_name="vérifié le"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="condition",
            field=models.CharField(blank=True, max_length=240, verbose_name="condition"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="is_basis",
            field=models.BooleanField(default=True, verbose_name="peut fonder une saisine"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="law",
            field=models.CharField(default="", max_length=40, verbose_name="texte"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="source",
            field=models.CharField(blank=True, max_length=240, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="legalbasis",
            name="use",
            field=models.CharField(blank=True, max_length=240, verbose_name="usage ici"),
        ),
        migrations.AddField(
            model_name="referral",
            name="condition_stated",
            field=models.BooleanField(default=False, verbose_name="circonstance déclarée par l’expéditeur"),
        ),
        migrations.AddField(
            model_name="subject",
            name="caveat",
            field=models.CharField(blank=True, max_length=240, verbose_name="ce qu’une saisine de cet objet n’est pas"),
        ),
        migrations.AlterField(
            model_name="legalbasis",
            name="in_force_from",
            field=models.DateField(null=True, verbose_name="en vigueur du"),
        ),
        migrations.AlterField(
            model_name="legalbasis",
            name="text",
            field=models.TextField(verbose_name="ce qu’il dit"),
        ),
        migrations.AlterField(
            model_name="referral",
            name="refusal_motive",
            field=models.CharField(
                blank=True,
                choices=[
                    ("other_service", "Autre service ou parquet compétent"),
                    ("out_of_frame", "Hors cadre de la convention"),
                    ("incomplete", "Éléments insuffisants pour traiter la demande"),
                    ("no_basis", "Le fondement indiqué ne permet pas de répondre"),
                ],
                max_length=14,
                verbose_name="motif du refus",
            ),
        ),
    ]
