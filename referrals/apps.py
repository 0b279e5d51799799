from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.messages import PLACES, READ_AGAIN_KIND, READ_ELSEWHERE_KIND, UNREAD_KIND


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Saisines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mails about what nobody reads lead to the list that says which."""
        sent = reverse_lazy("referral_list", query={"boite": "envoyees"})
        PLACES.update(dict.fromkeys((UNREAD_KIND, READ_ELSEWHERE_KIND, READ_AGAIN_KIND), sent))
