"""The patterns by which replies are read, as a table: name, meaning, words, what must not stand before, reason.

Words are matched on folded text (lower case, half-width). Only a table: `replies` applies it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of saying something. `unless_before` is tried on the 24 characters before the match."""

    name: str
    meaning: str
    words: re.Pattern[str]
    why: str
    unless_before: re.Pattern[str] | None = None
    reach: str | None = None


def _p(name: str, meaning: str, words: str, why: str, **more: str) -> Pattern:
    before = more.get("unless_before")
    return Pattern(
        name=name,
        meaning=meaning,
        words=re.compile(words),
        why=why,
        unless_before=re.compile(before) if before else None,
        reach=more.get("reach"),
    )


_NOT_A_WISH: Final = (
    r"(?:don't|do not|never|didn't|did you|did they|have you|why|when"
    r"|if you|unless you|until you|would you)\s+(?:\w+\s+)?$"
)
_NOT_YET: Final = (
    r"(?:n't|\bnot|\bnever|\bwill|\bwill be|'ll|\bto be|\bif|\bwhen|\bonce|\buntil|\bwhat i)\s+(?:\w+\s+)?$"
)
_ZH_NO: Final = r"(?:不要|别|不|勿)$"
_ZH_NO_STOP: Final = r"(?:不要|不能|别|没有?|不会|为什么|为何)$"
_MAIL: Final = r"e-?mail(?:s|ing)?|mail(?:s|ing)?"

PATTERNS: Final = (
    # ------------------------------------------------------------------------------------------------ stop, every way
    _p("stop-contact-en", "stop", r"\b(?:stop|quit|cease)\s+(?:contacting|harassing|bothering|chasing|pestering|hounding)\b",
       "asks to end contact", unless_before=_NOT_A_WISH, reach="all"),
    _p("no-contact-en", "stop",
       r"\b(?:do not|don't|dont|never|no longer|not to)\s+(?:ever\s+)?(?:contact|bother|harass|chase|reach out to)\s+(?:me|us)\b",
       "asks not to be contacted", reach="all"),
    _p("leave-alone-en", "stop", r"\bleave\s+(?:me|us)\s+alone\b", "asks to be left alone", reach="all"),
    _p("cease-en", "stop", r"\bcease\s+(?:and\s+desist|all\s+(?:communications?|contact))\b|\bstop\s+all\s+(?:communications?|contact)\b",
       "asks for all communication to cease", reach="all"),
    _p("not-wish-contact-en", "stop",
       r"\b(?:do not|don't|dont|no longer)\s+(?:want|wish)\s+(?:to\s+be\s+contacted|you\s+to\s+contact"
       r"|to\s+hear\s+from|any\s+(?:more\s+)?contact)\b",
       "does not wish to be contacted", reach="all"),
    _p("stop-contact-zh", "stop",
       r"(?:别|不要|勿|莫|不准|不许|停止|禁止|不想|不希望|不愿意?|拒绝)(?:你们|贵司)?(?:再|继续|来|被)*(?:给我|跟我|向我|对我|和我|与我)?"
       r"(?:联系|联络|骚扰|打扰|烦|找我|催)(?:我|了|本人)?",
       "asks not to be contacted any more", unless_before=_ZH_NO, reach="all"),
    # --------------------------------------------------------------------------------------------- stop, this medium
    _p("stop-medium-en", "stop",
       rf"\b(?:stop|quit|cease)\s+(?:sending|writing|calling|texting|messaging|phoning|ringing|(?:all\s+)?(?:these\s+"
       rf"|the\s+|your\s+)?(?:{_MAIL}|messages|calls|texts))\b",
       "asks to end messages of this kind", unless_before=_NOT_A_WISH, reach="medium"),
    _p("no-medium-en", "stop",
       r"\b(?:do not|don't|dont|never)\s+(?:ever\s+)?(?:e-?mail|mail|write\s+to|write|text|message|call|phone|ring|send)\s+"
       r"(?:me|us|to\s+me|(?:to\s+)?this\s+(?:address|e-?mail|number)|any\s*more|again)\b",
       "asks not to be written to", reach="medium"),
    _p("no-more-en", "stop", rf"\bno\s+more\s+(?:{_MAIL}|messages|calls|texts|letters|reminders)\b", "asks for no more messages",
       reach="medium"),
    _p("off-list-en", "stop", r"\b(?:take|remove)\s+(?:me|us|my\s+(?:e-?mail|address|number))\s+(?:off|from)\b"
       r"|\bunsubscribe\s+(?:me|this)\b"
       r"|\b(?:opt|opting)\s+(?:me\s+)?out\b", "asks to be taken off", reach="medium"),
    _p("not-wish-medium-en", "stop",
       rf"\b(?:do not|don't|dont|no longer)\s+(?:want|wish)\s+(?:to\s+(?:receive|get)"
       rf"|any(?:\s+more)?\s+(?:of\s+)?(?:these\s+|your\s+)?(?:{_MAIL}|messages|calls|texts))\b",
       "does not wish to receive messages", reach="medium"),
    _p("stop-medium-zh", "stop",
       r"(?:别|不要|勿|莫|不准|不许|停止|禁止|不想|不希望|不愿意?)(?:你们|贵司)?(?:再|继续|来)*(?:给我|跟我|向我|往我这|往这)?"
       r"(?:打电话|打来|打了|打给我|来电|致电|发邮件|发短信|发信息|发消息|发来|发了|发送|发给我|发(?![错到票])|收到|收你|写信|群发)",
       "asks for no more calls or messages", unless_before=_ZH_NO, reach="medium"),
    _p("off-list-zh", "stop", r"(?:我要|申请|帮我|请)?(?:退订|拒收)(?:邮件|短信|消息|信息|此类|通知|这)?", "asks to be taken off",
       unless_before=_ZH_NO_STOP, reach="medium"),
    # ------------------------------------------------------------------------------------------------- wrong person
    _p("wrong-en", "wrong_person",
       r"\bwrong\s+(?:person|number|address|e-?mail|recipient|guy|man|woman)\b|\byou\s+have\s+the\s+wrong\b|\bmistaken\s+identity\b",
       "says that the message reached the wrong person"),
    _p("not-me-en", "wrong_person",
       r"\b(?:i\s+am|i'm|im|this\s+is)\s+not\s+(?:him|her|that\s+person|the\s+person|who\s+you|mr|mrs|ms)\b"
       r"|\b(?:no\s*body|no\s+one|nobody)\s+(?:here\s+)?(?:by|with|of)\s+that\s+name\b"
       r"|\b(?:do not|don't|dont)\s+know\s+(?:this|that|any(?:one|body)?|who)\b.{0,20}\b(?:person|name|called"
       r"|this\s+is|he\s+is|she\s+is)\b",
       "says not to be the person"),
    _p("gone-en", "wrong_person",
       r"\b(?:he|she|they)\s+(?:does\s+not|doesn't|do\s+not|don't|no\s+longer)\s+(?:live|work"
       r"|use)s?\b", "says that the person is not here"),
    _p("wrong-zh", "wrong_person",
       r"(?:打|发|认|找|搞|弄)错(?:人|了人|号|了号|电话|邮箱|了|对象)|不是本人|我不是(?:他|她|这个人|这人|此人|你们?要?找的|本人|机主)"
       r"|不认识(?:这个|这|此|他|她|你们?说的)|没有这个人|没这个人|查无此人|(?:号码|邮箱|电话)(?:已经?)?换(?:人|主)",
       "says that the message reached the wrong person", unless_before=r"(?:金额|账单|账|利息|我)$"),
    # ----------------------------------------------------------------------------------------------------- dispute
    _p("dispute-en", "dispute",
       r"\b(?:i|we)\s+(?:hereby\s+|want\s+to\s+|wish\s+to\s+)?(?:dispute|contest)\b|\bdisputed?\s+(?:this|the|that|it)\b"
       r"|\bi\s+(?:do\s+not|don't|dont|never)\s+ow(?:e|ed)\b"
       r"|(?:^|[\n.!?])\s*disputed?\b|\bnot\s+my\s+(?:debt|loan|account|bill)\b|\bi\s+(?:never|didn't"
       r"|did\s+not)\s+(?:took|take|borrow(?:ed)?|sign(?:ed)?|open(?:ed)?)\b"
       r"|\b(?:amount|balance|figure|number|sum|calculation|bill)\s+(?:is|are|was|looks?|seems?)\s+(?:wrong|incorrect"
       r"|not\s+right|too\s+high)\b"
       r"|\bidentity\s+theft\b|\bfraud(?:ulent)?\b|\bprove\s+(?:it|that\s+i|the\s+debt)\b|\bvalidat(?:e"
       r"|ion)\s+(?:of\s+)?(?:the|this)\s+debt\b",
       "contests the debt or its amount", unless_before=r"(?:not|n't)\s+(?:\w+\s+)?$"),
    _p("dispute-zh", "dispute",
       r"异议|(?:我|本人)?(?:从来?|根本|压根)?(?:没有?|未)(?:借过?|贷过?|签过|办过)(?:这|你|款|钱|贷)?|不是我(?:借|贷|欠|办|签)的"
       r"|(?:我|本人)(?:并|根本)?(?:没有?|不)欠|(?:金额|数目|数额|账单|账目|利息|费用)(?:有误|不对|错了|算错|有问题|太高|不符)"
       r"|算错|冒用|冒名|盗用|不认可|不承认|不认这笔|请(?:出示|提供)(?:合同|证据|凭证)",
       "contests the debt or its amount", unless_before=r"(?:无|没有?)$"),
    # ------------------------------------------------------------------------------------------------ paid already
    _p("paid-en", "paid_already",
       r"\b(?:already|just)\s+(?:paid|settled|transferred|sent\s+(?:the|my|it))\b"
       r"|\b(?:i|we)(?:'ve|\s+have)?\s+(?:already\s+|just\s+)?(?:paid|settled)\b(?!\s+(?:too|so)\s+much)"
       r"|\b(?:it|this|loan|bill|debt|instal?ment|payment|everything)\s+(?:is|was|has\s+been|have\s+been"
       r"|went)\s+(?:already\s+)?(?:paid|settled|made|sent|through)\b"
       r"|\bpaid\s+(?:in\s+full|off|last|yesterday|on\s+\w+|this\s+morning)\b",
       "says that it was paid", unless_before=_NOT_YET),
    _p("paid-zh", "paid_already",
       r"已经?(?:还|付|缴|交|转|结清|清)(?!不)(?:了|过|清|款|完|上)?|(?:还|付|缴|转)过(?:了|款|钱)?|(?:还|付)清了?|(?:还|付|缴|结)完了?"
       r"|(?:昨天|前天|今天|今早|上午|刚才?|刚刚|上周|上月|早就)(?:就|已经?)?(?:还|付|缴|转)了?|钱(?:已经?)?(?:还|付|转|打)(?:了|过去)",
       "says that it was paid", unless_before=r"(?:没|未|不能|无法|怎么|如何|等我|才能|想|不|会|尽快)$"),
    # ---------------------------------------------------------------------------------------------------- hardship
    _p("hardship-en", "hardship",
       r"\b(?:lost\s+my\s+job|laid\s+off|unemployed|out\s+of\s+work|redundan(?:t|cy)|(?:can't|cannot|can\s+not"
       r"|couldn't|unable\s+to)\s+(?:\w+\s+)?(?:afford|pay|make)"
       r"|in\s+(?:the\s+)?hospital|surgery|seriously\s+ill|(?:i\s+am|i'm|been|got|am)\s+(?:very\s+)?(?:ill|sick)"
       r"|illness|cancer|divorced?|reduced\s+(?:hours|income|pay)"
       r"|hardship|no\s+(?:money|income)|broke\b|bankrupt(?:cy)?|(?:need|give\s+me"
       r"|more)\s+(?:\w+\s+)?(?:more\s+)?time\s+to\s+pay|need\s+(?:a\s+(?:bit|little)\s+)?more\s+time"
       r"|payment\s+plan|pay\s+in\s+instal?ments|struggling)",
       "speaks of difficulty in paying", unless_before=r"(?:not|n't)\s+(?:\w+\s+)?$"),
    _p("hardship-zh", "hardship",
       r"失业|下岗|没(?:有)?(?:了)?工作|被裁|裁员|丢了工作|没(?:有)?钱|还不起|还不上|付不起|无力(?:偿还|还款|支付)|困难|生病|住院|重病|手术|癌"
       r"|宽限|延期|延后|缓(?:一缓|几天|缓|一下)|分期(?!购|产品|账单)|慢慢还|工资(?:还)?没发|没发工资|降薪|破产|周转不(?:开|过来)|没(?:有)?收入",
       "speaks of difficulty in paying", unless_before=r"(?:没有?|无|不)$"),
)  # fmt: skip
