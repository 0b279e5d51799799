from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.messages import DUE_KIND, PLACES


class CorrespondentsConfig(AppConfig):
    name = "correspondents"
    verbose_name = "Correspondants"

    def ready(self) -> None:
        """What is due is told of on its page."""
        PLACES[DUE_KIND] = reverse_lazy("due_list")
