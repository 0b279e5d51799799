from django.urls import path

from correspondents.views import acting, administration, competence, convention, parties

urlpatterns = [
    path("designation/", acting.switch_designation, name="designation_switch"),
    path("competence/", competence.competence, name="competence"),
    path("administration/", administration.overview, name="administration"),
    path("convention/texte/", convention.convention_text, name="convention_text"),
    path("convention/traitements/", convention.convention_processings, name="convention_processings"),
    path("convention/reglages/", convention.convention_settings, name="convention_settings"),
    path("convention/documents/<uuid:pk>/", convention.document_download, name="document_download"),
    path("administration/convention/echeance/", convention.convention_term, name="convention_term"),
    path("administration/convention/reglages/", convention.convention_settings_edit, name="convention_settings_edit"),
    path("administration/convention/articles/nouveau/", convention.article_new, name="article_new"),
    path("administration/convention/articles/<uuid:pk>/", convention.article_edit, name="article_edit"),
    path("administration/convention/documents/nouveau/", convention.document_new, name="document_new"),
    path("administration/convention/documents/<uuid:pk>/retrait/", convention.document_remove, name="document_remove"),
    path("administration/convention/traitements/nouveau/", convention.processing_new, name="processing_new"),
    path("administration/convention/traitements/<uuid:pk>/", convention.processing_edit, name="processing_edit"),
    path("administration/signataires/", parties.signatory_list, name="signatory_list"),
    path("administration/signataires/nouveau/", parties.signatory_new, name="signatory_new"),
    path("administration/signataires/<uuid:pk>/", parties.signatory_edit, name="signatory_edit"),
    path("administration/signataires/<uuid:pk>/depart/", parties.signatory_leave, name="signatory_leave"),
    path("administration/comptes/", administration.account_list, name="account_list"),
    path("administration/comptes/<uuid:pk>/", administration.account_detail, name="account_detail"),
    path("administration/comptes/<uuid:pk>/etat/", administration.account_switch, name="account_switch"),
    path("administration/taches/", administration.job_list, name="job_list"),
    path("administration/courriels/", administration.mail_list, name="mail_list"),
]
