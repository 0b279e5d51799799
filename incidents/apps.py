from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.due_sources import SOURCES
from correspondents.messages import PLACES, SITUATION_KIND


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Faits et saisines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its days are watched, and a situation that was given to somebody stands in the list of one's own."""
        SOURCES["incidents"] = "incidents.due_days.LANDLORD_SOURCE"
        PLACES[SITUATION_KIND] = reverse_lazy("situation_list", query={"suivi": "moi"})
