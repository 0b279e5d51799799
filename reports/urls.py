from django.urls import path

from reports.views import dashboard, journal, own_steering, papers

urlpatterns = [
    path("tableau-de-bord/", dashboard.steering, name="steering"),
    path("pilotage/", own_steering.own_steering, name="own_steering"),
    path("pilotage/export/", own_steering.own_steering_csv, name="own_steering_csv"),
    path("journal/", journal.journal, name="journal"),
    path("saisines/<uuid:pk>/fiche/", papers.referral_sheet, name="referral_sheet"),
    path("saisines/<uuid:pk>/echange/", papers.exchange_paper, name="exchange_paper"),
    path("saisines/bordereau/", papers.docket_paper, name="docket_paper"),
    path("communications/<uuid:pk>/recepisse/", papers.disclosure_receipt, name="disclosure_receipt"),
    path("injonctions/<uuid:pk>/dossier/", papers.injunction_paper, name="injunction_paper"),
    path("lettres/<uuid:pk>/pdf/", papers.letter_paper, name="letter_paper"),
    path("lettres/envois/<uuid:pk>/pdf/", papers.mailing_paper, name="mailing_paper"),
    path("reunions/<uuid:pk>/releve/", papers.meeting_paper, name="meeting_paper"),
    path("annuaire/pdf/", papers.directory_pdf, name="directory_pdf"),
    path("rapports/", papers.report_list, name="report_list"),
    path("rapports/<uuid:pk>/", papers.report_detail, name="report_detail"),
    path("rapports/<uuid:pk>/avancement/", papers.report_progress, name="report_progress"),
    path("rapports/<uuid:pk>/telecharger/", papers.report_download, name="report_download"),
]
