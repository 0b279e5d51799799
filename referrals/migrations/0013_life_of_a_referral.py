"""A referral is renewed, taken back with a motive, or reserved to persons whom its sender names."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from acting.walls import force

MOTIVES = [
    ("no_need", "Plus besoin"),
    ("wrong_recipient", "Erreur de destinataire"),
    ("inaccurate", "Élément inexact"),
    ("complaint_withdrawn", "Plainte retirée"),
    ("other", "Autre"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("correspondents", "0012_due_days"),
        ("referrals", "0012_exceptional_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="named_readers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="réservée à ces désignations",
            ),
        ),
        migrations.AddField(
            model_name="referral", name="renewed_at", field=models.DateTimeField(null=True, verbose_name="prolongée le")
        ),
        migrations.AddField(
            model_name="referralsource",
            name="withdrawal_motive",
            field=models.CharField(
                blank=True, choices=MOTIVES, db_default="", default="", max_length=20, verbose_name="motif du retrait"
            ),
        ),
        migrations.AddConstraint(
            model_name="referralsource",
            constraint=models.CheckConstraint(
                condition=models.Q(withdrawal_motive__in=("", *(motive for motive, _ in MOTIVES))),
                name="withdrawal_motive_known",
            ),
        ),
        migrations.CreateModel(
            name="ReferralUserObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="referrals.referral"),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={"abstract": False, "unique_together": {("user", "permission", "content_object")}},
        ),
        migrations.RunSQL(force("referrals_referraluserobjectpermission"), migrations.RunSQL.noop),
    ]
