"""Counts, rests, streaks and ages in words: what is counted, over which time, together for whom, and how it compares.

Every key of a count has words here; a key without words raises `NoWords`, so that nothing of it is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.rulebooks.telling import lexicon
from forbear.rulebooks.telling.wordless import NoWords, named, only
from forbear.rulebooks.telling.words.tokens import COMPARED, RECORDS, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.telling.lexicon import Pair

FILTERS: Final[dict[str, Pair]] = {
    "only_channels": ("by way of {}", "方式为{}"),
    "outcomes": ("ending as {}", "结果为{}"),
    "forms": ("in the form of {}", "形式为{}"),
    "purposes": ("for {}", "目的为{}"),
    "not_purposes": ("not for {}", "目的不为{}"),
    "places": ("at {}", "地点为{}"),
    "not_places": ("not at {}", "地点不为{}"),
    "roles": ("to {}", "对象为{}"),
    "not_flags": ("without those marked {}", "不计{}"),
}
SINCE: Final[dict[str, Pair]] = {
    "at": ("since it began", "自其开始起"),
    "day": ("from the date it names", "自其所载日期起"),
}
HUNDREDTHS: Final = 100
"""Basis points in one per cent."""
SLIGHT: Final = frozenset({"zone", "attribution", "counts_self", "type", "n"})
"""Told elsewhere or in the pages on rulebooks: whose clock, to which debt, and whether the ask itself counts."""


def units(value: Mapping[str, Any]) -> Pair:
    """The events that are counted, with what they must be. Raises `NoWords`."""
    names = value["unit"] if isinstance(value["unit"], list) else [value["unit"]]
    pairs = [lexicon.UNITS.get(name, (name.replace("_", " "), name)) for name in names]
    english, chinese = " and ".join(pair[0] for pair in pairs), "和".join(pair[1] for pair in pairs)
    for key, words in FILTERS.items():
        if key in value:
            said = tokens(value[key])
            english, chinese = (
                f"{english} {words[0].format(said[0])}",
                f"{chinese}（{words[1].format(said[1])}）",
            )
    return english, chinese


def window(value: Mapping[str, Any]) -> Pair:
    """The time over which is counted. Raises `NoWords`."""
    only(value, "type", "n", "zone", "reset", "reset_subject", "since")
    pair, n = lexicon.WINDOWS[value["type"]], value.get("n", 1)
    english, chinese = pair[0].format(n=n), pair[1].format(n=n)
    if "reset" in value:
        again = lexicon.UNITS[value["reset"]]
        whose = (" with the debtor", "借款人") if value.get("reset_subject") == "debtor" else ("", "")
        english, chinese = f"since the last of: {again[0]}{whose[0]}", f"自{whose[1]}最近一次{again[1]}以来"
    if "since" in value:
        day = named(value["since"])
        english, chinese = f"since {day[0]}", f"自以下日期起：{day[1]}"
    return english, chinese


def counted(value: Mapping[str, Any]) -> Pair:
    """What a count counts, over which time and together for whom. Raises `NoWords`."""
    only(value, "unit", "window", "key", *FILTERS, *SLIGHT)
    said, over = units(value), window(value["window"])
    keys = [lexicon.KEYS[item] for item in value["key"]]
    debt = (
        (", to the debt it is counted to", "，只计入所归属的债务")
        if value.get("attribution", "intended") != "intended"
        else ("", "")
    )
    return (
        f"{said[0]} {over[0]}, together for the same {' and '.join(pair[0] for pair in keys)}{debt[0]}",
        f"{over[1]}的{said[1]}，按{'、'.join(pair[1] for pair in keys)}合计{debt[1]}",
    )


def count(value: Mapping[str, Any]) -> Pair:
    """A count with its bound. Raises `NoWords`."""
    only(value, "count", *COMPARED)
    said, bound = counted(value["count"]), compared(value)
    before = ("", "") if value["count"].get("counts_self", True) else (" before this one", "此前")
    if value.get("at_most") == 0 or value.get("below") == 1:
        return f"none{before[0]} of: {said[0]}", f"{before[1]}没有{said[1]}"
    if value.get("at_least") == 1 or value.get("above") == 0:
        return f"one or more{before[0]} of: {said[0]}", f"{before[1]}有{said[1]}"
    return f"{bound[0]}{before[0]} of: {said[0]}", f"{before[1]}{said[1]}，{bound[1]}次"


def compared(value: Mapping[str, Any]) -> Pair:
    """The bound of a comparison: a number or another fact. Raises `NoWords`."""
    for key, words in COMPARED.items():
        if key in value:
            bound = value[key]
            number = (
                named(bound["fact"]) if isinstance(bound, dict) else _measured(bound, value.get("fact", ""))
            )
            return f"{words[0]} {number[0]}", f"{words[1]}{number[1]}"
    raise NoWords


def _measured(number: int, fact: str) -> Pair:
    """A number in the unit that the name of its fact ends with."""
    if fact.endswith("_bp"):
        share = f"{number / HUNDREDTHS:g}%"
        return share, share
    if fact.endswith("_minor"):
        return f"{number} minor units", f"{number}（最小货币单位）"
    if fact.endswith("_seconds"):
        return f"{number} seconds", f"{number}秒"
    return str(number), str(number)


def days_since(value: Mapping[str, Any]) -> Pair:
    """Calendar days since the last such event. Raises `NoWords`."""
    only(value, "days_since", *COMPARED)
    only(value["days_since"], "unit", "key", *FILTERS, *SLIGHT)
    said, bound = units(value["days_since"]), compared(value)
    return (
        f"{bound[0]} calendar days after the last of: {said[0]}",
        f"距最近一次{said[1]}的自然日数{bound[1]}",
    )


def streak(value: Mapping[str, Any]) -> Pair:
    """Consecutive earlier days with so many events each. Raises `NoWords`."""
    only(value, "streak", *COMPARED)
    inner = value["streak"]
    only(inner, "unit", "reset", "per_day", "zone")
    said, again, bound = units(inner), lexicon.UNITS[inner["reset"]], compared(value)
    return (
        f"{bound[0]} consecutive earlier days with {inner['per_day']} or more {said[0]} each, since the last of: {again[0]}",
        f"自最近一次{again[1]}以来，此前每天{said[1]}不少于{inner['per_day']}次的连续天数{bound[1]}",
    )


def days_from(value: Mapping[str, Any]) -> Pair:
    """Local days from a date that a fact names. Raises `NoWords`."""
    only(value, "days_from", *COMPARED)
    only(value["days_from"], "fact", "zone")
    day, bound = named(value["days_from"]["fact"]), compared(value)
    return f"{bound[0]} days after {day[0]}", f"{day[1]}之后的天数{bound[1]}"


def record_days(value: Mapping[str, Any]) -> Pair:
    """Days, or business days, from a record to the ask or to the date it names. Raises `NoWords`."""
    only(value, "record_days", *COMPARED)
    inner = value["record_days"]
    only(inner, "tokens", "kind", "since", "to", "of", "calendar", "zone", "subject", "addressee")
    names, words, bound = RECORDS[inner.get("kind", "notice")], tokens(inner["tokens"]), compared(value)
    start = SINCE[inner.get("since", "at")]
    day = (
        ("days", "天数")
        if "calendar" not in inner
        else (f"business days ({inner['calendar']})", f"工作日数（{inner['calendar']}）")
    )
    end = (" to the date it names", "至其所载日期") if inner.get("to") == "named" else ("", "")
    first = ("the first of: ", "最早一次") if inner.get("of") == "oldest" else ("", "")
    whose = (" (of the debtor)", "（就借款人）") if inner.get("subject") == "debtor" else ("", "")
    by = (
        (" (given to another collector)", "（给予其他催收方）")
        if inner.get("addressee") == "other"
        else ("", "")
    )
    return (
        f"{first[0]}{names[0]}: {words[0]}{whose[0]}{by[0]}, {bound[0]} {day[0]} {start[0]}{end[0]}",
        f"{first[1]}{names[1]}：{words[1]}{whose[1]}{by[1]}，{start[1]}{end[1]}的{day[1]}{bound[1]}",
    )
