"""The tree as the tidy tests see it: Python sources with their syntax trees, and the files git keeps."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def is_in(self, folder: str) -> bool:
        return self.path.startswith(folder.rstrip("/") + "/")


def sample(text: str, path: str = "src/forbear/care/sample.py") -> Source:
    """A piece of bad (or good) code that a companion test shows to a rule."""
    return Source(path, text)


@lru_cache(maxsize=1)
def kept_files() -> tuple[str, ...]:
    """The files that belong to the repository: those git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        names = done.stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):  # unpacked from an archive
        skip = (".venv", ".git", ".forbear", "site", "__pycache__", ".mypy_cache", ".ruff_cache")
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [str(path) for path in found if not set(path.parts) & set(skip)]
    return tuple(sorted(name for name in set(names) if name and (ROOT / name).is_file()))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file under the folders."""
    return tuple(
        Source(name, (ROOT / name).read_text(encoding="utf-8"))
        for name in kept_files()
        if name.endswith(".py") and name.startswith(tuple(folder.rstrip("/") + "/" for folder in folders))
    )


def at(source: Source, node: ast.AST) -> str:
    return f"{source.path}:{getattr(node, 'lineno', 1)}"


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called ("datetime.now"); "?" where that is no name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def held(complaints: list[str], exceptions: dict[str, str], cure: str) -> None:
    """Fail with the cure on any complaint that no exception names, and on exceptions that nothing needs any more.

    A complaint begins with the file's path; an exception is a path with its reason. The lists may only shrink.
    """
    named = {complaint.split(":", 1)[0] for complaint in complaints}
    new = [complaint for complaint in complaints if complaint.split(":", 1)[0] not in exceptions]
    stale = sorted(set(exceptions) - named)
    said = "\n  ".join(new)
    assert not new, f"\n  {said}\ncure: {cure}"
    assert not stale, f"no longer needed, so remove from the exceptions (the list may only shrink): {stale}"
