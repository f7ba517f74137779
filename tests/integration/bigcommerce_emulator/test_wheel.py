"""The emulator's wheel, built offline and beside no other package."""

import ast
import sys
from pathlib import Path

import yaml

from bigcommerce_emulator import __version__
from tests.installed import packages, run
from tools.places import ROOT

SOURCE = ROOT / "bigcommerce_emulator"
DATA = ("*.py", "*.yaml", "*.json", "py.typed", "README.md")
NOT_INSTALLED = {Path("setup.py")}


def files_of(folder: Path) -> set[Path]:
    found = (path for pattern in DATA for path in folder.rglob(pattern) if path.is_file())
    return {path.relative_to(folder) for path in found if "build" not in path.parts}


def metadata(installed: Path) -> str:
    return (installed / f"bigcommerce_emulator-{__version__}.dist-info/METADATA").read_text()


def test_a_wheel_has_the_package_and_nothing_else_with_every_file_of_it(installed: Path) -> None:
    assert packages(installed) == {
        "bigcommerce_emulator",
        f"bigcommerce_emulator-{__version__}.dist-info",
    }
    assert files_of(installed / "bigcommerce_emulator") == files_of(SOURCE) - NOT_INSTALLED


def test_it_needs_three_packages(installed: Path) -> None:
    needed = [line for line in metadata(installed).splitlines() if line.startswith("Requires-Dist")]

    assert sorted(line.split()[1] for line in needed) == ["pyyaml", "starlette", "uvicorn"]


def imports(tree: ast.AST) -> set[str]:
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_it_imports_what_it_needs_and_pytest_and_requests_only_for_tests(installed: Path) -> None:
    beyond: dict[str, set[str]] = {}
    for file in (installed / "bigcommerce_emulator").rglob("*.py"):
        ours = {"bigcommerce_emulator", "starlette", "uvicorn", "yaml"}
        for name in imports(ast.parse(file.read_text())) - set(sys.stdlib_module_names) - ours:
            beyond.setdefault(name, set()).add(file.parent.name)

    assert beyond == {"pytest": {"testing"}, "requests": {"testing"}}


def test_the_installed_command_helps_and_every_profile_can_be_read(installed: Path) -> None:
    code = """
from bigcommerce_emulator.command_line.main import main
from bigcommerce_emulator.profiles.profiles import NAMES, profile
from bigcommerce_emulator.testing.emulator import Emulator
print(*NAMES, Emulator(profile=profile("real")).handle("GET", "/v2/orders").status)
main(["--help", "faults"])
"""
    first, *rest = run(installed, code).splitlines()

    assert first == "real simple 204"
    assert rest[0] == "Faults"


def test_pip_makes_the_command_and_pytest_finds_the_plugin(installed: Path) -> None:
    words = (
        installed / f"bigcommerce_emulator-{__version__}.dist-info/entry_points.txt"
    ).read_text()

    assert "bigcommerce-emulator = bigcommerce_emulator.__main__:command" in words
    assert "[pytest11]\nbigcommerce = bigcommerce_emulator.testing.plugin" in words


def test_the_picture_of_the_readme_is_there() -> None:
    assert "](page.png)" in (SOURCE / "README.md").read_text()
    assert (SOURCE / "page.png").read_bytes().startswith(b"\x89PNG")


def test_the_licence_goes_with_it(installed: Path) -> None:
    (found,) = installed.rglob("LICENSE")

    assert found.read_text() == (ROOT / "LICENSE").read_text()


def test_the_changelog_begins_with_this_version() -> None:
    assert f"\n## {__version__}" in (SOURCE / "CHANGELOG.md").read_text()
    assert yaml.safe_load((SOURCE / "state/seed.example.yaml").read_text())["store"]
