"""The command line: what it starts with, and how it helps."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bigcommerce_emulator.command_line.main import main
from bigcommerce_emulator.command_line.options import parser
from bigcommerce_emulator.command_line.topics import README, help_on, topics
from bigcommerce_emulator.http.fault_kinds import STATUSES, Fault, Kind
from bigcommerce_emulator.state.settings import Settings, described

DOCUMENTED = README.read_text()


def said(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    try:
        code = main(words)
    except SystemExit as end:
        code = int(str(end.code))
    output = capsys.readouterr()
    return code, output.out, output.err


def test_help_lists_every_option_and_every_topic(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(["--help"], capsys)

    assert code == 0
    for action in parser()._actions:
        assert action.option_strings[-1] in out
    assert all(topic in out for topic in topics())


@pytest.mark.parametrize("topic", [*topics()])
def test_each_topic_is_a_section_of_the_readme_in_plain_text(
    topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(["--help", topic], capsys)

    assert code == 0
    assert len(out) > 100
    assert max(map(len, out.splitlines())) <= 130
    assert not re.search(r"^\||\*\*|^```", out, re.MULTILINE)


@pytest.mark.parametrize("switch", [row.name for row in fields(Settings)])
def test_every_switch_is_in_the_readme_and_a_topic_of_its_own(switch: str) -> None:
    first, *words = help_on(switch).splitlines()

    assert first.startswith(f"--set {switch}=")
    assert words, f"{switch} is missing in the README's table"


def test_the_readme_names_every_value_of_every_switch() -> None:
    rows = [row.partition("=") for row in described()]
    named = [value for _, _, values in rows for value in values.split("|") if "|" in values]
    words = {"NUMBER", "none"}

    assert [value for value in named if value not in words and f"`{value}`" not in DOCUMENTED
            and value not in DOCUMENTED] == []  # fmt: skip


def test_the_readme_names_every_kind_of_fault_its_fields_and_statuses() -> None:
    kinds = Kind.__args__  # type: ignore[attr-defined]
    given = [*kinds, *(name for name in Fault.__slots__), *map(str, STATUSES)]

    assert [word for word in given if word not in DOCUMENTED] == []


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["--admin-prt", "1"], 2, "there is no option --admin-prt; did you mean '--admin-port'?"),
        (["--set", "oder_list=late"], 1, "did you mean 'order_list'?"),
        (["--set", "order_list=lat"], 1, "did you mean 'late'?"),
        (["--profile", "reel"], 1, "did you mean 'real'?"),
        (["--help", "fault"], 1, "did you mean 'faults'?"),
        (["--help", "oder_list"], 1, "did you mean 'order_list'?"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_one_that_was_meant(
    words: list[str], code: int, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ended, _, errors = said(words, capsys)

    assert ended == code
    assert meant in " ".join(errors.split())


def test_a_misspelt_operation_of_a_fault_is_answered_with_the_one_that_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "faults.json"
    plan.write_text('{"faults": [{"operation": "create_ordr", "kind": "cut"}]}')

    assert "did you mean 'create_order'?" in " ".join(
        said(["--faults", str(plan)], capsys)[2].split()
    )


def test_a_file_of_switches_that_cannot_be_used_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "store.yaml"
    file.write_text("switches: {order_list: late}\nswichtes: {}")

    assert "did you mean 'switches'?" in said(["--set-from", str(file)], capsys)[2]
    assert "nowhere.yaml cannot be read" in said(["--set-from", "nowhere.yaml"], capsys)[2]


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(["--version"], capsys)

    assert (code, out.split()[0]) == (0, "bigcommerce-emulator")
