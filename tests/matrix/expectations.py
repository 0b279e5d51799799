"""Which code answers whom at every own address; docs/permissions.md holds the same table and says how to read it.

A cell is the answer to GET, or to GET/POST where the two differ. `–` is 403 whatever the object: not a page of that
function. `login` leads a visitor to the sign-in page. Last comes whose object the cell speaks of.
"""

from dataclasses import dataclass

from acting.enums import Function

CLOSED, LOGIN = "–", "login"
VISITOR, WITHOUT = "visitor", "no designation"
COLUMNS = (VISITOR, WITHOUT, *(function.value for function in Function))

TABLE = """
                     vis.  none  gardien référ.  content corresp magistr prépar. délégué dpo     admin.
health_live          200   200   200     200     200     200     200     200     200     200     200
health_ready         200   200   200     200     200     200     200     200     200     200     200
metrics              404   404   404     404     404     404     404     404     404     404     404
convention           200   200   200     200     200     200     200     200     200     200     200
legal_notice         200   200   200     200     200     200     200     200     200     200     200
data_protection      200   200   200     200     200     200     200     200     200     200     200
accessibility        200   200   200     200     200     200     200     200     200     200     200
evidence_verify      200   200   200     200     200     200     200     200     200     200     200
legal_texts          200   200   200     200     200     200     200     200     200     200     200
offline              200   200   200     200     200     200     200     200     200     200     200
service_worker       200   200   200     200     200     200     200     200     200     200     200
web_manifest         200   200   200     200     200     200     200     200     200     200     200
home                 login 200   302     302     302     302     302     302     302     302     302
invitation           200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
charter              login –     200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
designation_switch   login 405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302
own_words            login 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
own_mails            login 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
own_address          login 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
own_address_pending  login 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
own_address_confirm  login 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 own key
own_designations     login 200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405
designation_accept   login 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404
designation_decline  login 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404 405/404
competence           login –     200     200     200     200     200     200     200     200     200
search               login –     200     200     200     200     200     200     200     200     200
directory            login –     200     200     200     200     200     200     200     200     200
directory_csv        login –     –       405/200 405/200 405/200 405/200 405/200 405/200 405/200 405/200
directory_cards      login –     –       405/200 405/200 405/200 405/200 405/200 405/200 405/200 405/200
directory_pdf        login –     –       405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302
directory_signatory  login –     200     200     200     200     200     200     200     200     200
directory_post       login –     200     200     200     200     200     200     200     200     200     post
directory_post_card  login –     200     200     200     200     200     200     200     200     200     post
directory_card       login –     200     200     200     200     200     200     200     200     200     post
journal              login –     200     200     200     200     200     200     200     200     200
journal_export       login –     200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405
incident_list        login –     200     200     –       –       –       –       –       –       –
incident_all         login –     –       200     –       –       –       –       –       –       –
incident_export      login –     –       200     –       –       –       –       –       –       –
fact_import_list     login –     –       200/302 –       –       –       –       –       –       –
fact_import_template login –     –       200     –       –       –       –       –       –       –
fact_import_detail   login –     –       200     –       –       –       –       –       –       –       own import
fact_import_progress login –     –       200     –       –       –       –       –       –       –       own import
fact_import_columns  login –     –       200/302 –       –       –       –       –       –       –       own import
fact_import_words    login –     –       200/302 –       –       –       –       –       –       –       own import
fact_import_confirm  login –     –       405/302 –       –       –       –       –       –       –       own import
fact_import_stop     login –     –       405/302 –       –       –       –       –       –       –       own import
fact_import_retry    login –     –       405/302 –       –       –       –       –       –       –       own import
fact_import_undo     login –     –       405/302 –       –       –       –       –       –       –       own import
fact_import_wrong    login –     –       200     –       –       –       –       –       –       –       own import
incident_triage_many login –     –       405/302 –       –       –       –       –       –       –
incident_informed    login –     405/302 405/302 –       –       –       –       –       –       –       fact
incident_attachments login –     405/302 405/302 –       –       –       –       –       –       –       fact
attachment_detail    login –     200/405 200/405 200/405 –       –       –       –       –       –       piece
attachment_content   login –     200/405 200/405 200/405 –       –       –       –       –       –       piece
attachment_thumbnail login –     200/405 200/405 200/405 –       –       –       –       –       –       piece
attachment_caption   login –     405/302 405/302 405/302 –       –       –       –       –       –       as keeper
attachment_blur      login –     200/302 200/302 200/302 –       –       –       –       –       –       as keeper
attachment_withdraw  login –     200/302 200/302 200/302 –       –       –       –       –       –       as keeper
incident_new         login –     200/302 200/302 –       –       –       –       –       –       –
incident_detail      login –     200     200     –       –       –       –       –       –       –       fact
fact_readers         login –     200     200     –       –       –       –       –       –       –       fact
incident_triage      login –     –       405/302 –       –       –       –       –       –       –       fact
incident_staff       login –     –       200/302 –       –       –       –       –       –       –       agent targeted
complaint_new        login –     –       200/302 –       –       –       –       –       –       –       fact
incident_join        login –     –       200/302 –       –       –       –       –       –       –       fact
complaint_detail     login –     –       200/302 200/302 –       –       –       –       –       –       complaint
complaint_referrals  login –     –       200     –       –       –       –       –       –       –       complaint
attachment_referrals login –     –       200     –       –       –       –       –       –       –       piece
incident_referrals   login –     –       200     –       –       –       –       –       –       –       fact
situation_list       login –     –       200     200     –       –       –       –       –       –
situation_export     login –     –       200/405 200/405 –       –       –       –       –       –
situation_new        login –     –       200/302 200/302 –       –       –       –       –       –
situation_detail     login –     –       200     200     –       –       –       –       –       –       situation
situation_readers    login –     –       200     200     –       –       –       –       –       –       situation
situation_rate       login –     –       200/302 200/302 –       –       –       –       –       –       situation
situation_follow     login –     –       200/302 200/302 –       –       –       –       –       –       situation
situation_close      login –     –       200/302 200/302 –       –       –       –       –       –       situation
situation_reopen     login –     –       405/302 405/302 –       –       –       –       –       –       ended situation
situation_move       login –     –       200/302 403     –       –       –       –       –       –       situation
situation_merge      login –     –       200/302 403     –       –       –       –       –       –       situation
step_new             login –     –       200/302 200/302 –       –       –       –       –       –       situation
addressee_list       login –     –       200     200     –       –       –       –       –       –       lease
addressee_new        login –     –       200/302 200/302 –       –       –       –       –       –       lease
addressee_edit       login –     –       200/302 200/302 –       –       –       –       –       –       addressee
legal_action_new     login –     –       200/302 200/302 –       –       –       –       –       –       situation
legal_action_begin   login –     –       200/302 200/302 –       –       –       –       –       –       legal action
legal_action_withdraw login –    –       200/302 200/302 –       –       –       –       –       –       legal action
person_list          login –     –       200     200     –       –       –       –       –       –       lease
person_new           login –     –       200/302 200/302 –       –       –       –       –       –       person’s lease
person_readers       login –     –       200     200     –       –       –       –       –       –       person named
person_remove        login –     –       405/302 405/302 –       –       –       –       –       –       person’s lease
evidence_list        login –     –       200     200     –       –       –       –       –       –       lease
evidence_new         login –     –       200/302 200/302 –       –       –       –       –       –       lease
evidence_detail      login –     –       200     200     –       –       –       –       –       –       dossier
evidence_arrange     login –     –       405/302 405/302 –       –       –       –       –       –       dossier
evidence_add         login –     –       405/302 405/302 –       –       –       –       –       –       dossier
evidence_paper_new   login –     –       200/302 200/302 –       –       –       –       –       –       dossier
piece_edit           login –     –       200/302 200/302 –       –       –       –       –       –       dossier
evidence_freeze      login –     –       405/302 405/302 –       –       –       –       –       –       dossier
evidence_paper       login –     –       405/302 405/302 –       –       –       –       –       –       dossier
evidence_download    login –     –       200     200     –       –       –       –       –       –       dossier
evidence_restart     login –     –       200/302 200/302 –       –       –       –       –       –       dossier
letter_list          login –     –       200     200     –       –       –       –       –       –       lease
letter_export        login –     –       200/405 200/405 –       –       –       –       –       –       lease
letter_new           login –     –       200/302 200/302 –       –       –       –       –       –       lease
letter_detail        login –     –       200     200     –       –       –       –       –       –       letter
letter_readers       login –     –       200     200     –       –       –       –       –       –       letter
letter_edit          login –     –       200/302 200/302 –       –       –       –       –       –       letter
letter_download      login –     –       200     200     –       –       –       –       –       –       letter
letter_paper         login –     –       405/302 405/302 –       –       –       –       –       –       letter
letter_send          login –     –       200/302 200/302 –       –       –       –       –       –       letter
letter_return        login –     –       200/302 200/302 –       –       –       –       –       –       letter
letter_discard       login –     –       200/302 200/302 –       –       –       –       –       –       lease
letter_template_list login –     –       200     200     –       –       –       –       –       –
letter_template_edit login –     –       200/302 200/302 –       –       –       –       –       –
mailing_new          login –     –       200/302 200/302 –       –       –       –       –       –
mailing_detail       login –     –       200     200     –       –       –       –       –       –       mailing
mailing_paper        login –     –       405/302 405/302 –       –       –       –       –       –       mailing
step_result          login –     –       200/302 200/302 –       –       –       –       –       –       step
step_receipt         login –     –       200/302 200/302 –       –       –       –       –       –       step
step_receipt_download login –     –       200     200     –       –       –       –       –       –       step
step_attachments     login –     –       200/302 200/302 –       –       –       –       –       –       step
step_withdraw        login –     –       200/302 200/302 –       –       –       –       –       –       step
due_list             login –     –       200     200     200     200     –       –       –       –
due_snooze           login –     –       200/302 200/302 200/302 200/302 –       –       –       –       day watched
due_resume           login –     –       405/302 405/302 405/302 405/302 –       –       –       –       day watched
answers_awaited      login –     –       200     –       –       –       –       –       –       –
referral_list        login –     –       200     –       200     200     200     –       –       –
referral_export      login –     –       200/405 –       200/405 200/405 200/405 –       –       –
referral_silence     login –     –       200     –       200     200     200     –       –       –
referral_acknowledge_many login – – 405/302 – 405/302 405/302 405/403 –       –       –
answer_many          login –     –       405/200 –       405/200 405/200 405/403 –       –       –
answers_to_validate  login –     –       –       –       200/302 200/302 200/403 –       –       –
answer_prepare       login –     –       405/403 –       405/403 405/403 405/302 –       –       –       for préparateur
answer_drop          login –     –       405/403 –       405/302 405/302 405/302 –       –       –       prepared answer
handover             login  –     –       200/405 –       200/405 200/405 –       –       –       –
referral_new         login –     –       200/302 –       200/302 200/302 403     –       –       –       matter
referral_detail      login –     –       200/405 –       200/405 200/405 200/405 –       –       –       referral
referral_piece       login –     –       200/405 –       200/405 200/405 200/405 –       –       –       piece sent
referral_thumbnail   login –     –       200/405 –       200/405 200/405 200/405 –       –       –       piece sent
referral_readers     login –     –       200     –       200     200     200     –       –       –       referral
referral_send        login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as sender
referral_complete    login –     –       200/302 –       200/302 200/302 403     –       –       –       as sender
referral_renew       login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as sender
referral_rename      login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as sender
referral_withdraw    login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as sender
referral_close       login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as sender
referral_note_outcome login –    –       405/302 –       –       –       –       –       –       –       as recipient
referral_acknowledge login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as recipient
referral_start       login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as recipient
referral_follow      login –     –       200/302 –       200/302 200/302 200/302 –       –       –       as recipient
referral_retention   login –     –       200/302 –       –       –       –       –       –       –       cleared
referral_answer      login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as recipient
referral_refuse      login –     –       405/302 –       405/302 405/302 405/403 –       –       –       as recipient
referral_sheet       login –     –       405/302 –       405/302 405/302 405/302 –       –       –       referral read
docket_paper         login –     –       405/302 –       405/302 405/302 405/302 –       –       –
referral_register    login –     –       405/302 –       405/302 405/302 405/302 –       –       –
access_register      login –     –       405/302 405/302 405/302 –       405/302 –       –       –
disclosure_receipt   login –     –       405/302 –       405/302 405/302 405/302 –       –       –       disclosure read
exchange_paper       login –     –       405/302 –       405/302 405/302 405/302 –       –       –       referral sent
injunction_list      login –     –       200     200     200     –       –       –       –       –
injunction_export    login –     –       200/405 200/405 200/405 –       –       –       –       –
injunction_new       login –     –       200/302 200/302 200/302 –       –       –       –       –
injunction_detail    login –     –       200/405 200/405 200/405 –       –       –       –       –       injunction
injunction_readers   login –     –       200     200     200     –       –       –       –       –       injunction
injunction_accept    login –     –       405/302 405/302 405/302 –       –       –       –       –       as landlord
injunction_refuse    login –     –       405/302 405/302 405/302 –       –       –       –       –       as landlord
injunction_seize     login –     –       405/302 405/302 405/302 –       –       –       –       –       as landlord
injunction_substitute login –     –       405/302 405/302 405/302 –       –       –       –       –       as keeper
injunction_close     login –     –       405/302 405/302 405/302 –       –       –       –       –       as landlord
injunction_withdraw  login –     –       405/302 405/302 405/302 –       –       –       –       –       as keeper
injunction_lease     login –     –       200/302 200/302 –       –       –       –       –       –       as landlord
injunction_paper     login –     –       405/302 405/302 405/302 –       –       –       –       –       injunction
exceptional_ask      login –     –       –       –       –       –       –       –       –       200/302
exceptional_read     login –     –       –       –       –       –       –       –       –       200/405 own open access
exceptional_list     login –     –       200/405 –       200/405 200/405 –       –       200/405 –
exceptional_detail   login –     –       200/405 –       200/405 200/405 –       –       200/405 –       access asked
exceptional_approve  login –     –       405/302 –       405/302 405/302 –       –       405/302 –       access asked
exceptional_end      login –     –       405/302 –       405/302 405/302 –       –       405/302 –       open access
theme_list           login –     200     200     200     200     200     200     200     200     200
theme_new            login –     –       –       –       –       –       –       –       –       200/302
theme_detail         login –     200     200     200     200     200     200     200     200     200     theme
theme_edit           login –     –       –       –       –       –       –       –       –       200/302 theme
theme_contacts       login –     –       –       –       –       –       –       –       –       200/302 theme
theme_withdraw       login –     –       –       –       –       –       –       –       –       405/302 theme
orientation_new      login –     200/302 200/302 –       –       –       –       –       –       –       counting theme
orientation_count    login –     –       200     –       –       –       –       –       –       –       counting theme
saved_filters        login –     200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405 200/405
saved_filter_new     login –     200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302
saved_filter_open    login –     302/405 302/405 302/405 302/405 302/405 302/405 302/405 302/405 302/405 own filter
saved_filter_rename  login –     200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 200/302 own filter
saved_filter_remove  login –     405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302
meeting_list         login –     –       200     –       200     200     –       200     –       200
meeting_export       login –     –       200/405 –       200/405 200/405 –       200/405 –       200/405
meeting_new          login –     –       –       –       200/302 –       –       200/302 –       200/302
meeting_detail       login –     –       200     –       200     200     –       200     –       200     meeting
meeting_edit         login –     –       –       –       200/302 –       –       200/302 –       200/302 meeting to keep
meeting_attendance   login –     –       –       –       200/302 –       –       200/302 –       200/302 meeting to keep
meeting_calendar     login –     –       200     –       200     200     –       200     –       200     meeting
meeting_paper        login –     –       405/302 –       405/302 405/302 –       405/302 –       –       meeting
decision_list        login –     –       200     –       200     200     –       200     –       200
decision_export      login –     –       200/405 –       200/405 200/405 –       200/405 –       200/405
decision_new         login –     –       –       –       200/302 –       –       200/302 –       200/302 meeting to keep
decision_edit        login –     –       –       –       200/302 –       –       200/302 –       200/302 meeting to keep
decision_follow      login –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 owed decision
own_steering         login –     –       200     200     –       –       –       –       –       –
own_steering_csv     login –     –       200     200     –       –       –       –       –       –
own_paper            login –     –       405/302 405/302 405/302 405/302 405/302 –       –       –
own_load             login –     –       –       –       200     200     200     –       –       –
own_load_table       login –     –       –       –       200     200     200     –       –       –
steering             login –     –       200     –       200     200     –       200     –       –
steering_table       login –     –       200     –       200     200     –       200     –       –
figures_method       login –     –       200     –       200     200     –       200     –       –
publication_list     login –     –       –       –       –       –       –       200     –       –
publication_detail   login –     –       –       –       –       –       –       200     –       –       publication
publication_publish  login –     –       –       –       –       –       –       405/302 –       –       publication
publication_withdraw login –     –       –       –       –       –       –       200/302 –       –       publication
publication_reopen   login –     –       –       –       –       –       –       405/302 –       –       publication
gap_list             login –     –       200     –       200     200     –       200     –       200
report_list          login –     –       200/403 200/403 200/403 200/403 200/403 200/302 200/403 200/403
report_detail        login –     –       200     200     200     200     200     200     200     200     own report
report_progress      login –     –       200     200     200     200     200     200     200     200     own report
report_cancel        login –     –       405/302 405/302 405/302 405/302 405/302 405/302 405/302 405/302 own queued
report_download      login –     –       200     200     200     200     200     200     200     200     own report
quarter_paper        login –     –       –       –       –       –       –       405/302 –       –
review_list          login –     –       –       –       –       –       –       200/302 –       –
review_detail        login –     –       –       –       –       –       –       200     –       –       bilan
review_comment       login –     –       –       –       –       –       –       200/302 –       –       bilan
review_submit        login –     –       –       –       –       –       –       405/302 –       –       bilan
review_approve       login –     –       –       –       –       –       –       405/302 –       –       bilan
review_reopen        login –     –       –       –       –       –       –       405/302 –       –       bilan
review_freeze        login –     –       –       –       –       –       –       405/302 –       –       bilan
review_paper         login –     –       –       –       –       –       –       405/302 –       –       bilan
review_download      login –     –       –       –       –       –       –       200     –       –       bilan
residence_list       login –     200     200     200     200     200     200     –       –       –
residence_export     login –     –       200/405 200/405 200/405 200/405 200/405 –       –       –
residence_new        login –     –       200/302 –       –       –       –       –       –       –
residence_template   login –     –       200     –       –       –       –       –       –       –
residence_import     login –     –       200/302 –       –       –       –       –       –       –
residence_import_read login –    –       200/302 –       –       –       –       –       –       –       own list
residence_detail     login –     200     200     200     200     200     200     –       –       –       residence
residence_edit       login –     –       200/302 –       –       –       –       –       –       –       residence
residence_close      login –     –       200/302 –       –       –       –       –       –       –       residence
residence_posts      login –     –       200/302 –       –       –       –       –       –       –       residence
access_list          login –     200     200     200     200     –       200     –       –       –
access_export        login –     –       200/405 200/405 200/405 –       200/405 –       –       –
access_new           login –     –       200/302 –       –       –       –       –       –       –       residence
access_edit          login –     –       200/302 –       –       –       –       –       –       –       own access
post_list            login  –     –       200/405 –       200/405 200/405 –       200/405 –       200/405
confirmation         login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302
post_new             login  –     –       200/302 –       –       –       –       –       –       200/302
post_manage          login  –     –       200/405 –       200/405 200/405 –       200/405 –       200/405 post
post_edit            login  –     –       200/302 –       –       –       –       –       –       200/302 post
post_reopen          login  –     –       405/302 –       –       –       –       –       –       405/302 post
post_close           login  –     –       200/302 –       –       –       –       –       –       200/302 post
designation_new      login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 post
designation_cancel   login  –     –       405/302 –       405/302 405/302 –       405/302 –       405/302 post
designation_replace  login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 designation
designation_end      login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 designation
designation_correct  login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 designation
designation_readdress login –    –       200/302 –       200/302 200/302 –       200/302 –       200/302 designation
designation_agree    login  –     –       405/302 –       405/302 405/302 –       405/302 –       405/302 designation
designation_stop     login  –     –       405/302 –       405/302 405/302 –       405/302 –       405/302 designation
designation_act      login  –     –       200/405 –       200/405 200/405 –       200/405 –       200/405 designation
absence_new          login  –     –       200/302 –       200/302 200/302 –       200/302 –       200/302 designation
absence_end          login  –     –       405/302 –       405/302 405/302 –       405/302 –       405/302 designation
administration       login –     –       –       –       –       –       –       –       –       200
account_list         login –     –       –       –       –       –       –       –       –       200
account_detail       login –     –       –       –       –       –       –       –       –       200     account
account_switch       login –     –       –       –       –       –       –       –       –       405/302 account
account_invite       login –     –       –       –       –       –       –       –       –       405/302 account
charter_list         login –     –       –       –       –       –       –       –       –       200/302
competence_tables    login –     –       –       –       –       –       –       –       –       200
competence_import_new login –     –       –       –       –       –       –       –       –       200/302
competence_import    login –     –       –       –       –       –       –       –       –       200
competence_import_apply login –     –       –       –       –       –       –       –       –       405/302
competence_import_refuse login –     –       –       –       –       –       –       –       –       405/302
competence_commune   login –     –       –       –       –       –       –       –       –       200
competence_correct   login –     –       –       –       –       –       –       –       –       200/302
competence_release   login –     –       –       –       –       –       –       –       –       200/302
competence_exception login –     –       –       –       –       –       –       –       –       200/302
job_list             login –     –       –       –       –       –       –       –       –       200
job_retry            login –     –       –       –       –       –       –       –       –       405/302 job
jobs_retry           login –     –       –       –       –       –       –       –       –       405/302
portal_state         login –     –       –       –       –       –       –       –       –       200
portal_version       login –     –       –       –       –       –       –       –       –       200
mail_list            login –     –       –       –       –       –       –       –       –       200
demo_mail_list       login –     –       –       –       –       –       –       –       –       200
mail_resend          login –     –       –       –       –       –       –       –       –       405/302 mail
mails_resend         login –     –       –       –       –       –       –       –       –       405/302
signed_text          200   200   200     200     200     200     200     200     200     200     200
convention_text      login –     200     200     200     200     200     200     200     200     200
convention_processings login –     200     200     200     200     200     200     200     200     200
convention_settings  login –     200     200     200     200     200     200     200     200     200
document_download    login –     200     200     200     200     200     200     200     200     200
convention_term      login –     –       –       –       –       –       –       –       –       200/302
convention_settings_edit login –     –       –       –       –       –       –       –       –       200/302
article_new          login –     –       –       –       –       –       –       –       –       200/302
article_edit         login –     –       –       –       –       –       –       –       –       200/302
document_new         login –     –       –       –       –       –       –       –       –       200/302
document_remove      login –     –       –       –       –       –       –       –       –       405/302
processing_new       login –     –       –       –       –       –       –       –       –       200/302
processing_edit      login –     –       –       –       –       –       –       –       –       200/302
signatory_list       login –     –       –       –       –       –       –       –       –       200
signatory_new        login –     –       –       –       –       –       –       –       –       200/302
signatory_edit       login –     –       –       –       –       –       –       –       –       200/302
signatory_leave      login –     –       –       –       –       –       –       –       –       200/302
subject_list         login –     –       –       –       –       –       –       –       –       200
subject_edit         login –     –       –       –       –       –       –       –       –       200/302
"""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    whose: str
    cells: dict[str, str]

    def is_closed_to(self, column: str) -> bool:
        """The page is none of that person's, so the object does not matter."""
        return self.cells[column] in (CLOSED, LOGIN)

    def ignores_object(self, column: str, method: str) -> bool:
        """The same for every object: closed to the function, or to the method."""
        return self.is_closed_to(column) or self.code(column, method) == 405

    def code(self, column: str, method: str) -> int:
        cell = {CLOSED: "403", LOGIN: "302"}.get(self.cells[column], self.cells[column])
        get, _, post = cell.partition("/")
        return int(post or get) if method == "post" else int(get)


def _row(line: str) -> Row:
    name, *cells = line.split(maxsplit=len(COLUMNS) + 1)
    whose = cells.pop() if len(cells) > len(COLUMNS) else ""
    return Row(name, whose, dict(zip(COLUMNS, cells, strict=True)))


ROWS = {row.name: row for row in map(_row, TABLE.strip().splitlines()[1:])}
