from django.apps import AppConfig
from django.core.checks import Tags, register

from correspondents.checks import every_address_has_a_policy


class CorrespondentsConfig(AppConfig):
    name = "correspondents"
    verbose_name = "Correspondants"

    def ready(self) -> None:
        register(every_address_has_a_policy, Tags.urls)
