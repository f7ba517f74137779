"""Run by the local AWS's Python: a SAM template as JSON in, CloudFormation as JSON out.

A program of its own because the translator pins another pydantic than the functions use.
"""

import importlib
import json
import sys
from typing import Any


class ManagedPolicies:
    """Names no managed policy: the template must not rely on AWS's broad ones."""

    def load(self) -> dict[str, str]:
        """Return the policies that could be named."""
        return {}


def main() -> None:
    """Translate what is on standard input."""
    given: dict[str, Any] = json.load(sys.stdin)
    transform = importlib.import_module("samtranslator.translator.transform")
    result = transform.transform(given["template"], given["parameters"], ManagedPolicies())
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
