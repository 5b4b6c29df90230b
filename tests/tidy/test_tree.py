"""The tree keeps the rules of the house. Each failure says the cure; each list of exceptions may only shrink."""

from __future__ import annotations

from tests.tidy import rules
from tests.tidy.source import ROOT, held, kept_files, sources

PRODUCT = ("src/forbear",)
ALL_PYTHON = ("src/forbear", "tests", "tools")

# Folders whose limit is not twelve modules: how many, and why. Only ever lower these.
FOLDERS = {
    "src/forbear/domain": 19,  # the words of the trade; each is small and stands alone
    "src/forbear/gate": 13,  # what others import stands here; the weighing has a folder of its own
    "src/forbear/storage": 16,  # one module for each port's real side
}


def test_only_the_gate_makes_a_permit() -> None:
    held(
        list(rules.permits_made_elsewhere(sources(*PRODUCT))),
        {},
        "ask the gate (`forbear.gate`) and take the permit it gives",
    )


def test_no_float_holds_money() -> None:
    held(
        list(rules.floats_for_money(sources(*PRODUCT))),
        {},
        "integer minor units (`*_minor`) with a currency, `Decimal` for rates",
    )


def test_no_datetime_is_naive() -> None:
    held(
        list(rules.naive_datetimes(sources(*PRODUCT, "tools"))),
        {},
        "give the zone: `tzinfo=UTC` or a `ZoneInfo`",
    )


def test_nothing_below_entry_asks_the_clock() -> None:
    held(
        list(rules.clocks_below_entry(sources(*PRODUCT))),
        {},
        "take the instant as an argument; `forbear.entry` asks the clock",
    )


def test_no_sql_asks_the_servers_clock() -> None:
    texts = [
        (name, (ROOT / name).read_text(encoding="utf-8"))
        for name in kept_files()
        if name.startswith("src/forbear/storage/") and name.endswith(".sql")
    ]
    held(list(rules.clocks_in_sql(texts)), {}, "take the instant as a parameter (`%(at)s`)")


def test_sql_stands_in_sql_files() -> None:
    held(
        list(rules.sql_in_python(sources(*PRODUCT))),
        {},
        "move the statement to src/forbear/storage/sql/ under `-- name:`, and load it with `queries()`",
    )


def test_every_module_has_a_name_that_says_something() -> None:
    held(list(rules.empty_names(sources(*ALL_PYTHON))), {}, "name the module for the one thing it knows")


def test_files_are_short() -> None:
    held(
        list(rules.long_files(sources(*ALL_PYTHON))),
        {},
        f"split it by subject ({rules.LINES_MAX} lines at most)",
    )


def test_functions_are_short() -> None:
    held(
        list(rules.long_functions(sources(*PRODUCT, "tools"))),
        {},
        f"name its steps ({rules.FUNCTION_LINES_MAX} lines at most, 25 is better)",
    )


def test_folders_hold_few_modules() -> None:
    held(
        list(rules.full_folders(sources(*PRODUCT), more=FOLDERS)),
        {},
        "make a folder for the part with its own name",
    )


def test_the_limits_of_folders_only_shrink() -> None:
    for folder, limit in FOLDERS.items():
        count = sum(
            source.path.rpartition("/")[0] == folder and not source.path.endswith("__init__.py")
            for source in sources(*PRODUCT)
        )
        assert count > rules.MODULES_MAX or limit <= rules.MODULES_MAX, (
            f"{folder} needs no limit of its own any more"
        )


def test_packages_are_shallow() -> None:
    held(list(rules.deep_folders(sources(*PRODUCT))), {}, "lift it; two folders below the package are enough")
