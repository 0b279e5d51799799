from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0002_names_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="processing",
            name="contact",
            field=models.CharField(blank=True, max_length=300, verbose_name="délégué à la protection des données"),
        ),
        migrations.AddField(
            model_name="processing",
            name="data",
            field=models.CharField(blank=True, max_length=300, verbose_name="données"),
        ),
        migrations.AddField(
            model_name="processing",
            name="origin",
            field=models.CharField(blank=True, max_length=300, verbose_name="d’où elles viennent"),
        ),
        migrations.AddField(
            model_name="processing",
            name="people",
            field=models.CharField(blank=True, max_length=300, verbose_name="personnes concernées"),
        ),
        migrations.AddField(
            model_name="processing",
            name="purpose",
            field=models.CharField(blank=True, max_length=300, verbose_name="finalité"),
        ),
        migrations.AddField(
            model_name="processing",
            name="recipients",
            field=models.CharField(blank=True, max_length=300, verbose_name="destinataires"),
        ),
        migrations.AddField(
            model_name="processing",
            name="retention",
            field=models.CharField(blank=True, max_length=300, verbose_name="durée"),
        ),
    ]
