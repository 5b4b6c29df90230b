"""The law as data: one folder for each instrument, one file for each provision, a citation for each rule.

It loads, checks and compiles rules, and collects every error with its file and line. It decides nothing, and
it refuses a rule without a citation, without dates in force or without an explanation in both languages.
"""

from __future__ import annotations

from forbear.rulebooks.book import Instrument, NoSuchInstrument, Rule, Rulebook
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.loading import load, load_texts, version_of
from forbear.rulebooks.reading.source import BrokenRulebook, Problem

__all__ = [
    "BrokenRulebook",
    "Decision",
    "Instrument",
    "NoSuchInstrument",
    "Problem",
    "Rule",
    "Rulebook",
    "load",
    "load_texts",
    "version_of",
]
