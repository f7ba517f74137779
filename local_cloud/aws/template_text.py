"""Writes a YAML template as JSON, for the local AWS reads that thirty times as fast."""

from __future__ import annotations

import json
from typing import Any

import yaml

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LOADER = type("_Loader", (_BASE,), {})
"""Its own class: the short forms are for templates only."""
_WITHOUT_PREFIX = ("Ref", "Condition")


def as_json(text: str) -> str:
    """The same template, with the long forms of CloudFormation's functions."""
    # A date is a version here, and goes back to what was written.
    return json.dumps(yaml.load(text, _LOADER), default=str)  # noqa: S506 (safe)


def _long_form(loader: Any, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in _WITHOUT_PREFIX else f"Fn::{name}": value}


_LOADER.add_multi_constructor("!", _long_form)  # type: ignore[attr-defined]
