"""Names of countries, provinces, states and cities whose law is modelled. It holds words and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.rulebooks.telling.lexicon import Pair

PLACES: Final[dict[str, Pair]] = {
    "AT": ("Austria", "奥地利"),
    "AU": ("Australia", "澳大利亚"),
    "BE": ("Belgium", "比利时"),
    "BG": ("Bulgaria", "保加利亚"),
    "BR": ("Brazil", "巴西"),
    "BR-RJ": ("Rio de Janeiro", "里约热内卢州"),
    "BR-SP": ("São Paulo", "圣保罗州"),
    "CA": ("Canada", "加拿大"),
    "CA-ON": ("Ontario", "安大略省"),
    "CA-QC": ("Quebec", "魁北克省"),
    "CN": ("mainland China", "中国内地"),
    "CO": ("Colombia", "哥伦比亚"),
    "CY": ("Cyprus", "塞浦路斯"),
    "CZ": ("Czechia", "捷克"),
    "DE": ("Germany", "德国"),
    "DK": ("Denmark", "丹麦"),
    "EE": ("Estonia", "爱沙尼亚"),
    "ES": ("Spain", "西班牙"),
    "FI": ("Finland", "芬兰"),
    "FR": ("France", "法国"),
    "GB": ("the United Kingdom", "英国"),
    "GR": ("Greece", "希腊"),
    "HK": ("Hong Kong", "中国香港"),
    "HR": ("Croatia", "克罗地亚"),
    "HU": ("Hungary", "匈牙利"),
    "ID": ("Indonesia", "印度尼西亚"),
    "IE": ("Ireland", "爱尔兰"),
    "IN": ("India", "印度"),
    "IT": ("Italy", "意大利"),
    "JP": ("Japan", "日本"),
    "KE": ("Kenya", "肯尼亚"),
    "KR": ("Korea", "韩国"),
    "LT": ("Lithuania", "立陶宛"),
    "LU": ("Luxembourg", "卢森堡"),
    "LV": ("Latvia", "拉脱维亚"),
    "MT": ("Malta", "马耳他"),
    "MX": ("Mexico", "墨西哥"),
    "NG": ("Nigeria", "尼日利亚"),
    "NL": ("the Netherlands", "荷兰"),
    "PH": ("the Philippines", "菲律宾"),
    "PL": ("Poland", "波兰"),
    "PT": ("Portugal", "葡萄牙"),
    "RO": ("Romania", "罗马尼亚"),
    "SE": ("Sweden", "瑞典"),
    "SG": ("Singapore", "新加坡"),
    "SI": ("Slovenia", "斯洛文尼亚"),
    "SK": ("Slovakia", "斯洛伐克"),
    "TH": ("Thailand", "泰国"),
    "TW": ("Taiwan", "中国台湾"),
    "US": ("the United States", "美国"),
    "US-DC": ("the District of Columbia", "哥伦比亚特区"),
    "US-FL": ("Florida", "佛罗里达州"),
    "US-MA": ("Massachusetts", "马萨诸塞州"),
    "US-CA": ("California", "加利福尼亚州"),
    "US-NY": ("New York State", "纽约州"),
    "US-NY-NYC": ("New York City", "纽约市"),
    "US-WA": ("Washington State", "华盛顿州"),
    "US-WV": ("West Virginia", "西弗吉尼亚州"),
    "VN": ("Vietnam", "越南"),
}


def places(codes: Sequence[str] | str) -> Pair:
    """Several places, in the order of the file; a code without a name is told as it is."""
    pairs = [PLACES.get(code, (code, code)) for code in ([codes] if isinstance(codes, str) else codes)]
    english = [pair[0] for pair in pairs]
    head = f"{', '.join(english[:-1])} or " if len(english) > 1 else ""
    return f"{head}{english[-1]}", "、".join(pair[1] for pair in pairs)
