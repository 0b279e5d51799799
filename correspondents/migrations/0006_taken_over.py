import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("correspondents", "0005_three_voices"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="taken_over_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="correspondents.post",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="reading",
            field=models.CharField(
                choices=[
                    ("held", "lu à ce poste"),
                    ("elsewhere", "lu par un autre poste"),
                    ("nobody", "sans lecteur"),
                ],
                default="held",
                editable=False,
                max_length=9,
                verbose_name="lecture",
            ),
        ),
    ]
