"""Treatment paths: ladders of steps, kept as data, each version with the date from which it holds.

The loader takes the text of a path (it reads no file) and refuses what it does not know: unknown keys, steps out of order of days,
a step without an offer of help, a date that no version covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STEP_KEYS: Final = {
    "step", "from_day", "wait_days", "times", "every_days", "purpose", "channels", "hour", "priority", "template", "offers"
}  # fmt: skip
_LOCATE_KEYS: Final = (_STEP_KEYS - {"offers"}) | {
    "roles",
    "failed_attempts_a_day_min",
    "consecutive_days_min",
}
STEPS_MAX: Final = 64


class BadPath(Exception):
    """a treatment path cannot be read"""


class NoPathInForce(Exception):
    """no version of the treatment path covers the date"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung: from which day past due, how long after the last contact, by which channels (first usable one), at which local hour.

    `ordinal` counts the steps of the same purpose from 1: the step is taken when the log holds that many contacts of its purpose.
    """

    name: str
    from_day: int
    wait_days: int
    purpose: str
    ordinal: int
    channels: tuple[str, ...]
    hour: time
    priority: int
    template: str
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locate:
    """When and how somebody whom the borrower named may be asked to pass on a call-back."""

    step: Step
    roles: tuple[str, ...]
    failed_attempts_a_day_min: int
    consecutive_days_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One version of a treatment path, its repeated steps written out."""

    name: str
    since: date
    steps: tuple[Step, ...]
    locate: Locate | None

    def purpose_of(self, channel: str, purpose: str | None) -> str | None:
        """Say which purpose of the path a contact counts for: its own, else that of the first step on its channel."""
        if purpose is not None and any(step.purpose == purpose for step in self.steps):
            return purpose
        return next((step.purpose for step in self.steps if channel in step.channels), None)


def load_paths(text: str, *, source: str) -> tuple[Path, ...]:
    """Read all versions of one path, oldest first. Raises `BadPath` naming `source` and the place."""
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        message = f"{source}: not YAML: {error}"
        raise BadPath(message) from error
    top = _mapping(given, source, {"path", "versions"})
    versions = sorted(
        (
            _version(one, name=str(top["path"]), where=f"{source}: version {at + 1}")
            for at, one in enumerate(top["versions"])
        ),
        key=lambda version: version.since,
    )
    dates = [version.since for version in versions]
    if not dates or len(set(dates)) < len(dates):
        message = f"{source}: needs versions, each with its own date `from`"
        raise BadPath(message)
    return tuple(versions)


def in_force(paths: Sequence[Path], on: date) -> Path:
    """Return the version that holds on `on`. Raises `NoPathInForce`."""
    holding = [path for path in paths if path.since <= on]
    if not holding:
        raise NoPathInForce
    return holding[-1]


def _version(given: object, *, name: str, where: str) -> Path:
    data = _mapping(given, where, {"from", "steps", "locate"}, optional={"locate"})
    taken: dict[str, int] = {}
    steps: list[Step] = []
    for one in data["steps"]:
        steps.extend(_steps(one, taken, where=where))
    days = [step.from_day for step in steps]
    if days != sorted(days):
        message = f"{where}: steps must stand in the order of `from_day`; a later step may not come into force earlier"
        raise BadPath(message)
    if not 0 < len(steps) <= STEPS_MAX:
        message = f"{where}: needs 1 to {STEPS_MAX} steps, repeats included; has {len(steps)}"
        raise BadPath(message)
    return Path(
        name=name,
        since=_date(data["from"], where),
        steps=tuple(steps),
        locate=_locate(data.get("locate"), where),
    )


def _steps(given: object, taken: dict[str, int], *, where: str) -> list[Step]:
    data = _mapping(given, where, _STEP_KEYS, optional={"wait_days", "times", "every_days"})
    if not data["offers"]:
        message = f"{where}: step `{data['step']}` offers no help; every step must"
        raise BadPath(message)
    times, every = int(data.get("times", 1)), int(data.get("every_days", 1))
    made = []
    for turn in range(times):
        purpose = str(data["purpose"])
        taken[purpose] = taken.get(purpose, 0) + 1
        name = str(data["step"]) if times == 1 else f"{data['step']}-{turn + 1}"
        wait = int(data.get("wait_days", 0)) if turn == 0 else every
        made.append(_step(data, name=name, wait=wait, ordinal=taken[purpose], where=where))
    return made


def _step(data: Mapping[str, Any], *, name: str, wait: int, ordinal: int, where: str) -> Step:
    if int(data["from_day"]) < 1 or wait < 0:
        message = f"{where}: step `{name}` needs `from_day` of 1 or more and no negative waiting"
        raise BadPath(message)
    return Step(
        name=name,
        from_day=int(data["from_day"]),
        wait_days=wait,
        purpose=str(data["purpose"]),
        ordinal=ordinal,
        channels=tuple(str(channel) for channel in data["channels"]),
        hour=_hour(data["hour"], where),
        priority=int(data["priority"]),
        template=str(data["template"]),
        offers=tuple(str(offer) for offer in data.get("offers", ())),
    )


def _locate(given: object, where: str) -> Locate | None:
    if given is None:
        return None
    data = _mapping(given, f"{where}: locate", _LOCATE_KEYS, optional={"wait_days", "times", "every_days"})
    return Locate(
        step=_step(data, name=str(data["step"]), wait=int(data.get("wait_days", 0)), ordinal=1, where=where),
        roles=tuple(str(role) for role in data["roles"]),
        failed_attempts_a_day_min=int(data["failed_attempts_a_day_min"]),
        consecutive_days_min=int(data["consecutive_days_min"]),
    )


def _mapping(
    given: object, where: str, keys: set[str], *, optional: frozenset[str] | set[str] = frozenset()
) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        message = f"{where}: a mapping was expected"
        raise BadPath(message)
    unknown, missing = set(given) - keys, keys - set(given) - set(optional)
    if unknown or missing:
        message = f"{where}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}"
        raise BadPath(message)
    return given


def _date(given: object, where: str) -> date:
    if isinstance(given, date):
        return given
    message = f"{where}: `from` must be a date, not `{given}`"
    raise BadPath(message)


def _hour(given: object, where: str) -> time:
    try:
        return time.fromisoformat(str(given))
    except ValueError as error:
        message = f'{where}: `hour` must be a local time such as "10:00", not `{given}`'
        raise BadPath(message) from error
