"""The changes: each mutant is one file with one change in one place."""

from __future__ import annotations

import ast
import copy
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

ROOT: Final = Path(__file__).resolve().parents[2]
SOURCE: Final = ROOT / "src"
GATE: Final = SOURCE / "forbear" / "gate"
TURNED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SWAPPED: Final = {"min": "max", "max": "min", "all": "any", "any": "all"}
OUTSIDE: Final = 0
"""Stands for the line of a function where code is in none: it runs when the module is read."""


@dataclass(frozen=True)
class Place:
    """Where something may be changed: the field of a node, whether it answers yes or no, and in which function.

    The function is the outermost one, by its first line (that of its first decorator), or OUTSIDE; `within` is
    the dotted name of the innermost class or function around it.
    """

    parent: ast.AST
    name: str
    index: int | None
    answers: bool
    function: int
    within: str


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what was and what is instead, the function, and the number of it in the file.

    `function` is as in `Place`, `within` the dotted name of the innermost class or function.
    """

    path: Path
    line: int
    was: str
    now: str
    function: int
    within: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: `{self.was}` became `{self.now}`"

    @property
    def file(self) -> str:
        """The path from the root of the project."""
        return str(self.path.relative_to(ROOT))

    def code(self) -> CodeType:
        """The changed module, compiled."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        place, node, changed = next(itertools.islice(changed_in(tree), self.number, None))
        put(place, ast.copy_location(changed, node))
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, (place, node, changed) in enumerate(changed_in(tree)):
        yield Mutant(path, node.lineno, short(node), short(changed), place.function, place.within, number)


def changed_in(tree: ast.Module) -> Iterator[tuple[Place, ast.expr | ast.stmt, ast.AST]]:
    """Every change that may be made in a tree, as (place, what is there, what may be there), in one order."""
    for place in places(tree):
        held = getattr(place.parent, place.name)
        node = held if place.index is None else held[place.index]
        for changed in changes(node, answers=place.answers):
            yield place, node, changed


def changes(node: ast.AST, *, answers: bool) -> Iterator[ast.AST]:
    """What may stand instead of a node; `answers` says that it is returned by a function of yes and no."""
    made: ast.expr
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            turned = copy.deepcopy(node)
            turned.ops[index] = TURNED[type(operator)]()
            yield turned
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = node.value
        yield ast.Constant(not value if isinstance(value, bool) else value + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        made = ast.Name(SWAPPED[node.func.id], ast.Load())
        yield ast.Call(made, node.args, node.keywords)
    elif isinstance(node, ast.Return) and node.value is not None and answers:
        yield ast.Return(ast.UnaryOp(ast.Not(), node.value))


def places(
    node: ast.AST, *, answers: bool = False, function: int = OUTSIDE, around: str = ""
) -> Iterator[Place]:
    """Every place in code where something may be changed."""
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return  # of lists that are as long as each other: it guards against what no test can bring about
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        around = f"{around}.{node.name}".lstrip(".")
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        begins = isinstance(node, ast.FunctionDef) and name == "body" and function == OUTSIDE
        within = first_line(node) if begins and isinstance(node, ast.FunctionDef) else function
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or is_for_types(child):
                continue
            inside = says_yes_or_no(child) if isinstance(child, ast.FunctionDef) else answers
            yield Place(node, name, index if isinstance(value, list) else None, inside, within, around)
            yield from places(child, answers=inside, function=within, around=around)


def first_line(function: ast.FunctionDef) -> int:
    """The line on which its code object says that it begins: with its first decorator."""
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def functions_of(path: Path) -> list[tuple[int, int]]:
    """The outermost functions of a file, as (first line, last line), in their order."""
    found: list[tuple[int, int]] = []

    def look(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                found.append((first_line(child), child.end_lineno or child.lineno))
            else:
                look(child)

    look(ast.parse(path.read_text(encoding="utf-8")))
    return sorted(found)


def is_for_types(node: ast.AST) -> bool:
    """Whether a statement is there only for the type checker."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def says_yes_or_no(function: ast.FunctionDef) -> bool:
    """Whether the function is annotated as answering yes or no (perhaps unknown)."""
    return function.returns is not None and ast.unparse(function.returns) in {"bool", "bool | None"}


def put(place: Place, node: ast.AST) -> None:
    """Set one child of a node."""
    if place.index is None:
        setattr(place.parent, place.name, node)
    else:
        getattr(place.parent, place.name)[place.index] = node


def short(node: ast.AST) -> str:
    """A node in words, at most one short line."""
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 70 else f"{text[:67]}..."  # noqa: PLR2004  a line's width
