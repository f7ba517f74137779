"""Reads template.yaml the way CloudFormation does: short forms, SAM, parameters."""

import atexit
import json
import pickle
import subprocess
from functools import cache
from typing import IO, Any, cast

import yaml

from tests.template.conditions import decided
from tools.places import CLOUD_PYTHON, ROOT

TEMPLATE = ROOT / "template.yaml"
ACCOUNT = "123456789012"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::StackName": "cart-to-order",
    "AWS::URLSuffix": "amazonaws.com",
}


class _Loader(yaml.CSafeLoader):
    """Knows CloudFormation's short forms."""


def _short_form(loader: yaml.CSafeLoader, name: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _short_form)


def source() -> dict[str, Any]:
    """The template with the file that it includes among its resources, as AWS::Include does."""
    template: dict[str, Any] = pickle.loads(_read())  # noqa: S301
    return template


@cache
def _read() -> bytes:
    """Read it once, as it takes seconds: what every caller gets a copy of."""
    loaded: dict[str, Any] = yaml.load(TEMPLATE.read_text(), Loader=_Loader)  # noqa: S506
    include = loaded["Resources"].pop("Fn::Transform")
    assert include["Name"] == "AWS::Include"
    # Without our loader's short forms: AWS knows none of them there.
    included = (ROOT / include["Parameters"]["Location"]).read_text()
    loaded["Resources"] |= yaml.load(included, Loader=yaml.CSafeLoader)
    return pickle.dumps(loaded)


def filled(**parameters: str) -> dict[str, Any]:
    """The template before SAM's transform: these parameters, every other at its default."""
    template = source()
    return decided(filled_in(template, _values(template, parameters) | PSEUDO))


def resolved(**parameters: str) -> dict[str, Any]:
    """What CloudFormation gets and makes of it: these parameters, every other at its default."""
    result: dict[str, Any] = json.loads(_resolved(tuple(sorted(parameters.items()))))
    return result


@cache
def _resolved(parameters: tuple[tuple[str, str], ...]) -> str:
    template = source()
    values = _values(template, dict(parameters))
    for resource in template["Resources"].values():
        for place in ("CodeUri", "ContentUri"):
            if place in resource.get("Properties", {}):
                resource["Properties"][place] = "s3://bucket/key.zip"
    made = _translator().transformed(template, values | PSEUDO)
    return json.dumps(decided(filled_in(made, values | PSEUDO)))


def _values(template: dict[str, Any], chosen: dict[str, str]) -> dict[str, str]:
    return {name: str(p["Default"]) for name, p in template["Parameters"].items()} | chosen


class _Translator:
    """SAM's translator in a process of its own: its start takes longer than its work."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(CLOUD_PYTHON), str(ROOT / "tests" / "template" / "transform.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"AWS_DEFAULT_REGION": PSEUDO["AWS::Region"], "AWS_EC2_METADATA_DISABLED": "true"},
        )

    def transformed(self, template: dict[str, Any], values: dict[str, str]) -> Any:
        questions = cast("IO[str]", self._process.stdin)
        questions.write(json.dumps({"template": template, "parameters": values}) + "\n")
        questions.flush()
        made = json.loads(cast("IO[str]", self._process.stdout).readline())
        assert "Resources" in made, made
        return made

    def end(self) -> None:
        self._process.communicate()


@cache
def _translator() -> _Translator:
    started = _Translator()
    atexit.register(started.end)
    return started


def filled_in(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [filled_in(item, values) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Ref"} and node["Ref"] in values:
        return values[node["Ref"]]
    if set(node) == {"Fn::Sub"} and isinstance(node["Fn::Sub"], str):
        text = node["Fn::Sub"]
        for name, value in values.items():
            text = text.replace("${" + name + "}", value)
        return text if "${" not in text else {"Fn::Sub": text}
    return {key: filled_in(value, values) for key, value in node.items()}
