"""Which file of the folder is which table; names that are no table, refused by name, or in a format we do not read."""

from pathlib import Path

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.model import Note
from forbear.portfolio.book.reading.columns import closest
from forbear.portfolio.book.tables import REFUSED_TABLES, TABLES

_READ = frozenset({".csv", ".parquet"})
_OTHER_FORMATS = frozenset(
    {
        ".gz",
        ".zip",
        ".bz2",
        ".xz",
        ".zst",
        ".xlsx",
        ".xls",
        ".ods",
        ".tsv",
        ".txt",
        ".json",
        ".jsonl",
        ".feather",
        ".arrow",
    }
)


def find_tables(folder: Path, *, faults: Collector, notes: list[Note], ignore_extra: bool) -> dict[str, Path]:
    """The file of each table that is there; what is wrong with the others goes to `faults`."""
    found: dict[str, Path] = {}
    if not folder.is_dir():
        faults.add(Fault(folder.name or str(folder), None, None, "missing_folder", str(folder)))
        return found
    for path in sorted(folder.iterdir()):
        stem, _, ending = path.name.partition(".")
        low = stem.strip().lower()
        if path.name.startswith(".") or path.name.startswith("_"):
            continue
        if low in REFUSED_TABLES:
            faults.add(Fault(path.name, None, None, "refused_table", stem))
        elif f".{ending}" in _READ and path.is_file():
            _place(path, stem, found, faults=faults, notes=notes, ignore_extra=ignore_extra)
        elif low in TABLES and _would_be_missed(path, is_spelled_otherwise=stem != low):
            faults.add(Fault(path.name, None, None, "unsupported_format", path.name, {"table": low}))
        else:
            notes.append(
                Note("ignored_file", path.name, f"`{path.name}` is not read", f"未读取“{path.name}”")
            )
    for table in TABLES.values():
        if table.required and table.name not in found and not _is_named_otherwise(table.name, faults):
            faults.add(Fault(folder.name or str(folder), None, None, "missing_table", table.name))
    return found


def _would_be_missed(path: Path, *, is_spelled_otherwise: bool) -> bool:
    """Whether somebody means this to be a table, and we would run without it: another format or spelling, a broken link, no file."""
    ending = path.suffix.lower()
    return ending in _OTHER_FORMATS | _READ or path.is_dir() or not path.is_file() or is_spelled_otherwise


def _place(
    path: Path, stem: str, found: dict[str, Path], *, faults: Collector, notes: list[Note], ignore_extra: bool
) -> None:
    if stem in found:
        faults.add(Fault(path.name, None, None, "two_files", stem))
    elif stem in TABLES:
        found[stem] = path
    elif ignore_extra:
        notes.append(Note("ignored_file", path.name, f"`{path.name}` is not read", f"未读取“{path.name}”"))
    else:
        faults.add(Fault(path.name, None, None, "unknown_table", stem, closest(stem, TABLES)))


def _is_named_otherwise(table: str, faults: Collector) -> bool:
    """Whether the missing table is there in a format we do not read, which has been said already."""
    return faults.has_about(table, "unsupported_format")
