"""The Dockerfile's steps, taken by hand where there is no Docker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bigcommerce_emulator.command_line.options import DEFAULT_PORT, parser
from tests.integration.bigcommerce_emulator.image import CONTEXT, Image, copied

NAME = "emulator:4010"
TAKEN = {"HOME": "/nonexistent", "PATH": os.defpath}


@pytest.fixture(scope="module")
def image() -> Image:
    return Image()


def test_it_has_ten_lines_and_the_steps_of_a_small_image(image: Image) -> None:
    names = [step.name for step in image.steps]

    assert len(image.lines) <= 10
    assert names == ["FROM", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"]


def test_its_base_is_a_named_python_that_the_package_takes(image: Image) -> None:
    base, _, tag = image.step("FROM").text.partition(":")
    version = tuple(int(word) for word in tag.removesuffix("-slim").split("."))

    assert base == "python"
    assert tag.endswith("-slim")
    assert version >= (3, 11)
    assert 'requires-python = ">=3.11"' in (CONTEXT / "pyproject.toml").read_text()


def test_it_keeps_neither_its_source_nor_a_cache_of_pip(image: Image) -> None:
    pip, remove = image.commands

    assert pip == ["pip", "install", "--no-cache-dir", image.copied_to]
    assert remove == ["rm", "-rf", image.copied_to]


def test_no_root_and_no_shell_runs_in_it(image: Image) -> None:
    assert image.step("USER").text == "nobody"
    assert image.started[0] == "bigcommerce-emulator"
    assert image.step("HEALTHCHECK").words[0] == "python"


def test_its_port_is_the_one_it_says_and_is_open_to_other_containers(image: Image) -> None:
    options = parser().read(image.started[1:])

    assert int(image.step("EXPOSE").text) == options.port == DEFAULT_PORT
    assert options.host == "0.0.0.0"  # noqa: S104
    assert options.allow_host == [NAME]


def test_what_is_built_and_cached_here_stays_out_of_it(tmp_path: Path) -> None:
    found = {path.name for path in copied(tmp_path / "source").rglob("*")}

    assert not {"__pycache__", "build", "bigcommerce_emulator.egg-info"} & found
    assert {"pyproject.toml", "setup.py", "seed.example.yaml"} <= found


@contextmanager
def started(image: Image, site: Path) -> Iterator[str]:
    """The URL of what a container would start, on a port that is free here."""
    words = [str(site / "bin" / image.started[0]), *image.started[1:]]
    words[words.index("--port") + 1] = "0"
    # What the image's pip fetches is beside this interpreter already.
    beside = os.pathsep.join([str(site), *(path for path in sys.path if "site-packages" in path)])
    environment = TAKEN | {"PYTHONPATH": beside}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.communicate()


def status(url: str, host: str, path: str) -> int:
    with closing(HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": host, "Connection": "close"})
        with connection.getresponse() as answer:
            answer.read()
            return answer.status


def test_what_it_starts_is_healthy_and_answers_other_containers_by_its_name(
    image: Image, installed: Path
) -> None:
    with started(image, installed) as url:
        port = str(urlsplit(url).port)
        probe = [sys.executable, *image.step("HEALTHCHECK").words[1:]]
        probe[-1] = probe[-1].replace(str(DEFAULT_PORT), port)
        healthy = subprocess.run(probe, check=False, env=TAKEN).returncode
        answers = [status(url, NAME, path) for path in ("/", "/play")]
        refused = status(url, "elsewhere.example.com", "/")

    assert healthy == 0
    # Its page, but no forms: those are for this machine only.
    assert answers == [200, 404]
    assert refused == 403
