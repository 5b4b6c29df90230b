"""What a provision calls things, what releases its presumption, and how contacts are counted, in words.

The classes and the traits' words are told as the law spells them: they are its own terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.rulebooks.telling.lexicon import UNITS
from forbear.rulebooks.telling.wordless import NoWords, only
from forbear.rulebooks.telling.words.tokens import COMPARED, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.telling.lexicon import Pair

TRAITS: Final[dict[str, Pair]] = {
    "medium": ("by way of", "方式为"),
    "outcome": ("ending as", "结果为"),
    "content": ("amounting to", "内容属于"),
    "purpose": ("for", "目的为"),
    "to_role": ("to", "对象为"),
    "result": ("that came back as", "送达结果为"),
    "opt_out": ("opting out by", "退订方式为"),
    "notice": ("a notice in the form", "告知形式为"),
    "alias_use": ("an assumed name that is", "化名的使用为"),
}
FLAGS: Final[dict[str, tuple[Pair, Pair]]] = {
    "is_about_debt": (("about a debt", "与债务有关"), ("not about a debt", "与债务无关")),
    "to_third_person": (
        ("on a number known to be another person's", "拨往已知属于他人的号码"),
        ("on a number not known to be another person's", "并非拨往已知属于他人的号码"),
    ),
    "name_reveals_collection": (
        ("under a name that tells of collecting", "机构名称显示其从事催收"),
        ("under a name that does not tell of collecting", "机构名称未显示其从事催收"),
    ),
    "alias_is_traceable": (
        ("traceable by the employer", "雇主可查知其本人"),
        ("not traceable", "不可查知其本人"),
    ),
    "alias_is_unique": (("used by one agent only", "仅一人使用"), ("used by several agents", "多人使用")),
}
NUMBERS: Final[dict[str, Pair]] = {
    "debts": ("the number of debts meant is", "所涉债务笔数"),
    "weekly_hours": ("the hours a week that are closed are", "每周禁止联系的小时数"),
}
HOLDS: Final[dict[str, tuple[Pair, Pair]]] = {
    "has": (("a message saying {}", "留言含{}"), ("or", "或")),
    "has_all": (("a message saying {}", "留言同时含{}"), ("and", "和")),
    "within": (("saying nothing but {}", "留言仅含{}"), ("and", "和")),
}


def classes(value: Any) -> Pair:  # noqa: ANN401  whatever the file holds
    """Each class with what is called so. Raises `NoWords`."""
    pairs = [_one(item) for item in value]
    return "; ".join(pair[0] for pair in pairs), "；".join(pair[1] for pair in pairs)


def _one(item: Mapping[str, Any]) -> Pair:
    only(item, "when", "as", "counted_by", "cite")
    parts = [_trait(key, inner) for key, inner in item["when"].items()]
    english, chinese = ", ".join(part[0] for part in parts), "，".join(part[1] for part in parts)
    called, cite = " / ".join(f"`{name}`" for name in item["as"]), ", ".join(item.get("cite", ()))
    by = item.get("counted_by")
    more = (f", as `{by}` counts", f"，以`{by}`的计数为准") if by else ("", "")
    source = (f" ({cite})", f"（{cite}）") if cite else ("", "")
    return f"{english}: {called}{more[0]}{source[0]}", f"{chinese}：{called}{more[1]}{source[1]}"


def _trait(key: str, value: Any) -> Pair:  # noqa: ANN401
    plain = key.removeprefix("not_")
    if plain in FLAGS:
        return FLAGS[plain][0 if value == (key == plain) else 1]
    if plain == "voicemail":
        return _voicemail(value)
    if plain in NUMBERS:
        bound = next(name for name in COMPARED if name in value)
        words, names = COMPARED[bound], NUMBERS[plain]
        return f"{names[0]} {words[0]} {value[bound]}", f"{names[1]}{words[1]}{value[bound]}"
    if plain not in TRAITS:
        raise NoWords
    said = ("anything", "任意") if value == ["any"] else tokens(value)
    names = TRAITS[plain]
    return (
        (f"{names[0]} {said[0]}", f"{names[1]}{said[1]}")
        if key == plain
        else (
            f"not {names[0]} {said[0]}",
            f"{names[1].removesuffix('为').removesuffix('属于')}不属于{said[1]}",
        )
    )


def _voicemail(value: Mapping[str, Any]) -> Pair:
    only(value, *HOLDS)
    said = []
    for key, inner in value.items():
        frame, joined = HOLDS[key]
        words = ("anything", "任何内容") if inner == ["any"] else tokens(inner, joined)
        said.append((frame[0].format(words[0]), frame[1].format(words[1])))
    return " and ".join(pair[0] for pair in said), "且".join(pair[1] for pair in said)


def factors(value: Mapping[str, Any]) -> Pair:
    """The grounds that may release a presumption. Raises `NoWords`."""
    only(value, "factors")
    return tokens(value["factors"])


def contacts(value: Mapping[str, Any]) -> Pair:
    """How contacts are counted. Raises `NoWords`."""
    only(value, "unit", "voluntary_thread_is_one")
    unit = UNITS[value["unit"]]
    if not value.get("voluntary_thread_is_one"):
        return unit
    return (
        f"{unit[0]}; a thread that the person keeps up freely is one",
        f"{unit[1]}；本人自愿持续的往来计为一次",
    )
