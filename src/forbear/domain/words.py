"""The closed words: every token that a table of the book or a question to the gate may hold, and no other.

A token outside its set is bad input, named to its author; nothing here guesses the nearest one. The spelling
is the public one (of the book's columns and of the gate's cases), so a member is its own text.
"""

from __future__ import annotations

from enum import StrEnum


class LenderKind(StrEnum):
    """What kind of house lends, or collects for another."""

    BANK = "bank"
    CONSUMER_FINANCE = "consumer_finance"
    MICRO_LENDER = "micro_lender"
    AUTO_FINANCE = "auto_finance"
    PLATFORM = "platform"
    AGENCY = "agency"
    OTHER = "other"


class Product(StrEnum):
    """What the money was lent for, or how."""

    ONLINE_CONSUMER = "online_consumer"
    CREDIT_CARD = "credit_card"
    AUTO = "auto"
    INSTALMENT_PURCHASE = "instalment_purchase"
    MICRO = "micro"
    OTHER = "other"


class LoanStatus(StrEnum):
    """What the lender says has become of the loan."""

    ACTIVE = "active"
    SETTLED = "settled"
    CHARGED_OFF = "charged_off"
    SOLD = "sold"


class Method(StrEnum):
    """How principal and interest are laid over the instalments. `other`: the schedule given is all we know."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"
    INTEREST_FREE = "interest_free"
    OTHER = "other"


class Allocation(StrEnum):
    """In which order a payment meets the parts of one instalment. The first is the order of Civil Code article 561."""

    COSTS_INTEREST_PRINCIPAL = "costs_interest_principal"
    COSTS_PRINCIPAL_INTEREST = "costs_principal_interest"
    INTEREST_COSTS_PRINCIPAL = "interest_costs_principal"
    INTEREST_PRINCIPAL_COSTS = "interest_principal_costs"
    PRINCIPAL_COSTS_INTEREST = "principal_costs_interest"
    PRINCIPAL_INTEREST_COSTS = "principal_interest_costs"


class ChargeKind(StrEnum):
    """What was charged beside the schedule."""

    PENALTY_INTEREST = "penalty_interest"
    LATE_FEE = "late_fee"
    FEE = "fee"
    COST = "cost"


class PointKind(StrEnum):
    """What kind of address a contact point is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    ADDRESS = "address"
    APP = "app"
    ENTERPRISE_IM = "enterprise_im"


class PointSource(StrEnum):
    """Where a contact point came from. There is no token for a bought list, a scraped page or an address book."""

    CONTRACT = "contract"
    LEFT_BY_DEBTOR = "left_by_debtor"
    DEBTOR_AUTHORISED = "debtor_authorised"
    PUBLIC_LAWFUL = "public_lawful"
    TOLD_BY_RESERVED_CONTACT = "told_by_reserved_contact"
    BUREAU_AUTHORISED = "bureau_authorised"


class Place(StrEnum):
    """Where a contact point reaches somebody."""

    HOME = "home"
    WORK = "work"
    OTHER = "other"


class Role(StrEnum):
    """What a person is to a loan. Everyone who is none of the others is a third party."""

    BORROWER = "borrower"
    CO_BORROWER = "co_borrower"
    GUARANTOR = "guarantor"
    EMERGENCY_CONTACT = "emergency_contact"
    SPOUSE = "spouse"
    HEIR = "heir"
    GUARDIAN = "guardian"
    THIRD_PARTY = "third_party"


class Answer(StrEnum):
    """What a named contact answered to the notice; silence is an answer too."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


class RequestKind(StrEnum):
    """What a person asked of us, or what we heard that binds us. `lift` ends an earlier one."""

    STOP = "stop"
    PREFERENCE = "preference"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    HARDSHIP = "hardship"
    GRACE = "grace"
    PLAN = "plan"
    PROMISE = "promise"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    ILLNESS = "illness"
    DISTRESS = "distress"
    LIFT = "lift"


class Special(StrEnum):
    """What makes a person need special care."""

    MINOR = "minor"
    STUDENT = "student"
    SERIOUSLY_ILL = "seriously_ill"
    DISASTER_AREA = "disaster_area"
    INCAPACITATED = "incapacitated"
    DISABLED = "disabled"
    ELDERLY = "elderly"
    PREGNANT = "pregnant"
    BEREAVED = "bereaved"
    HOSPITALISED = "hospitalised"


class Channel(StrEnum):
    """The way a contact travels. `none`: something that reaches nobody, such as a suit."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    POSTCARD = "postcard"
    VISIT = "visit"
    APP_PUSH = "app_push"
    APP_IN_SESSION = "app_in_session"
    SOCIAL_PRIVATE = "social_private"
    SOCIAL_PUBLIC = "social_public"
    INBOUND_CALL_ANSWER = "inbound_call_answer"
    NONE = "none"


class Direction(StrEnum):
    """Who began: `out` is us."""

    IN = "in"
    OUT = "out"


class Outcome(StrEnum):
    """How an attempt ended: first those of calls, then of messages, of visits, and of any."""

    RING_NO_ANSWER = "ring_no_answer"
    BUSY = "busy"
    NOT_IN_SERVICE = "not_in_service"
    POWERED_OFF = "powered_off"
    SUSPENDED_LINE = "suspended_line"
    VOICEMAIL_LEFT = "voicemail_left"
    VOICEMAIL_REACHED_NO_MESSAGE = "voicemail_reached_no_message"
    VOICEMAIL_REACHED_CANNOT_LEAVE_MESSAGE = "voicemail_reached_cannot_leave_message"
    RECORDED_MESSAGE_NO_RING = "recorded_message_no_ring"
    ASSISTANT_ANSWERED = "assistant_answered"
    ANSWERED_THEN_DROPPED = "answered_then_dropped"
    ANSWERED_RECIPIENT_HUNG_UP = "answered_recipient_hung_up"
    ANSWERED_BUSY_NO_CONVERSATION = "answered_busy_no_conversation"
    CONVERSATION = "conversation"

    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    READ = "read"
    REPLIED = "replied"

    MET = "met"
    NOT_MET = "not_met"

    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"


class Purpose(StrEnum):
    """What a contact is for, as the gate is asked about it."""

    ADVERSE_CREDIT_NOTICE = "adverse_credit_notice"
    ADVISE_EFFORTS_TERMINATED = "advise_efforts_terminated"
    ANSWER_COMPLAINT = "answer_complaint"
    ASK_DEBTOR_CONTACT = "ask_debtor_contact"
    ASK_DEBTOR_PROPERTY = "ask_debtor_property"
    ASK_WAGE_DEDUCTION = "ask_wage_deduction"
    ASSESS_REPAYMENT_ABILITY = "assess_repayment_ability"
    COLLECT = "collect"
    COLLECTION_LETTER = "collection_letter"
    CONFIRM_WHEREABOUTS = "confirm_whereabouts"
    CONTACT_REQUEST = "contact_request"
    DEBT_REMINDER = "debt_reminder"
    DEMAND_PAYMENT = "demand_payment"
    DISCUSS_DEBT = "discuss_debt"
    FIND_GUARDIAN = "find_guardian"
    FIND_HEIRS = "find_heirs"
    GIVE_PAYMENT_INFORMATION = "give_payment_information"
    LETTER_BEFORE_ACTION = "letter_before_action"
    LOCATION = "location"
    NOTICE_REQUIRED_BY_LAW = "notice_required_by_law"
    NOTIFY_INTENT_TO_INVOKE_SPECIFIED_REMEDY = "notify_intent_to_invoke_specified_remedy"
    NOTIFY_MAY_INVOKE_SPECIFIED_REMEDY = "notify_may_invoke_specified_remedy"
    OFFER_INSTALMENT_AGREEMENT = "offer_instalment_agreement"
    ONGOING_LIABILITY = "ongoing_liability"
    OPT_OUT_CONFIRMATION = "opt_out_confirmation"
    PAYMENT_REMINDER = "payment_reminder"
    PERIODIC_STATEMENT_12CFR1026_41 = "periodic_statement_12cfr1026_41"
    PRE_DUE_REMINDER = "pre_due_reminder"
    PROVIDE_DEBT_DETAILS_AND_OUTCOME = "provide_debt_details_and_outcome"
    REACH_DEBTOR = "reach_debtor"
    RECOVER_DEBT = "recover_debt"
    RELAY_CALLBACK = "relay_callback"
    REMAIN = "remain"
    REQUEST_ACKNOWLEDGEMENT_OF_DEBT = "request_acknowledgement_of_debt"
    SEEK_CHANNEL_CONSENT = "seek_channel_consent"
    SEND_ORIGINAL_CREDITOR_NAME = "send_original_creditor_name"
    SERVE_PROCESS = "serve_process"
    STATEMENT_READY_NOTICE_ON_UNRELATED_SAVINGS_ACCOUNT = (
        "statement_ready_notice_on_unrelated_savings_account"
    )
    STATUTORY_NOTICE_CONSUMER_CREDIT_ACT_1974 = "statutory_notice_consumer_credit_act_1974"
    STATUTORY_NOTICE_LAST_KNOWN_ADDRESS = "statutory_notice_last_known_address"
    VALIDATION_NOTICE = "validation_notice"
    VERIFY_EMPLOYER = "verify_employer"
    WELFARE_REFERRAL = "welfare_referral"


CALL_OUTCOMES = frozenset(
    {
        Outcome.RING_NO_ANSWER,
        Outcome.BUSY,
        Outcome.NOT_IN_SERVICE,
        Outcome.POWERED_OFF,
        Outcome.SUSPENDED_LINE,
        Outcome.VOICEMAIL_LEFT,
        Outcome.VOICEMAIL_REACHED_NO_MESSAGE,
        Outcome.VOICEMAIL_REACHED_CANNOT_LEAVE_MESSAGE,
        Outcome.RECORDED_MESSAGE_NO_RING,
        Outcome.ASSISTANT_ANSWERED,
        Outcome.ANSWERED_THEN_DROPPED,
        Outcome.ANSWERED_RECIPIENT_HUNG_UP,
        Outcome.ANSWERED_BUSY_NO_CONVERSATION,
        Outcome.CONVERSATION,
    }
)
MESSAGE_OUTCOMES = frozenset(
    {
        Outcome.SENT,
        Outcome.DELIVERED,
        Outcome.BOUNCED,
        Outcome.FAILED,
        Outcome.UNCERTAIN,
        Outcome.READ,
        Outcome.REPLIED,
    }
)
VISIT_OUTCOMES = frozenset({Outcome.MET, Outcome.NOT_MET})
ANY_OUTCOMES = frozenset({Outcome.WRONG_NUMBER, Outcome.REFUSED})

# Who may stand in the table `relations`: the borrower stands on the loan, a third party in no table at all.
RELATION_ROLES = frozenset(Role) - {Role.BORROWER, Role.THIRD_PARTY}
# Who owes the debt. A spouse or an heir may, but only with evidence of liability, so not by the role alone.
LIABLE_ROLES = frozenset({Role.BORROWER, Role.CO_BORROWER, Role.GUARANTOR})
