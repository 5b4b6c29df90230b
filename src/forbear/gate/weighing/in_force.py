"""One rule version with the instrument it stands in, and the instants between which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forbear.rulebooks.book import Instrument, Rule


@dataclass(frozen=True, slots=True)
class InForce:
    """One rule version with the instrument it stands in, and the instants between which it holds."""

    rule: Rule
    instrument: Instrument
    from_us: int
    to_us: int
