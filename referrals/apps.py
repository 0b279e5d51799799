from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.due_sources import SOURCES
from correspondents.messages import (
    EXCEPTIONAL_ASKED_KIND,
    EXCEPTIONAL_GIVEN_KIND,
    EXCEPTIONAL_OPENED_KIND,
    INJUNCTION_KIND,
    INJUNCTION_MOVED_KIND,
    PLACES,
    READ_AGAIN_KIND,
    READ_ELSEWHERE_KIND,
    UNREAD_KIND,
)
from correspondents.search_sources import SEARCHED
from journal.awaited import AWAITED
from signatories.saved_lists import LISTS


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Saisines"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mails about what nobody reads lead to the list that says which, and those of injunctions to their list; the
        clocks of injunctions are watched, and what waits."""
        sent = reverse_lazy("referral_list", query={"boite": "envoyees"})
        PLACES.update(dict.fromkeys((UNREAD_KIND, READ_ELSEWHERE_KIND, READ_AGAIN_KIND), sent))
        of_injunctions = (INJUNCTION_KIND, INJUNCTION_MOVED_KIND)
        PLACES.update(dict.fromkeys(of_injunctions, reverse_lazy("injunction_list")))
        of_house = (EXCEPTIONAL_ASKED_KIND, EXCEPTIONAL_OPENED_KIND)
        PLACES.update(dict.fromkeys(of_house, reverse_lazy("exceptional_list")))
        PLACES[EXCEPTIONAL_GIVEN_KIND] = reverse_lazy("exceptional_ask")
        SOURCES["referrals"] = "referrals.referral_due.RECEIVED_SOURCE"
        SOURCES["endings"] = "referrals.ending_due.ENDING_SOURCE"
        SOURCES["injunctions"] = "referrals.injunction_due.INJUNCTION_SOURCE"
        SOURCES["planned"] = "referrals.planned_due.PLANNED_SOURCE"
        SOURCES["retention"] = "referrals.retention_due.RETENTION_SOURCE"
        of_accesses = ("referrals.tasks.seek_exceptional_matter", "referrals.tasks.copy_exceptional_matter")
        AWAITED.update(dict.fromkeys(of_accesses, "referrals_awaits"))
        SEARCHED[2] = "referrals.referral_search.REFERRALS"
        LISTS["referral_list"] = "referrals.saved_boxes.REFERRALS"
        LISTS["injunction_list"] = "referrals.injunction_list.INJUNCTIONS"
