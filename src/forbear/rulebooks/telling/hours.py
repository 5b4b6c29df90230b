"""Hours and clocks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forbear.rulebooks.telling import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.telling.lexicon import Pair


def slots(value: Any) -> Pair:  # noqa: ANN401  whatever the file holds
    """Slots of days and hours, for example `Mon, Tue 08:00–21:00`."""
    said = [
        (days(slot["days"]), f"{slot['from']}–{slot['to']}")
        for slot in (value if isinstance(value, list) else [value])
    ]
    return "; ".join(f"{day[0]} {time}" for day, time in said), "；".join(
        f"{day[1]}{time}" for day, time in said
    )


def days(value: Any) -> Pair:  # noqa: ANN401
    """Days of the week."""
    pairs = [lexicon.WEEKDAYS[item] for item in (value if isinstance(value, list) else [value])]
    return ", ".join(pair[0] for pair in pairs), "、".join(pair[1] for pair in pairs)


def clock(value: Mapping[str, Any]) -> Pair:
    """Whose clock is looked at."""
    pair = lexicon.RESOLVERS[value["resolver"]]
    tz = value.get("tz", "")
    return pair[0].format(tz=tz), pair[1].format(tz=tz)
