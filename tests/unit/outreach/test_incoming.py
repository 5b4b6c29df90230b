"""Incoming mail taken apart: matched, told apart, and never a reason to stop the worker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.outreach.incoming import read_incoming

TOKEN = "abcdefghijklmnopqrstuvwxyz"


def a_mail(*headers: str, body: str = "STOP") -> bytes:
    return "\r\n".join([*headers, "", body]).encode()


@pytest.mark.parametrize(
    "headers",
    [
        (f"To: reply+{TOKEN}@house.test",),
        (f"To: Bank <REPLY+{TOKEN.upper()}@House.test>",),
        ("To: office@house.test", f"In-Reply-To: <{TOKEN}@house.test>"),
        ("To: office@house.test", f"References: <x@y> <{TOKEN}@house.test>"),
    ],
    ids=["address", "written large", "in reply to", "references"],
)
def test_an_answer_is_matched_to_the_message_it_answers(headers: tuple[str, ...]) -> None:
    assert read_incoming(a_mail(*headers), domain="house.test").token == TOKEN


@pytest.mark.parametrize(
    "header",
    [f"To: reply+{TOKEN}@other.test", f"In-Reply-To: <{TOKEN}@other.test>", "To: reply+short@house.test"],
)
def test_what_is_not_ours_is_not_matched(header: str) -> None:
    assert read_incoming(a_mail(header), domain="house.test").token is None


def test_the_envelope_says_more_than_the_header() -> None:
    mail = read_incoming(
        a_mail("To: undisclosed:;"), domain="house.test", recipients=(f"stop+{TOKEN}@house.test",)
    )
    assert (mail.kind, mail.token) == ("stop", TOKEN)


def test_mail_written_as_html_is_read_without_its_marks_and_quotes() -> None:
    raw = a_mail(
        "Content-Type: text/html", body="<p>Stop.<br>Thank&nbsp;you</p><blockquote>reply to pay</blockquote>"
    )
    assert read_incoming(raw, domain="house.test").text.split() == ["Stop.", "Thank", "you"]


def test_chinese_mail_in_its_own_encoding_is_read() -> None:
    raw = b"Content-Type: text/plain; charset=gb18030\r\n\r\n" + "退订，谢谢".encode("gb18030")
    assert read_incoming(raw, domain="house.test").text.strip() == "退订，谢谢"


def test_a_message_without_an_id_is_known_by_its_bytes() -> None:
    one, again, other = (
        read_incoming(a_mail("To: a@b", body=body), domain="house.test") for body in ("x", "x", "y")
    )
    assert one.message_id == again.message_id != other.message_id


HEADERS = st.sampled_from([
    "To: ", "From: ", "Subject: ", "Content-Type: multipart/report; boundary=b", "Content-Type: text/html; charset=", "Message-ID: <",
    "Content-Type: multipart/mixed", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable",
    "Content-Type: message/delivery-status", "Content-Type: message/rfc822", "Content-Type: text/plain; charset=utf-16",
    "Subject: =?utf-8?b?/", "From: =?x?q?=00?= <", "In-Reply-To: <", "Auto-Submitted: ",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
])  # fmt: skip
LINES = st.sampled_from([b"--b", b"--b--", b"", b"Status: 5.1.1", b"\xff\x00"]) | st.binary(max_size=40)


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=30)), max_size=6), st.lists(LINES, max_size=8))
def test_no_mail_however_broken_stops_the_worker(
    headers: list[tuple[str, bytes]], lines: list[bytes]
) -> None:
    raw = b"\r\n".join([*(name.encode() + value for name, value in headers), b"", *lines])
    mail = read_incoming(raw, domain="house.test")
    for text in (mail.message_id, mail.sender, mail.subject, mail.text, mail.says):
        assert "\x00" not in text
        assert text.encode().decode() == text
