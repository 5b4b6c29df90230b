"""What a verdict says in words: how many reasons, which clauses, what is uncertain, why never. Findings made by hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.gate.verdict import Decision, Finding, Verdict
from forbear.rulebooks.telling.words.duties import duty_in_words

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook

ANSWERED_CALLS = "cn-gbt-45251-2025/5.3.effective-calls"
RULES = (
    "us-fed-regf/6(b)(1)(i).hours",
    "house-cn/stop_request",
    "house-us/opt-out",
    "house-cn/bot_disclosure",
    "house-cn/minimum_payment_fields",
)


@cache
def law() -> Rulebook:
    return rulebooks.load()


def a_finding(
    rule_id: str, *, confidence: str = "V1", unknown: tuple[str, ...] = (), decision: Decision = Decision.DENY
) -> Finding:
    return Finding(rule_id, (f"clause of {rule_id}",), decision, unknown=unknown, confidence=confidence)


def a_refusal(*findings: Finding, never: tuple[str, ...] | None = None) -> Verdict:
    return Verdict(Decision.DENY, findings, never_because=never)


def english(verdict: Verdict) -> str:
    return verdict.in_words("en", law())


def chinese(verdict: Verdict) -> str:
    return verdict.in_words("zh-CN", law())


def test_three_reasons_are_told_without_a_word_of_more() -> None:
    verdict = a_refusal(*map(a_finding, RULES[:3]))
    assert english(verdict).count("clause of") == 3
    assert "more" not in english(verdict)
    assert "另有" not in chinese(verdict)


def test_every_reason_in_english_is_a_sentence() -> None:
    lacking = a_finding(RULES[0], unknown=("person.age",))
    told = english(a_refusal(a_finding(RULES[1]), lacking))
    assert told.partition(f"(clause of {RULES[1]})")[2].startswith(". We do not know ")


def test_of_five_reasons_three_are_told_and_two_are_counted() -> None:
    verdict = a_refusal(*map(a_finding, RULES))
    assert english(verdict).count("clause of") == 3
    assert english(verdict).endswith("; and 2 more.")
    assert chinese(verdict).endswith("；另有2条。")


def test_never_for_all_reasons_is_told_without_naming_them_again() -> None:
    verdict = a_refusal(*map(a_finding, RULES[:2]), never=RULES[:2])
    assert english(verdict).endswith(". Time does not change this: never in the next weeks.")
    assert chinese(verdict).endswith("。这不会随时间改变：近期没有可联系的时间。")


def test_never_for_a_reason_that_stands_only_later_is_told_without_naming_any() -> None:
    verdict = a_refusal(*map(a_finding, RULES[:2]), never=("house-cn/deceased_state",))
    assert "never in the next weeks" in english(verdict)
    assert "because" not in english(verdict)


def test_never_for_one_of_two_reasons_names_that_one() -> None:
    verdict = a_refusal(*map(a_finding, RULES[:2]), never=RULES[1:2])
    named = law().rule(RULES[1])
    assert named is not None
    assert english(verdict).endswith(f"Never in the next weeks, because: {named.explain['en'].rstrip('.')}.")
    assert chinese(verdict).endswith(f"近期没有可联系的时间，因为：{named.explain['zh-CN'].rstrip('。')}。")


def test_never_is_not_spoken_of_where_nobody_looked() -> None:
    assert "never" not in english(a_refusal(a_finding(RULES[0]))).lower()


def an_allowance(*findings: Finding, obligations: tuple[str, ...] = ()) -> Verdict:
    return Verdict(Decision.ALLOW_WITH_OBLIGATIONS, findings, obligations=obligations)


def test_a_yes_names_the_clauses_whose_reading_is_uncertain() -> None:
    sure = a_finding(RULES[0], decision=Decision.ALLOW)
    unsure = a_finding(RULES[1], decision=Decision.ALLOW, confidence="M")
    verdict = an_allowance(sure, unsure)
    assert english(verdict).endswith(f"Our reading is uncertain of: clause of {RULES[1]}.")
    assert chinese(verdict).endswith(f"其中把握不高的解读：clause of {RULES[1]}。")


def test_a_yes_on_sure_readings_speaks_of_no_doubt() -> None:
    verdict = an_allowance(a_finding(RULES[0], decision=Decision.ALLOW))
    assert english(verdict).endswith(f"Examined: clause of {RULES[0]}.")
    assert chinese(verdict).endswith(f"已核对：clause of {RULES[0]}。")


def test_a_refusal_on_an_uncertain_reading_says_so() -> None:
    verdict = a_refusal(a_finding(RULES[0], confidence="M"))
    assert "; our reading is uncertain)" in english(verdict)
    assert "，此解读把握不高）" in chinese(verdict)


def test_a_reason_that_one_sure_clause_carries_is_not_called_uncertain() -> None:
    said_alike = ("cn-gbt-45251-2025/nobody", "house-cn/nobody")
    verdict = a_refusal(a_finding(said_alike[0]), a_finding(said_alike[1], confidence="M"))
    assert english(verdict).count("no rulebook that we have covers") == 1
    assert "uncertain" not in english(verdict)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "no answered calls"),
        (2, "one answered calls"),
        (11, "ten answered calls"),
        (12, "11 answered calls"),
    ],
)
def test_counts_up_to_ten_are_told_in_words(number: int, words: str) -> None:
    verdict = Verdict(Decision.DENY, (a_finding(ANSWERED_CALLS),), counts={"effective_calls_day": number})
    assert words in english(verdict)


def test_a_count_that_is_below_nothing_is_told_as_a_number() -> None:
    verdict = Verdict(Decision.DENY, (a_finding(ANSWERED_CALLS),), counts={"effective_calls_day": 0})
    assert "-1 answered calls" in english(verdict)


def test_a_rule_whose_count_was_not_made_is_told_by_its_own_words() -> None:
    assert "At most three answered interactive collection calls" in english(
        a_refusal(a_finding(ANSWERED_CALLS))
    )


def test_what_is_not_known_is_named_in_both_languages() -> None:
    verdict = a_refusal(a_finding(RULES[0], unknown=("loan.country",)))
    assert "we do not know" in english(verdict)
    assert "no rulebook" not in english(verdict)
    assert "缺少信息" in chinese(verdict)


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="`de` is no language of the gate; use en or zh-CN"):
        a_refusal(a_finding(RULES[0])).in_words("de", law())


@pytest.mark.parametrize(
    ("duty", "en", "zh"),
    [
        ("recording_notice", "say that the call is recorded", "告知通话录音"),
        ("mini_miranda_initial_18e1:es", "give the first disclosure in Spanish", "用西班牙语作首次说明"),
        ("opt_out_notice:sms", "include a simple way to opt out", "附上简单的退订方式"),
        ("some_other_duty", "some other duty", "some other duty"),
    ],
)
def test_a_duty_is_told_in_the_words_of_its_language(duty: str, en: str, zh: str) -> None:
    assert (duty_in_words(duty, "en"), duty_in_words(duty, "zh-CN")) == (en, zh)


def test_duties_of_a_yes_are_told() -> None:
    verdict = an_allowance(
        a_finding(RULES[0], decision=Decision.ALLOW), obligations=("recording_notice", "some_other_duty")
    )
    assert english(verdict).startswith(
        "Yes, with these duties: say that the call is recorded, some other duty."
    )
    assert chinese(verdict).startswith("可以，同时应做到：告知通话录音、some other duty。")
