"""What a letter says, and what it can never say to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forbear.language.debt_words import debt_words
from forbear.language.replies import Meaning, read_reply
from forbear.outreach.email import (
    CannotCompose,
    DebtToContact,
    Sender,
    compose,
    one_line,
    reference_code,
    render,
    values_for,
)
from forbear.outreach.planned import PlannedContact
from forbear.outreach.slots import MAY_BE_TOLD, SLOTS, Audience, SlotClass
from forbear.outreach.templating import LANGUAGES, SLOT, BadTemplate, Template, Text, load_template, templates

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
SENDER = Sender("house.test")
HARSH = (
    "!", "！", "立即还", "马上还", "后果", "起诉", "法律责任", "黑名单",
    "court", "legal action", "immediately", "urgent", "final notice",
)  # fmt: skip
EVERY = sorted(templates())
OWN_DEBT_ROLES = ("borrower", "co_borrower")
CONTACT_ROLES = ("emergency_contact", "spouse", "third_party")


def a_contact(**changed: object) -> PlannedContact:
    values: dict[str, Any] = {
        "plan_id": "plan", "book": "b", "run_date": date(2026, 10, 14), "turn": 1, "step": "reminder-first", "template": "reminder-first",
        "channel": "email", "purpose": "payment_reminder", "role": "borrower", "person_id": "p", "person_name": "张伟",
        "person_language": "zh-CN", "debtor_id": "p", "debtor_name": "张伟", "address": "p@mail.test", "place": None, "loan_ids": ["l"],
        "products": ["micro"], "loan_country": "CN", "lender_name": "青石银行", "overdue": {"CNY": 123456},
        "oldest_unpaid_due": date(2026, 10, 2), "ageing_on": date(2026, 10, 14), "paid_since": False, "is_dead": False,
        "not_before": AT, "not_after": AT,
    }  # fmt: skip
    return PlannedContact(**{**values, **changed})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", [name for name, channel in EVERY if templates()[name, channel].audience is Audience.BORROWER]
)
def test_a_letter_to_a_borrower_has_all_its_parts(name: str, language: str) -> None:
    letter = compose(a_contact(person_language=language), templates()[name, "email"], SENDER)
    parts = {
        "zh-CN": (
            "青石银行",
            "￥1,234.56",
            "2026年10月2日",
            "宽限",
            "分期",
            "异议",
            "发错人了",
            "退订",
            reference_code("plan"),
        ),
        "en": (
            "青石银行",
            "￥1,234.56",
            "2 Oct 2026",
            "time",
            "payment plan",
            "dispute",
            "wrong person",
            "STOP",
            reference_code("plan"),
        ),
    }[language]
    for part in parts:
        assert part in letter.body
    assert "{" not in letter.body + letter.subject


@pytest.mark.parametrize("name", EVERY)
def test_no_letter_threatens_hurries_or_shouts(name: tuple[str, str]) -> None:
    for text in templates()[name].texts.values():
        words = (text.subject + text.body).lower()
        for bad in HARSH:
            assert bad not in words


ASKED_FOR = {
    "宽限": "hardship", "分期": "hardship", "异议": "dispute", "已还款": "paid_already", "发错人了": "wrong_person", "退订": "stop",
    "STOP": "stop", "dispute": "dispute", "payment plan": "hardship", "already paid": "paid_already", "wrong person": "wrong_person",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "meaning"), ASKED_FOR.items())
def test_the_words_that_our_letters_ask_for_are_understood(asked: str, meaning: str) -> None:
    assert read_reply(asked).meaning == Meaning(meaning)


@pytest.mark.parametrize("role", CONTACT_ROLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_contact_is_told_of_no_debt(role: str, language: str) -> None:
    contact = a_contact(role=role, template="relay-callback", person_name="李娜", person_language=language)
    letter = compose(contact, templates()["relay-callback", "email"], SENDER)
    assert debt_words(letter.subject + letter.body + letter.sender_name) == ()
    assert "青石银行" not in letter.subject + letter.body + letter.sender_name


@pytest.mark.parametrize("role", CONTACT_ROLES)
@pytest.mark.parametrize(
    "name", [name for name, channel in EVERY if templates()[name, channel].audience is Audience.BORROWER]
)
def test_a_borrowers_letter_is_refused_for_a_contact(role: str, name: str) -> None:
    with pytest.raises(DebtToContact):
        compose(a_contact(role=role), templates()[name, "email"], SENDER)


@pytest.mark.parametrize("role", ["guarantor", "heir", "guardian"])
def test_no_letter_is_written_where_a_person_must_look_first(role: str) -> None:
    with pytest.raises(CannotCompose):
        compose(a_contact(role=role), templates()["reminder-first", "email"], SENDER)


def test_a_name_that_tells_a_debt_stops_the_letter() -> None:
    contact = a_contact(role="emergency_contact", debtor_name="张伟（逾期）")
    with pytest.raises(DebtToContact):
        compose(contact, templates()["relay-callback", "email"], SENDER)


@pytest.mark.parametrize("slot", [name for name, kind in SLOTS.items() if kind is SlotClass.DEBT])
@pytest.mark.parametrize("place", ["subject", "body"])
def test_a_contacts_template_with_a_slot_of_class_debt_does_not_load(slot: str, place: str) -> None:
    texts = {name: {"subject": "您好", "body": "{reference} 退订 STOP"} for name in LANGUAGES}
    texts["en"][place] += " {" + slot + "}"
    text = yaml.safe_dump(
        {"template": "t", "channel": "email", "audience": "contact", "version": "1", "texts": texts}
    )
    with pytest.raises(BadTemplate):
        load_template(text, source="t")


def test_a_template_without_a_way_to_stop_does_not_load() -> None:
    texts = {name: {"subject": "您好", "body": "{reference}"} for name in LANGUAGES}
    text = yaml.safe_dump(
        {"template": "t", "channel": "email", "audience": "borrower", "version": "1", "texts": texts}
    )
    with pytest.raises(BadTemplate, match="how to stop"):
        load_template(text, source="t")


SECRETS = {
    name: f"SECRET-{name}-{number}"
    for number, (name, kind) in enumerate(SLOTS.items())
    if kind is SlotClass.DEBT
}
PIECES = st.lists(
    st.one_of(
        st.sampled_from([f"{{{name}}}" for name in SLOTS]), st.text(max_size=12), st.just("{"), st.just("}")
    ),
    max_size=12,
).map("".join)


@given(
    name=st.sampled_from(EVERY),
    language=st.sampled_from(LANGUAGES),
    subject=st.none() | PIECES,
    body=st.none() | PIECES,
    values=st.dictionaries(st.sampled_from(sorted(SLOTS)), st.text(max_size=30)),
)
def test_no_template_and_no_slot_renders_a_debt_fact_to_a_contact(
    name: tuple[str, str], language: str, subject: str | None, body: str | None, values: dict[str, str]
) -> None:
    """Any wording, any values, also past the loader: what comes out for a contact holds no value of class debt and no word of one."""
    given_text = templates()[name].texts[language]
    text = Text(
        subject=given_text.subject if subject is None else subject,
        body=given_text.body if body is None else body,
    )
    template = Template("t", "email", Audience.CONTACT, "1", {language: text})
    plain = dict.fromkeys(SLOTS, "某某")
    try:
        out = "".join(render(template, {**plain, **values, **SECRETS}, language))
    except CannotCompose:
        return
    assert not any(secret in out for secret in SECRETS.values())
    assert debt_words(out) == ()
    assert {SLOTS[slot] for slot in SLOT.findall(text.subject + text.body) if slot in SLOTS} <= MAY_BE_TOLD[
        Audience.CONTACT
    ]


@given(st.sampled_from(CONTACT_ROLES), st.sampled_from(LANGUAGES))
def test_values_of_class_debt_are_not_even_made_for_a_contact(role: str, language: str) -> None:
    values = values_for(a_contact(role=role, person_language=language), Audience.CONTACT, SENDER)
    assert not {SLOTS[name] for name in values} & {SlotClass.DEBT}


@given(st.text(max_size=300))
def test_a_value_is_one_line_whatever_it_was(value: str) -> None:
    assert len(one_line(value).splitlines()) <= 1


def test_the_same_contact_composed_again_has_the_same_words() -> None:
    once, again = (
        compose(a_contact(turn=turn), templates()["reminder-first", "email"], SENDER) for turn in (1, 2)
    )
    assert once.content_digest == again.content_digest


def test_other_words_have_another_digest() -> None:
    template = templates()["reminder-first", "email"]
    assert (
        compose(a_contact(), template, SENDER).content_digest
        != compose(a_contact(overdue={"CNY": 1}), template, SENDER).content_digest
    )


def test_several_loans_and_currencies_are_each_named() -> None:
    contact = a_contact(loan_ids=["l", "m"], products=["auto", "micro"], overdue={"CNY": 100, "USD": 250})
    body = compose(contact, templates()["reminder-first", "email"], SENDER).body
    assert "汽车贷款和小额贷款" in body
    assert "￥1.00和$2.50" in body
