import datetime

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import incidents.references
from acting.walls import force

# What was opened before has the place of its first fact, and a reference of its own: one number in 2^24 after another,
# by steps that scatter them. No policy shows the owner a row here, so the tables are not forced meanwhile.
PLACES = """
ALTER TABLE incidents_situation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE incidents_incident NO FORCE ROW LEVEL SECURITY;
UPDATE incidents_situation s SET reference = 'D-' || left(drawn, 4) || '-' || right(drawn, 2),
    place = coalesce(fact.place, 'surroundings'), building = coalesce(fact.building, '')
FROM (
    SELECT id, translate(upper(lpad(to_hex(row_number() OVER (ORDER BY id) * 10368889 % 16777216), 6, '0')), '01', 'GH')
        AS drawn FROM incidents_situation
) numbered LEFT JOIN LATERAL (
    SELECT place, building FROM incidents_incident i WHERE i.situation_id = numbered.id ORDER BY started_at LIMIT 1
) fact ON true
WHERE s.id = numbered.id;
ALTER TABLE incidents_incident FORCE ROW LEVEL SECURITY;
ALTER TABLE incidents_situation FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0005_complaints"),
        ("signatories", "0008_phones_that_are_dialled"),
        ("territory", "0004_access_kept_working"),
    ]

    operations = [
        migrations.CreateModel(
            name="SituationTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "turn",
                    models.CharField(
                        choices=[
                            ("opened", "Situation ouverte"),
                            ("joined", "Fait rattaché"),
                            ("moved", "Faits passés à une autre situation"),
                            ("merged", "Réunie"),
                            ("rated", "Cotation"),
                            ("assigned", "Attribution"),
                            ("review_set", "À revoir"),
                            ("closed", "Situation close"),
                            ("reopened", "Situation rouverte"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name": "histoire d’une situation",
                "ordering": ("at", "id"),
            },
        ),
        migrations.AddField(
            model_name="situation",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="correspondents.designation",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="building",
            field=models.CharField(blank=True, max_length=40, verbose_name="bâtiment ou entrée"),
        ),
        migrations.AddField(
            model_name="situation",
            name="colour",
            field=models.CharField(
                blank=True,
                choices=[("green", "Vert"), ("yellow", "Jaune"), ("orange", "Orange"), ("red", "Rouge")],
                max_length=6,
                verbose_name="couleur",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="close le"),
        ),
        migrations.AddField(
            model_name="situation",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("settled", "Réglée"),
                    ("moved_out", "Départ de l’occupant"),
                    ("rehoused", "Relogement"),
                    ("granted", "Demande accordée par le juge"),
                    ("rejected", "Demande rejetée par le juge"),
                    ("stayed", "Délais ou suspension accordés"),
                    ("withdrawn", "Abandonnée"),
                    ("merged", "Réunie à une autre"),
                ],
                max_length=9,
                verbose_name="issue",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="gravity",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "1 – Gêne"), (2, "2 – Trouble"), (3, "3 – Atteinte"), (4, "4 – Danger")],
                null=True,
                verbose_name="gravité",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="kind",
            field=models.CharField(
                choices=[("place", "D’un lieu"), ("lease", "D’un bail")],
                default="place",
                max_length=5,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="lease",
            field=models.CharField(blank=True, max_length=40, verbose_name="n° de bail"),
        ),
        migrations.AddField(
            model_name="situation",
            name="lease_from",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(
                        datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                    ),
                    django.core.validators.MaxValueValidator(
                        datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                    ),
                ],
                verbose_name="bail à compter du",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="lifts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("agent", "Un agent est visé"),
                        ("minor", "Un mineur est en danger"),
                        ("weapon", "Une arme a été vue"),
                        ("threat", "Des menaces sont faites"),
                    ],
                    max_length=6,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="ce qui aggrave",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="incidents.situation"
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="place",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hall", "Hall"),
                    ("stairs", "Escalier"),
                    ("lift", "Ascenseur"),
                    ("cellar", "Cave"),
                    ("car_park", "Parking"),
                    ("technical", "Local technique"),
                    ("roof", "Toiture"),
                    ("lodge", "Loge ou agence"),
                    ("surroundings", "Abords"),
                    ("dwelling", "Logement"),
                ],
                max_length=12,
                verbose_name="lieu",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="recurrence",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "1 – Isolée"), (2, "2 – Répétée"), (3, "3 – Chaque semaine"), (4, "4 – Installée")],
                null=True,
                verbose_name="récurrence",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="reference",
            field=models.CharField(
                default=incidents.references.new_situation_reference,
                editable=False,
                max_length=9,
                verbose_name="référence",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="review_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(
                        datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
                    ),
                    django.core.validators.MaxValueValidator(
                        datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
                    ),
                ],
                verbose_name="à revoir le",
            ),
        ),
        migrations.AlterField(
            model_name="situation",
            name="landlord",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="situations",
                to="signatories.signatory",
            ),
        ),
        migrations.AddField(
            model_name="situation",
            name="rank",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(ended_at__isnull=False, then=5),
                    models.When(colour="red", then=0),
                    models.When(colour="orange", then=1),
                    models.When(colour="yellow", then=2),
                    models.When(colour="green", then=4),
                    default=3,
                ),
                output_field=models.SmallIntegerField(),
            ),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="situation",
            index=models.Index(fields=["landlord", "rank", "-opened_at", "-id"], name="situation_by_rank"),
        ),
        migrations.AddIndex(
            model_name="situation",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("review_on__isnull", False)),
                fields=["landlord", "review_on"],
                name="situation_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.UniqueConstraint(fields=("reference",), name="one_situation_per_reference"),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "place"),
                    models.Q(("colour", ""), ("gravity", None), ("lifts", []), ("recurrence", None)),
                    _connector="OR",
                ),
                name="lease_is_never_rated",
            ),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "place"), ("lease", ""), ("lease_from", None), models.Q(("place", ""), _negated=True)
                    ),
                    models.Q(("kind", "lease"), models.Q(("lease", ""), _negated=True)),
                    _connector="OR",
                ),
                name="situation_of_place_or_lease",
            ),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", ""), ("merged_into", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        models.Q(("ending", ""), _negated=True),
                        models.Q(("ending", "merged"), ("merged_into", None), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="situation_ends_somehow",
            ),
        ),
        migrations.AddField(
            model_name="situationturn",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
            ),
        ),
        migrations.AddField(
            model_name="situationturn",
            name="situation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="turns",
                to="incidents.situation",
            ),
        ),
        migrations.AddIndex(
            model_name="situationturn",
            index=models.Index(fields=["situation", "at", "id"], name="turn_of_situation"),
        ),
        migrations.RunSQL(force("incidents_situationturn"), migrations.RunSQL.noop),
    ]
