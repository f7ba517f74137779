"""Run by cdk-nag's Python: templates as JSON in, what its AwsSolutions rules find as JSON out.

A program of its own because the CDK needs Node beside Python, and half a gigabyte of packages. Each
resource is checked alone: in Python, cdk-nag's report of a whole stack does not name them.
"""

import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    """Check the templates on standard input: for each of its resources the rules that it breaks."""
    cdk = importlib.import_module("aws_cdk")
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(outdir=folder)
        rules = importlib.import_module("cdk_nag").AwsSolutionsChecks(app)
        found = [
            _broken(cdk.Stack(app, f"Stack{number}"), template, rules, Path(folder))
            for number, template in enumerate(json.load(sys.stdin))
        ]
    json.dump(found, sys.stdout)


def _broken(stack: Any, template: dict[str, Any], rules: Any, folder: Path) -> dict[str, list[str]]:
    file = folder / "template.json"
    file.write_text(json.dumps(template))
    cfn_include = importlib.import_module("aws_cdk.cloudformation_include")
    included = cfn_include.CfnInclude(stack, "Template", template_file=str(file))
    return {
        name: [
            violation.rule_name
            for violation in rules.validate_scope(included.get_resource(name)).violations
        ]
        for name in template["Resources"]
    }


if __name__ == "__main__":
    main()
