"""What a case may ask and expect: by path, closed words or the kind of a free value."""

from __future__ import annotations

from typing import Final

ASKS: Final = {
    "asks.action.actor": "#id",
    "asks.action.address": "#id",
    "asks.action.attribute_to": "#id",
    "asks.action.basis": (
        "#words bereavement_in_family_known boilerplate_contract_clause call_dropped_moments_ago "
        "case_filed_number_on_file consent_given_in_same_web_session "
        "consumer_asked_for_information_before_hanging_up "
        "consumer_emailed_about_debt_from_this_address consumer_requested_return_call "
        "court_ordered_communication_in_active_litigation "
        "creditor_late_fee_due_next_day_failed_plan_payment debt_adjustment_in_progress "
        "debtor_consented_to_private_im debtor_dead_inheritance_undecided "
        "debtor_requested_callback_recorded debtor_requested_contact_about_debt_solution "
        "debtor_ticked_read_my_contacts earlier_answer_believed_wrong_and_now_has_correct_information "
        "entry_consent_recorded last_promise_not_kept lawsuit_on_existence_pending "
        "lender_consented_to_re_entrustment loss_mitigation_12cfr1024_39a model_score_only "
        "number_given_to_creditor_by_consumer_for_this_account "
        "one_time_discount_under_collectors_own_control oral_consent_not_recorded "
        "prior_agreement_with_consumer prior_written_notice_given request_of_competent_authority "
        "second_notice_basis_materially_different separate_consent_on_file settlement_call_dropped "
        "standard_contract_filed standard_contract_filed_and_separate_consent "
        "third_party_asked_to_be_called_again told_and_separate_consent_on_file "
        "voluntary_consent_of_debtor_recorded workplace_visit_consent_recorded "
        "written_notice_sent_with_required_items"
    ),
    "asks.action.channel": (
        "app_in_session app_push call email inbound_call_answer letter none postcard sms "
        "social_private social_public visit"
    ),
    "asks.action.collector": "#id",
    "asks.action.content.account": "enterprise_im private_im",
    "asks.action.content.addressee": "#words named_individual",
    "asks.action.content.addressees": "all_persons_same_name_and_dob group_chat occupier",
    "asks.action.content.annual_rate_all_in": "#number",
    "asks.action.content.asked_for_reason": "#bool",
    "asks.action.content.caller_id": "withheld",
    "asks.action.content.default_interest_rate": "#number",
    "asks.action.content.demand_amount": "#number",
    "asks.action.content.demand_lines": "collection_fee default_interest guarantee_fee interest principal",
    "asks.action.content.discloses_collector": "#bool",
    "asks.action.content.employer_asked": "#bool",
    "asks.action.content.envelope": (
        "#words addressed_to_customer debt_collection_business_name debtor_name_address imb_barcode "
        "overdue_notice postage return_address visible_debt_collection_firm_name"
    ),
    "asks.action.content.flags": (
        "discloses_debt_before_third_persons false_name family_will_be_affected following "
        "hides_effect_of_acknowledgement insult intimidation lending_link obscene "
        "paid_credit_repair_offer permanent_blacklist_claim personal_liability_of_heir poses_as_court "
        "poses_as_police restraint ridicule shaming_post summons_lookalike threat "
        "threat_of_criminal_liability threat_of_recovery_action threat_of_suit undue_influence"
    ),
    "asks.action.content.form": "informative interactive",
    "asks.action.content.identity_verified": "#bool",
    "asks.action.content.inability_confirmed": "#bool",
    "asks.action.content.includes": (
        "#words address_source_notice balance bank_contact business_seal cost_breakdown "
        "ground_of_claim_contract_subject_and_date holder_name interest_calculation "
        "other_required_items principal_name_address reason_and_legal_basis rights_and_duties "
        "supervisory_authority vat_statement ways_to_check_repay_object"
    ),
    "asks.action.content.initial": "#bool",
    "asks.action.content.introduces_as": "lender",
    "asks.action.content.itemisation.credits": "0",
    "asks.action.content.itemisation.fees": "#words none",
    "asks.action.content.itemisation.interest": "0",
    "asks.action.content.itemisation.payments": "0",
    "asks.action.content.languages": "en es",
    "asks.action.content.leaves": (
        "calling_card_implying_missed_delivery lawyer_letter_posted notice_on_door"
    ),
    "asks.action.content.line": "private_phone",
    "asks.action.content.missing": (
        "bot_disclosure business_seal cost_notice_text_form ground_of_claim institution_name "
        "recording_notice warning_loss_of_objections ways_to_check_repay_object"
    ),
    "asks.action.content.months": "#number",
    "asks.action.content.only": "confirms_request payment_link will_be_honoured",
    "asks.action.content.opt_out_requires": "account_password",
    "asks.action.content.profile": "false_name own_name",
    "asks.action.content.states": (
        "callback_number confirming_or_correcting_location consumer_owes_a_debt court_case_number "
        "debt_details demand_payment department_is_collections employer_name institution_name "
        "link_to_loan_page loan_product overdue_amount overdue_history own_name payee_name "
        "payment_reference repayment_channel seeking_person_authorised_for_estate "
        "seeking_person_handling_financial_affairs_of_deceased time_of_debt"
    ),
    "asks.action.content.technology": "ai_voice autodialled manual_live_agent prerecorded",
    "asks.action.content.willing": "#bool",
    "asks.action.debts": "#id",
    "asks.action.delivered_at": "#date",
    "asks.action.in_reply_to": "#id",
    "asks.action.known_location": "home",
    "asks.action.place": "domicile employment home inside_home public",
    "asks.action.purpose": (
        "adverse_credit_notice advise_efforts_terminated answer_complaint ask_debtor_contact "
        "ask_debtor_property ask_wage_deduction assess_repayment_ability collect collection_letter "
        "confirm_whereabouts contact_request debt_reminder demand_payment discuss_debt find_guardian "
        "find_heirs give_payment_information letter_before_action location "
        "notify_intent_to_invoke_specified_remedy offer_instalment_agreement ongoing_liability "
        "opt_out_confirmation payment_reminder periodic_statement_12cfr1026_41 pre_due_reminder "
        "provide_debt_details_and_outcome reach_debtor recover_debt relay_callback remain "
        "request_acknowledgement_of_debt seek_channel_consent send_original_creditor_name "
        "serve_process statement_ready_notice_on_unrelated_savings_account "
        "statutory_notice_consumer_credit_act_1974 statutory_notice_last_known_address "
        "validation_notice verify_employer welfare_referral"
    ),
    "asks.action.script": "#id",
    "asks.action.staff": "#number",
    "asks.action.template": "#id",
    "asks.action.to": "#id",
    "asks.action.type": (
        "begin_enforcement_proceedings collect_medical_proof file_bankruptcy_proof_of_claim "
        "file_lawsuit furnish_to_credit_bureau place_with_agency renew_agency "
        "send_data_file_for_scrubbing sign_card_plan transfer_abroad transfer_to_controller"
    ),
    "asks.at": "#instant",
    "asks.classify.about_debt": "#bool",
    "asks.classify.agent_alias": "used_consistently",
    "asks.classify.alias_unique": "#bool",
    "asks.classify.assume_receipt": "earliest_permitted",
    "asks.classify.at": "#date",
    "asks.classify.business_name_reveals_collection": "#bool",
    "asks.classify.call_date": "#date",
    "asks.classify.class": "complex extended simple",
    "asks.classify.content": "conveys_debt_info limited_content marketing_no_specific_debt",
    "asks.classify.debt_paid_at": "#date",
    "asks.classify.default_ended": "#date",
    "asks.classify.demands.date": "#date",
    "asks.classify.demands.delivered": "#bool",
    "asks.classify.due": "#date",
    "asks.classify.ev": "bankruptcy_proof_of_claim_filed call email ringless_voicemail sms",
    "asks.classify.intended_debts": "#id",
    "asks.classify.last_collection_activity": "#date",
    "asks.classify.made": "#date",
    "asks.classify.mapping_to_employee": "#bool",
    "asks.classify.notice": "electronic written",
    "asks.classify.opt_out": (
        "call_or_write_for_a_form postal_mail_only reply_form_and_preaddressed_envelope "
        "reply_stop_or_hyperlink"
    ),
    "asks.classify.outcome": (
        "answered_busy_no_conversation answered_recipient_hung_up answered_then_dropped "
        "assistant_answered busy conversation not_in_service recorded_message_no_ring ring_no_answer "
        "voicemail_left voicemail_reached_cannot_leave_message"
    ),
    "asks.classify.product": "consumer_loan credit_card",
    "asks.classify.purpose": (
        "notice_required_by_law_or_terms payment_demand same_day_answer_to_debtor_enquiry validation_notice"
    ),
    "asks.classify.query": (
        "complaint_answer_due contacts_in_timeline latest_day_to_request_information limitation "
        "open_obligations validation_period_end"
    ),
    "asks.classify.received": "#date",
    "asks.classify.record": (
        "adverse_credit_entry call_log call_recording collection_recording impact_assessment "
        "oral_plan_recording"
    ),
    "asks.classify.request.weekly_hours": "#number",
    "asks.classify.result": "undeliverable",
    "asks.classify.sequence.dir": "out",
    "asks.classify.sequence.ev": "call email inbound_email",
    "asks.classify.sequence.outcome": "answered_recipient_hung_up voicemail_left",
    "asks.classify.sequence.thread": "#id",
    "asks.classify.sequence.voluntary": "#bool",
    "asks.classify.settled": "#date",
    "asks.classify.to": "#id",
    "asks.classify.to_role": "consumers_attorney creditor",
    "asks.classify.voicemail_items": (
        "agent_with_credit_card_receivables_group asks_for_particular_consumer business_name "
        "callback_number from_a_debt_collector person_name reply_request"
    ),
    "asks.classify.voicemail_text": "#text",
    "asks.expect.also_ok": "allow_with_obligations deny deny_presumptive review",
    "asks.expect.cls": (
        "<date> answer_data_source_request attempt_to_communicate communication contacts:1 contacts:2 "
        "contacts:3 counts counts_to_exactly_one_of:medical,cc credit_objection_answer_due_by:<date> "
        "delete_after:<date> does_not_count due_by:<date> effective exceeds_statutory_maximum_28h "
        "invalid_opt_out_method limited_content_message mark_entry_disputed none not_communication "
        "not_effective not_initial_communication not_limited_content_message not_sent not_time_barred "
        "objection_check_open objection_noted_on_account permitted_alias retain_until:<date> "
        "retain_until_at_least:<date> time_barred valid_opt_out_method "
        "validation_notice_due_by:<date>"
    ),
    "asks.expect.counts.attempts_number_day": "#number",
    "asks.expect.counts.calls_7d": "#number",
    "asks.expect.counts.calls_7d.*": "#number",
    "asks.expect.counts.calls_7d_counted_before": "#number",
    "asks.expect.counts.calls_day": "#number",
    "asks.expect.counts.communications_week": "#number",
    "asks.expect.counts.connected_calls_episode": "#number",
    "asks.expect.counts.contacts_7d": "#number",
    "asks.expect.counts.contacts_day": "#number",
    "asks.expect.counts.contacts_month": "#number",
    "asks.expect.counts.contacts_week": "#number",
    "asks.expect.counts.days_since_letter": "#number",
    "asks.expect.counts.effective_calls_day": "#number",
    "asks.expect.counts.emessages_7d": "#number",
    "asks.expect.counts.informative_calls_day": "#number",
    "asks.expect.counts.initiated_7d": "#number",
    "asks.expect.counts.reminders_day": "#number",
    "asks.expect.counts.texts_day": "#number",
    "asks.expect.counts.visits_day": "#number",
    "asks.expect.decision": "allow allow_with_obligations deny deny_presumptive review",
    "asks.expect.note": "#text",
    "asks.expect.obligations": (
        "#words bot_disclosure disclose_debt_collector_18e location_script_10b "
        "log_ground_and_evidence log_time_and_number_of_calls mini_miranda_initial_18e1 "
        "minimum_payment_fields no_business_name_unless_asked no_debt_disclosure no_payment_request "
        "opt_out_notice opt_out_notice_6e record_call recording_notice show_identity "
        "state_agency_and_principal state_complaint_route state_estate_limit state_institution "
        "state_not_personally_liable state_work_number validation_within_5_days_34a1 "
        "verify_identity_before_collecting verify_identity_before_disclosure"
    ),
    "asks.expect.override": "factor_not_recognised factor_recognised",
    "asks.expect.policy": "#bool #text",
    "asks.expect.safe_harbor": "#bool",
    "asks.then": "placed",
}
