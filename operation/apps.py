from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.messages import ALERT_KIND, ALERT_OVER_KIND, PLACES


class OperationConfig(AppConfig):
    name = "operation"
    verbose_name = "Exploitation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mails to the administrators lead to the state of the portal."""
        PLACES[ALERT_KIND] = PLACES[ALERT_OVER_KIND] = reverse_lazy("portal_state")
