from django.urls import path

from referrals.views import beside_facts, closing, handover, referrals, situations, subjects, texts

urlpatterns = [
    path("faits/<uuid:pk>/saisines/", beside_facts.incident_referrals, name="incident_referrals"),
    path("situations/<uuid:pk>/", situations.situation_detail, name="situation_detail"),
    path("plaintes/<uuid:pk>/saisines/", beside_facts.complaint_referrals, name="complaint_referrals"),
    path("saisines/suivi/", beside_facts.answers_awaited, name="answers_awaited"),
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
    path("annuaire/postes/<uuid:pk>/fermer/", closing.post_close, name="post_close"),
    path("administration/signataires/<uuid:pk>/depart/", closing.signatory_leave, name="signatory_leave"),
    path("textes/", texts.legal_texts, name="legal_texts"),
    path("administration/objets/", subjects.subject_list, name="subject_list"),
    path("administration/objets/<slug:pk>/", subjects.subject_edit, name="subject_edit"),
]
