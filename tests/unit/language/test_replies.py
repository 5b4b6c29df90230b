"""What people write back, one line a case. The lists are typed by hand, never taken from a run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.language.replies import Meaning, Reach, read_reply

STOP = [
    "STOP",
    "stop",
    "Stop. Thank you",
    "Stop, please.",
    "please stop!",
    "ＳＴＯＰ",
    "STOP ALL",
    "unsubscribe",
    "Unsubscribe me please",
    "END",
    "quit",
    "CANCEL",
    "STOP 12345",
    "Hi. Please stop emailing me.",
    "Do not contact me again.",
    "don’t email me anymore",
    "Don't ever call me again",
    "No more emails please",
    "Take me off your list",
    "Leave me alone",
    "Cease and desist.",
    "I do not want to receive these messages",
    "I no longer wish to be contacted about this",
    "I lost my job. Stop contacting me",
    "stop sending me these",
    "退订",
    "TD",
    "td。",
    "退订，谢谢",
    "请退订",
    "别再打了",
    "别再打了！",
    "不要再联系我",
    "请不要再给我发邮件了",
    "请勿打扰",
    "别烦我",
    "不想再收到你们的邮件",
    "停止骚扰我",
    "别再给我发短信",
    "你们别再催了",
    "拒收",
    "不要再发了",
    "先别打了，我下周还",
]
NOT_STOP = [
    "We have got to STOP this bill",
    "When does interest stop?",
    "I got off at the bus stop and paid yesterday",
    "Please don't stop emailing me the statements",
    "Why did you stop sending me statements?",
    "cancel my late fee please",
    "In the end I will pay on Friday",
    "请问什么时候停止计息？",
    "我不想停止还款",
    "别忘了给我发合同",
    "我明天还款，谢谢提醒",
    "没收到你们的邮件",
    "能不能取消滞纳金",
    "Thank you for the reminder",
    "Can I call you tomorrow?",
]
MEANINGS = [
    ("I already paid this last week", Meaning.PAID_ALREADY),
    ("It has been paid in full", Meaning.PAID_ALREADY),
    ("昨天还了", Meaning.PAID_ALREADY),
    ("我已经还清了", Meaning.PAID_ALREADY),
    ("I dispute this debt", Meaning.DISPUTE),
    ("I don't owe you anything", Meaning.DISPUTE),
    ("the amount is wrong", Meaning.DISPUTE),
    ("金额不对，请核实", Meaning.DISPUTE),
    ("我没借过钱", Meaning.DISPUTE),
    ("对利息有异议", Meaning.DISPUTE),
    ("I lost my job in June and cannot pay", Meaning.HARDSHIP),
    ("could we agree a payment plan?", Meaning.HARDSHIP),
    ("我失业了，能宽限几天吗", Meaning.HARDSHIP),
    ("我在住院，还不上", Meaning.HARDSHIP),
    ("You have the wrong person", Meaning.WRONG_PERSON),
    ("There is nobody here by that name", Meaning.WRONG_PERSON),
    ("你们发错人了", Meaning.WRONG_PERSON),
    ("我不是本人，也不认识他", Meaning.WRONG_PERSON),
    ("I have not paid yet", Meaning.OTHER),
    ("我还没还", Meaning.OTHER),
    ("Thank you", Meaning.OTHER),
    ("好的", Meaning.OTHER),
    ("", Meaning.OTHER),
]


@pytest.mark.parametrize("text", STOP)
def test_a_wish_to_be_left_in_peace_is_heard(text: str) -> None:
    assert Meaning.STOP in read_reply(text).meanings


@pytest.mark.parametrize("text", NOT_STOP)
def test_the_word_inside_another_wish_is_not_a_stop(text: str) -> None:
    assert Meaning.STOP not in read_reply(text).meanings


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_what_was_said_is_understood(text: str, meaning: Meaning) -> None:
    assert read_reply(text).meaning == meaning


def test_a_stop_word_reaches_as_far_as_the_medium_it_was_said_in() -> None:
    assert read_reply("STOP").said[0].reach == Reach.MEDIUM


@pytest.mark.parametrize("text", ["不要再联系我", "Do not contact me again."])
def test_a_wish_for_no_contact_reaches_every_medium(text: str) -> None:
    assert read_reply(text).said[0].reach == Reach.ALL


def test_two_things_said_are_two_things_heard() -> None:
    assert read_reply("I lost my job. Stop contacting me").meanings == (Meaning.STOP, Meaning.HARDSHIP)


@pytest.mark.parametrize(
    "quoted",
    [
        "Thank you\n\n> To stop these messages, reply STOP.",
        "Thank you\nOn 14 Oct 2026, House Bank wrote:\nreply STOP",
        "好的\n\n在 2026年10月14日，某银行 写道：\n回复 退订 即可",
        "OK\n-----Original Message-----\nSTOP",
        "OK\n发件人：某银行\n退订",
    ],
)
def test_our_own_words_quoted_back_are_not_read_as_theirs(quoted: str) -> None:
    assert read_reply(quoted).meaning == Meaning.OTHER


@given(st.text(max_size=400))
def test_every_span_lies_in_the_text_and_shows_its_words(text: str) -> None:
    reading = read_reply(text)
    for said in reading.said:
        assert said.quote in reading.text[said.start : said.end]
        assert said.why
