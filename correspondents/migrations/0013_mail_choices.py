import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gathering",
                    models.CharField(
                        choices=[
                            ("quart", "Tous les quarts d’heure au plus"),
                            ("heure", "Toutes les heures au plus"),
                            ("jour", "Une fois par jour, à l’heure que je choisis"),
                        ],
                        default="quart",
                        max_length=10,
                        verbose_name="regroupés",
                    ),
                ),
                ("hour", models.PositiveSmallIntegerField(null=True, verbose_name="à")),
                ("quiet_from", models.PositiveSmallIntegerField(null=True, verbose_name="de")),
                ("quiet_until", models.PositiveSmallIntegerField(null=True, verbose_name="à")),
                ("working_days", models.BooleanField(default=False, verbose_name="jours ouvrés seulement")),
                ("is_new", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name": "heures des courriels",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gathering__in", ["quart", "heure", "jour"])),
                        name="mail_gathering_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gathering", "jour"), ("hour__gte", 7), ("hour__lte", 20)),
                            models.Q(models.Q(("gathering", "jour"), _negated=True), ("hour", None)),
                            _connector="OR",
                        ),
                        name="mail_hour_of_the_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_until", None)),
                            models.Q(
                                ("quiet_from__lt", 24),
                                ("quiet_until__lt", 24),
                                models.Q(("quiet_from", models.F("quiet_until")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mail_quiet_from_until",
                    ),
                ],
            },
        ),
        migrations.RunSQL(force("correspondents_mailchoice"), migrations.RunSQL.noop),
    ]
