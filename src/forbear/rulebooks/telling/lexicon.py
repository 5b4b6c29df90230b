"""The words, English and Chinese, for what rule files say in tokens. It holds words and nothing else."""

from __future__ import annotations

from typing import Final

Pair = tuple[str, str]
"""English, Chinese."""

CONFIDENCE: Final[dict[str, Pair]] = {
    "V1": ("the text was read in a statute collection", "已在法规汇编中读到原文"),
    "V2": ("read in excerpts and reports, not in the full text", "依据摘录和报道，未读到全文"),
    "V3": ("only weak sources; uncertain", "仅有较弱来源，把握不高"),
    "M": ("from memory, not checked; uncertain", "凭记忆，未核对，把握不高"),
    "P": ("the primary text was read", "已读原文"),
    "Q": ("the primary text was read as quoted elsewhere", "在他处引文中读到原文"),
    "S": ("from summaries by regulators, law firms or the press", "依据监管、律所或媒体的概述"),
    "D": ("a draft, or not known to be adopted; uncertain", "草案或尚未确认通过，把握不高"),
}
LOW_CONFIDENCE: Final = frozenset({"V3", "M", "D"})
DECISIONS: Final[dict[str, Pair]] = {
    "deny": ("refused", "不予联系"),
    "deny_presumptive": (
        "refused, unless a person records a good reason",
        "推定不予联系，除非有人记录正当理由",
    ),
    "review": ("a person looks first", "先由专人查看"),
    "oblige": ("allowed, with duties", "可以，但须履行义务"),
}
FORCES: Final[dict[str, Pair]] = {
    "law": ("law", "法律法规"),
    "departmental_rule": ("rule of an authority", "部门规章或规范性文件"),
    "standard": ("standard", "标准"),
    "self_discipline": ("promise of the trade", "行业自律"),
    "house_policy": ("our own policy", "本平台规范"),
}
KINDS: Final[dict[str, Pair]] = {
    "window": ("hours", "时段"),
    "count": ("how often", "次数"),
    "cooldown": ("a rest after a talk", "间隔"),
    "role": ("who may be contacted", "联系对象"),
    "preference": ("what a person asked for", "本人意愿"),
    "consent": ("consent", "同意"),
    "hold": ("a stop", "暂停"),
    "precondition": ("what must come first", "前置条件"),
    "followup": ("what must follow", "后续义务"),
    "content": ("what may be said", "内容"),
    "verify": ("what must be checked", "核实"),
    "place": ("where", "地点"),
    "agent": ("who collects", "催收人员"),
    "rate": ("shares and ratios", "比例"),
    "pattern": ("a pattern of contacts", "联系模式"),
    "retain": ("what must be kept", "留存"),
    "definition": ("what a word means; decides nothing", "定义，本身不作决定"),
}
UNITS: Final[dict[str, Pair]] = {
    "call_initiated": ("calls placed", "拨出的电话"),
    "call_connected": ("calls that went through", "接通线路的电话"),
    "call_left": ("calls that reached somebody or could leave a message", "接通本人或可以留言的电话"),
    "effective_call": ("answered calls", "有人接听的电话"),
    "unanswered_attempt": ("unanswered calls", "未接听的拨打"),
    "failed_attempt": ("calls known to have failed", "确知未成的拨打"),
    "conversation": ("telephone talks", "通话"),
    "text_message": ("text messages", "短信等文字消息"),
    "email": ("e-mails", "电子邮件"),
    "written_message": ("text messages and e-mails", "文字消息和邮件"),
    "letter": ("letters", "信函"),
    "visit": ("visits", "上门"),
    "contact_any": ("contacts of any kind", "各种联系"),
    "contact_made": ("contacts that were made", "已达成的联系"),
    "reached": (
        "contacts that the person answered, began or took up, if only to hang up",
        "本人回应、主动或接听（包括随即挂断）的联系",
    ),
    "two_way": ("contacts that the person answered or began", "本人回应或主动的联系"),
}
WINDOWS: Final[dict[str, Pair]] = {
    "ever": ("ever", "任何时候"),
    "calendar_day": ("in one calendar day", "每个自然日"),
    "rolling_calendar_days": ("in {n} consecutive calendar days", "连续{n}个自然日内"),
    "calendar_week": ("in one calendar week", "每个自然周"),
    "calendar_month": ("in one calendar month", "每个自然月"),
    "rolling_hours": ("in {n} hours", "{n}小时内"),
    "rolling_minutes": ("in {n} minutes", "{n}分钟内"),
}
WEEKDAYS: Final[dict[str, Pair]] = {
    "all": ("every day", "每天"),
    "MO": ("Mon", "周一"),
    "TU": ("Tue", "周二"),
    "WE": ("Wed", "周三"),
    "TH": ("Thu", "周四"),
    "FR": ("Fri", "周五"),
    "SA": ("Sat", "周六"),
    "SU": ("Sun", "周日"),
    "HO": ("holidays", "节假日"),
}
RESOLVERS: Final[dict[str, Pair]] = {
    "fixed": ("the clock of {tz}", "以{tz}的时间为准"),
    "intersect": (
        "the clock of every place where the person may be",
        "本人可能所在的每个时区都须符合",
    ),
    "address": ("the clock of the recorded address", "以登记地址的时区为准"),
    "area_code": ("the clock of the number's area code", "以号码归属地的时区为准"),
    "known_current": ("the clock of the known location", "以已知所在地的时区为准"),
}
KEYS: Final[dict[str, Pair]] = {
    "person": ("person", "同一人"),
    "debtor": ("debtor", "同一借款人"),
    "case": ("case", "同一案件"),
    "address": ("number or address", "同一号码或地址"),
    "debt": ("debt", "同一笔债务"),
    "actor": ("collector", "同一催收方"),
    "lender": ("lender", "同一贷款人"),
    "channel": ("channel", "同一方式"),
    "other_channel": ("other channels", "其他方式"),
    "reply": ("message answered", "同一次回复"),
}
LABELS: Final[dict[str, Pair]] = {
    "cite": ("clause", "条款"),
    "kind": ("kind", "类型"),
    "decision": ("when not met", "不符合时"),
    "valid": ("in force", "有效期"),
    "confidence": ("how sure", "把握程度"),
    "read_on": ("last read", "最近查阅"),
    "explain": ("explanation", "说明"),
    "reading": ("our reading", "我们的理解"),
    "obligations": ("duties", "义务"),
    "unless": ("exceptions", "例外"),
    "applies": ("scope", "适用范围"),
    "instead_of": ("goes before", "优先于"),
    "allow": ("open hours", "可联系时段"),
    "zone": ("clock", "时区"),
    "limit": ("at most", "上限"),
    "count": ("counted", "计数"),
    "days": ("rest", "间隔"),
    "hold": ("stopped by", "暂停依据"),
    "preference": ("what the person asked", "本人意愿"),
    "consent": ("consent needed", "所需同意"),
    "permit": ("only if one of these holds", "仅限下列情形之一"),
    "breach_when": ("broken when", "违反情形"),
    "raised_by": ("raised by a consent", "可由同意提高"),
    "override": ("released by", "可解除依据"),
    "calendar": ("calendar", "日历"),
    "time_basis": ("looked at", "以何时为准"),
    "safe_harbor": ("safe harbour", "安全港"),
    "duties": ("must be done", "须办理"),
    "period": ("period", "期间"),
    "keep": ("kept", "保存"),
    "classifies": ("called", "归类"),
    "contacts": ("contacts", "联系次数"),
    "title": ("title", "名称"),
    "issuer": ("issuer", "发布机构"),
    "force": ("force", "效力"),
    "jurisdiction": ("jurisdiction", "适用地"),
    "read_via": ("read by way of", "查阅途径"),
    "note": ("note", "备注"),
}
