"""Faults of a book: each with file, line, column, code, reason and cure, in English and Chinese; all collected.

A fault never stops the reading of other rows. It refuses to guess: no value is mended on the way in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from forbear.portfolio.book.tables import FAULTS_KEPT_MAX
from forbear.portfolio.book.wording import WORDING

_VALUE_SHOWN_MAX = 60
_HIDING = frozenset(
    {
        "empty_file",
        "unreadable",
        "unreadable_parquet",
        "unsupported_format",
        "utf16",
        "not_utf8",
        "nul_byte",
        "old_line_endings",
        "line_too_long",
        "truncated",
        "unclosed_quote",
        "stray_quote",
        "stray_carriage_return",
        "wrong_number_of_fields",
        "wrong_separator",
        "too_many_columns",
        "missing_column",
        "duplicate_column",
        "nested_column",
        "float_column",
    }
)


def shown(value: str | None) -> str:
    """The value as it may stand in a message: cut short, control characters escaped."""
    if value is None:
        return ""
    text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in value)
    return text if len(text) <= _VALUE_SHOWN_MAX else text[:_VALUE_SHOWN_MAX] + "…"


@dataclass(frozen=True)
class Fault:
    """One thing wrong: `file`, `line` (CSV: physical line where the record starts, header 1; Parquet: row from 1), `column`.

    `line` and `column` are None when the whole file is meant.
    """

    file: str
    line: int | None
    column: str | None
    code: str
    value: str | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self._say("en", 0)

    @property
    def cure(self) -> str:
        """How to mend it, in English."""
        return self._say("en", 1)

    def text(self, lang: str = "en") -> str:
        """One line for a person: where, what and the cure, in `en` or `zh-CN`."""
        if lang.startswith("zh"):
            where = (
                self.file
                + (f" 第 {self.line} 行" if self.line else "")
                + (f" {self.column} 列" if self.column else "")
            )
            return f"{where}：{self._say('zh', 0)}。{self._say('zh', 1)}。"
        where = (
            self.file
            + (f" line {self.line}" if self.line else "")
            + (f" column `{self.column}`" if self.column else "")
        )
        return f"{where}: {self.reason}; {self.cure}"

    def to_dict(self) -> dict[str, object]:
        """JSON-ready form, in English."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "reason": self.reason,
            "cure": self.cure,
            "value": None if self.value is None else shown(self.value),
        }

    def _say(self, lang: str, part: int) -> str:
        facts = {"value": shown(self.value), "column": self.column or "", "file": self.file, **self.facts}
        return WORDING[self.code][lang][part].format_map(facts)


class BadBook(Exception):
    """the book has N faults, nothing was read from it: the first faults follow."""

    def __init__(self, faults: Iterable[Fault], total: int | None = None) -> None:
        """`faults` are those kept (at most 1,000); `total` is the true number."""
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        super().__init__(self.text("en"))

    def text(self, lang: str = "en", *, first: int = 20) -> str:
        """A heading with the true number, then one line a fault for the `first` of them."""
        lines = [fault.text(lang) for fault in self.faults[:first]]
        rest = self.total - len(lines)
        if lang.startswith("zh"):
            head = f"这本贷款账册有 {self.total} 处问题，什么都没有写入"
            return "\n".join([head, *lines, *([f"另有 {rest} 处"] if rest else [])])
        head = f"the book has {self.total} fault{'' if self.total == 1 else 's'}, nothing was written"
        return "\n".join([head, *lines, *([f"and {rest} more"] if rest else [])])


class Collector:
    """Gathers faults, keeping at most `kept_max` a code and file in memory while counting all."""

    def __init__(self, kept_max: int = FAULTS_KEPT_MAX) -> None:
        """An empty collection."""
        self.kept_max = kept_max
        self.total = 0
        self._kept: list[Fault] = []
        self._by_kind: dict[tuple[str, str, str | None], int] = {}

    def add(self, fault: Fault) -> None:
        """Take one fault."""
        self.add_some((fault,), 1)

    def add_some(self, faults: Iterable[Fault], total: int) -> None:
        """Take faults of one kind of which there are `total`, of which `faults` are the first."""
        self.total += total
        for fault in faults:
            kind = (fault.file, fault.code, fault.column)
            if self._by_kind.get(kind, 0) < self.kept_max:
                self._by_kind[kind] = self._by_kind.get(kind, 0) + 1
                self._kept.append(fault)

    def has_about(self, table: str, code: str) -> bool:
        """Whether a fault of this code was found in any file of that table."""
        return any(file.partition(".")[0] == table and each == code for file, each, _ in self._by_kind)

    def hides_rows(self, file: str) -> bool:
        """Whether rows or key columns of this file could not be read, so that it cannot be used to judge others."""
        return any(each == file and code in _HIDING for each, code, _ in self._by_kind)

    def raise_if_any(self) -> None:
        """Raise `BadBook` with what was gathered, in the order of file and line."""
        if self.total:
            ordered = sorted(self._kept, key=lambda fault: (fault.file, fault.line or 0))
            raise BadBook(ordered[: self.kept_max], self.total)
