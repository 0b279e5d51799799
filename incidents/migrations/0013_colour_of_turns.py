from django.conf import settings
from django.db import migrations, models

# The words of a rating were the portal's own: the colour of the grid ends their first sentence, "relève à" names the
# one that stood in the end, and what somebody typed comes after "Motif". No policy lets the owner change a turn.
COLOUR_SAID = """
ALTER TABLE incidents_situationturn NO FORCE ROW LEVEL SECURITY;
UPDATE incidents_situationturn t SET colour = CASE word
    WHEN 'vert' THEN 'green' WHEN 'jaune' THEN 'yellow' WHEN 'orange' THEN 'orange' WHEN 'rouge' THEN 'red' END
FROM (
    SELECT id, coalesce(
        substring(portal FROM 'relève à (orange|rouge)[.]'), substring(portal FROM ':.(vert|jaune|orange|rouge)[.]')
    ) AS word
    FROM (SELECT id, split_part(said, ' Motif', 1) AS portal FROM incidents_situationturn WHERE turn = 'rated') own
) rated
WHERE t.id = rated.id AND word IS NOT NULL;
ALTER TABLE incidents_situationturn FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0011_keys_that_the_worker_gives"),
        ("incidents", "0012_sent_letters"),
        ("signatories", "0008_phones_that_are_dialled"),
        ("territory", "0004_access_kept_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="situationturn",
            name="colour",
            field=models.CharField(
                blank=True,
                choices=[("green", "Vert"), ("yellow", "Jaune"), ("orange", "Orange"), ("red", "Rouge")],
                db_default="",
                default="",
                max_length=6,
                verbose_name="couleur",
            ),
        ),
        migrations.RunSQL(COLOUR_SAID, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="situationturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("colour", ""),
                    models.Q(("colour__in", ["green", "yellow", "orange", "red"]), ("turn", "rated")),
                    _connector="OR",
                ),
                name="turn_colour_of_rating",
            ),
        ),
        migrations.AddIndex(
            model_name="situation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["landlord", "ended_at"],
                include=("kind", "ending"),
                name="situation_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("damage_euros__isnull", False), models.Q(("state", "set_aside"), _negated=True)),
                fields=["landlord", "started_at"],
                include=("damage_euros", "residence", "filed_by"),
                name="incident_damage",
            ),
        ),
    ]
