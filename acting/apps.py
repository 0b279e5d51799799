from django.apps import AppConfig
from django.core.checks import Tags, register

from acting.checks import every_address_has_a_policy


class ActingConfig(AppConfig):
    name = "acting"
    verbose_name = "Qui agit"

    def ready(self) -> None:
        register(every_address_has_a_policy, Tags.urls)
