from django.apps import AppConfig

from signatories.saved_lists import LISTS


class TerritoryConfig(AppConfig):
    name = "territory"
    verbose_name = "Territoire"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Of which lists filters are kept."""
        LISTS["residence_list"] = "territory.residence_list.RESIDENCES"
        LISTS["access_list"] = "territory.register.ACCESSES"
