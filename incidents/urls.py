from django.urls import path

from incidents.views import complaints, facts, orientations

urlpatterns = [
    path("faits/", facts.incident_list, name="incident_list"),
    path("faits/nouveau/", facts.incident_new, name="incident_new"),
    path("faits/<uuid:pk>/", facts.incident_detail, name="incident_detail"),
    path("faits/<uuid:pk>/tri/", facts.incident_triage, name="incident_triage"),
    path("faits/<uuid:pk>/plainte/", complaints.complaint_new, name="complaint_new"),
    path("plaintes/<uuid:pk>/", complaints.complaint_detail, name="complaint_detail"),
    path("objets-de-travail/<uuid:pk>/orientation/", orientations.orientation_new, name="orientation_new"),
    path("objets-de-travail/<uuid:pk>/orientations/", orientations.orientation_count, name="orientation_count"),
]
