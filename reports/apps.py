from django.apps import AppConfig
from django.urls import reverse_lazy

from correspondents.messages import MONTH_READY_KIND, PLACES, QUARTER_READY_KIND, YEAR_READY_KIND
from journal.awaited import AWAITED


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Rapports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mails to the delegates lead to the months that wait, to the papers, and to the bilans; a paper says whether
        it is waited for."""
        AWAITED["reports.tasks.make_report"] = "reports_awaits"
        PLACES[MONTH_READY_KIND] = reverse_lazy("publication_list")
        PLACES[QUARTER_READY_KIND] = reverse_lazy("report_list")
        PLACES[YEAR_READY_KIND] = reverse_lazy("review_list")
