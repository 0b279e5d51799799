from django.apps import AppConfig

from signatories.saved_lists import LISTS


class SignatoriesConfig(AppConfig):
    name = "signatories"
    verbose_name = "Signataires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Of which lists filters are kept."""
        LISTS["meeting_list"] = "signatories.meetings.MEETINGS"
