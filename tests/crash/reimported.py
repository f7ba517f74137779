"""Puts a module with another text in the place of the one that was imported.

Whatever was imported by way of that module is imported anew, and all else stays: importing
everything takes longer than most tests.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType


class Replaced(MetaPathFinder, Loader):
    """Finds one module, and gives it a text of ours."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self._name = name
        self._path = path
        self._text = text

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._text, str(self._path), "exec"), vars(module))  # noqa: S102


class Importers:
    """Which modules below a folder import which, of those that are imported now.

    Python's environment may be in that folder too; no library imports one of ours.
    """

    def __init__(self, root: Path) -> None:
        self._of: dict[str, set[str]] = defaultdict(set)
        for name, module in [*sys.modules.items()]:
            file = getattr(module, "__file__", None)
            if not file or Path(file).is_relative_to(sys.prefix):
                continue
            if Path(file).is_relative_to(root) and file.endswith(".py"):
                for imported in _imports(Path(file).read_bytes()):
                    self._of[imported].add(name)

    def of(self, name: str) -> set[str]:
        """Return the module and all that were imported by way of it."""
        found, waiting = set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self._of[one]
        return found


def replace(name: str, path: Path, text: str, importers: Importers) -> None:
    """Have the module with this text wherever it is imported from now on."""
    for gone in importers.of(name):
        sys.modules.pop(gone, None)
        parent, _, last = gone.rpartition(".")
        # ``from parent import last`` would find the old one there.
        if last in vars(sys.modules.get(parent, ModuleType(""))):
            delattr(sys.modules[parent], last)
    sys.meta_path.insert(0, Replaced(name, path, text))


def _imports(text: bytes) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
