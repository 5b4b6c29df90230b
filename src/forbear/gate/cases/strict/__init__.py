"""The strict reader of files of cases: all of a file is understood, or it is refused with all its errors.

A few keys (`words.FOR_PEOPLE`) are known and only told.

`read_cases` takes a text and gives plain values; it opens no file and asks nothing of the gate.
"""

from __future__ import annotations

from forbear.gate.cases.strict.checking import read_cases
from forbear.gate.cases.strict.known import Known
from forbear.gate.cases.strict.written import TEXT_SIZE_MAX

__all__ = ["TEXT_SIZE_MAX", "Known", "read_cases"]
