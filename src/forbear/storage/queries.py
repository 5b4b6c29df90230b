"""Named SQL statements, read from `storage/sql/*.sql`.

A file is a list of statements, each under a line `-- name: claim_planned` and, if it needs one, a comment that says why.
This module refuses files with a statement that has no name and names given twice; it never builds SQL out of pieces.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, LiteralString

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME_LINE: Final = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.MULTILINE)


class BadSqlFile(Exception):
    """a file of named statements cannot be read"""


def parse(text: str, *, source: str) -> dict[str, str]:
    """Split the text of a file into statements by name; `source` is only used in the message of `BadSqlFile`."""
    head, *parts = NAME_LINE.split(text)
    if any(line.strip() and not line.startswith("--") for line in head.splitlines()):
        message = f"{source}: SQL stands before the first `-- name:` line"
        raise BadSqlFile(message)
    statements: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in statements:
            message = f"{source}: the name `{name}` is given twice"
            raise BadSqlFile(message)
        statements[name] = body.strip().removesuffix(";")
    return statements


@functools.cache
def queries(name: str) -> Mapping[str, LiteralString]:
    """Return the statements of `storage/sql/<name>.sql` by name. The text comes from our own package, never from a user."""
    text = resources.files("forbear.storage").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return MappingProxyType(parse(text, source=f"{name}.sql"))


def migration_sql(name: str) -> LiteralString:
    """Return the whole text of `storage/sql/migrations/<name>.sql`."""
    path = resources.files("forbear.storage").joinpath("sql", "migrations", f"{name}.sql")
    return path.read_text(encoding="utf-8")
