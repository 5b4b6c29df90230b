"""What changed between two rulebooks, in words: rules that came, went or changed, and what of them changed.

It compares what the files say, version by version, and tells it in English and Chinese. It judges nothing: which
decisions a change would have altered is told by a replay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forbear.rulebooks.loading import INSTRUMENT_FILE, KEPT_CALENDAR
from forbear.rulebooks.telling.provisions import label, mapping_of, provisions_of, starts, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forbear.rulebooks.book import Instrument, Rulebook

    Versions = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `kind` is `came`, `went` or `changed`; `what` the key of it, `rule` or `instrument` for all of it.

    `where` is the id of a rule or of an instrument; `was` and `now` are what the two files hold, JSON-ready by `str`.
    """

    kind: str
    where: str
    what: str
    en: str
    zh: str
    was: object = None
    now: object = None

    def in_lang(self, lang: str) -> str:
        """The change in `en` or `zh-CN`."""
        return self.zh if lang == "zh-CN" else self.en

    def to_dict(self) -> dict[str, object]:
        """The change as JSON-ready values."""
        values = {"was": self.was, "now": self.now} if self.kind == "changed" else {}
        return {
            "kind": self.kind,
            "where": self.where,
            "what": self.what,
            **values,
            "words": {"en": self.en, "zh-CN": self.zh},
        }


def changes(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Everything that differs, instrument by instrument; nothing when the two are the same law."""
    before = {item.instrument_id: item for item in old.instruments}
    after = {item.instrument_id: item for item in new.instruments}
    found: list[Change] = []
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was is None and now is not None:
            found.append(_whole("came", now))
        elif now is None and was is not None:
            found.append(_whole("went", was))
        elif was is not None and now is not None and was.version != now.version:
            found.extend(_inside(was, now))
    return tuple(found)


def _whole(kind: str, item: Instrument) -> Change:
    number = len({rule.rule_id for rule in item.rules})
    en = "is new" if kind == "came" else "is gone"
    zh = "新增" if kind == "came" else "移除"
    return Change(
        kind,
        item.instrument_id,
        "instrument",
        f"{item.title['en']} {en}, with {number} rules",
        f"{zh}{item.title['zh-CN']}，共{number}条规则",
    )


def _inside(was: Instrument, now: Instrument) -> Iterator[Change]:
    name = was.instrument_id
    heads = [mapping_of(INSTRUMENT_FILE, item.files[INSTRUMENT_FILE]) for item in (was, now)]
    yield from _keys(name, heads[0], heads[1], since="")
    before, after = (dict(provisions_of(item.files, head=INSTRUMENT_FILE)) for item in (was, now))
    for address in sorted({*before, *after}):
        yield from _rule(f"{name}/{address}", before.get(address), after.get(address))
    yield from _calendars(was, now)


def _calendars(was: Instrument, now: Instrument) -> Iterator[Change]:
    names = sorted(name for name in {*was.files, *now.files} if name.startswith(KEPT_CALENDAR))
    for name in names:
        if was.files.get(name) != now.files.get(name):
            short = name.removeprefix(KEPT_CALENDAR).removesuffix(".yaml")
            en, zh = f"the calendar {short} that it names differs", f"所引用的日历{short}有变化"
            yield Change("changed", was.instrument_id, "calendar", en, zh, short, short)


def _rule(rule_id: str, was: Versions | None, now: Versions | None) -> Iterator[Change]:
    if was is None or now is None:
        kind, versions = ("came", now) if was is None else ("went", was)
        said = told((versions or [{}])[-1]).get("explain")
        en, zh = said.words if said else ("", "")
        new = kind == "came"
        yield Change(
            kind,
            rule_id,
            "rule",
            f"{'a new rule' if new else 'the rule is gone'}: {en}",
            f"{'新增规则' if new else '规则移除'}：{zh}",
        )
        return
    pairs = _paired(was, now)
    for old, new_version in pairs:
        since = f"{starts(new_version or old or {})}" if len(pairs) > 1 else ""
        if old is None or new_version is None:
            yield _version(rule_id, since, new=old is None)
        else:
            yield from _keys(rule_id, old, new_version, since=since)


def _paired(was: Versions, now: Versions) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Versions that begin on the same day belong together; a single one on each side too."""
    if len(was) == len(now) == 1:
        return [(was[0], now[0])]
    before, after = ({starts(item): item for item in side} for side in (was, now))
    return [(before.get(day), after.get(day)) for day in sorted({*before, *after})]


def _version(rule_id: str, since: str, *, new: bool) -> Change:
    if new:
        return Change("came", rule_id, "version", f"a new version from {since}", f"新增自{since}起的版本")
    return Change("went", rule_id, "version", f"the version from {since} is gone", f"移除自{since}起的版本")


def _keys(where: str, was: Mapping[str, Any], now: Mapping[str, Any], *, since: str) -> Iterator[Change]:
    before, after = told(was), told(now)
    en_since, zh_since = (f" (version from {since})", f"（自{since}起的版本）") if since else ("", "")
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if was.get(key) == now.get(key) and (old and old.words) == (new and new.words):
            continue
        names = label(key)
        old_words, new_words = (part.words if part else ("none", "无") for part in (old, new))
        yield Change(
            "changed",
            where,
            key,
            f"{names[0]}: {old_words[0]} → {new_words[0]}{en_since}",
            f"{names[1]}：{old_words[1]} → {new_words[1]}{zh_since}",
            _plain(was.get(key)),
            _plain(now.get(key)),
        )


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
