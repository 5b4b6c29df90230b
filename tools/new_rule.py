"""Begin a rule: a provision and its case, with a place for everything that must be filled in.

    .venv/bin/python tools/new_rule.py INSTRUMENT/ADDRESS

Nothing is overwritten. What it writes does not load until a person has filled it in: `forbear rulebook lint` names
each place with its line.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RULES = Path("src/forbear/rulebooks/data")
CASES = Path("tests/rules/cases")
RULE_ID = re.compile(r"[a-z0-9][a-z0-9-]*/[A-Za-z0-9().§_-][A-Za-z0-9().§_,-]*")

HEAD = """\
id: {instrument}
title:
  zh-CN:          # the name of the law as it calls itself
  en:
issuer:           # who made it
force:            # law, departmental_rule, standard, self_discipline or house_policy
jurisdiction:     # the country, ISO 3166-1
zone:             # the IANA zone whose dates it uses
valid: {{from: }}   # the first day on which it holds; `to` is the first on which it no longer does
read_on: {today}
read_via:         # what exactly was read
confidence:       # V1, V2, V3, M, P, Q, S or D: docs/reference/rulebooks.md
applies:
  countries: []
"""
PROVISION = """\
id: {rule_id}
cite:             # the clause, spelled as the law numbers it
kind:             # one of the sixteen kinds: docs/reference/rulebooks.md
valid: {{from: }}   # the first day on which it holds
read_on: {today}
confidence:       # how sure we are of this reading
explain:
  zh-CN:          # what it asks of a lender, in one plain sentence
  en:
applies: {{}}
# the keys of the kind stand here
decision:         # deny, deny_presumptive, review or oblige
"""
CASE = """\
# {rule_id}
cases:
- id: {short}
  title:          # a sentence that somebody who knows no code can check
  rulebook: {instrument}
  kinds: []
  facts: {{}}
  asks: []        # one that the rule speaks against, and one that differs by a single fact and goes
"""


def skeletons(rule_id: str, today: date) -> dict[Path, str]:
    """The files of a new rule by their path from the root of the repository."""
    instrument, address = rule_id.split("/")
    short = re.sub(r"[^a-z0-9]+", "-", f"{instrument}-{address}".lower()).strip("-")
    values = {"rule_id": rule_id, "instrument": instrument, "short": short, "today": today.isoformat()}
    return {
        RULES / instrument / "instrument.yaml": HEAD.format(**values),
        RULES / instrument / f"{address}.yaml": PROVISION.format(**values),
        CASES / instrument / f"{address}.yaml": CASE.format(**values),
    }


def main(rule_id: str, root: Path = ROOT) -> int:
    """Write what is not there yet; return the exit status: 1 where the rule is there already, 2 for a bad id."""
    if not RULE_ID.fullmatch(rule_id):
        print(
            f"`{rule_id}` is no id of a rule; write instrument/address, as us-fed-regf/6(b)(1)(i).hours",
            file=sys.stderr,
        )
        return 2
    found = skeletons(rule_id, date.today())  # noqa: DTZ011  the author's own day
    provision = RULES / f"{rule_id}.yaml"
    if (root / provision).exists():
        print(f"`{rule_id}` is there already: {provision}", file=sys.stderr)
        return 1
    for path, text in found.items():
        if not (root / path).exists():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
            print(f"wrote {path}")
    print("fill them in; `.venv/bin/forbear rulebook lint --cases tests/rules` names what is missing,")
    print(f"`make rule ID='{rule_id}'` shows what both evaluators answer")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else 2)  # noqa: PLR2004  the program and one id
