"""`forbear gate explain`, `gate replay` and `rulebook diff`, as an auditor and a rule's author type them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from psycopg.types.json import Jsonb

from forbear import rulebooks
from forbear.entry import wiring
from forbear.entry.cli.gate import app as gate
from forbear.entry.cli.rulebook import app as rulebook
from forbear.gate.dossier import Proposal
from forbear.gate.reserving import ask_and_reserve
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.journeys.test_gate_command import asked

if TYPE_CHECKING:
    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
PHONE = "+8613800138000"
SHIPPED = Path(rulebooks.__file__).parent / "data"


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> wiring.House:
    """One borrower who was called four times in four minutes: the gate was asked each time."""
    a_book(database)
    a_person(database, "li", phone=PHONE)
    a_loan(database, "L1", "li")
    found = wiring.House(database, rulebooks.load())
    for number in range(4):
        at = AT + timedelta(minutes=number)
        ask_and_reserve(
            found.ledger("b"),
            Proposal(channel="call", person_id="li", debts=("L1",), address=PHONE),
            found.rulebook,
            at=at,
            permit_id=f"p-{number}",
            decision_id=f"d-{number}",
            attempt_id=f"a-{number}",
            expires_at=at + timedelta(minutes=5),
        )
    monkeypatch.setenv("FORBEAR_DATABASE_URL", database.url)
    return found


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The shipped law with calls allowed until noon only."""
    folder = tmp_path / "stricter"
    shutil.copytree(SHIPPED, folder)
    hours = folder / "cn-gbt-45251-2025" / "5.3.hours.yaml"
    hours.write_text(hours.read_text(encoding="utf-8").replace('"08:00"', '"11:00"'), encoding="utf-8")
    return folder


def explained(decision_id: str, status: int) -> dict[str, Any]:
    code, said, why = asked(gate, "explain", decision_id, "--json")
    assert code == status, why
    return dict(json.loads(said))


def test_a_past_decision_comes_out_the_same_with_events_zones_and_words_in_both_languages(
    house: wiring.House,
) -> None:
    found = explained("d-3", 0)
    assert found["same"] is True
    assert found["differences"] == []
    assert found["derived"]["decision"] == found["recorded"]["decision"]
    assert [event["event_id"] for event in found["events"]] == ["a-0", "a-1", "a-2"]
    assert set(found["words"]) == {"en", "zh-CN"}
    assert found["next_permitted_at"] or found["never_because"]
    assert found["versions"].items() <= house.rulebook.versions.items()


def as_before(house: wiring.House, decision_id: str) -> None:
    """Keep the decision as it was kept before decisions were a text: in columns, without a law of numbered rules."""
    row = house.decisions.by_id(decision_id)
    assert row
    columns = {name: Jsonb(row[name]) for name in ("ask", "facts", "verdict", "versions", "seen")}
    with house.database.transaction() as connection:
        connection.execute(
            "update decisions set ask = %(ask)s, facts = %(facts)s, verdict = %(verdict)s, versions = %(versions)s, seen = %(seen)s,"
            " law = null, kept = null where decision_id = %(id)s",
            {"id": decision_id, **columns},
        )


def test_a_decision_that_was_kept_in_columns_comes_out_as_one_that_is_a_text(house: wiring.House) -> None:
    today = explained("d-3", 0)
    as_before(house, "d-3")
    assert explained("d-3", 0) == today
    assert asked(gate, "replay", "--since", "2026-10-15")[1] == "0 of 4 decisions would differ\n"


def test_a_record_that_was_altered_is_named_part_by_part(house: wiring.House) -> None:
    as_before(house, "d-1")
    with house.database.transaction() as connection:
        connection.execute(
            """update decisions set kept = replace(kept, '"obligations":[', '"obligations":["made_up",') where decision_id = 'd-0'"""
        )
        connection.execute(
            "update decisions set verdict = jsonb_set(verdict, '{obligations}', '[\"made_up\"]') where decision_id = 'd-1'"
        )
    for decision_id in ("d-0", "d-1"):
        found = explained(decision_id, 1)
        assert found["same"] is False
        assert [part["what"] for part in found["differences"]] == ["obligations"]
    assert "Derived again, it differs:" in asked(gate, "explain", "d-0")[1]


def test_a_decision_that_cannot_be_read_is_counted_and_the_others_are_replayed(house: wiring.House) -> None:
    with house.database.transaction() as connection:
        connection.execute("update decisions set kept = 'torn' where decision_id = 'd-2'")
    status, said, _ = asked(gate, "replay", "--since", "2026-10-15", "--json")
    found = json.loads(said)["summary"]
    assert (status, found["decisions"], found["differing"], sum(found["not_derived"].values())) == (
        1,
        4,
        0,
        1,
    )


def test_a_decision_that_cannot_be_read_says_so_when_it_is_read_for_a_page(house: wiring.House) -> None:
    with house.database.transaction() as connection:
        connection.execute("update decisions set kept = 'torn' where decision_id = 'd-2'")
    rows = [row for rows, _ in house.decisions.between(AT, None) for row in rows]
    assert [row["decision_id"] for row in rows if "unreadable" in row] == ["d-2"]


def test_law_that_is_not_on_record_is_named_and_nothing_is_claimed(house: wiring.House) -> None:
    as_before(house, "d-0")
    with house.database.transaction() as connection:
        connection.execute("delete from rulebook_versions")
        connection.execute(
            "update decisions set versions = jsonb_set(versions, '{cn-pipl}', '\"0000\"') where decision_id = 'd-0'"
        )
    found = explained("d-0", 1)
    assert (found["same"], found["derived"]) == (None, None)
    assert "is not on record" in found["why_not_derived"]


def test_a_text_that_cannot_be_read_is_said_to_be_so(house: wiring.House) -> None:
    with house.database.transaction() as connection:
        connection.execute("update decisions set kept = '{}' where decision_id = 'd-0'")
        connection.execute("update laws set body = jsonb_set(body, '{versions,cn-pipl}', '\"0000\"')")
    code, said, why = asked(gate, "explain", "d-0")
    assert (code, said) == (1, "")
    assert "decision `d-0`: the names kept of the law" in why
    assert asked(gate, "replay", "--since", "2026-10-15")[0] == 1


@pytest.mark.usefixtures("house")
def test_the_same_law_over_the_same_decisions_changes_none() -> None:
    code, said, _ = asked(gate, "replay", "--since", "2026-10-15")
    assert (code, said) == (0, "0 of 4 decisions would differ\n")


def test_three_nights_and_mornings_come_out_the_same(
    played: wiring.House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", played.database.url)
    code, said, why = asked(gate, "replay", "--since", "2026-10-01", "--json")
    summary = json.loads(said)["summary"]
    assert code == 0, (why, summary)
    assert summary["decisions"] > 20


@pytest.mark.usefixtures("house")
def test_a_changed_rulebook_lists_what_would_differ_and_names_nobody(stricter: Path) -> None:
    code, said, _ = asked(gate, "replay", "--since", "2026-10-15", "--rulebooks", stricter, "--json")
    document = json.loads(said)
    assert code == 1
    first = document["decisions"][0]
    assert (first["decision_id"], first["would_be"]) == ("d-0", "deny")
    assert first["came"] == {"cn-gbt-45251-2025/5.3.hours": ["GB/T 45251-2025 5.3"]}
    assert document["summary"]["rules"]["cn-gbt-45251-2025/5.3.hours"]["came"] == 4
    assert not any(word in said for word in (PHONE, '"li"', "Li", "L1"))


@pytest.mark.usefixtures("house")
def test_a_period_ends_before_its_end() -> None:
    words = ("--since", "2026-10-15T10:01:00+08:00", "--until", "2026-10-15T10:03:00+08:00")
    assert asked(gate, "replay", *words)[1].startswith("0 of 2 decisions")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--since", "yesterday"), "`--since yesterday` is no date"),
        (("--since", "2026-10-15T10:00:00"), "has no offset"),
        (("--since", "2026-10-15", "--until", "2026-10-15"), "the period would be empty"),
        (("--since", "2026-10-15", "--rulebooks", "no-such-folder"), "is no folder"),
    ],
)
def test_a_period_or_rulebook_that_cannot_be_understood_ends_with_status_two(
    words: tuple[str, ...], why: str
) -> None:
    code, said, told = asked(gate, "replay", *words)
    assert (code, said) == (2, "")
    assert why in told


def test_a_changed_rulebook_is_told_in_words_in_both_languages(stricter: Path) -> None:
    code, said, _ = asked(rulebook, "diff", "shipped", stricter)
    assert code == 1
    assert "5.3.hours  open hours: every day 08:00–22:00 → every day 11:00–22:00" in said
    chinese = asked(rulebook, "diff", "shipped", stricter, "--lang", "zh-CN")[1]
    assert "可联系时段：每天08:00–22:00 → 每天11:00–22:00" in chinese
    document = json.loads(asked(rulebook, "diff", stricter, "shipped", "--json")[1])
    assert (document["same"], len(document["changes"])) == (False, 1)
    assert asked(rulebook, "diff", "shipped", SHIPPED)[0] == 0
    assert asked(rulebook, "diff", "shipped", "no-such-folder")[0] == 2


def test_a_rule_without_a_case_is_named(tmp_path: Path) -> None:
    cases = Path(__file__).parent.parent / "rules"
    assert asked(rulebook, "lint", "--cases", cases)[0] == 0
    code, said, _ = asked(rulebook, "lint", "--cases", tmp_path)
    assert code == 2
    assert "cn-pipl/31.under-fourteen.yaml:1: `cn-pipl/31.under-fourteen` has no case" in said
