"""Conditions of rules are told in words of both languages, and what has no words is told as it is written."""

from __future__ import annotations

from typing import Any

import pytest

from forbear.rulebooks.telling.provisions import told
from forbear.rulebooks.telling.words.cites import cite_in_words
from forbear.rulebooks.telling.words.duties import duty_in_words


@pytest.mark.parametrize(
    ("key", "value", "en", "zh"),
    [
        ("applies", {"not_channels": ["none"]}, "any contact", "任何联系"),
        (
            "applies",
            {"not_channels": ["none", "letter"], "roles": ["borrower"]},
            "any contact but by letter and to borrower",
            "除信函外的任何联系，且对象为借款人",
        ),
        (
            "applies",
            {"countries": ["CN", "XX"]},
            "under the law of mainland China or XX",
            "适用法律为中国内地、XX",
        ),
        (
            "breach_when",
            {"all": [{"known": "person.age"}, {"fact": "person.age", "below": 14}]},
            "where known, age on the day of the ask: fewer than 14",
            "如已知，当天的周岁年龄：少于14",
        ),
        (
            "breach_when",
            {"fact": "point.is_invalid", "is": True},
            "the address is proved not to work",
            "该地址是否已证实无效：是",
        ),
        (
            "breach_when",
            {"not": {"fact": "lender.kind", "in": ["bank", "other"]}},
            "not (what the lender is: bank or other)",
            "并非（贷款人的类型：银行、其他）",
        ),
        (
            "unless",
            [{"channels": ["email"]}, {"consent": {"tokens": ["night_contact"], "subject": "debtor"}}],
            "by way of email; consent is in force: night contact, of the debtor",
            "方式为电子邮件；有效的同意：夜间联系（就借款人）",
        ),
        (
            "hold",
            {"tokens": ["stop", "dispute"]},
            "a stop is in force: stop or dispute",
            "有效的暂停：停止联系、异议",
        ),
        (
            "breach_when",
            {
                "count": {
                    "unit": "effective_call",
                    "not_flags": ["under_consent"],
                    "counts_self": False,
                    "window": {"type": "rolling_calendar_days", "n": 7, "zone": {"resolver": "intersect"}},
                    "key": ["person", "debt"],
                },
                "at_least": 3,
            },
            (
                "at least 3 before this one of: answered calls without those marked under consent in 7 consecutive calendar days, "
                "together for the same person and debt"
            ),
            "此前连续7个自然日内的有人接听的电话（不计经同意的），按同一人、同一笔债务合计，不少于3次",
        ),
        (
            "breach_when",
            {
                "record_days": {
                    "tokens": ["validation_notice_sent"],
                    "calendar": "US-federal",
                    "subject": "debtor",
                },
                "below": 5,
            },
            "notice was given: validation notice sent (of the debtor), fewer than 5 business days (US-federal) since it began",
            "已告知：债务核实通知已发出（就借款人），自其开始起的工作日数（US-federal）少于5",
        ),
        (
            "unless",
            [
                {
                    "open": {
                        "zone": {"resolver": "address"},
                        "allow": [{"days": "HO", "from": "10:00", "to": "18:00"}],
                    }
                }
            ],
            "within the hours holidays 10:00–18:00 (the clock of the recorded address)",
            "处于时段节假日10:00–18:00（以登记地址的时区为准）",
        ),
        (
            "classifies",
            [
                {
                    "when": {"is_about_debt": False, "voicemail": {"has": ["business_name"]}},
                    "as": ["not_communication"],
                }
            ],
            "not about a debt, a message saying business name: `not_communication`",
            "与债务无关，留言含机构名称：`not_communication`",
        ),
        ("breach_when", {"no_words": 1}, "`{no_words: 1}`", "`{no_words: 1}`"),
        (
            "hold",
            {"tokens": ["stop"], "waives": True},
            "`{tokens: [stop], waives: true}`",
            "`{tokens: [stop], waives: true}`",
        ),
    ],
)
def test_a_condition_is_told(key: str, value: Any, en: str, zh: str) -> None:  # noqa: ANN401  whatever a file holds
    assert told({key: value})[key].words == (en, zh)


def test_and_within_or_is_held_in_brackets() -> None:
    value = {"any": [{"all": [{"channels": ["call"]}, {"roles": ["heir"]}]}, {"channels": ["sms"]}]}
    assert told({"breach_when": value})["breach_when"].words == (
        "(by way of call and to heir) or by way of sms",
        "（方式为电话，且对象为继承人），或方式为短信",
    )


@pytest.mark.parametrize(
    ("cite", "en", "zh"),
    [
        ("1006.14(h)(1)", "12 CFR 1006.14(h)(1)", "12 CFR 1006.14(h)(1)"),
        ("GB/T 45251-2025 5.3", "GB/T 45251-2025, 5.3", "GB/T 45251-2025 第5.3节"),
        ("Cost-disclosure rules 2026", "Cost-disclosure rules 2026", "《个人贷款业务明示综合融资成本规定》"),
        ("NFRA Order 2024/4 art. 61", "NFRA Order 2024/4 art. 61", "《消费金融公司管理办法》第61条"),
        ("house-cn stop_request", "our policy: stop request", "内部规定：停止请求"),
        ("house-us third-party-once", "our policy: third party once", "内部规定（美国）：第三人只谈一次"),
        ("RCW 19.16.250(13)", "RCW 19.16.250(13)", "RCW 19.16.250(13)"),
    ],
)
def test_a_clause_is_written_as_each_language_does(cite: str, en: str, zh: str) -> None:
    assert (cite_in_words(cite, "en"), cite_in_words(cite, "zh-CN")) == (en, zh)


def test_a_duty_in_one_language_is_told_as_such() -> None:
    assert duty_in_words("mini_miranda_initial_18e1:es", "en") == "give the first disclosure in Spanish"


def test_a_duty_without_words_is_spelled_as_it_stands() -> None:
    assert duty_in_words("stand_on_one_leg", "zh-CN") == "stand on one leg"


def test_none_and_some_are_told_as_words() -> None:
    count = {"unit": "two_way", "window": {"type": "ever"}, "key": ["debtor"], "counts_self": False}
    assert (
        told({"breach_when": {"count": count, "at_most": 0}})["breach_when"]
        .words[0]
        .startswith("none before")
    )
    assert told({"breach_when": {"count": count, "at_least": 1}})["breach_when"].words[1].startswith("此前有")
