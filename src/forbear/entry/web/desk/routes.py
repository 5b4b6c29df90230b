"""The desk's pages: worklist, case, plan and refusals, uncertain sends, mail, rules. Reading only; every page needs a sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from forbear.domain.cases import FIRST_DAYS
from forbear.domain.words import Role
from forbear.entry.deeds.ask_gate import Around, Question, collector_facts, questions_of
from forbear.entry.web import access
from forbear.entry.web.desk import rules, views
from forbear.entry.web.look import figures
from forbear.entry.web.look.pages import Pages, language_of
from forbear.entry.web.look.words import shipped_words
from forbear.entry.wiring import Filters, cite_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from forbear.entry.web.look.words import Lang
    from forbear.entry.wiring import CaseFile, Desk, House, Session

router = APIRouter(prefix="/desk")
pages = Pages("forbear.entry.web.desk", cite_words=cite_in_words)
PAGE_ROWS = 50
TIMELINE_ROWS = 300
LATE_BUCKETS = [str(bucket) for _, bucket in reversed(FIRST_DAYS)]
DECISIONS = ("allow", "allow_with_obligations", "review", "deny_presumptive", "deny")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in person: the house, the session, the language, the instant."""

    request: Request
    house: House
    session: Session
    lang: Lang
    now: datetime

    @property
    def desk(self) -> Desk:
        """The desk's readings, limited to this person's books."""
        return self.house.desk(self.session.books)

    def page(self, template: str, **values: object) -> HTMLResponse:
        """Render a page in the person's language."""
        query = self.request.url.query
        here = self.request.url.path + (f"?{query}" if query else "")
        shared = {"session": self.session, "here": here, "rehearsal_now": self.house.rehearsal_now()}
        return HTMLResponse(pages.render(template, self.lang, {**shared, **values}))


def visit(request: Request) -> Visit:
    """Return the visit; raises SignInNeeded without a session."""
    session = access.session_of(request)
    house: House = request.app.state.house
    chosen = request.cookies.get(access.LANGUAGE_COOKIE) or session.language
    return Visit(request, house, session, language_of(chosen), house.now())


def _address(path: str, **values: str | None) -> str:
    kept = {name: value for name, value in values.items() if value}
    return f"{path}?{urlencode(kept)}&" if kept else f"{path}?"


@router.get("")
def worklist(
    request: Request,
    book: str | None = None,
    bucket: str | None = None,
    says: str | None = None,
    find: Annotated[str | None, Query(max_length=100)] = None,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """Show open cases in the order of what matters today."""
    at = visit(request)
    run_date = at.desk.last_run()
    if run_date is None:
        return at.page("worklist.html", section="worklist", run_date=None)
    filters = Filters(book=book or None, bucket=bucket or None, says=says or None, find=find or None)
    rows = at.desk.worklist(filters, at=at.now, limit=PAGE_ROWS, offset=start)
    for row in rows:
        row["timezone"] = row["timezone"] or views.BORROWER_ZONE
        row["why"] = views.why(row, at.lang, lambda value: figures.day(value, at.lang))
        row["clauses"], row["next_at"] = views.clauses(row["night"]), views.next_at(row["night"])
    return at.page(
        "worklist.html",
        section="worklist",
        run_date=run_date,
        figures=at.desk.figures(run_date=run_date, at=at.now),
        books=at.desk.books(),
        buckets=LATE_BUCKETS,
        decisions=DECISIONS,
        filters=filters,
        rows=rows,
        start=start,
        size=PAGE_ROWS,
        address=_address("/desk", book=book, bucket=bucket, says=says, find=find),
    )


@router.get("/cases/{case_id}")
def case(request: Request, case_id: str, show: str = "") -> HTMLResponse:
    """Show a case: the person and the debt, what happened, what can be done now and what the gate says to each."""
    at = visit(request)
    file = at.desk.case(case_id)
    if file is None:
        raise HTTPException(404, "case.not_found")
    head = file.head
    zone = head["timezone"] or head["loan_timezone"] or views.BORROWER_ZONE
    rulebook = at.house.rulebook
    known = _Figures(ZoneInfo(zone))
    events = [
        views.event_view(event, lang=at.lang, currency=head["currency"], rulebook=rulebook, figures=known)
        for event in views.shown(at.desk.timeline(file, zone=zone, at=at.now, limit=TIMELINE_ROWS), show)
    ]
    parts = (head["overdue_principal_minor"], head["overdue_interest_minor"], head["overdue_fees_minor"])
    return at.page(
        "case.html",
        section="worklist",
        head=head,
        overdue_minor=sum(part or 0 for part in parts),
        marks=[*head["special"], *(["deceased"] if head["deceased"] else [])],
        other_loans=file.other_loans,
        points=file.points,
        relations=file.relations,
        events=events,
        show=show,
        zone=zone,
        now=at.now,
        actions=[_action(question, at) for question in _questions(file, at)],
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    zone: ZoneInfo

    def money(self, amount_minor: int, currency: str, lang: Lang) -> str:
        return figures.money(amount_minor, currency, lang)


def _questions(file: CaseFile, at: Visit) -> Iterator[Question]:
    around = Around(
        loan_id=file.head["loan_id"],
        lender_id=file.head["lender_id"],
        borrower_id=file.head["person_id"],
        points=file.points,
        contacts=[
            (person["person_id"], person["name"], file.contact_points[person["person_id"]])
            for person in file.relations
            if person["role"] == Role.EMERGENCY_CONTACT
        ],
    )
    ledger = at.house.ledger(file.head["book"]).knowing(collector_facts(at.session.trained_until))
    return questions_of(around, ledger, at.house.rulebook, at.now)


def _action(question: Question, at: Visit) -> dict[str, Any]:
    words = shipped_words()
    channel = words.token(at.lang, "channel", question.channel)
    title = (
        words.say(at.lang, "action.borrower", channel=channel)
        if question.role == "borrower"
        else words.say(at.lang, "action.contact")
    )
    if question.person_name:
        title = (
            f"{title}（{question.person_name}）"
            if at.lang == "zh-CN"
            else f"{title} ({question.person_name})"
        )
    if question.verdict is None:
        return {"title": title, "point": None, "verdict": None, "words": ""}
    view = views.verdict_view(question.verdict.to_dict(), at.lang, at.house.rulebook)
    said = (
        views.permit_words(view["obligations"], at.lang)
        if question.verdict.permits
        else question.verdict.with_next(None, None).in_words(at.lang, at.house.rulebook)
    )
    return {"title": title, "point": question.point, "verdict": view, "words": said}


@router.get("/plan")
def plan(
    request: Request,
    book: str | None = None,
    state: str | None = None,
    start: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """Show what the night proposed and why some of it was refused."""
    at = visit(request)
    run_date = at.desk.last_run()
    rows = (
        at.desk.plan(run_date=run_date, book=book or None, state=state or None, limit=PAGE_ROWS, offset=start)
        if run_date
        else []
    )
    for row in rows:
        row["timezone"] = row["timezone"] or views.BORROWER_ZONE
        row["clauses"] = views.clauses(row["night"])
    refusals = at.desk.refusals(run_date=run_date) if run_date else []
    for row in refusals:
        found = at.house.rulebook.rule(row["rule_id"])
        row["explain"] = found.explain[at.lang] if found else ""
    address = _address("/desk/plan", book=book, state=state)
    return at.page(
        "plan.html",
        section="plan",
        rows=rows,
        refusals=refusals,
        start=start,
        size=PAGE_ROWS,
        address=address,
    )


@router.get("/uncertain")
def uncertain(request: Request) -> HTMLResponse:
    """Show sends that were cut off before their answer was recorded."""
    at = visit(request)
    return at.page("uncertain.html", section="uncertain", rows=at.desk.uncertain())


@router.get("/mail")
def mail(request: Request, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> HTMLResponse:
    """Show mail sent and received."""
    at = visit(request)
    rows = at.desk.mail(limit=PAGE_ROWS, offset=start)
    return at.page("mail.html", section="mail", rows=rows, start=start, size=PAGE_ROWS, address="/desk/mail?")


@router.get("/rules")
def rules_list(request: Request) -> HTMLResponse:
    """Show the rulebooks."""
    at = visit(request)
    return at.page("rules.html", section="rules", instruments=rules.instruments(at.house.rulebook, at.lang))


@router.get("/rules/{rule_id:path}")
def rule(request: Request, rule_id: str) -> HTMLResponse:
    """Show one rule: its clause, what it means, how sure we are, what it makes the gate do."""
    at = visit(request)
    view = rules.rule(at.house.rulebook, rule_id, at.lang)
    if view is None:
        raise HTTPException(404, "rule.not_found")
    return at.page("rule.html", section="rules", rule=view)
