from django.urls import path

from incidents.views import facts, handover, orientations, referrals, subjects

urlpatterns = [
    path("faits/", facts.incident_list, name="incident_list"),
    path("faits/nouveau/", facts.incident_new, name="incident_new"),
    path("faits/<uuid:pk>/", facts.incident_detail, name="incident_detail"),
    path("faits/<uuid:pk>/tri/", facts.incident_triage, name="incident_triage"),
    path("faits/<uuid:pk>/plainte/", facts.complaint_new, name="complaint_new"),
    path("objets-de-travail/<uuid:pk>/orientation/", orientations.orientation_new, name="orientation_new"),
    path("objets-de-travail/<uuid:pk>/orientations/", orientations.orientation_count, name="orientation_count"),
    path("saisines/", referrals.referral_list, name="referral_list"),
    path("saisines/nouvelle/", referrals.referral_new, name="referral_new"),
    path("saisines/passation/", handover.handover, name="handover"),
    path("saisines/<uuid:pk>/", referrals.referral_detail, name="referral_detail"),
    path("saisines/<uuid:pk>/envoyer/", referrals.referral_send, name="referral_send"),
    path("saisines/<uuid:pk>/accuser-reception/", referrals.referral_acknowledge, name="referral_acknowledge"),
    path("saisines/<uuid:pk>/prendre-en-charge/", referrals.referral_start, name="referral_start"),
    path("saisines/<uuid:pk>/repondre/", referrals.referral_answer, name="referral_answer"),
    path("saisines/<uuid:pk>/refuser/", referrals.referral_refuse, name="referral_refuse"),
    path("saisines/<uuid:pk>/completer/", referrals.referral_complete, name="referral_complete"),
    path("saisines/<uuid:pk>/retirer/", referrals.referral_withdraw, name="referral_withdraw"),
    path("saisines/<uuid:pk>/clore/", referrals.referral_close, name="referral_close"),
    path("administration/objets/", subjects.subject_list, name="subject_list"),
    path("administration/objets/<slug:pk>/", subjects.subject_edit, name="subject_edit"),
]
