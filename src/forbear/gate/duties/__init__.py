"""What the law asks for beside yes and no: duties with their dates, periods, keeping times, classes.

Pure functions over a dossier and a rulebook, from the same data and the same event log that the gate decides on.
They forbid and permit nothing, and no permit ever rests on them.
"""

from __future__ import annotations

from forbear.gate.duties.classing import Classified, Happening, classify, contacts_among, joined
from forbear.gate.duties.keeping import Keeping, Kept, keep_until
from forbear.gate.duties.owed import Duty, DutyState, duties_of, open_duties
from forbear.gate.duties.periods import Period, periods_of
from forbear.gate.duties.spans import UncountedDay

__all__ = [
    "Classified",
    "Duty",
    "DutyState",
    "Happening",
    "Keeping",
    "Kept",
    "Period",
    "UncountedDay",
    "classify",
    "contacts_among",
    "duties_of",
    "joined",
    "keep_until",
    "open_duties",
    "periods_of",
]
