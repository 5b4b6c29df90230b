"""The theorems of the gate, as properties over generated rulebooks, facts and histories."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forbear.gate.row import decide
from forbear.gate.verdict import Decision
from forbear.gate.weighing.clocks import Clocks
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.plan import schedule_of
from forbear.gate.weighing.telling import truth
from forbear.rulebooks.book import Rule, Rulebook
from forbear.rulebooks.terms import Literal, all_of
from tests.rules.both import assert_equal_on_both, said_by_row
from tests.unit.gate.one_rule import a_rule
from tests.unit.gate.worlds import book_of, books, dossiers, rules

if TYPE_CHECKING:
    from forbear.gate.dossier import Dossier

slow = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def with_rules(book: Rulebook, found: tuple[Rule, ...]) -> Rulebook:
    return Rulebook((replace(book.instruments[0], rules=found),))


@settings(slow, max_examples=100)
@given(books(), st.lists(dossiers(), min_size=1, max_size=3))
def test_row_equals_columns(book: Rulebook, found: list[Dossier]) -> None:
    assert_equal_on_both(found, book)


@slow
@given(books(), dossiers())
def test_forbid_beats_permit(book: Rulebook, dossier: Dossier) -> None:
    verdict = decide(dossier, book)
    assert all(finding.decision <= verdict.decision for finding in verdict.findings)
    if any(not finding.decision.permits for finding in verdict.findings):
        assert not verdict.permits


@slow
@given(dossiers())
def test_default_is_refusal(dossier: Dossier) -> None:
    verdict = decide(dossier, book_of())
    assert verdict.decision is Decision.DENY
    assert verdict.findings[0].rule_id == "engine/no-instrument"


@slow
@given(books(), dossiers(), st.data())
def test_unknown_never_permits(book: Rulebook, dossier: Dossier, data: st.DataObject) -> None:
    forgotten = data.draw(st.sets(st.sampled_from(sorted(dossier.facts) or ["loan.country"])))
    less = replace(
        dossier, facts={name: value for name, value in dossier.facts.items() if name not in forgotten}
    )
    verdict = decide(less, book)
    for finding in verdict.findings:
        if finding.unknown:
            assert not verdict.permits
            assert verdict.decision is Decision.DENY


@slow
@given(books(max_size=3), rules(9), dossiers())
def test_more_rules_never_permit_more(book: Rulebook, rule: Rule, dossier: Dossier) -> None:
    before = decide(dossier, book)
    after = decide(dossier, with_rules(book, (*book.rules, rule)))
    if before.findings[0].rule_id != "engine/no-instrument":
        assert after.decision >= before.decision


@slow
@given(books(min_size=2), dossiers(), st.randoms(use_true_random=False))
def test_order_of_rules_is_irrelevant(book: Rulebook, dossier: Dossier, chance: object) -> None:
    shuffled = list(book.rules)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert said_by_row(decide(dossier, with_rules(book, tuple(shuffled)))) == said_by_row(
        decide(dossier, book)
    )


@slow
@given(books(), dossiers())
def test_same_facts_same_version_same_answer(book: Rulebook, dossier: Dossier) -> None:
    first = decide(dossier, book)
    fresh = Rulebook(book.instruments)
    assert decide(dossier, book).to_dict() == first.to_dict() == decide(dossier, fresh).to_dict()


@slow
@given(books(), dossiers())
def test_every_answer_cites(book: Rulebook, dossier: Dossier) -> None:
    verdict = decide(dossier, book)
    assert verdict.findings
    assert all(finding.cites for finding in verdict.findings)


@slow
@given(books(), dossiers())
def test_every_refusal_by_a_rule_names_what_is_missing_when_it_could_not_be_told(
    book: Rulebook, dossier: Dossier
) -> None:
    for finding in decide(dossier, book).findings:
        if finding.cites[-1].startswith("engine policy") and finding.rule_id != "engine/no-instrument":
            assert finding.unknown


@slow
@given(dossiers())
def test_an_instrument_that_surely_does_not_apply_is_silent(dossier: Dossier) -> None:
    book = book_of(a_rule(Literal(value=True)), applies=Literal(value=False))
    assert decide(dossier, book).findings[0].rule_id == "engine/no-instrument"


@slow
@given(books(max_size=2), dossiers())
def test_a_plain_reading_of_the_terms_agrees_with_the_compiled_rules(
    book: Rulebook, dossier: Dossier
) -> None:
    look = Look(dossier, Clocks())
    applies = book.instruments[0].applies
    told = {finding.rule_id: finding for finding in decide(dossier, book).findings}
    for item in schedule_of(book).at(dossier.ask.us).rules:
        answer = truth(all_of(applies, item.rule.applies, item.rule.breach), look)
        finding = told.get(item.rule.rule_id)
        if answer is True:
            assert finding is not None
            assert finding.decision == item.rule.decision
        elif answer is None:
            assert finding is not None
            assert finding.unknown


@slow
@given(books(max_size=2), dossiers())
def test_rules_left_out_for_the_words_of_a_question_would_have_said_nothing(
    book: Rulebook, dossier: Dossier
) -> None:
    plan = schedule_of(book).at(dossier.ask.us)
    narrowed, whole = plan.weigher(dossier), plan.whole

    assert narrowed.outcome(narrowed.examine(dossier)) == whole.outcome(whole.examine(dossier))
    assert narrowed.counts(dossier) == whole.counts(dossier)
