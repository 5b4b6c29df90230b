"""A small good book in text, of which each test spoils or adds one thing."""

from pathlib import Path

import pytest

from forbear.portfolio.book import BadBook, Fault, read_book

GOOD: dict[str, str] = {
    "lenders": "lender_id,name,kind,country,is_cba_member\nB1,河谷消费金融,consumer_finance,CN,true\n",
    "loans": (
        "loan_id,borrower_id,lender_id,product,currency,principal,annual_rate,method,signed,disbursed,maturity,status,timezone\n"
        "L1,P1,B1,online_consumer,CNY,1200.00,0.0948,equal_instalment,2026-01-05,2026-01-06,2026-03-06,active,Asia/Shanghai\n"
        "L2,P2,B1,auto,USD,9000.00,0.05,equal_instalment,2026-01-05,2026-01-05,2026-12-05,,America/New_York\n"
    ),
    "instalments": (
        "loan_id,number,due,principal,interest,fees\n"
        "L1,1,2026-02-06,600.00,9.48,\nL1,2,2026-03-06,600.00,4.74,1.00\nL2,1,2026-12-05,9000.00,450.00,\n"
    ),
    "payments": (
        "loan_id,payment_id,received,amount,channel,reverses\n"
        "L1,A,2026-02-06,609.48,bank,\nL1,B,2026-02-08,9.48,bank,A\nL2,A,2026-02-06,100.00,,\n"
    ),
    "charges": "loan_id,charge_id,kind,date,amount,cost_sheet_line\nL1,C1,late_fee,2026-02-20,5.00,3\n",
    "people": (
        "person_id,name,born,language,country,timezone,deceased,special\n"
        "P1,王小明,1990-02-28,zh-CN,CN,Asia/Shanghai,false,\n"
        'P2,"Smith, Ann",,en,US,America/New_York,,student;disaster_area\n'
        "P3,李梅,,zh-CN,CN,,,\n"
    ),
    "contact_points": (
        "person_id,kind,value,source,place,verified,invalid_since,timezone,region\n"
        "P1,mobile,+8613800138000,contract,home,2026-01-05,,,\n"
        "P2,email,ann@example.com,contract,,,,,\n"
        "P3,mobile,+8613800138001,left_by_debtor,,,,,\n"
        "P2,address,1 Main St,contract,home,,,,US-MA\n"
    ),
    "relations": (
        "loan_id,borrower_id,person_id,role,relation,evidence,declared,notice_sent,answer\n"
        "L1,,P3,emergency_contact,friend,,2026-01-05,2026-01-06,none\n"
    ),
    "consents": (
        "person_id,scope,given_to,at,channels,from,to,until,withdrawn_at,waives\n"
        "P1,hours,B1,2026-01-05T10:00:00+08:00,call;sms,08:00,21:30,2026-12-31,,\n"
    ),
    "attempts": (
        "attempt_id,at,to,channel,outcome,direction,loan_ids,contact_point,by,purpose\n"
        "T1,2026-02-07T10:00:00Z,P1,call,ring_no_answer,out,L1,+8613800138000,agent-1,payment_reminder\n"
    ),
    "requests": "request_id,person_id,kind,at,scope,until\nR1,P1,stop,2026-02-09T10:00:00.250000Z,calls,2026-03-01\n",
}


def a_book(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the good book with some tables as given (None: without that table) and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**GOOD, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def with_row(table: str, row: str) -> str:
    """The good table with one more row."""
    return GOOD[table] + row + "\n"


def spoiled(table: str, old: str, new: str) -> str:
    """The good table with the first `old` replaced."""
    if old not in GOOD[table]:
        pytest.fail(f"`{old}` is not in `{table}`")
    return GOOD[table].replace(old, new, 1)


def faults_of(folder: Path, *, ignore_extra: bool = False) -> tuple[Fault, ...]:
    """The faults with which the book is refused."""
    with pytest.raises(BadBook) as caught:
        read_book(folder, ignore_extra=ignore_extra)
    return caught.value.faults


def the_fault(folder: Path, **options: bool) -> Fault:
    """The only fault of the book."""
    faults = faults_of(folder, **options)
    if len(faults) != 1:
        pytest.fail("\n".join(fault.text() for fault in faults))
    return faults[0]
