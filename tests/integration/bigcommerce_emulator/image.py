"""The steps of the emulator's Dockerfile, read so that tests can take them without Docker."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.places import ROOT

CONTEXT = ROOT / "bigcommerce_emulator"


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction, and what follows it on its line."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """The words of the JSON form, which starts a program without a shell."""
        found = json.loads(self.text.removeprefix("CMD "))
        assert isinstance(found, list)
        return [str(word) for word in found]


class Image:
    """The instructions in their order."""

    def __init__(self) -> None:
        self.lines = (CONTEXT / "Dockerfile").read_text().splitlines()
        instructions = [line for line in self.lines if line and not line.startswith("#")]
        self.steps = [Step(*line.split(" ", 1)) for line in instructions]

    def step(self, name: str) -> Step:
        """The one step of this name."""
        (found,) = (step for step in self.steps if step.name == name)
        return found

    @property
    def copied_to(self) -> str:
        """Where the build's folder lies in the image."""
        source, target = self.step("COPY").text.split()
        assert source == "."
        return target

    @property
    def commands(self) -> list[list[str]]:
        """The commands of RUN, each in its words."""
        return [shlex.split(command) for command in self.step("RUN").text.split("&&")]

    @property
    def started(self) -> list[str]:
        """The words that a container starts with."""
        return self.step("ENTRYPOINT").words + self.step("CMD").words


def copied(folder: Path) -> Path:
    """What COPY brings into the image: the folder without what .dockerignore names."""
    return shutil.copytree(CONTEXT, folder, ignore=_ignored())


def _ignored() -> Callable[[str, list[str]], set[str]]:
    names = (CONTEXT / ".dockerignore").read_text().split()
    anywhere = shutil.ignore_patterns(*(re.sub(r"^\*\*/", "", name) for name in names))
    return lambda folder, found: set(anywhere(folder, found))
