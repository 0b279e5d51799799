"""An answer says the hour of its day, and which institution is the competent one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0007_reminders_elsewhere"),
        ("signatories", "0008_phones_that_are_dialled"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="outcome_time",
            field=models.TimeField(null=True, verbose_name="à"),
        ),
        migrations.AddField(
            model_name="answer",
            name="outcome_institution",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signatories.signatory",
                verbose_name="institution",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome_time", None), ("outcome_date__isnull", False), _connector="OR"),
                name="answer_hour_has_day",
            ),
        ),
    ]
