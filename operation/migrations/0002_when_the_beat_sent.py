from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operation", "0001_measures_and_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("entry", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField()),
            ],
        ),
    ]
