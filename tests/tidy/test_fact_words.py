"""Every fact has plain words in Chinese too."""

from __future__ import annotations

from forbear.domain.facts import FACTS
from forbear.rulebooks.telling.facts import ZH


def test_every_fact_has_words_in_chinese() -> None:
    lacking = sorted(set(FACTS) - set(ZH))
    assert not lacking, (
        f"no Chinese words for {lacking}\ncure: add a line for each to src/forbear/rulebooks/telling/facts.py"
    )
