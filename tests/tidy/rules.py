"""The rules themselves: each looks at sources and returns complaints, `path:line what`.

They hold what imports cannot show. The tests that apply them to the tree, with the cures and the exceptions, are in
test_tree.py; the tests that show that each bites are in test_rules_bite.py.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tests.tidy.source import Source, at, calls, dotted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PACKAGE = "src/forbear"
LINES_MAX = 400
FUNCTION_LINES_MAX = 60
MODULES_MAX = 12
DEPTH_MAX = 2
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "core",
    "manager",
    "service",
    "handlers",
}
MONEY_WORDS = {
    "amount",
    "amounts",
    "minor",
    "rate",
    "rates",
    "principal",
    "interest",
    "price",
    "fee",
    "fees",
    "money",
}
CLOCK_ENDINGS = (".now", ".today", ".utcnow", ".monotonic", ".monotonic_ns", ".perf_counter", ".time_ns")
CLOCK_CALLS = {"time.time", "monotonic", "perf_counter", "time.sleep"}
DATETIME_POSITION_OF_ZONE = 8
SQL_CLOCK = re.compile(
    r"\bnow\s*\(\s*\)|\b(?:clock|statement|transaction)_timestamp\s*\(|"
    r"\bcurrent_(?:timestamp|date|time)\b|\blocaltime(?:stamp)?\b",
    re.IGNORECASE,
)
SQL_TEXT = re.compile(
    r"""^\s*(?:
        select\s+(?!an?\s|the\s|one\s|which\s)\S.*?\bfrom\s+[\w"({]
      | with\s+\w+\s+as\s+(?:not\s+)?(?:materialized\s+)?\(
      | insert\s+into\s+[\w"{]+
      | update\s+[\w".{}]+\s+set\s
      | delete\s+from\s+[\w"{]+
      | merge\s+into\s
      | truncate\s+(?:table\s+)?[\w"{]+
      | copy\s+[\w".({}].*\b(?:from\s+stdin|to\s+stdout)
      | (?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:table|index|view|schema|function|type|role|trigger)\s
    )""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def permits_made_elsewhere(sources: Iterable[Source]) -> Iterator[str]:
    """Only the gate constructs a Permit."""
    for source in sources:
        if source.is_in(f"{PACKAGE}/gate"):
            continue
        for call, name in calls(source):
            if name.rpartition(".")[2] == "Permit" or name.endswith(("Permit.__new__", "Permit._make")):
                yield f"{at(source, call)} makes a Permit"
            handed = [dotted(argument) for argument in call.args]
            if name.endswith(("__new__", "copy.replace")) and any(arg.endswith("Permit") for arg in handed):
                yield f"{at(source, call)} makes a Permit by a back door"


def _is_money(name: str) -> bool:
    return bool(set(name.lower().split("_")) & MONEY_WORDS)


def _mentions_float(node: ast.expr | None) -> bool:
    return node is not None and any(
        (isinstance(part, ast.Name) and part.id == "float")
        or (isinstance(part, ast.Attribute) and part.attr in {"float32", "float64", "Float32", "Float64"})
        for part in ast.walk(node)
    )


def floats_for_money(sources: Iterable[Source]) -> Iterator[str]:
    """Money is integer minor units, rates are Decimal."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.arg) and _is_money(node.arg) and _mentions_float(node.annotation):
                yield f"{at(source, node)} `{node.arg}` is a float"
            elif isinstance(node, ast.AnnAssign) and _mentions_float(node.annotation):
                name = dotted(node.target).rpartition(".")[2]
                if _is_money(name):
                    yield f"{at(source, node)} `{name}` is a float"
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if _is_money(node.name) and _mentions_float(node.returns):
                    yield f"{at(source, node)} `{node.name}` returns a float"
            elif isinstance(node, ast.Call) and (dotted(node.func) == "float" or _casts_to_float(node)):
                inside = {
                    dotted(part).rpartition(".")[2] for part in ast.walk(node) if isinstance(part, ast.expr)
                }
                texts = {
                    part.value
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
                if any(_is_money(name) for name in inside | texts if name.isidentifier()):
                    yield f"{at(source, node)} turns money or a rate into a float"


def _casts_to_float(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in {"cast", "astype"}
        and any(_mentions_float(argument) for argument in node.args)
    )


def naive_datetimes(sources: Iterable[Source]) -> Iterator[str]:
    """Every datetime says in which zone it is."""
    for source in sources:
        for call, name in calls(source):
            last = name.rpartition(".")[2]
            has_zone = any(keyword.arg in {"tzinfo", "tz", None} for keyword in call.keywords)
            if name in {"datetime", "datetime.datetime"}:
                if not has_zone and len(call.args) < DATETIME_POSITION_OF_ZONE:
                    yield f"{at(source, call)} a datetime without a zone"
            elif last in {"utcnow", "utcfromtimestamp"}:
                yield f"{at(source, call)} `{last}` gives a datetime without a zone"
            elif last == "fromtimestamp" and "date." not in name.removeprefix("datetime."):
                if not has_zone and len(call.args) < 2:  # the instant and the zone
                    yield f"{at(source, call)} `fromtimestamp` without a zone"
            elif last == "now" and name.startswith("datetime") and not has_zone and not call.args:
                yield f"{at(source, call)} `now` without a zone"


def clocks_below_entry(sources: Iterable[Source]) -> Iterator[str]:
    """Nothing below `entry` asks what time it is."""
    for source in sources:
        if source.is_in(f"{PACKAGE}/entry"):
            continue
        for call, name in calls(source):
            if name in CLOCK_CALLS or name.endswith(CLOCK_ENDINGS):
                yield f"{at(source, call)} `{name}()` asks the clock"


def clocks_in_sql(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """SQL is given its instant as a parameter too; `texts` are (path, SQL)."""
    for path, text in texts:
        for number, line in enumerate(text.splitlines(), 1):
            if found := SQL_CLOCK.search(line.partition("--")[0]):
                yield f"{path}:{number} `{found.group()}` asks the server's clock"


def _docstrings(tree: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def _texts(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Every string with its text; what an f-string fills in stands as `{x}`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{x}" for part in node.values)
            yield node, "".join(str(part) for part in parts)


def sql_in_python(sources: Iterable[Source]) -> Iterator[str]:
    """SQL stands in storage/sql under a name, where it can be read, linted and explained."""
    for source in sources:
        spared = _docstrings(source.tree)
        for node, text in _texts(source.tree):
            if id(node) not in spared and SQL_TEXT.search(text):
                yield f"{at(source, node)} holds SQL: {' '.join(text.split())[:60]!r}"


def empty_names(sources: Iterable[Source]) -> Iterator[str]:
    """A name that says nothing collects everything."""
    for source in sources:
        path = PurePosixPath(source.path)
        for part in (*path.parts[:-1], path.stem):
            if part in EMPTY_NAMES:
                yield f"{source.path}: `{part}` says nothing"


def long_files(sources: Iterable[Source]) -> Iterator[str]:
    """A file is read in one sitting."""
    for source in sources:
        if (count := len(source.lines)) > LINES_MAX:
            yield f"{source.path}: {count} lines"


def long_functions(sources: Iterable[Source]) -> Iterator[str]:
    """A function is seen on one screen."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = (node.end_lineno or node.lineno) - node.lineno + 1
                if count > FUNCTION_LINES_MAX:
                    yield f"{at(source, node)} `{node.name}` has {count} lines"


def full_folders(sources: Iterable[Source], *, more: dict[str, int]) -> Iterator[str]:
    """A folder holds what one can keep in mind; `more` are the folders with a limit of their own."""
    count: Counter[str] = Counter()
    for source in sources:
        path = PurePosixPath(source.path)
        if path.stem not in {"__init__", "__main__"}:
            count[str(path.parent)] += 1
    for folder, found in sorted(count.items()):
        if found > more.get(folder, MODULES_MAX):
            yield f"{folder}: {found} modules"


def deep_folders(sources: Iterable[Source]) -> Iterator[str]:
    """Depth two below the package: forbear/<package>/<one>/<two>/module.py and no further."""
    for source in sources:
        folders = PurePosixPath(source.path).relative_to(PACKAGE).parts[1:-1]
        if len(folders) > DEPTH_MAX:
            yield f"{source.path}: {len(folders)} folders below its package"
