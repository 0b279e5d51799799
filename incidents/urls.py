from django.urls import path

from incidents.views import complaints, facts, orientations, situations, steps

urlpatterns = [
    path("faits/", facts.incident_list, name="incident_list"),
    path("faits/tous/", facts.incident_all, name="incident_all"),
    path("faits/tri/", facts.incident_triage_many, name="incident_triage_many"),
    path("faits/nouveau/", facts.incident_new, name="incident_new"),
    path("faits/<uuid:pk>/", facts.incident_detail, name="incident_detail"),
    path("faits/<uuid:pk>/tri/", facts.incident_triage, name="incident_triage"),
    path("faits/<uuid:pk>/informe/", facts.incident_informed, name="incident_informed"),
    path("faits/<uuid:pk>/situation/", situations.incident_join, name="incident_join"),
    path("faits/<uuid:pk>/plainte/", complaints.complaint_new, name="complaint_new"),
    path("plaintes/<uuid:pk>/", complaints.complaint_detail, name="complaint_detail"),
    path("situations/", situations.situation_list, name="situation_list"),
    path("situations/nouvelle/", situations.situation_new, name="situation_new"),
    path("situations/<uuid:pk>/cotation/", situations.situation_rate, name="situation_rate"),
    path("situations/<uuid:pk>/suivi/", situations.situation_follow, name="situation_follow"),
    path("situations/<uuid:pk>/cloture/", situations.situation_close, name="situation_close"),
    path("situations/<uuid:pk>/reouverture/", situations.situation_reopen, name="situation_reopen"),
    path("situations/<uuid:pk>/separer/", situations.situation_move, name="situation_move"),
    path("situations/<uuid:pk>/reunir/", situations.situation_merge, name="situation_merge"),
    path("situations/<uuid:pk>/demarches/<slug:rung>/", steps.step_new, name="step_new"),
    path("demarches/<uuid:pk>/resultat/", steps.step_result, name="step_result"),
    path("demarches/<uuid:pk>/retirer/", steps.step_withdraw, name="step_withdraw"),
    path("objets-de-travail/<uuid:pk>/orientation/", orientations.orientation_new, name="orientation_new"),
    path("objets-de-travail/<uuid:pk>/orientations/", orientations.orientation_count, name="orientation_count"),
]
