from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "operation"
    verbose_name = "Exploitation"
    default_auto_field = "django.db.models.BigAutoField"
