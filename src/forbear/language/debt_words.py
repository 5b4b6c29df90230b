"""Words that tell a debt, in Chinese and English: what may not stand in a text to somebody who is no party to it.

Broad on purpose: a lender's trade name ("…贷款有限公司", "Auto Finance") tells as much as the word "debt". It knows
no person; who may be told what is decided elsewhere.
"""

from __future__ import annotations

import re
from typing import Final

from forbear.language.quoted import one_spelling

_WORDS: Final = re.compile(
    r"欠|逾期|还款|还钱|还清|未还|偿还|贷|借款|借钱|借条|债|账单|账款|款项|催收|催款|追讨|清收|利息|本金|违约|滞纳|分期|金融|信用|征信|银行|资产管理|诉讼|起诉|法院"
    r"|[¥￥$€£]|(?<![a-z])(?:cny|rmb|usd|eur|gbp)(?![a-z])|\d(?:[\d,]*\.\d\d)(?!\d)|\d元|元整|人民币"
    r"|\b(?:debts?|debtors?|loans?|lend(?:er|ing|s)?|borrow\w*|owe[sd]?|owing|overdue|arrears|past\s+due|repay\w*|unpaid|pay(?:ment|ments|ing|s)?"
    r"|instal?ments?|collect(?:ion|ions|or|ors|ing)|creditors?|credit|financ\w*|bank|banks|banking|balance|interest\s+rate|default(?:ed)?|delinquen\w*|"
    r"lawsuit|court|mortgage|recover(?:y|ies))\b"
)


def debt_words(text: str) -> tuple[str, ...]:
    """Return every word or sign in the text that tells a debt, in order."""
    return tuple(found.group() for found in _WORDS.finditer(one_spelling(text)))
