"""What a landlord decides to keep of a referral that told of nobody's guilt."""

import datetime

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from acting.walls import force

DAY_IN_REACH = [
    django.core.validators.MinValueValidator(
        datetime.date(2000, 1, 1), "Indiquez une date à partir du 1er janvier 2000."
    ),
    django.core.validators.MaxValueValidator(
        datetime.date(2100, 12, 31), "Indiquez une date jusqu’au 31 décembre 2100."
    ),
]


def to(model: str) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0012_due_days"),
        ("referrals", "0017_handling_beside_its_referral"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                condition=models.Q(("outcome_motive__in", ("acquittal_final", "acquittal_open", "no_offence"))),
                fields=["sender", "-answered_at"],
                name="answer_clearing",
            ),
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="referrals.referral",
                    ),
                ),
                ("civil_action", models.BooleanField(verbose_name="une action civile est en cours")),
                ("review_on", models.DateField(null=True, validators=DAY_IN_REACH, verbose_name="à revoir le")),
                ("decided_at", models.DateTimeField(verbose_name="décidé le")),
                ("designation", to("correspondents.designation")),
                ("landlord", to("signatories.signatory")),
            ],
            options={
                "verbose_name": "décision de conservation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("review_on__isnull", False)),
                        fields=["landlord", "review_on"],
                        name="retention_to_review",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("civil_action", True), ("review_on__isnull", False)),
                            models.Q(("civil_action", False), ("review_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="retention_has_one_end",
                    )
                ],
            },
        ),
        migrations.RunSQL(force("referrals_retention"), migrations.RunSQL.noop),
    ]
