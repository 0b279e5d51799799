import uuid

import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("signatories", "0011_social_dwellings"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("user_id", models.UUIDField(verbose_name="personne")),
                ("list_name", models.CharField(max_length=40, verbose_name="liste")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place")),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("query", models.CharField(max_length=400, verbose_name="filtres")),
                (
                    "convention",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="signatories.convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "filtre gardé",
                "verbose_name_plural": "filtres gardés",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user_id", "convention", "list_name", "place"), name="saved_filter_has_its_place"
                    ),
                    models.UniqueConstraint(
                        fields=("user_id", "convention", "list_name", "name"), name="one_filter_of_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 20)), name="saved_filters_are_few"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_filter_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("list_name__regex", "^[a-z_]+$")), name="saved_filter_is_of_a_list"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("query__regex", "^[a-z]+=[A-Za-z0-9_-]+(&[a-z]+=[A-Za-z0-9_-]+)*$")),
                        name="saved_filter_holds_codes",
                    ),
                ],
            },
        ),
        migrations.RunSQL([force("signatories_savedfilter")], migrations.RunSQL.noop),
    ]
