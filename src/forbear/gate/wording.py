"""A verdict in plain words, in English and Chinese: the answer, why, by which clause, and when instead.

Calm and short: at most three reasons, the strictest first; a reading of low confidence says so. The words of
a rule come from its rulebook; only the frame around them is kept here. It decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from forbear.rulebooks.decision import Decision
from forbear.rulebooks.telling.facts import fact_in_words
from forbear.rulebooks.telling.lexicon import LOW_CONFIDENCE
from forbear.rulebooks.telling.words.cites import cite_in_words
from forbear.rulebooks.telling.words.duties import duty_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from forbear.gate.finding import Finding
    from forbear.rulebooks.book import Rule, Rulebook

REASONS_MAX: Final = 3

EN: Final = {
    Decision.ALLOW: "Yes.",
    Decision.ALLOW_WITH_OBLIGATIONS: "Yes, with these duties: {duties}.",
    Decision.REVIEW: "A person should look first: {why}",
    Decision.DENY_PRESUMPTIVE: "Not now, unless a person records a good reason: {why}",
    Decision.DENY: "Not now: {why}",
}
ZH: Final = {
    Decision.ALLOW: "可以。",
    Decision.ALLOW_WITH_OBLIGATIONS: "可以，同时应做到：{duties}。",
    Decision.REVIEW: "请先由专人查看：{why}",
    Decision.DENY_PRESUMPTIVE: "现在不宜联系，除非有人记录了正当理由：{why}",
    Decision.DENY: "现在不行：{why}",
}
EN_COUNTS: Final = {
    "effective_calls_day": "{before} answered calls today already",
    "attempts_number_day": "{before} unanswered calls to this number today already",
    "texts_day": "{before} messages today already",
    "pushes_day": "{before} pushes today already",
    "emails_day": "{before} e-mails today already",
    "visits_day": "{before} visit(s) today already",
    "calls_7d": "{before} calls in the last seven days already",
    "messages_7d": "{before} messages in the last seven days already",
    "connected_calls_episode": "this contact was already spoken to since the debtor was last reached",
}
ZH_COUNTS: Final = {
    "effective_calls_day": "今天已有{before}次接通的通话",
    "attempts_number_day": "今天这个号码已有{before}次未接通的拨打",
    "texts_day": "今天已发{before}条消息",
    "pushes_day": "今天已推送{before}条",
    "emails_day": "今天已发{before}封邮件",
    "visits_day": "今天已上门{before}次",
    "calls_7d": "最近七天已拨打{before}次",
    "messages_7d": "最近七天已发{before}条消息",
    "connected_calls_episode": "自上次联系上借款人以来，已与该联系人通过话",
}
"""Count to its words; `{before}` is the number without the contact asked about."""
NUMBERS: Final = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "zh-CN": ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"),
}
NO_INSTRUMENT: Final = {
    "en": "no rulebook that we have covers this place, lender and day, and what is not covered is not allowed",
    "zh-CN": "没有规则覆盖此地区、此贷款人和此日期，未覆盖即不允许",
}


class Answer(Protocol):
    """What the words need of a verdict."""

    @property
    def decision(self) -> Decision:
        """The answer."""
        ...

    @property
    def permits(self) -> bool:
        """Whether it is a yes."""
        ...

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """What stands against it, strictest first."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every rule that spoke."""
        ...

    @property
    def cites(self) -> tuple[str, ...]:
        """Every citation."""
        ...

    @property
    def obligations(self) -> tuple[str, ...]:
        """What is owed."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """Quota values."""
        ...

    @property
    def next_permitted_at(self) -> datetime | None:
        """When instead."""
        ...

    @property
    def never_because(self) -> tuple[str, ...] | None:
        """Or why never."""
        ...


def describe(verdict: Answer, lang: str, rulebook: Rulebook) -> str:
    """One paragraph; raises `ValueError` for a language that is not `en` or `zh-CN`."""
    writers: dict[str, Callable[[Answer, Rulebook], str]] = {"en": _english, "zh-CN": _chinese}
    if lang not in writers:
        message = f"`{lang}` is no language of the gate; use en or zh-CN"
        raise ValueError(message)
    return writers[lang](verdict, rulebook)


def _english(verdict: Answer, rulebook: Rulebook) -> str:
    reasons = _reasons(verdict, rulebook, "en")
    told = ". ".join(_as_sentences(reasons[:REASONS_MAX]))
    more = f"; and {len(reasons) - REASONS_MAX} more." if len(reasons) > REASONS_MAX else "."
    duties = ", ".join(duty_in_words(item, "en") for item in verdict.obligations)
    words = EN[verdict.decision].format(why=told + more, duties=duties)
    if verdict.permits:
        cites = ", ".join(dict.fromkeys(cite_in_words(cite, "en") for cite in verdict.cites))
        return f"{words} Examined: {cites}.{_doubtful(verdict, 'en')}"
    if verdict.next_permitted_at is not None:
        return f"{words} Next possible: {_moment(verdict.next_permitted_at)}."
    return words + _never(verdict, rulebook, "en")


def _chinese(verdict: Answer, rulebook: Rulebook) -> str:
    reasons = _reasons(verdict, rulebook, "zh-CN")
    more = f"；另有{len(reasons) - REASONS_MAX}条。" if len(reasons) > REASONS_MAX else "。"
    duties = "、".join(duty_in_words(item, "zh-CN") for item in verdict.obligations)
    words = ZH[verdict.decision].format(why="；".join(reasons[:REASONS_MAX]) + more, duties=duties)
    if verdict.permits:
        cites = "、".join(cite_in_words(cite, "zh-CN") for cite in verdict.cites)
        return f"{words}已核对：{cites}。{_doubtful(verdict, 'zh-CN')}"
    if verdict.next_permitted_at is not None:
        return f"{words}最早可联系时间：{_moment(verdict.next_permitted_at)}。"
    return words + _never(verdict, rulebook, "zh-CN")


def _never(verdict: Answer, rulebook: Rulebook, lang: str) -> str:
    """Why no time in the next weeks would do; nothing where nobody looked."""
    if verdict.never_because is None:
        return ""
    chinese = lang == "zh-CN"
    lasting = [finding for finding in verdict.reasons if finding.rule_id in verdict.never_because]
    if not lasting or len(lasting) == len(verdict.reasons):
        return (
            "这不会随时间改变：近期没有可联系的时间。"
            if chinese
            else " Time does not change this: never in the next weeks."
        )
    texts = dict.fromkeys(
        _text(finding, rulebook.rule(finding.rule_id), verdict, lang) for finding in lasting
    )
    if chinese:
        return f"近期没有可联系的时间，因为：{'；'.join(texts)}。"
    return f" Never in the next weeks, because: {'. '.join(_as_sentences(list(texts)))}."


def _as_sentences(texts: list[str]) -> list[str]:
    """All but the first begin a sentence."""
    return [*texts[:1], *(text[:1].upper() + text[1:] for text in texts[1:])]


def _doubtful(verdict: Answer, lang: str) -> str:
    """Which of the rules examined we are not sure to have read rightly."""
    found = [finding for finding in verdict.findings if finding.confidence in LOW_CONFIDENCE]
    cites = dict.fromkeys(cite for finding in found for cite in finding.cites)
    if not cites:
        return ""
    if lang == "zh-CN":
        return f"其中把握不高的解读：{'、'.join(cite_in_words(cite, 'zh-CN') for cite in cites)}。"
    return f" Our reading is uncertain of: {', '.join(cite_in_words(cite, lang) for cite in cites)}."


def _reasons(verdict: Answer, rulebook: Rulebook, lang: str) -> list[str]:
    """The reasons, strictest first; rules that say the same in the same words are told once, with all clauses."""
    grouped: dict[str, list[Finding]] = {}
    for finding in verdict.reasons:
        grouped.setdefault(_text(finding, rulebook.rule(finding.rule_id), verdict, lang), []).append(finding)
    return [_reason(text, found, lang) for text, found in grouped.items()]


def _reason(text: str, found: list[Finding], lang: str) -> str:
    chinese = lang == "zh-CN"
    cites = dict.fromkeys(cite for finding in found for cite in finding.cites)
    doubtful = all(finding.confidence in LOW_CONFIDENCE for finding in found)
    if chinese:
        return f"{text}（{'、'.join(cite_in_words(cite, 'zh-CN') for cite in cites)}{'，此解读把握不高' if doubtful else ''}）"
    return f"{text} ({', '.join(cite_in_words(cite, lang) for cite in cites)}{'; our reading is uncertain' if doubtful else ''})"


def _text(finding: Finding, rule: Rule | None, verdict: Answer, lang: str) -> str:
    chinese = lang == "zh-CN"
    if finding.unknown:
        names = ("、" if chinese else ", ").join(fact_in_words(name, lang) for name in finding.unknown)
        lacking = f"缺少信息：{names}" if chinese else f"we do not know {names}"
        return lacking if rule is not None else f"{NO_INSTRUMENT[lang]}{'；' if chinese else '; '}{lacking}"
    if rule is None:
        return NO_INSTRUMENT[lang]
    words = ZH_COUNTS if chinese else EN_COUNTS
    for count in rule.counts:
        value = verdict.counts.get(count.name)
        if value is not None and count.name in words:
            return words[count.name].format(before=_number(value - 1, lang))
    return rule.explain[lang].rstrip("。.")


def _number(value: int, lang: str) -> str:
    """Small numbers as words."""
    names = NUMBERS[lang]
    return names[value] if 0 <= value < len(names) else str(value)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
