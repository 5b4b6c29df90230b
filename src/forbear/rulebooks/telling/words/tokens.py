"""Words for the tokens of rules: ways of contact, roles, and how numbers are compared. It holds words and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.rulebooks.telling.words.rarer import RARER

if TYPE_CHECKING:
    from forbear.rulebooks.telling.lexicon import Pair

TOKENS: Final[dict[str, str]] = {
    **RARER,
    "call": "电话",
    "sms": "短信",
    "email": "电子邮件",
    "letter": "信函",
    "postcard": "明信片",
    "visit": "上门",
    "app_push": "应用推送",
    "app_in_session": "应用内（本人打开时）",
    "social_private": "社交软件私信",
    "social_public": "社交平台公开发布",
    "inbound_call_answer": "接听来电",
    "none": "不接触任何人的行为",
    "borrower": "借款人",
    "co_borrower": "共同借款人",
    "joint_borrower": "连带借款人",
    "co_debtor": "共同债务人",
    "guarantor": "保证人",
    "emergency_contact": "紧急联系人",
    "spouse": "配偶",
    "surviving_spouse": "遗属配偶",
    "heir": "继承人",
    "executor": "遗产管理人",
    "guardian": "监护人",
    "parent": "父母",
    "relative": "亲属",
    "friend": "朋友",
    "neighbour": "邻居",
    "colleague": "同事",
    "employer": "雇主",
    "attorney": "律师",
    "minor": "未成年人",
    "student": "学生",
    "third_party": "第三方",
    "collect": "催收",
    "debt_reminder": "债务提醒",
    "payment_reminder": "还款提醒",
    "relay_callback": "转告回电",
    "location": "询问下落",
    "ask_debtor_contact": "询问借款人联系方式",
    "agency": "受托机构",
    "assignee": "受让人",
    "debt_collector": "第三方催收人",
    "lender": "贷款人",
    "bank": "银行",
    "consumer_finance": "消费金融公司",
    "micro_lender": "小额贷款公司",
    "auto_finance": "汽车金融公司",
    "platform": "平台",
    "home": "家中",
    "work": "单位",
    "stop": "停止联系",
    "dispute": "异议",
    "complaint": "投诉",
    "hardship": "困难",
    "grace": "宽限",
    "plan": "分期方案",
    "promise": "还款承诺",
    "deceased": "死亡",
    "illness": "疾病",
    "distress": "情绪危机",
    "preference": "意愿",
    "wrong_number": "号码有误",
    "night_contact": "夜间联系",
    "contact_refused": "联系人拒绝",
}
"""Token to Chinese; English spells the token with spaces."""
SCOPES: Final[dict[str, Pair]] = {
    "channels": ("by way of", "方式为"),
    "roles": ("to", "对象为"),
    "purposes": ("for", "目的为"),
    "actions": ("acts of", "行为为"),
    "bases": ("on the ground of", "理由为"),
    "forms": ("in the form of", "形式为"),
    "technologies": ("made by", "拨打方式为"),
    "actors": ("collected by", "催收方为"),
    "products": ("for credit of the kind", "产品为"),
    "lenders": ("lent by", "贷款人为"),
    "countries": ("under the law of", "适用法律为"),
    "regions": ("for people of", "所在地为"),
}
COMPARED: Final[dict[str, Pair]] = {
    "above": ("more than", "大于"),
    "at_least": ("at least", "不少于"),
    "below": ("fewer than", "少于"),
    "at_most": ("at most", "不超过"),
}
RECORDS: Final[dict[str, Pair]] = {
    "hold": ("a stop is in force", "有效的暂停"),
    "preference": ("the person asked for", "本人已表示"),
    "consent": ("consent is in force", "有效的同意"),
    "notice": ("notice was given", "已告知"),
}


def token(word: object) -> Pair:
    """One token in words."""
    text = str(word)
    return text.replace("_", " "), TOKENS.get(text, text.replace("_", " "))


def tokens(words: object, joined: Pair = ("or", "或")) -> Pair:
    """Several, in the order of the file."""
    pairs = [token(word) for word in (words if isinstance(words, list) else [words])]
    english = [pair[0] for pair in pairs]
    head = f"{', '.join(english[:-1])} {joined[0]} " if len(english) > 1 else ""
    return f"{head}{english[-1]}", "、".join(pair[1] for pair in pairs)
