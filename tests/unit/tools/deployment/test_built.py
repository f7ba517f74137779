from pathlib import Path

import pytest

from tools.deployment import built
from tools.deployment.environment import Environment, Refused

ARM = {"Runtime": "python3.13", "Architecture": "arm64"}


def environment(**parameters: str) -> Environment:
    return Environment("prod", "orders", "eu-west-1", ARM | parameters)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build for Python 3.13 on arm64."""
    package = tmp_path / built.LAYER / "pydantic_core"
    package.mkdir(parents=True)
    (package / "_pydantic_core.cpython-313-aarch64-linux-gnu.so").touch()
    return tmp_path


def test_a_layer_for_the_functions_is_taken(folder: Path) -> None:
    assert built.check(environment(), folder) is False


def test_compiled_files_are_noticed(folder: Path) -> None:
    (folder / built.LAYER / "pydantic_core" / "x.pyc").touch()
    assert built.check(environment(), folder) is True


@pytest.mark.parametrize("other", [{"Runtime": "python3.12"}, {"Architecture": "x86_64"}])
def test_a_layer_for_other_functions_is_refused(folder: Path, other: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"built for python3\.13 on arm64"):
        built.check(environment(**other), folder)


def test_nothing_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="make build"):
        built.check(environment(), tmp_path)
