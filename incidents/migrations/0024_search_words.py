"""The words by which facts, situations and complaints are found; `index_words` writes those of what is there."""

from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0023_columns_of_one_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("landlord_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("fact", "Fait"), ("situation", "Situation"), ("complaint", "Plainte")], max_length=9
                    ),
                ),
                ("word", models.CharField(db_collation="C", max_length=30)),
                ("at", models.DateTimeField()),
                ("object_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "mot d’un fait, d’une situation ou d’une plainte",
                "indexes": [
                    models.Index(fields=["landlord_id", "kind", "word", "-at", "-object_id"], name="case_word_newest"),
                    models.Index(fields=["object_id", "word"], name="case_word_of_object"),
                ],
            },
        ),
        migrations.RunSQL(force("incidents_caseword"), migrations.RunSQL.noop),
    ]
