"""What the events of a timeline may say: by path, closed words or the kind of a free value."""

from __future__ import annotations

from typing import Final

STORY: Final = {
    "timeline.about_debt": "#bool",
    "timeline.account": "enterprise_im",
    "timeline.address": "#id",
    "timeline.address_place": "employment",
    "timeline.agency": "#id",
    "timeline.agreed_until": "#date",
    "timeline.area": "residence",
    "timeline.at": "#instant",
    "timeline.attachment": "cancelled_check",
    "timeline.attribution": "elected",
    "timeline.basis": "unemployment",
    "timeline.by": "#id",
    "timeline.content": "limited_content",
    "timeline.conversation": "#bool",
    "timeline.conversation_debts": "#id",
    "timeline.debt": "#id",
    "timeline.debts": "#id",
    "timeline.dir": "out",
    "timeline.ev": (
        "address_found_not_persons adverse_credit_notice_delivered adverse_credit_notice_sent "
        "agency_notice_delivered agency_notice_sent app_push app_session_end app_session_start "
        "art10_communication_sent asked_to_leave assignment_notice_delivered call "
        "cease_notice_received complaint_answered complaint_received consumer_posts_cease_notice "
        "contact_denies_knowing_debtor contact_refused contact_volunteers_to_pay "
        "credit_objection_received creditor_email_transfer_notice_sent data_source_requested "
        "death_reported debt_transferred debtor_states_serious_illness deferral_ground_confirmed "
        "disaster_declared dispute_answered dispute_received email furnished hardship_notice_received "
        "hold_released inbound_call inbound_email inbound_sms instalment_paid letter "
        "m2a_notice_mailed moratorium_start oral_request_no_work_calls "
        "original_creditor_request_received placed_with_agency plan_agreed_orally plan_broken "
        "plan_offered plan_signed reassigned_number_check recalled_from_agency "
        "refusal_notice_72_4_b_given sms social_private start_notice_delivered suicide_risk_sign "
        "third_party_joins_debt undeliverable_notice vague_promise_to_help validation_notice_sent "
        "verification_sent violent_collection_found visit web_payment written_notice_sent"
    ),
    "timeline.evidence": "none",
    "timeline.excluded": "consent",
    "timeline.form": "informative",
    "timeline.from": "#id",
    "timeline.ground": "hospitalisation",
    "timeline.id": "#id",
    "timeline.in_reply_to": "#id",
    "timeline.informed": "#bool",
    "timeline.initial_communication": "#bool",
    "timeline.kind": "disaster_area serious_illness",
    "timeline.limit": "#number",
    "timeline.months": "#number",
    "timeline.no_voicemail_facility": "#bool",
    "timeline.opt_out_by": "#date",
    "timeline.outcome": (
        "answered_busy_no_conversation answered_recipient_hung_up answered_then_dropped "
        "assistant_answered busy conversation not_in_service powered_off ring_no_answer "
        "suspended_line voicemail_left voicemail_reached_no_message"
    ),
    "timeline.person": "#id",
    "timeline.place": "home inside_home",
    "timeline.planned_start": "#date",
    "timeline.purpose": "location relay_callback",
    "timeline.recorded": "#bool",
    "timeline.result": "nobody_home not_reassigned",
    "timeline.statement": "#text",
    "timeline.technology": "ai_voice",
    "timeline.text": "#text",
    "timeline.to": "#id",
    "timeline.to_actor": "#id",
    "timeline.type": "standard",
    "timeline.via": "web_portal_accepted_by_collector",
    "timeline.within_validation_period": "#bool",
}
