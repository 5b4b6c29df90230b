"""Every shipped rule is told wholly in words of both languages: none falls back to how its file writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.rulebooks.loading import INSTRUMENT_FILE
from forbear.rulebooks.telling.provisions import mapping_of, provisions_of, told
from forbear.rulebooks.telling.words.cites import cite_in_words

if TYPE_CHECKING:
    from forbear.rulebooks.book import Instrument

BOOK = rulebooks.load()
CONDITIONS = (
    "applies",
    "unless",
    "permit",
    "breach_when",
    "hold",
    "preference",
    "consent",
    "count",
    "limit",
    "raised_by",
    "override",
    "obligations",
)
LATIN = re.compile(r"[a-z]{3,}")


def said_by(item: Instrument) -> dict[str, tuple[str, str]]:
    """Each key of each version (and of the head) that has a structure, with its words."""
    heads = {"head": [mapping_of(INSTRUMENT_FILE, item.files[INSTRUMENT_FILE])]}
    return {
        f"{address}: {key}": part.words
        for address, versions in (heads | dict(provisions_of(item.files, head=INSTRUMENT_FILE))).items()
        for version in versions
        for key, part in told(version).items()
    }


@pytest.mark.parametrize("item", BOOK.instruments, ids=lambda item: item.instrument_id)
def test_no_part_of_a_rule_is_told_as_its_file_writes_it(item: Instrument) -> None:
    assert {at: words[0] for at, words in said_by(item).items() if "`{" in words[0]} == {}


@pytest.mark.parametrize("item", BOOK.instruments, ids=lambda item: item.instrument_id)
def test_conditions_are_told_in_chinese_down_to_their_last_token(item: Instrument) -> None:
    found = {at: words[1] for at, words in said_by(item).items() if at.rpartition(" ")[2] in CONDITIONS}
    assert {at: text for at, text in found.items() if LATIN.search(_without_names(text))} == {}


def test_chinese_clauses_and_our_own_rules_are_named_in_chinese() -> None:
    ours = [item for item in BOOK.instruments if item.instrument_id.startswith(("cn-", "house-"))]
    cites = {cite for item in ours for rule in item.rules for cite in rule.cites}
    assert len(cites) > 100
    assert sorted(cite for cite in cites if LATIN.search(cite_in_words(cite, "zh-CN"))) == []


def _without_names(text: str) -> str:
    """Zones and calendars keep their names, and so do what a law calls by Latin letters."""
    return re.sub(r"[A-Z][A-Za-z_]+/[A-Za-z_/]+|[A-Z]{2}-[A-Za-z-]+|CFR|M-2", "", text)
