"""What is given to make is text: neither make nor a shell runs it, whatever the target."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.places import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
RECIPES = [line for line in re.sub(r"\\\n", "", MAKEFILE).splitlines() if line.startswith("\t")]
NAMED = set(re.findall(r"\b[A-Z][A-Z_]+(?==)", "".join(re.findall(r"##.*", MAKEFILE))))
"""The variables that the list of commands names."""
GIVEN = set(re.sub(r"\\\n", "", MAKEFILE).split("GIVEN :=")[1].split("\n")[0].split())
HOSTILE = [
    'x"; touch pwned; "',
    "x'; touch pwned; '",
    "x`touch pwned`$(touch pwned)",
    "x$(shell touch pwned)$$(touch pwned)",
    "x\ntouch pwned",
]
# Stands for every program that a recipe runs, and notes its words and some of its environment.
RECORD = r"""#!/bin/sh
{ printf '%%s\0' "$@"; printf '\1%%s %%s %%s\2' "$STORE_PORT" "$AWS_PORT" "$FUZZ_CASES"; } >>'%s'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout in which every program only notes how it was run."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    environments = [f".venv{name}/bin/python" for name in ("", "-cli", "-cloud", "-sam", "-lock")]
    for name in (*environments, ".venv/bin/ruff", ".venv-sam/bin/sam", "python"):
        program = folder / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(RECORD % (tmp_path / "runs"))
        program.chmod(0o755)
    return folder


def made(folder: Path, target: str, **given: str) -> list[tuple[list[str], str]]:
    """The words of each program that the target ran, and the part of its environment."""
    runs = folder.parent / "runs"
    runs.unlink(missing_ok=True)
    words = {"PYTHON": str(folder / "python")} | given
    command = ["make", target, *(f"{name}={value}" for name, value in words.items())]
    kept = {"PATH": os.environ["PATH"]}
    subprocess.run(command, cwd=folder, env=kept, capture_output=True, check=False)
    found = runs.read_text().split("\2")[:-1] if runs.exists() else []
    parts = [run.split("\1") for run in found]
    return [(words.split("\0")[:-1], environment) for words, environment in parts]


def test_every_variable_that_a_command_takes_is_taken_as_text() -> None:
    read = set(re.findall(r"\$\$\{?([A-Z][A-Z_]+)", MAKEFILE)) - {"PWD"}

    assert NAMED
    assert read
    # The store's own two are read by the program, and only from the environment.
    assert NAMED | read <= GIVEN
    assert "EMULATOR_EXCHANGES" in GIVEN


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_no_recipe_has_make_put_a_text_in(name: str) -> None:
    for line in RECIPES:
        assert f"$({name}" not in line
        assert f"${{{name}" not in line.replace("$${", "")


def test_recipes_quote_what_they_read_except_a_list_of_words() -> None:
    definitions = [line for line in MAKEFILE.splitlines() if re.match(r"[A-Z]+ :?= ", line)]
    for line in [*RECIPES, *definitions]:
        rest = re.sub(r'"[^"]*"', "", line).replace("$$PARTS", "")
        assert not re.findall(r"\$\$\{?[A-Z]", rest), line


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("target", ["audit", "bench", "build", "deploy", "show", "soak"])
def test_no_target_runs_what_it_is_given(folder: Path, target: str, value: str) -> None:
    made(folder, target, **dict.fromkeys(GIVEN - {"PYTHON"}, value))

    assert not list(folder.parent.rglob("pwned"))


@pytest.mark.parametrize("value", HOSTILE)
def test_the_python_that_is_given_is_only_a_programs_name(folder: Path, value: str) -> None:
    assert made(folder, "cli", PYTHON=value) == []
    assert not list(folder.parent.rglob("pwned"))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_command_gets_the_very_text(folder: Path, value: str) -> None:
    words, _ = made(folder, "show", STORE="acme", KEY=value)[-1]

    asked = ["--store", "acme", "--key", value, "--stack", "cart-to-order"]
    assert words == ["-m", "cart_to_order", "show", *asked]


@pytest.mark.parametrize(
    ("target", "given", "words"),
    [
        ("audit", {"STORE": "acme", "LOCAL": "1"}, ["--store", "acme", "--local"]),
        ("redrive", {"STACK": "mine"}, ["--stack", "mine"]),
        ("emulator", {}, ["--port", "4010"]),
        ("emulator", {"PORT": "4011"}, ["--port", "4011"]),
        ("soak", {}, ["1000"]),
        ("soak", {"ORDERS": "60"}, ["60"]),
        ("bulk", {}, ["10000"]),
        ("bench", {"PARTS": "warm cold"}, ["warm", "cold"]),
        ("build", {}, ["Runtime=python3.13", "Architecture=arm64"]),
        ("build", {"RUNTIME": "python3.14"}, ["Runtime=python3.14", "Architecture=arm64"]),
        ("deploy", {}, ["-m", "tools.deployment"]),
        ("deploy-built", {}, ["-m", "tools.deployment", "--built"]),
        ("pause", {"LOCAL": "1"}, ["cart_to_order", "pause", "--local"]),
        ("rollback", {"STACK": "mine"}, ["cart_to_order", "rollback", "--stack", "mine"]),
    ],
)  # fmt: skip
def test_a_target_hands_on_what_it_is_given(
    folder: Path, target: str, given: dict[str, str], words: list[str]
) -> None:
    found, _ = made(folder, target, **given)[-1]

    assert found[-len(words) :] == words


@pytest.mark.parametrize(
    ("target", "given", "environment"),
    [
        ("up", {"STORE_PORT": "4010", "AWS_PORT": "4566"}, "4010 4566 "),
        ("fuzz", {}, "  500"),
        ("fuzz", {"CASES": "7"}, "  7"),
    ],
)
def test_ports_and_cases_come_in_the_environment(
    folder: Path, target: str, given: dict[str, str], environment: str
) -> None:
    assert made(folder, target, **given)[-1][1] == environment


def test_the_list_of_commands_is_grouped_and_fits_80_columns() -> None:
    command = ["make", "help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    assert [line for line in done.splitlines() if len(line) > 80] == []
    assert {line.split()[1] for line in done.splitlines() if line.startswith("  make")} == targets
    assert re.findall(r"^[A-Z].*$", done, re.MULTILINE) == [
        "Try it", "Send orders", "Operate", "Deploy", "Develop"
    ]  # fmt: skip
