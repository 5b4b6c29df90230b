"""Conditions of rules in words: scopes, exceptions and what breaks a rule, in English and Chinese.

Each part of a condition is told by its own key; a condition with a key that has no words here is told whole as it
is written, so that nothing of it is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.rulebooks.telling import counting, hours, lexicon
from forbear.rulebooks.telling.counting import compared
from forbear.rulebooks.telling.wordless import NoWords, named, only
from forbear.rulebooks.telling.words.places import places
from forbear.rulebooks.telling.words.tokens import COMPARED, RECORDS, SCOPES, token, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from forbear.rulebooks.telling.lexicon import Pair


def scope(value: Mapping[str, Any]) -> Pair:
    """An `applies`: every part must hold. Raises `NoWords`."""
    parts: list[Pair] = []
    for key, inner in value.items():
        if key == "when":
            parts.extend(_each(inner))
        elif key == "when_any":
            parts.append(_joined(_each(inner), ("or", "或")))
        else:
            parts.append(_scoped(key, inner))
    return _joined(parts, ("and", "且"))


def any_of(value: object) -> Pair:
    """A list of which one is enough. Raises `NoWords`."""
    return _listed(_each(value))


def all_of(value: object) -> Pair:
    """A condition, or a list of which all must hold. Raises `NoWords`."""
    return _joined(_each(value), ("and", "且"))


def record(kind: str) -> Callable[[Mapping[str, Any]], Pair]:
    """How a record of one kind is told."""

    def tell(value: Mapping[str, Any]) -> Pair:
        return _record(kind, value)

    return tell


def _each(value: object) -> list[Pair]:
    return [_condition(item) for item in (value if isinstance(value, list) else [value])]


def _listed(parts: list[Pair]) -> Pair:
    return "; ".join(part[0] for part in parts), "；".join(part[1] for part in parts)


def _joined(parts: list[Pair], word: Pair) -> Pair:
    if len(parts) == 1:
        return parts[0]
    english = f" {word[0]} ".join(_held(part[0], f" {_other(word)[0]} ") for part in parts)
    return english, f"，{word[1]}".join(_held(part[1], f"，{_other(word)[1]}", "（）") for part in parts)


def _other(word: Pair) -> Pair:
    return ("or", "或") if word[0] == "and" else ("and", "且")


def _held(text: str, other: str, brackets: str = "()") -> str:
    """In brackets where it joins its own parts with the other word."""
    return f"{brackets[0]}{text}{brackets[1]}" if other in text else text


def _condition(value: Any) -> Pair:  # noqa: ANN401  whatever the file holds
    if not isinstance(value, dict) or not value:
        raise NoWords
    for key, teller in TELLERS.items():
        if key in value:
            return teller(value)
    return _joined([_scoped(key, inner) for key, inner in value.items()], ("and", "且"))


def _scoped(key: str, inner: object) -> Pair:
    plain = key.removeprefix("not_")
    if plain not in SCOPES:
        raise NoWords
    if key == "not_channels" and isinstance(inner, list) and "none" in inner:
        return _any_contact_but([word for word in inner if word != "none"])
    names = SCOPES[plain]
    words = places(inner) if plain in {"countries", "regions"} else tokens(inner)  # type: ignore[arg-type]
    if key == plain:
        return f"{names[0]} {words[0]}", f"{names[1]}{words[1]}"
    return f"not {names[0]} {words[0]}", f"{names[1].removesuffix('为')}不为{words[1]}"


def _any_contact_but(channels: list[str]) -> Pair:
    """Every channel but `none`, which reaches nobody, and these."""
    if not channels:
        return "any contact", "任何联系"
    words = tokens(channels)
    return f"any contact but by {words[0]}", f"除{words[1]}外的任何联系"


def _fact(value: Mapping[str, Any]) -> Pair:
    only(value, "fact", "is", "in", "has", "within", "within_fact", *COMPARED)
    name = named(value["fact"])
    if isinstance(value.get("is"), bool):
        return _holds(name, yes=value["is"])
    if "is" in value:
        said = token(value["is"])
    elif "in" in value:
        said = tokens(value["in"])
    elif "has" in value:
        words = tokens(value["has"])
        said = f"has {words[0]}", f"含{words[1]}"
    elif "within" in value:
        words = tokens(value["within"], ("and", "和"))
        said = f"nothing but {words[0]}", f"仅有{words[1]}"
    elif "within_fact" in value:
        words = named(value["within_fact"])
        said = f"nothing but what is in {words[0]}", f"不超出{words[1]}"
    else:
        said = compared(value)
    return f"{name[0]}: {said[0]}", f"{name[1]}：{said[1]}"


def _holds(name: Pair, *, yes: bool) -> Pair:
    """A yes-or-no fact as a statement."""
    if not name[0].startswith("whether "):
        return f"{name[0]}: {'yes' if yes else 'no'}", f"{name[1]}：{'是' if yes else '否'}"
    english = name[0].removeprefix("whether ")
    return (english if yes else f"it is not so that {english}"), f"{name[1]}：{'是' if yes else '否'}"


def _known(value: Mapping[str, Any]) -> Pair:
    only(value, "known")
    name = named(value["known"])
    return f"known is {name[0]}", f"已知{name[1]}"


def _all(value: Mapping[str, Any]) -> Pair:
    only(value, "all")
    inner = value["all"] if isinstance(value["all"], list) else [value["all"]]
    known = {item["known"] for item in inner if isinstance(item, dict) and set(item) == {"known"}}
    looked_at = {item["fact"] for item in inner if isinstance(item, dict) and "fact" in item}
    parts = [
        _where_known(item) if isinstance(item, dict) and item.get("fact") in known else _condition(item)
        for item in inner
        if not (isinstance(item, dict) and set(item) == {"known"} and item["known"] in looked_at)
    ]
    return _joined(parts, ("and", "且"))


def _where_known(value: Mapping[str, Any]) -> Pair:
    """A statement about a fact that is silent where the fact is not known."""
    said = _condition(value)
    return f"where known, {said[0]}", f"如已知，{said[1]}"


def _any(value: Mapping[str, Any]) -> Pair:
    only(value, "any")
    return _joined(_each(value["any"]), ("or", "或"))


def _not(value: Mapping[str, Any]) -> Pair:
    only(value, "not")
    inner = _condition(value["not"])
    return f"not ({inner[0]})", f"并非（{inner[1]}）"


def _recorded(kind: str) -> Callable[[Mapping[str, Any]], Pair]:
    def tell(value: Mapping[str, Any]) -> Pair:
        only(value, kind)
        return _record(kind, value[kind])

    return tell


def _record(kind: str, value: Mapping[str, Any]) -> Pair:
    only(value, "tokens", "zone", "subject", "addressee", "flags", "not_flags", "lasts_days", "until")
    names, words = RECORDS[kind], tokens(value["tokens"])
    english, chinese = f"{names[0]}: {words[0]}", f"{names[1]}：{words[1]}"
    for said in _details(value):
        english, chinese = f"{english}{said[0]}", f"{chinese}{said[1]}"
    return english, chinese


def _details(value: Mapping[str, Any]) -> Iterator[Pair]:
    if value.get("subject") == "debtor":
        yield ", of the debtor", "（就借款人）"
    if value.get("addressee") == "other":
        yield ", given to another collector", "（给予其他催收方）"
    elif value.get("addressee") is False:
        yield ", whoever it was given to", "（不论给予哪一方）"
    if "flags" in value:
        flags = tokens(value["flags"], ("and", "和"))
        yield f", {flags[0]}", f"，须{flags[1]}"
    if "not_flags" in value:
        flags = tokens(value["not_flags"])
        yield f", not {flags[0]}", f"，且并非{flags[1]}"
    if "lasts_days" in value:
        yield f", for {value['lasts_days']} local days", f"，有效{value['lasts_days']}个自然日"
    if "until" in value:
        end = lexicon.UNITS[value["until"]]
        yield f", until the first of: {end[0]}", f"，至首次{end[1]}为止"


def raised(value: Mapping[str, Any]) -> Pair:
    """The consent that carries a higher number. Raises `NoWords`."""
    return _record("consent", value)


def _open(value: Mapping[str, Any]) -> Pair:
    only(value, "open")
    only(value["open"], "zone", "allow")
    slots, clock = hours.slots(value["open"]["allow"]), hours.clock(value["open"]["zone"])
    return f"within the hours {slots[0]} ({clock[0]})", f"处于时段{slots[1]}（{clock[1]}）"


def _replies(value: Mapping[str, Any]) -> Pair:
    only(value, "replies_to")
    inner = value["replies_to"]
    only(inner, "unit", "any_channel", "only_channels")
    english, chinese = "it answers what the person said or asked", "回复本人的来电或来信"
    if inner.get("any_channel"):
        return f"{english}, by whatever channel", f"{chinese}（不限方式）"
    if "only_channels" in inner:
        words = tokens(inner["only_channels"])
        return f"{english} by way of {words[0]}", f"{chinese}（方式为{words[1]}）"
    return f"{english}, by the same channel", f"{chinese}（以同一方式）"


TELLERS: Final[dict[str, Callable[[Mapping[str, Any]], Pair]]] = {
    "fact": _fact,
    "known": _known,
    "all": _all,
    "any": _any,
    "not": _not,
    "count": counting.count,
    "days_since": counting.days_since,
    "streak": counting.streak,
    "days_from": counting.days_from,
    "record_days": counting.record_days,
    "open": _open,
    "replies_to": _replies,
    **{kind: _recorded(kind) for kind in RECORDS},
}
