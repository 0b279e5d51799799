"""The number that is asked for where a landlord's standby contact is: a detail of an outcome, as a day is of another."""

from django.db import migrations, models

import acting.phones
from acting.walls import LowerWalls


def telephone(model: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model,
        name="outcome_phone",
        field=models.CharField(
            blank=True,
            db_default="",
            default="",
            max_length=30,
            validators=[acting.phones.check_dialled],
            verbose_name="téléphone",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_told_of_house")]

    operations = [LowerWalls(), telephone("answer"), telephone("preparedanswer")]
