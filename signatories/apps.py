from django.apps import AppConfig


class SignatoriesConfig(AppConfig):
    name = "signatories"
    verbose_name = "Signataires"
    default_auto_field = "django.db.models.BigAutoField"
