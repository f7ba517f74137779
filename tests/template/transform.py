"""Run by the local AWS's Python: SAM templates as lines of JSON in, CloudFormation's as such out.

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
    """Translate each line of standard input; one that cannot be is answered with the reason."""
    transform = importlib.import_module("samtranslator.translator.transform")
    for line in sys.stdin:
        given: dict[str, Any] = json.loads(line)
        try:
            made = transform.transform(given["template"], given["parameters"], ManagedPolicies())
        except Exception as refused:
            made = {"refused": f"{refused!r} {getattr(refused, 'causes', '')}"}
        print(json.dumps(made), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
