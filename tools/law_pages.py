"""Write a page of documentation for each instrument, from its files: what we read, how sure we are, what it does.

    .venv/bin/python tools/law_pages.py            write them anew
    .venv/bin/python tools/law_pages.py --check    change nothing; exit 1 and name each page that is stale

Run it after any change under src/forbear/rulebooks/data/. The same files give the same pages, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forbear import rulebooks
from forbear.rulebooks.loading import INSTRUMENT_FILE
from forbear.rulebooks.telling.lexicon import LOW_CONFIDENCE
from forbear.rulebooks.telling.provisions import mapping_of, told, versions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forbear.rulebooks.book import Instrument, Rulebook
    from forbear.rulebooks.telling.provisions import Told

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "law" / "instruments"
INDEX = ROOT / "docs" / "law" / "index.md"
SHOWN_APART = frozenset({"cite", "explain", "id"})
HEAD = ("issuer", "force", "jurisdiction", "zone", "valid", "read_on", "read_via", "confidence", "applies")
UNSURE = '!!! warning "Our reading is uncertain · 此解读把握不高"'
MADE = "<!-- made by tools/law_pages.py from the files of the instrument; change those, not this page -->"


def pages(book: Rulebook) -> dict[Path, str]:
    """Every page by its path."""
    found = {FOLDER / f"{item.instrument_id}.md": page(item) for item in book.instruments}
    return {**found, INDEX: index(book)}


def index(book: Rulebook) -> str:
    """The list of instruments."""
    low = {item.instrument_id: _uncertain(item) for item in book.instruments}
    lines = [
        "# The law as we read it",
        "",
        MADE,
        "",
        "Not legal advice: counsel signs a rulebook off before it is switched on. The longer readings behind the rules:",
        "[China](readings/cn.md), [the world](readings/world.md); [what the gate does not decide](undecided.md), and why.",
        "How rule files are written: [rulebooks](../reference/rulebooks.md).",
        "",
        "| where | instrument | 名称 | rules | how sure | uncertain rules |",
        "|---|---|---|---|---|---|",
    ]
    for item in sorted(book.instruments, key=lambda item: (item.jurisdiction, item.instrument_id)):
        cells = (
            item.jurisdiction,
            f"[{_cell(item.title['en'])}](instruments/{item.instrument_id}.md)",
            _cell(item.title["zh-CN"]),
            str(len({rule.rule_id for rule in item.rules})),
            item.confidence,
            str(low[item.instrument_id] or "–"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _uncertain(item: Instrument) -> int:
    return len({rule.rule_id for rule in item.rules if rule.confidence in LOW_CONFIDENCE})


def page(item: Instrument) -> str:
    """The page of one instrument, both languages."""
    head = mapping_of(INSTRUMENT_FILE, item.files[INSTRUMENT_FILE])
    said = told({key: head[key] for key in HEAD if key in head})
    lines = [f"# {item.title['en']}", "", MADE, "", f"**{item.title['zh-CN']}** · `{item.instrument_id}`", ""]
    if item.confidence in LOW_CONFIDENCE:
        lines += [UNSURE, ""]
    lines += ["| | | |", "|---|---|---|"]
    lines += [_row(part) for part in said.values()]
    if head.get("note"):
        lines += ["", _line(head["note"])]
    lines += ["", "## What it makes the gate do · 它让系统做什么", ""]
    for rule_id in dict.fromkeys(rule.rule_id for rule in item.rules):
        address = rule_id.removeprefix(f"{item.instrument_id}/")
        lines += _provision(address, versions_of(mapping_of(address, item.files[f"{address}.yaml"])))
    return "\n".join(lines).rstrip() + "\n"


def _provision(address: str, versions: list[dict[str, Any]]) -> Iterator[str]:
    yield from (f"### `{address}`", "")
    for version in versions:
        yield from _version(version)


def _version(version: Mapping[str, Any]) -> Iterator[str]:
    said = told(version)
    yield from (f"**{_line(said['cite'].words[0])}**", "")
    yield from (_line(said["explain"].words[0]), "", _line(said["explain"].words[1]), "")
    if version["confidence"] in LOW_CONFIDENCE:
        yield from (UNSURE, "")
    yield from ("| | | |", "|---|---|---|")
    yield from (_row(part) for key, part in said.items() if key not in SHOWN_APART)
    yield ""


def _row(part: Told) -> str:
    label = " · ".join(dict.fromkeys(part.label))
    return f"| {label} | {_cell(part.words[0])} | {_cell(part.words[1]) if part.words[0] != part.words[1] else ''} |"


def _line(text: str) -> str:
    return " ".join(str(text).split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def stale(found: Mapping[Path, str]) -> list[str]:
    """The pages that are not what the files give, and pages of instruments that are gone."""
    named = [
        str(path.relative_to(ROOT)) for path, text in found.items() if not _same(path, _read(path), text)
    ]
    gone = [str(path.relative_to(ROOT)) for path in FOLDER.glob("*.md") if path not in found]
    return sorted(named + gone)


def _same(path: Path, old: str | None, new: str) -> bool:
    """Two branches that each add an instrument may leave the lines of the index in another order: that is not stale."""
    if path == INDEX and old is not None:
        return sorted(old.splitlines()) == sorted(new.splitlines())
    return old == new


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Write or check the pages; return the exit status."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = pages(rulebooks.load())
    old = stale(found)
    if arguments:
        print("\n".join(f"{name} is stale" for name in old) or f"{len(found)} pages are as the files say")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in old:
        path = ROOT / name
        if path in found:
            path.write_text(found[path], encoding="utf-8")
        else:
            path.unlink()
    print(f"{len(old)} of {len(found)} pages written anew")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
