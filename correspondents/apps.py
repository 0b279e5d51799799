from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.messages import DUE_KIND, PLACES
from correspondents.search_sources import SEARCHED
from signatories.saved_lists import LISTS


class CorrespondentsConfig(AppConfig):
    name = "correspondents"
    verbose_name = "Correspondants"

    def ready(self) -> None:
        """What is due is told of on its page; people and meetings are found by the one box."""
        PLACES[DUE_KIND] = reverse_lazy("due_list")
        SEARCHED[4] = "correspondents.people_search.PEOPLE"
        SEARCHED[5] = "correspondents.people_search.MEETINGS"
        LISTS["directory"] = "correspondents.directory_lists.DIRECTORY"
