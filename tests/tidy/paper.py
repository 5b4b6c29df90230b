"""Rules about what is not code: rule files, documentation, and what no file may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RULES_FOLDER = "src/forbear/rulebooks/data"
INSTRUMENT_FILE = "instrument.yaml"
LANGUAGES = ("zh-CN", "en")
REQUIRED = ("cite", "confidence", "explain")

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|Users|home/(?!linuxbrew))/[\w.-]+"),
    "the address of a package index": re.compile(
        "|".join(
            (r"py" + r"pi\.org", r"pythonhos" + r"ted\.org", r"registry\.npm" + r"js", r"/sim" + r"ple/?\s*$")
        ),
        re.MULTILINE,
    ),
    "a folder outside the repository": re.compile(r"\.\./sha" + r"red\b"),
}
# Other languages' pages: `name.zh-CN.md` beside `name.md`.
PAIRED = re.compile(r"^(?P<name>.+)\.zh-CN\.md$")


def unfinished_rules(files: Mapping[str, str]) -> Iterator[str]:
    """Every rule file cites, says how sure we are and explains itself in both languages; `files` by path."""
    for path, text in sorted(files.items()):
        if not path.endswith(f"/{INSTRUMENT_FILE}"):
            yield from (f"{path}: {what}" for what in _lacks(text))


def _lacks(text: str) -> Iterator[str]:
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        yield f"cannot be read: {str(fault).splitlines()[0]}"
        return
    if not isinstance(value, dict):
        yield "holds no rule"
        return
    for version in value.get("versions") or [{}]:
        whole = {**value, **version}
        yield from (f"`{name}` is missing" for name in REQUIRED if not whole.get(name))
        explain = whole.get("explain") or {}
        yield from (f"no explanation in {language}" for language in LANGUAGES if not explain.get(language))


def rule_id(path: str) -> str:
    """The id of the rule that stands in a file: its instrument and its address in it."""
    return path.removeprefix(f"{RULES_FOLDER}/").removesuffix(".yaml")


def untested_rules(paths: Iterable[str], cases: str) -> Iterator[str]:
    """Every rule is named in a test case; `cases` is the text of all of them."""
    for path in sorted(paths):
        if not path.endswith(f"/{INSTRUMENT_FILE}") and rule_id(path) not in cases:
            yield f"{path}: no case under tests/ names `{rule_id(path)}`"


def undocumented_commands(commands: Iterable[str], page: str) -> Iterator[str]:
    """Every command stands in the reference under its whole name ("forbear book import")."""
    for command in commands:
        if not re.search(rf"(?<![\w-]){re.escape(command)}(?![\w-])", page):
            yield f"docs/reference/cli.md: `{command}` is not described"


def forbidden_words(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """No file holds what is true on one machine only, or where packages come from; `texts` are (path, text)."""
    for path, text in texts:
        for what, pattern in FORBIDDEN.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line} holds {what}: {found.group()!r}"


def lonely_pages(paths: Iterable[str], in_both: Iterable[str]) -> Iterator[str]:
    """A Chinese page has its English one, and those that must be in both languages are."""
    known = set(paths)
    for path in sorted(known):
        if (found := PAIRED.match(path)) and f"{found['name']}.md" not in known:
            yield f"{path}: {found['name']}.md is missing"
    for path in in_both:
        if path in known and f"{path.removesuffix('.md')}.zh-CN.md" not in known:
            yield f"{path}: its Chinese page {path.removesuffix('.md')}.zh-CN.md is missing"
