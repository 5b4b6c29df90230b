"""What is written down is whole: rules cite and explain, commands are documented, pages exist in both languages."""

from __future__ import annotations

import importlib
import importlib.util

import pytest
import typer
import typer.main

from forbear.entry.cli import COMMANDS
from tests.tidy import paper
from tests.tidy.source import ROOT, held, kept_files

TEXT_ENDINGS = (
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".sql",
    ".html",
    ".css",
    ".js",
    ".cfg",
    ".json",
    ".sh",
)
TEXT_NAMES = ("Makefile", ".ci/run", "tools/python", ".importlinter", ".gitignore", ".editorconfig", "NOTICE")
CLI_PAGE = "docs/reference/cli.md"
IN_BOTH_LANGUAGES = ("README.md",)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def _rule_files() -> list[str]:
    rules = f"{paper.RULES_FOLDER}/"
    found = [name for name in kept_files() if name.startswith(rules) and name.endswith(".yaml")]
    return [name for name in found if not name.startswith(f"{rules}calendars/")]


def _needs_rules() -> None:
    if not (ROOT / paper.RULES_FOLDER).is_dir():
        pytest.fail(f"{paper.RULES_FOLDER} is not there: the law is data, and it is shipped")


def test_every_rule_cites_and_explains_itself() -> None:
    _needs_rules()
    files = {name: _read(name) for name in _rule_files()}
    held(list(paper.unfinished_rules(files)), {}, "see docs/guides on how a rule is written")


def test_every_rule_is_named_in_a_test_case() -> None:
    _needs_rules()
    endings = (".py", ".yaml", ".jsonl", ".json", ".csv")
    cases = "\n".join(
        _read(name)
        for name in kept_files()
        if name.startswith("tests/") and not name.startswith("tests/tidy/") and name.endswith(endings)
    )
    held(
        list(paper.untested_rules(_rule_files(), cases)), {}, "write a case whose answer a person worked out"
    )


def _whole_names() -> list[str]:
    found = []
    for name, (module, _) in COMMANDS.items():
        if importlib.util.find_spec(module) is None:
            found.append(f"forbear {name}")
            continue
        command = typer.main.get_command(importlib.import_module(module).app)
        inner = getattr(command, "commands", {})
        found += [f"forbear {name} {part}" for part in sorted(inner)] or [f"forbear {name}"]
    return found


def test_every_command_is_documented() -> None:
    if not (ROOT / CLI_PAGE).exists():
        pytest.fail(f"{CLI_PAGE} is missing: every command is described there")
    held(
        list(paper.undocumented_commands(_whole_names(), _read(CLI_PAGE))),
        {},
        "describe it under a heading of its own",
    )


def test_no_file_holds_what_is_true_on_one_machine_only() -> None:
    texts = [
        (name, _read(name)) for name in kept_files() if name.endswith(TEXT_ENDINGS) or name in TEXT_NAMES
    ]
    held(
        list(paper.forbidden_words(texts)),
        {},
        "copy what is needed into the repository and name it from its root",
    )


def test_pages_exist_in_both_languages() -> None:
    pages = [name for name in kept_files() if name.endswith(".md")]
    held(list(paper.lonely_pages(pages, IN_BOTH_LANGUAGES)), {}, "write the other page, or both")


GOOD_RULE = "cite: [x]\nconfidence: V1\nexplain: {zh-CN: 每天一次, en: once a day}\n"


@pytest.mark.parametrize(
    "bad",
    [
        GOOD_RULE.replace("cite: [x]\n", ""),
        GOOD_RULE.replace("V1", "''"),
        GOOD_RULE.replace("zh-CN: 每天一次, ", ""),
        GOOD_RULE.replace("en: once", "fr: once"),
        "[]",
        "a: [",
    ],
)
def test_an_unfinished_rule_is_seen(bad: str) -> None:
    assert list(paper.unfinished_rules({"x/y.yaml": bad}))
    assert not list(paper.unfinished_rules({"x/y.yaml": GOOD_RULE, "x/instrument.yaml": bad}))


def test_a_rule_without_a_case_is_seen() -> None:
    path = f"{paper.RULES_FOLDER}/us-fed-regf/6(b)(1)(i).hours.yaml"
    assert list(paper.untested_rules([path], "us-fed-regf/6(b)(1)(ii).hours"))
    assert not list(paper.untested_rules([path], "rule: us-fed-regf/6(b)(1)(i).hours"))


def test_an_undocumented_command_is_seen() -> None:
    assert list(paper.undocumented_commands(["forbear book import"], "## forbear book import-all"))
    assert not list(paper.undocumented_commands(["forbear book import"], "## `forbear book import DIR`"))


@pytest.mark.parametrize(
    "bad",
    [
        "see /ro" + "ot/notes",
        "open('/wo" + "rk/x')",
        "https://py" + "pi.org/x",
        "in ../sha" + "red/DESIGN.md",
        "/Us" + "ers/ann/x",
    ],
)
def test_a_word_of_one_machine_is_seen(bad: str) -> None:
    assert list(paper.forbidden_words([("a.md", bad)]))


def test_a_path_that_every_machine_may_have_is_not() -> None:
    assert not list(paper.forbidden_words([("a.md", "/usr/lib/postgresql and tests/work/a and src/home/b")]))


def test_a_page_without_its_other_language_is_seen() -> None:
    assert list(paper.lonely_pages(["a.zh-CN.md"], []))
    assert list(paper.lonely_pages(["README.md"], ["README.md"]))
    assert not list(paper.lonely_pages(["README.md", "README.zh-CN.md"], ["README.md"]))
