"""The words by which referrals are found; `index_words` writes those of what is there."""

from django.db import migrations, models

from acting.walls import force


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0021_frozen_pieces"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferralWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("box", models.UUIDField()),
                ("word", models.CharField(db_collation="C", max_length=30)),
                ("at", models.DateTimeField()),
                ("object_id", models.UUIDField()),
                ("disclosure_id", models.UUIDField()),
            ],
            options={
                "verbose_name": "mot d’une saisine",
                "indexes": [
                    models.Index(fields=["box", "word", "-at", "-object_id"], name="referral_word_newest"),
                    models.Index(fields=["object_id", "word"], name="referral_word_of_object"),
                    models.Index(fields=["disclosure_id"], name="referral_word_of_disclosure"),
                ],
            },
        ),
        migrations.RunSQL(force("referrals_referralword"), migrations.RunSQL.noop),
    ]
