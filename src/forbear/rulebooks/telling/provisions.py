"""One provision in words: each of its keys with what it says, in English and Chinese.

It works on the mapping of the file, so that whatever stands in the file is told; `told_versions` lays each version
over the file's own keys as the loader does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import yaml

from forbear.rulebooks.reading.source import read_yaml
from forbear.rulebooks.telling import besides, calling, conditions, counting, hours, lexicon
from forbear.rulebooks.telling.wordless import NoWords
from forbear.rulebooks.telling.words.duties import duty_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from forbear.rulebooks.book import Instrument, Rule
    from forbear.rulebooks.telling.lexicon import Pair

BOTH_ALIKE_CUT: Final = 4_000
SKIPPED: Final = frozenset({"id", "after", "counts_as", "versions"})
"""Told with another key (`after` with `days`), or no part of what the rule does."""


TOLD_OTHERWISE: Final = frozenset(
    {"cite", "confidence", "decision", "explain", "kind", "obligations", "read_on", "reading", "valid"}
)
"""What every view of a rule shows in a place of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One key of a provision with what it says."""

    key: str
    label: Pair
    words: Pair

    def in_lang(self, lang: str) -> str:
        """The words in `en` or `zh-CN`."""
        return self.words[lang == "zh-CN"]


def mapping_of(name: str, text: str) -> dict[str, Any]:
    """The mapping in a file; empty where it holds none."""
    value = read_yaml(name, text).value
    return value if isinstance(value, dict) else {}


def versions_of(mapping: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each version of a provision with the file's own keys under it, oldest first."""
    base = {key: value for key, value in mapping.items() if key != "versions"}
    found = [{**base, **entry} for entry in mapping.get("versions") or [{}] if isinstance(entry, dict)]
    return sorted(found, key=starts)


def starts(version: Mapping[str, Any]) -> date:
    """The first day on which a version holds."""
    valid = version.get("valid")
    day = valid.get("from") if isinstance(valid, dict) else None
    return day if isinstance(day, date) else date.min


def told(version: Mapping[str, Any]) -> dict[str, Told]:
    """Every key of one version (or of an instrument's head) in words, by key, in the order of the file."""
    found = {key: value for key, value in version.items() if key not in SKIPPED}
    return {key: Told(key, label(key), _words(key, value, version)) for key, value in found.items()}


def conditions_of(item: Instrument, rule: Rule) -> list[Told]:
    """What one version of a rule looks at and lifts, in words, in the order of its file."""
    address = rule.rule_id.partition("/")[2]
    versions = versions_of(mapping_of(address, item.files[f"{address}.yaml"]))
    version = next(one for one in versions if starts(one) in {rule.valid_from, date.min})
    return [part for key, part in told(version).items() if key not in TOLD_OTHERWISE]


def label(key: str) -> Pair:
    """What a key is called."""
    plain = key.replace("_", " ")
    return lexicon.LABELS.get(key, (plain, plain))


def _words(key: str, value: object, version: Mapping[str, Any]) -> Pair:
    teller = TELLERS.get(key)
    try:
        return as_written(value) if teller is None else teller(value, version)
    except (
        NoWords,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ):  # a shape of its own is told as it is written
        return as_written(value)


def as_written(value: object) -> Pair:
    """The value as a file would hold it, on one line."""
    if isinstance(value, str):
        return value, value
    if isinstance(value, list):
        parts = [as_written(item)[0] for item in value]
        return "; ".join(parts), "；".join(parts)
    text = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=BOTH_ALIKE_CUT
    )
    text = text.removesuffix("...\n").strip()
    return (f"`{text}`", f"`{text}`") if isinstance(value, dict) else (text, text)


def period(valid: Mapping[str, Any]) -> Pair:
    """From when until when; `to` is the first day on which it no longer holds."""
    start, end = valid.get("from"), valid.get("to")
    return (
        f"from {start}{f' until before {end}' if end else ''}",
        f"自{start}起{f'，至{end}前' if end else ''}",
    )


def _named(table: Mapping[str, Pair]) -> Callable[[Any, Mapping[str, Any]], Pair]:
    def tell(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401  whatever the file holds
        return table[value]

    return tell


def _limit(value: Any, version: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    unit, window = counting.units(version["count"]), counting.window(version["count"]["window"])
    return f"{value} {unit[0]} {window[0]}", f"{window[1]}{unit[1]}不超过{value}次"


def _rest(value: Any, version: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    unit = counting.units(version["after"])
    return f"{value} calendar days after the last of: {unit[0]}", f"最近一次{unit[1]}后{value}个自然日"


def _both(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    return value["en"].strip(), value["zh-CN"].strip()


def _valid(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    return period(value)


def _confidence(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    pair = lexicon.CONFIDENCE[value]
    return f"{value}: {pair[0]}", f"{value}：{pair[1]}"


def _obligations(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401
    pairs = [(duty_in_words(duty, "en"), duty_in_words(duty, "zh-CN")) for duty in value]
    return "; ".join(pair[0] for pair in pairs), "；".join(pair[1] for pair in pairs)


def _alone(teller: Callable[[Any], Pair]) -> Callable[[Any, Mapping[str, Any]], Pair]:
    def tell(value: Any, _: Mapping[str, Any]) -> Pair:  # noqa: ANN401
        return teller(value)

    return tell


TELLERS: Final[dict[str, Callable[[Any, Mapping[str, Any]], Pair]]] = {
    "kind": _named(lexicon.KINDS),
    "decision": _named(lexicon.DECISIONS),
    "force": _named(lexicon.FORCES),
    "confidence": _confidence,
    "explain": _both,
    "title": _both,
    "valid": _valid,
    "allow": _alone(hours.slots),
    "zone": _alone(hours.clock),
    "obligations": _obligations,
    "limit": _limit,
    "count": _alone(counting.counted),
    "days": _rest,
    "duties": lambda value, _: besides.duties(value),
    "period": lambda value, _: besides.period(value),
    "keep": lambda value, _: besides.keeping(value),
    "applies": _alone(conditions.scope),
    "unless": _alone(conditions.any_of),
    "permit": _alone(conditions.any_of),
    "breach_when": _alone(conditions.all_of),
    "hold": _alone(conditions.record("hold")),
    "preference": _alone(conditions.record("preference")),
    "consent": _alone(conditions.record("consent")),
    "raised_by": _alone(conditions.raised),
    "override": _alone(calling.factors),
    "classifies": _alone(calling.classes),
    "contacts": _alone(calling.contacts),
}


def provisions_of(files: Mapping[str, str], *, head: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each provision's address with its versions; calendars and the instrument's head are none."""
    for name, text in files.items():
        if name != head and "/" not in name:
            yield name.removesuffix(".yaml"), versions_of(mapping_of(name, text))
