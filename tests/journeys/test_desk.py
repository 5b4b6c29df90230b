"""The desk as a person uses it, in a real browser: sign in, find a case, read why somebody may not be called and when they may."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.desk import PASSWORD, Served, keep_picture, sign_in

pytestmark = pytest.mark.browser


def test_a_collector_opens_a_case_and_reads_the_clause_of_a_refusal(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.get_by_label("Loan or borrower id").fill("cn-0008")
    page.get_by_role("button", name="Show").click()
    page.locator("tbody tr a").first.click()

    call = page.get_by_role("article", name="Call the borrower")
    expect(call.locator(".chip").first).to_have_text("Not now")
    call.get_by_text("Clause, reason and facts used").click()
    keep_picture(page, "case-en")
    clause = call.locator("details h3 a", has_text="stop request")
    cited = clause.inner_text()
    clause.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(cited)
    expect(page.locator("blockquote.law")).to_contain_text("stop")
    expect(page.get_by_text("How sure we are")).to_be_visible()


def test_the_same_case_reads_in_chinese(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/desk?find=cn-0008")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日工作")
    keep_picture(page, "today-zh-CN")
    page.locator("tbody tr a").first.click()
    call = page.get_by_role("article", name="电话联系借款人")
    expect(call.locator(".chip").first).to_have_text("现在不行")
    call.get_by_text("依据与所用事实").click()
    keep_picture(page, "case-zh-CN")


def test_a_refusal_for_a_time_names_the_next_permitted_instant(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/desk?says=deny")
    expect(page.get_by_text(re.compile("Next possible: .* 2026")).first).to_be_visible()


def test_an_emergency_contact_may_be_asked_only_when_the_borrower_cannot_be_reached(
    page: Page, served: Served
) -> None:
    sign_in(page, served)
    said = {}
    for loan in ("cn-0001", "cn-0007"):  # both cannot be reached; the contact of the second one said no
        page.goto(f"{served.address}/desk?find={loan}")
        page.locator("tbody tr a").first.click()
        contact = page.get_by_role("article", name=re.compile("Call the emergency contact"))
        said[loan] = contact.first.locator(".chip").first.inner_text()
    assert said["cn-0001"] in {"Allowed", "Allowed with duties"}
    assert said["cn-0007"] == "Not now"


def test_nothing_is_loaded_from_another_host(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, served)
    page.goto(f"{served.address}/desk/rules")
    assert asked
    assert not [url for url in asked if not url.startswith((served.address, "data:"))]


def test_a_rule_says_in_words_what_it_looks_at(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.goto(f"{served.address}/desk/rules/us-fed-regf/14(b)(2)(i)(A).seven-in-seven")
    expect(page.get_by_text("together for the same person and debt")).to_be_visible()


def test_the_desk_reads_without_javascript(chromium: object, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")  # type: ignore[attr-defined]
    page = context.new_page()
    sign_in(page, served)
    page.locator("tbody tr a").first.click()
    expect(page.get_by_role("heading", name="What can be done now")).to_be_visible()
    context.close()


def test_a_narrow_screen_does_not_scroll_sideways(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.set_viewport_size({"width": 375, "height": 800})
    page.locator("tbody tr a").first.click()
    page.wait_for_selector("#now")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def test_rows_can_be_walked_with_the_keyboard(page: Page, served: Served) -> None:
    sign_in(page, served)
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tr[data-href] td:first-child a").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/*")


def test_a_wrong_password_keeps_the_name_and_says_so_calmly(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/desk")
    page.fill("#name", "avery")
    page.fill("#password", f"not {PASSWORD}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is not right. Please try again.")
    expect(page.locator("#name")).to_have_value("avery")
