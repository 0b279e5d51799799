from django.urls import path

from territory.views import accesses, competence_tables, residence_import, residences

urlpatterns = [
    path("residences/", residences.residence_list, name="residence_list"),
    path("residences/export/", residences.residence_export, name="residence_export"),
    path("residences/nouvelle/", residences.residence_new, name="residence_new"),
    path("residences/modele/", residence_import.residence_template, name="residence_template"),
    path("residences/import/", residence_import.residence_import, name="residence_import"),
    path("residences/import/<uuid:pk>/", residence_import.residence_import_read, name="residence_import_read"),
    path("residences/acces/", accesses.access_list, name="access_list"),
    path("residences/acces/export/", accesses.access_export, name="access_export"),
    path("residences/acces/<uuid:pk>/", accesses.access_edit, name="access_edit"),
    path("residences/<uuid:pk>/modifier/", residences.residence_edit, name="residence_edit"),
    path("residences/<uuid:pk>/fermeture/", residences.residence_close, name="residence_close"),
    path("residences/<uuid:pk>/acces/", accesses.access_new, name="access_new"),
    path("administration/competences/", competence_tables.overview, name="competence_tables"),
    path("administration/competences/fichier/", competence_tables.import_new, name="competence_import_new"),
    path("administration/competences/fichier/<uuid:pk>/", competence_tables.import_detail, name="competence_import"),
    path(
        "administration/competences/fichier/<uuid:pk>/appliquer/",
        competence_tables.import_apply,
        name="competence_import_apply",
    ),
    path(
        "administration/competences/fichier/<uuid:pk>/ecarter/",
        competence_tables.import_refuse,
        name="competence_import_refuse",
    ),
    path(
        "administration/competences/communes/<slug:code>/",
        competence_tables.commune_detail,
        name="competence_commune",
    ),
    path("administration/competences/<uuid:pk>/corriger/", competence_tables.correct, name="competence_correct"),
    path("administration/competences/<uuid:pk>/rendre/", competence_tables.release, name="competence_release"),
    path(
        "administration/competences/<uuid:pk>/exception/",
        competence_tables.note_exception,
        name="competence_exception",
    ),
]
