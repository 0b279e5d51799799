from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Beside the others, and by itself: while it is made, mails go on being written."""

    atomic = False

    dependencies = [
        ("journal", "0007_causes_and_mails"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(condition=Q(mail_id__isnull=False), fields=["mail_id"], name="message_by_mail"),
        ),
    ]
