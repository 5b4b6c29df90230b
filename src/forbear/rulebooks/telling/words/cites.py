"""Clauses as each language writes them. The citation in the rulebook stays what it is; here are only words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from forbear.rulebooks.telling.words.house import HOUSE_ZH

if TYPE_CHECKING:
    from forbear.rulebooks.telling.lexicon import Pair

FORMS: Final[tuple[tuple[str, Pair], ...]] = (
    ("1006.", ("12 CFR {cite}", "12 CFR {zh_cite}")),
    ("GB/T 45251-2025 ", ("GB/T 45251-2025, {rest}", "GB/T 45251-2025 第{rest}节")),
    ("CBA 2026 ch. ", ("{cite}", "《催收工作指引（试行）》第{rest}章")),
    ("CBA 2026 red line ", ("{cite}", "《催收工作指引（试行）》红线第{rest}条")),
    ("CBA 2026 art. ", ("{cite}", "《催收工作指引（试行）》第{rest}条")),
    ("NIFA 2024", ("{cite}", "《互联网金融贷后催收业务指引》（2024年）{rest}")),
    ("Civil Code art. ", ("{cite}", "《民法典》第{rest}条")),
    ("PIPL art. ", ("{cite}", "《个人信息保护法》第{rest}条")),
    ("Criminal Law art. ", ("{cite}", "《刑法》第{rest}条")),
    ("Credit-reporting regulation art. ", ("{cite}", "《征信业管理条例》第{rest}条")),
    ("CBRC Order 2011/2 art. ", ("{cite}", "《商业银行信用卡业务监督管理办法》第{rest}条")),
    ("CBIRC Order 2022/9 art. ", ("{cite}", "《银行保险机构消费者权益保护管理办法》第{rest}条")),
    ("NFRA Order 2024/4", ("{cite}", "《消费金融公司管理办法》{rest}")),
    ("Cost-disclosure rules 2026", ("{cite}", "《个人贷款业务明示综合融资成本规定》{rest}")),
    ("Consumer Law art. ", ("{cite}", "《消费者权益保护法》第{rest}条")),
    ("Internet-loan measures 2020 ch. ", ("{cite}", "《商业银行互联网贷款管理暂行办法》第{rest}章")),
    ("Micro-loan measures 2024/26", ("{cite}", "《小额贷款公司监督管理暂行办法》{rest}")),
    ("NIFA 2018 art. ", ("{cite}", "《互联网金融逾期债务催收自律公约（试行）》第{rest}条")),
    ("Public Security Penalties Law art. ", ("{cite}", "《治安管理处罚法》第{rest}条")),
    ("house-cn ", ("our policy: {rest}", "内部规定：{rest}")),
    ("house-us ", ("our policy: {rest}", "内部规定（美国）：{rest}")),
)
"""The beginning of a citation, and how the whole is written in English and in Chinese."""
ADOPTED: Final = " (adopted)"
"""After a clause that does not bind us and that we keep all the same."""
WHOLE_ARTICLE: Final = re.compile(r"^art\. ([\d()]+)$")


def cite_in_words(cite: str, lang: str) -> str:
    """A clause in `en` or `zh-CN`; one of no known form is told as the rulebook cites it."""
    for start, forms in FORMS:
        if cite.startswith(start):
            rest = cite.removeprefix(start).strip()
            return (
                forms[lang == "zh-CN"]
                .format(cite=cite, zh_cite=cite.replace(ADOPTED, "（自愿采用）"), rest=_spoken(rest, lang))
                .strip()
            )
    return cite


def _spoken(rest: str, lang: str) -> str:
    article = WHOLE_ARTICLE.match(rest)
    if lang == "zh-CN":
        return f"第{article[1]}条" if article else HOUSE_ZH.get(rest, rest.replace("_", " "))
    return rest.replace("_", " ").replace("-", " ") if rest in HOUSE_ZH else rest.replace("_", " ")
