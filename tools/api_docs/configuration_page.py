"""Writes docs/configuration.md from the parameters of template.yaml: run after changing one.

python -m tools.api_docs.configuration_page
"""

from collections.abc import Mapping
from typing import Any

import yaml

from cart_to_order.ending import run_command
from tools.places import ROOT

PAGE = ROOT / "docs" / "configuration.md"
TEMPLATE = ROOT / "template.yaml"
_INTRODUCTION = """\
# Configuration

<!-- made by python -m tools.api_docs.configuration_page -->

The parameters of `template.yaml`, as the deploy dialogue shows them. `samconfig.toml` names every
parameter in every environment, because SAM keeps the old value of one that is left out. Change them
by deploying (`make deploy`): [deploy](deploy.md) says how, and which of them belong together.
"""


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as nothing: no parameter has one."""


_Loader.add_multi_constructor("!", lambda *_: None)


def page(template: Mapping[str, Any]) -> str:
    """Return the page: one table for each group of parameters."""
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    parameters = template["Parameters"]
    return "\n".join([_INTRODUCTION, *(_section(group, parameters) for group in groups)])


def read_template() -> Mapping[str, Any]:
    """Return the template, parsed."""
    found: Mapping[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506 (safe)
    return found


def _section(group: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    head = "| parameter | default | allowed | meaning |\n|---|---|---|---|"
    rows = [_row(name, parameters[name]) for name in group["Parameters"]]
    return "\n".join([f"## {group['Label']['default']}\n", head, *rows, ""])


def _row(name: str, parameter: Mapping[str, Any]) -> str:
    default = str(parameter.get("Default", ""))
    shown = f"`{default}`" if default else "empty"
    meaning = " ".join(parameter["Description"].split())
    return f"| `{name}` | {shown} | {_allowed(parameter)} | {meaning} |".replace("* *", "\\* \\*")


def _allowed(parameter: Mapping[str, Any]) -> str:
    if values := parameter.get("AllowedValues"):
        return ", ".join(f"`{value}`" for value in values)
    if "MinValue" in parameter:
        return f"{parameter['MinValue']} to {parameter.get('MaxValue', 'any number')}"
    return str(parameter.get("ConstraintDescription", "any text"))


def main() -> int:
    """Write it; always 0."""
    PAGE.write_text(page(read_template()))
    return 0


if __name__ == "__main__":
    run_command(main)
