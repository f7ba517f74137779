"""What the layer weighs and holds: it is unpacked at every cold start."""

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from local_cloud.aws.artifacts import layer_zip

CEILING = 24_000_000
"""Bytes unzipped, with compiled files; Lambda allows 250 million with the functions."""
HOLDS = {
    "annotated_types",
    "aws_lambda_powertools",
    "certifi",
    "h11",
    "jmespath",
    "pydantic",
    "pydantic_core",
    "typing_extensions",
    "typing_inspection",
}
IN_THE_RUNTIME = {"boto3", "botocore", "s3transfer", "urllib3"}


@pytest.fixture(scope="module")
def sizes() -> Counter[str]:
    """Unzipped bytes of each package."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(layer_zip()) as layer:
        for entry in layer.infolist():
            found[_package(entry.filename)] += entry.file_size
    return found


def _package(name: str) -> str:
    """The package a file belongs to; what is said about packages, and scripts, count apart."""
    top, package, *below = Path(name).parts
    if top != "python" or package.endswith(".dist-info") or package in ("bin", "__pycache__"):
        compiled = re.match(r"(\w+)\.", below[0]) if package == "__pycache__" and below else None
        return compiled[1] if compiled else "(about)"
    return package.removesuffix(".py")


def test_the_layer_is_no_heavier_than_allowed(sizes: Counter[str]) -> None:
    assert sizes.total() <= CEILING, sizes.most_common(5)


def test_the_layer_holds_what_is_listed(sizes: Counter[str]) -> None:
    assert set(sizes) - {"(about)"} == HOLDS


def test_what_the_runtime_has_is_not_brought_along(sizes: Counter[str]) -> None:
    assert not IN_THE_RUNTIME & set(sizes)


def test_everything_is_compiled_whatever_time_unpacking_sets() -> None:
    with zipfile.ZipFile(layer_zip()) as layer:
        names = layer.namelist()
        compiled = [name for name in names if name.endswith(".pyc")]
        flags = {layer.read(name)[4:8] for name in compiled}
    assert len(compiled) >= len([name for name in names if name.endswith(".py")]) * 0.99
    assert flags == {b"\x01\x00\x00\x00"}
