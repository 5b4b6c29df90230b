"""Duties, periods and keeping times of a provision in words, English and Chinese.

Tokens that a rule's author chose (the name of a duty or a period) are told as they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.rulebooks.telling.wordless import only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.telling.lexicon import Pair

HAPPENINGS: Final[dict[str, Pair]] = {
    "complaint_answered": ("a complaint is answered", "答复投诉"),
    "complaint_received": ("a complaint is received", "收到投诉"),
    "credit_objection_answered": ("an objection to a credit entry is answered", "答复征信异议"),
    "credit_objection_received": ("an objection to a credit entry is received", "收到征信异议"),
    "data_source_answered": ("the source of the data is told", "告知信息来源"),
    "data_source_requested": ("somebody asks where their data came from", "有人询问信息来源"),
    "debt_due": ("the debt falls due", "债务到期"),
    "debt_paid": ("the debt is paid", "债务清偿"),
    "demand_delivered": ("a demand reaches the debtor", "催收到达债务人"),
    "dispute_answered": ("a dispute is answered", "答复异议"),
    "dispute_received": ("a dispute is received", "收到异议"),
    "entry_marked_disputed": ("the entry is marked as disputed", "标注存在异议"),
    "hardship_information_requested": ("information about hardship is asked for", "要求补充困难说明"),
    "hardship_notice_received": ("a hardship notice is received", "收到困难通知"),
    "initial": ("the first communication", "首次沟通"),
    "objection_checked": ("the objection is checked", "核实异议"),
    "objection_noted": ("the objection is noted", "记录异议"),
    "undeliverable_notice": ("a notice comes back", "通知被退回"),
    "validation_notice_sent": ("validation information is sent", "发出债务核实信息"),
    "verification_sent": ("verification is sent", "发出核实结果"),
}
RECORDS: Final[dict[str, Pair]] = {
    "adverse_credit_entry": ("adverse credit entries", "不良征信信息"),
    "call_log": ("call logs", "通话记录"),
    "call_recording": ("call recordings", "通话录音"),
    "collection_recording": ("recordings of collection", "催收录音"),
    "impact_assessment": ("impact assessments", "个人信息保护影响评估报告"),
    "oral_plan_recording": ("recordings of plans agreed orally", "口头分期协议录音"),
}
ANCHORS: Final[dict[str, Pair]] = {
    "call_date": ("the call", "通话之日"),
    "default_ended": ("the end of the default", "不良行为终止之日"),
    "last_collection_activity": ("the last collection activity", "最后一次催收活动"),
    "made": ("the day it was made", "形成之日"),
    "settled": ("the day the debt was settled", "结清之日"),
}
ENDS: Final[dict[str, Pair]] = {
    "retain_until": ("kept until", "保存至"),
    "retain_until_at_least": ("kept at least until", "至少保存至"),
    "delete_after": ("kept, and then deleted,", "保存，其后删除："),
}
UNITS: Final[dict[str, Pair]] = {
    "years": ("{n} years", "{n}年"),
    "months": ("{n} months", "{n}个月"),
    "days": ("{n} days", "{n}日"),
    "business_days": ("{n} business days ({calendar})", "{n}个工作日（{calendar}）"),
}


def span(value: Mapping[str, Any]) -> Pair:
    """A span, for example `3 years`."""
    calendar = value.get("calendar", "")
    pairs = [(UNITS[key], n) for key, n in value.items() if key in UNITS]
    said = [tuple(words.format(n=n, calendar=calendar) for words in pair) for pair, n in pairs]
    return " and ".join(pair[0] for pair in said), "".join(pair[1] for pair in said)


def duties(value: Any) -> Pair:  # noqa: ANN401  whatever the file holds
    """Every duty with when it begins, by when it is done and what ends it. Raises `NoWords`."""
    pairs = [_duty(item) for item in (value if isinstance(value, list) else [value])]
    return "; ".join(pair[0] for pair in pairs), "；".join(pair[1] for pair in pairs)


def _duty(item: Mapping[str, Any]) -> Pair:
    only(
        item,
        "token",
        "after",
        "zone",
        "due",
        "due_by_class",
        "ended_by",
        "undone_by",
        "spared_by",
        "spared_cite",
    )
    when, end = _any(item["after"]), _any(item["ended_by"])
    token = f"`{item['token']}`"
    due = _due(item)
    en = f"{token} {due[0]} after {when[0]}, until {end[0]}"
    zh = f"{when[1]}后{due[1]}{token}，至{end[1]}止"
    if "spared_by" in item:
        spared, cites = _any(item["spared_by"]), ", ".join(item["spared_cite"])
        en, zh = f"{en}; not if before {spared[0]} ({cites})", f"{zh}；此前{spared[1]}的除外（{cites}）"
    return _undone(item, en, zh)


def _undone(item: Mapping[str, Any], en: str, zh: str) -> Pair:
    if "undone_by" not in item:
        return en, zh
    undone = _any(item["undone_by"])
    return f"{en}; undone when {undone[0]}", f"{zh}；{undone[1]}的视为未发生"


def _due(item: Mapping[str, Any]) -> Pair:
    if "due_by_class" in item:
        pairs = [(name, span(value)) for name, value in item["due_by_class"].items()]
        return (
            "within " + ", ".join(f"{said[0]} ({name})" for name, said in pairs),
            "、".join(f"{said[1]}（{name}）" for name, said in pairs) + "内",
        )
    if "due" not in item:
        return "at once", "及时"
    said = span(item["due"])
    return f"within {said[0]}", f"{said[1]}内"


def period(value: Mapping[str, Any]) -> Pair:
    """How long a period runs, from when, what starts it anew, and what its two states are called. Raises `NoWords`."""
    only(value, "token", "after", "zone", "starts", "lasts", "restarted_by", "undone_by", "running", "over")
    when, lasts = _any(value["after"]), span(value["lasts"])
    en, zh = f"`{value['token']}`: {lasts[0]} after {when[0]}", f"`{value['token']}`：{when[1]}后{lasts[1]}"
    if "starts" in value:
        first = span(value["starts"])
        en, zh = f"{en} and {first[0]} more for receipt", f"{zh}，另加送达{first[1]}"
    if "restarted_by" in value:
        again = _any(value["restarted_by"])
        en, zh = f"{en}; begins anew when {again[0]}", f"{zh}；{again[1]}时重新计算"
    if "running" in value and "over" in value:
        en = f"{en}; `{value['running']}` while it runs, then `{value['over']}`"
        zh = f"{zh}；期间内为`{value['running']}`，其后为`{value['over']}`"
    return _undone(value, en, zh)


def keeping(value: Mapping[str, Any]) -> Pair:
    """Which records are kept, from when and for how long. Raises `NoWords`."""
    only(value, "records", "from", "lasts", "ends")
    records = [RECORDS[name] for name in value["records"]]
    end, anchor = ENDS[value["ends"]], ANCHORS[value["from"]]
    lasts = span(value["lasts"]) if "lasts" in value else None
    return (
        f"{', '.join(pair[0] for pair in records)} {end[0]} {f'{lasts[0]} after ' if lasts else ''}{anchor[0]}",
        f"{'、'.join(pair[1] for pair in records)}{end[1]}{anchor[1]}{f'起{lasts[1]}' if lasts else ''}",
    )


def _any(value: Any) -> Pair:  # noqa: ANN401
    pairs = [HAPPENINGS[name] for name in (value if isinstance(value, list) else [value])]
    return " or ".join(pair[0] for pair in pairs), "或".join(pair[1] for pair in pairs)
