from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.due_sources import SOURCES
from correspondents.messages import PLACES, SITUATION_KIND
from correspondents.search_sources import SEARCHED
from journal.awaited import AWAITED
from signatories.saved_lists import LISTS


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Faits et saisines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Its days are watched, its things are found by the one box, and a situation that was given to somebody stands
        in the list of one's own."""
        AWAITED["incidents.tasks.run_fact_import"] = "incidents_awaits_import"
        SOURCES["incidents"] = "incidents.due_days.LANDLORD_SOURCE"
        PLACES[SITUATION_KIND] = reverse_lazy("situation_list", query={"suivi": "moi"})
        SEARCHED[0] = "incidents.case_search.FACTS"
        SEARCHED[1] = "incidents.case_search.SITUATIONS"
        SEARCHED[3] = "incidents.case_search.COMPLAINTS"
        LISTS["incident_all"] = "incidents.fact_list.ALL_FACTS"
        LISTS["incident_list"] = "incidents.fact_list.OWN_FACTS"
        LISTS["situation_list"] = "incidents.situation_list.SITUATIONS"
