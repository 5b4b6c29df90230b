"""Obligations in words, English and Chinese. It holds words and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from forbear.rulebooks.telling.lexicon import Pair

DUTIES: Final[dict[str, Pair]] = {
    "no_debt_disclosure": ("say nothing of the debt", "不提及任何债务信息"),
    "no_payment_request": ("do not ask for payment", "不要求代为还款"),
    "log_ground_and_evidence": ("write down the ground and its evidence", "记录联系理由和证据"),
    "state_institution": ("say which institution you are from", "主动说明所属机构"),
    "verify_identity_before_disclosure": (
        "check identity before anything is disclosed",
        "确认本人身份之前不透露信息",
    ),
    "state_agency_and_principal": ("name the agency and for whom it works", "说明受托机构和委托方"),
    "state_work_number": ("give the work number", "说明工号"),
    "state_complaint_route": ("say how to verify and complain", "告知核实和投诉渠道"),
    "state_estate_limit": ("say that an heir owes no more than the estate", "说明以遗产为限"),
    "recording_notice": ("say that the call is recorded", "告知通话录音"),
    "bot_disclosure": ("say that a machine is speaking", "说明是机器人"),
    "minimum_payment_fields": ("give payee, channel and reference only", "只告知收款人、渠道和备注"),
    "opt_out_notice_6e": ("include a simple way to opt out", "附上简单的退订方式"),
    "location_script_10b": ("keep to the location script", "只按找人话术询问"),
    "disclose_debt_collector_18e": ("say that this is a debt collector", "表明是债务催收"),
    "mini_miranda_initial_18e1": (
        "say that this is an attempt to collect a debt and that what is said will be used for it",
        "说明这是在催收债务，所得信息将用于此目的",
    ),
    "debt_collector_disclosure_18e2": ("say that this is from a debt collector", "说明来自债务催收方"),
    "validation_within_5_days_34a1": (
        "send the validation notice within five days",
        "五天内寄出债务确认通知",
    ),
    "follow_stricter_local_rules_104": ("keep the stricter local rules too", "同时遵守更严的当地规定"),
    "no_business_name_unless_asked": ("name the business only when asked", "对方问起才说机构名称"),
    "name_business_and_number_b": (
        "name the business at the start and give a number",
        "先报机构名称并给出电话号码",
    ),
    "opt_out_notice": ("include a simple way to opt out", "附上简单的退订方式"),
    "state_not_personally_liable": ("say that they are not personally liable", "说明其个人不承担债务"),
    "mini_miranda_initial_18e1:en": ("give the first disclosure in English", "用英语作首次说明"),
    "debt_collector_disclosure_18e2:en": (
        "say in English that this is from a debt collector",
        "用英语说明来自债务催收方",
    ),
    "mini_miranda_initial_18e1:es": ("give the first disclosure in Spanish", "用西班牙语作首次说明"),
    "debt_collector_disclosure_18e2:es": (
        "say in Spanish that this is from a debt collector",
        "用西班牙语说明来自债务催收方",
    ),
    "mini_miranda_initial_18e1:zh": ("give the first disclosure in Chinese", "用中文作首次说明"),
    "debt_collector_disclosure_18e2:zh": (
        "say in Chinese that this is from a debt collector",
        "用中文说明来自债务催收方",
    ),
    "explain_purpose_of_visit": ("say at once what the visit is for", "说明上门的目的"),
    "give_adequate_notice_of_visit": ("announce the visit in good time", "上门前适当提前告知"),
    "log_time_and_number_of_calls": ("write down the time and the number of calls", "记录通话的时间和次数"),
    "record_call": ("record the call", "对通话录音"),
    "show_identity": ("show who you are", "出示身份证明"),
    "verify_identity_before_collecting": ("check identity before collecting", "催收之前先核实身份"),
    "creditor_identity_42_a": (
        "write the name, the address and the tax number of the creditor",
        "写明债权人的名称、地址和税号",
    ),
    "state_time_bar": ("say that the debt is time-barred", "告知债务已过时效"),
    "initial_disclosures": ("send the first disclosures in writing", "书面告知债务基本情况"),
    "substantiation": ("send the proof that was asked for", "提供所要求的证明"),
    "dispute_documents": ("provide the documents on the dispute", "就异议提供证明文件"),
    "written_demand_items_21_2": (
        "write what article 21(2) asks for: lender, staff, contract, sum and interest, address",
        "载明第21条第2款所列事项：贷款人、负责人、合同、金额与利息、地址",
    ),
}


def duty_in_words(duty: str, lang: str) -> str:
    """An obligation in `en` or `zh-CN`; one without words of its own is spelled as it stands."""
    found = DUTIES.get(duty) or DUTIES.get(duty.split(":", 1)[0])
    return duty.replace("_", " ") if found is None else found[lang == "zh-CN"]
