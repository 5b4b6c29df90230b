"""A changed module in place of the file: set into what is loaded, or found instead when it is imported."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
from collections import defaultdict
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

from tools.mutation.changes import SOURCE, Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

Loaded = dict[tuple[str, int], list[FunctionType]]


def loaded_functions() -> Loaded:
    """All functions of the package that are loaded, by file and first line."""
    found: Loaded = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(str(SOURCE)):
            found[one.__code__.co_filename, one.__code__.co_firstlineno].append(one)
    return found


def set_code(mutant: Mutant, loaded: Loaded) -> bool:
    """Set the changed code into the loaded function; whether it was found."""
    functions = loaded.get((str(mutant.path), mutant.function), [])
    codes = {code.co_name: code for code in codes_in(mutant.code()) if code.co_firstlineno == mutant.function}
    for function in functions:
        if function.__code__.co_name not in codes:
            return False
        function.__code__ = codes[function.__code__.co_name]
    return bool(functions)


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """All code within code."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes_in(constant)


class Loader(importlib.machinery.SourceFileLoader):
    """Loads the changed tree instead of the file."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(mutant.path))
        self._mutant = mutant

    def get_code(self, _fullname: str) -> CodeType:
        """The code of the changed tree; never a kept one."""
        return self._mutant.code()


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.path.relative_to(SOURCE).with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self._mutant = mutant

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of the changed module, nothing for the others."""
        if fullname != self._name:
            return None
        at = str(self._mutant.path)
        return importlib.util.spec_from_file_location(fullname, at, loader=Loader(fullname, self._mutant))
