"""Written cases into dossiers: facts, timeline and asks in the format that lenders and rule authors use.

One case names its instruments, states what is known, tells what happened and asks. What a case leaves out
has the meaning that the conventions of the format give it (for China: a bank of the association, its own
collector, a borrower in the mainland; elsewhere: a third-party collector). The values are parsed YAML: this
package opens no file. It judges answers; it does not give them. Whether a file is understood wholly is checked
first, in `strict`, by the closed `words`.
"""

from __future__ import annotations

from forbear.gate.cases.answering import Answer
from forbear.gate.cases.classes import CannotClassify, classified
from forbear.gate.cases.judging import Said, judge, judge_said, said_in
from forbear.gate.cases.reading import Asked, asks_of
from forbear.gate.cases.story import instant

__all__ = [
    "Answer",
    "Asked",
    "CannotClassify",
    "Said",
    "asks_of",
    "classified",
    "instant",
    "judge",
    "judge_said",
    "said_in",
]
