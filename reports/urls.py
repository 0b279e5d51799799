from django.urls import path

from reports.views import dashboard, journal, own_steering, papers, publications, reviews, steering, verification

urlpatterns = [
    path("verifier/", verification.evidence_verify, name="evidence_verify"),
    path("tableau-de-bord/", dashboard.steering, name="steering"),
    path("tableau-de-bord/export/", steering.steering_table, name="steering_table"),
    path("tableau-de-bord/protection/", publications.figures_method, name="figures_method"),
    path("tableau-de-bord/publications/", publications.publication_list, name="publication_list"),
    path("tableau-de-bord/publications/<uuid:pk>/", publications.publication_detail, name="publication_detail"),
    path(
        "tableau-de-bord/publications/<uuid:pk>/publier/", publications.publication_publish, name="publication_publish"
    ),
    path(
        "tableau-de-bord/publications/<uuid:pk>/retirer/",
        publications.publication_withdraw,
        name="publication_withdraw",
    ),
    path(
        "tableau-de-bord/publications/<uuid:pk>/reprendre/", publications.publication_reopen, name="publication_reopen"
    ),
    path("pilotage/", own_steering.own_steering, name="own_steering"),
    path("pilotage/export/", own_steering.own_steering_csv, name="own_steering_csv"),
    path("pilotage/charge/", own_steering.own_load, name="own_load"),
    path("pilotage/charge/export/", own_steering.own_load_table, name="own_load_table"),
    path("pilotage/pdf/", own_steering.own_paper, name="own_paper"),
    path("journal/", journal.journal, name="journal"),
    path("journal/export/", journal.journal_export, name="journal_export"),
    path("saisines/<uuid:pk>/fiche/", papers.referral_sheet, name="referral_sheet"),
    path("saisines/<uuid:pk>/echange/", papers.exchange_paper, name="exchange_paper"),
    path("saisines/bordereau/", papers.docket_paper, name="docket_paper"),
    path("communications/<uuid:pk>/recepisse/", papers.disclosure_receipt, name="disclosure_receipt"),
    path("injonctions/<uuid:pk>/dossier/", papers.injunction_paper, name="injunction_paper"),
    path("lettres/<uuid:pk>/pdf/", papers.letter_paper, name="letter_paper"),
    path("lettres/envois/<uuid:pk>/pdf/", papers.mailing_paper, name="mailing_paper"),
    path("dossiers/<uuid:pk>/pdf/", papers.evidence_paper, name="evidence_paper"),
    path("reunions/<uuid:pk>/releve/", papers.meeting_paper, name="meeting_paper"),
    path("annuaire/pdf/", papers.directory_pdf, name="directory_pdf"),
    path("rapports/", papers.report_list, name="report_list"),
    path("rapports/bilans/", reviews.review_list, name="review_list"),
    path("rapports/bilans/<uuid:pk>/", reviews.review_detail, name="review_detail"),
    path("rapports/bilans/<uuid:pk>/chapitres/<slug:chapter>/", reviews.review_comment, name="review_comment"),
    path("rapports/bilans/<uuid:pk>/soumettre/", reviews.review_submit, name="review_submit"),
    path("rapports/bilans/<uuid:pk>/relire/", reviews.review_approve, name="review_approve"),
    path("rapports/bilans/<uuid:pk>/reprendre/", reviews.review_reopen, name="review_reopen"),
    path("rapports/bilans/<uuid:pk>/figer/", reviews.review_freeze, name="review_freeze"),
    path("rapports/bilans/<uuid:pk>/pdf/", reviews.review_paper, name="review_paper"),
    path("rapports/bilans/<uuid:pk>/telecharger/", reviews.review_download, name="review_download"),
    path("rapports/trimestres/", papers.quarter_paper, name="quarter_paper"),
    path("rapports/registres/saisines/", papers.referral_register, name="referral_register"),
    path("rapports/registres/acces/", papers.access_register, name="access_register"),
    path("rapports/<uuid:pk>/", papers.report_detail, name="report_detail"),
    path("rapports/<uuid:pk>/avancement/", papers.report_progress, name="report_progress"),
    path("rapports/<uuid:pk>/annuler/", papers.report_cancel, name="report_cancel"),
    path("rapports/<uuid:pk>/telecharger/", papers.report_download, name="report_download"),
]
