"""Files that are no good files of cases, each with everything the reader says of it."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import Final

import pytest

from forbear import rulebooks
from forbear.gate.cases.strict import TEXT_SIZE_MAX, Known, read_cases
from forbear.gate.cases.strict.written import PROBLEMS_MAX

GOOD: Final = """\
cases:
- id: x
  rulebook: house-cn
  asks:
  - at: "2026-10-14T11:00:00+08:00"
    action: {channel: sms, to: p1}
"""


@cache
def known() -> Known:
    return Known.beside(rulebooks.load())


def faults(text: str) -> list[str]:
    """What the reader says of a file `f`."""
    return [str(problem) for problem in read_cases(textwrap.dedent(text), file="f", known=known())[1]]


def with_ask(ask: str) -> str:
    return GOOD.replace('at: "2026-10-14T11:00:00+08:00"\n    action: {channel: sms, to: p1}', ask)


def test_a_good_file_has_no_faults_and_its_values_are_plain() -> None:
    found, problems = read_cases(GOOD, file="f", known=known())
    assert problems == ()
    assert found == (
        {
            "id": "x",
            "rulebook": ["house-cn"],
            "asks": [{"at": "2026-10-14T11:00:00+08:00", "action": {"channel": "sms", "to": "p1"}}],
        },
    )


def test_one_value_alone_is_read_as_a_list_of_one_where_a_list_belongs() -> None:
    found, problems = read_cases(
        with_ask('at: "2026-10-14T11:00:00+08:00"\n    action: {channel: sms, to: p1, debts: d1}'),
        file="f",
        known=known(),
    )
    assert problems == ()
    assert found[0]["asks"][0]["action"]["debts"] == ["d1"]


def test_a_time_of_the_day_needs_no_quotes() -> None:
    facts = "  facts: {consents: [{person: p1, scope: calls, from: 21:30, to: 23:00}]}\n"
    found, problems = read_cases(GOOD.replace("  asks:", f"{facts}  asks:"), file="f", known=known())
    assert problems == ()
    assert found[0]["facts"]["consents"][0]["from"] == "21:30"


SHAPES: Final = {
    "an empty file": ("", ["f:1: the file is empty; write `cases:` and at least one case"]),
    "a file of comments": ("# none yet\n", ["f:1: the file is empty; write `cases:` and at least one case"]),
    "a list": ("- a\n- b\n", ["f:1: the file is no mapping; begin with `cases:`"]),
    "no cases": ("cases: []\n", ["f:1: there is no list `cases`; write `cases:` and at least one case"]),
    "another head": (
        "case: []\n",
        [
            "f:1: `case` is no known key at the head of the file; did you mean `cases`",
            "f:1: there is no list `cases`; write `cases:` and at least one case",
        ],
    ),
    "broken YAML": ("cases: [\n", ["f:2: is no YAML: did not find expected node content; mend the syntax"]),
    "broken YAML at the head of the file": (
        "a: b: c\nd: e\nf: g\n",
        ["f:1: is no YAML: mapping values are not allowed in this context; mend the syntax"],
    ),
    "a tab": (
        "cases:\n\t- id: x\n",
        ["f:2: is no YAML: found character that cannot start any token; indent with spaces"],
    ),
    "a control character": ("cases: \x00\n", ["f:1: holds the control character '\\x00'; remove it"]),
    "a control character further down": (
        "\ncases: \x00\n",
        ["f:2: holds the control character '\\x00'; remove it"],
    ),
    "two documents": (f"{GOOD}---\n{GOOD}", ["f:7: a second document begins; keep one document a file"]),
    "an anchor and its alias": (
        GOOD.replace("id: x", "id: &a x").replace("rulebook: house-cn", "rulebook: *a"),
        [
            "f:2: `&a` names a part of the file; write it out each time",
            "f:3: `*a` stands for something else; write it out",
            "f:3: `nothing` is no known instrument at `rulebook` of case `x`; use one of au-ncc, au-rg96, br-cdc",
        ],
    ),
    "a tag": (
        GOOD.replace("id: x", "id: !!python/name:os.system x"),
        ["f:2: `tag:yaml.org,2002:python/name:os.system` is a tag; write the plain value"],
    ),
    "a key twice": (GOOD.replace("  asks:", "  id: y\n  asks:"), ["f:4: `id` is given twice; keep one"]),
    "a key that is a list": (
        GOOD.replace("  asks:", "  [a]: y\n  asks:"),
        ["f:4: a key is no single word; write `key: value`"],
    ),
    "a pit of brackets": (
        "cases: " + "[" * 25,
        ["f:1: is nested more than 20 deep; a case needs far less"],
    ),
    "a case that is a word": (
        "cases: [x]\n",
        ["f:1: case `number 1` is no mapping; write `key: value` lines"],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_of_another_shape_is_refused(name: str) -> None:
    text, said = SHAPES[name]
    found = faults(text)
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), found


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_parsed() -> None:
    found = faults("#" * (TEXT_SIZE_MAX + 1))
    assert found == [f"f:1: the text is longer than {TEXT_SIZE_MAX} characters; split it into several files"]


def test_a_file_of_just_the_greatest_size_is_read() -> None:
    assert faults("#" * TEXT_SIZE_MAX) == ["f:1: the file is empty; write `cases:` and at least one case"]


def test_of_many_words_twelve_are_told_and_the_others_counted() -> None:
    (told,) = faults(GOOD.replace("house-cn", "zzzzzzzzzz"))
    assert told.count(", ") == 11
    assert told.endswith(f" or one of {len(known().instruments) - 12} more")


@pytest.mark.parametrize(("length", "shown"), [(80, "x" * 80), (81, "x" * 80 + "…")])
def test_a_word_is_shown_up_to_eighty_letters(length: int, shown: str) -> None:
    (told,) = faults(GOOD.replace("channel: sms", f"channel: {'x' * length}"))
    assert told.startswith(f"f:6: `{shown}` is no known word")


def test_no_more_faults_are_told_than_a_person_would_read() -> None:
    asks = "".join(f"  - {{at: {number}, action: {{}}}}\n" for number in range(5_000))
    assert len(faults(f"cases:\n- id: x\n  rulebook: house-cn\n  asks:\n{asks}")) == PROBLEMS_MAX


def test_all_faults_of_all_cases_are_told_at_once_in_the_order_of_the_file() -> None:
    second = GOOD.removeprefix("cases:\n").replace("id: x", "id: y").replace("to: p1", "too: p1")
    assert faults(GOOD.replace("channel: sms", "channel: smss") + second) == [
        "f:6: `smss` is no known word at `asks[0].action.channel` of case `x`; did you mean `sms`",
        "f:11: `too` is no known key at `asks[0].action` of case `y`; did you mean `to`",
    ]


def test_two_cases_may_not_share_an_id() -> None:
    again = GOOD.removeprefix("cases:\n")
    assert faults(GOOD + again) == ["f:7: the id `x` is that of the case in line 2; use another"]


def test_a_list_of_mappings_with_one_entry_may_stand_alone_where_a_classify_ask_gives_it() -> None:
    entry = "{ev: call}"
    for written in (entry, f"[{entry}]"):
        text = with_ask(
            f"classify: {{query: contacts_in_timeline, sequence: {written}}}\n    expect: {{cls: [counts]}}"
        )
        found, problems = read_cases(textwrap.dedent(text), file="f", known=known())
        assert (problems, found[0]["asks"][0]["classify"]["sequence"]) == ((), [{"ev": "call"}])


def test_words_of_our_own_for_a_purpose_are_known_before_the_ask_as_in_it() -> None:
    told = '  timeline:\n  - {at: "2026-10-13T11:00:00+08:00", ev: letter, to: p1, purpose: notify_may_invoke_specified_remedy}\n'
    assert faults(GOOD.replace("  asks:", f"{told}  asks:")) == []


LINES: Final = {
    "an unknown instrument": (
        GOOD.replace("house-cn", "house-cm"),
        "f:3: `house-cm` is no known instrument at `rulebook` of case `x`; did you mean `house-cn`",
    ),
    "no instrument": (GOOD.replace("  rulebook: house-cn\n", ""), "f:2: case `x` lacks `rulebook`; add it"),
    "nothing asked": (
        "cases:\n- {id: x, rulebook: house-cn, asks: []}\n",
        "f:2: `asks` of case `x` asks nothing; add an ask with `at` and `action`",
    ),
    "an id that is a number": (
        GOOD.replace("to: p1", "to: 1"),
        "f:6: `1` is no id at `asks[0].action.to` of case `x`; write a text; put digits in quotes",
    ),
    "an instant without offset": (
        GOOD.replace("+08:00", ""),
        (
            "f:5: `2026-10-14T11:00:00` is no instant with its offset at `asks[0].at` of case `x`; "
            "write it like 2026-10-14T11:00:00+08:00"
        ),
    ),
    "an instant that never is": (
        GOOD.replace("10-14T", "02-30T"),
        (
            "f:5: `2026-02-30T11:00:00+08:00` is no instant with its offset at `asks[0].at` of case `x`; "
            "write it like 2026-10-14T11:00:00+08:00"
        ),
    ),
    "a list for one value": (
        GOOD.replace("channel: sms", "channel: [sms]"),
        "f:6: `asks[0].action.channel` of case `x` is a list; write one value",
    ),
    "a mapping for one value": (
        GOOD.replace("channel: sms", "channel: {by: sms}"),
        "f:6: `asks[0].action.channel` of case `x` is a mapping; write a value",
    ),
    "a value for a mapping": (
        with_ask('at: "2026-10-14T11:00:00+08:00"\n    action: sms'),
        "f:6: `asks[0].action` of case `x` is no mapping; write `key: value` lines",
    ),
    "an ask that asks nothing": (
        with_ask('at: "2026-10-14T11:00:00+08:00"'),
        "f:5: `asks[0]` of case `x` must have `action` or `classify`; give one of them",
    ),
    "an ask at no time": (
        with_ask("action: {channel: sms, to: p1}"),
        "f:5: `asks[0]` of case `x` lacks `at`; say when, with the offset from UTC",
    ),
    "an expectation without decision": (
        f"{GOOD}    expect: {{cite: [PIPL art. 13]}}\n",
        (
            "f:7: `asks[0].expect` of case `x` lacks `decision`; "
            "add it, or leave out `expect`: the ask is then answered and not judged"
        ),
    ),
    "a word of the expectation written wrongly": (
        f"{GOOD}    expect: {{decison: allow}}\n",
        "f:7: `decison` is no known key at `asks[0].expect` of case `x`; did you mean `decision`",
    ),
    "a class expected of an action": (
        f"{GOOD}    expect: {{decision: allow, cls: [counts]}}\n",
        "f:7: `asks[0].expect` of case `x` has `cls`, which such an ask does not give; remove it",
    ),
    "an unknown citation": (
        f"{GOOD}    expect: {{decision: allow, cite: [PIPL art. 133]}}\n",
        "f:7: `PIPL art. 133` is no known citation at `asks[0].expect.cite[0]` of case `x`; did you mean `PIPL art. 13`",
    ),
    "an unknown obligation": (
        f"{GOOD}    expect: {{decision: allow, obligations: [no_debt_disclosur]}}\n",
        (
            "f:7: `no_debt_disclosur` is no known word at `asks[0].expect.obligations[0]` of case `x`; "
            "did you mean `no_debt_disclosure`"
        ),
    ),
    "an unknown count": (
        f"{GOOD}    expect: {{decision: allow, counts: {{texts_dya: 1}}}}\n",
        "f:7: `texts_dya` is no known key at `asks[0].expect.counts` of case `x`; did you mean `texts_day`",
    ),
    "a count that is a word": (
        f"{GOOD}    expect: {{decision: allow, counts: {{texts_day: one}}}}\n",
        "f:7: `one` is no number at `asks[0].expect.counts.texts_day` of case `x`; write digits, without quotes",
    ),
    "a place that is placed oddly": (
        f"{GOOD}    then: place\n",
        "f:7: `place` is no known word at `asks[0].then` of case `x`; did you mean `placed`",
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_a_fault_in_a_case_is_told_with_line_word_place_and_cure(name: str) -> None:
    text, said = LINES[name]
    assert faults(text) == [said]


FACTS: Final = {
    'systems: {recorder: {down_to: "2026-10-14T14:00:00+08:00"}}': (
        "`facts.systems.recorder` of case `x` lacks `down_from`; add it"
    ),
    "persons: [{id: p1}]": "`facts.persons[0]` of case `x` lacks `role`; add it",
    "persons: {id: p1, role: borrower}": "`facts.persons` of case `x` is no list; begin each entry with `- `",
    "persons: [{id: a, role: heir}, {id: a, role: heir}]": "`facts` of case `x` has the person `a` twice; keep one",
    "addresses: {m7: {kind: mobile}}": "`kind` is no known key at `facts.addresses.m7` of case `x`; "
    "use one of evidence, known_employer_provided, owner, place, shared_by, source_code, status, type, value",
    "location_evidence: [{source: residence, tz: Asia/Peking}]": "`Asia/Peking` is no zone at "
    "`facts.location_evidence[0].tz` of case `x`; use an IANA name, for example Asia/Shanghai",
    "debts: [{id: d1, signed: 2026-13-01}]": "`2026-13-01` is no day, nor an instant with its offset at "
    "`facts.debts[0].signed` of case `x`; write 2026-10-14, or 2026-10-14T11:00:00+08:00",
    "debts: [{id: d1, time_barred: maybe}]": "`maybe` is no yes or no at `facts.debts[0].time_barred` of case `x`; "
    "write true or false, without quotes",
    "consents: [{person: p1, scope: calls, from: 25:00}]": "`25:00` is no time of the day at "
    "`facts.consents[0].from` of case `x`; write it like 21:30; the end of the day is 24:00",
    "preferences: [{person: p1, kind: inconvenient_time, days: [MON]}]": "`MON` is no known word at "
    "`facts.preferences[0].days[0]` of case `x`; did you mean `MO`",
    "known: [{fact: dialler.ring_second, is: 14}]": "`dialler.ring_second` is no known word at "
    "`facts.known[0].fact` of case `x`; did you mean `dialler.ring_seconds`",
    "known: [{fact: dialler.ring_seconds, is: true}]": "`facts.known[0]` of case `x` gives "
    "`dialler.ring_seconds` another type; it is of type int",
    "known: [{fact: loan.status, is: sleeping}]": "`facts.known[0]` of case `x` gives `loan.status` another type; "
    "it is of type token: charged_off, discharged_in_bankruptcy, open, paid, settled",
    "known: [{fact: loan.has_documents}]": "`facts.known[0]` of case `x` lacks `is`; add it",
}


@pytest.mark.parametrize("facts", FACTS)
def test_a_fault_in_the_facts_is_told(facts: str) -> None:
    text = GOOD.replace("  asks:", f"  facts: {{{facts}}}\n  asks:")
    assert faults(text) == [f"f:4: {FACTS[facts]}"]


def test_each_contact_of_a_sequence_and_each_demand_says_what_or_when_it_was() -> None:
    asked = with_ask("classify: {sequence: [{thread: t}], demands: {delivered: true}}")
    assert faults(asked) == [
        "f:5: `asks[0].classify.demands[0]` of case `x` lacks `date`; add it",
        "f:5: `asks[0].classify.sequence[0]` of case `x` lacks `ev`; add it",
    ]


def test_a_call_in_the_timeline_needs_its_outcome() -> None:
    event = '  timeline: [{at: "2026-10-14T10:00:00+08:00", ev: call}]\n'
    assert faults(GOOD.replace("  asks:", f"{event}  asks:")) == [
        "f:4: `timeline[0]` of case `x` is a call without `outcome`; say how the call ended"
    ]


def test_free_text_may_be_anything_but_a_word_that_looks_like_a_token() -> None:
    with_basis = GOOD.replace("to: p1", 'to: p1, basis: "{}"')
    assert faults(with_basis.replace("{}", "She asked us to, on paper.")) == []
    assert faults(with_basis.replace("{}", "debtor_requested_callback_recorde")) == [
        (
            "f:6: `debtor_requested_callback_recorde` is no known word at `asks[0].action.basis` of case `x`; "
            "did you mean `debtor_requested_callback_recorded`"
        )
    ]


@pytest.mark.parametrize("cite", ["PIPL", "1006.14(b)", "house-us seven-in-seven", "GB/T 45251-2025"])
def test_a_citation_may_be_cut_where_a_part_of_it_ends(cite: str) -> None:
    assert faults(f'{GOOD}    expect: {{decision: allow, cite: ["{cite}"]}}\n') == []


@pytest.mark.parametrize("cite", ["PIP", "PIPL art. ", "1006.1", "", "house-us seven-in-seve"])
def test_a_citation_cut_within_a_word_is_unknown(cite: str) -> None:
    assert len(faults(f'{GOOD}    expect: {{decision: allow, cite: ["{cite}"]}}\n')) == 1


@pytest.mark.parametrize(
    "word", ["contacts:4", "due_by:2026-11-02", "2026-11-02", "counts_to_exactly_one_of:a,b"]
)
def test_a_class_may_carry_a_number_a_date_or_ids(word: str) -> None:
    asked = with_ask(f"classify: {{ev: call}}\n    expect: {{cls: ['{word}']}}")
    assert faults(asked) == []
    assert (
        len(faults(asked.replace(word, f"{word}x" if "of" not in word else "counts_to_exactly_one_of:a")))
        == 1
    )


@pytest.mark.parametrize(
    ("cite", "known"), [("GB/T 45251-2025, 5", True), ("GB/T 45251-2025, ", False), ("GB/T 4525", False)]
)
def test_a_citation_may_be_cut_short_where_a_part_of_it_ends(cite: str, *, known: bool) -> None:
    found = Known(frozenset(), frozenset({"GB/T 45251-2025, 5.3"}), frozenset(), frozenset())
    assert found.has_cite(cite) is known
