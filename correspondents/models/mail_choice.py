"""When somebody wants to be written to."""

from django.db import models
from django.db.models import Q

from correspondents.enums import Gathering
from correspondents.mail_hours import MailHours
from correspondents.models.user import User


class MailChoice(models.Model):
    """Of whoever has none, mails are gathered for a quarter of an hour, by day and by night. `is_new` until the outbox
    has asked it about what waits already."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    gathering = models.CharField("regroupés", max_length=10, choices=Gathering, default=Gathering.QUARTER)
    hour = models.PositiveSmallIntegerField("à", null=True)
    quiet_from = models.PositiveSmallIntegerField("de", null=True)
    quiet_until = models.PositiveSmallIntegerField("à", null=True)
    working_days = models.BooleanField("jours ouvrés seulement", default=False)
    is_new = models.BooleanField(default=True)

    class Meta:
        verbose_name = "heures des courriels"
        constraints = (
            models.CheckConstraint(condition=Q(gathering__in=Gathering.values), name="mail_gathering_known"),
            models.CheckConstraint(
                condition=Q(gathering=Gathering.DAY, hour__gte=7, hour__lte=20)
                | ~Q(gathering=Gathering.DAY) & Q(hour=None),
                name="mail_hour_of_the_day",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__lt=24, quiet_until__lt=24) & ~Q(quiet_from=models.F("quiet_until")),
                name="mail_quiet_from_until",
            ),
        )

    @property
    def hours(self) -> MailHours:
        return MailHours(self.gathering, self.hour, self.quiet_from, self.quiet_until, self.working_days)
