from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Faits et saisines"
    default_auto_field = "django.db.models.BigAutoField"
