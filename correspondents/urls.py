from django.urls import path

from correspondents.views import acting, administration, competence

urlpatterns = [
    path("designation/", acting.switch_designation, name="designation_switch"),
    path("competence/", competence.competence, name="competence"),
    path("administration/", administration.overview, name="administration"),
    path("administration/comptes/", administration.account_list, name="account_list"),
    path("administration/comptes/<uuid:pk>/", administration.account_detail, name="account_detail"),
    path("administration/comptes/<uuid:pk>/etat/", administration.account_switch, name="account_switch"),
    path("administration/taches/", administration.job_list, name="job_list"),
    path("administration/courriels/", administration.mail_list, name="mail_list"),
]
