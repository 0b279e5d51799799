import datetime
import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.walls import force

# Of what was filed before the category says it, and where it says neither, what pressed was an agent. No checklist opens
# for the past. No policy shows the owner a row here.
OF_BEFORE = """
ALTER TABLE incidents_incident NO FORCE ROW LEVEL SECURITY;
UPDATE incidents_incident i SET targets_staff = true FROM incidents_category c
WHERE c.code = i.category_id AND (c.targets_staff OR i.is_pressing AND NOT c.is_violence);
ALTER TABLE incidents_incident FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("incidents", "0018_attachments"),
        ("signatories", "0009_waits_and_reminders"),
        ("territory", "0004_access_kept_working"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("who", "Qui est visé"),
                            ("occasion", "À quelle occasion"),
                            ("support", "Soutien"),
                            ("complaint", "Plainte"),
                            ("accident", "Accident du travail"),
                            ("management", "Direction informée"),
                            ("debrief", "Retour fait à l’agent"),
                        ],
                        max_length=10,
                        verbose_name="point",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agent", "Un agent du bailleur"),
                            ("contractor", "Un prestataire"),
                            ("rules", "Rappel de règles"),
                            ("rent", "Loyer"),
                            ("round", "Ronde"),
                            ("inventory", "État des lieux"),
                            ("other", "Autre occasion"),
                            ("offered", "Proposé"),
                            ("filed", "Déposée"),
                            ("declined", "Proposée, non souhaitée"),
                            ("to_file", "À déposer"),
                            ("declared", "Oui, déclaré"),
                            ("not_declared", "Non, pas encore"),
                            ("none", "Sans objet"),
                            ("told", "Oui"),
                        ],
                        max_length=12,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "on",
                    models.DateField(
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
                        verbose_name="fait le",
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
            ],
            options={
                "verbose_name": "suite donnée à un agent visé",
            },
        ),
        migrations.AddField(
            model_name="incident",
            name="staff_open",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="suites à noter"),
        ),
        migrations.AddField(
            model_name="incident",
            name="targets_staff",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="agent ou prestataire visé"
            ),
        ),
        migrations.RunSQL(OF_BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("staff_open", True)),
                fields=["landlord", "filed_at", "id"],
                include=("state", "residence", "filed_by", "situation"),
                name="incident_staff_open",
            ),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("targets_staff", True)),
                fields=["landlord", "started_at"],
                include=("state", "place", "residence", "filed_by", "situation"),
                name="incident_targets_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(("staff_open", False), ("targets_staff", True), _connector="OR"),
                name="open_where_staff_is_targeted",
            ),
        ),
        migrations.AddField(
            model_name="staffnote",
            name="incident",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="staff_notes",
                to="incidents.incident",
            ),
        ),
        migrations.AddField(
            model_name="staffnote",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="correspondents.post"
            ),
        ),
        migrations.AddIndex(
            model_name="staffnote",
            index=models.Index(fields=["incident", "item", "-noted_at", "-id"], name="staff_note_of_fact"),
        ),
        migrations.AddConstraint(
            model_name="staffnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__in", ["", "agent", "contractor"]), ("item", "who")),
                    models.Q(
                        ("answer__in", ["", "rules", "rent", "round", "inventory", "other"]), ("item", "occasion")
                    ),
                    models.Q(("answer__in", ["", "offered"]), ("item", "support")),
                    models.Q(("answer__in", ["", "filed", "declined", "to_file"]), ("item", "complaint")),
                    models.Q(("answer__in", ["", "declared", "not_declared", "none"]), ("item", "accident")),
                    models.Q(("answer__in", ["", "told"]), ("item", "management")),
                    models.Q(("answer__in", ["", "told"]), ("item", "debrief")),
                    _connector="OR",
                ),
                name="staff_note_of_the_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("item__in", ("support", "complaint", "accident", "management", "debrief")),
                    ("on__isnull", True),
                    _connector="OR",
                ),
                name="staff_note_has_a_day_where_done",
            ),
        ),
        migrations.RunSQL(force("incidents_staffnote"), migrations.RunSQL.noop),
    ]
